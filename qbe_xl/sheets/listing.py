"""A table that is shown twice: as a sheet and on a web page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from qbe_xl.sheets import palette
from qbe_xl.sheets.layout import taken
from qbe_xl.sheets.looks import CENTER, COUNT, QUIET, TEXT
from qbe_xl.sheets.model import (
    TALL,
    Field,
    Figure,
    Grid,
    Link,
    Marked,
    Paper,
    Range,
    Sheet,
    Title,
    Trend,
    Value,
)
from qbe_xl.sheets.pieces import Clean, View, clean
from qbe_xl.sheets.templating import render

TEMPLATE = "清单.html"
_LOOKS = {"text": TEXT, "centre": CENTER, "count": COUNT, "mark": CENTER, "code": CENTER}
_LOOKS |= {"quiet": QUIET}
_KINDS = {"centre": "nw", "code": "nw", "count": "n", "quiet": "cells", "text": "text"}
_STATES = {"●": "met", "◐": "near", "✕": "unmet", "○": "missing"}


Shown = str | int | Link | Figure


@dataclass(frozen=True)
class Listing:
    """A table; a cell of look "mark" begins with ●, ◐, ✕ or ○.

    heads: its columns, apart by white space, each "header:width" or "header:width:look" (a word of
    _LOOKS). A link leads to a file beside; a figure says on the page what it has `told`. empty: said
    when there is no row. keys: how many columns stand on each page where the table is too wide for
    one. trend: a column that shows the figures of these columns (first, last) as a small line.
    """

    name: str
    note: str
    heads: str
    rows: Sequence[Sequence[Shown]]
    empty: str = ""
    keys: int = 1
    trend: tuple[int, int, int] | None = None

    @cached_property
    def columns(self) -> list[tuple[str, float, str]]:
        """Header, width and look of each column."""
        parts = (f"{head}:text".split(":") for head in self.heads.split())
        return [(header, float(width), look) for header, width, look, *_ in parts]

    def sheet(self, tab: str = palette.ACCENT) -> Sheet:
        """Return its sheet."""
        fields = [Field(header, width, _LOOKS[look], TALL) for header, width, look in self.columns]
        rows = [
            [_value(look, said) for (_, _, look), said in zip(self.columns, row, strict=True)]
            for row in self.rows
        ]
        codes = '&"等线,Regular"&10'
        footer = f"&L{codes} {self.name}&R{codes} 第 &P 页　共 &N 页"
        grid = Grid(
            fields,
            rows,
            keep=self.keys if self.keys > 1 else 0,
            filtered=True,
            empty=(self.empty, None),
        )
        paper = Paper(footer=footer, keys=self.keys)
        title = Title(self.name, self.note)
        return Sheet(self.name, (title, grid), tab=tab, paper=paper, trends=tuple(self._trends()))

    def _trends(self) -> Iterator[Trend]:
        if self.trend is None:
            return
        column, first, last = self.trend
        top = taken(Title(self.name, self.note)) + 1
        for row in range(top, top + len(self.rows)):
            yield Trend(row, column, Range(self.name, row, first, row, last))

    @property
    def view(self) -> View:
        """What its part of a page shows."""
        return {
            "name": self.name,
            "note": self.note,
            "empty": self.empty,
            "heads": [header for header, _, _ in self.columns],
            "numbers": [n for n, (_, _, look) in enumerate(self.columns) if look == "count"],
            "rows": [
                [_cell(look, said) for (_, _, look), said in zip(self.columns, row, strict=True)]
                for row in self.rows
            ],
        }


def _value(look: str, said: Shown) -> Value:
    if look == "mark" and isinstance(said, str) and said[:1] in palette.BY_MARK:
        return Marked(said[0], said)
    return said


def _cell(look: str, said: Shown) -> View:
    text = said.text if isinstance(said, Link) else _told(said)
    return Clean(
        text=clean(text),
        link=quote(said.to) if isinstance(said, Link) else "",
        state=_STATES.get(text[:1], "") if look == "mark" else "",
        kind=_KINDS.get(look, ""),
    )


def _told(said: str | int | Figure) -> str:
    return said.told if isinstance(said, Figure) else str(said)


def page(
    listings: Sequence[Listing],
    title: str,
    facts: Sequence[tuple[str, str]],
    counts: Sequence[tuple[str, str, int]],
) -> str:
    """Return listings as one offline web page.

    facts: label and text in the head; counts: id of a colour, word and number, shown large.
    """
    view: View = clean(
        {
            "title": title,
            "facts": [list(fact) for fact in facts],
            "counts": [{"id": id, "word": word, "number": number} for id, word, number in counts],
            "listings": [listing.view for listing in listings],
        }
    )
    return render(TEMPLATE, view)
