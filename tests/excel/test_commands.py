"""The ribbon's commands: each does its work and says so, whatever happens."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qbe_xl.excel import commands, dialogs, host
from qbe_xl.excel.live import ExcelDocument
from qbe_xl.office import commands as shared
from qbe_xl.office.buttons import BUTTONS
from qbe_xl.office.values_copy import values_workbook
from tests.counties import GOLDEN, Draft, school
from tests.excel import remote
from tests.excel.remote import Values, draft_sheets, file_sheets, played
from tests.open_documents import FakeHost, told


@pytest.fixture(scope="module")
def xw() -> Iterator[Any]:
    with remote.remote_engine() as found:
        yield found


def opened(xw: Any, sheets: dict[str, Values]) -> tuple[FakeHost, Any]:
    """A host in which such a workbook is open in Excel, and the workbook."""
    book = xw.Book(json=remote.body(sheets))
    return FakeHost(ExcelDocument(book)), book


def bad() -> Draft:
    return Draft(schools=[school("A1", 教学及辅助用房面积="很多"), school("A1")])


def test_every_button_has_its_command() -> None:
    for button in BUTTONS:
        assert callable(getattr(commands, button.name))


def test_a_button_speaks_in_excel(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, str]] = []
    monkeypatch.setattr(host, "application", lambda: None)
    monkeypatch.setattr(host, "active", lambda: None)
    monkeypatch.setattr(dialogs, "tell", lambda text, kind, _: heard.append((kind, text)))
    getattr(commands, "check_data")()  # noqa: B009 (made from the table of buttons)
    ((kind, message),) = heard
    assert kind == "warning"
    assert "没有打开的工作簿" in message


def test_an_assessment_is_told_in_a_few_lines(xw: Any) -> None:
    host, _ = opened(xw, draft_sheets(Draft()) | {"结论": [["我的"]]})
    message = told(shared.assess_county, host)
    assert message.startswith("示例县　")
    assert "“结论”改用“结论(2)”" in message


def test_bad_input_is_told_with_its_first_problems(xw: Any) -> None:
    host, _ = opened(xw, draft_sheets(bad()))
    message = told(shared.assess_county, host, "warning")
    assert "1. 学校!" in message
    assert "没有评估" in message


def test_a_check_lists_problems_and_selects_the_first(xw: Any) -> None:
    sheets = draft_sheets(bad())
    host, book = opened(xw, sheets)
    assert "“数据体检结果”" in told(shared.check_data, host, "warning")
    actions = book.json()["actions"]
    listed = played(sheets, actions)["数据体检结果"]
    assert [row[1:3] for row in listed[3:5]] == [["✕ 高", "填报要求"]] * 2
    assert book.sheets.active.name == "学校"
    assert [a["func"] for a in actions if a["func"] in ("rangeSelect", "activateSheet")][-2:] == [
        "activateSheet",
        "rangeSelect",
    ]


def test_a_check_without_problems_says_so(xw: Any) -> None:
    host, book = opened(xw, draft_sheets(Draft()))
    told(shared.check_data, host)
    assert book.sheets.active.name == "数据体检结果"


def test_what_is_typed_in_a_workbook_never_saved_is_kept(xw: Any) -> None:
    sheets = file_sheets(GOLDEN / "mixed.xlsx")
    host, book = opened(xw, sheets)
    told(shared.check_data, host)
    after = played(sheets, book.json()["actions"])
    rows = after["数据体检结果"]
    top = next(n for n, row in enumerate(rows) if row[0] == "序号")
    rows[top + 1][rows[top].index("确认")] = "张三：已核对"
    host, book = opened(xw, after)
    assert "请先保存" in told(shared.check_data, host, "warning")
    assert not {a["func"] for a in book.json()["actions"]} & {"setValues", "rangeClearContents"}
    assert played(after, book.json()["actions"]) == after


def test_the_values_copy_holds_values_only(
    xw: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The workbook lies on no disk of this machine: its copy goes to the home folder."""
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    sheets = draft_sheets(Draft(schools=[school("A1", 学校名称="=1+1")]))
    sheets["乱"] = [["", ""], ["", "@SUM(A1)"], ["#N/A", 0.25]]
    sent = remote.body(sheets)
    sent["sheets"][3]["visibility"] = "Hidden"
    for _ in range(2):
        told(shared.export_values, FakeHost(ExcelDocument(xw.Book(json=sent))))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "我县-送审版(2).xlsx",
        "我县-送审版.xlsx",
    ]
    copied = openpyxl.load_workbook(tmp_path / "我县-送审版.xlsx")
    assert copied.vba_archive is None
    assert copied.sheetnames == [name for name in sheets if name != "县级数据"]
    assert copied["乱"]["B2"].value == "@SUM(A1)"
    assert copied["乱"]["A3"].value == "#N/A"
    assert copied["乱"]["B3"].value == 0.25
    name = next(cell for row in copied["学校"] for cell in row if cell.value == "=1+1")
    assert name.data_type != "f"


def test_a_copy_of_an_empty_workbook_can_be_made(xw: Any) -> None:
    shown = ExcelDocument(xw.Book(json=remote.body({"空": []}))).shown()
    content = values_workbook("空", shown, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == ["空"]


def test_an_add_in_is_no_workbook_to_work_on(monkeypatch: pytest.MonkeyPatch) -> None:
    class Book:
        def __init__(self, name: str) -> None:
            self.name = name

    class Books:
        active = Book("我县.xlsm")

    class Xlwings:
        class Book:
            @staticmethod
            def caller() -> object:
                return Book("qbe.xlam")

        books = Books

    monkeypatch.setattr(host, "xw", Xlwings)
    assert host.active() is Books.active


def test_a_message_without_a_box_goes_to_the_status_bar_or_the_error_stream(
    capsys: pytest.CaptureFixture[str],
) -> None:
    class App:
        status_bar = ""

    app = App()
    dialogs.tell("第一行\n第二行", app=app)
    assert app.status_bar == "第一行 第二行"
    dialogs.tell("很" * 5_000)
    assert len(capsys.readouterr().err) < 2_000


def test_a_message_box_is_shown_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    import ctypes

    shown: list[tuple[object, ...]] = []

    class User:
        @staticmethod
        def MessageBoxW(*arguments: object) -> int:
            shown.append(arguments)
            return 1

    class Dlls:
        user32 = User

    monkeypatch.setattr(dialogs, "os", type("os", (), {"name": "nt"}))
    monkeypatch.setattr(ctypes, "windll", Dlls, raising=False)
    dialogs.tell("好", "error")
    assert shown == [(0, "好", "优质均衡评估", 0x10 | 0x10000 | 0x40000)]
