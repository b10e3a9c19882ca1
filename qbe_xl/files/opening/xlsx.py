"""Workbooks of Excel 2007 and later: xlsx and xlsm.

Calamine turns what cells hold into values, but is kept away from the stranger's file: it aborts
the whole process on some made-up counts, gives errors as blanks, and lays every sheet out as a
dense grid. So every sheet is first brought into the plain rows of `xlsx_rows`, as a stream, and
calamine only reads a small package that is packed here: each different content that has passed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import NamedTuple
from xml.etree.ElementTree import Element

from python_calamine import CalamineWorkbook

from qbe_xl.errors import Place
from qbe_xl.files.opening import limits, texts
from qbe_xl.files.opening.markup import document, local, tree
from qbe_xl.files.opening.package import (
    Package,
    Relation,
    main_part,
    part_of_kind,
    relations,
    worksheets,
)
from qbe_xl.files.opening.refusal import (
    SAVE_AS_XLSX,
    Reason,
    Refusal,
    damaged,
    not_a_workbook,
    refuse,
    too_large,
)
from qbe_xl.files.opening.sheet import Area, Contents, Wanted, placed_sheet
from qbe_xl.files.opening.texts import Strings
from qbe_xl.files.opening.xlsx_parser import SheetParser
from qbe_xl.files.opening.xlsx_rows import NotPlainError, Rows

_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OPEN, _CLOSE, _NO_ROWS = b"<sheetData>", b"</sheetData>", b"<sheetData/>"
_LONGEST_HEAD = 4 * limits.MIB
_ENCODING = re.compile(rb"<\?xml [^>]*encoding=.(?!utf-?8\W)", re.IGNORECASE)


class Workbook(NamedTuple):
    """The main part of a workbook: its sheets' parts are found by `found`."""

    root: Element
    found: dict[str, Relation]


class _Scanned(NamedTuple):
    """A sheet's rows in the plain form, and its merged ranges."""

    name: str
    rows: Rows
    merged: list[Area]


def workbook(package: Package) -> Workbook:
    """Return the main part; raises Refusal where the package is no xlsx or xlsm."""
    main = main_part(package)
    if main.endswith(".bin"):
        raise refuse(f"这是二进制工作簿（.xlsb），本程序不读这种格式；{SAVE_AS_XLSX}")
    root = tree(package.read(main), main)
    kind = local(root.tag)
    if kind != "workbook":
        others = {"document": "Word 文档", "presentation": "演示文稿"}
        raise not_a_workbook(others.get(kind, "其他文件"))
    return Workbook(root, relations(package, main))


def listed(root: Element) -> Iterator[tuple[str, str, str]]:
    """Yield the name, the relation's id and the state (visible, hidden) of every sheet."""
    for group in root:
        if local(group.tag) == "sheets":
            for sheet in group:
                keys = (key for key in sheet.attrib if "}" in key and local(key) == "id")
                state = sheet.get("state", "visible")
                yield sheet.get("name", ""), sheet.get(next(keys, "id"), ""), state


def read(package: Package, wanted: Wanted) -> Contents:
    """Return the worksheets of an xlsx or xlsm.

    Raises Refusal with the reasons of all sheets that cannot be used.
    """
    root, found = workbook(package)
    names: list[str] = []
    scanned: list[_Scanned] = []
    reasons: list[Reason] = []
    allowance = limits.Allowance()
    for name, part in worksheets(((name, key) for name, key, _ in listed(root)), found):
        names.append(name)
        if wanted(name):
            try:
                scanned.append(_scan(package, part, name))
                allowance.take(scanned[-1].rows.extent)
            except Refusal as refusal:
                reasons += [Reason(at or Place(name), message) for at, message in refusal.reasons]
    if reasons:
        raise Refusal(reasons)
    strings = _strings(package, found)
    if sum(texts.bound(one.rows, strings) for one in scanned) > limits.CHARACTERS:
        for one in scanned:
            allowance.take_text(texts.characters(one.rows, strings), one.name)
    values = _values(_packed(package, root, found, scanned, strings), scanned)
    on_load = _says_yes(root, "calcPr", "fullCalcOnLoad")
    sheets = tuple(
        placed_sheet(
            one.name,
            of_sheet,
            one.rows.places(),
            one.rows.faults,
            one.merged,
            one.rows.zeros() if on_load else (),
        )
        for one, of_sheet in zip(scanned, values, strict=True)
    )
    return Contents(tuple(names), sheets)


def _scan(package: Package, part: str, sheet: str) -> _Scanned:
    """What is kept of the sheet in this part; raises Refusal when it is damaged or too large."""
    try:
        return _plain(package.stream(part), sheet)
    except NotPlainError:
        pass
    if package.size(part) > limits.PARSED_BYTES:
        raise too_large(f"工作表解压后超过 {limits.PARSED_BYTES // limits.MIB} MB", sheet)
    parser, rows = SheetParser(sheet), Rows(sheet)
    try:
        for piece in package.stream(part):
            rows.add(parser.feed(piece))
        rows.add(parser.feed(b"", last=True))
    except NotPlainError as error:  # a row within a cell
        raise damaged("行和单元格套错了", sheet) from error
    return _Scanned(sheet, rows, parser.merged)


