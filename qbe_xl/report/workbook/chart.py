"""The chart of the 差异系数 of both stages against their limits, made from the sheet 差异系数."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.clauses import words
from qbe_xl.county import layout
from qbe_xl.report.workbook import balance
from qbe_xl.sheets import style

_COLOURS = {"primary": ("#5B8DB8", "#1F4E79"), "junior": ("#E0B36A", "#8A5A00")}
_OVER = "#C0392B"
_FONT = {"name": style.FONT, "size": 9, "color": style.INK}


def make(book: Workbook, assessment: Assessment) -> Chart:
    """Return a column chart of the CVs with each stage's limit as a line.

    The columns of CVs over their limit are hatched in red.
    """
    chart = book.add_chart({"type": "column"})
    limits = book.add_chart({"type": "line"})
    first, last = balance.FIRST_VALUE, balance.FIRST_VALUE + len(INDICATORS) - 1
    categories = [balance.NAME, balance.HEADER_ROW, first, balance.HEADER_ROW, last]
    for position, stage in enumerate(assessment.stages):
        word = layout.STAGE_WORDS[stage]
        bar, line = _COLOURS[stage]
        row = balance.row_of(position, balance.CV)
        hatch = {"pattern": "wide_upward_diagonal", "fg_color": _OVER, "bg_color": bar}
        over = {"pattern": hatch, "border": {"color": _OVER, "width": 1.5}}
        found = assessment.balance[stage].values()
        chart.add_series(
            {
                "name": f"{word}差异系数",
                "categories": categories,
                "values": [balance.NAME, row, first, row, last],
                "fill": {"color": bar},
                "border": {"color": line},
                "gap": 60,
                "overlap": -8,
                "points": [over if b.state is State.UNMET else None for b in found],
                "data_labels": {
                    "value": True,
                    "num_format": style.decimal_format(words.CV_DECIMALS),
                    "font": {**_FONT, "size": 8},
                },
            }
        )
        row = balance.row_of(position, balance.LIMIT)
        limit = words.plain(float(assessment.standard.limit(stage)))
        limits.add_series(
            {
                "name": f"{word}上限 {limit}",
                "categories": categories,
                "values": [balance.NAME, row, first, row, last],
                "line": {"color": line, "width": 1.75, "dash_type": "dash"},
                "marker": {"type": "none"},
            }
        )
    chart.combine(limits)
    chart.set_title({"none": True})
    chart.set_legend({"position": "top", "font": _FONT})
    chart.set_x_axis({"num_font": _FONT, "line": {"color": style.EDGE}})
    chart.set_y_axis(
        {
            "num_font": _FONT,
            "min": 0,
            "num_format": "0.0",
            "major_gridlines": {"visible": True, "line": {"color": "#E3E8ED"}},
            "line": {"none": True},
        }
    )
    chart.set_chartarea({"border": {"color": style.EDGE}})
    return chart
