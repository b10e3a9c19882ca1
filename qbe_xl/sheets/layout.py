"""Where everything of a sheet stands: its parts as rows of cells, for whatever writes them."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from qbe_xl.assessment import State
from qbe_xl.sheets.looks import (
    CENTER,
    DATE,
    LINK,
    TEXT,
    Look,
    columns,
    glad,
    marked,
    state_cell,
    with_mark,
)
from qbe_xl.sheets.model import (
    TALL,
    Array,
    At,
    Break,
    Button,
    Cell,
    Chart,
    Either,
    Field,
    Figure,
    Formula,
    Grid,
    Heading,
    Hole,
    Link,
    Marked,
    Note,
    Paper,
    Part,
    Row,
    Scalar,
    Sheet,
    Space,
    Tall,
    Title,
    Value,
)

_EPOCH = dt.date(1899, 12, 30)
_TITLE_HEIGHT = 28.0


class Placed(NamedTuple):
    """A value at its column, with its look, over some columns and rows."""

    column: int
    value: Scalar | Figure | Formula | Link
    look: Look
    columns: int
    rows: int


class Line(NamedTuple):
    """One row of cells. role: title, heading, header, note or row; more: what else is said of it."""

    row: int
    role: str
    cells: list[Placed]
    height: float | None
    more: Row | None = None


class Frame(NamedTuple):
    """A whole grid, after its lines: its header's row (or that of its first record), its last row."""

    grid: Grid
    header: int
    last: int
    left: int


class Drawn(NamedTuple):
    """What is not made of cells, with its corner."""

    row: int
    column: int
    part: Chart | Button | Array | Break


Laid = Line | Frame | Drawn


def lay(sheet: Sheet, *, live: bool = False, placed: Iterable[Laid] = ()) -> Iterator[Laid]:
    """Yield a sheet's rows from the top, each grid after its rows.

    live: as live hosts show it; placed: the same parts as laid at other widths, whose cells are
    taken from there: only heights and texts over several columns follow the widths.
    """
    yield from _Layout(sheet.sizes, live, sheet.paper, placed).stack(sheet.parts, 0, 0)


def lines(text: str, width: float, tall: Tall = TALL) -> int:
    """Return how many lines a text takes when it is wrapped in columns of this width together."""
    room = max(2.0, width * tall.room - tall.lost)
    return sum(_wrapped(part, room) for part in text.split("\n"))


_UNBROKEN = re.compile(r"[（〔《“‘]*(?:[!-~]+|.)[，。；：、！？）〕》”’%!]*| +")
"""What stands on one line: no line begins with a comma or ends with an opening bracket."""


def _wrapped(text: str, room: float) -> int:
    """How many lines of so many columns a text takes, its words unbroken where they have room."""
    if columns(text) <= room:
        return 1
    found, used = 1, 0.0
    for piece in _UNBROKEN.findall(text):
        long = columns(piece)
        if used + long <= room:
            used += long
        elif long <= room:
            found, used = found + 1, long
        else:
            more = used + long
            found, used = found + math.ceil(more / room) - 1, more % room or room
    return found


def taken(*parts: Part) -> int:
    """Return how many rows parts take below one another."""
    return sum(map(_Layout((), False, Paper()).taken, parts))


def serial(day: dt.date) -> float:
    """Return a date, or a moment, as a spreadsheet counts it."""
    if isinstance(day, dt.datetime):
        return (day - dt.datetime.combine(_EPOCH, dt.time())) / dt.timedelta(days=1)
    return (day - _EPOCH).days


def text_of(value: Value) -> str:
    """Return what a cell says, as far as it makes its row high."""
    kind = type(value)
    if kind is str or kind is Marked:  # nearly all, told without a question more
        return value if kind is str else value.text  # type: ignore[return-value, union-attr]
    if isinstance(value, str):
        return value
    if isinstance(value, Cell):
        return text_of(value.value)
    if isinstance(value, (Link, Marked)):
        return value.text
    if isinstance(value, Formula):
        return value.value if isinstance(value.value, str) else ""
    return ""


class _Heights(dict[str, float]):
    """How high texts are in a room of some columns; the same few words fill most of a sheet."""

    def __init__(self, tall: Tall, room: float) -> None:
        super().__init__()
        self.tall, self.room = tall, room

    def __missing__(self, text: str) -> float:
        tall = self.tall
        found = min(tall.most, lines(text, self.room, tall) * tall.line + tall.edge)
        self[text] = found
        return found


