"""What Excel refuses, or offers to repair, in a workbook that other programs open."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product

from lxml import etree
from openpyxl.utils import column_index_from_string, range_boundaries

from tests import package_rules
from tests.files.hostile import unzipped

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LONGEST_LIST = LONGEST_PROMPT = 255
LONGEST_TITLE = 32
LONGEST_FORMULA = 8192
LONGEST_TEXT = 32_767
NUMBER = r"-?\d+(\.\d+)?([Ee][-+]?\d+)?"
FORMULAS = (
    *(f"{MAIN}{name}" for name in ("f", "formula", "formula1", "formula2")),
    "{http://schemas.microsoft.com/office/excel/2006/main}f",
)
HOLDERS = (
    *("ignoredErrors", "mergeCells", "dataValidations", "conditionalFormatting", "hyperlinks"),
    *("cols", "rowBreaks", "colBreaks", "tableParts", "definedNames", "sheetViews"),
)
"""Elements that must hold something."""


def problems(workbook: bytes) -> list[str]:
    """Everything wrong of a workbook, each with its sheet."""
    parts = unzipped(workbook)
    found = [*package_rules.problems(workbook)]
    if any("is no XML" in one for one in found):
        return found
    book = etree.fromstring(parts["xl/workbook.xml"])
    found += [f"工作簿：{one}" for one in of_book(book)]
    strings = parts.get("xl/sharedStrings.xml")
    texts = ["".join(one.itertext(f"{MAIN}t")) for one in etree.fromstring(strings or b"<x/>")]
    found += [f"a text of {len(one)} characters" for one in texts if utf16(one) > LONGEST_TEXT]
    styles = etree.fromstring(parts["xl/styles.xml"])
    known = Known(
        strings=len(texts),
        looks=len(styles.findall(f"{MAIN}cellXfs/{MAIN}xf")),
        changes=len(styles.findall(f"{MAIN}dxfs/{MAIN}dxf")),
        sheets=frozenset(str(one.get("name")).lower() for one in book.iter(f"{MAIN}sheet")),
        names=frozenset(str(n.get("name")).lower() for n in book.iter(f"{MAIN}definedName")),
    )
    for name in book.iter(f"{MAIN}definedName"):
        found += [f"name {name.get('name')}: {one}" for one in of_formula(name.text or "", known)]
    for part, data in parts.items():
        if part.startswith("xl/worksheets/sheet"):
            found += [f"{part}：{one}" for one in of_sheet(etree.fromstring(data), known)]
        elif part.startswith("xl/charts/chart"):
            for formula in etree.fromstring(data).iter("{*}f"):
                found += [f"{part}：{one}" for one in of_formula(formula.text or "", known)]
    return found


@dataclass(frozen=True)
class Known:
    """What the sheets of a workbook may refer to, and how many of each there are."""

    strings: int
    looks: int
    changes: int
    sheets: frozenset[str]
    names: frozenset[str]


def utf16(text: str) -> int:
    """Return how long a text is as Excel counts."""
    return len(text.encode("utf-16-le")) // 2


def of_book(book: etree._Element) -> Iterator[str]:
    sheets = [*book.iter(f"{MAIN}sheet")]
    names = [str(one.get("name")) for one in sheets]
    for name in names:
        if utf16(name) > 31 or re.search(r"[\[\]:*?/\\]|^'|'$|^history$", name, re.IGNORECASE):
            yield f"sheet name {name}"
    if len({name.lower() for name in names}) < len(names):
        yield "two sheets of one name"
    if all(one.get("state", "visible") != "visible" for one in sheets):
        yield "no sheet is to be seen"
    keys = Counter(
        (str(one.get("name")).lower(), one.get("localSheetId"))
        for one in book.iter(f"{MAIN}definedName")
    )
    yield from (f"name {name} twice" for (name, _), times in keys.items() if times > 1)
    for name, _ in keys:
        if not re.fullmatch(r"(_xlnm\.)?[^\W\d][\w.]{0,254}", name):
            yield f"a bad name {name}"
        if re.fullmatch(r"[a-z]{1,3}\d+|r\d*c\d*|[rc]", name):
            yield f"a name like a cell {name}"
    yield from empty(book)


def of_sheet(sheet: etree._Element, known: Known) -> Iterator[str]:
    yield from empty(sheet)
    for formula in {one.text or "" for one in sheet.iter(*FORMULAS)}:
        yield from of_formula(formula, known)
    priorities: Counter[str] = Counter()
    for rule in sheet.iter(f"{MAIN}cfRule"):
        priorities[str(rule.get("priority"))] += 1
        if int(rule.get("dxfId") or 0) >= max(known.changes, 1):
            yield "a rule of a look that is not there"
        for formula in rule.iter(f"{MAIN}formula"):
            if "!" in re.sub(r'"[^"]*"', "", formula.text or ""):
                yield f"a plain condition on another sheet: {formula.text}"
    if any(times > 1 for times in priorities.values()):
        yield "two rules of one priority"
    checked: set[tuple[int, int]] = set()
    for check in sheet.iter(f"{MAIN}dataValidation"):
        yield from of_check(check.attrib, check.findtext(f"{MAIN}formula1") or "")
        cells = {c for area in str(check.get("sqref")).split() for c in corners(area)}
        if cells & checked:
            yield f"two checks of {check.get('sqref')}"
        checked |= cells
    yield from of_rows(sheet, known)
    yield from merged(sheet)
    for link in sheet.iter(f"{MAIN}hyperlink"):
        place = link.get("location") or ""
        yield from of_formula(place, known) if "!" in place else ()
        if max(len(place), len(link.get("tooltip") or "")) > LONGEST_PROMPT:
            yield f"a link of {len(place)} characters"
    for text in sheet.iterfind(f"{MAIN}headerFooter/*"):
        if len(text.text or "") > 255:
            yield f"a header of {len(text.text or '')} characters"


def of_rows(sheet: etree._Element, known: Known) -> Iterator[str]:
    """Rows and cells in their order, each with a look, a text and a number that can be."""
    last = 0
    for row in sheet.iter(f"{MAIN}row"):
        number, before = int(str(row.get("r"))), 0
        if number <= last:
            yield f"row {number} after {last}"
        last = number
        if float(row.get("ht") or 0) > 409.5:
            yield f"row {number} of {row.get('ht')} points"
        for cell in row:
            at = str(cell.get("r"))
            column = column_index_from_string(at.rstrip("0123456789"))
            if column <= before or at.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != str(number):
                yield f"{at} is out of order"
            before = column
            if int(cell.get("s") or 0) >= known.looks:
                yield f"{at} has a look that is not there"
            held = cell.findtext(f"{MAIN}v")
            if cell.get("t") == "s" and int(held or 0) >= known.strings:
                yield f"{at} names a text that is not there"
            if cell.get("t", "n") == "n" and held and not re.fullmatch(NUMBER, held):
                yield f"{at} holds {held}"
    wide = [(int(str(c.get("min"))), int(str(c.get("max")))) for c in sheet.iter(f"{MAIN}col")]
    if any(one[1] >= other[0] for one, other in pairwise(wide)):
        yield "columns twice"


@cache
def of_formula(formula: str, known: Known) -> tuple[str, ...]:
    """What a formula has that is not there: sheets, names, cells beyond the last."""
    found = []
    if len(formula) > LONGEST_FORMULA:
        found.append("a formula too long")
    bare = re.sub(r'"[^"]*"', '""', formula)
    if "#REF!" in bare:
        found.append(f"a lost reference: {formula}")
    for quoted, plain in re.findall(r"'((?:[^']|'')+)'!|([\w.]+)!", bare):
        name = quoted.replace("''", "'") or plain
        if name.lower() not in known.sheets and name != "#REF":
            found.append(f"no sheet {name}: {formula}")
    words = re.sub(r"'(?:[^']|'')+'!|[\w.]+!|#[A-Z/0]+[!?]?", "", bare)
    for word in re.findall(r"\$?[^\W\d][\w.]*\$?\w*(?![\w.(!])", words):
        cell = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?(\d+)", word)
        if cell and (column_index_from_string(cell[1].upper()) > 16384 or int(cell[2]) > 1048576):
            found.append(f"no cell {word}: {formula}")
        known_word = (
            re.fullmatch(r"\$?[A-Z]{1,3}|TRUE|FALSE|E", word) or word.lower() in known.names
        )
        if not cell and not known_word:
            found.append(f"no name {word}: {formula}")
    return tuple(found)


def corners(area: str) -> Iterator[tuple[int, int]]:
    """Yield the corners of an area, which two areas of ours share where they overlap."""
    left, top, right, bottom = map(int, range_boundaries(area))
    yield from product((top, bottom), (left, right))


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
