"""路线图: a Gantt picture of cells whose bars move when dates in 整改台账 change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from qbe_xl.errors import column_letters
from qbe_xl.remedy.ledger.model import Ledger, Row, due_words, is_overdue
from qbe_xl.remedy.ledger.pages import looks, table
from qbe_xl.remedy.ledger.pages.looks import formula, serial
from qbe_xl.remedy.ledger.summaries import Group, Stretch, months, roadmap
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

NAME = "路线图"
_LABELS = ("责任单位 / 指标 / 编号", "学校", "件数", "开始", "期限", "完成", "提示", "", "")
_BEFORE = (34, 18, 6, 11, 11, 10, 11, 4, 4)
_COUNT, _START, _END, _STATE, _HINT, _PLACE, _DONE = range(2, 9)
_FIRST_PERIOD = len(_BEFORE)
_YEARS, HEADER_ROW = 2, 3
FIRST = HEADER_ROW + 1
_HALVES_UP_TO = 15
"""Months up to which each is two columns."""
BAR, DONE, LATE, TODAY = "#5B8DB8", "#5FA777", "#C2474B", "#FBE9C8"


@dataclass(frozen=True, slots=True)
class Period:
    """One column: its first day, and whether it begins a month."""

    first: dt.date
    opens_month: bool


def periods(ledger: Ledger) -> tuple[Period, ...]:
    """Return the columns: half months of a short plan, months of a long one; the last is the end."""
    found = [month.first for month in months(ledger)]
    days: list[Period] = []
    for first in found:
        days.append(Period(first, True))
        if len(found) <= _HALVES_UP_TO:
            days.append(Period(first.replace(day=16), False))
    after = (found[-1].replace(day=28) + dt.timedelta(4)).replace(day=1)
    return (*days, Period(after, True))


def widths(ledger: Ledger) -> list[float]:
    """Return the width of each column."""
    columns = len(periods(ledger))
    narrow = 2.4 if columns > len(months(ledger)) + 1 else 4.2
    return [*_BEFORE, *[narrow] * (columns - 1), 0.5]


def write(page: Page, ledger: Ledger) -> None:
    """Fill the sheet. Each unit has a bar, below it one an indicator; the single problems fold out."""
    looks.a3(page)
    page.title(
        0,
        f"整改路线图和时间表（截至 {ledger.today}）",
        "横条从开始日期到完成期限：蓝色进行中，绿色已完成，红色斜纹逾期，浅黄一列是今天。"
        "日期取自“整改台账”，改了那里，横条随之移动。点左侧的 ＋ 展开到每一件。",
    )
    columns = periods(ledger)
    _headers(page, columns)
    row = FIRST
    places = {line.id: number for number, line in enumerate(ledger.rows, 1)}
    for group, stretches in roadmap(ledger):
        row = _unit(page, ledger, group, stretches, row, places)
    if row == FIRST:
        page.text(row, 0, "没有须整改的问题。", page.styles(style.NOTE))
    if looks.is_file(page):
        _colours(page, max(row, FIRST + 1) - 1, len(columns))
        page.sheet.outline_settings(symbols_below=False)
        for column in (_PLACE, _DONE):
            page.sheet.set_column(column, column, _BEFORE[column], None, {"hidden": True})
        page.sheet.set_column(page.last, page.last, 0.5, None, {"hidden": True})
        page.sheet.print_area(0, 0, max(row - 1, FIRST), page.last - 1)
    page.sheet.freeze_panes(FIRST, 1)
    page.repeat(_YEARS, HEADER_ROW)


def _headers(page: Page, columns: tuple[Period, ...]) -> None:
    made = page.styles(style.HEADER)
    for column, label in enumerate(_LABELS):
        page.text(_YEARS, column, "", made)
        page.text(HEADER_ROW, column, label, made)
    years: dict[int, list[int]] = {}
    for place, period in enumerate(columns[:-1], _FIRST_PERIOD):
        years.setdefault(period.first.year, []).append(place)
    for year, places in years.items():
        label = f"{year}年" if len(places) > 2 else f"{year % 100}年"
        page.merged(_YEARS, places[0], places[-1], label, made)
    for place, period in enumerate(columns, _FIRST_PERIOD):
        last = place == _FIRST_PERIOD + len(columns) - 1
        shown = 'm"月"' if period.opens_month and not last else ";;;"
        looks_of = page.styles(
            style.HEADER, num_format=shown, font_size=8, text_wrap=False, shrink=True
        )
        page.number(HEADER_ROW, place, serial(period.first), looks_of)
    page.sheet.set_row(HEADER_ROW, 22)


def _unit(
    page: Page,
    ledger: Ledger,
    group: Group,
    stretches: tuple[Stretch, ...],
    row: int,
    places: Mapping[str, int],
) -> int:
    top, row = row, row + 1
    for stretch in stretches:
        head, row = row, row + 1
        for line in stretch.rows:
            _line(page, ledger, line, row, places)
            row += 1
        _sum(page, head, f"　{stretch.kind}", (head + 1, row - 1), {}, stretch)
        page.sheet.set_row(
            head, 20, None, {"level": 1, "collapsed": True} if looks.is_file(page) else {}
        )
    heavy: style.Look = {"bold": True, "bg_color": style.BAND}
    whole = Stretch(
        group.name,
        group.name,
        group.rows,
        min((s.start for s in stretches if s.start), default=None),
        max((s.end for s in stretches if s.end), default=None),
        group.tally,
    )
    _sum(page, top, group.name, (top + 1, row - 1), heavy, whole)
    page.sheet.set_row(top, 22)
    return row


def _sum(
    page: Page, row: int, label: str, rows: tuple[int, int], more: style.Look, of: Stretch
) -> None:
    """A bar over several: from the first start to the last deadline of the rows below."""
    first, last = rows[0] + 1, rows[1] + 1

    def below(column: int) -> str:
        letters = column_letters(column)
        return f"{letters}{first}:{letters}{last}"

    text, centre = page.styles(style.TEXT, more, text_wrap=False), page.styles(style.CENTER, more)
    date = page.styles(style.CENTER, more, num_format=looks.DATE)
    page.text(row, 0, label, text)
    page.text(row, 1, "", text)
    page.number(row, _COUNT, of.tally.total, centre)
    for column, key, day in ((_START, "MIN", of.start), (_END, "MAX", of.end)):
        cells = below(column)
        content = serial(day) if day else ""
        formula(page, row, column, f'=IF(COUNT({cells})=0,"",{key}({cells}))', content, date)
    done = f'(COUNTIF({below(_STATE)},"已销号*")+COUNTIF({below(_STATE)},"无需整改*"))'
    count = f"{column_letters(_COUNT)}{row + 1}"
    formula(
        page, row, _STATE, f'={done}&"/"&{count}', f"{of.tally.closed}/{of.tally.total}", centre
    )
    late = f'COUNTIF({below(_HINT)},"逾期*天")'
    hint = f"逾期 {of.tally.overdue} 件" if of.tally.overdue else ""
    formula(page, row, _HINT, f'=IF({late}=0,"","逾期 "&{late}&" 件")', hint, centre)
    formula(page, row, _DONE, f"=IF({done}={count},1,0)", int(not of.tally.open), centre)
    _empty_periods(page, row)


def _line(page: Page, ledger: Ledger, line: Row, row: int, places: Mapping[str, int]) -> None:
    """One problem: what it shows is looked up in 整改台账 by its id, wherever it stands there."""
    small = page.styles(style.TEXT, font_size=8, text_wrap=False, indent=2)
    centre = page.styles(style.CENTER, font_size=8)
    date = page.styles(style.CENTER, font_size=8, num_format=looks.DATE)
    page.text(row, 0, line.id, small)
    page.text(row, 1, line.text("school"), page.styles(style.TEXT, font_size=8, text_wrap=False))
    page.text(row, _COUNT, "", centre)
    place = f"${column_letters(_PLACE)}{row + 1}"
    match = f"=IFERROR(MATCH($A{row + 1},{table.span(ledger, 'id')},0),0)"
    formula(page, row, _PLACE, match, places[line.id], centre)
    for column, key in ((_START, "start"), (_END, "deadline"), (_STATE, "state")):
        day = line.date(key)
        content = serial(day) if day else line.text(key)
        found = f"INDEX({table.span(ledger, key)},{place})"
        text = f'=IF({place}=0,"",IF({found}="","",{found}))'
        formula(page, row, column, text, content, centre if key == "state" else date)
    state, end = f"{column_letters(_STATE)}{row + 1}", f"{column_letters(_END)}{row + 1}"
    done = f'OR(LEFT({state},3)="已销号",LEFT({state},4)="无需整改")'
    late = f'=IF({done},"",IF(NOT(ISNUMBER({end})),"",IF({end}<TODAY(),"逾期 "&(TODAY()-{end})&" 天","")))'
    words = due_words(line, ledger.today) if is_overdue(line, ledger.today) else ""
    formula(page, row, _HINT, late, words, centre)
    formula(page, row, _DONE, f"=IF({done},1,0)", int(line.is_closed), centre)
    _empty_periods(page, row)
    options = {"level": 2, "hidden": True} if looks.is_file(page) else {}
    page.sheet.set_row(row, 15, None, options)


def _empty_periods(page: Page, row: int) -> None:
    cell = page.styles({"border": 4, "border_color": "#D5DDE5"})
    for column in range(_FIRST_PERIOD, page.last):
        page.text(row, column, "", cell)


def _colours(page: Page, last: int, columns: int) -> None:
    """The bars: rules over dates, so that they follow the dates."""
    left, right = _FIRST_PERIOD, _FIRST_PERIOD + columns - 2
    here, after = (f"{column_letters(left + n)}${HEADER_ROW + 1}" for n in (0, 1))
    first = FIRST + 1
    start, end = (f"${column_letters(c)}{first}" for c in (_START, _END))
    done = f"${column_letters(_DONE)}{first}"
    inside = f"AND(ISNUMBER({start}),ISNUMBER({end}),{start}<{after},{end}>={here})"
    late = {"pattern": 8, "fg_color": "#FFFFFF", "bg_color": LATE}
    for condition, ground in (
        (f"=AND({inside},{done}=1)", {"bg_color": DONE}),
        (f"=AND({inside},{end}<TODAY())", late),
        (f"={inside}", {"bg_color": BAR}),
        (f"=AND(TODAY()>={here},TODAY()<{after})", {"bg_color": TODAY}),
    ):
        page.sheet.conditional_format(
            FIRST,
            left,
            last,
            right,
            {
                "type": "formula",
                "criteria": condition,
                "format": page.styles(ground),
                "stop_if_true": True,
            },
        )
    hint = column_letters(_HINT)
    page.sheet.conditional_format(
        FIRST,
        _HINT,
        last,
        _HINT,
        {
            "type": "formula",
            "criteria": f'=LEFT(${hint}{first},2)="逾期"',
            "format": page.styles({"font_color": looks.LATE_INK, "bold": True}),
        },
    )
