"""A workbook that is open in Excel, as the commands see it.

The same body serves COM and xlwings' remote engine, so nothing of one of them alone is used.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from qbe_xl.excel.live_input import contents
from qbe_xl.excel.live_sheets import OurSheets
from qbe_xl.excel.live_values import shown_sheet
from qbe_xl.office import assessing
from qbe_xl.office.assessing import LiveOutcome
from qbe_xl.office.host import Contents, Progress, ShownSheet


class ExcelDocument:
    """An xlwings Book as a Document."""

    def __init__(self, book: Any) -> None:
        self._book = book

    @property
    def name(self) -> str:
        """The file's name."""
        return str(self._book.name)

    @property
    def folder(self) -> Path | None:
        """The folder of a workbook that was saved; None for one that lies in the cloud only."""
        with suppress(Exception):
            path = Path(self._book.fullname)
            if path.is_absolute() and path.parent.is_dir():
                return path.parent
        return None

    @cached_property
    def _sheets(self) -> dict[str, Any]:
        return {sheet.name: sheet for sheet in self._book.sheets}

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The sheets in their order, spelt as they are."""
        return tuple(self._sheets)

    @contextmanager
    def working(self) -> Iterator[Progress]:
        """Neither redraw nor recalculate meanwhile; then all is as before."""
        with quiet(self._book):
            yield status(self._book)

    def read(self, sheet: str) -> Contents:
        """Return what a sheet holds. Raises InputError where it is far too large."""
        return contents(sheet, self._sheets[sheet])

    def select(self, sheet: str, place: str) -> None:
        """Show a sheet and select a cell of it."""
        self._sheets[sheet].activate()
        if place:
            self._sheets[sheet].range(place).select()

    def results(self) -> OurSheets:
        """Return what writes our sheets."""
        return OurSheets(self._book, self._sheets)

    def shown(self) -> Iterator[ShownSheet]:
        """Return what each visible sheet shows."""
        for sheet in self._book.sheets:
            if sheet.visible in (True, 1, -1):
                yield shown_sheet(sheet)


def status(book: Any) -> Progress:
    """Return what shows a step in the status bar; the remote engine has none."""

    def show(step: str) -> None:
        with suppress(NotImplementedError):
            book.app.status_bar = step

    return show


@contextmanager
def quiet(book: Any) -> Iterator[None]:
    """Neither redraw nor recalculate meanwhile; then all is as before, also after a failure."""
    app, before = book.app, None
    with suppress(NotImplementedError):
        before = app.calculation
    try:
        app.screen_updating = False
        if before not in (None, "manual"):
            app.calculation = "manual"
        yield
    finally:
        with suppress(Exception):  # each is tried, whatever the others do
            if before not in (None, "manual"):
                app.calculation = before
        with suppress(Exception):
            app.screen_updating = True
        with suppress(Exception):
            app.status_bar = False


def run_assessment(
    book: Any,
    progress: Progress | None = None,
    *,
    standard: str | None = None,
    now: dt.datetime | None = None,
) -> LiveOutcome:
    """Assess the county in an xlwings Book and write the results into sheets of ours.

    What a script or a macro of a county's own calls; the button 全县评估 does the same and then
    tells it. Raises as `office.assessing.run_assessment` does.
    """
    return assessing.run_assessment(ExcelDocument(book), progress, standard=standard, now=now)
