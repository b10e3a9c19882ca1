"""How many new posts a county must have at least, and how many are enough, whatever they cost."""

from __future__ import annotations

import contextlib
import math
import time
from dataclasses import replace
from fractions import Fraction

import numpy as np

from qbe_xl.remedy.path.cones import excess, relative
from qbe_xl.remedy.path.drafting import Choice, new_posts
from qbe_xl.remedy.path.problem import Problem
from qbe_xl.remedy.path.program import Program
from qbe_xl.remedy.path.relaxation import relax
from qbe_xl.remedy.path.search import NoPlanInTimeError, cheapest

_ROUNDS = 6
_NOISE = 1e-4


def posts_needed(problem: Problem, *, seconds: float = 10.0) -> tuple[int | None, int]:
    """Return with how many new posts a plan exists (None where none was found), and the least
    below which it is proven that none does.

    The first from the cheapest plan without a cap, the second from a linear program with tangents
    to the CVs, whose aim is posts alone.
    """
    end = time.monotonic() + seconds
    free = replace(problem, parameters=problem.parameters.having(new_posts=None))
    enough = None
    with contextlib.suppress(NoPlanInTimeError):
        choice = cheapest(free, seconds=seconds / 3)
        enough = None if choice is None else posts_of(free, choice)
    least = _least(free, end)
    if enough is None or enough > least:
        capped = problem.parameters.having(new_posts=Fraction(least))
        with contextlib.suppress(NoPlanInTimeError):
            tight = replace(problem, parameters=capped)
            found = cheapest(tight, seconds=max(0.5, end - time.monotonic()))
            enough = enough if found is None else posts_of(tight, found)
    return enough, least


def posts_of(problem: Problem, choice: Choice) -> int:
    """Return how many new posts a plan has."""
    draft = choice.draft(problem)
    growth = draft.growth()
    return sum(
        new_posts(problem, draft, section, growth[section])
        for section, staff in enumerate(problem.teachers.tolist())
        if not math.isnan(staff)
    )


def _least(problem: Problem, end: float) -> int:
    program = Program(problem, posts_priced=True)
    price = np.zeros(len(program.cost))
    price[list(program.posts_of.values())] = 1.0
    program.price(price)
    least = 0.0
    values = relax(program, problem.cones, seconds=max(0.5, end - time.monotonic()))
    if values is None:
        return 0
    for number in range(_ROUNDS):
        added = 0
        ratios = program.ratios(values)
        for cone in problem.cones:
            if not number or excess(cone, ratios) > 0:
                added += program.add_tangents(cone, relative(cone, ratios))
        found = program.solve(gap=1e-3, slack=0.9, seconds=max(0.2, (end - time.monotonic()) / 2))
        if math.isfinite(found.bound):
            least = max(least, found.bound)
        if found.values is None or not added or time.monotonic() > end:
            break
        values = found.values
    return max(0, math.ceil(least - _NOISE))
