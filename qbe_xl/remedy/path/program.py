"""The linear program of the cheapest path, kept in HiGHS while cuts are added to it.

Columns: for every addition how much is added (x); for every section how many teachers of each kind
are exchanged in and out (come, go), and how many are paid at which price; for an indicator that is below its line whether it is the excused one (z); for a cone
the mean ratio M and, section by section, q, which stands for v²/M.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from qbe_xl.assessment import State
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.county.model import Figures, Flags, Index
from qbe_xl.remedy.path.people import HOLDS, KINDS, levels, prices
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
    elastic: a line may be missed (by `short`), which costs its share of what the section lacks;
    posts_priced: new posts are counted (and cost 1, once the rest is priced away).
    """

    def __init__(
        self,
        problem: Problem,
        *,
        columns: Sequence[int] = tuple(range(len(INDICATORS))),
        excused: Flags | None = None,
        voluntary: bool = False,
        elastic: bool = False,
        posts_priced: bool = False,
    ) -> None:
        self.problem, self.columns, self.excused = problem, columns, excused
        self.voluntary, self.elastic = voluntary, elastic
        self.posts_priced = posts_priced
        self.cost: list[float] = []
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.whole: list[bool] = []
        shape = problem.full.shape
        self.x = np.array(
            [
                self._column(
                    0.0 if a.indicator in TEACHERS else float(a.cost),
                    0.0,
                    self._most(a),
                    whole=a.whole,
                )
                for a in problem.additions
            ],
            np.intp,
        )
        self.z, self.short = (np.full(shape, -1, np.intp) for _ in range(2))
        self.come, self.go = (np.full((shape[0], len(KINDS)), -1, np.intp) for _ in range(2))
        self.paid: list[tuple[int, int, tuple[int, ...]]] = []
        self.posts_of: dict[int, int] = {}
        self.y = np.full(len(problem.full), -1, np.intp)
        self.mean: dict[tuple[str, int], int] = {}
        self.square: dict[tuple[str, int], Index] = {}
        self.seen: dict[tuple[str, int], list[set[float]]] = {}
        self.limit_row: dict[tuple[str, int], int] = {}
        rows = _Rows()
        self._hiring(rows)
        if problem.parameters.flag("move"):
            self._moves(rows)
        self._growing(rows)
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
        return [(int(self.grow[section, column]), scale)]

    @property
    def _teachers(self) -> list[int]:
        return [column for column in self.columns if INDICATORS[column] in TEACHERS]

    def _hiring(self, rows: _Rows) -> None:
        """What is paid for teachers: whoever counts for several indicators is paid once."""
        problem, mine = self.problem, set(self._teachers)
        for section in range(len(problem.full)):
            below = -1
            for step, columns in levels(prices(problem.parameters)):
                added = [int(self.x[problem.addition[section, c]]) for c in columns if c in mine]
                if not any(self.upper[x] for x in added):
                    continue
                count = self._column(float(step), 0.0, INF, whole=False)
                self.paid.append((section, count, columns))
                for x in added:
                    rows.add(0.0, INF, [(count, 1.0), (x, -1.0)])
                if below >= 0:
                    rows.add(0.0, INF, [(count, 1.0), (below, -1.0)])
                below = count

    def _moves(self, rows: _Rows) -> None:
        """Teachers exchanged within a stage, each with all that he counts for.

        As many of a kind come as go; nobody falls below the line, and only such teachers go as the
        figures allow to be there.
        """
        fee = float(self.problem.parameters.number("transfer"))
        for mine in self.problem.by_stage:
            for kind in range(len(KINDS)):
                givers = [s for s in mine.tolist() if self._may_go(s, kind)]
                takers = [s for s in mine.tolist() if self._may_come(s, kind)]
                if not givers or not takers:
                    continue
                for s in givers:
                    self.go[s, kind] = self._column(0.0, 0.0, INF, whole=True)
                for s in takers:
                    self.come[s, kind] = self._column(fee, 0.0, INF, whole=True)
                balance = [(int(self.go[s, kind]), -1.0) for s in givers]
                rows.add(0.0, 0.0, [*balance, *((int(self.come[s, kind]), 1.0) for s in takers)])
        for section in range(len(self.problem.full)):
            self._who_goes(rows, section)

    def _may_go(self, section: int, kind: int) -> bool:
        problem = self.problem
        if problem.leave[section] < 1 or (not KINDS[kind] and not problem.posts_count):
            return False
        lacks = [c for c in range(len(TEACHERS)) if c not in KINDS[kind]]
        if problem.parameters.with_post and (problem.room[section, lacks] < 1).any():
            return False
        return bool((problem.spare[section, list(KINDS[kind])] >= 1).all())

    def _may_come(self, section: int, kind: int) -> bool:
        problem = self.problem
        if problem.parameters.with_post:
            return bool(problem.leave[section] >= 0)
        return bool(KINDS[kind]) and bool((problem.room[section, list(KINDS[kind])] >= 1).all())

    def _who_goes(self, rows: _Rows, section: int) -> None:
        """Only whom the figures allow to be there, and no more than may go."""
        problem, with_post = self.problem, self.problem.parameters.with_post
        goes, comes = ([int(c) for c in side[section]] for side in (self.go, self.come))
        if any(column >= 0 for column in goes):
            rows.add(-INF, float(problem.leave[section]), [(c, 1.0) for c in goes if c >= 0])
        for column in range(len(TEACHERS)):
            with_it = [c for k, c in enumerate(goes) if c >= 0 and column in KINDS[k]]
            without = [c for k, c in enumerate(goes) if c >= 0 and column not in KINDS[k]]
            if with_it:
                rows.add(-INF, float(problem.spare[section, column]), [(c, 1.0) for c in with_it])
            if without and with_post:
                rows.add(-INF, float(problem.room[section, column]), [(c, 1.0) for c in without])
            into = [c for k, c in enumerate(comes) if c >= 0 and column in KINDS[k]]
            if into and not with_post:
                rows.add(-INF, float(problem.room[section, column]), [(c, 1.0) for c in into])

    def _growing(self, rows: _Rows) -> None:
        """What an indicator grows by: what is added, and who comes less who goes."""
        problem = self.problem
        self.grow = self.x[problem.addition]
        for section, column in itertools.product(range(len(problem.full)), self._teachers):
            moved = [
                (int(side[section, kind]), sign)
                for side, sign in ((self.come, -1.0), (self.go, 1.0))
                for kind in range(len(KINDS))
                if side[section, kind] >= 0 and column in KINDS[kind]
            ]
            if moved:
                grow = self._column(0.0, -INF, INF, whole=False)
                rows.add(0.0, 0.0, [(grow, 1.0), *((c, s) for c, s in moved),
                                    (int(self.grow[section, column]), -1.0)])  # fmt: skip
                self.grow[section, column] = grow

    def _posts(self, rows: _Rows) -> None:
        """Frozen posts, and the cap on new teachers of the whole county."""
        problem, cap = self.problem, self.problem.parameters.optional("new_posts")
        for section, staff in enumerate(problem.teachers.tolist()):
            frozen = bool(problem.frozen[section])
            if math.isnan(staff) or not (problem.posts_count or self.posts_priced):
                continue
            if cap is None and not frozen and not self.posts_priced:
                continue
            price = 1.0 if self.posts_priced else 0.0
            post = self._column(price, 0.0, 0.0 if frozen else INF, whole=True)
            self.posts_of[section] = post
            moved: list[tuple[int, float]] = []
            if problem.parameters.with_post:
                moved = [(int(c), -1.0) for c in self.come[section] if c >= 0]
                moved += [(int(c), 1.0) for c in self.go[section] if c >= 0]
                if frozen and moved:
                    rows.add(-INF, 0.0, [(c, -sign) for c, sign in moved])
            for column in self._teachers:
                left = staff - float(problem.amount[section][column])
                rows.add(-INF, left, [*self.net(section, column), (post, -1.0), *moved])
        if cap is not None and self.posts_of:
            rows.add(-INF, float(cap), [(post, 1.0) for post in self.posts_of.values()])

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

    def start_at(self, added: Figures, come: Figures, go: Figures) -> None:
        """Let the solver begin with a plan: units by addition, teachers by section and kind.

        Only where its columns are these (no voluntary or elastic rows); one that breaks a row is
        of no harm.
        """
        problem, values = self.problem, np.zeros(len(self.cost))
        values[self.x] = added
        for side, count in ((self.come, come), (self.go, go)):
            values[side[side >= 0]] = count[side >= 0]
        growth = added[problem.addition]
        growth[:, : len(TEACHERS)] += (come - go) @ HOLDS
        values[self.grow] = growth
        excused = (self.z >= 0) & (growth < problem.full)
        values[self.z[excused]] = 1.0
        for section, paid, columns in self.paid:
            values[paid] = max(added[problem.addition[section, c]] for c in columns)
        for section, post in self.posts_of.items():
            more = growth[section, : len(TEACHERS)] + [
                float(a) for a in problem.amount[section][: len(TEACHERS)]
            ]
            moved = come[section].sum() - go[section].sum() if problem.parameters.with_post else 0.0
            values[post] = max(0.0, more.max() - problem.teachers[section] - moved)
        for cone in problem.cones:
            if cone.key in self.mean:
                ratios = (problem.ratio + problem.slope * growth)[cone.sections, cone.column]
                mean = values[self.mean[cone.key]] = float((cone.weights * ratios).sum())
                if mean > 0:
                    values[self.square[cone.key]] = ratios * ratios / mean
        solution = highspy.HighsSolution()
        solution.col_value = values.tolist()
        self.solver.setSolution(solution)

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
        return np.asarray(values[self.grow])

    def people(self, values: Figures) -> tuple[Figures, Figures]:
        """Return who comes to and who leaves every section: sections × kinds."""
        come, go = (np.where(side >= 0, values[side], 0.0) for side in (self.come, self.go))
        return come, go

    def cost_of(self, values: Figures, block: Sequence[int]) -> float:
        """Return what some indicators cost, 万元; the teachers' cost stands together."""
        names = {INDICATORS[column] for column in block}
        chosen = [
            int(column)
            for column, addition in zip(self.x, self.problem.additions, strict=True)
            if addition.indicator in names
        ]
        if names & set(TEACHERS):
            chosen += [count for _, count, _ in self.paid]
            chosen += self.come[self.come >= 0].tolist()
        return float(values[chosen] @ np.array(self.cost)[chosen])

    def ratios(self, values: Figures) -> Figures:
        """Return every section's ratios to the lines as they become: sections × 7."""
        problem = self.problem
        return np.asarray(problem.ratio + problem.slope * self.grown(values))
