"""Workbooks of Excel in binary form: xlsb ([MS-XLSB]), said again as xlsx.

Calamine's own reader of xlsb trusts what it reads; so the cells take the plain form of
`xlsx_rows` and go the way of xlsx.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import escape
from struct import unpack_from

from qbe_xl.errors import column_letters
from qbe_xl.files.opening import limits, ooxml
from qbe_xl.files.opening.biff12 import records, text_at
from qbe_xl.files.opening.contents import Contents, Wanted
from qbe_xl.files.opening.package import Package
from qbe_xl.files.opening.refusal import damaged, too_large
from qbe_xl.files.opening.repack import Scanned, Shared, read_sheets
from qbe_xl.files.opening.sheet import without_controls
from qbe_xl.files.opening.xlsx_rows import Rows

_ROW, _RK, _CELL_ERROR, _CELL_BOOL, _CELL_REAL, _CELL_TEXT, _CELL_SHARED = 0, 2, 3, 4, 5, 6, 7
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOL, _FORMULA_ERROR = 8, 9, 10, 11
_RICH_TEXT, _SHARED_ITEM, _FORMAT, _XF = 62, 19, 44, 47
_WORKBOOK, _SHEET, _MERGE = 153, 156, 176
_CELLS = frozenset((*range(_RK, _FORMULA_ERROR + 1), _RICH_TEXT))
_BEGIN_CELL_XFS = 617
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_BLOCK_ROWS = 1000


def read(package: Package, wanted: Wanted) -> Contents:
    """Return the worksheets of an xlsb; raises Refusal with all that is wrong."""
    main = ooxml.main_part(package)
    found = ooxml.relations(package, main)
    listed: list[tuple[str, str]] = []
    is_1904 = False
    with _sound(main):
        for kind, data in records(package.read(main)):
            if kind == _WORKBOOK:
                is_1904 = bool(data[0] & 1)
            elif kind == _SHEET:
                relation, end = text_at(data, 8)
                listed.append((text_at(data, end)[0], relation))
    return read_sheets(
        ooxml.worksheets(listed, found),
        wanted,
        partial(_scan, package),
        partial(_shared, package, found, is_1904),
    )


@contextmanager
def _sound(place: str, sheet: str | None = None) -> Iterator[None]:
    """Raise Refusal where records are cut short or say what cannot be."""
    try:
        yield
    except (ValueError, IndexError, OverflowError, struct.error) as error:
        raise damaged(f"部件 {place} 的内容有误", sheet) from error


def _scan(package: Package, part: str, sheet: str) -> Scanned:
    rows, merged = Rows(sheet), []
    block: list[str] = []
    cells: list[str] = []
    row = 0

    def end_row() -> None:
        if cells:
            block.append(f'<row r="{row + 1}">{"".join(cells)}</row>')
            cells.clear()
        if len(block) == _BLOCK_ROWS:
            end_block()

    def end_block() -> None:
        rows.add("".join(block).encode())
        block.clear()

    with _sound(part, sheet):
        for kind, data in records(package.read(part)):
            if kind == _ROW:
                end_row()
                (row,) = unpack_from("<I", data)
            elif kind in _CELLS:
                column, style = unpack_from("<II", data)
                if row >= limits.LAST_ROW or column >= limits.COLUMNS or len(cells) > column:
                    raise ValueError("stray cell")
                if body := _body(kind, data):
                    name = f"{column_letters(column)}{row + 1}"
                    cells.append(f'<c r="{name}" s="{style & 0xFFFFFF}"{body}</c>')
            elif kind == _MERGE:
                first_row, last_row, first_column, last_column = unpack_from("<4I", data)
                merged.append((first_row, first_column, last_row, last_column))
                if len(merged) > limits.MERGED:
                    raise too_large(f"合并单元格超过 {limits.MERGED:,} 处", sheet)
        end_row()
        end_block()
    return Scanned(rows, merged)


def _body(kind: int, data: bytes) -> str:
    """Return what follows the name and style of a cell in plain xlsx, "" when it is blank."""
    if kind == _CELL_SHARED:
        return f' t="s"><v>{unpack_from("<I", data, 8)[0]}</v>'
    if kind == _RK:
        return f"><v>{_rk(*unpack_from('<i', data, 8))!r}</v>"
    if kind in (_CELL_REAL, _FORMULA_NUMBER):
        return f"><v>{unpack_from('<d', data, 8)[0]!r}</v>"
    if kind in (_CELL_BOOL, _FORMULA_BOOL):
        return f' t="b"><v>{int(data[8] != 0)}</v>'
    if kind in (_CELL_ERROR, _FORMULA_ERROR):
        return f' t="e"><v>{_ERRORS.get(data[8], "")}</v>'
    text, _ = text_at(data, 9 if kind == _RICH_TEXT else 8)
    return f' t="inlineStr"><is>{_text(text)}</is>' if text else ""


def _rk(bits: int) -> float:
    """Return an RkNumber ([MS-XLSB] 2.5.122): 30 bits of an integer or of a double, maybe /100."""
    number = (
        float(bits >> 2) if bits & 2 else struct.unpack("<d", struct.pack("<xxxxi", bits & ~3))[0]
    )
    return number / 100 if bits & 1 else number


def _text(text: str) -> str:
    """Return a text as an element of xlsx; what looks like an escape there is escaped."""
    text = without_controls(_ESCAPE_LIKE.sub("_x005F_", text))
    return f'<t xml:space="preserve">{escape(text, quote=False)}</t>'


def _shared(package: Package, found: dict[str, ooxml.Relation], is_1904: bool) -> Shared:
    strings = styles = None
    part = ooxml.part_of_kind(package, found, "sharedStrings")
    if part is not None:
        with _sound(part):
            texts = (
                text_at(data, 1)[0]
                for kind, data in records(package.read(part))
                if kind == _SHARED_ITEM
            )
            items = "".join(f"<si>{_text(text)}</si>" for text in texts)
        strings = [b"<sst>", items.encode(), b"</sst>"]
    part = ooxml.part_of_kind(package, found, "styles")
    if part is not None:
        with _sound(part):
            styles = [_styles(package.read(part)).encode()]
    return Shared(strings, styles, is_1904)


def _styles(part: bytes) -> str:
    """Return the number formats of a styles part as the styles of xlsx."""
    formats = cells = ""
    for kind, data in records(part):
        if kind == _FORMAT:
            code = f'"{escape(without_controls(text_at(data, 2)[0]))}"'
            formats += f'<numFmt numFmtId="{unpack_from("<H", data)[0]}" formatCode={code}/>'
        elif kind == _BEGIN_CELL_XFS:
            cells = ""  # what came before were the formats of cell styles
        elif kind == _XF:
            cells += f'<xf numFmtId="{unpack_from("<H", data, 2)[0]}"/>'
    return f"<styleSheet><numFmts>{formats}</numFmts><cellXfs>{cells}</cellXfs></styleSheet>"
