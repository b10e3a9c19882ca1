"""送审版: a workbook of nothing but values, for those who do not have the functions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from qbe_xl.office.host import ShownSheet
from qbe_xl.sheets.file import workbook
from qbe_xl.sheets.looks import BASE, DATE, Look, columns
from qbe_xl.sheets.model import UNPRINTED, At, Cell, Hole, Row, Sheet, Value

FIRST_BODY_ROW = 5
"""Above it stand titles and headers, which have other formats than the figures."""
GENERAL = ("General", "G/通用格式", "@")
_WIDEST, _NARROWEST = 40, 8
_SAMPLED = 200
"""Rows by which a column's width is guessed where the program does not tell it."""
_PLAIN = "0.######"
_USUAL = 8.43


def values_workbook(title: str, sheets: Iterable[ShownSheet], time: dt.datetime) -> bytes:
    """Return a workbook (.xlsx) with what the visible sheets of a document show as values."""
    return workbook(title, map(_copy, sheets), time=time, plain=True)


def body_rows(top: int, height: int) -> tuple[int, int]:
    """Return the first and last 0-based row below titles and headers, of rows from `top` on."""
    last = top + height - 1
    return min(max(top, FIRST_BODY_ROW - 1), last), last


def _copy(sheet: ShownSheet) -> Sheet:
    columns = zip(sheet.widths, zip(*sheet.rows, strict=True), strict=False)
    widths = [width or _guessed(contents) for width, contents in columns]
    rows = [
        At(number, sheet.left, Row([*map(_shown, row, sheet.formats)]))
        for number, row in enumerate(sheet.rows, sheet.top)
    ]
    return Sheet(
        sheet.name,
        rows,
        (*(_USUAL,) * sheet.left, *widths),
        tab="",
        paper=UNPRINTED,
        gridlines=True,
    )


def _shown(content: Any, number_format: str) -> Value:
    if content is None or content == "":
        return Hole()
    if isinstance(content, bool):
        return Cell(content, BASE)
    if isinstance(content, str):
        return Cell(content, _look(wrap="\n" in content))
    if isinstance(content, dt.datetime | dt.date):
        return Cell(content, _look(number=DATE))
    value = float(content)
    general = number_format in GENERAL
    shown = ("General" if value == int(value) else _PLAIN) if general else number_format
    return Cell(value, _look(number=shown))


@cache
def _look(**changes: Any) -> Look:
    return BASE(**changes)


def _guessed(contents: Sequence[object]) -> float:
    texts = [str(content) for content in contents[:_SAMPLED] if isinstance(content, str)]
    longest = max((columns(text.split("\n")[0]) for text in texts[2:]), default=0)
    return min(max(longest + 2, _NARROWEST), _WIDEST)
