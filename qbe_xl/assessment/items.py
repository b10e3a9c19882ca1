"""What every county item becomes: a state, its figures, and where its parts stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from qbe_xl.assessment.exact import rate_reaches
from qbe_xl.assessment.rates import known, over
from qbe_xl.assessment.sections import Pupils, Sections
from qbe_xl.assessment.states import State, States, all_of, judge
from qbe_xl.clauses.records import RECORDS, Answers, Rate, Record
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


_RULES: dict[tuple[str, str], RegisteredRule] = {}


def rule(id: str, named: str = "", *, schools: str = "", **reads: str) -> Callable[[Rule], Rule]:
    """Register a rule of an item, with what it reads.

    named: of a rule that only some standards choose, or only from a day on: the law before and
    after a revision stand side by side, and the clause's dated text in a standard's file says
    which of them judges. schools, classes, rooms, monitoring, survey, items, vetoes, facts: keys,
    separated by spaces.
    """
    sheets = {"schools": schools, **reads}

    def register(function: Rule) -> Rule:
        cells = tuple((sheet, key) for sheet, keys in sheets.items() for key in keys.split())
        _RULES[id, named] = RegisteredRule(id, function, cells)
        return function

    return register


def rule_of(id: str, named: str = "") -> RegisteredRule:
    """Return a rule of an item: the function that bears its id, or what its record says."""
    return _RULES.get((id, named)) or _from_record(RECORDS[id])


def reads_of(id: str) -> tuple[tuple[str, str], ...]:
    """Return the cells that the rules of an item read, whichever standard chooses them."""
    names = (*RECORDS[id].rules, "")
    return tuple(dict.fromkeys(cell for name in names for cell in rule_of(id, name).reads))


def _from_record(record: Record) -> RegisteredRule:
    sheet = "vetoes" if record.group == "V" else "items"
    reads = tuple((sheet, i.key) for i in record.inputs if not i.optional)
    judged = record.rule
    if isinstance(judged, Rate):
        return RegisteredRule(record.id, partial(rate_reached, record, judged), reads)
    if isinstance(judged, Answers):
        return RegisteredRule(record.id, partial(answers_given, record, judged), reads)
    raise LookupError(f"{record.id} has no rule")


def answers_given(record: Record, wanted: Answers, facts: Facts) -> Item:
    """Every yes-or-no answer of the clause is 是; of a veto (第十条) 否."""
    if not wanted.wanted:
        value = facts.county.veto(record.id).value
        return Item(record.id, judge(not value if isinstance(value, bool) else None))
    states = {key: facts.yes(key) for key in record.yes}
    return Item(
        record.id,
        all_of(states.values()),
        conditions=states if len(states) > 1 else {},
    )


def rate_reached(record: Record, rate: Rate, facts: Facts) -> Item:
    """Σ parts ÷ base reaches its line, and every yes-or-no answer of the clause is 是."""
    part, base = sum(map(facts.figure, rate.parts)), facts.figure(rate.base)
    figures = np.array([facts.figure(key) for key in rate.parts])
    reached = rate_reaches(figures, np.array([base]), facts.standard.exact(rate.line))
    unneeded = rate.unneeded and base == 0
    conditions: dict[str, State] = {}
    for given in record.inputs:
        if given.kind == "yesno":
            conditions[given.key] = facts.yes(given.key)
        elif not given.optional:
            conditions["rate"] = State.NOT_APPLICABLE if unneeded else judge(reached)
    return Item(
        record.id,
        all_of(conditions.values()),
        value=over(part, base),
        terms={"part": known(part), "base": known(base)},
        conditions=conditions if len(conditions) > 1 else {},
    )
