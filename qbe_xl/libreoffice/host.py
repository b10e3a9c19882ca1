"""LibreOffice as the commands see it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from qbe_xl.libreoffice.document import CalcDocument
from qbe_xl.office.health import Finding
from qbe_xl.office.host import TITLE, Kind, fitting

_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
_BOXES: dict[Kind, str] = {
    "information": "INFOBOX",
    "warning": "WARNINGBOX",
    "error": "ERRORBOX",
}
_OK = 1


class CalcHost:
    """The running LibreOffice as a Host."""

    def __init__(self, context: Any) -> None:
        self._context = context

    def _create(self, service: str) -> Any:
        return self._context.ServiceManager.createInstanceWithContext(service, self._context)

    @property
    def _desktop(self) -> Any:
        return self._create("com.sun.star.frame.Desktop")

    def document(self) -> CalcDocument | None:
        """Return the spreadsheet in front."""
        found = self._desktop.getCurrentComponent()
        if found is None or not found.supportsService(_SPREADSHEET):
            return None
        return CalcDocument(found)

    def tell(self, message: str, kind: Kind = "information") -> None:
        """Show a message and wait until it was read; without a window it goes to standard error."""
        message = fitting(message)
        frame = self._desktop.getCurrentFrame()
        window = frame.getContainerWindow() if frame is not None else None
        if window is None:
            sys.stderr.write(f"{message}\n")
            return
        import uno  # there is none outside LibreOffice

        box_type = uno.Enum("com.sun.star.awt.MessageBoxType", _BOXES[kind])
        box = window.getToolkit().createMessageBox(window, box_type, _OK, TITLE, message)
        box.execute()
        box.dispose()

    def open(self, path: Path) -> None:
        """Open a workbook."""
        self._desktop.loadComponentFromURL(path.as_uri(), "_default", 0, ())

    def findings(self) -> tuple[Finding, ...]:
        """Return how the installation stands."""
        from qbe_xl.libreoffice import doctor

        return doctor.within(self._context)
