"""qbe-xl libreoffice: thin, Chinese, and clear where there is no LibreOffice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from qbe_xl import cli
from qbe_xl.errors import OutputError
from qbe_xl.libreoffice import doctor, installing
from qbe_xl.libreoffice.places import Places
from qbe_xl.office.health import Finding, State
from tests.command_line import qbe

COMMANDS = ("install", "uninstall", "doctor")
WELL = Finding("LibreOffice", State.GOOD, "25.2")
BAD = Finding("扩展", State.PROBLEM, "没有装", "请安装")


def test_help() -> None:
    done = qbe("libreoffice", "--help")
    assert all(command in done.stdout for command in COMMANDS)
    for command in COMMANDS:
        said = qbe("libreoffice", command, "--help").stdout
        assert "--quiet" in said
        assert "--profile" in said


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command on a machine with LibreOffice and these findings."""

    def speak(_: object, say: object) -> None:
        say("扩展已装入")  # type: ignore[operator]

    def run(*arguments: str, findings: tuple[Finding, ...] = (WELL,)) -> Result:
        monkeypatch.setattr(Places, "here", classmethod(lambda cls, profile: profile))
        monkeypatch.setattr(doctor, "examine", lambda *_: findings)
        monkeypatch.setattr(installing, "install", speak)
        monkeypatch.setattr(installing, "uninstall", speak)
        return CliRunner().invoke(cli.app, ["libreoffice", *arguments])

    return run


def test_install_says_what_it_did_and_what_is_wrong(run: Callable[..., Result]) -> None:
    done = run("install")
    assert done.exit_code == 0
    assert "扩展已装入" in done.stdout
    assert "重新打开 LibreOffice" in done.stdout
    assert "请安装" in run("install", findings=(WELL, BAD)).stderr
    assert run("install", "--quiet").output == ""


def test_uninstall_says_what_it_did(run: Callable[..., Result]) -> None:
    assert run("uninstall").stdout == "扩展已装入\n"
    assert run("uninstall", "-q").output == ""


def test_doctor_ends_with_1_on_a_problem(run: Callable[..., Result]) -> None:
    assert run("doctor").exit_code == 0
    done = run("doctor", "-q", findings=(WELL, BAD))
    assert (done.exit_code, done.stdout) == (1, f"{BAD}\n")


def test_a_failure_is_told(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run("doctor")

    def refuse(*_: object) -> None:
        raise OutputError("请关闭 LibreOffice")

    monkeypatch.setattr(installing, "install", refuse)
    done = CliRunner().invoke(cli.app, ["libreoffice", "install", "--profile", str(tmp_path)])
    assert isinstance(done.exception, OutputError)
