"""The cheapest path as arrays: what may be added where, what each section needs, what it costs.

An addition is one cell of 学校 that may grow: teachers of a section (R1–R3), or what a whole school
has and its stages share (R4–R7). Everything is in the unit of that cell (人, ㎡, 万元, 间).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Protocol

import numpy as np

from qbe_xl.assessment import Assessment
from qbe_xl.assessment.sections import INDICATORS, STAGES, exact_amount_of, pupils_of
from qbe_xl.clauses.gaps.sections import exact_share
from qbe_xl.clauses.gaps.shortfall import shortfall
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.county.model import Figures, Flags, Index, exact
from qbe_xl.remedy.parameters import Parameters
from qbe_xl.remedy.ways import TEACHERS, WAYS, in_column_unit


@dataclass(frozen=True, slots=True)
class Addition:
    """One cell of 学校 that may grow.

    keys: the columns that grow together (a gymnasium counts in 教学及辅助用房 too); most: how much
    at the utmost, in the column's unit, None without a cap; cost: 万元 a unit.
    """

    school: int
    indicator: str
    keys: tuple[str, ...]
    means: str
    cost: Fraction
    most: Fraction | None

    @property
    def whole(self) -> bool:
        """Whether it comes in whole teachers or rooms."""
        return RESOURCES[self.indicator].whole


@dataclass(frozen=True)
class Cone:
    """One CV: 差异系数 of an indicator over the sections of a stage, and its limit: 第六条.

    weights: pupils of each section ÷ all pupils.
    """

    stage: str
    column: int
    sections: Index
    weights: Figures
    limit: Fraction

    @property
    def indicator(self) -> str:
        """R1–R7."""
        return INDICATORS[self.column]

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from the others."""
        return self.stage, self.column

    @property
    def parts(self) -> list[tuple[int, float]]:
        """Each section with its weight."""
        return list(zip(self.sections.tolist(), self.weights.tolist(), strict=True))

    @property
    def bound(self) -> float:
        """1 + limit², the most that Σw·v² may be of (Σw·v)²."""
        return 1.0 + float(self.limit) ** 2


@dataclass(frozen=True)
class Problem:
    """Arrays over sections × the seven indicators, and the additions that they point to.

    addition: which addition serves a section's indicator; slope: by how much a unit of it raises
    the indicator's ratio to its line; ratio: as it is; full and floor: units to the line and to
    85 % of it (0 where reached); spare: teachers that may leave without falling below the line;
    room: teachers without it, against whom others can be exchanged, or who can leave; amount,
    share: exact; teachers: 专任教师, NaN where blank; leave: how many may go, −1 where neither
    coming nor going can be written down for blanks.
    """

    assessment: Assessment
    parameters: Parameters
    additions: tuple[Addition, ...]
    cones: tuple[Cone, ...]
    addition: Index
    slope: Figures
    ratio: Figures
    full: Figures
    floor: Figures
    spare: Figures
    room: Figures
    amount: tuple[tuple[Fraction, ...], ...]
    share: tuple[tuple[Fraction, ...], ...]
    frozen: Flags
    teachers: Figures
    leave: Figures

    @property
    def excusable(self) -> int:
        """How many indicators of a section may stay between the floor and the line."""
        return len(INDICATORS) - self.assessment.standard.whole("section.indicators_met")

    @property
    def posts_count(self) -> bool:
        """Whether it matters how many posts a school has: some are frozen, or new ones capped."""
        return bool(self.frozen.any()) or self.parameters.optional("new_posts") is not None

    @cached_property
    def by_stage(self) -> list[Index]:
        """The sections of each stage; teachers are exchanged within one."""
        stages = self.assessment.sections.stage
        return [np.flatnonzero(stages == stage) for stage in np.unique(stages)]

    def section_name(self, section: int) -> str:
        """Return school and stage in words."""
        sections = self.assessment.sections
        name = self.assessment.county.schools.word("name", int(sections.school[section]))
        return f"{name}（{STAGE_WORDS[STAGES[sections.stage[section]]]}）"


class Assumed(Protocol):
    """A blank cell that something was assumed for."""

    @property
    def school(self) -> int:
        """Position in `county.schools`."""
        ...

    @property
    def key(self) -> str:
        """Of the column."""
        ...


