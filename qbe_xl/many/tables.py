"""The tables of many counties: their columns, and how they lie on disk.

A workbook's rows of every table lie in one partition, a Parquet file; `part` says which table a
row is of. A figure that is not there is null, as a blank cell is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qbe_xl.clauses.records import GROUPS, RESOURCES
from qbe_xl.county import layout

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SCHEMA = 1
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
_FORMAT = f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{qbe_schema: '{SCHEMA}'}})"


def connection(threads: int = 2) -> DuckDBPyConnection:
    """Return a database in memory that loads nothing and asks nobody."""
    import duckdb

    return duckdb.connect(
        config={
            "threads": threads,
            "memory_limit": _MEMORY,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
        }
    )


def write_partition(base: DuckDBPyConnection, rows: Rows, path: Path) -> None:
    """Write the rows of one workbook; the same rows give the same bytes.

    Words and figures of a row lie in two lists, in the order of its table's columns: a file of
    a hundred columns takes longer to write than a county to judge.
    """
    listed = [(part, row) for part in TABLES for row in rows.get(part, ())]
    base.register(
        "given",
        {
            "part": np.array([part for part, _ in listed], object),
            "words": np.array([_json(row, _WORDS[part]) for part, row in listed], object),
            "figures": np.array([_json(row, _FIGURES[part]) for part, row in listed], object),
        },
    )
    try:
        base.execute(
            "COPY (SELECT part, from_json(words, '[\"VARCHAR\"]') AS words, "  # noqa: S608
            "from_json(figures, '[\"DOUBLE\"]') AS figures FROM given) "
            f"TO {quoted(path)} {_FORMAT}"
        )
    finally:
        base.unregister("given")


_encoded = json.JSONEncoder(ensure_ascii=False).encode


def _json(row: Row, names: Sequence[str]) -> str:
    values = map(row.get, names)
    return _encoded([None if v != v else v for v in values])


def load(base: DuckDBPyConnection, files: Sequence[tuple[str, str, Path]]) -> list[Path]:
    """Make the tables of these workbooks in a database, sorted by file.

    files: path as told, SHA-256 and partition of each; the same partition may serve several.
    Returns the partitions that are damaged; then there are no tables.
    """
    import duckdb

    names, seals, partitions = (np.array([str(f[i]) for f in files], object) for i in range(3))
    base.register("listed", {"file": names, "sha256": seals, "partition": partitions})
    base.execute("CREATE OR REPLACE TABLE listing AS SELECT * FROM listed")
    base.unregister("listed")
    paths = ", ".join(quoted(path) for path in sorted({str(path) for _, _, path in files}))
    try:
        base.execute(
            "CREATE OR REPLACE TEMP TABLE everything AS SELECT part, words::VARCHAR[] AS words, "  # noqa: S608
            f"figures::DOUBLE[] AS figures, partition FROM read_parquet([{paths}], filename = 'partition')"
        )
    except duckdb.Error:
        torn = [path for _, _, path in files if not _is_whole(base, path)]
        if not torn:
            raise
        return torn
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
            f"WHERE e.part = '{part}' ORDER BY l.file, e.rowid"
        )
    base.execute("DROP TABLE everything")
    return []


def _is_whole(base: DuckDBPyConnection, path: Path) -> bool:
    import duckdb

    try:
        base.execute(
            "SELECT part, words::VARCHAR[], figures::DOUBLE[] "  # noqa: S608
            f"FROM read_parquet({quoted(path)})"
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
