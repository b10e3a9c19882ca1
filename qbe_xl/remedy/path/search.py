"""The search for the cheapest path: a bound that is proven, and a plan that holds exactly.

Without the CVs it is a small integer program. Where a CV binds, the conic relaxation says where the
optimum lies; tangents there make a linear program whose cost is the relaxation's own, so HiGHS
proves the bound; with whole numbers it also says which indicator each section leaves excused. That
decided, the rest falls apart indicator by indicator, and each is rounded until it holds exactly.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.county.model import Figures, Flags
from qbe_xl.remedy.path.drafting import (
    Choice,
    Draft,
    blocks,
    comes_whole,
    cost_of,
    holds,
    stands,
)
from qbe_xl.remedy.path.polishing import polished
from qbe_xl.remedy.path.problem import Cone, Problem
from qbe_xl.remedy.path.program import Found, Program
from qbe_xl.remedy.path.relaxation import relax

GOAL = 1e-3
"""A plan this close to the bound ends the search."""
EXACT = 1e-7
SMALL = 14
"""Counties of at most so many sections are searched until nothing cheaper can exist."""
_NEAR_LIMIT = 1e-5
_TIGHTER = (1e-7, 1e-5, 1e-4, 3e-4, 1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2, 3.2e-2)
"""Parts taken off limit², in turn, until a rounded plan holds."""
_ROUNDS = 12
_PATIENCE = 8.0
"""Seconds for one indicator in whole numbers."""

Tell = Callable[[str], None]


def cheapest(
    problem: Problem, *, seconds: float = 60.0, tell: Tell = lambda step: None
) -> Choice | None:
    """Return the cheapest plan found and its bound; None where no plan exists.

    seconds: after which the best plan at hand is returned with its gap.
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
        first = base.solve(gap=self.goal / 2, seconds=self.left)
        if first.values is None:
            return None
        self.bound = max(0.0, first.bound)
        self._offer(self._rounded(base, first.values, self._excused(base, first.values)))
        if self.best is not None:
            return replace(self.best, bound=self.bound)
        self.tell("计入差异系数求下界")
        relaxed = relax(base, self.problem.cones, seconds=self.left)
        if relaxed is None:
            return None
        return self._with_cones(base, base.ratios(relaxed))

    def _with_cones(self, base: Program, ratios: Figures) -> Choice | None:
        problem, cuts = self.problem, Program(self.problem)
        for cone in problem.cones:
            if excess(cone, ratios) > -_NEAR_LIMIT:
                cuts.add_cone(cone)
                cuts.add_tangents(cone, relative(cone, ratios))
        self._raise_bound(cuts.solve(relaxed=True, seconds=self.left))
        start: Figures | None = None
        for number in range(_ROUNDS * 4):
            self.tell(f"求整数方案（第 {number + 1} 轮）")
            found = cuts.solve(gap=self.goal / 2, seconds=self.left / 2, start=start)
            if found.infeasible:
                return None
            self._raise_bound(found)
            if found.values is not None:
                self._offer(self._repaired(base, self._excused(cuts, found.values)))
            if self._done() or found.values is None:
                break
            if not self._cut(cuts, cuts.ratios(found.values)) and found.cost >= self.bound:
                break
        if self.best is None:
            return None
        return replace(self.best, bound=min(self.bound, float(self.best.cost)))

    def _done(self) -> bool:
        if time.monotonic() >= self.end:
            return True
        return self.best is not None and replace(self.best, bound=self.bound).gap <= self.goal

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
                program.add_cone(cone)
                added += program.add_tangents(cone, relative(cone, ratios))
        return added

    def _excused(self, program: Program, values: Figures) -> Flags:
        chosen: Flags = (program.z >= 0) & (values[program.z] > 0.5)
        return chosen

    def _rounded(self, program: Program, values: Figures, excused: Flags) -> Choice | None:
        """A plan of whole grains from columns; None where it does not stand."""
        draft = Draft.rounded(program, values, excused)
        every = list(range(len(INDICATORS)))
        return draft.choice() if stands(self.problem, draft, every, excused) else None

    def _repaired(self, base: Program, excused: Flags) -> Choice | None:
        """The cheapest plan for these excused indicators, rounded until every limit holds.

        The indicators fall apart; each takes the least tightening of its limits under which its
        rounded plan holds exactly. What rounding then costs too much is searched in whole numbers.
        """
        problem = self.problem
        fixed = {
            int(column): float(chosen)
            for column, chosen in zip(base.z.ravel(), excused.ravel(), strict=True)
            if column >= 0
        }
        draft = Draft.empty(problem)
        open_blocks = blocks(problem)
        ideal: dict[int, float] = {}
        ratios: Figures | None = None
        for tighter in _TIGHTER:
            if not open_blocks:
                break
            values = relax(base, problem.cones, tighter=tighter, fixed=fixed, seconds=self.left)
            if values is None:
                break
            if ratios is None:
                ratios = base.ratios(values)
                ideal = {block[0]: cost_of(base, values, block) for block in blocks(problem)}
            rounded = Draft.rounded(base, values, excused)
            for block in list(open_blocks):
                held = self._held(rounded, block, excused)
                if held is not None:
                    draft.take(held, block)
                    open_blocks.remove(block)
        if ratios is None:
            return None
        losses = {
            block[0]: math.inf if block in open_blocks else draft.cost(block) - ideal[block[0]]
            for block in blocks(problem)
        }
        if not open_blocks and replace(draft.choice(), bound=self.bound).gap <= self.goal:
            return draft.choice()
        for block in sorted(blocks(problem), key=lambda b: -losses[b[0]]):
            whole = any(comes_whole(INDICATORS[column]) for column in block)
            if block in open_blocks and not whole:
                return None
            allowed = self.goal * max(self.bound, 1e-9)
            spent = sum(loss for loss in losses.values() if math.isfinite(loss))
            if not whole or (block not in open_blocks and spent <= 0.3 * allowed):
                continue
            start = None if block in open_blocks else draft
            found = self._whole_block(block, excused, ratios, 0.05 * allowed, start)
            if found is not None and (start is None or found.cost(block) < draft.cost(block)):
                draft.take(found, block)
                losses[block[0]] = draft.cost(block) - ideal[block[0]]
            elif start is None:
                return None
        return draft.choice()

    def _held(self, rounded: Draft, block: Sequence[int], excused: Flags) -> Draft | None:
        """A rounded plan for some indicators, mended step by step where it comes whole."""
        if len(block) == 1 and comes_whole(INDICATORS[block[0]]):
            mended = polished(self.problem, rounded, block[0], excused)
            if mended is not None and stands(self.problem, mended, block, excused):
                return mended
        return rounded if stands(self.problem, rounded, block, excused) else None

    def _whole_block(
        self,
        block: Sequence[int],
        excused: Flags,
        ratios: Figures,
        slack: float,
        start: Draft | None,
    ) -> Draft | None:
        """Teachers or rooms in whole numbers: tangents at and around where they must be."""
        problem = self.problem
        cones = [cone for cone in problem.cones if cone.column in block]
        program = Program(problem, columns=block, excused=excused)
        for cone in cones:
            if excess(cone, ratios) > -_NEAR_LIMIT:
                self._around(program, cone, ratios)
        first = None if start is None else start.columns(program, block)
        tightened: dict[tuple[str, int], float] = {}
        until = time.monotonic() + min(self.left, _PATIENCE)
        for number in range(_ROUNDS):
            left = until - time.monotonic()
            if left <= 0:
                return None
            found = program.solve(gap=EXACT, slack=slack, seconds=left, start=first)
            if found.values is None:
                return None
            draft = Draft.rounded(program, found.values, excused)
            broken = [cone for cone in cones if not holds(problem, cone, draft.growth())]
            if not broken:
                return draft if stands(problem, draft, block, excused) else None
            now = program.ratios(found.values)
            for cone in broken:
                self._around(program, cone, now)
                if number >= 2:
                    key = (cone.stage, cone.column)
                    over = max(excess(cone, now), 1e-9) / cone.bound
                    tightened[key] = tightened.get(key, 0.0) + over * 1.2
                    program.tighten(cone, tightened[key])
        return None

    def _around(self, program: Program, cone: Cone, ratios: Figures) -> None:
        """Tangents at a point and one teacher or room above and below it."""
        program.add_cone(cone)
        mean = float((cone.weights * ratios[cone.sections, cone.column]).sum())
        step = self.problem.slope[cone.sections, cone.column] / mean
        at = relative(cone, ratios)
        for shift in (0.0, -1.0, 1.0):
            program.add_tangents(cone, np.maximum(at + shift * step, 0.0))


def relative(cone: Cone, ratios: Figures) -> Figures:
    """Return each section's ratio to the mean ratio of its cone."""
    mine = ratios[cone.sections, cone.column]
    mean = float((cone.weights * mine).sum())
    return np.asarray(mine / mean) if mean > 0 else np.full(len(mine), np.nan)


def excess(cone: Cone, ratios: Figures) -> float:
    """Return CV² − limit²; −limit² where there is nothing at all."""
    at = relative(cone, ratios)
    if np.isnan(at).any():
        return -(float(cone.limit) ** 2)
    return float((cone.weights * at * at).sum()) - cone.bound
