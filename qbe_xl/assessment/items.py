"""What every county item becomes: a state, its figures, and where its parts stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from qbe_xl.assessment.sections import Pupils, Sections
from qbe_xl.assessment.states import State, States, judge
from qbe_xl.county.model import County, Figures, Flags, Index
from qbe_xl.standards import Standard


@dataclass(frozen=True)
class Parts:
    """The parts of an item that stand in rows of a sheet: who keeps it from being met.

    table: "schools", "classes" or "monitoring"; index: rows of that table; states: theirs.
    figures: what was compared, by name, one figure a part.
    """

    table: str
    index: Index
    states: States
    figures: Mapping[str, Figures] = field(default_factory=dict)

    def holding(self, state: State) -> Index:
        """Return which positions of `index` hold a state."""
        return np.flatnonzero(self.states == state)


@dataclass(frozen=True)
class Item:
    """One of P1–P2, G1–G15, Q1–Q9, S1, V1–V6.

    value: the one figure (元 or a fraction) of items that have one, else None; values: the
    figures of G11 and G13; terms: the sums behind them, by name; parts: see Parts;
    conditions: named yes-or-no conditions with their states.
    """

    id: str
    state: State
    value: float | None = None
    values: Mapping[str, float | None] = field(default_factory=dict)
    terms: Mapping[str, float | None] = field(default_factory=dict)
    conditions: Mapping[str, State] = field(default_factory=dict)
    parts: tuple[Parts, ...] = ()


@dataclass(frozen=True)
class Facts:
    """Everything that an item's rule may read."""

    county: County
    standard: Standard
    pupils: Pupils
    sections: Sections
    ordinary: Flags

    def yes(self, key: str) -> State:
        """Return 是 as met, 否 as unmet, blank as missing, for an item of 县级数据."""
        value = self.county.item(key).value
        return judge(value if isinstance(value, bool) else None)

    def figure(self, key: str) -> float:
        """Return a figure of 县级数据, NaN where it is blank."""
        value = self.county.item(key).value
        return value if isinstance(value, float) else float("nan")

    def day(self, key: str) -> dt.date | None:
        """Return a date of 县级数据."""
        value = self.county.item(key).value
        return value if isinstance(value, dt.date) else None


Rule = Callable[[Facts], Item]


@dataclass(frozen=True, slots=True)
class RegisteredRule:
    """A rule with the cells that it reads: ("学校", "pupils") or ("县级数据", "G8.1")."""

    id: str
    rule: Rule
    reads: tuple[tuple[str, str], ...]


RULES: dict[str, RegisteredRule] = {}


def rule(id: str, *, schools: str = "", **reads: str) -> Callable[[Rule], Rule]:
    """Register the rule of an item, with what it reads.

    schools, classes, rooms, monitoring, survey, items, vetoes, facts: keys, separated by spaces.
    """
    sheets = {"schools": schools, **reads}

    def register(function: Rule) -> Rule:
        cells = tuple((sheet, key) for sheet, keys in sheets.items() for key in keys.split())
        RULES[id] = RegisteredRule(id, function, cells)
        return function

    return register
