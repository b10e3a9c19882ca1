"""The commands for Excel: thin, Chinese, and clear where there is no Windows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from qbe_xl import cli
from qbe_xl.errors import OutputError
from qbe_xl.excel import doctor, installing
from qbe_xl.office.health import Finding, State
from tests.command_line import qbe

COMMANDS = ("install", "uninstall", "doctor")
WELL = Finding("Python", State.GOOD, "3.12")
ODD = Finding("路径", State.NOTICE, "在 OneDrive 里", "移出来")
BAD = Finding("加载宏", State.PROBLEM, "不存在", "安装")


@pytest.mark.parametrize("command", COMMANDS)
def test_without_windows_it_says_what_to_use(command: str) -> None:
    done = qbe("excel", command)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Windows 版 Microsoft Excel" in done.stderr
    assert "LibreOffice" in done.stderr


def test_help() -> None:
    done = qbe("excel", "--help")
    assert all(command in done.stdout for command in COMMANDS)
    for command in COMMANDS:
        assert "--quiet" in qbe("excel", command, "--help").stdout


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command as on Windows, with these findings."""

    def speak(_: object, say: object) -> None:
        say("已写入：甲")  # type: ignore[operator]

    def run(*arguments: str, findings: tuple[Finding, ...] = (WELL,)) -> Result:
        monkeypatch.setattr(installing.Places, "here", classmethod(lambda cls: None))
        monkeypatch.setattr(doctor, "examine", lambda *_: findings)
        monkeypatch.setattr(installing, "install", speak)
        monkeypatch.setattr(installing, "uninstall", speak)
        return CliRunner().invoke(cli.app, ["excel", *arguments])

    return run


def test_install_says_what_it_did_and_what_is_wrong(run: Callable[..., Result]) -> None:
    done = run("install")
    assert done.exit_code == 0
    assert "已写入：甲" in done.stdout
    assert "重新打开 Excel" in done.stdout
    assert done.stderr == ""
    done = run("install", findings=(WELL, ODD, BAD))
    assert done.exit_code == 0
    assert "OneDrive" in done.stderr
    assert "3.12" not in done.stderr
    done = run("install", "--quiet")
    assert (done.exit_code, done.output) == (0, "")


def test_uninstall_says_what_it_did(run: Callable[..., Result]) -> None:
    assert run("uninstall").stdout == "已写入：甲\n"
    assert run("uninstall", "-q").output == ""


def test_doctor_ends_with_1_on_a_problem_only(run: Callable[..., Result]) -> None:
    done = run("doctor", findings=(WELL, ODD))
    assert done.exit_code == 0
    assert done.stdout == f"{WELL}\n{ODD}\n"
    done = run("doctor", "-q", findings=(WELL, ODD, BAD))
    assert done.exit_code == 1
    assert done.stdout == f"{ODD}\n{BAD}\n"


def test_a_failure_is_told(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    run("doctor")

    def refuse(*_: object) -> None:
        raise OutputError("请关闭 Excel")

    monkeypatch.setattr(installing, "install", refuse)
    done = CliRunner().invoke(cli.app, ["excel", "install"])
    assert isinstance(done.exception, OutputError)
