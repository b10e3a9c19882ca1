"""Sheets on which others judge: 资格条件, 一票否决, 州市复核, 省级评估."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.balance import Balance
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.assessment.states import all_of
from qbe_xl.clauses import words
from qbe_xl.clauses.records import GROUPS, RECORDS
from qbe_xl.clauses.trace import item_value
from qbe_xl.county import layout
from qbe_xl.county.model import Entry
from qbe_xl.documents import figures
from qbe_xl.documents.material import Material
from qbe_xl.documents.views import forms, summary
from qbe_xl.sheets.pieces import View, count


def qualification(material: Material) -> View:
    """第四条, which alone is 资格条件, and what of 第六、八、十条 is looked at along with it."""
    rows = list(_conditions(material.assessment))
    conditions = [row for row in rows if row["id"][0] == "P"]
    others = [row for row in rows if row["id"][0] != "P"]
    return {**summary.view(material), "conditions": conditions, "others": others}


def _conditions(assessment: Assessment) -> Iterator[View]:
    county, items, standard = assessment.county, assessment.items, assessment.standard

    def row(
        id: str, required: str, value: str, state: State, evidence: str, name: str = ""
    ) -> View:
        clause = standard.clauses[id]
        return {
            "id": id,
            "article": clause.article,
            "name": name or clause.name,
            "required": required,
            "value": value,
            "state": words.state_word(id, state),
            "evidence": evidence,
            **_choice(id),
        }

    for id in ("P1", "P2"):
        entry, shown = county.item(id), item_value(assessment, id)
        if id == "P1" and isinstance(entry.value, dt.date):
            today = f" {words.day(county.date)}" if county.date else words.UNKNOWN
            shown = f"认定日期 {words.day(entry.value)}，评估日期{today}"
        elif id == "P2" and isinstance(entry.value, bool):
            shown = RECORDS[id].answered(id, entry.value)
        yield row(id, standard.requirement(id), shown, items[id].state, entry.evidence)
    for stage, found in assessment.balance.items():
        yield row(
            "balance",
            f"均不大于 {words.plain(float(standard.limit(stage)))}",
            _span(found.values(), float(standard.limit(stage))),
            all_of(one.state for one in found.values()),
            "申报表表Ⅲ",
            f"{layout.STAGE_WORDS[stage]}七项指标校际差异系数",
        )
    if "Q9" in items:
        value, proof = item_value(assessment, "Q9"), "国家义务教育质量监测报告"
        yield row("Q9", standard.requirement("Q9"), value, items["Q9"].state, proof)
    yield row("V5", "不存在", _answer(county.veto("V5")), items["V5"].state, "")


def _span(found: Iterable[Balance], limit: float) -> str:
    """The least and the greatest 差异系数, and how many are not known."""
    found = list(found)
    known = [one.cv for one in found if one.cv is not None]
    blank = sum(one.state is State.MISSING for one in found)
    waiting = f"{blank} 项待填报" if blank else ""
    if not known:
        return waiting or words.BLANK
    least, most = (figures.judged_cv(cv, limit) for cv in (min(known), max(known)))
    return f"{least} 至 {most}" + (f"（另 {waiting}）" if blank else "")


def _answer(entry: Entry) -> str:
    if not isinstance(entry.value, bool):
        return words.UNKNOWN
    return "存在" if entry.value else "不存在"


def vetoes(material: Material) -> View:
    """第十条, case by case."""
    assessment = material.assessment
    rows = [
        {
            "number": count(n),
            "name": assessment.standard.clauses[id].name,
            "answer": _answer(assessment.county.veto(id)),
            "said": assessment.county.veto(id).conclusion,
        }
        for n, id in enumerate((id for id in assessment.items if id.startswith("V")), 1)
    ]
    return {**summary.view(material), "rows": rows}


def prefecture(material: Material) -> View:
    """州市复核意见表: what the county says of each group, and room for the reviewers."""
    rows = [
        {**row, "state": row["state"]["word"], **_choice(group)}
        for group, row in zip(GROUPS, material.report["groups"], strict=True)
    ]
    return {**summary.view(material), "rows": rows}


def province(material: Material) -> View:
    """省级评估汇总表: all 32 indicators in one table."""
    tables = forms.view(material)
    items = (*tables["government"], *tables["quality"])
    return {
        **summary.view(material),
        "resources": list(_resources(material)),
        "items": [{**row, "value": figures.spoken(row["value"])} for row in items],
        "recognition": tables["survey"],
        "others": [
            {
                "name": material.assessment.standard.clauses[id].name,
                "article": material.assessment.standard.clauses[id].article,
                "state": words.state_word(id, item.state),
                **_choice(id),
            }
            for id, item in material.assessment.items.items()
            if id[0] in "PV"
        ],
    }


def _choice(of: str) -> View:
    """What the reviewers tick, in the words of the answer that stands beside it."""
    return {
        key: words.state_word(of, state) for key, state in (("yes", State.MET), ("no", State.UNMET))
    }


def _resources(material: Material) -> Iterator[View]:
    tables, assessment = forms.view(material), material.assessment
    for i, id in enumerate(INDICATORS):
        yield {
            "number": count(i + 1),
            "name": assessment.standard.clauses[id].name,
            "cells": [
                cell
                for reach, balance in zip(tables["reach"], tables["balance"], strict=True)
                for cell in (balance["means"][i], reach["shares"][i], balance["judged"][i])
            ],
            "state": all_of(cv.state for _, key, cv in assessment.cvs if key == id).word,
        }
