"""How R1–R7 are added to: by which means, at which price, and what a county may forbid.

Which column grows, in which unit and how finely stands in the clause's record; what it costs, in
整改参数.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from qbe_xl.clauses.gaps.model import up_to
from qbe_xl.clauses.records import RESOURCES

HIRING = "招聘"
TRANSFER = "交流轮岗"
PURCHASE = "采购"
BUILDING = "建设"

LEAST, WITHIN, MOVES = "最省方案", "预算内方案", "只靠交流"
"""The names of the variants of a plan."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way of adding a resource.

    price and allowed: keys of 整改参数, its cost a unit and what must be 是; barred: the list of
    schools that cannot; keys: the columns that grow together, () for the resource's own.
    """

    means: str
    price: str
    allowed: str
    barred: str = ""
    keys: tuple[str, ...] = ()


WAYS: Mapping[str, tuple[Way, ...]] = {
    "R1": (Way(HIRING, "R1", "hire"),),
    "R2": (Way(HIRING, "R2", "hire"),),
    "R3": (Way(HIRING, "R3", "hire"),),
    "R4": (Way(BUILDING, "R4", "build", "no_building"),),
    "R5": (
        Way(BUILDING, "R5", "field", "fixed_sites"),
        Way(BUILDING, "indoor", "build", "no_building", ("indoor_area", "teaching_area")),
    ),
    "R6": (Way(PURCHASE, "R6", "buy"),),
    "R7": (Way(PURCHASE, "R7", "buy"),),
}
"""The ways of each, the usual one first; a gymnasium counts in 教学及辅助用房 too."""

TEACHERS = tuple(id for id, ways in WAYS.items() if ways[0].means == HIRING)
"""What schools of a stage can exchange: 交流轮岗."""


def in_column_unit(indicator: str, amount: Fraction) -> Fraction:
    """Return an amount in the unit of its column, measured out so finely as is usual, rounded up."""
    resource = RESOURCES[indicator]
    decimals = resource.decimals or 0
    return Fraction(f"{up_to(amount, decimals):.{decimals}f}") / resource.column_factor
