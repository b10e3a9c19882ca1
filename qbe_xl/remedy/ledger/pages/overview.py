"""总览: how far the county is, month by month, and who is behind."""

from __future__ import annotations

import datetime as dt

from xlsxwriter import Workbook

from qbe_xl.clauses import words
from qbe_xl.files.text import cell_text
from qbe_xl.remedy.ledger.columns import DUE
from qbe_xl.remedy.ledger.model import Ledger
from qbe_xl.remedy.ledger.pages import looks, table
from qbe_xl.remedy.ledger.pages.looks import formula, serial
from qbe_xl.remedy.ledger.states import MEANINGS, Status
from qbe_xl.remedy.ledger.summaries import Month, by_unit, months, tally
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

NAME = "总览"
WIDTHS = (22, 11, 11, 11, 11, 11, 11, 25)
_FACE = {"name": style.FONT, "size": 9, "color": style.INK}
_OTHER = "其他写法"
_CHART_ROWS = 15


def write(page: Page, book: Workbook | None, ledger: Ledger, county: str) -> None:
    """Fill the sheet; book: to draw the chart in, None where none can be drawn."""
    row = page.title(
        0,
        f"{county}义务教育优质均衡整改进展",
        f"截至 {ledger.today}。状态、逾期和月度各数随“整改台账”里的填写自动变化；单位一栏是生成时的。",
    )
    row = _cards(page, ledger, row)
    row = _states(page, ledger, page.heading(row + 1, "一、按状态"))
    row = _units(page, ledger, page.heading(row + 1, "二、按责任单位"))
    _months(page, book, ledger, page.heading(row + 1, "三、按月进度"))


def _cards(page: Page, ledger: Ledger, row: int) -> int:
    found = tally(ledger.rows, ledger.today)
    edge = {"border": 1, "border_color": style.EDGE, "align": "center"}
    label = page.styles(style.NOTE, edge, bottom=0)
    figure: style.Look = {**style.HEADING, **edge, "font_size": 16, "top": 0}
    all_, closed = _count(ledger, ""), _closed(ledger)
    late = f'COUNTIF({table.span(ledger, DUE)},"逾期*")'
    soon = "+".join(f'COUNTIF({table.span(ledger, DUE)},"{w}*")' for w in ("还剩", "今天"))
    cards: tuple[tuple[str, str, float, style.Look], ...] = (
        ("问题（件）", f"={all_}", found.total, {}),
        (
            "已销号等",
            f"={closed}",
            found.closed,
            {"font_color": looks.STATE_COLOURS[Status.CLOSED][0]},
        ),
        ("完成率", f"=IF({all_}=0,0,({closed})/({all_}))", found.done, {"num_format": "0.0%"}),
        ("逾期（件）", f"={late}", found.overdue, {"font_color": looks.LATE_INK}),
        ("30 天内到期", f"={soon}", found.soon, {"font_color": looks.SOON_INK}),
    )
    spans = ((0, 0), (1, 2), (3, 4), (5, 6), (7, 7))
    for (first, last), (name, text, value, more) in zip(spans, cards, strict=True):
        page.merged(row, first, last, name, label)
        made = page.styles(figure, more)
        page.merged(row + 1, first, last, "", made)
        formula(page, row + 1, first, text, value, made)
    page.sheet.set_row(row, 20)
    page.sheet.set_row(row + 1, 30)
    return row + 2


def _count(ledger: Ledger, word: str) -> str:
    cells = table.span(ledger, "state")
    return f'COUNTIF({cells},"{word}*")' if word else f'COUNTIF({cells},"?*")'


def _closed(ledger: Ledger) -> str:
    return "+".join(_count(ledger, status.word) for status in Status if status.is_closed)


def _states(page: Page, ledger: Ledger, row: int) -> int:
    row = _header(page, row, ("状态", "件数", "占比", "说明"), ((3, 7),))
    total = len(ledger.rows)
    counts = dict.fromkeys(Status, 0)
    for line in ledger.rows:
        for status in Status:
            if line.text("state").startswith(status.word):
                counts[status] += 1
                break
    meaning = {m.status: m for m in MEANINGS}
    lines: list[tuple[str, str, int, str, Status | None]] = [
        (s.word, f"={_count(ledger, s.word)}", n, meaning[s].meaning, s) for s, n in counts.items()
    ]
    others = total - sum(counts.values())
    if others:
        named = "+".join(_count(ledger, status.word) for status in Status)
        text = f"={_count(ledger, '')}-({named})"
        lines.append(
            (_OTHER, text, others, "单位自己写的状态，已原样保留，“已完成”等按相近的统计", None)
        )
    for word, text, count, said, known in lines:
        looks.state(page, row, 0, word, known)
        formula(page, row, 1, text, count, page.styles(style.COUNT))
        share = page.styles(style.FIGURE, num_format="0.0%")
        all_ = _count(ledger, "")
        content = count / total if total else 0
        formula(page, row, 2, f"=IF({all_}=0,0,({text[1:]})/{all_})", content, share)
        page.merged(row, 3, 7, said, page.styles(style.TEXT))
        page.sheet.set_row(row, 18)
        row += 1
    return row


