"""Functions of the rules: lines, limits, verdicts, gaps, articles. 第四–十条."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from qbe_xl import __version__, standards
from qbe_xl.assessment.sections import INDICATORS, section_states
from qbe_xl.assessment.share import share_of
from qbe_xl.assessment.states import State, judge, judged
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import shortfall
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county.layout import STAGE_WORDS, STAGES
from qbe_xl.county.model import exact
from qbe_xl.functions.arguments import (
    OMITTED,
    Argument,
    QbeMessage,
    cells_of,
    clause,
    figures,
    number,
    scalar,
    stage,
    yes,
)
from qbe_xl.functions.registry import Result, function
from qbe_xl.standards import Standard

INDICATOR = "indicator 指标 指标编号 R1–R7，或指标全名"
STAGE = "stage 学段 “小学”或“初中”"
STANDARD = "standard? 标准 评估标准编号；不填为 yunnan-2022"


def standard_of(argument: Argument = OMITTED) -> Standard:
    """Return the standard with this id, the default one where it is not given or blank."""
    id = scalar(argument, "标准")
    return standards.resolve(asked=None if id is None else str(id)).at()


def _asked(
    indicator: Argument, of_stage: Argument, standard: Argument = OMITTED
) -> tuple[Standard, str, str, Fraction]:
    """The rules, R1–R7, the stage and its line."""
    rules = standard_of(standard)
    id, name = clause(indicator, rules, "R"), stage(of_stage)
    return rules, id, name, rules.required(id, name)


@function(
    "STANDARD",
    "指标标准",
    "资源配置指标在某学段的标准值",
    f"{INDICATOR}\n{STAGE}\n{STANDARD}",
    example='=QBE_STANDARD("R4","小学")',
    article="第六条",
)
def standard(indicator: Argument, of_stage: Argument, standard: Argument) -> Result:
    """Return the line of R1–R7."""
    return float(_asked(indicator, of_stage, standard)[3])


@function(
    "LIMIT",
    "差异系数上限",
    "校际差异系数在某学段的上限",
    f"{STAGE}\n{STANDARD}",
    example='=QBE_LIMIT("初中")',
    article="第六条",
)
def limit(of_stage: Argument, standard: Argument) -> Result:
    """Return the limit of the CV."""
    return float(standard_of(standard).limit(stage(of_stage)))


@function(
    "FLOOR",
    "余项下限",
    "余项不能低于的值，即标准的 85%",
    f"{INDICATOR}\n{STAGE}\n{STANDARD}",
    example='=QBE_FLOOR("R4","小学")',
    article="第六条",
)
def floor(indicator: Argument, of_stage: Argument, standard: Argument) -> Result:
    """Return 85 % of the line."""
    rules, _, _, line = _asked(indicator, of_stage, standard)
    return float(line * rules.floor)


@function(
    "INDICATOR",
    "指标值",
    "由资源总量和学生数算出指标值：每百名学生的乘以 100；仪器设备值按万元填写，结果为元",
    f"{INDICATOR}\ntotal# 总量 本学段的资源总量（R6 以万元计）\npupils# 学生数 本学段学生数",
    example='=QBE_INDICATOR("R1",22,395)',
    article="第六条",
)
def indicator(indicator: Argument, total: Argument, pupils: Argument) -> Result:
    """Return factor × total ÷ pupils."""
    id = clause(indicator, standard_of(), "R")
    amount, heads = number(total, "总量"), number(pupils, "学生数")
    if amount is None or heads is None:
        return State.MISSING.word
    if heads == 0:
        raise QbeMessage("学生数为 0，没有这个学段")
    return float(RESOURCES[id].factor * exact(amount) / exact(heads))


@function(
    "SPLIT",
    "分摊到学段",
    "一贯制学校、完全中学的全校资源按小学 1∶初中 1.1∶高中 1.32 的学生权重分摊到某学段",
    "total# 总量 全校资源总量\nstage 学段 “小学”“初中”或“高中”\n"
    "primary# 小学生数 没有填 0，空白为待填报\njunior# 初中生数 没有填 0，空白为待填报\n"
    "senior#? 高中生数 没有可不填",
    example='=QBE_SPLIT(23226,"小学",166,210)',
    article="第六条",
)
def split(
    total: Argument,
    of_stage: Argument,
    primary: Argument,
    junior: Argument,
    senior: Argument,
) -> Result:
    """Return the stage's share of a whole school's resource; 待填报 where pupils are blank."""
    cell = scalar(of_stage, "学段")
    chosen = next((s for s in STAGES if cell in (STAGE_WORDS[s], s)), None)
    if chosen is None:
        raise QbeMessage("学段应为“小学”“初中”或“高中”")
    amount = number(total, "总量")
    rules, parts = standard_of(), {}
    for name, heads in zip(STAGES, (primary, junior, senior), strict=True):
        count = 0.0 if heads is OMITTED else number(heads, f"{STAGE_WORDS[name]}生数")
        if count is None:
            return State.MISSING.word
        parts[name] = rules.exact(f"scope.stage_weight.{name}") * exact(count)
    if amount is None:
        return State.MISSING.word
    whole = sum(parts.values(), Fraction(0))
    if whole == 0:
        raise QbeMessage("各学段学生数都是 0")
    return float(exact(amount) * parts[chosen] / whole)


@function(
    "MEETS",
    "是否达标",
    "指标值是否达到标准：达标、未达标或待填报。按准确值判断，不受显示取舍影响",
    f"{INDICATOR}\n{STAGE}\nvalue# 指标值 空白为待填报\n{STANDARD}",
    example='=QBE_MEETS("R4","小学",H5)',
    article="第六条",
)
def meets(indicator: Argument, of_stage: Argument, value: Argument, standard: Argument) -> Result:
    """Return 达标, 未达标 or 待填报."""
    line = _asked(indicator, of_stage, standard)[3]
    found = number(value, "指标值")
    return judge(None if found is None else exact(found) >= line).word


@function(
    "SCHOOL",
    "学校综合达标",
    "七项指标至少 6 项达标、余项不低于标准的 85% 即达标，并说明理由",
    f"{STAGE}\nvalues* 七项指标值 按 R1–R7 的顺序，一行或一列 7 个单元格\n{STANDARD}",
    example='=QBE_SCHOOL("小学",G5:M5)',
    article="第六条",
)
def school(of_stage: Argument, values: Argument, standard: Argument) -> Result:
    """Return the 6-of-7 verdict with its reason."""
    rules, name = standard_of(standard), stage(of_stage)
    cells = cells_of(values)
    if len(cells) != len(INDICATORS):
        raise QbeMessage(f"应有 7 个指标值，现为 {len(cells)} 个")
    found = figures(values, "指标值")
    lines = [rules.required(r, name) for r in INDICATORS]
    filled = ~np.isnan(found)
    exact_values = [exact(v) if v == v else None for v in found.tolist()]
    met = [v is not None and v >= line for v, line in zip(exact_values, lines, strict=True)]
    above = [
        v is not None and v >= line * rules.floor
        for v, line in zip(exact_values, lines, strict=True)
    ]
    states = judged(np.array(met), ~filled)
    verdict = section_states(
        states[None, :], np.array(above)[None, :], rules.whole("section.indicators_met")
    )
    reasons = [
        f"{r} 为标准的 {words.percent(float(v / line), float(rules.floor), 1.0)}"
        for r, v, line, ok in zip(INDICATORS, exact_values, lines, met, strict=True)
        if v is not None and not ok
    ]
    if not filled.all():
        blank = "、".join(r for r, f in zip(INDICATORS, filled, strict=True) if not f)
        reasons.append(f"{blank} 待填报")
    share = share_of(states.tolist())
    if share.met or not share.unknown:
        reasons.insert(0, f"{share.met} 项达标")
    return f"{State(int(verdict[0])).word}（{'，'.join(reasons)}）"


@function(
    "GAP",
    "缺口",
    "距标准的差额：教师、教室取整人、整间，面积为㎡，设备为元；已达标为 0",
    f"{INDICATOR}\n{STAGE}\ntotal# 总量 本学段资源总量（R6 以万元计）\npupils# 学生数 本学段学生数\n"
    "floor~? 按余项下限 填 TRUE 时算到标准的 85%",
    example='=QBE_GAP("R1","小学",14,395)',
    article="第六条",
)
def gap(
    indicator: Argument,
    of_stage: Argument,
    total: Argument,
    pupils: Argument,
    to_floor: Argument,
) -> Result:
    """Return what is missing, in whole teachers or rooms, ㎡ or 元."""
    rules, id, _, line = _asked(indicator, of_stage)
    if yes(to_floor, "按余项下限"):
        line *= rules.floor
    amount, heads = number(total, "总量"), number(pupils, "学生数")
    if amount is None or heads is None:
        return State.MISSING.word
    if heads == 0:
        raise QbeMessage("学生数为 0，没有这个学段")
    return float(shortfall(id, line, exact(amount), exact(heads)))


@function(
    "EXPLAIN",
    "说明",
    "一句话说明：要求、条款、指标值、差额",
    f"{INDICATOR}\n{STAGE}\nvalue# 指标值 空白为待填报\n{STANDARD}",
    example='=QBE_EXPLAIN("R4","小学",H5)',
    article="第六条",
)
def explain(indicator: Argument, of_stage: Argument, value: Argument, standard: Argument) -> Result:
    """Return requirement, article, value and distance in one sentence."""
    rules, id, name, line = _asked(indicator, of_stage, standard)
    found = rules.clauses[id]
    head = (
        f"{STAGE_WORDS[name]}{found.name}应不低于 {words.plain(float(line))} {found.unit}"
        f"（{found.citation}）"
    )
    given = number(value, "指标值")
    if given is None:
        return f"{head}，待填报。"
    shown = words.indicator(id, given, *rules.lines(id, name))
    distance = exact(given) - line
    if distance >= 0:
        return f"{head}，现为 {shown} {found.unit}，达标。"
    short = words.indicator(id, float(-distance), 0.0)
    share = words.percent(float(exact(given) / line), float(rules.floor), 1.0)
    return f"{head}，现为 {shown} {found.unit}，差 {short} {found.unit}，为标准的 {share}，未达标。"


@function(
    "CITE",
    "条款",
    "指标的条款和要求",
    f"indicator 指标 编号 P1–P2、R1–R7、G1–G15、Q1–Q9、S1、V1–V6\n{STANDARD}",
    example='=QBE_CITE("G5")',
)
def cite(indicator: Argument, standard: Argument) -> Result:
    """Return the article and the requirement."""
    rules = standard_of(standard)
    id = clause(indicator, rules)
    found = rules.clauses[id]
    return f"{found.citation}：{found.name}，{rules.requirement(id)}"


@function(
    "VERSION",
    "版本",
    "程序版本和默认标准",
    "",
    example="=QBE_VERSION()",
)
def version() -> Result:
    """Return the version and the default standard."""
    return f"qbe_xl {__version__}，{standards.resolve().id}"
