"""交流轮岗 as pairs of schools, and what each pair changes in the sheet 学校.

编随人走: the teacher's post and staff number, certificate and hours go with him, and with them as
many of the giver's eligible ones (符合交流条件) as its remaining teachers could not be.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from qbe_xl.assessment.sections import STAGES
from qbe_xl.county.model import exact
from qbe_xl.remedy.changes import Change
from qbe_xl.remedy.path.people import KINDS, Move, ids
from qbe_xl.remedy.path.problem import Problem
from qbe_xl.remedy.ways import TEACHERS, TRANSFER

if TYPE_CHECKING:
    from qbe_xl.remedy.path.drafting import Choice


def pairs(problem: Problem, choice: Choice) -> Iterator[Move]:
    """Yield who goes where: within a township first, then in the order of the sheet."""
    sections, schools = problem.assessment.sections, problem.assessment.county.schools
    for kind in range(len(KINDS)):
        for mine in problem.by_stage:
            stage = STAGES[sections.stage[mine[0]]]
            givers, takers = (
                {s: int(count[s, kind]) for s in mine.tolist() if count[s, kind]}
                for count in (choice.go, choice.come)
            )
            found: dict[tuple[int, int], int] = defaultdict(int)
            for near in (True, False):
                for giver in givers:
                    here = schools.word("township", int(sections.school[giver]))
                    for taker in takers:
                        there = schools.word("township", int(sections.school[taker]))
                        count = min(givers[giver], takers[taker])
                        if count and (here == there or not near):
                            found[giver, taker] += count
                            givers[giver] -= count
                            takers[taker] -= count
            for (giver, taker), count in sorted(found.items()):
                yield Move(
                    ids(kind),
                    stage,
                    int(sections.school[giver]),
                    int(sections.school[taker]),
                    count,
                    certain(problem, giver, kind, int(choice.go[giver, kind])),
                )


def certain(problem: Problem, section: int, kind: int, count: int) -> bool:
    """Return whether a section's figures prove that so many teachers of a kind are there.

    However badly it falls out, whoever lacks something of the kind, or has more, is at most the sum
    of these.
    """
    staff = problem.teachers[section]
    others = Fraction(0)
    for column in range(len(TEACHERS)):
        have = problem.amount[section][column]
        others += exact(float(staff)) - have if column in KINDS[kind] else have
    return exact(float(staff)) - others >= count


def moving(problem: Problem, moves: Sequence[Move]) -> Iterator[Change]:
    """Yield what the exchanges change: two changes a column that somebody counts in."""
    sums: dict[tuple[int, str, str], int] = defaultdict(int)
    cost: dict[tuple[int, str, str], Fraction] = defaultdict(Fraction)
    fee = problem.parameters.number("transfer")
    keys = dict(zip(TEACHERS, ("degree", "backbone", "arts"), strict=True))
    for move in moves:
        columns = [(f"{move.stage}_{keys[id]}", id) for id in move.ids]
        if problem.parameters.with_post:
            columns += [(f"{move.stage}_{key}", "") for key in ("teachers", "staff")]
        for key, id in columns:
            sums[move.giver, key, id] -= move.count
            sums[move.receiver, key, id] += move.count
        cost[(move.receiver, *columns[0])] += fee * move.count
    if problem.parameters.with_post:
        for school, key, count in _papers(problem, moves):
            sums[school, key, ""] += count
    schools = problem.assessment.county.schools
    for (school, key, id), count in sums.items():
        paid = cost[school, key, id]
        if (count or paid) and not np.isnan(schools.number(key)[school]):
            yield Change(school, key, Fraction(count), TRANSFER, id, paid)


def _papers(problem: Problem, moves: Sequence[Move]) -> Iterator[tuple[int, str, int]]:
    """Certificates, hours and who is eligible: as many as go along, by school and column.

    Holders of certificate and hours go first. Of those eligible only as many go as would be more
    than the teachers who stay.
    """
    schools = problem.assessment.county.schools
    gone: dict[int, int] = defaultdict(int)
    for move in moves:
        gone[move.giver] += move.count
    for key in ("certified", "trained", "eligible"):
        figures, left = schools.number(key), {}
        for school, count in gone.items():
            have = float(figures[school])
            if np.isnan(have):
                left[school] = 0
            elif key == "eligible":
                staff = sum(
                    exact(float(number))
                    for stage in STAGES
                    if not np.isnan(number := schools.number(f"{stage}_teachers")[school])
                )
                left[school] = max(0, math.ceil(exact(have) - (staff - count)))
            else:
                left[school] = min(count, int(have))
        for move in moves:
            count = min(move.count, left[move.giver])
            if count and not np.isnan(figures[move.receiver]):
                left[move.giver] -= count
                yield move.giver, key, -count
                yield move.receiver, key, count
        for school, count in left.items():
            # The column is blank wherever they go: the giver's cell must not exceed its teachers.
            over = math.ceil(float(figures[school])) if not np.isnan(figures[school]) else 0
            if count and over:
                yield school, key, -count
