"""The four states of every verdict, and how parts make a whole."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

import numpy as np
import numpy.typing as npt

States = npt.NDArray[np.int8]


class State(IntEnum):
    """达标, 未达标, 待填报, 不适用: as small integers, so that arrays can hold them."""

    MET = 0
    UNMET = 1
    MISSING = 2
    NOT_APPLICABLE = 3

    @property
    def id(self) -> str:
        """The name in assessment.json."""
        return self.name.lower()

    @property
    def word(self) -> str:
        """The word that staff read."""
        return ("达标", "未达标", "待填报", "不适用")[self]

    @property
    def mark(self) -> str:
        """The sign beside the word: colour is never the only one."""
        return ("●", "✕", "○", "–")[self]

    @property
    def marked(self) -> str:
        """Sign and word together."""
        return f"{self.mark} {self.word}"


def all_of(states: Iterable[State]) -> State:
    """Return the conjunction: one unmet part decides, else one missing part.

    Parts that are not applicable do not count; a conjunction over nothing is missing.
    """
    seen = set(states)
    for state in (State.UNMET, State.MISSING, State.MET, State.NOT_APPLICABLE):
        if state in seen:
            return state
    return State.MISSING


def all_in(states: States) -> State:
    """Return the conjunction of an array of states."""
    return all_of(State(code) for code in sorted(set(states.tolist())))


def each_of(*parts: States) -> States:
    """Return the conjunction of arrays of states, position by position."""
    whole = np.full_like(parts[0], State.NOT_APPLICABLE)
    for state in (State.MET, State.MISSING, State.UNMET):
        for part in parts:
            whole[part == state] = state
    return whole


def judged(met: npt.NDArray[np.bool_], missing: npt.NDArray[np.bool_]) -> States:
    """Return met, unmet, or missing where that is so."""
    states = np.where(met, State.MET, State.UNMET).astype(np.int8)
    states[missing] = State.MISSING
    return states


def judge(met: bool | None) -> State:
    """Return the state of one comparison; None is a figure that is not there."""
    return State.MISSING if met is None else State.MET if met else State.UNMET
