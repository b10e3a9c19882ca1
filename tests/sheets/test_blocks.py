"""A sheet as blocks for live hosts: marks beside their figures, one format a column, few blocks."""

from __future__ import annotations

from qbe_xl.assessment import State
from qbe_xl.sheets import blocks
from qbe_xl.sheets.looks import CENTER, COUNT, FIGURE
from qbe_xl.sheets.model import (
    At,
    Cell,
    Chart,
    Either,
    Field,
    Figure,
    Formula,
    Grid,
    Heading,
    Range,
    Series,
    Sheet,
    Space,
    Title,
    Value,
)

GRID = Grid(
    (Field("甲", 10), Field("乙", 8, FIGURE), Field("丙", 9, CENTER)),
    [
        ("a", Figure(0.5, "0.00", "✕"), State.UNMET),
        ("b", Figure(0.75, "0.00", "●"), 3),
        ("c", Figure(None, "0.00", "○", blank="无"), Formula("=1+1", 2)),
    ],
    keep=1,
    filtered=True,
)


def test_a_mark_stands_left_of_its_figure_and_every_part_is_known() -> None:
    table = blocks.table(Sheet("表", (Title("题", "注"), GRID, Space(2), Heading("下"))))
    assert list(table.values) == [
        ("题", None, None, None),
        ("注", None, None, None),
        ("甲", None, "乙", "丙"),
        ("a", "✕", 0.5, "✕ 未达标"),
        ("b", "●", 0.75, 3),
        ("c", None, "无", 2),
        (None, None, None, None),
        ("下", None, None, None),
    ]
    assert list(table.widths) == [10, 3, 8, 9]
    assert [*table.header_rows, *table.heading_rows] == [2, 7]
    assert table.frozen == (3, 1)
    assert list(table.column_formats) == [(2, "0.00"), (3, "General")]
    assert list(table.filters) == [(2, 0, 5, 3)]


def test_live_hosts_get_their_own_parts_and_charts_over_cells_where_these_now_stand() -> None:
    values, names = Range("表", 4, 1, 6, 1), Range("表", 4, 0, 6, 0)
    chart = Chart([Series("乙", values, names, "#000000")], 3, 400, 200, "图")
    parts = (
        Title("题"),
        Space(2),
        Either((chart,), (GRID, At(3, 3, chart))),
        Grid((Field("丁", look=COUNT),), [(1,)]),
    )
    table = blocks.table(Sheet("表", parts, (10, 8, 9)))
    ((row, column, drawn),) = table.charts
    assert (row, column) == (2, 5)  # of two empty rows one is left
    assert drawn.series[0].values == Range("表", 3, 2, 5, 2)
    assert table.values[6][0] == "丁"


def test_a_row_of_figures_with_a_format_of_their_own_is_a_block() -> None:
    percent = FIGURE(number="0%")
    fields = [Field("", 5, COUNT) for _ in range(3)]
    half = Cell(0.5, percent)
    rows: list[tuple[Value, ...]] = [(1, 2, 3), (4, 5, 6), (half, half, half)]
    table = blocks.table(Sheet("表", (Grid(fields, rows, header=0),)))
    assert [tuple(format for _, format in table.column_formats)] == [("0",) * 3]
    (block,) = table.blocks
    assert (block.top, block.left, block.bottom, block.right) == (2, 0, 2, 2)
    assert block.number_format == "0%"
