"""第四条 the day of 基本均衡, 第九条 recognition; the other answers of the county are in items.py."""

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
    """Return the same day some years later; the last day that there is where that is beyond it."""
    if day.year + years > dt.MAXYEAR:
        return dt.date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


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
