"""Comparisons that are exact at the line: floats for speed, rationals where they are close."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import numpy as np

from qbe_xl.county.model import WHOLE, Figures, Flags, exact

NEAR = 1e-9
"""Relative distance from a line within which only exact rationals decide."""

_ROUNDING = 64 * np.finfo(np.float64).eps


def reaches(
    values: Figures,
    line: Fraction,
    value_at: Callable[[int], Fraction],
    magnitude: Figures | None = None,
) -> Flags:
    """Return where values are at or above a line; NaN is not.

    value_at: the exact value at a position, asked only near the line.
    magnitude: the size of what a value was subtracted from, where that is larger than itself.
    """
    target = float(line)
    reached = np.asarray(values >= target)
    margin: Figures | float = NEAR * abs(target)
    if magnitude is not None:
        margin = margin + _ROUNDING * magnitude
    for index in np.flatnonzero(np.abs(values - target) <= margin).tolist():
        reached[index] = value_at(index) >= line
    return reached


def total(figures: Iterable[float]) -> float:
    """Return a sum rounded once, whatever the order; NaN where a part is blank."""
    return math.fsum(figures)


def exact_total(figures: Iterable[float]) -> Fraction:
    """Return a sum of figures as an exact rational."""
    whole = 0
    rest = Fraction(0)
    for figure in figures:
        if figure.is_integer() and abs(figure) < WHOLE:
            whole += int(figure)
        else:
            rest += exact(figure)
    return whole + rest


def rate_reaches(part: Figures, base: Figures, line: Fraction) -> bool | None:
    """Return whether Σpart/Σbase is at or above a line; None where a part is blank or Σbase is 0."""
    parts, bases = part.tolist(), base.tolist()
    numerator, denominator = total(parts), total(bases)
    if math.isnan(numerator) or math.isnan(denominator) or denominator == 0:
        return None
    distance = numerator / denominator - float(line)
    if abs(distance) > NEAR:
        return distance > 0
    return exact_total(parts) >= line * exact_total(bases)


def median(figures: Figures) -> float:
    """Return the median of figures, blank ones left out; NaN for none.

    numpy's own brings in all of its masked arrays, and takes many times as long for a few.
    """
    known = np.sort(figures[~np.isnan(figures)])
    count = len(known)
    return float((known[(count - 1) // 2] + known[count // 2]) / 2) if count else math.nan


def each_once(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the different values in order, NaN not among them; numpy's own as in `median`."""
    ordered = np.sort(values)
    found: np.ndarray[Any, Any] = ordered[
        np.append(True, ordered[1:] != ordered[:-1])[: len(values)]
    ]
    return found
