"""A table that is shown twice: as a sheet and on a web page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Value = str | int
Look = Literal["text", "centre", "count", "mark", "code", "quiet"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its header, its width in a sheet, how its cells look."""

    header: str
    width: float
    look: Look = "text"


@dataclass(frozen=True)
class Listing:
    """A table; a cell of look "mark" begins with ●, ◐, ✕ or ○.

    links: row and column → where a cell leads, relative to the file. empty: said when no row.
    """

    name: str
    note: str
    fields: Sequence[Field]
    rows: Sequence[Sequence[Value]]
    links: dict[tuple[int, int], str]
    empty: str
