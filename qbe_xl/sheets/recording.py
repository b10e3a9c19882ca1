"""Pages that are kept instead of written: what each cell of the result workbook holds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from qbe_xl.sheets.page import Page
from qbe_xl.sheets.style import Styles

Scalar = str | float | int | None
Look = Mapping[str, object]


class Recorder:
    """Stands where a worksheet of XlsxWriter would: keeps what the pages tell it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells: dict[tuple[int, int], tuple[Scalar, Look]] = {}
        self.merged: dict[tuple[int, int], tuple[int, int]] = {}
        self.frozen = (0, 0)

    def write_string(self, row: int, column: int, text: str, look: Look) -> None:
        """Keep a text."""
        self.cells[row, column] = (text, look)

    def write_blank(self, row: int, column: int, _: None, look: Look) -> None:
        """Keep the looks of an empty cell."""
        self.cells[row, column] = (None, look)

    def write_number(self, row: int, column: int, value: float, look: Look) -> None:
        """Keep a figure."""
        self.cells[row, column] = (value if math.isfinite(value) else None, look)

    def merge_range(
        self, top: int, left: int, bottom: int, right: int, text: str, look: Look
    ) -> None:
        """Keep where a cell reaches."""
        self.merged[top, left] = (bottom, right)
        self.cells[top, left] = (text or None, look)

    def freeze_panes(self, row: int, column: int) -> None:
        """Keep how many rows and columns stay in view."""
        self.frozen = (row, column)

    def __getattr__(self, name: str) -> object:
        """Whatever else concerns paper, filters and row heights only."""
        if name.startswith(("set_", "hide_", "center_", "fit_", "repeat_", "autofilter")):
            return lambda *_, **__: None
        raise AttributeError(name)


class RecordingBook:
    """Stands where a workbook of XlsxWriter would."""

    def add_worksheet(self, name: str, _: object = None) -> Recorder:
        """Return a sheet to be kept."""
        return Recorder(name)

    def add_format(self, look: Look) -> Look:
        """Return the looks as they are."""
        return look


def recording(name: str, widths: Sequence[float]) -> tuple[Page, Recorder]:
    """Return a page to be filled, and what it will have been filled with."""
    book = RecordingBook()
    page = Page(book, Styles(book), name, widths)
    sheet = page.sheet
    assert isinstance(sheet, Recorder)
    return page, sheet
