"""问题清单: every single thing that is unmet or missing, and what is only odd."""

from __future__ import annotations

from collections.abc import Sequence

from qbe_xl.assessment import GROUP_WORDS, Assessment, State
from qbe_xl.errors import Notice
from qbe_xl.report.findings import findings
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

NAME = "问题清单"
WIDTHS = (5, 13, 30, 14, 6, 26, 11, 10, 46, 28)
HEADER_ROW = 2
_LABELS = ("序号", "类别", "指标", "条款", "学段", "学校", "乡镇", "状态", "情况", "单元格")


def write(page: Page, assessment: Assessment, notices: Sequence[Notice]) -> None:
    """Fill the sheet."""
    found = findings(assessment)
    counts = "，".join(
        f"{state.marked} {sum(f.state is state for f in found)} 处"
        for state in (State.UNMET, State.MISSING)
    )
    page.title(0, "问题清单", f"{counts}；提示 {len(notices)} 条（列在最后，不影响结果）。")
    page.header(HEADER_ROW, _LABELS)
    page.sheet.freeze_panes(HEADER_ROW + 1, 3)
    page.repeat(HEADER_ROW, HEADER_ROW)
    row = HEADER_ROW + 1
    styles = page.styles
    text, centre = styles(style.TEXT), styles(style.CENTER)
    quiet = styles(style.TEXT, font_size=8, font_color=style.QUIET)
    for place, finding in enumerate(found, 1):
        clause = assessment.standard.clauses[finding.id]
        page.number(row, 0, place, centre)
        page.text(row, 1, GROUP_WORDS[finding.group], text)
        page.text(row, 2, finding.title, text)
        page.text(row, 3, clause.article, text)
        page.text(row, 4, finding.stage, centre)
        page.text(row, 5, finding.subject, text)
        page.text(row, 6, finding.township, text)
        page.state(row, 7, finding.state)
        page.text(row, 8, finding.message, text)
        page.text(row, 9, finding.cells, quiet)
        page.fit_all(
            row,
            ((2, finding.title), (5, finding.subject), (8, finding.message), (9, finding.cells)),
        )
        row += 1
    if found:
        page.sheet.autofilter(HEADER_ROW, 0, row - 1, page.last)
    else:
        glad = styles(style.CELL, style.marked(State.MET.mark), align="center")
        page.merged(row, 0, page.last, "没有未达标或待填报的事项。", glad)
        row += 1
    if notices:
        _notices(page, row + 1, notices)


def _notices(page: Page, row: int, notices: Sequence[Notice]) -> None:
    """What is only odd: shown, never changing a figure."""
    row = page.heading(row, f"提示（{len(notices)} 条，只供核对，不影响结果）")
    page.header(row, ("序号", "单元格"))
    page.merged(row, 2, page.last, "提示", page.styles(style.HEADER))
    text, centre = page.styles(style.TEXT), page.styles(style.CENTER)
    for place, notice in enumerate(notices, 1):
        row += 1
        page.number(row, 0, place, centre)
        page.text(row, 1, notice.cell, text)
        page.merged(row, 2, page.last, notice.message, text)
        page.fit(row, notice.message, 2, page.last)
