"""Sums and groups of a ledger: by unit, school and township, by month, what is overdue."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from qbe_xl.remedy.ledger.columns import BY_KEY
from qbe_xl.remedy.ledger.dates import months_later
from qbe_xl.remedy.ledger.model import DUE_SOON, Ledger, Row, days_left, is_overdue
from qbe_xl.remedy.ledger.states import Status

NOBODY = "（未填）"
_SEVERAL = re.compile(r"[、，,；;/\n]+")


@dataclass(frozen=True, slots=True)
class Tally:
    """How some rows stand. soon: due within 30 days; cost and funds in 万元; next: the first
    deadline of those still open."""

    total: int
    waiting: int
    doing: int
    claimed: int
    overdue: int
    soon: int
    closed: int
    cost: float
    funds: float
    next: dt.date | None

    @property
    def open(self) -> int:
        """How many are left to do."""
        return self.total - self.closed

    @property
    def done(self) -> float:
        """The share that is closed, 0 to 1."""
        return self.closed / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one unit, school or township, the most urgent first; helped: in how many
    others the unit cooperates."""

    name: str
    note: str
    rows: tuple[Row, ...]
    tally: Tally
    helped: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the plan: how many fall due and how many were closed in it."""

    first: dt.date
    due: int
    closed: int


def tally(rows: Iterable[Row], today: dt.date) -> Tally:
    """Return how some rows stand."""
    rows = tuple(rows)
    left = [days_left(row, today) for row in rows]
    open_ = [row for row in rows if not row.is_closed]
    deadlines = [day for row in open_ if (day := row.date("deadline"))]
    states = [row.status for row in open_]
    claimed = states.count(Status.CLAIMED)
    waiting = states.count(Status.WAITING)
    return Tally(
        total=len(rows),
        waiting=waiting,
        doing=len(open_) - waiting - claimed,
        claimed=claimed,
        overdue=sum(days is not None and days < 0 for days in left),
        soon=sum(days is not None and 0 <= days <= DUE_SOON for days in left),
        closed=len(rows) - len(open_),
        cost=sum(row.amount("cost") or 0 for row in open_),
        funds=sum(row.amount("funds") or 0 for row in rows),
        next=min(deadlines, default=None),
    )


def units_in(text: str) -> tuple[str, ...]:
    """Return the units that a cell names, separated as staff do it; one stands for no unit."""
    return tuple(dict.fromkeys(u for part in _SEVERAL.split(text) if (u := part.strip()))) or (
        NOBODY,
    )


def by_unit(ledger: Ledger) -> tuple[Group, ...]:
    """Return the rows of each responsible unit, that with the most open ones first.

    A row of several units stands under each.
    """
    helped: dict[str, int] = {}
    for row in ledger.rows:
        for unit in units_in(row.text("helpers")):
            helped[unit] = helped.get(unit, 0) + 1
    groups = _grouped(ledger, lambda row: units_in(row.text("unit")), lambda row: "", helped)
    return tuple(sorted(groups, key=lambda g: (-g.tally.open, -g.tally.total, g.name)))


def by_school(ledger: Ledger) -> tuple[Group, ...]:
    """Return the rows of each school, by township, the county's own first."""
    groups = _grouped(
        ledger,
        lambda row: (row.text("school") or NOBODY,),
        lambda row: row.text("township"),
        key=lambda row: row.text("code"),
    )
    return tuple(sorted(groups, key=lambda g: (g.note != "", g.note, -g.tally.open, g.name)))


def by_township(ledger: Ledger) -> tuple[Group, ...]:
    """Return the rows of each township, that with the most open ones first; the county's last."""
    groups = _grouped(ledger, lambda row: (row.text("township") or COUNTY,), lambda row: "")
    return tuple(sorted(groups, key=lambda g: (g.name == COUNTY, -g.tally.open, g.name)))


COUNTY = "县级（不分乡镇）"


