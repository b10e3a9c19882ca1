"""What VBA calls for each button: a function without arguments, named as its command."""

from __future__ import annotations

from collections.abc import Callable

from qbe_xl.excel.host import ExcelHost
from qbe_xl.office.buttons import BUTTONS, Button
from qbe_xl.office.commands import perform


def _bound(button: Button) -> Callable[[], None]:
    def run() -> None:
        perform(button.command, ExcelHost())

    run.__name__ = run.__qualname__ = button.name
    run.__doc__ = button.command.__doc__
    return run


globals().update({button.name: _bound(button) for button in BUTTONS})
