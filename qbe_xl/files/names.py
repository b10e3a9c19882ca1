"""Names of files: ones that Windows takes, whatever a school is called, and ones that are free."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

_STRAY = re.compile("[\ud800-\udfff]")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_TWINS = str.maketrans({c: f"{ord(c) + 0xFEE0:c}" for c in '<>:"/\\|?*#%'})
"""What Windows or a link in a workbook cannot hold becomes its full-width twin."""
_RESERVED = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"
}
_LONGEST = 150
"""Bytes of UTF-8 without extension: room for a prefix, and for folders before it on Windows."""


def safe_name(text: str) -> str:
    """Return text as the name of a file, without extension; 未命名 where nothing is left."""
    kept = (c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    text = unicodedata.normalize("NFC", " ".join("".join(kept).split()))
    name = text.translate(_TWINS).strip(". ")
    name = name.encode()[:_LONGEST].decode(errors="ignore").rstrip(". ")
    return (f"_{name}" if _is_reserved(name) else name) or "未命名"


def readable(name: str) -> str:
    """Return the name of a file as text that can be shown and written.

    One that is not UTF-8 comes from a zip made on a Chinese Windows: it is read as GB18030.
    """
    if name.isascii() or not _STRAY.search(name):
        return name
    data = name.encode("utf-8", "surrogateescape" if os.name != "nt" else "replace")
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        return data.decode(errors="replace")


def is_legal(name: str) -> bool:
    """Return whether a file or folder may bear this name on Windows."""
    wrong = not name or _FORBIDDEN.search(name) or name.endswith((".", " "))
    return not wrong and not _is_reserved(name)


def _is_reserved(name: str) -> bool:
    return name.partition(".")[0].rstrip().casefold() in _RESERVED


def numbered(stem: str, suffix: str = "") -> Iterator[str]:
    """Yield a name, then the same with (2), (3) and so on."""
    yield stem + suffix
    yield from (f"{stem}({number}){suffix}" for number in count(2))


def distinct(names: Iterable[str]) -> list[str]:
    """Return names without suffix, numbered where two are the same to Windows, which ignores case."""
    taken: set[str] = set()
    found = []
    for name in names:
        free = next(one for one in numbered(name) if one.casefold() not in taken)
        taken.add(free.casefold())
        found.append(free)
    return found


def free(path: Path) -> Path:
    """Return the path, numbered where something of that name is there: 表(2).xlsx."""
    names = map(path.with_name, numbered(path.stem, path.suffix))
    return next(one for one in names if not one.exists())
