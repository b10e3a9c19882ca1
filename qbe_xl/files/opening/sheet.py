"""A sheet as it was read, and how raw values become its cells."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np
import numpy.typing as npt

Cell: TypeAlias = (
    str
    | float
    | bool
    | datetime.date
    | datetime.datetime
    | datetime.time
    | datetime.timedelta
    | None
)
"""A cell's value; None is a blank cell, and so is an empty text. Numbers are always float."""

Position: TypeAlias = tuple[int, int]
"""Row and column, 0-based."""

Index: TypeAlias = npt.NDArray[np.signedinteger[Any]]
"""Rows, columns or places in a list, 0-based."""

Area: TypeAlias = tuple[int, int, int, int]
"""First row, first column, last row, last column, 0-based, both ends in."""

_FEW = 1_000
"""Blank rows that need not be saved."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

NO_VALUE = "没有计算结果的公式"
"""The fault of a formula that no spreadsheet program has computed yet."""


def error_value(text: str) -> str:
    """Return the fault of a cell that holds an error: 错误值 #DIV/0!."""
    return f"错误值 {text}".rstrip()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet.

    name: as the file spells it, spaces at its ends too.
    rows: all of one width; row 0 is the spreadsheet's row 1, column 0 its column A. Blank
        rows and columns at the end are cut off. Blank rows may be one list: none is changed.
    faults: cells that hold no usable value (None in `rows`), each with what is wrong:
        错误值 #DIV/0! or 没有计算结果的公式.
    merged: merged ranges, cut to the rows and columns above.
    unsure: formulas whose result in .xls is an empty text, or is stored as 0 in a file that asks
        to be computed when it is opened: nobody can tell whether they ever were.
    """

    name: str
    rows: list[list[Cell]]
    faults: Mapping[Position, str]
    merged: tuple[Area, ...]
    unsure: frozenset[Position] = frozenset()


class Contents(NamedTuple):
    """What every format gives. names: of all worksheets, in the file's order; sheets: the wanted."""

    names: tuple[str, ...]
    sheets: tuple[Sheet, ...]


Wanted: TypeAlias = Callable[[str], bool]
"""Whether the sheet of this name is to be read."""


def make_sheet(
    name: str,
    raw: Iterable[Sequence[object]],
    faults: Mapping[Position, str],
    merged: Iterable[Area],
    unsure: Iterable[Position] = (),
) -> Sheet:
    """Return the sheet of these raw values, which may be ragged and start at A1."""
    known = _Known()
    nothing: list[Cell] = []
    rows = [known.of(row) if row else nothing for row in raw]
    width = max(map(_used, rows), default=0)
    height = len(rows)
    while height and not _used(rows[height - 1]):
        height -= 1
    for row, column in faults:
        height, width = max(height, row + 1), max(width, column + 1)
    del rows[height:]
    rows.extend(nothing for _ in range(height - len(rows)))
    for cells in rows:
        if cells is not nothing:
            del cells[width:]
            cells.extend([None] * (width - len(cells)))
    nothing.extend([None] * width)
    return Sheet(name, rows, dict(faults), tuple(_inside(merged, height, width)), frozenset(unsure))


class Different(NamedTuple):
    """Different cells of a workbook, each once. filled: whether it is none that is blank."""

    cells: npt.NDArray[np.object_]
    filled: npt.NDArray[np.bool_]


def different(values: Sequence[object]) -> Different:
    """Return different raw values as cells."""
    cells = np.empty(len(values), object)
    cells[:] = _Known().of(values)
    return Different(cells, np.fromiter((cell is not None for cell in cells), bool, len(cells)))


def placed_sheet(
    name: str,
    known: Different,
    at: tuple[Index, Index, Index],
    faults: Mapping[Position, str],
    merged: Iterable[Area],
    unsure: Iterable[Position] = (),
) -> Sheet:
    """Return the sheet of different cells, of which each may stand in many places.

    at: row, column and number of each; of two in one place the last counts.
    """
    rows, columns, which = at
    filled = known.filled.take(which)
    whole = filled.all()
    used = (rows, columns) if whole else (rows[filled], columns[filled])
    height, width = (int(part.max(initial=-1)) + 1 for part in used)
    for row, column in faults:
        height, width = max(height, row + 1), max(width, column + 1)
    if not whole:
        inside = (rows < height) & (columns < width)
        rows, columns, which = rows[inside], columns[inside], which[inside]
    cells = _grid(height, width, rows, columns, known.cells.take(which))
    kept = tuple(_inside(merged, height, width))
    return Sheet(name, cells, dict(faults), kept, frozenset(unsure))


def _grid(
    height: int, width: int, rows: Index, columns: Index, cells: npt.NDArray[np.object_]
) -> list[list[Cell]]:
    """Cells in their rows.

    Where most rows are blank these are all one list: a space left behind in the last row of a
    spreadsheet costs no more than a word for each row above it.
    """
    if height <= 2 * len(rows) + _FEW:
        grid = np.empty((height, width), object)
        grid[rows, columns] = cells
        whole: list[list[Cell]] = grid.tolist()
        return whole
    used, places = np.unique(rows, return_inverse=True)
    grid = np.empty((len(used), width), object)
    grid[places, columns] = cells
    blank: list[Cell] = [None] * width
    spread = [blank] * height
    for row, filled in zip(used.tolist(), grid.tolist(), strict=True):
        spread[row] = filled
    return spread


def without_controls(text: str) -> str:
    """Return text without the characters that XML, so no document of ours, may hold."""
    return text if text.isprintable() else _CONTROLS.sub("", text)


class _Known(dict[object, Cell]):
    """What raw values are as cells: the same few texts fill most of a sheet."""

    def of(self, values: Sequence[object]) -> list[Cell]:
        """Return raw values as cells."""
        return [v if type(v) is float and isfinite(v) else self[v] for v in values]

    def __missing__(self, value: object) -> Cell:
        cell: Cell
        if type(value) is str:
            cell = without_controls(value) or None
        elif type(value) is float:
            return str(value)  # not a finite one, and not its own equal
        else:
            cell = cast(Cell, value)
        if type(value) is not bool:  # True is the key of 1.0, too
            self[value] = cell
        return cell


def _used(row: Sequence[Cell]) -> int:
    """Return the number of cells up to the last filled one."""
    length = len(row)
    while length and row[length - 1] is None:
        length -= 1
    return length


def _inside(merged: Iterable[Area], height: int, width: int) -> Iterable[Area]:
    for top, left, bottom, right in merged:
        area = (top, left, min(bottom, height - 1), min(right, width - 1))
        if area[:2] != area[2:] and area[0] <= area[2] and area[1] <= area[3]:
            yield area
