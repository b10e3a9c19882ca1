"""Plans in whole grains, exact: rounding, and whether a plan stands on its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from qbe_xl.assessment.balance import within
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county.model import Figures, Flags, exact
from qbe_xl.remedy.path.people import HOLDS, KINDS, hiring_cost, prices
from qbe_xl.remedy.path.problem import Cone, Problem
from qbe_xl.remedy.path.program import Program
from qbe_xl.remedy.ways import TEACHERS

_TEACHERS = len(TEACHERS)
"""R1–R3 stand first among the indicators."""
_NOISE = 1e-4
"""Of a grain: what a solver leaves beyond a whole one."""
_NOTHING = 100
"""Grains (1 ㎡, 100 元) below which nothing is added, unless a line asks for it."""


@dataclass(frozen=True)
class Choice:
    """A plan in numbers, exact: by addition how much, and by section who comes and goes.

    added: units by addition; come and go: teachers by section and kind (`people.KINDS`); cost:
    万元; bound: what no plan can cost less than.
    """

    added: tuple[Fraction, ...]
    come: Figures
    go: Figures
    cost: Fraction
    bound: float = 0.0

    @property
    def gap(self) -> float:
        """How much cheaper, at the utmost, another plan could be, as a share."""
        return self.gap_to(self.bound)

    def draft(self, problem: Problem) -> Draft:
        """Return it as a plan that can be gone on with."""
        return Draft(problem, list(self.added), self.come.copy(), self.go.copy())

    def gap_to(self, bound: float) -> float:
        """Return the same for another bound."""
        cost = float(self.cost)
        return (cost - bound) / cost if cost > bound else 0.0


def blocks(problem: Problem) -> list[list[int]]:
    """Return the indicators, by position, that depend on each other once it is decided who is
    excused: each on its own, but for teachers, of whom one may count for several.
    """
    teachers = [INDICATORS.index(indicator) for indicator in TEACHERS]
    return [teachers, *([i] for i in range(len(INDICATORS)) if i not in teachers)]


@dataclass
class Draft:
    """A plan being put together, indicator by indicator, the teachers together."""

    problem: Problem
    added: list[Fraction]
    come: Figures
    go: Figures

    @classmethod
    def empty(cls, problem: Problem) -> Draft:
        """Return the plan to do nothing."""
        none = np.zeros((len(problem.full), len(KINDS)))
        return cls(problem, [Fraction(0)] * len(problem.additions), none, none.copy())

    @classmethod
    def rounded(
        cls, program: Program, values: Figures, excused: Flags, left: Flags | None = None
    ) -> Draft:
        """Return columns of a program in whole grains: areas and money up, teachers to the
        nearest, with as many coming as going and nobody below what is needed.

        left: sections that stay as they are.
        """
        problem = program.problem
        exactly = program.people(values)
        come, go = (np.round(side) for side in exactly)
        come, go = come - np.minimum(come, go), go - np.minimum(come, go)
        _balance(problem, exactly, come, go)
        draft = cls(problem, _amounts(program, values), come, go)
        moved = draft.moved
        need = needs(problem, excused)
        for section, column in np.argwhere(need > 0).tolist():
            if column not in program.columns or (left is not None and left[section]):
                continue
            place = int(problem.addition[section, column])
            addition = problem.additions[place]
            least = exact(need[section, column]) - int(moved[section, column])
            if draft.added[place] < least:
                grain = RESOURCES[addition.indicator].grain
                draft.added[place] = -(-least // grain) * grain
        return draft

    def start(self, program: Program) -> None:
        """Let a program begin with this plan."""
        program.start_at(np.array([float(a) for a in self.added]), self.come, self.go)

    @property
    def moved(self) -> Figures:
        """What every section gains by exchanges, less what it loses: sections × 7."""
        found = np.zeros(self.problem.full.shape)
        found[:, : len(TEACHERS)] = (self.come - self.go) @ HOLDS
        return found

    def take(self, other: Draft, block: Sequence[int]) -> None:
        """Take over what another plan does for some indicators."""
        for place, addition in enumerate(self.problem.additions):
            if INDICATORS.index(addition.indicator) in block:
                self.added[place] = other.added[place]
        if with_teachers(block):
            self.come, self.go = other.come.copy(), other.go.copy()

    def growth(self) -> list[list[Fraction]]:
        """Return what every section's indicators grow by, in the unit of the column."""
        moved = self.moved
        return [
            [
                self.added[place] + int(moved[section, column])
                for column, place in enumerate(self.problem.addition[section].tolist())
            ]
            for section in range(len(self.problem.full))
        ]

    def teachers(self, section: int) -> list[Fraction]:
        """Return how many teachers a section gets anew for each of R1–R3."""
        return [self.added[place] for place in self.problem.addition[section, :_TEACHERS].tolist()]

    def cost(self, block: Sequence[int]) -> Fraction:
        """Return what some indicators cost, 万元; the teachers' cost stands together."""
        names = {INDICATORS[column] for column in block} - set(TEACHERS)
        amount = sum(
            (
                addition.cost * added
                for addition, added in zip(self.problem.additions, self.added, strict=True)
                if added and addition.indicator in names
            ),
            Fraction(0),
        )
        if not with_teachers(block):
            return amount
        parameters = self.problem.parameters
        each = prices(parameters)
        for section in range(len(self.problem.full)):
            amount += hiring_cost(each, self.teachers(section))
        return amount + parameters.number("transfer") * int(self.come.sum())

    def choice(self) -> Choice:
        """Return the plan, finished."""
        cost = self.cost(range(len(INDICATORS)))
        return Choice(tuple(self.added), self.come.copy(), self.go.copy(), cost)


