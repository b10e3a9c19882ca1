"""What staff are told: a message box on Windows, else the status bar or the error stream."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any

from qbe_xl.office.host import TITLE, Kind, fitting

_ICONS: dict[Kind, int] = {"information": 0x40, "warning": 0x30, "error": 0x10}
_FOREGROUND, _TOPMOST = 0x10000, 0x40000


def tell(message: str, kind: Kind = "information", app: Any = None) -> None:
    """Show a message and wait until it was read; without a message box, leave it in the app."""
    message = fitting(message)
    if os.name == "nt" and _message_box(message, kind):
        return
    if app is not None:
        with suppress(Exception):
            app.status_bar = " ".join(message.split())
            return
    sys.stderr.write(f"{message}\n")


def _message_box(message: str, kind: Kind) -> bool:
    import ctypes

    flags = _ICONS[kind] | _FOREGROUND | _TOPMOST
    windll = getattr(ctypes, "windll", None)
    return windll is not None and bool(windll.user32.MessageBoxW(0, message, TITLE, flags))
