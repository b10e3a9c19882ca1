"""The files that survey services export, opened: spreadsheets and comma-separated text.

Nothing here knows what the columns mean. A file is a stranger's: size, rows and text are bounded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.apart import Apart
from qbe_xl.files.book import Cell, content_of, open_book
from qbe_xl.files.delimited import SUFFIXES, rows_of
from qbe_xl.files.text import cell_text

_SECONDS, _MEMORY = 120.0, 1 << 30
"""Of the processor and bytes that a file may take: one may hold 200,000 papers."""


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """One table of answers: its rows as text, row 0 the first of the file.

    file, name: as staff know them; name is "" for a file without sheets. faults: cells (row, column,
    0-based) that hold an error or a formula that may never have been computed, and which.
    """

    file: str
    name: str
    rows: Sequence[Sequence[str]]
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What stands before the cell in a message: 社会卷.xlsx or 社会卷.xlsx[Sheet1]."""
        return f"{self.file}[{self.name}]" if self.name else self.file

    def cell(self, row: int, column: int | None = None) -> Place:
        """Return the place of a cell (0-based) for a message."""
        return Place(self.title, row, column)


def open_answers(paths: Sequence[Path]) -> list[AnswerSheet]:
    """Return every table of answers in these files.

    Raises InputError for files that cannot be read, and for one that is given twice.
    """
    problems: list[Problem] = []
    sheets: list[AnswerSheet] = []
    seen: dict[str, str] = {}
    for path, opened in _apart(paths):
        if isinstance(opened, InputError):
            problems += opened.problems
            continue
        sha256, found = opened
        if sha256 in seen:
            message = f"与“{seen[sha256]}”内容完全相同，同一批答卷只能导入一次，请去掉一个"
            problems.append(Problem(Place(path.name), message))
            continue
        seen[sha256] = path.name
        if not found:
            problems.append(Problem(Place(path.name), "没有内容，请重新导出"))
        sheets += found
    if problems:
        raise InputError(problems)
    return sheets


Opened = tuple[str, list[AnswerSheet]]
"""The SHA-256 of a file and its tables."""


def _apart(paths: Sequence[Path]) -> Iterator[tuple[Path, Opened | InputError]]:
    """Each file, opened in a process apart, or why it cannot be used."""
    with Apart(f"{__name__}:{opened.__name__}", _SECONDS, _MEMORY) as read:
        for path in paths:
            try:
                yield path, read(path.name, path)
            except InputError as error:
                yield path, InputError(_of_file(path.name, one) for one in error.problems)


def _of_file(file: str, problem: Problem) -> Problem:
    """A problem with the file's name where only its sheet was named."""
    place = problem.place
    if place.name == file:
        return problem
    return Problem(replace(place, name=f"{file}[{place.name}]"), problem.message)


def opened(path: Path) -> Opened:
    """Return what an answer file holds. Raises InputError where it cannot be used."""
    if path.suffix.lower() in SUFFIXES:
        data = content_of(path)
        rows = rows_of(path.name, data)
        found = [AnswerSheet(path.name, "", rows)] if rows else []
        return hashlib.sha256(data).hexdigest(), found
    book = open_book(path)
    return book.sha256, [
        AnswerSheet(
            path.name,
            sheet.name.strip() if len(book.sheet_names) > 1 else "",
            _texts(sheet.rows),
            {**dict.fromkeys(sheet.unsure, "可能没有算过的公式"), **sheet.faults},
        )
        for sheet in book.sheets
        if sheet.rows
    ]


def _texts(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Rows of cells as text, as far as they say anything; blank ones between are one list."""
    blank = [""] * len(rows[0])
    found = [
        blank if row.count(None) == len(blank) else [cell_text(cell) for cell in row]
        for row in rows
    ]
    while found and not any(text.strip() for text in found[-1]):
        found.pop()
    return found