class _Layout:
    def __init__(
        self, widths: Sequence[float], live: bool, paper: Paper, placed: Iterable[Laid] = ()
    ) -> None:
        self.widths, self.live = widths, live
        self.placed = (
            part.cells
            for part in placed
            if isinstance(part, Line) and part.role in ("row", "header")
        )
        self.last = min((*paper.column_breaks, len(widths))) - 1
        """The last column of the first page: a text over the whole width ends there."""
        self.keys = paper.repeat_columns[1] + 1 if paper.repeat_columns else 0
        self._heights: dict[tuple[int, int, Tall], _Heights] = {}

    def stack(self, parts: Sequence[Part], row: int, left: int) -> Iterator[Laid]:
        for part in parts:
            if isinstance(part, At):
                yield from self.stack((part.part,), part.row, part.column)
            elif isinstance(part, Either):
                chosen = part.live if self.live else part.file
                yield from self.stack(chosen, row, left)
                row += sum(map(self.taken, chosen))
            else:
                yield from self.part(part, row, left)
                row += self.taken(part)

    def taken(self, part: Part) -> int:
        """How many rows a part takes."""
        if isinstance(part, Title):
            return 2 if part.note else 1
        if isinstance(part, (Heading, Note, Row)):
            return 1
        if isinstance(part, (Space, Chart)):
            return part.rows
        if isinstance(part, Grid):
            return (part.header != 0) + (len(part.rows) or (part.empty is not None))
        return len(part.values) if isinstance(part, Array) else 0

    def part(self, part: Part, row: int, left: int) -> Iterator[Laid]:
        if isinstance(part, Title):
            yield self.titled(row, "title", left, part.text, part.look, _TITLE_HEIGHT)
            if part.note:
                yield self.note(Note(part.note), row + 1, left)
        elif isinstance(part, Heading):
            yield self.titled(row, "heading", left, part.text, part.look, part.height)
        elif isinstance(part, Note):
            yield self.note(part, row, left)
        elif isinstance(part, Row):
            yield self.line(row, _Columns((), left), part)
        elif isinstance(part, Grid):
            yield from self.grid(part, row, left)
        elif isinstance(part, (Chart, Button, Array, Break)):
            yield Drawn(row, left, part)

    def titled(self, row: int, role: str, left: int, text: str, look: Look, height: float) -> Line:
        """A title: within the first columns where these stand on every page, else on one line.

        One that is wider than the sheet would shrink the page, so it goes over all columns.
        """
        size = (look.size or 11) / 10
        tall = Tall(15 * size, TALL.room / size)
        wide = self.keys
        if not wide and lines(text, sum(self.widths), tall) > 1:
            wide = self.last + 1
        if left or not wide:
            return Line(row, role, [Placed(left, text, look, 1, 1)], height)
        high = self.high(text, 0, wide, tall)
        return Line(row, role, [Placed(0, text, look(wrap=True), wide, 1)], max(height, high))

    def note(self, note: Note, row: int, left: int) -> Line:
        left = left or self.keys  # or each page would show its beginning
        width = self.last - left + 1
        high = self.high(note.text, left, width, TALL)
        return Line(row, "note", [Placed(left, note.text, note.look, width, 1)], max(18.0, high))

    def high(self, text: str, first: int, count: int, tall: Tall) -> float:
        """How high a text is in so many columns."""
        return self.heights(first, count, tall)[text]

    def heights(self, first: int, count: int, tall: Tall) -> _Heights:
        """How high texts are in so many columns."""
        asked = first, count, tall
        if asked not in self._heights:
            self._heights[asked] = _Heights(tall, sum(self.widths[first : first + count]))
        return self._heights[asked]

    def grid(self, grid: Grid, row: int, left: int) -> Iterator[Laid]:
        columns = _Columns(grid.fields, left)
        top = row
        if grid.header != 0:
            heads = [
                Placed(column, field.header, field.head, field.columns, 1)
                for column, field in zip(columns.at, grid.fields, strict=True)
            ]
            heads = next(self.placed, heads)
            yield Line(row, "header", heads, self.headed(grid, heads))
            row += 1
        grows = any(field.tall for field in grid.fields)  # then with every text that is wrapped
        tall = [
            (place, column, self.heights(column, field.columns, field.tall or TALL))
            for place, (column, field) in enumerate(zip(columns.at, grid.fields, strict=True))
            if field.tall or (grows and field.look.wrap)
        ]
        for values in grid.rows:
            if isinstance(values, Row):
                line = self.line(row, columns, values)
                if line.height is None:
                    told = {cell.column: text_of(cell.value) for cell in line.cells}
                    needed = [heights[told.get(column, "")] for _, column, heights in tall]
                    line = line._replace(height=self.grown(grid, needed))
                yield line
            else:
                told_by = (heights[text_of(values[p])] for p, _, heights in tall if p < len(values))
                high = self.grown(grid, list(told_by))
                yield Line(row, "row", self.cells(columns, values), high)
            row += 1
        if not grid.rows and grid.empty:
            said, state = grid.empty
            look = CENTER if state is None else glad(state)
            width = min(grid.width, self.last - left + 1)
            next(self.placed, None)
            yield Line(row, "row", [Placed(left, said, look, width, 1)], None)
        yield Frame(grid, top, row - 1, left)

    def cells(
        self, columns: _Columns, values: Sequence[Value], over: Look | None = None
    ) -> list[Placed]:
        """The cells of a row: as they stood, or placed."""
        cells = next(self.placed, None)
        return columns.place(values, over) if cells is None else cells

    def headed(self, grid: Grid, heads: Sequence[Placed]) -> float | None:
        """How high a header is: as is said, or more where a text takes more lines."""
        if grid.header is None:
            return None
        texts = ((str(c.value), c.column, c.columns, TALL) for c in heads if c.look.wrap)
        return max(grid.header, *(self.high(*one) for one in texts), 0)

    def grown(self, grid: Grid, needed: Sequence[float]) -> float | None:
        """How high a row of a grid is by its texts in tall fields, or as all of its rows."""
        return max(grid.least, *needed) if needed else grid.height

    def line(self, row: int, columns: _Columns, of: Row) -> Line:
        cells = self.cells(columns, of.cells, of.over)
        high = of.height
        if high is None and of.fit:
            texts = ((c, c.value) for c in cells if isinstance(c.value, str))
            needed = (self.high(text, c.column, c.columns, of.fit) for c, text in texts)
            high = max(of.least, *needed)
        return Line(row, "header" if of.header else "row", cells, high, of)


