"""An assessment as the page shows it: gaps, traces and tables that exist, as plain data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import Gap, title_of
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.clauses.trace import Trace, trace_balance, trace_indicator, trace_item
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.errors import Problem, told
from qbe_xl.report.view import report_view
from qbe_xl.sheets.pieces import View, state_view
from qbe_xl.web.looking import Assessed, Look

NO_TOWNSHIP = "（乡镇未填）"
MOST = 1000
"""Lines of the list of problems that the page shows; the result workbook has all."""


def verdict_view(of: Assessed) -> View:
    """The verdict, the groups, what keeps the county from passing, and every problem."""
    found = report_view(of.assessment, of.notices, of.run)
    return {
        "county": found["heading"]["county"],
        "standard": found["heading"]["standard"],
        "verdict": found["verdict"],
        "groups": found["groups"],
        "obstacles": found["obstacles"],
        "problems": list(islice(_problems(of.assessment, of.gaps), MOST)),
        "beyond": max(0, len(of.gaps) - MOST),
        "notices": [_notice(one.cell, one.message) for one in of.notices],
        "counts": [f"{s.word} {n} 处" for s, n in Counter(g.state for g in of.gaps).items()],
    }


def _problems(assessment: Assessment, gaps: Sequence[Gap]) -> Iterator[View]:
    """Every line of the list of problems, the gravest state first."""
    sections = _sections(assessment)
    for gap in sorted(gaps, key=lambda gap: gap.state is not State.UNMET):
        yield {
            "title": title_of(assessment, gap),
            "article": assessment.standard.clauses[gap.id].article,
            "state": state_view(gap.state, gap.id),
            "subject": gap.name,
            "township": gap.township,
            "stage": gap.stage_word,
            "said": gap.said,
            "cells": [str(place) for place in gap.places],
            "trace": _key(gap, sections),
        }


def _key(gap: Gap, sections: dict[tuple[int, str], int]) -> str:
    if gap.indicator:
        return f"balance.{gap.stage}.{gap.indicator}"
    if gap.id in RESOURCES and gap.school is not None:
        place = sections.get((gap.school, gap.stage))
        return "" if place is None else f"section.{place}.{gap.id}"
    return f"item.{gap.id}"


def _sections(assessment: Assessment) -> dict[tuple[int, str], int]:
    pairs = zip(
        assessment.sections.school.tolist(), assessment.sections.stage.tolist(), strict=True
    )
    return {(school, STAGES[stage]): place for place, (school, stage) in enumerate(pairs)}


def _notice(cell: str, message: str) -> View:
    return {"cell": cell, "message": message}


def unusable_view(look: Look) -> View:
    """What keeps a workbook from being used: as the command line tells it, and each cell."""
    return {
        "lines": told(look.problems),
        "problems": [_problem(one) for one in look.problems[:200]],
        "count": len(look.problems),
    }


def _problem(one: Problem) -> View:
    return {"cell": one.cell, "message": one.message}


def schools_view(of: Assessed) -> View:
    """Every section with its seven indicators."""
    assessment = of.assessment
    sections, schools = assessment.sections, of.county.schools
    near = sections.above_floor & (sections.states == State.UNMET)
    rows = []
    for place, (school, code) in enumerate(
        zip(sections.school.tolist(), sections.stage.tolist(), strict=True)
    ):
        stage = STAGES[code]
        rows.append(
            {
                "code": schools.word("code", school),
                "name": schools.word("name", school),
                "township": schools.word("township", school) or NO_TOWNSHIP,
                "type": schools.choice("type", school),
                "stage": STAGE_WORDS[stage],
                "pupils": words.number(float(sections.pupils[place])),
                "state": state_view(State(int(sections.state[place]))),
                "met": str(int(sections.met_count[place])),
                "cells": [
                    _indicator(assessment, place, column, stage, bool(near[place, column]))
                    for column in range(len(INDICATORS))
                ],
            }
        )
    return {
        "heads": [
            [id, RESOURCES[id].short, assessment.standard.clauses[id].unit] for id in INDICATORS
        ],
        "rows": rows,
        "townships": sorted({row["township"] for row in rows}),
        "stages": [STAGE_WORDS[stage] for stage in assessment.stages],
        "excluded": len(assessment.excluded),
    }


def _indicator(assessment: Assessment, place: int, column: int, stage: str, near: bool) -> View:
    id = INDICATORS[column]
    state = State(int(assessment.sections.states[place, column]))
    line = float(assessment.standard.required(id, stage))
    value = float(assessment.sections.values[place, column])
    return {
        "text": words.indicator(id, value, line),
        "state": "near" if near else state.id,
        "mark": words.NEAR_MARK if near else state.mark,
        "trace": f"section.{place}.{id}",
    }


def cvs_view(of: Assessed) -> View:
    """The 差异系数 of every stage and indicator with the schools that drive each."""
    found = report_view(of.assessment, of.notices, of.run)
    return {
        "stages": [
            {"id": s["id"], "word": s["word"], "limit": s["limit"], "balance": s["balance"]}
            for s in found["stages"]
        ]
    }


def townships_view(of: Assessed) -> View:
    """Every township with its sections that stand, and the indicators that are short there."""
    sections, schools = of.assessment.sections, of.county.schools
    places: dict[str, list[int]] = {}
    for place, school in enumerate(sections.school.tolist()):
        name = schools.word("township", school) or NO_TOWNSHIP
        places.setdefault(name, []).append(place)
    tiles = []
    for name, mine in places.items():
        states = sections.states[mine]
        counts = Counter(map(State, sections.state[mine].tolist()))
        tiles.append(
            {
                "name": name,
                "total": len(mine),
                "met": counts[State.MET],
                "state": _worst(counts).id,
                "said": "，".join(f"{state.word} {count}" for state, count in counts.items()),
                "indicators": [
                    {
                        "short": RESOURCES[id].short,
                        "unmet": int(np.count_nonzero(states[:, column] == State.UNMET)),
                        "missing": int(np.count_nonzero(states[:, column] == State.MISSING)),
                    }
                    for column, id in enumerate(INDICATORS)
                ],
            }
        )
    return {"tiles": tiles}


def _worst(counts: Counter[State]) -> State:
    for state in (State.UNMET, State.MISSING):
        if counts[state]:
            return state
    return State.MET


def trace_of(assessment: Assessment, key: str) -> Trace | None:
    """Return the trace that a key names: section.17.R4, balance.primary.R4, item.G5."""
    kind, _, rest = key.partition(".")
    first, _, id = rest.partition(".")
    if kind == "item" and rest in assessment.items:
        return trace_item(assessment, rest)
    if kind == "balance" and id in assessment.balance.get(first, {}):
        return trace_balance(assessment, first, id)
    known = kind == "section" and id in RESOURCES and first.isdecimal()
    if known and int(first) < len(assessment.sections):
        return trace_indicator(assessment, int(first), id)
    return None


def trace_view(trace: Trace) -> View:
    """How one figure was made and judged."""
    return {
        "name": trace.name,
        "formula": trace.formula,
        "terms": [[term.name, term.value, term.cell] for term in trace.terms],
        "value": trace.value,
        "requirement": trace.requirement,
        "citation": trace.citation,
        "state": state_view(trace.state, trace.id),
    }
