"""第四条 preconditions, 第九条 recognition, 第十条 vetoes."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np

from qbe_xl.assessment.exact import rate_reaches, total
from qbe_xl.assessment.items import Facts, Item, rule
from qbe_xl.assessment.rates import known, over
from qbe_xl.assessment.states import State, judge
from qbe_xl.county import layout


@rule("P1", items="P1", facts="评估日期")
def basic_balance(facts: Facts) -> Item:
    """第四条 the day three years after 基本均衡 was recognised has come by 评估日期.

    29 February comes on 1 March of a common year.
    """
    recognised, today = facts.day("P1"), facts.county.date
    if recognised is None or today is None:
        return Item("P1", State.MISSING)
    return Item("P1", judge(years_later(recognised, facts.standard.whole("P1.years")) <= today))


def years_later(day: dt.date, years: int) -> dt.date:
    """Return the same day some years later."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


@rule("P2", items="P2")
def yearly_monitoring(facts: Facts) -> Item:
    """第四条 yearly monitoring has stayed high since: 是."""
    return Item("P2", facts.yes("P2"))


@rule("S1", survey="group valid satisfied")
def recognition(facts: Facts) -> Item:
    """第九条 satisfied ÷ valid papers ≥ 85 %, over the seven groups of people.

    All seven need valid papers; where none of them is filled in, an official 合计 counts.
    """
    survey = facts.county.survey
    valid, satisfied = survey.number("valid"), survey.number("satisfied")
    groups = np.flatnonzero(survey.is_choice("group", *layout.GROUPS))
    if np.isnan(valid[groups]).all():
        groups = np.flatnonzero(survey.is_choice("group", layout.GROUP_TOTAL))
        complete = len(groups) > 0
    else:
        complete = len(groups) == len(layout.GROUPS)
    complete = complete and bool((valid[groups] > 0).all())
    papers = total(valid[groups].tolist()) if complete else math.nan
    pleased = total(satisfied[groups].tolist()) if complete else math.nan
    met = rate_reaches(satisfied[groups], valid[groups], facts.standard.exact("S1.required"))
    return Item(
        "S1",
        judge(met if complete else None),
        value=over(pleased, papers),
        terms={"part": known(pleased), "base": known(papers)},
    )


def _veto(id: str) -> None:
    @rule(id, vetoes=id)
    def veto(facts: Facts) -> Item:
        """第十条 the circumstance does not exist: 否."""
        value = facts.county.veto(id).value
        return Item(id, judge(not value if isinstance(value, bool) else None))


for _number in range(1, 7):
    _veto(f"V{_number}")
