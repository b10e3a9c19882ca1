"""What LibreOffice's configuration is told: the functions' help, the menu and the toolbar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import starmap
from xml.sax.saxutils import escape, quoteattr

from qbe_xl.functions import CATEGORY, Function
from qbe_xl.functions.registry import Kind, Parameter
from qbe_xl.libreoffice import english
from qbe_xl.libreoffice.catalogue import COMMAND_SERVICE, METHODS, SERVICE, argument
from qbe_xl.office.buttons import GROUPS, Button, Menu

MENU, TOOLBAR = "org.qbe.calc.menu", "org.qbe.calc.toolbar"
CONTEXT = "com.sun.star.sheet.SpreadsheetDocument"
REFERENCE = "（LibreOffice 里要引用单元格区域）"

_DOCKED = {"Docked": "true", "DockingArea": "0", "DockPos": "0,2", "Visible": "true"}

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" \
xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name={name} oor:package="org.openoffice.Office">
"""
_FOOT = "</oor:component-data>\n"


def calc_addins() -> str:
    """Return CalcAddIns.xcu: each function's name in files, and its help in both languages."""
    functions = "\n".join(map(_function, METHODS, METHODS.values()))
    return (
        _HEAD.format(name='"CalcAddIns"')
        + f'<node oor:name="AddInInfo"><node oor:name="{SERVICE}" oor:op="replace">'
        + f'<node oor:name="AddInFunctions">\n{functions}\n</node></node></node>\n{_FOOT}'
    )


def _function(method: str, function: Function) -> str:
    article = f"〔{function.article}〕" if function.article else ""
    chinese = f"{function.title}：{function.help}{article}"
    parameters = "\n".join(
        f'<node oor:name="{argument(p)}" oor:op="replace">'
        f"{_both('DisplayName', p.name, p.title)}"
        f"{_both('Description', english.PARAMETERS[p.name], _help(p))}</node>"
        for p in function.parameters
    )
    return (
        f'<node oor:name="{method}" oor:op="replace">'
        f"{_both('DisplayName', function.name, function.name)}"
        f"{_both('Description', english.FUNCTIONS[function.name], chinese)}"
        f'<prop oor:name="Category"><value>Add-In</value></prop>'
        f"{_both('CompatibilityName', function.name, function.name)}"
        f'<node oor:name="Parameters">\n{parameters}</node></node>'
    )


def _help(parameter: Parameter) -> str:
    by_reference = parameter.kind is Kind.SHEET and not parameter.optional
    return f"{parameter.help}{REFERENCE}" if by_reference else parameter.help


def addons() -> str:
    """Return Addons.xcu: the menu and the toolbar, in spreadsheets only."""
    return (
        _HEAD.format(name='"Addons"')
        + '<node oor:name="AddonUI">\n<node oor:name="OfficeMenuBar">'
        + f'<node oor:name="{MENU}" oor:op="replace">\n'
        + f"{_both('Title', english.TITLE, CATEGORY)}{_context()}\n"
        + f"{_submenu(_entries())}\n</node></node>\n"
        + f'<node oor:name="OfficeToolBar"><node oor:name="{TOOLBAR}" oor:op="replace">\n'
        + "\n".join(_entries(menus=False))
        + "\n</node></node>\n"
        + f"</node>\n{_FOOT}"
    )


def window_state() -> str:
    """Return CalcWindowState.xcu: the toolbar has a name, and lies below those of Calc."""
    return (
        _HEAD.format(name='"CalcWindowState"').replace(
            "org.openoffice.Office", "org.openoffice.Office.UI"
        )
        + '<node oor:name="UIElements"><node oor:name="States">\n'
        + f'<node oor:name="private:resource/toolbar/addon_{TOOLBAR}" oor:op="replace">\n'
        + _both("UIName", english.TITLE, CATEGORY)
        + "".join(
            f'<prop oor:name="{name}"><value>{value}</value></prop>'
            for name, value in _DOCKED.items()
        )
        + f"</node>\n</node></node>\n{_FOOT}"
    )


def url(button: Button | Menu) -> str:
    """Return what a button dispatches."""
    return f"service:{COMMAND_SERVICE}?{button.name}"


def _entries(*, menus: bool = True) -> Iterator[str]:
    """The buttons in their order, a line between the groups; a toolbar of an extension has no menus."""
    number = 0
    for place, (_, buttons) in enumerate(GROUPS):
        if place:
            number += 1
            yield (
                f'<node oor:name="m{number:02}" oor:op="replace">'
                '<prop oor:name="URL"><value>private:separator</value></prop></node>'
            )
        for one in buttons:
            if menus or isinstance(one, Button):
                number += 1
                yield _entry(number, one)


def _entry(number: int, of: Button | Menu) -> str:
    inside = _submenu(starmap(_entry, enumerate(of.buttons, 1))) if isinstance(of, Menu) else ""
    return (
        f'<node oor:name="m{number:02}" oor:op="replace">'
        f'<prop oor:name="URL"><value>{url(of)}</value></prop>'
        f"{_both('Title', english.LABELS.get(of.name, of.label), of.label)}"
        f'<prop oor:name="Target"><value>_self</value></prop>{_context()}{inside}</node>'
    )


def _submenu(entries: Iterable[str]) -> str:
    return '<node oor:name="Submenu">\n' + "\n".join(entries) + "\n</node>"


def _context() -> str:
    return f'<prop oor:name="Context"><value>{CONTEXT}</value></prop>'


def _both(name: str, en: str, zh: str) -> str:
    return (
        f'<prop oor:name={quoteattr(name)}><value xml:lang="en">{escape(en)}</value>'
        f'<value xml:lang="zh-CN">{escape(zh)}</value></prop>'
    )
