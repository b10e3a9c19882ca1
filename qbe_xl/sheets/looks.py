"""How a cell looks, as data: a `Look` is what is said about a cell, and nothing of any program.

What a look leaves out is as the program has it. `TEXT(size=8)` is TEXT in smaller letters;
`TEXT | Look(bold=True)` lays one look over another.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any

from qbe_xl.assessment import State
from qbe_xl.clauses import words
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.sheets import palette

FONT = "等线"
DATE = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Look:
    """What is said about a cell. Colours are #RRGGBB, sizes points, lines and patterns Excel's.

    ink, ground: of letters and cell; hatch: the colour of a pattern's lines.
    edge: the colour of its lines; line: their kind; sides: which of l, r, t, b have one.
    number: a number format; locked: whether a protected sheet keeps the cell.
    """

    font: str | None = None
    size: float | None = None
    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    ink: str | None = None
    ground: str | None = None
    pattern: int | None = None
    hatch: str | None = None
    align: str | None = None
    valign: str | None = None
    indent: int | None = None
    wrap: bool | None = None
    shrink: bool | None = None
    edge: str | None = None
    line: int | None = None
    sides: str | None = None
    number: str | None = None
    locked: bool | None = None

    def __call__(self, **changes: Any) -> Look:
        """Return this look with some of it said anew; None takes something back."""
        return replace(self, **changes)

    def __or__(self, over: Look) -> Look:
        """Return this look with all that another one says laid over it."""
        said = ((name, getattr(over, name)) for name in _NAMES)
        return replace(self, **{name: value for name, value in said if value is not None})


_NAMES = tuple(field.name for field in fields(Look))

BASE = Look(font=FONT, size=10, ink=palette.INK, valign="vcenter")
CELL = BASE(line=1, edge=palette.EDGE)
TEXT = CELL(wrap=True, align="left", indent=1)
SMALL = TEXT(size=9)
QUIET = TEXT(ink=palette.QUIET)
CENTER = CELL(align="center")
NONE = CENTER(ink=palette.QUIET)
"""A centred cell that says that there is nothing."""
FIGURE = CELL(align="right", indent=1)
COUNT = FIGURE(number="0")
MONEY = FIGURE(number="0.00##")
"""万元, down to the 元."""
LINK = TEXT(ink=palette.ACCENT, underline=True)
HEADER = CELL(wrap=True, align="center", bold=True, ink=palette.ACCENT, ground=palette.BAND)
LABEL = CELL(bold=True, ground=palette.BAND)
"""The name of a fact that stands right of it."""
SUMS = Look(bold=True, ground=palette.BAND)
"""Laid over a row of sums."""
TITLE = BASE(size=16, bold=True, ink=palette.ACCENT)
HEADING = BASE(size=12, bold=True, ink=palette.ACCENT)
NOTE = BASE(ink=palette.QUIET, wrap=True)
LINE = NOTE(wrap=False)
"""A note that runs on over its cell."""


@cache
def marked(sign: State | str) -> Look:
    """Return the colours of a state or a mark, to be laid over another look."""
    ink, ground = palette.of(sign)
    return Look(ink=ink, ground=ground or None)


@cache
def state_cell(sign: State | str) -> Look:
    """Return the look of a cell that shows a state or a mark with its word."""
    return CENTER | marked(sign)


@cache
def glad(sign: State | str) -> Look:
    """Return the look of a line over a whole table that says that it is empty."""
    return CELL(align="center") | marked(sign)


def decimal_format(decimals: int, *, percent: bool = False) -> str:
    """Return a number format: 0.00 or 0.0%; no digits are grouped, as in every text."""
    return "0" + ("." + "0" * decimals if decimals else "") + ("%" if percent else "")


def plain_format(value: float, most: int) -> str:
    """Return the number format of a figure without trailing zeros, at so many decimals at most.

    0.## would show 88 as 88. in a spreadsheet.
    """
    exact = words.rounded(value, most).normalize()
    return decimal_format(max(0, -int(exact.as_tuple().exponent)))


def with_mark(mark: str, number_format: str) -> str:
    """Return a number format that puts a mark at the left edge; the cell stays a number."""
    return f'"{mark}"* {number_format}'


def value_format(id: str, value: float, *lines: float | None) -> str:
    """Return the number format of a resource indicator, exact enough to see its side of a line."""
    return decimal_format(words.decimals_for(value, RESOURCES[id].shown, *lines))


def cv_format(value: float, limit: float | None) -> str:
    """Return the number format of a 差异系数."""
    return decimal_format(words.decimals_for(value, words.CV_DECIMALS, limit))


def percent_format(value: float, *lines: float) -> str:
    """Return the number format of a share."""
    of_hundred = (line * 100 for line in lines)
    decimals = words.decimals_for(value * 100, words.RATE_DECIMALS, *of_hundred)
    return decimal_format(decimals, percent=True)


def columns(text: str) -> float:
    """Return about how many columns a text takes: Chinese characters take two."""
    if text.isascii():
        return len(text)
    return (len(text) + len(text.encode(errors="replace"))) / 2
