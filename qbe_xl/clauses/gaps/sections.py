"""Gaps of the seven resource indicators, section by section, and of the CVs: 第六条."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.balance import shares_of_variance
from qbe_xl.assessment.sections import INDICATORS, STAGES, exact_amount_of, exact_share_of
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps.model import COUNTY, OPEN, Gap
from qbe_xl.clauses.gaps.shortfall import shortfall
from qbe_xl.clauses.gaps.wording import amount_words
from qbe_xl.clauses.item_parts import blank_headers
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county import layout
from qbe_xl.county.model import exact


def section_gaps(assessment: Assessment) -> Iterator[Gap]:
    """Yield a gap for each indicator of each section that is unmet or missing."""
    sections = assessment.sections
    for section, column in np.argwhere(np.isin(sections.states, OPEN)).tolist():
        if sections.states[section, column] == State.MISSING:
            yield _missing(assessment, section, INDICATORS[column])
        else:
            yield _short(assessment, section, INDICATORS[column])


def exact_share(assessment: Assessment, section: int, indicator: str) -> Fraction:
    """Return the part of what is added to a school that falls to this section; 1 for teachers."""
    if not RESOURCES[indicator].shared:
        return Fraction(1)
    standard, sections = assessment.standard, assessment.sections
    weights = [standard.exact(f"scope.stage_weight.{stage}") for stage in layout.STAGES]
    stage = STAGES[sections.stage[section]]
    return exact_share_of(assessment.pupils, weights, int(sections.school[section]), stage)


def _keys(indicator: str, stage: str) -> tuple[str, ...]:
    return (*RESOURCES[indicator].keys(stage), f"{stage}_pupils")


def _short(assessment: Assessment, section: int, indicator: str) -> Gap:
    sections, standard = assessment.sections, assessment.standard
    schools, school = assessment.county.schools, int(sections.school[section])
    stage = STAGES[sections.stage[section]]
    line = standard.required(indicator, stage)
    share = exact_share(assessment, section, indicator)
    have = exact_amount_of(schools, indicator, school, stage)
    pupils = exact(float(sections.pupils[section]))
    amount = shortfall(indicator, line, have * share, pupils)
    to_floor = shortfall(indicator, line * standard.floor, have * share, pupils)
    to_add = shortfall(indicator, line, have, pupils, share)
    value = float(sections.values[section, INDICATORS.index(indicator)])
    clause, unit = standard.clauses[indicator], RESOURCES[indicator].unit
    figure = words.indicator(indicator, value, *standard.lines(indicator, stage))
    wanted = f"标准 {words.plain(float(line))} {clause.unit}"
    above = sections.above_floor[section, INDICATORS.index(indicator)]
    floor = words.share_line(float(standard.floor))
    said = f"{figure} {clause.unit}，{wanted}{'' if above else f'，低于标准的 {floor}'}"
    text = (
        f"{layout.STAGE_WORDS[stage]}{clause.name} {figure}，{wanted}，"
        f"尚差{RESOURCES[indicator].thing} {amount_words(amount, unit)}"
    )
    if to_floor:
        text += f"（到标准的 {floor} 差 {amount_words(to_floor, unit)}）"
    if to_add > amount:
        text += f"；按学段分摊，全校须增加 {amount_words(to_add, unit)}"
    return Gap(
        id=indicator,
        thing=RESOURCES[indicator].thing,
        article=clause.citation,
        state=State.UNMET,
        school=school,
        code=schools.word("code", school),
        name=schools.word("name", school),
        township=schools.word("township", school),
        stage=stage,
        value=value,
        standard=float(line),
        amount=amount,
        unit=unit,
        words=text,
        places=tuple(schools.cell(key, school) for key in _keys(indicator, stage)),
        said=said,
        to_floor=to_floor,
        to_add=to_add,
        section=State(sections.state[section]),
    )


def _missing(assessment: Assessment, section: int, indicator: str) -> Gap:
    sections, standard = assessment.sections, assessment.standard
    schools, school = assessment.county.schools, int(sections.school[section])
    stage = STAGES[sections.stage[section]]
    keys = _keys(indicator, stage)
    blank = "、".join(blank_headers(schools, keys, school)) or "相关学段在校生数"
    clause = standard.clauses[indicator]
    return Gap(
        id=indicator,
        thing=RESOURCES[indicator].thing,
        article=clause.citation,
        state=State.MISSING,
        school=school,
        code=schools.word("code", school),
        name=schools.word("name", school),
        township=schools.word("township", school),
        stage=stage,
        value=None,
        standard=float(standard.required(indicator, stage)),
        amount=None,
        unit=RESOURCES[indicator].unit,
        words=f"{layout.STAGE_WORDS[stage]}{clause.name}待填报：{blank}",
        said=f"待填报：{blank}",
        places=tuple(schools.cell(key, school) for key in keys),
        section=State(sections.state[section]),
    )


def balance_gaps(assessment: Assessment) -> Iterator[Gap]:
    """Yield a gap for each CV above its limit or not to be made: it cannot be counted in units."""
    schools, clauses = assessment.county.schools, assessment.standard.clauses
    for stage, indicator, found in assessment.cvs:
        if found.state not in OPEN:
            continue
        whose = f"{layout.STAGE_WORDS[stage]}{clauses[indicator].name}"
        if found.cv is None:
            text = f"{whose}差异系数待填报后计算"
        else:
            cv, limit = words.cv(found.cv, found.limit), words.plain(found.limit)
            text = (
                f"{whose}差异系数 {cv}，上限 {limit}，超出 {words.cv(found.cv - found.limit, 0.0)}"
            )
        yield Gap(
            id="balance",
            indicator=indicator,
            thing=RESOURCES[indicator].thing,
            article=clauses["balance"].citation,
            state=found.state,
            school=None,
            code="",
            name=COUNTY,
            township="",
            stage=stage,
            value=found.cv,
            standard=found.limit,
            amount=None,
            unit="",
            words=text,
            said=_spread(assessment, stage, indicator),
            places=tuple(schools.span(key) for key in _keys(indicator, stage)),
        )


_DRIVERS = 3


def _spread(assessment: Assessment, stage: str, indicator: str) -> str:
    """A CV beside its limit, and the sections that add most to it."""
    sections, schools = assessment.sections, assessment.county.schools
    found, mine = assessment.balance[stage][indicator], sections.of_stage(stage)
    totals = sections.totals[mine, INDICATORS.index(indicator)]
    if found.cv is None:
        return f"{int(np.isnan(totals).sum())} 个办学单元数据待填报，无法计算"
    share = shares_of_variance(totals, sections.pupils[mine])
    drivers = "、".join(
        f"{schools.word('name', int(sections.school[mine[i]]))}（{words.percent(float(share[i]))}）"
        for i in np.argsort(-share, kind="stable")[:_DRIVERS]
    )
    return (
        f"差异系数 {words.cv(found.cv, found.limit)}，上限 {words.plain(found.limit)}；"
        f"离差贡献最大：{drivers}"
    )
