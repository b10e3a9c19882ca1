"""The ledger as values: rows, what happened to them, and what is still open."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from qbe_xl.clauses.duties import Duties
from qbe_xl.errors import Notice
from qbe_xl.files.text import cell_text
from qbe_xl.remedy.ledger.states import Status, status_of

Value = str | float | dt.date | None
LONGEST = 32_000
"""Characters that a cell may hold, with some room."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem as this run found it.

    id: stable over runs, made of indicator, stage and school, never of figures; indicator: R4,
    balance.R4 or G8; title: its name; stage: 小学, 初中 or ""; code: "" for the county.
    missing: nobody has filled it in yet; cost: 万元, None where it cannot be said.
    """

    id: str
    indicator: str
    title: str
    article: str
    stage: str
    code: str
    school: str
    township: str
    words: str
    missing: bool
    cost: float | None = None


class Outcome(Enum):
    """What became of a problem that is no longer open."""

    MET = "met"
    WAIVED = "waived"
    SAME = "same"
    """Still open as a whole, though nothing more can be said of this row."""
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Standing:
    """An outcome and its reason in words for staff."""

    outcome: Outcome
    words: str


GONE = Standing(
    Outcome.GONE, "填报表里没有这所学校（或这个学段），请核实是否撤并、停办或改了标识码"
)


@dataclass(frozen=True)
class Found:
    """What a run found: problems by id, and how everything else that it looked at stands."""

    issues: Mapping[str, Issue]
    settled: Mapping[str, Standing]

    def standing(self, id: str) -> Standing | Issue:
        """Return the problem that is still open under this id, or what became of it."""
        return self.issues.get(id) or self.settled.get(id, GONE)


@dataclass(frozen=True, slots=True)
class Row:
    """One line: values by key of column, extra those of columns that staff added, by header."""

    id: str
    values: Mapping[str, Value]
    extra: Mapping[str, Value] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """Return a value as text, "" for a blank one."""
        return cell_text(self.values.get(key))

    def date(self, key: str) -> dt.date | None:
        """Return a date; None for a blank one and for one in words (年底前)."""
        value = self.values.get(key)
        return value if isinstance(value, dt.date) else None

    def amount(self, key: str) -> float | None:
        """Return a figure; None for a blank one and for one in words."""
        value = self.values.get(key)
        return value if isinstance(value, float) else None

    @property
    def status(self) -> Status | None:
        """What 状态 says; None for a word of the staff's own, which counts as open."""
        return status_of(self.text("state"))

    @property
    def is_closed(self) -> bool:
        """Whether nothing is left to do."""
        status = self.status
        return status is not None and status.is_closed

    def with_values(self, changes: Mapping[str, Value]) -> Row:
        """Return the row with other values."""
        return replace(self, values={**self.values, **changes})


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history, never changed again. time: 2026-11-24 10:30; all in words."""

    time: str
    id: str
    school: str
    what: str
    column: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Sheetful:
    """A sheet that staff added to the ledger's workbook: carried over as values."""

    name: str
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Former:
    """A ledger as staff handed it back.

    rows: in its order, an id may be "" or stand twice; extras: headers that staff added;
    base: what the last run wrote, by id and key, empty where that sheet was taken out.
    loose: what stood above the header; names: what staff call a unit, by its id.
    """

    rows: tuple[Row, ...] = ()
    extras: tuple[str, ...] = ()
    history: tuple[Event, ...] = ()
    base: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    loose: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    sheets: tuple[Sheetful, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """The ledger of one run. Immutable; 逾期 and every sum are computed from it, never stored."""

    rows: tuple[Row, ...]
    extras: tuple[str, ...]
    history: tuple[Event, ...]
    now: dt.datetime
    duties: Duties
    fresh: int
    """How many of the last lines of `history` are this run's."""
    sheets: tuple[Sheetful, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def today(self) -> dt.date:
        """The day of the run."""
        return self.now.date()


DUE_SOON = 30
"""Days before a deadline from which it is pointed out."""


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later, the month's last where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def days_left(row: Row, today: dt.date) -> int | None:
    """Return the days to the deadline, negative when it is over; None where none counts."""
    deadline = row.date("deadline")
    return None if deadline is None or row.is_closed else (deadline - today).days


def is_overdue(row: Row, today: dt.date) -> bool:
    """Whether an open problem is past its deadline; the deadline's own day still counts."""
    left = days_left(row, today)
    return left is not None and left < 0


def due_words(row: Row, today: dt.date) -> str:
    """Return 逾期 12 天, 今天到期, 还剩 5 天, 期限待定, or "" where there is nothing to say."""
    if row.is_closed:
        return ""
    left = days_left(row, today)
    if left is None:
        return "期限待定"
    if left < 0:
        return f"逾期 {-left} 天"
    if left == 0:
        return "今天到期"
    return f"还剩 {left} 天" if left <= DUE_SOON else ""
