"""Who does what: general terms, over which a county lays its own plan (本县方案).

The mapping from indicators to units is ours, not a plan's (惯例). Names, duties and tasks are the
county's: without its plan the units bear the terms of the national texts and nothing is quoted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

MISSING = "missing"
"""The key of every problem that is not filled in yet (待填报), whatever the indicator."""
TOWNSHIPS = "townships"


@dataclass(frozen=True, slots=True)
class Unit:
    """A member unit (成员单位): duties are sentences of the plan, section where they stand."""

    id: str
    name: str
    section: str = ""
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """One of the tasks of a plan.

    section: where it stands (四（一）); responsible: the plan's own list in its words; units: the
    same as ids, in the plan's order; all_members: whether 各成员单位 stand there too.
    """

    id: str
    title: str
    section: str
    responsible: str
    units: tuple[str, ...]
    all_members: bool
    work: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Basis:
    """Words of the plan on which an assignment rests; source: the unit or task, section: where."""

    source: str
    section: str
    quote: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem and who answers for it.

    problems: indicators; balance.R1 is the 差异系数 of R1, `missing` whatever is not filled in.
    lead and cooperating: ids of units. measure: what is usually done, measures: of some problems by
    themselves; months: how long it usually takes. These are only suggestions. kind: 惯例, as no
    text assigns indicators to units. task and basis: of the county's plan, none without one.
    """

    id: str
    title: str
    problems: tuple[str, ...]
    lead: str
    cooperating: tuple[str, ...]
    measure: str
    months: int
    kind: str
    task: str = ""
    basis: tuple[Basis, ...] = ()
    measures: Mapping[str, str] = field(default_factory=dict)

    def measure_of(self, problem: str) -> str:
        """Return what is usually done about a problem of this kind: R2, balance.R6."""
        return self.measures.get(problem, self.measure)


@dataclass(frozen=True, slots=True)
class Plan:
    """The county's plan as a document; all blank where it gave none.

    number: 文号; source: the file or sheet that gave it or named the units.
    """

    county: str = ""
    document: str = ""
    number: str = ""
    issuer: str = ""
    date: dt.date | None = None
    source: str = ""

    @property
    def given(self) -> bool:
        """Whether there is a document to cite."""
        return bool(self.document)

    @property
    def origin(self) -> str:
        """文号, issuer and date, as far as they are known."""
        return "，".join(filter(None, (self.number, self.issuer, str(self.date or ""))))


@dataclass(frozen=True)
class Duties:
    """Units, tasks and kinds of problem, each by its id, in the plan's order."""

    plan: Plan
    units: Mapping[str, Unit]
    tasks: Mapping[str, Task]
    kinds: Mapping[str, Kind]

    @cached_property
    def _by_problem(self) -> dict[str, Kind]:
        return {problem: kind for kind in self.kinds.values() for problem in kind.problems}

    def kind_of(self, problem: str) -> Kind:
        """Return the kind of a problem: R4, G5, balance.R2, missing; KeyError for no such."""
        return self._by_problem[problem]

    def name(self, unit: str, township: str = "") -> str:
        """Return a unit's name; of the townships, the one in question where it is known."""
        if unit == TOWNSHIPS and township.endswith(("乡", "镇", "街道")):
            return f"{township}{'办事处' if township.endswith('街道') else '人民政府'}"
        return self.units[unit].name

    def named(self, names: Mapping[str, str], base: Duties) -> Duties:
        """Return a copy with these names where it still has those of `base`; others are left."""
        units = {
            id: replace(unit, name=names[id])
            if names.get(id) and id in base.units and unit.name == base.units[id].name
            else unit
            for id, unit in self.units.items()
        }
        return self if units == self.units else replace(self, units=units)

    def kinds_led_by(self, unit: str) -> tuple[Kind, ...]:
        """Return the kinds of problem that a unit leads."""
        return tuple(kind for kind in self.kinds.values() if kind.lead == unit)

    def kinds_helped_by(self, unit: str) -> tuple[Kind, ...]:
        """Return the kinds of problem in which a unit cooperates."""
        return tuple(kind for kind in self.kinds.values() if unit in kind.cooperating)

    def tasks_of(self, unit: str) -> tuple[Task, ...]:
        """Return the tasks of the plan that name a unit, or every member unit."""
        return tuple(t for t in self.tasks.values() if unit in t.units or t.all_members)
