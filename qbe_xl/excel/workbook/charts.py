"""The two charts of 看板."""

from __future__ import annotations

from functools import partial

from qbe_xl.county import layout
from qbe_xl.excel.workbook import figures
from qbe_xl.excel.workbook.figures import STAGES, STATES
from qbe_xl.sheets import palette
from qbe_xl.sheets.model import Chart, Range, Series

_HATCH = "wide_upward_diagonal"


def balance(names: Range, *, rows: int, width: int, height: int) -> Chart:
    """Return the 14 CVs, those over their limit hatched in red, and the limits as a line.

    names: the stage and the indicator of each.
    """
    bars = partial(Series, categories=names, gap=45, overlap=100, labels="0.00;;")
    hatched = partial(bars, pattern=_HATCH, ground=palette.UNMET.ground)
    limits = [
        Series(
            f"{layout.STAGE_WORDS[stage]}上限",
            figures.split_range(number),
            names,
            palette.STAGES[stage].ink,
            line=True,
            width=2,
            dash="dash",
        )
        for number, stage in enumerate(STAGES, 2)
    ]
    series = [
        bars("未超过上限", figures.split_range(0), colour=palette.DONE),
        hatched("超过上限", figures.split_range(1), colour=palette.OVER),
        *limits,
    ]
    return _chart(series, "十四个校际差异系数与上限", "0.0")(rows=rows, width=width, height=height)


def sections(counts: Range, *, rows: int, width: int, height: int) -> Chart:
    """Return the sections of each stage by state, stacked. counts: the table with its header."""
    name, head, first, last, _ = counts
    series = []
    for column, (state, pattern) in enumerate(
        zip(STATES, ("", _HATCH, "dotted_grid"), strict=True), first + 1
    ):
        ink, ground = palette.of(state)
        series.append(
            Series(
                Range(name, head, column, head, column),
                Range(name, head + 1, column, last, column),
                Range(name, head + 1, first, last, first),
                ink,
                edge=ink,
                pattern=pattern,
                ground=ground,
                labels="" if pattern else "0;;",
                label_ink=palette.PAPER,
                gap=70,
            )
        )
    made = _chart(series, "办学单元综合达标（个）", "0")
    return made(rows=rows, width=width, height=height, stacked=True)


def _chart(series: list[Series], title: str, number: str) -> partial[Chart]:
    framed = partial(Chart, series, legend="bottom", offset=(0, 6))
    return partial(framed, title=title, about=title, y_format=number)
