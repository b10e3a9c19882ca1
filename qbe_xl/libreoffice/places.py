"""Where LibreOffice, its Python and the user's profile are on this machine."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from qbe_xl.errors import OutputError
from qbe_xl.files.children import OutOfTimeError, program, run
from qbe_xl.files.libreoffice import offices
from qbe_xl.files.shipped import shipped

CONFIG = "qbe_xl.json"
LOCK = ".lock"
_PATIENCE = 60
_VERSION = re.compile(r"(\d+)\.(\d+)[.\d]*")
_PYTHON = re.compile(rb"libpython(3\.\d+)|python(3)(\d+)\.dll")

NO_OFFICE = (
    "没有找到 LibreOffice。请先安装 LibreOffice 25.2 或更新版本（Debian 12 在 backports 里）；"
    "装在别处的，请把它的 program 文件夹加进 PATH。没有 LibreOffice 时可用命令行 qbe-xl assess"
)

MISLED = (
    "从这个终端打开的 LibreOffice 会把“{python}”当成自己的 Python，扩展的函数和按钮都不能用，"
    "含有这些函数的文件也打不开"
)
NOT_MISLED = (
    "请从桌面图标或开始菜单打开 LibreOffice；要在终端里打开，请先运行 deactivate 退出虚拟环境"
)


@dataclass(frozen=True)
class Places:
    """The paths that an installation is about.

    program: LibreOffice's folder with soffice in it; profile: the user's own folder of
    LibreOffice; extension: the qbe.oxt to be added.
    """

    program: Path
    profile: Path
    extension: Path

    @classmethod
    def here(cls, profile: Path | None = None) -> Places:
        """Return the places of this user. Raises OutputError where there is no LibreOffice."""
        found = next(offices(), None)
        if found is None:
            raise OutputError(NO_OFFICE)
        return cls(
            found.resolve().parent, profile or usual_profile(), shipped("workbook", "qbe.oxt")
        )

    @property
    def config(self) -> Path:
        """What tells the component in LibreOffice where the package is."""
        return self.profile / "user" / CONFIG

    @property
    def lock(self) -> Path:
        """What a running office leaves in its profile."""
        return self.profile / LOCK

    @cached_property
    def version(self) -> tuple[int, int] | None:
        """The version of LibreOffice, 25.2 as (25, 2); None where it does not say."""
        soffice = self.program / ("soffice.com" if os.name == "nt" else "soffice")
        found = _VERSION.search(said_by([str(soffice), "--version"]))
        return (int(found[1]), int(found[2])) if found else None

    @cached_property
    def python(self) -> str | None:
        """The version of the Python within LibreOffice (3.11); None where it has none."""
        for name in ("libpyuno.so", "pyuno.dll", "libpyuno.dylib"):
            file = self.program / name
            if file.is_file() and (self.program / "pythonloader.py").is_file():
                found = _PYTHON.search(file.read_bytes())
                if found:
                    return (found[1] or b".".join(found.group(2, 3))).decode()
        return None

    @cached_property
    def interpreter(self) -> str | None:
        """A Python that can speak to LibreOffice: its own, or that of the system."""
        system = ["/usr/bin/python3", "python3", f"python{self.python}"]
        for candidate in (*self.own_pythons, *system):
            found = candidate if Path(candidate).is_absolute() else program(candidate)
            if found and speaks_to_offices(found):
                return found
        return None

    @property
    def own_pythons(self) -> list[str]:
        """The Pythons that came with this LibreOffice: none on most systems of Linux."""
        own = [self.program / name for name in ("python", "python.exe")]
        return [str(path) for path in own if path.is_file()]

    @cached_property
    def misleading(self) -> str | None:
        """The Python of the PATH whose library an office started from here would take in vain.

        An office without a Python of its own takes the library of the first python3, if its
        version has one there; where that is not the system's it has no `uno`, and no function,
        no button and no file with such functions works. None where all is well.
        """
        found = None if os.name == "nt" or self.own_pythons else program("python3")
        if found is None:
            return None
        home = Path(found).resolve().parents[1]
        library = home / "lib" / f"python{self.python}" / "os.py"
        return found if library.is_file() and not speaks_to_offices(found) else None


def speaks_to_offices(python: str) -> bool:
    """Whether a Python has `uno`."""
    return answered_by(python, "import uno; print('uno')").strip() == "uno"


def usual_profile() -> Path:
    """Return the folder in which LibreOffice keeps what belongs to this user."""
    if sys.platform == "win32":
        return Path(os.environ["APPDATA"], "LibreOffice", "4")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "LibreOffice" / "4"
    settings = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(settings) / "libreoffice" / "4"


def said_by(command: Sequence[str]) -> str:
    """Return what a program prints; nothing where it cannot be run."""
    try:
        return run(command, _PATIENCE).stdout
    except (OSError, OutOfTimeError):
        return ""


def answered_by(python: str, code: str, *arguments: str) -> str:
    """Return what code prints in another Python; nothing where it cannot be run.

    -c lets a Python import from the folder one stands in, which may be a stranger's; -I would let
    LibreOffice's own, which is told by PYTHONPATH where it is, find nothing.
    """
    return said_by(
        [python, "-c", f"import sys; sys.path[:] = filter(None, sys.path)\n{code}", *arguments]
    )
