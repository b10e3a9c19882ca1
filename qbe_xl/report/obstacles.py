"""The few headings that sum up what keeps the county from passing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import OPEN, summary
from qbe_xl.clauses.records import group_of
from qbe_xl.county import layout


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One heading of what keeps the county from passing: how many places, and the gist."""

    group: str
    id: str
    title: str
    state: State
    count: int
    summary: str
    citation: str


_WEIGHT = ("vetoes", "preconditions", "resources", "government", "quality", "recognition")


def obstacles(assessment: Assessment) -> list[Obstacle]:
    """Return what keeps the county from passing, the gravest first.

    Unmet before missing; within these vetoes, preconditions, sections and CVs, government,
    quality, recognition.
    """
    found = [*_section_obstacles(assessment), *_balance_obstacles(assessment)]
    for id, item in assessment.items.items():
        if item.state in OPEN:
            clause = assessment.standard.clauses[id]
            found.append(
                Obstacle(
                    group_of(id).id,
                    id,
                    clause.name,
                    item.state,
                    max(1, sum(len(p.holding(item.state)) for p in item.parts)),
                    summary(assessment, id),
                    clause.citation,
                )
            )
    return sorted(found, key=lambda o: (o.state is not State.UNMET, _WEIGHT.index(o.group)))


def _section_obstacles(assessment: Assessment) -> Iterator[Obstacle]:
    sections, clause = assessment.sections, assessment.standard.clauses["section"]
    for state in OPEN:
        for stage in assessment.stages:
            mine = sections.of_stage(stage)
            held = mine[sections.state[mine] == state]
            if len(held):
                word = layout.STAGE_WORDS[stage]
                counts = (sections.states[held] == state).sum(axis=0)
                worst = np.argsort(-counts, kind="stable")[:3]
                names = "、".join(
                    f"{assessment.standard.clauses[INDICATORS[i]].name} {counts[i]} 个"
                    for i in worst
                    if counts[i]
                )
                yield Obstacle(
                    "resources",
                    "section",
                    f"{word}办学单元综合达标",
                    state,
                    len(held),
                    f"{len(mine)} 个{word}办学单元中 {len(held)} 个{state.word}；主要是{names}",
                    clause.citation,
                )


def _balance_obstacles(assessment: Assessment) -> Iterator[Obstacle]:
    clause = assessment.standard.clauses["balance"]
    for state in OPEN:
        for stage in assessment.stages:
            held = [r for r, b in assessment.balance[stage].items() if b.state is state]
            if held:
                word = layout.STAGE_WORDS[stage]
                gist = "、".join(
                    assessment.standard.clauses[r].name
                    + (
                        f" {words.cv(b.cv, b.limit)}"
                        if (b := assessment.balance[stage][r]).cv is not None
                        else ""
                    )
                    for r in held
                )
                yield Obstacle(
                    "resources",
                    "balance",
                    f"{word}校际差异系数",
                    state,
                    len(held),
                    f"{word} {len(held)} 项{'超过上限' if state is State.UNMET else state.word}：{gist}",
                    clause.citation,
                )
