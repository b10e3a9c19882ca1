"""The result sheets as a real Excel gets them: made in a file beside, copied over whole."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from qbe_xl.excel.live import ExcelDocument
from qbe_xl.office import assessing
from qbe_xl.office.assessing import NAMES
from tests.counties import GOLDEN, Draft
from tests.excel.com_excel import AUTOMATIC, Excel
from tests.excel.remote import Counted, draft_sheets, file_sheets
from tests.excel.test_live import MOST_CALLS, large
from tests.excel.windows import Windows

FIRST_CALLS = 60
NOW = dt.datetime(2024, 5, 20, 9, 30, tzinfo=dt.UTC)

pytestmark = pytest.mark.usefixtures("windows")


def assess(excel: Excel) -> list[str]:
    """Assess as the button does; return the calls to Excel."""
    calls: list[str] = []
    document = ExcelDocument(Counted(excel.as_xlwings(), calls))
    assessing.run_assessment(document, now=NOW)
    return calls


def results(excel: Excel) -> list[tuple[str, int, int, object]]:
    """What our sheets hold, cell by cell with their places."""
    return [
        (name, down, across, cell)
        for name, rows in excel.values().items()
        if name in NAMES
        for down, row in enumerate(rows)
        for across, cell in enumerate(row)
    ]


def demand_alike(found: Excel, expected: Excel) -> None:
    """Demand the same results; a file keeps 16 digits of a figure."""
    for one, other in zip(results(found), results(expected), strict=True):
        assert one[:3] == other[:3]
        if isinstance(other[3], float):
            assert one[3] == pytest.approx(other[3], rel=1e-14)
        else:
            assert one == other


@pytest.fixture(scope="module")
def first(windows: Windows) -> tuple[Excel, list[str]]:
    excel = Excel(draft_sheets(large(200)))
    return excel, assess(excel)


def test_a_first_run_takes_few_calls(first: tuple[Excel, list[str]]) -> None:
    excel, calls = first
    assert len(calls) <= FIRST_CALLS, calls
    assert len(excel.opened) == 1
    assert not Path(excel.opened[0]).exists()
    assert excel.Workbooks.known == [excel.book]
    assert excel.front is excel.book
    assert (excel.Calculation, excel.ScreenUpdating) == (AUTOMATIC, True)
    assert [page.Name for page in excel.book.pages][-len(NAMES) :] == list(NAMES)


def test_the_sheets_have_what_a_file_has(first: tuple[Excel, list[str]]) -> None:
    looks = {name: first[0].page(name).looks for name in NAMES}
    for name in ("指标总表", "学校达标", "差异系数", "问题清单"):
        assert looks[name].freeze_panes == "D4"
        assert looks[name].print_title_rows == "$3:$3"
    filters = {name: looks[name].auto_filter.ref for name in NAMES}
    assert filters["学校达标"] == "A3:W203"
    assert filters["差异系数"] == "A15:M215"
    for sheet in looks.values():
        assert sheet.conditional_formatting
        if not sheet.sheet_properties.pageSetUpPr.fitToPage:
            assert (sheet.page_setup.scale or 100) >= 90
            assert sheet.col_breaks.count or sheet.row_breaks.count
        assert max(sheet.column_dimensions[column].width for column in "AB") >= 10
        last = sheet.max_column
        assert sheet.column_dimensions[chr(64 + last)].hidden
    (chart,) = looks["结论"]._charts
    (columns, lines) = chart._charts
    for series in (*columns.series, *lines.series):
        assert "'结论'" in series.val.numRef.f or "结论!" in series.val.numRef.f


def test_both_ways_of_making_sheets_hold_the_same_and_are_refilled_alike(windows: Windows) -> None:
    sheets = file_sheets(GOLDEN / "mixed.xlsx")
    copied, written = Excel(sheets), Excel(sheets)
    written.opens = False
    assess(copied)
    assess(written)
    demand_alike(copied, written)
    calls = assess(copied)
    assert len(calls) <= MOST_CALLS
    assert len(copied.opened) == 1
    demand_alike(copied, written)


def test_a_clerks_sheet_of_our_name_stays(windows: Windows) -> None:
    before = draft_sheets(Draft()) | {"结论": [["我的笔记"]]}
    excel = Excel(before)
    assess(excel)
    assert excel.page("结论").rows() == [["我的笔记"]]
    ours = excel.page("结论(2)")
    (chart,) = ours.looks._charts
    assert "'结论(2)'!" in chart.series[0].val.numRef.f
