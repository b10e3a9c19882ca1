"""What the CVs become once every gap is filled: filling alone does not always bring balance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from qbe_xl.assessment import Assessment, State, assess
from qbe_xl.assessment.balance import Balance
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.clauses.gaps.model import Gap, up_to
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.remedy.changes import BUILDING, HIRING, PURCHASE, Change, applied, posts

MEANS_OF = {
    **dict.fromkeys(("R1", "R2", "R3"), HIRING),
    **dict.fromkeys(("R4", "R5"), BUILDING),
    **dict.fromkeys(("R6", "R7"), PURCHASE),
}


@dataclass(frozen=True, slots=True)
class Filled:
    """The county with every gap of R1–R7 filled to the standard, assessed again."""

    changes: tuple[Change, ...]
    before: Assessment
    after: Assessment

    def cvs(self) -> list[tuple[str, str, Balance, Balance]]:
        """Return stage, indicator, the CV as it is and as it becomes, in order."""
        return [
            (stage, indicator, found, self.after.balance[stage][indicator])
            for stage, by_indicator in self.before.balance.items()
            for indicator, found in by_indicator.items()
        ]

    @property
    def unbalanced(self) -> list[tuple[str, str, Balance]]:
        """The CVs that filling alone does not bring within their limit."""
        return [
            (stage, indicator, after)
            for stage, indicator, _, after in self.cvs()
            if after.state is State.UNMET
        ]


def in_column_unit(indicator: str, amount: Fraction) -> Fraction:
    """Return an amount in the unit of its column, measured out so finely as is usual, rounded up."""
    decimals = RESOURCES[indicator].decimals or 0
    measured = Fraction(f"{up_to(amount, decimals):.{decimals}f}")
    return measured / 10_000 if indicator == "R6" else measured


def fill_changes(gaps: Iterable[Gap]) -> list[Change]:
    """Return what must be added to each school so that every counted gap of R1–R7 is filled.

    A school's shared resource is added once, as much as the stage asks that needs most.
    """
    most: dict[tuple[int, str, str], Fraction] = {}
    for gap in gaps:
        if gap.id not in INDICATORS or gap.school is None or not gap.need:
            continue
        place = (gap.school, RESOURCES[gap.id].grows.format(stage=gap.stage), gap.id)
        most[place] = max(most.get(place, Fraction(0)), gap.need)
    return [
        Change(school, key, in_column_unit(id, amount), MEANS_OF[id], id)
        for (school, key, id), amount in most.items()
    ]


def filled(assessment: Assessment, gaps: Iterable[Gap]) -> Filled:
    """Return the what-if in which every gap of R1–R7 is filled to the standard: 第六条."""
    changes = fill_changes(gaps)
    changes += posts(assessment.county, changes)
    after = assess(applied(assessment.county, changes), assessment.standard)
    return Filled(tuple(changes), assessment, after)
