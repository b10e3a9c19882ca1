"""Where LibreOffice is on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from qbe_xl.files.children import program

_NAME = "soffice.com" if os.name == "nt" else "soffice"
"""The program that tells on the command line how it went."""


def offices() -> Iterator[Path]:
    """Yield the program of each LibreOffice that is found, the one on the PATH first."""
    yield from (Path(found) for found in map(program, ("soffice", "libreoffice")) if found)
    roots = [os.environ.get(name) for name in ("ProgramFiles", "ProgramFiles(x86)")]
    folders = [Path(root, "LibreOffice", "program") for root in roots if root]
    folders += [Path("/usr/lib/libreoffice/program"), Path("/usr/lib64/libreoffice/program")]
    folders += sorted(Path("/opt").glob("libreoffice*/program"), reverse=True)
    folders.append(Path("/Applications/LibreOffice.app/Contents/MacOS"))
    yield from (path for folder in folders if (path := folder / _NAME).is_file())
