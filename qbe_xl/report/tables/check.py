"""数据体检结果: what stops the workbook from being used, and what is only odd."""

from __future__ import annotations

from collections.abc import Sequence

from qbe_xl.errors import Notice, Problem
from qbe_xl.report.tables.condensing import condense
from qbe_xl.report.tables.recording import recording
from qbe_xl.report.tables.table import Table
from qbe_xl.report.workbook import style

NAME = "数据体检结果"
WIDTHS = (6, 12, 24, 90)


def check_table(problems: Sequence[Problem], notices: Sequence[Notice]) -> Table:
    """Return the sheet that lists problems, then notices, each with its cell."""
    page, sheet = recording(NAME, WIDTHS)
    row = page.title(
        0,
        NAME,
        f"须改正的问题 {len(problems)} 处；提示 {len(notices)} 条（只供核对，不影响结果）。",
    )
    row = page.header(row, ("序号", "类别", "单元格", "情况"))
    page.sheet.freeze_panes(row, 0)
    text, centre = page.styles(style.TEXT), page.styles(style.CENTER)
    said = [("✕ 问题", p) for p in problems] + [("○ 提示", n) for n in notices]
    for place, (kind, one) in enumerate(said, 1):
        page.number(row, 0, place, centre)
        page.text(row, 1, kind, centre)
        page.text(row, 2, one.cell, text)
        page.text(row, 3, one.message, text)
        row += 1
    if not said:
        page.text(row, 3, "没有发现问题。", text)
    return condense(sheet, WIDTHS)
