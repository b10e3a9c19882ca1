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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import NamedTuple
from xml.etree.ElementTree import Element

import numpy as np
from python_calamine import CalamineWorkbook

from qbe_xl.errors import Place
from qbe_xl.files.opening import limits, texts, xlsx_contents
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
from qbe_xl.files.opening.sheet import Area, Contents, Wanted, different, placed_sheet
from qbe_xl.files.opening.texts import Strings
from qbe_xl.files.opening.xlsx_contents import NotPlainError
from qbe_xl.files.opening.xlsx_parser import SheetParser
from qbe_xl.files.opening.xlsx_rows import Rows, add_together

_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OPEN, _CLOSE, _NO_ROWS = b"<sheetData>", b"</sheetData>", b"<sheetData/>"
_TOGETHER = 4 * limits.MIB
"""Bytes of the sheets up to which they are scanned at once; those of a county of 300 schools are 2 MB."""
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
    parts = worksheets(((name, key) for name, key, _ in listed(root)), found)
    asked = [(name, part) for name, part in parts if wanted(name)]
    contents = xlsx_contents.Contents()
    allowance = limits.Allowance()
    try:
        scanned = _together(package, asked, contents)
        for one in scanned:
            allowance.take(one.rows.extent)
    except (NotPlainError, Refusal):  # one by one, to say of each sheet what is wrong with it
        contents.shorten(0)
        scanned, allowance = _each(package, asked, contents)
    strings = _strings(package, found)
    if sum(texts.bound(one.rows, strings) for one in scanned) > limits.CHARACTERS:
        lengths = texts.characters(contents, strings)
        for one in scanned:
            allowance.take_text(int(lengths[one.rows.places().contents].sum()), one.name)
    around = _around_cells(package, root, found, strings)
    known = different(_values(around, contents.cells, scanned))
    on_load = _says_yes(root, "calcPr", "fullCalcOnLoad")
    sheets = tuple(
        placed_sheet(
            one.name,
            known,
            one.rows.places(),
            one.rows.faults,
            one.merged,
            one.rows.zeros() if on_load else (),
        )
        for one in scanned
    )
    return Contents(tuple(name for name, _ in parts), sheets)


def _together(
    package: Package, asked: Sequence[tuple[str, str]], contents: xlsx_contents.Contents
) -> list[_Scanned]:
    """Scan sheets that are small and plain at once; raises NotPlainError or Refusal for others."""
    if sum(package.size(part) for _, part in asked) > _TOGETHER:
        raise NotPlainError
    found: list[_Scanned] = []
    bodies: list[memoryview] = []
    for name, part in asked:
        parser = SheetParser(name)
        whole = package.read(part)
        if not (opening := _opening(whole)):
            raise NotPlainError
        begin = whole.find(opening) + len(opening)
        end = whole.rfind(_CLOSE, begin) if opening == _OPEN else begin
        if end < 0:
            raise NotPlainError
        parser.around(whole[:begin])
        parser.around(whole[end:], last=True)
        bodies.append(memoryview(whole)[begin:end])
        found.append(_Scanned(name, Rows(name, contents), parser.merged))
    add_together([one.rows for one in found], bodies)
    return found


def _each(
    package: Package, asked: Sequence[tuple[str, str]], contents: xlsx_contents.Contents
) -> tuple[list[_Scanned], limits.Allowance]:
    """Scan one sheet after another; raises Refusal with the reasons of all that cannot be used."""
    scanned: list[_Scanned] = []
    reasons: list[Reason] = []
    allowance = limits.Allowance()
    for name, part in asked:
        try:
            scanned.append(_scan(package, part, name, contents))
            allowance.take(scanned[-1].rows.extent)
        except Refusal as refusal:
            reasons += [Reason(at or Place(name), message) for at, message in refusal.reasons]
    if reasons:
        raise Refusal(reasons)
    return scanned, allowance


def _scan(package: Package, part: str, sheet: str, contents: xlsx_contents.Contents) -> _Scanned:
    """What is kept of the sheet in this part; raises Refusal when it is damaged or too large."""
    before = len(contents)
    try:
        return _plain(package.stream(part), Rows(sheet, contents))
    except NotPlainError:
        contents.shorten(before)
    if package.size(part) > limits.PARSED_BYTES:
        raise too_large(f"工作表解压后超过 {limits.PARSED_BYTES // limits.MIB} MB", sheet)
    parser, rows = SheetParser(sheet), Rows(sheet, contents)
    try:
        for piece in package.stream(part):
            rows.add(parser.feed(piece))
        rows.add(parser.feed(b"", last=True))
    except NotPlainError as error:  # a row within a cell
        raise damaged("行和单元格套错了", sheet) from error
    return _Scanned(sheet, rows, parser.merged)


