"""Ranges cut from whole columns or rows, which a host reads only as far as its sheet is filled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qbe_xl.functions.arguments import Argument, Cell


class Block(list[list[Cell]]):
    """Rows of cells; whole: whether they were cut from whole columns, and from whole rows."""

    def __init__(self, rows: Iterable[list[Cell]], whole: tuple[bool, bool]) -> None:
        super().__init__(rows)
        self.whole = whole


def together(arguments: Sequence[Argument]) -> list[Argument]:
    """Make whole columns as long as the longest of them, whole rows as wide as the widest.

    They were of one size in their sheets, though these are filled to different depths.
    """
    found = [a for a in arguments if isinstance(a, Block)]
    height = max((len(a) for a in found if a.whole[0]), default=0)
    width = max((len(a[0]) for a in found if a.whole[1]), default=0)
    for block in found:
        if block.whole[0]:
            block.extend([None] * len(block[0]) for _ in range(height - len(block)))
        if block.whole[1]:
            for row in block:
                row.extend([None] * (width - len(row)))
    return list(arguments)
