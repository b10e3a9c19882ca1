"""Gaps of the county and of the parts of its items."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.items import Parts
from qbe_xl.clauses.gaps.model import COUNTY, OPEN, Gap
from qbe_xl.clauses.item_parts import describe
from qbe_xl.clauses.trace import trace_item
from qbe_xl.errors import Place


def county_gap(
    assessment: Assessment,
    id: str,
    thing: str,
    amount: Fraction | None,
    unit: str,
    text: str,
    *,
    value: float | None = None,
    standard: float | None = None,
    stage: str = "",
    state: State = State.UNMET,
    places: tuple[Place, ...] = (),
    said: str = "",
    counts: bool = True,
) -> Gap:
    """Return a gap of the whole county."""
    return Gap(
        id=id,
        thing=thing,
        article=assessment.standard.clauses[id].citation,
        state=state,
        school=None,
        code="",
        name=COUNTY,
        township="",
        stage=stage,
        value=value,
        standard=standard,
        amount=amount,
        unit=unit,
        words=text,
        places=places or trace_item(assessment, id).places,
        said=said,
        counts=counts,
    )


def part_gap(
    assessment: Assessment,
    id: str,
    part: Parts,
    position: int,
    thing: str,
    amount: Fraction | None,
    unit: str,
    *,
    value: float | None = None,
    standard: float | None = None,
    stage: str = "",
    more: str = "",
    counts: bool = True,
) -> Gap:
    """Return the gap of one part of an item: a school, a class or a subject."""
    school, message, places = describe(assessment, id, part, position)
    schools = assessment.county.schools
    return Gap(
        id=id,
        thing=thing,
        article=assessment.standard.clauses[id].citation,
        state=State(part.states[position]),
        school=school,
        code=schools.word("code", school) if school is not None else "",
        name=schools.word("name", school) if school is not None else COUNTY,
        township=schools.word("township", school) if school is not None else "",
        stage=stage,
        value=value,
        standard=standard,
        amount=amount,
        unit=unit,
        words=message + more,
        places=places,
        said=message,
        counts=counts,
    )


def open_parts(part: Parts) -> list[int]:
    """Return the positions that are unmet or missing."""
    found: list[int] = np.flatnonzero(np.isin(part.states, OPEN)).tolist()
    return found
