"""第六条 as plain data: sections, the seven indicators, their spread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.balance import Balance, shares_of_variance
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.assessment.share import Share, share_of
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import OPEN
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.clauses.trace import share_of_sections
from qbe_xl.county import layout
from qbe_xl.sheets.pieces import THOUSAND, View, count, listed, names_by_state, state_view, tally

DRIVERS = 3
FEW = 8
"""Sections that are listed in words; the seven figures of more stand in a table on pages that lie across."""
MOST_LACKING = 3
"""Indicators that a section lacks, from which on they are counted together."""


def stage_view(assessment: Assessment, stage: str) -> View:
    sections = assessment.sections
    mine = sections.of_stage(stage)
    counts = {state.id: int((sections.state[mine] == state).sum()) for state in State}
    share = share_of_sections(assessment, stage)
    of_known = f"{share.met}/{share.known}"
    return {
        "id": stage,
        "word": layout.STAGE_WORDS[stage],
        "sections": {
            "total": count(len(mine)),
            "share": words.rate(share) + (f"（{of_known}）" if share.unknown and share.met else ""),
            "parts": _thousandths(counts, len(mine)),
            "said": _told(share, counts),
            **{id: _number(number, share) for id, number in counts.items()},
            "lacks": _lacks(sections.states[mine]),
        },
        "indicators": [_indicator(assessment, stage, indicator) for indicator in INDICATORS],
        "balance": [_balance(assessment, stage, indicator) for indicator in INDICATORS],
        "within": names_by_state(
            (found.state, assessment.standard.clauses[indicator].name)
            for indicator, found in assessment.balance[stage].items()
        ),
        "spread": tally(found.state for found in assessment.balance[stage].values()),
        "limit": words.plain(float(assessment.standard.limit(stage))),
        "cells": _cells_of_stage(assessment, stage),
    }


def _lacks(states: np.ndarray) -> list[str]:
    """How many sections lack none of the indicators, one, two, more; and are blank in any.

    states: sections × indicators.
    """
    blank = (states == State.MISSING).any(axis=1)
    unmet = np.minimum((states[~blank] == State.UNMET).sum(axis=1), MOST_LACKING)
    numbers = [int((unmet == number).sum()) for number in range(MOST_LACKING + 1)]
    return [count(number) for number in (*numbers, int(blank.sum()))]


def _told(share: Share, counts: dict[str, int]) -> str:
    """How the sections of a stage stand, in words: 综合达标 83 个（98.8%），未达标 1 个.

    Where some are not known the base is said: 已填报的 7 个均综合达标，另 1 个待填报.
    """
    if share.all_met:
        return "全部综合达标"
    if not share.unknown:
        rest = f"，未达标 {counts['unmet']} 个" if counts["unmet"] else ""
        return f"综合达标 {share.met} 个（{words.rate(share)}）{rest}"
    unknown = f"{share.unknown} 个{words.UNKNOWN}"
    if not share.known:
        return f"均{words.UNKNOWN}" if share.unknown > 1 else words.UNKNOWN
    base = f"已填报的 {share.known} 个"
    if share.met == share.known:
        return f"{base}{'均' if share.known > 1 else ''}综合达标，另 {unknown}"
    met = f"综合达标 {share.met} 个（{words.rate(share)}），" if share.met else ""
    return f"{base}中{met}未达标 {counts['unmet']} 个，另 {unknown}"


def _number(number: int, share: Share) -> str:
    """A count; none of the known ones is no 0 while others are not known."""
    return words.BLANK if share.unknown and not number else count(number)


def _thousandths(counts: dict[str, int], total: int) -> list[int]:
    """Met, unmet and missing as thousandths of a bar."""
    return [round(THOUSAND * counts[id] / total) for id in ("met", "unmet", "missing")]


def _indicator(assessment: Assessment, stage: str, indicator: str) -> View:
    sections, clause = assessment.sections, assessment.standard.clauses[indicator]
    mine, column = sections.of_stage(stage), INDICATORS.index(indicator)
    states, values = sections.states[mine, column], sections.values[mine, column]
    counts = {state.id: int((states == state).sum()) for state in State}
    line, floor = assessment.standard.lines(indicator, stage)
    share = share_of_sections(assessment, stage, indicator)
    filled = values[~np.isnan(values)]
    least, most = (float(filled.min()), float(filled.max())) if len(filled) else (None, None)
    return {
        "id": indicator,
        "name": clause.name,
        "short": RESOURCES[indicator].short,
        "unit": clause.unit,
        "line": words.plain(line),
        "mean": words.indicator(indicator, assessment.balance[stage][indicator].mean),
        "reached": words.reached(share),
        "share": words.rate(share),
        "least": words.indicator(indicator, least, line, floor),
        "most": words.indicator(indicator, most, line, floor),
        "parts": _thousandths(counts, len(mine)),
    }


def _balance(assessment: Assessment, stage: str, indicator: str) -> View:
    found: Balance = assessment.balance[stage][indicator]
    return {
        "id": indicator,
        "short": RESOURCES[indicator].short,
        "mean": words.indicator(indicator, found.mean),
        "std": words.number(found.std, words.CV_DECIMALS),
        "cv": words.cv(found.cv, found.limit),
        "limit": words.plain(found.limit),
        "state": state_view(found.state),
        "drivers": _drivers(assessment, stage, indicator) if found.cv else words.BLANK,
        "size": round(THOUSAND * (found.cv or 0.0)),
        "line": round(THOUSAND * found.limit),
    }


def _drivers(assessment: Assessment, stage: str, indicator: str) -> str:
    """The schools that the county's variance comes from most, with their shares of it."""
    sections, schools = assessment.sections, assessment.county.schools
    mine = sections.of_stage(stage)
    totals = sections.totals[mine, INDICATORS.index(indicator)]
    share = shares_of_variance(totals, sections.pupils[mine])
    top = np.argsort(-share, kind="stable")[:DRIVERS]
    return "、".join(
        f"{schools.word('name', int(sections.school[mine[i]]))}（{words.percent(float(share[i]))}）"
        for i in top
        if share[i] > 0
    )


