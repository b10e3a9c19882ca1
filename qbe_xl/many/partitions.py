"""What came of a workbook, kept under its SHA-256: judged once, never read again."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from qbe_xl import __version__
from qbe_xl.errors import OutputError
from qbe_xl.files.book import content_of
from qbe_xl.files.names import free
from qbe_xl.files.state import ASIDE
from qbe_xl.files.system_words import cannot_write
from qbe_xl.many.judging import rows_of
from qbe_xl.many.tables import SCHEMA, Rows, connection, write_partition

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = ".cache"
_OWN = "auto"
_BEGUN = 3600.0
"""Seconds after which a file that was begun belongs to no run any more."""


def partition(folder: Path, seal: str, standard: str) -> Path:
    """Return where the rows of a workbook lie.

    standard: an id; empty where each county is judged by that of its own 省份.
    """
    return folder / f"{seal}-{standard or _OWN}-{__version__}-{SCHEMA}.parquet"


@cache
def _base() -> DuckDBPyConnection:
    return connection(threads=1)


def put(rows: Rows, target: Path) -> None:
    """Write a partition beside its place, then rename it: there is never half of one.

    Raises OutputError: that a disk is full is no fault of the county whose rows they are.
    """
    import duckdb

    staged = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        write_partition(_base(), rows, staged)
        staged.replace(target)
    except OSError as error:
        raise cannot_write(target.parent, error) from error
    except duckdb.IOException as error:
        said = f"无法写入“{target.parent}”，磁盘可能已满；请检查文件夹权限和磁盘空间后重试"
        raise OutputError(said) from error
    finally:
        with suppress(OSError):
            staged.unlink(missing_ok=True)


def clear(folder: Path) -> None:
    """Delete what a killed run had begun to write; another that works now has just begun its own.

    A folder that bears the name of a file of ours is put aside: nothing could be written there.
    """
    for planted in [one for ending in ("parquet", "json") for one in folder.glob(f"*.{ending}")]:
        if planted.is_dir() and not planted.is_symlink():
            with suppress(OSError):
                planted.rename(free(planted.with_name(planted.stem + ASIDE)))
    for begun in folder.glob(".*.parquet.*"):
        with suppress(OSError):
            if time.time() - begun.stat().st_mtime > _BEGUN:
                begun.unlink()


def judge_file(path: Path, name: str, folder: Path, standard: str) -> str:
    """Judge a workbook and keep its rows; return the SHA-256 of what was read.

    name: of the file for the messages. Raises InputError where it cannot be read at all, OutputError
    where they cannot be kept.
    """
    seal, rows = rows_of(content_of(path), name, standard)
    put(rows, partition(folder, seal, standard))
    return seal


def judge_bytes(data: bytes, name: str, standard: str) -> tuple[str, bytes]:
    """Judge a workbook's bytes; return their SHA-256 and the partition as bytes."""
    seal, rows = rows_of(data, name, standard)
    with tempfile.TemporaryDirectory() as folder:
        target = partition(Path(folder), seal, standard)
        put(rows, target)
        return seal, target.read_bytes()
