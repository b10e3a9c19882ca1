"""第七条: what the county government guarantees, but for its teachers (staff.py)."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from qbe_xl.assessment.exact import each_once, rate_reaches, total
from qbe_xl.assessment.items import Facts, Item, Parts, rule
from qbe_xl.assessment.rates import known, over
from qbe_xl.assessment.states import State, States, all_in, all_of, each_of, judge, judged
from qbe_xl.county import layout
from qbe_xl.county.model import Figures, Index, exact

STAGES = ("primary", "junior")


@rule(
    "G3",
    schools="code type primary_pupils junior_pupils",
    classes="code stage",
    rooms="kind code area",
)
def music_and_art_rooms(facts: Facts) -> Item:
    """第七条（三） every 12 classes need one music room (≥ 96 ㎡) and one art room (≥ 90 ㎡).

    Per school with an assessed section; classes ÷ 12 rounded up, each kind on its own. A smaller
    room does not count; one of blank area leaves it open where it could decide.
    """
    return _rooms(facts, {kind: _usual_area(facts, kind) for kind in _ROOMS})


@rule(
    "G3",
    "transitional",
    schools="code type primary_pupils junior_pupils built area",
    classes="code stage pupils",
    rooms="kind code area",
)
def music_and_art_rooms_in_transition(facts: Facts) -> Item:
    """过渡规定（转述） smaller rooms count in older schools and in small ones of the country.

    Older: built by G3.older_built_by, a blank year is not. Small: 乡村, and no class reaches
    G3.small_class_below pupils. Where both hold, the smaller area counts.
    """
    county, standard = facts.county, facts.standard
    older = county.schools.number("built") <= standard.number("G3.older_built_by")
    largest = np.full(len(county.schools), np.nan)
    np.fmax.at(largest, county.class_school, county.classes.number("pupils"))
    few = largest < standard.number("G3.small_class_below")
    small = county.schools.is_choice("area", "乡村") & few
    junior = facts.pupils.present["junior"]
    areas = {}
    for kind in _ROOMS:
        least = _usual_area(facts, kind)
        least[older] = np.minimum(least[older], standard.number(f"G3.older_{kind}_area"))
        for stage, of_stage in (("primary", ~junior), ("junior", junior)):
            chosen = small & of_stage
            least[chosen] = np.minimum(least[chosen], standard.number(f"G3.small_area.{stage}"))
        areas[kind] = least
    return _rooms(facts, areas)


_ROOMS = {"music": "音乐", "art": "美术"}


def _usual_area(facts: Facts, kind: str) -> Figures:
    return np.full(len(facts.county.schools), facts.standard.number(f"G3.{kind}_area"))


def _rooms(facts: Facts, least: Mapping[str, Figures]) -> Item:
    """G3 with the smallest area of a music and an art room that counts, for every school."""
    county, standard = facts.county, facts.standard
    schools = each_once(facts.sections.school)
    count = len(county.schools)
    classes = np.bincount(_compulsory_classes(facts), minlength=count)
    needed = -(-classes // standard.whole("G3.classes_per_room"))
    states: list[States] = []
    figures: dict[str, Figures] = {"classes": classes[schools].astype(float)}
    figures["needed"] = needed[schools].astype(float)
    unfilled = classes[schools] == 0
    for name in ("classes", "needed"):
        figures[name][unfilled] = np.nan
    areas = county.rooms.number("area")
    for kind, word in _ROOMS.items():
        mine = county.rooms.is_choice("kind", word)
        owner = county.room_school[mine]
        large = np.bincount(owner, weights=areas[mine] >= least[kind][owner], minlength=count)
        blank = np.bincount(owner, weights=np.isnan(areas[mine]), minlength=count)
        enough = large >= needed
        states.append(judged(enough, ~enough & (large + blank >= needed))[schools])
        figures[kind] = large[schools].astype(float)
        figures[f"{kind}_blank"] = blank[schools].astype(float)
        figures[f"{kind}_all"] = np.bincount(owner, minlength=count)[schools].astype(float)
    state = each_of(*states)
    state[unfilled] = State.MISSING
    return Item("G3", all_in(state), parts=(Parts("schools", schools, state, figures),))


def _compulsory_classes(facts: Facts) -> Index:
    """The school of every class of 小学 or 初中; 高中 classes are ignored."""
    classes = facts.county.classes
    return facts.county.class_school[classes.is_choice("stage", "小学", "初中")]


@rule("G4", schools="type primary_pupils junior_pupils")
def school_size(facts: Facts) -> Item:
    """第七条（四） at most 2000 pupils; 2500 in 小学 and 初中 of a 一贯制 school.

    Every school but those left outside. Over the limit on what is filled in is unmet.
    """
    return _size(facts, _usual_limit(facts))


@rule("G4", "transitional", schools="type primary_pupils junior_pupils built")
def school_size_in_transition(facts: Facts) -> Item:
    """过渡规定（转述） schools built by G4.older_built_by may be larger; a blank year is not older."""
    schools, standard = facts.county.schools, facts.standard
    limit = _usual_limit(facts)
    older = schools.number("built") <= standard.number("G4.older_built_by")
    limit[older & ~schools.is_choice("type", *layout.THROUGH_TYPES)] = standard.number(
        "G4.older_limit"
    )
    nine_year = schools.is_choice("type", "九年一贯制学校")
    limit[older & nine_year] = standard.number("G4.older_through_limit")
    return _size(facts, limit)


def _usual_limit(facts: Facts) -> Figures:
    through = facts.county.schools.is_choice("type", *layout.THROUGH_TYPES)
    standard = facts.standard
    return np.where(through, standard.number("G4.through_limit"), standard.number("G4.limit"))


def _size(facts: Facts, limit: Figures) -> Item:
    mine = np.flatnonzero(facts.ordinary)
    size, missing = facts.pupils.compulsory()
    states = judged(size <= limit, missing & (size <= limit))[mine]
    figures = {"pupils": size[mine], "limit": limit[mine]}
    return Item("G4", all_in(states), parts=(Parts("schools", mine, states, figures),))


@rule("G5", schools="code type primary_pupils junior_pupils", classes="code stage pupils")
def class_size(facts: Facts) -> Item:
    """第七条（五） every class of 小学 has at most 45 pupils, of 初中 at most 50.

    A school with pupils (or a blank there) and no class at all is missing.
    """
    county, standard = facts.county, facts.standard
    classes = county.classes
    ordinary = facts.ordinary
    limit = np.full(len(classes), np.nan)
    for stage in STAGES:
        limit[classes.is_choice("stage", layout.STAGE_WORDS[stage])] = standard.number(
            f"G5.limit.{stage}"
        )
    linked = county.class_school
    mine = np.flatnonzero(~np.isnan(limit) & ordinary[linked]) if len(classes) else linked
    size = classes.number("pupils")[mine]
    states = judged(size <= limit[mine], np.isnan(size))
    has_class = np.bincount(linked[mine], minlength=len(county.schools)) > 0
    present = facts.pupils.present["primary"] | facts.pupils.present["junior"]
    without = np.flatnonzero(ordinary & present & ~has_class)
    lacking = np.full(len(without), State.MISSING, np.int8)
    return Item(
        "G5",
        all_in(np.concatenate([states, lacking])),
        parts=(
            Parts("classes", mine, states, {"pupils": size, "limit": limit[mine]}),
            Parts("schools", without, lacking),
        ),
    )


@rule("G6", schools="type area primary_pupils junior_pupils funded_pupils")
def small_school_funds(facts: Facts) -> Item:
    """第七条（六） 教学点 and 小学 in 乡村 with 1 to 99 pupils are funded as for 100.

    Where pupils or 城乡类型 are blank, funds for 100 settle it; fewer leave it open.
    """
    schools = facts.county.schools
    least = facts.standard.number("G6.funded_pupils")
    size, missing = facts.pupils.compulsory()
    point = schools.is_choice("type", layout.TEACHING_POINT)
    primary = schools.is_choice("type", layout.PRIMARY_SCHOOL)
    village = point | (primary & schools.is_choice("area", "乡村"))
    perhaps_village = village | (primary & (schools.code("area") < 0))
    small = (size >= 1) & (size < least) & ~missing
    perhaps_small = small | (missing & (size < least))
    mine = np.flatnonzero(perhaps_village & perhaps_small)
    certain = (village & small)[mine]
    funded = schools.number("funded_pupils")[mine]
    states = judged(funded >= least, ~(funded >= least) & (~certain | np.isnan(funded)))
    state = all_in(states) if len(mine) else State.NOT_APPLICABLE
    figures = {
        "pupils": np.where(missing, np.nan, size)[mine],
        "funded": funded,
        "required": np.full(len(mine), least),
    }
    figures["certain"] = certain.astype(float)
    return Item("G6", state, parts=(Parts("schools", mine, states, figures),))


@rule("G7", schools="type budget primary_pupils junior_pupils")
def special_school_funds(facts: Facts) -> Item:
    """第七条（七） funds of 特殊教育学校 ÷ their pupils ≥ 6000 元.

    Not applicable without such a school; a blank stage is none, both blank is missing.
    """
    schools = facts.county.schools
    mine = np.flatnonzero(schools.is_choice("type", layout.SPECIAL_SCHOOL))
    if not len(mine):
        return Item("G7", State.NOT_APPLICABLE)
    stages = [schools.number(f"{stage}_pupils")[mine] for stage in STAGES]
    both_blank = np.isnan(stages[0]) & np.isnan(stages[1])
    pupils = np.where(both_blank, np.nan, np.nan_to_num(stages[0]) + np.nan_to_num(stages[1]))
    budget = schools.number("budget")[mine]
    line = facts.standard.exact("G7.required")
    funds, heads = total(budget.tolist()), total(pupils.tolist())
    return Item(
        "G7",
        judge(rate_reaches(budget, pupils, line)),
        value=over(funds, heads),
        terms={"funds": known(funds), "pupils": known(heads)},
        parts=(
            Parts(
                "schools",
                mine,
                judged(np.ones(len(mine), bool), np.isnan(budget) | np.isnan(pupils)),
                {"funds": budget, "pupils": pupils},
            ),
        ),
    )


@rule("G8", items="G8.1 G8.2 G8.3")
def pay(facts: Facts) -> Item:
    """第七条（八） teachers' mean pay ≥ civil servants' mean pay, and 绩效工资 fully set."""
    teachers, servants = facts.figure("G8.1"), facts.figure("G8.2")
    blank = math.isnan(teachers) or math.isnan(servants)
    conditions = {
        "G8.1≥G8.2": judge(None if blank else exact(teachers) >= exact(servants)),
        "G8.3": facts.yes("G8.3"),
    }
    return Item(
        "G8",
        all_of(conditions.values()),
        terms={"teachers": known(teachers), "servants": known(servants)},
        conditions=conditions,
    )


@rule(
    "G13",
    schools="type owner area boarding primary_pupils junior_pupils primary_near junior_near",
)
def nearby_enrolment(facts: Facts) -> Item:
    """第七条（十三） pupils of the catchment ÷ pupils, 小学 100 %, 初中 ≥ 95 %.

    公办 schools in 城区 or 镇区 that do not board, but those left outside. A school for which a
    blank leaves this open makes its stage missing; no such pupils: not applicable.
    """
    schools = facts.county.schools
    conditions_of_school = (
        (schools.is_choice("owner", "公办"), schools.code("owner") < 0),
        (schools.is_choice("area", "城区", "镇区"), schools.code("area") < 0),
        (schools.is_choice("boarding", "否"), schools.code("boarding") < 0),
    )
    inside = facts.ordinary.copy()
    perhaps = facts.ordinary.copy()
    for holds, blank in conditions_of_school:
        inside &= holds
        perhaps &= holds | blank
    states: dict[str, State] = {}
    values: dict[str, float | None] = {}
    terms: dict[str, float | None] = {}
    parts = []
    for stage in STAGES:
        here = facts.pupils.present[stage]
        mine = np.flatnonzero(perhaps & here)
        sure = inside[mine]
        pupils = np.where(sure, facts.pupils.count[stage][mine], np.nan)
        near = np.where(sure, schools.number(f"{stage}_near")[mine], np.nan)
        line = facts.standard.exact(f"G13.required.{stage}")
        met = rate_reaches(near, pupils, line)
        states[stage] = judge(met) if len(mine) else State.NOT_APPLICABLE
        part, base = total(near.tolist()), total(pupils.tolist())
        values[stage] = over(part, base)
        terms |= {f"{stage}_part": known(part), f"{stage}_base": known(base)}
        enough = near >= pupils * float(line)
        parts.append(
            Parts(
                "schools",
                mine,
                judged(enough, np.isnan(near) | np.isnan(pupils)),
                {"part": near, "base": pupils, "stage": np.full(len(mine), STAGES.index(stage))},
            )
        )
    return Item(
        "G13",
        all_of(states.values()),
        values=values,
        terms=terms,
        conditions=states,
        parts=tuple(parts),
    )
