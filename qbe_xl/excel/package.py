"""Makes a workbook of ours one with macros, help of functions and a ribbon."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_TYPE = "application/vnd.ms-excel.{}.macroEnabled.main+xml"
_RIBBON_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"

_TYPES, _ROOT_RELATIONS = "[Content_Types].xml", "_rels/.rels"
_BOOK, _BOOK_RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_FIRST = (_TYPES, _ROOT_RELATIONS, _BOOK, _BOOK_RELATIONS)
_RIBBON = "customUI/customUI14.xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)

Parts = dict[str, bytes]


def read(package: bytes) -> Parts:
    """Return the parts of a package by their names, in their order."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write(parts: Mapping[str, bytes]) -> bytes:
    """Return a package, the parts that Excel reads first at its beginning."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in (*_FIRST, *(name for name in parts if name not in _FIRST)):
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type = zipfile.ZIP_STORED
            member.create_system = 0
            archive.writestr(member, parts[name])
    return out.getvalue()


def declare_macros(parts: Parts, *, addin: bool) -> None:
    """Say that a workbook has macros, or is an add-in; its windows are hidden then."""
    main = _MACRO_TYPE.format("addin" if addin else "sheet")
    _edit(parts, _TYPES, f'"{_WORKBOOK_TYPE}"', lambda _: f'"{main}"')
    if addin:
        _edit(parts, _BOOK, "<workbookView", lambda old: f'{old} visibility="hidden"')


def add_function_help(parts: Parts, groups: str, descriptions: str) -> None:
    """Add the groups of the function wizard and the help of arguments."""
    _edit(parts, _BOOK, "</sheets>", lambda old: f"{old}{groups}")
    _edit(parts, _BOOK, "</workbook>", lambda old: f"<extLst>{descriptions}</extLst>{old}")


def add_ribbon(parts: Parts, custom_ui: str) -> None:
    """Add the ribbon. Last of all: openpyxl, for one, drops it when it saves."""
    _relate(parts, _ROOT_RELATIONS, "rIdRibbon", _RIBBON_RELATION, _RIBBON)
    parts[_RIBBON] = custom_ui.encode()


def _edit(parts: Parts, name: str, old: str, new: Callable[[str], str]) -> None:
    text = parts[name].decode()
    if text.count(old) != 1:
        raise ValueError(f"{name} has {text.count(old)} times {old}")
    parts[name] = text.replace(old, new(old)).encode()


def _relate(parts: Parts, name: str, id: str, kind: str, target: str) -> None:
    relation = f'<Relationship Id="{id}" Type="{kind}" Target="{target}"/>'
    _edit(parts, name, "</Relationships>", lambda old: f"{relation}{old}")
