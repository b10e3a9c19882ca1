"""Everything that qbe_xl raises on purpose.

QbeError
├── InputError      the county's workbook cannot be used; carries every problem found
├── StandardError   a standard's file breaks its own rules
└── OutputError     a result cannot be written
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


def column_letters(index: int) -> str:
    """Return the spreadsheet letters of a 0-based column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, digit = divmod(index - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def cell_name(sheet: str, row: int | None = None, column: int | None = None) -> str:
    """Return the place that staff can find: 学校!K7, 学校!K, 学校!7 or 学校 (row and column 0-based)."""
    place = (column_letters(column) if column is not None else "") + (
        str(row + 1) if row is not None else ""
    )
    return f"{sheet}!{place}" if place else sheet


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that stops a workbook from being used, in words for staff.

    cell: the place (学校!K7), or the sheet's or file's name.
    message: what was found and what to do, in Simplified Chinese, without a final stop.
    """

    cell: str
    message: str

    def __str__(self) -> str:
        return f"{self.cell}：{self.message}"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that is only odd: shown, never changing a figure."""

    cell: str
    message: str

    def __str__(self) -> str:
        return f"{self.cell}：{self.message}"


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
