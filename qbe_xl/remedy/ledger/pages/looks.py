"""What the ledger's sheets share: values by their kind, states and hints in their colours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache

from qbe_xl.clauses.words import BLANK
from qbe_xl.files.text import cell_text
from qbe_xl.remedy.ledger.columns import BY_KEY, DUE
from qbe_xl.remedy.ledger.model import Row, Value, due_words
from qbe_xl.remedy.ledger.states import Status
from qbe_xl.remedy.ledger.summaries import Tally
from qbe_xl.sheets import palette
from qbe_xl.sheets.looks import CENTER, COUNT, DATE, FIGURE, HEADER, MONEY, SMALL, Look
from qbe_xl.sheets.model import A3, Cell, Field, Figure, Paper, Tall
from qbe_xl.sheets.model import Value as Shown

WIDE = Paper(size=A3)
STAFF = HEADER(ground="#FFF6DD")
"""The header of a column that staff fill in."""
SMALLER = Tall(line=13.0, room=10 / 9 * 1.15, lost=2.0, most=300.0)
"""Rows of texts of 9 points."""
LATE = Look(ink=palette.UNMET.ink, ground=palette.UNMET.ground)
SOON = Look(ink=palette.NEAR.ink, ground=palette.NEAR.ground)
_LOOKS = {
    "doing": Look(ink=palette.ACCENT, ground=palette.BAND),
    "near": SOON,
    "unmet": LATE,
    "met": Look(ink=palette.MET.ink, ground=palette.MET.ground),
    "not_applicable": Look(ink=palette.NOT_APPLICABLE.ink, ground=palette.NOT_APPLICABLE.ground),
}
STATES = {status: _LOOKS[status.look] for status in Status}
STATE = CENTER(wrap=True)


def value(content: Value, look: Look) -> Shown:
    """Return a value as what it is; look: that of a text in its column."""
    if isinstance(content, dt.date):
        return Cell(content, _date(look.size))
    if isinstance(content, float):
        return Cell(content, _figure(look.number, look.size))
    return content or ""


@cache
def _date(size: float | None) -> Look:
    return CENTER(number=DATE, size=size)


@cache
def _figure(number: str | None, size: float | None) -> Look:
    return FIGURE(number=number, size=size)


def state(word: str, status: Status | None) -> Cell:
    """Return a state in its colours; None for words of the staff's own."""
    return Cell(word, STATE if status is None else _STATE_CELLS[status])


Shows = tuple[Field, Callable[[Row], Shown]]


def column(key: str, width: float = 0, look: Look = SMALL, header: str = "") -> Shows:
    """Return a column of the ledger in small type, for a list of its rows."""
    shown = BY_KEY[key]
    name = header or shown.header
    if key == "state":
        return Field(name, width), lambda row: state(row.text(key), row.status)
    if shown.kind == "number":
        return Field(name, width, MONEY), lambda row: row.amount(key)
    if shown.kind == "date":
        return Field(name, width, look), lambda row: value(row.values.get(key), look)
    return Field(name, width, look, tall=SMALLER), lambda row: row.text(key)


def hint(today: dt.date, width: float = 0) -> Shows:
    """Return the column 期限提示."""
    return Field(DUE, width), lambda row: due(due_words(row, today))


NOTHING: tuple[str, None] = ("没有须整改的事项。", None)
"""What an empty table says."""

Sums = tuple[Field, Callable[[Tally], Shown]]
DONE: Sums = Field("完成率", look=FIGURE(number="0%")), lambda of: of.done if of.total else BLANK
NEXT: Sums = Field("最近期限", look=CENTER), lambda of: cell_text(of.next) or BLANK
COUNTS: tuple[Sums, ...] = (
    (Field("合计", look=COUNT), lambda of: of.total),
    (Field("未完成", look=COUNT), lambda of: of.open),
    (Field("逾期", look=COUNT), lambda of: Figure(of.overdue, over=LATE) if of.overdue else 0),
    (Field("30 天内到期", look=COUNT), lambda of: of.soon),
    (Field("已销号等", look=COUNT), lambda of: of.closed),
)
"""How some rows stand: what every view of a unit, school or township tells."""


def due(words: str) -> Cell:
    """Return 逾期 12 天 or 还剩 5 天 in its colours."""
    if words.startswith("逾期"):
        return Cell(words, _OVERDUE)
    return Cell(words, _SOON if words.startswith(("还剩", "今天")) else CENTER)


_STATE_CELLS = {status: STATE | look for status, look in STATES.items()}
_OVERDUE, _SOON = CENTER | LATE(bold=True), CENTER | SOON
