"""From every cell's own looks to few blocks: what most of a column, or of a row, looks like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from unicodedata import east_asian_width

from qbe_xl.assessment import State
from qbe_xl.clauses import words
from qbe_xl.sheets import style
from qbe_xl.sheets.recording import Recorder
from qbe_xl.sheets.table import Block, Scalar, Table

_MARKED = re.compile(r'"(.)"\* (.+)')
_WITH_COUNT = re.compile(r'0(?:\.(0+))?%"(.*)"')
_MARK_WIDTH = 3.0
_LARGE = 14
_WIDE_ENOUGH = 20
"""Narrower first columns hold ordinals and, over their edge, titles: they must not break lines."""
_LEAST_RUN = 3
MARKS = (*(state.mark for state in State), words.NEAR_MARK)
_ARROWS: Mapping[str, tuple[str, str]] = {"▲": ("#1F5E8C", ""), "▼": ("#9A4B00", "")}


def condense(sheet: Recorder, widths: Sequence[float]) -> Table:
    """Return a recorded sheet as a table."""
    keep = _rows(sheet)
    row_of = {row: place for place, row in enumerate(keep)}
    cells = {
        (row_of[row], column): (value, look)
        for (row, column), (value, look) in sheet.cells.items()
        if row in row_of
    }
    marked = sorted({c for (_, c), (value, look) in cells.items() if _mark(value, look)})
    column_of = {c: c + sum(m <= c for m in marked) for c in range(len(widths))}
    grid: list[list[Scalar]] = [[None] * (len(widths) + len(marked)) for _ in keep]
    formats: dict[tuple[int, int], str] = {}
    for (row, column), (value, look) in cells.items():
        place = column_of[column]
        if isinstance(value, (int, float)):
            number_format = str(look.get("num_format", "General"))
            found = _MARKED.fullmatch(number_format)
            if found:
                grid[row][place - 1], number_format = found.groups()
            counted = _WITH_COUNT.fullmatch(number_format)
            if counted:
                decimals = len(counted[1] or "")
                value = words.percent(value, decimals=decimals) + counted[2]
            else:
                formats[row, place] = number_format
        grid[row][place] = value
    headers = tuple(r for r in range(len(keep)) if _is_header(cells.get((r, 0))))
    column_formats, blocks = _formats(formats)
    return Table(
        name=sheet.name,
        values=tuple(map(tuple, grid)),
        widths=tuple(_roomy(list(_widths(widths, marked)), [grid[row] for row in headers[1:]])),
        wrapped=tuple(_wrapped(sheet, widths, marked)),
        header_rows=headers,
        heading_rows=tuple(r for r in range(len(keep)) if _is_heading(cells.get((r, 0)))),
        large=tuple(_large(cells)),
        frozen=(row_of.get(sheet.frozen[0] - 1, -1) + 1, sheet.frozen[1]),
        column_formats=column_formats,
        blocks=blocks,
        marks_from=2,
        colours=tuple(_colours(grid)),
    )


def _rows(sheet: Recorder) -> list[int]:
    """The rows to keep: of several empty ones in a row only the first."""
    filled = {row for (row, _), (value, _) in sheet.cells.items() if value is not None}
    last = max(filled, default=-1)
    return [row for row in range(last + 1) if row in filled or row - 1 in filled]


def _mark(value: Scalar, look: Mapping[str, object]) -> bool:
    return isinstance(value, (int, float)) and bool(
        _MARKED.fullmatch(str(look.get("num_format", "")))
    )


def _is_header(cell: tuple[Scalar, Mapping[str, object]] | None) -> bool:
    return cell is not None and cell[0] is not None and _holds(cell[1], style.HEADER)


def _is_heading(cell: tuple[Scalar, Mapping[str, object]] | None) -> bool:
    return cell is not None and cell[0] is not None and _holds(cell[1], style.HEADING)


def _holds(look: Mapping[str, object], wanted: Mapping[str, object]) -> bool:
    return all(look.get(key) == value for key, value in wanted.items())


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


def _wrapped(sheet: Recorder, widths: Sequence[float], marked: Sequence[int]) -> Iterator[bool]:
    """A cell that reaches over others stands there alone, so its line need not break."""
    wrapping = {
        column
        for (row, column), (value, look) in sheet.cells.items()
        if value is not None
        and (row, column) not in sheet.merged
        and look.get("text_wrap")
        and not _holds(look, style.HEADER)
    }
    for column, width in enumerate(widths):
        if column in marked:
            yield False
        yield column in wrapping and (column > 0 or width >= _WIDE_ENOUGH)


def _large(
    cells: Mapping[tuple[int, int], tuple[Scalar, Mapping[str, object]]],
) -> Iterator[tuple[int, float]]:
    for (row, column), (_, look) in sorted(cells.items(), key=lambda cell: cell[0]):
        size = look.get("font_size")
        if column == 0 and isinstance(size, (int, float)) and size >= _LARGE:
            yield row, size


def _formats(
    formats: Mapping[tuple[int, int], str],
) -> tuple[tuple[tuple[int, str], ...], tuple[Block, ...]]:
    """Each column's usual format, and the rows whose figures have another one together.

    A single figure near its line loses its further decimals; 结论 lists those.
    """
    columns: dict[int, Counter[str]] = {}
    for (_, column), number_format in formats.items():
        columns.setdefault(column, Counter())[number_format] += 1
    usual = {column: _most(found) for column, found in columns.items()}
    rows: dict[int, dict[int, str]] = {}
    for (row, column), number_format in formats.items():
        if number_format != usual[column]:
            rows.setdefault(row, {})[column] = number_format
    blocks = []
    for row, found in sorted(rows.items()):
        number_format = _most(Counter(found.values()))
        if len(found) >= _LEAST_RUN:
            blocks.append(Block(row, min(found), row, max(found), number_format))
    return tuple(sorted(usual.items())), tuple(_joined(blocks))


def _most(found: Counter[str]) -> str:
    return min(found, key=lambda number_format: (-found[number_format], number_format))


def _joined(blocks: Sequence[Block]) -> Iterator[Block]:
    last: Block | None = None
    for block in blocks:
        if last and (last.bottom + 1, last.left, last.right, last.number_format) == (
            block.top,
            block.left,
            block.right,
            block.number_format,
        ):
            last = Block(last.top, last.left, block.bottom, last.right, last.number_format)
            continue
        if last:
            yield last
        last = block
    if last:
        yield last


def _colours(grid: Sequence[Sequence[Scalar]]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The same for every run, so that the layout does not change with the results."""
    for mark in MARKS:
        yield mark, style.colours(mark)
    if any(cell in _ARROWS for row in grid for cell in row):
        yield from _ARROWS.items()
