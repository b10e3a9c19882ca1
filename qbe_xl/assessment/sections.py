"""第六条: the sections of every school and their seven resource indicators.

A section (办学单元) is one stage of one school. Everything is an array over sections, so that
two hundred schools and the whole nation take the same path.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

import numpy as np

from qbe_xl.assessment.exact import reaches
from qbe_xl.assessment.states import State, States, judged
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county import layout
from qbe_xl.county.checks import has_stage
from qbe_xl.county.model import Figures, Flags, Index, Table, exact
from qbe_xl.standards import Standard

INDICATORS = tuple(RESOURCES)
STAGES = ("primary", "junior")


class Exclusion(IntEnum):
    """Why a section is not assessed."""

    NONE = 0
    OUTSIDE_TYPE = 1
    SMALL_TEACHING_POINT = 2
    PRIVATE = 3


@dataclass(frozen=True)
class Pupils:
    """Pupils of every school by stage: arrays over schools.

    count: NaN where missing or none; missing: a stage that the 办学类型 names and that is blank;
    present: stages with pupils, or missing.
    """

    count: dict[str, Figures]
    missing: dict[str, Flags]
    present: dict[str, Flags]

    def compulsory(self) -> tuple[Figures, Flags]:
        """Return 小学+初中 pupils on what is filled in, and where a part of them is missing."""
        known = np.nan_to_num(self.count["primary"]) + np.nan_to_num(self.count["junior"])
        return known, self.missing["primary"] | self.missing["junior"]


@dataclass(frozen=True)
class Sections:
    """Assessed sections, in the order of the sheet 学校, primary before junior.

    school: position in the sheet's table; stage: position in STAGES; pupils: NaN where missing;
    share: the part of the school's shared resources (R4–R7) that falls to the section.
    Arrays of 7 columns, one an indicator: totals (after sharing, in the indicator's unit but not
    yet ÷ pupils), values, ratios (value ÷ line), states, above_floor (at least 85 % of the line).
    """

    school: Index
    stage: Index
    pupils: Figures
    share: Figures
    totals: Figures
    values: Figures
    ratios: Figures
    states: States
    above_floor: Flags
    met_count: Index
    state: States

    def __len__(self) -> int:
        return len(self.school)

    def of_stage(self, stage: str) -> Index:
        """Return the positions of the sections of one stage."""
        return np.flatnonzero(self.stage == STAGES.index(stage))


@dataclass(frozen=True)
class Excluded:
    """Sections that are not assessed, in the same order, with the reason."""

    school: Index
    stage: Index
    pupils: Figures
    reason: Index

    def __len__(self) -> int:
        return len(self.school)


def pupils_of(schools: Table) -> Pupils:
    """Return the pupils of every school: a blank is missing in a stage that its type names."""
    count: dict[str, Figures] = {}
    missing: dict[str, Flags] = {}
    present: dict[str, Flags] = {}
    for stage in layout.STAGES:
        figures = schools.number(f"{stage}_pupils")
        blank = np.isnan(figures)
        missing[stage] = blank & has_stage(schools, stage)
        count[stage] = np.where(missing[stage], np.nan, figures)
        present[stage] = missing[stage] | (figures > 0)
    return Pupils(count, missing, present)


def ordinary(schools: Table, standard: Standard) -> Flags:
    """Return the schools whose type is not left outside (特殊教育学校, 职业学校)."""
    return ~schools.is_choice("type", *standard.words("scope.outside_types"))


def find_sections(schools: Table, standard: Standard, pupils: Pupils) -> tuple[Index, Index, Index]:
    """Return school, stage and Exclusion of every section, assessed or not: 第六条.

    Choices: the cut-off for 教学点 and the inclusion of 民办 are parameters of the standard.
    """
    reason = np.zeros(len(schools), np.intp)
    if not standard.flag("scope.private_schools"):
        reason[schools.is_choice("owner", "民办")] = Exclusion.PRIVATE
    known, missing = pupils.compulsory()
    small = ~missing & (known < standard.number("scope.teaching_point_pupils"))
    reason[schools.is_choice("type", layout.TEACHING_POINT) & small] = (
        Exclusion.SMALL_TEACHING_POINT
    )
    reason[~ordinary(schools, standard)] = Exclusion.OUTSIDE_TYPE
    present = np.column_stack([pupils.present[stage] for stage in STAGES])
    school, stage = np.nonzero(present)
    return school, stage, reason[school]


def assess_sections(
    schools: Table, standard: Standard, pupils: Pupils
) -> tuple[Sections, Excluded]:
    """Return every section with its seven indicators and the 6-of-7 verdict: 第六条."""
    school, stage, reason = find_sections(schools, standard, pupils)
    size = np.column_stack([pupils.count[s] for s in STAGES])[school, stage]
    inside = reason == Exclusion.NONE
    excluded = Excluded(school[~inside], stage[~inside], size[~inside], reason[~inside])
    school, stage, size = school[inside], stage[inside], size[inside]
    maker = _Maker(schools, standard, pupils, school, stage, size)
    shape = (len(school), len(INDICATORS))
    totals, values, ratios = (np.empty(shape) for _ in range(3))
    states = np.empty(shape, np.int8)
    above_floor = np.empty(shape, bool)
    for column, indicator in enumerate(INDICATORS):
        totals[:, column] = total = maker.total(indicator)
        with np.errstate(invalid="ignore"):
            values[:, column] = value = total / size
        met, above = np.zeros(len(school), bool), np.zeros(len(school), bool)
        for position, name in enumerate(STAGES):
            mine = np.flatnonzero(stage == position)
            line = standard.required(indicator, name)
            ratios[mine, column] = value[mine] / float(line)
            met[mine] = maker.reaches(indicator, mine, value[mine], line)
            above[mine] = maker.reaches(indicator, mine, value[mine], line * standard.floor)
        states[:, column] = judged(met, np.isnan(value))
        above_floor[:, column] = above
    met_count = (states == State.MET).sum(axis=1)
    state = section_states(states, above_floor, standard.whole("section.indicators_met"))
    return (
        Sections(
            school,
            stage,
            size,
            maker.share,
            totals,
            values,
            ratios,
            states,
            above_floor,
            met_count,
            state,
        ),
        excluded,
    )


def section_states(states: States, above_floor: Flags, least_met: int) -> States:
    """Return the verdict of each row of seven states: 第六条, at least 6 met, the rest ≥ 85 %.

    Too many unmet, or one below the floor, decide even while others are missing.
    """
    unmet = states == State.UNMET
    failed = (unmet & ~above_floor).any(axis=1)
    failed |= unmet.sum(axis=1) > states.shape[1] - least_met
    missing = (states == State.MISSING).any(axis=1)
    return judged(~failed, missing & ~failed)


class _Maker:
    """Makes the totals and exact values of the sections of a county."""

    def __init__(
        self,
        schools: Table,
        standard: Standard,
        pupils: Pupils,
        school: Index,
        stage: Index,
        size: Figures,
    ) -> None:
        self.schools, self.school, self.stage, self.size = schools, school, stage, size
        self.pupils = pupils
        self.weights = [standard.exact(f"scope.stage_weight.{s}") for s in layout.STAGES]
        weighted = np.zeros(len(schools))
        for weight, name in zip(self.weights, layout.STAGES, strict=True):
            weighted += float(weight) * np.where(
                pupils.missing[name], np.nan, np.nan_to_num(pupils.count[name])
            )
        own = np.array([float(w) for w in self.weights])[stage] * size
        with np.errstate(invalid="ignore", divide="ignore"):
            self.share = own / weighted[school]

    def _column(self, indicator: str, key: str) -> Figures:
        figures = np.empty(len(self.school))
        for position, stage in enumerate(STAGES):
            mine = self.stage == position
            figures[mine] = self.schools.number(key.format(stage=stage))[self.school[mine]]
        return figures

    def total(self, indicator: str) -> Figures:
        """The stage's part of the resource × factor; NaN where a part of it is blank."""
        resource = RESOURCES[indicator]
        amount = np.zeros(len(self.school))
        for sign, key in resource.columns:
            amount += sign * self._column(indicator, key)
        amount = resource.factor * amount
        if resource.shared:
            amount = amount * self.share
        return np.where(np.isnan(self.size), np.nan, amount)

    def reaches(self, indicator: str, mine: Index, values: Figures, line: Fraction) -> Flags:
        """Where the values of these sections reach a line, exactly."""
        resource = RESOURCES[indicator]
        magnitude: Figures | None = None
        if len(resource.columns) > 1:
            largest = np.zeros(len(mine))
            for _, key in resource.columns:
                largest = np.fmax(largest, self._column(indicator, key)[mine])
            with np.errstate(invalid="ignore"):
                magnitude = largest * self.share[mine] / self.size[mine]

        def exact_value(i: int) -> Fraction:
            return self.exact(indicator, int(mine[i]))

        return reaches(values, line, exact_value, magnitude)

    def exact(self, indicator: str, section: int) -> Fraction:
        """The exact value of one section's indicator."""
        return exact_total_of(
            self.schools,
            self.pupils,
            self.weights,
            indicator,
            int(self.school[section]),
            STAGES[self.stage[section]],
        ) / exact(self.size[section])


def exact_total_of(
    schools: Table,
    pupils: Pupils,
    weights: list[Fraction],
    indicator: str,
    school: int,
    stage: str,
) -> Fraction:
    """Return a section's exact total (shared, × factor) of an indicator with no blank part."""
    resource = RESOURCES[indicator]
    amount = resource.factor * exact_amount_of(schools, indicator, school, stage)
    if not resource.shared:
        return amount
    return amount * exact_share_of(pupils, weights, school, stage)


def exact_amount_of(schools: Table, indicator: str, school: int, stage: str) -> Fraction:
    """Return what a school has of a resource, in its column's unit, before sharing."""
    return sum(
        (
            sign * exact(schools.number(key.format(stage=stage))[school])
            for sign, key in RESOURCES[indicator].columns
        ),
        Fraction(0),
    )


def exact_share_of(pupils: Pupils, weights: list[Fraction], school: int, stage: str) -> Fraction:
    """Return the part of a whole school's resources that falls to one of its stages."""
    counts = [float(pupils.count[name][school]) for name in layout.STAGES]
    parts = [
        Fraction(0) if math.isnan(count) else weight * exact(count)
        for weight, count in zip(weights, counts, strict=True)
    ]
    return parts[layout.STAGES.index(stage)] / sum(parts)
