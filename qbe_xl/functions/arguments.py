"""What a spreadsheet hands to a function, and the one meaning that each kind of cell has.

A host's adaptor gives a scalar, or rows of cells for a range of any shape:
a float, a str, a bool, a date, a CellError, or None for a blank; OMITTED for an argument not given.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from typing import cast

import numpy as np

from qbe_xl.assessment.states import State
from qbe_xl.county.cells import Complaint, Raw, parse, show
from qbe_xl.county.folding import folded
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.county.model import Figures, Flags
from qbe_xl.standards import Standard

MARK = "#QBE:"
"""What every message in a cell begins with."""
_WAITING = (State.MISSING.word, folded(State.MISSING.marked))
_YES, _NO = (True, 1.0, "是", "TRUE"), (False, 0.0, "否", "FALSE")


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that holds an error (#N/A …)."""

    text: str


class Omitted(Enum):
    """An argument that was not given."""

    TOKEN = 0


OMITTED = Omitted.TOKEN

Cell = Raw | int | CellError
Rows = Sequence[Sequence[Cell]]
Argument = Cell | Rows | Omitted


class Block(list[list[Cell]]):
    """Rows of cells; size: how many rows and columns were given.

    Of those, blank ones at the end may have been left out.
    """

    def __init__(self, rows: Iterable[list[Cell]], size: tuple[int, int]) -> None:
        super().__init__(rows)
        self.size = size


class QbeMessage(Exception):
    """What a function says in its cell instead of a result, without the mark."""


def rows_of(argument: Argument) -> Rows:
    """Return an argument as rows of cells; a scalar is one cell."""
    if isinstance(argument, Omitted):
        return [[None]]
    if isinstance(argument, list | tuple):
        return argument
    return [[cast(Cell, argument)]]


def cells_of(argument: Argument) -> list[Cell]:
    """Return the cells of an argument row by row."""
    rows = rows_of(argument)
    if len(rows) == 1:
        return list(rows[0])
    try:
        return [cell for (cell,) in rows]  # a column, the common case: half the time
    except ValueError:
        return list(chain.from_iterable(rows))


def scalar(argument: Argument, name: str) -> Raw:
    """Return the one cell of an argument.

    Raises QbeMessage for a range of several cells and for an error cell.
    """
    cells = cells_of(argument)
    if len(cells) != 1:
        raise QbeMessage(f"{name}应是一个单元格，现为 {len(cells)} 个")
    return _raw(cells[0], name)


def number(argument: Argument, name: str, *, whole: bool = False) -> float | None:
    """Return one figure that is not negative; None for a blank cell.

    Raises QbeMessage for text that is no number, TRUE and FALSE, dates and negative figures.
    """
    cell = scalar(argument, name)
    return _figure(cell, name, whole)


def _figure(cell: Cell, name: str, whole: bool = False) -> float | None:
    raw = _raw(cell, name)
    if is_waiting(raw):
        return None
    value, remark = parse(raw, "count" if whole else "number")
    if isinstance(remark, Complaint):
        raise QbeMessage(f"{name}应为{remark.expected}，现为“{show(raw)}”")
    return value if isinstance(value, float) else None


def is_waiting(cell: object) -> bool:
    """Return whether a cell holds 待填报, our own answer for what is not filled in."""
    return isinstance(cell, str) and folded(cell) in _WAITING


def _raw(cell: Cell, name: str) -> Raw:
    """A cell that is no error; whole numbers that a host gives as int become floats.

    What another function said is said on.
    """
    if isinstance(cell, str) and cell.startswith(MARK):
        raise QbeMessage(cell.removeprefix(MARK))
    if isinstance(cell, CellError):
        raise QbeMessage(f"{name}是错误值 {cell.text}，请先改正")
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


def stage(argument: Argument) -> str:
    """Return "primary" or "junior" for 小学 or 初中.

    Raises QbeMessage for anything else.
    """
    cell = scalar(argument, "学段")
    word = folded(cell) if isinstance(cell, str) else ""
    for key in ("primary", "junior"):
        if word in (STAGE_WORDS[key], key):
            return key
    raise QbeMessage(f"学段应为“小学”或“初中”，现为“{show(cell)}”")


def clause(argument: Argument, standard: Standard, only: str = "") -> str:
    """Return a clause's id for R1 … V6, or for an indicator's full name.

    only: the letters that are allowed, all where empty. Raises QbeMessage for anything else.
    """
    cell = scalar(argument, "指标")
    word = folded(cell).upper() if isinstance(cell, str) else ""
    for id, found in standard.clauses.items():
        if (word == id.upper() or word == found.name) and (not only or id[0] in only):
            return id
    example = f"{only[0]}1" if only else "R1"
    raise QbeMessage(f"没有指标“{show(cell)}”，请写编号，如 {example}")


