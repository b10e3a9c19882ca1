"""One file that came back: whichever sheets of ours it holds, under whatever name, in any order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from qbe_xl.collect.cells import Finder, Spot
from qbe_xl.collect.hazards import hazards
from qbe_xl.collect.stamps import Stamp, stamp
from qbe_xl.county import layout
from qbe_xl.county.cells import is_blank, parse
from qbe_xl.county.headers import find_header
from qbe_xl.county.layout import SheetLayout
from qbe_xl.county.model import County, Table
from qbe_xl.county.reading import read_draft
from qbe_xl.county.rows import Row, rows_of
from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.book import Book, Cell, Sheet, open_book
from qbe_xl.files.opening.detect import is_zip
from qbe_xl.files.opening.package import Package

SHEETS = (layout.SCHOOLS, layout.CLASSES, layout.ROOMS)
NAMES = frozenset(of.name for of in SHEETS)
_LEAST_SHARE = 0.5
"""Share of a sheet's columns that a sheet of another name must have to be taken for it."""


@dataclass(frozen=True, eq=False)
class Return:
    """A file that could be read.

    name: its path within the folder; hazards: what else it carries, in words; remarks: how it
    was understood; county: its schools, classes and rooms; problems: everything in it that cannot
    be used; typed: what stands in the cells that they speak of; sheets: those of the three that
    the file has, by our name. The file's own sheets are let go: a stranger's may be huge.
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
    book = open_book(path, only=NAMES)
    if not {sheet.name.strip() for sheet in book.sheets} >= NAMES:
        book = open_book(path)
    sheets, remarks, problems = _recognised(book)
    if layout.SCHOOLS.name not in sheets:
        raise InputError(
            [Problem(Place(name), "没有“学校”工作表，也没有表头相同的工作表，这不是下发的填报表")]
        )
    own = _own_codes(sheets[layout.SCHOOLS.name])
    if len(own) == 1:
        for of in (layout.CLASSES, layout.ROOMS):
            if of.name in sheets:
                sheets[of.name], count = _with_code(sheets[of.name], of, next(iter(own)))
                if count:
                    remarks.append(f"“{of.name}”有 {count} 行没有标识码，按本校计")
    county, found = read_draft(sheets, known)
    problems += found
    data = path.read_bytes()
    package = Package(data) if is_zip(data) else None
    return Return(
        name,
        path,
        len(data),
        book.sha256,
        book.format,
        stamp(path, package, now),
        hazards(data, package),
        tuple(remarks),
        county,
        tuple(problems),
        dict(_typed(county, problems, sheets)),
        frozenset(sheets),
    )


def _typed(
    county: County, problems: Iterable[Problem], sheets: Mapping[str, Sheet]
) -> Iterator[tuple[Spot, Cell]]:
    """What stands in the cells that the problems speak of; an error value as its text."""
    finder = Finder(county)
    for problem in problems:
        spot = finder.find(problem.place)
        if spot:
            row, column = finder.place(spot)
            sheet = sheets[spot.sheet]
            cells = sheet.rows[row]
            raw = cells[column] if column < len(cells) else None
            yield spot, sheet.faults.get((row, column)) or raw


def _recognised(book: Book) -> tuple[dict[str, Sheet], list[str], list[Problem]]:
    """Find our three sheets by name, else by their headers."""
    found: dict[str, Sheet] = {}
    remarks: list[str] = []
    problems: list[Problem] = []
    others = []
    for sheet in book.sheets:
        name = sheet.name.strip()
        if name in NAMES and name not in found:
            found[name] = sheet
        elif name in NAMES:
            problems.append(
                Problem(Place(name), f"工作表“{name}”有两个，采用了前一个，请删去其中一个")
            )
        else:
            others.append(sheet)
    for of in SHEETS:
        if of.name in found:
            continue
        best = max(others, key=lambda sheet: _likeness(sheet, of), default=None)
        if best is not None and _likeness(best, of) >= _LEAST_SHARE:
            found[of.name] = best
            others.remove(best)
            remarks.append(f"工作表“{best.name}”按表头认作“{of.name}”")
        elif of is not layout.SCHOOLS:
            problems.append(
                Problem(Place(of.name), f"缺少工作表“{of.name}”，请用下发的表补上；没有的保留空表")
            )
    return found, remarks, problems


def _likeness(sheet: Sheet, of: SheetLayout) -> float:
    """The share of a layout's columns that a sheet has."""
    header = find_header(sheet, of)
    return len(header.columns) / len(of.columns) if header else 0.0


def _own_codes(sheet: Sheet) -> set[str]:
    header = find_header(sheet, layout.SCHOOLS)
    place = header.columns.get("code") if header else None
    if header is None or place is None:
        return set()
    return {
        str(parse(row[place], "code")[0] or "")
        for row in sheet.rows[header.first_row :]
        if place < len(row) and not is_blank(row[place])
    }


def _with_code(sheet: Sheet, of: SheetLayout, code: str) -> tuple[Sheet, int]:
    """Give the rows that hold anything but no 学校标识码 this one; return how many there were."""
    header = find_header(sheet, of)
    place = header.columns.get("code") if header else None
    if header is None or place is None:
        return sheet, 0
    places = [p for p in header.columns.values() if p != place]
    rows = [list(row) for row in sheet.rows]
    count = 0
    for number in range(header.first_row, len(rows)):
        row = rows[number]
        if (number, place) not in sheet.faults and is_blank(row[place]) and _holds(row, places):
            row[place] = code
            count += 1
    return replace(sheet, rows=rows), count


def _holds(row: list[Cell], places: Iterable[int]) -> bool:
    return any(not is_blank(row[place]) for place in places)
