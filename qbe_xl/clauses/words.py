"""How figures are printed: the only place where a number becomes text.

Display rounds, verdicts never do. Where rounding would move a figure across its line, as many
decimals are shown as it takes to see on which side it stands.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import ROUND_HALF_UP, Decimal

from qbe_xl.clauses.records import RESOURCES
from qbe_xl.files.text import figure

BLANK = "—"
MOST_DECIMALS = 12

CV_DECIMALS = 3
RATE_DECIMALS = 1
MONEY_DECIMALS = 2

NEAR_MARK = "◐"
"""An indicator that is unmet, but not below the floor: 第六条, the one that may be excused."""


def rounded(value: float, decimals: int) -> Decimal:
    """Return a value at some decimals, halves away from zero, as a spreadsheet shows it."""
    return Decimal(figure(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def decimals_for(value: float, decimals: int, line: float | None) -> int:
    """Return the fewest decimals, at least `decimals`, that keep a value on its side of a line."""
    if line is None or math.isnan(value) or abs(value - line) > 10.0**-decimals:
        return decimals
    target = Decimal(figure(line))
    side = Decimal(figure(value)).compare(target)
    for places in range(decimals, MOST_DECIMALS):
        if rounded(value, places).compare(target) == side:
            return places
    return decimals


def number(value: float | None, decimals: int, line: float | None = None) -> str:
    """Return a figure at some decimals, more where its line asks for it; — for none."""
    if value is None or math.isnan(value):
        return BLANK
    return f"{rounded(value, decimals_for(value, decimals, line)):f}"


def grouped(value: float | None, decimals: int = 0, line: float | None = None) -> str:
    """Return a figure with thousands separators; — for none."""
    if value is None or math.isnan(value):
        return BLANK
    return f"{rounded(value, decimals_for(value, decimals, line)):,f}"


def percent(value: float | None, line: float | None = None, decimals: int = RATE_DECIMALS) -> str:
    """Return a fraction as a percentage; — for none."""
    if value is None or math.isnan(value):
        return BLANK
    return number(value * 100, decimals, None if line is None else line * 100) + "%"


def plain(value: float | None) -> str:
    """Return a figure as it was typed, without trailing zeros; — for none."""
    if value is None or math.isnan(value):
        return BLANK
    text = f"{Decimal(figure(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def indicator(id: str, value: float | None, line: float | None = None) -> str:
    """Return a resource indicator at the form's two decimals."""
    return number(value, RESOURCES[id].shown, line)


def cv(value: float | None, limit: float | None = None) -> str:
    """Return a 差异系数 at the form's three decimals."""
    return number(value, CV_DECIMALS, limit)


def rounding_matters(value: float | None, decimals: int, line: float) -> bool:
    """Whether the form's decimals alone would put a value on the other side of its line."""
    return value is not None and decimals_for(value, decimals, line) > decimals


def numeral(number: int) -> str:
    """Return a number up to ten in Chinese: 六; a greater one in digits."""
    return "零一二三四五六七八九十"[number] if number <= 10 else str(number)


def day(date: dt.date | None) -> str:
    """Return a date as 2024年5月20日; — for none."""
    return BLANK if date is None else f"{date.year}年{date.month}月{date.day}日"
