"""Workbooks of Excel 2007 and later: xlsx and xlsm."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from xml.etree.ElementTree import Element

from qbe_xl.files.opening import ooxml
from qbe_xl.files.opening.contents import Contents, Wanted
from qbe_xl.files.opening.markup import document, local, tree
from qbe_xl.files.opening.package import Package
from qbe_xl.files.opening.repack import Shared, read_sheets
from qbe_xl.files.opening.xlsx_scan import scan


def read(package: Package, wanted: Wanted) -> Contents:
    """Return the worksheets of an xlsx or xlsm; raises Refusal with all that is wrong."""
    main = ooxml.main_part(package)
    workbook = tree(package.read(main), main)
    found = ooxml.relations(package, main)
    return read_sheets(
        ooxml.worksheets(_listed(workbook), found),
        wanted,
        partial(scan, package),
        partial(_shared, package, found, _is_1904(workbook)),
    )


def _listed(workbook: Element) -> Iterator[tuple[str, str]]:
    """Yield the name and the relation's id of every sheet."""
    for sheets in workbook:
        if local(sheets.tag) == "sheets":
            for sheet in sheets:
                keys = (key for key in sheet.attrib if "}" in key and local(key) == "id")
                yield sheet.get("name", ""), sheet.get(next(keys, "id"), "")


def _is_1904(workbook: Element) -> bool:
    return any(
        local(element.tag) == "workbookPr" and element.get("date1904") in ("1", "true", "on")
        for element in workbook
    )


def _shared(package: Package, found: dict[str, ooxml.Relation], is_1904: bool) -> Shared:
    """Return the shared strings and the styles.

    Calamine trusts the count in the root element of the strings; one more around it has none.
    """
    strings = styles = None
    part = ooxml.part_of_kind(package, found, "sharedStrings")
    if part is not None:
        strings = [b"<sst>", document(package.read(part), part)]
    part = ooxml.part_of_kind(package, found, "styles")
    if part is not None:
        styles = [document(package.read(part), part)]
    return Shared(strings, styles, is_1904)
