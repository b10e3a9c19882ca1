"""Of plans that cost the same, one whose teachers the figures prove to be there.

A program does not mind which of two teachers goes. Where a school's figures do not prove that
somebody of a kind works there, another kind is tried in his stead, for the same money.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.county.model import Flags
from qbe_xl.remedy.path.drafting import Choice, Draft, stands
from qbe_xl.remedy.path.moving import certain
from qbe_xl.remedy.path.people import KINDS
from qbe_xl.remedy.path.problem import Problem

SECONDS = 5.0
"""At the utmost."""
_MOST = 400
"""Exchanges tried at the utmost."""


def made_certain(problem: Problem, choice: Choice, *, seconds: float = SECONDS) -> Choice:
    """Return a plan of the same cost in which fewer exchanges must be verified first."""
    end, tries = time.monotonic() + seconds, 0
    draft = choice.draft(problem)
    excused = _excused(problem, draft)
    for giver, kind in np.argwhere(draft.go > 0).tolist():
        if certain(problem, giver, kind, int(draft.go[giver, kind])):
            continue
        for other in _others(kind):
            tries += 1
            if tries > _MOST or time.monotonic() > end:
                return replace(choice, come=draft.come, go=draft.go)
            found = _instead(problem, draft, excused, giver, kind, other)
            if found is not None:
                draft = found
                break
    return replace(choice, come=draft.come, go=draft.go)


def _excused(problem: Problem, draft: Draft) -> Flags:
    """Which indicators a plan leaves below their line."""
    growth = np.array([[float(one) for one in row] for row in draft.growth()])
    return np.asarray((problem.full > 0) & (growth < problem.full - 1e-9))


def _others(kind: int) -> list[int]:
    """The other kinds, those first that differ least and count for least."""
    mine = set(KINDS[kind])
    rest = [other for other in range(len(KINDS)) if other != kind and KINDS[other]]
    return sorted(rest, key=lambda o: (len(mine ^ set(KINDS[o])), len(KINDS[o])))


def _instead(
    problem: Problem, draft: Draft, excused: Flags, giver: int, kind: int, other: int
) -> Draft | None:
    """The plan with another kind going from a school, None where that does not stand."""
    count = int(draft.go[giver, kind])
    if not certain(problem, giver, other, count + int(draft.go[giver, other])):
        return None
    come, go = draft.come.copy(), draft.go.copy()
    go[giver, kind] -= count
    go[giver, other] += count
    stage = problem.assessment.sections.stage
    for taker in np.flatnonzero((come[:, kind] > 0) & (stage == stage[giver])).tolist():
        part = min(count, int(come[taker, kind]))
        come[taker, kind] -= part
        come[taker, other] += part
        count -= part
    found = Draft(problem, list(draft.added), come, go)
    whole = stands(problem, found, range(len(INDICATORS)), excused)
    return found if whole else None
