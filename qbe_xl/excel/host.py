"""Excel as the commands see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlwings as xw

from qbe_xl.excel import dialogs
from qbe_xl.excel.live import ExcelDocument
from qbe_xl.office.health import Finding
from qbe_xl.office.host import Kind


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
    for ask in (xw.Book.caller, lambda: xw.books.active):
        try:
            found: Any = ask()
        except Exception:  # noqa: S112 # each engine has its own way of saying that there is none
            continue
        if found is not None and not _is_addin(found):
            return found
    return None


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
