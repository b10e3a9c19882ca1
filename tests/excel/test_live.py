"""全县评估 in an open workbook, on xlwings' remote engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qbe_xl.assessment import Assessment
from qbe_xl.county.reading import read_book
from qbe_xl.errors import InputError
from qbe_xl.excel import live, live_sheets
from qbe_xl.excel.live import ExcelDocument, run_assessment
from qbe_xl.office import assessing
from qbe_xl.office.assessing import NAMES
from qbe_xl.office.input_sheets import input_sheets, seal_of
from qbe_xl.office.our_sheets import tag
from qbe_xl.project.seals import book_seal
from qbe_xl.report import result_json
from qbe_xl.report.record import record
from qbe_xl.report.run import examine
from qbe_xl.report.tables import result_tables
from qbe_xl.standards import load
from tests.counties import FEW_GOLDEN, GOLDEN, GOLDEN_NAMES, Draft, classes, rooms, school
from tests.excel import remote
from tests.excel.remote import Counted, Values, draft_sheets, file_sheets, played

MOST_CALLS = 45
NOW = dt.datetime(2024, 5, 20, 9, 30, tzinfo=dt.UTC)
HOSTILE = ("=1+1", "+1", "-2", "@SUM(A1)", "7/15", "00123", "'quoted", '=HYPERLINK("http://x")')


@pytest.fixture(scope="module")
def xw() -> Iterator[Any]:
    with remote.remote_engine() as found:
        yield found


def run(xw: Any, sheets: dict[str, Values]) -> tuple[assessing.LiveOutcome, dict[str, Values], Any]:
    """Assess; return what came of it, the sheets afterwards and the book."""
    book = xw.Book(json=remote.body(sheets))
    outcome = run_assessment(book, now=NOW)
    return outcome, played(sheets, book.json()["actions"]), book


def funcs(book: Any) -> list[str]:
    return [action["func"] for action in book.json()["actions"]]


def large(schools: int) -> Draft:
    codes = [f"S{n:04}" for n in range(schools)]
    return Draft(
        schools=[school(code) for code in codes],
        classes=[row for code in codes for row in classes(code, "小学", *[40.0] * 10)],
        rooms=[row for code in codes for row in rooms(code, [96.0], [90.0])],
    )


def as_json(assessment: Assessment) -> str:
    return result_json.as_text(assessment, ())


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_results_equal_those_of_the_command_line(xw: Any, name: str) -> None:
    path = GOLDEN / f"{name}.xlsx"
    _, county = read_book(path)
    assessment, notices = examine(county, load("yunnan-2022"))
    outcome, sheets, _ = run(xw, file_sheets(path))
    assert as_json(outcome.assessment) == as_json(assessment)
    assert outcome.notices == notices
    seal = record(assessment, "我县.xlsm", outcome.run.input_sha256, NOW)
    for table in result_tables(assessment, notices, seal):
        shown = [[None if cell == "" else cell for cell in row] for row in sheets[table.name]]
        kinds = {place: kind for place, row in enumerate(shown) if (kind := row.pop())}
        assert kinds == {
            **dict.fromkeys(table.header_rows, "表头"),
            **dict.fromkeys(table.heading_rows, "标题"),
        }
        expected = [list(row) for row in table.values]
        expected[0][0] = f"{expected[0][0]}{tag(table.shape)}"
        assert shown == expected


@pytest.mark.parametrize("name", FEW_GOLDEN)
def test_a_document_that_was_saved_has_the_seal_of_its_file(xw: Any, name: str) -> None:
    path = GOLDEN / f"{name}.xlsx"
    sheets = file_sheets(path)
    document = ExcelDocument(xw.Book(json=remote.body(sheets)))
    assert seal_of(document, input_sheets(document)) == book_seal(path)
    sheets["县情"][-1][1] = "改过"
    document = ExcelDocument(xw.Book(json=remote.body(sheets)))
    assert seal_of(document, input_sheets(document)) != book_seal(path)


def test_a_second_run_refreshes_the_same_sheets(xw: Any) -> None:
    before = file_sheets(GOLDEN / "mixed.xlsx")
    _, first, _ = run(xw, before)
    assert list(first) == [*before, *NAMES]
    first["问题清单"].append(["旧"])
    _, second, book = run(xw, first)
    assert list(second) == list(first)
    assert ["旧"] not in second["问题清单"]
    assert "addSheet" not in funcs(book)
    assert "sheetDelete" not in funcs(book)


@pytest.mark.parametrize("schools", [2, 300])
def test_a_second_run_takes_few_calls_whatever_the_number_of_schools(xw: Any, schools: int) -> None:
    _, sheets, _ = run(xw, draft_sheets(large(schools)))
    calls: list[str] = []
    book = xw.Book(json=remote.body(sheets))
    assessing.run_assessment(ExcelDocument(Counted(book, calls)))
    assert len(calls) <= MOST_CALLS, calls
    assert calls.count("get value") == 8 + len(NAMES)
    assert len(book.json()["actions"]) <= MOST_CALLS


def test_another_layout_is_laid_out_anew(xw: Any) -> None:
    _, sheets, _ = run(xw, draft_sheets(Draft()))
    title = sheets["差异系数"][0]
    title[0] = str(title[0])[:-5] + "0000〕"
    _, _, book = run(xw, sheets)
    assert funcs(book).count("sheetClear") == 1


def test_the_clerks_sheets_stay_as_they_are(xw: Any) -> None:
    before = draft_sheets(Draft()) | {"结论": [["我的笔记"]], "随手记": [[1.0]]}
    outcome, after, book = run(xw, before)
    assert outcome.renamed == (("结论", "结论(2)"),)
    assert {name: after[name] for name in before} == before
    theirs = range(len(before))
    touching = {a["func"] for a in book.json()["actions"] if a["sheet_position"] in theirs}
    assert not touching
    again, twice, _ = run(xw, after)
    assert list(twice) == list(after)
    assert again.renamed == outcome.renamed


def test_it_ends_on_the_verdict_with_everything_restored(xw: Any) -> None:
    _, _, book = run(xw, draft_sheets(Draft()))
    last = [(a["func"], a["args"]) for a in book.json()["actions"]][-3:]
    assert last[0][0] == "activateSheet"
    assert book.sheets.active.name == "结论"
    assert last[1:] == [("setCalculation", ["Automatic"]), ("setScreenUpdating", [True])]


def test_bad_input_selects_its_first_cell_and_writes_nothing(xw: Any) -> None:
    draft = Draft()
    draft.schools[1]["教学及辅助用房面积"] = "很多"
    draft.items["G8.1"] = "#REF!"
    sheets = draft_sheets(draft)
    book = xw.Book(json=remote.body(sheets))
    with pytest.raises(InputError) as caught:
        assessing.run_assessment(ExcelDocument(book))
    assert "错误值 #REF!" in str(caught.value)
    column = sheets["学校"][0].index("教学及辅助用房面积")
    assert caught.value.problems[0].cell == f"学校!{_letters(column)}3"
    select = next(a for a in book.json()["actions"] if a["func"] == "rangeSelect")
    place = (select["sheet_position"], select["start_row"], select["start_column"])
    assert place == (0, 2, column)
    assert not {"setValues", "addSheet"} & set(funcs(book))
    assert funcs(book)[-2:] == ["setCalculation", "setScreenUpdating"]


def _letters(column: int) -> str:
    from qbe_xl.errors import column_letters

    return column_letters(column)


def test_text_that_looks_like_a_formula_or_a_date_stays_text(xw: Any) -> None:
    draft = Draft(
        schools=[school(f"S{n}", 学校名称=name) for n, name in enumerate(HOSTILE)],
        classes=[],
        rooms=[],
    )
    sheets = draft_sheets(draft)
    _, after, book = run(xw, sheets)
    for action in book.json()["actions"]:
        if action["func"] == "setValues":
            texts = [c for row in action["values"] for c in row if isinstance(c, str) and c]
            assert all(text.startswith("'") for text in texts)
    shown = {row[2] for row in after["学校达标"][3:]}
    assert set(HOSTILE) <= shown


def test_positions_count_from_a1_wherever_the_used_range_begins(xw: Any) -> None:
    draft = Draft()
    draft.schools[0]["教学及辅助用房面积"] = "很多"
    sheets = draft_sheets(draft)
    rows = sheets["学校"]
    blank: list[list[object]] = [[""], [""]]
    sheets["学校"] = [["", "", *row] for row in (*blank, *rows)]
    sent = remote.body(sheets)
    sent["sheets"][0]["used_range_address"] = f"C3:{_letters(len(rows[0]) + 1)}{len(rows) + 2}"
    with pytest.raises(InputError) as caught:
        assessing.run_assessment(ExcelDocument(xw.Book(json=sent)))
    column = _letters(rows[0].index("教学及辅助用房面积") + 2)
    assert caught.value.problems[0].cell == f"学校!{column}4"


def test_a_header_over_two_rows_is_understood(xw: Any) -> None:
    sheets = draft_sheets(Draft())
    headers, *rows = sheets["学校"]
    above = [header if place < 4 else "一组" for place, header in enumerate(headers)]
    below = ["" if place < 4 else header for place, header in enumerate(headers)]
    sheets["学校"] = [above, below, *rows]
    outcome, _, _ = run(xw, sheets)
    assert len(outcome.assessment.county.schools) == 2


def test_a_sheet_used_far_too_deep_is_refused_unread(xw: Any) -> None:
    sent = remote.body(draft_sheets(Draft()))
    sent["sheets"][0]["used_range_address"] = "A1:AV1048576"
    with pytest.raises(InputError, match="太大"):
        assessing.run_assessment(ExcelDocument(xw.Book(json=sent)))


def test_a_failure_restores_the_application(xw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(assessing, "result_tables", fail)
    book = xw.Book(json=remote.body(draft_sheets(Draft())))
    with pytest.raises(RuntimeError):
        assessing.run_assessment(ExcelDocument(book))
    assert funcs(book)[-2:] == ["setCalculation", "setScreenUpdating"]


def test_the_status_bar_shows_each_step_and_is_given_back() -> None:
    class App:
        calculation = "manual"
        screen_updating = True

        def __init__(self) -> None:
            self.shown: list[object] = []

        def __setattr__(self, name: str, value: object) -> None:
            if name == "status_bar":
                self.shown.append(value)
            object.__setattr__(self, name, value)

    class Book:
        app = App()
        name = "空"
        sheets: tuple[object, ...] = ()

    book = Book()
    with pytest.raises(InputError, match="缺少工作表"):
        assessing.run_assessment(ExcelDocument(book))
    assert book.app.shown == [assessing.STEPS[0], False]
    assert book.app.calculation == "manual"


def test_no_module_of_the_live_book_uses_what_one_engine_lacks() -> None:
    package = Path(live.__file__).parent
    for name in ("live.py", "live_input.py", "live_sheets.py"):
        assert ".api" not in (package / name).read_text(encoding="utf-8")


def test_looks_that_fail_do_not_cost_the_results(xw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(live_sheets, "lay_out", fail)
    _, after, _ = run(xw, draft_sheets(Draft()))
    assert list(after)[-len(NAMES) :] == list(NAMES)


def test_looks_are_laid_out_once(xw: Any) -> None:
    """Failures in the looks are silent, so their last step must have been reached."""
    _, after, book = run(xw, draft_sheets(Draft()))
    looks = {
        "addConditionalFormat",
        "setColumnWidth",
        "setNumberFormat",
        "freezePaneAtRange",
        "addChart",
    }
    assert looks <= set(funcs(book))
    assert funcs(book).count("freezePaneAtRange") == 4
    assert funcs(book).count("addChart") == 1
    _, _, book = run(xw, after)
    assert not looks & set(funcs(book))
