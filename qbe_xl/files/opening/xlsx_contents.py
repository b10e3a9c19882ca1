"""What the cells of an xlsx hold: each different content once.

A content is what follows a cell's name: ` s="1"><v>5</v></c>`. Most of a workbook are the same few
hundred, so each is looked at once, and calamine is handed each once; `xlsx_rows` says where they
stand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from itertools import count, islice

import numpy as np
import numpy.typing as npt

from qbe_xl.files.opening.sheet import NO_VALUE, Index, error_value

LINES = r"[\r\n]*+"
ATTRIBUTES = r'(?: [A-Za-z][\w:.\-]*="[^"<>]*")*+'
_OF_CELL = r'(?: (?:s|t|cm|vm|ph)="[A-Za-z0-9]*")*+'
_BUT_ERROR = r'(?: (?:s|t|cm|vm|ph)="(?!e")[A-Za-z0-9]*")*+'
_FORMULA = rf"<f{ATTRIBUTES}(?:/>|>[^<>]*+</f>)"
_VALUE = rf"(?:<v{ATTRIBUTES}>[^<>&]*+</v>|<v/>)"
_NO_VALUE = r"(?:<v></v>|<v/>)"
_TEXT = rf"<is>(?:<t{ATTRIBUTES}(?:/>|>[^<>]*+</t>))?+</is>"
_NO_TEXT = rf"<is>(?:<t{ATTRIBUTES}(?:/>|></t>))?+</is>"
_USUAL = r'(?: s="[0-9]++")?+(?: t="[a-z]++")?+(?:/>|><v>[^<>&]*+</v></c>)'
CONTENT = rf"(?:{_USUAL}|{_OF_CELL}(?:/>|>(?:(?:{_FORMULA})?+{_VALUE}?+|{_TEXT})</c>))"
"""Any content in the plain form, the usual ones first."""


class NotPlainError(Exception):
    """The rows are not in the plain form."""


def as_row(cells: Iterable[bytes]) -> bytes:
    """Return contents as a row for calamine, a cell a content."""
    return b"<row><c" + b"<c".join(cells) + b"</row>"


def compiled(pattern: str) -> re.Pattern[bytes]:
    """Return a pattern of bytes."""
    return re.compile(pattern.encode())


GONE = b"\xff"
"""No byte of UTF-8: stands where something was taken out."""

_FOLLOWING = compiled(rf"({CONTENT}){LINES}(</row>{LINES})?+\xff")
"""A content and, where it is the last of its row, the end of that."""
FORMULA = compiled(
    rf"<f{ATTRIBUTES}(?:/>|>[^<>&]*+"
    r"(?:&(?:lt|gt|amp|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});[^<>&]*+)*+</f>)"
)
"""A sound formula: of it counts only that it is there."""
BLANK_CONTENT = (
    rf"(?:{_BUT_ERROR}(?:/>|>(?:{_NO_VALUE}|{_NO_TEXT})?+</c>)"
    rf'|(?=[^<>]* t="str"){_OF_CELL}>{_FORMULA}{_NO_VALUE}</c>)'
)
_BLANK = compiled(BLANK_CONTENT)
_ERROR = compiled(
    rf'{_BUT_ERROR} t="e"{_OF_CELL}'
    rf"(?:/>|>(?:{_FORMULA})?+(?:<v{ATTRIBUTES}>([^<>&]*+)</v>|<v/>)?</c>)"
)
_UNCOMPUTED = compiled(rf"{_OF_CELL}>{_FORMULA}{_NO_VALUE}?+</c>")
_ZERO = compiled(rf"{_OF_CELL}>{_FORMULA}<v>0</v></c>")
_MAY_BE_BLANK = (b"/>", b'"></c>', b"<v></v></c>", b"<v/></c>", b"</is></c>")
_NOTHING = b"></c>"

VALUE, BLANK, FAULT, ZERO = range(4)
"""What a content is; ZERO is a formula whose result is stored as 0, so a value too."""

_A_ROW = 1_000
_KNOWN = 100_000
"""Contents that are remembered at a time: beyond it they are mostly different anyway."""


Words = npt.NDArray[np.uint64]

_WINDOW = 32
"""Bytes in which nearly every content lies."""
_INSIDE = np.tri(_WINDOW + 1, _WINDOW, -1, np.uint8).view(np.uint64) * np.uint64(255)
"""By length, the bytes of a window that are of the content."""
_MIXED = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], np.uint64
)
_SLOTS = 15
"""Bits by which contents are told apart at first; two of one slot are looked up each."""


def _first_alike(block: bytes, begins: Index, ends: Index) -> Index:
    """Return the place of a content with the very same bytes for each, its own where none is known.

    begins, ends: where they stand in the block. Most have one: looking up the others only takes
    two thirds of the time of looking up all.
    """
    found = np.arange(len(begins))
    short = np.flatnonzero((ends - begins <= _WINDOW) & (begins <= len(block) - _WINDOW))
    if not len(short):
        return found
    at = begins.take(short)
    sizes = ends.take(short) - at
    windows = np.ndarray((len(block) - _WINDOW + 1,), f"V{_WINDOW}", block, strides=(1,))
    texts = windows[at].view(np.uint64).reshape(len(at), -1) & _INSIDE.take(sizes, axis=0)
    slots = ((texts @ _MIXED) >> np.uint64(64 - _SLOTS)).astype(np.intp)
    some = np.zeros(1 << _SLOTS, np.int32)
    some[slots] = np.arange(len(slots), dtype=np.int32)
    of = some.take(slots)
    other: Words = reduce(np.bitwise_or, (texts.take(of, axis=0) ^ texts).T)
    same = (other == 0) & (sizes.take(of) == sizes)
    found[short[same]] = short.take(of[same])
    return found


class Contents:
    """The different contents of a workbook by number, in the order met.

    cells: those that hold a value as cells for calamine, "/>" for another, in rows of at most a
    thousand. faults: what is wrong with a content that is an error or a formula without a result.
    """

    def __init__(self) -> None:
        self.cells: list[list[bytes]] = []
        self.faults: dict[int, str] = {}
        self._numbers: defaultdict[bytes, int] = defaultdict(int)
        self._kinds = bytearray()
        self._ends_row = bytearray()

    def __len__(self) -> int:
        return len(self._kinds)

    def numbered(self, block: bytes, begins: Index, ends: Index) -> Index:
        """Return the number of the content of each cell.

        begins, ends: where what follows the cells' names stands, up to the next tag of a cell or
        row. Raises NotPlainError.
        """
        numbers = self._numbers
        if len(numbers) > _KNOWN:
            numbers.clear()
        known = len(numbers)
        numbers.default_factory = count(len(self)).__next__
        first = _first_alike(block, begins, ends)
        own = np.flatnonzero(first == np.arange(len(first)))
        spans = zip(begins.take(own).tolist(), ends.take(own).tolist(), strict=True)
        found = np.zeros(len(first), np.int32)
        found[own] = np.fromiter([numbers[block[a:b]] for a, b in spans], np.int32, len(own))
        found = found.take(first)
        new = list(islice(numbers, known, None))
        parts = _FOLLOWING.split(GONE.join(new) + GONE) if new else [b""]
        if any(parts[::3]) or len(parts) != 3 * len(new) + 1:
            for one in new:
                del numbers[one]
            raise NotPlainError
        self._ends_row += bytes(map(bool, parts[2::3]))
        self._take(parts[1::3])
        return found

    def shorten(self, length: int) -> None:
        """Forget all contents after so many: a sheet in which they stood is read another way."""
        self._numbers.clear()
        while len(self) > length:
            del self._kinds[len(self) - len(self.cells.pop()) :]
        del self._ends_row[len(self) :]
        self.faults = {number: said for number, said in self.faults.items() if number < length}

    def kinds(self, numbers: Index) -> npt.NDArray[np.uint8]:
        """Return what these contents are: VALUE, BLANK, FAULT or ZERO."""
        found: npt.NDArray[np.uint8] = np.frombuffer(self._kinds, np.uint8)[numbers]
        return found

    def closing(self, numbers: Index) -> npt.NDArray[np.bool_]:
        """Return which of these contents end their row."""
        found: npt.NDArray[np.bool_] = np.frombuffer(self._ends_row, np.bool_)[numbers]
        return found

    def _take(self, new: list[bytes]) -> None:
        for begin in range(0, len(new), _A_ROW):
            row = new[begin : begin + _A_ROW]
            kinds = [VALUE] * len(row)
            written = b"".join(row)
            told = b"<f" in written or b' t="e"' in written
            for place, content in enumerate(row):
                if told or content.endswith(_MAY_BE_BLANK) or content == _NOTHING:
                    kinds[place] = self._kind(content, len(self._kinds) + place)
                    if kinds[place] in (BLANK, FAULT):
                        row[place] = b"/>"
            self._kinds += bytes(kinds)
            self.cells.append(row)

    def _kind(self, content: bytes, number: int) -> int:
        if _BLANK.fullmatch(content):
            return BLANK
        error = _ERROR.fullmatch(content)
        if error:
            self.faults[number] = error_value((error[1] or b"").decode(errors="replace"))
            return FAULT
        if _UNCOMPUTED.fullmatch(content):
            self.faults[number] = NO_VALUE
            return FAULT
        return ZERO if _ZERO.fullmatch(content) else VALUE
