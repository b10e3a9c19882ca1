"""What is kept beside results to save work, believed only where this program wrote it, here.

A folder may have come from elsewhere with such files planted in it. One that came by a zip or a
copy is another file on the disk than the one that was noted when it was written, and one that
was changed has another SHA-256; neither is believed, and what it held is made again.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from qbe_xl.files.locking import holding
from qbe_xl.files.state import expect, read_state
from qbe_xl.files.writing import write_one

NAME = "marks.json"
_MOST_BYTES = 50_000_000

Mark = tuple[int, str]
"""What tells a file from every other one on this disk, and what it held."""


class Kept:
    """The files of one folder, by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._marks = self._read()
        self._fresh: dict[str, Mark] = {}

    def holds(self, name: str) -> bool:
        """Whether a file is there that this program wrote, whole."""
        noted = self._fresh.get(name) or self._marks.get(name)
        return noted is not None and noted == _mark(self.folder / name)

    def note(self, name: str) -> None:
        """Note a file that was written just now."""
        mark = _mark(self.folder / name)
        if mark:
            self._fresh[name] = mark

    def save(self) -> None:
        """Write what was noted, beside what other runs noted meanwhile. Raises OutputError."""
        if not self._fresh:
            return
        with holding(self.folder):
            marks = {**self._read(), **self._fresh}
            there = {name: mark for name, mark in marks.items() if (self.folder / name).is_file()}
            write_one(self.folder / NAME, json.dumps(there, ensure_ascii=False).encode())
        self._marks, self._fresh = there, {}

    def _read(self) -> dict[str, Mark]:
        return read_state(self.folder / NAME, _marks, _MOST_BYTES) or {}


def _marks(raw: Any) -> dict[str, Mark]:
    return {
        name: (expect(number, int), expect(seal, str))
        for name, (number, seal) in expect(raw, dict).items()
    }


def _mark(path: Path) -> Mark | None:
    """None for what is no plain file, and on a disk that numbers none."""
    with suppress(OSError):
        if not path.is_symlink() and path.is_file() and (number := path.stat().st_ino):
            return number, hashlib.sha256(path.read_bytes()).hexdigest()
    return None
