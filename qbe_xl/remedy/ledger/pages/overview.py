"""总览: how far the county is, month by month, and who is behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qbe_xl.clauses import words
from qbe_xl.remedy.ledger.columns import DUE
from qbe_xl.remedy.ledger.model import Ledger
from qbe_xl.remedy.ledger.pages import looks, table
from qbe_xl.remedy.ledger.states import MEANINGS, Status
from qbe_xl.remedy.ledger.summaries import Group, Month, Tally, by_unit, months, tally
from qbe_xl.remedy.ledger.wording import cost_words
from qbe_xl.sheets import palette
from qbe_xl.sheets.layout import taken
from qbe_xl.sheets.looks import CENTER, COUNT, FIGURE, HEADING, NOTE, TEXT, Look
from qbe_xl.sheets.model import (
    TALL,
    UPRIGHT,
    Bars,
    Break,
    Cell,
    Chart,
    Field,
    Formula,
    Grid,
    Heading,
    Note,
    Part,
    Range,
    Row,
    Series,
    Sheet,
    Space,
    Title,
    Value,
    listed,
)

NAME = "总览"
_WIDTHS = (22, 11, 11, 11, 11, 11, 11, 25)
_OTHER = "其他写法"
_CHART_ROWS = 15


def sheet(ledger: Ledger, county: str) -> Sheet:
    """Return the sheet."""
    note = f"截至 {ledger.today}。状态、逾期和月度各数随“整改台账”里的填写自动变化；单位一栏是生成时的。"
    parts: list[Part] = [
        Title(f"{county}义务教育优质均衡整改进展", note),
        *_first(ledger),
        *_cards(ledger),
        Space(),
        Heading("一、按状态"),
        _states(ledger),
        Space(),
        *([Break()] if ledger.verify else []),  # with what must be verified the page is full
        Heading("二、按责任单位"),
    ]
    units = _units(ledger)
    first = taken(*parts) + 1
    bars = [Bars((first, 7, first + len(units.rows) - 1, 7))] if units.rows else []
    parts.append(units)
    if ledger.rows:
        parts += (Space(), Break(), Heading("三、按月进度"))
        first = taken(*parts) + _CHART_ROWS + 1
        parts += (_chart(first, first + len(months(ledger)) - 1), _months(ledger, first))
    return Sheet(NAME, parts, _WIDTHS, paper=UPRIGHT, rules=bars)


def _first(ledger: Ledger) -> list[Part]:
    """What must be verified before anything is decided, and what it costs."""
    lines: list[Part] = [Note(cost_words(ledger), TEXT)]
    if ledger.verify:
        lines += [Heading("须先核实"), *(Note(said, TEXT) for said in ledger.verify)]
    return [*lines, Space()]


def _cards(ledger: Ledger) -> tuple[Row, Row]:
    found = tally(ledger.rows, ledger.today)
    edge = Look(line=1, edge=palette.EDGE, align="center")
    label, figure = NOTE | edge(sides="lrt"), HEADING(size=16) | edge(sides="lrb")
    all_, closed = _count(ledger), _closed(ledger)
    done = found.done if found.total else words.BLANK
    late, soon = (
        "+".join(f'COUNTIF({table.span(ledger, DUE)},"{word}*")' for word in said)
        for said in (("逾期",), ("还剩", "今天"))
    )
    cards = (
        (1, "问题（件）", all_, found.total, figure),
        (2, "已销号等", closed, found.closed, figure(ink=palette.MET.ink)),
        (2, "完成率", _share(all_, closed), done, figure(number="0.0%")),
        (2, "逾期（件）", late, found.overdue, figure(ink=palette.UNMET.ink)),
        (1, "30 天内到期", soon, found.soon, figure(ink=palette.NEAR.ink)),
    )
    labels = [Cell(name, label, wide) for wide, name, *_ in cards]
    figures = [Cell(Formula(f"={text}", value), look, n) for n, _, text, value, look in cards]
    return Row(labels, height=20), Row(figures, height=30)


def _count(ledger: Ledger, word: str = "?") -> str:
    return f'COUNTIF({table.span(ledger, "state")},"{word}*")'


def _closed(ledger: Ledger) -> str:
    return "+".join(_count(ledger, status.word) for status in Status if status.is_closed)


def _share(all_: str, part: str) -> str:
    return f'IF({all_}=0,"{words.BLANK}",({part})/{all_})'


def _states(ledger: Ledger) -> Grid:
    total, all_ = len(ledger.rows), _count(ledger)
    counts = dict.fromkeys(Status, 0)
    for line in ledger.rows:
        known = (status for status in Status if line.text("state").startswith(status.word))
        if status := next(known, None):
            counts[status] += 1
    meaning = {of.status: of.meaning for of in MEANINGS}
    lines: list[tuple[Cell, str, int, str]] = [
        (looks.state(of.word, of), _count(ledger, of.word), count, meaning[of])
        for of, count in counts.items()
    ]
    if others := total - sum(counts.values()):
        named = "+".join(_count(ledger, status.word) for status in Status)
        said = "单位自己写的状态，已原样保留，“已完成”等按相近的统计"
        lines.append((looks.state(_OTHER, None), f"{all_}-({named})", others, said))
    fields = (
        Field("状态"),
        Field("件数", look=COUNT),
        Field("占比", look=FIGURE(number="0.0%")),
        Field("说明", columns=5),
    )
    rows = [
        (
            state,
            Formula(f"={text}", count),
            Formula(f"={_share(all_, text)}", count / total if total else words.BLANK),
            said,
        )
        for state, text, count, said in lines
    ]
    return Grid(fields, rows, header=24, height=18)


def _units(ledger: Ledger) -> Grid:
    def of_group(told: Callable[[Tally], Value]) -> Callable[[Group], Value]:
        return lambda group: told(group.tally)

    return listed(
        by_unit(ledger),
        (
            (Field("责任单位", tall=TALL), lambda of: of.name),
            *((field, of_group(told)) for field, told in (*looks.COUNTS, looks.NEXT, looks.DONE)),
        ),
        header=24,
        least=19,
        empty=looks.NOTHING,
    )


def _months(ledger: Ledger, first: int) -> Grid:
    """The months; first: the row, 0-based, of the first of them."""
    labels = ("当月到期", "累计到期", "当月销号", "累计销号", "到期未销号")
    fields = (
        Field("月份", look=CENTER(number='yyyy"年"m"月"')),
        *(Field(label, look=COUNT) for label in labels),
    )
    rows = []
    due = closed = 0
    for row, month in enumerate(months(ledger), first + 1):
        due, closed = due + month.due, closed + month.closed
        rows.append(tuple(_month(ledger, month, first + 1, row, (due, closed))))
    return Grid(fields, rows, header=24)


def _month(
    ledger: Ledger, month: Month, first: int, row: int, sums: tuple[int, int]
) -> Iterator[Value]:
    """One month; rows are 1-based."""
    begin, until = f"$A{row}", f"EDATE($A{row},1)"
    days, checked, state = (table.span(ledger, key) for key in ("deadline", "checked", "state"))
    closing = "+".join(
        f'COUNTIFS({state},"{s.word}*",{checked},">="&{begin},{checked},"<"&{until})'
        for s in Status
        if s.is_closed
    )
    yield month.first
    yield Formula(f'=COUNTIFS({days},">="&{begin},{days},"<"&{until})', month.due)
    yield Formula(f"=SUM(B${first}:B{row})", sums[0])
    yield Formula(f"={closing}", month.closed)
    yield Formula(f"=SUM(D${first}:D{row})", sums[1])
    yield Formula(f"=MAX(0,C{row}-E{row})", max(0, sums[0] - sums[1]))
    yield Cell("◀ 本月" if ledger.today.replace(day=1) == month.first else "", NOTE)


def _chart(first: int, last: int) -> Chart:
    def series(column: int, name: str, colour: str, **more: object) -> Series:
        values, days = (Range(NAME, first, c, last, c) for c in (column, 0))
        return Series(name, values, days, colour, **more)  # type: ignore[arg-type]

    return Chart(
        (
            series(1, "当月到期", palette.EDGE, gap=60),
            series(3, "当月销号", palette.BAR.ink, gap=60),
            series(2, "累计到期", palette.ACCENT, line=True, width=2, dash="dash"),
            series(4, "累计销号", palette.MET.ink, line=True, width=2, dash="solid"),
        ),
        rows=_CHART_ROWS,
        width=800,
        height=20 * (_CHART_ROWS - 1),
        about="",
        slanted=True,
        x_format="yyyy-mm",
        offset=(2, 4),
    )
