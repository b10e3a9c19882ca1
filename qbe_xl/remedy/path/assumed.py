"""What is assumed where a blank stands in the way of 第六条, so that everything else can be planned.

Pupils: the classes of 班级, else the mean of the stage. A resource: so much that the school is as
well off as its stage on average, and not below the standard. Nothing is written anywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from qbe_xl.assessment import Assessment, assess
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.clauses.gaps.sections import exact_share
from qbe_xl.clauses.gaps.shortfall import shortfall
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county import layout
from qbe_xl.county.model import County, Figures, as_shown, exact
from qbe_xl.remedy.path.plan import Blank
from qbe_xl.remedy.ways import TEACHERS, in_column_unit

ASSUMED_PUPILS = 100
"""Pupils assumed where no class and no other school of the stage says anything: 惯例."""


def with_assumptions(assessment: Assessment) -> tuple[Assessment, tuple[Blank, ...]]:
    """Return the county assessed with its blanks of 第六条 filled, and what was assumed in each."""
    county = assessment.county
    found: dict[tuple[int, str], Fraction] = dict(_pupils(assessment))
    county = _filled(county, found)
    middle = assess(county, assessment.standard)
    more = dict(_resources(middle))
    found |= more
    schools = county.schools
    blanks = tuple(
        Blank(
            schools.cell(key, school),
            f"{schools.word('name', school)}{schools.sheet.by_key[key].header}",
            amount,
            school,
            key,
        )
        for (school, key), amount in sorted(
            found.items(), key=lambda one: (one[0][0], schools.columns.get(one[0][1], 0))
        )
    )
    return assess(_filled(county, more), assessment.standard), blanks


def _filled(county: County, amounts: dict[tuple[int, str], Fraction]) -> County:
    columns: dict[str, Figures] = {}
    for (school, key), amount in amounts.items():
        column = columns.setdefault(key, county.schools.number(key).copy())
        column[school] = as_shown(float(amount))
    return replace(county, schools=county.schools.with_numbers(columns))


def _pupils(assessment: Assessment) -> Iterator[tuple[tuple[int, str], Fraction]]:
    county = assessment.county
    schools, pupils = county.schools, assessment.pupils
    for school in sorted(set(assessment.sections.school.tolist())):
        for stage in layout.STAGES:
            if not pupils.missing[stage][school]:
                continue
            known = pupils.count[stage]
            known = known[~np.isnan(known) & (known > 0)]
            usual = round(float(known.mean())) if len(known) else ASSUMED_PUPILS
            count = _in_classes(county, school, stage) or usual
            near = schools.number(f"{stage}_near")[school] if stage in STAGES else math.nan
            least = 1 if np.isnan(near) else max(1, int(near))
            yield (school, f"{stage}_pupils"), Fraction(max(count, least))


def _in_classes(county: County, school: int, stage: str) -> int:
    """Pupils of a school's classes, 0 where there are none or one's size is blank."""
    word = layout.STAGE_WORDS.get(stage, "")
    if word not in county.classes.sheet.by_key["stage"].allowed:
        return 0
    mine = (county.class_school == school) & county.classes.is_choice("stage", word)
    sizes = county.classes.number("pupils")[mine]
    return 0 if not len(sizes) or np.isnan(sizes).any() else int(sizes.sum())


def _resources(assessment: Assessment) -> Iterator[tuple[tuple[int, str], Fraction]]:
    """What the blank resources must be; pupils are filled."""
    schools = assessment.county.schools
    needs: dict[tuple[int, str, str], Fraction] = {}
    for section in range(len(assessment.sections)):
        school = int(assessment.sections.school[section])
        stage = STAGES[assessment.sections.stage[section]]
        for indicator in INDICATORS:
            if any(np.isnan(schools.number(k)[school]) for k in RESOURCES[indicator].keys(stage)):
                place = (school, indicator, stage if indicator in TEACHERS else "")
                need = _usual(assessment, section, indicator)
                needs[place] = max(needs.get(place, Fraction(0)), need)
    done: set[int] = set()
    for (school, indicator, stage), need in needs.items():
        if indicator in ("R4", "R5"):
            if school not in done:
                done.add(school)
                yield from _areas(assessment, school, needs)
            continue
        (key,) = RESOURCES[indicator].keys(stage)
        staff = schools.number(f"{stage}_teachers")[school] if stage else math.nan
        yield (school, key), need if np.isnan(staff) else min(need, exact(float(staff)))


def _usual(assessment: Assessment, section: int, indicator: str) -> Fraction:
    """The amount with which a section stands at the mean of its stage, and at least at the line."""
    sections, standard = assessment.sections, assessment.standard
    stage, column = STAGES[sections.stage[section]], INDICATORS.index(indicator)
    mine = sections.of_stage(stage)
    ratios, weights = sections.ratios[mine, column], sections.pupils[mine]
    known = ~np.isnan(ratios)
    mean = float(np.average(ratios[known], weights=weights[known])) if known.any() else 1.0
    target = standard.required(indicator, stage) * max(
        Fraction(1), Fraction(math.floor(mean * 1e6), 10**6)
    )
    pupils = exact(float(sections.pupils[section]))
    share = exact_share(assessment, section, indicator)
    return in_column_unit(indicator, shortfall(indicator, target, Fraction(0), pupils, share))


def _areas(
    assessment: Assessment, school: int, needs: dict[tuple[int, str, str], Fraction]
) -> Iterator[tuple[tuple[int, str], Fraction]]:
    """教学及辅助用房 holds 室内体育用房, which counts with the fields: three cells, two needs."""
    schools = assessment.county.schools

    def filled(key: str) -> Fraction | None:
        figure = float(schools.number(key)[school])
        return None if np.isnan(figure) else exact(figure)

    teaching, indoor, field = map(filled, ("teaching_area", "indoor_area", "field_area"))
    rooms = needs.get((school, "R4", ""), Fraction(0))
    sports = needs.get((school, "R5", ""), Fraction(0))
    if indoor is None:
        wanted = Fraction(0) if field is None else max(Fraction(0), sports - field)
        if teaching is not None:
            wanted = min(wanted, max(Fraction(0), teaching - rooms))
        indoor = wanted
        yield (school, "indoor_area"), indoor
    if teaching is None:
        yield (school, "teaching_area"), rooms + indoor
    if field is None:
        yield (school, "field_area"), max(Fraction(0), sports - indoor)
