"""plan.json: the cheapest plan in the shape of the contract, section 5."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from qbe_xl.county.model import as_shown
from qbe_xl.errors import Notice
from qbe_xl.remedy.path.plan import Action, Plan
from qbe_xl.report import result_json

SCHEMA = 1
UNIT = "万元"


def as_dict(
    plans: Sequence[Plan], notices: Sequence[Notice], after_notices: Sequence[Notice]
) -> dict[str, Any]:
    """Return the first plan, and the others in short.

    after_notices: what is odd about the county with the plan; notices: about the parameters.
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
        "reasons": list(least.reasons),
        "variants": [_variant(plan) for plan in plans[1:]],
        "warnings": [{"cell": n.cell, "message": n.message} for n in notices],
        "after": result_json.as_dict(least.after, after_notices),
    }


def as_text(
    plans: Sequence[Plan], notices: Sequence[Notice], after_notices: Sequence[Notice]
) -> str:
    """Return plan.json; the same input gives the same bytes."""
    found = as_dict(plans, notices, after_notices)
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
