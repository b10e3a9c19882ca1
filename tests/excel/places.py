"""A Windows user in a temporary folder."""

from __future__ import annotations

from pathlib import Path

import xlwings

from qbe_xl.excel import build
from qbe_xl.excel.installing import Places

ADDIN = build.addin()


def make_places(tmp_path: Path) -> Places:
    """A user with a Chinese name and a space in it, and a virtual environment."""
    home = tmp_path / "王 小明"
    python = home / "AppData" / "Local" / "QBE" / "venv" / "Scripts" / "python.exe"
    python.parent.mkdir(parents=True)
    python.touch()
    for bits in (32, 64):
        (python.parents[1] / f"xlwings{bits}-{xlwings.__version__}.dll").touch()
    addin = tmp_path / "package" / "qbe.xlam"
    addin.parent.mkdir()
    addin.write_bytes(ADDIN)
    (home / "AppData" / "Roaming" / "Microsoft" / "Excel").mkdir(parents=True)
    return Places(
        home=home,
        xlstart=home / "AppData" / "Roaming" / "Microsoft" / "Excel" / "XLSTART",
        python=python,
        base=tmp_path / "Python312",
        addin=addin,
        variables={"LocalAppData": "", "LOCALAPPDATA": str(home / "AppData" / "Local")},
    )
