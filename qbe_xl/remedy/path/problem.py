"""The cheapest path as arrays: what may be added where, what each section needs, what it costs.

An addition is one cell of 学校 that may grow: teachers of a section (R1–R3), or what a whole school
has and its stages share (R4–R7). Everything is in the unit of that cell (人, ㎡, 万元, 间).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from qbe_xl.assessment import Assessment
from qbe_xl.assessment.sections import INDICATORS, STAGES, exact_amount_of
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
    room: teachers that can be exchanged in against others; amount, share: exact.
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

    @property
    def excusable(self) -> int:
        """How many indicators of a section may stay between the floor and the line."""
        return len(INDICATORS) - self.assessment.standard.whole("section.indicators_met")

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


def make_problem(assessment: Assessment, parameters: Parameters) -> Problem:
    """Return the problem of a county; what is missing in R1–R7 is left out, with its CVs."""
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
    frozen = np.zeros(len(sections), bool)
    frozen_codes = parameters.codes("frozen")
    known = ~np.isnan(sections.totals)
    for section in range(len(sections)):
        school, stage = int(sections.school[section]), STAGES[sections.stage[section]]
        teachers[section] = schools.number(f"{stage}_teachers")[school]
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
            if indicator in TEACHERS:
                above = have - math.ceil(line * pupils / RESOURCES[indicator].factor)
                spare[section, column] = max(0, math.floor(above))
                seats = teachers[section] - float(have)
                room[section, column] = math.inf if np.isnan(seats) else max(0.0, seats)
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
    )


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
