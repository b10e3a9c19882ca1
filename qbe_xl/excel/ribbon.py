"""The ribbon's tab 优质均衡 and the VBA behind its buttons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qbe_xl.office.buttons import BUTTONS, GROUPS, Button, Menu
from qbe_xl.office.ribbon import draw

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
COMMANDS = "qbe_xl.excel.commands"
"""The Python module that VBA calls: a function without arguments for each button."""

BUTTON_MODULE, RIBBON_MODULE = "QbeButtons", "QbeRibbon"


def procedure(button: Button | Menu) -> str:
    """Return the name of a button's procedures in VBA."""
    return "".join(word.capitalize() for word in button.name.split("_"))


def macro(button: Button) -> str:
    """Return what a button in a sheet is assigned to."""
    return f"{BUTTON_MODULE}.{procedure(button)}"


def custom_ui() -> str:
    """Return customUI14.xml."""
    root, tab = {"xmlns": NAMESPACE}, {"insertAfterMso": "TabView"}
    return f"{DECLARATION}\n{draw(GROUPS, _told, root=root, tab=tab)}"


def _told(of: Button | Menu, listed: bool) -> Mapping[str, str]:
    """What is listed in a menu has no size, a menu does nothing."""
    return {
        "id": f"Qbe{procedure(of)}",
        "label": of.label,
        "size": "" if listed else "large" if of.large else "normal",
        "imageMso": of.icon,
        "onAction": f"{RIBBON_MODULE}.{procedure(of)}" if isinstance(of, Button) else "",
        "screentip": of.label,
        "supertip": of.tip,
    }


def ribbon_source(buttons: Iterable[Button] = BUTTONS) -> str:
    """Return the module of the ribbon's callbacks, without its attributes."""
    procedures = "".join(
        f"""
Public Sub {procedure(button)}(control As IRibbonControl)
    {macro(button)}
End Sub
"""
        for button in buttons
    )
    return f"Option Explicit\n{procedures}"


def button_source(buttons: Iterable[Button] = BUTTONS) -> str:
    """Return the module of the procedures without arguments, for buttons in sheets."""
    procedures = "".join(
        f"""
Public Sub {procedure(button)}()
    QbeRun "{button.name}"
End Sub
"""
        for button in buttons
    )
    return f"""Option Explicit
{procedures}
Private Sub QbeRun(ByVal command As String)
    Application.StatusBar = QbeText(QBE_STARTING)
    RunPython "from {COMMANDS} import " & command & "; " & command & "()"
    Application.StatusBar = False
End Sub
"""
