"""Our result sheets in a document open in Calc: found again by a tag, laid out once, refilled."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from qbe_xl.libreoffice import looks
from qbe_xl.libreoffice.reading import CONTENT
from qbe_xl.office.our_sheets import find, values_of
from qbe_xl.sheets.model import Scalar
from qbe_xl.sheets.table import Table

_LONGEST = 32_767
"""Characters that a cell can hold in a file of Excel."""
_EVERYTHING = 1023
"""com.sun.star.sheet.CellFlags: content and looks."""


class CalcSheet:
    """A sheet of ours."""

    def __init__(self, sheet: Any, controller: Any) -> None:
        self._sheet = sheet
        self._controller = controller

    @property
    def name(self) -> str:
        """Its name."""
        return str(self._sheet.getName())

    def activate(self) -> None:
        """Bring it to the front."""
        if self._controller is not None:
            self._controller.setActiveSheet(self._sheet)


class CalcSheets:
    """The sheets of a document, of which some are ours."""

    def __init__(self, model: Any, controller: Any) -> None:
        self._model = model
        self._controller = controller
        self.renamed: list[tuple[str, str]] = []

    def write(self, tables: Sequence[Table]) -> list[CalcSheet]:
        """Write tables into their sheets, which are made where there are none; return the sheets."""
        return [self._write(table) for table in tables]

    def _write(self, table: Table) -> CalcSheet:
        sheets = self._model.getSheets()
        name, shape = find(table.name, sheets.getElementNames(), self._title)
        if shape is None:
            sheets.insertNewByName(name, sheets.getCount())
        sheet = sheets.getByName(name)
        anew = shape != table.shape
        if shape is not None:
            self._clear(sheet, anew)
        if name != table.name:
            self.renamed.append((table.name, name))
        rows = tuple(tuple(map(_cell, row)) for row in values_of(table))
        area = sheet.getCellRangeByPosition(0, 0, len(table.widths) - 1, len(rows) - 1)
        area.setDataArray(rows)
        if anew:
            looks.lay_out(self._model, self._controller, sheet, table)
        looks.colour(self._model, sheet, table)
        with suppress(Exception):  # a table without its filter is as good
            looks.let_filter(self._model, sheet, table)
        return CalcSheet(sheet, self._controller)

    def _title(self, name: str) -> str:
        cell = self._model.getSheets().getByName(name).getCellByPosition(0, 0)
        return str(cell.getString())

    def _clear(self, sheet: Any, everything: bool) -> None:
        cursor = sheet.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        cursor.clearContents(_EVERYTHING if everything else CONTENT)


def _cell(content: Scalar) -> str | float:
    """Text written this way stays text: neither a formula, nor a number, nor a date (7/15)."""
    if content is None:
        return ""
    return content[:_LONGEST] if isinstance(content, str) else float(content)
