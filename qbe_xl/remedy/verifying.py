"""What must be verified before anything is decided, and what it would change of the money."""

from __future__ import annotations

from fractions import Fraction

from qbe_xl.checkup.doubts import Doubts
from qbe_xl.clauses import words
from qbe_xl.remedy.ledger.costs import costs
from qbe_xl.remedy.ledger.model import Found
from qbe_xl.remedy.ledger.problems import find
from qbe_xl.remedy.parameters import Parameters
from qbe_xl.remedy.ways import LEAST

SECONDS = 20.0
"""How long the plan of the county without its suspect figures is searched for."""
MOST_LINES = 5
AMOUNTS = "以上各处"
"""What the line begins with that tells both amounts."""


def plan_without(
    doubts: Doubts, parameters: Parameters, *, seconds: float = SECONDS
) -> Fraction | None:
    """Return what the cheapest plan would cost were the suspect figures as usual; None unknown."""
    from qbe_xl.remedy.path.variants import least_cost

    return least_cost(doubts.after, parameters, seconds=seconds).cost


def told_first(
    doubts: Doubts | None, found: Found, least: Fraction | None, parameters: Parameters
) -> tuple[str, ...]:
    """Return what to verify first, a line each, then both amounts of the money.

    found: the ledger's problems; least: what the cheapest plan costs, where one was made; else a
    ledger that follows it says so, and one without a plan compares the problems' own costs.
    """
    if not doubts:
        return ()
    lines = _lines(doubts)
    now = sum((Fraction(str(i.cost)) for i in found.issues.values() if i.cost), Fraction(0))
    if least is None and found.plan == LEAST:
        least = now
    if least is not None:
        lines += both(least, plan_without(doubts, parameters), f"{LEAST}费用")
    elif not found.plan:
        other = find(doubts.after, costs(parameters, doubts.after.standard))
        then = sum((Fraction(str(i.cost)) for i in other.issues.values() if i.cost), Fraction(0))
        lines += both(now or None, then or None, "逐项补齐的费用", lacking="未列")
    return tuple(lines)


def told_before_plan(
    doubts: Doubts, cost: Fraction | None, parameters: Parameters
) -> tuple[str, ...]:
    """Return what to verify before the cheapest plan is believed, and both amounts."""
    if not doubts:
        return ()
    without = plan_without(doubts, parameters)
    return (*_lines(doubts), *both(cost, without, f"{LEAST}费用"))


def _lines(doubts: Doubts) -> list[str]:
    lines = [*doubts.lines[:MOST_LINES]]
    if len(doubts.each) > MOST_LINES:
        lines.append(f"另有 {len(doubts.each) - MOST_LINES} 处须先核实，见数据体检")
    return lines


def both(
    now: Fraction | None, then: Fraction | None, what: str, *, lacking: str = "无法得出"
) -> list[str]:
    """Return in a line what something costs and what it would without the suspect figures."""
    if now is None and then is None:
        return []
    if now == then:
        still = f"，仍为 {words.money(now)} 万元" if now else ""
        return [f"{AMOUNTS}若都按同类中位数计，{what}不变{still}"]
    first, then_ = (_amount(amount, lacking) for amount in (now, then))
    apart = " " if first[:1].isdecimal() else ""
    return [
        f"{AMOUNTS}按现在填报的数，{what}{apart}{first}；若都按同类中位数计，{then_}。请先核实再定"
    ]


def _amount(amount: Fraction | None, lacking: str) -> str:
    if amount is None:
        return lacking
    return f"{words.money(amount)} 万元" if amount else "为零"
