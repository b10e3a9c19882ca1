"""One at a time in a folder: a lock of the system's, which ends with the process that holds it.

Whoever holds a folder may take it again. Another run, in another process or thread, waits; where
that takes too long it is told so. A kill leaves at most an empty file, which locks nothing.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from qbe_xl.errors import OutputError
from qbe_xl.files.system_words import cannot_write

NAME = ".qbe-lock"
PATIENCE = 60.0
"""Seconds to wait for another run."""
_PAUSE = 0.05
_mine = threading.local()


class Busy(OutputError):
    """Another run works in the folder, and has not ended in time."""


@contextlib.contextmanager
def holding(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Let nobody else work in a folder meanwhile; it is made where it is not there.

    A folder that was made for this and is still empty when something is raised goes again.
    Raises Busy where another run does not end within so many seconds, OutputError where the
    folder cannot be written.
    """
    try:
        new = [one for one in (folder, *folder.parents) if not one.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        key = os.path.realpath(folder)
    except OSError as error:
        raise cannot_write(folder, error) from error
    held: dict[str, int] = _mine.__dict__.setdefault("held", {})
    if key in held:
        held[key] += 1
        try:
            yield
        finally:
            held[key] -= 1
        return
    path = Path(key) / NAME
    try:
        handle = _taken(path, folder, patience)
        held[key] = 1
        try:
            yield
        finally:
            del held[key]
            _let_go(handle, path)
    except BaseException:
        with contextlib.suppress(OSError):  # in which there is something by now
            for one in new:
                one.rmdir()
        raise


def holding_if_there(folder: Path) -> contextlib.AbstractContextManager[None]:
    """Hold a folder that is there; one that is not has nothing to be kept from another run."""
    return holding(folder) if folder.is_dir() else contextlib.nullcontext()


def _taken(path: Path, folder: Path, patience: float) -> int:
    """Return the handle of the lock, once it is ours."""
    until = time.monotonic() + patience
    while True:
        try:
            folder.mkdir(parents=True, exist_ok=True)  # a run that failed takes away its own
            handle = _opened(path)
        except OSError as error:
            raise cannot_write(folder, error) from error
        if _lock(handle) and _stands(handle, path):
            return handle
        os.close(handle)
        if time.monotonic() >= until:
            raise Busy(f"另一个评估程序正在“{folder}”里写结果，本次没有写入；请等它结束后再试")
        time.sleep(_PAUSE)


def _opened(path: Path) -> int:
    """Open the lock's file. Whatever else bears its name (a link, a pipe) is none of ours and goes."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(path.lstat().st_mode):
            path.unlink()
    for _ in range(100):
        try:
            return os.open(path, flags, 0o600)
        except PermissionError:  # on Windows a file that is just being deleted
            if os.name != "nt":
                raise
            time.sleep(_PAUSE)
    return os.open(path, flags, 0o600)


def _stands(handle: int, path: Path) -> bool:
    """Whether the file that was locked still bears the name: its last holder has deleted it."""
    try:
        return os.path.samestat(os.fstat(handle), path.lstat())
    except FileNotFoundError:
        return False


def _let_go(handle: int, path: Path) -> None:
    """Delete the file while it is locked, where the system lets us; then the lock is gone."""
    if os.name != "nt":
        with contextlib.suppress(OSError):
            path.unlink()
    os.close(handle)
    if os.name == "nt":
        with contextlib.suppress(OSError):  # somebody else has it open by now
            path.unlink()


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
