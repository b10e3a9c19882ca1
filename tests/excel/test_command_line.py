"""No text of a workbook, its name included, stands on a command line that VBA makes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings as xw

from qbe_xl.excel import host, ribbon
from qbe_xl.office.buttons import BUTTONS
from tests.excel.cmd import commands
from tests.excel.vba import PYTHON, Machine
from tests.excel.windows import Windows

WORKBOOKS = Path(__file__).resolve().parents[2] / "workbook"
FILES = [WORKBOOKS / "qbe.xlam", WORKBOOKS / "优质均衡评估.xlsm"]
NAMES = [
    *("我县.xlsx", "新建 文件夹 (2).xlsx", "甲&calc&乙.xlsx", "%TEMP%.xlsx", "a=b=c.xlsx"),
    *("%CMDCMDLINE%&calc&.xlsx", "%CMDCMDLINE:~-1%&calc&.xlsx", "50% 'x' ^y !z.xlsx"),
    *("a;b,c=d.xlsx", "%QBE_WORKBOOK%.xlsx", "^&calc.xlsx", "𠮷県.xlsx", "工作簿1"),
]


def started(path: Path, name: str | None) -> tuple[str, dict[str, str]]:
    machine = Machine(path, name)
    machine.run(ribbon.procedure(BUTTONS[3]), ribbon.BUTTON_MODULE)
    (one,) = machine.started
    return one


def test_the_model_sees_what_cmd_would_run() -> None:
    """The line that upstream's VBA makes: with the name on it, calc is run."""
    line = 'cmd.exe /C C: & "python.exe" -c "x" --wb="%CMDCMDLINE%&calc&.xlsx" --from_xl=1'
    assert "calc" in commands(line, {})
    assert commands('cmd.exe /C a "%T%&b" & c', {"t": "1"}) == ['a "1&b"', "c"]


@pytest.mark.parametrize("path", FILES, ids=["xlam", "xlsm"])
def test_a_button_starts_the_same_commands_whatever_the_workbook_s_name(path: Path) -> None:
    line, _ = started(path, "我县.xlsx")
    drive, change, run = commands(line, {})
    assert (drive, change) == ("C:", f'cd "{PYTHON.rpartition(chr(92))[0]}"')
    assert run.startswith(f'"{PYTHON}" -I -B -c "')
    assert "import check_data; check_data()" in run
    for name in NAMES:
        line, variables = started(path, name)
        assert commands(line, variables) == [drive, change, run]
        assert variables[host.WORKBOOK] == name
    assert started(path, None)[1][host.WORKBOOK] == ""


@pytest.mark.parametrize("path", FILES, ids=["xlam", "xlsm"])
def test_the_server_of_functions_is_started_the_same_whatever_the_workbook_s_name(
    path: Path,
) -> None:
    first, *others = [str(Machine(path, name).run("XLPyCommand", "xlwings")) for name in NAMES]
    assert {*others} == {first}
    (run,) = commands(first, {})
    assert run.startswith(f'"{PYTHON}" -I -B -c "import sys, os;import xlwings.utils;')


@pytest.mark.parametrize("name", NAMES)
def test_python_finds_the_workbook_that_was_in_front(
    windows: Windows, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = {name: SimpleNamespace(Name=name), "其他.xlsx": SimpleNamespace(Name="其他.xlsx")}
    windowed: list[int] = []

    def excel(window: int) -> Any:
        windowed.append(window)
        return SimpleNamespace(
            Workbooks=books.__getitem__, Hwnd=window, ActiveWorkbook=books["其他.xlsx"]
        )

    monkeypatch.setattr(vars(xw)["_xlwindows"], "get_xl_app_from_hwnd", excel)
    monkeypatch.setenv(host.WORKBOOK, name)
    monkeypatch.setattr("sys.argv", ["-c", "--from_xl=1", "--app=Excel", "--hwnd=1234"])
    assert host.active().name == name
    assert set(windowed) == {1234}
