"""按单位, 按学校, 按乡镇: how each stands, and below it everything that it has to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qbe_xl.clauses import words
from qbe_xl.files.text import cell_text
from qbe_xl.remedy.ledger.model import Ledger, Row, due_words
from qbe_xl.remedy.ledger.pages import looks
from qbe_xl.remedy.ledger.summaries import Group, Tally, by_school, by_township, by_unit, tally
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

WIDTHS = (20, 24, 20, 42, 30, 10, 11, 11, 11, 12, 11, 14)
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
    row, breaks = _summary(page, ledger, view, found, row)
    _details(page, ledger, view, found, row + 1, breaks)


_SUMS_ON_A_PAGE = 36
_NOTES = {UNITS: "另配合（件）", SCHOOLS: "乡镇", TOWNSHIPS: "涉及学校（所）"}
_BAR = 1


def _summary(
    page: Page, ledger: Ledger, view: View, found: Sequence[Group], row: int
) -> tuple[int, list[int]]:
    """The sums of each group, with a header on every page; return the next row and the breaks."""
    labels = (
        view.label, "完成率", _NOTES[view], "构成", "最近期限", "合计",
        "未完成", "逾期", "30 天内到期", "已销号等", "待核验", "测算（万元）",
    )  # fmt: skip
    breaks = []
    first = row = page.header(row, labels)
    page.sheet.freeze_panes(0, 1)
    for number, group in enumerate(found):
        if number and number % _SUMS_ON_A_PAGE == 0:
            breaks.append(row)
            row = page.header(row, labels)
        note = {
            UNITS: str(group.helped),
            SCHOOLS: group.note,
            TOWNSHIPS: str(len({r.text("code") for r in group.rows} - {""})),
        }[view]
        _tally(page, row, group.name, note, group.tally)
        row += 1
    _tally(page, row, "合计", "", tally(ledger.rows, ledger.today), bold=True)
    looks.data_bar(page, first, row, _BAR)
    return row + 1, breaks


def _tally(page: Page, row: int, name: str, note: str, found: Tally, bold: bool = False) -> None:
    heavy = {"bold": True, "bg_color": style.BAND} if bold else {}
    text = page.styles(style.TEXT, heavy)
    centre, figure = page.styles(style.CENTER, heavy), page.styles(style.COUNT, heavy)
    made_of = "，".join(
        f"{label} {count}"
        for label, count in (
            ("待整改", found.waiting),
            ("整改中等", found.doing),
            ("待核验", found.claimed),
            ("已销号等", found.closed),
        )
        if count
    )
    page.text(row, 0, name, text)
    page.number(row, _BAR, found.done, page.styles(style.FIGURE, num_format="0%"))
    page.text(row, 2, note, centre)
    page.text(row, 3, made_of, text)
    page.text(row, 4, cell_text(found.next) or words.BLANK, centre)
    counts = (found.total, found.open, found.overdue, found.soon, found.closed, found.claimed)
    for column, count in enumerate(counts, 5):
        late = column == 7 and count
        more = {"font_color": looks.LATE_INK, "bg_color": looks.LATE_GROUND} if late else {}
        page.number(row, column, count, page.styles(style.COUNT, heavy, more) if late else figure)
    money = page.styles(style.FIGURE, heavy, num_format=looks.MONEY)
    page.number(row, 11, found.cost or None, money, words.BLANK)
    page.fit_all(row, [(0, name), (2, note)], 20)


def _details(
    page: Page, ledger: Ledger, view: View, found: Sequence[Group], row: int, breaks: list[int]
) -> None:
    row = page.heading(row, "明细")
    page.repeat(row, row)
    labels = (
        "编号", "指标", view.other, "存在问题", "整改措施", "责任人",
        "开始日期", "完成期限", "期限提示", "状态", "测算（万元）", "佐证材料",
    )  # fmt: skip
    row = page.header(row, labels)
    for group in found:
        if view.pages and len(found) <= _DETAIL_WITH_PAGES and group is not found[0]:
            breaks.append(row)
        counts = group.tally
        name = f"{group.name}（{group.note}）" if group.note else group.name
        text = f"{name}　共 {counts.total} 件，未完成 {counts.open} 件，逾期 {counts.overdue} 件"
        band = page.styles(style.TEXT, bold=True, font_color=style.ACCENT, bg_color=style.BAND)
        page.merged(row, 0, page.last, text, band)
        page.sheet.set_row(row, 21)
        row += 1
        for line in group.rows:
            _detail(page, ledger, view, row, line)
            row += 1
    if looks.is_file(page):
        page.sheet.outline_settings(symbols_below=False)
        page.sheet.set_h_pagebreaks(breaks)


def _detail(page: Page, ledger: Ledger, view: View, row: int, line: Row) -> None:
    small = {**style.TEXT, "font_size": 9}
    centre = {**style.CENTER, "font_size": 9, "text_wrap": True}
    cells = [
        (0, looks.value(page, row, 0, line.id, {**small, "indent": 0})),
        (1, looks.value(page, row, 1, line.text("indicator"), small)),
        (2, looks.value(page, row, 2, line.text(view.other_key), small)),
        (3, looks.value(page, row, 3, line.text("problem"), small)),
        (4, looks.value(page, row, 4, line.text("measure"), small)),
        (5, looks.value(page, row, 5, line.text("person"), {**small, "align": "center"})),
        (11, looks.value(page, row, 11, line.text("evidence"), small)),
    ]
    looks.value(page, row, 6, line.values.get("start"), centre)
    looks.value(page, row, 7, line.values.get("deadline"), centre)
    looks.due(page, row, 8, due_words(line, ledger.today))
    looks.state(page, row, 9, line.text("state"), line.status)
    page.number(row, 10, line.amount("cost"), page.styles(style.FIGURE, num_format=looks.MONEY))
    options = {"level": 1} if looks.is_file(page) else {}
    page.sheet.set_row(row, looks.height(page, cells), None, options)
