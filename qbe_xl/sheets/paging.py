"""How a sheet comes onto paper in letters that can be read: nothing is printed below 9 points.

A sheet that would be shrunk further is, in this order: laid across; narrowed where texts can be
wrapped; parted between its columns, each part with the columns that say what a row is about.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from qbe_xl.sheets.layout import Drawn, Frame, Laid, Line, Placed, lay
from qbe_xl.sheets.looks import Look, columns
from qbe_xl.sheets.model import A3, TALL, Break, Chart, Figure, Formula, Grid, Link, Paper, Sheet

SMALLEST = 9.0
"""Points of the smallest letters on paper."""
_DEFAULT_SIZE = 11.0
_LEAST_SCALE = 90
"""Percent: the words at the edges of a page are 10 points, and LibreOffice makes them smaller too."""
_SHORT, _LONG = 210 / 25.4, 297 / 25.4
"""The sides of A4 in inches."""
_OWN_MARGINS = 0.7
_DOTS, _DIGIT = 96, 8
"""To the inch; that a digit takes in the broadest of the faces by which programs measure columns."""
_SAFE = 0.96
"""Programs and faces differ in how broad a column is."""
_SPARE = 0.88
"""Of the room where nothing shrinks a sheet onto its page: digits of a face that stands in for ours
take up to 9.5 dots."""
_TIGHT = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0)
_LOOSE = _TIGHT[:6]
"""As far as a page that stands goes before it is laid across."""
_LEAST_HEADER, _HEADER_LINES = 6.0, 3
_LEAST_WRAPPED, _SHARE = 11.0, 0.5
"""A column of long texts keeps that many characters, and that share of its width."""
_NUMBER_LOST = 2.5
"""Characters that the edges and the indent of a figure's cell take."""
_MOST_KEYS = 0.45
"""Of a page that columns on every page may take."""


def _of_header(text: str, look: Look) -> float:
    """How wide a column must be for a header of a few lines, one more for each break in its text."""
    pieces = [columns(piece) * (look.size or _DEFAULT_SIZE) / 10 for piece in text.split("\n")]
    allowed = _HEADER_LINES + len(pieces) - 1
    wide = max(pieces)
    while wide > _LEAST_HEADER and sum(math.ceil(p / (wide - 1)) for p in pieces) <= allowed:
        wide -= 1
    return wide / TALL.room + TALL.lost


class _Format(NamedTuple):
    """A number format: the words in it, its decimals and whether it is of percent."""

    words: str
    decimals: int | None
    percent: str


@cache
def _format(number: str) -> _Format:
    """Take a number format apart; decimals: None where the figure itself says how many."""
    words = "".join(re.findall('"([^"]*)"', number))
    found = re.search(r"0(?:\.([0#]+))?(%)?", re.sub('"[^"]*"', "", number))
    if number == "General" or not found:
        return _Format(words, None, "")
    return _Format(words, len(found[1] or ""), found[2] or "")


def _of_number(value: object, look: Look) -> float:
    """How wide a column must be for a figure; what a formula may come to is not known."""
    number, mark = look.number or "General", ""
    if isinstance(value, Figure):
        number, mark, value = value.number or number, value.mark, value.value
    if not isinstance(value, (int, float)):
        return math.inf
    words, decimals, percent = _format(number)
    if decimals is None:
        shown = f"{value:.11g}"
    else:
        shown = f"{value * (100 if percent else 1):.{decimals}f}{percent}"
    said = words + mark
    long = len(shown) + columns(said) + bool(said)
    return long * (look.size or _DEFAULT_SIZE) / 10 / TALL.room + _NUMBER_LOST


class _Page(NamedTuple):
    paper: Paper
    scale: int
    room: float


def fitted(sheet: Sheet) -> tuple[Sheet, Iterator[Laid]]:
    """Return a sheet whose widths and paper print its smallest letters at 9 points or more.

    And all that is on it, laid at those widths, to be taken once.
    """
    paper = sheet.paper
    if (paper.fit is None and paper.margins is None) or paper.fit == (1, 1) or not sheet.sizes:
        return sheet, lay(sheet)
    laid = list(lay(sheet))
    found = _fitted(sheet, laid)
    if (found.sizes, *_laid_by(found.paper)) == (sheet.sizes, *_laid_by(paper)):
        return found, _taken(laid)
    return found, lay(found, placed=_taken(laid))


def _laid_by(paper: Paper) -> tuple[object, ...]:
    """What of the paper says where things lie."""
    return paper.column_breaks, paper.repeat_columns


