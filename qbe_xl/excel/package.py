"""Puts VBA and a ribbon into a workbook that XlsxWriter made, the same bytes each time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_TYPE = "application/vnd.ms-excel.{}.macroEnabled.main+xml"
_VBA_TYPE = "application/vnd.ms-office.vbaProject"
_VBA_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_RIBBON_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"

_TYPES, _ROOT_RELATIONS = "[Content_Types].xml", "_rels/.rels"
_BOOK, _BOOK_RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_FIRST = (_TYPES, _ROOT_RELATIONS, _BOOK, _BOOK_RELATIONS)
_VBA, _RIBBON = "xl/vbaProject.bin", "customUI/customUI14.xml"
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


def sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the part of each worksheet by the sheet's name, in the order of the tabs."""
    targets = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in _parsed(parts[_BOOK_RELATIONS])
    }
    return {
        sheet.get("name", ""): "xl/" + targets[sheet.get(f"{{{_RELATIONS}}}id", "")]
        for sheet in _parsed(parts[_BOOK]).iter(f"{{{_MAIN}}}sheet")
    }


def name_sheets(parts: Parts, wanted: Mapping[str, str]) -> dict[str, str]:
    """Give every sheet a name in VBA, and return them: the wanted, its own, or Sheet1 …"""
    found = {}
    for number, (sheet, part) in enumerate(sheet_parts(parts).items(), 1):
        text = parts[part].decode()
        own = re.search(r'<sheetPr [^>]*?\bcodeName="([^"]+)"', text)
        name = own[1] if own else wanted.get(sheet, f"Sheet{number}")
        if not own and "<sheetPr" in text:
            text = re.sub(r"<sheetPr\b", f'<sheetPr codeName="{name}"', text, count=1)
        elif not own:
            text = re.sub(
                r"(<worksheet\b[^>]*>)", rf'\1<sheetPr codeName="{name}"/>', text, count=1
            )
        parts[part] = text.encode()
        found[sheet] = name
    return found


def add_macros(parts: Parts, project: bytes, *, addin: bool) -> None:
    """Make a workbook one with macros, or an add-in; its windows are hidden then."""
    main = _MACRO_TYPE.format("addin" if addin else "sheet")
    _edit(parts, _TYPES, f'"{_WORKBOOK_TYPE}"', lambda _: f'"{main}"')
    _edit(
        parts,
        _TYPES,
        '<Default Extension="xml"',
        lambda old: f'<Default Extension="bin" ContentType="{_VBA_TYPE}"/>{old}',
    )
    _relate(parts, _BOOK_RELATIONS, "rIdVba", _VBA_RELATION, "vbaProject.bin")
    _edit(parts, _BOOK, "<workbookPr", lambda old: f'{old} codeName="ThisWorkbook"')
    if addin:
        _edit(parts, _BOOK, "<workbookView", lambda old: f'{old} visibility="hidden"')
    parts[_VBA] = project


def add_function_help(parts: Parts, groups: str, descriptions: str) -> None:
    """Add the groups of the function wizard and the help of arguments."""
    _edit(parts, _BOOK, "</sheets>", lambda old: f"{old}{groups}")
    _edit(parts, _BOOK, "</workbook>", lambda old: f"<extLst>{descriptions}</extLst>{old}")


def add_ribbon(parts: Parts, custom_ui: str) -> None:
    """Add the ribbon. Last of all: openpyxl, for one, drops it when it saves."""
    _relate(parts, _ROOT_RELATIONS, "rIdRibbon", _RIBBON_RELATION, _RIBBON)
    parts[_RIBBON] = custom_ui.encode()


def _parsed(part: bytes) -> Element:
    found: Element = fromstring(part)
    return found


def _edit(parts: Parts, name: str, old: str, new: Callable[[str], str]) -> None:
    text = parts[name].decode()
    if text.count(old) != 1:
        raise ValueError(f"{name} has {text.count(old)} times {old}")
    parts[name] = text.replace(old, new(old)).encode()


def _relate(parts: Parts, name: str, id: str, kind: str, target: str) -> None:
    relation = f'<Relationship Id="{id}" Type="{kind}" Target="{target}"/>'
    _edit(parts, name, "</Relationships>", lambda old: f"{relation}{old}")
