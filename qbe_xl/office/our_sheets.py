"""Which sheets of an open document are ours: they are found again by a tag after the title."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from qbe_xl.sheets.model import Area, Chart, Scalar
from qbe_xl.sheets.table import Table

MOST_NAMES = 50
_TAG = re.compile(r"〔qbe_xl 自动生成，再次运行时整张改写 ([0-9a-f]{4})〕$")


def tag(shape: str) -> str:
    """Return what follows the title of a sheet of ours."""
    return f"　〔qbe_xl 自动生成，再次运行时整张改写 {shape}〕"


def titled(table: Table) -> str:
    """Return the text of A1: the title, and the tag by which the sheet is known."""
    return f"{table.values[0][0]}{tag(table.shape)}"


def shape_of(title: object) -> str | None:
    """Return the shape that a sheet of ours was laid out for, from its A1; None for another's."""
    found = _TAG.search(title) if isinstance(title, str) else None
    return found[1] if found else None


def find(
    wanted: str, names: Collection[str], title_of: Callable[[str], object]
) -> tuple[str, str | None]:
    """Return the name that is ours, and the shape of the sheet that has it; None where it is free.

    A clerk's sheet is never touched: where one bears our name, ours is called 结论(2).
    names: of all sheets; title_of: what A1 of a sheet holds.
    """
    taken = {name.casefold(): name for name in names}
    for number in range(1, MOST_NAMES):
        name = wanted if number == 1 else f"{wanted}({number})"
        if name.casefold() not in taken:
            return name, None
        name = taken[name.casefold()]
        shape = shape_of(title_of(name))
        if shape:
            return name, shape
    raise ValueError(wanted)


def figures_of(chart: Chart) -> Area:
    """Return where the figures of a live chart stand, side by side, with the header over them."""
    cells = [series.values for series in chart.series]
    left, right = min(c.left for c in cells), max(c.right for c in cells)
    return (cells[0].top - 1, left, cells[0].bottom, right)


def values_of(table: Table) -> list[list[Scalar]]:
    """Return what the cells of a table's sheet hold."""
    rows = [list(row) for row in table.values]
    rows[0][0] = titled(table)
    return rows
