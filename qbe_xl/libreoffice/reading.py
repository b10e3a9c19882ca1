"""What the cells of a Calc range hold, with their errors, dates and TRUE told apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from qbe_xl.functions.arguments import Block, Cell, CellError
from qbe_xl.functions.blocks import TALL, WIDE

CONTENT = 1 | 2 | 4 | 16
"""com.sun.star.sheet.CellFlags: figures, dates, texts and formulas."""

_DATE, _TIME, _LOGICAL = 2, 4, 1024  # com.sun.star.util.NumberFormat
_ERRORS = {
    32767: "#N/A",
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
}
"""As Excel writes them; what else Calc knows has a number only."""

_FIRST_DAY = dt.datetime(1899, 12, 30)
LANGUAGES = 10_000
"""Number formats are numbered anew from here for each language; the first is the general one."""


def block(cells: Any) -> Block:
    """Return what a com.sun.star.table.XCellRange holds.

    A large one is read as far as its sheet is filled, and the block says so.
    """
    address = cells.getRangeAddress()
    sheet = cells.getSpreadsheet()
    left, top, right, bottom = (
        address.StartColumn,
        address.StartRow,
        address.EndColumn,
        address.EndRow,
    )
    size = (bottom - top + 1, right - left + 1)
    if size[0] > TALL or size[1] > WIDE:
        last_row, last_column = used(sheet)
        bottom = max(top, min(bottom, last_row))
        right = max(left, min(right, last_column))
        cells = sheet.getCellRangeByPosition(left, top, right, bottom)
    return Block(rows_of(cells, _document_of(sheet)), size)


def used(sheet: Any) -> tuple[int, int]:
    """Return the last row and column with content, 0-based; (-1, -1) of an empty sheet."""
    found = sheet.queryContentCells(CONTENT).getRangeAddresses()
    return (
        max((area.EndRow for area in found), default=-1),
        max((area.EndColumn for area in found), default=-1),
    )


def rows_of(cells: Any, document: Any) -> list[list[Cell]]:
    """Return the rows of a range: float, str, bool, datetime, CellError or None for a blank."""
    given = cells.getDataArray()
    found: list[list[Cell]] = [[None if c == "" else c for c in row] for row in given]
    for down, row in enumerate(given):
        if None in row:
            for right, content in enumerate(row):
                if content is None:
                    code = cells.getCellByPosition(right, down).getError()
                    found[down][right] = CellError(_ERRORS.get(code, f"Err:{code}"))
    _typed(cells, document, found)
    return found


def _typed(cells: Any, document: Any, rows: list[list[Cell]]) -> None:
    """Make dates and TRUE of the figures that are formatted so: Calc knows figures only."""
    address = cells.getRangeAddress()
    top, left = address.StartRow, address.StartColumn
    for kind, area in _special(cells, document):
        for down in range(area.StartRow - top, area.EndRow - top + 1):
            row = rows[down]
            for right in range(area.StartColumn - left, area.EndColumn - left + 1):
                content = row[right]
                if isinstance(content, float):
                    row[right] = (
                        content != 0 if kind & _LOGICAL else date(content, first_day(document))
                    )


def _special(cells: Any, document: Any) -> Iterator[tuple[int, Any]]:
    """The areas whose figures are dates or TRUE and FALSE, by their number format."""
    formats = document.getNumberFormats()
    groups = cells.getUniqueCellFormatRanges()
    for number in range(groups.getCount()):
        group = groups.getByIndex(number)
        key = group.NumberFormat
        if key is None or key % LANGUAGES == 0:
            continue
        kind = formats.getByKey(key).Type
        if kind & (_DATE | _TIME | _LOGICAL):
            for area in group.getRangeAddresses():
                yield kind, area


def first_day(document: Any) -> dt.datetime:
    """Return the day that a document counts from."""
    found = document.NullDate
    return dt.datetime(found.Year, found.Month, found.Day)


def date(days: float, first: dt.datetime = _FIRST_DAY) -> dt.datetime | float:
    """Return the date of a serial number; the number where there is no such date."""
    try:
        return first + dt.timedelta(days=round(days * 86_400) / 86_400)
    except OverflowError:
        return days


def _document_of(sheet: Any) -> Any:
    """The document that a sheet is in; a range does not say it in any shorter way."""
    return sheet.getDrawPage().getForms().getParent()
