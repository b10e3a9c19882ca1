"""The input sheets of a workbook that is open in Excel, each read once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from qbe_xl.county import layout
from qbe_xl.county.book import Area, Cell, Position, Sheet
from qbe_xl.county.model import County
from qbe_xl.county.opening import limits
from qbe_xl.county.opening.sheet import error_value, make_sheet
from qbe_xl.county.reading import read_county
from qbe_xl.errors import InputError, Problem
from qbe_xl.excel import udfs
from qbe_xl.functions.arguments import CellError


@dataclass(frozen=True, slots=True)
class LiveBook:
    """What was read: as `read_county` takes a book."""

    sheets: tuple[Sheet, ...]


def read_live(names: Mapping[str, Any]) -> tuple[County, str]:
    """Return the county in an open workbook and the SHA-256 of what was read.

    names: its sheets by name, as they are spelt. Raises InputError with every problem found.
    """
    sheets = tuple(
        _sheet(name, sheet) for name, sheet in names.items() if name.strip() in layout.BY_NAME
    )
    seal = hashlib.sha256()
    for sheet in sheets:
        seal.update(repr((sheet.name, sheet.rows, sorted(sheet.faults.items()))).encode())
    county = read_county(LiveBook(sheets))  # type: ignore[arg-type]
    return county, seal.hexdigest()


def _sheet(name: str, sheet: Any) -> Sheet:
    used = sheet.used_range
    last_row, last_column = used.row + used.shape[0] - 1, used.column + used.shape[1] - 1
    if last_row > limits.ROWS or last_row * last_column > limits.CELLS:
        where = f"第 {last_row} 行、第 {last_column} 列"
        raise InputError(
            [Problem(name, f"表格用到了{where}，太大；请删去数据下方和右侧的空白行列后保存再试")]
        )
    rows = used.options(ndim=2, err_to_str=True).value
    faults: dict[Position, str] = {}
    raw: list[list[Cell]] = [[] for _ in range(used.row - 1)]
    for row, contents in enumerate(rows, used.row - 1):
        cells: list[Cell] = [None] * (used.column - 1)
        for column, content in enumerate(contents, used.column - 1):
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
    return make_sheet(name, raw, faults, _header_areas(name, raw))


def _header_areas(name: str, rows: list[list[Cell]]) -> list[Area]:
    """The key header with the rows of headers under it, as if merged: merging cannot be asked for.

    Such a row holds no key, but other headers of the layout.
    """
    of = layout.BY_NAME[name.strip()]
    for row, cells in enumerate(rows):
        for column, content in enumerate(cells):
            if not isinstance(content, str) or _bare(content) != of.key_column.header:
                continue
            last = row
            while last + 1 < len(rows) and _continues(of, rows[last + 1], column):
                last += 1
            return [(row, column, last, column)] if last > row else []
    return []


def _continues(of: layout.SheetLayout, cells: list[Cell], key: int) -> bool:
    if key < len(cells) and cells[key] not in (None, ""):
        return False
    return any(isinstance(cell, str) and _bare(cell) in of.by_header for cell in cells)


def _bare(text: str) -> str:
    return "".join(text.split()).partition("（")[0].partition("(")[0]