def with_teachers(block: Sequence[int]) -> bool:
    """Return whether the teachers are among some indicators."""
    return any(column < _TEACHERS for column in block)


def _amounts(program: Program, values: Figures) -> list[Fraction]:
    found = []
    for addition, column in zip(program.problem.additions, program.x.tolist(), strict=True):
        figure, grain = float(values[column]), RESOURCES[addition.indicator].grain
        if addition.whole:
            found.append(Fraction(max(0, round(figure))))
            continue
        grains = math.ceil(figure / float(grain) - _NOISE)
        found.append(grains * grain if grains >= _NOTHING else Fraction(0))
    return found


def _balance(
    problem: Problem, exactly: tuple[Figures, Figures], come: Figures, go: Figures
) -> None:
    """Let as many teachers of a kind come as go: take back what was rounded up most."""
    for kind in range(len(KINDS)):
        for mine in problem.by_stage:
            over = int(come[mine, kind].sum() - go[mine, kind].sum())
            more, before = (come, exactly[0]) if over > 0 else (go, exactly[1])
            for _ in range(abs(over)):
                raised = np.where(
                    more[mine, kind] > 0, more[mine, kind] - before[mine, kind], -math.inf
                )
                more[mine[int(raised.argmax())], kind] -= 1


def needs(problem: Problem, excused: Flags) -> Figures:
    """Return what each indicator of each section must at least grow by."""
    return np.where(excused, problem.floor, problem.full)


def stands(problem: Problem, draft: Draft, block: Sequence[int], excused: Flags) -> bool:
    """Return exactly whether a plan keeps every rule for some indicators."""
    growth = draft.growth()
    need = needs(problem, excused)
    for section, row in enumerate(growth):
        for column in block:
            if need[section, column] > 0 and row[column] < exact(need[section, column]):
                return False
    for addition, amount in zip(problem.additions, draft.added, strict=True):
        mine = INDICATORS.index(addition.indicator) in block
        if mine and addition.most is not None and amount > addition.most:
            return False
    if with_teachers(block) and not (_people_hold(problem, draft) and _posts_hold(problem, draft)):
        return False
    return all(holds(problem, cone, growth) for cone in problem.cones if cone.column in block)


def _people_hold(problem: Problem, draft: Draft) -> bool:
    """Whether as many of each kind come as go, and only teachers go who can be there."""
    for mine in problem.by_stage:
        if (draft.come[mine].sum(axis=0) != draft.go[mine].sum(axis=0)).any():
            return False
    go, come, teachers = draft.go @ HOLDS, draft.come @ HOLDS, slice(_TEACHERS)
    gone, spare, room = draft.go.sum(axis=1), problem.spare[:, teachers], problem.room[:, teachers]
    moving = (gone > 0) | (draft.come.sum(axis=1) > 0)
    if (go > spare).any() or (gone > np.maximum(problem.leave, 0)).any():
        return False
    if (problem.leave[moving] < 0).any():
        return False
    if problem.parameters.with_post:
        return not (gone[:, None] - go > room).any()
    return not (come > room).any()


def _posts_hold(problem: Problem, draft: Draft) -> bool:
    if not problem.posts_count:
        return True
    growth = draft.growth()
    cap, total = problem.parameters.optional("new_posts"), 0
    for section, staff in enumerate(problem.teachers.tolist()):
        if math.isnan(staff):
            continue
        new = new_posts(problem, draft, section, growth[section])
        moved = int(draft.come[section].sum() - draft.go[section].sum())
        if not problem.parameters.with_post:
            moved = 0
        if problem.frozen[section] and (new or moved > 0):
            return False
        total += new
    return cap is None or total <= cap


def new_posts(problem: Problem, draft: Draft, section: int, growth: Sequence[Fraction]) -> int:
    """Return the posts that a section needs beyond what it has and what comes with people."""
    moved = 0
    if problem.parameters.with_post:
        moved = int(draft.come[section].sum() - draft.go[section].sum())
    most = max(problem.amount[section][c] + growth[c] for c in range(_TEACHERS))
    return max(0, math.ceil(most - exact(float(problem.teachers[section])) - moved))


def holds(problem: Problem, cone: Cone, growth: Sequence[Sequence[Fraction]]) -> bool:
    """Return exactly whether a CV is within its limit once every section has grown."""
    column, factor = cone.column, RESOURCES[cone.indicator].factor
    pupils = problem.assessment.sections.pupils
    parts = [
        (
            factor
            * (problem.amount[section][column] + growth[section][column])
            * problem.share[section][column],
            exact(float(pupils[section])),
        )
        for section in cone.sections.tolist()
    ]
    return within(parts, cone.limit)
