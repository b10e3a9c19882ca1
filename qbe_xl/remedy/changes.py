"""Changes to the sheet 学校, and the county that would result: a what-if, never a file."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from qbe_xl.assessment.sections import STAGES
from qbe_xl.county.model import County, as_shown, exact
from qbe_xl.remedy.ways import HIRING

_PARTS = ("degree", "backbone", "arts")
_WITH_A_POST = ("certified", "trained")


@dataclass(frozen=True, slots=True)
class Change:
    """What is added to one cell of 学校.

    school: position in `county.schools`; key: of the column; amount: in the column's unit,
    negative for a school that gives; means: 招聘, 交流轮岗, 采购 or 建设; id: the indicator that it
    is for, "" for what merely follows (a teacher's post, certificate and hours); cost: 万元.
    """

    school: int
    key: str
    amount: Fraction
    means: str
    id: str = ""
    cost: Fraction = Fraction(0)


def applied(county: County, changes: Iterable[Change]) -> County:
    """Return the county with these changes made; a blank cell stays blank."""
    sums: dict[str, dict[int, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for change in changes:
        sums[change.key][change.school] += change.amount
    columns = {}
    for key, by_school in sums.items():
        column = county.schools.number(key).copy()
        for school, amount in by_school.items():
            if not np.isnan(column[school]):
                column[school] = as_shown(float(exact(float(column[school])) + amount))
        columns[key] = column
    return replace(county, schools=county.schools.with_numbers(columns))


def posts(county: County, changes: Sequence[Change]) -> list[Change]:
    """Return the posts that these changes need: no part may exceed 专任教师数.

    A new teacher holds a certificate (第七条（十二）), is counted with the staff, and has the hours
    of training that are asked of all (第七条（九）).
    """
    schools = county.schools
    sums: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
    for change in changes:
        sums[change.key, change.school] += change.amount
    found: list[Change] = []
    for school in sorted({change.school for change in changes}):
        for stage in STAGES:
            teachers = float(schools.number(f"{stage}_teachers")[school])
            if np.isnan(teachers):
                continue
            parts = [
                exact(float(figure)) + sums[f"{stage}_{part}", school]
                for part in _PARTS
                if not np.isnan(figure := schools.number(f"{stage}_{part}")[school])
            ]
            there = exact(teachers) + sums[f"{stage}_teachers", school]
            more = math.ceil(max(parts, default=Fraction(0)) - there)
            if more > 0:
                keys = (f"{stage}_teachers", f"{stage}_staff", *_WITH_A_POST)
                found += [
                    Change(school, key, Fraction(more), HIRING)
                    for key in keys
                    if not np.isnan(schools.number(key)[school])
                ]
    return found
