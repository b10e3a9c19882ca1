"""A workbook that is open elsewhere: the golden counties exactly, from posted cells and a copy."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qbe_xl import standards
from qbe_xl.files.book import open_book
from qbe_xl.functions.arguments import CellError
from qbe_xl.office.input_sheets import input_sheets, read_document, seal_of
from qbe_xl.project.seals import book_seal
from qbe_xl.report.result_json import as_text
from qbe_xl.report.run import examine
from qbe_xl.web import wire
from tests.assessment.test_golden import differences
from tests.counties import GOLDEN, GOLDEN_NAMES

STAR = "自动生成"


def posted(path: Path) -> dict[str, Any]:
    """A workbook as a client posts it, over JSON as it travels."""
    sheets = {}
    for sheet in open_book(path).sheets:
        cells: list[list[Any]] = [[*map(wire.posted, row)] for row in sheet.rows]
        for (row, column), fault in sheet.faults.items():
            cells[row][column] = {"error": fault.split()[-1]}
        sheets[sheet.name] = cells
    found: dict[str, Any] = json.loads(json.dumps(sheets))
    return found


def documents(name: str) -> list[wire.RemoteDocument]:
    path = GOLDEN / f"{name}.xlsx"
    sources = (wire.PostedSheets(posted(path)), wire.SavedCopy(path))
    return [wire.RemoteDocument(path.name, source) for source in sources]


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_a_golden_county_from_posted_cells_and_from_a_copy(name: str) -> None:
    wanted = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    for document in documents(name):
        county, _ = read_document(document)
        assessment, notices = examine(county, standards.load("yunnan-2022"))
        found = json.loads(as_text(assessment, notices))
        assert list(differences(found, wanted)) == []
        if name == "met":  # in a project the run of a button bears the seal of the file
            seal = seal_of(document, input_sheets(document))
            assert seal == book_seal(GOLDEN / f"{name}.xlsx")


@pytest.mark.parametrize("number", [0, 1], ids=["posted", "copy"])
def test_a_command_answers_with_tables_and_words(number: int) -> None:
    host = wire.RemoteHost(documents("mixed")[number])
    found = json.loads(json.dumps(wire.run("assess_county", host), ensure_ascii=False))
    (said,) = found["say"]
    assert "✕ 未达标" in said["text"]
    assert [table["name"] for table in found["tables"]][:2] == ["一页纸汇报", "结论"]
    assert found["front"] == "结论"
    for table in found["tables"]:
        assert table["anew"]
        assert STAR in table["rows"][0][0]
        assert {len(row) for row in table["rows"]} == {len(table["widths"])}


def test_a_clerks_own_sheet_is_spared_and_ours_is_found_again() -> None:
    sheets = posted(GOLDEN / "boundary.xlsx") | {"结论": [["我的结论"]]}
    first = wire.run(
        "assess_county",
        wire.RemoteHost(wire.RemoteDocument("县.xlsx", wire.PostedSheets(sheets))),
    )
    names = [table["name"] for table in first["tables"]]
    assert "结论(2)" in names
    assert "结论" not in names
    assert "“结论”改用“结论(2)”" in first["say"][0]["text"]
    ours = {table["name"]: [[table["rows"][0][0]]] for table in first["tables"]}
    document = wire.RemoteDocument("县.xlsx", wire.PostedSheets(sheets | ours))
    again = wire.run("assess_county", wire.RemoteHost(document))
    assert [table["name"] for table in again["tables"]] == names
    assert not any(table["anew"] for table in again["tables"])


def test_what_is_wrong_is_told_and_selected() -> None:
    sheets = posted(GOLDEN / "boundary.xlsx")
    head = next(n for n, row in enumerate(sheets["学校"]) if "学校标识码" in row)
    column = next(n for n, text in enumerate(sheets["学校"][head]) if text == "小学在校生数")
    sheets["学校"][head + 1][column] = "三百"
    document = wire.RemoteDocument("县.xlsx", wire.PostedSheets(sheets))
    found = wire.run("assess_county", wire.RemoteHost(document))
    assert found["tables"] == []
    assert found["select"] is not None
    assert found["select"][0] == "学校"
    assert found["say"][0]["kind"] == "warning"
    assert "三百" in found["say"][0]["text"]


def test_no_workbook_is_told() -> None:
    (said,) = wire.run("assess_county", wire.RemoteHost(None))["say"]
    assert "没有打开的工作簿" in said["text"]


@pytest.mark.parametrize("cell", [1.5, "文", True, None, {"error": "#N/A"}])
def test_a_cell_comes_back_as_it_went(cell: object) -> None:
    assert wire.posted(wire.cell(cell)) == cell


def test_a_blank_is_no_zero_and_an_error_no_text() -> None:
    assert wire.cell("") is None
    assert wire.cell(0) == 0.0
    assert wire.cell({"error": "#N/A"}) == CellError("#N/A")
    assert wire.posted(wire.cell({"date": "2024-05-20"})) == {"date": "2024-05-20T00:00:00"}


@pytest.mark.parametrize(
    "wrong", [[1], {"a": 1}, [[[1]]], [[{"date": "下周"}]], [[{"strange": 1}]], "A1"]
)
def test_what_has_not_the_wires_form_is_refused(wrong: object) -> None:
    with pytest.raises(wire.WireError):
        wire.rows(wrong)


def test_functions_over_the_wire() -> None:
    # 第六条: S/X̄ with weights 1 and 1 of 1 and 3: mean 2, deviation 1.
    assert wire.call("QBE_CV", [[[1], [3]], [[10], [10]]]) == [[0.5]]
    # Values without pupils weigh alike; the argument that was not given is told as such.
    assert wire.call("QBE_CV", [[[1, 3]], {"omitted": True}]) == [[0.5]]
    ((said,),) = wire.call("QBE_CV", [[[1], [None], [2]], [[1], [2], [3]]])
    assert "第 2 个数值未填报" in said
    ((zero,),) = wire.call("QBE_MEAN", [[[1], [0], [2]], [[1], [1], [1]]])
    assert zero == pytest.approx(1)
    for name, given in (("QBE_NONE", []), ("QBE_CV", [1, 2, 3, 4, 5, 6, 7, 8, 9])):
        with pytest.raises(wire.WireError):
            wire.call(name, given)


def test_what_shows_name_is_told_before_it_is_sent_in(tmp_path: Path) -> None:
    sheets = {"表": [["差异系数", {"error": "#NAME?"}], [0.5, {"date": "2024-05-20"}, True]]}
    document = wire.RemoteDocument(
        "县.xlsx", wire.PostedSheets(sheets), tmp_path, {"表": wire.Looks([9.0], ["0.00"])}
    )
    ((said),) = wire.run("export_values", wire.RemoteHost(document))["say"]
    assert said["kind"] == "warning"
    assert "1 个单元格显示 #NAME?（工作表表）" in said["text"]
    assert "换成 QBE." in said["text"]
    copy = openpyxl.load_workbook(tmp_path / "县-送审版.xlsx")["表"]
    assert [cell.value for cell in copy[1]] == ["差异系数", "#NAME?", None]
    assert copy["A2"].number_format == "0.00"
    assert copy["B2"].value == dt.datetime(2024, 5, 20)


def test_a_cell_that_shows_name_says_what_to_do() -> None:
    sheets = posted(GOLDEN / "boundary.xlsx")
    head = next(n for n, row in enumerate(sheets["学校"]) if "学校标识码" in row)
    column = next(n for n, text in enumerate(sheets["学校"][head]) if text == "小学在校生数")
    sheets["学校"][head + 1][column] = {"error": "#NAME?"}
    document = wire.RemoteDocument("县.xlsx", wire.PostedSheets(sheets))
    (said,) = wire.run("assess_county", wire.RemoteHost(document))["say"]
    assert "没有这个函数" in said["text"]
