"""A sheet that is said as data stands in the file as it was said."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from qbe_xl.assessment import State
from qbe_xl.sheets import blocks, file
from qbe_xl.sheets.layout import taken
from qbe_xl.sheets.looks import CENTER, COUNT, FIGURE, HEADER, TEXT, Look
from qbe_xl.sheets.model import (
    TALL,
    At,
    Cell,
    Comment,
    Field,
    Figure,
    Formula,
    Grid,
    Heading,
    Hole,
    Link,
    Marked,
    Note,
    Part,
    Row,
    Rule,
    Running,
    Sheet,
    Space,
    Title,
    listed,
)

TIME = dt.datetime(2024, 5, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
FIELDS = (
    Field("甲", 10, tall=TALL),
    Field("乙", 8, COUNT, blank="待填报"),
    Field("丙", 9, CENTER, columns=2),
)
WIDTHS = (10, 8, 9, 5)


def book(*parts: Part, **more: object) -> openpyxl.Workbook:
    sheet = Sheet("表", parts, WIDTHS, **more)  # type: ignore[arg-type]
    made = file.workbook("书", [sheet], time=TIME, running=Running("甲&乙县", "运行", "今天"))
    return openpyxl.load_workbook(io.BytesIO(made))


def written(*parts: Part, **more: object) -> Worksheet:
    return book(*parts, **more)["表"]


def test_parts_stand_below_one_another() -> None:
    sheet = written(
        Title("题", "注"),
        Grid(FIELDS, [("a", 1, "x"), ("b", 2, "y")], keep=1, filtered=True),
        Space(),
        Heading("其他"),
        Note("说明"),
        At(0, 3, Row((Cell("旁", TEXT),))),
    )
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert values == [
        ["题", None, None, "旁"],
        ["注", None, None, None],
        ["甲", "乙", "丙", None],
        ["a", 1, "x", None],
        ["b", 2, "y", None],
        [None] * 4,
        ["其他", None, None, None],
        ["说明", None, None, None],
    ]
    assert sheet.freeze_panes == "B4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.auto_filter.ref == "A3:D5"
    assert sorted(map(str, sheet.merged_cells.ranges)) == [
        "A2:D2",
        "A8:D8",
        "C3:D3",
        "C4:D4",
        "C5:D5",
    ]


def test_a_value_says_what_it_is() -> None:
    sheet = written(
        Grid(
            FIELDS,
            [
                ("=1+1", float("nan"), State.MISSING),
                (Marked("✕", "缺"), Figure(0.5, "0.00", "✕"), Link("a b#1/章程.docx", "章程")),
                (dt.date(2024, 5, 20), Formula("=B1*2", 7), Link("#表!A1", "上面")),
                (None, None, Figure(None, blank="无")),
            ],
            header=0,
        )
    )
    assert [sheet["A1"].value, sheet["A1"].data_type, sheet["A1"].quotePrefix] == [
        "=1+1",
        "s",
        True,
    ]
    assert sheet["B1"].value == "待填报"
    assert sheet["C1"].value == "○ 待填报"
    assert sheet["C1"].font.color.rgb == "FF2F5D8A"
    assert sheet["A2"].value == "缺"
    assert (sheet["B2"].value, sheet["B2"].number_format) == (0.5, '"✕"* 0.00')
    assert sheet["B2"].fill.fgColor.rgb == sheet["A2"].fill.fgColor.rgb == "FFFBE6E6"
    assert sheet["C2"].hyperlink.target.replace("\\", "/") == "a%20b%231/章程.docx"
    assert sheet["C3"].hyperlink.location == "'表'!A1"
    assert sheet["A3"].value == dt.datetime(2024, 5, 20)
    assert sheet["B3"].value == "=B1*2"
    assert [sheet["A4"].value, sheet["B4"].value, sheet["C4"].value] == [None, "待填报", "无"]


def test_what_is_met_has_no_ground_of_its_own() -> None:
    cell = written(Row((Cell(Figure(1.0, "0.0", "●"), FIGURE),)))["A1"]
    assert cell.font.color.rgb == "FF1B6B3A"
    assert cell.fill.fill_type is None


def test_rows_and_cells_may_say_more() -> None:
    sheet = written(
        Grid(
            FIELDS,
            [
                Row((Cell("高", rows=2), 1, "x"), over=Look(bold=True), level=1, hidden=True),
                Row((Hole(), Cell("宽", CENTER, columns=3)), height=40),
                ("一二三四五" * 3, 2, "y"),
            ],
        )
    )
    assert [sheet.cell(2, column).font.bold for column in (1, 2, 3)] == [True, True, True]
    assert (sheet.row_dimensions[2].outlineLevel, sheet.row_dimensions[2].hidden) == (1, True)
    assert sheet.row_dimensions[3].height == pytest.approx(40, abs=0.3)
    assert sheet.row_dimensions[4].height == pytest.approx(4 * 15 + 4, abs=0.3)
    assert {"A2:A3", "B3:D3"} <= set(map(str, sheet.merged_cells.ranges))


def test_an_empty_grid_says_so() -> None:
    sheet = written(Grid(FIELDS, [], filtered=True, empty=("没有。", State.MET)))
    assert sheet["A2"].value == "没有。"
    assert "A2:D2" in set(map(str, sheet.merged_cells.ranges))
    assert sheet.auto_filter.ref is None


def test_records_are_listed_a_column_a_line() -> None:
    columns = (
        (Field("序号", 5), None),
        (Field("字", 5), lambda one: one),
        (Field("长", 5), len),
    )
    sheet = written(listed("甲乙", columns, header=0, height=20))
    assert [[cell.value for cell in row] for row in sheet["A1:C2"]] == [[1, "甲", 1], [2, "乙", 1]]


def test_a_rule_colours_what_it_finds() -> None:
    sheet = written(Row((1,)), rules=[Rule((0, 0, 4, 0), "formula", "=A1>0", Look(ink="#FF0000"))])
    (found,) = sheet.conditional_formatting
    assert str(found.sqref) == "A1:A5"
    assert found.rules[0].formula == ["A1>0"]
    assert found.rules[0].dxf.font.color.rgb == "FFFF0000"


def test_properties_and_running_titles_are_those_of_the_run() -> None:
    made = book(Row(("x",)))
    assert made.properties.title == "书"
    assert made.properties.created == dt.datetime(2024, 5, 20, 1, 30)
    sheet = made["表"]
    assert "甲&&乙县" in sheet.oddHeader.left.text or "甲&乙县" in sheet.oddHeader.left.text
    assert "表" in sheet.oddHeader.right.text


def test_a_cell_takes_the_columns_of_its_field_and_an_empty_figure_keeps_its_format() -> None:
    fields = (Field("甲", columns=2), Field("乙", look=FIGURE))
    grid = Grid(fields, [(Cell("一", TEXT), Figure(None, "0.0", blank="—"))])
    total = Row((Cell("合计", HEADER, 2), 1), header=True)
    sheet = written(grid, total)
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:B1", "A2:B2", "A3:B3"}
    assert (sheet["C2"].value, sheet["C2"].number_format) == ("—", "0.0")
    assert blocks.table(Sheet("表", (grid, total), WIDTHS)).header_rows == (0, 2)


def test_a_grid_of_records_numbers_them_and_shows_what_each_column_takes_of_them() -> None:
    words = ("一", "二二")
    grid = listed(
        words,
        (
            (Field("序号"), None),
            (Field("字数"), len),
            (Field("词"), str),
        ),
        level=1,
        keep=1,
    )
    sheet = written(grid)
    assert [[cell.value for cell in row[:3]] for row in sheet.iter_rows()] == [
        ["序号", "字数", "词"],
        [1, 1, "一"],
        [2, 2, "二二"],
    ]
    assert sheet.row_dimensions[2].outlineLevel == 1
    assert sheet.freeze_panes == "B2"


def test_comments_whole_rows_and_the_columns_beyond() -> None:
    sheet = written(
        Row(("题",), height=20, whole=Look(locked=True)),
        comments={(0, 0): Comment("甲：看这里", "甲")},
        beyond=Look(locked=False),
        protected=True,
    )
    comment = sheet["A1"].comment
    assert comment is not None
    assert (comment.text, comment.author) == ("甲：看这里", "甲")
    beyond = sheet.column_dimensions["E"]
    assert (beyond.min, beyond.max, beyond.protection.locked) == (5, 16384, False)
    assert sheet.protection.sheet


def test_a_row_in_a_grid_is_as_high_as_its_tall_fields_ask() -> None:
    long = "字" * 20
    grid = Grid([Field("甲", tall=TALL), Field("乙")], [(long, ""), Row((long, ""), level=1)])
    sheet = written(grid)
    heights = [sheet.row_dimensions[row].height for row in (2, 3)]
    assert heights[0] == heights[1]
    assert heights[0] > 60
    assert taken(grid, Space(2)) == 5


def test_truths_and_moments_are_what_they_are() -> None:
    moment = dt.datetime(2026, 5, 20, 18, 0)
    sheet = written(
        Row((True, Cell(moment, TEXT(number="yyyy-mm-dd hh:mm")), dt.date(2026, 5, 20)))
    )
    assert [cell.value for cell in sheet[1]][:3] == [True, moment, dt.datetime(2026, 5, 20)]


def test_a_plain_workbook_has_names_properties_and_the_faces_of_who_opens_it() -> None:
    parts = (Row((Cell("甲", Look()),)),)
    sheets = [Sheet("一", parts), Sheet("二", parts, vba_name="Two")]
    named, custom = {"区域": "=一!$A$1:$B$2"}, {"版本": "9"}
    content = file.workbook(
        "", sheets, time=TIME, author="", opens="二", names=named, custom=custom, plain=True
    )
    made = openpyxl.load_workbook(io.BytesIO(content))
    assert made.defined_names["区域"].value == "一!$A$1:$B$2"
    assert [(of.name, of.value) for of in made.custom_doc_props.props] == [("版本", "9")]
    assert made.active.title == "二"
    assert made["二"].sheet_properties.codeName == "Two"
    assert made["一"]["A1"].font.name == "Calibri"
