"""plan.json: the cheapest plan in the shape of the contract, section 5."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from qbe_xl.county.model import as_shown
from qbe_xl.errors import Notice
from qbe_xl.remedy.path.people import Hire, Move
from qbe_xl.remedy.path.plan import Action, Plan
from qbe_xl.report import result_json

SCHEMA = 1
UNIT = "万元"


def as_dict(
    plans: Sequence[Plan],
    notices: Sequence[Notice],
    after_notices: Sequence[Notice],
    verify: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the first plan, and the others in short.

    after_notices: what is odd about the county with the plan; notices: about the parameters;
    verify: what must be verified first.
    """
    least = plans[0]
    return {
        "schema": SCHEMA,
        "status": least.status,
        "cost": _figure(least.cost),
        "bound": least.bound,
        "gap": least.gap,
        "unit": UNIT,
        "actions": [_action(action) for action in least.actions],
        "blanks": [
            {"cell": str(blank.cell), "assumed": _figure(blank.assumed)} for blank in least.blanks
        ],
        "reasons": list(least.reasons),
        "premises": list(least.premises),
        "moves": [_move(least, move) for move in least.moves],
        "hires": [_hire(least, hire) for hire in least.hires],
        "variants": [_variant(plan) for plan in plans[1:]],
        "verify": list(verify),
        "warnings": [{"cell": n.cell, "message": n.message} for n in notices],
        "after": result_json.as_dict(least.after, after_notices),
    }


def as_text(
    plans: Sequence[Plan],
    notices: Sequence[Notice],
    after_notices: Sequence[Notice],
    verify: Sequence[str] = (),
) -> str:
    """Return plan.json; the same input gives the same bytes."""
    found = as_dict(plans, notices, after_notices, verify)
    return json.dumps(found, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _figure(value: Fraction | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else as_shown(float(value))


def _action(action: Action) -> dict[str, Any]:
    return {
        "code": action.code,
        "column": action.column,
        "change": _figure(action.change),
        "means": action.means,
    }


def _code(plan: Plan, school: int) -> str:
    return plan.before.county.schools.word("code", school)


def _move(plan: Plan, move: Move) -> dict[str, Any]:
    return {
        "from": _code(plan, move.giver),
        "to": _code(plan, move.receiver),
        "stage": move.stage,
        "counts_for": list(move.ids),
        "count": move.count,
        "certain": move.certain,
    }


def _hire(plan: Plan, hire: Hire) -> dict[str, Any]:
    return {
        "code": _code(plan, hire.school),
        "stage": hire.stage,
        "counts_for": list(hire.ids),
        "count": hire.count,
    }


def _variant(plan: Plan) -> dict[str, Any]:
    return {
        "name": plan.name,
        "status": plan.status,
        "cost": _figure(plan.cost),
        "sections_met": plan.sections_met,
        "resources": plan.after.groups["resources"].id,
        "actions": [_action(action) for action in plan.actions],
        "reasons": list(plan.reasons),
    }
