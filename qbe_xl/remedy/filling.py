"""What the CVs become once every gap is filled: filling alone does not always bring balance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from qbe_xl.assessment import Assessment, State, assess
from qbe_xl.assessment.balance import Balance
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.clauses.gaps.model import Gap
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.remedy.changes import Change, applied, posts
from qbe_xl.remedy.ways import WAYS, in_column_unit


@dataclass(frozen=True, slots=True)
class Filled:
    """The county with every gap of R1–R7 filled to the standard, assessed again."""

    changes: tuple[Change, ...]
    after: Assessment

    @property
    def unbalanced(self) -> list[tuple[str, str, Balance]]:
        """The CVs that filling alone does not bring within their limit."""
        return [one for one in self.after.cvs if one[2].state is State.UNMET]


def fill_changes(gaps: Iterable[Gap]) -> list[Change]:
    """Return what must be added to each school so that every counted gap of R1–R7 is filled.

    A school's shared resource is added once, as much as the stage asks that needs most.
    """
    most: dict[tuple[int, str, str], Fraction] = {}
    for gap in gaps:
        if gap.id not in INDICATORS or gap.school is None or not gap.need:
            continue
        place = (gap.school, RESOURCES[gap.id].keys(gap.stage)[0], gap.id)
        most[place] = max(most.get(place, Fraction(0)), gap.need)
    return [
        Change(school, key, in_column_unit(id, amount), WAYS[id][0].means, id)
        for (school, key, id), amount in most.items()
    ]


def filled(assessment: Assessment, gaps: Iterable[Gap]) -> Filled:
    """Return the what-if in which every gap of R1–R7 is filled to the standard: 第六条."""
    changes = fill_changes(gaps)
    changes += posts(assessment.county, changes)
    after = assess(applied(assessment.county, changes), assessment.standard)
    return Filled(tuple(changes), after)
