"""The workbooks in a folder of counties, at any depth: FOLDER/州市/县.xlsx."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.names import numbered, readable
from qbe_xl.files.system_words import reason

ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".et")
MOST_FILES = 20_000
MOST_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Found:
    """A workbook. name: its path below the folder, with /, as told and sorted by."""

    path: Path
    name: str

    @property
    def folder(self) -> str:
        """The first folder on the way to it: the 州市, or the province; "" where there is none."""
        first, _, rest = self.name.partition("/")
        return first if rest else ""


def workbooks(folder: Path, *besides: Path) -> list[Found]:
    """Return every workbook below a folder, in order of its path.

    Hidden files, those that a program holds open (~$), links and what lies in `besides` are left
    out. Raises InputError where there is no such folder, no workbook in it, or far too many.
    """
    if not folder.is_dir():
        raise _refused(folder, "没有这个文件夹；请给出各县填报表所在的文件夹")
    outside = {path.resolve() for path in besides}
    found = []
    for path in _files(folder, outside, MOST_DEPTH):
        found.append(Found(path, "/".join(map(readable, path.relative_to(folder).parts))))
        if len(found) > MOST_FILES:
            raise _refused(folder, f"其中的工作簿超过 {MOST_FILES} 个，请分州市或分省运行")
    if not found:
        raise _refused(folder, f"其中没有工作簿（{'、'.join(ENDINGS)}）")
    return list(_told_apart(sorted(found, key=lambda one: (one.name, one.path))))


def _told_apart(found: Iterable[Found]) -> Iterator[Found]:
    """Number what bears one name: in UTF-8 and as a Chinese Windows wrote it."""
    taken: set[str] = set()
    for one in found:
        path = PurePosixPath(one.name)
        name = next(n for n in numbered(str(path.with_suffix("")), path.suffix) if n not in taken)
        taken.add(name)
        yield Found(one.path, name)


def _files(folder: Path, outside: set[Path], depth: int) -> Iterator[Path]:
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        raise _refused(folder, f"无法读取：{reason(error)}") from error
    for entry in entries:
        if entry.name.startswith((".", "~$")) or entry.is_symlink():
            continue
        path = folder / entry.name
        if entry.is_dir():
            if depth and path.resolve() not in outside:
                yield from _files(path, outside, depth - 1)
        elif entry.name.casefold().endswith(ENDINGS):
            yield path


def _refused(folder: Path, why: str) -> InputError:
    return InputError([Problem(Place(str(folder)), why)])
