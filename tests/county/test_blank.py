"""The blank workbook: everything in it from the layout, and what is written reads back the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from qbe_xl import standards
from qbe_xl.assessment import State, assess
from qbe_xl.blank import blank_workbook
from qbe_xl.blank.entry import MESSAGE_LIMIT, TITLE_LIMIT
from qbe_xl.blank.guide import GUIDE
from qbe_xl.blank.sheets import named
from qbe_xl.blank.style import with_unit
from qbe_xl.county import layout
from qbe_xl.county.folding import tidy
from qbe_xl.county.layout import Column, SheetLayout
from qbe_xl.county.model import County, Entry, Table
from qbe_xl.county.reading import read_book
from qbe_xl.errors import InputError, Place
from qbe_xl.files.book import open_book
from tests.properties import examples

Convert = Callable[[Path, str, Path], Path]

TABLES = [of for of in layout.SHEETS if not of.items]
ITEM_SHEETS = [of for of in layout.SHEETS if of.items]
NAMES = [of.name for of in layout.SHEETS]


@pytest.fixture(scope="module")
def blank() -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(blank_workbook()))


def header_row(sheet: Worksheet, of: SheetLayout) -> int:
    """The row that the reader will find: the first that holds the key header."""
    key = with_unit(of.key_column)
    return next(row[0].row for row in sheet.iter_rows() if key in [cell.value for cell in row])


def headers(sheet: Worksheet, of: SheetLayout) -> dict[str, int]:
    row = sheet[header_row(sheet, of)]
    return {cell.value: cell.column for cell in row if cell.value is not None}


def checks(sheet: Worksheet, row: int, column: int) -> list[DataValidation]:
    place = sheet.cell(row, column).coordinate
    return [v for v in sheet.data_validations.dataValidation if place in v.sqref]


def read(path: Path, content: bytes) -> County:
    path.write_bytes(content)
    return read_book(path)[1]


# The untouched workbook


def test_the_sheets_stand_in_order_after_the_guide(blank: openpyxl.Workbook) -> None:
    assert blank.sheetnames == [GUIDE, *NAMES]


@pytest.mark.parametrize("of", layout.SHEETS, ids=NAMES)
def test_headers_are_those_of_the_layout(blank: openpyxl.Workbook, of: SheetLayout) -> None:
    shown = list(headers(blank[of.name], of))
    expected = [with_unit(column) for column in of.columns]
    assert [header for header in shown if header in expected] == expected
    explaining = set(shown) - set(expected)
    assert explaining == set() if of in TABLES else explaining <= {"单位", "要求", "填写说明"}


@pytest.mark.parametrize("of", TABLES, ids=[of.name for of in TABLES])
def test_each_column_checks_and_explains_itself(blank: openpyxl.Workbook, of: SheetLayout) -> None:
    sheet = blank[of.name]
    first = header_row(sheet, of) + 1
    for header, place in headers(sheet, of).items():
        column = next(column for column in of.columns if with_unit(column) == header)
        for row in (first, first + (399 if of is layout.SCHOOLS else 99)):
            (check,) = checks(sheet, row, place)
            assert_check(check, column.kind, column.allowed)
            assert column.help in check.prompt
            assert check.promptTitle == column.header


@pytest.mark.parametrize("of", ITEM_SHEETS, ids=[of.name for of in ITEM_SHEETS])
def test_items_stand_ready_with_number_title_and_unit(
    blank: openpyxl.Workbook, of: SheetLayout
) -> None:
    sheet, columns = blank[of.name], headers(blank[of.name], of)
    first = header_row(sheet, of) + 1
    value = columns[of.by_key["value"].header]
    for row, item in enumerate(of.items, first):
        assert sheet.cell(row, columns[of.key_column.header]).value == item.key
        if "title" in of.by_key:
            assert sheet.cell(row, columns[of.by_key["title"].header]).value == item.title
        assert item.unit == (sheet.cell(row, columns.get("单位", 99)).value or "")
        assert sheet.cell(row, value).value is None
        if not item.noted_only:
            (check,) = checks(sheet, row, value)
            assert_check(check, item.kind, ())
            assert check.promptTitle == named(item)


def assert_check(check: DataValidation, kind: str, allowed: tuple[str, ...]) -> None:
    expected = {"count": "whole", "number": "decimal", "year": "whole", "date": "date"}
    expected |= {"choice": "list", "yesno": "list"}
    assert check.type == expected.get(kind)
    if kind in ("choice", "yesno"):
        words = allowed if kind == "choice" else ("是", "否")
        assert check.formula1 == '"' + ",".join(words) + '"'
    if kind in ("count", "number"):
        assert (check.operator, check.formula1) == ("greaterThanOrEqual", "0")
    assert check.showInputMessage
    assert check.errorStyle in (None, "stop")
    for text, limit in ((check.promptTitle, TITLE_LIMIT), (check.prompt, MESSAGE_LIMIT)):
        assert 0 < len(text) <= limit
    for text, limit in ((check.errorTitle, TITLE_LIMIT), (check.error, MESSAGE_LIMIT)):
        assert 0 < len(text) <= limit


def test_the_groups_of_people_are_there(blank: openpyxl.Workbook) -> None:
    sheet = blank["社会认可度"]
    first = header_row(sheet, layout.SURVEY) + 1
    shown = [sheet.cell(row, 1).value for row in range(first, first + 8)]
    assert shown == [*layout.GROUPS, None]


def test_the_three_needs_look_and_read_differently(blank: openpyxl.Workbook) -> None:
    sheet = blank["学校"]
    row, places = header_row(sheet, layout.SCHOOLS), headers(sheet, layout.SCHOOLS)
    looks: dict[str, set[str]] = {}
    for column in layout.SCHOOLS.columns:
        place = places[with_unit(column)]
        need = "必填" if column.filled else "选填" if column.optional else "评估用"
        assert sheet.cell(row - 1, place).value == need
        looks.setdefault(need, set()).add(sheet.cell(row, place).fill.fgColor.rgb)
    assert [len(colours) for colours in looks.values()] == [1, 1, 1]
    assert len(set.union(*looks.values())) == 3


def test_groups_of_columns_have_a_heading(blank: openpyxl.Workbook) -> None:
    sheet = blank["学校"]
    row = header_row(sheet, layout.SCHOOLS) - 2
    shown = [cell.value for cell in sheet[row] if cell.value]
    assert shown == list(dict.fromkeys(column.group for column in layout.SCHOOLS.columns))
    assert len(sheet.merged_cells.ranges) == len(shown)


def test_every_sheet_prints_on_a4_landscape_with_its_header(blank: openpyxl.Workbook) -> None:
    for sheet in blank:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_title_rows
        assert not sheet.protection.sheet
    for of in layout.SHEETS:
        row = header_row(blank[of.name], of)
        assert blank[of.name].freeze_panes.endswith(str(row + 1))
    assert blank["学校"].print_title_cols == "$A:$B"


def test_wide_pages_are_cut_between_groups(blank: openpyxl.Workbook) -> None:
    columns = layout.SCHOOLS.columns
    starts = {i for i, c in enumerate(columns) if not i or c.group != columns[i - 1].group}
    assert {b.id for b in blank["学校"].col_breaks.brk} < starts


def test_the_guide_describes_every_column_and_item(blank: openpyxl.Workbook) -> None:
    rows = {tuple(cell.value or "" for cell in row) for row in blank[GUIDE].iter_rows(max_col=8)}
    described = {row[:3]: row for row in rows}
    for of in layout.SHEETS:
        for column in of.columns if of in TABLES else ():
            row = described[of.name, column.header, column.unit]
            assert column.help in row
            assert column.form in row
            assert all(rule[0] in row[7] for rule in column.rules)
        for item in of.items:
            assert (of.name, named(item), item.unit) in described


def test_no_cell_holds_a_formula(blank: openpyxl.Workbook) -> None:
    assert not [
        c for sheet in blank for row in sheet.iter_rows() for c in row if c.data_type == "f"
    ]


def test_an_untouched_workbook_has_exactly_one_problem(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path / "空.xlsx", blank_workbook())
    assert [problem.cell for problem in caught.value.problems] == ["学校"]
    assert "没有一行学校数据" in str(caught.value)


def test_one_school_typed_into_it_can_be_assessed(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(BytesIO(blank_workbook()))
    sheet = book["学校"]
    places, row = headers(sheet, layout.SCHOOLS), header_row(sheet, layout.SCHOOLS) + 1
    typed = {"学校标识码": "2199000001", "学校名称": "甲小学", "办学类型": "小学"}
    for header, value in (typed | {"小学在校生数（人）": 120, "寄宿制": "否"}).items():
        sheet.cell(row, places[header]).value = value
    book.save(tmp_path / "一校.xlsx")
    county = read_book(tmp_path / "一校.xlsx")[1]
    assert str(county.schools.cell("code", 0)) == f"学校!A{row}"
    assert county.notices == ()
    assessment = assess(county, standards.resolve().at(county.date))
    assert (len(assessment.sections), assessment.verdict) == (1, State.MISSING)


# What is written into it


def test_the_same_fill_gives_the_same_bytes() -> None:
    fill = {"学校": [{"code": "1", "name": "甲"}], "县情": [{"key": "说明", "value": "试"}]}
    assert blank_workbook(fill, "试用") == blank_workbook(fill, "试用")
    assert blank_workbook() == blank_workbook({}) != blank_workbook(fill)


def test_the_title_stands_on_every_sheet_and_page() -> None:
    book = openpyxl.load_workbook(BytesIO(blank_workbook(title="演示 & 试用")))
    for sheet in book:
        assert "演示 & 试用" in sheet["A1"].value
        assert "演示 && 试用" in sheet.oddFooter.left.text


def test_items_take_answers_and_others_follow(tmp_path: Path) -> None:
    fill: dict[str, Any] = {
        "学校": [{"code": "1", "name": "甲", "type": "小学"}],
        "县级数据": [{"key": "Q3", "conclusion": "已核准"}, {"key": "G1", "value": False}],
        "社会认可度": [{"group": "合计", "valid": 9}, {"group": "家长", "papers": 7}],
        "县情": [
            {"key": "评估日期", "value": dt.date(2024, 5, 20)},
            {"key": "备注", "value": "试"},
        ],
    }
    county = read(tmp_path / "项.xlsx", blank_workbook(fill))
    assert (county.item("G1").value, county.item("Q3").conclusion) == (False, "已核准")
    assert len(county.items) == len(layout.COUNTY_ITEMS.items)
    assert (county.date, county.fact("备注")) == (dt.date(2024, 5, 20), "试")
    assert list(county.survey.code("group")) == list(range(8))
    assert county.survey.number("papers")[1] == 7
    assert county.notices == ()


@pytest.mark.parametrize(
    "text", ["=1+1", "@A1", "+86", "-3", "{=1}", "https://a.cn", "007", "_x0041_"]
)
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    rows = [{"code": "1", "name": text, "type": "小学", "township": text}]
    county = read(tmp_path / "文.xlsx", blank_workbook({"学校": rows}))
    assert county.schools.word("name", 0) == county.schools.word("township", 0) == text


@pytest.mark.parametrize(
    ("fill", "words"),
    [
        ({"学校表": []}, "no sheet “学校表”"),
        ({"学校": [{"学校名称": "甲"}]}, "no column “学校名称”"),
        ({"学校": [{"primary_pupils": float("nan")}]}, "cannot hold"),
        ({"学校": [{"name": "长" * 32_768}]}, "cannot hold"),
        ({"学校": [{"name": ["甲"]}]}, "cannot hold"),
        ({"县情": [{"key": "县名"}, {"key": "县名"}]}, "“县名” twice"),
    ],
)
def test_what_cannot_be_written_is_refused(fill: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        blank_workbook(fill)


# Whatever is written reads back the same

TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12).filter(
    lambda text: tidy(text) == text and text not in layout.TOTAL_ROWS
)
NUMBERS = st.one_of(
    st.integers(0, 10**9).map(float), st.decimals(0, 10**7, places=2).map(float), st.floats(0, 1e6)
).map(lambda number: float(f"{number:.15g}"))


def values(kind: str, allowed: tuple[str, ...] = ()) -> st.SearchStrategy[object]:
    return {
        "text": TEXTS,
        "code": st.from_regex(r"[0-9]{1,10}", fullmatch=True),
        "choice": st.sampled_from(allowed or ("",)),
        "yesno": st.booleans(),
        "count": st.integers(0, 99_999),
        "number": NUMBERS,
        "year": st.integers(1900, 2099),
        "date": st.dates(dt.date(1900, 3, 1), dt.date(2199, 12, 31)),
    }[kind]


def cell(column: Column) -> st.SearchStrategy[object]:
    filled = values(column.kind, column.allowed)
    return filled if column.filled else st.none() | filled


PARTS = [
    *(
        (f"{stage}_{whole}", f"{stage}_{part}")
        for stage in ("primary", "junior")
        for whole, part in (
            ("teachers", "degree"),
            ("teachers", "backbone"),
            ("teachers", "arts"),
            ("pupils", "near"),
        )
    ),
    ("teaching_area", "indoor_area"),
    ("papers", "valid"),
    ("valid", "satisfied"),
    ("visited", "visited_satisfied"),
]


def possible(row: dict[str, Any]) -> dict[str, Any]:
    """The same row without a part that is larger than its whole."""
    teachers = (row.get("primary_teachers") or 0) + (row.get("junior_teachers") or 0)
    row = {"all": teachers} | row
    for part in ("certified", "trained", "eligible"):
        row = _cut(row, "all", part)
    for whole, part in (*PARTS, ("eligible", "exchanged"), ("exchanged", "exchanged_backbone")):
        row = _cut(row, whole, part)
    if row.get("eligible") is None:
        row = {key: value for key, value in row.items() if not key.startswith("exchanged")}
    return {key: value for key, value in row.items() if key != "all"}


def _cut(row: dict[str, Any], whole: str, part: str) -> dict[str, Any]:
    if row.get(whole) is None or row.get(part) is None:
        return row
    return row | {part: min(row[whole], row[part])}


@st.composite
def fills(draw: st.DrawFn) -> dict[str, list[dict[str, Any]]]:
    def rows(of: SheetLayout, **fixed: st.SearchStrategy[object]) -> dict[str, Any]:
        cells = {column.key: cell(column) for column in of.columns} | fixed
        return possible(draw(st.fixed_dictionaries(cells)))

    codes = draw(st.lists(values("code"), min_size=1, max_size=4, unique=True))
    mine = st.sampled_from(codes)
    fill: dict[str, list[dict[str, Any]]] = {
        "学校": [
            rows(
                layout.SCHOOLS,
                code=st.just(code),
                parent=st.none() if code == codes[0] else st.sampled_from([None, codes[0]]),
            )
            for code in codes
        ]
    }
    several = range(draw(st.integers(0, 4)))
    fill["班级"] = [rows(layout.CLASSES, code=mine) for _ in several]
    fill["专用教室"] = [rows(layout.ROOMS, code=mine) for _ in several]
    fill["质量监测"] = [rows(layout.MONITORING, subject=TEXTS) for _ in several]
    fill["社会认可度"] = [rows(layout.SURVEY, group=st.just(group)) for group in layout.GROUPS]
    for of in ITEM_SHEETS:
        fill[of.name] = [
            {"key": item.key, "value": draw(st.none() | values(item.kind))}
            for item in of.items
            # Sums of these are compared with each other; test_reading has them.
            if not item.key.startswith(("G14.", "G15.", "Q1.", "Q2."))
        ]
    return fill


@pytest.mark.slow
@given(fills())
@examples(25)
def test_what_is_written_reads_back_equal(
    tmp_path_factory: pytest.TempPathFactory, fill: dict[str, list[dict[str, Any]]]
) -> None:
    county = read(tmp_path_factory.getbasetemp() / "往返.xlsx", blank_workbook(fill))
    tables = (county.schools, county.classes, county.rooms, county.monitoring, county.survey)
    for table in tables:
        written = fill[table.sheet.name]
        assert len(table) == len(written)
        for index, row in enumerate(written):
            for column in table.sheet.columns:
                assert shown(table, column, index) == row.get(column.key), column.key
    for of, entries in zip(ITEM_SHEETS, (county.items, county.vetoes, county.facts), strict=True):
        for row in fill[of.name]:
            assert entries.get(row["key"], Entry(None, Place(""))).value == row["value"]


def shown(table: Table, column: Column, index: int) -> object:
    """A cell of the county in the form that it was written in."""
    if column.kind in ("count", "number", "year"):
        figure = table.number(column.key)[index]
        return None if figure != figure else float(figure)
    if column.kind == "yesno":
        return (None, True, False)[int(table.code(column.key)[index]) + 1]
    if column.kind == "choice":
        return table.choice(column.key, index) or None
    return table.word(column.key, index) or None


def test_the_workbook_opens_as_xlsx(tmp_path: Path) -> None:
    (tmp_path / "空.xlsx").write_bytes(blank_workbook())
    book = open_book(tmp_path / "空.xlsx")
    assert (book.format, book.sheet_names) == ("xlsx", (GUIDE, *NAMES))


@pytest.mark.parametrize("to", ["ods", "xls", "xlsx"])
def test_another_program_may_save_it(tmp_path: Path, soffice_convert: Convert, to: str) -> None:
    (tmp_path / "空.xlsx").write_bytes(blank_workbook())
    with pytest.raises(InputError) as caught:
        read_book(soffice_convert(tmp_path / "空.xlsx", to, tmp_path / to))
    assert len(caught.value.problems) == 1
