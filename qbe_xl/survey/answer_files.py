"""The files that survey services export, opened: spreadsheets and comma-separated text.

Nothing here knows what the columns mean. A file is a stranger's: size, rows and text are bounded.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.apart import Apart
from qbe_xl.files.book import content_of, open_book
from qbe_xl.files.opening import limits
from qbe_xl.files.opening.sheet import without_controls
from qbe_xl.files.text import cell_text

TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = ",\t;"
_MOST_COLUMNS = 1000
_SECONDS, _MEMORY = 120.0, 1 << 30
"""Of the processor and bytes that a file may take: one may hold 200,000 papers."""


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """One table of answers: its rows as text, row 0 the first of the file.

    file, name: as staff know them; name is "" for a file without sheets.
    """

    file: str
    name: str
    rows: Sequence[Sequence[str]]

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
                yield path, error


def opened(path: Path) -> Opened:
    """Return what an answer file holds. Raises InputError where it cannot be used."""
    if path.suffix.lower() in TEXT_SUFFIXES:
        data = content_of(path)
        rows = _text_rows(path.name, data)
        found = [AnswerSheet(path.name, "", rows)] if rows else []
        return hashlib.sha256(data).hexdigest(), found
    book = open_book(path)
    return book.sha256, [
        AnswerSheet(
            path.name,
            sheet.name.strip() if len(book.sheet_names) > 1 else "",
            [[cell_text(cell) for cell in row] for row in sheet.rows],
        )
        for sheet in book.sheets
        if sheet.rows
    ]


def _text_rows(name: str, data: bytes) -> list[list[str]]:
    text = without_controls(_decoded(name, data))
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            if len(rows) >= limits.ROWS or len(row) > _MOST_COLUMNS:
                break
            rows.append(row)
        else:
            return rows if any(any(cell.strip() for cell in row) for row in rows) else []
    except csv.Error as error:
        message = f"第 {len(rows) + 1} 行的引号或格式有误，请用表格软件打开后另存为 xlsx 再导入"
        raise InputError([Problem(Place(name), message)]) from error
    message = f"超过 {limits.ROWS:,} 行或 {_MOST_COLUMNS:,} 列，请分成几个文件再导入"
    raise InputError([Problem(Place(name), message)])


def _decoded(name: str, data: bytes) -> str:
    """The text: UTF-16 by its mark, else UTF-8, else GB18030, as Windows saves it in China."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = () if b"\0" in data else _ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    message = "不是 UTF-8 或 GB18030（GBK）编码的文本，请用表格软件打开后另存为 xlsx 再导入"
    raise InputError([Problem(Place(name), message)])
