"""What lies in a folder of 佐证材料: every file with size, date and SHA-256."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qbe_xl.evidence.places import LONGEST_PATH, OURS, README, Plan
from qbe_xl.evidence.state import Kept
from qbe_xl.files.names import is_legal, readable
from qbe_xl.files.system_words import reason

LITTER = ("thumbs.db", ".ds_store", "desktop.ini")
_REPARSE = 0x400  # FILE_ATTRIBUTE_REPARSE_POINT: links and junctions of Windows
_DEEPEST = 30
_FOREIGN = "文件名的编码有误（可能是在其他电脑上压缩的），请改名；已按中文读出，仍计入"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class File:
    """A file. path: below the folder, with /; id, title: what it belongs to, "" for none."""

    path: str
    size: int
    changed: int
    sha256: str
    id: str
    title: str

    @property
    def name(self) -> str:
        """The name without the folders."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something about a file or folder that keeps it from being copied or counted."""

    path: str
    message: str


@dataclass(frozen=True)
class Scan:
    """What was found; added, removed, changed and moved compare with what was there before.

    duplicates: files of the same content. moved: the same content under another path, (before,
    now). first: whether there was nothing to compare with.
    """

    files: tuple[File, ...]
    duplicates: tuple[tuple[File, ...], ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    moved: tuple[tuple[str, str], ...]
    oddities: tuple[Oddity, ...]
    first: bool

    def kept(self) -> dict[str, Kept]:
        """Return the files for the next scan to compare with."""
        return {f.path: Kept(f.size, f.changed, f.sha256) for f in self.files}


def scan(
    folder: Path,
    plan: Plan,
    known: Mapping[str, Kept],
    before: Mapping[str, Kept] | None,
    *,
    whole: bool = False,
    progress: Progress = lambda step: None,
) -> Scan:
    """Look through a folder. Links are not followed, and what cannot be read is told.

    known: files that were read before; one of the same size and time is not read again, unless
    `whole`. before: what the result is compared with, None for nothing.
    """
    oddities: list[Oddity] = []
    found: list[File] = []
    seen: dict[str, str] = {}
    for number, (path, entry) in enumerate(_walk(folder, "", oddities, 0), 1):
        if number % 500 == 0:
            progress(f"已检查 {number} 个文件")
        kept = _kept(entry, known.get(path), whole, oddities, path)
        if kept is None:
            continue
        _odd_name(path, seen, oddities)
        if not kept.size:
            oddities.append(Oddity(path, "文件是空的（0 字节），请重新放入"))
        id, title = plan.place(path)
        if not id:
            oddities.append(Oddity(path, "不在任何一项指标的文件夹里，没有计入"))
        elif not title:
            oddities.append(Oddity(path, "没有放进某份材料的文件夹，没有计入应备材料"))
        found.append(File(path, kept.size, kept.changed, kept.sha256, id, title))
    found.sort(key=lambda file: _natural(file.path))
    return _compared(tuple(found), plan, before, tuple(oddities))


def _walk(
    folder: Path, prefix: str, oddities: list[Oddity], depth: int
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    try:
        with os.scandir(folder) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except OSError as error:
        oddities.append(Oddity(prefix or ".", f"文件夹无法打开（{reason(error)}）"))
        return
    for entry in entries:
        name = readable(entry.name)
        path = f"{prefix}{name}"
        if _litter(entry.name, prefix):
            continue
        try:
            link = _is_link(entry)
        except OSError as error:  # it went while we looked
            oddities.append(Oddity(path, f"无法读取（{reason(error)}），没有计入"))
            continue
        if link:
            oddities.append(Oddity(path, "是链接或快捷方式，没有跟随；请放入文件本身"))
        elif entry.is_dir(follow_symlinks=False):
            if depth == _DEEPEST:
                oddities.append(Oddity(path, f"文件夹套了 {_DEEPEST} 层以上，没有再往里看"))
            else:
                yield from _walk(Path(entry.path), f"{path}/", oddities, depth + 1)
        elif entry.is_file(follow_symlinks=False):
            if name != entry.name:
                oddities.append(Oddity(path, _FOREIGN))
            yield path, entry
        else:
            oddities.append(Oddity(path, "不是普通文件，没有计入"))


def _litter(name: str, prefix: str) -> bool:
    """What the program or an office program leaves behind."""
    return (
        name == README
        or name.startswith(("~$", ".qbe-"))
        or name.lower() in LITTER
        or (not prefix and name in OURS)
    )


def _is_link(entry: os.DirEntry[str]) -> bool:
    if entry.is_symlink() or entry.name.lower().endswith((".lnk", ".url")):
        return True
    attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    return bool(attributes & _REPARSE) and entry.is_dir(follow_symlinks=False)


def _kept(
    entry: os.DirEntry[str], last: Kept | None, whole: bool, oddities: list[Oddity], path: str
) -> Kept | None:
    try:
        status = entry.stat(follow_symlinks=False)
        same = last and (last.size, last.changed) == (status.st_size, status.st_mtime_ns)
        if last and same and not whole:
            return last
        return Kept(status.st_size, status.st_mtime_ns, _sha256(entry.path))
    except OSError as error:
        oddities.append(
            Oddity(path, f"无法读取（{reason(error)}），可能正被其他程序打开，没有计入")
        )
        return None


def _sha256(path: str) -> str:
    """Read a file once, piece by piece; what became a link or pipe meanwhile is not opened."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(0, "不是普通文件")
        return hashlib.file_digest(file, "sha256").hexdigest()


def _odd_name(path: str, seen: dict[str, str], oddities: list[Oddity]) -> None:
    if not all(is_legal(part) for part in path.split("/")):
        oddities.append(
            Oddity(
                path, '名称里有 Windows 不允许的字符（< > : " \\ | ? *）或结尾的点和空格，请改名'
            )
        )
    if len(path) > LONGEST_PATH:
        oddities.append(
            Oddity(path, f"路径有 {len(path)} 个字，超过 {LONGEST_PATH}，复制时可能失败，请缩短")
        )
    folded = path.casefold()
    if folded in seen:
        oddities.append(Oddity(path, f"与 {seen[folded]} 只差大小写，在 Windows 上会互相覆盖"))
    seen.setdefault(folded, path)


def _compared(
    files: tuple[File, ...],
    plan: Plan,
    before: Mapping[str, Kept] | None,
    oddities: tuple[Oddity, ...],
) -> Scan:
    now = {file.path: file for file in files}
    first, last = before is None, before or {}
    added = [path for path in now if path not in last]
    removed = [path for path in last if path not in now]
    moved = list(_moved(removed, added, last, now))
    gone, come = {before for before, _ in moved}, {after for _, after in moved}
    return Scan(
        files=files,
        duplicates=tuple(_duplicates(files)),
        added=() if first else tuple(path for path in added if path not in come),
        removed=tuple(path for path in removed if path not in gone),
        changed=tuple(
            path for path, file in now.items() if path in last and last[path].sha256 != file.sha256
        ),
        moved=tuple(moved),
        oddities=oddities,
        first=first,
    )


def _moved(
    removed: Sequence[str],
    added: Sequence[str],
    last: Mapping[str, Kept],
    now: Mapping[str, File],
) -> Iterator[tuple[str, str]]:
    """Pair files that went with files of the same content that came."""
    come: dict[str, list[str]] = {}
    for path in added:
        if now[path].size:
            come.setdefault(now[path].sha256, []).append(path)
    for path in removed:
        if waiting := come.get(last[path].sha256):
            yield path, waiting.pop(0)


def _duplicates(files: Sequence[File]) -> Iterator[tuple[File, ...]]:
    same: dict[str, list[File]] = {}
    for file in files:
        if file.size:
            same.setdefault(file.sha256, []).append(file)
    yield from (tuple(group) for group in same.values() if len(group) > 1)


def _natural(path: str) -> list[tuple[int, int, str]]:
    """Sort 2 before 10."""
    found: list[tuple[int, int, str]] = []
    digits = ""
    for sign in f"{path}\0":
        if sign.isascii() and sign.isdigit():
            digits += sign
            continue
        if digits:
            found.append((0, int(digits), ""))
            digits = ""
        found.append((1, 0, sign))
    return found
