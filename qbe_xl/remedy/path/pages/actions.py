"""Each plan's actions by school, and by township."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qbe_xl.clauses import words
from qbe_xl.remedy.path import figures
from qbe_xl.remedy.path.plan import Plan
from qbe_xl.remedy.path.wording import (
    action_words,
    cost_words,
    no_actions,
    outcome_words,
    remarks,
    subject,
)
from qbe_xl.sheets.looks import CENTER, COUNT, FIGURE, HEADER, LINE, MONEY, TEXT
from qbe_xl.sheets.model import (
    TALL,
    Cell,
    Field,
    Figure,
    Heading,
    Note,
    Part,
    Row,
    Sheet,
    Space,
    Title,
    Value,
    listed,
    plain,
)

_WIDE = 11
_MOST = 4
"""Decimals of a change."""


def sheet(plan: Plan) -> Sheet:
    """Return the sheet of one plan: school by school, in the order of the sheet 学校."""
    note = (
        f"{plan.about}。{outcome_words(plan)}，费用 {cost_words(plan)}。"
        "变化量加到“学校”表的对应列即可重新评估。"
    )
    others = figures.partners(plan)
    grid = listed(
        plan.actions,
        (
            (Field("序号", 6, CENTER), None),
            (Field("乡镇", 12), lambda of: of.township),
            (Field("学校", 26, tall=TALL), lambda of: of.name),
            (Field("学段", 7, CENTER), lambda of: figures.stage_word(of.stage) or "全校"),
            (Field("指标", 22), subject),
            (Field("措施", 10, CENTER), action_words),
            (Field("数据列", 26, tall=TALL), lambda of: of.column),
            (
                Field("变化量", 11, FIGURE(bold=True)),
                lambda of: plain(float(of.change), _MOST, signed=True),
            ),
            (Field("单位", 7, CENTER), lambda of: of.unit),
            (Field("费用（万元）", 13, MONEY), lambda of: float(of.cost)),
            (Field("说明", 46, tall=TALL), lambda of: figures.note_of(of, others)),
        ),
        keep=3,
        filtered=True,
    )
    cost = None if plan.cost is None else float(plan.cost)
    money = Cell(Figure(cost, blank=words.BLANK), MONEY(bold=True))
    below = Row((Cell("合计", HEADER, 9), money, ""), header=True)
    if nothing := no_actions(plan):
        below = Row((Cell(nothing, columns=_WIDE),))
    return Sheet(
        f"{plan.name}清单",
        (
            Title(f"{plan.name}：行动清单", note),
            grid,
            below,
            *(Note(reason, TEXT) for reason in remarks(plan)),
        ),
    )


def townships(plans: Sequence[Plan]) -> Sheet:
    """Return 按乡镇: what every township gets by each plan."""

    def amount(id: str, name: str) -> tuple[Field, Callable[[figures.Township], Value]]:
        return Field(name, 13, FIGURE), lambda of: plain(
            float(of.amounts[id]) or None, words.MONEY_DECIMALS, blank=words.BLANK
        )

    columns = (
        (Field("乡镇", 16), lambda of: of.name),
        (Field("涉及学校", 9, COUNT), lambda of: of.schools),
        *(amount(id, name) for id, name in figures.resource_names()),
        (Field("调入（人）", 10, COUNT, blank=words.BLANK), lambda of: of.moves_in or None),
        (Field("调出（人）", 10, COUNT, blank=words.BLANK), lambda of: of.moves_out or None),
        (Field("费用（万元）", 14, MONEY(bold=True)), lambda of: float(of.cost)),
    )
    parts: list[Part] = [Title("各方案按乡镇", "费用从高到低；交流教师按调入、调出人数。")]
    for plan in plans:
        parts += (Heading(plan.name), listed(figures.by_township(plan), columns, header=46))
        if nothing := no_actions(plan):
            parts.append(Row((Cell(nothing, LINE),)))
        parts.append(Space())
    return Sheet("按乡镇", parts, widths=[field.width for field, _ in columns])
