"""The tables of many counties: their columns, and how they lie on disk.

A workbook's rows of every table lie in one partition, a Parquet file; `part` says which table a
row is of. A figure that is not there is null, as a blank cell is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qbe_xl.clauses.records import GROUPS, RESOURCES
from qbe_xl.county import layout
from qbe_xl.errors import OutputError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA = 1
WHOLE = f"whole-{SCHEMA}.parquet"
_SINGLE = 0.05
"""The share of partitions up to which they are read singly beside the file of all."""
_MEMORY = "768MB"

STAGES = ("primary", "junior")
INPUTS = tuple(
    dict.fromkeys(
        (
            *(f"{stage}_pupils" for stage in layout.STAGES),
            *(
                key.format(stage=stage)
                for resource in RESOURCES.values()
                for _, key in resource.columns
                for stage in STAGES
            ),
        )
    )
)
"""The columns of 学校 that R1–R7 and their 差异系数 are made of."""

CHOICES = ("type", "owner", "area")

Row = Mapping[str, Any]
Rows = dict[str, list[Row]]
"""Rows by table."""

_TEXT, _NUMBER, _COUNT = "VARCHAR", "DOUBLE", "INTEGER"

TABLES: dict[str, dict[str, str]] = {
    "county": {
        "county": _TEXT,
        "prefecture": _TEXT,
        "year": _TEXT,
        "date": _TEXT,
        "standard": _TEXT,
        "rules": _TEXT,
        "verdict": _TEXT,
        **dict.fromkeys(GROUPS, _TEXT),
        "schools": _COUNT,
        "sections": _COUNT,
        "sections_met": _COUNT,
    },
    "school": {
        "row": _COUNT,
        "code": _TEXT,
        "school": _TEXT,
        "township": _TEXT,
        **dict.fromkeys(CHOICES, _TEXT),
        **dict.fromkeys(INPUTS, _NUMBER),
    },
    "section": {
        "row": _COUNT,
        "code": _TEXT,
        "school": _TEXT,
        "stage": _TEXT,
        "pupils": _NUMBER,
        "state": _TEXT,
        "met_count": _COUNT,
        **dict.fromkeys(RESOURCES, _NUMBER),
        **{f"{id}_state": _TEXT for id in RESOURCES},
    },
    "figure": {
        "id": _TEXT,
        "stage": _TEXT,
        "key": _TEXT,
        "value": _NUMBER,
        "line": _NUMBER,
        "state": _TEXT,
    },
    "problem": {
        "kind": _TEXT,
        "id": _TEXT,
        "code": _TEXT,
        "school": _TEXT,
        "stage": _TEXT,
        "state": _TEXT,
        "cell": _TEXT,
        "message": _TEXT,
        "thing": _TEXT,
        "amount": _NUMBER,
        "unit": _TEXT,
    },
}
"""Columns and types by table.

