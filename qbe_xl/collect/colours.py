"""Colours that follow what a school types: red where the self-check fails, amber for last year's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qbe_xl.blank.style import DOUBTFUL, LACKING
from qbe_xl.collect.self_check import NUMERIC, Check, Places
from qbe_xl.county import layout
from qbe_xl.county.asked import Row, is_used
from qbe_xl.files.text import figure
from qbe_xl.sheets.looks import Look
from qbe_xl.sheets.model import Rule

_LONGEST = 200
"""Characters of a text that a condition may compare with."""
_AMBER = Look(ground=DOUBTFUL.ground)


def failures(places: Places, index: int, checks: Sequence[Check]) -> Iterator[Rule]:
    """Redden a school's cell while a check of it fails.

    A plain condition may name no other sheet: what is compared with the classes only 自查 shows.
    """
    own = f"{places.sheet_of(places.schools)}!"
    for check in checks:
        if not check.key:
            continue
        row, column = places.position(check.key, index)
        left, right = (side.formula.replace(own, "") for side in (check.left, check.right))
        if "!" in left + right:
            continue
        sign = ">" if check.operator == "≤" else "<>"
        test = f"=AND(ISNUMBER({left}),ISNUMBER({right}),IFERROR(({left}){sign}({right}),FALSE))"
        yield Rule((row, column, row, column), "formula", test, LACKING)


def texts(places: Places) -> Iterator[Rule]:
    """Redden every cell for a figure that holds text."""
    for column in layout.SCHOOLS.columns:
        if column.kind in NUMERIC and places.has(column.key):
            address = places.cell(column.key, 0).replace("$", "")
            yield Rule(places.area(column.key), "formula", f"=ISTEXT({address})", LACKING)


def unchanged(places: Places, index: int, given: Row) -> Iterator[Rule]:
    """Colour what was filled in from last year for as long as it is the same."""
    for column in layout.SCHOOLS.columns:
        value = given.get(column.key)
        if value is None or not is_used(given, column):
            continue
        if isinstance(value, bool):
            value = "是" if value else "否"
        if isinstance(value, str):
            if len(value) > _LONGEST:
                continue
            value = '"' + value.replace('"', '""') + '"'
        elif isinstance(value, float):
            value = figure(value)
        row, place = places.position(column.key, index)
        yield Rule((row, place, row, place), "==", value, _AMBER)  # type: ignore[arg-type]
