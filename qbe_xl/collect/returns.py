"""One file that came back: whichever sheets of ours it holds, under whatever name, in any order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from qbe_xl.blank.guide import GUIDE
from qbe_xl.collect.cells import Finder, Spot
from qbe_xl.collect.hazards import hazards
from qbe_xl.collect.page import NAME as PAGE
from qbe_xl.collect.page_reading import is_page, read_pages
from qbe_xl.collect.self_check_sheet import NAME as SELF_CHECK
from qbe_xl.collect.stamps import Stamp, stamp
from qbe_xl.county import layout
from qbe_xl.county.layout import SheetLayout
from qbe_xl.county.model import County, Table
from qbe_xl.county.reading import by_layout, read_draft, with_others
from qbe_xl.county.rows import Row, rows_of
from qbe_xl.errors import InputError, Notice, Place, Problem
from qbe_xl.files.book import Book, Cell, Sheet, open_book

SHEETS = (layout.SCHOOLS, layout.CLASSES, layout.ROOMS)
NAMES = frozenset(of.name for of in SHEETS)
CORRECTIONS = "改正清单"
"""The list in a correction workbook."""
_OURS = frozenset((SELF_CHECK, GUIDE, CORRECTIONS))
"""Other sheets that we send out."""
_LEAST_SHARE = 0.5
"""Share of a sheet's columns that a sheet of another name must have to be taken for it."""


@dataclass(frozen=True, eq=False)
class Return:
    """A file that could be read.

    name: its path within the folder; hazards: what else it carries, in words; remarks: how it
    was understood; county: its schools, classes and rooms; problems: everything in it that cannot
    be used; typed: what stands in the cells that they speak of; sheets: those of the three that
    the file has, by our name; places: where the cells stand in the file, of a form; else they
    stand as they were read. The file's own sheets are let go: a stranger's may be huge.
    """

    name: str
    path: Path
    size: int
    sha256: str
    format: str
    stamp: Stamp
    hazards: tuple[str, ...]
    remarks: tuple[str, ...]
    county: County
    problems: tuple[Problem, ...]
    typed: Mapping[Spot, Cell]
    sheets: frozenset[str]
    places: Mapping[Place, Place] = field(default_factory=dict)

    @property
    def paged(self) -> bool:
        """Whether the file is the form of a school, to be filled in from top to bottom."""
        return bool(self.places)

    def place(self, place: Place) -> Place:
        """Return where a cell that was read stands in the file."""
        return self.places.get(place, place)

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        """The records of the three sheets, by our name."""
        return {table.sheet.name: rows_of(table) for table in self.tables()}

    def of_school(self, of: SheetLayout, code: str) -> list[int]:
        """Return the places of a school's records in a sheet."""
        return [n for n, row in enumerate(self.rows[of.name]) if row.get("code") == code]

    def tables(self) -> tuple[Table, Table, Table]:
        """Return 学校, 班级, 专用教室 as read."""
        return self.county.schools, self.county.classes, self.county.rooms

    def raw(self, spot: Spot) -> object:
        """Return what stands in a cell: as it was typed where that cannot be used."""
        return self.typed.get(spot) or self.rows[spot.sheet][spot.record].get(spot.key)


def read_return(path: Path, name: str, known: Collection[str], now: dt.datetime) -> Return:
    """Return what a file holds.

    known: every 学校标识码 of the county. Raises InputError for a file that cannot be opened or
    has no sheet 学校.
    """
    book, pages = _opened(path)
    page = read_pages(pages)
    sheets, doubled = (
        by_layout(book.sheets, SHEETS, _LEAST_SHARE) if not pages else (page.sheets, [])
    )
    if layout.SCHOOLS.name not in sheets:
        raise InputError(
            [Problem(Place(name), "没有“学校”工作表，也没有表头相同的工作表，这不是下发的填报表")]
        )
    county, problems = read_draft(sheets, known, sole=True)
    finder = Finder(county)
    remarks = [
        *(
            f"工作表“{sheet.name.strip()}”按表头认作“{of}”"
            for of, sheet in sheets.items()
            if sheet.name.strip() != of
        ),
        *page.remarks,
        *(
            _remark(Notice(page.places.get(notice.place, notice.place), notice.message))
            for notice in county.notices
            if not finder.find(notice.place)
        ),
    ]
    lacking = () if pages else (of for of in SHEETS if of.name not in sheets)
    problems = (
        *(
            Problem(Place(twice), f"工作表“{twice}”有两个，采用了前一个，请删去其中一个")
            for twice in doubled
        ),
        *(
            Problem(Place(of.name), f"缺少工作表“{of.name}”，请用下发的表补上；没有的保留空表")
            for of in lacking
        ),
        *page.problems,
        *problems,
    )
    package = book.package
    return Return(
        name,
        path,
        len(book.data),
        book.sha256,
        book.format,
        stamp(path, package, now),
        hazards(book.data, package),
        tuple(remarks),
        county,
        problems,
        dict(_typed(finder, problems, sheets)),
        frozenset(sheets),
        page.places,
    )


def _opened(path: Path) -> tuple[Book, list[Sheet]]:
    """Return a file, and the forms of schools in it."""
    book = open_book(path, only=NAMES | {PAGE})
    there = {sheet.name.strip() for sheet in book.sheets}
    strangers = {name.strip() for name in book.sheet_names} - there - _OURS
    if not (there >= NAMES or PAGE in there) or (PAGE in there and strangers):
        book = with_others(book)  # a form may bear another name, or several be in one file
    pages = [sheet for sheet in book.sheets if is_page(sheet)]
    return book, pages


def _remark(notice: Notice) -> str:
    """What was found odd about a whole sheet, its header or a row that is no record."""
    return f"“{notice.place}”{notice.message}" if notice.place.row is None else str(notice)


def _typed(
    finder: Finder, problems: Iterable[Problem], sheets: Mapping[str, Sheet]
) -> Iterator[tuple[Spot, Cell]]:
    """What stands in the cells that the problems speak of; an error value as its text."""
    for problem in problems:
        spot = finder.find(problem.place)
        if spot:
            row, column = finder.place(spot)
            sheet = sheets[spot.sheet]
            cells = sheet.rows[row]
            raw = cells[column] if column < len(cells) else None
            yield spot, sheet.faults.get((row, column)) or raw
