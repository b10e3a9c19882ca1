"""Rows of a sheet of xlsx: the plain form, and where their cells stand.

Nearly every program writes rows in one plain form: <row r="2"><c r="A2" s="1" t="n"><v>5</v></c>
without prefixes and comments, at most with line ends between. Here this form stands as a regular
expression, so that the rows of a normal file are checked at the speed of C, and no two parsers
can read them differently. `xlsx_parser` makes other rows plain. The names of the cells are read
as columns of bytes; what the cells hold goes to `xlsx_contents`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from qbe_xl.files.opening.limits import FAULTS, Extent, check_faults
from qbe_xl.files.opening.refusal import damaged
from qbe_xl.files.opening.sheet import Area, Index, Position
from qbe_xl.files.opening.xlsx_contents import (
    ATTRIBUTES,
    BLANK,
    BLANK_CONTENT,
    CONTENT,
    FAULT,
    FORMULA,
    ZERO,
    Contents,
    compiled,
)

_LINES = r"[\r\n]*+"
_NUMBER = r"[1-9][0-9]{0,6}+"
_CELL = compiled(
    rf'(?:</row>{_LINES}<row r="{_NUMBER}"{ATTRIBUTES}>{_LINES})?+'
    rf'<c r="[A-Z]{{1,3}}+{_NUMBER}"({CONTENT}){_LINES}'
)
_BLANK_CELL = compiled(rf'<c r="[A-Z]{{1,3}}[0-9]{{1,7}}"{BLANK_CONTENT}')
_EMPTY_ROW = compiled(rf'<row r="[0-9]{{1,7}}"{ATTRIBUTES}(?:/>|>{_LINES}</row>)')
_END = b"</row>"

_Bytes = npt.NDArray[np.uint8]


class NotPlainError(Exception):
    """The rows are not in the plain form."""


class Places(NamedTuple):
    """Where cells stand and what they hold: 0-based rows and columns, numbers of contents."""

    rows: Index
    columns: Index
    contents: Index

    def of(self, chosen: npt.NDArray[np.bool_]) -> Places:
        """Return some of them."""
        return Places(self.rows[chosen], self.columns[chosen], self.contents[chosen])


class Rows:
    """The rows of one sheet that hold content, gathered block by block.

    contents: what the cells hold. faults: cells that hold an error or a formula without a result.
    size, cells: bytes of the rows, and how many cells stand in them.
    """

    def __init__(self, sheet: str) -> None:
        self.contents = Contents()
        self.faults: dict[Position, str] = {}
        self.extent = Extent(sheet)
        self.size = self.cells = 0
        self._places: list[Places] = []
        self._last_row = 0
        self._hollow = False

    def add(self, block: bytes) -> None:
        """Take a block of whole rows.

        Raises NotPlainError for rows in another form, Refusal for rows out of order or too many.
        """
        if b"<f" in block:
            block = FORMULA.sub(b"<f/>", block)
        block = block.strip(b"\r\n")
        found = None if self._hollow else _cells(block)
        if found is None:
            block = _EMPTY_ROW.sub(b"", _BLANK_CELL.sub(b"", block)).strip(b"\r\n")
            if not block:
                self._hollow = True
                return
            found = _cells(block)
        if found is None:
            raise NotPlainError
        contents, rows, columns, element = found
        self.size += len(block)
        self.cells += len(contents)
        places = Places(rows, columns, self.contents.numbered(contents))
        kinds = self.contents.kinds(places.contents)
        filled = kinds != BLANK
        self._hollow = 2 * int(np.count_nonzero(filled)) < len(filled)
        if filled.any():
            self._measure(places.of(filled), element[filled])
            self._note_faults(places.of(kinds == FAULT))
            self._places.append(places.of(filled & (kinds != FAULT)))

    def places(self) -> Places:
        """Return where every value stands, in the order of the file."""
        if not self._places:
            return Places(*(np.zeros(0, np.int32) for _ in range(3)))
        return Places(*map(np.concatenate, zip(*self._places, strict=True)))

    def zeros(self) -> Iterator[Position]:
        """Yield the formulas whose result is stored as 0, as many as faults may be."""
        found = (p.of(self.contents.kinds(p.contents) == ZERO) for p in self._places)
        cells = (at for p in found for at in zip(p.rows.tolist(), p.columns.tolist(), strict=True))
        yield from islice(cells, FAULTS)

    def _measure(self, filled: Places, element: Index) -> None:
        first = np.flatnonzero(np.diff(element, prepend=-1))
        numbers = filled.rows[first] + 1
        wrong = np.diff(numbers, prepend=self._last_row) <= 0
        if wrong.any():
            raise damaged(f"第 {numbers[wrong][0]} 行的位置颠倒或重复", self.extent.sheet)
        self._last_row = int(numbers[-1])
        widest = np.flatnonzero(filled.columns == filled.columns.max())[-1]
        self.extent.add(
            len(first),
            (int(filled.rows[-1]), int(filled.columns[-1])),
            (int(filled.rows[widest]), int(filled.columns[widest])),
        )

    def _note_faults(self, faulty: Places) -> None:
        for row, column, content in zip(*(part.tolist() for part in faulty), strict=True):
            self.faults[row, column] = self.contents.faults[content]
        check_faults(self.faults, self.extent.sheet)


def _cells(block: bytes) -> tuple[list[bytes], Index, Index, Index] | None:
    """Return each cell's content, 0-based row and column, and which row element it stands in.

    None where the rows are not plain, or one holds no cell or a cell of another row.
    """
    if not block.endswith(_END):
        return None
    cells = _CELL.split(_END + block[: -len(_END)])
    if any(cells[::2]):
        return None
    rows, columns, element, numbers = _names(block)
    if len(rows) != len(cells) // 2 or (numbers[element] != rows).any():
        return None
    return cells[1::2], rows - 1, columns, element


def _names(block: bytes) -> tuple[Index, Index, Index, Index]:
    """Return the row number and 0-based column of every cell, its row element and their numbers.

    block: rows of which every byte was checked.
    """
    buffer = np.frombuffer(block, np.uint8)
    tags = np.flatnonzero(buffer == ord("<"))
    second, third = buffer.take(tags + 1), buffer.take(tags + 2)
    is_cell = (second == ord("c")) & (third == ord(" "))
    is_row = (second == ord("r")) & (third == ord("o"))
    element = np.cumsum(is_row)[is_cell] - 1
    at = tags[is_cell] + len('<c r="')
    column = np.zeros(len(at), np.int32)
    letter = np.ones(len(at), bool)
    while letter.any():
        column = np.where(letter, column * 26 + buffer.take(at) - (ord("A") - 1), column)
        at = at + letter
        letter &= buffer.take(at) >= ord("A")
    return (
        _numbers(buffer, at),
        column - 1,
        element,
        _numbers(buffer, tags[is_row] + len('<row r="')),
    )


def _numbers(buffer: _Bytes, at: npt.NDArray[np.intp]) -> Index:
    """Return the whole numbers that begin at these bytes and end at a quotation mark."""
    found = np.zeros(len(at), np.int32)
    digit = np.ones(len(at), bool)
    while digit.any():
        found = np.where(digit, found * 10 + buffer.take(at) - ord("0"), found)
        at = at + digit
        digit &= buffer.take(at) != ord('"')
    return found


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
