"""按单位, 按学校, 按乡镇: how each stands, and below it everything that it has to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qbe_xl.remedy.ledger.model import Ledger, Row, due_words, shown
from qbe_xl.remedy.ledger.pages import looks
from qbe_xl.remedy.ledger.summaries import Group, Tally, by_school, by_township, by_unit, tally
from qbe_xl.report import words
from qbe_xl.report.workbook import style
from qbe_xl.report.workbook.page import Page

WIDTHS = (15, 25, 20, 42, 30, 12, 12, 12, 12, 13, 13, 12)
_DETAIL_WITH_PAGES = 60
"""Groups up to which each starts a page of its own."""


@dataclass(frozen=True, slots=True)
class View:
    """One of the three: which rows go together, and which column their details need not repeat."""

    name: str
    label: str
    other: str
    other_key: str
    pages: bool


UNITS = View("按单位", "责任单位", "学校", "school", pages=True)
SCHOOLS = View("按学校", "学校", "责任单位", "unit", pages=False)
TOWNSHIPS = View("按乡镇", "乡镇", "学校", "school", pages=True)
VIEWS = (UNITS, SCHOOLS, TOWNSHIPS)
_GROUPED = {UNITS: by_unit, SCHOOLS: by_school, TOWNSHIPS: by_township}


def groups_of(view: View, ledger: Ledger) -> tuple[Group, ...]:
    """Return the groups of a view."""
    return _GROUPED[view](ledger)


def write(page: Page, ledger: Ledger, view: View) -> None:
    """Fill the sheet."""
    looks.a3(page)
    found = groups_of(view, ledger)
    several = "一件有几个责任单位的，每个单位各列一次，合计只算一次。" if view is UNITS else ""
    row = page.title(
        0,
        f"整改台账{view.name}（截至 {ledger.today}）",
        f"{several}数字是生成时的；台账有改动时请再运行一次。点左侧的 ＋、－ 展开或收起明细。",
    )
    row = _summary(page, ledger, view, found, row)
    _details(page, ledger, view, found, row + 1)


def _labels(view: View) -> tuple[str, ...]:
    note = {UNITS: "另配合（件）", SCHOOLS: "乡镇", TOWNSHIPS: "涉及学校"}[view]
    return (
        view.label,
        note,
        "完成率",
        "进度",
        "逾期（件）",
        "30 天内到期",
        "合计",
        "待整改",
        "整改中等",
        "待核验",
        "已销号等",
        "最近期限",
    )


def _summary(page: Page, ledger: Ledger, view: View, found: Sequence[Group], row: int) -> int:
    page.repeat(row, row)
    row = page.header(row, _labels(view))
    page.sheet.freeze_panes(row, 1)
    for group in found:
        note = {
            UNITS: str(group.helped),
            SCHOOLS: group.note,
            TOWNSHIPS: str(len({r.text("code") for r in group.rows} - {""})),
        }[view]
        _tally(page, row, group.name, note, group.tally)
        row += 1
    _tally(page, row, "合计", "", tally(ledger.rows, ledger.today), bold=True)
    return row + 1


_BAR = 20


def bar(share: float) -> str:
    """Return a share as a bar of characters, which prints anywhere."""
    full = round(share * _BAR)
    return "█" * full + "░" * (_BAR - full)


def _tally(page: Page, row: int, name: str, note: str, found: Tally, bold: bool = False) -> None:
    heavy = {"bold": True, "bg_color": style.BAND} if bold else {}
    text = page.styles(style.TEXT, heavy)
    centre, figure = page.styles(style.CENTER, heavy), page.styles(style.COUNT, heavy)
    page.text(row, 0, name, text)
    page.text(row, 1, note, centre)
    page.number(row, 2, found.done, page.styles(style.CENTER, heavy, num_format="0%"))
    page.text(row, 3, bar(found.done), page.styles(style.TEXT, heavy, font_color=style.ACCENT))
    late = page.styles(
        style.COUNT,
        heavy,
        {"font_color": looks.LATE_INK, "bg_color": looks.LATE_GROUND} if found.overdue else {},
    )
    page.number(row, 4, found.overdue, late)
    counts = (found.soon, found.total, found.waiting, found.doing, found.claimed, found.closed)
    for column, count in enumerate(counts, 5):
        page.number(row, column, count, figure)
    page.text(row, 11, shown(found.next) or words.BLANK, centre)
    page.fit_all(row, [(0, name), (1, note)], 20)


def _details(page: Page, ledger: Ledger, view: View, found: Sequence[Group], row: int) -> None:
    page.sheet.outline_settings(symbols_below=False) if looks.is_file(page) else None
    breaks = []
    for group in found:
        if view.pages and len(found) <= _DETAIL_WITH_PAGES:
            breaks.append(row)
        counts = group.tally
        row = page.heading(
            row,
            f"{group.name}{f'（{group.note}）' if group.note else ''}　共 {counts.total} 件，"
            f"未完成 {counts.open} 件，逾期 {counts.overdue} 件",
        )
        labels = (
            "编号", "指标", view.other, "存在问题", "整改措施", "责任人",
            "开始日期", "完成期限", "期限提示", "状态", "测算（万元）", "佐证材料",
        )  # fmt: skip
        page.header(row, labels)
        _outlined(page, row, 26)
        row += 1
        for line in group.rows:
            _detail(page, ledger, view, row, line)
            row += 1
        row += 1
    if looks.is_file(page) and breaks:
        page.sheet.set_h_pagebreaks(breaks)


def _outlined(page: Page, row: int, height: float) -> None:
    options = {"level": 1} if looks.is_file(page) else {}
    page.sheet.set_row(row, height, None, options)


def _detail(page: Page, ledger: Ledger, view: View, row: int, line: Row) -> None:
    small = {**style.TEXT, "font_size": 9}
    cells = [
        (0, looks.value(page, row, 0, line.id, {**small, "indent": 0})),
        (1, looks.value(page, row, 1, line.text("indicator"), small)),
        (2, looks.value(page, row, 2, line.text(view.other_key), small)),
        (3, looks.value(page, row, 3, line.text("problem"), small)),
        (4, looks.value(page, row, 4, line.text("measure"), small)),
        (5, looks.value(page, row, 5, line.text("person"), {**small, "align": "center"})),
        (11, looks.value(page, row, 11, line.text("evidence"), small)),
    ]
    looks.value(page, row, 6, line.values.get("start"), {**style.CENTER, "text_wrap": True})
    looks.value(page, row, 7, line.values.get("deadline"), {**style.CENTER, "text_wrap": True})
    looks.due(page, row, 8, due_words(line, ledger.today))
    looks.state(page, row, 9, line.text("state"), line.status)
    page.number(row, 10, line.amount("cost"), page.styles(style.FIGURE, num_format=looks.MONEY))
    most = max(page.lines(text, column, column) for column, text in cells)
    _outlined(page, row, min(250.0, max(20.0, most * 13.0 + 5)))
