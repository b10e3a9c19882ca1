"""What stands in a cell, as text: the one place where a cell's figure becomes a decimal."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction

DIGITS = 15
"""Significant digits that a spreadsheet shows. A float of no more stands for its decimal exactly."""
_FEWEST = 10
"""Digits of the shortest telephone number."""


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


IDENTITY = (
    r"[GgLl]?[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]",
    "身份证号",
)
TELEPHONE = (r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}-\d{7,8}", "联系电话")
"""What tells a person wherever it stands, and what it is called."""
_PERSONAL = tuple(
    (re.compile(rf"(?<![\d.])(?:{pattern})(?![\d.])"), what)
    for pattern, what in (IDENTITY, TELEPHONE)
)


def masked(text: str) -> str:
    """Return what a cell holds as it may be told to others: a number of a person's is not.

    Nor is what stands beside it, which is a name as a rule.
    """
    if sum(map(str.isdigit, text)) < _FEWEST:
        return text
    for pattern, what in _PERSONAL:
        if pattern.search(text):
            return f"（像{what}，不重述）"
    return text


def hidden(sentence: str) -> str:
    """Return a sentence in which a person's numbers are told by their first three digits alone."""
    if sum(map(str.isdigit, sentence)) < _FEWEST:
        return sentence
    for pattern, _ in _PERSONAL:
        sentence = pattern.sub(lambda found: found[0][:3] + "*" * (len(found[0]) - 3), sentence)
    return sentence
