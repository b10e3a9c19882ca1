"""The linear program of the cheapest path, kept in HiGHS while cuts are added to it.

Columns: for every addition how much is added (x); for teachers of a section how many are exchanged
in and out; for an indicator that is below its line whether it is the excused one (z); for a cone
the mean ratio M and, section by section, q, which stands for v²/M.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from qbe_xl.assessment import State
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.county.model import Figures, Flags, Index
from qbe_xl.remedy.path.problem import Addition, Cone, Problem
from qbe_xl.remedy.ways import TEACHERS

INF = highspy.kHighsInf
SAME = 1e-6
"""Tangents whose ratios differ by less are one."""


@dataclass(frozen=True)
class Found:
    """What HiGHS found: the columns (None without a plan), their cost and the proven bound."""

    values: Figures | None
    cost: float
    bound: float
    infeasible: bool = False


class _Silent(highspy.Highs):
    """HiGHS without its banner, which it prints as soon as it is made."""

    def enableCallbacks(self) -> None:
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class _Rows:
    """Rows that are gathered before they are handed over together."""

    def __init__(self) -> None:
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.starts: list[int] = []
        self.index: list[int] = []
        self.value: list[float] = []

    def add(self, lower: float, upper: float, terms: Sequence[tuple[int, float]]) -> None:
        self.lower.append(lower)
        self.upper.append(upper)
        self.starts.append(len(self.index))
        self.index += [column for column, _ in terms]
        self.value += [value for _, value in terms]

    def hand_to(self, solver: highspy.Highs) -> None:
        if self.lower:
            solver.addRows(
                len(self.lower),
                np.array(self.lower),
                np.array(self.upper),
                len(self.index),
                np.array(self.starts, np.int32),
                np.array(self.index, np.int32),
                np.array(self.value),
            )


class Program:
    """The rows and columns of one problem.

    columns: the indicators that may grow, by position, all where not given; excused: which
    indicator each section may leave at its floor (sections × 7), decided by HiGHS where not given;
    voluntary: each unmet section may be left as it is (y is 1 where it is brought to standard);
    elastic: a line may be missed (by `short`), which costs its share of what the section lacks.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        columns: Sequence[int] = tuple(range(len(INDICATORS))),
        excused: Flags | None = None,
        voluntary: bool = False,
        elastic: bool = False,
    ) -> None:
        self.problem, self.columns, self.excused = problem, columns, excused
        self.voluntary, self.elastic = voluntary, elastic
        self.cost: list[float] = []
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.whole: list[bool] = []
        shape = problem.full.shape
        self.x = np.array(
            [
                self._column(float(a.cost), 0.0, self._most(a), whole=a.whole)
                for a in problem.additions
            ],
            np.intp,
        )
        self.into, self.out, self.z, self.short = (np.full(shape, -1, np.intp) for _ in range(4))
        self.y = np.full(len(problem.full), -1, np.intp)
        self.mean: dict[tuple[str, int], int] = {}
        self.square: dict[tuple[str, int], Index] = {}
        self.seen: dict[tuple[str, int], list[set[float]]] = {}
        self.limit_row: dict[tuple[str, int], int] = {}
        rows = _Rows()
        if problem.parameters.flag("move"):
            self._moves(rows)
        self._posts(rows)
        self._thresholds(rows)
        self.solver = _Silent()  # type: ignore[no-untyped-call]
        self.solver.setOptionValue("threads", 1)
        self._hand_over(0)
        rows.hand_to(self.solver)

    def _most(self, addition: Addition) -> float:
        if INDICATORS.index(addition.indicator) not in self.columns:
            return 0.0
        return INF if addition.most is None else float(addition.most)

    def _column(self, cost: float, lower: float, upper: float, *, whole: bool) -> int:
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.cost) - 1

    def _hand_over(self, first: int) -> None:
        """Give the columns from `first` on to the solver."""
        count = len(self.cost) - first
        none = np.zeros(0, np.int32)
        self.solver.addCols(
            count,
            np.array(self.cost[first:]),
            np.array(self.lower[first:]),
            np.array(self.upper[first:]),
            0,
            np.zeros(count, np.int32),
            none,
            np.zeros(0),
        )
        kinds = np.array(
            [
                highspy.HighsVarType.kInteger if w else highspy.HighsVarType.kContinuous
                for w in self.whole[first:]
            ]
        )
        places = np.arange(first, first + count, dtype=np.int32)
        self.solver.changeColsIntegrality(count, places, kinds)

    def price(self, cost: Figures) -> None:
        """Put other costs on the columns."""
        self.cost = cost.tolist()
        self.solver.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)

    def cap(self, terms: Sequence[tuple[int, float]], most: float) -> None:
        """Add a row: a sum of columns may be at most so much."""
        rows = _Rows()
        rows.add(-INF, most, terms)
        rows.hand_to(self.solver)

    def net(self, section: int, column: int, scale: float = 1.0) -> list[tuple[int, float]]:
        """Return the terms of what a section's indicator grows by."""
        terms = [(int(self.x[self.problem.addition[section, column]]), scale)]
        if self.into[section, column] >= 0:
            terms.append((int(self.into[section, column]), scale))
        if self.out[section, column] >= 0:
            terms.append((int(self.out[section, column]), -scale))
        return terms

    @property
    def _teachers(self) -> list[int]:
        return [column for column in self.columns if INDICATORS[column] in TEACHERS]

    def _moves(self, rows: _Rows) -> None:
        """Teachers exchanged within a stage: as many come as go, nobody falls below the line."""
        problem = self.problem
        fee = float(problem.parameters.number("transfer"))
        share = problem.parameters.optional("send")
        for column in self._teachers:
            for mine in problem.by_stage:
                if not problem.spare[mine, column].any():
                    continue
                balance: list[tuple[int, float]] = []
                for section in mine.tolist():
                    spare, room = problem.spare[section, column], problem.room[section, column]
                    if spare:
                        self.out[section, column] = self._column(0.0, 0.0, spare, whole=True)
                        balance.append((int(self.out[section, column]), -1.0))
                    if room:
                        upper = INF if math.isinf(room) else room
                        self.into[section, column] = self._column(fee, 0.0, upper, whole=True)
                        balance.append((int(self.into[section, column]), 1.0))
                rows.add(0.0, 0.0, balance)
        if share is None:
            return
        for section in range(len(problem.full)):
            goes = [int(column) for column in self.out[section] if column >= 0]
            staff = problem.teachers[section]
            if goes and not math.isnan(staff):
                rows.add(-INF, math.floor(float(share) * staff), [(c, 1.0) for c in goes])

    def _posts(self, rows: _Rows) -> None:
        """Frozen posts, and the cap on new teachers of the whole county."""
        problem, cap = self.problem, self.problem.parameters.optional("new_posts")
        new: list[tuple[int, float]] = []
        for section, staff in enumerate(problem.teachers.tolist()):
            if math.isnan(staff) or (cap is None and not problem.frozen[section]):
                continue
            most = 0.0 if problem.frozen[section] else INF
            post = self._column(0.0, 0.0, most, whole=True)
            new.append((post, 1.0))
            for column in self._teachers:
                left = staff - float(problem.amount[section][column])
                rows.add(-INF, left, [*self.net(section, column), (post, -1.0)])
        if cap is not None and new:
            rows.add(-INF, float(cap), new)

    def _thresholds(self, rows: _Rows) -> None:
        """Every indicator at its line, but for the excused one, which must reach its floor."""
        problem = self.problem
        met = problem.assessment.sections.state == State.MET
        for section in range(len(problem.full)):
            excused = []
            if self.voluntary:
                if met[section]:
                    continue
                self.y[section] = self._column(0.0, 0.0, 1.0, whole=True)
            for column in self.columns:
                full, floor = problem.full[section, column], problem.floor[section, column]
                if self.excused is not None and self.excused[section, column]:
                    full = floor
                if not full:
                    continue
                terms = self.net(section, column)
                if full > floor and problem.excusable and self.excused is None:
                    z = self.z[section, column] = self._column(0.0, 0.0, 1.0, whole=True)
                    terms.append((int(z), full - floor))
                    excused.append((int(z), 1.0))
                if self.elastic:
                    short = self.short[section, column] = self._column(
                        1.0 / full, 0.0, INF, whole=False
                    )
                    terms.append((int(short), 1.0))
                if self.voluntary:
                    rows.add(0.0, INF, [*terms, (int(self.y[section]), -full)])
                else:
                    rows.add(full, INF, terms)
            if len(excused) > problem.excusable:
                rows.add(-INF, problem.excusable, excused)

    def _add_cone(self, cone: Cone) -> None:
        """Bring in a CV: Σw·q ≤ (1+L²)·M, where M = Σw·v and q is to be at least v²/M."""
        key = cone.key
        if key in self.mean:
            return
        problem, first = self.problem, len(self.cost)
        mean = self.mean[key] = self._column(0.0, 0.0, INF, whole=False)
        squares = [self._column(0.0, 0.0, INF, whole=False) for _ in cone.sections]
        self.square[key] = np.array(squares, np.intp)
        self.seen[key] = [set() for _ in cone.sections]
        self._hand_over(first)
        rows = _Rows()
        parts = cone.parts
        sums: dict[int, float] = {mean: -1.0}
        for section, weight in parts:
            slope = weight * float(problem.slope[section, cone.column])
            for column, value in self.net(section, cone.column, slope):
                sums[column] = sums.get(column, 0.0) + value
        start = sum(w * float(problem.ratio[s, cone.column]) for s, w in parts)
        rows.add(-start, -start, list(sums.items()))
        self.limit_row[key] = int(self.solver.getNumRow()) + len(rows.lower)
        rows.add(
            -INF,
            0.0,
            [
                *((int(q), w) for q, (_, w) in zip(squares, parts, strict=True)),
                (mean, -cone.bound),
            ],
        )
        rows.hand_to(self.solver)

    def tighten(self, cone: Cone, part: float) -> None:
        """Take a part off what Σw·v² may be, so that a rounded plan still holds the limit."""
        row, mean = self.limit_row[cone.key], self.mean[cone.key]
        self.solver.changeCoeff(row, mean, -cone.bound * (1 - part))

    def add_tangents(self, cone: Cone, ratios: Figures) -> int:
        """Bring in a CV and q ≥ 2ρv − ρ²M for every section at its ratio ρ; return how many are new.

        Each holds for every plan, as v²/M ≥ 2ρv − ρ²M: so they cut off no plan, and whatever cost
        HiGHS proves with them is a bound.
        """
        key, problem = cone.key, self.problem
        self._add_cone(cone)
        mean, rows, added = self.mean[key], _Rows(), 0
        for place, (section, ratio) in enumerate(
            zip(cone.sections.tolist(), ratios.tolist(), strict=True)
        ):
            seen = self.seen[key][place]
            if math.isnan(ratio) or any(abs(ratio - other) <= SAME * (1 + ratio) for other in seen):
                continue
            seen.add(ratio)
            slope = 2 * ratio * float(problem.slope[section, cone.column])
            rows.add(
                2 * ratio * float(problem.ratio[section, cone.column]),
                INF,
                [
                    (int(self.square[key][place]), 1.0),
                    (mean, ratio * ratio),
                    *((c, -v) for c, v in self.net(section, cone.column, slope)),
                ],
            )
            added += 1
        rows.hand_to(self.solver)
        return added

    def solve(
        self,
        *,
        relaxed: bool = False,
        seconds: float = 60.0,
        gap: float = 1e-6,
        slack: float = 0.0,
    ) -> Found:
        """Solve with whole numbers, or relaxed; stop at the gap, the slack (万元) or after seconds."""
        solver = self.solver
        solver.setOptionValue("solve_relaxation", relaxed)
        solver.setOptionValue("time_limit", max(seconds, 0.1))
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("mip_abs_gap", max(slack, 1e-6))
        solver.run()
        status, info = solver.getModelStatus(), solver.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Found(None, math.inf, math.inf, infeasible=True)
        has = info.primal_solution_status == 2
        values = np.array(solver.getSolution().col_value) if has else None
        cost = info.objective_function_value if has else math.inf
        if relaxed:
            done = status == highspy.HighsModelStatus.kOptimal
            return Found(values, cost, cost if done else -math.inf)
        return Found(values, cost, info.mip_dual_bound)

    def excused_in(self, values: Figures) -> Flags:
        """Return which indicator each section leaves at its floor: sections × 7."""
        chosen: Flags = (self.z >= 0) & (values[self.z] > 0.5)
        return chosen

    def grown(self, values: Figures) -> Figures:
        """Return what every section's indicators grow by: sections × 7."""
        growth = values[self.x][self.problem.addition]
        into = np.where(self.into >= 0, values[self.into], 0.0)
        out = np.where(self.out >= 0, values[self.out], 0.0)
        return np.asarray(growth + into - out)

    def ratios(self, values: Figures) -> Figures:
        """Return every section's ratios to the lines as they become: sections × 7."""
        problem = self.problem
        return np.asarray(problem.ratio + problem.slope * self.grown(values))
