"""Why there is no plan: which line or limit stands in the way, and by how much.

The rules are made elastic, and only what must be stretched counts: first the lines of the sections,
then, where these can all be reached, the limits of the CVs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps.wording import amount_words
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.remedy.path.cones import excess
from qbe_xl.remedy.path.problem import Problem
from qbe_xl.remedy.path.program import Program
from qbe_xl.remedy.path.relaxation import relax
from qbe_xl.remedy.ways import HIRING, WAYS

_ENOUGH = 1e-6
MOST = 12
"""So many sections are named; the rest is counted."""


def reasons(problem: Problem, *, seconds: float = 20.0) -> tuple[str, ...]:
    """Return why no plan exists, in sentences, the lines of sections before the CVs."""
    program = Program(problem, elastic=True)
    cost = np.zeros(len(program.cost))
    short = program.short >= 0
    cost[program.short[short]] = np.array(program.cost)[program.short[short]]
    program.price(cost)
    found = program.solve(gap=1e-3, seconds=seconds)
    if found.values is None:
        return ("上限设置互相矛盾，请核对整改参数",)
    missed = np.where(short, found.values[program.short], 0.0)
    said = list(_lines(problem, missed))
    if said:
        return tuple(said)
    return tuple(_limits(problem, seconds)) or ("在所给上限内没有找到方案，请放宽整改参数后重试",)


def _lines(
    problem: Problem, missed: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> list[str]:
    sections = problem.assessment.sections
    clauses = problem.assessment.standard.clauses
    places = np.argwhere(missed > _ENOUGH).tolist()
    said = []
    for section, column in places[:MOST]:
        id = INDICATORS[column]
        amount = float(missed[section, column])
        said.append(
            f"{problem.section_name(section)}{clauses[id].name}无法达到要求，尚差 {_short(amount, id)}："
            f"{why_not(problem, section, column)}"
        )
    if len(places) > MOST:
        rest = {int(sections.school[s]) for s, _ in places[MOST:]}
        said.append(f"另有 {len(rest)} 所学校的 {len(places) - MOST} 项同样无法达到")
    return said


def _short(amount: float, id: str) -> str:
    """What is lacking with its unit, never rounded below it, nor to 0."""
    exact = Fraction(str(round(amount, 4) or round(amount, 8)))
    of = RESOURCES[id]
    return amount_words(Fraction(math.ceil(exact)) if of.whole else exact, of.in_column)


_CAUSES = {
    "fixed_sites": "场地不能扩大",
    "no_building": "不能新建校舍",
    "build": "不建设校舍",
    "field": "不扩建运动场地",
    "buy": "不采购设备",
}
"""What keeps a way closed, by the key in 整改参数; of teachers more is said."""


def why_not(problem: Problem, section: int, column: int) -> str:
    """Return which parameter keeps an indicator of a section from growing."""
    parameters = problem.parameters
    addition = problem.additions[problem.addition[section, column]]
    code = problem.assessment.county.schools.word("code", addition.school)
    causes = []
    if addition.means == HIRING:
        if not parameters.flag("hire"):
            causes.append("不补充教师")
        if problem.frozen[section]:
            causes.append("编制冻结")
        if parameters.optional("new_posts") is not None:
            causes.append("全县新增专任教师有上限")
        if not parameters.flag("move"):
            causes.append("不交流教师")
        elif not parameters.flag("hire"):
            word = STAGE_WORDS[STAGES[problem.assessment.sections.stage[section]]]
            causes.append(f"全县{word}可调出的教师不够")
    ways = WAYS[addition.indicator]
    barred, asked = {way.barred for way in ways}, {way.allowed for way in ways}
    for key, cause in _CAUSES.items():
        if (key in barred and code in parameters.codes(key)) or (
            key in asked and not parameters.flag(key)
        ):
            causes.append(cause)
    return "、".join(causes) or "受整改参数的上限限制"


def _limits(problem: Problem, seconds: float) -> Sequence[str]:
    """The CVs that cannot be brought within their limits, and how low they can be brought."""
    program = Program(problem)
    values = relax(program, problem.cones, elastic=True, seconds=seconds)
    if values is None:
        return ()
    ratios = program.ratios(values)
    clauses = problem.assessment.standard.clauses
    said = []
    for cone in problem.cones:
        over = excess(cone, ratios)
        if over > _ENOUGH:
            limit = float(cone.limit)
            reached = (over + limit**2) ** 0.5
            said.append(
                f"{STAGE_WORDS[cone.stage]}{clauses[cone.indicator].name}差异系数在所给许可和上限内"
                f"最低约 {words.cv(reached, limit)}，上限 {words.plain(limit)}，"
                f"尚差 {words.cv(reached - limit, 0.0)}"
            )
    return said
