"""What a problem costs by itself, at the prices of 整改参数."""

from __future__ import annotations

from fractions import Fraction

from qbe_xl.clauses.gaps import Gap
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.remedy.ledger.problems import CostOf
from qbe_xl.remedy.parameters import Parameters
from qbe_xl.remedy.ways import WAYS
from qbe_xl.standards import Standard

_WAN = 10_000
_ROOMS = {"音乐专用教室": "G3.music_area", "美术专用教室": "G3.art_area"}


def costs(parameters: Parameters, standard: Standard) -> CostOf:
    """Return what gives the cost of a gap in 万元.

    R1–R7 at their price for what must really be added, rooms of 第七条（三） at the least area and
    the price of building, funds as they are; None for whatever has no price. The costs of several
    rows may overlap (a hired teacher counts for more than one indicator), so their sum is no plan.
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
