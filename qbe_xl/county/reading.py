"""Read a workbook into a County: every sheet by its layout, every problem with its cell."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Protocol

from qbe_xl.county import layout
from qbe_xl.county.assembling import NO_SCHOOLS, Findings, assembled
from qbe_xl.county.headers import ASKED, find_header, likeness
from qbe_xl.county.layout import SheetLayout
from qbe_xl.county.model import County, Entry, Table
from qbe_xl.county.rows import typed_table
from qbe_xl.county.sheet_reading import SheetReader
from qbe_xl.errors import InputError, Notice, Place, Problem
from qbe_xl.files.book import Book, Sheet, open_book

SHEET_NAMES = frozenset(layout.BY_NAME)


class Sheets(Protocol):
    """A workbook as far as its county is read: the sheets that are at hand."""

    @property
    def sheets(self) -> Sequence[Sheet]:
        """The sheets, in their order."""
        ...


def open_county(
    source: Path | bytes,
    also: AbstractSet[str] = frozenset(),
    names: AbstractSet[str] = SHEET_NAMES,
    *,
    name: str = "",
) -> Book:
    """Return a workbook with the sheets of the contract (or these of it) and those named `also`.

    Where one of the contract is lacking, with every sheet: another may be it under a wrong name.
    Raises InputError as `open_book` does.
    """
    book = open_book(source, only=names | also, name=name)
    there = {sheet.name.strip() for sheet in book.sheets}
    return book if there >= names else with_others(book)


def with_others(book: Book) -> Book:
    """Return a workbook with every sheet, where that can be."""
    if len(book.sheet_names) == len(book.sheets):
        return book
    try:
        return open_book(book.data, name=book.name)
    except InputError:  # only a sheet that nobody asked for is too large or damaged
        return book


def read_book(source: Path | bytes, *, name: str = "") -> tuple[Book, County]:
    """Return the opened workbook and the county in it.

    Raises InputError with every problem found, in reading order.
    """
    book = open_county(source, name=name)
    return book, read_county(book)


def read_started(path: Path) -> tuple[Book, County]:
    """Return a workbook and its county as `read_book` does, though there be no school in it yet."""
    book = open_county(path)
    county, problems = read_all(book)
    wrong = [problem for problem in problems if problem.message != NO_SCHOOLS]
    if wrong:
        raise InputError(wrong)
    return book, county


def read_county(book: Sheets) -> County:
    """Return the county in an opened workbook.

    Raises InputError with every problem found, in reading order.
    """
    found = Findings()
    county = _read(_all_sheets(book, found), found)
    found.demand_none()
    return county


def read_sheets(sheets: Mapping[str, Sheet]) -> County:
    """Return a county of which only some sheets are at hand; the others are not filled in.

    Raises InputError with every problem found, in reading order.
    """
    found = Findings()
    county = _read(sheets, found)
    found.demand_none()
    return county


def read_all(book: Sheets) -> tuple[County, tuple[Problem, ...]]:
    """Return what an opened workbook holds, and every problem in it, as `read_draft` does.

    A sheet or column that is lacking is one of the problems, and not filled in.
    """
    found = Findings()
    county = _read(_all_sheets(book, found), found)
    return county, found.problems


def read_draft(
    sheets: Mapping[str, Sheet], elsewhere: Container[str] = (), *, sole: bool = False
) -> tuple[County, tuple[Problem, ...]]:
    """Return what these sheets hold, and every problem in it, in reading order.

    A cell that cannot be understood is blank; a figure that cannot be true stays.
    elsewhere: 学校标识码 of schools in other workbooks, to which 归属学校标识码 may point.
    sole: where 学校 has one code only, classes and rooms without one are that school's.
    """
    found = Findings()
    county = _read(sheets, found, elsewhere, sole=sole)
    return county, found.problems


def read_entries(
    listed: Iterable[Sheet], of: SheetLayout
) -> tuple[dict[str, Entry], tuple[Notice, ...]]:
    """Return the rows of a sheet of items that is not part of the county, and what is odd there.

    Amounts and dates in words are understood (14.5万), and said.
    listed: the sheets of a workbook; no rows where it lacks that one. Raises InputError with
    every problem found.
    """
    found = Findings()
    reader = _reader(of, _sheets(listed, [of], found), found)
    if reader:
        reader.lenient = True
    entries = reader.entries() if reader else {}
    found.demand_none()
    return entries, found.notices


def _read(
    sheets: Mapping[str, Sheet],
    found: Findings,
    elsewhere: Container[str] = (),
    *,
    sole: bool = False,
) -> County:
    tables: dict[str, Table] = {}
    entries: dict[str, dict[str, Entry]] = {}
    for of in layout.SHEETS:
        reader = _reader(of, sheets, found)
        if reader and sole and of in (layout.CLASSES, layout.ROOMS):
            reader.fill_in("code", tables[layout.SCHOOLS.name])
        if of.items:
            entries[of.name] = reader.entries() if reader else {}
        else:
            tables[of.name] = reader.table() if reader else typed_table(of, (), {}, {})
    return assembled(tables, entries, found, elsewhere)


def by_layout(
    listed: Iterable[Sheet], wanted: Sequence[SheetLayout], least: float = 1.0
) -> tuple[dict[str, Sheet], list[str]]:
    """Return the sheets of these layouts by name, and the names that stand twice.

    A lacking one is the one sheet of no such name that fits it best: it has at least this share
    of the columns that are needed, and more than any other.
    """
    names = {of.name for of in wanted}
    found: dict[str, Sheet] = {}
    doubled: list[str] = []
    others: list[Sheet] = []
    for sheet in listed:
        name = sheet.name.strip()
        if name not in names:
            others.append(sheet)
        elif name in found:
            doubled.append(name)
        else:
            found[name] = sheet
    for of in wanted if others else ():
        if of.name not in found:
            shares = [_share(sheet, of) for sheet in others]
            if max(shares) >= least and shares.count(max(shares)) == 1:
                found[of.name] = others[shares.index(max(shares))]
    return found, doubled


def _share(sheet: Sheet, of: SheetLayout) -> float:
    """The share of the needed columns of a layout that a sheet has."""
    header = find_header(sheet, of)
    needed = [column.key for column in of.columns if not column.optional]
    return sum(key in header.columns for key in needed) / len(needed) if header else 0.0


def _sheets(
    listed: Iterable[Sheet], wanted: Sequence[SheetLayout], found: Findings
) -> dict[str, Sheet]:
    """These sheets by name; says which stand twice, and which was taken for one of another name."""
    sheets, doubled = by_layout(listed, wanted)
    for name in doubled:
        found.problem(Place(name), f"工作表“{name}”有两个，请删去或改名其中一个")
    for name, sheet in sheets.items():
        if sheet.name.strip() != name:
            found.notice(
                Place(name),
                f"没有工作表“{name}”，已把表头相同的“{sheet.name}”当作它读取，请核对并改正表名",
            )
    return sheets


def _all_sheets(book: Sheets, found: Findings) -> dict[str, Sheet]:
    sheets = _sheets(book.sheets, layout.SHEETS, found)
    for of in layout.SHEETS:
        if of.name not in sheets:
            found.problem(
                Place(of.name),
                f"缺少工作表“{of.name}”，请补上{_asked(of, book.sheets, sheets)}"
                "（可用 qbe-xl new 生成空白工作簿对照）",
            )
    return sheets


def _asked(of: SheetLayout, listed: Sequence[Sheet], taken: Mapping[str, Sheet]) -> str:
    """A question whether an unknown sheet is the one that is lacking; "" where none is like it."""
    used = {sheet.name for sheet in taken.values()}
    likes = {
        sheet.name.strip(): max(likeness(sheet.name, of.name), _share(sheet, of))
        for sheet in listed
        if sheet.name not in used
    }
    best = max(likes, key=lambda name: likes[name], default="")
    return (
        f"；工作表“{best}”是否就是它？是的请改正表名和表头" if likes.get(best, 0) >= ASKED else ""
    )


def _reader(of: SheetLayout, sheets: Mapping[str, Sheet], found: Findings) -> SheetReader | None:
    """The reader of a sheet; None where the sheet or its header row is not there."""
    sheet = sheets.get(of.name)
    header = find_header(sheet, of, found.problem, found.notice) if sheet else None
    return SheetReader(of, sheet, header, found) if sheet and header else None
