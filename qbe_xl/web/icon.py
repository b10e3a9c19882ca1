"""The icon that opens the page by a double click: a .cmd on Windows, a .desktop on Linux."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from qbe_xl.files.writing import write_one

NAME = "优质均衡"
_SPECIAL = re.compile(r'(["`$\\])')
_DESKTOP_LINE = re.compile(r'^XDG_DESKTOP_DIR="(.+)"', re.M)


def places(windows: bool = sys.platform == "win32") -> tuple[Path, ...]:
    """Return where the icon goes: the desktop, on Linux the menu of programs too."""
    if windows:
        return (_windows_desktop() / f"{NAME}.cmd",)
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    menu = Path(data) / "applications" / "qbe-xl.desktop"
    desktop = _linux_desktop()
    return (menu, desktop / f"{NAME}.desktop") if desktop.is_dir() else (menu,)


def put_icon(folder: Path) -> tuple[Path, ...]:
    """Put the icon for a folder there; return where. Raises OutputError."""
    content = windows_icon if sys.platform == "win32" else linux_icon
    written = []
    for path in places():
        path.parent.mkdir(parents=True, exist_ok=True)
        written.append(write_one(path, content(command(folder)).encode()))
        if sys.platform != "win32":
            path.chmod(0o755)  # what is not executable some desktops do not start
    return tuple(written)


def take_icon() -> tuple[Path, ...]:
    """Take it away; return where it was."""
    there = tuple(path for path in places() if path.exists())
    for path in there:
        path.unlink()
    return there


def command(folder: Path) -> list[str]:
    """Return the words that open the page of a folder, without a window of their own."""
    program = Path(sys.executable)
    quiet = program.with_name("pythonw.exe")
    program = quiet if sys.platform == "win32" and quiet.exists() else program
    return [str(program), "-I", "-m", "qbe_xl", "serve", str(folder.resolve())]


def windows_icon(words: Sequence[str]) -> str:
    """Return the .cmd; its text is UTF-8, which it says first of all."""
    line = " ".join(f'"{word.replace("%", "%%")}"' for word in words)
    return f'@echo off\r\nchcp 65001 >nul\r\nstart "" {line}\r\n'


def linux_icon(words: Sequence[str]) -> str:
    """Return the .desktop, its words quoted as the desktop entry specification asks."""
    line = " ".join(
        '"' + _SPECIAL.sub(r"\\\1", word).replace("\\", "\\\\").replace("%", "%%") + '"'
        for word in words
    )
    return (
        "[Desktop Entry]\nType=Application\nVersion=1.0\n"
        f"Name={NAME}\nComment=县域义务教育优质均衡评估（本地页）\n"
        f"Exec={line}\nTerminal=false\nCategories=Office;Education;\n"
    )


def _windows_desktop() -> Path:
    """The desktop, wherever this user's is kept."""
    if sys.platform == "win32":
        import ctypes

        found = ctypes.create_unicode_buffer(1024)
        if ctypes.windll.shell32.SHGetFolderPathW(None, 0x10, None, 0, found) == 0:
            return Path(found.value)
    return Path.home() / "Desktop"


def _linux_desktop() -> Path:
    settings = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    try:
        text = (Path(settings) / "user-dirs.dirs").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        text = ""
    named = _DESKTOP_LINE.search(text)
    return Path(named[1].replace("$HOME", str(Path.home()))) if named else Path.home() / "Desktop"
