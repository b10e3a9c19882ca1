"""The ribbon's tab 优质均衡 and the VBA behind its buttons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import quoteattr

from qbe_xl.functions import CATEGORY
from qbe_xl.office.buttons import BUTTONS, GROUPS, Button, Menu

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
    lines = [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
        f'<customUI xmlns="{NAMESPACE}">',
        "  <ribbon>",
        "    <tabs>",
        f'      <tab id="QbeTab" label={quoteattr(CATEGORY)} insertAfterMso="TabView">',
    ]
    for number, (label, buttons) in enumerate(GROUPS, 1):
        lines.append(f'        <group id="QbeGroup{number}" label={quoteattr(label)}>')
        lines += [f"          {line}" for one in buttons for line in _lines(one)]
        lines.append("        </group>")
    lines += ["      </tab>", "    </tabs>", "  </ribbon>", "</customUI>", ""]
    return "\n".join(lines)


def _lines(one: Button | Menu) -> Iterator[str]:
    if isinstance(one, Menu):
        yield f"<menu {_attributes(one)}>"
        yield from (f"  <button {_attributes(button, listed=True)}/>" for button in one.buttons)
        yield "</menu>"
    else:
        yield f"<button {_attributes(one)}/>"


def _attributes(of: Button | Menu, *, listed: bool = False) -> str:
    """What an element says of itself; what is listed in a menu has no size, a menu does nothing."""
    found = {
        "id": f"Qbe{procedure(of)}",
        "label": of.label,
        "size": "" if listed else "large" if of.large else "normal",
        "imageMso": of.icon,
        "onAction": f"{RIBBON_MODULE}.{procedure(of)}" if isinstance(of, Button) else "",
        "screentip": of.label,
        "supertip": of.tip,
    }
    return " ".join(f"{key}={quoteattr(text)}" for key, text in found.items() if text)


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
