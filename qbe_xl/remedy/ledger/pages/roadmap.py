"""路线图: a Gantt picture of cells whose bars move when dates in 整改台账 change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qbe_xl.errors import column_letters
from qbe_xl.remedy.ledger.dates import months_later
from qbe_xl.remedy.ledger.model import Ledger, due_words, is_overdue
from qbe_xl.remedy.ledger.model import Row as Line
from qbe_xl.remedy.ledger.pages import table
from qbe_xl.remedy.ledger.summaries import Group, Stretch, months, roadmap
from qbe_xl.sheets import palette
from qbe_xl.sheets.layout import serial
from qbe_xl.sheets.looks import CENTER, DATE, HEADER, NOTE, SUMS, TEXT, Look
from qbe_xl.sheets.model import (
    A3,
    Cell,
    Field,
    Formula,
    Grid,
    Hole,
    Paper,
    Row,
    Rule,
    Sheet,
    Title,
    Value,
)

NAME = "路线图"
_LABELS = ("责任单位 / 指标 / 编号", "学校", "件数", "开始", "期限", "完成", "提示", "", "")
_BEFORE = (34, 18, 6, 11, 11, 10, 11, 4, 4)
_COUNT, _START, _END, _STATE, _HINT, _PLACE, _DONE = range(2, 9)
_FIRST_PERIOD = len(_BEFORE)
_YEARS, _HEADER = 2, 3
_FIRST = _HEADER + 1
_HALVES_UP_TO = 15
"""Months up to which each is two columns."""
_NARROW, _NARROWEST, _END_WIDTH = 4.2, 2.4, 0.5
_BAR, _LATE, _TODAY = palette.DONE, palette.FULL["unmet"], "#FBE9C8"
_EMPTY = Look(line=4, edge="#D5DDE5")
_SMALL, _SMALL_CENTER = TEXT(wrap=False), CENTER


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
    return (*days, Period(months_later(found[-1], 1), True))


def sheet(ledger: Ledger) -> Sheet:
    """Return the sheet. Each unit has a bar, below it one an indicator; single problems fold out."""
    columns = periods(ledger)
    note = (
        "横条从开始日期到完成期限：蓝色进行中，绿色已完成，红色斜纹逾期，浅黄一列是今天。"
        "日期取自“整改台账”，改了那里，横条随之移动。点左侧的 ＋ 展开到每一件。"
    )
    halves = len(columns) > len(months(ledger)) + 1
    widths = [_NARROWEST if halves else _NARROW] * (len(columns) - 1)
    fields = [Field("", look=CENTER)] * _FIRST_PERIOD + [Field("", look=_EMPTY)] * len(widths)
    rows = tuple(_rows(ledger, ("",) * len(widths))) or (Row((Cell("没有须整改的问题。", NOTE),)),)
    last, end = _FIRST + len(rows) - 1, _FIRST_PERIOD + len(widths)
    return Sheet(
        NAME,
        (
            Title(f"整改路线图和时间表（截至 {ledger.today}）", note),
            _years(columns),
            _header(columns),
            Grid(fields, rows, header=0),
        ),
        (*_BEFORE, *widths, _END_WIDTH),
        freeze=(_FIRST, 1),
        paper=Paper(size=A3, repeat=(_YEARS, _HEADER), area=(0, 0, last, end - 1)),
        rules=tuple(_rules(last, end - 1)),
        hidden_columns=(_PLACE, _DONE, end),
        outline_above=True,
    )


def _years(columns: Sequence[Period]) -> Row:
    counts: dict[int, int] = {}
    for period in columns[:-1]:
        counts[period.first.year] = counts.get(period.first.year, 0) + 1
    years = (
        Cell(f"{year}年" if count > 2 else f"{year % 100}年", HEADER, count)
        for year, count in counts.items()
    )
    return Row((*[Cell("", HEADER)] * _FIRST_PERIOD, *years))


def _header(columns: Sequence[Period]) -> Row:
    small = HEADER(wrap=False)
    halves = any(not period.opens_month for period in columns)
    month, hidden = small(number="m" if halves else 'm"月"'), small(number=";;;")
    days = (
        Cell(period.first, month if period.opens_month and period is not columns[-1] else hidden)
        for period in columns
    )
    return Row((*(Cell(label, HEADER) for label in _LABELS), *days), height=22)


def _rows(ledger: Ledger, empty: Sequence[Value]) -> Iterator[Row]:
    places = {line.id: number for number, line in enumerate(ledger.rows, 1)}
    spans = {key: table.span(ledger, key) for key in ("id", "start", "deadline", "state")}
    row = _FIRST
    for group, stretches in roadmap(ledger):
        top, row = row, row + 1
        below: list[Row] = []
        for of in stretches:
            head, row = row, row + 1 + len(of.rows)
            cells = (*_sum(head, f"　{of.kind}", row - 1, Look(), of), *empty)
            below.append(Row(cells, height=20, level=1, collapsed=True))
            for number, line in enumerate(of.rows, head + 1):
                cells = (*_line(ledger, line, number, places, spans), *empty)
                below.append(Row(cells, height=15, level=2, hidden=True))
        yield Row(
            (*_sum(top, group.name, row - 1, SUMS, _whole(group, stretches)), *empty), height=22
        )
        yield from below


def _whole(group: Group, stretches: Sequence[Stretch]) -> Stretch:
    start = min((s.start for s in stretches if s.start), default=None)
    end = max((s.end for s in stretches if s.end), default=None)
    return Stretch(group.name, group.name, group.rows, start, end, group.tally)


def _sum(row: int, label: str, last: int, over: Look, of: Stretch) -> Iterator[Value]:
    """A bar over several: from the first start to the last deadline of the rows below.

    row, last: its own and the last of them, 0-based.
    """

    def below(column: int) -> str:
        letters = column_letters(column)
        return f"{letters}{row + 2}:{letters}{last + 1}"

    text, centre, date = (look | over for look in (TEXT(wrap=False), CENTER, CENTER(number=DATE)))
    tally = of.tally
    yield Cell(label, text)
    yield Cell("", text)
    yield Cell(tally.total, centre)
    for column, key, day in ((_START, "MIN", of.start), (_END, "MAX", of.end)):
        cells = below(column)
        yield Cell(Formula(f'=IF(COUNT({cells})=0,"",{key}({cells}))', _day(day)), date)
    done = f'(COUNTIF({below(_STATE)},"已销号*")+COUNTIF({below(_STATE)},"无需整改*"))'
    count = f"{column_letters(_COUNT)}{row + 1}"
    yield Cell(Formula(f'={done}&"/"&{count}', f"{tally.closed}/{tally.total}"), centre)
    late = f'COUNTIF({below(_HINT)},"逾期*天")'
    hint = f"逾期 {tally.overdue} 件" if tally.overdue else ""
    yield Cell(Formula(f'=IF({late}=0,"","逾期 "&{late}&" 件")', hint), centre)
    yield Hole()
    yield Cell(Formula(f"=IF({done}={count},1,0)", int(not tally.open)), centre)


def _line(
    ledger: Ledger, line: Line, row: int, places: Mapping[str, int], spans: Mapping[str, str]
) -> Iterator[Value]:
    """One problem: what it shows is looked up in 整改台账 by its id, wherever it stands there."""
    place = f"${column_letters(_PLACE)}{row + 1}"
    state, end = f"{column_letters(_STATE)}{row + 1}", f"{column_letters(_END)}{row + 1}"
    done = f'OR(LEFT({state},3)="已销号",LEFT({state},4)="无需整改")'
    late = f'=IF({done},"",IF(NOT(ISNUMBER({end})),"",IF({end}<TODAY(),"逾期 "&(TODAY()-{end})&" 天","")))'
    words = due_words(line, ledger.today) if is_overdue(line, ledger.today) else ""
    yield Cell(line.id, _SMALL_ID)
    yield Cell(line.text("school"), _SMALL)
    yield Cell("", _SMALL_CENTER)
    for key, look in (("start", _SMALL_DAY), ("deadline", _SMALL_DAY), ("state", _SMALL_CENTER)):
        found = f"INDEX({spans[key]},{place})"
        value = _day(line.date(key)) or line.text(key)
        yield Cell(Formula(f'=IF({place}=0,"",IF({found}="","",{found}))', value), look)
    yield Cell(Formula(late, words), _SMALL_CENTER)
    match = f"=IFERROR(MATCH($A{row + 1},{spans['id']},0),0)"
    yield Cell(Formula(match, places[line.id]), _SMALL_CENTER)
    yield Cell(Formula(f"=IF({done},1,0)", int(line.is_closed)), _SMALL_CENTER)


_SMALL_ID, _SMALL_DAY = _SMALL(indent=2), _SMALL_CENTER(number=DATE)


def _day(day: dt.date | None) -> float | str:
    return serial(day) if day else ""


def _rules(last: int, right: int) -> Iterator[Rule]:
    """The bars: rules over dates, so that they follow the dates."""
    here, after = (f"{column_letters(_FIRST_PERIOD + n)}${_HEADER + 1}" for n in (0, 1))
    start, end, done, hint = (
        f"${column_letters(column)}{_FIRST + 1}" for column in (_START, _END, _DONE, _HINT)
    )
    inside = f"AND(ISNUMBER({start}),ISNUMBER({end}),{start}<{after},{end}>={here})"
    for condition, look in (
        (f"=AND({inside},{done}=1)", Look(ground=palette.BAR.ink)),
        (f"=AND({inside},{end}<TODAY())", Look(pattern=8, hatch="#FFFFFF", ground=_LATE)),
        (f"={inside}", Look(ground=_BAR)),
        (f"=AND(TODAY()>={here},TODAY()<{after})", Look(ground=_TODAY)),
    ):
        area = (_FIRST, _FIRST_PERIOD, last, right)
        yield Rule(area, "formula", condition, look, stop=True)
    late = Look(ink=palette.UNMET.ink, bold=True)
    yield Rule((_FIRST, _HINT, last, _HINT), "formula", f'=LEFT({hint},2)="逾期"', late)
