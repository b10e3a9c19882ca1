"""Each plan's actions by school, and by township."""

from __future__ import annotations

from collections.abc import Sequence

from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.clauses import words
from qbe_xl.remedy.path import figures
from qbe_xl.remedy.path.plan import Plan
from qbe_xl.remedy.path.wording import action_words, cost_words, outcome_words
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

WIDTHS = (6, 12, 26, 7, 22, 10, 26, 11, 7, 13, 46)
TOWNSHIPS_NAME = "按乡镇"
TOWNSHIPS_WIDTHS = (16, 9, *[13] * len(INDICATORS), 10, 10, 14)


def name_of(plan: Plan) -> str:
    """Return the name of a plan's sheet."""
    return f"{plan.name}清单"


def write(page: Page, plan: Plan) -> None:
    """Fill the sheet of one plan: school by school, in the order of the sheet 学校."""
    styles = page.styles
    row = page.title(
        0,
        f"{plan.name}：行动清单",
        f"{plan.about}。{outcome_words(plan)}，费用 {cost_words(plan)}。"
        "变化量加到“学校”表的对应列即可重新评估；调出、调入互派，两校教师总数不变。",
    )
    header = row
    labels = (
        "序号",
        "乡镇",
        "学校",
        "学段",
        "指标",
        "措施",
        "数据列",
        "变化量",
        "单位",
        "费用（万元）",
        "说明",
    )
    row = page.header(row, labels)
    page.sheet.freeze_panes(row, 3)
    page.repeat(header, header)
    text, centre = styles(style.TEXT), styles(style.CENTER)
    cost = styles(style.FIGURE, num_format="#,##0.00")
    change = styles(style.FIGURE, num_format="+#,##0.####;-#,##0.####", bold=True)
    others = figures.partners(plan)
    for number, action in enumerate(plan.actions, 1):
        note = figures.note_of(action, others)
        name = f"{action.id} {words.SHORT_NAMES[action.id]}" if action.id else "编制随增"
        page.number(row, 0, number, centre)
        page.text(row, 1, action.township, text)
        page.text(row, 2, action.name, text)
        page.text(row, 3, figures.stage_word(action.stage) or "全校", centre)
        page.text(row, 4, name, text)
        page.text(row, 5, action_words(action), centre)
        page.text(row, 6, action.column, text)
        page.number(row, 7, float(action.change), change)
        page.text(row, 8, action.unit, centre)
        page.number(row, 9, float(action.cost), cost)
        page.text(row, 10, note, text)
        page.fit_all(row, ((2, action.name), (6, action.column), (10, note)))
        row += 1
    if plan.actions:
        page.sheet.autofilter(header, 0, row - 1, page.last)
        total = styles(style.FIGURE, num_format="#,##0.00", bold=True)
        page.merged(row, 0, 8, "合计", styles(style.HEADER))
        page.number(row, 9, None if plan.cost is None else float(plan.cost), total, words.BLANK)
        page.text(row, 10, "", text)
        row += 1
    else:
        page.merged(row, 0, page.last, "没有行动。", text)
        row += 1
    for reason in plan.reasons:
        page.merged(row, 0, page.last, reason, text)
        page.fit(row, reason, 0, page.last)
        row += 1


def write_townships(page: Page, plans: Sequence[Plan]) -> None:
    """Fill 按乡镇: what every township gets by each plan."""
    row = page.title(0, "各方案按乡镇", "费用从高到低；交流教师按调入、调出人数。")
    for plan in plans:
        row = page.heading(row, plan.name)
        labels = ["乡镇", "涉及学校", *(name for _, name in figures.resource_names())]
        row = page.header(row, [*labels, "调入（人）", "调出（人）", "费用（万元）"], 46)
        for township in figures.by_township(plan):
            _township(page, row, township)
            row += 1
        if not plan.actions:
            page.text(row, 0, "没有行动。", page.styles(style.NOTE, text_wrap=False))
            row += 1
        row += 1


def _township(page: Page, row: int, township: figures.Township) -> None:
    styles = page.styles
    page.text(row, 0, township.name, styles(style.TEXT))
    page.number(row, 1, township.schools, styles(style.COUNT))
    for column, id in enumerate(INDICATORS, 2):
        made = styles(style.FIGURE, num_format="#,##0.##" if id in ("R4", "R5", "R6") else "#,##0")
        amount = township.amounts[id]
        page.number(row, column, float(amount) if amount else None, made, words.BLANK)
    for column, count in ((page.last - 2, township.moves_in), (page.last - 1, township.moves_out)):
        page.number(row, column, count, styles(style.COUNT))
    cost = styles(style.FIGURE, num_format="#,##0.00", bold=True)
    page.number(row, page.last, float(township.cost), cost)
