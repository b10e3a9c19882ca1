"""Reading a file whoever put it there: a pipe, a device or a folder is none, and is not waited for."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def content(path: Path, most: int) -> bytes:
    """Return a file's bytes, at most so many of them. Raises OSError for what is no plain file."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.ESPIPE, "no plain file", str(path))
        return file.read(most)


def is_own(path: Path) -> bool:
    """Whether what bears this name is a plain file itself: no link to another one, no pipe."""
    return path.is_file() and not path.is_symlink()
