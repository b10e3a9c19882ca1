"""xlwings as it is on Windows, on any system: its own code down to COM, which is played here.

The modules of pywin32 are empty shells while it is imported, so a call runs through xlwings' own
call_udf, conversion and cleaning of values; only what Excel hands out is ours.
"""

from __future__ import annotations

import atexit
import ctypes
import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest import mock

import xlwings as xw

from qbe_xl import excel

MISSING = -2147352572  # what COM hands over for an argument that is not given
ROWS, COLUMNS = 1048576, 16384
SHELLS = (
    "pythoncom",
    "pywintypes",
    "win32api",
    "win32com",
    "win32com.client",
    "win32con",
    "win32gui",
    "win32process",
    "win32timezone",
)


def error(number: int) -> int:
    """What COM hands over for the error cell with this number (2042 is #N/A)."""
    return number - 2146828288


@dataclass
class ComSheet:
    """A worksheet; cells: its contents by row and column, from 1."""

    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    Name: str = "学校"

    def Cells(self, row: int, column: int) -> ComRange:
        return ComRange(self, row, column)

    def Range(self, first: ComRange, last: ComRange) -> ComRange:
        height, width = last.Row - first.Row + 1, last.Column - first.Column + 1
        return ComRange(self, first.Row, first.Column, height, width)

    @property
    def UsedRange(self) -> ComRange:
        rows, columns = zip(*self.cells or [(1, 1)], strict=True)
        return self.Range(self.Cells(min(rows), min(columns)), self.Cells(max(rows), max(columns)))

    @property
    def Parent(self) -> Any:
        return SimpleNamespace(Name="县.xlsx", Application=SimpleNamespace(Hwnd=1))


@dataclass
class ComRange:
    """A range of cells as Excel hands it over; areas: more than one when several are selected."""

    sheet: ComSheet
    Row: int
    Column: int
    height: int = 1
    width: int = 1
    areas: int = 1
    read: int = 0

    def __call__(self, row: int, column: int) -> ComRange:
        return self.sheet.Cells(self.Row + row - 1, self.Column + column - 1)

    @property
    def Worksheet(self) -> ComSheet:
        return self.sheet

    @property
    def Rows(self) -> Any:
        return SimpleNamespace(Count=self.height)

    @property
    def Columns(self) -> Any:
        return SimpleNamespace(Count=self.width)

    @property
    def Count(self) -> int:
        return self.height * self.width

    @property
    def Address(self) -> str:
        one = f"$R{self.Row}$C{self.Column}:{self.height}x{self.width}"
        return ",".join([one] * self.areas)

    @property
    def Value(self) -> Any:
        assert self.Count < 100_000, "a whole column was read"
        rows = tuple(
            tuple(
                self.sheet.cells.get((self.Row + row, self.Column + column))
                for column in range(self.width)
            )
            for row in range(self.height)
        )
        return rows[0][0] if self.Count == 1 else rows


def block(rows: Sequence[Sequence[Any]], row: int = 1, column: int = 1) -> ComRange:
    """A range with these contents in a sheet of its own."""
    sheet = ComSheet(
        {
            (row + down, column + across): content
            for down, cells in enumerate(rows)
            for across, content in enumerate(cells)
            if content is not None
        }
    )
    return ComRange(sheet, row, column, len(rows), len(rows[0]))


def whole_column(sheet: ComSheet, column: int) -> ComRange:
    """A whole column of a sheet."""
    return ComRange(sheet, 1, column, ROWS)


class Windows:
    """xlwings with its functions for Windows, and the functions of the project under it."""

    def __init__(self, xlwings_udfs: ModuleType, functions: ModuleType) -> None:
        self.xlwings_udfs, self.functions = xlwings_udfs, functions

    def call(self, name: str, *arguments: Any) -> Any:
        """Call a function as the VBA of its cell does; return what the cell gets."""
        caller = block([[None]])
        result = self.xlwings_udfs.call_udf(self.functions.__name__, name, arguments, None, caller)
        # As xlwings' COM server hands it back.
        if len(result) == 1:
            return result[0][0] if len(result[0]) == 1 else result[0]
        return result


class _Shell(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = type(name, (Exception,) if name.endswith("error") else (), {})
        setattr(self, name, found)
        return found


@contextmanager
def windows() -> Iterator[Windows]:
    """Play Windows for xlwings; everything is put back afterwards."""
    shells: Mapping[str, ModuleType] = {name: _Shell(name) for name in SHELLS}
    shells["pythoncom"].__file__ = ""
    shells["win32process"].GetWindowThreadProcessId = lambda _: (1, 1)  # type: ignore[attr-defined]
    shells["win32com"].client = shells["win32com.client"]  # type: ignore[attr-defined]
    before = importlib.import_module("qbe_xl.excel.udfs")
    with ExitStack() as stack:
        enter = stack.enter_context
        enter(mock.patch.dict(sys.modules, shells))
        for library in ("oledll", "windll", "PyDLL"):
            enter(mock.patch.object(ctypes, library, mock.MagicMock(), create=True))
        with mock.patch.object(atexit, "register", lambda function: function):
            com = importlib.import_module("xlwings._xlwindows")
        enter(mock.patch.object(xw, "_xlwindows", com, create=True))
        enter(mock.patch.object(com, "is_range_instance", lambda a: isinstance(a, ComRange)))
        enter(mock.patch.object(xw.App, "activate"))
        server = ModuleType("xlwings.com_server")
        server.loop = None  # type: ignore[attr-defined]
        sys.modules[server.__name__] = server
        engines = xw.engines.__class__()
        engines.add(xw.Engine(impl=com.engine))
        enter(mock.patch.object(xw, "engines", engines))
        xlwings_udfs = importlib.import_module("xlwings.udfs")
        decorators = {"func": "xlfunc", "arg": "xlarg", "ret": "xlret"}
        for plain, real in decorators.items():
            enter(mock.patch.object(xw, plain, getattr(xlwings_udfs, real)))
        del sys.modules[before.__name__]
        functions = importlib.import_module(before.__name__)
        stack.callback(setattr, excel, "udfs", before)
        for name in ("xlwings.udfs", "xlwings.com_server", "xlwings._xlwindows"):
            if hasattr(xw, attribute := name.partition(".")[2]) and attribute != "_xlwindows":
                stack.callback(vars(xw).pop, attribute, None)
        yield Windows(xlwings_udfs, functions)
