"""The two charts of 看板."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart

from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.county import layout
from qbe_xl.excel.workbook import figures
from qbe_xl.excel.workbook.figures import STAGES, STATES
from qbe_xl.excel.workbook.looks import COLOURS, INK, QUIET

_FONT = {"name": "宋体", "size": 9, "color": INK, "bold": False}
_GRID = {"visible": True, "line": {"color": "#E3E8EE", "width": 0.75}}
_LINES = ("#8A5A00", "#6A3D9A")
_BAR, _OVER = "#5B8DB8", "#C0392B"
_HATCH = {"pattern": "wide_upward_diagonal", "fg_color": _OVER, "bg_color": "#FBE0E0"}
_LABELS = {"value": True, "num_format": "0.00;;", "font": {**_FONT, "size": 8}}
_COUNT = {"value": True, "num_format": "0;;", "font": {**_FONT, "color": "#FFFFFF", "bold": True}}
_STATE_PATTERNS = ("", "wide_upward_diagonal", "dotted_grid")


def balance(book: Workbook, sheet: str, first: tuple[int, int], width: int, height: int) -> Chart:
    """Return the 14 CVs, those over their limit hatched in red, and the limits as a line.

    first: the cell of the first row's stage, its indicator beside it.
    """
    row, column = first
    last = row + 2 * len(INDICATORS) - 1
    categories = [sheet, row, column, last, column + 1]
    chart = book.add_chart({"type": "column"})
    looks: tuple[tuple[str, dict[str, object]], ...] = (
        ("未超过上限", {"fill": {"color": _BAR}}),
        ("超过上限", {"pattern": _HATCH, "border": {"none": True}}),
    )
    for over, (name, look) in enumerate(looks):
        chart.add_series(
            {
                "name": name,
                "categories": categories,
                "values": figures.split_range(over),
                "gap": 45,
                "overlap": 100,
                "data_labels": _LABELS,
                **look,
            }
        )
    line = book.add_chart({"type": "line"})
    for number, (stage, colour) in enumerate(zip(STAGES, _LINES, strict=True), 2):
        line.add_series(
            {
                "name": f"{layout.STAGE_WORDS[stage]}上限",
                "categories": categories,
                "values": figures.split_range(number),
                "line": {"color": colour, "width": 2, "dash_type": "dash"},
                "marker": {"type": "none"},
            }
        )
    chart.combine(line)
    chart.set_y_axis(
        {
            "min": 0,
            "num_format": "0.0",
            "num_font": _FONT,
            "major_gridlines": _GRID,
            "line": {"none": True},
        }
    )
    chart.set_x_axis({"num_font": {**_FONT, "size": 8}, "line": {"color": QUIET}})
    return _framed(chart, "十四个校际差异系数与上限", width, height)


def sections(book: Workbook, sheet: str, head: tuple[int, int], width: int, height: int) -> Chart:
    """Return the sections of each stage by state, stacked. head: the table's first header."""
    row, column = head
    chart = book.add_chart({"type": "column", "subtype": "stacked"})
    stages = [sheet, row + 1, column, row + len(STAGES), column]
    for place, (state, pattern) in enumerate(zip(STATES, _STATE_PATTERNS, strict=True), column + 1):
        ink, ground = COLOURS[state]
        look: dict[str, object] = {"fill": {"color": ink}, "data_labels": _COUNT}
        if pattern:
            look = {"pattern": {"pattern": pattern, "fg_color": ink, "bg_color": ground}}
        chart.add_series(
            {
                "name": [sheet, row, place],
                "categories": stages,
                "values": [sheet, row + 1, place, row + len(STAGES), place],
                "gap": 70,
                "border": {"color": ink, "width": 1},
                **look,
            }
        )
    chart.set_y_axis(
        {
            "min": 0,
            "num_format": "0",
            "num_font": _FONT,
            "major_gridlines": _GRID,
            "line": {"none": True},
        }
    )
    chart.set_x_axis({"num_font": {**_FONT, "size": 10}, "line": {"color": QUIET}})
    return _framed(chart, "办学单元综合达标（个）", width, height)


def _framed(chart: Chart, title: str, width: int, height: int) -> Chart:
    font = {"name": "黑体", "size": 11, "color": INK, "bold": False}
    chart.set_title({"name": title, "name_font": font, "overlay": False})
    chart.set_legend({"position": "bottom", "font": _FONT})
    chart.set_chartarea({"border": {"color": "#D5DCE4"}})
    chart.set_size({"width": width, "height": height})
    return chart
