"""File names that Windows takes, whatever a school is called."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_ILLEGAL = str.maketrans({c: f"{ord(c) + 0xFEE0:c}" for c in '<>:"/\\|?*#%'})
"""What Windows or a link in a workbook cannot hold becomes its full-width twin."""
_RESERVED = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{digit}" for port in ("com", "lpt") for digit in "123456789¹²³"
}
_LONGEST = 150
"""Bytes of UTF-8 without extension: room for a prefix, and for folders before it on Windows."""


def safe_name(text: str) -> str:
    """Return text as the name of a file, without extension; 未命名 where nothing is left."""
    kept = (c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    text = unicodedata.normalize("NFC", " ".join("".join(kept).split()))
    name = text.translate(_ILLEGAL).strip(". ")
    name = name.encode()[:_LONGEST].decode(errors="ignore").rstrip(". ")
    if name.partition(".")[0].rstrip().casefold() in _RESERVED:
        name = f"_{name}"
    return name or "未命名"


def distinct(names: Iterable[str]) -> list[str]:
    """Return the names, numbered where two are the same to Windows, which ignores case."""
    taken: set[str] = set()
    found = []
    for name in names:
        free, number = name, 1
        while free.casefold() in taken:
            number += 1
            free = f"{name}({number})"
        taken.add(free.casefold())
        found.append(free)
    return found
