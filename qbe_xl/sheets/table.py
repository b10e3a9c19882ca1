"""A result sheet for a host that is written in blocks of cells."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from qbe_xl.sheets.model import Area, Chart, Paper, Scalar

USUAL = 10.0
"""Points of the letters in a sheet."""


@dataclass(frozen=True, slots=True)
class Block:
    """Cells of one number format; rows and columns 0-based, both ends in."""

    top: int
    left: int
    bottom: int
    right: int
    number_format: str


@dataclass(frozen=True)
class Table:
    """One sheet. Rows and columns are 0-based; `values` are all of one width.

    widths: of each column, in characters. wrapped: whether a column breaks its lines.
    header_rows hold labels, heading_rows the title of what is below; large: rows with letters of
    that many points. frozen: rows and columns that stay in view. filters: areas, each with its
    header row; charts: with the cell of their corner, over cells of this sheet. paper: how it prints.
    column_formats: the number format of each column that holds figures; `blocks` are laid over.
    A figure that bears a mark has it as a text in the cell to its left: so it stays a number, and
    colour is not its only sign. size: points of the usual letters. From row `marks_from` on, a cell that begins with a mark, and a
    figure right of one, takes the colours (ink, ground) of `colours`.
    """

    name: str
    values: tuple[tuple[Scalar, ...], ...]
    widths: tuple[float, ...]
    wrapped: tuple[bool, ...]
    header_rows: tuple[int, ...]
    heading_rows: tuple[int, ...]
    large: tuple[tuple[int, float], ...]
    frozen: tuple[int, int]
    column_formats: tuple[tuple[int, str], ...]
    blocks: tuple[Block, ...]
    marks_from: int
    colours: tuple[tuple[str, tuple[str, str]], ...]
    filters: tuple[Area, ...] = ()
    charts: tuple[tuple[int, int, Chart], ...] = ()
    paper: Paper = field(default_factory=Paper)
    size: float = USUAL

    @property
    def one_page(self) -> bool:
        """Whether all of it is to stand on one printed page."""
        return self.paper.fit == (1, 1)

    @property
    def body(self) -> int:
        """The first row in which columns break their lines: above it titles reach over them."""
        return self.header_rows[0] if self.header_rows else int(len(self.widths) > 1)

    @cached_property
    def shape(self) -> str:
        """A sign of everything but the values: a host need not lay out again what has it."""
        seen = (
            self.name,
            self.widths,
            self.wrapped,
            self.header_rows[:1],
            self.large,
            self.frozen,
            self.column_formats,
            self.blocks,
            self.colours,
            self.charts,
            *((self.size,) if self.size != USUAL else ()),
        )
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:4]
