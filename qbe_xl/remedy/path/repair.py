"""From who is excused to a plan that stands: each indicator rounded, mended, and searched.

Once it is decided which indicator each section leaves at 85 %, the rest falls apart indicator by
indicator.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county.model import Figures, Flags
from qbe_xl.remedy.path.cones import NEAR, excess, relative
from qbe_xl.remedy.path.drafting import (
    Choice,
    Draft,
    blocks,
    holds,
    stands,
    with_teachers,
)
from qbe_xl.remedy.path.polishing import polished
from qbe_xl.remedy.path.problem import Cone, Problem
from qbe_xl.remedy.path.program import Program
from qbe_xl.remedy.path.relaxation import relax

EXACT = 1e-7
"""A relative gap that is none."""
_TIGHTER = (1e-7, 1e-5, 1e-4, 3e-4, 1e-3, 2e-3, 4e-3, 8e-3, 1.6e-2, 3.2e-2)
"""Parts taken off limit², in turn, until a rounded plan holds."""
_ROUNDS = 12
_CORNERS = 6
_PATIENCE = 8.0
"""Seconds for one indicator in whole numbers."""
_ENOUGH = 0.3
"""Part of the gap allowed that rounding may use before whole numbers are searched."""


@dataclass
class Repair:
    """The making of one plan.

    base: the program without cones; excused: sections × 7; bound and goal: the cost that is proven
    and the gap that is good enough; end: of the time given (monotonic); first: whether there is no
    plan yet, so that one is made though the time be over.
    """

    base: Program
    excused: Flags
    bound: float
    goal: float
    end: float
    first: bool = True

    @property
    def problem(self) -> Problem:
        """The problem of the program."""
        return self.base.problem

    @property
    def _left(self) -> float:
        return max(0.5, self.end - time.monotonic())

    def _is_late(self) -> bool:  # no property: it changes between two questions
        return not self.first and time.monotonic() >= self.end

    def plan(self) -> Choice | None:
        """Return the cheapest plan for these excused indicators; None where none is found.

        Each indicator takes the least tightening of its limits under which its rounded plan holds
        exactly. What rounding then costs too much is searched in whole numbers.
        """
        self.draft = Draft.empty(self.problem)
        self.open = blocks(self.problem)
        self.ideal: dict[int, float] = {}
        ratios = self._round()
        if ratios is None or any(not _whole(block) for block in self.open):
            return None
        if not self.open:
            choice = self.draft.choice()
            if choice.gap_to(self.bound) <= self.goal:
                return choice
        return self.draft.choice() if self._search(ratios) else None

    def _round(self) -> Figures | None:
        """Round under ever tighter limits; return the ratios of the loosest, None without any."""
        z = self.base.z
        fixed = {
            int(column): float(chosen)
            for column, chosen in zip(z.ravel(), self.excused.ravel(), strict=True)
            if column >= 0
        }
        first: Figures | None = None
        for tighter in _TIGHTER:
            if not self.open or self._is_late():
                break
            values = relax(
                self.base, self.problem.cones, tighter=tighter, fixed=fixed, seconds=self._left
            )
            if values is None:
                break
            if first is None:
                first = self.base.ratios(values)
                self.ideal = {b[0]: self.base.cost_of(values, b) for b in self.open}
            rounded = Draft.rounded(self.base, values, self.excused)
            for block in list(self.open):
                if self._is_late():
                    break
                draft = self._at_a_corner(block, values, tighter) or rounded
                held = self._held(draft, block)
                if held is not None:
                    self.draft.take(held, block)
                    self.open.remove(block)
        return first

    def _at_a_corner(self, block: Sequence[int], values: Figures, tighter: float) -> Draft | None:
        """The teachers rounded at a corner of the linear program; None of anything else.

        The relaxation spreads teachers over whatever costs the same; at a corner nearly all are
        whole.
        """
        if not with_teachers(block):
            return None
        problem = self.problem
        program = Program(problem, columns=block, excused=self.excused)
        cones = [cone for cone in problem.cones if cone.column in block]
        ratios = self.base.ratios(values)
        for cone in cones:
            program.add_tangents(cone, relative(cone, ratios))
            program.tighten(cone, tighter)
        corner: Figures | None = None
        for _ in range(_CORNERS):
            found = program.solve(relaxed=True, seconds=self._left)
            if found.values is None:
                break
            corner = found.values
            ratios = program.ratios(corner)
            over = [cone for cone in cones if excess(cone, ratios) > 0]
            if not sum(program.add_tangents(cone, relative(cone, ratios)) for cone in over):
                break
        return None if corner is None else Draft.rounded(program, corner, self.excused)

    def _held(self, rounded: Draft, block: Sequence[int]) -> Draft | None:
        """A rounded plan for some indicators, mended step by step where it comes whole."""
        mended: Draft | None = rounded if _whole(block) else None
        for column in block:
            if mended is not None:
                mended = polished(self.problem, mended, column, self.excused)
        for draft in (mended, rounded):
            if draft is not None and stands(self.problem, draft, block, self.excused):
                return draft
        return None

    def _loss(self, block: Sequence[int]) -> float:
        """What rounding has cost; without limit where no plan stands yet."""
        if block in self.open:
            return math.inf
        return float(self.draft.cost(block)) - self.ideal[block[0]]

    def _search(self, ratios: Figures) -> bool:
        """Search in whole numbers where rounding cost most; whether everything stands then."""
        every = [block for block in blocks(self.problem) if _whole(block)]
        allowed = self.goal * max(self.bound, 1e-9)
        for block in sorted(every, key=self._loss, reverse=True):
            lost = sum(loss for loss in map(self._loss, every) if math.isfinite(loss))
            if block not in self.open and (
                lost <= _ENOUGH * allowed or time.monotonic() > self.end
            ):
                continue
            if self._is_late():
                return False
            found = self._in_whole_numbers(block, ratios, 0.05 * allowed)
            if block in self.open:
                if found is None:
                    return False
                self.open.remove(block)
                self.draft.take(found, block)
            elif found is not None and found.cost(block) < self.draft.cost(block):
                self.draft.take(found, block)
        return True

    def _in_whole_numbers(
        self, block: Sequence[int], ratios: Figures, slack: float
    ) -> Draft | None:
        """Teachers or rooms by HiGHS: tangents at and around where they must be, until they hold.

        slack: 万元 by which the plan may be dearer than the cheapest. A plan that just breaks a limit
        is mended step by step; the cheapest that stands is returned.
        """
        problem = self.problem
        cones = [cone for cone in problem.cones if cone.column in block]
        program = Program(problem, columns=block, excused=self.excused)
        for cone in cones:
            if excess(cone, ratios) > -NEAR:
                _around(program, cone, ratios)
        tightened: dict[tuple[str, int], float] = {}
        best = self.draft if block not in self.open else None
        until = time.monotonic() + min(self._left, _PATIENCE)
        for number in range(_ROUNDS):
            left = until - time.monotonic()
            if left <= 0:
                return best
            if best is not None:
                best.start(program)
            seconds = min(left, _PATIENCE / 4) if len(block) > 1 else left
            found = program.solve(gap=EXACT, slack=slack, seconds=seconds)
            if found.values is None:
                return best
            draft = Draft.rounded(program, found.values, self.excused)
            growth = draft.growth()
            broken = [cone for cone in cones if not holds(problem, cone, growth)]
            held = self._held(draft, block) if broken or len(block) > 1 else draft
            stood = held is not None and stands(problem, held, block, self.excused)
            if held is not None and stood and (best is None or held.cost(block) < best.cost(block)):
                best = held
            if not broken:
                return best
            if best is not None and float(best.cost(block)) - found.bound <= slack:
                return best
            now = program.ratios(found.values)
            for cone in broken:
                _around(program, cone, now)
                if number >= 2:
                    over = max(excess(cone, now), 1e-9) / cone.bound
                    tightened[cone.key] = tightened.get(cone.key, 0.0) + over * 1.2
                    program.tighten(cone, tightened[cone.key])
        return None


def _whole(block: Sequence[int]) -> bool:
    return RESOURCES[INDICATORS[block[0]]].whole


def _around(program: Program, cone: Cone, ratios: Figures) -> None:
    """Add tangents at a point and one teacher or room above and below it."""
    mean = float((cone.weights * ratios[cone.sections, cone.column]).sum())
    step = program.problem.slope[cone.sections, cone.column] / mean
    at = relative(cone, ratios)
    for shift in (0.0, -1.0, 1.0):
        program.add_tangents(cone, np.maximum(at + shift * step, 0.0))
