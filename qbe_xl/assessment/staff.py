"""第七条（九）（十一）（十二）: teachers trained, exchanged and certified."""

from __future__ import annotations

import numpy as np

from qbe_xl.assessment.exact import rate_reaches, total
from qbe_xl.assessment.items import Facts, Item, Parts, rule
from qbe_xl.assessment.rates import known, over
from qbe_xl.assessment.states import State, all_of, judge, judged
from qbe_xl.county import layout
from qbe_xl.county.model import Figures, Index

STAGES = ("primary", "junior")


def staffed_schools(facts: Facts) -> Index:
    """Return the schools whose teachers count in G9, G11 and G12.

    All but 职业学校 and those with neither 小学 nor 初中 pupils; 特殊教育学校 always count.
    """
    schools = facts.county.schools
    present = facts.pupils.present
    pupils = present["primary"] | present["junior"]
    special = schools.is_choice("type", layout.SPECIAL_SCHOOL)
    vocational = schools.is_choice("type", layout.VOCATIONAL_SCHOOL)
    return np.flatnonzero((pupils | special) & ~vocational)


def teachers_of(facts: Facts, mine: Index) -> Figures:
    """Return 专任教师数 of these schools: stages with pupils (or a blank there), others ignored.

    特殊教育学校: every filled cell; NaN where both are blank, or where a counted cell is blank.
    """
    schools = facts.county.schools
    special = schools.is_choice("type", layout.SPECIAL_SCHOOL)[mine]
    count = np.zeros(len(mine))
    filled = np.zeros(len(mine), bool)
    for stage in STAGES:
        teachers = schools.number(f"{stage}_teachers")[mine]
        blank = np.isnan(teachers)
        counted = np.where(special, ~blank, facts.pupils.present[stage][mine])
        count += np.where(counted, teachers, 0)
        filled |= ~blank
    return np.where(special & ~filled, np.nan, count)


def _completion(facts: Facts, id: str, key: str) -> Item:
    """Σ min(figure, teachers) ÷ Σ teachers, the minimum school by school."""
    mine = staffed_schools(facts)
    teachers = teachers_of(facts, mine)
    done = np.minimum(facts.county.schools.number(key)[mine], teachers)
    line = facts.standard.exact(f"{id}.required")
    parts, base = total(done.tolist()), total(teachers.tolist())
    blank = np.isnan(done) | np.isnan(teachers)
    states = judged(done >= teachers * float(line), blank)
    return Item(
        id,
        judge(rate_reaches(done, teachers, line)),
        value=over(parts, base),
        terms={"part": known(parts), "base": known(base)},
        parts=(Parts("schools", mine, states, {"part": done, "base": teachers}),),
    )


_STAFFED = "type primary_pupils junior_pupils"
_TEACHERS = f"{_STAFFED} primary_teachers junior_teachers"


@rule("G9", schools=f"{_TEACHERS} trained")
def training(facts: Facts) -> Item:
    """第七条（九） every teacher has completed 360 hours in five years: 100 %."""
    return _completion(facts, "G9", "trained")


@rule("G11", schools=f"{_STAFFED} eligible exchanged exchanged_backbone")
def exchange(facts: Facts) -> Item:
    """第七条（十一） exchanged ÷ eligible teachers ≥ 10 %, backbone ÷ exchanged ≥ 20 %.

    Not applicable without eligible teachers; its second rate not without exchanged ones.
    """
    schools, standard = facts.county.schools, facts.standard
    mine = staffed_schools(facts)
    keys = ("eligible", "exchanged", "exchanged_backbone")
    eligible, exchanged, backbone = (schools.number(key)[mine] for key in keys)
    sums = {key: total(schools.number(key)[mine].tolist()) for key in keys}
    rates: dict[str, float | None] = {
        "exchange_rate": over(sums["exchanged"], sums["eligible"]),
        "backbone_rate": over(sums["exchanged_backbone"], sums["exchanged"]),
    }
    if sums["eligible"] == 0:
        conditions = dict.fromkeys(rates, State.NOT_APPLICABLE)
    else:
        second = rate_reaches(backbone, exchanged, standard.exact("G11.backbone"))
        conditions = {
            "exchange_rate": judge(
                rate_reaches(exchanged, eligible, standard.exact("G11.exchange"))
            ),
            "backbone_rate": State.NOT_APPLICABLE if sums["exchanged"] == 0 else judge(second),
        }
    blank = np.isnan(eligible) | np.isnan(exchanged) | np.isnan(backbone)
    return Item(
        "G11",
        all_of(conditions.values()),
        values=rates,
        terms={key: known(value) for key, value in sums.items()},
        conditions=conditions,
        parts=(Parts("schools", mine, judged(~blank, blank)),),
    )


@rule("G12", schools=f"{_TEACHERS} certified")
def certificates(facts: Facts) -> Item:
    """第七条（十二） every 专任 teacher holds a teaching certificate: 100 %."""
    return _completion(facts, "G12", "certified")
