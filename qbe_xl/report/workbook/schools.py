"""学校达标: one row a section with its seven indicators, those in need first."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.assessment.share import share_of
from qbe_xl.clauses import words
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county import layout
from qbe_xl.county.model import Index
from qbe_xl.report.result_json import exclusion_reason
from qbe_xl.sheets.looks import CENTER, COUNT, FIGURE, LINE, value_format
from qbe_xl.sheets.model import (
    TALL,
    Cell,
    Field,
    Figure,
    Grid,
    Heading,
    Part,
    Row,
    Sheet,
    Space,
    Title,
    Value,
)

NAME = "学校达标"
_RANK = {State.UNMET: 0, State.MISSING: 1, State.MET: 2, State.NOT_APPLICABLE: 3}
_WHO = (
    Field("序号", 5, CENTER),
    Field("学校标识码", 13),
    Field("学校", 27, tall=TALL),
    Field("乡镇", 11, tall=TALL),
    Field("办学类型", 16),
    Field("学段", 6, CENTER),
    Field("在校生", 9, COUNT, blank=State.MISSING.marked),
)


def by_need(assessment: Assessment) -> Index:
    """Return the sections in order of need: unmet, then missing, then met.

    Within each, most indicators unmet first, then most missing, then the lowest share of a line.
    """
    sections = assessment.sections
    if not len(sections):
        return np.arange(0)
    rank = np.array([_RANK[State(code)] for code in sections.state.tolist()])
    unmet = (sections.states == State.UNMET).sum(axis=1)
    missing = (sections.states == State.MISSING).sum(axis=1)
    lowest = np.where(np.isnan(sections.ratios), np.inf, sections.ratios).min(axis=1)
    return np.lexsort((lowest, -missing, -unmet, rank))


def sheet(assessment: Assessment) -> Sheet:
    """Return the sheet."""
    standard = assessment.standard
    floor = words.share_line(float(standard.floor))
    note = (
        f"{State.MET.mark} 达标　{words.NEAR_MARK} 未达标，但不低于标准的 {floor}　"
        f"{State.UNMET.mark} 未达标，且低于标准的 {floor}　{State.MISSING.marked}　"
        f"综合要求：{standard.requirement('section')}。一校多个学段的，每个学段一行。"
    )
    fields = (
        *_WHO,
        *(Field(_label(assessment, id), 12, FIGURE) for id in INDICATORS),
        Field("达标项数", 8, CENTER(wrap=True), tall=TALL),
        Field("综合状态", 11, CENTER),
    )
    rows = list(_rows(assessment))
    parts: list[Part] = [
        Title("学校达标情况（按需要改进的程度排列）", note),
        Grid(fields, rows, header=62, keep=3, filtered=True),
    ]
    if not rows:
        parts.append(Row((Cell("没有参与评估的办学单元。", LINE),)))
    if len(assessment.excluded):
        parts += [Space(), *_excluded(assessment, len(fields))]
    return Sheet(NAME, parts)


def _label(assessment: Assessment, id: str) -> str:
    standard = assessment.standard
    lines = [
        f"{layout.STAGE_WORDS[stage]} ≥ {words.plain(float(standard.required(id, stage)))}"
        for stage in STAGES
    ]
    return "\n".join((f"{id} {RESOURCES[id].short}（{standard.clauses[id].unit}）", *lines))


def _rows(assessment: Assessment) -> Iterator[tuple[Value, ...]]:
    sections = assessment.sections
    lines = [[assessment.standard.lines(id, stage) for id in INDICATORS] for stage in STAGES]
    marks = {(int(s), high): mark_of(s, high) for s in State for high in (False, True)}
    for place, section in enumerate(by_need(assessment).tolist(), 1):
        school, stage = int(sections.school[section]), int(sections.stage[section])
        cells = zip(
            sections.values[section].tolist(),
            sections.states[section].tolist(),
            sections.above_floor[section].tolist(),
            lines[stage],
            INDICATORS,
            strict=True,
        )
        yield (
            place,
            *_who(assessment, school, stage, float(sections.pupils[section])),
            *(
                State.MISSING
                if value != value
                else Figure(value, value_format(id, value, *both), marks[state, above])
                for value, state, above, both, id in cells
            ),
            _met_of(sections.states[section].tolist()),
            State(sections.state[section]),
        )


def _met_of(states: list[int]) -> Value:
    """How many indicators are met: a number, but where some of the others are not known."""
    share = share_of(states)
    return words.reached(share) if share.unknown else share.met


def _who(assessment: Assessment, school: int, stage: int, pupils: float) -> tuple[Value, ...]:
    schools = assessment.county.schools
    return (
        schools.word("code", school),
        schools.word("name", school),
        schools.word("township", school),
        schools.choice("type", school),
        layout.STAGE_WORDS[STAGES[stage]],
        pupils,
    )


def mark_of(state: State, above_floor: bool) -> str:
    """Return the mark of one indicator: ◐ where it is unmet, but not below the floor."""
    return words.NEAR_MARK if state is State.UNMET and above_floor else state.mark


def _excluded(assessment: Assessment, width: int) -> tuple[Part, ...]:
    """The sections that are not assessed, with the reason."""
    excluded = assessment.excluded
    columns = (excluded.school, excluded.stage, excluded.pupils, excluded.reason)
    found = zip(*(column.tolist() for column in columns), strict=True)
    rows = [
        (
            place,
            *_who(assessment, school, stage, pupils),
            exclusion_reason(assessment, reason),
        )
        for place, (school, stage, pupils, reason) in enumerate(found, 1)
    ]
    fields = (*_WHO, Field("原因", columns=width - len(_WHO)))
    return (Heading(f"不参与资源配置评估的办学单元（{len(excluded)} 个）"), Grid(fields, rows))
