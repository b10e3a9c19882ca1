"""问题清单: every single thing that is unmet or missing, and what is only odd."""

from __future__ import annotations

from collections.abc import Sequence

from qbe_xl.assessment import Assessment, State
from qbe_xl.clauses.gaps import OPEN, problems, title_of
from qbe_xl.clauses.records import group_of
from qbe_xl.errors import Notice
from qbe_xl.sheets.looks import CENTER, QUIET
from qbe_xl.sheets.model import (
    TALL,
    Field,
    Grid,
    Heading,
    Part,
    Sheet,
    Space,
    Title,
    listed,
    marked_of,
)

NAME = "问题清单"
_WIDTH = 10
"""Columns of its table."""


def sheet(assessment: Assessment, notices: Sequence[Notice]) -> Sheet:
    """Return the sheet."""
    found = problems(assessment)
    numbers = {state: sum(f.state is state for f in found) for state in OPEN}
    counts = "，".join(f"{state.marked} {number} 处" for state, number in numbers.items() if number)
    clauses = assessment.standard.clauses
    grid = listed(
        found,
        (
            (Field("序号", 5, CENTER), None),
            (Field("类别", 13), lambda one: group_of(one.id).word),
            (Field("指标", 30, tall=TALL), lambda one: title_of(assessment, one)),
            (Field("条款", 14), lambda one: clauses[one.id].article),
            (Field("学段", 6, CENTER), lambda one: one.stage_word),
            (Field("学校", 26, tall=TALL), lambda one: one.name),
            (Field("乡镇", 11), lambda one: one.township),
            (Field("状态", 10, CENTER), lambda one: marked_of(one.id, one.state)),
            (Field("情况", 46, tall=TALL), lambda one: one.said),
            (Field("单元格", 28, QUIET, tall=TALL), lambda one: one.cells),
        ),
        keep=3,
        filtered=True,
        empty=("没有未达标或待填报的事项。", State.MET),
    )
    parts: list[Part] = [
        Title(
            "问题清单",
            f"{counts or '没有未达标或待填报的事项'}；提示 {len(notices)} 条（列在最后，不影响结果）。",
        ),
        grid,
    ]
    if notices:
        parts += [Space(), *_notices(notices)]
    return Sheet(NAME, parts)


def _notices(notices: Sequence[Notice]) -> tuple[Part, ...]:
    """What is only odd: shown, never changing a figure."""
    fields = (
        Field("序号", look=CENTER),
        Field("单元格"),
        Field("提示", columns=_WIDTH - 2, tall=TALL),
    )
    rows = [(place, one.cell, one.message) for place, one in enumerate(notices, 1)]
    return (Heading(f"提示（{len(notices)} 条，只供核对，不影响结果）"), Grid(fields, rows))