def _cells_of_stage(assessment: Assessment, stage: str) -> list[View]:
    """Every section of a stage with its seven states, those in trouble first."""
    sections, schools = assessment.sections, assessment.county.schools
    mine = sections.of_stage(stage)
    rank = np.array([2, 0, 1, 3])[sections.state[mine]]
    order = mine[np.lexsort((np.arange(len(mine)), sections.met_count[mine], rank))]
    ids = [state.id for state in State]
    near = sections.above_floor & (sections.states == State.UNMET)
    return [
        {
            "name": schools.word("name", int(sections.school[i])),
            "state": ids[sections.state[i]],
            "cells": [
                "near" if close else ids[code]
                for code, close in zip(sections.states[i].tolist(), near[i].tolist(), strict=True)
            ],
        }
        for i in order.tolist()
    ]


def units_view(assessment: Assessment) -> View:
    """The sections that are unmet or missing, each with its seven indicators."""
    sections, schools = assessment.sections, assessment.county.schools
    states = sections.states.tolist()
    rows: list[Any] = []
    for code in OPEN:
        for i in np.flatnonzero(sections.state == code).tolist():
            stage, school = STAGES[sections.stage[i]], int(sections.school[i])
            rows.append(
                [
                    schools.word("name", school),
                    layout.STAGE_WORDS[stage],
                    words.plain(float(sections.pupils[i])),
                    [_cell(assessment, i, column, stage) for column in range(len(INDICATORS))],
                    words.reached(own) if (own := share_of(states[i])).unknown else str(own.met),
                    state_view(code),
                ]
            )
    heads = [RESOURCES[indicator].short for indicator in INDICATORS]
    held = {code: int((sections.state == code).sum()) for code in OPEN}
    told = [f"{State(code).word}的 {number} 个" for code, number in held.items() if number]
    few = rows if len(rows) <= FEW else []
    return {
        **listed(rows),
        "said": f"办学单元中{'，'.join(told)}{'，未达标的在前' if len(told) > 1 else ''}。",
        "heads": heads,
        "many": not few,
        "few": [[*row[:3], _lacking(heads, row[3]), *row[4:]] for row in few],
    }


def _lacking(heads: Iterable[str], cells: Iterable[Sequence[str]]) -> str:
    """The indicators of a section that are not met: 骨干教师 ✕ 0.85；仪器设备 ○ 待填报."""
    pairs = zip(heads, cells, strict=True)
    return "；".join(
        f"{head} {State.MISSING.marked if kind == State.MISSING.id else told}"
        for head, (kind, told) in pairs
        if kind != State.MET.id
    )


def _cell(assessment: Assessment, section: int, column: int, stage: str) -> list[str]:
    """Colour, and mark with figure, of one indicator of one section."""
    sections, indicator = assessment.sections, INDICATORS[column]
    state = State(sections.states[section, column])
    if state is State.UNMET and sections.above_floor[section, column]:
        kind, mark = "near", words.NEAR_MARK
    else:
        kind, mark = state.id, state.mark
    lines = assessment.standard.lines(indicator, stage)
    value = words.indicator(indicator, float(sections.values[section, column]), *lines)
    return [kind, f"{mark} {value}"]
