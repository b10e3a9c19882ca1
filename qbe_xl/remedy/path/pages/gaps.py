"""缺口汇总 and 缺口明细: what is lacking, added up and one by one."""

from __future__ import annotations

from fractions import Fraction

from qbe_xl.assessment import State
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import COUNTY, totals
from qbe_xl.remedy.path.figures import gap_totals, stage_word
from qbe_xl.remedy.path.remedies import Remedies
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

TOTALS_NAME, LIST_NAME = "缺口汇总", "缺口明细"
TOTALS_WIDTHS = (9, 34, 8, 9, 15, 15, 15, 10)
LIST_WIDTHS = (6, 9, 25, 12, 26, 7, 11, 11, 14, 8, 12, 62, 24, 26)

_WHOLE = ("人", "间", "个班", "项", "校", "份", "天")


def amount_format(unit: str) -> str:
    """Return the number format of an amount."""
    return "#,##0" if unit in _WHOLE else "#,##0.##"


def write_totals(page: Page, remedies: Remedies) -> None:
    """Fill 缺口汇总."""
    styles = page.styles
    row = page.title(
        0,
        "缺口汇总",
        "达到标准还缺多少。全校性资源（R4–R7）一校只计一次，按缺得多的学段；因此两个学段相加可能大于合计。"
        "待填报的只数处数，不计数量。",
    )
    row = page.header(
        row, ("指标", "所缺", "单位", "缺的处数", "合计", "小学", "初中", "待填报处数")
    )
    page.sheet.freeze_panes(row, 2)
    for total, parts in gap_totals(remedies):
        made = styles(style.FIGURE, num_format=amount_format(total.unit))
        page.text(row, 0, indicator_word(total.id), styles(style.CENTER))
        page.text(row, 1, total.thing, styles(style.TEXT))
        page.text(row, 2, total.unit, styles(style.CENTER))
        page.number(row, 3, total.places, styles(style.COUNT))
        page.number(row, 4, _amount(total.amount), made, words.BLANK)
        for column, stage in ((5, "primary"), (6, "junior")):
            part = parts.get(stage)
            page.number(row, column, _amount(part.amount) if part else None, made, words.BLANK)
        page.number(row, 7, total.blank, styles(style.COUNT))
        page.fit_all(row, ((1, total.thing),))
        row += 1
    if not remedies.gaps:
        page.text(row, 1, "没有缺口。", styles(style.NOTE))
        row += 1
    _townships(page, row + 1, remedies)


def _townships(page: Page, row: int, remedies: Remedies) -> None:
    styles = page.styles
    row = page.heading(row, "资源配置缺口按乡镇")
    page.header(row, ("指标", "乡镇", "单位", "缺的处数", "数量", "", "", "待填报处数"))
    page.merged(row, 5, 6, "所缺", styles(style.HEADER))
    row += 1
    found = totals(
        (gap for gap in remedies.gaps if gap.id[0] == "R" and gap.code), by_township=True
    )
    for total in sorted(found, key=lambda t: (t.township, t.id)):
        made = styles(style.FIGURE, num_format=amount_format(total.unit))
        page.text(row, 0, total.id, styles(style.CENTER))
        page.text(row, 1, total.township or "（未填乡镇）", styles(style.TEXT))
        page.text(row, 2, total.unit, styles(style.CENTER))
        page.number(row, 3, total.places, styles(style.COUNT))
        page.number(row, 4, _amount(total.amount), made, words.BLANK)
        page.merged(row, 5, 6, total.thing, styles(style.TEXT))
        page.number(row, 7, total.blank, styles(style.COUNT))
        row += 1


def _amount(amount: Fraction) -> float | None:
    return float(amount) if amount else None


def indicator_word(id: str) -> str:
    """Return an indicator's number; 差异 for a CV."""
    return "差异系数" if id == "balance" else id


def write_list(page: Page, remedies: Remedies) -> None:
    """Fill 缺口明细."""
    styles = page.styles
    row = page.title(
        0,
        "缺口明细",
        "一行一处。数量是达到标准所缺的自然单位；“到 85%”是达到标准 85% 所缺，“可作余项”的本单元不补也综合达标；"
        "“全校须加”是全校性资源按学段分摊后须增加的总量。",
    )
    labels = (
        "序号", "指标", "学校", "乡镇", "所缺", "学段", "现值", "标准", "数量", "单位", "到 85%",
        "说明", "单元格", "条款",
    )  # fmt: skip
    header = row
    row = page.header(row, labels)
    page.sheet.freeze_panes(row, 3)
    page.repeat(header, header)
    text, centre = styles(style.TEXT), styles(style.CENTER)
    small = styles(style.TEXT, font_size=9, font_color=style.QUIET)
    value = styles(style.FIGURE, num_format="#,##0.####")
    for number, gap in enumerate(remedies.gaps, 1):
        amount = styles(style.FIGURE, num_format=amount_format(gap.unit), bold=True)
        page.number(row, 0, number, centre)
        page.text(row, 1, indicator_word(gap.id), centre)
        page.text(row, 2, gap.name, text)
        page.text(row, 3, gap.township if gap.name != COUNTY else "", text)
        page.text(row, 4, gap.thing, text)
        page.text(row, 5, stage_word(gap.stage), centre)
        page.number(row, 6, gap.value, value, words.BLANK)
        page.number(row, 7, gap.standard, value, words.BLANK)
        blank = State.MISSING.marked if gap.state is State.MISSING else words.BLANK
        page.number(row, 8, None if gap.amount is None else float(gap.amount), amount, blank)
        page.text(row, 9, gap.unit, centre)
        floor = None if gap.to_floor is None else float(gap.to_floor)
        plain = styles(style.FIGURE, num_format=amount_format(gap.unit))
        page.number(row, 10, floor, plain, words.BLANK)
        said = gap.words + ("（可作余项）" if gap.excused else "")
        page.text(row, 11, said, text)
        page.text(row, 12, gap.cells, small)
        page.text(row, 13, gap.article, small)
        page.fit_all(
            row, ((2, gap.name), (4, gap.thing), (11, said), (12, gap.cells), (13, gap.article))
        )
        row += 1
    if remedies.gaps:
        page.sheet.autofilter(header, 0, row - 1, page.last)
    else:
        page.text(row, 2, "没有缺口。", text)
