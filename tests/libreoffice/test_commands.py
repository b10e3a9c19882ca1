"""The commands over documents that are open in Calc."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qbe_xl.county.reading import read_book
from qbe_xl.errors import column_letters
from qbe_xl.libreoffice import installing
from qbe_xl.libreoffice.configuration import url
from qbe_xl.office.assessing import NAMES, STEPS
from qbe_xl.office.buttons import BUTTONS
from qbe_xl.office.our_sheets import shape_of, tag
from qbe_xl.project.folder import make_project
from qbe_xl.project.status import Stand, status_of
from qbe_xl.report.record import record
from qbe_xl.report.run import examine
from qbe_xl.report.tables import result_tables
from qbe_xl.standards import load
from tests.counties import GOLDEN, GOLDEN_NAMES, Draft, school
from tests.libreoffice.calc import Calc

pytestmark = pytest.mark.office

ROOT = Path(__file__).resolve().parents[2]
PATHS = installing.package_paths()
URLS = {button.name: url(button) for button in BUTTONS}
HOSTILE = ("=1+1", "+1", "-2", "@SUM(A1)", "7/15", "00123", "'quoted", "TRUE")


@pytest.fixture
def opened(calc: Calc, tmp_path: Path) -> Iterator[Any]:
    """Open a copy of a file, or the sheets of a draft; close it in the end."""
    documents = []

    def open(source: Path | Draft, **options: object) -> int:
        if isinstance(source, Path):
            copy = tmp_path / source.name
            shutil.copy(source, copy)
            document = calc.open(str(copy), **options)
        else:
            document = calc.open()
            for sheet in source.book().sheets:
                fill(calc, document, sheet.name, sheet.rows)
        documents.append(document)
        calc.set_front(document)
        return int(document)

    yield open
    for document in documents:
        calc.close(document)


def fill(calc: Calc, document: int, name: str, rows: list[list[Any]]) -> None:
    """Add a sheet and put rows into it; dates as texts, which are read as well."""
    calc.add_sheet(document, name)
    sent = [[c if isinstance(c, float | str | None) else str(c) for c in row] for row in rows]
    place = f"A1:{column_letters(len(rows[0]) - 1)}{len(rows)}"
    calc.put(document, name, place, sent)


def expected_tables(path: Path, seal: str) -> Iterator[tuple[str, list[list[Any]]]]:
    """What the command line finds in a file, as the result sheets hold it."""
    _, county = read_book(path)
    assessment, notices = examine(county, load("yunnan-2022"))
    run = record(assessment, path.name, seal, dt.datetime.now().astimezone())
    for table in result_tables(assessment, notices, run):
        values = [["" if cell is None else cell for cell in row] for row in table.values]
        values[0][0] = f"{values[0][0]}{tag(table.shape)}"
        yield table.name, values


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_the_menu_gives_what_the_command_line_gives(calc: Calc, opened: Any, name: str) -> None:
    path = GOLDEN / f"{name}.xlsx"
    document = opened(path)
    inputs = calc.sheets(document)
    before = {sheet: calc.formulas(document, sheet) for sheet in inputs}
    calc.dispatch(document, URLS["assess_county"])
    assert calc.sheets(document) == [*inputs, *NAMES]
    assert calc.selection(document)[0] == "结论"
    assert {sheet: calc.formulas(document, sheet) for sheet in inputs} == before
    shown = {sheet: calc.values(document, sheet) for sheet in NAMES}
    seal = next(str(row[1]) for row in shown["运行记录"] if row[0] == "填报表校验值")
    for sheet, wanted in expected_tables(path, seal):
        for found, row in zip(shown[sheet], wanted, strict=True):
            if "运行时间" in row or "生成时间" in str(row[0]):
                continue
            assert found == [float(c) if isinstance(c, int) else c for c in row]


def test_a_second_run_replaces_only_what_is_ours(calc: Calc, opened: Any) -> None:
    document = opened(Draft())
    fill(calc, document, "结论", [["我的笔记"], ["不要动"]])
    (first,) = calc.perform("assess_county", PATHS)
    assert first[0] == "information"
    assert "“结论”改用“结论(2)”" in first[1]
    sheets = calc.sheets(document)
    assert sheets[-len(NAMES) :] == [n if n != "结论" else "结论(2)" for n in NAMES]
    calc.put(document, "问题清单", "A99:B99", [["旧", "行"]])
    calc.put(document, "县情", "B2", [["改名县"]])
    (second,) = calc.perform("assess_county", PATHS)
    assert second[1].startswith("改名县　")
    assert calc.sheets(document) == sheets
    assert calc.values(document, "结论", "A1:A2") == [["我的笔记"], ["不要动"]]
    assert calc.values(document, "问题清单", "A99:B99") == [["", ""]]
    title = calc.values(document, "结论(2)", "A1")[0][0]
    assert title.startswith("改名县")
    assert shape_of(title)


def test_our_sheets_look_as_described(calc: Calc, opened: Any) -> None:
    document = opened(Draft())
    calc.dispatch(document, URLS["assess_county"])
    looks = calc.looks(document, "学校达标", "I5")
    assert looks["frozen"]
    assert looks["ink"] == 0x1B6B3A, "● and the figure right of it are green"
    assert looks["ground"] == 0xE8F5EC
    assert calc.looks(document, "学校达标", "A3")["ground"] == 0xE4ECF4
    assert calc.looks(document, "学校达标", "C5")["ground"] == -1
    assert looks["format"] == "0.00"
    assert looks["size"] == 10
    assert calc.looks(document, "结论", "A5")["size"] > 20
    assert calc.looks(document, "结论", "F14")["wrapped"]
    assert calc.looks(document, "学校达标", "C1")["width"] > 4_000


def test_our_sheets_can_be_filtered_and_show_the_cvs(calc: Calc, opened: Any) -> None:
    document = opened(Draft())
    calc.dispatch(document, URLS["assess_county"])
    chart = ["校际差异系数与上限", [[1, 20, 2, 34], [5, 20, 6, 34]], 1]
    (schools,) = calc.filters(document, "学校达标")
    assert schools[:2] == [0, 2]
    assert calc.charts(document, "结论") == [chart]
    calc.hide_rows(document, "学校达标", 3, 4)
    calc.dispatch(document, URLS["assess_county"])
    assert calc.filters(document, "学校达标") == [schools]
    assert calc.charts(document, "结论") == [chart]
    assert calc.rows_in_view(document, "学校达标", 6) == list(range(6))


def test_bad_input_is_told_and_its_first_cell_selected(calc: Calc, opened: Any) -> None:
    draft = Draft(schools=[school("A1", 教学及辅助用房面积="很多"), school("A1")])
    document = opened(draft)
    sheets = calc.sheets(document)
    ((kind, message),) = calc.perform("assess_county", PATHS)
    assert kind == "warning"
    assert "1. 学校!" in message
    assert "没有评估" in message
    place = message.partition("学校!")[2].partition("：")[0]
    assert calc.selection(document) == ["学校", place]
    assert calc.sheets(document) == sheets
    ((kind, message),) = calc.perform("check_data", PATHS)
    assert calc.sheets(document) == [*sheets, "数据体检结果"]
    assert calc.selection(document) == ["学校", place]
    listed = calc.values(document, "数据体检结果")
    assert [row[1:3] for row in listed[3:5]] == [["✕ 高", "填报要求"]] * 2
    assert "“数据体检结果”" in message


def test_error_cells_and_dates_are_told_apart(calc: Calc, opened: Any) -> None:
    document = opened(GOLDEN / "met.xlsx")
    calc.enter(document, "学校", {"K5": "=1/0"})
    ((_, message),) = calc.perform("assess_county", PATHS)
    assert "学校!K5" in message
    assert "#DIV/0!" in message
    assert calc.selection(document) == ["学校", "K5"]


def test_a_check_without_problems_says_so(calc: Calc, opened: Any) -> None:
    document = opened(Draft())
    ((kind, message),) = calc.perform("check_data", PATHS)
    assert kind == "information"
    assert "可以评估" in message
    assert calc.selection(document)[0] == "数据体检结果"


def test_what_is_typed_beside_a_finding_is_taken_by_the_next_run(
    calc: Calc, opened: Any, tmp_path: Path
) -> None:
    document = opened(GOLDEN / "mixed.xlsx")
    calc.perform("check_data", PATHS)
    rows = calc.values(document, "数据体检结果")
    top = next(n for n, row in enumerate(rows) if row[0] == "序号")
    place, mark = rows[top].index("确认"), rows[top + 1][rows[top].index("编号")]
    cell = f"{column_letters(place)}{top + 2}"
    calc.put(document, "数据体检结果", f"{cell}:{cell}", [["张三：已核对"]])
    ((_, message),) = calc.perform("check_data", PATHS)
    assert "新记入确认 1 条" in message
    again = calc.values(document, "数据体检结果")
    (found,) = (row for row in again if mark in row)
    assert found[place].endswith("：已核对")
    assert (tmp_path / "数据体检" / "体检确认记录.jsonl").read_text("utf-8").count(mark) == 1


def test_the_macro_workbook_with_its_protected_sheets(calc: Calc, opened: Any) -> None:
    document = opened(ROOT / "workbook" / "优质均衡评估.xlsm")
    before = calc.sheets(document)
    ((kind, message),) = calc.perform("assess_county", PATHS)
    assert (kind, "须改正" in message) == ("warning", True), "it is empty"
    ((kind, message),) = calc.perform("check_data", PATHS)
    assert (kind, calc.sheets(document)) == ("warning", [*before, "数据体检结果"])


def test_text_that_looks_like_a_formula_stays_text(calc: Calc, opened: Any) -> None:
    schools = [school(f"S{n}", 学校名称=name) for n, name in enumerate(HOSTILE)]
    document = opened(Draft(schools=schools, classes=[], rooms=[]))
    calc.dispatch(document, URLS["assess_county"])
    assert set(HOSTILE) <= {row[2] for row in calc.values(document, "学校达标")[3:]}


def test_documents_that_cannot_be_worked_on(calc: Calc, opened: Any, tmp_path: Path) -> None:
    """Read-only, protected, without our sheets, closed meanwhile: a message, and on it goes."""
    document = opened(GOLDEN / "met.xlsx", ReadOnly=True)
    sheets = calc.sheets(document)
    ((kind, message),) = calc.perform("assess_county", PATHS)
    assert (kind, "只读" in message) == ("warning", True)
    assert calc.sheets(document) == sheets

    document = opened(Draft())
    calc.protect(document)
    ((kind, message),) = calc.perform("assess_county", PATHS)
    assert (kind, "有保护" in message) == ("warning", True)

    empty = calc.open()
    calc.set_front(empty)
    ((kind, message),) = calc.perform("assess_county", PATHS)
    assert (kind, "缺少工作表" in message) == ("warning", True)

    for step in STEPS:
        document = opened(Draft())
        ((kind, message),) = calc.perform("assess_county", PATHS, close_at=step)
        assert (kind, "被关闭了" in message) == ("warning", True)
    calc.set_front(empty)
    calc.close(empty)

    document = opened(Draft())
    assert calc.perform("assess_county", PATHS)[0][0] == "information"


def test_a_text_document_is_no_workbook(calc: Calc, tmp_path: Path) -> None:
    document = calc.open_text()
    calc.set_front(document)
    ((kind, message),) = calc.perform("assess_county", PATHS)
    calc.close(document)
    assert (kind, "没有打开的工作簿" in message) == ("warning", True)


def test_the_values_copy_holds_values_only(calc: Calc, opened: Any, tmp_path: Path) -> None:
    document = opened(GOLDEN / "met.xlsx")
    fill(calc, document, "乱", [["", ""], ["", "@SUM(A1)"]])
    calc.enter(document, "乱", {"A3": "=NA()", "B3": "=1/8", "A4": "=TRUE()"})
    fill(calc, document, "藏", [["看不见"]])
    calc.hide_sheet(document, "藏")
    ((_, message),) = calc.perform("export_values", PATHS)
    path = tmp_path / "met-送审版.xlsx"
    assert str(path) in message
    copied = openpyxl.load_workbook(path)
    assert copied.sheetnames == [name for name in calc.sheets(document) if name != "藏"]
    values = [[cell.value for cell in row] for row in copied["乱"]]
    assert values == [[None, None], [None, "@SUM(A1)"], ["#N/A", 0.125], [True, None]]
    assert all(c.data_type != "f" for sheet in copied for row in sheet for c in row)
    date = next(row for row in copied["县情"].iter_rows(values_only=True) if "评估日期" in row)
    assert str(date[1]).startswith("2024-05-20")


def test_self_check_about_and_a_new_workbook(calc: Calc, opened: Any, tmp_path: Path) -> None:
    opened(GOLDEN / "met.xlsx")
    ((kind, message),) = calc.perform("self_check", PATHS)
    assert kind == "information", message
    assert "自检通过" in message
    assert "qbe-xl" in calc.perform("self_check", PATHS)[0][1]
    assert "云政办发〔2022〕49号" in calc.perform("about", PATHS)[0][1]
    ((_, message),) = calc.perform("new_workbook", PATHS)
    (made,) = tmp_path.glob("县域*.xlsx")
    assert str(made) in message
    assert calc.front_sheets()[:2] == ["填表说明", "学校"]
    calc.close_front()


def test_an_unknown_command_does_nothing(calc: Calc, opened: Any) -> None:
    document = opened(Draft())
    sheets = calc.sheets(document)
    calc.dispatch(document, URLS["about"].replace("about", "nothing"))
    assert calc.sheets(document) == sheets


def test_in_a_project_the_menu_is_a_run_of_it(calc: Calc, opened: Any, tmp_path: Path) -> None:
    """What Calc reads of a document has the seal of its file."""
    document = opened(GOLDEN / "met.xlsx")
    project = make_project(tmp_path).project
    calc.dispatch(document, URLS["assess_county"])
    assert (tmp_path / "评估" / "assessment.json").is_file()
    assert status_of(project.again()).step("assess").stand is Stand.DONE


def test_returns_are_read_apart_by_the_python_that_was_installed(
    calc: Calc, opened: Any, tmp_path: Path
) -> None:
    """The first Python on PATH is another one (`calc`), and `sys.executable` there is that."""
    document = opened(GOLDEN / "met.xlsx")
    back = tmp_path / "交回"
    back.mkdir()
    shutil.copy(GOLDEN / "met.xlsx", back / "甲.xlsx")
    calc.dispatch(document, URLS["merge_returns"])
    assert (tmp_path / "汇总").is_dir()
    (status,) = (tmp_path / "汇总").glob("*报送情况.html")
    shown = status.read_text(encoding="utf-8")
    assert "甲.xlsx" in shown
    assert "太多，没有读取" not in shown


def test_documents_plans_and_the_ledger_come_from_the_menu_too(
    calc: Calc, opened: Any, tmp_path: Path
) -> None:
    document = opened(GOLDEN / "mixed.xlsx")
    before = calc.sheets(document)
    calc.dispatch(document, URLS["make_documents"])
    made = tmp_path / "申报材料"
    assert (made / "目录.html").is_file()
    assert len(list(made.glob("*.docx"))) >= 14
    calc.dispatch(document, URLS["plan_remedies"])
    plans = [name for name in calc.sheets(document) if name not in before]
    assert plans[0] == "方案对比"
    ((kind, message),) = calc.perform("adopt_least", PATHS)
    assert (kind, "已采用最省方案" in message) == ("information", True)
    assert "本次新建" in message
    assert calc.sheets(document) == [*before, *plans], "it writes the same sheets anew"
    plan, ledger = (
        json.loads((tmp_path / name).read_text(encoding="utf-8"))
        for name in ("plan.json", "ledger.json")
    )
    shown = calc.values(document, "方案对比")
    heads = next(row for row in shown if row[0] == "项目")
    costs = next(row for row in shown if row[0] == "费用（万元）")
    cost = costs[heads.index("最省方案")]
    assert (ledger["plan"], ledger["total"]) == ("最省方案", plan["cost"])
    assert round(cost * 10_000) == round(plan["cost"] * 10_000)
    assert "整改台账" in calc.front_sheets()
    calc.set_front(document)
    ((kind, message),) = calc.perform("keep_ledger", PATHS)
    assert (kind, "请先保存并关闭" in message) == ("warning", True), "Calc has it open"
