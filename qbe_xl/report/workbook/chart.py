"""The chart of the 差异系数 of both stages against their limits, made from the sheet 差异系数."""

from __future__ import annotations

from collections.abc import Sequence

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.clauses import words
from qbe_xl.county import layout
from qbe_xl.report.workbook import balance
from qbe_xl.sheets import palette
from qbe_xl.sheets.looks import decimal_format
from qbe_xl.sheets.model import Chart, Range, Series

_ROWS, _HEIGHT = 15, 300
_PIXELS_A_UNIT, _PIXELS_A_COLUMN = 8, 5
ABOUT = "各学段七项指标的校际差异系数及其上限"


def chart(assessment: Assessment, widths: Sequence[float]) -> Chart:
    """Return a column chart of the CVs with each stage's limit as a line, over columns of widths.

    The columns of CVs over their limit are hatched in red.
    """
    categories = _row(balance.HEADER_ROW)
    columns, limits = [], []
    for position, stage in enumerate(assessment.stages):
        line, bar = palette.STAGES[stage]
        word = layout.STAGE_WORDS[stage]
        columns.append(
            Series(
                f"{word}差异系数",
                _row(balance.row_of(position, balance.CV)),
                categories,
                bar,
                edge=line,
                gap=60,
                overlap=-8,
                over=[b.state is State.UNMET for b in assessment.balance[stage].values()],
                labels=decimal_format(words.CV_DECIMALS),
            )
        )
        limit = words.plain(float(assessment.standard.limit(stage)))
        values = _row(balance.row_of(position, balance.LIMIT))
        name = f"{word}上限 {limit}"
        limits.append(Series(name, values, categories, line, line=True, dash="dash"))
    width = round(sum(_PIXELS_A_UNIT * width + _PIXELS_A_COLUMN for width in widths)) - 4
    about = f"{ABOUT}；数值见“差异系数”表"
    return Chart((*columns, *limits), _ROWS, width, _HEIGHT, about, y_format="0.0")


def live_chart(sheet: str, header: int, count: int) -> Chart:
    """Return the chart of as many CVs of a live sheet, in a table with this header row."""
    first, last = header + 1, header + count
    line, bar = palette.STAGES["primary"]
    categories = Range(sheet, first, 1, last, 2)
    columns = (("差异系数", 5, bar, False), ("上限", 6, line, True))
    series = [
        Series(name, Range(sheet, first, place, last, place), categories, colour, line=is_line)
        for name, place, colour, is_line in columns
    ]
    return Chart(series, count, 800, _HEIGHT, ABOUT, title="校际差异系数与上限")


def _row(row: int) -> Range:
    last = balance.FIRST_VALUE + len(INDICATORS) - 1
    return Range(balance.NAME, row, balance.FIRST_VALUE, row, last)
