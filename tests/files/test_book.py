"""Opening workbooks: what stands in a file is what we read, whoever wrote it and in whatever form."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.chart import BarChart
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from qbe_xl.errors import InputError
from qbe_xl.files.book import Book, Cell, Sheet, open_book
from tests import office, programs
from tests.files import biff, hostile
from tests.properties import examples

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
AFTER = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'
ROWS = (
    hostile.row(1, hostile.text("标识码"), hostile.text(""), hostile.text("人数"))
    + hostile.row(3, hostile.number(7), ' t="str"><f>A1</f><v>甲</v></c>', ' t="b"><v>1</v></c>')
    + hostile.row(4, ' t="e"><v>#N/A</v></c>', "><f>A3+1</f></c>", hostile.text("a&amp;b&lt;"))
)
CELLS: list[list[Cell]] = [
    ["标识码", None, "人数"],
    [None, None, None],
    [7.0, "甲", True],
    [None, None, "a&b<"],
]
FAULTS = {(3, 0): "错误值 #N/A", (3, 1): "没有计算结果的公式"}


def opened(path: Path, data: bytes) -> Book:
    path.write_bytes(data)
    return open_book(path)


def only_sheet(path: Path, data: bytes) -> Sheet:
    (sheet,) = opened(path, data).sheets
    return sheet


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "县.xlsx"


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.xlsx")), ids=lambda path: path.stem)
def test_golden_counties_are_read_as_openpyxl_reads_them(path: Path) -> None:
    book = open_book(path)
    expected = openpyxl.load_workbook(path, data_only=True)
    assert book.sheet_names == tuple(expected.sheetnames)
    for sheet in book.sheets:
        for row, theirs in zip(sheet.rows, expected[sheet.name].values, strict=True):
            assert row == [_as_ours(value) for value in theirs]
            assert not any(type(value) is int for value in row)


def _as_ours(value: object) -> object:
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return None if value == "" else value


def test_a_book_tells_its_path_format_and_checksum(file: Path) -> None:
    data = hostile.xlsx(ROWS)
    book = opened(file, data)
    assert (book.name, book.format) == (file.name, "xlsx")
    assert book.sha256 == hashlib.sha256(data).hexdigest()
    assert file.read_bytes() == data


def test_rows_faults_and_merged_ranges_of_plain_xlsx(file: Path) -> None:
    sheet = only_sheet(file, hostile.xlsx(ROWS, AFTER))
    assert sheet.rows == CELLS
    assert sheet.faults == FAULTS
    assert sheet.merged == ((0, 0, 0, 1),)


@pytest.mark.parametrize("disguise", hostile.DISGUISES)
def test_the_same_sheet_in_other_words_is_the_same(file: Path, disguise: str) -> None:
    rows = hostile.row(1, *(hostile.text(t) for t in ("标识码", "空", "人数"))) + hostile.row(
        2, hostile.number(7), ' t="str"><f>A1</f><v>甲</v></c>', ' t="b"><v>1</v></c>'
    )
    rows += '<row r="3"></row>' + hostile.row(
        4, ' t="e"><v>#N/A</v></c>', "><f>A3+1</f></c>", hostile.text("a&amp;b")
    )
    plain = hostile.sheet_xml(rows, AFTER)
    disguised = hostile.DISGUISES[disguise](plain.decode())
    assert disguised != plain
    expected = only_sheet(file, hostile.zipped(hostile.xlsx_parts({"学校": plain})))
    found = only_sheet(file, hostile.zipped(hostile.xlsx_parts({"学校": disguised})))
    assert expected.faults == FAULTS
    assert found == expected


def test_all_parts_in_utf_16(file: Path) -> None:
    cells = hostile.row(1, ' t="s"><v>0</v></c>', ' s="1"><v>45432</v></c>')
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    parts = hostile.unzipped(hostile.xlsx(cells, strings="<si><t>学校</t></si>", styles=styles))
    for name, part in parts.items():
        parts[name] = part.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert only_sheet(file, hostile.zipped(parts)).rows == [["学校", dt.date(2024, 5, 20)]]


def test_rich_and_phonetic_text_is_read_without_its_reading_aids(file: Path) -> None:
    runs = "<r><t>小</t></r><r><rPr><b/></rPr><t xml:space='preserve'>学 </t></r>"
    phonetic = '<rPh sb="0" eb="1"><t>xiao</t></rPh>'
    cell = f' t="inlineStr"><is>{runs}{phonetic}</is></c>'
    data = hostile.xlsx(
        hostile.row(1, cell, ' t="s"><v>1</v></c>', ' t="s"><v>0</v></c>'),
        strings=f"<si/><si>{runs}{phonetic}</si>",
    )
    assert only_sheet(file, data).rows == [["小学 ", "小学 "]]


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        (' t="str"><f>A9&amp;""</f><v></v></c>', None),
        (' s="0" t="str"><f>A9</f><v/></c>', None),
        (' cm="1" t="str"><f>A9</f><v></v></c>', None),
        (' t="str"><f>A9</f></c>', "没有计算结果的公式"),
        ("><f>A9</f><v></v></c>", "没有计算结果的公式"),
        (' s="0"><f>A9</f><v/></c>', "没有计算结果的公式"),
        ('><f t="shared" si="0"/></c>', "没有计算结果的公式"),
        ('><f t="array" ref="A1:A2">A9</f></c>', "没有计算结果的公式"),
        (' t="e"><f>1/0</f><v>#DIV/0!</v></c>', "错误值 #DIV/0!"),
        (' t="e"><f>SPILL()</f><v>#SPILL!</v></c>', "错误值 #SPILL!"),
        (' s="0" t="e"><v></v></c>', "错误值"),
        (' t="e"/>', "错误值"),
        ("><v></v></c>", None),
        (' t="n"/>', None),
    ],
)
@pytest.mark.parametrize("spaced", [False, True], ids=["plain", "parsed"])
def test_what_a_cell_without_a_value_means(
    file: Path, cell: str, fault: str | None, *, spaced: bool
) -> None:
    rows = hostile.row(1, cell, hostile.number(1)) + ("\n" if spaced else "")
    sheet = only_sheet(file, hostile.xlsx(rows))
    assert sheet.rows == [[None, 1.0]]
    assert sheet.faults == ({} if fault is None else {(0, 0): fault})


def test_a_formula_with_a_result_is_its_result(file: Path) -> None:
    shared = '><f t="shared" ref="A1:B1" si="0">C1</f><v>2</v></c>'
    derived = '><f t="shared" si="0"/><v>3.5</v></c>'
    array = '><f t="array" ref="C1">SUM(A1:B1)</f><v>5.5</v></c>'
    sheet = only_sheet(file, hostile.xlsx(hostile.row(1, shared, derived, array)))
    assert (sheet.rows, sheet.faults) == ([[2.0, 3.5, 5.5]], {})


def test_formulas_of_openpyxl_have_no_result_and_those_of_xlsxwriter_have_one(file: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([1, "=A1+1"])
    book.save(file)
    assert open_book(file).sheets[0].faults == {(0, 1): "没有计算结果的公式"}
    with xlsxwriter.Workbook(file) as written:
        sheet = written.add_worksheet()
        sheet.write_formula("A1", "=A9", value="甲")
        sheet.write_formula("B1", "=1+1", value=2)
        sheet.write_formula("C1", "=1/0", value="#DIV/0!")
        sheet.write_formula("D1", "=A9")  # what XlsxWriter cannot compute it stores as 0
    (read,) = open_book(file).sheets
    assert read.rows == [["甲", 2.0, None, 0.0]]
    assert read.faults == {(0, 2): "错误值 #DIV/0!"}
    assert read.unsure == {(0, 3)}


def test_a_result_of_0_is_sure_where_nothing_asks_for_computing(file: Path) -> None:
    sheet = only_sheet(file, hostile.xlsx(hostile.row(1, "><f>C1</f><v>0</v></c>")))
    assert (sheet.rows, sheet.unsure) == ([[0.0]], frozenset())


def test_numbers_that_are_none_come_as_text(file: Path) -> None:
    cells = map(hostile.number, ("1e999", "NaN", "甲&amp;乙"))
    sheet = only_sheet(file, hostile.xlsx(hostile.row(1, *cells)))
    assert sheet.rows == [["inf", "nan", "甲&乙"]]


def test_characters_that_no_document_may_hold_are_left_out(file: Path) -> None:
    cells = map(hostile.text, ("甲_x0000_乙", "_x0008_", "a_x000A_b"))
    assert only_sheet(file, hostile.xlsx(hostile.row(1, *cells))).rows == [["甲乙", None, "a\nb"]]


def test_parts_are_found_by_their_relations_whatever_their_names(file: Path) -> None:
    parts = hostile.xlsx_parts({"学校": hostile.sheet_xml(hostile.row(1, ' t="s"><v>0</v></c>'))})
    sheet, book = parts.pop("xl/worksheets/sheet1.xml"), parts.pop("xl/workbook.xml")
    parts |= {
        "Data\\Sheets/One 1.bin.xml": sheet,
        "main/book.xml": book,
        "words.xml": f'<sst xmlns="{hostile.MAIN}"><si><t>甲</t></si></sst>'.encode(),
        "main/_rels/book.xml.rels": hostile.relations(
            ("r1", "worksheet", "/data/sheets/one%201.bin.xml"),
            ("r2", "sharedStrings", "../words.xml"),
        ),
        "_rels/.rels": hostile.relations(("r1", "officeDocument", "main/book.xml")),
    }
    assert only_sheet(file, hostile.zipped(parts)).rows == [["甲"]]


def test_only_the_sheets_asked_for_are_read(file: Path) -> None:
    parts = hostile.xlsx_parts(
        {
            " 学校": hostile.sheet_xml(hostile.row(1, hostile.number(1))),
            "草稿": b"<this is not XML",
            "学校 ": hostile.sheet_xml(hostile.row(1, hostile.number(2))),
        }
    )
    file.write_bytes(hostile.zipped(parts))
    book = open_book(file, only={"学校"})
    assert book.sheet_names == (" 学校", "草稿", "学校 ")
    assert [(sheet.name, sheet.rows) for sheet in book.sheets] == [
        (" 学校", [[1.0]]),
        ("学校 ", [[2.0]]),
    ]
    assert open_book(file, only=()).sheets == ()


def test_chart_sheets_are_no_sheets_and_hidden_ones_are(file: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    book.create_chartsheet("图表").add_chart(BarChart())
    book.create_sheet("隐藏").sheet_state = "veryHidden"
    book.save(file)
    assert open_book(file).sheet_names == ("Sheet", "隐藏")


def test_blank_rows_and_columns_at_the_end_are_cut_off(file: Path) -> None:
    book = openpyxl.Workbook()
    book.active["B2"] = "甲"
    book.active["F9"].fill = PatternFill("solid", "FFFF00")
    book.active["G9"] = ""
    book.active.merge_cells("B2:D2")
    book.active.merge_cells("A1:A9")
    book.save(file)
    (sheet,) = open_book(file).sheets
    assert sheet.rows == [[None, None], [None, "甲"]]
    assert sheet.merged == ((0, 0, 1, 0),)


def test_an_empty_sheet_has_no_rows(file: Path) -> None:
    openpyxl.Workbook().save(file)
    (sheet,) = open_book(file).sheets
    assert (sheet.rows, sheet.merged) == ([], ())


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_dates_times_and_spans_in_both_date_systems(file: Path, *, epoch_1904: bool) -> None:
    values = [
        dt.date(2024, 5, 20),
        dt.datetime(2024, 2, 29, 8, 30),
        dt.time(8, 30),
        dt.timedelta(hours=30),
    ]
    book = openpyxl.Workbook()
    if epoch_1904:
        book.epoch = CALENDAR_MAC_1904
    book.active.append(values)
    book.active["E1"] = 45432 - 1462 * epoch_1904
    book.active["E1"].number_format = 'yyyy"年"m"月"d"日";@'
    book.save(file)
    assert open_book(file).sheets[0].rows == [[*values, dt.date(2024, 5, 20)]]


@pytest.mark.parametrize("number_format", [14, 31, 57])
def test_the_date_formats_that_chinese_excel_has_built_in(file: Path, number_format: int) -> None:
    styles = f'<cellXfs><xf numFmtId="0"/><xf numFmtId="{number_format}"/></cellXfs>'
    data = hostile.xlsx(hostile.row(1, ' s="1"><v>45432</v></c>'), styles=styles)
    assert only_sheet(file, data).rows == [[dt.date(2024, 5, 20)]]


_TEXTS = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Cn"],
        include_characters="\n\t 学校&<>\"'",
        exclude_characters="_",  # openpyxl does not escape _x0041_
    ),
    max_size=20,
).filter(lambda value: not value.startswith("="))
_VALUES = st.one_of(
    st.none(),
    _TEXTS,
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(-1e300, 1e300),
    st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)),
)
_GRIDS = st.lists(st.lists(_VALUES, max_size=6), max_size=8)


@pytest.mark.slow
@examples(150, shared_fixture=True)
@given(grid=_GRIDS, write_only=st.booleans())
@example(grid=[["_x", " a ", "\n"], [], [None, "a\tb"]], write_only=True)
def test_whatever_openpyxl_writes_comes_back(
    file: Path, grid: list[list[Cell]], *, write_only: bool
) -> None:
    book = openpyxl.Workbook(write_only=write_only)
    sheet = book.create_sheet("甲") if write_only else book.active
    for row in grid:
        sheet.append([_kept(value) for value in row])
    book.save(file)
    (read,) = open_book(file).sheets
    rows = read.rows
    assert not rows or any(value is not None for value in rows[-1])
    assert not rows or any(row[-1] is not None for row in rows)
    width = max(map(len, [*grid, *rows]), default=0)
    height = max(len(grid), len(rows))
    assert _padded(rows, height, width) == _padded(
        [[_expected(value) for value in row] for row in grid], height, width
    )
    parts = hostile.unzipped(file.read_bytes())
    part = "xl/worksheets/sheet1.xml"
    parts[part] = hostile.DISGUISES["prefix"](parts[part].decode())
    assert only_sheet(file, hostile.zipped(parts)) == read


def _kept(value: Cell) -> Cell:
    """Return a value that openpyxl writes as it is: it takes some texts for errors."""
    return f"“{value}" if isinstance(value, str) and value.startswith("#") else value


def _expected(value: Cell) -> Cell:
    value = _kept(value)
    if value == "":
        return None
    if type(value) in (int, float):
        return float(f"{value:.16g}")  # as many digits as openpyxl writes
    return value


def _padded(rows: list[list[Cell]], height: int, width: int) -> list[list[Cell]]:
    padded = [row + [None] * (width - len(row)) for row in rows]
    return padded + [[None] * width] * (height - len(rows))


def test_every_kind_of_cell_of_ods(file: Path) -> None:
    typed = (
        '<table:table-cell office:value-type="{}" {}><text:p>x</text:p></table:table-cell>'.format
    )
    formula = '<table:table-cell table:formula="of:=A1" {}</table:table-cell>'.format
    cells = (
        typed("float", 'office:value="1.5" table:number-columns-repeated="2"')
        + typed("percentage", 'office:value="0.5"')
        + typed("boolean", 'office:boolean-value="true"')
        + typed("date", 'office:date-value="2024-05-20"')
        + typed("date", 'office:date-value="2024-05-20T08:30:00"')
        + typed("time", 'office:time-value="PT08H30M00S"')
        + typed("time", 'office:time-value="PT30H00M00S"')
        + '<table:covered-table-cell table:number-columns-repeated="2"/>'
        + '<table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p>'
        + '</office:annotation><text:p>a<text:s text:c="3"/>b<text:span>c</text:span></text:p>'
        + "<text:p>d<text:tab/></text:p></table:table-cell>"
        + formula('office:value-type="string" calcext:value-type="error"><text:p>出错</text:p>')
        + formula('office:value-type="float" office:value="0"><text:p>Err:502</text:p>')
        + formula(">")
        + formula("><text:p/>")
    )
    tables = (
        '<table:table table:name="学校"><table:table-row table:number-rows-repeated="2">'
        + '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        + f'<table:table-row table:number-rows-repeated="2">{cells}</table:table-row>'
        + '<table:table-row><table:table-cell table:number-rows-spanned="9" '
        + 'table:number-columns-spanned="2" office:value-type="string"><text:p>合并</text:p>'
        + "</table:table-cell></table:table-row><table:table-row table:number-rows-repeated="
        + '"1048571"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        + '</table:table><table:table table:name="空"/>'
    )
    book = opened(file, hostile.ods(tables))
    sheet, empty = book.sheets
    assert (book.format, book.sheet_names, empty.rows) == ("ods", ("学校", "空"), [])
    values: list[Cell] = [
        *(1.5, 1.5, 0.5, True, dt.date(2024, 5, 20), dt.datetime(2024, 5, 20, 8, 30)),
        *(dt.time(8, 30), dt.timedelta(hours=30), None, None, "a   bc\nd\t", None, None, None),
    ]
    assert sheet.rows[:4] == [[None] * 14] * 2 + [values] * 2
    assert sheet.rows[4:] == [["合并", *[None] * 13]]
    assert sheet.merged == ((4, 0, 4, 1),)
    assert sheet.faults == {
        (row, column): fault
        for row in (2, 3)
        for column, fault in (
            (11, "错误值 出错"),
            (12, "错误值 Err:502"),
            (13, "没有计算结果的公式"),
        )
    }


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workbook with all kinds of cells, its formulas not computed."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "学校"
    sheet.append(["甲\n乙  丙", 12, dt.date(2024, 5, 20), dt.time(8, 30), True, "#N/A"])
    sheet["F1"].data_type = "s"
    sheet.append(["=1/0", "=1+1", '=""', "=NA()", '="a"&"b"', dt.datetime(2024, 5, 20, 8, 30)])
    sheet.append(["合并"])
    sheet.merge_cells("A3:C4")
    book.create_sheet("班级 ")["B2"] = -1.25
    path = tmp_path_factory.mktemp("written") / "县.xlsx"
    book.save(path)
    return path


@pytest.mark.office
@pytest.mark.parametrize("format_", ["xlsx", "xls", "ods"])
def test_what_libreoffice_writes_in_each_format(
    written: Path, tmp_path: Path, format_: str
) -> None:
    programs.require("soffice")
    book = open_book(office.soffice_convert(written, format_, tmp_path))
    sheet, second = book.sheets
    assert (book.format, book.sheet_names) == (format_, ("学校", "班级 "))
    assert sheet.rows == [
        ["甲\n乙  丙", 12.0, dt.date(2024, 5, 20), dt.time(8, 30), True, "#N/A"],
        [None, 2.0, None, None, "ab", dt.datetime(2024, 5, 20, 8, 30)],
        ["合并", *[None] * 5],
    ]
    assert sheet.faults == {(1, 0): "错误值 #DIV/0!", (1, 3): "错误值 #N/A"}
    assert sheet.merged == ((2, 0, 2, 2),)
    assert second.rows == [[None, None], [None, -1.25]]


@pytest.mark.parametrize("stream", ["Workbook", "Book", "WORKBOOK", "BOOK"])
@pytest.mark.parametrize("codepage", [936, None])
def test_older_workbooks_in_gbk(stream: str, codepage: int | None) -> None:
    data = biff.ole2(biff.biff5("学校名称", "学校", "gbk", codepage), stream)
    (sheet,) = open_book(data, name="旧.xls").sheets
    assert (sheet.name, sheet.rows) == ("学校", [["学校名称"]])


@pytest.mark.parametrize("name", ["~$我县.xlsx", ".~lock.我县.xlsx#"])
def test_what_an_open_workbook_leaves_beside_it_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"\x05clerk")
    with pytest.raises(InputError, match="临时文件"):
        open_book(tmp_path / name)
