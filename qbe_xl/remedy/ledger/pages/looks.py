"""What the ledger's sheets share: values by their kind, states and hints in their colours."""

from __future__ import annotations

import datetime as dt
from functools import cache

from qbe_xl.remedy.ledger.model import Value
from qbe_xl.remedy.ledger.states import Status
from qbe_xl.sheets import palette
from qbe_xl.sheets.looks import CENTER, DATE, FIGURE, HEADER, Look
from qbe_xl.sheets.model import A3, Cell, Paper, Tall
from qbe_xl.sheets.model import Value as Shown

WIDE = Paper(size=A3)
STAFF = HEADER(ground="#FFF6DD")
"""The header of a column that staff fill in."""
SMALLER = Tall(line=13.0, room=10 / 9 * 1.15, lost=2.0, most=300.0)
"""Rows of texts of 9 points."""
LATE = Look(ink=palette.UNMET.ink, ground=palette.UNMET.ground)
SOON = Look(ink=palette.NEAR.ink, ground=palette.NEAR.ground)
_QUIET = Look(ink=palette.NOT_APPLICABLE.ink, ground=palette.NOT_APPLICABLE.ground)
_DONE = Look(ink=palette.MET.ink, ground=palette.MET.ground)
STATES: dict[Status, Look] = {
    Status.WAITING: _QUIET,
    Status.DOING: Look(ink=palette.ACCENT, ground=palette.BAND),
    Status.CLAIMED: SOON,
    Status.PAUSED: _QUIET,
    Status.RETURNED: LATE,
    Status.REOPENED: LATE,
    Status.UNCLEAR: SOON,
    Status.CLOSED: _DONE,
    Status.WAIVED: _DONE,
}
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


def due(words: str) -> Cell:
    """Return 逾期 12 天 or 还剩 5 天 in its colours."""
    if words.startswith("逾期"):
        return Cell(words, _OVERDUE)
    return Cell(words, _SOON if words.startswith(("还剩", "今天")) else CENTER)


_STATE_CELLS = {status: STATE | look for status, look in STATES.items()}
_OVERDUE, _SOON = CENTER | LATE(bold=True), CENTER | SOON
