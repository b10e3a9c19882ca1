"""What a problem costs at the prices of 整改参数, and what several problems cost together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from qbe_xl.clauses.gaps import Gap
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.remedy.ledger.model import CostOf, Issue
from qbe_xl.remedy.parameters import Parameters
from qbe_xl.remedy.ways import WAYS
from qbe_xl.standards import Standard

_WAN = 10_000
_ROOMS = {"音乐专用教室": "G3.music_area", "美术专用教室": "G3.art_area"}


def costs(parameters: Parameters, standard: Standard) -> CostOf:
    """Return what gives the cost of a gap in 万元.

    R1–R7 at their price for what must really be added, rooms of 第七条（三） at the least area and
    the price of building, funds as they are; None for whatever has no price. The costs of several
    gaps may overlap: `told_once` lets each row bear only what no other bears.
    """

    def cost(gap: Gap) -> float | None:
        need = gap.need
        if need is None:
            return None
        if gap.id in WAYS:
            price = parameters.number(WAYS[gap.id][0].price)
            return _wan(need / RESOURCES[gap.id].column_factor * price)
        if gap.thing in _ROOMS:
            price = parameters.number(WAYS["R4"][0].price)
            return _wan(need * standard.exact(_ROOMS[gap.thing]) * price)
        return _wan(need / _WAN) if gap.unit == "元" else None

    return cost


def _wan(amount: Fraction) -> float:
    """To the 元, upwards."""
    return float(Fraction(-((-amount * _WAN).__floor__()), _WAN))


_FAMILIES = {"G3": "R4", "R3": "R1"}
"""What comes together: rooms of 第七条（三） are 教学及辅助用房, a teacher of arts may have the degree."""


def told_once(issues: Iterable[Issue]) -> list[Issue]:
    """Return issues with what several of a school need together borne by the dearest of them.

    The others cost 0 and say which row bears it, so that the costs may be added.
    """
    found = list(issues)
    groups: dict[tuple[str, str, str], list[Issue]] = {}
    for issue in found:
        if issue.code and issue.cost:
            family = _FAMILIES.get(issue.indicator, issue.indicator)
            shared = family in RESOURCES and RESOURCES[family].shared
            key = issue.code, "" if shared else issue.stage, family
            groups.setdefault(key, []).append(issue)
    borne: dict[str, Issue] = {}
    for members in groups.values():
        first = max(members, key=lambda issue: issue.cost or 0.0)
        borne |= {issue.id: first for issue in members if issue is not first}
    return [
        replace(one, cost=0.0, borne_by=borne[one.id].id) if one.id in borne else one
        for one in found
    ]
