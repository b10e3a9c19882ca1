"""Installing for one user: what is written, kept, found wrong and taken away again."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path, PureWindowsPath

import pytest

from qbe_xl.errors import OutputError
from qbe_xl.excel import installing, xlwings_vba
from qbe_xl.excel.installing import Places
from tests.excel.places import ADDIN, make_places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A user with the add-in ready to be installed."""
    return make_places(tmp_path)


def files(places: Places) -> dict[str, bytes]:
    home = places.home
    return {str(p.relative_to(home)): p.read_bytes() for p in home.rglob("*") if p.is_file()}


def folders(places: Places) -> set[Path]:
    return {p for p in places.home.rglob("*") if p.is_dir()}


def told(action: Callable[..., None], places: Places) -> list[str]:
    lines: list[str] = []
    action(places, lines.append)
    return lines


# ---- what the VBA reads


def test_the_configuration_is_where_and_as_the_vba_reads_it(places: Places) -> None:
    source = xlwings_vba.source()
    assert f'PROJECT_NAME As String = "{xlwings_vba.PROJECT}"' in source
    assert 'Environ("USERPROFILE") & "\\." & PROJECT_NAME & "\\" & PROJECT_NAME & ".conf"' in source
    folder = f".{xlwings_vba.PROJECT}"
    assert places.config == places.home / folder / f"{xlwings_vba.PROJECT}.conf"
    assert f'GetConfig("{installing.INTERPRETER}")' in source
    assert f"{xlwings_vba.PROJECT}.xlam" == installing.ADDIN


def test_one_line_in_the_code_page_of_windows(places: Places) -> None:
    installing.install(places)
    assert places.config.read_bytes() == (
        b'"INTERPRETER_WIN","%LOCALAPPDATA%\\QBE\\venv\\Scripts\\python.exe"\r\n'
    )


def test_a_plain_path_is_written_as_it_is() -> None:
    python = Path("/Program Files/QBE/python.exe")
    assert f'"{python}"' in installing.config_text(python, {"ProgramFiles": "/Program Files"})


def test_a_chinese_folder_below_no_variable_is_written_in_the_code_page(places: Places) -> None:
    for variables in ({}, {"LOCALAPPDATA": str(places.home.parent)}):
        plain = dataclasses.replace(places, variables=variables)
        installing.install(plain)
        assert str(places.python).encode("cp936") in places.config.read_bytes()


# ---- install and uninstall


def test_everything_done_is_told_and_undone(places: Places) -> None:
    before = files(places), folders(places)
    lines = told(installing.install, places)
    assert places.installed_addin.read_bytes() == ADDIN
    text = "\n".join(lines)
    for path in (places.config, places.installed_addin, places.xlstart, places.python):
        assert str(path) in text
    lines = told(installing.uninstall, places)
    assert (files(places), folders(places)) == before
    assert str(places.installed_addin) in "\n".join(lines)
    assert "没有找到安装记录" in told(installing.uninstall, places)[0]


def test_a_second_time_changes_nothing(places: Places) -> None:
    installing.install(places)
    before = files(places)
    stamps = [p.stat().st_mtime_ns for p in (places.config, places.installed_addin)]
    lines = told(installing.install, places)
    assert files(places) == before
    assert [p.stat().st_mtime_ns for p in (places.config, places.installed_addin)] == stamps
    assert sum("没有改动" in line for line in lines) == 2


def test_a_new_version_replaces_the_old_and_keeps_no_copy(places: Places) -> None:
    places.addin.write_bytes(b"older")
    installing.install(places)
    places.addin.write_bytes(ADDIN)
    installing.install(places)
    assert places.installed_addin.read_bytes() == ADDIN
    assert not places.kept.exists()


def test_what_is_replaced_is_kept_and_put_back(places: Places) -> None:
    places.xlstart.mkdir()
    places.installed_addin.write_bytes(b"theirs")
    places.config.parent.mkdir()
    places.config.write_bytes(b'"PYTHONPATH","D:\\own"')
    before = files(places)
    lines = told(installing.install, places)
    assert sum("另存为" in line for line in lines) == 2
    assert (places.kept / "qbe.xlam").read_bytes() == b"theirs"
    installing.install(places)
    told(installing.uninstall, places)
    assert files(places) == before


def test_a_file_changed_since_is_left_and_named(places: Places) -> None:
    installing.install(places)
    places.config.write_bytes(b"changed")
    lines = told(installing.uninstall, places)
    assert any("改动过" in line and str(places.config) in line for line in lines)
    assert places.config.read_bytes() == b"changed"
    assert not places.installed_addin.exists()
    assert not places.manifest.exists()


def test_a_file_changed_since_is_kept_by_the_next_installation(places: Places) -> None:
    places.xlstart.mkdir()
    places.installed_addin.write_bytes(b"first")
    installing.install(places)
    for content in (b"second", b"third", b"second"):
        places.installed_addin.write_bytes(content)
        installing.install(places)
    lines = told(installing.uninstall, places)
    assert places.installed_addin.read_bytes() == b"first"
    left = {path.read_bytes() for path in places.kept.iterdir()}
    assert left == {b"second", b"third"}
    assert sum("留下没有改动" in line for line in lines) == 2


def test_a_file_gone_since_is_told(places: Places) -> None:
    installing.install(places)
    places.installed_addin.unlink()
    assert any("已经不在" in line for line in told(installing.uninstall, places))


