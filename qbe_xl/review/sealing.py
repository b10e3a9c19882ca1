"""The package as it was filed: its list, the seals of its files, and the workbook in it."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qbe_xl.documents import past
from qbe_xl.documents.faces import Lacking
from qbe_xl.documents.past import ASIDE, MANIFEST_NAME
from qbe_xl.documents.texts import FILE_NAME as TEXTS
from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.names import readable
from qbe_xl.files.state import WRONG, expect, is_below, parsed

MOST_FILES = 20_000
MOST_BYTES = 50 << 20
"""Of one file; larger ones are not read."""
_MOST_LIST = 20_000_000
BOOK = "填报表"


@dataclass(frozen=True)
class Filed:
    """A package. files: the SHA-256 that its list gives, by name; time: of its making.

    lacking: the faces that the machine of its making lacked.
    """

    root: Path
    files: Mapping[str, str]
    book: str
    run: str
    version: str
    standard: str
    input_name: str
    time: dt.datetime
    lacking: tuple[Lacking, ...] = ()

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes; None where it is gone, a link, or leads outside."""
        path = self.root / name
        try:
            if not is_below(name) or _through_link(self.root, name) or not path.is_file():
                return None
            if path.stat().st_size > MOST_BYTES:
                return None
            return path.read_bytes()
        except OSError:
            return None


@dataclass(frozen=True)
class Seals:
    """Which files are gone, which were added, which are not as they were made."""

    missing: tuple[str, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether everything is as it was made."""
        return not (self.missing or self.added or self.changed)


def open_filed(root: Path) -> Filed:
    """Return the package in a folder. Raises InputError where it is none."""
    path = root / MANIFEST_NAME
    try:
        if not root.is_dir() or path.is_symlink() or not path.is_file():
            raise _none(root, f"里面没有 {MANIFEST_NAME}，不是 qbe-xl documents 生成的申报材料")
        if path.stat().st_size > _MOST_LIST:
            raise _none(root, f"{MANIFEST_NAME} 太大")
        plain = parsed(path, lambda raw: expect(raw, dict), _MOST_LIST)
        listed = past.listed(plain)
        if len(listed) > MOST_FILES:
            raise _none(root, f"清单里的文件超过 {MOST_FILES} 个，不是一套申报材料")
        given = expect(plain.get("input", {}), dict)
        books = [
            n for n in listed if Path(n).stem == BOOK and Path(n).suffix.lower() in past.ENDINGS
        ]
        time = dt.datetime.fromisoformat(expect(plain["time"], str))
        if not 1 < time.year < dt.MAXYEAR:  # else another zone has no such day
            raise ValueError(time)
        found = Filed(
            root,
            listed,
            books[0] if len(books) == 1 else "",
            expect(plain["run"], str),
            expect(plain["version"], str),
            expect(plain["standard"], str),
            expect(given.get("name", ""), str),
            time if time.tzinfo else time.astimezone(),
            tuple(
                Lacking(expect(one["font"], str), expect(one["instead"], str))
                for one in expect(plain.get("lacking_fonts", []), list)
            ),
        )
    except OSError as error:
        raise _none(root, f"无法读取：{error.strerror or error}") from error
    except WRONG as error:
        raise _none(root, f"{MANIFEST_NAME} 无法识别，可能被改动过") from error
    if not found.book:
        raise _none(root, "清单里没有填报表；请县级用现行版本重新生成申报材料")
    return found


def _none(root: Path, why: str) -> InputError:
    return InputError([Problem(Place(str(root)), why)])


def seals(filed: Filed) -> Seals:
    """Return how the files of a package stand against its list."""
    missing, changed = [], []
    for name, seal in filed.files.items():
        data = filed.read(name)
        if data is None:
            missing.append(name)
        elif hashlib.sha256(data).hexdigest() != seal:
            changed.append(name)
    added = [
        name
        for name in _names(filed.root)
        if name not in filed.files and name not in (MANIFEST_NAME, TEXTS)
    ]
    return Seals(tuple(sorted(missing)), tuple(sorted(added)), tuple(sorted(changed)))


def _names(root: Path) -> Iterator[str]:
    count = 0
    for folder, folders, files in os.walk(root):
        folders[:] = [f for f in folders if not f.startswith(".") and f != ASIDE]
        for file in files:
            if file.startswith((".", "~$")):
                continue
            count += 1
            if count > MOST_FILES:
                raise _none(root, f"文件超过 {MOST_FILES} 个，不是一套申报材料")
            yield readable((Path(folder) / file).relative_to(root).as_posix())


def _through_link(root: Path, name: str) -> bool:
    path = root
    for part in Path(name).parts:
        path = path / part
        if path.is_symlink():
            return True
    return False
