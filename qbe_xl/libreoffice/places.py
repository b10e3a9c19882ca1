"""Where LibreOffice, its Python and the user's profile are on this machine."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from qbe_xl.dataclass import dataclass
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
        own = [self.program / name for name in ("python", "python.exe")]
        system = ["/usr/bin/python3", "python3", f"python{self.python}"]
        for candidate in (*(str(path) for path in own if path.is_file()), *system):
            found = candidate if Path(candidate).is_absolute() else program(candidate)
            if found and answered_by(found, "import uno; print('uno')").strip() == "uno":
                return found
        return None


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
