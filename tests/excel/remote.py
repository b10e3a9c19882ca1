"""A workbook as xlwings' remote engine has it: made of rows, its actions counted and played back.

The engine needs xlwings' noncommercial key, which only the tests set; it is loaded in a copy of
xlwings of its own, so that the others see the package as staff have it.
"""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl

from tests.counties import Draft

Values = list[list[object]]

_NAVIGATION = {
    "sheets",
    "app",
    "range",
    "options",
    "font",
    "conditional_formats",
    "freeze_panes",
    "used_range",
    "shape",
    "row",
    "column",
    "name",
    "impl",
    "api",
    "names",
}


def file_sheets(path: Path) -> dict[str, Values]:
    """The sheets of a workbook's file as rows from A1."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: [[_sent(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
    }


def draft_sheets(draft: Draft) -> dict[str, Values]:
    """The sheets of a county made by a test."""
    return {
        sheet.name: [[_sent(value) for value in row] for row in sheet.rows]
        for sheet in draft.book().sheets
    }


def _sent(value: object) -> object:
    if isinstance(value, dt.datetime | dt.date):
        day = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
        return f"{day.isoformat()}.000Z"
    return "" if value is None else value


def body(sheets: dict[str, Values], name: str = "我县.xlsm") -> dict[str, Any]:
    """What the client in Excel sends of a workbook."""
    import xlwings

    return {
        "client": "Office.js",
        "version": xlwings.__version__,
        "book": {
            "name": name,
            "active_sheet_index": 0,
            "selection": "A1",
            "calculation": "Automatic",
        },
        "names": [],
        "sheets": [_sheet(title, rows) for title, rows in sheets.items()],
    }


def _sheet(title: str, rows: Values) -> dict[str, Any]:
    width = max((len(row) for row in rows), default=0)
    return {
        "name": title,
        "visibility": "Visible",
        "values": [[*row, *[""] * (width - len(row))] for row in rows] or [[]],
        "pictures": [],
        "tables": [],
        "notes": [],
        "charts": [],
        "shapes": [],
        "show_gridlines": True,
        "pivot_tables": [],
        "print_area": None,
    }


def played(sheets: dict[str, Values], actions: Sequence[dict[str, Any]]) -> dict[str, Values]:
    """The sheets after these actions, as Excel would have them: an apostrophe makes a text."""
    result = [(name, [list(row) for row in rows]) for name, rows in sheets.items()]
    for action in actions:
        place = action["sheet_position"]
        if action["func"] == "addSheet":
            result.insert(action["args"][0], (action["args"][1], []))
        elif action["func"] in ("sheetClear", "sheetClearContents"):
            result[place][1].clear()
        elif action["func"] == "setValues":
            rows = result[place][1]
            top, left = action["start_row"], action["start_column"]
            for down, values in enumerate(action["values"]):
                while len(rows) <= top + down:
                    rows.append([])
                row = rows[top + down]
                row.extend([""] * (left + len(values) - len(row)))
                row[left : left + len(values)] = [_typed(value) for value in values]
    return dict(result)


def _typed(value: object) -> object:
    if not isinstance(value, str) or value == "":
        return value
    if value.startswith("'"):
        return value[1:]
    if value[0] in "=+-@" or re.fullmatch(r"[\d./:%-]+", value):
        return f"#CONVERTED {value}"
    return value


class Counted:
    """An object of xlwings that counts what it reads from Excel and tells it."""

    def __init__(self, target: object, log: list[str]) -> None:
        object.__setattr__(self, "_target", target)
        object.__setattr__(self, "_log", log)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._target, name)
        if inspect.ismethod(found):
            return self._method(name, found)
        if name not in _NAVIGATION:
            self._log.append(f"get {name}")
        return self._wrapped(found)

    def __setattr__(self, name: str, value: object) -> None:
        self._log.append(f"set {name}")
        setattr(self._target, name, value)

    def __iter__(self) -> Any:
        return (self._wrapped(found) for found in self._target)

    def _method(self, name: str, found: Any) -> Any:
        def call(*args: object, **kwargs: object) -> Any:
            if name not in _NAVIGATION:
                self._log.append(name)
            bare = {key: _bare(value) for key, value in kwargs.items()}
            return self._wrapped(found(*map(_bare, args), **bare))

        return call

    def _wrapped(self, found: object) -> Any:
        ours = type(found).__module__.startswith("xlwings")
        return Counted(found, self._log) if ours else found


def _bare(value: object) -> object:
    return object.__getattribute__(value, "_target") if isinstance(value, Counted) else value


@contextmanager
def remote_engine() -> Iterator[Any]:
    """xlwings as a copy of its own that has the remote engine; the usual one comes back after."""
    names = [name for name in sys.modules if name.partition(".")[0] == "xlwings"]
    usual = {name: sys.modules.pop(name) for name in names}
    before = os.environ.get("XLWINGS_LICENSE_KEY")
    os.environ["XLWINGS_LICENSE_KEY"] = "noncommercial"
    try:
        yield importlib.import_module("xlwings")
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "xlwings"]:
            del sys.modules[name]
        sys.modules.update(usual)
        os.environ.pop("XLWINGS_LICENSE_KEY")
        if before is not None:
            os.environ["XLWINGS_LICENSE_KEY"] = before
