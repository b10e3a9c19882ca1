"""The program's own notes beside the results: read as a stranger's, put aside where they are none.

A note may have been planted or cut off. What reads it says what it must hold; whatever is wrong
with it, it is renamed, a warning is logged, and the run goes on as if there had been none.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from qbe_xl.files.names import free

T = TypeVar("T")

MOST_BYTES = 5_000_000
ASIDE = "（无法读取）"
WRONG = (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)
"""What a note raises that is none of ours; nesting without end is a ValueError here."""
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
"""Half a letter, which no file of ours can hold."""


def read_state(path: Path, parse: Callable[[Any], T], most: int = MOST_BYTES) -> T | None:
    """Return what a note holds (JSON), None where there is none or it was put aside.

    parse: makes it of plain data; one of `WRONG` that it raises means that the note is not ours.
    """
    try:
        path.lstat()
    except OSError:
        return None
    try:
        return parsed(path, parse, most)
    except WRONG:
        _put_aside(path)
        return None


def parsed(path: Path, parse: Callable[[Any], T], most: int = MOST_BYTES) -> T:
    """Return what a file of JSON holds; nothing is moved where it holds something else.

    most: bytes. Raises one of `WRONG`; a ValueError for a link, a pipe and the like.
    """
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode) or status.st_size > most:
        raise ValueError(path)
    return parse(plain(path.read_bytes()))


def plain(data: bytes) -> Any:
    """Return what JSON in UTF-8 says, every text of which can be written again. Raises ValueError."""
    try:
        found = json.loads(data.decode(), parse_constant=_refuse)
        if _HALF.search(data):
            json.dumps(found, ensure_ascii=False).encode()
        return found
    except RecursionError as error:
        raise ValueError("nested without end") from error


def expect(value: object, kind: type[T]) -> T:
    """Return a value of a note that must be of this kind; raises ValueError."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"not {kind.__name__}")
    return value


def is_below(name: str) -> bool:
    """Return whether a name can only lead to something within the folder it is counted from."""
    path = PurePosixPath(name)
    plain = name and "\\" not in name and ":" not in name and "\0" not in name
    return bool(plain) and not path.is_absolute() and ".." not in path.parts and path.name != ""


def below(folder: Path, name: str) -> Path:
    """Return what a name of a note leads to; raises ValueError where that lies outside, by a link too."""
    if not is_below(name):
        raise ValueError(name)
    inside, found = os.path.realpath(folder), os.path.realpath(folder / name)
    if os.path.commonpath([inside, found]) != inside:
        raise ValueError(name)
    return folder / name


def _refuse(word: str) -> None:
    raise ValueError(word)


def _put_aside(path: Path) -> None:
    import logging

    kept = free(path.with_name(f"{path.stem.lstrip('.')}{ASIDE}{path.suffix}"))
    try:
        path.rename(kept)
    except OSError:
        return
    logging.getLogger(__name__).warning(
        "记录文件“%s”无法读取，已改名为“%s”，按没有它处理", path.name, kept.name
    )
