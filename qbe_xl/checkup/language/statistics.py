"""The figures that tell the odd from the usual.

Last digits: the chance that, of n figures of 20 and more, k or more end in 0 or 5, when each
last digit is as likely as any other (binomial, p = 0.2). Peers: the distance from the median of
the logarithms, in robust standard deviations (1.4826 × MAD, at least SPREAD).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from qbe_xl.assessment.exact import each_once, median
from qbe_xl.county.model import Figures, Index

LEAST_DIGITS, LEAST_COLUMN = 8, 30
"""Fewer figures than these, in a row or in a column, say nothing about last digits."""
SMALLEST = 20
"""Smaller figures are often round by themselves."""
LEAST_PEERS = 8
SPREAD = 0.12
"""Peers that hardly differ must not make a small difference look large (12 %)."""
LEAST_SAME = 5
LEAST_COMMON = 20
_MAD = 1.4826

Peers = tuple[list[list[int]], list[list[int]]]


def distances(values: Figures, peers: Peers) -> Figures:
    """Return how far each school stands from its peers; NaN where there are too few.

    Peers are the schools of its type and township, and where those are too few of its type.
    """
    found = np.full(len(values), np.nan)
    logs = _logs(values)
    for members in _groups(logs, peers):
        mine = logs[members]
        middle = median(mine)
        spread = max(_MAD * median(np.abs(mine - middle)), SPREAD)
        fresh = np.isnan(found[members])
        found[members] = np.where(fresh, np.abs(mine - middle) / spread, found[members])
    return found


def medians(values: Figures, peers: Peers) -> Figures:
    """Return the median of each school's peers; NaN where there are too few."""
    found = np.full(len(values), np.nan)
    logs = _logs(values)
    for members in _groups(logs, peers):
        middle = float(np.exp(median(logs[members])))
        found[members] = np.where(np.isnan(found[members]), middle, found[members])
    return found


def _logs(values: Figures) -> Figures:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values > 0, np.log(values), np.nan)


def _groups(logs: Figures, peers: Peers) -> Sequence[Index]:
    """The groups that are large enough, those of the township first."""
    arrays = [np.array(members, np.intp) for kind in peers for members in kind]
    return [m for m in arrays if (~np.isnan(logs[m])).sum() >= LEAST_PEERS]


def same_share(now: Figures, then: Figures) -> Figures:
    """Return the share of figures that are the same, a column a school (rows are columns).

    Zeros and blanks are left out; NaN where fewer than LEAST_SAME are left.
    """
    both = (now > 0) & (then > 0)
    count = both.sum(axis=0)
    same = (both & (now == then)).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Figures = np.where(count >= LEAST_SAME, same / count, np.nan)
    return found


def distinct(values: Figures) -> Figures:
    """Return each different figure once: certified and trained teachers are often the same."""
    return each_once(values[~np.isnan(values)])


def round_chance(values: Figures, least: int = LEAST_DIGITS) -> float:
    """Return the chance of so many last digits 0 and 5; NaN where the figures are too few."""
    fit = _fit(values)
    if len(fit) < least:
        return math.nan
    return _tail(len(fit), int((fit % 5 == 0).sum()), 0.2)


def round_share(values: Figures, least: int = LEAST_DIGITS) -> float:
    """Return the share of last digits 0 and 5; NaN where the figures are too few."""
    fit = _fit(values)
    return float((fit % 5 == 0).mean()) if len(fit) >= least else math.nan


def _fit(values: Figures) -> Figures:
    fit: Figures = values[(values >= SMALLEST) & (values == np.floor(values))]
    return fit


def _tail(count: int, at_least: int, chance: float) -> float:
    """The chance of `at_least` or more of `count`, each with this chance."""
    logs = [
        math.lgamma(count + 1)
        - math.lgamma(k + 1)
        - math.lgamma(count - k + 1)
        + k * math.log(chance)
        + (count - k) * math.log(1 - chance)
        for k in range(at_least, count + 1)
    ]
    return min(1.0, math.fsum(map(math.exp, logs)))


def _sum(values: Figures, owner: Index, size: int) -> Figures:
    filled = ~np.isnan(values)
    total = np.bincount(owner[filled], weights=values[filled], minlength=size)
    blank = (np.bincount(owner, minlength=size) > 0) & (
        np.bincount(owner[filled], minlength=size) == 0
    )
    return np.where(blank, np.nan, total)


def _count(_: None, owner: Index, size: int) -> Figures:
    return np.bincount(owner, minlength=size).astype(float)


def _most(values: Figures, owner: Index, size: int) -> Figures:
    found = np.full(size, np.nan)
    filled = ~np.isnan(values)
    np.fmax.at(found, owner[filled], values[filled])
    return found


def _each(
    make: Callable[[Any], float],
) -> Callable[[Any, Index, int], Figures]:
    """A function of the figures of one owner, made for all of them."""

    def over(values: Any, owner: Index, size: int) -> Figures:
        return np.array([make(values[owner == place]) for place in range(size)])

    return over


def _kinds(words: Any) -> float:
    return float(len({word for word in words if word}))


def _common(values: Figures) -> float:
    positive = values[values > 0]
    if len(positive) < LEAST_COMMON:
        return math.nan
    _, counts = np.unique(positive, return_counts=True)
    return float(counts.max() / len(positive))


OVER_TABLE: Mapping[str, Callable[[Any, Index, int], Figures]] = {
    "合计": _sum,
    "个数": _count,
    "最大": _most,
    "种数": _each(_kinds),
    "最多同值": _each(_common),
    "整列凑整": _each(partial(round_chance, least=LEAST_COLUMN)),
    "整列末位": _each(partial(round_share, least=LEAST_COLUMN)),
}
