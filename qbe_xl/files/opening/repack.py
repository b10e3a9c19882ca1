"""From scanned sheets to values: what has been checked is packed again, for calamine to read.

xlsx and xlsb both end here. A stranger's zip, counts and other sheets never reach calamine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from qbe_xl.errors import Place
from qbe_xl.files.opening import calamine
from qbe_xl.files.opening.contents import Contents, Wanted
from qbe_xl.files.opening.extent import Allowance
from qbe_xl.files.opening.package import pack
from qbe_xl.files.opening.refusal import Reason, Refusal
from qbe_xl.files.opening.sheet import Area, make_sheet
from qbe_xl.files.opening.xlsx_rows import Rows

_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Scanned(NamedTuple):
    """A sheet's rows in the plain form of `xlsx_rows`, and its merged ranges."""

    rows: Rows
    merged: list[Area]


class Shared(NamedTuple):
    """What the sheets of a workbook share, as parts of xlsx; None where it has none."""

    strings: list[bytes] | None
    styles: list[bytes] | None
    is_1904: bool


def read_sheets(
    listed: Iterable[tuple[str, str]],
    wanted: Wanted,
    scan: Callable[[str, str], Scanned],
    shared: Callable[[], Shared],
) -> Contents:
    """Return the contents of a workbook.

    listed: name and part of every worksheet. scan: reads the sheet of a part and a name.
    Raises Refusal with the reasons of all sheets that cannot be used.
    """
    names: list[str] = []
    scanned: dict[int, Scanned] = {}
    reasons: list[Reason] = []
    allowance = Allowance()
    for index, (name, part) in enumerate(listed):
        names.append(name)
        if wanted(name):
            try:
                scanned[index] = scan(part, name)
                allowance.take(scanned[index].rows.extent)
            except Refusal as refusal:
                reasons += [Reason(at or Place(name), message) for at, message in refusal.reasons]
    if reasons:
        raise Refusal(reasons)
    read = [names[index] for index in scanned]
    values = calamine.values(pack(_parts(list(scanned.values()), shared())), read)
    sheets = tuple(
        make_sheet(name, raw, rows.faults, merged)
        for name, raw, (rows, merged) in zip(read, values, scanned.values(), strict=True)
    )
    return Contents(tuple(names), sheets)


def _parts(scanned: list[Scanned], shared: Shared) -> dict[str, list[bytes]]:
    """Return the parts of an xlsx that holds only these sheets, named by their number."""
    sheets, relations = "", ""
    parts: dict[str, list[bytes]] = {}
    for number, (rows, _) in enumerate(scanned, 1):
        sheets += f'<sheet name="{number}" sheetId="{number}" id="r{number}"/>'
        relations += _relation(f"r{number}", "worksheet", f"worksheets/sheet{number}.xml")
        parts[f"xl/worksheets/sheet{number}.xml"] = [
            b"<worksheet><sheetData>",
            *rows.content,
            b"</sheetData></worksheet>",
        ]
    dates = f'<workbookPr date1904="{int(shared.is_1904)}"/>'
    book = f"<workbook>{dates}<sheets>{sheets}</sheets></workbook>"
    parts["xl/workbook.xml"] = [book.encode()]
    parts["xl/_rels/workbook.xml.rels"] = [_relations(relations)]
    parts["_rels/.rels"] = [_relations(_relation("r1", "officeDocument", "xl/workbook.xml"))]
    if shared.strings is not None:
        parts["xl/sharedStrings.xml"] = shared.strings
    if shared.styles is not None:
        parts["xl/styles.xml"] = shared.styles
    return parts


def _relation(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{_TYPES}/{kind}" Target="{target}"/>'


def _relations(items: str) -> bytes:
    return f"<Relationships>{items}</Relationships>".encode()
