"""Gaps added up: by indicator, stage and township."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from qbe_xl.clauses.gaps.model import Gap
from qbe_xl.clauses.records import RESOURCES


@dataclass(frozen=True, slots=True)
class Total:
    """Gaps of one kind added up.

    township and stage: "" where they are not told apart; places: how many lack it;
    amount: what it takes together, of those that can be counted; blank: how many are 待填报.
    """

    township: str
    stage: str
    id: str
    thing: str
    unit: str
    places: int
    amount: Fraction
    blank: int


def totals(
    gaps: Iterable[Gap], *, by_township: bool = False, by_stage: bool = False
) -> list[Total]:
    """Return the gaps added up by indicator and thing, in the order in which they come.

    What a whole school shares counts once, as much as the stage asks that needs most.
    """
    groups: dict[tuple[str, str, str, str, str], list[Gap]] = {}
    for gap in gaps:
        key = (
            gap.township if by_township else "",
            gap.stage if by_stage else "",
            gap.id,
            gap.thing,
            gap.unit,
        )
        groups.setdefault(key, []).append(gap)
    return [
        Total(
            *key,
            places=sum(1 for gap in held if gap.amount is not None or gap.value is not None),
            amount=_sum(held),
            blank=sum(1 for gap in held if gap.amount is None and gap.value is None),
        )
        for key, held in groups.items()
    ]


def _sum(gaps: list[Gap]) -> Fraction:
    amount = Fraction(0)
    shared: dict[int, Fraction] = {}
    for gap in gaps:
        if gap.to_add is not None and gap.school is not None and RESOURCES[gap.id].shared:
            shared[gap.school] = max(shared.get(gap.school, Fraction(0)), gap.to_add)
        else:
            amount += gap.need or 0
    return amount + sum(shared.values(), Fraction(0))
