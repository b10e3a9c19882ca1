"""The variants side by side: least cost, the most schools within a budget, exchanges only."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.clauses import words
from qbe_xl.county.model import Figures
from qbe_xl.remedy.parameters import Parameters
from qbe_xl.remedy.path.assumed import with_assumptions
from qbe_xl.remedy.path.certainty import SECONDS, made_certain
from qbe_xl.remedy.path.drafting import Draft
from qbe_xl.remedy.path.newposts import posts_needed
from qbe_xl.remedy.path.plan import (
    Blank,
    Plan,
    Status,
    make_plan,
    no_plan,
)
from qbe_xl.remedy.path.problem import Problem, make_problem
from qbe_xl.remedy.path.program import Program
from qbe_xl.remedy.path.reasons import reasons
from qbe_xl.remedy.path.search import NoPlanInTimeError, cheapest
from qbe_xl.remedy.ways import LEAST, MOVES, WITHIN

STEPS = 12
"""About how many steps a search tells of."""

Tell = Callable[[str], None]


def find_variants(
    assessment: Assessment,
    parameters: Parameters,
    *,
    seconds: float = 60.0,
    tell: Tell = lambda step: None,
) -> tuple[Plan, ...]:
    """Return the variants, the cheapest plan first: 第六条.

    A draft with blanks has the first alone, made with what is assumed for each.

    seconds: about how long to search in all.
    """
    least = least_cost(assessment, parameters, seconds=seconds * 0.7, tell=tell)
    if (
        least.status == "already_met"
        or not len(assessment.sections)
        or np.isnan(assessment.sections.totals).any()
    ):
        return (least,)
    tell("求预算内方案")
    within = within_budget(assessment, parameters, least, seconds=seconds * 0.15)
    tell("求只靠交流的方案")
    moves = exchanges_only(assessment, parameters, seconds=seconds * 0.15)
    return (least, within, moves)


def least_cost(
    assessment: Assessment,
    parameters: Parameters,
    *,
    seconds: float = 60.0,
    tell: Tell = lambda step: None,
) -> Plan:
    """Return the cheapest plan that brings every section and every CV to the standard.

    Where a blank stands in the way the status is `incomplete`, and everything else passes.
    """
    about = "每个办学单元 6 项以上达标、余项不低于 85%，全部差异系数不超过上限，费用最省"
    if assessment.groups["resources"] is State.MET:
        return no_plan(LEAST, about, assessment, status="already_met")
    if not len(assessment.sections):
        return no_plan(LEAST, about, assessment, ["没有参与评估的办学单元"], status="unknown")
    blanks: tuple[Blank, ...] = ()
    full = assessment
    if np.isnan(assessment.sections.totals).any():
        full, blanks = with_assumptions(assessment)
        about += f"；{len(blanks)} 处待填报的数据按假定值测算，补齐后须重算"
    problem = make_problem(full, parameters, blanks)
    late = f"{seconds:.0f} 秒内没有找到方案，也没有证明没有；可加长计算时间（--time-limit）后重试"
    status: Status = "unknown"
    why: list[str] = []
    try:
        choice = cheapest(problem, seconds=seconds - min(SECONDS, seconds / 10), tell=tell)
    except NoPlanInTimeError:
        choice, why = None, [late]
    else:
        if choice is None:
            status = "infeasible"
    if choice is not None:
        choice = made_certain(problem, choice)
        drawn = assessment if blanks else None
        return make_plan(LEAST, about, problem, choice, drawn=drawn, blanks=blanks)
    tell("查找不可行的原因")
    if problem.parameters.optional("new_posts") is not None:
        said, proven = _posts_said(problem)
        why, status = [*why, *said], "infeasible" if proven else status
    if status == "infeasible":
        why = [*reasons(problem), *(one for one in why if one != late)]
    if blanks:
        status = "unknown"
        why = ["按假定值没有找到方案，补齐待填报的数据后再测算", *why]
    return replace(no_plan(LEAST, about, assessment, why, status=status), blanks=blanks)


def _posts_said(problem: Problem) -> tuple[list[str], bool]:
    """What is known of new posts where the cap stands in the way; whether it is proven too low."""
    enough, least = posts_needed(problem)
    cap = problem.parameters.number("new_posts")
    said = []
    if enough is not None:
        said.append(f"{enough} 个新增岗位可行")
    if least:
        said.append(f"少于 {least} 个已证明不可能")
    sentence = f"{'，'.join(said)}（现上限 {words.plain(float(cap))} 个）"
    return ([sentence] if said else []), least > cap


def within_budget(
    assessment: Assessment, parameters: Parameters, least: Plan, *, seconds: float = 20.0
) -> Plan:
    """Return the plan that brings the most sections to the standard within the budget.

    弱势优先: of as many sections those in 乡村 and with more indicators short come first.
    """
    budget = parameters.optional("budget")
    given = budget is not None
    if budget is None:
        budget = (least.cost or Fraction(0)) / 2
    shown = words.number(float(budget), 2)
    about = f"预算 {shown} 万元" + ("" if given else "（未填预算，按最省方案费用的一半）")
    about += "，达标的办学单元最多，不保证差异系数"
    if not budget and not given:
        return no_plan(
            WITHIN, about, assessment, ["没有最省方案，请在整改参数中填写预算"], status="unknown"
        )
    if given and least.cost is not None and least.cost <= budget:
        return replace(least, name=WITHIN, about=f"{about}；预算够用，与{LEAST}相同")
    problem = make_problem(assessment, parameters)
    return _most_sections(problem, WITHIN, about, budget, seconds)


def exchanges_only(
    assessment: Assessment, parameters: Parameters, *, seconds: float = 20.0
) -> Plan:
    """Return what exchanges of teachers alone bring: the whole standard, or the most sections."""
    about = "只在同一学段学校之间交流教师，不补充、不采购、不建设"
    only = parameters.having(hire=False, build=False, field=False, buy=False)
    only = replace(only, given=parameters.given)
    if not parameters.flag("move"):
        return no_plan(
            MOVES, about, assessment, ["整改参数不允许教师交流轮岗"], status="infeasible"
        )
    problem = make_problem(assessment, only)
    choice = None
    with contextlib.suppress(NoPlanInTimeError):
        choice = cheapest(problem, seconds=seconds)
    if choice is not None:
        return make_plan(MOVES, about, problem, made_certain(problem, choice))
    plan = _most_sections(problem, MOVES, f"{about}；达标的办学单元最多", None, seconds)
    return replace(plan, reasons=(*plan.reasons, *reasons(problem, seconds=seconds)))


def _most_sections(
    problem: Problem, name: str, about: str, budget: Fraction | None, seconds: float
) -> Plan:
    program = Program(problem, voluntary=True)
    cost = np.array(program.cost)
    chosen = program.y >= 0
    # One section more outweighs every priority, and a priority every cost.
    priority = _weakness(problem)[chosen] if problem.parameters.flag("weak_first") else 0.0
    prices = cost * (0.1 / max(float(chosen.sum()), 1.0) / _scale(problem, budget))
    prices[program.y[chosen]] = -(1.0 + priority / max(2.0 * chosen.sum(), 1.0))
    program.price(prices)
    if budget is not None:
        terms = [(i, float(c)) for i, c in enumerate(cost) if c]
        program.cap(terms, float(budget) * (1 - 1e-9))
    until = time.monotonic() + seconds
    found = program.solve(gap=1e-4, slack=0.4 / max(2.0 * chosen.sum(), 1.0), seconds=seconds)
    if found.values is None:
        none: Status = "infeasible" if found.infeasible else "unknown"
        return no_plan(name, about, problem.assessment, reasons(problem), status=none)
    excused = program.excused_in(found.values)
    left = (program.y < 0) | (found.values[program.y] < 0.5)
    draft = Draft.rounded(program, found.values, excused, left)
    choice = draft.choice()
    plan = make_plan(
        name, about, problem, replace(choice, bound=float(choice.cost)), must_meet=False
    )
    proven = time.monotonic() < until
    return replace(
        plan,
        status="optimal" if proven else "feasible",
        bound=None,
        gap=None,
        reasons=tuple(_left_open(plan)),
    )


def _scale(problem: Problem, budget: Fraction | None) -> float:
    if budget:
        return float(budget)
    return max(1.0, float(problem.spare.sum()) * float(problem.parameters.number("transfer")))


def _weakness(problem: Problem) -> Figures:
    """From 0 to 1: half for 乡村, half for the share of indicators that are short."""
    sections, schools = problem.assessment.sections, problem.assessment.county.schools
    rural = schools.is_choice("area", "乡村")[sections.school]
    return np.asarray(0.5 * rural + 0.5 * (problem.full > 0).mean(axis=1))


def _left_open(plan: Plan) -> list[str]:
    """What a variant leaves unmet."""
    said = []
    reach, over = plan.reach, plan.over
    if unmet := reach.known - reach.met:
        said.append(f"仍有 {unmet} 个办学单元未达标")
    if over.met:
        said.append(f"仍有 {over.met} 项差异系数超过上限")
    if reach.unknown or over.unknown:
        said.append(f"{reach.unknown} 个办学单元、{over.unknown} 项差异系数待填报")
    return said
