"""The decimals of the official form: every figure of every document becomes text here.

Indicators have two decimals, 差异系数 three, ratios one, all others none. Where these would show a
figure on the other side of its line the verdict still stands on the exact one, which the `judged_`
functions tell besides: 100.0%（准确值 99.96%）.
"""

from __future__ import annotations

import re

from qbe_xl.assessment.share import Share
from qbe_xl.clauses import words

BLANK = words.BLANK
_UNKNOWN = re.compile(f" {BLANK}(?: (?:个|间|人|所|元|万元|份))?")
_NAMED = {"占": "比", "应有": "间数"}


def indicator(id: str, value: float | None) -> str:
    """Return a resource indicator: 4.31."""
    return words.indicator(id, value)


def cv(value: float | None) -> str:
    """Return a 差异系数: 0.245."""
    return words.cv(value)


def rate(value: float | None) -> str:
    """Return a fraction as a percentage: 97.5%."""
    return words.percent(value)


def hundredths(value: float | None) -> str:
    """Return a fraction as a percentage for a column headed （%）: 97.5."""
    return rate(value).removesuffix("%")


def whole(value: float | None) -> str:
    """Return a count, or an amount in 元: 5012."""
    return words.number(value, 0)


def two(value: float | None) -> str:
    """Return a figure of 表Ⅰ in 万: 45.20."""
    return words.number(value, 2)


def spoken(text: str) -> str:
    """Return the words of a form as a sentence says them: 教学班待填报 for 教学班 — 个."""
    said = _UNKNOWN.sub(words.UNKNOWN, text)
    for before, what in _NAMED.items():
        said = said.replace(before + words.UNKNOWN, before + what + words.UNKNOWN)
    return said


def over(part: float | None, base: float | None) -> float | None:
    """Return a share, None where it cannot be made."""
    if part is None or base is None or part != part or not base > 0:
        return None
    return part / base


def _judged(shown: str, exact: str) -> str:
    return shown if shown == exact else f"{shown}（准确值 {exact}）"


def judged_indicator(id: str, value: float | None, *lines: float) -> str:
    """Return a resource indicator in a sentence that judges it."""
    return _judged(indicator(id, value), words.indicator(id, value, *lines))


def judged_cv(value: float | None, limit: float) -> str:
    """Return a 差异系数 in a sentence that judges it."""
    return _judged(cv(value), words.cv(value, limit))


def judged_hundredths(value: float | None, line: float) -> str:
    """Return a rate for a column headed （%）, where it is judged."""
    exact = words.percent(value, line).removesuffix("%")
    return _judged(hundredths(value), exact)


def judged_rate(value: float | None, line: float) -> str:
    """Return a rate in a sentence that judges it."""
    return _judged(rate(value), words.percent(value, line))


def judged_whole(value: float | None, line: float | None) -> str:
    """Return an amount in 元 in a sentence that judges it."""
    return _judged(whole(value), words.number(value, 0, line))


def judged_difference(value: float | None, line: float) -> str:
    """Return a 校际差异率, a fraction at two decimals, in a sentence that judges it."""
    shown = words.number(value, words.DIFFERENCE_DECIMALS)
    return _judged(shown, words.number(value, words.DIFFERENCE_DECIMALS, line))


def share(of: Share) -> str:
    """Return a share for a column headed （%）, and how many are not known: 98.8（另 1 待填报）."""
    if of.rate is None:
        return BLANK
    return f"{_judged(hundredths(of.rate), words.rate(of).removesuffix('%'))}{words.waiting(of)}"


def counted(of: Share, unit: str = "") -> str:
    """Return how many are met, and how many are not known: 83（另 1 待填报）."""
    return words.counted(of, unit)
