"""The part of a sheet around a cell, its header and its first columns beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qbe_xl.county import layout
from qbe_xl.county.headers import Header, find_header
from qbe_xl.county.reading import by_layout
from qbe_xl.errors import column_letters
from qbe_xl.files.book import Book, Sheet
from qbe_xl.files.text import cell_text
from qbe_xl.sheets.pieces import View

_ABOVE, _BELOW, _LEFT, _RIGHT = 2, 4, 2, 3
_KEPT = 2
_LONGEST = 60
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def place_of(text: str) -> tuple[str, int, int] | None:
    """Return sheet, row and column of 学校!K7 or the first of 学校!K7:K9; None for no cell."""
    sheet, _, inside = text.rpartition("!")
    found = _CELL.match(inside)
    if not sheet or found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return sheet, int(found[2]) - 1, column - 1


def window(book: Book, text: str) -> View | None:
    """Return the cells around one of them as texts, None where the workbook has no such cell.

    columns, rows: what their heads say; here: which of them is the one; header: rows of names.
    """
    place = place_of(text)
    if place is None:
        return None
    name, row, column = place
    sheet = _sheet(book, name)
    if sheet is None or not sheet.rows:
        return None
    of = layout.BY_NAME.get(name)
    header = find_header(sheet, of) if of else None
    top = max(0, header.first_row - 1) if header else 0
    rows = sorted({top, row, *range(max(0, row - _ABOVE), min(len(sheet.rows), row + _BELOW))})
    width = max(
        (len(cells) for cells in (sheet.rows[r] for r in rows if r < len(sheet.rows))), default=0
    )
    columns = sorted(
        {
            *(place for place in _named(of, header) if place < width),
            *range(max(0, column - _LEFT), max(column + 1, min(width, column + _RIGHT))),
        }
    )
    return {
        "sheet": sheet.name,
        "cell": f"{column_letters(column)}{row + 1}",
        "columns": [column_letters(c) for c in columns],
        "rows": [str(r + 1) for r in rows],
        "cells": [[_text(sheet, r, c) for c in columns] for r in rows],
        "here": [rows.index(row), columns.index(column)],
        "header": rows.index(top),
    }


def _named(of: layout.SheetLayout | None, header: Header | None) -> Sequence[int]:
    """The columns that say whose a row is: those of the layout's first two, where it knows them."""
    if of is None or header is None:
        return range(_KEPT)
    keys = [column.key for column in of.columns[:_KEPT]]
    return [header.columns[key] for key in keys if key in header.columns]


def _sheet(book: Book, name: str) -> Sheet | None:
    of = layout.BY_NAME.get(name)
    if of is not None:
        return by_layout(book.sheets, layout.SHEETS)[0].get(name)
    return next((sheet for sheet in book.sheets if sheet.name.strip() == name), None)


def _text(sheet: Sheet, row: int, column: int) -> str:
    cells: Sequence[object] = sheet.rows[row] if row < len(sheet.rows) else ()
    fault = sheet.faults.get((row, column))
    text = fault or (cell_text(cells[column]) if column < len(cells) else "")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
