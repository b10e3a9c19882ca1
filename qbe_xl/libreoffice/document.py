"""A spreadsheet that is open in Calc, as the commands see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from qbe_xl.errors import QbeError
from qbe_xl.functions.arguments import CellError
from qbe_xl.libreoffice import reading
from qbe_xl.libreoffice.sheets import CalcSheets
from qbe_xl.office.host import Contents, Progress, ShownSheet
from qbe_xl.office.input_sheets import contents_of, demand_size
from qbe_xl.office.values_copy import GENERAL, body_rows

STEPS = 3
_CHARACTER = 180
"""Hundredths of a millimetre that a character takes in a column."""


class DocumentClosed(QbeError):
    """The document went while a command worked on it."""

    def __init__(self) -> None:
        super().__init__("文档在处理时被关闭了，没有做完。请重新打开文档再试。")


class CalcDocument:
    """A com.sun.star.sheet.SpreadsheetDocument as a Document."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._controller = model.getCurrentController()

    @property
    def name(self) -> str:
        """The file's name; that of the window where it was never saved."""
        path = urlsplit(self._model.getURL()).path
        return unquote(path.rpartition("/")[2]) or str(self._model.Title)

    @property
    def folder(self) -> Path | None:
        """Where it lies; None where it was never saved or lies elsewhere."""
        url = urlsplit(self._model.getURL())
        if url.scheme != "file":
            return None
        folder = Path(url2pathname(url.path)).parent
        return folder if folder.is_dir() else None

    @cached_property
    def sheet_names(self) -> tuple[str, ...]:
        """The sheets in their order, spelt as they are."""
        return tuple(self._model.getSheets().getElementNames())

    @contextmanager
    def working(self) -> Iterator[Progress]:
        """Neither redraw nor recalculate meanwhile; then all is as before.

        Raises DocumentClosed where the document is closed meanwhile.
        """
        try:
            with ExitStack() as after:
                self._hold(after)
                yield self._status(after)
        except Exception as error:
            if _is_closed(self._model):
                raise DocumentClosed from error
            raise

    def _hold(self, after: ExitStack) -> None:
        model, undo = self._model, self._model.getUndoManager()
        automatic = model.isAutomaticCalculationEnabled()
        steps = (
            (model.lockControllers, model.unlockControllers),
            (model.addActionLock, model.removeActionLock),
            (undo.lock, undo.unlock),  # what a run writes would be kept for undoing, run after run
            (
                lambda: model.enableAutomaticCalculation(False),
                lambda: model.enableAutomaticCalculation(automatic),
            ),
        )
        for begin, end in steps:
            begin()
            after.callback(_tried, end)

    def _status(self, after: ExitStack) -> Progress:
        frame = self._controller.getFrame() if self._controller else None
        if frame is None:
            return lambda step: None
        indicator = frame.createStatusIndicator()
        indicator.start("", STEPS)
        after.callback(_tried, indicator.end)
        told: list[str] = []

        def show(step: str) -> None:
            indicator.setText(step)
            indicator.setValue(len(told))
            told.append(step)

        return show

    def read(self, sheet: str) -> Contents:
        """Return what a sheet holds. Raises InputError where it is far too large."""
        found = self._sheet(sheet)
        last_row, last_column = reading.used(found)
        demand_size(sheet, last_row + 1, last_column + 1)
        if last_row < 0:
            return Contents([], {})
        cells = found.getCellRangeByPosition(0, 0, last_column, last_row)
        return contents_of(reading.rows_of(cells, self._model))

    def select(self, sheet: str, place: str) -> None:
        """Show a sheet and select a cell of it."""
        found = self._sheet(sheet)
        self._controller.setActiveSheet(found)
        if place:
            self._controller.select(found.getCellRangeByName(place))

    def results(self) -> CalcSheets:
        """Return what writes our sheets. Raises QbeError where nothing may be written."""
        if self._model.isReadonly():
            raise QbeError("这个文档是只读的，无法写入结果。请另存一份，或点“编辑文档”以后再试。")
        if self._model.isProtected():
            raise QbeError(
                "这个文档的工作表结构有保护，加不了结果工作表。请先取消“工具→保护表格结构”。"
            )
        return CalcSheets(self._model, self._controller)

    def shown(self) -> Iterator[ShownSheet]:
        """Return what each visible sheet shows."""
        for name in self.sheet_names:
            sheet = self._sheet(name)
            if sheet.IsVisible:
                yield self._shown(name, sheet)

    def _shown(self, name: str, sheet: Any) -> ShownSheet:
        last_row, last_column = reading.used(sheet)
        if last_row < 0:
            return ShownSheet(name, 0, 0, [], [], [])
        cells = sheet.getCellRangeByPosition(0, 0, last_column, last_row)
        rows = [
            [cell.text if isinstance(cell, CellError) else cell for cell in row]
            for row in reading.rows_of(cells, self._model)
        ]
        columns = range(last_column + 1)
        first, last = body_rows(0, last_row + 1)
        formats = self._model.getNumberFormats()

        def number_format(column: int) -> str:
            key = sheet.getCellRangeByPosition(column, first, column, last).NumberFormat
            general = key is None or key % reading.LANGUAGES == 0
            return GENERAL[0] if general else str(formats.getByKey(key).FormatString)

        every = sheet.getColumns()
        widths = [every.getByIndex(column).Width / _CHARACTER for column in columns]
        return ShownSheet(name, 0, 0, rows, widths, [*map(number_format, columns)])

    def _sheet(self, name: str) -> Any:
        return self._model.getSheets().getByName(name)


def _is_closed(model: Any) -> bool:
    try:
        model.getURL()
    except Exception:
        return True
    return False


def _tried(work: Any) -> None:
    """Each is tried, whatever the others do; of a closed document none works."""
    with suppress(Exception):
        work()
