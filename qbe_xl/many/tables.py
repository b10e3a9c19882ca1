"""The tables of many counties: their columns, and how they lie on disk.

A workbook's rows of every table lie in one partition, a Parquet file; `part` says which table a
row is of. A figure that is not there is null, as a blank cell is.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from qbe_xl.clauses.records import GROUPS, RESOURCES
from qbe_xl.county import layout
from qbe_xl.errors import OutputError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA = 1
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

_WHOLE = f"whole-{SCHEMA}"
_INDEX = f"{_WHOLE}.parquet"
_Indexed: TypeAlias = tuple[int, str, str]
"""Number, name and stamp of a partition."""

_WORDS, _FIGURES = (
    {
        part: [n for n, t in columns.items() if (t == _TEXT) is text]
        for part, columns in TABLES.items()
    }
    for text in (True, False)
)
_AS_IT_IS = "hive_partitioning = false"
"""How a partition is read: a folder named part=2 on the way to it says nothing of its columns."""
_SIGNS = re.compile(r"[*?\[]")
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
    base: DuckDBPyConnection, files: Sequence[tuple[str, str, Path]], folder: Path | None = None
) -> list[Path]:
    """Make the tables of these workbooks in a database, sorted by file.

    files: path as told, SHA-256 and partition of each; the same partition may serve several.
    folder: where the partitions in it are kept together, too, for a later run: thousands of small
    files take longer to open than to read. Returns the partitions that are damaged; then there are
    no tables.
    """
    import duckdb

    paths = sorted({path for _, _, path in files})
    numbers = {path: number for number, path in enumerate(paths)}
    listed = sorted((name, seal, numbers[path]) for name, seal, path in files)
    columns = ("file", "sha256", "number", "rank")
    _table(base, "listing", columns, ((*one, rank) for rank, one in enumerate(listed)))
    _table(base, "numbered", ("path", "number"), ((str(path), n) for path, n in numbers.items()))
    whole = Whole(base, folder, numbers)
    others = [path for path in paths if path not in whole.known]
    try:
        base.execute(
            "CREATE OR REPLACE TEMP TABLE everything AS SELECT '' AS part, ['']::VARCHAR[] AS words, "
            "[0.0]::DOUBLE[] AS figures, 0 AS number, 0::BIGINT AS place LIMIT 0"
        )
        if others:
            base.execute(
                "INSERT INTO everything SELECT part, words::VARCHAR[], figures::DOUBLE[], "  # noqa: S608
                f"n.number, file_row_number FROM read_parquet([{', '.join(map(_exactly, others))}], "
                f"filename = 'path', file_row_number = true, {_AS_IT_IS}) JOIN numbered n USING (path)"
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
        number for (number,) in base.execute("SELECT DISTINCT number FROM everything").fetchall()
    }
    if lost := [path for path in others if numbers[path] not in read]:
        return lost  # every workbook has a row at least, that it cannot be used
    try:
        for part in TABLES:
            whole.gather(part)
    except (duckdb.Error, UnicodeDecodeError):
        if not whole.known:
            raise
        whole.remove()
        return load(base, files, folder)
    if folder and len(others) > _SINGLE * len(paths):
        whole.keep()
    base.execute("DROP TABLE everything")
    return []


class Whole:
    """The partitions of a folder together: a file a table, with its columns as they are.

    One more file says which partitions there are, each with a number; the names of the others follow
    from what it says, so that the files of two runs never mix. known: the partitions that it holds
    as they are now.
    """

    def __init__(
        self, base: DuckDBPyConnection, folder: Path | None, numbers: Mapping[Path, int]
    ) -> None:
        """Make the table `kept`: which number each of them has in the files, and which here."""
        self._base = base
        self._folder = folder or Path()
        here = [one for one in numbers if one.parent == folder and one.is_file()]
        self._here = sorted((numbers[one], one.name, stamp(one)) for one in here)
        indexed = self._indexed() if here else []
        self._files = self._names(indexed)
        mine = {(name, at): number for number, name, at in self._here}
        found = {n: mine[name, at] for n, name, at in indexed if (name, at) in mine}
        _table(base, "kept", ("number", "now"), found.items())
        self.known = {path for path in here if numbers[path] in {*found.values()}}

    def _indexed(self) -> list[_Indexed]:
        import duckdb

        index = self._folder / _INDEX
        if not index.is_file():
            return []
        try:
            found: list[_Indexed] = self._base.execute(
                f"SELECT number::INTEGER, name::VARCHAR, stamp::VARCHAR FROM read_parquet({_exactly(index)}, {_AS_IT_IS}) ORDER BY 1"  # noqa: S608
            ).fetchall()
        except (duckdb.Error, UnicodeDecodeError):
            found = []
        return found

    def _names(self, indexed: Sequence[_Indexed]) -> dict[str, Path]:
        """Where each table of these partitions lies."""
        said = "\0".join(f"{number} {name} {at}" for number, name, at in indexed)
        seal = hashlib.sha256(said.encode()).hexdigest()[:16]
        return {part: self._folder / f"{_WHOLE}-{seal}-{part}.parquet" for part in TABLES}

    def gather(self, part: str) -> None:
        """Make one table of the rows that were read now and of those that are kept."""
        columns = TABLES[part]
        read = ", ".join(
            f'words[{_WORDS[part].index(name) + 1}] AS "{name}"'
            if type == _TEXT
            else f'CAST(figures[{_FIGURES[part].index(name) + 1}] AS {type}) AS "{name}"'
            for name, type in columns.items()
        )
        rows = f"SELECT number, place, {read} FROM everything WHERE part = '{part}'"  # noqa: S608
        names = ", ".join(f'r."{name}"' for name in columns)
        if self.known:
            kept = ", ".join(f'CAST(w."{name}" AS {type})' for name, type in columns.items())
            rows += (
                f" UNION ALL SELECT k.now, w.place, {kept} "  # noqa: S608
                f"FROM read_parquet({_exactly(self._files[part])}, {_AS_IT_IS}) w JOIN kept k USING (number)"
            )
        seal = "l.sha256, " if part == "county" else ""
        order = "" if part == "school" else " ORDER BY l.rank, r.place"  # who asks it sorts itself
        self._base.execute(f"CREATE OR REPLACE TEMP VIEW rows_of_{part} AS {rows}")
        self._base.execute(
            f"CREATE OR REPLACE TABLE {part} AS SELECT l.file, {seal}{names} "  # noqa: S608
            f"FROM rows_of_{part} r JOIN listing l USING (number){order}"
        )

    def keep(self) -> None:
        """Write the files anew, where the disk has room for them."""
        import duckdb

        _table(self._base, "here", ("number", "name", "stamp"), self._here)
        queries = {
            path: f"SELECT r.* FROM rows_of_{part} r JOIN here USING (number) ORDER BY number, place"  # noqa: S608
            for part, path in self._names(self._here).items()
        }
        queries[self._folder / _INDEX] = "FROM here"
        former = [path for path in whole_files(self._folder) if path not in queries]
        staged = {path: path.with_name(f".{path.name}.{os.getpid()}") for path in queries}
        try:
            with suppress(duckdb.Error, OSError):
                for path, query in queries.items():
                    self._base.execute(f"COPY ({query}) TO {quoted(staged[path])} {_FORMAT}")
                for path, written in staged.items():
                    written.replace(path)
                for path in former:
                    path.unlink(missing_ok=True)
        finally:
            for path in staged.values():
                path.unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove the files."""
        for path in whole_files(self._folder):
            path.unlink(missing_ok=True)