_PLAIN = {float, int, type(None)}


def figures(argument: Argument, name: str) -> Figures:
    """Return a range as figures, NaN for blanks and for header text before the first figure.

    Raises QbeMessage for text after it, error cells, TRUE and FALSE, dates and negative figures.
    """
    found = _array(argument, name)
    if np.fmin.reduce(found, initial=0.0) < 0:
        raise QbeMessage(f"{name}第 {int(np.argmax(found < 0)) + 1} 个是负数，请核对")
    return found


def _array(argument: Argument, name: str) -> Figures:
    cells = cells_of(argument)
    plain = set(map(type, cells)) <= _PLAIN
    return np.array(cells if plain else _cleaned(cells, name), np.float64)


def _cleaned(cells: list[Cell], name: str) -> list[float | None]:
    cleaned: list[float | None] = []
    started = False
    for position, cell in enumerate(cells, 1):
        figure: float | None = None
        if type(cell) in _PLAIN:
            figure = cast(float | None, cell)
        elif is_waiting(cell):
            figure = None
        elif started or not isinstance(cell, str) or cell.startswith(MARK):
            figure = _figure(cell, f"{name}第 {position} 个")
        else:
            with suppress(QbeMessage):
                figure = _figure(cell, name)
        started = started or figure is not None
        cleaned.append(figure)
    return cleaned


def shape(argument: Argument) -> tuple[int, int]:
    """Return how many rows and columns an argument has."""
    if isinstance(argument, Block):
        return argument.size
    rows = rows_of(argument)
    return len(rows), len(rows[0]) if rows else 0


def yes(argument: Argument, name: str) -> bool:
    """Return what a yes-or-no argument says; a blank, or one not given, is no.

    Raises QbeMessage for anything else.
    """
    cell = scalar(argument, name)
    word = folded(cell).upper() if isinstance(cell, str) else cell
    if word in (None, ""):
        return False
    if word in _YES or word in _NO:
        return word in _YES
    raise QbeMessage(f"{name}应为 TRUE 或 FALSE，现为“{show(cell)}”")


def complete(values: Argument, pupils: Argument) -> tuple[Figures, Figures] | None:
    """Return values and pupils where every position takes part, else None: the common, quick case.

    Raises QbeMessage as `figures` does.
    """
    x, p = _quick(values), _quick(pupils)
    same = shape(values) == shape(pupils)
    if x is not None and p is not None:
        return (x, p) if same else None
    x = _array(values, "数值") if x is None else x
    p = _array(pupils, "学生数") if p is None else p
    # A comparison with a blank (NaN) is false, so both are filled in and none is negative.
    return (x, p) if same and x.size and x.min() >= 0 and p.min() > 0 else None


def _quick(argument: Argument) -> Figures | None:
    """Figures all above 1; None where a look at each cell's type is needed.

    An array of doubles takes figures only, and TRUE and FALSE, which are 1 and 0.
    """
    try:
        found = np.frombuffer(array("d", cast(list[float], cells_of(argument))), np.float64)
    except TypeError:
        return None
    return found if found.size and found.min() > 1 else None


def paired(values: Argument, pupils: Argument) -> tuple[Figures, Figures, Flags]:
    """Return values, pupils and which positions take part.

    A position takes part where pupils are above 0. One without pupils and without a value is
    left out. Raises QbeMessage where the ranges differ in shape, or a value or its pupils are
    not filled in.
    """
    x, p = figures(values, "数值"), figures(pupils, "学生数")
    shapes = shape(values), shape(pupils)
    if shapes[0] != shapes[1]:
        said = "，".join(
            f"{name}是 {rows} 行 {columns} 列"
            for name, (rows, columns) in zip(("数值", "学生数"), shapes, strict=True)
        )
        raise QbeMessage(f"{said}，两个区域应一样大，并且同样几行几列")
    part = p > 0
    lacking = part & np.isnan(x) | (np.isnan(p) & ~np.isnan(x))
    if lacking.any():
        position = int(np.argmax(lacking))
        what = "数值" if np.isnan(x[position]) else "学生数"
        raise QbeMessage(f"第 {position + 1} 个{what}未填报，请补填")
    if not part.any():
        raise QbeMessage("没有一个大于 0 的学生数")
    return x, p, part
