"""自查自评报告: the whole result in sentences, tables and charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.assessment.share import Share
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import OPEN
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.clauses.trace import share_of_sections
from qbe_xl.county import layout
from qbe_xl.documents import figures
from qbe_xl.documents.material import Material
from qbe_xl.documents.views import forms, reviews, summary
from qbe_xl.report import charts
from qbe_xl.sheets.pieces import View, count

NAMED = 8
"""Schools named in a sentence; further ones are told as a number."""


def view(material: Material) -> View:
    """Return everything that the report says."""
    assessment = material.assessment
    tables = forms.view(material)
    stages = [_stage(material, stage) for stage in STAGES]
    opinions = list(_opinions(material))
    problems = sorted(_problems(material), key=_in_order)
    waiting = [one["state"] == State.MISSING.word for one in problems]
    return {
        **tables,
        **{key: part for key, part in summary.view(material).items() if key != "reach"},
        "reach": tables["reach"],
        "totals": summary.view(material)["reach"],
        "tables": {**spoken(tables), "survey": tables["survey"]},
        "stages": stages,
        "indicators": [_indicator(assessment, id, i) for i, id in enumerate(INDICATORS)],
        "units": list(_units(assessment)),
        "opinions": opinions,
        "conditions": reviews.qualification(material)["conditions"],
        "cases": reviews.vetoes(material)["rows"],
        "problems": problems,
        "unmet": False in waiting,
        "waiting": True in waiting,
        "charts": _charts(stages, opinions, assessment),
        "needed": words.plain(assessment.standard.number("section.indicators_met")),
    }


def spoken(tables: View) -> View:
    """Return the rows of 表Ⅳ and 表Ⅴ as sentences tell them: what is not known is said so."""
    return {
        key: [{**row, "value": figures.spoken(row["value"])} for row in tables[key]]
        for key in ("government", "quality")
    }


def _stage(material: Material, stage: str) -> View:
    """What the charts of a stage need, as the report has it, with the decimals of the form."""
    drawn = [one for one in material.report["stages"] if one["id"] == stage]
    balance, standard = material.assessment.balance, material.assessment.standard
    return {
        "id": stage,
        "word": layout.STAGE_WORDS[stage],
        "limit": words.plain(float(standard.limit(stage))),
        "balance": [
            {**_of(row, "short", "state", "size", "line"), "cv": words.cv(found.cv, found.limit)}
            for one in drawn
            for row, found in zip(one["balance"], balance[stage].values(), strict=True)
        ],
        "indicators": [
            _of(row, "short", "parts", "share", "reached")
            for one in drawn
            for row in one["indicators"]
        ],
    }


def _of(row: View, *keys: str) -> View:
    return {key: row[key] for key in keys}


def _indicator(assessment: Assessment, id: str, column: int) -> View:
    """One of the seven, for each stage: standard, mean, how many reach it, CV, who does not."""
    clause = assessment.standard.clauses[id]
    return {
        "id": id,
        "name": clause.name,
        "unit": clause.unit,
        "stages": [
            _of_stage(assessment, id, column, stage)
            for stage in STAGES
            if stage in assessment.balance
        ],
    }


def _of_stage(assessment: Assessment, id: str, column: int, stage: str) -> View:
    sections, schools = assessment.sections, assessment.county.schools
    found = assessment.balance[stage][id]
    mine = sections.of_stage(stage)
    states = sections.states[mine, column]
    share = share_of_sections(assessment, stage, id)

    def named(state: State) -> View:
        names = [schools.word("name", int(sections.school[i])) for i in mine[states == state]]
        return {"count": count(len(names)) if names else "", "names": _some(names)}

    return {
        "word": layout.STAGE_WORDS[stage],
        "line": words.plain(float(assessment.standard.required(id, stage))),
        "mean": figures.indicator(id, found.mean),
        "known": found.mean is not None,
        "total": count(len(mine)),
        "reached": words.reached(share),
        "said": _reach_words(share),
        "share": figures.share(share),
        "cv": figures.judged_cv(found.cv, found.limit),
        "cv_said": figures.judged_cv(found.cv, found.limit),
        "limit": words.plain(found.limit),
        "state": found.state.word,
        "kind": found.state.id,
        "unmet": named(State.UNMET),
        "missing": named(State.MISSING),
    }


def _reach_words(share: Share) -> str:
    """How many sections reach a line: 中达标 83 个，占 98.8%; nothing while none is known to."""
    if share.all_met:
        return "全部达标"
    if share.unknown and not share.met:
        return "中"
    if not share.unknown:
        return f"中达标 {share.met} 个，占 {words.rate(share)}，"
    if share.met == share.known:
        return f"中已填报的 {share.known} 个均达标，"
    return f"中已填报的 {share.known} 个达标 {share.met} 个，占 {words.rate(share)}，"


def _some(names: list[str]) -> str:
    rest = f"等 {count(len(names))} 所" if len(names) > NAMED else ""
    return "、".join(names[:NAMED]) + rest


def _units(assessment: Assessment) -> Iterator[View]:
    """The sections that are not met, with their indicators that are not."""
    sections, schools = assessment.sections, assessment.county.schools
    clauses = assessment.standard.clauses
    for state in OPEN:
        for i in np.flatnonzero(sections.state == state).tolist():
            stage = STAGES[sections.stage[i]]
            said = []
            for column, id in enumerate(INDICATORS):
                one = State(sections.states[i, column])
                if one is State.UNMET:
                    line, floor = assessment.standard.lines(id, stage)
                    figure = float(sections.values[i, column])
                    value = figures.judged_indicator(id, figure, line, floor)
                    said.append(f"{clauses[id].name} {value}，标准 {words.plain(line)}")
                elif one is State.MISSING:
                    said.append(f"{clauses[id].name}待填报")
            yield {
                "name": schools.word("name", int(sections.school[i])),
                "word": layout.STAGE_WORDS[stage],
                "said": "；".join(said),
                "state": state.word,
            }


def _opinions(material: Material) -> Iterator[View]:
    """Each group of people asked, as far as it has answered."""
    table = material.assessment.county.survey
    asked = {table.choice("group", i) for i in range(len(table))}
    for row in material.report["survey"]["rows"]:
        if row["group"] in asked:
            yield {
                **_of(row, "group", "rate", "size"),
                "cells": [row[key] for key in ("papers", "valid", "satisfied")],
                "share": row["rate"].removesuffix("%"),
            }


def _problems(material: Material) -> Iterator[View]:
    """What keeps the county from passing: where, what it is, what is asked."""
    assessment, tables = material.assessment, forms.view(material)
    clauses, standard = assessment.standard.clauses, assessment.standard
    sections = assessment.sections
    for state in OPEN:
        for stage in assessment.stages:
            mine = sections.of_stage(stage)
            number = int((sections.state[mine] == state).sum())
            if number:
                yield _problem(
                    f"{layout.STAGE_WORDS[stage]}办学单元{state.word} {count(number)} 个",
                    clauses["section"].article,
                    standard.requirement("section"),
                    state.word,
                )
            for id, found in assessment.balance[stage].items():
                if found.state is state:
                    yield _problem(
                        f"{layout.STAGE_WORDS[stage]}{clauses[id].name}校际差异系数 "
                        f"{words.UNKNOWN if found.cv is None else figures.judged_cv(found.cv, found.limit)}",
                        clauses["balance"].article,
                        f"不大于 {words.plain(found.limit)}",
                        state.word,
                    )
        told = spoken(tables)
        values = {row["id"]: row["value"] for row in (*told["government"], *told["quality"])}
        values["S1"] = figures.spoken(f"满意度 {summary.view(material)['survey']['said']}")
        for id, item in assessment.items.items():
            if item.state is state:
                said = f"：{values[id]}" if id in values else ""
                yield _problem(
                    clauses[id].name + said,
                    clauses[id].article,
                    standard.requirement(id),
                    words.state_word(id, state),
                )


_ARTICLES = ("第四条", "第六条", "第七条", "第八条", "第九条", "第十条")


def _in_order(problem: View) -> tuple[bool, int]:
    """Unmet before missing, each in the order of the articles."""
    article = problem["article"].partition("（")[0]
    place = _ARTICLES.index(article) if article in _ARTICLES else len(_ARTICLES)
    return problem["state"] == State.MISSING.word, place


def _problem(name: str, article: str, required: str, state: str) -> View:
    return {"name": name, "article": article, "required": required, "state": state}


def _charts(stages: list[View], opinions: list[View], assessment: Assessment) -> View:
    """The data of the charts in Word: figures as printed, "" where there is none."""
    line = words.plain(100 * assessment.standard.number("S1.required"))
    shorts = [RESOURCES[id].short for id in INDICATORS]
    made: View = {
        f"cv_{stage['id']}": {
            "names": shorts,
            "filled": any(_figure(row["cv"]) for row in stage["balance"]),
            "series": [
                {
                    "name": f"{stage['word']}差异系数",
                    "values": [_figure(row["cv"]) for row in stage["balance"]],
                }
            ],
            "line": {"name": f"上限 {stage['limit']}", "values": [stage["limit"]] * len(shorts)},
        }
        for stage in stages
    }
    made["share"] = {
        "names": shorts,
        "series": [
            {
                "name": stage["word"],
                "values": [_figure(row["share"].removesuffix("%")) for row in stage["indicators"]],
            }
            for stage in stages
        ],
    }
    made["survey"] = {
        "names": [row["group"] for row in opinions],
        "filled": any(_figure(row["share"]) for row in opinions),
        "series": [{"name": "满意度（%）", "values": [_figure(row["share"]) for row in opinions]}],
        "line": {"name": f"要求 {line}%", "values": [line] * len(opinions)},
    }
    return made


def _figure(shown: str) -> str:
    return "" if shown == figures.BLANK else shown


def pictures(view: View) -> Mapping[str, str]:
    """Return the same charts for the page, as SVG."""
    made = {}
    for stage in view["stages"]:
        if view["charts"][f"cv_{stage['id']}"]["filled"]:
            made[f"cv_{stage['id']}"] = charts.cv_chart(stage)
    made["share"] = "".join(
        f"<p>{stage['word']}</p>{charts.share_chart(stage)}"
        for stage in view["stages"]
        if stage["indicators"]
    )
    if view["charts"]["survey"]["filled"]:
        survey = view["survey"]
        total = {
            "group": layout.GROUP_TOTAL,
            "rate": survey["rate"],
            "size": survey["size"],
            "state": survey["state"],
        }
        made["survey"] = charts.survey_chart(
            {
                "rows": view["opinions"],
                "total": total,
                "line": survey["line"],
                "required": survey["required"],
            }
        )
    return made
