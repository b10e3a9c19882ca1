"""A sheet for hosts that are written in blocks of cells: Excel and Calc, live.

A host formats whole columns and few blocks, once, and refills them later. So the mark of a figure
gets a column of its own, a column its usual number format.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from unicodedata import east_asian_width

from qbe_xl.sheets import palette
from qbe_xl.sheets.layout import Drawn, Frame, Line, Placed, lay
from qbe_xl.sheets.model import Chart, Figure, Formula, Link, Range, Scalar, Sheet
from qbe_xl.sheets.pieces import clean
from qbe_xl.sheets.table import USUAL, Block, Table

_MARK_WIDTH = 3.0
_LARGE = 14
_WIDE_ENOUGH = 20
"""Narrower first columns hold ordinals and, over their edge, titles: they must not break lines."""
_LEAST_RUN = 3
_ARROWS = (palette.UP, palette.DOWN)
MARKS = tuple(mark for mark in palette.BY_MARK if mark not in _ARROWS)

Formats = Mapping[tuple[int, int], str]


def table(sheet: Sheet) -> Table:
    """Return a sheet as a table."""
    laid = list(lay(sheet, live=True))
    lines = _kept([part for part in laid if isinstance(part, Line)])
    frozen = sheet.freeze or next(
        (_frozen(part) for part in laid if isinstance(part, Frame)), (0, 0)
    )
    marked = sorted({c.column for line in lines.values() for c in line.cells if _mark(c)})
    widths = list(_widths(sheet.sizes, marked))
    column_of = {c: c + sum(m <= c for m in marked) for c in range(len(sheet.sizes))}
    rows = {line.row: place for place, line in lines.items()}
    grid: list[list[Scalar]] = [[None] * len(widths) for _ in range(max(lines, default=-1) + 1)]
    formats: dict[tuple[int, int], str] = {}
    for row, line in lines.items():
        for cell in line.cells:
            column = column_of[cell.column]
            value, number = _content(cell)
            if _mark(cell):
                grid[row][column - 1] = _mark(cell)
            if number:
                formats[row, column] = number
            grid[row][column] = value
    headers = _rows(lines, "header", grid)
    headings = _rows(lines, "heading", grid)
    size = _size(lines.values())
    column_formats, blocks = _formats(formats)
    return Table(
        name=sheet.name,
        values=tuple(map(tuple, grid)),
        widths=tuple(_roomy(widths, [grid[row] for row in headers[1:]])),
        wrapped=tuple(_wrapped(lines.values(), sheet.sizes, marked)),
        header_rows=headers,
        heading_rows=headings,
        large=tuple(_large(lines, size)),
        frozen=(rows.get(frozen[0] - 1, -1) + 1, frozen[1]),
        column_formats=column_formats,
        blocks=blocks,
        marks_from=min((2, *headings)),
        colours=tuple(_colours(grid)),
        filters=tuple(
            (rows[f.header], column_of[f.left], rows[f.last], column_of[f.left + f.grid.width - 1])
            for f in laid
            if isinstance(f, Frame) and f.grid.filtered and f.grid.rows
        ),
        charts=tuple(
            (rows[d.row], len(widths) + 1, _moved(d.part, rows, column_of))
            for d in laid
            if isinstance(d, Drawn) and isinstance(d.part, Chart)
        ),
        paper=sheet.paper,
        size=size,
    )


def _moved(chart: Chart, rows: Mapping[int, int], columns: Mapping[int, int]) -> Chart:
    """A chart over cells of its own sheet, where these now stand."""

    def moved(cells: Range) -> Range:
        sheet, top, left, bottom, right = cells
        return Range(sheet, rows[top], columns[left], rows[bottom], columns[right])

    series = (
        replace(one, values=moved(one.values), categories=moved(one.categories))
        for one in chart.series
    )
    return replace(chart, series=tuple(series))


def _kept(lines: Sequence[Line]) -> dict[int, Line]:
    """The rows to keep, by their place: of several empty ones in a row only the first."""
    filled = {
        line.row: line for line in lines if any(_content(c)[0] is not None for c in line.cells)
    }
    last = max(filled, default=-1)
    keep = [row for row in range(last + 1) if row in filled or row - 1 in filled]
    return {place: filled[row] for place, row in enumerate(keep) if row in filled}


def _content(cell: Placed) -> tuple[Scalar, str]:
    """What a cell holds, and the number format of a figure."""
    value, number = cell.value, cell.look.number or "General"
    if isinstance(value, Figure):
        if value.told:
            return value.told, ""
        return value.value, value.number or ("General" if value.mark else number)
    if isinstance(value, Formula):
        value = value.value
    elif isinstance(value, Link):
        value = value.text
    if isinstance(value, str):
        return clean(value) or None, ""
    return value, number if value is not None else ""


def _mark(cell: Placed) -> str:
    return cell.value.mark if isinstance(cell.value, Figure) else ""


def _frozen(frame: Frame) -> tuple[int, int]:
    keep = frame.grid.keep
    return (0, 0) if keep is None else (frame.header + 1, frame.left + keep)


def _rows(
    lines: Mapping[int, Line], role: str, grid: Sequence[Sequence[Scalar]]
) -> tuple[int, ...]:
    found = (place for place, line in lines.items() if line.role == role)
    return tuple(place for place in found if grid[place][0] is not None)


def _widths(widths: Sequence[float], marked: Sequence[int]) -> Iterator[float]:
    for column, width in enumerate(widths):
        if column in marked:
            yield _MARK_WIDTH
        yield width


def _roomy(widths: list[float], labels: Sequence[Sequence[Scalar]]) -> list[float]:
    """Room for the labels of the later headers, which do not break; they are the same in each run.

    A label reaches over empty cells to its right.
    """
    for row in labels:
        for column, label in enumerate(row):
            if not isinstance(label, str):
                continue
            last = column
            while last + 1 < len(row) and row[last + 1] is None:
                last += 1
            needed = sum(2 if east_asian_width(c) in "WFA" else 1 for c in label) + 1
            short = needed - sum(widths[column : last + 1])
            if short > 0 and not (column == 0 and widths[0] < _WIDE_ENOUGH):
                widths[last] += short
    return widths


def _wrapped(
    lines: Iterable[Line], widths: Sequence[float], marked: Sequence[int]
) -> Iterator[bool]:
    """A cell that reaches over others stands there alone, so its line need not break."""
    wrapping = {
        cell.column
        for line in lines
        if line.role != "header"
        for cell in line.cells
        if cell.look.wrap and cell.columns == cell.rows == 1 and _content(cell)[0] is not None
    }
    for column, width in enumerate(widths):
        if column in marked:
            yield False
        yield column in wrapping and (column > 0 or width >= _WIDE_ENOUGH)


def _size(lines: Iterable[Line]) -> float:
    """Points of most letters, where these are large: a page for leaders."""
    sizes = Counter(c.look.size for line in lines if line.role == "row" for c in line.cells)
    most = max(sizes, key=lambda size: sizes[size], default=None)
    return most if most is not None and most >= _LARGE else USUAL


def _large(lines: Mapping[int, Line], usual: float) -> Iterator[tuple[int, float]]:
    for place, line in lines.items():
        size = next((c.look.size for c in line.cells if c.column == 0), None)
        if size is not None and size >= _LARGE and size > usual:
            yield place, size


def _formats(formats: Formats) -> tuple[tuple[tuple[int, str], ...], tuple[Block, ...]]:
    """Each column's usual format, and the rows whose figures have another one together.

    A single figure near its line loses its further decimals; 结论 lists those.
    """
    columns: dict[int, Counter[str]] = {}
    for (_, column), number in formats.items():
        columns.setdefault(column, Counter())[number] += 1
    usual = {column: _most(found) for column, found in columns.items()}
    rows: dict[int, dict[int, str]] = {}
    for (row, column), number in formats.items():
        if number != usual[column]:
            rows.setdefault(row, {})[column] = number
    blocks = []
    for row, found in sorted(rows.items()):
        if len(found) >= _LEAST_RUN:
            number = _most(Counter(found.values()))
            blocks.append(Block(row, min(found), row, max(found), number))
    return tuple(sorted(usual.items())), tuple(_joined(blocks))


def _most(found: Counter[str]) -> str:
    return min(found, key=lambda number: (-found[number], number))


def _joined(blocks: Sequence[Block]) -> Iterator[Block]:
    last: Block | None = None
    for block in blocks:
        if last and last == replace(block, top=last.top, bottom=block.top - 1):
            last = replace(last, bottom=block.bottom)
            continue
        if last:
            yield last
        last = block
    if last:
        yield last


def _colours(grid: Sequence[Sequence[Scalar]]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The same for every run, so that the layout does not change with the results."""
    arrows = any(cell in _ARROWS for row in grid for cell in row)
    for mark in (*MARKS, *(_ARROWS if arrows else ())):
        ink, ground = palette.of(mark)
        yield mark, (ink, ground)