def _plain(pieces: Iterator[bytes], rows: Rows) -> _Scanned:
    sheet = rows.extent.sheet
    parser = SheetParser(sheet)
    head, opening, block = _head(pieces)
    parser.around(head + opening)
    if opening == _OPEN:
        while (end := block.find(_CLOSE)) < 0:
            last_row = block.rfind(b"<row ")
            if last_row > 0:
                rows.add(block[:last_row])
                block = block[last_row:]
            if len(block) > limits.ROW_BYTES:
                raise too_large("有一行的内容过长", sheet)
            block += _next(pieces)
        rows.add(block[:end])
        block = block[end:]
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
        if opening := _opening(head):
            return head.partition(opening)
        head += _next(pieces)
    raise NotPlainError


def _opening(head: bytes) -> bytes:
    """Return the tag that opens the rows, b"" where it is still to come."""
    for opening in (_OPEN, _NO_ROWS):
        if (at := head.find(opening)) >= 0:
            if head.find(b"<!", 0, at) >= 0 or _ENCODING.match(head):
                raise NotPlainError
            return opening
    return b""


def _next(pieces: Iterator[bytes]) -> bytes:
    piece = next(pieces, None)
    if piece is None:
        raise NotPlainError
    return piece


def _around(parser: SheetParser, piece: bytes, *, last: bool = False) -> None:
    """Parse what stands around the rows: there must be none here."""
    if parser.feed(piece, last=last):
        raise NotPlainError


def _around_cells(
    package: Package, root: Element, found: dict[str, Relation], strings: Strings | None
) -> dict[str, Sequence[bytes]]:
    """The parts of an xlsx of one sheet, all but that sheet.

    Calamine trusts the count in the root element of the strings; one more around it has none.
    """
    dates = f'<workbookPr date1904="{int(_says_yes(root, "workbookPr", "date1904"))}"/>'
    sheet = '<sheet name="1" sheetId="1" id="r1"/>'
    parts: dict[str, Sequence[bytes]] = {
        "xl/workbook.xml": [f"<workbook>{dates}<sheets>{sheet}</sheets></workbook>".encode()],
        "xl/_rels/workbook.xml.rels": [_relations("worksheet", "worksheets/sheet1.xml")],
        "_rels/.rels": [_relations("officeDocument", "xl/workbook.xml")],
    }
    if strings is not None:
        parts["xl/sharedStrings.xml"] = [b"<sst>", strings.xml]
    styles = part_of_kind(package, found, "styles")
    if styles is not None:
        parts["xl/styles.xml"] = [document(package.read(styles), styles)]
    return parts


def _packed(parts: Mapping[str, Sequence[bytes]], cells: Iterable[Sequence[bytes]]) -> io.BytesIO:
    """A zip of an xlsx, uncompressed, whose sheet holds these contents."""
    rows = map(xlsx_contents.as_row, cells)
    sheet = [b"<worksheet><sheetData>", *rows, b"</sheetData></worksheet>"]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, pieces in {**parts, "xl/worksheets/sheet1.xml": sheet}.items():
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


def _relations(kind: str, target: str) -> bytes:
    one = f'<Relationship Id="r1" Type="{_TYPES}/{kind}" Target="{target}"/>'
    return f"<Relationships>{one}</Relationships>".encode()


def _values(
    parts: Mapping[str, Sequence[bytes]],
    cells: Sequence[Sequence[bytes]],
    scanned: Sequence[_Scanned],
) -> list[object]:
    """What each different content is; blanks are "". Raises Refusal, naming the sheet it is of."""
    try:
        return _of_calamine(parts, cells)
    except Refusal as refusal:
        listed = [content for row in cells for content in row]
        for one in scanned:
            used = np.unique(one.rows.places().contents).tolist()
            for number in range(0, len(used), 1_000):
                mine = [listed[content] for content in used[number : number + 1_000]]
                _of_calamine(parts, [mine], one.name)
        raise refusal


def _of_calamine(
    parts: Mapping[str, Sequence[bytes]],
    cells: Sequence[Sequence[bytes]],
    sheet: str | None = None,
) -> list[object]:
    with _guarded("共用的文字或格式有误"):
        opened = CalamineWorkbook.from_filelike(_packed(parts, cells))
    values: list[object] = []
    with _guarded("单元格的内容有误", sheet):
        read = opened.get_sheet_by_index(0)
        first_row, first_column = read.start or (0, 0)
        margin = [""] * first_column
        rows = iter(read.to_python())
        for number, contents in enumerate(cells):
            row = [*margin, *next(rows, ())] if number >= first_row else []
            values += row[: len(contents)] + [""] * (len(contents) - len(row))
    return values


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
