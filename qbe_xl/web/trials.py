"""What a trial moves, as texts with the colour of their state."""

from __future__ import annotations

from collections.abc import Iterable

from qbe_xl.assessment.share import Share
from qbe_xl.assessment.states import State
from qbe_xl.assessment.trial import Moved
from qbe_xl.clauses import words
from qbe_xl.sheets.pieces import View


def shown_rows(moved: Iterable[tuple[Moved, str]]) -> list[View]:
    """Return a row for each thing that moves, with its title."""
    return [
        {
            "title": title,
            "now": _shown(one, one.now),
            "then": _shown(one, one.then),
            "turn": one.turn,
            "good": one.turn.startswith(("变好", "更均衡", "+")),
        }
        for one, title in moved
    ]


def _shown(one: Moved, value: State | Share | float | None) -> View:
    if isinstance(value, Share):
        return {"text": words.counted(value), "state": ""}
    if isinstance(value, State):
        return {"text": words.state_marked(one.what, value), "state": value.id}
    if one.stage:
        return {"text": words.number(value, 4), "state": ""}
    return {"text": words.plain(value), "state": ""}
