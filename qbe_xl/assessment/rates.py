"""Rates of sums: the figure to show."""

from __future__ import annotations

import math


def over(parts: float, base: float) -> float | None:
    """Return a rate, None where a part is blank or the base is 0."""
    rate = parts / base if base else math.nan
    return None if math.isnan(rate) else rate


def known(figure: float) -> float | None:
    """Return a figure, None where it is blank."""
    return None if math.isnan(figure) else figure
