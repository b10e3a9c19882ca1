"""Plans in words, the same on the screen, in the workbook and on the page."""

from __future__ import annotations

from fractions import Fraction

from qbe_xl.assessment import State
from qbe_xl.clauses import words
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.remedy.path.plan import Action, Blank, Plan
from qbe_xl.remedy.ways import TRANSFER

DIFFERENCE_DECIMALS = 3
MOST_BLANKS = 20


def cost_words(plan: Plan) -> str:
    """Return what a plan costs; nothing where blanks alone leave nothing to do."""
    if plan.waits:
        return State.MISSING.marked
    return words.BLANK if plan.cost is None else f"{words.money(plan.cost)} 万元"


def limits_words(plan: Plan) -> str:
    """Return how many CVs are above their limits: 2 项（另 1 项待填报）, 2 项待填报."""
    over = plan.over
    if over.unknown and not over.met:
        return f"{over.unknown} 项{words.UNKNOWN}"
    return words.counted(over, "项")


def gap_words(plan: Plan) -> str:
    """Return how far a plan may be from the cheapest, at the utmost."""
    if plan.cost is None or plan.status == "already_met":
        return ""
    if plan.gap is None or plan.bound is None:
        # A plan that does not aim at the least cost, but at the most sections.
        return "已证明达标的办学单元最多" if plan.status == "optimal" else ""
    if plan.status in ("optimal", "incomplete"):
        return plan.status_words
    shown = words.percent(plan.gap, decimals=DIFFERENCE_DECIMALS)
    return f"在所列前提下已证明任何方案不低于 {words.money(plan.bound)} 万元（差距至多 {shown}）"


def outcome_words(plan: Plan) -> str:
    """Return what becomes of the county with a plan."""
    if plan.cost is None or plan.status == "already_met":
        return plan.status_words
    state = plan.after.groups["resources"]
    reach = words.beside("办学单元", words.reached(plan.reach, "个", State.MET.word))
    return f"资源配置 {state.marked}，{reach}"


def no_actions(plan: Plan) -> str:
    """Return what stands in place of actions, "" where there are some."""
    if plan.actions:
        return ""
    return "待填报的补齐后才能列出行动。" if plan.blanks else "没有行动。"


def of_plan(plan: Plan, amount: Fraction | int) -> float | None:
    """Return an amount of a plan; None for a nothing that rests on what was assumed for blanks."""
    return None if plan.blanks and not amount else float(amount)


def assumed_words(blank: Blank) -> str:
    """Return what was assumed for a blank: 学校!T9（甲校小学在校生数）按 12 测算."""
    return f"{blank.cell}（{blank.name}）待填报，按 {words.plain(float(blank.assumed))} 测算"


def remarks(plan: Plan) -> list[str]:
    """Return what is to be said of a plan: what stands in its way, what was assumed, its premises."""
    blanks = [assumed_words(blank) for blank in plan.blanks[:MOST_BLANKS]]
    if len(plan.blanks) > MOST_BLANKS:
        blanks.append(f"待填报共 {len(plan.blanks)} 处，其余见 plan.json")
    return [*plan.reasons, *blanks, *(f"前提：{premise}" for premise in plan.premises)]


def amount_of(action: Action) -> str:
    """Return an action's amount with its sign and unit: ＋2 人."""
    sign = "＋" if action.change > 0 else "－"
    return f"{sign}{words.plain(abs(float(action.change)))} {action.unit}"


def subject(action: Action) -> str:
    """Return what an action is for: its indicator, or what merely follows people."""
    if action.id:
        return f"{action.id} {RESOURCES[action.id].short}"
    return "随人调动" if action.means == TRANSFER else "编制随增"


def action_words(action: Action) -> str:
    """Return what is to be done at a school."""
    if action.means == TRANSFER:
        return "调入" if action.change > 0 else "调出"
    return action.means