def test_a_folder_with_something_else_in_it_stays(places: Places) -> None:
    installing.install(places)
    (places.xlstart / "PERSONAL.XLSB").write_bytes(b"x")
    installing.uninstall(places)
    assert [p.name for p in places.xlstart.iterdir()] == ["PERSONAL.XLSB"]


@pytest.mark.parametrize("content", [b"", b"[]", b'{"files": 3}', b'{"version": 1, "files": {}}'])
def test_a_broken_record_removes_nothing(places: Places, content: bytes) -> None:
    installing.install(places)
    places.manifest.write_bytes(content)
    installing.uninstall(places)
    assert places.installed_addin.exists()
    installing.install(places)
    installing.uninstall(places)
    assert not places.installed_addin.exists()


def test_a_record_names_no_other_files(places: Places) -> None:
    installing.install(places)
    other = places.home / "重要.xlsx"
    other.write_bytes(b"x")
    record = json.loads(places.manifest.read_bytes())
    record["files"][str(other)] = {
        "what": "x",
        "hash": hashlib.sha256(b"x").hexdigest(),
        "original": "",
    }
    record["files"][str(places.config)]["original"] = str(other)
    places.manifest.write_text(json.dumps(record), encoding="utf-8")
    installing.uninstall(places)
    assert other.read_bytes() == b"x"


def test_excel_holding_the_add_in_is_told(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    installing.install(places)
    places.addin.write_bytes(b"newer")
    before = files(places)
    real = Path.replace

    def held(self: Path, target: Path) -> Path:
        if Path(target) == places.installed_addin:
            raise PermissionError(13, "in use", str(self), None, str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(OutputError, match="关闭所有 Excel 窗口"):
        installing.install(places)
    after = files(places)
    record = str(places.manifest.relative_to(places.home))
    assert after.pop(record) != before.pop(record)
    assert after == before
    monkeypatch.undo()
    installing.install(places)
    assert places.installed_addin.read_bytes() == b"newer"


def test_an_interrupted_removal_goes_on(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(places), folders(places)
    installing.install(places)
    real = Path.unlink

    def held(self: Path, missing_ok: bool = False) -> None:
        if self == places.installed_addin:
            raise PermissionError(13, "in use", str(self))
        real(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", held)
    with pytest.raises(OutputError, match=r"没有卸载完.*qbe\.xlam"):
        installing.uninstall(places)
    assert not places.config.exists()
    assert places.manifest.exists()
    monkeypatch.undo()
    installing.uninstall(places)
    assert (files(places), folders(places)) == before


def test_another_failure_names_the_file(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left", "x")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="“x”无法写入"):
        installing.install(places)
    assert not list(places.home.rglob("*.xlam*"))


def test_the_mark_of_the_internet_is_not_carried_over(places: Places) -> None:
    installing.install(places)
    mark = Path(f"{places.installed_addin}:Zone.Identifier")
    for text, blocked in (
        ("[ZoneTransfer]\nZoneId=3\n", True),
        ("[ZoneTransfer]\nZoneId=1", False),
    ):
        mark.write_text(text, encoding="utf-8")
        assert installing.is_blocked(places.installed_addin) is blocked
    mark.write_text("[ZoneTransfer]\nZoneId=3\n", encoding="utf-8")
    installing.install(places)
    assert not mark.exists()


# ---- what is refused beforehand


def refused(places: Places) -> str:
    before = files(places), folders(places)
    with pytest.raises(OutputError) as caught:
        installing.install(places)
    assert (files(places), folders(places)) == before
    return str(caught.value)


def test_the_python_of_the_store(places: Places) -> None:
    base = Path("C:/Program Files/WindowsApps/PythonSoftwareFoundation.Python.3.12_x64")
    assert "应用商店" in refused(dataclasses.replace(places, base=base))
    assert installing.is_store_python(
        PureWindowsPath(r"C:\U\AppData\Local\Microsoft\WindowsApps\x")
    )
    assert not installing.is_store_python(PureWindowsPath(r"C:\Python312"))


def test_files_that_lack(places: Places) -> None:
    assert "没有加载宏" in refused(dataclasses.replace(places, addin=places.home / "no.xlam"))
    assert "no.exe" in refused(dataclasses.replace(places, python=places.home / "no.exe"))


@pytest.mark.parametrize(("code_page", "characters"), [("cp1252", "王小明"), ("cp437", "王")])
def test_a_name_that_the_code_page_lacks(places: Places, code_page: str, characters: str) -> None:
    text = refused(dataclasses.replace(places, code_page=code_page))
    assert characters in text
    assert "更改系统区域设置" in text


def test_a_rare_character_and_a_percent_sign(places: Places) -> None:
    assert installing.unwritable(PureWindowsPath("C:\\㛃𬭊\\朱镕基\\100%"), "cp936") == "㛃𬭊%"
    assert "没有这种字符" in installing.characters_advice(Path("100%"), "%", "cp936")


def test_other_systems_are_told_what_to_use(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OutputError, match=r"LibreOffice"):
        Places.here()
    monkeypatch.setattr(installing, "on_windows", lambda: True)
    monkeypatch.delenv("APPDATA", raising=False)
    with pytest.raises(OutputError, match="APPDATA"):
        Places.here()
    monkeypatch.setenv("APPDATA", "/a")
    monkeypatch.setenv("USERPROFILE", "/u")
    here = Places.here()
    assert here.installed_addin == Path("/a/Microsoft/Excel/XLSTART/qbe.xlam")
    assert here.config == Path("/u/.qbe/qbe.conf")
    assert here.python.name == "python.exe"