def _taken(laid: list[Laid]) -> Iterator[Laid]:
    """Yield what is laid, and keep none of it."""
    laid.reverse()
    while laid:
        yield laid.pop()


def _fitted(sheet: Sheet, laid: Sequence[Laid]) -> Sheet:
    paper = sheet.paper
    scale = max(_LEAST_SCALE, math.ceil(100 * SMALLEST / _smallest(laid)))
    narrow = _Narrow(sheet, laid)
    share = _SPARE if _broken(laid) else 1.0
    for page, tights in (
        (_page(paper, scale), _LOOSE),
        (_page(replace(paper, landscape=True), scale), _TIGHT),
    ):
        for tight in tights:
            if narrow.total(tight) <= page.room * share:
                return _whole(sheet, laid, page, narrow.widths(tight), narrow.total(tight))
    return narrow.parted(page)


def _page(paper: Paper, scale: int) -> _Page:
    left, right = paper.margins[:2] if paper.margins else (_OWN_MARGINS, _OWN_MARGINS)
    side = _LONG if paper.landscape else _SHORT
    inches = side * (math.sqrt(2) if paper.size == A3 else 1) - left - right
    return _Page(paper, scale, inches * _DOTS * 100 / scale * _SAFE)


def _whole(
    sheet: Sheet, laid: Sequence[Laid], page: _Page, widths: Sequence[float], dots: int
) -> Sheet:
    """A sheet on one page's breadth. Excel heeds breaks before rows only at a scale of its own."""
    paper = replace(page.paper, fit=(1, 0), scale=None)
    if _broken(laid):
        scale = min(100, int(page.room * _SPARE * page.scale / dots)) if dots else 100
        paper = replace(page.paper, fit=None, scale=scale)
    return replace(sheet, paper=paper, widths=tuple(widths))


def _broken(laid: Sequence[Laid]) -> bool:
    """Whether a sheet says where its pages begin."""
    return any(isinstance(part, Drawn) and isinstance(part.part, Break) for part in laid)


def _smallest(laid: Sequence[Laid]) -> float:
    """The size of the smallest letters that a sheet shows."""
    least: float | None = None
    for line in laid:
        if isinstance(line, Line):
            for _, value, look, _, _ in line.cells:
                size = look.size or _DEFAULT_SIZE
                if (least is None or size < least) and value not in (None, ""):
                    least = size
    return _DEFAULT_SIZE if least is None else least