def whole_files(folder: Path) -> list[Path]:
    """Return the files in which the partitions of a folder are kept together."""
    return sorted(folder.glob(f"{_WHOLE}*.parquet"))


def _table(
    base: DuckDBPyConnection, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Make a table of texts and whole numbers."""
    listed = list(rows)
    given = {}
    for place, column in enumerate(columns):
        values = [row[place] for row in listed]
        number = column in ("number", "now", "rank")
        given[column] = np.array(values, np.int32 if number else object)
    base.register("given", given)
    base.execute(f"CREATE OR REPLACE TABLE {name} AS FROM given")
    base.unregister("given")


def _is_whole(base: DuckDBPyConnection, path: Path) -> bool:
    import duckdb

    try:
        base.execute(
            "SELECT part, words::VARCHAR[], figures::DOUBLE[] "  # noqa: S608
            f"FROM read_parquet({_exactly(path)}, {_AS_IT_IS})"
        ).fetchall()
    except (duckdb.Error, UnicodeDecodeError):
        return False
    return True


def _exactly(path: Path) -> str:
    """Return a file to be read as a text of SQL: 汇总[2] stands for 汇总2, too, unless it is escaped."""
    return quoted(_SIGNS.sub(r"[\g<0>]", str(path)))


def export(base: DuckDBPyConnection, part: str, path: Path) -> None:
    """Write one table as a Parquet file."""
    base.execute(
        f"COPY (SELECT * FROM {part}) TO {quoted(path)} {_FORMAT}"  # noqa: S608
    )


def quoted(path: Path | str) -> str:
    """Return a path as a text of SQL."""
    return "'" + str(path).replace("'", "''") + "'"
