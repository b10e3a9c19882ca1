"""第八条: the nine items of the quality of education."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from qbe_xl.assessment.exact import NEAR, rate_reaches
from qbe_xl.assessment.items import Facts, Item, Parts, rule
from qbe_xl.assessment.rates import known, over
from qbe_xl.assessment.states import State, States, all_in, each_of, judge, judged
from qbe_xl.county import layout
from qbe_xl.county.model import Figures, Flags, Index, exact


@rule("Q1", items="Q1.1 Q1.2 Q1.3 Q1.4 Q1.5")
def retention(facts: Facts) -> Item:
    """第八条（一） pupils who stay three years of 初中 ≥ 95 %.

    Choice Q1.formula: graduates ÷ (entrants + in − out − deaths), or
    (graduates − in + out) ÷ (entrants − deaths).
    """
    graduates, entrants, came, left, died = (facts.figure(f"Q1.{number}") for number in range(1, 6))
    if facts.standard.text("Q1.formula") == "flows_in_base":
        parts, base = [graduates], [entrants, came, -left, -died]
    else:
        parts, base = [graduates, -came, left], [entrants, -died]
    met = rate_reaches(np.array(parts), np.array(base), facts.standard.exact("Q1.required"))
    part, whole = math.fsum(parts), math.fsum(base)
    return Item(
        "Q1",
        judge(met),
        value=over(part, whole),
        terms={"part": known(part), "base": known(whole)},
    )


def _managed(facts: Facts) -> Flags:
    """Which schools another school manages: 归属学校标识码 is filled in."""
    schools = facts.county.schools
    parents = schools.words.get("parent", [None] * len(schools))
    return np.array([parent is not None for parent in parents], bool)


def _asked(facts: Facts, *answers: Flags) -> Index:
    """The schools of an item: all but 职业学校; a managed one where it answers any of these itself.

    answers: where a column is filled in, one array each.
    """
    inside = ~_managed(facts)
    for filled in answers:
        inside |= filled
    return np.flatnonzero(
        inside & ~facts.county.schools.is_choice("type", layout.VOCATIONAL_SCHOOL)
    )


def _every_school(facts: Facts, id: str, *keys: str, branches: bool = True) -> Item:
    """Every school answers 是 to each of these columns.

    branches: a managed school counts cell by cell where it answers; its blanks are its main school's.
    """
    schools = facts.county.schools
    codes = {key: schools.code(key) for key in keys}
    mine = _asked(facts, *(a >= 0 for a in codes.values() if branches))
    managed = _managed(facts)[mine]
    answers = {key: a[mine] for key, a in codes.items()}
    states = each_of(*(_answered(a == 0, a < 0, managed) for a in answers.values()))
    figures = {key: np.where(a < 0, np.nan, 1.0 - a) for key, a in answers.items()}
    return Item(id, all_in(states), parts=(Parts("schools", mine, states, figures),))


def _answered(yes: Flags, blank: Flags, managed: Flags) -> States:
    states = judged(yes, blank)
    states[blank & managed] = State.NOT_APPLICABLE
    return states


@rule("Q3", schools="type parent charter informatised")
def charter_and_information(facts: Facts) -> Item:
    """第八条（三） every school has a charter, and manages and teaches with information systems."""
    return _every_school(facts, "Q3", "charter", "informatised", branches=False)


@rule("Q4", schools="type parent training_funds budget")
def training_funds(facts: Facts) -> Item:
    """第八条（四） every school spends at least 5 % of its yearly funds on training teachers."""
    schools = facts.county.schools
    mine = _asked(facts)
    funds, budget = schools.number("training_funds")[mine], schools.number("budget")[mine]
    line = facts.standard.exact("Q4.required")
    missing = np.isnan(funds) | np.isnan(budget) | (budget == 0)
    enough = _at_least(funds, budget, line)
    states = judged(enough, missing)
    figures = {"part": funds, "base": budget}
    return Item("Q4", all_in(states), parts=(Parts("schools", mine, states, figures),))


def _at_least(part: Figures, base: Figures, line: Fraction) -> Flags:
    """Where part ≥ line × base, exact where they are close."""
    target = float(line) * base
    reached: Flags = part >= target
    for index in np.flatnonzero(np.abs(part - target) <= NEAR * target).tolist():
        reached[index] = exact(part[index]) >= line * exact(base[index])
    return reached


@rule("Q5", schools="type parent it_teaching equipment_used")
def information_in_teaching(facts: Facts) -> Item:
    """第八条（五） teachers teach with information systems; equipment is well used."""
    return _every_school(facts, "Q5", "it_teaching", "equipment_used")


@rule("Q6", schools="type parent culture")
def moral_education_and_culture(facts: Facts) -> Item:
    """第八条（六） moral education and school culture are 良好 or better in every school."""
    schools = facts.county.schools
    blank = schools.code("culture") < 0
    mine = _asked(facts, ~blank)
    good = schools.is_choice("culture", *facts.standard.words("Q6.accepted"))[mine]
    states = judged(good, blank[mine])
    return Item("Q6", all_in(states), parts=(Parts("schools", mine, states),))


@rule("Q7", schools="type parent full_courses orderly practice")
def courses(facts: Facts) -> Item:
    """第八条（七） all courses are taught, in good order, with practical activities."""
    return _every_school(facts, "Q7", "full_courses", "orderly", "practice")


@rule("Q8", schools="type parent no_overload")
def homework(facts: Facts) -> Item:
    """第八条（八） no school overburdens its pupils."""
    return _every_school(facts, "Q8", "no_overload")


@rule("Q9", monitoring="level difference")
def monitoring(facts: Facts) -> Item:
    """第八条（九） every subject monitored is at Ⅲ or higher, its 校际差异率 below 0.15.

    Strictly below; both figures come from the national report. No row: missing.
    """
    table = facts.county.monitoring
    level = table.code("level")
    difference = table.number("difference")
    limit = facts.standard.exact("Q9.difference_below")
    high = level + 1 >= facts.standard.whole("Q9.lowest_level")
    below = np.array([v == v and exact(v) < limit for v in difference.tolist()], bool)
    states = each_of(judged(high, level < 0), judged(below, np.isnan(difference)))
    mine = np.arange(len(table))
    figures = {"level": np.where(level < 0, np.nan, level + 1.0), "difference": difference}
    return Item("Q9", all_in(states), parts=(Parts("monitoring", mine, states, figures),))