def make_problem(
    assessment: Assessment, parameters: Parameters, blanks: Sequence[Assumed] = ()
) -> Problem:
    """Return the problem of a county; what is missing in R1–R7 is left out, with its CVs.

    blanks: cells that only an assumption fills; they stay as assumed where that is enough.
    """
    assumed = {(blank.school, blank.key) for blank in blanks}
    sections, standard, schools = (
        assessment.sections,
        assessment.standard,
        assessment.county.schools,
    )
    shape = (len(sections), len(INDICATORS))
    addition = np.zeros(shape, np.intp)
    slope, full, floor, spare, room = (np.zeros(shape) for _ in range(5))
    amounts: list[tuple[Fraction, ...]] = []
    shares: list[tuple[Fraction, ...]] = []
    additions: list[Addition] = []
    places: dict[tuple[int, str, str], int] = {}
    teachers = np.full(len(sections), np.nan)
    leave = np.full(len(sections), -1.0)
    frozen = np.zeros(len(sections), bool)
    frozen_codes = parameters.codes("frozen")
    known = ~np.isnan(sections.totals)
    small = small_schools(assessment)[sections.school]
    kept = parameters.number("keep_backbone")
    for section in range(len(sections)):
        school, stage = int(sections.school[section]), STAGES[sections.stage[section]]
        teachers[section] = schools.number(f"{stage}_teachers")[school]
        leave[section] = (
            -1.0
            if any(
                (school, f"{stage}_{part}") in assumed for part in ("degree", "backbone", "arts")
            )
            else _leaving(assessment, parameters, section, teachers[section])
        )
        frozen[section] = schools.word("code", school) in frozen_codes
        own_amounts, own_shares = [], []
        for column, indicator in enumerate(INDICATORS):
            place = (school, indicator, stage if indicator in TEACHERS else "")
            if place not in places:
                places[place] = len(additions)
                additions.append(_addition(assessment, parameters, school, stage, indicator))
            addition[section, column] = places[place]
            if not known[section, column]:
                blank = places[place]
                additions[blank] = replace(additions[blank], most=Fraction(0))
                own_amounts.append(Fraction(0))
                own_shares.append(Fraction(1))
                continue
            pupils = exact(float(sections.pupils[section]))
            line = standard.required(indicator, stage)
            share = exact_share(assessment, section, indicator)
            have = exact_amount_of(schools, indicator, school, stage)
            own_amounts.append(have)
            own_shares.append(share)
            slope[section, column] = float(RESOURCES[indicator].factor * share / (pupils * line))
            for target, figures in ((line, full), (line * standard.floor, floor)):
                short = shortfall(indicator, target, have, pupils, share)
                figures[section, column] = float(in_column_unit(indicator, short))
            blank = places[place]
            if not full[section, column] and (school, additions[blank].keys[0]) in assumed:
                additions[blank] = replace(additions[blank], most=Fraction(0))
            if indicator in TEACHERS:
                above = have - math.ceil(line * pupils / RESOURCES[indicator].factor)
                if indicator == "R2" and small[section]:
                    above = min(above, have - exact(float(kept)))
                if leave[section] > 0:
                    spare[section, column] = max(0, math.floor(above))
                if leave[section] >= 0:
                    room[section, column] = max(0.0, teachers[section] - float(have))
        amounts.append(tuple(own_amounts))
        shares.append(tuple(own_shares))
    return Problem(
        assessment=assessment,
        parameters=parameters,
        additions=tuple(additions),
        cones=_cones(assessment),
        addition=addition,
        slope=slope,
        ratio=np.nan_to_num(sections.ratios),
        full=full,
        floor=floor,
        spare=spare,
        room=room,
        amount=tuple(amounts),
        share=tuple(shares),
        frozen=frozen,
        teachers=teachers,
        leave=leave,
    )


def small_schools(assessment: Assessment) -> Flags:
    """Return the schools of 1 to 99 pupils: 小规模学校, as 第七条（六） counts them."""
    known, missing = pupils_of(assessment.county.schools).compulsory()
    return ~missing & (known > 0) & (known < assessment.standard.number("G6.funded_pupils"))


def _leaving(assessment: Assessment, parameters: Parameters, section: int, staff: float) -> float:
    """How many teachers may leave a section; −1 where a blank keeps its teachers from being counted.

    Who is there on exchange (交流轮岗教师数) stays; 整改参数 may allow only a share.
    """
    sections, schools = assessment.sections, assessment.county.schools
    places = [INDICATORS.index(id) for id in TEACHERS]
    if math.isnan(staff) or np.isnan(sections.totals[section, places]).any():
        return -1.0
    there = float(schools.number("exchanged")[int(sections.school[section])])
    most = staff - (0.0 if math.isnan(there) else there) if parameters.with_post else staff
    share = parameters.optional("send")
    if share is not None:
        most = min(most, math.floor(share * exact(staff)))
    return max(0.0, most)


def _cones(assessment: Assessment) -> tuple[Cone, ...]:
    found = []
    for stage in assessment.stages:
        mine = assessment.sections.of_stage(stage)
        pupils = assessment.sections.pupils[mine]
        for column in range(len(INDICATORS)):
            if np.isnan(assessment.sections.totals[mine, column]).any():
                continue
            limit = assessment.standard.limit(stage)
            found.append(Cone(stage, column, mine, pupils / pupils.sum(), limit))
    return tuple(found)


def _addition(
    assessment: Assessment, parameters: Parameters, school: int, stage: str, indicator: str
) -> Addition:
    code = assessment.county.schools.word("code", school)
    ways = WAYS[indicator]
    may = [way for way in ways if parameters.opens(way, code)]
    way = (may or ways)[0]
    keys = way.keys or RESOURCES[indicator].keys(stage)[:1]
    cost, most = parameters.number(way.price), None if may else Fraction(0)
    return Addition(school, indicator, keys, way.means, cost, most)
