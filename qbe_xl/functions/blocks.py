"""Large ranges, which a host reads only as far as its sheet is filled."""

from __future__ import annotations

from collections.abc import Sequence

from qbe_xl.functions.arguments import Argument, Block

TALL, WIDE = 10_000, 250
"""Ranges of more rows or columns are cut to what is filled, be they whole columns or A2:A1048576."""


def together(arguments: Sequence[Argument]) -> list[Argument]:
    """Make blocks of one size as long as the longest of them and as wide as the widest.

    They were of one size in their sheets, though these are filled to different depths.
    """
    found = [a for a in arguments if isinstance(a, Block)]
    for block in found:
        same = [other for other in found if other.size == block.size]
        height, width = max(map(len, same)), max(len(other[0]) for other in same)
        if len(block[0]) < width:
            for row in block:
                row.extend([None] * (width - len(row)))
        block.extend([None] * width for _ in range(height - len(block)))
    return list(arguments)
