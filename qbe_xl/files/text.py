"""What stands in a cell, as text: the one place where a cell's figure becomes a decimal."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

DIGITS = 15
"""Significant digits that a spreadsheet shows. A float of no more stands for its decimal exactly."""


def figure(number: float) -> str:
    """Return the decimal that a spreadsheet shows for a figure: 0.1, 1240, 1e+20."""
    return f"{number:.{DIGITS}g}"


def cell_text(value: object) -> str:
    """Return a cell's content in full: "" for a blank one, 是 or 否, a date as 2025-06-30."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (float, Fraction)):
        return figure(float(value))
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d}" if value.time() == dt.time() else f"{value:%Y-%m-%d %H:%M}"
    return str(value)
