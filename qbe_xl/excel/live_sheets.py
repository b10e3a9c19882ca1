"""Our result sheets in an open workbook: found again by a tag, laid out once, then refilled.

New ones are made in a file beside, with all of their looks, and copied over as whole sheets: an
Excel is asked some thirty times, not three hundred, and has what xlwings cannot say cell by cell
(filter, panes, paper). Where that fails, and for a sheet of another shape that staff may refer to, the
looks are laid out cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from qbe_xl.errors import column_letters
from qbe_xl.office.our_sheets import figures_of, find, values_of
from qbe_xl.sheets import palette
from qbe_xl.sheets.file import workbook
from qbe_xl.sheets.laid import DEEPEST, HEADER, HEADING, rules, sheet_of
from qbe_xl.sheets.looks import FONT
from qbe_xl.sheets.model import Running, Scalar
from qbe_xl.sheets.table import Table

_LONGEST = 32_767
"""Characters that a cell can hold."""
_BESIDE = "qbe_xl 结果"
_CHART = "qbe_xl"
"""How the names of our charts begin."""
_POINTS = 0.75
"""Of a pixel."""


class OurSheets:
    """The sheets of a workbook, of which some are ours.

    A clerk's sheet is never touched: where one bears our name, ours is called 结论(2).
    """

    def __init__(self, book: Any, sheets: Mapping[str, Any]) -> None:
        self._book = book
        self._sheets = dict(sheets)
        self.renamed: list[tuple[str, str]] = []

    def write(self, tables: Sequence[Table]) -> list[Any]:
        """Write tables into their sheets, which are made where there are none; return the sheets."""
        places = [(table, *self._find(table.name)) for table in tables]
        made = self._copied({name: table for table, name, shape in places if shape is None})
        for table, name, shape in places:
            if name != table.name:
                self.renamed.append((table.name, name))
            if name not in made:
                self._fill(table, name, shape)
        return [self._sheets[name] for _, name, _ in places]

    def _copied(self, wanted: Mapping[str, Table]) -> set[str]:
        """Make new sheets as a file has them; return the names of those that are there now.

        Only an Excel on this machine opens files; what cannot be had so is made cell by cell.
        """
        before = set(self._sheets)
        if wanted and self._book.app.engine.type == "desktop":
            with suppress(Exception):
                self._copy(wanted)
            self._sheets = {sheet.name: sheet for sheet in self._book.sheets}
        return set(self._sheets) - before

    def _copy(self, wanted: Mapping[str, Table]) -> None:
        with TemporaryDirectory(prefix="qbe_xl", ignore_cleanup_errors=True) as folder:
            path = Path(folder, f"{_BESIDE}.xlsx")
            path.write_bytes(_file(wanted))
            beside = self._book.app.books.open(
                path, update_links=False, read_only=True, add_to_mru=False
            )
            try:
                last = self._last()
                for sheet in beside.sheets:
                    last = sheet.copy(after=last)
            finally:
                beside.close()
                self._book.activate()  # another one may be in front now

    def _fill(self, table: Table, name: str, shape: str | None) -> None:
        values = _values(table)
        if shape is None:
            sheet = self._sheets[name] = self._book.sheets.add(name, after=self._last())
        else:
            sheet = self._sheets[name]
            if shape == table.shape:
                _show_all(sheet, table)
                sheet.clear_contents()
            else:
                sheet.clear()
        sheet.range((1, 1), (len(values), len(values[0]))).value = [
            [_safe(cell) for cell in row] for row in values
        ]
        if shape != table.shape:
            with suppress(Exception):  # results without their looks are better than none
                lay_out(sheet, table)

    def _find(self, wanted: str) -> tuple[str, str | None]:
        return find(wanted, self._sheets, lambda name: self._sheets[name].range("A1").value)

    def _last(self) -> Any:
        return list(self._sheets.values())[-1]


def _values(table: Table) -> list[list[Scalar]]:
    """What the cells hold; a last column, which is hidden, says which rows are headers."""
    rows = [[*map(_short, row), None] for row in values_of(table)]
    for kind, places in ((HEADER, table.header_rows), (HEADING, table.heading_rows)):
        for place in places:
            rows[place][-1] = kind
    return rows


def _short(cell: Scalar) -> Scalar:
    return cell[: _LONGEST - 1] if isinstance(cell, str) else cell


def _safe(cell: Scalar) -> Scalar:
    """Text behind an apostrophe stays text: neither a formula, nor a number, nor a date (7/15)."""
    return f"'{cell}" if isinstance(cell, str) and cell else cell


def _file(tables: Mapping[str, Table]) -> bytes:
    """The sheets as a file, by the names that they are to have."""
    return workbook(
        _BESIDE,
        [sheet_of(table, name, _values(table)) for name, table in tables.items()],
        time=datetime.now(UTC),
        running=Running(head=str(next(iter(tables.values())).values[0][0]), foot="", time=""),
    )


def _show_all(sheet: Any, table: Table) -> None:
    """Undo what a filter hides; who looks again wants to see every row."""
    for top, left, bottom, right in table.filters[:1]:
        with suppress(Exception):  # one engine cannot tell; the rows may have been others
            filtered = sheet.range((top + 1, left + 1), (bottom + 1, right + 1)).autofilter
            for criterion in filtered.criteria:
                filtered.clear(criterion.field)


def lay_out(sheet: Any, table: Table) -> None:
    """Give an empty sheet of ours its looks, which then hold whatever is written into it."""
    last = column_letters(len(table.widths) - 1)
    whole = sheet.range(f"A1:{last}{DEEPEST}")
    whole.font.name, whole.font.size, whole.font.color = FONT, table.size, palette.INK
    whole.vertical_alignment = "center"
    for left, right, width in _runs(table.widths):
        sheet.range((1, left), (1, right)).column_width = width
    body = table.body + 1
    for left, right, wrapped in _runs(table.wrapped):
        if wrapped:
            sheet.range((body, left), (DEEPEST, right)).wrap_text = True
    for left, right, number_format in _runs(_of_columns(table)):
        if number_format:
            sheet.range((body, left), (DEEPEST, right)).number_format = number_format
    for block in table.blocks:
        cells = sheet.range((block.top + 1, block.left + 1), (block.bottom + 1, block.right + 1))
        cells.number_format = block.number_format
    if table.header_rows:
        header = sheet.range((body, 1), (body, len(table.widths)))
        header.wrap_text = True
        header.horizontal_alignment = "center"
    sheet.range((1, len(table.widths) + 1)).column_width = 0
    for row, size in table.large:
        font = sheet.range((row + 1, 1)).font
        font.size, font.bold, font.color = size, True, palette.ACCENT
    _colour(sheet, table, last)
    sheet.range("A1").select()
    if any(table.frozen):
        _freeze(sheet, *table.frozen)
    with suppress(NotImplementedError):
        _draw(sheet, table)


def _draw(sheet: Any, table: Table) -> None:
    """Draw the charts anew, each right of the table."""
    for old in [chart for chart in sheet.charts if chart.name.startswith(_CHART)]:
        old.delete()
    for number, (row, column, chart) in enumerate(table.charts, 1):
        head, left, bottom, right = figures_of(chart)
        made = sheet.charts.add(
            name=f"{_CHART} {number}",
            anchor=sheet.range((row + 1, column + 1)),
            width=chart.width * _POINTS,
            height=chart.height * _POINTS,
            chart_type="column_clustered",
            source=sheet.range((head + 1, left + 1), (bottom + 1, right + 1)),
            plot_by="columns",
        )
        _, top, first, bottom, last = chart.series[0].categories
        made.set_x_axis_values(sheet.range((top + 1, first + 1), (bottom + 1, last + 1)))
        made.title = chart.title
        with suppress(NotImplementedError):  # one engine cannot tell its series
            for series, of in zip(made.series, chart.series, strict=True):
                series.chart_type = "line" if of.line else "column_clustered"


def _colour(sheet: Any, table: Table, last: str) -> None:
    """Colours follow what the cells hold, so they need no second laying out."""
    top = table.marks_from + 1
    cells = sheet.range(f"A{top}:{last}{DEEPEST}")
    sheet.activate()
    cells.select()  # COM reads the formulas from the active cell
    conditions = cells.conditional_formats
    for formula, look in rules(table):
        said = {"font_color": look.ink, "fill_color": look.ground, "font_bold": look.bold}
        conditions.add_custom(formula, **{k: v for k, v in said.items() if v is not None})


def _freeze(sheet: Any, rows: int, columns: int) -> None:
    with suppress(NotImplementedError, AttributeError):  # COM has none without its own API
        sheet.freeze_panes.freeze_at(sheet.range((1, 1), (max(rows, 1), max(columns, 1))))


def _of_columns(table: Table) -> list[str]:
    known = dict(table.column_formats)
    formats = [known.get(column, "") for column in range(len(table.widths))]
    return ["" if found == "General" else found for found in formats]


def _runs(values: Sequence[Any]) -> Iterator[tuple[int, int, Any]]:
    """Neighbours of one value as first and last column, 1-based."""
    column = 1
    for value, run in groupby(values):
        length = len(list(run))
        yield column, column + length - 1, value
        column += length
