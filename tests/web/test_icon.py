"""The icon on the desktop: words that start the page of its folder, however that is called."""

from __future__ import annotations

import configparser
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from qbe_xl.web.icon import linux_icon, put_icon, take_icon, windows_icon
from tests import programs
from tests.command_line import qbe
from tests.web.live import ROOT

ODD = ["/usr/bin/python 3", "-m", '某县 "2024" $HOME `x` \\ 100%']


def words_of(desktop: str) -> list[str]:
    """Undo the quoting of a desktop entry: the file's own escapes, then those within quotes."""
    parsed = configparser.RawConfigParser(strict=False)
    parsed.read_string(desktop)
    line = parsed["Desktop Entry"]["Exec"].replace("\\\\", "\\")
    quoted = re.findall(r'"((?:\\.|[^"\\])*)"', line)
    return [re.sub(r"\\(.)", r"\1", word).replace("%%", "%") for word in quoted]


def test_a_desktop_entry_starts_the_words_whatever_is_in_them() -> None:
    assert words_of(linux_icon(ODD)) == ODD


def test_a_command_file_says_its_code_page_first() -> None:
    text = windows_icon(["C:\\a b\\pythonw.exe", "serve", "D:\\某县 100%"])
    first, second, third, end = text.split("\r\n")
    assert (first, second, end) == ("@echo off", "chcp 65001 >nul", "")
    assert third == 'start "" "C:\\a b\\pythonw.exe" "serve" "D:\\某县 100%%"'


@pytest.mark.skipif(sys.platform == "win32", reason="the icon of Linux")
@pytest.mark.program
def test_it_lies_on_the_desktop_and_in_the_menu_and_starts_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, place in (("HOME", ""), ("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config")):
        monkeypatch.setenv(name, str(tmp_path / place))
    (tmp_path / "桌面").mkdir()
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "user-dirs.dirs").write_text('XDG_DESKTOP_DIR="$HOME/桌面"\n', "utf-8")
    folder = tmp_path / "某县 2024"
    folder.mkdir()
    written = put_icon(folder)
    assert [path.parent.name for path in written] == ["applications", "桌面"]
    for path in written:
        assert stat.S_IMODE(path.stat().st_mode) & 0o100
    words = words_of(written[1].read_text(encoding="utf-8"))
    assert words[-2:] == ["serve", str(folder)]
    settings = {"XDG_STATE_HOME": str(tmp_path / "state"), "HOME": str(tmp_path)}
    process = subprocess.Popen(
        [*words, "--no-browser"],
        env=programs.environment() | settings,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("http://127.0.0.1:")
    process.terminate()
    assert process.wait(20) == 0
    assert set(take_icon()) == {*written}
    assert not any(path.exists() for path in written)


def test_the_command_line_tells_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.name == "nt":
        pytest.skip("it would lie on the real desktop")
    monkeypatch.setattr("qbe_xl.web.icon.places", lambda: (tmp_path / "优质均衡.desktop",))
    done = qbe("serve", tmp_path, "--icon")
    assert done.returncode == 0, done.stderr
    assert "优质均衡.desktop" in done.stdout
    assert qbe("serve", tmp_path, "--no-icon").returncode == 0
    assert not (tmp_path / "优质均衡.desktop").exists()
    assert qbe("serve", tmp_path / "没有").returncode == 2
