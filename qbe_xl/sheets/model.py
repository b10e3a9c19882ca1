"""A table said once: what a sheet holds, as frozen data that any program can show.

A `Sheet` is a stack of parts: a title, headings, notes, grids, single rows, charts. Each takes the
rows that it needs, so nobody counts rows except where a formula must name a cell. How it all looks
is said with the looks of `sheets/looks.py`; what a value *is* (a state, a link, a figure with a
mark, a formula) is said by the value, never by its looks.

    sheet = Sheet(
        "缺件",
        (
            Title("缺件（按单位）", "尚未提交的单位和材料。"),
            Grid(
                (
                    Field("提供单位", 22),
                    Field("材料", 36, tall=TALL),
                    Field("件数", 8, COUNT),
                    Field("状态", 12, CENTER),
                ),
                [("教育局", Link("01 章程", "章程"), 3, State.UNMET), ...],
                keep=1,  # header and first column stay in view, the header is on every page
                filtered=True,
                empty=("没有缺件。", State.MET),
            ),
        ),
    )
    file.workbook("县佐证材料", [sheet], time=now, running=Running("某县", "佐证材料", "2025-05-20"))

Values of a cell: a text (never a formula), a number, None or NaN (the field's `blank`), a date,
`State`, `Marked` (a state in words of one's own), `Figure` (a number with a format of its own, a
mark, a look laid over), `Formula` with its stored value, `Link`. A `Cell` gives a value a look of
its own or several columns and rows; a `Hole` leaves alone what a cell above reaches over. A row is
a tuple (`listed` makes them of records); a `Row` says more about it (height, outline, a look laid over all of it), and may stand
between the other parts on its own. Formulas that name cells: with a title and a note the header of
the first grid is row 2, 0-based, its first record row 3.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from qbe_xl.assessment import State
from qbe_xl.clauses.words import state_marked
from qbe_xl.sheets import palette
from qbe_xl.sheets.looks import HEADER, HEADING, NOTE, TEXT, TITLE, Look, plain_format

Scalar = str | float | int | None


class Marked(NamedTuple):
    """A text in the colours of a state or a mark; its words or its mark are the other sign."""

    sign: State | str
    text: str


def marked_of(of: str, state: State) -> Marked:
    """Return a state in the words of its clause or group."""
    return Marked(state, state_marked(of, state))


class Figure(NamedTuple):
    """A number with a format of its own (empty: its column's).

    mark: at its left edge, whose colours it takes; only what asks for attention gets a ground.
    over: laid over; blank: shown for None and NaN; told: what a host says that has no such format.
    """

    value: float | None
    number: str = ""
    mark: str = ""
    over: Look | None = None
    blank: str = ""
    told: str = ""


def plain(value: float | None, most: int, *, blank: str = "", signed: bool = False) -> Figure:
    """Return a figure without trailing zeros, at so many decimals at most; signed: +2, -2."""
    if value is None or value != value:
        return Figure(None, blank=blank)
    number = plain_format(value, most)
    return Figure(value, f"+{number};-{number};{number}" if signed else number)


class Formula(NamedTuple):
    """A formula (=…) and the value that it has by our own computation."""

    text: str
    value: Scalar


class Link(NamedTuple):
    """A text that opens a path beside the file, or, from #, a place in it: #学校!A1."""

    to: str
    text: str


class Cell(NamedTuple):
    """A value with a look of its own, over some columns (None, 0: its field's) and rows."""

    value: Value
    look: Look | None = None
    columns: int = 0
    rows: int = 1


class Hole(NamedTuple):
    """Columns that are left alone: a cell above reaches over them."""

    columns: int = 1


Plain = str | float | int | dt.date | State | Marked | Figure | Formula | Link | None
Value = Plain | Cell | Hole


@dataclass(frozen=True, slots=True)
class Tall:
    """How high a row must be for a text: points a line takes, room in a column, at most.

    A column of width w has room for w × room − lost columns of text, Chinese characters taking two.
    """

    line: float = 15.0
    room: float = 1.2
    lost: float = 2.5
    edge: float = 4.0
    most: float = 409.0


TALL = Tall()


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a grid. width: in characters, of its first sheet column.

    columns: how many of the sheet it takes; tall: its texts make rows high; blank: what None and
    NaN show; head: its header's look; comment: on its header; whole: the look of its whole sheet
    column, where nothing is written.
    """

    header: str
    width: float = 0
    look: Look = TEXT
    tall: Tall | None = None
    columns: int = 1
    blank: str = ""
    head: Look = HEADER
    comment: str = ""
    whole: Look | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row about which more is to be said. As a part of a sheet its cells are looks of `TEXT`.

    over: laid over every cell; height in points, or fit: as high as its texts need, at least
    `least`; level, hidden, collapsed: its place in the outline; repeat: on every printed page;
    header: it stands out like one; whole: the look of the row where nothing is written.
    """

    cells: Sequence[Value]
    over: Look | None = None
    height: float | None = None
    fit: Tall | None = None
    least: float = 18.0
    level: int = 0
    hidden: bool = False
    collapsed: bool = False
    repeat: bool = False
    header: bool = False
    whole: Look | None = None


@dataclass(frozen=True)
class Grid:
    """A header and its rows.

    header: its height in points; None leaves it, 0 means that there is none. least: points of a
    row with tall fields; height: of every row. empty: what is said over the whole width where
    there are no rows, and its state. keep: columns that stay in view together with the header,
    which is then printed on every page, as with `repeat`. filtered: the filter takes in as many
    rows as there are, at least `room`.
    """

    fields: Sequence[Field]
    rows: Sequence[Sequence[Value] | Row]
    header: float | None = 26
    least: float = 18.0
    height: float | None = None
    empty: tuple[str, State | None] | None = None
    keep: int | None = None
    repeat: bool = False
    filtered: bool = False
    room: int = 0

    @property
    def width(self) -> int:
        """How many columns of the sheet it takes."""
        return sum(one.columns for one in self.fields)


Of = TypeVar("Of")


def listed(
    records: Iterable[Of],
    columns: Sequence[tuple[Field, Callable[[Of], Value] | None]],
    level: int = 0,
    **settings: Any,
) -> Grid:
    """Return a grid of a row a record, each column with what it shows of one; None: its number.

    level: of all rows in the outline; settings: those of `Grid`.
    """
    fields, shown = zip(*columns, strict=True)
    rows = [
        tuple(place if of is None else of(one) for of in shown)
        for place, one in enumerate(records, 1)
    ]
    return Grid(fields, [Row(row, level=level) for row in rows] if level else rows, **settings)


@dataclass(frozen=True, slots=True)
class Title:
    """The title of a sheet, and a note under it over the whole width."""

    text: str
    note: str = ""
    look: Look = TITLE


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of what is below."""

    text: str
    look: Look = HEADING
    height: float = 24


@dataclass(frozen=True, slots=True)
class Note:
    """A quiet text over the whole width, as high as it needs."""

    text: str
    look: Look = NOTE


@dataclass(frozen=True, slots=True)
class Space:
    """Empty rows."""

    rows: int = 1


@dataclass(frozen=True, slots=True)
class Break:
    """What is below begins a new page."""


class Range(NamedTuple):
    """Cells of a sheet, 0-based, both ends in."""

    sheet: str
    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of a chart: columns, or a line over them.

    name: a text or the cell that holds it. edge: the colour of a column's border; pattern: of its
    ground, in XlsxWriter's words, with `colour` on `ground`; over: which points are hatched in the
    colour of what is beyond a limit; labels: the number format of the figures at the points.
    """

    name: str | Range
    values: Range
    categories: Range
    colour: str
    line: bool = False
    width: float = 1.75
    dash: str = ""
    edge: str = ""
    pattern: str = ""
    ground: str = palette.PAPER
    over: Sequence[bool] = ()
    labels: str = ""
    label_ink: str = palette.INK
    gap: int | None = None
    overlap: int | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart over `rows` rows; width and height in pixels.

    about: says what it shows to who cannot see it; slanted: for categories that are dates.
    """

    series: Sequence[Series]
    rows: int
    width: int
    height: int
    about: str
    title: str = ""
    legend: str = "top"
    stacked: bool = False
    y_format: str = ""
    x_format: str = ""
    slanted: bool = False
    offset: tuple[int, int] = (2, 2)


@dataclass(frozen=True, slots=True)
class Either:
    """Parts that only a file shows, and those that live hosts show instead of them."""

    file: Sequence[Part]
    live: Sequence[Part] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """A button that runs a macro; width and height in pixels."""

    caption: str
    macro: str
    tip: str
    width: int = 104
    height: int = 30
    offset: tuple[int, int] = (3, 7)


@dataclass(frozen=True, slots=True)
class Array:
    """An array formula and the values of its cells."""

    formula: str
    values: Sequence[Sequence[Scalar]]
    look: Look = TEXT


@dataclass(frozen=True, slots=True)
class At:
    """A part at a place of its own (0-based), beside the stack; what is below does not move."""

    row: int
    column: int
    part: Part


Part = Title | Heading | Note | Space | Break | Row | Grid | Chart | Button | Array | At | Either


Area = tuple[int, int, int, int]
"""Top, left, bottom, right; 0-based, both ends in."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A look that follows what cells hold.

    test: formula, containing, begins with, or a comparison (<>, =, >…) with `value`; a formula
    (=…) is that of the first cell.
    """

    area: Area
    test: str
    value: str | float
    look: Look
    stop: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Shares from 0 to 1 as bars in their cells."""

    area: Area


@dataclass(frozen=True, slots=True)
class Trend:
    """A small line in one cell, over the figures of a row, where a file shows such."""

    row: int
    column: int
    values: Range
    colour: str = palette.ACCENT


@dataclass(frozen=True, slots=True)
class Check:
    """What may be typed into cells, with prompt and error, in XlsxWriter's words."""

    area: Area
    rule: Mapping[str, object]


class Comment(NamedTuple):
    """A comment on a cell; author: who says it."""

    text: str
    author: str


A4, A3 = 9, 8


@dataclass(frozen=True, slots=True)
class Paper:
    """How a sheet prints.

    margins: left, right, top, bottom in inches; fit: pages across and down (0: as many as needed),
    None: at `scale` percent; header, footer: Excel's codes, empty for those of the workbook.
    repeat: first and last row, or columns, of every page; breaks before columns; area printed.
    keys: how many columns say what a row is about, and stand on each page of a sheet that is too
    broad for one (sheets/paging.py); None: those that stay in view.
    running: whether the words of the workbook stand on its pages.
    """

    landscape: bool = True
    size: int = A4
    margins: tuple[float, float, float, float] | None = (0.45, 0.45, 0.75, 0.65)
    centred: bool = True
    fit: tuple[int, int] | None = (1, 0)
    scale: int | None = None
    header: str = ""
    footer: str = ""
    repeat: tuple[int, int] | None = None
    repeat_columns: tuple[int, int] | None = None
    across: bool = False
    column_breaks: Sequence[int] = ()
    area: Area | None = None
    running: bool = True
    keys: int | None = None


UPRIGHT = Paper(landscape=False)
UNPRINTED = Paper(landscape=False, size=0, margins=None, centred=False, fit=None)
"""As the program has it."""


@dataclass(frozen=True)
class Sheet:
    """One sheet. widths: of its columns, in characters; left out, those of its first grid's fields.

    freeze: rows and columns that stay in view, where no grid says it. hidden_columns; beyond: the look of
    all columns after those; protected: locked without a password, but for `allowed`.
    texts: areas whose figures are meant as text; outline_above: sums stand over what they sum.
    seen: seen, hidden or very_hidden; row_height: of all rows that say nothing.
    """

    name: str
    parts: Sequence[Part]
    widths: Sequence[float] = ()
    tab: str = palette.ACCENT
    paper: Paper = field(default_factory=Paper)
    freeze: tuple[int, int] | None = None
    rules: Sequence[Rule | Bars] = ()
    trends: Sequence[Trend] = ()
    checks: Sequence[Check] = ()
    hidden_columns: Sequence[int] = ()
    beyond: Look | None = None
    comments: Mapping[tuple[int, int], Comment] = field(default_factory=dict)
    protected: bool = False
    allowed: Mapping[str, bool] = field(default_factory=dict)
    texts: Sequence[Area] = ()
    outline_above: bool = False
    seen: str = "seen"
    row_height: float | None = None
    select: tuple[int, int] | None = None
    gridlines: bool = False
    vba_name: str = ""

    @property
    def sizes(self) -> tuple[float, ...]:
        """The width of each column."""
        if self.widths:
            return tuple(self.widths)
        grids = (part for part in self.parts if isinstance(part, Grid))
        found: list[float] = []
        for one in next((grid.fields for grid in grids), ()):
            found += [one.width] + [0] * (one.columns - 1)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Running:
    """What stands on every printed page beside the sheet's name and the page's number."""

    head: str
    foot: str
    time: str
