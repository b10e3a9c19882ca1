"""Tables of a sheet found by their headings, as somebody who opens the workbook finds them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.counties import GOLDEN

STAGES = {"primary": "小学", "junior": "初中"}
GROUPS = {
    "preconditions": "基本条件",
    "resources": "资源配置",
    "government": "政府保障程度",
    "quality": "教育质量",
    "recognition": "社会认可度",
    "vetoes": "一票否决",
}
STATES = {"met": "● 达标", "unmet": "✕ 未达标", "missing": "○ 待填报", "not_applicable": "– 不适用"}
_OF_CLAUSE = {"P": ("符合", "不符合"), "V": ("不存在", "存在")}
_OF_GROUP = {"preconditions": ("符合", "不符合"), "vetoes": ("未发现", "存在")}


def stated(of: str, state: str) -> str:
    """What staff read of a state of a clause (P1, V5, R2) or a group of them."""
    met, unmet = _OF_GROUP.get(of) or _OF_CLAUSE.get(of[0], ("达标", "未达标"))
    return {"met": f"● {met}", "unmet": f"✕ {unmet}"}.get(state, STATES[state])


INDICATORS = ("R1", "R2", "R3", "R4", "R5", "R6", "R7")


@cache
def expected(name: str) -> Mapping[str, Any]:
    """Return the assessment of a golden county, as it was worked out without our code."""
    found: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_bytes())
    return found


Record = dict[str, Cell]


def table(sheet: Worksheet, *headings: str) -> list[Record]:
    """Return the rows below the row that has all these headings, by heading without white space.

    The table ends at the first row whose first cell is empty. KeyError where it is not there.
    """
    rows = iter(sheet.iter_rows())
    for row in rows:
        names = {"".join(str(c.value).split()): c.column - 1 for c in row if c.value is not None}
        if set(headings) <= names.keys():
            first = min(names.values())
            return [
                {name: below[column] for name, column in names.items()}
                for below in _until_empty(rows, first)
            ]
    raise KeyError(headings)


def _until_empty(rows: Iterator[tuple[Any, ...]], column: int) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        if row[column].value is None:
            return
        yield row


def values(record: Record, *headings: str) -> tuple[object, ...]:
    """Return the values under these headings; an empty cell is an empty text."""
    return tuple("" if record[h].value is None else record[h].value for h in headings)


def of_indicators(record: Record, ending: str = "") -> list[Cell]:
    """Return the seven cells under the headings that begin with R1 to R7 and end so."""
    return [
        next(cell for name, cell in record.items() if name[:2] == id and name.endswith(ending))
        for id in INDICATORS
    ]


def met_told(states: list[str]) -> int | str:
    """Return how many are met: a number; while some are not filled in, of how many known."""
    met, unmet, missing = (states.count(state) for state in ("met", "unmet", "missing"))
    if not missing:
        return met
    known = f"{met}/{met + unmet}" if met else f"{unmet} 未达标" if unmet else ""
    return "，".join(filter(None, [known, f"{missing} 待填报"]))
