"""The ledger as values: rows, what happened to them, and what is still open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction

from qbe_xl.clauses.duties import Duties
from qbe_xl.clauses.gaps import Gap
from qbe_xl.county.model import exact
from qbe_xl.errors import Notice
from qbe_xl.files.text import cell_text
from qbe_xl.remedy.ledger.dates import USUAL_MONTHS, Filing, months_later
from qbe_xl.remedy.ledger.states import Status, status_of

Value = str | float | dt.date | None
OWN = "自"
"""What the id of a row that staff added begins with."""
PLAN, FILING = "plan", "filing"
"""In the hidden sheet: the plan that a row's measure comes from, and the day counted back from; a
row of the first name says the plan of the whole ledger, which may have no rows."""
CostOf = Callable[[Gap], float | None]
"""The cost of a gap in 万元, None where it cannot be said."""
LONGEST = 32_000
"""Characters that a cell may hold, with some room."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem as this run found it.

    id: stable over runs, made of indicator, stage and school, never of figures; indicator: R4,
    balance.R4, G8, or `missing` for all that a unit left blank; title: its name; stage: 小学, 初中 or ""; code: "" for the county.
    missing: nobody has filled these in yet; cost: 万元, None where it cannot be said, 0 where another
    row bears it; what several rows need together stands once, so that costs may be added.
    measure: what is to be done, "" for what is usual; planned: the plan that was chosen says so;
    borne_by: the row that bears the cost, "" for this one; duty: the kind of problem by which units
    answer (`Kind.id`), "" for the indicator's own.
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
    measure: str = ""
    planned: bool = False
    borne_by: str = ""
    duty: str = ""


class Outcome(Enum):
    """What became of a problem that is no longer open."""

    MET = "met"
    WAIVED = "waived"
    SAME = "same"
    """Still open as a whole, though nothing more can be said of this row."""
    FOLDED = "folded"
    """Open, but it waits for blanks that stand in a case of their own."""
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Standing:
    """An outcome and its reason in words for staff."""

    outcome: Outcome
    words: str


GONE = Standing(
    Outcome.GONE, "填报表里没有这所学校（或这个学段），请核实是否撤并、停办或改了标识码"
)

BLANKS = "填报-"
"""What the id of a row begins with that lists what a unit has left blank."""
STEP = "措施-"
"""What the id of a row begins with that is a measure of the plan where nothing else is wrong."""
DROPPED = Standing(Outcome.WAIVED, "选定的方案不再需要这一措施")


@dataclass(frozen=True)
class Found:
    """What a run found: problems by id, and how everything else that it looked at stands.

    filing: the day of applying, None where the county does not say; plan: the plan whose actions
    are the measures, "" for none; verify: what must be verified before anything is decided; unbalanced: how
    many 差异系数 stay above their limit when every gap is filled.
    """

    issues: Mapping[str, Issue]
    settled: Mapping[str, Standing]
    filing: Filing | None = None
    plan: str = ""
    verify: tuple[str, ...] = ()
    unbalanced: int = 0

    def standing(self, id: str) -> Standing | Issue:
        """Return the problem that is still open under this id, or what became of it."""
        gone = DROPPED if id.startswith(STEP) else GONE
        return self.issues.get(id) or self.settled.get(id, gone)


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

    @property
    def plan(self) -> str:
        """The plan that was chosen for it, "" for none."""
        return self.base.get(PLAN, {}).get(PLAN, "")


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
    filing: Filing | None = None
    plan: str = ""
    planned: frozenset[str] = frozenset()
    """The ids of the rows whose cost the plan says."""
    verify: tuple[str, ...] = ()
    unbalanced: int = 0

    @property
    def today(self) -> dt.date:
        """The day of the run."""
        return self.now.date()

    @property
    def filing_day(self) -> str:
        """The day that deadlines were counted back from, "" where it was the run's own."""
        return cell_text(self.filing.day) if self.filing and self.filing.stays else ""

    def due(self, indicator: str) -> dt.date:
        """Return the day counted back for an indicator, "" for a row of the staff's own."""
        filing = self.filing or Filing(months_later(self.today, USUAL_MONTHS))
        return filing.due(self.duties.kind_of(indicator).id if indicator else "", self.today)

    @property
    def costing(self) -> tuple[Row, ...]:
        """The open rows whose costs may be added up: with a plan only what it says."""
        return tuple(
            row
            for row in self.rows
            if not row.is_closed
            and row.amount("cost") is not None
            and (row.id in self.planned if self.plan else not row.id.startswith(OWN))
        )

    @property
    def total(self) -> Fraction:
        """What is still to be spent, 万元, exact to the 元; with a plan that of the plan."""
        return total(self.costing)


def total(rows: Iterable[Row]) -> Fraction:
    """Return the costs of rows added up, 万元, exact to the 元."""
    return sum((exact(row.amount("cost") or 0.0) for row in rows), Fraction(0))


DUE_SOON = 30
"""Days before a deadline from which it is pointed out."""


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
