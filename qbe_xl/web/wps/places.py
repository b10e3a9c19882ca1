"""Where WPS, its add-ins and our service are on this machine."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qbe_xl.errors import OutputError
from qbe_xl.files.children import program
from qbe_xl.web.session import inbox, note_of

PUBLISH, ALLOWED = "publish.xml", "authaddin.json"
"""WPS' list of add-ins, and its memory of 允许, beside each other."""
NO_PLACE = (
    "WPS 加载项只有 Windows 和 Linux（含统信 UOS、麒麟）上的位置，本机两者都不是。"
    "请用本地页（qbe-xl serve）或命令行"
)
_VERSION = re.compile(r"\d+(\.\d+){2,3}")
_LINUX = (
    "/opt/kingsoft/wps-office/office6/et",
    "/opt/apps/cn.wps.wps-office-pro/files/kingsoft/wps-office/office6/et",
    "/opt/apps/cn.wps.wps-office/files/kingsoft/wps-office/office6/et",
)
_WINDOWS = ("LOCALAPPDATA", "ProgramFiles", "ProgramFiles(x86)")


@dataclass(frozen=True, slots=True)
class Wps:
    """A WPS 表格 that was found; build: its version, empty where it does not say."""

    program: Path
    build: str


@dataclass(frozen=True, slots=True)
class Places:
    """The paths that an installation is about.

    jsaddons: WPS' folder of this user's add-ins; note: where our service says how to ask it;
    inbox: the folder that copies are saved into; start: the words that start the service.
    """

    jsaddons: Path
    note: Path
    inbox: Path
    start: Sequence[str]
    windows: bool

    @classmethod
    def here(cls) -> Places:
        """Return the places of this user. Raises OutputError where WPS has no add-ins."""
        windows = sys.platform == "win32"
        if not windows and sys.platform != "linux":
            raise OutputError(NO_PLACE)
        python = Path(sys.executable)
        quiet = python.with_name("pythonw.exe")
        python = quiet if windows and quiet.exists() else python
        return cls(
            jsaddons=usual_jsaddons(windows),
            note=note_of(inbox()),
            inbox=inbox(),
            start=[str(python), "-I", "-m", "qbe_xl", "wps", "start"],
            windows=windows,
        )

    @property
    def publish(self) -> Path:
        """WPS' list of add-ins."""
        return self.jsaddons / PUBLISH

    @property
    def allowed(self) -> Path:
        """WPS' memory of which add-ins the user let in; only WPS writes it."""
        return self.jsaddons / ALLOWED


def usual_jsaddons(windows: bool) -> Path:
    """Return where WPS looks for this user's add-ins."""
    if windows:
        base = os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming"
        return Path(base, "kingsoft", "wps", "jsaddons")
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data, "Kingsoft", "wps", "jsaddons")


def found_wps() -> Wps | None:
    """Return the newest WPS 表格 on this machine, None where there is none in the usual places."""
    listed = list(_on_windows() if sys.platform == "win32" else _on_linux())
    return max(listed, key=lambda one: _number(one.build), default=None)


def _number(build: str) -> list[int]:
    return [int(part) for part in build.split(".") if part]


def _on_windows() -> Iterator[Wps]:
    for name in _WINDOWS:
        base = os.environ.get(name)
        for path in Path(base, "Kingsoft", "WPS Office").glob("*/office6/et.exe") if base else ():
            yield Wps(path, build_of(path))


def _on_linux() -> Iterator[Wps]:
    named = program("et")
    for path in dict.fromkeys(map(Path, (*_LINUX, *([named] if named else [])))):
        if path.is_file():
            yield Wps(path, build_of(path.resolve()))


def build_of(path: Path) -> str:
    """Return the version of a WPS from the folder it lies in, or from its own settings; else ""."""
    for part in reversed(path.parts):
        if _VERSION.fullmatch(part):
            return part
    try:
        text = (path.parent / "cfgs" / "setup.cfg").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    found = re.search(r"(?im)^\s*version\s*=\s*(\d+(?:\.\d+){2,3})", text)
    return found[1] if found else ""
