"""An Excel as xlwings finds it through COM, with the workbooks that are open in it.

xlwings' own code for Windows runs on it. Sheets copied from a file keep the file's sheet as `looks`;
what this Excel does not play fails, as an unwilling one would.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import openpyxl
import xlwings as xw

from tests.excel.remote import Values
from tests.excel.windows import ComRange, ComSheet

AUTOMATIC, MANUAL = -4105, -4135


class Excel:
    """A running Excel with one workbook in front.

    opens: whether it opens files; opened: those that it opened.
    """

    Hwnd = 1234
    Calculation: Any = AUTOMATIC
    ScreenUpdating = True
    StatusBar: Any = False

    def __init__(self, sheets: dict[str, Values], name: str = "我县.xlsx") -> None:
        self.opens = True
        self.opened: list[str] = []
        self.Workbooks = _Books(self)
        self.book = _Book(self, name)
        self.book.pages = [_Page(self.book, title, _cells(rows)) for title, rows in sheets.items()]
        self.Workbooks.known = [self.book]
        self.front = self.book

    def as_xlwings(self) -> Any:
        """The workbook in front as xlwings has it."""
        com: Any = vars(xw)["_xlwindows"]
        return xw.Book(impl=com.Book(xl=self.book))

    def values(self) -> dict[str, Values]:
        """What its sheets hold."""
        return {page.Name: page.rows() for page in self.book.pages}

    def page(self, name: str) -> Any:
        """One of its sheets."""
        return next(page for page in self.book.pages if page.Name == name)


def _cells(rows: Values) -> dict[tuple[int, int], Any]:
    return {
        (down, across): _dated(value)
        for down, row in enumerate(rows, 1)
        for across, value in enumerate(row, 1)
        if value not in (None, "")
    }


def _dated(value: object) -> object:
    day = isinstance(value, str) and value.endswith("T00:00:00.000Z")
    return dt.datetime.fromisoformat(str(value)[:19]) if day else value


class _Books:
    def __init__(self, excel: Excel) -> None:
        self.Application, self.known = excel, list[_Book]()

    def __call__(self, name: str) -> _Book:
        for book in self.known:
            if book.Name == name:
                return book
        raise vars(xw)["_xlwindows"].pywintypes.com_error(name)

    def Open(self, path: str, links: object, read_only: bool, *more: object) -> _Book:
        excel = self.Application
        if not excel.opens:
            raise vars(xw)["_xlwindows"].pywintypes.com_error("blocked")
        assert read_only
        excel.opened.append(path)
        book = _Book(excel, path.rpartition("/")[2])
        for sheet in openpyxl.load_workbook(path):
            rows = [list(row) for row in sheet.iter_rows(values_only=True)]
            book.pages.append(_Page(book, sheet.title, _cells(rows), sheet))
        self.known.append(book)
        excel.front = book
        return book


class _Book:
    def __init__(self, excel: Excel, name: str) -> None:
        self.Application, self.Name, self.pages = excel, name, list[_Page]()
        self.FullName = f"C:\\县\\{name}"
        self.Worksheets = _Sheets(self)

    def Close(self, SaveChanges: bool) -> None:
        assert not SaveChanges
        self.Application.Workbooks.known.remove(self)
        self.Application.front = self.Application.Workbooks.known[-1]

    def Activate(self) -> None:
        self.Application.front = self


class _Sheets:
    def __init__(self, book: _Book) -> None:
        self.Parent = book

    def __iter__(self) -> Iterator[_Page]:
        return iter(list(self.Parent.pages))

    def __call__(self, key: str | int) -> _Page:
        if isinstance(key, int):
            return self.Parent.pages[key - 1]
        return next(page for page in self.Parent.pages if page.Name.lower() == key.lower())

    @property
    def Count(self) -> int:
        return len(self.Parent.pages)

    def Add(self, Before: _Page) -> _Page:
        made = _Page(self.Parent, f"Sheet{self.Count + 1}", {})
        self.Parent.pages.insert(Before.Index - 1, made)
        return made


class _Page(ComSheet):
    def __init__(
        self, book: _Book, name: str, cells: dict[tuple[int, int], Any], looks: Any = None
    ) -> None:
        super().__init__(cells, name)
        self.book, self.looks, self.filtered = book, looks, list[int]()
        self.Visible = -1

    @property
    def Parent(self) -> Any:
        return self.book

    @property
    def Index(self) -> int:
        return self.book.pages.index(self) + 1

    def Copy(self, Before: _Page | None, After: _Page) -> None:
        assert Before is None
        assert self.Name not in [page.Name for page in After.book.pages]
        made = _Page(After.book, self.Name, dict(self.cells), self.looks)
        After.book.pages.insert(After.Index, made)

    def Move(self, Before: _Page) -> None:
        self.book.pages.remove(self)
        self.book.pages.insert(Before.Index - 1, self)

    def Activate(self) -> None:
        self.book.active = self  # type: ignore[attr-defined]

    @property
    def Cells(self) -> Any:
        return _All(self)

    def Range(self, first: Any, last: Any = None) -> Any:
        if isinstance(first, str):
            left, top, right, bottom = openpyxl.utils.range_boundaries(first)
            return _Range(self, top, left, bottom - top + 1, right - left + 1)
        height, width = last.Row - first.Row + 1, last.Column - first.Column + 1
        return _Range(self, first.Row, first.Column, height, width)

    @property
    def UsedRange(self) -> Any:
        rows, columns = zip(*self.cells or [(1, 1)], strict=True)
        return self.Range(self.Cells(min(rows), min(columns)), self.Cells(max(rows), max(columns)))

    def rows(self) -> Values:
        """What it holds, from A1."""
        bottom, right = (max(places) for places in zip(*self.cells or [(1, 1)], strict=True))
        return [
            [self.cells.get((row, column), "") for column in range(1, right + 1)]
            for row in range(1, bottom + 1)
        ]


class _All:
    """All cells of a sheet."""

    def __init__(self, page: _Page) -> None:
        self._page = page

    def __call__(self, row: int, column: int) -> _Range:
        return _Range(self._page, row, column)

    def ClearContents(self) -> None:
        self._page.cells.clear()

    Clear = ClearContents


class _Range(ComRange):
    @property
    def Value(self) -> Any:
        return ComRange.Value.fget(self)  # type: ignore[attr-defined]

    @Value.setter
    def Value(self, rows: Any) -> None:
        for down, row in enumerate(rows):
            for across, value in enumerate(row):
                place = self.Row + down, self.Column + across
                self.sheet.cells.pop(place, None)
                if isinstance(value, str) and value.startswith("'"):
                    value = value[1:]
                if value not in (None, ""):
                    self.sheet.cells[place] = value
