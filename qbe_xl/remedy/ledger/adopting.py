"""A chosen plan becomes the ledger's measures: each of its actions stands in one row, once.

An action stands in the row of the gap that it closes; where its school lacks nothing of that kind
(it levels a 差异系数, or gives teachers) it has a row of its own. So the costs of the rows add up to
the plan's, and what the plan does not hold has no cost beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from qbe_xl.clauses import words
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.remedy.ledger.model import PLAN, STEP, Former, Found, Issue
from qbe_xl.remedy.ledger.problems import BALANCE, find, row_id, title_of
from qbe_xl.remedy.ways import BUILDING, HIRING, PURCHASE, TEACHERS, TRANSFER

if TYPE_CHECKING:
    from qbe_xl.remedy.path.plan import Action, Plan

_WAN = 10_000
_EXCHANGE = "exchange"
"""The kind of problem by which exchanges have their unit."""
Place = tuple[str, str, str]
"""Where actions go: indicator (交流轮岗 for all of R1–R3), stage or "", 学校标识码."""


def adopt(plan: Plan, found: Found) -> Found:
    """Return what a run found with the actions of a plan as its measures.

    Raises ValueError where the plan has no cost, so that there is nothing to adopt.
    """
    if plan.cost is None:
        raise ValueError(plan.name)
    left = set(find(plan.after).issues)
    issues = {
        id: _beside(issue, plan, closed=id not in left) if _is_resource(issue) else _outside(issue)
        for id, issue in found.issues.items()
    }
    groups: dict[Place, list[Action]] = {}
    for action in plan.actions:
        groups.setdefault(_place(action, plan.actions), []).append(action)
    costs = _to_the_yuan({place: _cost(actions) for place, actions in groups.items()}, plan.cost)
    rows: dict[str, list[Place]] = {}
    for place in groups:
        rows.setdefault(_row_of(place, groups[place], issues), []).append(place)
    for id, places in rows.items():
        actions = [action for place in places for action in groups[place]]
        issue = issues.get(id) or _own(id, actions[0], plan)
        issues[id] = replace(
            issue,
            measure="；".join(_measure(place, groups[place], plan) for place in places),
            cost=float(sum((costs[place] for place in places), Fraction(0))),
            planned=True,
            duty=_EXCHANGE if {place[0] for place in places} == {TRANSFER} else "",
        )
    return replace(found, issues=issues, plan=plan.name)


def adopted_before(former: Former, found: Found) -> Found:
    """Return what a run found with the measures of the plan that a former ledger followed.

    What is still open keeps what the plan said of it, though figures may have changed since.
    """
    if not former.plan:
        return found
    issues = {id: _outside(issue) for id, issue in found.issues.items()}
    for id, row in former.base.items():
        if id == PLAN or not row.get(PLAN):
            continue
        cost = float(row["cost"]) if row.get("cost") else None
        issue = found.issues.get(id) or (_again(id, row) if id.startswith(STEP) else None)
        if issue is not None and not issue.missing:
            duty = _EXCHANGE if _only_exchange(row["measure"]) else ""
            issues[id] = replace(issue, cost=cost, measure=row["measure"], planned=True, duty=duty)
    return replace(found, issues=issues, plan=former.plan)


def _only_exchange(measure: str) -> bool:
    return measure.startswith(TRANSFER) and not any(
        other in measure for other in (HIRING, BUILDING, PURCHASE)
    )


def _again(id: str, row: Mapping[str, str]) -> Issue:
    """A measure of its own, as the former ledger wrote it."""
    indicator = id.removeprefix(STEP).partition("-")[0]
    return Issue(
        id=id,
        indicator=indicator,
        title=row.get("indicator", ""),
        article=row.get("article", ""),
        stage=row.get("stage", ""),
        code=row.get("code", ""),
        school=row.get("school", ""),
        township=row.get("township", ""),
        words=row.get("problem", ""),
        missing=False,
    )


def _is_resource(issue: Issue) -> bool:
    return not issue.missing and (
        issue.indicator in RESOURCES or issue.indicator.startswith(f"{BALANCE}.")
    )


def _outside(issue: Issue) -> Issue:
    """A problem that no plan of resources is about: what it costs stands outside its total."""
    if not issue.cost:
        return replace(issue, cost=None)
    more = f"{issue.words}（另约需 {words.number(issue.cost, 2)} 万元，不在方案内）"
    return replace(issue, cost=None, words=more)


def _beside(issue: Issue, plan: Plan, *, closed: bool) -> Issue:
    """A gap of resources before its own actions are put in: another action may close it."""
    name = plan.name
    if issue.indicator.startswith(f"{BALANCE}."):
        stage = next(key for key, word in STAGE_WORDS.items() if word == issue.stage)
        id = issue.indicator.partition(".")[2]
        after = plan.after.balance.get(stage, {}).get(id)
        told = words.cv(after.cv, after.limit) if after is not None else words.BLANK
        said = (
            f"按{name}补齐和交流后差异系数为 {told}，措施和费用列在各校"
            if closed
            else f"{name}没有解决，方案后差异系数为 {told}，须另定措施"
        )
    else:
        said = (
            f"按{name}由本校其他措施一并解决，或作为余项（第六条），不另计费用"
            if closed
            else f"{name}没有安排，须另定措施"
        )
    return replace(issue, measure=said, cost=0.0 if closed else None, planned=closed)


def _place(action: Action, actions: Sequence[Action]) -> Place:
    """Where an action stands: exchanges of a stage together, what merely follows with its cause."""
    mine = [one for one in actions if one.school == action.school and one.means == action.means]
    leading = [one for one in mine if one.id]
    cause = action if action.id or not leading else leading[0]
    if not action.id:
        cause = next((one for one in leading if one.stage == action.stage), cause)
    if action.means == TRANSFER:
        return TRANSFER, cause.stage or action.stage, action.code
    id = cause.id or TEACHERS[0]
    return id, "" if RESOURCES[id].shared else cause.stage, action.code


def _row_of(place: Place, actions: Sequence[Action], issues: Mapping[str, Issue]) -> str:
    """The row of the gap that the actions of a place close, else one of their own."""
    id, stage, code = place
    own = next((action.id for action in actions if action.id), TEACHERS[0])
    stages = [STAGE_WORDS[stage]] if stage else list(STAGE_WORDS.values())
    candidates = [
        row_id(one, code, word)
        for one in (TEACHERS if id == TRANSFER else (id,))
        for word in stages
    ]
    open_ = (row for row in candidates if row in issues and not issues[row].missing)
    return next(open_, f"{STEP}{row_id(own, code, STAGE_WORDS[stage] if stage else '')}")


def _own(id: str, action: Action, plan: Plan) -> Issue:
    """A measure where the school lacks nothing of the kind."""
    indicator, _, rest = id.removeprefix(STEP).partition("-")
    schools = plan.before.county.schools
    return Issue(
        id=id,
        indicator=indicator,
        title=title_of(plan.before, indicator),
        article=plan.before.standard.clauses[BALANCE].article,
        stage=rest.partition("-")[0] if rest.partition("-")[1] else "",
        code=action.code,
        school=schools.word("name", action.school),
        township=schools.word("township", action.school),
        words=(
            f"本校{RESOURCES[indicator].short}没有缺口；"
            f"为使全县达标（其他学校或差异系数），{plan.name}安排本校配合"
        ),
        missing=False,
    )


def _measure(place: Place, actions: Sequence[Action], plan: Plan) -> str:
    """What is to be done at a place: 采购：教学仪器设备值增加 56.7 万元."""
    if place[0] == TRANSFER:
        return _exchange(place, actions, plan)
    from qbe_xl.remedy.path.figures import note_of, partners

    others = partners(plan)
    said = []
    for action in actions:
        if not action.id and len(actions) > 1:
            continue
        amount = f"{words.plain(abs(float(action.change)))} {action.unit}"
        way = "增加" if action.change > 0 else "减少"
        note = note_of(action, others)
        said.append(f"{action.means}：{action.column}{way} {amount}{f'（{note}）' if note else ''}")
    return "；".join(dict.fromkeys(said))


def _exchange(place: Place, actions: Sequence[Action], plan: Plan) -> str:
    """Whom a school gives and gets: 交流轮岗：调入 3 人（高学历教师 3 人），来自甲校 1 人、乙校 2 人."""
    _, stage, _ = place
    school, name = actions[0].school, plan.before.county.schools.word
    said = []
    for way, whence, gives in (("调入", "来自", False), ("调出", "调往", True)):
        counts: dict[int, int] = {}
        for move in plan.moves:
            here, there = (move.giver, move.receiver) if gives else (move.receiver, move.giver)
            if here == school and move.stage == stage:
                counts[there] = counts.get(there, 0) + move.count
        if not counts:
            continue
        kinds = "、".join(
            f"{RESOURCES[a.id].short} {words.plain(abs(float(a.change)))} 人"
            for a in actions
            if a.id and (a.change < 0) == gives
        )
        whom = "、".join(f"{name('name', other)} {count} 人" for other, count in counts.items())
        told = f"（其中{kinds}）" if kinds else ""
        said.append(
            f"{way}{STAGE_WORDS[stage]}教师 {sum(counts.values())} 人{told}，{whence}{whom}"
        )
    return f"{TRANSFER}：{'；'.join(said) or '按方案调整'}"


def _cost(actions: Iterable[Action]) -> Fraction:
    return sum((action.cost for action in actions), Fraction(0))


def _to_the_yuan(costs: Mapping[Place, Fraction], whole: Fraction) -> dict[Place, Fraction]:
    """Costs in whole 元 that add up to the whole one: the largest remainders are rounded up."""
    floors = {place: Fraction(int(cost * _WAN)) for place, cost in costs.items()}
    left = round(whole * _WAN) - int(sum(floors.values()))
    by_rest = sorted(costs, key=lambda place: floors[place] - costs[place] * _WAN)
    for place in by_rest[: max(0, left)]:
        floors[place] += 1
    return {place: figure / _WAN for place, figure in floors.items()}
