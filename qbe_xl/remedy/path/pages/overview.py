"""方案对比: the variants side by side, and what becomes of every CV."""

from __future__ import annotations

from qbe_xl.assessment import State
from qbe_xl.assessment.balance import Balance
from qbe_xl.clauses import words
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.remedy.path import figures
from qbe_xl.remedy.path.plan import KNOWN, Plan
from qbe_xl.remedy.path.remedies import Remedies
from qbe_xl.remedy.path.wording import gap_words
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

NAME = "方案对比"
WIDTHS = (8, 22, 9, 12, 18, 27, 27, 27)
_FIRST = 5
_REASONS = 3
"""So many are given here; the plan's own sheet has all."""
CV_LABELS = ("上限", "现在", "补齐全部缺口后")
NOTE = (
    "缺口按第六条标准逐校计算；方案是在整改参数给定的单价、许可和上限内求出的，"
    "每个方案都已代入填报数据重新评估。单价的默认值是惯例，请按本县实际修改“整改参数”后重算。"
)


def write(page: Page, remedies: Remedies) -> None:
    """Fill the sheet."""
    row = page.title(0, f"{remedies.assessment.county.name}缺口与整改方案".strip(), NOTE)
    row = _said(page, row, remedies)
    row = _variants(page, row + 1, remedies)
    _cvs(page, row + 1, remedies)


def _said(page: Page, row: int, remedies: Remedies) -> int:
    """The gist, in sentences."""
    for sentence in gist(remedies):
        made = page.styles(style.BASE, text_wrap=True)
        page.merged(row, 0, page.last, sentence, made)
        page.fit(row, sentence, 0, page.last, 20)
        row += 1
    return row


def gist(remedies: Remedies) -> list[str]:
    """Return what leaders ask first: what filling does, what passing costs."""
    after, least = remedies.filled.after, remedies.least
    unbalanced = remedies.filled.unbalanced
    said = []
    if remedies.assessment.groups["resources"] is State.MET:
        return ["资源配置七项指标和差异系数都已达标，无须整改。"]
    if after.groups["resources"] is State.MET:
        said.append("把每所学校的缺口都补到标准，资源配置即达标。")
    elif unbalanced:
        names = "、".join(
            f"{STAGE_WORDS[stage]}{words.SHORT_NAMES[indicator]} {words.cv(found.cv, found.limit)}"
            for stage, indicator, found in unbalanced
        )
        said.append(
            f"只把缺口补到标准还不够：仍有 {len(unbalanced)} 项差异系数超过上限（{names}）。"
        )
    if least.cost is not None:
        said.append(
            f"最省方案费用 {words.grouped(float(least.cost), 2)} 万元，交流教师 {least.moved} 人，"
            f"新增专任教师 {figures.new_posts(least)} 人；{gap_words(least)}。"
        )
    else:
        said.append(f"{least.status_words}：{'；'.join(least.reasons[:3])}。")
        said += [
            f"{plan.name}费用 {words.grouped(float(plan.cost), 2)} 万元，补齐数据后须重算。"
            for plan in remedies.plans[1:]
            if plan.name == KNOWN and plan.cost is not None
        ]
    return said


def _variants(page: Page, row: int, remedies: Remedies) -> int:
    styles, plans = page.styles, remedies.plans
    row = page.heading(row, "方案并列")
    page.merged(row, 0, _FIRST - 1, "项目", styles(style.HEADER))
    for column, plan in enumerate(plans, _FIRST):
        page.text(row, column, plan.name, styles(style.HEADER))
    page.sheet.set_row(row, 24)
    row += 1
    text, figure = styles(style.TEXT), styles(style.FIGURE, num_format="#,##0.00")
    count = styles(style.FIGURE, num_format="#,##0")

    def label(word: str) -> None:
        page.merged(row, 0, _FIRST - 1, word, text)

    def fill(values: list[str]) -> None:
        for offset, value in enumerate(values):
            page.text(row, _FIRST + offset, value, text)
        most = max(page.lines(value, _FIRST, _FIRST) for value in values)
        page.sheet.set_row(row, max(20, most * 15 + 4))

    label("内容")
    fill([plan.about for plan in plans])
    row += 1
    label("资源配置（重新评估）")
    for offset, plan in enumerate(plans):
        page.state(row, _FIRST + offset, plan.after.groups["resources"])
    row += 1
    label(f"达标的办学单元（共 {len(remedies.assessment.sections)} 个）")
    _numbers(page, row, [float(plan.sections_met) for plan in plans], count)
    row += 1
    label("超过上限的差异系数（项）")
    _numbers(page, row, [float(figures.over_limit(plan)) for plan in plans], count)
    row += 1
    label("费用（万元）")
    strong = styles(style.FIGURE, num_format="#,##0.00", bold=True)
    _numbers(page, row, [_known(plan) for plan in plans], strong)
    row += 1
    label("与下界的差距")
    fill([gap_words(plan) or words.BLANK for plan in plans])
    row += 1
    label("交流轮岗教师（人）")
    _numbers(page, row, [float(plan.moved) for plan in plans], count)
    row += 1
    label("新增专任教师（人）")
    _numbers(page, row, [float(figures.new_posts(plan)) for plan in plans], count)
    row += 1
    for id, name in figures.resource_names():
        label(f"增加{name}")
        made = count if id in ("R1", "R2", "R3", "R7") else figure
        _numbers(page, row, [float(plan.amount(id)) for plan in plans], made)
        row += 1
    label("说明")
    fill(["；".join(plan.reasons[:_REASONS]) or words.BLANK for plan in plans])
    return row + 1


def _known(plan: Plan) -> float | None:
    return None if plan.cost is None else float(plan.cost)


def _numbers(page: Page, row: int, values: list[float | None], made: object) -> None:
    for offset, value in enumerate(values):
        page.number(row, _FIRST + offset, value, made, words.BLANK)


def _cvs(page: Page, row: int, remedies: Remedies) -> None:
    styles, plans = page.styles, remedies.plans
    page.sheet.set_h_pagebreaks([row])
    row = page.heading(row, "差异系数的变化")
    labels = ["学段", "指标", *CV_LABELS[:2], CV_LABELS[2], *(plan.name for plan in plans)]
    labels = labels[: page.last + 1]
    row = page.header(row, labels)
    for cv in figures.cv_rows(remedies):
        page.text(row, 0, STAGE_WORDS[cv.stage], styles(style.CENTER))
        name = f"{cv.indicator} {words.SHORT_NAMES[cv.indicator]}"
        page.text(row, 1, name, styles(style.TEXT))
        page.number(row, 2, cv.now.limit, styles(style.FIGURE, num_format="0.00##"))
        for column, found in enumerate((cv.now, *cv.others), 3):
            if column <= page.last:
                _cv(page, row, column, found)
        row += 1


def _cv(page: Page, row: int, column: int, found: Balance) -> None:
    if found.cv is None:
        page.state(row, column, found.state)
        return
    number_format = cv_format(found)
    looks = style.marked_figure(found.state.mark, number_format)
    page.number(row, column, found.cv, page.styles(looks))


def cv_format(found: Balance) -> str:
    """Return the format of a CV: a plan brings many to just within their limit, which 0.500 says."""
    met = found.state is State.MET
    return style.cv_format(found.cv or 0.0, None if met else found.limit)
