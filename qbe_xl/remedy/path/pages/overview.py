"""方案对比: the variants side by side, and what becomes of every CV."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qbe_xl.assessment import State
from qbe_xl.assessment.balance import Balance
from qbe_xl.assessment.share import Share
from qbe_xl.clauses import words
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.remedy.path import figures
from qbe_xl.remedy.path.plan import Plan
from qbe_xl.remedy.path.remedies import Remedies
from qbe_xl.remedy.path.wording import cost_words, gap_words, limits_words, of_plan, remarks
from qbe_xl.sheets import looks
from qbe_xl.sheets.looks import BASE, CENTER, FIGURE, TEXT
from qbe_xl.sheets.model import (
    TALL,
    Break,
    Cell,
    Field,
    Figure,
    Grid,
    Heading,
    Part,
    Row,
    Sheet,
    Space,
    Title,
    Value,
    listed,
    plain,
)

_WIDTHS = (8, 22, 9, 12, 18, 27, 27, 27)
_FIRST = 5
_MOST = len(_WIDTHS) - _FIRST
_REASONS = 3
"""So many are given here; the plan's own sheet has all."""
_PREMISES = "前提："
CV_LABELS = ("上限", "现在", "补齐全部缺口后")
NOTE = (
    "缺口按第六条标准逐校计算；方案是在整改参数给定的单价、许可和上限内求出的，"
    "每个方案都已代入填报数据重新评估。单价的默认值是惯例，请按本县实际修改“整改参数”后重算。"
)


def sheet(remedies: Remedies) -> Sheet:
    """Return the sheet."""
    told = gist(remedies)
    first = [line for line in told if not line.startswith(_PREMISES)]
    premises = [line for line in told if line.startswith(_PREMISES)]
    return Sheet(
        "方案对比",
        (
            Title(f"{remedies.assessment.county.name}缺口与整改方案".strip(), NOTE),
            *map(_sentence, first),
            Space(),
            Heading("方案并列"),
            _variants(remedies),
            Space(),
            Break(),
            Heading("差异系数的变化"),
            _cvs(remedies),
            *_below(premises),
        ),
        widths=_WIDTHS,
    )


def _sentence(text: str) -> Row:
    return Row((Cell(text, BASE(wrap=True), len(_WIDTHS)),), fit=TALL, least=20)


def _below(premises: list[str]) -> Iterator[Part]:
    """The premises, last: above the plans they would push the end of their table off its page."""
    if premises:
        yield Space()
    yield from map(_sentence, premises)


def gist(remedies: Remedies) -> list[str]:
    """Return what leaders ask first: what filling does, what passing costs."""
    after, least = remedies.filled.after, remedies.least
    unbalanced = remedies.filled.unbalanced
    said = [f"须先核实：{line}" for line in remedies.verify]
    if remedies.assessment.groups["resources"] is State.MET:
        return ["资源配置七项指标和差异系数都已达标，无须整改。"]
    if after.groups["resources"] is State.MET:
        said.append("把每所学校的缺口都补到标准，资源配置即达标。")
    elif unbalanced:
        names = "、".join(
            f"{STAGE_WORDS[stage]}{RESOURCES[indicator].short} {words.cv(found.cv, found.limit)}"
            for stage, indicator, found in unbalanced
        )
        said.append(
            f"只把缺口补到标准还不够：仍有 {len(unbalanced)} 项差异系数超过上限（{names}）。"
        )
    if least.cost is not None:
        said.append(
            "，".join((f"最省方案费用 {cost_words(least)}", *_people(least)))
            + f"；{gap_words(least)}。"
        )
        if least.blanks:
            said.append(f"待填报 {len(least.blanks)} 处，各处假定值见“{least.name}清单”。")
        if least.premises:
            said.append(f"{_PREMISES}{'；'.join(least.premises)}。")
    else:
        said.append(f"{least.status_words}：{'；'.join(least.reasons[:3])}。")
    return said


