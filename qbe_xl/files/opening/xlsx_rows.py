"""Rows of a sheet of xlsx: the plain form, and where their cells stand.

Nearly every program writes rows in one plain form: <row r="2"><c r="A2" s="1" t="n"><v>5</v></c>
without prefixes and comments, at most with line ends between. Here this form stands as a regular
expression, so that the rows of a normal file are checked at the speed of C, and no two parsers
can read them differently. `xlsx_parser` makes other rows plain. The names of the cells are read
as columns of bytes; what the cells hold goes to `xlsx_contents`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
    FAULT,
    FORMULA,
    GONE,
    LINES,
    ZERO,
    Contents,
    NotPlainError,
    compiled,
)

_OPENED = compiled(rf"{ATTRIBUTES}>{LINES}")
"""What follows the number of a row that holds cells."""
_BLANK_CELL = compiled(rf'<c r="[A-Z]{{1,3}}[0-9]{{1,7}}"{BLANK_CONTENT}')
_EMPTY_ROW = compiled(rf'<row r="[0-9]{{1,7}}"{ATTRIBUTES}(?:/>|>{LINES}</row>)')
_BEGIN, _END = b"<row ", b"</row>"
_PIECE = 64 * 1024

_Bytes = npt.NDArray[np.uint8]
_Places = npt.NDArray[np.intp]


class Places(NamedTuple):
    """Where cells stand and what they hold: 0-based rows and columns, numbers of contents."""

    rows: Index
    columns: Index
    contents: Index

    def of(self, chosen: npt.NDArray[np.bool_]) -> Places:
        """Return some of them."""
        return Places(self.rows[chosen], self.columns[chosen], self.contents[chosen])


_NONE = (
    Places(*(np.zeros(0, np.int32) for _ in range(3))),
    np.zeros(0, np.int32),
    np.zeros(0, np.intp),
)


class Rows:
    """The rows of one sheet that hold content, gathered block by block.

    contents: what the cells of all sheets hold. faults: cells that hold an error or a formula without a result.
    size, cells: bytes of the rows, and how many cells stand in them.
    """

    def __init__(self, sheet: str, contents: Contents) -> None:
        self.contents = contents
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
        block = _prepared(block)
        found = None if self._hollow else _found(block, self.contents)
        if found is None:
            block = _filled(block)
            if not block:
                self._hollow = True
                return
            found = _found(block, self.contents)
        if found is None:
            raise NotPlainError
        self._take(found[0], found[1], len(block))

    def _take(self, places: Places, element: Index, size: int) -> None:
        self.size += size
        self.cells += len(element)
        kinds = self.contents.kinds(places.contents)
        filled = kinds != BLANK
        self._hollow = 2 * int(np.count_nonzero(filled)) < len(filled)
        if not filled.all():
            places, element, kinds = places.of(filled), element[filled], kinds[filled]
        if len(kinds):
            self._measure(places, element)
            if (kinds == FAULT).any():
                self._note_faults(places.of(kinds == FAULT))
                places = places.of(kinds != FAULT)
            self._places.append(places)

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
        first = np.append(0, np.flatnonzero(element[1:] != element[:-1]) + 1)
        numbers = filled.rows[first] + 1
        wrong = numbers <= np.append(self._last_row, numbers[:-1])
        if wrong.any():
            raise damaged(f"第 {numbers[wrong][0]} 行的位置颠倒或重复", self.extent.sheet)
        self._last_row = int(numbers[-1])
        widest = len(element) - 1 - int(filled.columns[::-1].argmax())
        self.extent.add(
            len(first),
            (int(filled.rows[-1]), int(filled.columns[-1])),
            (int(filled.rows[widest]), int(filled.columns[widest])),
        )

    def _note_faults(self, faulty: Places) -> None:
        for row, column, content in zip(*(part.tolist() for part in faulty), strict=True):
            self.faults[row, column] = self.contents.faults[content]
        check_faults(self.faults, self.extent.sheet)


def add_together(sheets: Sequence[Rows], blocks: Sequence[memoryview]) -> None:
    """Take all rows of several sheets, of which each has a block, at once: most take longer to ask for.

    The sheets share their contents. Raises as `Rows.add` does, and NotPlainError for most that is
    wrong; then nothing that was taken is to be used.
    """
    joined = b"".join(blocks)
    if not joined:
        return
    found = None
    if not _has_formulas(joined) and all(map(_whole, blocks)):
        found = _found(joined, sheets[0].contents)
    sizes = [len(block) for block in blocks]
    if found is None:
        filled = [_filled(_prepared(bytes(block))) for block in blocks]
        if not all(map(_whole, filled)):
            raise NotPlainError
        sizes = [len(block) for block in filled]
        found = _found(b"".join(filled), sheets[0].contents) if any(sizes) else _NONE
    if found is None:
        raise NotPlainError
    places, element, at = found
    ends = np.searchsorted(at, np.cumsum(sizes)).tolist()
    for sheet, size, begin, end in zip(sheets, sizes, [0, *ends], ends, strict=False):
        if end > begin:
            mine = slice(begin, end)
            sheet._take(Places(*(part[mine] for part in places)), element[mine], size)


def _whole(block: memoryview | bytes) -> bool:
    """Whether a block holds no row or whole rows, so that two sheets do not end and begin each other's."""
    return not block or (block[: len(_BEGIN)] == _BEGIN and block[-len(_END) :] == _END)


