"""How many of some things hold, of those that are known, and how many are not known yet.

A blank is never a zero: what is not filled in is neither among those that hold nor among the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from qbe_xl.assessment.states import State


@dataclass(frozen=True, slots=True)
class Share:
    """met of `known`, and `unknown` more of which nobody can tell yet."""

    met: int
    known: int
    unknown: int = 0

    @property
    def total(self) -> int:
        """How many there are, known or not."""
        return self.known + self.unknown

    @property
    def rate(self) -> float | None:
        """The share of the known ones, 0 to 1; None where nothing is known that would say it.

        While some are unknown, 0 is no share: none of them need be without.
        """
        if not self.known or (self.unknown and not self.met):
            return None
        return self.met / self.known

    @property
    def all_met(self) -> bool:
        """Whether every one is known to hold."""
        return self.met == self.total > 0


def share_of(states: Iterable[State | int]) -> Share:
    """Return how many states are met; what is not applicable does not count."""
    codes = np.fromiter((int(state) for state in states), np.int8)
    met, unmet, missing = (
        int((codes == state).sum()) for state in (State.MET, State.UNMET, State.MISSING)
    )
    return Share(met, met + unmet, missing)


def over_of(states: Iterable[State | int]) -> Share:
    """Return how many are unmet, such as classes above their limit."""
    share = share_of(states)
    return Share(share.known - share.met, share.known, share.unknown)