def _header(
    page: Page, row: int, labels: tuple[str, ...], merged: tuple[tuple[int, int], ...] = ()
) -> int:
    spans = dict(merged)
    column = 0
    for label in labels:
        last = spans.get(column, column)
        page.merged(row, column, last, label, page.styles(style.HEADER))
        column = last + 1
    page.sheet.set_row(row, 24)
    return row + 1


def _units(page: Page, ledger: Ledger, row: int) -> int:
    labels = ("责任单位", "合计", "未完成", "逾期", "30 天内到期", "已销号等", "最近期限", "完成率")
    row = _header(page, row, labels)
    first = row
    for group in by_unit(ledger):
        counts = group.tally
        page.text(row, 0, group.name, page.styles(style.TEXT))
        figures = (counts.total, counts.open, counts.overdue, counts.soon, counts.closed)
        for column, figure in enumerate(figures, 1):
            late = column == 3 and figure
            more = {"font_color": looks.LATE_INK, "bg_color": looks.LATE_GROUND} if late else {}
            page.number(row, column, figure, page.styles(style.COUNT, more))
        page.text(row, 6, cell_text(counts.next) or words.BLANK, page.styles(style.CENTER))
        page.number(row, 7, counts.done, page.styles(style.FIGURE, num_format="0%"))
        page.fit(row, group.name, 0, 0, 19)
        row += 1
    looks.data_bar(page, first, row - 1, 7)
    return row


def _months(page: Page, book: Workbook | None, ledger: Ledger, row: int) -> None:
    found = months(ledger)
    if book is not None:
        top = row + _CHART_ROWS
        _chart(page, book, row, top + 1, top + len(found))
        row = top
    labels = ("月份", "当月到期", "累计到期", "当月销号", "累计销号", "还差")
    row = _header(page, row, labels)
    first = row
    due = closed = 0
    for month in found:
        due, closed = due + month.due, closed + month.closed
        _month(page, ledger, row, month, first, (due, closed))
        row += 1


def _month(
    page: Page, ledger: Ledger, row: int, month: Month, first: int, sums: tuple[int, int]
) -> None:
    figure = page.styles(style.COUNT)
    page.number(row, 0, serial(month.first), page.styles(style.CENTER, num_format='yyyy"年"m"月"'))
    begin, until = f"$A{row + 1}", f"EDATE($A{row + 1},1)"
    days, checked, state = (table.span(ledger, key) for key in ("deadline", "checked", "state"))
    text = f'=COUNTIFS({days},">="&{begin},{days},"<"&{until})'
    formula(page, row, 1, text, month.due, figure)
    formula(page, row, 2, f"=SUM(B${first + 1}:B{row + 1})", sums[0], figure)
    closing = "+".join(
        f'COUNTIFS({state},"{s.word}*",{checked},">="&{begin},{checked},"<"&{until})'
        for s in Status
        if s.is_closed
    )
    formula(page, row, 3, f"={closing}", month.closed, figure)
    formula(page, row, 4, f"=SUM(D${first + 1}:D{row + 1})", sums[1], figure)
    behind = f"=MAX(0,C{row + 1}-E{row + 1})"
    formula(page, row, 5, behind, max(0, sums[0] - sums[1]), figure)
    today = dt.date(ledger.today.year, ledger.today.month, 1) == month.first
    page.text(row, 6, "◀ 本月" if today else "", page.styles(style.NOTE))


def _chart(page: Page, book: Workbook, row: int, first: int, last: int) -> None:
    chart = book.add_chart({"type": "column"})
    lines = book.add_chart({"type": "line"})
    months_ = [NAME, first, 0, last, 0]
    for column, name, colour in ((1, "当月到期", "#B8C4D0"), (3, "当月销号", "#5FA777")):
        chart.add_series(
            {
                "name": name,
                "categories": months_,
                "values": [NAME, first, column, last, column],
                "fill": {"color": colour},
                "gap": 60,
            }
        )
    for column, name, colour, dash in (
        (2, "累计到期", style.ACCENT, "dash"),
        (4, "累计销号", "#1B6B3A", "solid"),
    ):
        lines.add_series(
            {
                "name": name,
                "categories": months_,
                "values": [NAME, first, column, last, column],
                "line": {"color": colour, "width": 2, "dash_type": dash},
            }
        )
    chart.combine(lines)
    chart.set_title({"none": True})
    chart.set_legend({"position": "top", "font": _FACE})
    chart.set_x_axis(
        {"num_font": {**_FACE, "rotation": -45}, "num_format": "yyyy-mm", "text_axis": True}
    )
    chart.set_y_axis(
        {
            "num_font": _FACE,
            "min": 0,
            "major_gridlines": {"visible": True, "line": {"color": "#E3E8ED"}},
        }
    )
    chart.set_chartarea({"border": {"color": style.EDGE}})
    chart.set_size({"width": 800, "height": 20 * (_CHART_ROWS - 1)})
    page.sheet.insert_chart(row, 0, chart, {"x_offset": 2, "y_offset": 4})
