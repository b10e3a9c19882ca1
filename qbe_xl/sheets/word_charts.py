"""The charts of a Word document: figures put in for the samples of its template, and the workbook
inside the document from which Word's 编辑数据 takes them.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as KINDS
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from qbe_xl.sheets.file import workbook
from qbe_xl.sheets.model import Cell, Row, Sheet

PARTS = "/word/charts/"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SERIES = re.compile(r"\{\{\s*((charts\.\w+)\.[\w.\[\]]+)\.name\s*\}\}")
_SHEET = "图中数据"
_AFTER = {f"{_C}{name}" for name in ("printSettings", "userShapes", "extLst")}
"""What stands after the link to the workbook in a chart's part."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ChartFault(Exception):
    """A series names what there is not; its text is the tag, the cause says why."""


@dataclass(frozen=True)
class _Series:
    """One series: its element in the chart, its name, names and figures of its points as printed.

    spare: left out where it has no figures.
    """

    element: Any
    name: str
    names: Sequence[str]
    figures: Sequence[str]
    spare: bool


def fill(part: Any, number: int, found: Callable[[str], Any], time: dt.datetime) -> None:
    """Fill a chart's part: every series that is named by its place in the view.

    number: of the chart in its document; found: what stands at such a place. Raises ChartFault.
    """
    root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False))
    series = [one for one in (_named(s, found) for s in root.iter(f"{_C}ser")) if one]
    if not series:
        return
    kept = [one for one in series if not one.spare or any(one.figures)] or series[:1]
    for one in series:
        if one not in kept:
            one.element.getparent().remove(one.element)
    series = kept
    for column, one in enumerate(series, 1):
        _put(one, column)
    blob = workbook(_SHEET, [_sheet(series)], time=time)
    name = PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx")
    for old in root.findall(f"{_C}externalData"):
        part.drop_rel(old.get(f"{_R}id"))
        root.remove(old)
    link = etree.Element(f"{_C}externalData", nsmap={"r": _R[1:-1]})
    link.set(f"{_R}id", part.relate_to(Part(name, _XLSX, blob, part.package), KINDS.PACKAGE))
    etree.SubElement(link, f"{_C}autoUpdate", val="0")
    place = next((i for i, child in enumerate(root) if child.tag in _AFTER), len(root))
    root.insert(place, link)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _named(element: Any, found: Callable[[str], Any]) -> _Series | None:
    title = element.find(f"{_C}tx//{_C}v")
    place = _SERIES.fullmatch((title.text or "").strip()) if title is not None else None
    if place is None:
        return None
    try:
        series, chart = (found(path) for path in place.group(1, 2))
        names, figures = map(str, chart["names"]), map(str, series["values"])
        spare = bool(series.get("spare", False))
        return _Series(element, str(series["name"]), list(names), list(figures), spare)
    except Exception as error:
        raise ChartFault(place[0]) from error


def _sheet(series: Sequence[_Series]) -> Sheet:
    """The workbook's sheet: points down, series across, a figure as it is printed."""
    names = max((one.names for one in series), key=len)
    head = Row((Cell(""), *(Cell(one.name) for one in series)))
    rows = [
        Row((Cell(name), *(Cell(_figure(one.figures, point)) for one in series)))
        for point, name in enumerate(names)
    ]
    return Sheet(_SHEET, [head, *rows], (18, *(14 for _ in series)), gridlines=True)


def _figure(figures: Sequence[str], point: int) -> float | str:
    return float(figures[point]) if point < len(figures) and figures[point] else ""


def _put(one: _Series, column: int) -> None:
    """Let a series say where in the workbook it stands, with its texts and figures beside."""
    letter, last = chr(ord("A") + column), max(len(one.names), 1) + 1
    value = one.element.find(f"{_C}val")
    code = "General" if value is None else value.findtext(f".//{_C}formatCode") or "General"
    for tag, kind, area, texts in (
        ("tx", "str", f"${letter}$1", [one.name]),
        ("cat", "str", f"$A$2:$A${last}", one.names),
        ("val", "num", f"${letter}$2:${letter}${last}", one.figures),
    ):
        holder = one.element.find(f"{_C}{tag}")
        if holder is None:
            continue
        for old in list(holder):
            holder.remove(old)
        holder.text = None
        reference = etree.SubElement(holder, f"{_C}{kind}Ref")
        etree.SubElement(reference, f"{_C}f").text = f"{_SHEET}!{area}"
        cache = etree.SubElement(reference, f"{_C}{kind}Cache")
        if kind == "num":
            etree.SubElement(cache, f"{_C}formatCode").text = code
        etree.SubElement(cache, f"{_C}ptCount", val=str(len(texts)))
        for number, text in enumerate(texts):
            if text:
                point = etree.SubElement(cache, f"{_C}pt", idx=str(number))
                etree.SubElement(point, f"{_C}v").text = text
