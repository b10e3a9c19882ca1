"""What every part of the view is made of: states, counts, tallies, clean text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from qbe_xl.assessment import State
from qbe_xl.clauses import words

View = dict[str, Any]

THOUSAND = 1000
_WIDE = "\u3000"
"""A Chinese space, which Python takes for unprintable."""


def state_view(state: State, of: str = "") -> View:
    """Return a state as id (for its colour), mark and word; of: its clause or group, if it has one."""
    word = words.state_word(of, state) if of else state.word
    return {"id": state.id, "mark": state.mark, "word": word, "marked": f"{state.mark} {word}"}


@cache
def _unprintable() -> re.Pattern[str]:
    """Compiled where it is needed, which is rare and takes long."""
    return re.compile("[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Clean(dict[str, Any]):
    """A view that `clean` has been over, and need not again for each document made of it."""


def clean(value: Any) -> Any:
    """Drop what neither XML nor UTF-8 can hold; every line break becomes \\n."""
    if isinstance(value, str):
        if value.isprintable() or value.replace("\n", "").replace(_WIDE, "").isprintable():
            return value
        text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        return _unprintable().sub("", text)
    if isinstance(value, Clean):
        return value
    if isinstance(value, dict):
        return {key: clean(part) for key, part in value.items()}
    if isinstance(value, list):
        return [clean(part) for part in value]
    return value


def count(number: int | float) -> str:
    """Return a count in words."""
    return words.plain(float(number))


def listed(rows: list[Any]) -> View:
    """Return rows with their number."""
    return {"count": count(len(rows)), "rows": rows}


def names_by_state(pairs: Iterable[tuple[State, str]]) -> dict[str, list[str]]:
    """Return the names of whatever is in each state."""
    found: dict[str, list[str]] = {state.id: [] for state in State}
    for state, name in pairs:
        found[state.id].append(name)
    return found


def tally(states: Iterable[State], of: str = "") -> View:
    """How many are in each state, in words, and the states that occur, gravest first.

    of: the letter of the clauses that they are of.
    """
    counts = dict.fromkeys(State, 0)
    for state in states:
        counts[state] += 1
    order = (State.UNMET, State.MISSING, State.MET, State.NOT_APPLICABLE)
    held = [state for state in order if counts[state]]
    whole = sum(counts.values())
    named = [words.state_word(of, state) if of else state.word for state in held]
    told = "，".join(f"{word} {counts[state]} 项" for word, state in zip(named, held, strict=True))
    if len(held) == 1:
        told = named[0] if whole == 1 else f"{whole} 项均{named[0]}"
    return {
        "total": count(whole),
        "gist": told if len(held) == 1 else f"共 {whole} 项：{told}",
        "numeral": words.numeral(whole),
        "words": [f"{word} {counts[state]} 项" for word, state in zip(named, held, strict=True)],
        **{state.id: count(number) for state, number in counts.items()},
    }
