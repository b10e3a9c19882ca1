"""Everything that qbe_xl raises on purpose.

QbeError
├── InputError      the county's workbook cannot be used; carries every problem found
├── StandardError   a standard's file breaks its own rules
└── OutputError     a result cannot be written
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


def column_letters(index: int) -> str:
    """Return the spreadsheet letters of a 0-based column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def cell_name(row: int, column: int, *, fixed: bool = False) -> str:
    """Return the name of a 0-based cell: K7, fixed $K$7."""
    mark = "$" if fixed else ""
    return f"{mark}{column_letters(column)}{mark}{row + 1}"


def area_name(top: int, left: int, bottom: int, right: int, *, fixed: bool = True) -> str:
    """Return the name of 0-based cells, both ends in: $K$7:$L$9; $K$7 of one."""
    first, last = cell_name(top, left, fixed=fixed), cell_name(bottom, right, fixed=fixed)
    return first if first == last else f"{first}:{last}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file or a sheet, and in it a row, a column, a cell, or cells (K5:K64).

    name: of the file or sheet, as staff know it. row, column: 0-based, None for all of them;
    last: the last row of several. The text is the one that staff can find: 学校!K7.
    """

    name: str
    row: int | None = None
    column: int | None = None
    last: int | None = None

    @property
    def inside(self) -> str:
        """The place within the sheet: K7, K, 7, K5:K64, or "" for the whole."""
        letters = "" if self.column is None else column_letters(self.column)
        rows = (row for row in (self.row, self.last) if row is not None)
        return ":".join(f"{letters}{row + 1}" for row in rows) or letters

    def __str__(self) -> str:
        return f"{self.name}!{self.inside}" if self.inside else self.name


@dataclass(frozen=True, slots=True)
class Said:
    """Something said about one place.

    message: what was found and what to do, in Simplified Chinese, without a final stop.
    """

    place: Place
    message: str

    @property
    def cell(self) -> str:
        """The place in words: 学校!K7, or the sheet's or file's name."""
        return str(self.place)

    def __str__(self) -> str:
        return f"{self.place}：{self.message}"


class Problem(Said):
    """One thing that stops a workbook from being used."""

    __slots__ = ()


class Notice(Said):
    """One thing that is only odd: shown, never changing a figure."""

    __slots__ = ()


MOST_LINES = 200
"""Lines in which problems are told; what is beyond is counted."""
_CELLS_NAMED = 3
_VARYING = re.compile(r"“[^”]*”|（[^（）]*）|\S+![A-Z]+\d+")
"""What differs between messages of one cause: what was found, and where else."""


def told(said: Iterable[Said]) -> list[str]:
    """Return problems in lines for staff: those of one cause in one, with the first cells.

    One cause is the same complaint about cells of one column, whatever they hold.
    """
    groups: dict[object, list[Said]] = {}
    for one in said:
        place = one.place
        cell = place.row is not None and place.column is not None
        cause = (place.name, place.column, _VARYING.sub("", one.message)) if cell else one
        groups.setdefault(cause, []).append(one)
    lines = [_line(group) for group in groups.values()]
    if len(lines) <= MOST_LINES:
        return lines
    more = sum(len(group) for group in list(groups.values())[MOST_LINES:])
    return [*lines[:MOST_LINES], f"另有 {more} 处问题没有列出；请先改正以上各处，再检查一次"]


def _line(group: Sequence[Said]) -> str:
    first = group[0]
    if len(group) == 1:
        return str(first)
    cells = "、".join((first.cell, *(one.place.inside for one in group[1:_CELLS_NAMED])))
    count = f" 等 {len(group)} 处" if len(group) > _CELLS_NAMED else ""
    note = "" if all(one.message == first.message for one in group) else "（所引为第一处）"
    return f"{cells}{count}：{first.message}{note}"


class QbeError(Exception):
    """Base of all errors of this package; its text is for staff."""


class InputError(QbeError):
    """The input cannot be used; `problems` holds every reason, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class StandardError(QbeError):
    """A standard's file is not valid; the text names the file, the key and what is allowed."""


class OutputError(QbeError):
    """A result cannot be written; the text says where and what to do."""
