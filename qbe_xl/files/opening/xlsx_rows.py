"""Rows of a sheet of xlsx: the plain form, and what is kept of them.

Nearly every program writes rows in one plain form: <row r="2"><c r="A2" s="1" t="n"><v>5</v></c>
without prefixes and comments, at most with line ends between. Here this form stands as regular
expressions, so that the rows of a normal file are checked at the speed of C, and no two parsers
can read them differently. `xlsx_parser` makes other rows plain. Only plain rows reach calamine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from qbe_xl.files.opening.limits import FAULTS, Extent, check_faults
from qbe_xl.files.opening.refusal import damaged
from qbe_xl.files.opening.sheet import NO_VALUE, Area, Position, error_value

_LINES = r"[\r\n]*+"
_ATTRIBUTES = r'(?: [A-Za-z][\w:.\-]*="[^"<>]*")*+'
_CELL_ATTRIBUTES = r'(?: (?:s|t|cm|vm|ph)="[A-Za-z0-9]*")*+'
_BUT_ERROR = r'(?: (?:s|t|cm|vm|ph)="(?!e")[A-Za-z0-9]*")*+'
_PLACE = r'<c r="([A-Z]{1,3})([0-9]{1,7})"'
_FORMULA = rf"<f{_ATTRIBUTES}(?:/>|>[^<>]*+</f>)"
_VALUE = rf"(?:<v{_ATTRIBUTES}>[^<>&]*+</v>|<v/>)"
_NO_VALUE = r"(?:<v></v>|<v/>)"
_TEXT = rf"<is>(?:<t{_ATTRIBUTES}(?:/>|>[^<>]*+</t>))?+</is>"
_NO_TEXT = rf"<is>(?:<t{_ATTRIBUTES}(?:/>|></t>))?+</is>"
_IN_CELL = rf"(?:(?:{_FORMULA})?+{_VALUE}?+|{_TEXT})"
_CELL_OF_ROW = rf'<c r="[A-Z]{{1,3}}\1"{_CELL_ATTRIBUTES}(?:/>|>{_IN_CELL}</c>)'


def _compiled(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode())


_ROW = _compiled(
    rf'{_LINES}<row r="([1-9][0-9]{{0,6}})"{_ATTRIBUTES}'
    rf"(?:/>|>{_LINES}(?:{_CELL_OF_ROW}{_LINES})*+</row>)"
)
_BLANK_CELL = _compiled(rf"{_PLACE}{_BUT_ERROR}(?:/>|>(?:{_NO_VALUE}|{_NO_TEXT})?+</c>)")
_BLANK_FORMULA = _compiled(
    rf'{_PLACE}(?=[^<>]* t="str"){_CELL_ATTRIBUTES}>{_FORMULA}{_NO_VALUE}</c>'
)
_EMPTY_ROW = _compiled(rf'<row r="[0-9]{{1,7}}"{_ATTRIBUTES}(?:/>|>{_LINES}</row>)')
_ERROR = _compiled(
    rf'{_PLACE}{_BUT_ERROR} t="e"{_CELL_ATTRIBUTES}'
    rf"(?:/>|>(?:{_FORMULA})?+(?:<v{_ATTRIBUTES}>([^<>&]*+)</v>|<v/>)?</c>)"
)
_UNCOMPUTED = _compiled(rf"{_PLACE}{_CELL_ATTRIBUTES}>{_FORMULA}{_NO_VALUE}?+</c>")
_ZERO = _compiled(rf"{_PLACE}{_CELL_ATTRIBUTES}>{_FORMULA}<v>0</v></c>")
_COLUMN = _compiled('<c r="([A-Z]+)')
_CELL = _compiled(_PLACE)


class NotPlainError(Exception):
    """The rows are not in the plain form."""


class Rows:
    """The rows of one sheet that hold content, gathered block by block.

    content: plain XML of the rows that hold values, ready for calamine.
    faults: cells that hold an error or a formula without a result; they are not in `content`.
    """

    def __init__(self, sheet: str) -> None:
        self.content: list[bytes] = []
        self.faults: dict[Position, str] = {}
        self.extent = Extent(sheet)
        self._last_row = 0

    def add(self, block: bytes) -> None:
        """Take a block of whole rows.

        Raises NotPlainError for rows in another form, Refusal for rows out of order or too many.
        """
        block = _BLANK_CELL.sub(b"", block)
        if b"<f" in block:
            block = _BLANK_FORMULA.sub(b"", block)
        block = _EMPTY_ROW.sub(b"", block).strip(b"\r\n")
        if not block:
            return
        rows = 0
        position = 0
        while position < len(block):
            row = _ROW.match(block, position)
            if row is None:
                raise NotPlainError
            number = int(row[1])
            if number <= self._last_row:
                raise damaged(f"第 {number} 行的位置颠倒或重复", self.extent.sheet)
            self._last_row = number
            rows += 1
            position = row.end()
        self._measure(block, rows)
        self.content.append(self._without_faults(block))
        check_faults(self.faults, self.extent.sheet)

    def zeros(self) -> Iterator[Position]:
        """Yield the formulas whose result is stored as 0, as many as faults may be."""
        blocks = (block for block in self.content if b"<f" in block)
        cells = (cell for block in blocks for cell in _ZERO.finditer(block))
        for cell in islice(cells, FAULTS):
            yield position_of(cell[1], cell[2])

    def _measure(self, block: bytes, rows: int) -> None:
        columns = set(_COLUMN.findall(block))
        if not columns:
            return
        widest = max(columns, key=lambda letters: (len(letters), letters))
        ((letters, digits),) = _CELL.findall(block, block.rindex(b"<c "))
        furthest = re.findall(rb'<c r="' + widest + rb"([0-9]+)", block)
        self.extent.add(rows, position_of(letters, digits), position_of(widest, furthest[-1]))

    def _without_faults(self, block: bytes) -> bytes:
        if b' t="e"' in block:
            block = _ERROR.sub(self._error, block)
        if b"<f" in block:
            block = _UNCOMPUTED.sub(self._uncomputed, block)
        return block

    def _error(self, cell: re.Match[bytes]) -> bytes:
        value = (cell[3] or b"").decode(errors="replace")
        self.faults[position_of(cell[1], cell[2])] = error_value(value)
        return b""

    def _uncomputed(self, cell: re.Match[bytes]) -> bytes:
        self.faults[position_of(cell[1], cell[2])] = NO_VALUE
        return b""


def position_of(letters: bytes, digits: bytes) -> Position:
    """Return the 0-based row and column of a cell's name in its two parts: B, 7 is (6, 1)."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(digits) - 1, column - 1


_NAME = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)


def area_of(name: str) -> Area | None:
    """Return the corners that a cell's or a range's name tells (B7, B7:C9); None for another text."""
    first, _, last = name.partition(":")
    top, bottom = _NAME.fullmatch(first), _NAME.fullmatch(last or first)
    if top is None or bottom is None:
        return None
    ends = (position_of(c[1].upper().encode(), c[2].encode()) for c in (top, bottom))
    return *next(ends), *next(ends)