county: the state of the verdict and of the six groups; school: a row of the sheet 学校, row 1-based;
section: an assessed 办学单元 with R1–R7; figure: key cv or mean of an indicator (id R1–R7, stage),
or the figures of an item; problem: kind "input" (the workbook cannot be used), "warning", "gap"
with what is lacking, or "total", the gaps of the county added up by thing.
"""

_WORDS, _FIGURES = (
    {
        part: [n for n, t in columns.items() if (t == _TEXT) is text]
        for part, columns in TABLES.items()
    }
    for text in (True, False)
)
_AS_IT_IS = "hive_partitioning = false"
"""How a partition is read: a folder named part=2 on the way to it says nothing of its columns."""
_FORMAT = f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{qbe_schema: '{SCHEMA}'}})"


def connection(threads: int = 2, spill: Path | None = None) -> DuckDBPyConnection:
    """Return a database in memory that loads nothing and asks nobody.

    spill: a folder of ours for what does not fit into memory; without one it is refused. It starts no
    threads of its own for reading: there would be eight, each with 64 MB of address space, which a
    process that is held to so much of it has not.
    """
    import duckdb

    return duckdb.connect(
        config={
            "threads": threads,
            "async_threads": 0,
            "memory_limit": _MEMORY,
            "temp_directory": "" if spill is None else str(spill / "duckdb"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
        }
    )


def write_partition(base: DuckDBPyConnection, rows: Rows, path: Path) -> None:
    """Write the rows of one workbook; the same rows give the same bytes.

    Words and figures of a row lie in two lists, in the order of its table's columns: a file of
    a hundred columns takes longer to write than a county to judge. One text a list is given to the
    database, as a text a row takes it longer to ask for than to read.
    """
    parts: list[str] = []
    words: list[list[str | None]] = []
    figures: list[list[float | None]] = []
    for part in TABLES:
        mine = rows.get(part, ())
        parts += [part] * len(mine)
        words += [[*map(row.get, _WORDS[part])] for row in mine]
        figures += [[*map(row.get, _FIGURES[part])] for row in mine]
    given = {
        "parts": _encoded(parts),
        "words": _encoded(words),
        "figures": _encoded(figures).replace("NaN", "null"),
    }
    base.register("given", {name: np.array([text], object) for name, text in given.items()})
    try:
        base.execute(
            "COPY (SELECT unnest(from_json(parts, '[\"VARCHAR\"]')) AS part, "  # noqa: S608
            "unnest(from_json(words, '[[\"VARCHAR\"]]')) AS words, "
            "unnest(from_json(figures, '[[\"DOUBLE\"]]')) AS figures FROM given) "
            f"TO {quoted(path)} {_FORMAT}"
        )
    finally:
        base.unregister("given")


_encoded = json.JSONEncoder(ensure_ascii=False).encode


def stamp(path: Path) -> str:
    """Return what tells a file of ours that nobody touched: its size and time."""
    status = path.stat()
    return f"{status.st_size} {status.st_mtime_ns}"


def load(
    base: DuckDBPyConnection, files: Sequence[tuple[str, str, Path]], whole: Path | None = None
) -> list[Path]:
    """Make the tables of these workbooks in a database, sorted by file.

    files: path as told, SHA-256 and partition of each; the same partition may serve several.
    whole: where the partitions beside it are kept as one file, for a later run: thousands of small
    files take longer to open than to read. Returns the partitions that are damaged; then there are
    no tables.
    """
    import duckdb

    names, seals, partitions = (np.array([str(f[i]) for f in files], object) for i in range(3))
    base.register("listed", {"file": names, "sha256": seals, "partition": partitions})
    base.execute("CREATE OR REPLACE TABLE listing AS SELECT * FROM listed")
    base.unregister("listed")
    paths = sorted({path for _, _, path in files})
    base.execute(
        "CREATE OR REPLACE TEMP TABLE everything (part VARCHAR, words VARCHAR[], "
        "figures DOUBLE[], partition VARCHAR, place BIGINT)"
    )
    known = _known(base, paths, whole) if whole else set[Path]()
    others = [path for path in paths if path not in known]
    try:
        if others:
            base.execute(
                "INSERT INTO everything SELECT part, words::VARCHAR[], figures::DOUBLE[], "  # noqa: S608
                f"partition, file_row_number FROM read_parquet([{', '.join(map(quoted, others))}], "
                f"filename = 'partition', file_row_number = true, {_AS_IT_IS})"
            )
    except (duckdb.Error, UnicodeDecodeError) as error:
        torn = [path for path in others if not _is_whole(base, path)]
        if not torn and isinstance(error, duckdb.OutOfMemoryException):
            raise OutputError(
                "内存不足，没有汇总；请关闭其他程序后再试，各县的结果都已保存"
            ) from error
        if not torn:
            raise
        return torn
    read = {
        path for (path,) in base.execute("SELECT DISTINCT partition FROM everything").fetchall()
    }
    if lost := [path for path in others if str(path) not in read]:
        return lost  # every workbook has a row at least, that it cannot be used
    if whole and len(others) > _SINGLE * len(paths):
        _keep(base, paths, whole)
    for part, columns in TABLES.items():
        wanted = ", ".join(
            f'e.words[{_WORDS[part].index(name) + 1}] AS "{name}"'
            if type == _TEXT
            else f'CAST(e.figures[{_FIGURES[part].index(name) + 1}] AS {type}) AS "{name}"'
            for name, type in columns.items()
        )
        seal = "l.sha256, " if part == "county" else ""
        base.execute(
            f"CREATE OR REPLACE TABLE {part} AS "  # noqa: S608
            f"SELECT l.file, {seal}{wanted} FROM everything e JOIN listing l USING (partition) "
            f"WHERE e.part = '{part}' ORDER BY l.file, e.place"
        )
    base.execute("DROP TABLE everything")
    return []


def _known(base: DuckDBPyConnection, paths: Sequence[Path], whole: Path) -> set[Path]:
    """Take from the one file what it holds of these partitions, and return which these are."""
    import duckdb

    if not whole.is_file():
        return set()
    _register(base, paths, whole)
    try:
        base.execute(
            "INSERT INTO everything SELECT w.part, w.words, w.figures, h.path, w.place "  # noqa: S608
            f"FROM read_parquet({quoted(whole)}, {_AS_IT_IS}) w JOIN here h USING (name, stamp)"
        )
    except (duckdb.Error, UnicodeDecodeError):
        whole.unlink(missing_ok=True)
        base.execute("DELETE FROM everything")
        return set()
    finally:
        base.unregister("here")
    found = base.execute("SELECT DISTINCT partition FROM everything").fetchall()
    return {Path(path) for (path,) in found}


def _keep(base: DuckDBPyConnection, paths: Sequence[Path], whole: Path) -> None:
    """Keep the partitions beside it as one file, where the disk has room for it."""
    import duckdb

    _register(base, paths, whole)
    staged = whole.with_name(f".{whole.name}.{os.getpid()}")
    try:
        with suppress(duckdb.Error, OSError):
            base.execute(
                "COPY (SELECT part, words, figures, name, stamp, place FROM everything "  # noqa: S608
                f"JOIN here ON partition = path) TO {quoted(staged)} {_FORMAT}"
            )
            staged.replace(whole)
    finally:
        base.unregister("here")
        staged.unlink(missing_ok=True)


def _register(base: DuckDBPyConnection, paths: Sequence[Path], whole: Path) -> None:
    here = [path for path in paths if path.parent == whole.parent and path.is_file()]
    columns = {
        "name": [path.name for path in here],
        "stamp": [stamp(path) for path in here],
        "path": [str(path) for path in here],
    }
    base.register("here", {key: np.array(texts, object) for key, texts in columns.items()})


def _is_whole(base: DuckDBPyConnection, path: Path) -> bool:
    import duckdb

    try:
        base.execute(
            "SELECT part, words::VARCHAR[], figures::DOUBLE[] "  # noqa: S608
            f"FROM read_parquet({quoted(path)}, {_AS_IT_IS})"
        ).fetchall()
    except (duckdb.Error, UnicodeDecodeError):
        return False
    return True


def export(base: DuckDBPyConnection, part: str, path: Path) -> None:
    """Write one table as a Parquet file."""
    base.execute(
        f"COPY (SELECT * FROM {part}) TO {quoted(path)} {_FORMAT}"  # noqa: S608
    )


def quoted(path: Path | str) -> str:
    """Return a path as a text of SQL."""
    return "'" + str(path).replace("'", "''") + "'"
