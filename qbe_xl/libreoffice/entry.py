"""What the component in LibreOffice hands its calls to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qbe_xl.files import children
from qbe_xl.libreoffice import adaptor


class Entry:
    """The package within a running office."""

    def __init__(self, context: Any, interpreter: str = "") -> None:
        """interpreter: the Python that the installation noted for children to be."""
        self._context = context
        if Path(interpreter).is_absolute():
            children.python = interpreter
        adaptor.use_decimal(_decimal(context))
        self.call = adaptor.call

    def command(self, name: str) -> None:
        """Run the command of a button; a name that is no button's is passed over."""
        from qbe_xl.libreoffice.host import CalcHost
        from qbe_xl.office.buttons import BUTTONS
        from qbe_xl.office.commands import perform

        for button in BUTTONS:
            if button.name == name:
                perform(button.command, CalcHost(self._context))


def _decimal(context: Any) -> str:
    """The sign before decimals as this office writes it."""
    create = context.ServiceManager.createInstanceWithContext
    formatter = create("com.sun.star.util.NumberFormatter", context)
    formatter.attachNumberFormatsSupplier(
        create("com.sun.star.util.NumberFormatsSupplier", context)
    )
    shown: Sequence[str] = formatter.convertNumberToString(0, 0.5)
    return shown[1]
