"""How figures are printed: the only place where a number becomes text.

Display rounds, verdicts never do. Where rounding would move a figure onto or across a line that it
is judged by (a standard and its floor, a limit), as many decimals are shown as it takes to see on
which side it stands. A blank is no zero: what is not known is said beside what is.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

from qbe_xl.assessment.share import Share
from qbe_xl.assessment.states import State
from qbe_xl.clauses.records import GROUPS, RESOURCES
from qbe_xl.files.text import figure

BLANK = "—"
MOST_DECIMALS = 12

CV_DECIMALS = 3
RATE_DECIMALS = 1
MONEY_DECIMALS = 2
YUAN_DECIMALS = 4
"""Of 万元: down to the 元."""
DIFFERENCE_DECIMALS = 2
"""Of 校际差异率, a fraction: 0.12."""

NEAR_MARK = "◐"
"""An indicator that is unmet, but not below the floor: 第六条, the one that may be excused."""


def rounded(value: float, decimals: int) -> Decimal:
    """Return a value at some decimals, halves away from zero, as a spreadsheet shows it."""
    return Decimal(figure(value)).quantize(_quantum(decimals), ROUND_HALF_UP)


@cache
def _quantum(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def decimals_for(value: float, decimals: int, *lines: float | None) -> int:
    """Return the fewest decimals, at least `decimals`, that keep a value on its side of its lines.

    None among the lines is none.
    """
    if math.isnan(value):
        return decimals
    near = [line for line in lines if line is not None and abs(value - line) <= 10.0**-decimals]
    return max((_decimals_beside(value, decimals, line) for line in near), default=decimals)


def _decimals_beside(value: float, decimals: int, line: float) -> int:
    target = Decimal(figure(line))
    side = Decimal(figure(value)).compare(target)
    for places in range(decimals, MOST_DECIMALS):
        if rounded(value, places).compare(target) == side:
            return places
    return decimals


def number(value: float | None, decimals: int = 0, *lines: float | None) -> str:
    """Return a figure at some decimals, more where its lines ask for it; — for none.

    Digits are never grouped, as in the regulation (2000 人, 6000 元): docs/style.zh-CN.md.
    """
    if value is None or math.isnan(value):
        return BLANK
    return f"{rounded(value, decimals_for(value, decimals, *lines)):f}"


def percent(value: float | None, *lines: float | None, decimals: int = RATE_DECIMALS) -> str:
    """Return a fraction as a percentage; — for none."""
    if value is None or math.isnan(value):
        return BLANK
    of_hundred = (None if line is None else line * 100 for line in lines)
    return number(value * 100, decimals, *of_hundred) + "%"


def share_line(line: float) -> str:
    """Return the line of a rate as it was set: 85%."""
    return f"{plain(line * 100)}%"


def plain(value: float | None) -> str:
    """Return a figure as it was typed, without trailing zeros; — for none."""
    if value is None or math.isnan(value):
        return BLANK
    text = figure(value)
    if "e" not in text and math.isfinite(value):
        return text
    text = f"{Decimal(text):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(cost: Fraction | float | None) -> str:
    """Return 万元 to the 元, as every paper tells it: 1309.9679, 333.09, 0; — for none."""
    if cost is None:
        return BLANK
    text = number(float(cost), YUAN_DECIMALS)
    return text.rstrip("0").rstrip(".") if "." in text else text


def yuan(amount: float | None) -> str:
    """Return an amount in 元 to the 分, without zeros at its end: 104550, 5217.05; — for none."""
    text = number(amount, MONEY_DECIMALS)
    return text.rstrip("0").rstrip(".") if "." in text else text


def indicator(id: str, value: float | None, *lines: float | None) -> str:
    """Return a resource indicator at the form's two decimals."""
    return number(value, RESOURCES[id].shown, *lines)


def cv(value: float | None, limit: float | None = None) -> str:
    """Return a 差异系数 at the form's three decimals."""
    return number(value, CV_DECIMALS, limit)


