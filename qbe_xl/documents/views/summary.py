"""What letters, notices and reviews say of the whole: the result in few words and figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.clauses import words
from qbe_xl.clauses.caveats import caveats_of
from qbe_xl.clauses.records import RECORDS
from qbe_xl.clauses.trace import item_value
from qbe_xl.county import layout
from qbe_xl.documents import figures
from qbe_xl.documents.material import Material
from qbe_xl.documents.views import forms
from qbe_xl.sheets.pieces import THOUSAND, View, count, state_view

OPEN = "＿＿＿＿＿＿"
"""What a letter leaves to be written in by hand."""
FEWEST = 3
"""A published number of people below this is not told: 惯例, so that nobody can be made out."""


def view(material: Material) -> View:
    """Return the parts that the sentences of partials/filing.txt take."""
    return material.once(_summary)


def _summary(material: Material) -> View:
    assessment, report = material.assessment, material.report
    tables = forms.view(material)
    date = assessment.county.item("P1").value
    line = assessment.standard.number("S1.required")
    return {
        "year": assessment.county.fact("学年"),
        "letter": {
            "contact": assessment.county.fact("填报人") or OPEN,
            "phone": assessment.county.fact("联系电话") or OPEN,
        },
        "blanks": has_blanks(assessment),
        "verdict": report["verdict"],
        "outcome": report["outcome"],
        "groups": report["groups"],
        "reach": [
            {**part, "total": stage["total"]}
            for part, stage in zip(tables["reach"], tables["sections"], strict=True)
        ],
        "spread": [_spread(assessment, stage) for stage in STAGES],
        "sections_met": count(assessment.sections_met),
        "preconditions": {
            **_told(report["preconditions"]),
            "recognised": words.day(date) if isinstance(date, dt.date) else "",
        },
        **{key: _told(report[key]) for key in ("government", "quality", "vetoes")},
        "survey": {
            "id": assessment.item("S1").state.id,
            "rate": words.percent(assessment.item("S1").value, line),
            "said": figures.judged_rate(assessment.item("S1").value, line),
            "required": tables["survey"]["required"],
            "size": round(THOUSAND * (assessment.item("S1").value or 0.0)),
            "line": round(THOUSAND * line),
            "state": state_view(assessment.item("S1").state),
            "caveats": [*caveats_of(assessment, "S1")],
        },
    }


def has_blanks(assessment: Assessment) -> bool:
    """Whether something that is judged is not filled in: then not everything was assessed."""
    judged = (
        *(item.state for item in assessment.items.values()),
        *(found.state for _, _, found in assessment.cvs),
        *assessment.sections.states.ravel().tolist(),
    )
    return State.MISSING in judged


def _told(part: View) -> View:
    return {key: part[key] for key in ("tally", "names")}


def _spread(assessment: Assessment, stage: str) -> View:
    found = list(assessment.balance.get(stage, {}).values())
    known = [one.cv for one in found if one.cv is not None]
    over = sum(one.state is State.UNMET for one in found)
    blank = sum(one.state is State.MISSING for one in found)
    limit = float(assessment.standard.limit(stage))
    return {
        "word": layout.STAGE_WORDS[stage],
        "total": bool(found),
        "over": count(over) if over else "",
        "all_over": 0 < over == len(found),
        "open": count(blank) if blank else "",
        "least": figures.judged_cv(min(known, default=None), limit),
        "most": figures.judged_cv(max(known, default=None), limit),
        "limit": words.plain(limit),
    }


def public(material: Material) -> View:
    """Return what is published: shares and verdicts, no small number of people."""
    tables = forms.view(material)
    clauses = material.assessment.standard.clauses
    resources = [
        {
            "name": clauses[id].name,
            "cells": [
                cell
                for reach, balance in zip(tables["reach"], tables["balance"], strict=True)
                for cell in (reach["shares"][i], balance["judged"][i])
            ],
        }
        for i, id in enumerate(INDICATORS)
    ]
    return {
        **view(material),
        "resources": resources,
        "public": list(_published(material.assessment)),
        "fewest": count(FEWEST),
    }


def _published(assessment: Assessment) -> Iterator[View]:
    """Every item with its state, and its rate where no few people could be made out by it."""
    for id, item in assessment.items.items():
        if id[0] not in "GQS":
            continue
        known = any(value is not None for value in (item.value, *item.values.values()))
        said = item.state.word
        if not known or not RECORDS[id].figure or id == "G7":
            pass
        elif not _is_small(item.terms.values()):
            said += f"（{item_value(assessment, id)}）"
        else:
            said += f"（涉及人数不足 {FEWEST} 人，不列数字）"
        if id == "G7" and item.value is not None:
            line = assessment.standard.number("G7.required")
            said += f"（生均 {figures.judged_whole(item.value, line)} 元）"
        yield {"name": assessment.standard.clauses[id].name, "said": said}


def _is_small(terms: Iterable[float | None]) -> bool:
    """Whether a number of people, or what is left of it, is positive and below the bound."""
    known = [t for t in terms if t is not None]
    gaps = [abs(a - b) for n, a in enumerate(known) for b in known[n + 1 :]]
    return any(0 < number < FEWEST for number in [*known, *gaps])
