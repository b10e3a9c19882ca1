"""Write a set of result files so that a kill leaves the old ones or the new ones.

Every file is first written beside its target and flushed to disk; then one note lists all the
renames to be made, and they are made. A run that dies before the note stands has changed
nothing; one that dies after it is finished by the next run, from the note.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO, Any

from qbe_xl.errors import InputError, OutputError, Place, Problem
from qbe_xl.files.locking import holding
from qbe_xl.files.names import numbered
from qbe_xl.files.state import below, expect, is_below, read_state
from qbe_xl.files.system_words import cannot_write

NOTE = ".qbe-commit.json"
PENDING = ".qbe-pending"
GONE = ".qbe-gone"
"""A line of the note with this is of a file that goes, not of one that comes."""
_TRIES = 5
_WAIT = 0.2
_MOST_NUMBERED = 99
_MOST_NAMED = 5
_WINDOWS = os.name == "nt"


def write_all(
    folder: Path, files: Mapping[str, bytes], gone: Iterable[str] = ()
) -> dict[str, Path]:
    """Write files (name → content) into a folder, all of them or none; return where each went.

    A name may lead into a folder below: 网页/目录.html, never out of it. gone: names of files that
    go in the same step, where they are there. A target that is open in Excel (Windows refuses to
    replace it) gets a numbered name. Another run that writes into the folder is waited for.
    Raises OutputError where the folder or a file cannot be written.
    """
    gone = list(gone)
    for name in (*files, *gone):
        if not _leads_below(name):
            raise OutputError(f"结果文件的名字“{name}”指到了文件夹外面，没有写出任何文件")
    with holding(folder):
        try:
            recover(folder)
            try:
                pending = {name: _stage(folder, name, content) for name, content in files.items()}
                gone = _going(folder, gone, files)
                note: dict[str, list[str | int]] = {}
                for number, name in enumerate(gone):
                    note[f"{GONE}-{number}"] = [name, *_mark(folder / name)]
                note |= {one.name: [name, *_mark(one)] for name, one in pending.items()}
                _write_note(folder, note)
            except BaseException:  # a full disk: what was begun is not left to fill it
                _clear(folder)
                raise
            with _uninterrupted():
                written = {name: _replace(one, folder / name) for name, one in pending.items()}
                for name in gone:
                    _take_away(folder / name)
                (folder / NOTE).unlink()
        except OSError as error:
            raise cannot_write(folder, error) from error
        _flush(folder)
    return written


def _leads_below(name: str) -> bool:
    path = Path(name)
    return bool(path.name) and not path.anchor and ".." not in path.parts and "\0" not in name


def _going(folder: Path, gone: Iterable[str], files: Iterable[str]) -> list[str]:
    """Which of the files that are to go are there; none that is written is, by whatever name:
    ./目录.html, and 目录.HTML where the system makes no difference."""
    stay = {_file(folder / name) for name in files if (folder / name).exists()}
    there = [name for name in gone if (folder / name).is_symlink() or (folder / name).is_file()]
    return [n for n in there if (folder / n).is_symlink() or _file(folder / n) not in stay]


def _take_away(path: Path) -> None:
    """Delete a file, unless somebody has it open or it is gone already."""
    with contextlib.suppress(OSError):
        path.unlink()


def write_one(path: Path, content: bytes) -> Path:
    """Write one file atomically; return where it went. Raises OutputError as `write_all` does."""
    return write_all(path.parent, {path.name: content})[path.name]


def put(path: Path, content: bytes, folder: Path) -> None:
    """Write one file at once or not at all. folder: where it is made, on the same disk.

    Raises OSError; a target that is in use is left as it is.
    """
    staged = folder / f".{path.name}.{os.getpid()}"
    try:
        _write(staged, content)
        staged.replace(path)
    finally:
        staged.unlink(missing_ok=True)


def append(path: Path, lines: bytes) -> None:
    """Add whole lines to a file that only grows; a line cut off before stays a line of its own.

    Raises OutputError where they cannot be written.
    """
    try:
        path.parent.stat()  # a folder that is not there is not made for it
        with holding(path.parent), _grown(path) as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                lines = lines if file.read() == b"\n" else b"\n" + lines
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise cannot_write(path, error) from error


def _grown(path: Path) -> IO[bytes]:
    """Open a file to be added to; what is a link or a pipe was not made by us."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise OutputError(f"“{path}”是链接或管道，不是本程序的记录，没有写入；请移走后再试")
    return os.fdopen(os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o666), "ab+")


def spare(folder: Path, names: Iterable[str], *inputs: Path) -> None:
    """Refuse to write over a file that was handed in, even where it bears one of our names.

    names: of what is about to be written into the folder. Raises InputError.
    """
    there = [(name, folder / name) for name in names if (folder / name).exists()]
    handed = {_file(book): book for book in reversed(inputs) if book.exists()} if there else {}
    for name, target in there:
        if book := handed.get(_file(target)):
            message = f"输入文件就是结果文件“{name}”，请换一个输出文件夹（--out）"
            raise InputError([Problem(Place(book.name), message)])


def _file(path: Path) -> tuple[int, int]:
    """What two names of one file have in common."""
    status = path.stat()
    return status.st_dev, status.st_ino


