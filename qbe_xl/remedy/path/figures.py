"""What both the workbook and the page show of remedies: totals, CVs and actions, in rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from qbe_xl.assessment.balance import Balance
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.clauses.gaps import Total, totals
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.remedy.path.plan import Action, Plan
from qbe_xl.remedy.path.remedies import Remedies
from qbe_xl.remedy.ways import TRANSFER


@dataclass(frozen=True, slots=True)
class CvRow:
    """The CV of one stage and indicator as it is, with every gap filled, and with each plan."""

    stage: str
    indicator: str
    now: Balance
    others: tuple[Balance, ...]


def cv_rows(remedies: Remedies) -> list[CvRow]:
    """Return every CV; `others` are: every gap filled, then each plan."""
    after = [remedies.filled.after, *(plan.after for plan in remedies.plans)]
    return [
        CvRow(stage, indicator, found, tuple(a.balance[stage][indicator] for a in after))
        for stage, indicator, found in remedies.assessment.cvs
    ]


def spent(plan: Plan, id: str) -> Fraction:
    """Return what a plan spends on an indicator, exchanges aside, 万元."""
    return sum((a.cost for a in plan.actions if a.id == id and a.means != TRANSFER), Fraction(0))


def spent_on_moves(plan: Plan) -> Fraction:
    """Return what a plan spends on exchanges, 万元."""
    return sum((a.cost for a in plan.actions if a.means == TRANSFER), Fraction(0))


Partners = dict[tuple[int, str, str, bool], str]


def partners(plan: Plan) -> Partners:
    """Return where exchanged teachers go and come from, by school, indicator, stage and giving.

    Under "" all of them.
    """
    schools = plan.before.county.schools
    found: dict[tuple[int, str, str, bool], list[str]] = defaultdict(list)
    for move in plan.moves:
        given = f"{schools.word('name', move.receiver)} {move.count} 人"
        taken = f"{schools.word('name', move.giver)} {move.count} 人"
        for id in (*move.ids, ""):
            found[move.giver, id, move.stage, True].append(given)
            found[move.receiver, id, move.stage, False].append(taken)
    return {key: ("调往" if key[3] else "来自") + "、".join(names) for key, names in found.items()}


def note_of(action: Action, others: Partners) -> str:
    """Return what is to be said of an action: who with, or what follows from it."""
    if action.means == TRANSFER:
        return others.get((action.school, action.id, action.stage, action.change < 0), "")
    if not action.id:
        return "随新增教师增加"
    if action.cost == 0 and action.adds:
        return "与同校其他新增教师是同一批人，不另计费用"
    if not action.adds:
        return "室内体育用房计入教学及辅助用房"
    return ""


@dataclass(frozen=True, slots=True)
class Township:
    """What one township gets by a plan: amounts by indicator, exchanged teachers, 万元."""

    name: str
    schools: int
    amounts: dict[str, Fraction]
    moves_in: int
    moves_out: int
    cost: Fraction


def by_township(plan: Plan) -> list[Township]:
    """Return a plan by township, the dearest first."""
    groups: dict[str, list[Action]] = defaultdict(list)
    for action in plan.actions:
        groups[action.township].append(action)
    found = []
    for name, actions in groups.items():
        amounts = {
            id: sum((a.change for a in actions if a.id == id and a.adds), Fraction(0))
            for id in INDICATORS
        }
        mine = {action.school for action in actions}
        found.append(
            Township(
                name or "（乡镇未填）",
                len({a.school for a in actions}),
                amounts,
                sum(move.count for move in plan.moves if move.receiver in mine),
                sum(move.count for move in plan.moves if move.giver in mine),
                sum((a.cost for a in actions), Fraction(0)),
            )
        )
    return sorted(found, key=lambda t: (-t.cost, t.name))


def gap_totals(remedies: Remedies) -> list[tuple[Total, dict[str, Total]]]:
    """Return the gaps added up in the order of the articles, each with its parts by stage."""
    parts: dict[tuple[str, str, str], dict[str, Total]] = defaultdict(dict)
    for total in totals(remedies.gaps, by_stage=True):
        parts[total.id, total.thing, total.unit][total.stage] = total
    order = [*INDICATORS, "balance", *remedies.assessment.items]
    found = sorted(totals(remedies.gaps), key=lambda total: order.index(total.id))
    return [(total, parts[total.id, total.thing, total.unit]) for total in found]


def resource_names() -> Sequence[tuple[str, str]]:
    """Return R1–R7 with what is added for them and its unit: 高于规定学历教师（人）."""
    return [(id, f"{RESOURCES[id].thing}（{RESOURCES[id].in_column}）") for id in INDICATORS]


def stage_word(stage: str) -> str:
    """Return 小学, 初中, or nothing."""
    return STAGE_WORDS.get(stage, "")