class _Narrow:
    """The columns of a sheet, and how narrow what they hold lets them be."""

    def __init__(self, sheet: Sheet, laid: Sequence[Laid]) -> None:
        self.sheet = sheet
        self.wide = list(sheet.sizes)
        self.least = [0.0] * len(self.wide)
        self.keys = self._keys()
        self.whole: set[int] = set()
        """Columns before which no page may begin, for something reaches over the line."""
        grown = {row for part in laid if isinstance(part, Frame) for row in _grown(part)}
        for part in laid:
            if isinstance(part, Line) and part.role in ("row", "header"):
                self._line(part, grown)
            elif isinstance(part, Drawn) and isinstance(part.part, Chart):
                self._chart(part.column, part.part)
        self.least = [min(pair) for pair in zip(self.least, self.wide, strict=True)]

    def _line(self, line: Line, grown: set[int]) -> None:
        wide, least, most = self.wide, self.least, len(self.wide)
        for cell in line.cells:
            column = cell.column
            if cell.columns > 1:
                if column >= self.keys:  # what begins among the keys is read on every page
                    self.whole.update(range(column + 1, column + cell.columns))
            elif column < most and least[column] < wide[column]:
                needed = self._needed(cell, line, grown)
                if needed > least[column]:
                    least[column] = needed

    def _needed(self, cell: Placed, line: Line, grown: set[int]) -> float:
        """How many characters wide a column must be for a cell."""
        value, now = cell.value, self.wide[cell.column]
        text = value.text if isinstance(value, Link) else value
        text = text.value if isinstance(text, Formula) else text
        if not isinstance(text, str):
            return 0.0 if text is None else min(now, _of_number(value, cell.look))
        wrapped = cell.look.wrap and line.role != "header" and self._grows(line, grown)
        most = max(_LEAST_WRAPPED, now * _SHARE) if wrapped else math.inf
        if not text or self.least[cell.column] >= most:
            return 0.0
        long = columns(text) * (cell.look.size or _DEFAULT_SIZE) / 10
        alone = long / TALL.room + TALL.lost
        if line.role == "header":
            return min(now, max(_LEAST_HEADER, _of_header(text, cell.look)))
        if not cell.look.wrap:
            return 0.0 if long > now * TALL.room else min(now, alone)
        return min(now, alone, most)

    def _grows(self, line: Line, grown: set[int]) -> bool:
        """Whether a line is as high as its texts ask."""
        fit = line.more is not None and line.more.fit is not None
        return fit or line.height is None or line.row in grown

    def _chart(self, first: int, chart: Chart) -> None:
        end = chart.offset[0] + chart.width
        for column in range(first + 1, len(self.wide)):
            end -= self.pixels(self.wide[column - 1])
            if end <= 0:
                break
            self.whole.add(column)
        for column in range(first, len(self.wide)):
            self.least[column] = self.wide[column]

    def pixels(self, width: float) -> int:
        """How many dots a column takes."""
        return int(width * _DIGIT + 5) if width else 0

    def widths(self, tight: float) -> list[float]:
        """Widths between those of the sheet (1) and the least (0)."""
        found = (
            round(least + (wide - least) * tight, 2)
            for least, wide in zip(self.least, self.wide, strict=True)
        )
        return list(found)

    def dots(self, widths: Sequence[float]) -> list[int]:
        """How many dots each column takes, none where it is hidden."""
        hidden = self.sheet.hidden_columns
        return [0 if c in hidden else self.pixels(w) for c, w in enumerate(widths)]

    def total(self, tight: float) -> int:
        """How many dots all columns take."""
        return sum(self.dots(self.widths(tight)))

    def _keys(self) -> int:
        """How many columns say what a row is about."""
        paper = self.sheet.paper
        if paper.keys is not None:
            return paper.keys
        if paper.repeat_columns:
            return paper.repeat_columns[1] + 1
        if self.sheet.freeze:
            return self.sheet.freeze[1]
        grids = (part for part in self.sheet.parts if isinstance(part, Grid))
        return next((grid.keep for grid in grids if grid.keep), 0)

    def parted(self, page: _Page) -> Sheet:
        """Return the sheet in as few parts as may be, and those about as broad as one another."""
        keys = self.keys
        while keys and sum(self.dots(self.wide)[:keys]) > page.room * _MOST_KEYS:
            keys -= 1
        fewest = len(self.breaks(self.widths(_TIGHT[-1]), keys, page.room))
        for tight in _TIGHT:
            widths = self.widths(tight)
            breaks = self.breaks(widths, keys, page.room)
            if len(breaks) <= max(1, fewest) and self.fits(widths, keys, breaks, page.room):
                break
        low, high = 0.0, page.room
        for _ in range(12):
            middle = (low + high) / 2
            if len(self.breaks(widths, keys, middle)) > len(breaks):
                low = middle
            else:
                high = middle
        paper = replace(
            page.paper,
            fit=None,
            scale=page.scale,
            repeat_columns=(0, keys - 1) if keys else None,
            across=True,
            column_breaks=tuple(self.breaks(widths, keys, high)),
        )
        return replace(self.sheet, widths=tuple(widths), paper=paper)

    def fits(self, widths: Sequence[float], keys: int, breaks: Sequence[int], room: float) -> bool:
        """Whether no part is broader than a page: columns that stay together may be."""
        dots = self.dots(widths)
        ends = [keys, *breaks, len(dots)]
        return all(sum(dots[:keys]) + sum(dots[a:b]) <= room for a, b in pairwise(ends))

    def breaks(self, widths: Sequence[float], keys: int, room: float) -> list[int]:
        """Before which columns a new page begins."""
        dots = self.dots(widths)
        first = sum(dots[:keys])
        found: list[int] = []
        used, start = first, keys
        for begin, end in self._blocks(keys):
            size = sum(dots[begin:end])
            if used + size > room and begin > start:
                found.append(begin)
                used, start = first, begin
            used += size
        return found

    def _blocks(self, keys: int) -> Iterator[tuple[int, int]]:
        """Columns that stay together, behind the keys."""
        begin = keys
        for column in range(keys + 1, len(self.wide)):
            if column not in self.whole:
                yield begin, column
                begin = column
        if begin < len(self.wide):
            yield begin, len(self.wide)


def _grown(frame: Frame) -> Iterator[int]:
    """The rows whose height follows their texts."""
    if any(field.tall for field in frame.grid.fields):
        yield from range(frame.header, frame.last + 1)
