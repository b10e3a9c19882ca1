"""What the ledger's sheets share: dates, states and their colours, formulas for files only."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qbe_xl.assessment import State
from qbe_xl.files.text import cell_text
from qbe_xl.remedy.ledger.model import Value
from qbe_xl.remedy.ledger.states import Status
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

DATE = "yyyy-mm-dd"
MONEY = "#,##0.00"
STAFF_GROUND = "#FFF6DD"
"""The ground of headers whose columns staff fill in."""
LATE_INK, LATE_GROUND = style.colours(State.UNMET.mark)
SOON_INK, SOON_GROUND = "#8A4B00", "#FDF0DC"
_A3 = 8
_EPOCH = dt.date(1899, 12, 30)

STATE_COLOURS: dict[Status, tuple[str, str]] = {
    Status.WAITING: ("#5B6673", "#F3F4F6"),
    Status.DOING: ("#1F4E79", "#E4ECF4"),
    Status.CLAIMED: (SOON_INK, SOON_GROUND),
    Status.PAUSED: ("#5B6673", "#F3F4F6"),
    Status.RETURNED: (LATE_INK, LATE_GROUND),
    Status.REOPENED: (LATE_INK, LATE_GROUND),
    Status.UNCLEAR: (SOON_INK, SOON_GROUND),
    Status.CLOSED: style.colours(State.MET.mark),
    Status.WAIVED: style.colours(State.MET.mark),
}


def serial(day: dt.date) -> int:
    """Return a date as a spreadsheet counts it."""
    return (day - _EPOCH).days


def a3(page: Page) -> None:
    """Print a page on A3, landscape."""
    page.sheet.set_paper(_A3)


def is_file(page: Page) -> bool:
    """Whether the page is written to a file; a kept one takes no formulas."""
    return isinstance(page.sheet, Worksheet)


_TALLEST = 300.0
_LINE = 13.0
_SMALLER = 10 / 9


def fit(page: Page, row: int, cells: Iterable[tuple[int, str]], least: float = 18.0) -> None:
    """Make a row as high as texts of 9 points in these columns need."""
    page.sheet.set_row(row, height(page, cells, least))


def height(page: Page, cells: Iterable[tuple[int, str]], least: float = 18.0) -> float:
    """Return how high a row with texts of 9 points in these columns is."""
    most = 1
    for column, text in cells:
        room = page.widths[column] * _SMALLER * 1.15 - 2.0
        lines = sum(max(1, math.ceil(style.columns(part) / room)) for part in text.split("\n"))
        most = max(most, lines)
    return min(_TALLEST, max(least, most * _LINE + 4))


def data_bar(page: Page, first: int, last: int, column: int) -> None:
    """Show shares as bars in their cells; where pages are kept, the figure stands alone."""
    if is_file(page) and last >= first:
        page.sheet.conditional_format(
            first,
            column,
            last,
            column,
            {
                "type": "data_bar",
                "bar_color": "#9CC5AB",
                "bar_solid": True,
                "bar_border_color": "#5FA777",
                "min_type": "num",
                "min_value": 0,
                "max_type": "num",
                "max_value": 1,
            },
        )


def formula(
    page: Page, row: int, column: int, text: str, value: str | float | None, made: Format
) -> None:
    """Write a formula with its value; where pages are kept, the value alone."""
    if is_file(page):
        page.sheet.write_formula(row, column, text, made, "" if value is None else value)
    elif isinstance(value, str) or value is None:
        page.text(row, column, value or "", made)
    else:
        page.number(row, column, value, made)


def value(page: Page, row: int, column: int, content: Value, looks: style.Look = style.TEXT) -> str:
    """Write a value as what it is; return it as text."""
    if isinstance(content, dt.date):
        made = page.styles(style.CENTER, num_format=DATE, font_size=looks.get("font_size", 10))
        page.number(row, column, serial(content), made)
    elif isinstance(content, float):
        more = {key: looks[key] for key in ("num_format", "font_size") if key in looks}
        page.number(row, column, content, page.styles(style.FIGURE, more))
    else:
        page.text(row, column, content or "", page.styles(looks))
    return cell_text(content)


def state(page: Page, row: int, column: int, word: str, status: Status | None) -> None:
    """Write a state in its colours."""
    looks: dict[str, object] = {"text_wrap": True}
    if status is not None:
        looks["font_color"], looks["bg_color"] = STATE_COLOURS[status]
    page.text(row, column, word, page.styles(style.CENTER, looks))


def due(page: Page, row: int, column: int, words: str) -> None:
    """Write 逾期 12 天 or 还剩 5 天 in its colours."""
    looks: dict[str, object] = {}
    if words.startswith("逾期"):
        looks = {"font_color": LATE_INK, "bg_color": LATE_GROUND, "bold": True}
    elif words.startswith(("还剩", "今天")):
        looks = {"font_color": SOON_INK, "bg_color": SOON_GROUND}
    page.text(row, column, words, page.styles(style.CENTER, looks))
