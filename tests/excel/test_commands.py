"""The ribbon's commands: each does its work and says so, whatever happens."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qbe_xl import __version__
from qbe_xl.errors import OutputError
from qbe_xl.excel import commands, dialogs, doctor, host, installing
from qbe_xl.excel.live import ExcelDocument
from qbe_xl.office import commands as shared
from qbe_xl.office.buttons import BUTTONS
from qbe_xl.office.health import Finding, State
from qbe_xl.office.values_copy import values_workbook
from tests.counties import Draft, school
from tests.excel import remote
from tests.excel.remote import draft_sheets, played


@pytest.fixture(scope="module")
def xw() -> Iterator[Any]:
    with remote.remote_engine() as found:
        yield found


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What staff were told: kind and message."""
    heard: list[tuple[str, str]] = []

    def hear(message: str, kind: str = "information", app: object = None) -> None:
        heard.append((kind, message))

    monkeypatch.setattr(dialogs, "tell", hear)
    return heard


def use(monkeypatch: pytest.MonkeyPatch, book: Any) -> Any:
    monkeypatch.setattr(host, "active", lambda: book)
    return book


def bad() -> Draft:
    return Draft(schools=[school("A1", 教学及辅助用房面积="很多"), school("A1")])


def test_every_button_has_its_command() -> None:
    for button in BUTTONS:
        assert callable(getattr(commands, button.name))


def test_without_a_workbook_they_say_so(
    said: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host, "application", lambda: None)
    use(monkeypatch, None)
    for command in (commands.check_data, commands.assess_county, commands.export_values):
        command()
    assert [kind for kind, _ in said] == ["warning"] * 3
    assert all("没有打开的工作簿" in message for _, message in said)


def test_an_assessment_is_told_in_a_few_lines(
    xw: Any, said: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets = draft_sheets(Draft()) | {"结论": [["我的"]]}
    use(monkeypatch, xw.Book(json=remote.body(sheets)))
    commands.assess_county()
    ((kind, message),) = said
    assert kind == "information"
    assert message.startswith("示例县　")
    assert "“结论”改用“结论(2)”" in message


def test_bad_input_is_told_with_its_first_problems(
    xw: Any, said: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, xw.Book(json=remote.body(draft_sheets(bad()))))
    commands.assess_county()
    ((kind, message),) = said
    assert kind == "warning"
    assert "1. 学校!" in message
    assert "没有评估" in message


def test_a_check_lists_problems_and_selects_the_first(
    xw: Any, said: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets = draft_sheets(bad())
    book = use(monkeypatch, xw.Book(json=remote.body(sheets)))
    commands.check_data()
    actions = book.json()["actions"]
    listed = played(sheets, actions)["数据体检结果"]
    assert [row[1:3] for row in listed[3:5]] == [["✕ 高", "填报要求"]] * 2
    assert book.sheets.active.name == "学校"
    assert [a["func"] for a in actions if a["func"] in ("rangeSelect", "activateSheet")][-2:] == [
        "activateSheet",
        "rangeSelect",
    ]
    assert "“数据体检结果”" in said[0][1]
    assert said[0][0] == "warning"


def test_a_check_without_problems_says_so(
    xw: Any, said: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    book = use(monkeypatch, xw.Book(json=remote.body(draft_sheets(Draft()))))
    commands.check_data()
    assert said[0][0] == "information"
    assert book.sheets.active.name == "数据体检结果"


def test_the_values_copy_holds_values_only(
    xw: Any,
    said: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    sheets = draft_sheets(Draft(schools=[school("A1", 学校名称="=1+1")]))
    sheets["乱"] = [["", ""], ["", "@SUM(A1)"], ["#N/A", 0.25]]
    sent = remote.body(sheets)
    sent["sheets"][3]["visibility"] = "Hidden"
    use(monkeypatch, xw.Book(json=sent))
    monkeypatch.setattr(shared, "folder_of", lambda document: tmp_path)
    commands.export_values()
    commands.export_values()
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
    content = values_workbook(ExcelDocument(xw.Book(json=remote.body({"空": []}))).shown())
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == ["空"]


def test_a_new_workbook_takes_a_free_name(
    said: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(host, "application", lambda: None)
    monkeypatch.setattr(shared, "folder_of", lambda document: tmp_path)
    use(monkeypatch, None)
    commands.new_workbook()
    commands.new_workbook()
    assert len(list(tmp_path.iterdir())) == 2
    assert "(2).xlsx" in said[1][1]
    assert "学校" in openpyxl.load_workbook(next(tmp_path.iterdir())).sheetnames


@pytest.mark.parametrize("well", [True, False])
def test_a_self_check_says_what_was_found(
    said: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch, well: bool
) -> None:
    monkeypatch.setattr(host, "application", lambda: None)
    state = State.GOOD if well else State.PROBLEM
    found = [Finding("Python", state, "3.11", "" if well else "请重新安装")]
    monkeypatch.setattr(doctor, "examine", lambda *_: found)
    monkeypatch.setattr(installing.Places, "here", lambda: None)
    monkeypatch.setattr(doctor.Machine, "here", lambda: None)
    commands.self_check()
    ((kind, message),) = said
    assert kind == ("information" if well else "warning")
    assert "Python" in message
    assert ("请重新安装" in message) is not well


def test_help_opens_the_manual_as_a_page(
    said: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str] = []
    manual = tmp_path / "manual.zh-CN.md"
    manual.write_text("# 手册 <b>", encoding="utf-8")
    monkeypatch.setattr(host, "application", lambda: None)
    monkeypatch.setattr(shared, "_MANUALS", (tmp_path / "none.html", manual))
    monkeypatch.setattr(shared.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(shared.webbrowser, "open", lambda url: not opened.append(url))
    commands.show_help()
    assert "手册 &lt;b&gt;" in (tmp_path / "qbe_xl-manual.html").read_text(encoding="utf-8")
    assert opened == [(tmp_path / "qbe_xl-manual.html").as_uri()]
    assert not said
    monkeypatch.setattr(shared, "_MANUALS", ())
    commands.show_help()
    assert "没有找到使用手册" in said[0][1]


def test_the_manual_is_where_help_looks() -> None:
    assert any(path.exists() for path in shared._MANUALS)


def test_about_names_version_and_standard(
    said: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host, "application", lambda: None)
    commands.about()
    assert __version__ in said[0][1]
    assert "云政办发〔2022〕49号" in said[0][1]


@pytest.mark.parametrize(
    ("error", "kind", "part"),
    [
        (OutputError("磁盘满了"), "warning", "磁盘满了"),
        (RuntimeError("0x800A03EC"), "error", "填报的内容没有改动"),
    ],
)
def test_whatever_happens_ends_in_a_message(
    said: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    kind: str,
    part: str,
) -> None:
    def fail(_: object) -> Any:
        raise error

    monkeypatch.setattr(host, "application", lambda: None)
    monkeypatch.setattr(host.ExcelHost, "document", fail)
    commands.assess_county()
    assert said[0][0] == kind
    assert part in said[0][1]
    assert "Traceback" not in said[0][1]


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
