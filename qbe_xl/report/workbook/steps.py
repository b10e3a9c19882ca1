"""计算过程: how every figure was made, from which cells, against which article."""

from __future__ import annotations

from collections.abc import Iterator

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.clauses import words
from qbe_xl.clauses.records import RESOURCES, group_of
from qbe_xl.clauses.trace import Trace, steps_of_sections, trace_balance, trace_item
from qbe_xl.county import layout
from qbe_xl.sheets import palette
from qbe_xl.sheets.looks import CENTER, FIGURE, SMALL, cv_format
from qbe_xl.sheets.model import (
    Cell,
    Field,
    Figure,
    Grid,
    Paper,
    Row,
    Sheet,
    Tall,
    Title,
    Value,
    marked_of,
)

NAME = "计算过程"
SECTIONS_NAME = "各校计算过程"
_FIELDS = (
    Field("类别", 13),
    Field("编号", 6, CENTER),
    Field("指标", 28),
    Field("学段", 6, CENTER),
    Field("计算公式", 34, SMALL),
    Field("数据（填报表单元格）", 52, SMALL),
    Field("现值", 13),
    Field("要求", 20),
    Field("状态", 10, CENTER),
    Field("依据", 24, SMALL),
)
_KEYS = 3
_NINE = Tall(13)
"""Lines of the working, in letters of 9 points."""


def sheet(assessment: Assessment) -> Sheet:
    """Return the sheet of the county: its items, then the CVs."""
    note = (
        "每个数怎样得来：公式、所用数据及其在填报表中的单元格、要求和依据。"
        "先是全县各项，再是差异系数；各校七项指标见后一张表。"
    )
    grid = Grid(_FIELDS, list(_rows(assessment)), keep=3, filtered=True)
    return Sheet(NAME, (Title("计算过程", note), grid), tab=palette.QUIET_TAB)


def _rows(assessment: Assessment) -> Iterator[tuple[Value, ...]]:
    for id in assessment.items:
        trace = trace_item(assessment, id)
        yield _row(group_of(id).word, "", trace, trace.value)
    for stage, id, found in assessment.cvs:
        blank = words.BLANK if found.state is State.UNMET else found.state.word
        value = Figure(found.cv, cv_format(found.cv or 0.0, found.limit), blank=blank)
        trace = trace_balance(assessment, stage, id)
        yield _row("校际差异系数", stage, trace, Cell(value, FIGURE))


def _row(group: str, stage: str, trace: Trace, value: Value) -> tuple[Value, ...]:
    return (
        group,
        trace.id,
        trace.name,
        layout.STAGE_WORDS.get(stage, ""),
        trace.formula,
        trace.sentence,
        value,
        trace.requirement,
        marked_of(trace.id, trace.state),
        trace.citation,
    )


def sections_sheet(assessment: Assessment) -> Sheet:
    """Return the sheet of the schools: a row a section, the working of its seven indicators."""
    note = (
        "每格上行是代入的数、结果和状态（● 达标 ✕ 未达标 ○ 待填报），下行是填报表中的单元格。"
        "一贯制学校、完全中学的百分数是本学段的分摊比例。"
        "本表供逐校查对，打印整个工作簿时只打印这段说明；要打印全表的，先取消打印区域。"
    )
    clauses = assessment.standard.clauses
    heads = [
        f"{id} {clauses[id].name}\n{RESOURCES[id].words}\n{clauses[id].article}"
        for id in INDICATORS
    ]
    fields = (
        Field("学校标识码", 14, CENTER),
        Field("学校", 26),
        Field("学段", 6, CENTER),
        *(Field(head, 24, SMALL) for head in heads),
    )
    rows = list(_working(assessment))
    grid = Grid(fields, rows, header=92, keep=_KEYS, filtered=True, room=1)
    return Sheet(
        SECTIONS_NAME,
        (Title(SECTIONS_NAME, note), grid),
        tab=palette.QUIET_TAB,
        paper=Paper(area=(0, 0, 1, 2 * _KEYS - 1)),  # its title and note,
    )


def _working(assessment: Assessment) -> Iterator[Row]:
    schools, sections = assessment.county.schools, assessment.sections
    for section, texts in steps_of_sections(assessment):
        school = int(sections.school[section])
        cells = (
            schools.word("code", school),
            schools.word("name", school),
            layout.STAGE_WORDS[STAGES[sections.stage[section]]],
            *texts,
        )
        yield Row(cells, fit=_NINE)
