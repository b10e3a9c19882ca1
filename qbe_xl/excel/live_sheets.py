"""Our result sheets in an open workbook: found again by a tag, laid out once, then refilled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Any

from qbe_xl.errors import column_letters
from qbe_xl.office.our_sheets import find, values_of
from qbe_xl.sheets import style
from qbe_xl.sheets.table import Scalar, Table

_LONGEST = 32_767
"""Characters that a cell can hold."""
_DEEPEST = 20_000
"""Rows to which colours reach."""


class OurSheets:
    """The sheets of a workbook, of which some are ours.

    A clerk's sheet is never touched: where one bears our name, ours is called 结论(2).
    """

    def __init__(self, book: Any, sheets: Mapping[str, Any]) -> None:
        self._book = book
        self._sheets = dict(sheets)
        self.renamed: list[tuple[str, str]] = []

    def write(self, table: Table) -> Any:
        """Write a table into its sheet, which is made where there is none; return the sheet."""
        name, shape = self._find(table.name)
        values = _values(table)
        if shape is None:
            sheet = self._book.sheets.add(name, after=self._last())
            self._sheets[name] = sheet
        else:
            sheet = self._sheets[name]
            if shape == table.shape:
                sheet.clear_contents()
            else:
                sheet.clear()
        if name != table.name:
            self.renamed.append((table.name, name))
        sheet.range((1, 1), (len(values), len(table.widths))).value = values
        if shape != table.shape:
            with suppress(Exception):  # results without their looks are better than none
                lay_out(sheet, table)
        return sheet

    def _find(self, wanted: str) -> tuple[str, str | None]:
        return find(wanted, self._sheets, lambda name: self._sheets[name].range("A1").value)

    def _last(self) -> Any:
        return list(self._sheets.values())[-1]


def _values(table: Table) -> list[list[Scalar]]:
    return [[_safe(cell) for cell in row] for row in values_of(table)]


def _safe(cell: Scalar) -> Scalar:
    """Text behind an apostrophe stays text: neither a formula, nor a number, nor a date (7/15)."""
    return f"'{cell[: _LONGEST - 1]}" if isinstance(cell, str) and cell else cell


def lay_out(sheet: Any, table: Table) -> None:
    """Give an empty sheet of ours its looks, which then hold whatever is written into it."""
    last = column_letters(len(table.widths) - 1)
    whole = sheet.range(f"A1:{last}{_DEEPEST}")
    whole.font.name, whole.font.size, whole.font.color = style.FONT, 10, style.INK
    whole.vertical_alignment = "center"
    for left, right, width in _runs(table.widths):
        sheet.range((1, left), (1, right)).column_width = width
    body = table.header_rows[0] + 1 if table.header_rows else 2
    for left, right, wrapped in _runs(table.wrapped):
        if wrapped:
            sheet.range((body, left), (_DEEPEST, right)).wrap_text = True
    for left, right, number_format in _runs(_of_columns(table)):
        if number_format:
            sheet.range((body, left), (_DEEPEST, right)).number_format = number_format
    for block in table.blocks:
        cells = sheet.range((block.top + 1, block.left + 1), (block.bottom + 1, block.right + 1))
        cells.number_format = block.number_format
    if table.header_rows:
        header = sheet.range((body, 1), (body, len(table.widths)))
        header.wrap_text = True
        header.horizontal_alignment = "center"
    for row, size in table.large:
        font = sheet.range((row + 1, 1)).font
        font.size, font.bold, font.color = size, True, style.ACCENT
    _colour(sheet, table, last)
    sheet.range("A1").select()
    if any(table.frozen):
        _freeze(sheet, *table.frozen)


def _colour(sheet: Any, table: Table, last: str) -> None:
    """Colours follow what the cells hold, so they need no second laying out."""
    top = table.marks_from + 1
    cells = sheet.range(f"A{top}:{last}{_DEEPEST}")
    sheet.activate()
    cells.select()  # COM reads the formulas from the active cell
    rules = cells.conditional_formats
    left = f"INDEX($A{top}:${last}{top},1,MAX(1,COLUMN()-1))"
    for mark, (ink, ground) in table.colours:
        fill = {"fill_color": ground} if ground else {}
        rules.add_custom(f'=OR(LEFT(A{top},1)="{mark}",{left}="{mark}")', font_color=ink, **fill)
    heading = f'=AND($A{top}<>"",$B{top}="",$C{top}="",LEN($A{top})>1)'
    rules.add_custom(heading, font_color=style.ACCENT, font_bold=True)
    if table.labels:
        known = ",".join(f'$A{top}="{label}"' for label in table.labels)
        rules.add_custom(
            f"=OR({known})", fill_color=style.BAND, font_color=style.ACCENT, font_bold=True
        )


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
