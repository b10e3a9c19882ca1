"""The roadmap and the months as pictures for the page: SVG with class names, no colours of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from qbe_xl.clauses.records import RESOURCES
from qbe_xl.remedy.ledger.dates import months_later
from qbe_xl.remedy.ledger.model import Ledger, is_overdue
from qbe_xl.remedy.ledger.summaries import Month, Stretch, months, roadmap
from qbe_xl.sheets import svg

Place = Callable[[dt.date], float]
"""From a day to its place on the picture."""

_LABEL, _COUNT = 232, 92
_WIDTH = 920
_ROW, _UNIT, _BAR = 22, 28, 12
_TOP = 60
_CHARACTERS = 17
_BALANCE = " 差异系数"
_LEAST = 4.0
_MONTHS = 18
"""Months whose labels fit side by side."""


def gantt(ledger: Ledger) -> str:
    """Return the roadmap: a bar for each unit and indicator from first start to last deadline.

    The filled part of a bar is the share that is closed; a hatched bar is overdue; the dashed
    line is the day of the run. Rows without dates say so.
    """
    found = roadmap(ledger)
    columns = months(ledger)
    first = columns[0].first
    end = months_later(columns[-1].first, 1)
    scale = (_WIDTH - _LABEL - _COUNT) / (end - first).days

    def x(day: dt.date) -> float:
        return round(_LABEL + max(0, min((day - first).days, (end - first).days)) * scale, 1)

    height = _TOP + sum(_UNIT + _ROW * len(stretches) for _, stretches in found) + 8
    body = [_HATCH, *_grid(columns, end, x, height)]
    told = []
    y = _TOP
    for group, stretches in found:
        counts = group.tally
        body.append(svg.bar("unit", 0, y, _WIDTH, _UNIT - 4))
        body.append(svg.text(8, y + 16, svg.fitted(group.name, _CHARACTERS), "strong"))
        body.append(svg.text(_WIDTH - 8, y + 16, f"{counts.closed}/{counts.total}", "end strong"))
        told.append(f"{group.name} {counts.closed}/{counts.total}")
        y += _UNIT
        for stretch in stretches:
            body += _bar(ledger, stretch, y, x)
            y += _ROW
    day = x(ledger.today)
    body.append(svg.upright("today", day, _TOP - 8, height - 4))
    body.append(svg.text(day, 14, f"今天 {ledger.today:%m-%d}", "today middle"))
    return svg.picture(
        "gantt", _WIDTH, height, "整改路线图", "各单位已完成件数：" + "；".join(told), body
    )


_HATCH = (
    '<defs><pattern id="late" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="late-ground" width="6" height="6"/>'
    '<path class="late-line" d="M0 0V6"/></pattern></defs>'
)


def _grid(columns: Sequence[Month], end: dt.date, place: Place, height: float) -> list[str]:
    """A line and a label for each month, for some where there are many; the year above its first."""
    body = []
    step = 1 + (len(columns) - 1) // _MONTHS
    for number, month in enumerate(columns):
        left = place(month.first)
        opens = month.first.month == 1 or number == 0
        look = "year" if opens else "grid"
        body.append(svg.upright(look, left, _TOP - 22, height - 4))
        if (month.first.month - 1) % step == 0:
            body.append(svg.text(left + 3, _TOP - 10, f"{month.first.month}月", "month"))
        if opens and (number or 13 - month.first.month > step):
            body.append(svg.text(left + 3, _TOP - 26, f"{month.first.year}年", "years"))
    body.append(svg.upright("grid", place(end), _TOP - 22, height - 4))
    return body


def _bar(ledger: Ledger, stretch: Stretch, y: float, place: Place) -> list[str]:
    counts = stretch.tally
    body = [svg.text(_LABEL - 8, y + 12, _label(stretch.kind), "end")]
    if stretch.start is None or stretch.end is None or stretch.end < stretch.start:
        shapes = [svg.text(_LABEL + 6, y + 12, "日期待定", "quiet")]
    else:
        left, right = place(stretch.start), place(stretch.end + dt.timedelta(1))
        width = max(_LEAST, right - left)
        late = any(is_overdue(row, ledger.today) for row in stretch.rows)
        kind = "done" if not counts.open else "late" if late else "plan"
        shapes = [svg.bar(kind, left, y + 2, width, _BAR)]
        if counts.open and counts.closed:
            done = round(width * counts.done, 1)
            shapes.append(svg.bar("done", left, y + 2, done, _BAR))
    body.append(svg.named(f"{stretch.unit} {stretch.kind}", shapes))
    said = f"{counts.closed}/{counts.total}" + (f" 逾期{counts.overdue}" if counts.overdue else "")
    body.append(svg.text(_WIDTH - 8, y + 12, said, "end late" if counts.overdue else "end"))
    return body


_PLOT, _BASE, _STEP = 150, 178, 46


def month_chart(ledger: Ledger) -> str:
    """Return what falls due and what was closed, month by month, with both sums as lines."""
    columns = months(ledger)
    due = closed = 0
    sums = []
    for month in columns:
        due, closed = due + month.due, closed + month.closed
        sums.append((due, closed))
    top = max(due, closed, 1)
    width = max(480, 40 + _STEP * len(columns) + 20)

    def y(count: int) -> float:
        return round(_BASE - _PLOT * count / top, 1)

    body = [
        svg.path("grid", f"M40 {_BASE}H{width - 10}"),
        svg.text(34, y(top) + 4, str(top), "end"),
    ]
    body.append(svg.text(34, _BASE + 4, "0", "end"))
    lines: dict[str, list[str]] = {"due": [], "closed": []}
    for number, (month, (all_due, all_closed)) in enumerate(zip(columns, sums, strict=True)):
        x = 48 + number * _STEP
        for shift, kind, count in ((0, "plan", month.due), (14, "done", month.closed)):
            if count:
                high = round(_BASE - y(count), 1)
                body.append(svg.bar(kind, x + shift, y(count), 12, high))
                body.append(svg.text(x + shift + 6, y(count) - 3, str(count), "middle small"))
        lines["due"].append(f"{x + 13} {y(all_due):g}")
        if month.first <= ledger.today:
            lines["closed"].append(f"{x + 13} {y(all_closed):g}")
        body.append(svg.text(x + 13, _BASE + 16, f"{month.first.month}月", "middle small"))
        if not number or month.first.month == 1:
            body.append(svg.text(x + 13, _BASE + 31, f"{month.first.year}年", "middle small"))
    for kind, points in lines.items():
        if points:
            body.append(svg.path(f"line {kind}", f"M{'L'.join(points)}"))
    about = f"到期 {due} 件，已销号 {closed} 件"
    return svg.picture("months", width, _BASE + 38, "按月到期与销号", about, body)


def _label(kind: str) -> str:
    """An indicator with its short name where it has one: R1 高学历教师 差异系数."""
    id, _, rest = kind.partition(" ")
    if id in RESOURCES:
        kind = f"{id} {RESOURCES[id].short}{rest[len(rest.removesuffix(_BALANCE)) :]}"
    return svg.fitted(kind, _CHARACTERS)