def rounding_matters(value: float | None, decimals: int, *lines: float | None) -> bool:
    """Whether the form's decimals alone would put a value on another side of one of its lines."""
    return value is not None and decimals_for(value, decimals, *lines) > decimals


UNKNOWN = State.MISSING.word


_OF_CLAUSE = {
    "P": {State.MET: "符合", State.UNMET: "不符合"},
    "V": {State.MET: "不存在", State.UNMET: "存在"},
}
"""Nobody says of a condition that it is reached, nor of a case of 第十条 that it is met."""
OWN_WORDS = "".join(_OF_CLAUSE)
"""Letters of the clauses whose states have words of their own."""
_OF_GROUP = {**_OF_CLAUSE, "V": {State.MET: "未发现", State.UNMET: "存在"}}


def state_word(of: str, state: State) -> str:
    """Return the word of a state as its clause (P1, V5, R2) or group (vetoes) has it."""
    letter = GROUPS[of].letter if of in GROUPS else of[0]
    table = _OF_GROUP if of in GROUPS else _OF_CLAUSE
    return table.get(letter, {}).get(state, state.word)


def state_marked(of: str, state: State) -> str:
    """Return a state's sign with that word: ● 未发现."""
    return f"{state.mark} {state_word(of, state)}"


def reached(share: Share, unit: str = "", holds: str = "", *, between: str = "/") -> str:
    """Return how many hold, of how many known, and how many are unknown: 83/84，1 待填报.

    holds: what is said of those that do (达标), which makes words of it: 57 所均达标, 54 所中 53
    所达标, 已填报的 26 所均达标，2 所待填报. Where none is known to hold and some are unknown, no
    0 is said: 1 所未达标，83 所待填报.
    """
    if not share.total:
        return BLANK
    if holds:
        told = _holding(share, unit, holds)
    else:
        told = f"{share.met}{between}{share.known}" + (f" {unit}" if unit else "")
    if not share.unknown:
        return told
    unknown = f"{share.unknown} {unit}{UNKNOWN}"
    if not share.known:
        return unknown
    if share.met:
        return f"{told}，{unknown}"
    return f"{share.known} {unit}{'未' + holds if holds else State.UNMET.word}，{unknown}"


def _holding(share: Share, unit: str, holds: str) -> str:
    """How many of the known hold, in words; the base is named where others are not known."""
    base = f"{'已填报的 ' if share.unknown else ''}{share.known} {unit}"
    if share.met < share.known:
        return f"{base}中 {share.met} {unit}{holds}"
    return f"{base}均{holds}" if share.known > 1 else f"{base}{holds}"


def counted(share: Share, unit: str = "") -> str:
    """Return how many hold: 83 所（另 1 所待填报）; — 所 where none is known and some unknown."""
    after = f" {unit}" if unit else ""
    known = BLANK if share.unknown and not share.met else str(share.met)
    return f"{known}{after}{waiting(share, unit)}"


def rate(share: Share, *, decimals: int = RATE_DECIMALS) -> str:
    """Return the share of the known as a percentage that says 0 and 100 only where it is so."""
    return percent(share.rate, 0.0, 1.0, decimals=decimals)


def waiting(share: Share, unit: str = "") -> str:
    """Return what is not known, to stand behind what is: （另 1 所待填报）; "" for nothing."""
    if not share.unknown:
        return ""
    other = "另 " if share.met else ""
    return f"（{other}{share.unknown} {unit}{UNKNOWN}）"


def beside(name: str, value: str) -> str:
    """Return a value behind its name, apart where it is a figure: 目前 26 所均达标, 小学待填报."""
    return f"{name}{' ' if value[:1].isdigit() else ''}{value}"


def numeral(number: int) -> str:
    """Return a number up to ten in Chinese: 六; a greater one in digits."""
    return "零一二三四五六七八九十"[number] if number <= 10 else str(number)


def day(date: dt.date | None) -> str:
    """Return a date as 2024年5月20日; — for none."""
    return BLANK if date is None else f"{date.year}年{date.month}月{date.day}日"
