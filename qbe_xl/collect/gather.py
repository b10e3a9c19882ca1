"""Everything in the folder that the schools' files were put into."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from qbe_xl.collect.returns import Return
from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.apart import Apart

Progress = Callable[[str], None]

_PASSED_OVER = (".", "~$")
"""Beginnings of names that are no returns: hidden files, and the locks of an open workbook."""
_PASSED_OVER_NAMES = frozenset(("thumbs.db", "desktop.ini"))
MOST_FILES = 20_000
_READER = "qbe_xl.collect.returns:read_return"


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be read, and why, in words for staff."""

    name: str
    size: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Gathered:
    """What the folder held, in the order of the names."""

    returns: tuple[Return, ...]
    refused: tuple[Refused, ...]


def files_in(folder: Path) -> list[Path]:
    """Return the files of a folder and its subfolders, by name; links are not followed.

    Raises InputError when the folder is not there or holds too many files.
    """
    if not folder.is_dir():
        raise InputError(
            [Problem(Place(str(folder)), "找不到这个文件夹；请选择存放各校交回文件的文件夹")]
        )
    found: list[Path] = []
    for root, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith(_PASSED_OVER))
        found += [Path(root) / name for name in names if not _passed_over(name)]
        if len(found) > MOST_FILES:
            raise InputError(
                [Problem(Place(str(folder)), f"文件超过 {MOST_FILES} 个，请核对是否选错了文件夹")]
            )
    return sorted(path for path in found if not path.is_symlink())


def _passed_over(name: str) -> bool:
    return name.startswith(_PASSED_OVER) or name.lower() in _PASSED_OVER_NAMES


def gather(
    folder: Path,
    files: Sequence[Path],
    known: Collection[str],
    now: dt.datetime,
    progress: Progress = lambda step: None,
) -> Gathered:
    """Read every file in a process apart; one that cannot be read is named and stops no other."""
    returns: list[Return] = []
    refused: list[Refused] = []
    codes = frozenset(known)
    with Apart(_READER) as read:
        for path in files:
            name = path.relative_to(folder).as_posix()
            progress(f"读取 {name}")
            try:
                returns.append(read(path.name, path, name, codes, now))
            except InputError as error:
                reasons = tuple(
                    _reason(problem.cell, problem.message, path) for problem in error.problems
                )
                refused.append(Refused(name, _size(path), reasons))
    return Gathered(tuple(returns), tuple(refused))


def _reason(place: str, message: str, path: Path) -> str:
    """A problem of the whole file is said without its name, which stands beside it."""
    return message if place in (path.name, str(path)) else f"{place}：{message}"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
