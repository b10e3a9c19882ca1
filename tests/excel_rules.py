"""What Excel refuses, or offers to repair, in a workbook that other programs open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree
from openpyxl.utils import range_boundaries

from tests.files.hostile import unzipped

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LONGEST_LIST = LONGEST_PROMPT = 255
LONGEST_TITLE = 32
LONGEST_FORMULA = 8192
HOLDERS = (
    *("ignoredErrors", "mergeCells", "dataValidations", "conditionalFormatting", "hyperlinks"),
    *("cols", "rowBreaks", "colBreaks", "tableParts", "definedNames", "sheetViews"),
)
"""Elements that must hold something."""


def problems(path: Path) -> list[str]:
    """Everything wrong of a workbook, each with its sheet."""
    parts = unzipped(path.read_bytes())
    book = etree.fromstring(parts["xl/workbook.xml"])
    found = [f"工作簿：{one}" for one in of_book(book)]
    strings = parts.get("xl/sharedStrings.xml")
    count = len(etree.fromstring(strings)) if strings else 0
    for name, data in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            found += [f"{name}：{one}" for one in of_sheet(etree.fromstring(data), count)]
    return found


def of_book(book: etree._Element) -> Iterator[str]:
    names = [str(one.get("name")) for one in book.iter(f"{MAIN}sheet")]
    for name in names:
        if len(name) > 31 or re.search(r"[\[\]:*?/\\]|^'|'$", name):
            yield f"sheet name {name}"
    if len({name.lower() for name in names}) < len(names):
        yield "two sheets of one name"
    keys = Counter(
        (str(one.get("name")).lower(), one.get("localSheetId"))
        for one in book.iter(f"{MAIN}definedName")
    )
    yield from (f"name {name} twice" for (name, _), times in keys.items() if times > 1)
    yield from empty(book)


def of_sheet(sheet: etree._Element, strings: int) -> Iterator[str]:
    yield from empty(sheet)
    for formula in sheet.iter(f"{MAIN}f", f"{MAIN}formula", f"{MAIN}formula1", f"{MAIN}formula2"):
        if len(formula.text or "") > LONGEST_FORMULA:
            yield "a formula too long"
    for rule in sheet.iter(f"{MAIN}cfRule"):
        for formula in rule.iter(f"{MAIN}formula"):
            if "!" in re.sub(r'"[^"]*"', "", formula.text or ""):
                yield f"a plain condition on another sheet: {formula.text}"
    for check in sheet.iter(f"{MAIN}dataValidation"):
        yield from of_check(check.attrib, check.findtext(f"{MAIN}formula1") or "")
    for cell in sheet.iter(f"{MAIN}c"):
        if cell.get("t") == "s" and int(cell.findtext(f"{MAIN}v") or 0) >= strings:
            yield f"{cell.get('r')} names a text that is not there"
    yield from merged(sheet)


def empty(root: etree._Element) -> Iterator[str]:
    for holder in root.iter(*(f"{MAIN}{name}" for name in HOLDERS)):
        if not len(holder):
            yield f"empty {etree.QName(holder).localname}"


def of_check(said: Mapping[str, str], source: str) -> Iterator[str]:
    if source.startswith('"') and len(source) - 2 > LONGEST_LIST:
        yield f"a list of {len(source) - 2} characters"
    for name, most in (
        *(("prompt", LONGEST_PROMPT), ("error", LONGEST_PROMPT)),
        *(("promptTitle", LONGEST_TITLE), ("errorTitle", LONGEST_TITLE)),
    ):
        if len(said.get(name, "")) > most:
            yield f"{name} of {len(said[name])} characters"


def merged(sheet: etree._Element) -> Iterator[str]:
    taken: set[tuple[int, int]] = set()
    for one in sheet.iter(f"{MAIN}mergeCell"):
        left, top, right, bottom = map(int, range_boundaries(str(one.get("ref"))))
        cells = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        if cells & taken or len(cells) < 2:
            yield f"merged cells {one.get('ref')}"
        taken |= cells
