"""第六条: how evenly a resource is spread, the pupil-weighted coefficient of variation.

X̄ = Σ totals ÷ Σ pupils, S = √Σ(Pᵢ ÷ ΣP)(Xᵢ − X̄)², 差异系数 CV = S ÷ X̄.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from qbe_xl.assessment.exact import NEAR, total
from qbe_xl.assessment.states import State
from qbe_xl.county.model import Figures


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean, standard deviation and CV of one resource over sections; None where not to be had."""

    mean: float | None
    std: float | None
    cv: float | None


@dataclass(frozen=True, slots=True)
class Balance:
    """The CV of one indicator and stage held against its limit."""

    mean: float | None
    std: float | None
    cv: float | None
    limit: float
    state: State


def spread(totals: Figures, pupils: Figures) -> Spread:
    """Return mean, S and CV of totals over pupils (arrays of equal length).

    A blank (NaN) in either makes all None; a mean of 0 gives mean and std 0 and no CV.
    Sums are rounded once, so the order of schools never matters.
    """
    whole = total(pupils.tolist())
    amount = total(totals.tolist())
    if math.isnan(whole) or math.isnan(amount) or whole == 0:
        return Spread(None, None, None)
    mean = amount / whole
    if mean == 0:
        return Spread(0.0, 0.0, None)
    deviation = totals / pupils - mean
    std = math.sqrt(total((pupils * deviation * deviation).tolist()) / whole)
    return Spread(mean, std, std / mean)


def shares_of_variance(totals: Figures, pupils: Figures) -> Figures:
    """Return each section's share of the variance, Pᵢ(Xᵢ − X̄)² ÷ ΣP(X − X̄)²; they add to 1.

    All NaN where there is no variance or a blank.
    """
    found = spread(totals, pupils)
    if not found.std or found.mean is None:
        return np.full(len(totals), np.nan)
    parts = pupils * (totals / pupils - found.mean) ** 2
    return np.asarray(parts / total(parts.tolist()))


def balance(
    totals: Figures,
    pupils: Figures,
    limit: Fraction,
    exact_parts: Callable[[], Sequence[tuple[Fraction, Fraction]]],
) -> Balance:
    """Return the CV of one indicator and stage against its limit: 第六条, ≤ 0.50 or ≤ 0.45.

    exact_parts: the exact totals and pupils, asked only where the CV is close to the limit.
    Nothing assessed to divide by: not applicable where the mean is 0, missing where a part is.
    """
    found = spread(totals, pupils)
    line = float(limit)
    if found.mean is None:
        state = State.MISSING
    elif found.cv is None:
        state = State.NOT_APPLICABLE
    elif abs(found.cv - line) > NEAR * max(line, 1.0):
        state = State.MET if found.cv < line else State.UNMET
    else:
        state = State.MET if within(exact_parts(), limit) else State.UNMET
    return Balance(found.mean, found.std, found.cv, line, state)


def within(parts: Sequence[tuple[Fraction, Fraction]], limit: Fraction) -> bool:
    """Return exactly whether the CV of (total, pupils) pairs is at most `limit`.

    CV² = ΣP · Σ(t² ÷ P) ÷ (Σt)² − 1, so no root is needed.
    """
    amount = sum((t for t, _ in parts), Fraction(0))
    whole = sum((p for _, p in parts), Fraction(0))
    by_pupils: dict[Fraction, Fraction] = {}
    for t, p in parts:
        by_pupils[p] = by_pupils.get(p, Fraction(0)) + t * t
    squares = sum((t / p for p, t in by_pupils.items()), Fraction(0))
    return whole * squares <= (1 + limit * limit) * amount * amount
