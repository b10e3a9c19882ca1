"""People: a teacher goes, comes or is hired with everything he has, not indicator by indicator.

A kind of teacher is the set of R1–R3 that he counts for (高于规定学历, 骨干, 体育艺术). Who has what
together is not in the workbook, only how many have each: a kind may leave a school where the
figures allow that such teachers work there.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from qbe_xl.county.model import Figures
from qbe_xl.remedy.parameters import Parameters
from qbe_xl.remedy.ways import TEACHERS, WAYS

KINDS: tuple[tuple[int, ...], ...] = tuple(
    kind
    for size in range(len(TEACHERS) + 1)
    for kind in itertools.combinations(range(len(TEACHERS)), size)
)
"""Every set of R1–R3, by position, those without anything first."""
HOLDS: Figures = np.array([[float(c in kind) for c in range(len(TEACHERS))] for kind in KINDS])
"""Kinds × R1–R3: 1 where a kind counts."""
ALONE = tuple(KINDS.index((column,)) for column in range(len(TEACHERS)))
"""The kind that counts for one indicator only."""


@dataclass(frozen=True, slots=True)
class Move:
    """Teachers of one kind who go from one school to another of the same stage: 交流轮岗.

    ids: what each of them counts for, R1–R3 (perhaps nothing); certain: whether the workbook's
    figures prove that such teachers are there.
    """

    ids: tuple[str, ...]
    stage: str
    giver: int
    receiver: int
    count: int
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Hire:
    """Teachers of one kind whom a section gets anew: 招聘、培养. ids: what each counts for."""

    school: int
    stage: str
    ids: tuple[str, ...]
    count: int


def ids(kind: int) -> tuple[str, ...]:
    """Return what a kind counts for: R1, R3."""
    return tuple(TEACHERS[column] for column in KINDS[kind])


def prices(parameters: Parameters) -> tuple[Fraction, ...]:
    """Return what a teacher who counts for one of R1–R3 costs, 万元."""
    return tuple(parameters.number(WAYS[id][0].price) for id in TEACHERS)


def levels(prices: Sequence[Fraction]) -> list[tuple[Fraction, tuple[int, ...]]]:
    """Return the cost of teachers as sums of largest numbers.

    Whoever counts for several is paid once, at the dearest: so the cost is Σ d·max(added over
    columns), where the columns of a level are all those at least so dear, and d is what it costs
    more than the next.
    """
    steps = sorted(set(prices), reverse=True)
    return [
        (step - below, tuple(c for c, price in enumerate(prices) if price >= step))
        for step, below in zip(steps, [*steps[1:], Fraction(0)], strict=True)
        if step > below
    ]


def hiring_cost(prices: Sequence[Fraction], added: Sequence[Fraction]) -> Fraction:
    """Return what teachers cost who together add so many to R1–R3."""
    return sum(
        (step * max(added[c] for c in columns) for step, columns in levels(prices)), Fraction(0)
    )


def shares(prices: Sequence[Fraction], added: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return the same by column: a teacher is paid where he is dearest, the rest comes with him."""
    found, counted = [Fraction(0)] * len(prices), Fraction(0)
    for column in sorted(range(len(prices)), key=lambda c: (-prices[c], c)):
        more = max(Fraction(0), added[column] - counted)
        found[column] = prices[column] * more
        counted += more
    return tuple(found)


def hired(added: Sequence[int]) -> list[tuple[tuple[str, ...], int]]:
    """Return as how many teachers of which kinds these additions come, the most able first."""
    left, found = list(added), []
    while any(left):
        kind = tuple(c for c, count in enumerate(left) if count)
        count = min(left[c] for c in kind)
        found.append((tuple(TEACHERS[c] for c in kind), count))
        left = [have - count if have else 0 for have in left]
    return found
