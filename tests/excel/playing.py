"""The actions of xlwings' remote engine carried out on a real workbook, as Excel would."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

_SPARE = 5
"""Empty rows below the values that get their looks too; to Excel a million cost nothing."""


def play_into(path: Path, actions: Sequence[dict[str, Any]], to: Path) -> None:
    """Carry the actions out on a copy of a workbook."""
    book = openpyxl.load_workbook(path)
    for action in actions:
        if action["func"] == "addSheet":
            book.create_sheet(action["args"][1], action["args"][0])
        elif action["sheet_position"] is not None:
            sheet = book.worksheets[action["sheet_position"]]
            if action["func"] == "activateSheet":
                book.active = action["sheet_position"]
            else:
                _ACTIONS[action["func"]](sheet, action)
    book.save(to)


def _cells(sheet: Worksheet, action: dict[str, Any]) -> Iterator[Cell]:
    top, left = action["start_row"] + 1, action["start_column"] + 1
    bottom = min(top + action["row_count"] - 1, sheet.max_row + _SPARE)
    for row in sheet.iter_rows(top, bottom, left, left + action["column_count"] - 1):
        yield from row


def _set_values(sheet: Worksheet, action: dict[str, Any]) -> None:
    for cell, value in zip(
        _cells(sheet, action | {"row_count": len(action["values"])}),
        (value for row in action["values"] for value in row),
        strict=False,
    ):
        text = isinstance(value, str) and value.startswith("'")
        cell.value = (value[1:] if text else value) or None if isinstance(value, str) else value
        if text:
            cell.data_type = "s"


def _fill_values(sheet: Worksheet, action: dict[str, Any]) -> None:
    rows = len(action["values"])
    sheet.cell(action["start_row"] + rows, action["start_column"] + 1)  # so that max_row is it
    _set_values(sheet, action)


def _font(sheet: Worksheet, action: dict[str, Any]) -> None:
    key, value = action["args"]
    names = {"name": "name", "size": "sz", "color": "color", "bold": "b", "italic": "i"}
    value = value.lstrip("#").upper() if key == "color" else value
    for cell in _cells(sheet, action):
        font = copy(cell.font)
        cell.font = Font(
            **{
                "name": font.name,
                "sz": font.sz,
                "b": font.b,
                "color": font.color,
                names[key]: value,
            }
        )


def _aligned(**wanted: object) -> Callable[[Worksheet, dict[str, Any]], None]:
    key = next(iter(wanted))

    def align(sheet: Worksheet, action: dict[str, Any]) -> None:
        value = action["args"][0]
        value = value.lower() if isinstance(value, str) else value
        for cell in _cells(sheet, action):
            known = {
                name: getattr(cell.alignment, name)
                for name in ("horizontal", "vertical", "wrap_text")
            }
            cell.alignment = Alignment(**known | {key: value})

    return align


def _number_format(sheet: Worksheet, action: dict[str, Any]) -> None:
    for cell in _cells(sheet, action):
        cell.number_format = action["args"][0]


def _width(sheet: Worksheet, action: dict[str, Any]) -> None:
    for column in range(action["start_column"], action["start_column"] + action["column_count"]):
        sheet.column_dimensions[get_column_letter(column + 1)].width = action["args"][0]


def _colour(sheet: Worksheet, action: dict[str, Any]) -> None:
    rule = action["args"][0]
    left, right = (
        get_column_letter(action["start_column"] + place) for place in (1, action["column_count"])
    )
    top = action["start_row"] + 1
    ink = rule["font_color"]
    ground = rule["fill_color"]
    sheet.conditional_formatting.add(
        f"{left}{top}:{right}{sheet.max_row + _SPARE}",
        FormulaRule(
            formula=[rule["formula"].lstrip("=")],
            font=Font(color=ink and ink.lstrip("#").upper(), b=rule["font_bold"]),
            fill=PatternFill(bgColor=ground.lstrip("#").upper()) if ground else None,
        ),
    )


def _freeze(sheet: Worksheet, action: dict[str, Any]) -> None:
    corner = action["args"][0].replace("$", "").partition(":")[2]
    found = sheet[corner]
    sheet.freeze_panes = f"{get_column_letter(found.column + 1)}{found.row + 1}"


def _clear_contents(sheet: Worksheet, action: dict[str, Any]) -> None:
    for row in sheet.iter_rows():
        for cell in row:
            cell.value = None


def _clear(sheet: Worksheet, action: dict[str, Any]) -> None:
    sheet.delete_rows(1, sheet.max_row)
    sheet.conditional_formatting = ConditionalFormattingList()


_ACTIONS: dict[str, Callable[[Worksheet, dict[str, Any]], None]] = {
    "setValues": _fill_values,
    "setFontProperty": _font,
    "setVerticalAlignment": _aligned(vertical=""),
    "setHorizontalAlignment": _aligned(horizontal=""),
    "setWrapText": _aligned(wrap_text=""),
    "setNumberFormat": _number_format,
    "setColumnWidth": _width,
    "addConditionalFormat": _colour,
    "freezePaneAtRange": _freeze,
    "sheetClear": _clear,
    "sheetClearContents": _clear_contents,
    **dict.fromkeys(
        ("rangeSelect", "addChart", "setChartXAxisValues", "setChartTitle"),
        lambda sheet, action: None,
    ),
}
