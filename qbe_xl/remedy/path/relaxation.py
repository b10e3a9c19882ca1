"""The conic relaxation: every CV as a second-order cone, whole numbers let go. Solved by Clarabel.

With v the ratios to the line and w the shares of pupils (Σw = 1), 差异系数 ≤ L is
‖√w·v‖ ≤ √(1+L²)·Σw·v: a cone, as v is linear in what is added.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import clarabel
import numpy as np
from scipy import sparse

from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.county.model import Figures
from qbe_xl.remedy.path.problem import Cone
from qbe_xl.remedy.path.program import INF, Program
from qbe_xl.remedy.ways import TEACHERS

_IMPOSSIBLE = ("PrimalInfeasible", "AlmostPrimalInfeasible")


def relax(
    program: Program,
    cones: Sequence[Cone],
    *,
    tighter: float = 0.0,
    fixed: dict[int, float] | None = None,
    elastic: bool = False,
    seconds: float = 60.0,
) -> Figures | None:
    """Return the columns of the cheapest plan in fractions, None where there is none.

    tighter: how much is taken off every limit² (relative); fixed: columns held at a value;
    elastic: limits may be passed, and only by how much counts.
    """
    count = len(program.cost)
    slack = len(cones) if elastic else 0
    lower = np.concatenate([program.lower, np.zeros(slack)])
    upper = np.concatenate([program.upper, np.full(slack, INF)])
    for column, value in (fixed or {}).items():
        lower[column] = upper[column] = value
    scale = np.concatenate([_scales(program), np.ones(slack)])
    cost = np.array(program.cost) * scale[:count]
    if elastic:
        cost = np.concatenate([np.zeros(count), np.ones(slack)])
    zero, positive = _linear(program, lower, upper)
    blocks, sides = [zero[0], positive[0]], [zero[1], positive[1]]
    kinds = [clarabel.ZeroConeT(len(zero[1])), clarabel.NonnegativeConeT(len(positive[1]))]
    for place, cone in enumerate(cones):
        excess = count + place if elastic else None
        block, side = _cone(program, cone, len(lower), tighter, excess)
        blocks.append(block)
        sides.append(side)
        kinds.append(clarabel.SecondOrderConeT(len(side)))
    matrix = sparse.vstack(blocks, format="csc") @ sparse.diags(scale)
    linear = len(zero[1]) + len(positive[1])
    found = _solve(matrix, np.concatenate(sides), linear, kinds, cost, seconds)
    return None if found is None else np.asarray((found * scale)[:count])


def _linear(
    program: Program, lower: Figures, upper: Figures
) -> tuple[tuple[sparse.csr_matrix, Figures], tuple[sparse.csr_matrix, Figures]]:
    """The rows and bounds of the program: A·x = b, and A·x ≤ b."""
    lp, width = program.solver.getLp(), len(lower)
    kind = sparse.csr_matrix if "Row" in str(lp.a_matrix_.format_) else sparse.csc_matrix
    matrix = kind(
        (lp.a_matrix_.value_, lp.a_matrix_.index_, lp.a_matrix_.start_),
        shape=(lp.num_row_, len(program.cost)),
    ).tocsr()
    matrix.resize(lp.num_row_, width)
    least, most = np.array(lp.row_lower_), np.array(lp.row_upper_)
    equal, held = least == most, lower == upper
    below, above = ~equal & (most < INF), ~equal & (least > -INF)
    capped, floored = ~held & (upper < INF), ~held & (lower > -INF)
    identity = sparse.identity(width, format="csr")
    return (
        (
            sparse.vstack([matrix[equal], identity[held]], format="csr"),
            np.concatenate([most[equal], upper[held]]),
        ),
        (
            sparse.vstack(
                [matrix[below], -matrix[above], identity[capped], -identity[floored]], format="csr"
            ),
            np.concatenate([most[below], -least[above], upper[capped], -lower[floored]]),
        ),
    )


def _solve(
    matrix: sparse.csc_matrix,
    side: Figures,
    linear: int,
    kinds: Sequence[object],
    cost: Figures,
    seconds: float,
) -> Figures | None:
    """Hand the cones to Clarabel. Rows and costs of one size keep its accuracy where it matters."""
    size = np.ones(matrix.shape[0])
    largest = np.abs(matrix).max(axis=1).toarray().ravel()[:linear]
    size[:linear] = np.where(largest > 0, largest, 1.0)
    unit = float(np.mean(cost[cost > 0])) if (cost > 0).any() else 1.0
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.max_threads = 1
    settings.time_limit = seconds
    width = matrix.shape[1]
    solution = clarabel.DefaultSolver(
        sparse.csc_matrix((width, width)),
        cost / unit,
        sparse.csc_matrix(sparse.diags(1.0 / size) @ matrix),
        side / size,
        kinds,
        settings,
    ).solve()
    # A point that is not quite the best still serves: bound and plan are both checked without it.
    return None if str(solution.status) in _IMPOSSIBLE else np.asarray(solution.x)


def _scales(program: Program) -> Figures:
    """The units in which each column is measured: what raises a ratio by one."""
    problem = program.problem
    scale = np.ones(len(program.cost))
    steepest = np.zeros(len(problem.additions))
    np.maximum.at(steepest, problem.addition, problem.slope)
    scale[program.x] = 1.0 / np.where(steepest > 0, steepest, 1.0)
    places = [INDICATORS.index(id) for id in TEACHERS]
    slopes = problem.slope[:, places]
    scale[program.grow[:, places]] = 1.0 / np.where(slopes > 0, slopes, 1.0)
    teacher = np.maximum(problem.slope[:, 1], 1e-9)
    for side in (program.come, program.go):
        for section, kind in np.argwhere(side >= 0).tolist():
            scale[side[section, kind]] = 1.0 / teacher[section]
    for section, count, _ in program.paid:
        scale[count] = 1.0 / teacher[section]
    return scale


def _cone(
    program: Program, cone: Cone, width: int, tighter: float, excess: int | None
) -> tuple[sparse.csr_matrix, Figures]:
    """One cone as rows of s = b − A·y: first √(1+L²)·Σw·v (and its excess), then every √w·v."""
    problem = program.problem
    head = math.sqrt(1 + float(cone.limit) ** 2 * (1 - tighter))
    rows, columns, values = [], [], []
    side = np.zeros(len(cone.sections) + 1)
    for place, (section, weight) in enumerate(cone.parts, 1):
        slope = float(problem.slope[section, cone.column])
        ratio = float(problem.ratio[section, cone.column])
        side[0] += head * weight * ratio
        side[place] = math.sqrt(weight) * ratio
        for column, value in program.net(section, cone.column, slope):
            rows += [0, place]
            columns += [column, column]
            values += [-head * weight * value, -math.sqrt(weight) * value]
    if excess is not None:
        rows, columns, values = [*rows, 0], [*columns, excess], [*values, -1.0]
    matrix = sparse.csr_matrix((values, (rows, columns)), shape=(len(side), width))
    return matrix, side
