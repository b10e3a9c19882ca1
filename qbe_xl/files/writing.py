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
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from qbe_xl.errors import OutputError

NOTE = ".qbe-commit.json"
PENDING = ".qbe-pending"
_TRIES = 5
_WAIT = 0.2
_MOST_NUMBERED = 99
_WINDOWS = os.name == "nt"


def write_all(folder: Path, files: Mapping[str, bytes]) -> dict[str, Path]:
    """Write files (name → content) into a folder, all of them or none; return where each went.

    A name may lead into a folder below: 网页/目录.html. A target that is open in Excel (Windows refuses to replace it) gets a numbered name.
    Raises OutputError where the folder or a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        recover(folder)
        pending = {name: _stage(folder, name, content) for name, content in files.items()}
        _write_note(folder, {staged.name: name for name, staged in pending.items()})
        with _uninterrupted():
            written = {name: _replace(staged, folder / name) for name, staged in pending.items()}
            (folder / NOTE).unlink()
    except OSError as error:
        raise OutputError(
            f"无法写入“{folder}”：{error.strerror or error}；请检查文件夹权限和磁盘空间后重试"
        ) from error
    _flush(folder)
    return written


def write_one(path: Path, content: bytes) -> Path:
    """Write one file atomically; return where it went. Raises OutputError as `write_all` does."""
    return write_all(path.parent, {path.name: content})[path.name]


def recover(folder: Path) -> None:
    """Finish what a killed run had decided on, and clear what it had not."""
    note = folder / NOTE
    if note.exists():
        renames = json.loads(note.read_text(encoding="utf-8"))
        for staged, name in renames.items():
            if Path(staged).name == staged and _is_below(name):
                with contextlib.suppress(FileNotFoundError):
                    _replace(folder / staged, folder / name)
        note.unlink()
    for left in folder.glob(f"{PENDING}-*"):
        left.unlink()


def _is_below(name: str) -> bool:
    path = Path(name)
    return not path.is_absolute() and not path.drive and ".." not in path.parts


def _stage(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    staged = folder / f"{PENDING}-{os.getpid()}-{name.replace('/', '-')}"
    with staged.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return staged


def _write_note(folder: Path, renames: Mapping[str, str]) -> None:
    text = json.dumps(renames, ensure_ascii=False).encode()
    _stage(folder, "note", text).replace(folder / NOTE)
    _flush(folder)


def _replace(staged: Path, target: Path) -> Path:
    """Put a staged file in place, waiting for a reader to let go, else under a numbered name."""
    for candidate in _candidates(target):
        for attempt in range(_TRIES):
            try:
                staged.replace(candidate)
                return candidate
            except PermissionError:
                if attempt + 1 < _TRIES and candidate is target:
                    time.sleep(_WAIT)
                elif not _WINDOWS:
                    raise
    raise OutputError(f"“{target.name}”正被其他程序打开，请关闭后重试")


def _candidates(target: Path) -> Iterator[Path]:
    yield target
    for number in range(2, _MOST_NUMBERED):
        yield target.with_stem(f"{target.stem}({number})")


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
    """Hold back Ctrl-C and polite ends while the files change places."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    signals = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {s: signal.signal(s, lambda number, _: held.append(number)) for s in signals}
    try:
        yield
    finally:
        for s, handler in before.items():
            signal.signal(s, handler if handler is not None else signal.SIG_DFL)
        for number in held:
            signal.raise_signal(number)
