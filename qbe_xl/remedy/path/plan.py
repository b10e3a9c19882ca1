"""A plan as staff carry it out: actions by school, what they cost, and the county assessed again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import numpy as np

from qbe_xl.assessment import Assessment, State, assess
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county import layout
from qbe_xl.remedy.changes import Change, applied, posts
from qbe_xl.remedy.path.problem import Problem
from qbe_xl.remedy.ways import TEACHERS, TRANSFER

if TYPE_CHECKING:
    from qbe_xl.remedy.path.drafting import Choice

LEAST, WITHIN, MOVES, KNOWN = "最省方案", "预算内方案", "只靠交流", "已填数据方案"
"""The names of the variants."""

Status = Literal["optimal", "feasible", "infeasible", "already_met"]
STATUS_WORDS: dict[Status, str] = {
    "optimal": "已证明最省",
    "feasible": "可行，距下界见差距",
    "infeasible": "没有可行方案",
    "already_met": "已经达标，无须整改",
}
WAITING = "待填报，补齐后才能测算"
OPTIMAL = 1e-5
"""A gap of at most this is none: areas and money are measured out in small grains."""


@dataclass(frozen=True, slots=True)
class Action:
    """One change of one cell of 学校: `change` in the column's unit, negative where given away.

    id: the indicator that it serves, "" where it merely follows (a new teacher's post);
    stage: "primary", "junior", or "" for what the whole school shares; cost: 万元.
    """

    school: int
    code: str
    name: str
    township: str
    id: str
    stage: str
    key: str
    column: str
    change: Fraction
    unit: str
    means: str
    cost: Fraction

    @property
    def adds(self) -> bool:
        """Whether it adds to the indicator, so that it counts there; exchanges only shift."""
        return (
            bool(self.id)
            and self.means != TRANSFER
            and self.key in RESOURCES[self.id].keys(self.stage)
        )


@dataclass(frozen=True, slots=True)
class Move:
    """Teachers who go from one school to another of the same stage: 交流轮岗."""

    id: str
    stage: str
    giver: int
    receiver: int
    count: int


@dataclass(frozen=True)
class Plan:
    """One variant: what it does and what comes of it.

    cost and bound: 万元, None without a plan; gap: (cost − bound) ÷ cost, a share; reasons: why
    there is none, or what it leaves open; after: the county with the plan, assessed by the engine.
    """

    name: str
    about: str
    status: Status
    actions: tuple[Action, ...]
    moves: tuple[Move, ...]
    cost: Fraction | None
    bound: float | None
    gap: float | None
    before: Assessment
    after: Assessment
    reasons: tuple[str, ...] = ()

    @property
    def met(self) -> bool:
        """Whether the resources are met with it: every section and every CV."""
        return self.after.groups["resources"] is State.MET

    @property
    def status_words(self) -> str:
        """The status as staff read it; a draft with blanks is not without a plan, but waits."""
        if self.status == "infeasible" and np.isnan(self.before.sections.totals).any():
            return WAITING
        return STATUS_WORDS[self.status]

    @property
    def sections_met(self) -> int:
        """How many sections are met with it."""
        return self.after.sections_met

    @property
    def over_limit(self) -> int:
        """How many CVs stay above their limit with it."""
        return sum(found.state is State.UNMET for _, _, found in self.after.cvs)

    @property
    def new_posts(self) -> int:
        """How many teachers it adds to 专任教师数."""
        return int(sum(a.change for a in self.actions if a.key.endswith("_teachers")))

    def amount(self, id: str) -> Fraction:
        """Return what is added for an indicator, in the unit of its column; no exchanges."""
        return sum((a.change for a in self.actions if a.id == id and a.adds), Fraction(0))

    @property
    def moved(self) -> int:
        """How many teachers are exchanged."""
        return sum(move.count for move in self.moves)


def no_plan(
    name: str,
    about: str,
    assessment: Assessment,
    reasons: Sequence[str] = (),
    *,
    status: Status = "infeasible",
) -> Plan:
    """Return a variant without actions."""
    met = status == "already_met"
    zero = Fraction(0) if met else None
    bound = 0.0 if met else None
    return Plan(
        name, about, status, (), (), zero, bound, bound, assessment, assessment, tuple(reasons)
    )


def make_plan(
    name: str,
    about: str,
    problem: Problem,
    choice: Choice,
    *,
    must_meet: bool = True,
    reasons: Sequence[str] = (),
) -> Plan:
    """Return a choice as actions, applied to the county and assessed again.

    Raises RuntimeError where a plan that must meet the resources does not: never trust, check.
    """
    assessment = problem.assessment
    changes = list(_changes(problem, choice))
    moves = tuple(_moves(problem, choice))
    every = [*changes, *posts(assessment.county, changes)]
    after = assess(applied(assessment.county, every), assessment.standard)
    plan = Plan(
        name=name,
        about=about,
        status="optimal" if choice.gap <= OPTIMAL else "feasible",
        actions=tuple(_actions(problem, every)),
        moves=moves,
        cost=choice.cost,
        bound=min(choice.bound, float(choice.cost)),
        gap=choice.gap,
        before=assessment,
        after=after,
        reasons=tuple(reasons),
    )
    if must_meet and not plan.met:
        raise RuntimeError("the plan does not meet the resources when assessed again")
    return plan


def _changes(problem: Problem, choice: Choice) -> Iterator[Change]:
    for addition, amount in zip(problem.additions, choice.added, strict=True):
        if amount:
            for key in addition.keys:
                yield Change(addition.school, key, amount, addition.means, addition.indicator)
    sections = problem.assessment.sections
    for section, column in np.argwhere((choice.into != 0) | (choice.out != 0)).tolist():
        place = problem.addition[section, column]
        addition = problem.additions[place]
        for figures, sign in ((choice.out, -1), (choice.into, 1)):
            count = int(figures[section, column])
            if count:
                yield Change(
                    int(sections.school[section]),
                    addition.keys[0],
                    Fraction(sign * count),
                    TRANSFER,
                    addition.indicator,
                )


def _moves(problem: Problem, choice: Choice) -> Iterator[Move]:
    """Who goes where: within a township first, then in the order of the sheet."""
    sections, schools = problem.assessment.sections, problem.assessment.county.schools
    for column, id in enumerate(TEACHERS):
        for mine in problem.by_stage:
            stage = STAGES[sections.stage[mine[0]]]
            givers, takers = (
                {s: int(count[s, column]) for s in mine.tolist() if count[s, column]}
                for count in (choice.out, choice.into)
            )
            pairs: dict[tuple[int, int], int] = defaultdict(int)
            for near in (True, False):
                for giver in givers:
                    here = schools.word("township", int(sections.school[giver]))
                    for taker in takers:
                        there = schools.word("township", int(sections.school[taker]))
                        count = min(givers[giver], takers[taker])
                        if count and (here == there or not near):
                            pairs[giver, taker] += count
                            givers[giver] -= count
                            takers[taker] -= count
            for (giver, taker), count in sorted(pairs.items()):
                from_to = int(sections.school[giver]), int(sections.school[taker])
                yield Move(id, stage, *from_to, count)


def _actions(problem: Problem, changes: Sequence[Change]) -> Iterator[Action]:
    schools, parameters = problem.assessment.county.schools, problem.parameters
    price = {(a.school, a.keys[0], a.indicator): a.cost for a in problem.additions}
    order = {id: place for place, id in enumerate((*INDICATORS, ""))}
    for change in sorted(changes, key=lambda c: (c.school, order[c.id], c.key, c.means, c.amount)):
        column = schools.sheet.by_key[change.key]
        if change.means == TRANSFER:
            cost = parameters.number("transfer") * max(change.amount, Fraction(0))
        else:
            cost = price.get((change.school, change.key, change.id), Fraction(0)) * change.amount
        prefix = change.key.partition("_")[0]
        yield Action(
            school=change.school,
            code=schools.word("code", change.school),
            name=schools.word("name", change.school),
            township=schools.word("township", change.school),
            id=change.id,
            stage=prefix if prefix in layout.STAGE_WORDS else "",
            key=change.key,
            column=column.header,
            change=change.amount,
            unit=column.unit,
            means=change.means,
            cost=cost if change.id else Fraction(0),
        )
