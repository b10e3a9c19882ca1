"""送审版: a workbook of nothing but values, for those who do not have the functions."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from functools import cache
from typing import Any

from xlsxwriter import Workbook

from qbe_xl.office.host import ShownSheet
from qbe_xl.sheets.file import Writer
from qbe_xl.sheets.looks import BASE, DATE, Look, columns

FIRST_BODY_ROW = 5
"""Above it stand titles and headers, which have other formats than the figures."""
GENERAL = ("General", "G/通用格式", "@")
_WIDEST, _NARROWEST = 40, 8
_SAMPLED = 200
"""Rows by which a column's width is guessed where the program does not tell it."""
_PLAIN = "0.######"


def values_workbook(sheets: Iterable[ShownSheet]) -> bytes:
    """Return a workbook (.xlsx) with what the visible sheets of a document show as values."""
    target = io.BytesIO()
    made = Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    writer = Writer(made)
    for sheet in sheets:
        _copy(sheet, made.add_worksheet(sheet.name), writer)
    made.close()
    return target.getvalue()


def body_rows(top: int, height: int) -> tuple[int, int]:
    """Return the first and last 0-based row below titles and headers, of rows from `top` on."""
    last = top + height - 1
    return min(max(top, FIRST_BODY_ROW - 1), last), last


def _copy(sheet: ShownSheet, target: Any, writer: Writer) -> None:
    for column in range(len(sheet.rows[0]) if sheet.rows else 0):
        contents = [row[column] for row in sheet.rows]
        place = sheet.left + column
        width = sheet.widths[column] or _guessed(contents)
        target.set_column(place, place, width)
        for row, content in enumerate(contents, sheet.top):
            _write(target, row, place, content, sheet.formats[column], writer)


def _write(
    target: Any, row: int, column: int, content: Any, number_format: str, writer: Writer
) -> None:
    if content is None or content == "":
        return
    if isinstance(content, bool):
        target.write_boolean(row, column, content, writer.format(BASE))
    elif isinstance(content, str):
        target.write_string(row, column, content, writer.format(_look(wrap="\n" in content)))
    elif isinstance(content, dt.datetime | dt.date):
        target.write_datetime(row, column, content, writer.format(_look(number=DATE)))
    else:
        value = float(content)
        general = number_format in GENERAL
        shown = ("General" if value == int(value) else _PLAIN) if general else number_format
        target.write_number(row, column, value, writer.format(_look(number=shown)))


@cache
def _look(**changes: Any) -> Look:
    return BASE(**changes)


def _guessed(contents: list[object]) -> float:
    texts = [str(content) for content in contents[:_SAMPLED] if isinstance(content, str)]
    longest = max((columns(text.split("\n")[0]) for text in texts[2:]), default=0)
    return min(max(longest + 2, _NARROWEST), _WIDEST)
