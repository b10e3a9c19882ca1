"""Tables as text, as other programs export them: separated by commas, tabs or semicolons.

A file is a stranger's: rows, columns and encoding are bounded.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.book import Sheet, content_of, open_book
from qbe_xl.files.opening import limits
from qbe_xl.files.opening.sheet import make_sheet, without_controls

SUFFIXES = (".csv", ".txt", ".tsv")
_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = ",\t;"
_MOST_COLUMNS = 1000


def sheets_of(path: Path) -> Sequence[Sheet]:
    """Return the sheets of a workbook, or the one table of a text.

    Raises InputError where it cannot be used.
    """
    if path.suffix.lower() not in SUFFIXES:
        return open_book(path).sheets
    rows = rows_of(path.name, content_of(path))
    stripped = ([cell.strip() for cell in row] for row in rows)
    return [make_sheet(path.stem, stripped, {}, ())] if rows else []


def rows_of(name: str, data: bytes) -> list[list[str]]:
    """Return every row of a text, none where nothing stands in it. Raises InputError."""
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
    message = f"超过 {limits.ROWS} 行或 {_MOST_COLUMNS} 列，请分成几个文件再导入"
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
