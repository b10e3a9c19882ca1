"""What keeps the county from passing: every single thing, and the few that sum it up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from qbe_xl.assessment import GROUPS, Assessment, State
from qbe_xl.assessment.balance import shares_of_variance
from qbe_xl.assessment.sections import FORMULAS, INDICATORS, STAGES
from qbe_xl.clauses import words
from qbe_xl.clauses.item_parts import DESCRIBERS, blank_headers, describe
from qbe_xl.clauses.trace import item_value, trace_item
from qbe_xl.county import layout

OPEN = (State.UNMET, State.MISSING)
COUNTY = "全县"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is unmet or missing.

    id: R1–R7, balance, or an item; subject: the school or 全县; message: figures and distance;
    cells: where to look, separated by ，.
    """

    group: str
    id: str
    title: str
    state: State
    stage: str
    subject: str
    township: str
    message: str
    cells: str
    citation: str


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One heading of what keeps the county from passing: how many places, and the gist."""

    group: str
    id: str
    title: str
    state: State
    count: int
    summary: str
    citation: str


_WEIGHT = ("vetoes", "preconditions", "resources", "government", "quality", "recognition")


def obstacles(assessment: Assessment) -> list[Obstacle]:
    """Return what keeps the county from passing, the gravest first.

    Unmet before missing; within these vetoes, preconditions, sections and CVs, government,
    quality, recognition.
    """
    found = [*_section_obstacles(assessment), *_balance_obstacles(assessment)]
    for id, item in assessment.items.items():
        if item.state in OPEN:
            clause = assessment.standard.clauses[id]
            found.append(
                Obstacle(
                    _group_of(id),
                    id,
                    clause.name,
                    item.state,
                    max(1, sum(len(p.holding(item.state)) for p in item.parts)),
                    _item_summary(assessment, id),
                    clause.citation,
                )
            )
    return sorted(found, key=lambda o: (o.state is not State.UNMET, _WEIGHT.index(o.group)))


def _group_of(id: str) -> str:
    return next(group for group, letter in GROUPS.items() if id.startswith(letter))


def _section_obstacles(assessment: Assessment) -> Iterator[Obstacle]:
    sections, clause = assessment.sections, assessment.standard.clauses["section"]
    for state in OPEN:
        for stage in assessment.stages:
            mine = sections.of_stage(stage)
            held = mine[sections.state[mine] == state]
            if len(held):
                word = layout.STAGE_WORDS[stage]
                counts = (sections.states[held] == state).sum(axis=0)
                worst = np.argsort(-counts, kind="stable")[:3]
                names = "、".join(
                    f"{assessment.standard.clauses[INDICATORS[i]].name} {counts[i]} 个"
                    for i in worst
                    if counts[i]
                )
                yield Obstacle(
                    "resources",
                    "section",
                    f"{word}办学单元综合达标",
                    state,
                    len(held),
                    f"{len(mine)} 个{word}办学单元中 {len(held)} 个{state.word}；主要是{names}",
                    clause.citation,
                )


def _balance_obstacles(assessment: Assessment) -> Iterator[Obstacle]:
    clause = assessment.standard.clauses["balance"]
    for state in OPEN:
        for stage in assessment.stages:
            held = [r for r, b in assessment.balance[stage].items() if b.state is state]
            if held:
                word = layout.STAGE_WORDS[stage]
                gist = "、".join(
                    assessment.standard.clauses[r].name
                    + (
                        f" {words.cv(b.cv, b.limit)}"
                        if (b := assessment.balance[stage][r]).cv is not None
                        else ""
                    )
                    for r in held
                )
                yield Obstacle(
                    "resources",
                    "balance",
                    f"{word}校际差异系数",
                    state,
                    len(held),
                    f"{word} {len(held)} 项{'超过上限' if state is State.UNMET else state.word}：{gist}",
                    clause.citation,
                )


def findings(assessment: Assessment) -> list[Finding]:
    """Return every single thing that is unmet or missing, in the order of the articles."""
    return [
        *_of_sections(assessment),
        *_of_balance(assessment),
        *(f for id in assessment.items for f in _of_item(assessment, id)),
    ]


def _of_sections(assessment: Assessment) -> Iterator[Finding]:
    sections, schools = assessment.sections, assessment.county.schools
    standard = assessment.standard
    floor = float(standard.floor)
    for section in np.flatnonzero(np.isin(sections.state, OPEN)).tolist():
        stage, school = STAGES[sections.stage[section]], int(sections.school[section])
        for column, indicator in enumerate(INDICATORS):
            state = State(sections.states[section, column])
            if state not in OPEN:
                continue
            clause = standard.clauses[indicator]
            line = float(standard.required(indicator, stage))
            keys = [key.format(stage=stage) for _, key in FORMULAS[indicator].columns]
            keys.append(f"{stage}_pupils")
            if state is State.UNMET:
                value = float(sections.values[section, column])
                below = (
                    ""
                    if sections.above_floor[section, column]
                    else "，且低于标准的 " + (words.percent(floor, decimals=0))
                )
                message = (
                    f"{words.indicator(indicator, value, line)} {clause.unit}，"
                    f"标准 {words.plain(line)} {clause.unit}{below}"
                )
            else:
                message = f"待填报：{'、'.join(blank_headers(schools, tuple(keys), school)) or '相关学段在校生数'}"
            yield Finding(
                "resources",
                indicator,
                clause.name,
                state,
                layout.STAGE_WORDS[stage],
                schools.word("name", school),
                schools.word("township", school),
                message,
                "，".join(str(schools.cell(key, school)) for key in keys),
                clause.citation,
            )


def _of_balance(assessment: Assessment) -> Iterator[Finding]:
    sections, schools = assessment.sections, assessment.county.schools
    for stage, by_indicator in assessment.balance.items():
        mine = sections.of_stage(stage)
        for column, (indicator, found) in enumerate(by_indicator.items()):
            if found.state not in OPEN:
                continue
            clause = assessment.standard.clauses[indicator]
            if found.cv is None:
                blank = int(np.isnan(sections.totals[mine, column]).sum())
                message = f"{blank} 个办学单元数据待填报，无法计算"
            else:
                share = shares_of_variance(sections.totals[mine, column], sections.pupils[mine])
                top = np.argsort(-share, kind="stable")[:3]
                drivers = "、".join(
                    f"{schools.word('name', int(sections.school[mine[i]]))}"
                    f"（{words.percent(float(share[i]))}）"
                    for i in top
                )
                message = (
                    f"差异系数 {words.cv(found.cv, found.limit)}，上限 {words.plain(found.limit)}；"
                    f"离差贡献最大：{drivers}"
                )
            keys = [key.format(stage=stage) for _, key in FORMULAS[indicator].columns]
            yield Finding(
                "resources",
                "balance",
                f"{clause.name}校际差异系数",
                found.state,
                layout.STAGE_WORDS[stage],
                COUNTY,
                "",
                message,
                "，".join(str(schools.span(key)) for key in (*keys, f"{stage}_pupils")),
                assessment.standard.clauses["balance"].citation,
            )


def _of_item(assessment: Assessment, id: str) -> Iterator[Finding]:
    item = assessment.items[id]
    if item.state not in OPEN:
        return
    clause = assessment.standard.clauses[id]
    described = id in DESCRIBERS
    listed = 0
    for part in item.parts:
        for position in np.flatnonzero(np.isin(part.states, OPEN)).tolist() if described else ():
            state = State(part.states[position])
            school, message, cells = describe(assessment, id, part, position)
            schools = assessment.county.schools
            yield Finding(
                _group_of(id),
                id,
                clause.name,
                state,
                "",
                schools.word("name", school) if school is not None else COUNTY,
                schools.word("township", school) if school is not None else "",
                message,
                cells,
                clause.citation,
            )
            listed += 1
    if not listed or id in _WHOLE_TOO:
        yield Finding(
            _group_of(id),
            id,
            clause.name,
            item.state,
            "",
            COUNTY,
            "",
            _item_summary(assessment, id),
            trace_item(assessment, id).cells,
            clause.citation,
        )


_WHOLE_TOO = ("G7", "G9", "G11", "G12", "G13")


def _item_summary(assessment: Assessment, id: str) -> str:
    item = assessment.items[id]
    requirement = assessment.standard.requirement(id)
    value = item_value(assessment, id)
    if item.state is State.MISSING:
        return f"待填报（现为 {value}；要求：{requirement}）"
    if id.startswith("V"):
        return f"填报为存在（{value}）；要求：{requirement}"
    return f"现为 {value}；要求：{requirement}"
