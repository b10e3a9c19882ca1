"""One call of a function from a cell of Calc: the arguments made what the functions expect."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

from qbe_xl.functions import MARK, OMITTED, Function
from qbe_xl.functions.arguments import Argument, Block, Cell, Rows
from qbe_xl.functions.blocks import TALL, WIDE, together
from qbe_xl.functions.registry import Kind, Parameter, Result, Scalar
from qbe_xl.libreoffice import reading
from qbe_xl.libreoffice.catalogue import METHODS, SHEETS

Returned = float | str | tuple[tuple[float | str, ...], ...]

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]+)?")
_MISFIT = f"{MARK}扩展与计算程序不是同一个版本，请关闭 LibreOffice，运行 qbe-xl libreoffice install"
_decimal = "."


def use_decimal(separator: str) -> None:
    """Set the sign before the decimals in the figures that this office writes as text."""
    global _decimal
    _decimal = separator


def _text(content: Any) -> Argument:
    """A word; a blank cell is "" here, or 0 where the argument is optional."""
    return content or None


def _figure(content: Any) -> Argument:
    """A figure that Calc wrote as text; text that is none stays text."""
    if not isinstance(content, str):
        return float(content)
    plain = content.replace(_decimal, ".")
    return float(plain) if _NUMBER.fullmatch(plain) else content or None


def _rows(content: Any) -> Rows | Cell:
    """A range as rows, "" made None; one cell stays as it is.

    Rows without a blank are taken as they are, for speed.
    """
    if not isinstance(content, tuple):
        return content or None if isinstance(content, str) else cast(Cell, content)
    if len(content) > TALL or len(content[0]) > WIDE:
        return _cut(content)
    if _is_filled(content):
        return content
    return [[None if cell == "" else cell for cell in row] for row in content]


def _is_filled(content: tuple[tuple[Any, ...], ...]) -> bool:
    """Whether no cell is blank. A column of figures, the common case, is quicker told by making it
    one of doubles, which takes no text."""
    try:
        array("d", [cell for (cell,) in content])
    except (TypeError, ValueError):
        return not any("" in row for row in content)
    return True


def _cut(content: tuple[tuple[Any, ...], ...]) -> Block:
    """A large range as far as it is filled."""
    size = height, width = len(content), len(content[0])
    blank = ("",) * width
    for row in reversed(content):
        if row != blank or height == 1:
            break
        height -= 1
    rows = [[None if cell == "" else cell for cell in row] for row in content[:height]]
    if width > WIDE:
        width = max((i for row in rows for i, c in enumerate(row, 1) if c is not None), default=1)
        rows = [row[:width] for row in rows]
    return Block(rows, size)


def _dated(content: Any, name: str) -> Argument:
    """A sheet's rows; what should be a date is one: its format is not handed over."""
    rows = _rows(content)
    dates = {item.key for item in SHEETS[name].items if item.kind == "date"}
    if not dates or not isinstance(rows, list | tuple):
        return rows
    return [
        [reading.date(c) if _is_day(c) else c for c in row]
        if any(isinstance(cell, str) and cell.strip() in dates for cell in row)
        else row
        for row in rows
    ]


def _is_day(content: Cell) -> bool:
    """Whether a figure may be a date: a whole number of days in the years from 1927 to 2173."""
    return isinstance(content, float) and content.is_integer() and 10_000 <= content < 100_000


_READERS: dict[Kind, Callable[[Any], Argument]] = {
    Kind.WORD: _text,
    Kind.YESNO: _text,
    Kind.FIGURE: _figure,
    Kind.RANGE: _rows,
    Kind.SHEET: reading.block,
}


def _reader(parameter: Parameter) -> Callable[[Any], Argument]:
    read = _READERS[parameter.kind]
    if not parameter.optional:
        return read
    if parameter.kind is Kind.SHEET:
        read = partial(_dated, name=parameter.name)
    return lambda content: OMITTED if content is None else read(content)


_CALLS: dict[str, tuple[Function, tuple[Callable[[Any], Argument], ...]]] = {
    method: (function, tuple(map(_reader, function.parameters)))
    for method, function in METHODS.items()
}


def call(method: str, arguments: Sequence[Any]) -> Returned:
    """Return what a function's cell shows, or its cells; never raise for what a cell holds.

    method: as `catalogue.method` names it; arguments: as Calc hands them over.
    """
    function, readers = _CALLS.get(method, (None, ()))
    if function is None or len(readers) != len(arguments):
        return _MISFIT
    read = [reader(content) for reader, content in zip(readers, arguments, strict=True)]
    return returned(function(*together(read)), function.spills)


def returned(result: Result, spills: bool) -> Returned:
    """Return a result as Calc takes it: figures and texts, rows where a function spills."""
    if isinstance(result, list):
        rows = tuple(tuple(map(_cell, row)) for row in result)
        return rows if spills else rows[0][0]
    return ((_cell(result),),) if spills else _cell(result)


def _cell(content: Scalar) -> float | str:
    if content is None:
        return ""
    return float(content) if isinstance(content, float | int) else str(content)
