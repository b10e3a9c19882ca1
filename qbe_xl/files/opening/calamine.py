"""Calamine, which turns stored cells into values, kept away from the stranger's file.

It aborts the whole process on some made-up counts, and lays every sheet out as a dense grid.
So it only ever reads small packages that this room packed itself from what it has checked.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from python_calamine import CalamineWorkbook

from qbe_xl.files.opening.refusal import damaged


def values(workbook: io.BytesIO, sheets: Sequence[str]) -> list[list[list[object]]]:
    """Return the raw rows of every sheet, each from A1; blanks are "".

    sheets: their real names, in the order of the package, for the messages.
    Raises Refusal for cells that make no sense.
    """
    with _guarded("共用的文字或格式有误"):
        opened = CalamineWorkbook.from_filelike(workbook)
    found = []
    for index, name in enumerate(sheets):
        with _guarded("单元格的内容有误", name):
            found.append(_rows(opened, index))
    return found


def _rows(opened: CalamineWorkbook, index: int) -> list[list[object]]:
    sheet = opened.get_sheet_by_index(index)
    first_row, first_column = sheet.start or (0, 0)
    margin: list[object] = [""] * first_column
    rows: list[list[object]] = [[] for _ in range(first_row)]
    rows.extend([*margin, *row] for row in sheet.to_python())
    return rows


@contextmanager
def _guarded(what: str, sheet: str | None = None) -> Iterator[None]:
    """Turn whatever calamine raises into a Refusal, also a Rust panic, which is no Exception."""
    try:
        yield
    except MemoryError:
        raise
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise damaged(what, sheet) from error
        raise
