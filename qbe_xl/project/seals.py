"""What tells whether something has changed: the SHA-256 of files, by name within the folder."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from qbe_xl.files.locking import NAME as LOCK
from qbe_xl.files.names import readable

if TYPE_CHECKING:
    from qbe_xl.files.book import Sheet

_MOST_FILES = 20_000
_LARGE = 50_000_000
"""Bytes from which size and time must do."""
_CHUNK = 1 << 20
_PASSED_OVER = (".", "~$")
_OF_CELLS = "cells:"
"""How the seal of a workbook's cells begins."""


def seal(path: Path, *, quick: bool = False) -> str:
    """Return the SHA-256 of a file, "" where it is none; quick, or huge: that of size and time."""
    try:
        status = path.stat()
        if not path.is_file():
            return ""
        if quick or status.st_size > _LARGE:
            return hashlib.sha256(f"{status.st_size} {status.st_mtime_ns}".encode()).hexdigest()
        found = hashlib.sha256()
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
        return found.hexdigest()
    except (OSError, ValueError):
        return ""


def book_seal(path: Path) -> str:
    """Return what tells whether a workbook's figures have changed: the seal of what its sheets that
    are read hold. Result sheets and a saving without a change leave it as it is.

    Of a file without every sheet of the contract, or that cannot be read, the seal of its bytes.
    """
    raw = seal(path)
    return (_cells(path, raw) or raw) if raw else ""


@lru_cache(maxsize=4)
def _cells(path: Path, _raw: str) -> str:
    from qbe_xl.county.reading import SHEET_NAMES
    from qbe_xl.errors import InputError
    from qbe_xl.files.book import open_book

    try:
        book = open_book(path, SHEET_NAMES | further_sheets())
    except InputError:
        return ""
    return cells_seal(book.sheets)


def further_sheets() -> frozenset[str]:
    """Return the names of the sheets that are read besides those of the contract."""
    from qbe_xl.clauses import duties
    from qbe_xl.remedy.ledger.reading import OUR_SHEETS
    from qbe_xl.remedy.parameters import SHEET as PRICES

    return frozenset({*OUR_SHEETS, PRICES.name, duties.SHEET.name})


def cells_seal(sheets: Iterable[Sheet]) -> str:
    """Return the seal of what sheets hold, the same of a file and of the document that is open.

    sheets: those of the contract and `further_sheets`; "" where one of the contract is lacking.
    """
    from qbe_xl.county.reading import SHEET_NAMES

    held = sorted(sheets, key=lambda sheet: sheet.name)
    if not {sheet.name.strip() for sheet in held} >= SHEET_NAMES:
        return ""
    found = hashlib.sha256()
    for sheet in held:
        rows = [_plain(_trimmed(row)) for row in sheet.rows]
        while rows and not rows[-1]:
            rows.pop()
        found.update(repr((sheet.name, rows, sorted(sheet.faults.items()))).encode())
    return f"{_OF_CELLS}{found.hexdigest()}"


def _plain(row: Sequence[object]) -> list[object]:
    """A row in which a day is written in one way: programs give it a time of 0:00."""
    return [
        cell.date() if isinstance(cell, dt.datetime) and cell.time() == dt.time() else cell
        for cell in row
    ]


def _trimmed(row: Sequence[object]) -> Sequence[object]:
    last = len(row)
    while last and row[last - 1] is None:
        last -= 1
    return row[:last]


def same_book(path: Path, before: str) -> bool:
    """Return whether a workbook is as it was when it had this seal, of either kind."""
    return before == (book_seal(path) if before.startswith(_OF_CELLS) else seal(path))


def seals(
    root: Path, names: Iterable[str], but: Iterable[str] = (), quick: Container[str] = ()
) -> dict[str, str]:
    """Return the seal of each file that these names lead to, all files of a folder among them.

    names: within `root`; what is not there is left out, as are hidden files, links and `but`.
    quick: those of the names whose files are many and large, known by size and time.
    """
    passed_over = {*but}
    found: dict[str, str] = {}
    for name in names:
        for path in _files(root / name):
            short = readable(path.relative_to(root).as_posix())
            if short not in passed_over:
                found[short] = seal(path, quick=name in quick)
    return found


def files_in(folder: Path) -> list[Path]:
    """Return the files in a folder and below, by name; no hidden ones, no links."""
    return sorted(_files(folder))


def _files(path: Path) -> Iterator[Path]:
    if path.is_symlink() and path.is_dir():
        return
    if path.is_file():
        yield path
        return
    count = 0
    for folder, below, names in os.walk(path, followlinks=False):
        below[:] = sorted(name for name in below if not name.startswith(_PASSED_OVER))
        for name in sorted(names):
            one = Path(folder) / name
            if name == LOCK or name.startswith(_PASSED_OVER) or one.is_symlink():
                continue
            count += 1
            if count > _MOST_FILES:
                return
            yield one