def _grouped(
    ledger: Ledger,
    names: Callable[[Row], Sequence[str]],
    note: Callable[[Row], str],
    helped: dict[str, int] | None = None,
    key: Callable[[Row], str] = lambda row: "",
) -> list[Group]:
    rows: dict[tuple[str, str], list[Row]] = {}
    for row in ledger.rows:
        for name in names(row):
            rows.setdefault((name, key(row)), []).append(row)
    return [
        Group(
            name,
            note(mine[0]),
            tuple(sorted(mine, key=lambda row: urgency(row, ledger.today))),
            tally(mine, ledger.today),
            (helped or {}).get(name, 0),
        )
        for (name, _), mine in rows.items()
    ]


def urgency(row: Row, today: dt.date) -> tuple[bool, dt.date, str]:
    """Order rows: open before closed, then by deadline, those without one last."""
    return row.is_closed, row.date("deadline") or dt.date.max, row.text("indicator")


def overdue(ledger: Ledger) -> tuple[Row, ...]:
    """Return what is past its deadline, the longest first."""
    late = [row for row in ledger.rows if is_overdue(row, ledger.today)]
    return tuple(sorted(late, key=lambda row: urgency(row, ledger.today)))


def due_soon(ledger: Ledger) -> tuple[Row, ...]:
    """Return what falls due within 30 days, the first first."""
    found = [
        row
        for row in ledger.rows
        if (left := days_left(row, ledger.today)) is not None and 0 <= left <= DUE_SOON
    ]
    return tuple(sorted(found, key=lambda row: urgency(row, ledger.today)))


MOST_MONTHS = 36


def months(ledger: Ledger) -> tuple[Month, ...]:
    """Return the months from the first start to the last deadline, at most 36.

    They hold the month of the run; what lies outside is not shown.
    """
    days = [day for row in ledger.rows for key in ("start", "deadline") if (day := row.date(key))]
    first, last = min([*days, ledger.today]), max([*days, ledger.today])
    if _months_between(first, last) > MOST_MONTHS:
        first = max(first, months_later(ledger.today, -MOST_MONTHS // 3))
    count = min(_months_between(first, last), MOST_MONTHS)
    firsts = [months_later(first.replace(day=1), number) for number in range(count)]
    due = _counted(row.date("deadline") for row in ledger.rows)
    closed = _counted(row.date("checked") for row in ledger.rows if row.is_closed)
    return tuple(Month(day, due.get(day, 0), closed.get(day, 0)) for day in firsts)


def _counted(days: Iterable[dt.date | None]) -> dict[dt.date, int]:
    found: dict[dt.date, int] = {}
    for day in days:
        if day is not None:
            found[day.replace(day=1)] = found.get(day.replace(day=1), 0) + 1
    return found


def _months_between(first: dt.date, last: dt.date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1


def states(ledger: Ledger) -> dict[str, int]:
    """Return how many rows are in each state, words of the staff's own by themselves."""
    found = {status.word: 0 for status in Status}
    for row in ledger.rows:
        status = row.status
        word = row.text(BY_KEY["state"].key) if status is None else status.word
        found[word] = found.get(word, 0) + 1
    return found


@dataclass(frozen=True, slots=True)
class Stretch:
    """One bar of the roadmap: the rows of a unit that are of one kind."""

    unit: str
    kind: str
    rows: tuple[Row, ...]
    start: dt.date | None
    end: dt.date | None
    tally: Tally


def roadmap(ledger: Ledger) -> tuple[tuple[Group, tuple[Stretch, ...]], ...]:
    """Return each unit with its bars, one an indicator."""
    found = []
    for group in by_unit(ledger):
        kinds: dict[str, list[Row]] = {}
        for row in group.rows:
            kinds.setdefault(row.text("indicator") or NOBODY, []).append(row)
        stretches = [
            Stretch(
                group.name,
                kind,
                tuple(rows),
                min((d for row in rows if (d := row.date("start"))), default=None),
                max((d for row in rows if (d := row.date("deadline"))), default=None),
                tally(rows, ledger.today),
            )
            for kind, rows in kinds.items()
        ]
        stretches.sort(key=lambda s: (s.end or dt.date.max, s.kind))
        found.append((group, tuple(stretches)))
    return tuple(found)
