"""Which faces this machine has, read from the names in its font files: no program, no registry.

fc-list is on Linux only, the registry of Windows names most faces in English only and macOS has no
list at all; the table `name` of a font file holds every name of a face on all three.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_SUFFIXES = frozenset([".ttf", ".otf", ".ttc", ".otc"])
_FAMILY, _FULL, _TYPOGRAPHIC = 1, 4, 16
_MOST = 1 << 20
"""Bytes of a table of names; real ones hold some thousand."""
_MOST_FACES = 64
"""Faces in one file; real collections hold a dozen."""
_MAC_CHINESE = {0: "mac_roman", 2: "big5", 25: "gb18030"}


def folders() -> tuple[Path, ...]:
    """Return where programs of this system look for fonts, the user's own included."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA") or home / "AppData/Local")
        return (
            Path(os.environ.get("SYSTEMROOT") or "C:/Windows", "Fonts"),
            local / "Microsoft/Windows/Fonts",
            local / "Microsoft/FontCache/4/CloudFonts",
        )
    if sys.platform == "darwin":
        word = "Applications/Microsoft Word.app/Contents/Resources/DFonts"
        roots = [root / "Library/Fonts" for root in (Path("/System"), Path("/"), home)]
        return (*roots, Path("/", word))
    own = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return (
        own / "fonts",
        home / ".fonts",
        *(Path(one, "fonts") for one in shared.split(":") if one),
    )


def installed() -> frozenset[str]:
    """Return the names of all faces of this machine, in every language, in small letters.

    A file that cannot be read counts for nothing.
    """
    found: set[str] = set()
    for folder in dict.fromkeys(folders()):
        for path, _, names in os.walk(folder):
            for name in names:
                file_path = Path(path, name)
                if file_path.suffix.lower() in _SUFFIXES:
                    with suppress(OSError, struct.error), file_path.open("rb") as file:
                        found.update(one.strip().lower() for one in names_in(file))
    return frozenset(found)


def names_in(file: BinaryIO) -> Iterator[str]:
    """Yield the names of the faces in a font file. Raises struct.error for one cut short."""
    kind, count = struct.unpack(">4s4xI", file.read(12))
    starts = [0]
    if kind == b"ttcf":
        count = min(count, _MOST_FACES)
        starts = list(struct.unpack(f">{count}I", file.read(4 * count)))
    for start in starts:
        file.seek(start)
        (tables,) = struct.unpack(">4xH6x", file.read(12))
        directory = file.read(16 * tables)
        for at in range(0, 16 * tables, 16):
            tag, offset, length = struct.unpack_from(">4s4xII", directory, at)
            if tag == b"name":
                file.seek(offset)
                yield from _names(file.read(min(length, _MOST)))


def _names(table: bytes) -> Iterator[str]:
    count, texts = struct.unpack_from(">2xHH", table)
    for at in range(6, 6 + 12 * count, 12):
        platform, coding, id, length, offset = struct.unpack_from(">HH2xHHH", table, at)
        if id in (_FAMILY, _FULL, _TYPOGRAPHIC):
            codec = _MAC_CHINESE.get(coding, "") if platform == 1 else "utf-16-be"
            if codec:
                start = texts + offset
                yield table[start : start + length].decode(codec, "replace")
