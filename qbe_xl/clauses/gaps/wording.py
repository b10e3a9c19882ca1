"""Amounts as staff read them: never rounded below what is needed."""

from __future__ import annotations

import math
from fractions import Fraction

from qbe_xl.clauses import words
from qbe_xl.clauses.gaps.model import up_to


def amount_words(amount: Fraction, unit: str) -> str:
    """Return an amount with its unit: 3 间, 12.35 ㎡, 1,200 元; rounded up where it must be."""
    if amount.denominator == 1:
        return f"{int(amount)} {unit}"
    if unit == "元":
        return f"{math.ceil(amount)} 元"
    figure = up_to(amount, 2)
    text = words.number(figure, 2)
    return f"{text.rstrip('0').rstrip('.')} {unit}"
