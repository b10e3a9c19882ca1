"""Colours that follow what a school types: red where the self-check fails, amber for last year's."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qbe_xl.collect.self_check import NUMERIC, Check, Places, Row, is_used
from qbe_xl.county import layout
from qbe_xl.files.text import figure

_LONGEST = 200
"""Characters of a text that a condition may compare with."""


def colour_failures(
    sheet: Worksheet, places: Places, index: int, checks: Sequence[Check], red: Format
) -> None:
    """Redden a school's cell while a check of it fails."""
    row = places.schools.header + 1 + index
    for check in checks:
        if not check.key:
            continue
        column = places.schools.columns[check.key]
        left, right = check.left.formula, check.right.formula
        sign = ">" if check.operator == "≤" else "<>"
        rule = f"=AND(ISNUMBER({left}),ISNUMBER({right}),IFERROR(({left}){sign}({right}),FALSE))"
        condition = {"type": "formula", "criteria": rule, "format": red}
        sheet.conditional_format(row, column, row, column, condition)


def colour_texts(sheet: Worksheet, places: Places, red: Format) -> None:
    """Redden every cell for a figure that holds text."""
    placed = places.schools
    first, last = placed.header + 1, placed.last
    for column in layout.SCHOOLS.columns:
        if column.kind in NUMERIC:
            place = placed.columns[column.key]
            address = places.cell(column.key, 0).replace("$", "")
            condition = {"type": "formula", "criteria": f"=ISTEXT({address})", "format": red}
            sheet.conditional_format(first, place, last, place, condition)


def colour_unchanged(
    sheet: Worksheet, places: Places, index: int, given: Row, amber: Format
) -> None:
    """Colour what was filled in from last year for as long as it is the same."""
    row = places.schools.header + 1 + index
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
        place = places.schools.columns[column.key]
        condition = {"type": "cell", "criteria": "==", "value": value, "format": amber}
        sheet.conditional_format(row, place, row, place, condition)
