"""What a sheet holds that is open in Excel, read in one call."""

from __future__ import annotations

from typing import Any, cast

from qbe_xl.excel import udfs
from qbe_xl.files.book import Cell, Position
from qbe_xl.files.opening.sheet import error_value
from qbe_xl.functions.arguments import CellError
from qbe_xl.office.host import Contents
from qbe_xl.office.input_sheets import demand_size


def contents(name: str, sheet: Any) -> Contents:
    """Return the cells of an xlwings Sheet. Raises InputError where it is far too large."""
    used = sheet.used_range
    demand_size(name, used.row + used.shape[0] - 1, used.column + used.shape[1] - 1)
    rows = used.options(ndim=2, err_to_str=True).value
    faults: dict[Position, str] = {}
    raw: list[list[Cell]] = [[] for _ in range(used.row - 1)]
    for row, values in enumerate(rows, used.row - 1):
        cells: list[Cell] = [None] * (used.column - 1)
        for column, content in enumerate(values, used.column - 1):
            value = content if type(content) is str else udfs.cell(content)
            if type(value) is str and value[:1] == "#":
                value = udfs.cell(value)
            if isinstance(value, CellError):
                faults[row, column] = error_value(value.text)
                value = None
            elif type(value) is int:
                value = float(value)
            cells.append(cast(Cell, value))
        raw.append(cells)
    return Contents(raw, faults)
