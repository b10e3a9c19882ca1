"""送审版: a workbook of nothing but values, for those who do not have the functions."""

from __future__ import annotations

import datetime as dt
import io
from contextlib import suppress
from typing import Any

from xlsxwriter import Workbook

from qbe_xl.report.workbook import style

_WIDEST, _NARROWEST = 40, 8
_SAMPLED = 200
"""Rows by which a column's width is guessed where Excel does not tell it."""
_FIRST_BODY_ROW = 5
"""Above it stand titles and headers, which have other formats than the figures."""
_PLAIN = "0.######"


def values_workbook(book: Any) -> bytes:
    """Return a workbook (.xlsx) with what the visible sheets of an xlwings Book show as values."""
    target = io.BytesIO()
    made = Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    styles = style.Styles(made)
    for sheet in book.sheets:
        if sheet.visible in (True, 1, -1):
            _copy(sheet, made.add_worksheet(sheet.name), styles)
    made.close()
    return target.getvalue()


def _copy(sheet: Any, target: Any, styles: style.Styles) -> None:
    used = sheet.used_range
    top, left, height = used.row - 1, used.column - 1, used.shape[0]
    rows = used.options(ndim=2, err_to_str=True).value
    for column in range(len(rows[0]) if rows else 0):
        contents = [row[column] for row in rows]
        place = left + column
        target.set_column(place, place, _width(sheet, place, contents))
        first = min(max(top, _FIRST_BODY_ROW - 1), top + height - 1)
        body = _asked(lambda: sheet.range((first + 1, place + 1), (top + height, place + 1)))  # noqa: B023
        number_format = _asked(lambda: body.number_format) or "General"  # noqa: B023
        for row, content in enumerate(contents, top):
            _write(target, row, place, content, number_format, styles)


def _write(
    target: Any, row: int, column: int, content: Any, number_format: str, styles: style.Styles
) -> None:
    if content is None or content == "":
        return
    if isinstance(content, bool):
        target.write_boolean(row, column, content, styles(style.BASE))
    elif isinstance(content, str):
        target.write_string(row, column, content, styles(style.BASE, text_wrap="\n" in content))
    elif isinstance(content, dt.datetime | dt.date):
        target.write_datetime(row, column, content, styles(style.BASE, num_format="yyyy-mm-dd"))
    else:
        value = float(content)
        general = number_format in ("General", "G/通用格式", "@")
        shown = ("General" if value == int(value) else _PLAIN) if general else number_format
        target.write_number(row, column, value, styles(style.BASE, num_format=shown))


def _width(sheet: Any, column: int, contents: list[Any]) -> float:
    width = _asked(lambda: sheet.range((1, column + 1)).column_width)
    if width:
        return float(width)
    texts = [str(content) for content in contents[:_SAMPLED] if isinstance(content, str)]
    longest = max((style.columns(text.split("\n")[0]) for text in texts[2:]), default=0)
    return min(max(longest + 2, _NARROWEST), _WIDEST)


def _asked(question: Any) -> Any:
    """What Excel answers; None where the engine cannot ask it."""
    with suppress(Exception):
        return question()
    return None
