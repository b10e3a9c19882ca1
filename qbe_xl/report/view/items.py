"""第四条, 第七–十条 as plain data: the items of the county, monitoring, survey."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.items import Item
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import OPEN
from qbe_xl.clauses.records import RECORDS
from qbe_xl.clauses.trace import no_base, trace_item
from qbe_xl.county import layout
from qbe_xl.sheets.pieces import THOUSAND, View, names_by_state, state_view, tally

_PART_UNITS = {"schools": "所学校", "classes": "个班", "monitoring": "项"}


def items_view(assessment: Assessment, letter: str) -> View:
    items = {id: item for id, item in assessment.items.items() if id.startswith(letter)}
    clauses = assessment.standard.clauses
    return {
        "rows": [item_view(assessment, id, item) for id, item in items.items()],
        "tally": tally((item.state for item in items.values()), letter),
        "names": names_by_state((item.state, clauses[id].name) for id, item in items.items()),
    }


def item_view(assessment: Assessment, id: str, item: Item) -> View:
    clause = assessment.standard.clauses[id]
    trace = trace_item(assessment, id)
    sums = "，".join(t.said for t in trace.terms if not t.cell and t.value != words.UNKNOWN)
    told = "" if RECORDS[id].pair else sums
    notes = [_open_conditions(item), _open_parts(item), no_base(assessment, id), told]
    if any(one.kind == "date" for one in RECORDS[id].inputs) and not assessment.county.date:
        notes.append(f"评估日期{words.UNKNOWN}")
    notes += _remarks(assessment, id)
    if item.state is State.NOT_APPLICABLE:
        notes.insert(0, "没有须评的对象")
    return {
        "id": id,
        "article": clause.article,
        "name": clause.name,
        "requirement": trace.requirement,
        "value": trace.value,
        "state": state_view(item.state, id),
        "note": "；".join(filter(None, notes)),
    }


def _open_conditions(item: Item) -> str:
    return "，".join(
        RECORDS[item.id].answered(key, False)
        if state is State.UNMET and key in RECORDS[item.id].yes
        else f"{RECORDS[item.id].name_of(key)}{state.word}"
        for key, state in item.conditions.items()
        if state in OPEN
    )


def _open_parts(item: Item) -> str:
    """How many schools, classes or subjects keep an item from being met."""
    if item.state not in OPEN:
        return ""
    found = []
    for part in item.parts:
        for state in OPEN:
            number = len(part.holding(state))
            if number:
                found.append(f"{state.word} {number} {_PART_UNITS[part.table]}")
    return "，".join(found)


def _remarks(assessment: Assessment, id: str) -> Iterator[str]:
    """What the county itself wrote beside an item: 简要结论."""
    yield from (f"填报结论：{said}" for said in assessment.county.conclusions(id))


def monitoring_view(assessment: Assessment) -> list[View]:
    table = assessment.county.monitoring
    if "Q9" not in assessment.items:
        return []
    states = assessment.items["Q9"].parts[0].states
    limit = assessment.standard.number("Q9.difference_below")
    return [
        {
            "subject": table.word("subject", i) or words.BLANK,
            "grade": table.word("grade", i) or words.BLANK,
            "level": table.choice("level", i) or words.BLANK,
            "difference": words.number(
                float(table.number("difference")[i]), words.DIFFERENCE_DECIMALS, limit
            ),
            "state": state_view(State(states[i])),
        }
        for i in range(len(table))
    ]


def survey_view(assessment: Assessment) -> View:
    table, item = assessment.county.survey, assessment.item("S1")
    line = assessment.standard.number("S1.required")
    groups = {table.choice("group", i): i for i in range(len(table))}
    figures = {key: table.number(key) for key in ("papers", "valid", "satisfied")}
    rows, lacking = [], []
    for group in layout.GROUPS:
        i = groups.get(group)
        papers, valid, pleased = (
            float(figures[key][i]) if i is not None else float("nan") for key in figures
        )
        if not valid > 0:
            lacking.append(group)
        rows.append(_opinion(group, papers, valid, pleased, line))
    official = len(lacking) == len(layout.GROUPS) and layout.GROUP_TOTAL in groups
    whole = (
        figures["papers"][groups[layout.GROUP_TOTAL]]
        if official
        else sum(figures["papers"][groups[g]] if g in groups else np.nan for g in layout.GROUPS)
    )
    valid, pleased = (
        float("nan") if (found := item.terms.get(key)) is None else found
        for key in ("base", "part")
    )
    total = _opinion(layout.GROUP_TOTAL, float(whole), valid, pleased, line)
    return {
        "rows": rows,
        "total": {**total, "state": state_view(item.state)},
        "lacking": lacking,
        "official": official,
        "line": round(THOUSAND * line),
        "required": words.share_line(line),
    }


def _opinion(group: str, papers: float, valid: float, pleased: float, line: float) -> View:
    rate = pleased / valid if valid > 0 else float("nan")
    return {
        "group": group,
        "papers": words.plain(papers),
        "valid": words.plain(valid),
        "satisfied": words.plain(pleased),
        "rate": words.percent(rate, line),
        "size": 0 if rate != rate else round(THOUSAND * rate),
    }
