"""第六条: how far a resource is from a line, in the units in which it is added."""

from __future__ import annotations

import math
from fractions import Fraction

from qbe_xl.clauses.records import RESOURCES


def natural(indicator: str) -> int:
    """Return how many of an indicator's unit × pupils make one 人, 间, ㎡ or 元."""
    return 100 if RESOURCES[indicator].whole else 1


def shortfall(
    indicator: str,
    line: Fraction,
    amount: Fraction,
    pupils: Fraction,
    share: Fraction = Fraction(1),
) -> Fraction:
    """Return what is missing to reach a line, 0 where nothing is, exactly: 第六条.

    amount: the resource in the unit of its column (R6 in 万元), pupils: of the stage, share: the
    part of what is added that falls to the stage. In whole teachers or rooms, ㎡ or 元.
    """
    scale = natural(indicator)
    short = (line * pupils - RESOURCES[indicator].factor * amount * share) / scale / share
    if short <= 0:
        return Fraction(0)
    return Fraction(math.ceil(short)) if RESOURCES[indicator].whole else short
