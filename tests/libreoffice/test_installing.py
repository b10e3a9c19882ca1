"""Installing for one user, undoing it, and what staff are told where it cannot be."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from qbe_xl import __version__
from qbe_xl.errors import OutputError
from qbe_xl.functions import MARK
from qbe_xl.libreoffice import doctor, installing, places
from qbe_xl.libreoffice.places import Places
from qbe_xl.office.health import State, is_well
from tests import programs
from tests.libreoffice.calc import Calc

NEW, OLD = (25, 2), (7, 4)
HERE = "{}.{}".format(*sys.version_info)


@dataclass(frozen=True)
class Machine(Places):
    """Places on a machine as a test wants it: what would be asked of programs is given."""

    version: tuple[int, int] | None = NEW
    python: str | None = HERE
    interpreter: str | None = None


def machine(folder: Path, **changes: object) -> Machine:
    extension = folder / "qbe.oxt"
    extension.write_bytes(b"PK")
    return Machine(folder / "program", folder / "profile", extension, **changes)  # type: ignore[arg-type]


@pytest.mark.program
@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"version": OLD}, "25.2 或更新"),
        ({"version": (25, 1)}, "#NAME?"),
        ({"python": None}, "python3-uno"),
        ({"python": "3.99"}, "python3.99 -m venv"),
        ({}, "python3-uno"),
    ],
)
def test_what_keeps_it_from_being_installed(
    tmp_path: Path, changes: dict[str, object], part: str
) -> None:
    found = machine(tmp_path, **changes)
    with pytest.raises(OutputError, match=part.replace("?", r"\?")):
        installing.install(found)
    assert not found.profile.exists()


def test_it_waits_until_the_office_is_closed(tmp_path: Path) -> None:
    found = machine(tmp_path)
    found.profile.mkdir()
    found.lock.touch()
    for work in (installing.install, installing.uninstall):
        with pytest.raises(OutputError, match="请关闭它的所有窗口"):
            work(found)


def test_without_an_extension_in_the_package(tmp_path: Path) -> None:
    found = machine(tmp_path)
    found.extension.unlink()
    with pytest.raises(OutputError, match="没有扩展"):
        installing.install(found)


def test_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "offices", lambda: iter(()))
    with pytest.raises(OutputError, match="没有找到 LibreOffice"):
        Places.here()


def test_the_usual_profile_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert places.usual_profile() == tmp_path / "libreoffice" / "4"


def problems(found: Places) -> dict[str, str]:
    """What the doctor finds wrong, and what to do."""
    return {f.subject: f.advice for f in doctor.examine(found) if f.state is State.PROBLEM}


def test_the_doctor_says_what_to_do(tmp_path: Path) -> None:
    found = machine(tmp_path)
    assert set(problems(found)) == {"Python", "扩展", "配置文件"}
    assert "25.2 或更新" in problems(machine(tmp_path, version=OLD))["LibreOffice"]
    assert "重新安装 LibreOffice" in problems(machine(tmp_path, version=None))["LibreOffice"]
    found.config.parent.mkdir(parents=True)
    for content in ("{", "[]", json.dumps({"paths": ["/不在"], "python": HERE})):
        found.config.write_text(content, encoding="utf-8")
        assert "libreoffice install" in problems(found)["配置文件"]
    config = {"paths": installing.package_paths(), "python": "3.99"}
    found.config.write_text(json.dumps(config), encoding="utf-8")
    assert "配置文件" in problems(found)
    config["python"] = HERE
    found.config.write_text(json.dumps(config), encoding="utf-8")
    assert "配置文件" not in problems(found)
    cache = found.profile / "user" / "uno_packages" / "cache"
    cache.mkdir(parents=True)
    listed = b"Pmp1\xfforg.qbe.calc\nlu1.tmp\xffqbe.oxt\xffapplication/x\xff0.0.1\xff0\n\n"
    (cache / "uno_packages.pmap").write_bytes(listed)
    assert "更新" in problems(found)["扩展"]
    found.lock.touch()
    (running,) = [f for f in doctor.examine(found) if f.subject == "运行情况"]
    assert running.state is State.NOTICE


@pytest.mark.program
def test_a_python_without_numpy_is_told(tmp_path: Path) -> None:
    import sys

    found = machine(tmp_path, interpreter=sys.executable)
    found.config.parent.mkdir(parents=True)
    config = {"paths": [str(tmp_path)], "python": HERE}
    found.config.write_text(json.dumps(config), encoding="utf-8")
    good = problems(found).get("试算", "")
    (tmp_path / "numpy.py").write_text("raise ImportError", encoding="utf-8")
    assert not good
    assert "pip install" in problems(found)["试算"]


@pytest.mark.program
@pytest.mark.skipif(os.name == "nt", reason="LibreOffice for Windows has its own Python")
def test_a_terminal_that_misleads_the_office_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "环境"
    stranger = home / "bin" / "python3"
    stranger.parent.mkdir(parents=True)
    stranger.write_text("#!/bin/sh\n")
    stranger.chmod(0o755)
    monkeypatch.setenv("PATH", str(stranger.parent))
    assert machine(tmp_path).misleading is None  # it has no library that the office would take
    (home / "lib" / f"python{HERE}").mkdir(parents=True)
    (home / "lib" / f"python{HERE}" / "os.py").touch()
    found = machine(tmp_path, interpreter=sys.executable)
    (told,) = [f for f in doctor.examine(found) if f.subject == "终端"]
    assert told.state is State.NOTICE
    assert str(stranger) in told.found
    assert "deactivate" in told.advice
    stranger.write_text("#!/bin/sh\necho uno\n")
    assert machine(tmp_path).misleading is None
    (tmp_path / "program").mkdir()
    (tmp_path / "program" / "python").touch()
    stranger.write_text("#!/bin/sh\n")
    assert machine(tmp_path).misleading is None


@pytest.mark.office
def test_installed_used_and_taken_away_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs.require(*programs.OFFICE)
    own = Path(sys.executable).parent  # a virtual environment's, another build than the office's
    found = Places.here(tmp_path / "profile")
    said: list[str] = []
    with monkeypatch.context() as patch:
        patch.setenv("PATH", f"{own}{os.pathsep}{os.environ['PATH']}")
        try:
            installing.install(found, said.append)
        except OutputError as error:
            if "bad_alloc" in str(error):
                raise
            programs.give_up(str(error))
    assert doctor.installed_version(found) == __version__
    assert is_well(doctor.examine(found)), doctor.examine(found)
    config = found.config.read_text(encoding="utf-8")
    installing.install(found)  # a second time it only brings things up to date
    assert found.config.read_text(encoding="utf-8") == config

    found.config.write_text(json.dumps({"paths": ["/"], "python": "3.1"}), encoding="utf-8")
    calc = Calc(found, programs.environment(), "--headless")
    document = calc.open()
    sheet = calc.sheets(document)[0]
    calc.enter(document, sheet, {"A1": '=QBE_LIMIT("小学")'})
    shown, _ = calc.shown(document, sheet, "A1")
    calc.finish()
    assert shown.startswith(f"{MARK}LibreOffice 用的是 Python")
    assert "计算程序装在 Python 3.1 里" in shown

    found.config.unlink()
    calc = Calc(found, programs.environment(), "--headless")
    document = calc.open()
    sheet = calc.sheets(document)[0]
    calc.enter_array(document, sheet, "A1:B2", "=QBE_TABLE(A5:B9)")
    shown, _ = calc.shown(document, sheet, "A1")
    calc.finish()
    assert shown.startswith(f"{MARK}本机没有装好计算程序")

    installing.uninstall(found, said.append)
    assert doctor.installed_version(found) is None
    assert not found.config.exists()
    installing.uninstall(found)  # and again, without harm
    assert any("已从 LibreOffice 移除" in line for line in said)