def _prepared(block: bytes) -> bytes:
    """Rows whose formulas say only that they are there."""
    return (FORMULA.sub(b"<f/>", block) if _has_formulas(block) else block).strip(b"\r\n")


def _has_formulas(block: bytes) -> bool:
    """Whether there is a formula; a single letter is sought in a tenth of the time of a tag."""
    return b"f" in block and b"<f" in block


def _filled(block: bytes) -> bytes:
    """Rows without their blank cells, and without the rows that hold no other."""
    return _EMPTY_ROW.sub(b"", _BLANK_CELL.sub(b"", block)).strip(b"\r\n")


def _found(block: bytes, contents: Contents) -> tuple[Places, Index, _Places] | None:
    """Return the cells of a block, which row element and byte each stands in; None where it is not plain.

    A cell is what stands from its tag to the next one, and so is the opening of a row; the last cell
    of a row closes it. So the names are taken as columns of bytes, what follows them as it is.
    """
    if not block or not _whole(block) or GONE in block:
        return None
    buffer = np.frombuffer(block, np.uint8)
    tags = _tags(buffer)
    is_row = buffer.take(tags + 1) == ord("r")
    which_rows, which_cells = np.flatnonzero(is_row), np.flatnonzero(~is_row)
    rows, cells = tags.take(which_rows), tags.take(which_cells)
    if not (len(cells) and is_row[0]):
        return None
    of_rows, opens = _numbers(buffer, rows + len('<row r="'))
    columns, at = _columns(buffer, cells + len('<c r="'))
    of_cells, begins = _numbers(buffer, at)
    if not (
        _all(buffer, rows + 2, b'ow r="')
        and _all(buffer, cells + 2, b' r="')
        and of_rows.all()
        and columns.all()
        and of_cells.all()
        and _all(buffer, opens, b'"')
        and _all(buffer, begins, b'"')
    ):
        return None
    element = np.cumsum(is_row, dtype=np.int32).take(which_cells) - 1
    if (of_rows.take(element) != of_cells).any():
        return None
    ends = np.append(tags[1:], len(block))
    last = np.append(is_row[1:], True)
    spans = zip((opens + 1).tolist(), ends.take(which_rows).tolist(), strict=True)
    if last.take(which_rows).any() or not all(
        map(_OPENED.fullmatch, {block[a:b] for a, b in spans})
    ):
        return None
    try:
        held = contents.numbered(block, begins + 1, ends.take(which_cells))
    except NotPlainError:
        return None
    if (contents.closing(held) != last.take(which_cells)).any():
        return None
    return Places(of_cells - 1, columns - 1, held), element, cells


def _tags(buffer: _Bytes) -> _Places:
    """Return where each <c and <r is; in pieces, as their masks would take as much memory as the block."""
    found = []
    for begin in range(0, len(buffer) - 1, _PIECE):
        second = buffer[begin + 1 : begin + 1 + _PIECE]
        first = buffer[begin : begin + len(second)]
        here = (first == ord("<")) & ((second == ord("c")) | (second == ord("r")))
        found.append(np.flatnonzero(here) + begin)
    return np.concatenate(found)


def _all(buffer: _Bytes, at: _Places, text: bytes) -> bool:
    """Whether a text stands at all these places."""
    return all(
        bool((buffer.take(at + place, mode="clip") == byte).all())
        for place, byte in enumerate(text)
    )


def _columns(buffer: _Bytes, at: _Places) -> tuple[Index, _Places]:
    """Return the 1-based columns named at these places, 0 for none, and where their rows are."""
    found = np.zeros(len(at), np.int32)
    going = np.ones(len(at), bool)
    for _ in range(3):
        letter = buffer.take(at, mode="clip")
        going = going & (letter - ord("A") < 26)
        if not going.any():
            break
        found = np.where(going, found * 26 + letter - (ord("A") - 1), found)
        at = at + going
    return found, at


def _numbers(buffer: _Bytes, at: _Places) -> tuple[Index, _Places]:
    """Return the whole numbers of at most 7 digits at these places, 0 for none and for 07, and their ends."""
    found = np.zeros(len(at), np.int32)
    going = buffer.take(at, mode="clip") != ord("0")
    for _ in range(7):
        digit = buffer.take(at, mode="clip") - ord("0")
        going = going & (digit < 10)
        if not going.any():
            break
        found = np.where(going, found * 10 + digit, found)
        at = at + going
    return found, at


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
