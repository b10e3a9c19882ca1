"""A chosen plan becomes the ledger's measures: each of its actions stands in one row, once.

An action stands in the row of the gap that it closes; where its school lacks nothing of that kind
(it levels a 差异系数, or gives teachers) it has a row of its own. So the costs of the rows add up to
the plan's, and what the plan does not hold has no cost beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from qbe_xl.clauses import words
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.remedy.ledger.model import PLAN, STEP, Former, Found, Issue
from qbe_xl.remedy.ledger.problems import BALANCE, find, row_id, title_of
from qbe_xl.remedy.path.figures import note_of, partners
from qbe_xl.remedy.path.plan import Action, Plan
from qbe_xl.remedy.ways import TRANSFER

_WAN = 10_000
Place = tuple[str, str, str]
"""Where actions go: indicator, stage or "", 学校标识码."""


def adopt(plan: Plan, found: Found) -> Found:
    """Return what a run found with the actions of a plan as its measures.

    Raises ValueError where the plan has no cost, so that there is nothing to adopt.
    """
    if plan.cost is None:
        raise ValueError(plan.name)
    places: dict[Place, list[Action]] = {}
    for action in plan.actions:
        places.setdefault(_place(action, plan.actions), []).append(action)
    left = set(find(plan.after).issues)
    issues = {
        id: _beside(issue, plan, closed=id not in left) if _is_resource(issue) else _outside(issue)
        for id, issue in found.issues.items()
    }
    said = dict(_measures(plan))
    costs = _to_the_yuan({place: _cost(actions) for place, actions in places.items()}, plan.cost)
    for place, actions in places.items():
        id = _row_of(place, issues)
        issue = issues.get(id) or _own(id, place, actions[0], plan)
        done = "；".join(dict.fromkeys(said[action] for action in actions))
        measure = f"{issue.measure}；{done}" if issue.planned and issue.cost else done
        before = Fraction(str(issue.cost)) if issue.planned and issue.cost else Fraction(0)
        issues[id] = replace(
            issue, measure=measure, cost=float(before + costs[place]), planned=True
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
            issues[id] = replace(issue, cost=cost, measure=row["measure"], planned=True)
    return replace(found, issues=issues, plan=former.plan)


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
    more = f"{issue.words}（另约需 {words.grouped(issue.cost, 2)} 万元，不在方案内）"
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
            f"按{name}由本校其他措施一并解决，或作为余项（第六条），不另花钱"
            if closed
            else f"{name}没有安排，须另定措施"
        )
    return replace(issue, measure=said, cost=0.0 if closed else None, planned=closed)


def _place(action: Action, actions: Iterable[Action]) -> Place:
    """Where an action stands; what merely follows stands with what it follows."""
    id = action.id or next(
        (one.id for one in actions if one.school == action.school and one.id), "R1"
    )
    stage = "" if RESOURCES[id].shared else action.stage
    if not action.id:
        stage = next(
            (o.stage for o in actions if o.school == action.school and o.id == id), action.stage
        )
        stage = "" if RESOURCES[id].shared else stage
    return id, stage, action.code


def _row_of(place: Place, issues: Mapping[str, Issue]) -> str:
    id, stage, code = place
    stages = [STAGE_WORDS[stage]] if stage else list(STAGE_WORDS.values())
    candidates = [row_id(id, code, word) for word in stages]
    open_ = (row for row in candidates if row in issues and not issues[row].missing)
    own = f"{STEP}{row_id(id, code, STAGE_WORDS[stage] if stage else '')}"
    return next(open_, own)


def _own(id: str, place: Place, action: Action, plan: Plan) -> Issue:
    indicator, stage, code = place
    schools = plan.before.county.schools
    resource = RESOURCES[indicator]
    return Issue(
        id=id,
        indicator=indicator,
        title=title_of(plan.before, indicator),
        article=plan.before.standard.clauses[BALANCE].article,
        stage=STAGE_WORDS[stage] if stage else "",
        code=code,
        school=schools.word("name", action.school),
        township=schools.word("township", action.school),
        words=f"本校{resource.short}达到标准；为全县其他学校或差异系数达标，{plan.name}安排本校配合",
        missing=False,
    )


def _measures(plan: Plan) -> Iterator[tuple[Action, str]]:
    """Each action in words: 招聘体育艺术专任教师 2 人; 交流轮岗：调入骨干教师 1 人，来自甲校 1 人."""
    others = partners(plan)
    for action in plan.actions:
        amount = f"{words.plain(abs(float(action.change)))} {action.unit}"
        note = note_of(action, others)
        if action.means == TRANSFER:
            way = "调入" if action.change > 0 else "调出"
            said = f"{action.means}：{way}（{action.column}）{amount}"
        else:
            said = (
                f"{action.means}：{action.column}{'增加' if action.change > 0 else '减少'} {amount}"
            )
        yield action, f"{said}，{note}" if note else said


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