class _Columns:
    """The columns of a grid: puts the values of a row at their places, each with its look."""

    def __init__(self, fields: Sequence[Field], left: int) -> None:
        self.left = left
        self.at: list[int] = []
        self._by_column: dict[int, tuple[Look, int, str]] = {}
        self._made: dict[tuple[object, ...], tuple[Look, object]] = {}
        column = left
        for field in fields:
            self.at.append(column)
            self._by_column[column] = (field.look, field.columns, field.blank)
            column += field.columns

    def place(self, values: Sequence[Value], over: Look | None = None) -> list[Placed]:
        """Return the cells of a row; `over` is laid over the look of each."""
        found: list[Placed] = []
        column, by_column = self.left, self._by_column
        for value in values:
            look, wide, blank = by_column.get(column, _FREE)
            high, own, kind = 1, False, type(value)
            if kind is Cell:
                assert isinstance(value, Cell)
                said, some, high = value[1:]
                if said is not None:
                    look, own = said, True
                wide, value = some or wide, value.value
                kind = type(value)
            elif kind is Hole:
                assert isinstance(value, Hole)
                column += value.columns
                continue
            if over is not None:
                look = self._over(look, over)
            shown: object = value
            if isinstance(value, float):
                shown = value if value - value == 0 else blank
            elif kind is not str and kind is not int:
                shown, look = self._shown(value, look, blank, own, over)
            found.append(_new(Placed, (column, shown, look, wide, high)))
            column += wide
        return found

    def _over(self, look: Look, over: Look) -> Look:
        """One look over another, made once; the key holds what keeps the ids alive."""
        key = (id(look), id(over))
        if key not in self._made:
            self._made[key] = (look | over, (look, over))
        return self._made[key][0]

    def _shown(
        self, value: Value, look: Look, blank: str, own: bool, over: Look | None
    ) -> tuple[Scalar | Figure | Formula | Link, Look]:
        """What a value shows, and how: its own look where it is more than a text or a number."""
        if isinstance(value, Figure):
            number, look = value.value, self._figure(look, value)
            known = number is not None and math.isfinite(number)
            return value if known else value.blank or blank, look
        if isinstance(value, (State, Marked)):
            sign, text = (value, value.marked) if isinstance(value, State) else value
            made = self._over(look, marked(sign)) if own else state_cell(sign)
            return text, self._over(made, over) if over and not own else made
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            return blank, look
        if isinstance(value, dt.date):
            return serial(value), look if look.number else self._over(look, _DAY)
        if isinstance(value, Link):
            return value, look if own else LINK
        assert isinstance(value, (str, int, float, Formula))
        return value, look

    def _figure(self, look: Look, of: Figure) -> Look:
        key = (id(look), of.number, of.mark, id(of.over))
        if key not in self._made:
            made = look
            if of.mark:
                made = made | marked(of.mark)
                if of.mark == State.MET.mark:
                    made = made(ground=look.ground)
            if of.number or of.mark:
                number = of.number or look.number or "General"
                made = made(number=with_mark(of.mark, number) if of.mark else number)
            if of.over:
                made = made | of.over
            self._made[key] = (made, (look, of.over))
        return self._made[key][0]


_FREE = (TEXT, 1, "")
_new = tuple.__new__  # half a million cells: twice as fast as the class itself
_DAY = Look(number=DATE)
