"""A county's workbooks sent out, and returns changed as a test asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from qbe_xl.blank import blank_workbook
from qbe_xl.collect.merge import MergeOutcome, merge
from qbe_xl.collect.page import NAME as PAGE
from qbe_xl.collect.split import split
from qbe_xl.county import layout
from qbe_xl.county.reading import read_book
from qbe_xl.county.rows import Row, Rows, all_rows
from tests.counties import Draft

NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
TEACHING_POINT = {"小学在校生数": 60.0, "小学就近入学学生数": 60.0, "公用经费核定学生数": 100.0}


def rows(draft: Draft) -> Rows:
    """The rows of a draft."""
    return all_rows(draft.county())


def book(place: Path, draft: Draft, name: str = "总表.xlsx") -> Path:
    """Write a draft as a county's workbook."""
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(blank_workbook(rows(draft)))
    return place / name


def sent_out(place: Path, draft: Draft, *, in_rows: bool = False) -> dict[str, Path]:
    """Send a draft out to its schools; return their files by code. in_rows: the older form."""
    outcome = split(book(place, draft), place / "交回", now=NOW, in_rows=in_rows)
    return {name.partition("-")[0]: path for name, path in outcome.files.items()}


def change(path: Path, work: Callable[[openpyxl.Workbook], object]) -> Path:
    """Change a workbook as another program would, and save it."""
    opened = openpyxl.load_workbook(path)
    work(opened)
    opened.save(path)
    return path


def cell(opened: openpyxl.Workbook, header: str, row: int = 1, sheet: str = "学校") -> Cell:
    """A record's cell, row 1 being the first, by the header of its column; row 0: the header."""
    if sheet in opened.sheetnames:
        return _below(opened[sheet], header, row)
    page = opened[PAGE]
    if sheet != "学校":
        return _below(page, header, row, after=_row_of(page, "教室类型") if row else 0)
    return page.cell(_row_of(page, header), 2 if row else 1)


def _below(sheet: Worksheet, header: str, row: int, after: int = 2) -> Cell:
    for cells in sheet.iter_rows(min_row=max(after, 3)):
        for one in cells:
            if str(one.value).partition("（")[0] == header:
                return sheet.cell(one.row + row, one.column)
    raise KeyError(header)


def _row_of(page: Worksheet, item: str) -> int:
    return next(row[0].row for row in page.iter_rows() if row[0].value == item)


def put(path: Path, header: str, value: object, row: int = 1, sheet: str = "学校") -> Path:
    """Type something into a record of a workbook."""

    def work(opened: openpyxl.Workbook) -> None:
        cell(opened, header, row, sheet).value = value

    return change(path, work)


def merged(place: Path, **options: object) -> tuple[MergeOutcome, dict[str, Row], Rows]:
    """Merge what lies in 交回; return what came of it, its schools by code, all its rows."""
    outcome = merge(place / "交回", place / "总表.xlsx", place / "汇总", now=NOW, **options)  # type: ignore[arg-type]
    found = all_rows(read_book(outcome.files.book)[1])
    return outcome, {str(row["code"]): row for row in found[layout.SCHOOLS.name]}, found
