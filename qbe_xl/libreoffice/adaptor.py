"""One call of a function from a cell of Calc: the arguments made what the functions expect."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from qbe_xl.functions import OMITTED, Function
from qbe_xl.functions.arguments import Argument, Cell, Omitted
from qbe_xl.functions.blocks import Block, together
from qbe_xl.functions.registry import Result, Scalar
from qbe_xl.libreoffice import reading
from qbe_xl.libreoffice.catalogue import METHODS, SHEETS, Taken, taken

Returned = float | str | tuple[tuple[float | str, ...], ...]

_DEEPEST, _WIDEST = 1_048_576, 16_384
_decimal = "."


def use_decimal(separator: str) -> None:
    """Set the sign before the decimals in the figures that this office writes as text."""
    global _decimal
    _decimal = separator


def _text(content: Any) -> Argument:
    return content or None


def _figure(content: Any) -> Argument:
    """A figure that Calc wrote as text; text that is none stays text."""
    if not isinstance(content, str):
        return float(content)
    with suppress(ValueError):
        value = float(content.replace(_decimal, "."))
        return value if math.isfinite(value) else content
    return content or None


def _optional_word(content: Any) -> Argument:
    """A blank cell is 0 here; no word is."""
    return OMITTED if content is None else content or None


def _optional_figure(content: Any) -> Argument:
    return OMITTED if content is None else _figure(content)


def _rows(content: Any) -> Block | Cell:
    """A range as rows, "" made None; one cell stays as it is."""
    if not isinstance(content, tuple):
        return content or None if isinstance(content, str) else content
    whole = (len(content) == _DEEPEST, len(content[0]) == _WIDEST)
    if whole[0]:
        last = len(content)
        while last > 1 and not any(cell != "" for cell in content[last - 1]):
            last -= 1
        content = content[:last]
    rows = [
        [None if cell == "" else cell for cell in row] if "" in row else list(row)
        for row in content
    ]
    if whole[1]:
        width = max((i for row in rows for i, c in enumerate(row, 1) if c is not None), default=1)
        rows = [row[:width] for row in rows]
    return Block(rows, whole)


def _optional_rows(content: Any) -> Block | Cell | Omitted:
    return OMITTED if content is None else _rows(content)


def _optional_sheet(content: Any, name: str) -> Argument:
    """A sheet's rows; what should be a date is one: its format is not handed over."""
    rows = _optional_rows(content)
    dates = {item.key for item in SHEETS[name].items if item.kind == "date"}
    if dates and isinstance(rows, list):
        for row in rows:
            if any(isinstance(cell, str) and cell.strip() in dates for cell in row):
                row[:] = [reading.date(c) if isinstance(c, float) else c for c in row]
    return rows


_READERS: dict[Taken, Callable[[Any], Argument]] = {
    Taken.WORD: _text,
    Taken.FIGURE: _figure,
    Taken.RANGE: _rows,
    Taken.SHEET: reading.block,
    Taken.OPTIONAL_WORD: _optional_word,
    Taken.OPTIONAL_FIGURE: _optional_figure,
    Taken.OPTIONAL_RANGE: _optional_rows,
}


def _reader(name: str, kind: Taken) -> Callable[[Any], Argument]:
    if kind is Taken.OPTIONAL_SHEET:
        return lambda content: _optional_sheet(content, name)
    return _READERS[kind]


_CALLS: dict[str, tuple[Function, tuple[Callable[[Any], Argument], ...]]] = {
    method: (function, tuple(_reader(p.name, kind) for p, kind in taken(function)))
    for method, function in METHODS.items()
}


def call(method: str, arguments: Sequence[Any]) -> Returned:
    """Return what a function's cell shows, or its cells; never raise for what a cell holds.

    method: as `catalogue.method` names it; arguments: as Calc hands them over.
    """
    function, readers = _CALLS[method]
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
    return content if isinstance(content, str) else float(content)  # type: ignore[arg-type]