def _people(plan: Plan) -> Iterator[str]:
    for what, count in (("交流教师", plan.moved), ("新增专任教师", plan.new_posts)):
        if of_plan(plan, count) is not None:
            yield f"{what} {count} 人"


def _variants(remedies: Remedies) -> Grid:
    plans = remedies.plans
    sections = len(remedies.assessment.sections)

    def said(label: str, of: Callable[[Plan], str]) -> Row:
        return Row((Cell(label, TEXT), *(Cell(of(p), TEXT) for p in plans)), fit=TALL, least=20)

    def figure(label: str, of: Callable[[Plan], float | None]) -> Row:
        return Row((Cell(label, TEXT), *(Figure(of(p), "0", blank=words.BLANK) for p in plans)))

    def share(label: str, of: Callable[[Plan], Share], told: Callable[[Plan], str]) -> Row:
        shown = (told(p) if of(p).unknown else Figure(of(p).met, "0") for p in plans)
        return Row((Cell(label, TEXT), *shown))

    def reach(plan: Plan) -> str:
        return words.counted(plan.reach, "个")

    def amount(id: str, name: str) -> Row:
        of = (
            plain(of_plan(p, p.amount(id)), words.MONEY_DECIMALS, blank=words.BLANK) for p in plans
        )
        return Row((Cell(f"增加{name}", TEXT), *of))

    states = [plan.after.groups["resources"] for plan in plans]
    strong = looks.MONEY(bold=True)
    costs = [Cell(_cost(p), strong) for p in plans]
    return Grid(
        (Field("项目", columns=_FIRST), *(Field(plan.name, look=FIGURE) for plan in plans)),
        (
            said("内容", lambda plan: plan.about),
            Row((Cell("资源配置（重新评估）", TEXT), *states)),
            share(f"达标的办学单元（共 {sections} 个）", lambda plan: plan.reach, reach),
            share("超过上限的差异系数（项）", lambda plan: plan.over, limits_words),
            Row((Cell("费用（万元）", TEXT), *costs)),
            said("与下界的差距", lambda plan: gap_words(plan) or words.BLANK),
            figure("交流轮岗教师（人）", lambda plan: of_plan(plan, plan.moved)),
            figure("新增专任教师（人）", lambda plan: of_plan(plan, plan.new_posts)),
            *(amount(id, name) for id, name in figures.resource_names()),
            *(_remarks(plan, _FIRST + len(plans)) for plan in plans if remarks(plan)),
        ),
        header=24,
    )


def _remarks(plan: Plan, columns: int) -> Row:
    """A plan's remarks over the whole table: in its own column they would fill a page."""
    told = "；".join(remarks(plan)[:_REASONS])
    return Row((Cell(f"{plan.name}说明：{told}", TEXT, columns),), fit=TALL, least=20)


def _cost(plan: Plan) -> Value:
    if plan.waits:
        return State.MISSING
    return Figure(None if plan.cost is None else float(plan.cost), blank=words.BLANK)


def _cvs(remedies: Remedies) -> Grid:
    limit, now, filled = CV_LABELS
    names = (now, filled, *(plan.name for plan in remedies.plans))[: 2 + _MOST]

    def shown(place: int) -> Callable[[figures.CvRow], Value]:
        return lambda of: _cv((of.now, *of.others)[place])

    return listed(
        figures.cv_rows(remedies),
        (
            (Field("学段", look=CENTER), lambda of: STAGE_WORDS[of.stage]),
            (Field("指标"), lambda of: f"{of.indicator} {RESOURCES[of.indicator].short}"),
            (Field(limit, look=FIGURE(number="0.00##")), lambda of: of.now.limit),
            *((Field(name, look=FIGURE), shown(place)) for place, name in enumerate(names)),
        ),
    )


def _cv(of: Balance) -> Value:
    return of.state if of.cv is None else Figure(of.cv, cv_format(of), of.state.mark)


def cv_format(found: Balance) -> str:
    """Return the format of a CV: a plan brings many to just within their limit, and that is seen."""
    return looks.cv_format(found.cv or 0.0, found.limit)
