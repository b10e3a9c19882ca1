"""缺口与方案.html: one offline page with the gist, the variants, gaps and actions."""

from __future__ import annotations

from qbe_xl.assessment import State
from qbe_xl.assessment.balance import Balance
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import amount_words
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.remedy.parameters import SPECS
from qbe_xl.remedy.path import charts, figures
from qbe_xl.remedy.path.pages.gaps import indicator_word
from qbe_xl.remedy.path.pages.overview import gist
from qbe_xl.remedy.path.plan import Plan
from qbe_xl.remedy.path.remedies import Remedies
from qbe_xl.remedy.path.wording import (
    action_words,
    amount_of,
    cost_words,
    gap_words,
    limits_words,
    no_actions,
    of_plan,
    remarks,
    subject,
)
from qbe_xl.report.record import RunRecord
from qbe_xl.sheets.pieces import View
from qbe_xl.sheets.templating import render as rendered

TEMPLATE = "缺口与方案.html"
MOST_REASONS = 8
MOST_ROWS = 400
"""Actions that a page lists of each plan; the workbook has all."""


def render(remedies: Remedies, run: RunRecord) -> str:
    """Return 缺口与方案.html."""
    pictures = {"cost": _cost_chart(remedies), **_cv_charts(remedies)}
    return rendered(TEMPLATE, _view(remedies, run), pictures)


def _view(remedies: Remedies, run: RunRecord) -> View:
    assessment = remedies.assessment
    return {
        "county": assessment.county.name or "（县名未填）",
        "facts": [
            ["评估标准", run.standard],
            ["填报表", run.input_name],
            ["运行时间", run.shown_time],
            ["运行编号", run.id],
        ],
        "state": _state(assessment.groups["resources"]),
        "gist": gist(remedies),
        "plans": [_plan(plan) for plan in remedies.plans],
        "amounts": [
            [f"增加{name}", [_amount(plan, id) for plan in remedies.plans]]
            for id, name in figures.resource_names()
        ],
        "cvs": [[f"cv_{stage}", _cv_title(stage)] for stage in assessment.stages],
        "gaps": [
            [
                indicator_word(total.id),
                total.thing,
                str(total.places) if total.places else words.BLANK,
                amount_words(total.amount, total.unit) if total.amount else words.BLANK,
                str(total.blank) if total.blank else words.BLANK,
            ]
            for total, _ in figures.gap_totals(remedies)
        ],
        "gap_count": len(remedies.gaps),
        "parameters": [
            [spec.title, remedies.parameters.shown(spec.key) or words.BLANK, spec.unit, spec.help,
             remedies.parameters.source(spec.key)]
            for spec in SPECS
        ],
        "version": run.version,
    }  # fmt: skip


def _state(state: State) -> View:
    return {"id": state.id, "marked": state.marked}


def _plan(plan: Plan) -> View:
    others, said = figures.partners(plan), remarks(plan)
    return {
        "name": plan.name,
        "about": plan.about,
        "state": _state(plan.after.groups["resources"]),
        "sections": words.reached(plan.reach),
        "over": limits_words(plan),
        "cost": cost_words(plan),
        "gap": gap_words(plan) or words.BLANK,
        "moved": _count(plan, plan.moved),
        "posts": _count(plan, plan.new_posts),
        "reasons": said[:MOST_REASONS],
        "more": max(0, len(said) - MOST_REASONS),
        "actions": [
            [
                action.township,
                action.name,
                figures.stage_word(action.stage) or "全校",
                subject(action),
                action_words(action),
                action.column,
                amount_of(action),
                words.money(action.cost) if action.cost else words.BLANK,
                figures.note_of(action, others),
            ]
            for action in plan.actions[:MOST_ROWS]
        ],
        "count": len(plan.actions),
        "nothing": no_actions(plan),
        "townships": [
            [
                t.name,
                str(t.schools),
                str(t.moves_in or words.BLANK),
                str(t.moves_out or words.BLANK),
                words.money(t.cost),
            ]
            for t in figures.by_township(plan)
        ],
    }


def _count(plan: Plan, number: int) -> str:
    return words.BLANK if of_plan(plan, number) is None else str(number)


def _amount(plan: Plan, id: str) -> str:
    amount = plan.amount(id)
    if not amount:
        return words.BLANK
    decimals = 0 if amount.denominator == 1 else 2
    return words.number(float(amount), decimals)


def _cost_chart(remedies: Remedies) -> str:
    """Where the money of each plan goes."""
    groups = []
    for id in INDICATORS:
        spent = [(plan, figures.spent(plan, id)) for plan in remedies.plans]
        groups.append((RESOURCES[id].short, spent))
    groups.append(("交流轮岗", [(plan, figures.spent_on_moves(plan)) for plan in remedies.plans]))
    return charts.bars(
        "cost",
        "各方案费用去向（万元）",
        [
            charts.Group(
                label,
                tuple(
                    charts.Bar(
                        f"plan{place}", float(cost), words.money(cost) if cost else words.BLANK
                    )
                    for place, (_, cost) in enumerate(spent)
                ),
            )
            for label, spent in groups
        ],
    )


def _cv_title(stage: str) -> str:
    return f"{STAGE_WORDS[stage]}差异系数：现在、补齐缺口后、最省方案"


def _cv_charts(remedies: Remedies) -> dict[str, str]:
    found = {}
    rows = figures.cv_rows(remedies)
    for stage in remedies.assessment.stages:
        mine = [row for row in rows if row.stage == stage]
        limit = mine[0].now.limit
        groups = [
            charts.Group(
                RESOURCES[row.indicator].short,
                tuple(
                    charts.Bar(
                        look, b.cv or 0.0, _cv(b), b.cv is not None and b.state is State.UNMET
                    )
                    for look, b in zip(
                        ("now", "filled", "plan0"), (row.now, *row.others), strict=False
                    )
                ),
            )
            for row in mine
        ]
        line = f"上限 {words.plain(limit)}"
        chart = charts.bars(f"cv-{stage}", _cv_title(stage), groups, limit, line)
        found[f"cv_{stage}"] = chart
    return found


def _cv(found: Balance) -> str:
    if found.cv is None:
        return found.state.marked
    return f"{words.cv(found.cv, found.limit)} {found.state.mark}"