def demand_free(folder: Path, names: Iterable[str], *, force: bool) -> None:
    """Raise OutputError where one of the files is there already, unless `force`."""
    there = [] if force else [name for name in names if (folder / name).exists()]
    if len(there) == 1:
        raise OutputError(
            f"“{folder / there[0]}”已经存在，没有改动；请换一个名字，或加 --force 覆盖"
        )
    if there:
        shown = "、".join(there[:_MOST_NAMED]) + ("等" if len(there) > _MOST_NAMED else "")
        raise OutputError(
            f"“{folder}”里已有 {len(there)} 个同名文件（{shown}），没有改动；"
            "请换一个文件夹，或把原来的移走（用命令的可加 --force 覆盖）"
        )


def recover(folder: Path) -> None:
    """Finish what a killed run had decided on, and clear what it had not."""
    with holding(folder):
        _recover(folder)


def _recover(folder: Path) -> None:
    """Believe a note only of files that a run of ours left here; put aside one that is no note."""
    note = folder / NOTE
    decided = read_state(note, lambda raw: _decided(raw, folder))
    for staged, name in decided or ():
        if staged.startswith(GONE):
            _take_away(folder / name)
            continue
        with contextlib.suppress(FileNotFoundError):
            _replace(folder / staged, folder / name)
    note.unlink(missing_ok=True)
    _clear(folder)


def _clear(folder: Path) -> None:
    """Delete what was begun and not decided on."""
    for left in folder.glob(f"{PENDING}-*"):
        left.unlink()


def _decided(raw: object, folder: Path) -> list[tuple[str, str]]:
    """The lines of a note: what comes or goes, and the name. A file that came from elsewhere, by a
    zip or a copy, is another file on the disk than the one that a run of ours has noted."""
    noted: dict[str, Any] = expect(raw, dict)
    lines: list[tuple[str, str]] = []
    for staged, (name, *mark) in noted.items():
        comes = staged.startswith(f"{PENDING}-")
        ours = (comes or staged.startswith(f"{GONE}-")) and Path(staged).name == staged
        if not ours or not isinstance(name, str) or not is_below(name):
            raise ValueError(staged)
        below(folder, name if comes else str(Path(name).parent / "x"))
        with contextlib.suppress(FileNotFoundError):  # it is in its place already, or gone
            if _mark(folder / (staged if comes else name)) == mark:
                lines.append((staged, name))
            elif comes:
                raise ValueError(staged)
    return lines


def _mark(path: Path) -> list[int]:
    """What tells a file from every other one on this disk, its copies too."""
    status = path.lstat()
    return [status.st_ino, status.st_mtime_ns]


def make_below(folder: Path, name: str) -> Path:
    """Make a folder below one of results, unless it is there; return it.

    Raises OutputError as `demand_own` does.
    """
    place = demand_own(folder, name)
    place.mkdir(parents=True, exist_ok=True)
    return place


def demand_own(folder: Path, name: str) -> Path:
    """Return the folder of a name below one of results, which need not be there.

    Raises OutputError where a link stands on the way: results are not written elsewhere.
    """
    place = folder
    for part in Path(name).parts:
        place = place / part
        if place.is_symlink():
            raise OutputError(
                f"“{place}”是链接，结果不写到别处；请删去这个链接，或换一个输出文件夹"
            )
    return place


def _stage(folder: Path, name: str, content: bytes) -> Path:
    make_below(folder, str(Path(name).parent))
    staged = folder / f"{PENDING}-{os.getpid()}-{name.replace('/', '-')}"
    _write(staged, content)
    return staged


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _write_note(folder: Path, renames: Mapping[str, list[str | int]]) -> None:
    text = json.dumps(renames, ensure_ascii=False).encode()
    _stage(folder, "note", text).replace(folder / NOTE)
    _flush(folder)


def _replace(staged: Path, target: Path) -> Path:
    """Put a staged file in place, waiting for a reader to let go, else under a numbered name."""
    for name in islice(numbered(target.stem, target.suffix), _MOST_NUMBERED):
        candidate = target.with_name(name)
        for attempt in range(_TRIES):
            try:
                staged.replace(candidate)
                return candidate
            except PermissionError:
                if attempt + 1 < _TRIES and candidate == target:
                    time.sleep(_WAIT)
                elif not _WINDOWS:
                    raise
    raise OutputError(f"“{target.name}”正被其他程序打开，请关闭后重试")


def _flush(folder: Path) -> None:
    """Make the renames durable where the system lets a folder be flushed."""
    if os.name == "nt":  # a folder cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold back Ctrl-C and polite ends while the files change places.

    Only the interpreter's first thread can. Within LibreOffice `threading` takes for the main
    thread whichever came first, so the answer is had by trying.
    """
    held: list[int] = []
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    signals = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before: dict[signal.Signals, Any] = {}
    with contextlib.suppress(ValueError):  # another thread
        before = {s: signal.signal(s, lambda number, _: held.append(number)) for s in signals}
    try:
        yield
    finally:
        for s, handler in before.items():
            signal.signal(s, handler if handler is not None else signal.SIG_DFL)
        for number in held:
            signal.raise_signal(number)
