"""下发: one workbook for each school, or each township, from the county's workbook."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from qbe_xl.collect.school_book import SchoolRows, school_workbook
from qbe_xl.collect.status import NO_TOWNSHIP
from qbe_xl.county import layout
from qbe_xl.county.asked import GIVEN, Row, is_used
from qbe_xl.county.model import County
from qbe_xl.county.reading import read_book
from qbe_xl.county.rows import rows_of
from qbe_xl.files.locking import holding
from qbe_xl.files.names import distinct, safe_name
from qbe_xl.files.writing import demand_free, write_all

By = Literal["school", "township"]
Progress = Callable[[str], None]

NOT_CARRIED = frozenset(
    (
        *(f"{stage}_pupils" for stage in layout.STAGES),
        "primary_near",
        "junior_near",
        "funded_pupils",
    )
)
"""Counts of pupils, new every year: never filled in from last year, only shown beside."""


@dataclass(frozen=True)
class Part:
    """One workbook to be written: its name without extension, its title, its rows."""

    name: str
    title: str
    rows: SchoolRows


@dataclass(frozen=True)
class SplitOutcome:
    """What was written, by name without extension."""

    folder: Path
    files: dict[str, Path]
    schools: int


@dataclass(frozen=True)
class _Rows:
    """A county's rows by 学校标识码."""

    schools: Mapping[str, Row]
    classes: Mapping[str, Sequence[Row]]
    rooms: Mapping[str, Sequence[Row]]


def split(
    book: Path,
    out: Path,
    *,
    by: By = "school",
    last_year: Path | None = None,
    in_rows: bool = False,
    force: bool = False,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> SplitOutcome:
    """Write the workbooks of all schools of a county into a folder, all or none.

    last_year: last year's county workbook, to fill in from; in_rows: the form of earlier versions;
    force: replace files that are there. A workbook of one school is a page, of several has rows.
    Raises InputError for a workbook that cannot be used, OutputError where files cannot be written.
    """
    last = read_book(last_year)[1] if last_year else None
    parts = prepare(read_book(book)[1], by, last)
    return write_parts(parts, out, in_rows=in_rows, force=force, now=now, progress=progress)


def prepare(county: County, by: By = "school", last: County | None = None) -> list[Part]:
    """Return the workbooks to be written, in the order of the sheet 学校; last: a year before."""
    mine = _by_school(county)
    before = _by_school(last) if last else _Rows({}, {}, {})
    groups: dict[str, list[str]] = {}
    for code, row in mine.schools.items():
        groups.setdefault(_group(row, by), []).append(code)
    names = distinct(safe_name(group) for group in groups)
    return [
        Part(name, _title(mine, codes, by), _rows(mine, before, codes))
        for name, codes in zip(names, groups.values(), strict=True)
    ]


def write_parts(
    parts: Sequence[Part],
    out: Path,
    *,
    in_rows: bool = False,
    force: bool = False,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> SplitOutcome:
    """Write prepared workbooks; tells `progress` each one's name, then 保存."""
    moment = now or dt.datetime.now().astimezone()
    demand_free(out, [f"{part.name}.xlsx" for part in parts], force=force)
    files: dict[str, bytes] = {}
    for part in parts:
        progress(part.name)
        files[f"{part.name}.xlsx"] = school_workbook(part.rows, part.title, moment, in_rows=in_rows)
    progress("保存")
    with holding(out):
        demand_free(out, files, force=force)
        written = write_all(out, files)
    schools = sum(len(part.rows.schools) for part in parts)
    return SplitOutcome(out, {Path(name).stem: path for name, path in written.items()}, schools)


def _by_school(county: County) -> _Rows:
    schools = {str(row["code"]): row for row in rows_of(county.schools)}
    found: list[dict[str, list[Row]]] = []
    for table in (county.classes, county.rooms):
        records: dict[str, list[Row]] = defaultdict(list)
        for row in rows_of(table):
            records[str(row["code"])].append(row)
        found.append(records)
    return _Rows(schools, *found)


def _group(row: Row, by: By) -> str:
    if by == "township":
        return str(row.get("township") or NO_TOWNSHIP)
    return f"{row['code']}-{row.get('name') or ''}"


def _title(rows: _Rows, codes: Sequence[str], by: By) -> str:
    first = rows.schools[codes[0]]
    if by == "township":
        return f"{first.get('township') or NO_TOWNSHIP}（{len(codes)} 所学校）"
    return str(first.get("name") or first["code"])


def _rows(mine: _Rows, before: _Rows, codes: Sequence[str]) -> SchoolRows:
    schools, prefilled = [], {}
    for code in codes:
        row = mine.schools[code]
        taken = _from_last_year(row, before.schools.get(code, {}))
        schools.append({**row, **taken})
        if taken:
            prefilled[code] = taken
    return SchoolRows(
        schools,
        [record for code in codes for record in _records(mine.classes, before.classes, code)],
        [record for code in codes for record in _records(mine.rooms, before.rooms, code)],
        {code: before.schools[code] for code in codes if code in before.schools},
        prefilled,
    )


def _from_last_year(row: Row, old: Row) -> Row:
    return {
        column.key: old[column.key]
        for column in layout.SCHOOLS.columns
        if column.key not in GIVEN | NOT_CARRIED
        and row.get(column.key) is None
        and old.get(column.key) is not None
        and is_used(row, column)
    }


def _records(
    mine: Mapping[str, Sequence[Row]], before: Mapping[str, Sequence[Row]], code: str
) -> Sequence[Row]:
    """This year's records of a school; where there are none last year's, without class sizes."""
    return mine.get(code) or [
        {key: value for key, value in row.items() if key != "pupils"}
        for row in before.get(code, ())
    ]
