"""The files of the add-in: what the tables of buttons and functions say, and one client.

WPS knows the ribbon of Office 2006 and no picture of Office; a formula there always bears the
namespace (=QBE.CV). The names of files are ASCII.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from qbe_xl import __version__
from qbe_xl.files.shipped import shipped
from qbe_xl.functions import CATEGORY, FUNCTIONS, PREFIX
from qbe_xl.functions.registry import Kind
from qbe_xl.office.buttons import GROUPS, Button, Menu
from qbe_xl.office.host import TITLE
from qbe_xl.office.ribbon import draw
from qbe_xl.web.wps.icons import ICONS, icon
from qbe_xl.web.wps.places import Places
from qbe_xl.web.wps.publish import NAME

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
NAMESPACE = "http://schemas.microsoft.com/office/2006/01/customui"
SPACE = "QBE"
FUNCTIONS_SINCE = "12.1.0.20540"
"""The first build in which an add-in may bring functions; only for Windows."""
START_WINDOWS, START_LINUX = "start.cmd", "start.sh"


@dataclass(frozen=True, slots=True)
class Extra:
    """A button that only WPS has; the client does its work."""

    name: str
    label: str
    tip: str
    large: bool = False


EXTRAS = (
    Extra(
        "to_wps",
        "换成 QBE.",
        "把本工作簿里 Excel 写法的公式（=QBE_CV）换成 WPS 写法（=QBE.CV），其他不动",
    ),
    Extra("to_excel", "换回 QBE_", "把 WPS 写法的公式换回 Excel 写法，送到 Excel 的电脑之前用"),
    Extra(
        "try_functions",
        "检测函数",
        "在一个临时工作簿里试本机的 WPS 能否区分空白和 0；能区分才启用 =QBE. 函数",
    ),
)
GROUP = "WPS 公式"


def files(places: Places) -> dict[str, bytes]:
    """Return the files of the add-in by name."""
    launcher = START_WINDOWS if places.windows else START_LINUX
    made = {
        "ribbon.xml": ribbon(),
        "functions.js": functions(),
        "manifest.xml": _manifest(),
        "index.html": _index(),
        "settings.js": settings(places),
        launcher: _launcher(places),
    }
    made |= {f"{name}.svg": icon(name) for name in ICONS}
    client = (shipped("templates") / "wps" / "client.js").read_bytes()
    return {name: text.encode() for name, text in made.items()} | {"client.js": client}


def ribbon() -> str:
    """Return ribbon.xml."""
    root = {"xmlns": NAMESPACE, "onLoad": "OnAddinLoad"}
    return f"{DECLARATION}\n{draw([*GROUPS, (GROUP, EXTRAS)], _told, root=root)}"


def _told(of: Button | Menu | Extra, listed: bool) -> Mapping[str, str]:
    """What is listed in a menu has neither size nor picture."""
    return {
        "id": of.name,
        "label": of.label,
        "size": "" if listed else "large" if of.large else "normal",
        "getImage": "" if listed else "GetImage",
        "onAction": "" if isinstance(of, Menu) else "OnAction",
        "screentip": of.label,
        "supertip": of.tip,
    }


def functions() -> str:
    """Return functions.js: names and help; what they do is one call of the client."""
    listed = [
        {
            "name": function.name.removeprefix(PREFIX),
            "full": function.name,
            "help": function.help,
            "parameters": [
                {
                    "name": parameter.title,
                    "help": parameter.help,
                    "optional": parameter.optional,
                    "sheet": parameter.kind is Kind.SHEET,
                }
                for parameter in function.parameters
            ],
        }
        for function in FUNCTIONS.values()
    ]
    return f"qbe.functions = {json.dumps(listed, ensure_ascii=False, indent=1)};\n"


def settings(places: Places) -> str:
    """Return settings.js: where the service of this user is found and how it is started."""
    launcher = START_WINDOWS if places.windows else START_LINUX
    told: Mapping[str, object] = {
        "version": __version__,
        "title": TITLE,
        "note": str(places.note),
        "inbox": str(places.inbox),
        "start": str(places.jsaddons / f"{NAME}_{__version__}" / launcher),
        "since": FUNCTIONS_SINCE,
        "windows": places.windows,
    }
    return f"qbe.settings = {json.dumps(told)};\n"


def _launcher(places: Places) -> str:
    if places.windows:
        line = " ".join(f'"{word.replace("%", "%%")}"' for word in places.start)
        return f'@echo off\r\nchcp 65001 >nul\r\nstart "" /b {line}\r\n'
    line = " ".join("'" + word.replace("'", "'\\''") + "'" for word in places.start)
    return f"#!/bin/sh\nnohup {line} >/dev/null 2>&1 &\n"


def _manifest() -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<JsPlugin>\n  <ApiVersion>1.0.0</ApiVersion>\n'
        f"  <Name>{NAME}</Name>\n  <Description>{CATEGORY}</Description>\n</JsPlugin>\n"
    )


def _index() -> str:
    scripts = ("client.js", "settings.js", "functions.js")
    tags = "".join(f'<script src="{name}"></script>' for name in scripts)
    return f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{CATEGORY}</title>{tags}</head><body></body></html>\n'
