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
from qbe_xl.remedy.path.problem import Cone, Problem
from qbe_xl.remedy.path.program import Program
from qbe_xl.remedy.ways import TEACHERS

_NOISE = 1e-4
"""Of a grain: what a solver leaves beyond a whole one."""
_NOTHING = 100
"""Grains (1 ㎡, 100 元) below which nothing is added, unless a line asks for it."""


@dataclass(frozen=True)
class Choice:
    """A plan in numbers, exact: by addition how much, and by section who comes and goes.

    added: units by addition; into and out: teachers by section and indicator; cost: 万元;
    bound: what no plan can cost less than.
    """

    added: tuple[Fraction, ...]
    into: Figures
    out: Figures
    cost: Fraction
    bound: float = 0.0

    @property
    def gap(self) -> float:
        """How much cheaper, at the utmost, another plan could be, as a share."""
        return self.gap_to(self.bound)

    def gap_to(self, bound: float) -> float:
        """Return the same for another bound."""
        cost = float(self.cost)
        return (cost - bound) / cost if cost > bound else 0.0


def blocks(problem: Problem) -> list[list[int]]:
    """Return the indicators, by position, that depend on each other once it is decided who is
    excused: each on its own, but for teachers under a common cap.
    """
    parameters = problem.parameters
    tied = (
        parameters.optional("new_posts") is not None
        or (parameters.flag("move") and parameters.optional("send") is not None)
        or bool(problem.frozen.any())
    )
    teachers = [INDICATORS.index(indicator) for indicator in TEACHERS]
    rest = [[i] for i in range(len(INDICATORS)) if i not in teachers]
    return [teachers, *rest] if tied else [*([i] for i in teachers), *rest]


@dataclass
class Draft:
    """A plan being put together, indicator by indicator."""

    problem: Problem
    added: list[Fraction]
    into: Figures
    out: Figures

    @classmethod
    def empty(cls, problem: Problem) -> Draft:
        """Return the plan to do nothing."""
        none = np.zeros(problem.full.shape)
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
        into, out = (
            np.where(moves >= 0, np.round(values[moves]), 0.0)
            for moves in (program.into, program.out)
        )
        into, out = into - np.minimum(into, out), out - np.minimum(into, out)
        _balance(program, values, into, out)
        draft = cls(problem, _amounts(program, values), into, out)
        need = needs(problem, excused)
        for section, column in np.argwhere(need > 0).tolist():
            if column not in program.columns or (left is not None and left[section]):
                continue
            place = int(problem.addition[section, column])
            addition = problem.additions[place]
            least = exact(need[section, column]) - int(into[section, column] - out[section, column])
            if draft.added[place] < least:
                grain = RESOURCES[addition.indicator].grain
                draft.added[place] = -(-least // grain) * grain
        return draft

    def take(self, other: Draft, block: Sequence[int]) -> None:
        """Take over what another plan does for some indicators."""
        for place, addition in enumerate(self.problem.additions):
            if INDICATORS.index(addition.indicator) in block:
                self.added[place] = other.added[place]
        self.into[:, block], self.out[:, block] = other.into[:, block], other.out[:, block]

    def growth(self) -> list[list[Fraction]]:
        """Return what every section's indicators grow by, in the unit of the column."""
        moved = self.into - self.out
        return [
            [
                self.added[place] + int(moved[section, column])
                for column, place in enumerate(self.problem.addition[section].tolist())
            ]
            for section in range(len(self.problem.full))
        ]

    def cost(self, block: Sequence[int]) -> Fraction:
        """Return what some indicators cost, 万元."""
        names = {INDICATORS[column] for column in block}
        amount = sum(
            (
                addition.cost * added
                for addition, added in zip(self.problem.additions, self.added, strict=True)
                if addition.indicator in names
            ),
            Fraction(0),
        )
        moved = int(self.into[:, list(block)].sum())
        return amount + self.problem.parameters.number("transfer") * moved

    def choice(self) -> Choice:
        """Return the plan, finished."""
        cost = self.cost(range(len(INDICATORS)))
        return Choice(tuple(self.added), self.into.copy(), self.out.copy(), cost)


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


def _balance(program: Program, values: Figures, into: Figures, out: Figures) -> None:
    """Let as many teachers come as go: take back what was rounded up most."""
    for column in range(len(TEACHERS)):
        for mine in program.problem.by_stage:
            over = int(into[mine, column].sum() - out[mine, column].sum())
            more, moves = (into, program.into) if over > 0 else (out, program.out)
            for _ in range(abs(over)):
                raised = np.where(
                    more[mine, column] > 0,
                    more[mine, column] - values[moves[mine, column]],
                    -math.inf,
                )
                more[mine[int(raised.argmax())], column] -= 1


def needs(problem: Problem, excused: Flags) -> Figures:
    """Return what each indicator of each section must at least grow by."""
    return np.where(excused, problem.floor, problem.full)


def cost_of(program: Program, values: Figures, block: Sequence[int]) -> float:
    """Return what some indicators cost in columns of a program, 万元."""
    names = {INDICATORS[column] for column in block}
    chosen = [
        int(column)
        for column, addition in zip(program.x, program.problem.additions, strict=True)
        if addition.indicator in names
    ]
    moves = program.into[:, list(block)]
    chosen += moves[moves >= 0].tolist()
    return float(values[chosen] @ np.array(program.cost)[chosen])


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
    columns = list(block)
    if (draft.out[:, columns] > problem.spare[:, columns]).any():
        return False
    if (draft.into[:, columns] > problem.room[:, columns]).any():
        return False
    if not _posts_hold(problem, draft, growth, columns):
        return False
    return all(holds(problem, cone, growth) for cone in problem.cones if cone.column in block)


def _posts_hold(
    problem: Problem, draft: Draft, growth: Sequence[Sequence[Fraction]], columns: list[int]
) -> bool:
    teachers = [column for column in columns if INDICATORS[column] in TEACHERS]
    for column in teachers:
        for mine in problem.by_stage:
            if draft.into[mine, column].sum() != draft.out[mine, column].sum():
                return False
    cap, share = problem.parameters.optional("new_posts"), problem.parameters.optional("send")
    total = Fraction(0)
    for section, staff in enumerate(problem.teachers.tolist()):
        if math.isnan(staff) or not teachers:
            continue
        most = max(problem.amount[section][c] + growth[section][c] for c in teachers)
        new = max(Fraction(0), most - exact(staff))
        if (
            problem.frozen[section]
            and new
            and most > max(problem.amount[section][c] for c in teachers)
        ):
            return False
        total += new
        if share is not None and draft.out[section].sum() > math.floor(share * exact(staff)):
            return False
    return cap is None or total <= cap


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