def _plain(pieces: Iterator[bytes], sheet: str) -> _Scanned:
    parser, rows = SheetParser(sheet), Rows(sheet)
    head, opening, block = _head(pieces)
    parser.around(head + opening)
    while opening == _OPEN and _CLOSE not in block:
        last_row = block.rfind(b"<row ")
        if last_row > 0:
            rows.add(block[:last_row])
            block = block[last_row:]
        if len(block) > limits.ROW_BYTES:
            raise too_large("有一行的内容过长", sheet)
        block += _next(pieces)
    if opening == _OPEN:
        body, closing, block = block.partition(_CLOSE)
        rows.add(body)
        block = closing + block
    more = next(pieces, None)
    if more is None:
        parser.around(block, last=True)
    else:
        for piece in chain((block, more), pieces):
            _around(parser, piece)
        _around(parser, b"", last=True)
    return _Scanned(sheet, rows, parser.merged)


def _head(pieces: Iterator[bytes]) -> tuple[bytes, bytes, bytes]:
    """Return what stands before the rows, their opening tag and what follows it so far."""
    head = b""
    while len(head) < _LONGEST_HEAD:
        for opening in (_OPEN, _NO_ROWS):
            before, found, after = head.partition(opening)
            if found:
                if b"<!" in before or _ENCODING.match(before):
                    raise NotPlainError
                return before, found, after
        head += _next(pieces)
    raise NotPlainError


def _next(pieces: Iterator[bytes]) -> bytes:
    piece = next(pieces, None)
    if piece is None:
        raise NotPlainError
    return piece


def _around(parser: SheetParser, piece: bytes, *, last: bool = False) -> None:
    """Parse what stands around the rows: there must be none here."""
    if parser.feed(piece, last=last):
        raise NotPlainError


def _packed(
    package: Package,
    root: Element,
    found: dict[str, Relation],
    scanned: Sequence[_Scanned],
    strings: Strings | None,
) -> io.BytesIO:
    """A zip of an xlsx, uncompressed, that holds only these sheets, named by their number.

    Calamine trusts the count in the root element of the strings; one more around it has none.
    """
    parts: dict[str, list[bytes]] = {}
    sheets, links = "", ""
    for number, one in enumerate(scanned, 1):
        sheets += f'<sheet name="{number}" sheetId="{number}" id="r{number}"/>'
        links += _relation(f"r{number}", "worksheet", f"worksheets/sheet{number}.xml")
        parts[f"xl/worksheets/sheet{number}.xml"] = [
            b"<worksheet><sheetData>",
            *one.rows.contents.xml,
            b"</sheetData></worksheet>",
        ]
    dates = f'<workbookPr date1904="{int(_says_yes(root, "workbookPr", "date1904"))}"/>'
    book = f"<workbook>{dates}<sheets>{sheets}</sheets></workbook>"
    parts["xl/workbook.xml"] = [book.encode()]
    parts["xl/_rels/workbook.xml.rels"] = [_relations(links)]
    parts["_rels/.rels"] = [_relations(_relation("r1", "officeDocument", "xl/workbook.xml"))]
    if strings is not None:
        parts["xl/sharedStrings.xml"] = [b"<sst>", strings.xml]
    styles = part_of_kind(package, found, "styles")
    if styles is not None:
        parts["xl/styles.xml"] = [document(package.read(styles), styles)]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, pieces in parts.items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as written:
                for piece in pieces:
                    written.write(piece)
    target.seek(0)
    return target


def _strings(package: Package, found: dict[str, Relation]) -> Strings | None:
    """The texts that cells share, checked; None where there are none."""
    part = part_of_kind(package, found, "sharedStrings")
    return None if part is None else Strings(document(package.read(part), part))


def _says_yes(root: Element, name: str, attribute: str) -> bool:
    return any(
        local(element.tag) == name and element.get(attribute) in ("1", "true", "on")
        for element in root
    )


def _relation(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{_TYPES}/{kind}" Target="{target}"/>'


def _relations(items: str) -> bytes:
    return f"<Relationships>{items}</Relationships>".encode()


def _values(packed: io.BytesIO, scanned: Sequence[_Scanned]) -> list[list[object]]:
    """What each different content of every sheet is; blanks are ""."""
    with _guarded("共用的文字或格式有误"):
        opened = CalamineWorkbook.from_filelike(packed)
    found = []
    for index, one in enumerate(scanned):
        with _guarded("单元格的内容有误", one.name):
            sheet = opened.get_sheet_by_index(index)
            first_row, first_column = sheet.start or (0, 0)
            margin = [""] * first_column
            rows = iter(sheet.to_python())
            values: list[object] = []
            for number, width in enumerate(one.rows.contents.widths):
                row = [*margin, *next(rows, ())] if number >= first_row else []
                values += row[:width] + [""] * (width - len(row))
            found.append(values)
    return found


@contextmanager
def _guarded(what: str, sheet: str | None = None) -> Iterator[None]:
    """Turn whatever calamine raises into a Refusal, also a Rust panic, which is no Exception."""
    try:
        yield
    except MemoryError:
        raise
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise damaged(what, sheet) from error
        raise
