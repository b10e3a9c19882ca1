"""The search for the cheapest path: a bound that is proven, and a plan that holds exactly.

Without the CVs it is a small integer program. Where a CV binds, the conic relaxation says where the
optimum lies; tangents there make a linear program whose cost is the relaxation's own, so HiGHS
proves the bound; with whole numbers it also says which indicator each section leaves excused. That
decided, the rest falls apart indicator by indicator, and each is rounded until it holds exactly.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace

from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.county.model import Figures, Flags
from qbe_xl.remedy.path.cones import NEAR, excess, relative
from qbe_xl.remedy.path.drafting import Choice, Draft, stands
from qbe_xl.remedy.path.problem import Problem
from qbe_xl.remedy.path.program import Found, Program
from qbe_xl.remedy.path.relaxation import relax
from qbe_xl.remedy.path.repair import EXACT, Repair

GOAL = 5e-4
"""A plan this close to the bound ends the search."""
SMALL = 14
"""Counties of at most so many sections are searched until nothing cheaper can exist."""
_ROUNDS = 48
_PROOFS = 30
"""Rounds of tangents in which a county without a plan is proven to have none."""
_LONGEST = 20.0
"""Seconds for one round of the whole county in whole numbers."""

Tell = Callable[[str], None]


class NoPlanInTimeError(Exception):
    """Neither a plan was found in the time given, nor a proof that there is none."""


def cheapest(
    problem: Problem, *, seconds: float = 60.0, tell: Tell = lambda step: None
) -> Choice | None:
    """Return the cheapest plan found and its bound; None where no plan exists.

    seconds: after which the best plan at hand is returned with its gap. Raises NoPlanInTimeError.
    """
    return _Search(problem, seconds, tell).run()


class _Search:
    def __init__(self, problem: Problem, seconds: float, tell: Tell) -> None:
        self.problem, self.tell = problem, tell
        self.end = time.monotonic() + seconds
        self.goal = EXACT if len(problem.full) <= SMALL else GOAL
        self.best: Choice | None = None
        self.bound = 0.0

    @property
    def left(self) -> float:
        return max(0.5, self.end - time.monotonic())

    def run(self) -> Choice | None:
        base = Program(self.problem)
        self.tell("不计差异系数求最省")
        first = base.solve(gap=EXACT, seconds=min(self.left, _LONGEST))
        if first.infeasible:
            return None
        if first.values is None:
            raise NoPlanInTimeError
        self.bound = max(0.0, first.bound)
        self._offer(self._rounded(base, first.values))
        if self.best is not None:
            return replace(self.best, bound=self.bound)
        self.tell("计入差异系数求下界")
        relaxed = relax(base, self.problem.cones, seconds=self.left)
        if relaxed is None:
            self._prove_impossible(base)
            return None
        return self._with_cones(base, relaxed)

    def _with_cones(self, base: Program, relaxed: Figures) -> Choice | None:
        problem, cuts = self.problem, Program(self.problem)
        ratios = base.ratios(relaxed)
        for cone in problem.cones:
            if excess(cone, ratios) > -NEAR:
                cuts.add_tangents(cone, relative(cone, ratios))
        self._raise_bound(cuts.solve(relaxed=True, seconds=self.left))
        self.tell("求整数方案")
        self._offer(self._repaired(base, base.excused_in(relaxed)))
        for number in range(_ROUNDS):
            if self._done():
                break
            self.tell(f"缩小差距（第 {number + 1} 轮）")
            if self.best is not None:
                self.best.draft(problem).start(cuts)
            found = cuts.solve(gap=self.goal / 2, seconds=min(self.left / 2, _LONGEST))
            if found.infeasible:
                return None
            self._raise_bound(found)
            if found.values is None:
                break
            self._offer(self._rounded(cuts, found.values))
            if not self._done():
                self._offer(self._repaired(base, cuts.excused_in(found.values)))
            if not self._cut(cuts, cuts.ratios(found.values)):
                break
        if self.best is None:
            raise NoPlanInTimeError
        return replace(self.best, bound=min(self.bound, float(self.best.cost)))

    def _prove_impossible(self, base: Program) -> None:
        """Have HiGHS prove what Clarabel only says; raise NoPlanInTimeError where it does not."""
        values = relax(base, self.problem.cones, elastic=True, seconds=self.left)
        program = Program(self.problem)
        for _ in range(_PROOFS):
            if values is None or not self._cut(program, program.ratios(values)):
                break
            found = program.solve(relaxed=True, seconds=self.left)
            if found.infeasible:
                return
            values = found.values
        raise NoPlanInTimeError

    def _done(self) -> bool:
        if time.monotonic() >= self.end:
            return True
        return self.best is not None and self.best.gap_to(self.bound) <= self.goal

    def _raise_bound(self, found: Found) -> None:
        if math.isfinite(found.bound):
            self.bound = max(self.bound, found.bound)

    def _offer(self, choice: Choice | None) -> None:
        if choice and (self.best is None or choice.cost < self.best.cost):
            self.best = choice

    def _cut(self, program: Program, ratios: Figures) -> int:
        """Add tangents where a plan breaks a limit; return how many."""
        added = 0
        for cone in self.problem.cones:
            if excess(cone, ratios) > 0:
                added += program.add_tangents(cone, relative(cone, ratios))
        return added

    def _rounded(self, program: Program, values: Figures) -> Choice | None:
        """A plan of whole grains from columns; None where it does not stand."""
        excused = program.excused_in(values)
        draft = Draft.rounded(program, values, excused)
        every = list(range(len(INDICATORS)))
        return draft.choice() if stands(self.problem, draft, every, excused) else None

    def _repaired(self, base: Program, excused: Flags) -> Choice | None:
        first = self.best is None
        return Repair(base, excused, self.bound, self.goal, self.end, first=first).plan()
