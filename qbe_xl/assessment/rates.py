"""Rates of sums: the figure to show, and whether it reaches its line."""

from __future__ import annotations

import math

import numpy as np

from qbe_xl.assessment.exact import rate_reaches
from qbe_xl.assessment.items import Facts
from qbe_xl.assessment.states import State, judge


def over(parts: float, base: float) -> float | None:
    """Return a rate, None where a part is blank or the base is 0."""
    rate = parts / base if base else math.nan
    return None if math.isnan(rate) else rate


def known(figure: float) -> float | None:
    """Return a figure, None where it is blank."""
    return None if math.isnan(figure) else figure


def rate_of_items(facts: Facts, parts: tuple[str, ...], base: str, path: str) -> State:
    """Return whether Σ items ÷ an item reaches a parameter; missing where one is blank or 0."""
    figures = np.array([facts.figure(key) for key in parts])
    return judge(rate_reaches(figures, np.array([facts.figure(base)]), facts.standard.exact(path)))
