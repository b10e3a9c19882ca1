"""Whole teachers and rooms: single steps that bring a rounded plan within its CVs, then save cost.

With A = Σw·v and B = Σw·v² a CV holds where F = B − (1+L²)·A² ≤ 0; a step of one teacher or room
changes A and B by a few terms, so all steps are weighed at once.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from qbe_xl.assessment.sections import STAGES
from qbe_xl.county.model import Figures, Flags, Index
from qbe_xl.remedy.path.drafting import Draft, needs
from qbe_xl.remedy.path.people import ALONE, HOLDS, levels, prices
from qbe_xl.remedy.path.problem import Problem
from qbe_xl.remedy.ways import TEACHERS

_EVERY = slice(None)
_MOST_STEPS = 6000
_INSIDE = -1e-10
"""How far within its limit a CV must stand for floats to be sure of it."""


def polished(problem: Problem, draft: Draft, column: int, excused: Flags) -> Draft | None:
    """Return a plan for one indicator in whole numbers that holds its CVs; None where none is found."""
    steps = _Steps(problem, draft, column, excused)
    if not steps.repair():
        return None
    steps.save()
    return steps.draft(draft)


class _Steps:
    """The figures of one indicator: by section v, w and what may still come, go or be added."""

    def __init__(self, problem: Problem, draft: Draft, column: int, excused: Flags) -> None:
        self.problem, self.column = problem, column
        sections = problem.assessment.sections
        cones = {c.stage: c for c in problem.cones if c.column == column}
        # A stage without a CV (a blank in it) is free: nothing there can break a limit.
        self.cone, self.weight = sections.stage, np.zeros(len(sections))
        self.bound = np.zeros(len(STAGES))
        self.free = np.array([stage not in cones for stage in STAGES])
        for place, stage in enumerate(STAGES):
            if stage in cones:
                self.weight[cones[stage].sections] = cones[stage].weights
                self.bound[place] = cones[stage].bound
        self.slope = problem.slope[:, column]
        self.need = needs(problem, excused)[:, column]
        self.place = problem.addition[:, column]
        self.draft_before = draft
        self.teachers = column < len(TEACHERS)
        self.into, self.out = np.zeros(len(sections)), np.zeros(len(sections))
        self.other = np.zeros(len(sections))
        if self.teachers:
            kind = ALONE[column]
            self.into, self.out = draft.come[:, kind].copy(), draft.go[:, kind].copy()
            self.other = draft.moved[:, column] - self.into + self.out
            self._count_the_rest(kind)
        self.added = np.array([float(amount) for amount in draft.added])
        # An addition serves one section, or the two stages of a school.
        self.mine = np.unique(self.place)
        self.first, self.second = (np.full(len(self.mine), -1, np.intp) for _ in range(2))
        for section, place in enumerate(np.searchsorted(self.mine, self.place).tolist()):
            slot = self.first if self.first[place] < 0 else self.second
            slot[place] = section
        additions = [problem.additions[place] for place in self.mine.tolist()]
        self.price = np.array([float(a.cost) for a in additions])
        self.saved = self.price
        self.most = np.array([np.inf if a.most is None else float(a.most) for a in additions])
        self.fee = float(problem.parameters.number("transfer"))
        may_move = self.teachers and bool(problem.parameters.flag("move"))
        self.moves = may_move and bool(problem.spare[:, column].any())
        self.at_first = self.cone[self.first]
        self.at_second = np.where(self.second >= 0, self.cone[self.second], self.at_first)
        self._refresh()

    def _refresh(self) -> None:
        self.growth = self.added[self.place] + self.into - self.out + self.other
        self.v = self.problem.ratio[:, self.column] + self.slope * self.growth
        if self.teachers:
            self._price()
        count = len(STAGES)
        self.a = np.bincount(self.cone, self.weight * self.v, count)
        self.b = np.bincount(self.cone, self.weight * self.v**2, count)

    def _count_the_rest(self, kind: int) -> None:
        """How many more of this kind may go or come, once the others have."""
        problem, draft, mine = self.problem, self.draft_before, self.column
        others = draft.go.copy()
        others[:, kind] = 0
        gone, with_it = others.sum(axis=1), others @ HOLDS
        may = np.minimum(problem.leave - gone, problem.spare[:, mine] - with_it[:, mine])
        if problem.parameters.with_post:
            rest = [c for c in range(len(TEACHERS)) if c != mine]
            lacking = problem.room[:, rest] - (gone[:, None] - with_it[:, rest])
            may = np.minimum(may, lacking.min(axis=1))
        self.may_go = np.where(problem.leave >= 0, np.maximum(may, 0), 0)
        room = np.full(len(may), np.inf)
        if not problem.parameters.with_post:
            come = draft.come @ HOLDS
            room = problem.room[:, mine] - (come[:, mine] - draft.come[:, kind])
        self.may_come = np.where((problem.leave >= 0) & ~problem.frozen, room, 0)
        self.levels = [
            (float(step), columns) for step, columns in levels(prices(problem.parameters))
        ]

    def _price(self) -> None:
        """What one more costs and one less saves: nothing where he comes with another."""
        places = self.problem.addition[:, : len(TEACHERS)]
        added = self.added[places]
        up, down = np.zeros(len(added)), np.zeros(len(added))
        for step, columns in self.levels:
            if self.column not in columns:
                continue
            most = added[:, list(columns)].max(axis=1)
            rest = [c for c in columns if c != self.column]
            others = added[:, rest].max(axis=1) if rest else np.zeros(len(added))
            up += step * (added[:, self.column] >= most)
            down += step * (added[:, self.column] > others)
        section = self.first
        self.price, self.saved = up[section], down[section]

    @property
    def over(self) -> Figures:
        return np.where(self.free, -math.inf, self.b - self.bound * self.a**2)

    @property
    def _can_receive(self) -> Flags:
        return np.asarray((self.into < self.may_come) & (self.out == 0))

    @property
    def _can_give(self) -> Flags:
        return np.asarray((self.out < self.may_go) & (self.into == 0))

    def _change(self, sections: Index | slice, sign: int) -> Figures:
        """By how much F of its own cone changes where a section gains or loses one."""
        step = sign * self.slope[sections]
        w, v, k = self.weight[sections], self.v[sections], self.cone[sections]
        da, db = w * step, w * (2 * v * step + step * step)
        return np.asarray(db - self.bound[k] * (2 * self.a[k] * da + da * da))

    def _added(self, sign: int) -> tuple[Figures, Figures]:
        """The change of F of both sections that each addition serves; 0 for none."""
        first = self._change(self.first, sign)
        second = np.where(self.second >= 0, self._change(self.second, sign), 0.0)
        return first, second

    def repair(self) -> bool:
        """Take the steps that mend most for their cost until every CV holds."""
        for _ in range(_MOST_STEPS):
            over = self.over
            if (over <= _INSIDE).all():
                return True
            first, second = self._added(1)
            broken = over > _INSIDE
            gain = -(first * broken[self.at_first] + second * broken[self.at_second])
            can = self.added[self.mine] < self.most
            rate = np.where(can, gain / np.maximum(self.price, 1e-9), -np.inf)
            best = int(rate.argmax())
            move = self._best_move(broken)
            if move is not None and move[0] / max(self.fee, 1e-9) > max(rate[best], 0.0):
                self.into[move[1]] += 1
                self.out[move[2]] += 1
            elif rate[best] > 0:
                self.added[self.mine[best]] += 1
            else:
                return False
            self._refresh()
        return False

    def _best_move(self, broken: Flags) -> tuple[float, int, int] | None:
        """The exchange that mends most: gain, who receives, who gives."""
        if not self.moves:
            return None
        receive, give = self._change(_EVERY, 1), self._change(_EVERY, -1)
        can_receive, can_give = self._can_receive, self._can_give
        best: tuple[float, int, int] | None = None
        for k in np.flatnonzero(broken).tolist():
            mine = self.cone == k
            to = np.where(can_receive & mine, receive, np.inf)
            of = np.where(can_give & mine, give, np.inf)
            r, g = int(to.argmin()), int(of.argmin())
            if r != g and np.isfinite(to[r] + of[g]):
                gain = -float(to[r] + of[g])
                if best is None or gain > best[0]:
                    best = (gain, r, g)
        return best

    def save(self) -> None:
        """Take back what is not needed: additions first, then exchanges; then swap one for another."""
        for _ in range(_MOST_STEPS):
            if not (self._drop() or self._exchange_instead() or self._undo()):
                return

    def _drop(self) -> bool:
        """Take one addition back where need and CVs still allow it, the dearest first."""
        first, second = self._added(-1)
        spare = self.growth - 1 >= self.need
        can = (self.added[self.mine] >= 1) & spare[self.first]
        can &= (self.saved > 0) | self.teachers
        can &= (self.second < 0) | spare[self.second]
        over = self.over
        same = (self.second >= 0) & (self.at_first == self.at_second)
        can &= over[self.at_first] + first + np.where(same, second, 0.0) <= _INSIDE
        can &= (self.second < 0) | (over[self.at_second] + second <= _INSIDE)
        if not can.any():
            return False
        worth = np.where(can, (self.saved + 1e-6) / np.maximum(first + second, 1e-12), -np.inf)
        self.added[self.mine[int(worth.argmax())]] -= 1
        self._refresh()
        return True

    def _exchange_instead(self) -> bool:
        """Let a teacher come from elsewhere instead of hiring one."""
        if not self.moves or self.fee <= 0:
            return False
        give = self._change(_EVERY, -1)
        hired = self.added[self.place] >= 1
        price = self.saved[np.searchsorted(self.mine, self.place)]
        can = hired & self._can_receive & (price > self.fee)
        givers = self._can_give
        for k in range(len(STAGES)):
            receivers = np.flatnonzero(can & (self.cone == k))
            of = np.where(givers & (self.cone == k), give, np.inf)
            if not len(receivers) or not np.isfinite(of.min()):
                continue
            g = int(of.argmin())
            if self.over[k] + of[g] <= _INSIDE:
                r = int(receivers[price[receivers].argmax()])
                self.added[self.place[r]] -= 1
                self.into[r] += 1
                self.out[g] += 1
                self._refresh()
                return True
        return False

    def _undo(self) -> bool:
        """Leave one exchange out where need and CV still allow it."""
        if not self.moves or self.fee <= 0:
            return False
        lose, keep = self._change(_EVERY, -1), self._change(_EVERY, 1)
        losing = (self.into >= 1) & (self.growth - 1 >= self.need)
        for k in range(len(STAGES)):
            to = np.where(losing & (self.cone == k), lose, np.inf)
            of = np.where((self.out >= 1) & (self.cone == k), keep, np.inf)
            r, g = int(to.argmin()), int(of.argmin())
            if np.isfinite(to[r] + of[g]) and self.over[k] + to[r] + of[g] <= 2 * _INSIDE:
                self.into[r] -= 1
                self.out[g] -= 1
                self._refresh()
                if self.over[k] <= _INSIDE:
                    return True
                self.into[r] += 1
                self.out[g] += 1
                self._refresh()
        return False

    def draft(self, before: Draft) -> Draft:
        """Return the plan with this indicator as it now is."""
        added = list(before.added)
        for place in self.mine.tolist():
            added[place] = Fraction(round(self.added[place]))
        come, go = before.come.copy(), before.go.copy()
        if self.teachers:
            come[:, ALONE[self.column]], go[:, ALONE[self.column]] = self.into, self.out
        return Draft(self.problem, added, come, go)
