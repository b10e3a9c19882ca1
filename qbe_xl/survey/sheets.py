"""What the workbooks of this room share: their running words, and tables of texts and figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from qbe_xl.clauses import words
from qbe_xl.sheets import file
from qbe_xl.sheets.looks import COUNT, FIGURE, SUMS, percent_format
from qbe_xl.sheets.model import TALL, Cell, Field, Figure, Grid, Row, Running, Sheet, Value

TOTAL = "合计"
Content = Sequence[Sequence[object]]


def workbook(title: str, sheets: Iterable[Sheet], time: dt.datetime) -> bytes:
    """Return a workbook (.xlsx); the same arguments give the same bytes."""
    return file.workbook(
        title, sheets, time=time, running=Running(title, "", f"{time:%Y-%m-%d %H:%M}")
    )


def table(labels: Sequence[str], content: Content, keep: int | None = None) -> Grid:
    """Return a table: texts left, counts and shares (floats) right, its last row if a total apart.

    keep: columns that stay in view.
    """
    rows = [
        Row([_cell(value) for value in cells], over=SUMS if cells[0] == TOTAL else None)
        for cells in content
    ]
    return Grid([Field(label, tall=TALL) for label in labels], rows, keep=keep)


def _cell(value: object) -> Value:
    if isinstance(value, float):
        return Cell(Figure(value, percent_format(value)), FIGURE)
    if isinstance(value, int):
        return Cell(value, COUNT)
    return Cell(words.BLANK, FIGURE) if value is None else str(value)
