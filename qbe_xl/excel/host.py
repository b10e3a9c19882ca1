"""Excel as the commands see it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import xlwings as xw

from qbe_xl.excel import dialogs
from qbe_xl.excel.live import ExcelDocument
from qbe_xl.office.health import Finding
from qbe_xl.office.host import Kind

WORKBOOK = "QBE_WORKBOOK"
"""The variable of the environment in which VBA hands over the name of the workbook in front."""
_WINDOW = "--hwnd="


class ExcelHost:
    """The running Excel as a Host."""

    def document(self) -> ExcelDocument | None:
        """Return the workbook that the command was called from."""
        found = active()
        return None if found is None else ExcelDocument(found)

    def tell(self, message: str, kind: Kind = "information") -> None:
        """Show a message and wait until it was read."""
        dialogs.tell(message, kind, application())

    def open(self, path: Path) -> None:
        """Open a workbook."""
        app = application()
        if app is not None:
            app.books.open(str(path))

    def findings(self) -> tuple[Finding, ...]:
        """Return how the installation stands."""
        from qbe_xl.excel import doctor, installing

        return doctor.examine(installing.Places.here(), doctor.Machine.here())


def active() -> Any:
    """Return the xlwings Book in front, else None; an add-in is none to work on."""
    for ask in (handed_over, xw.Book.caller, lambda: xw.books.active):
        try:
            found: Any = ask()
        except Exception:  # noqa: S112 # each engine has its own way of saying that there is none
            continue
        if found is not None and not _is_addin(found):
            return found
    return None


def handed_over() -> Any:
    """Return the xlwings Book that VBA named, of the Excel that owns the window; else None.

    Raises what xlwings raises where it is open no more. (`xw.Book.caller` wants the name on the
    command line, where the macros of 0.1.0 still put it.)
    """
    name = os.environ.get(WORKBOOK)
    window = next((a[len(_WINDOW) :] for a in sys.argv if a.startswith(_WINDOW)), "")
    if not name or not window:
        return None
    com: Any = vars(xw)["_xlwindows"]  # only there on Windows
    return xw.App(impl=com.App(xl=int(window))).books[name]


def _is_addin(book: Any) -> bool:
    return str(book.name).lower().endswith((".xlam", ".xla"))


def application() -> Any:
    """Return the running Excel as xlwings has it, else None."""
    found = active()
    if found is not None:
        return found.app
    try:
        return xw.apps.active
    except Exception:
        return None
