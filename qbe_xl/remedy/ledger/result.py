"""ledger.json: every open row with its unit, cost and day, in the shape of the contract, section 5."""

from __future__ import annotations

import datetime as dt
import json
from fractions import Fraction
from typing import Any

from qbe_xl.county.model import as_shown
from qbe_xl.remedy.ledger.merging import indicator_of
from qbe_xl.remedy.ledger.model import Ledger, Row

JSON_NAME = "ledger.json"
SCHEMA = 1
UNIT = "万元"


def as_dict(ledger: Ledger) -> dict[str, Any]:
    """Return the ledger: what is open, as staff have it by now."""
    costing = {row.id for row in ledger.costing}
    return {
        "schema": SCHEMA,
        "plan": ledger.plan or None,
        "total": figure(ledger.total),
        "unit": UNIT,
        "rows": [
            _row(ledger, row, costs=row.id in costing) for row in ledger.rows if not row.is_closed
        ],
    }


def as_text(ledger: Ledger) -> str:
    """Return ledger.json; the same ledger gives the same bytes."""
    return json.dumps(as_dict(ledger), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def figure(amount: Fraction) -> int | float:
    """Return an exact amount as JSON tells it."""
    return int(amount) if amount.denominator == 1 else as_shown(float(amount))


def _row(ledger: Ledger, row: Row, *, costs: bool) -> dict[str, Any]:
    return {
        "id": row.id,
        "code": row.text("code") or None,
        "item": indicator_of(row.id),
        "unit": row.text("unit"),
        "cost": row.amount("cost") if costs else None,
        "due": _due(ledger, row).isoformat(),
        "measure": row.text("measure"),
        "state": row.text("state"),
    }


def _due(ledger: Ledger, row: Row) -> dt.date:
    """The row's own deadline; where staff wrote words (年底前), the day counted back."""
    return row.date("deadline") or ledger.due(indicator_of(row.id))
