"""Charts of a file: figures of its own sheets as columns, and lines over them."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart as Made

from qbe_xl.sheets import palette
from qbe_xl.sheets.looks import FONT
from qbe_xl.sheets.model import Chart, Range, Series

FACE = {"name": FONT, "size": 10, "color": palette.INK}


def make(book: Workbook, chart: Chart) -> Made:
    """Return a chart."""
    subtype = {"subtype": "stacked"} if chart.stacked else {}
    made = book.add_chart({"type": "column", **subtype})
    lines = [series for series in chart.series if series.line]
    for series in chart.series:
        if not series.line:
            made.add_series(_column(series))
    if lines:
        over = book.add_chart({"type": "line"})
        for series in lines:
            over.add_series(_line(series))
        made.combine(over)
    face = {**FACE, "size": 11, "bold": False}
    made.set_title({"name": chart.title, "name_font": face} if chart.title else {"none": True})
    made.set_legend({"position": chart.legend, "font": FACE})
    made.set_x_axis(_x_axis(chart))
    made.set_y_axis(_y_axis(chart))
    made.set_chartarea({"border": {"color": palette.EDGE}})
    made.set_size({"width": chart.width, "height": chart.height})
    return made


def _x_axis(chart: Chart) -> dict[str, object]:
    if not chart.slanted:
        return {"num_font": FACE, "line": {"color": palette.EDGE}}
    slanted = {**FACE, "rotation": -45}
    return {"num_font": slanted, "num_format": chart.x_format, "text_axis": True}


def _y_axis(chart: Chart) -> dict[str, object]:
    grid = {"visible": True, "line": {"color": palette.GRID}}
    found: dict[str, object] = {"num_font": FACE, "min": 0, "major_gridlines": grid}
    if chart.y_format:
        found |= {"num_format": chart.y_format, "line": {"none": True}}
    return found


def _source(series: Series) -> dict[str, object]:
    name = list(series.name) if isinstance(series.name, Range) else series.name
    return {
        "name": name,
        "categories": list(series.categories),
        "values": list(series.values),
    }


def _column(series: Series) -> dict[str, object]:
    found = _source(series)
    if series.pattern:
        found["pattern"] = _pattern(series.pattern, series.colour, series.ground)
    else:
        found["fill"] = {"color": series.colour}
    if series.edge:
        found["border"] = {"color": series.edge}
    if series.over:
        hatch = _pattern("wide_upward_diagonal", palette.OVER, series.colour)
        over = {"pattern": hatch, "border": {"color": palette.OVER, "width": 1.5}}
        found["points"] = [over if one else None for one in series.over]
    if series.labels:
        font = {**FACE, "size": 10, "color": series.label_ink}
        found["data_labels"] = {"value": True, "num_format": series.labels, "font": font}
    if series.gap is not None:
        found["gap"] = series.gap
    if series.overlap is not None:
        found["overlap"] = series.overlap
    return found


def _pattern(name: str, colour: str, ground: str) -> dict[str, str]:
    return {"pattern": name, "fg_color": colour, "bg_color": ground}


def _line(series: Series) -> dict[str, object]:
    look: dict[str, object] = {"color": series.colour, "width": series.width}
    if series.dash:
        look["dash_type"] = series.dash
    return {**_source(series), "line": look, "marker": {"type": "none"}}
