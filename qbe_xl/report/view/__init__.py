"""The report as plain data: both documents are made of it, so a figure is the same text in each.

Only str, int, bool, list and dict; every number is already in words, but those that draw a bar
(thousandths, in keys named `size`, `line`, `parts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.assessment.share import share_of
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import OPEN, Gap, problems, title_of
from qbe_xl.clauses.records import GROUPS, group_of
from qbe_xl.clauses.trace import item_value
from qbe_xl.county.model import of_county
from qbe_xl.errors import Notice
from qbe_xl.report.obstacles import obstacles, said_of
from qbe_xl.report.record import RunRecord
from qbe_xl.report.view.basis import basis_view, roundings
from qbe_xl.report.view.items import items_view, monitoring_view, survey_view
from qbe_xl.report.view.resources import stage_view, units_view
from qbe_xl.sheets.pieces import (
    View,
    clean,
    count,
    listed,
    names_by_state,
    state_view,
    tally,
)

NO_COUNTY = "（县名未填）"


def report_view(
    assessment: Assessment,
    notices: Sequence[Notice],
    run: RunRecord,
    verify: Sequence[str] = (),
) -> View:
    """Return everything that the report says, in the order in which it says it.

    verify: what must be verified before anything is decided.
    """
    view = {
        "heading": _heading(assessment, run),
        "verify": list(verify),
        "verdict": state_view(assessment.verdict),
        "groups": _groups(assessment),
        "outcome": {
            **names_by_state(
                (state, "一票否决核查" if group == "vetoes" else GROUPS[group].word)
                for group, state in assessment.groups.items()
            ),
            "said": {state.id: said_of(assessment, state) for state in (State.UNMET, State.MET)},
            "indicators": count(len(INDICATORS) + sum(id[0] in "GQS" for id in assessment.items)),
        },
        "obstacles": listed(_obstacles(assessment)),
        "stages": [stage_view(assessment, stage) for stage in assessment.stages],
        "floor": words.share_line(float(assessment.standard.floor)),
        "needed": words.plain(assessment.standard.number("section.indicators_met")),
        "units": units_view(assessment),
        "government": items_view(assessment, "G"),
        "quality": items_view(assessment, "Q"),
        "monitoring": monitoring_view(assessment),
        "survey": survey_view(assessment),
        "preconditions": items_view(assessment, "P"),
        "vetoes": items_view(assessment, "V"),
        "problems": listed(_problems(assessment)),
        "notices": listed([[notice.cell, notice.message] for notice in notices]),
        "roundings": listed(list(roundings(assessment))),
        "basis": basis_view(assessment, run),
    }
    found: View = clean(view)
    return found


def _heading(assessment: Assessment, run: RunRecord) -> View:
    county, standard = assessment.county, assessment.standard
    name = county.name or NO_COUNTY
    facts = [
        ("评估县", name),
        *((key, county.fact(key)) for key in ("州市", "学年", "财务年度")),
        ("填报单位", of_county(county.name, county.fact("填报单位"))),
        ("评估日期", words.day(county.date) if county.date else words.UNKNOWN),
        ("评估标准", standard.title),
        ("依据文件", "；".join(standard.documents)),
        ("运行编号", run.id),
        ("生成时间", run.shown_time),
    ]
    return {
        "county": name,
        "year": county.fact("学年"),
        "date": words.day(county.date) if county.date else "",
        "standard": standard.title,
        "second_hand": standard.second_hand,
        "run": run.id,
        "time": run.shown_time,
        "facts": [[label, text] for label, text in facts if text],
    }


def _groups(assessment: Assessment) -> list[View]:
    rows = []
    for group in GROUPS.values():
        if group.letter == "R":
            gist = "；".join(_resources_gist(assessment)) or "没有参与评估的办学单元"
        else:
            mine = [i.state for id, i in assessment.items.items() if group_of(id) is group]
            counts = tally(mine, group.letter)
            gist = counts["gist"] if mine else "所用标准不评"
            if group.letter == "S" and mine and assessment.items["S1"].value is not None:
                gist = f"满意度 {item_value(assessment, 'S1')}"
        rows.append(
            {
                "name": group.word,
                "article": assessment.standard.article_of(group),
                "gist": gist,
                "state": state_view(assessment.groups[group.id], group.id),
            }
        )
    return rows


def _resources_gist(assessment: Assessment) -> Iterator[str]:
    if len(assessment.sections):
        sections = share_of(assessment.sections.state.tolist())
        yield words.beside("办学单元", words.reached(sections, "个", State.MET.word))
        spread = share_of(found.state for _, _, found in assessment.cvs)
        yield words.beside("校际差异系数", words.reached(spread, "项", State.MET.word))


def _obstacles(assessment: Assessment) -> list[View]:
    return [
        {
            "number": count(number),
            "title": found.title,
            "state": state_view(found.state, found.id),
            "count": count(found.count),
            "summary": found.summary,
            "article": assessment.standard.clauses[found.id].article,
        }
        for number, found in enumerate(obstacles(assessment), 1)
    ]


def _problems(assessment: Assessment) -> list[View]:
    """Every problem under its indicator, in the order of the articles."""
    order = {id: number for number, id in enumerate((*INDICATORS, "balance"))}
    grouped: dict[str, list[Gap]] = {}
    for gap in sorted(problems(assessment), key=lambda gap: order.get(gap.id, len(order))):
        grouped.setdefault(gap.id, []).append(gap)
    views = []
    for id, mine in grouped.items():
        title = assessment.standard.clauses[id].name
        counts = {state: sum(gap.state is state for gap in mine) for state in OPEN}
        views.append(
            {
                "title": title,
                "article": assessment.standard.clauses[id].article,
                "counts": "，".join(
                    f"{words.state_word(id, s)} {n} 处" for s, n in counts.items() if n
                ),
                "rows": [
                    [
                        title_of(assessment, gap) if id == "balance" else gap.name,
                        gap.stage_word or words.BLANK,
                        gap.state.id,
                        words.state_marked(gap.id, gap.state),
                        gap.said,
                        gap.cells,
                    ]
                    for gap in mine
                ],
            }
        )
    return views
