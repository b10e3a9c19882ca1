"""A table as a sheet of a file, with every cell where live hosts have it.

A host that can take over whole sheets of a file gets all of their looks in one call, those too that
it cannot say cell by cell: filter, panes, paper, the lines of a chart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qbe_xl.errors import column_letters
from qbe_xl.sheets import palette
from qbe_xl.sheets.looks import BASE, Look
from qbe_xl.sheets.model import (
    At,
    Cell,
    Chart,
    Field,
    Grid,
    Hole,
    Paper,
    Part,
    Row,
    Rule,
    Scalar,
    Sheet,
    Value,
)
from qbe_xl.sheets.table import USUAL, Table

HEADER, HEADING = "表头", "标题"
"""What the hidden last column says of a row."""
DEEPEST = 20_000
"""Rows to which colours reach."""
_LABEL = BASE(wrap=True, align="center")


def sheet_of(table: Table, name: str, rows: Sequence[Sequence[Scalar]]) -> Sheet:
    """Return a table as a sheet of this name.

    rows: what its cells hold, those of the hidden last column too.
    """
    return Sheet(
        name,
        [*_parts(table, rows), *_charts(table, name)],
        widths=(*table.widths, 0),
        hidden_columns=(len(table.widths),),
        freeze=table.frozen if any(table.frozen) else None,
        rules=[
            Rule((table.marks_from, 0, DEEPEST - 1, len(table.widths) - 1), "formula", *rule)
            for rule in rules(table)
        ],
        paper=_paper(table),
        gridlines=True,
    )


def _paper(table: Table) -> Paper:
    """A chart stands right of its table, so both need a broad page."""
    broad = table.paper.landscape or bool(table.charts)
    return replace(
        table.paper,
        landscape=broad,
        repeat=None,
        repeat_columns=None,
        column_breaks=(),
        area=None,
    )


def rules(table: Table) -> Iterator[tuple[str, Look]]:
    """Yield the formulas by which cells from row `marks_from` on take colours, and these.

    A formula is that of the first cell of the area.
    """
    top = table.marks_from + 1
    last = column_letters(len(table.widths) - 1)
    left = f"INDEX($A{top}:${last}{top},1,MAX(1,COLUMN()-1))"
    for mark, (ink, ground) in table.colours:
        yield (
            f'=OR(LEFT(A{top},1)="{mark}",{left}="{mark}")',
            Look(ink=ink, ground=ground or None),
        )
    kind = f"${column_letters(len(table.widths))}{top}"
    heading = Look(ink=palette.ACCENT, bold=True)
    yield f'={kind}="{HEADING}"', heading
    yield f'={kind}="{HEADER}"', heading(ground=palette.BAND)


def _parts(table: Table, rows: Sequence[Sequence[Scalar]]) -> Iterator[Part]:
    width = len(table.widths)
    formats = {c: n for c, n in table.column_formats if n != "General"}
    letters = BASE if table.size == USUAL else BASE(size=table.size)
    looks = [
        letters(wrap=wrapped or None, number=formats.get(column))
        for column, wrapped in enumerate(table.wrapped)
    ]
    body = [list(looks) for _ in rows]
    for block in table.blocks:
        for line in body[block.top : block.bottom + 1]:
            for column in range(block.left, block.right + 1):
                line[column] = line[column](number=block.number_format)
    head = table.header_rows[0] if table.header_rows else -1
    for row in range(head):
        body[row] = [BASE] * width
    if head >= 0:
        body[head] = [_LABEL] * width
    for row, size in table.large:
        breaks = (table.wrapped[0] and row >= table.body) or None
        body[row][0] = BASE(size=size, bold=True, ink=palette.ACCENT, wrap=breaks)

    def of(row: int) -> Row:
        return Row([*map(_cell, rows[row], [*body[row], BASE])], repeat=row == head)

    top, left, last, _ = next(iter(table.filters), (0, 0, 0, 0))
    filtered = top > 0 and left == 0
    labels = rows[top] if filtered else [""] * width
    heads = body[top] if filtered else looks
    yield from map(of, range(top))
    yield Grid(
        [
            Field(str(label or ""), size, look, head=label_look, whole=look)
            for label, size, look, label_look in zip(
                labels, table.widths, looks, heads, strict=False
            )
        ],
        [*map(of, range(top + filtered, last + 1 if filtered else len(rows)))],
        header=None if filtered else 0,
        repeat=filtered and top == head,
        filtered=filtered,
    )
    if filtered:
        yield At(top, width, Row([Cell(rows[top][width], BASE)]))
        yield from map(of, range(last + 1, len(rows)))


def _cell(value: Scalar, look: Look) -> Value:
    return Hole() if value is None else Cell(value, look)


def _charts(table: Table, name: str) -> Iterator[At]:
    for row, column, chart in table.charts:
        yield At(row, column, _named(chart, name))


def _named(chart: Chart, name: str) -> Chart:
    """A chart over cells of a sheet that bears this name."""
    series = (
        replace(
            one,
            values=one.values._replace(sheet=name),
            categories=one.categories._replace(sheet=name),
            name=one.name if isinstance(one.name, str) else one.name._replace(sheet=name),
        )
        for one in chart.series
    )
    return replace(chart, series=tuple(series))
