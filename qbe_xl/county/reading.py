"""Read a workbook into a County: every sheet by its layout, every problem with its cell."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from qbe_xl.county import layout
from qbe_xl.county.assembling import NO_SCHOOLS, Findings, assembled
from qbe_xl.county.cells import Complaint, Oddity, Raw, Value, is_blank, parse, show
from qbe_xl.county.folding import bare, folded
from qbe_xl.county.headers import ASKED, Header, find_header, likeness
from qbe_xl.county.layout import Column, Item, Kind, SheetLayout
from qbe_xl.county.model import County, Entry, Table
from qbe_xl.county.rows import typed_table
from qbe_xl.county.written import reading
from qbe_xl.errors import InputError, Notice, Place, Problem
from qbe_xl.files.book import Book, Cell, Position, Sheet, open_book
from qbe_xl.files.text import cell_text

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


def _reader(of: SheetLayout, sheets: Mapping[str, Sheet], found: Findings) -> _Reader | None:
    """The reader of a sheet; None where the sheet or its header row is not there."""
    sheet = sheets.get(of.name)
    header = find_header(sheet, of, found.problem, found.notice) if sheet else None
    return _Reader(of, sheet, header, found) if sheet and header else None


class _Reader:
    """Reads one sheet by its layout."""

    lenient = False
    """Whether figures in words are taken for what they mean: not in the county's own sheets."""

    def __init__(self, of: SheetLayout, sheet: Sheet, header: Header, found: Findings) -> None:
        self.layout = of
        self.sheet = sheet
        self.header = header
        self.found = found
        named = [c.key for c in of.columns if c.kind == "code" or (of, c.key) == _SCHOOL_NAME]
        self.covered = _covered(sheet, [header.columns[k] for k in named if k in header.columns])

    def fill_in(self, key: str, schools: Table) -> None:
        """Let records without a code be of the only school that there is."""
        place = self.header.columns.get(key)
        codes = {*schools.words.get(key, ())} - {None}
        if place is None or len(codes) != 1:
            return
        places = {*self.header.columns.values()} - {place}
        blank = [
            row
            for row in range(self.header.first_row, len(self.sheet.rows))
            if is_blank(self._raw(row, place))
            and (row, place) not in self.sheet.faults
            and not all(is_blank(self._raw(row, other)) for other in places)
        ]
        self.covered |= {(row, place): code for code in codes for row in blank}
        if blank:
            self.found.notice(Place(self.layout.name), f"有 {len(blank)} 行没有标识码，按本校计")

    def table(self) -> Table:
        """Return the sheet's records, a column at a time."""
        rows = self._rows()
        columns = {key: self.layout.by_key[key] for key in self.header.columns}
        values = {
            key: self._plain(rows, self.header.columns[key], column)
            or self._each(rows, self.header.columns[key], column)
            for key, column in columns.items()
        }
        return typed_table(self.layout, rows, self.header.columns, values)

    def _plain(self, rows: list[int], place: int, column: Column) -> list[Value]:
        """Return a column that holds nothing but good figures and blanks, looked at as a whole.

        Empty where there is anything else: that is looked at a cell at a time. A figure of at
        most 4 decimals and 15 digits is the float that its decimal gives, so it stays as it is.
        """
        if column.kind not in ("count", "number") or column.filled:
            return []
        if any(at == place for _, at in self.sheet.faults):
            return []
        raws: list[Any] = [self._raw(row, place) for row in rows]
        if not {*map(type, raws)} <= {float, type(None)}:
            return []
        figures = np.array(raws, float)
        places = 0 if column.kind == "count" else 4
        with np.errstate(over="ignore", invalid="ignore"):
            whole = np.rint(figures * 10**places)
            good = (figures >= 0) & (whole < 1e15) & (whole / 10**places == figures)
        return raws if (good | np.isnan(figures)).all() else []

    def _each(self, rows: list[int], place: int, column: Column) -> list[Value]:
        """Return a column looked at a cell at a time; a text about which nothing is said only once."""
        known: dict[str, Value] = {}
        faulty = any(at == place for _, at in self.sheet.faults)
        values: list[Value] = []
        for done, row in enumerate(rows):
            if self.found.is_full(self.layout.name, place):
                self._give_up(rows[done:], place, column)
                return values + [None] * (len(rows) - done)
            raw = self._raw(row, place)
            if isinstance(raw, str) and raw in known and not faulty:
                values.append(known[raw])
                continue
            value = self._cell(row, place, column)
            values.append(value)
            said = isinstance(raw, str) and parse(raw, column.kind, column.allowed)[1]
            if isinstance(raw, str) and value is not None and said is None:
                known[raw] = value
        return values

    def _give_up(self, rows: Sequence[int], place: int, column: Column) -> None:
        """Leave the rest of a column in which nearly nothing is right."""
        self.found.leave(
            Place(self.layout.name, rows[0], place),
            f"{column.header}列的问题太多，从这一行起的 {len(rows)} 行没有再查，请先改正以上各处",
        )

    def entries(self) -> dict[str, Entry]:
        """Return the items of a sheet that lists items, by number or name."""
        found: dict[str, Entry] = {}
        for row in self._rows():
            key = self._item_key(row)
            item = self.layout.by_item.get(key)
            value = self._value(row, key, item)
            cell = self._address(row, self.header.columns.get("value"))
            if not key:
                self.found.notice(cell, f"这一行没有{self.layout.key_column.header}，未采用")
                continue
            added = item is None and self.layout is layout.FACTS
            if key in found:
                say = self.found.notice if added else self.found.problem
                say(
                    self._address(row, self.header.columns["key"]),
                    f"{self.layout.key_column.header}“{key}”出现两次，请只保留一行",
                )
                continue
            if item is None and not added:
                self.found.notice(
                    self._address(row, self.header.columns["key"]),
                    f"不认识的{self.layout.key_column.header}“{key}”，未采用",
                )
            found[key] = Entry(
                value, cell, self._words(row, "conclusion"), self._words(row, "evidence")
            )
        return found

    def _rows(self) -> list[int]:
        """The rows that hold anything in a column of the contract; total rows left out."""
        places = sorted(self.header.columns.values())
        name = self.header.columns.get("name") if self.layout is layout.SCHOOLS else None
        rows = []
        faulty = {row for row, place in self.sheet.faults if place in places}
        for row in range(self.header.first_row, len(self.sheet.rows)):
            cells = self.sheet.rows[row]
            width = len(cells)
            if row not in faulty and all(
                place >= width or is_blank(cells[place]) for place in places
            ):
                continue
            if name is not None:
                word = bare(self._raw(row, name))
                if word in layout.TOTAL_ROWS:
                    self.found.notice(self._address(row, name), f"“{word}”行不是学校，已跳过")
                    continue
            rows.append(row)
        self._say_unsure(rows, places)
        return rows

    def _say_unsure(self, rows: Iterable[int], places: Collection[int]) -> None:
        kept = set(rows) if self.sheet.unsure else ()
        unsure = sorted(at for at in self.sheet.unsure if at[0] in kept and at[1] in places)
        empty = [at for at in unsure if self._raw(*at) is None]
        for found, said in (
            (sorted(set(unsure) - set(empty)), "0，而文件要求打开时重新计算，可能从未算过"),
            (empty, "空文字，可能从未算过，现按没有填报"),
        ):
            if found:
                self.found.notice(
                    self._address(*found[0]),
                    f"起有 {len(found)} 个公式的结果存为 {said}；请用 Excel 或 WPS 打开并保存后再评估",
                )

    def _cell(self, row: int, place: int, column: Column) -> Value:
        if self.sheet.faults and self._faulty(row, place, column.header):
            return None
        raw = self._raw(row, place)
        if raw is None and not column.filled:
            return None
        value, remark = parse(raw, column.kind, column.allowed)
        if remark is not None:
            self._remark(row, place, column.header, raw, remark, column.kind, column.unit)
        elif value is None and column.filled:
            self.found.problem(
                self._address(row, place), f"{column.header}不能为空，请填写；作废的行请整行清空"
            )
        return value

    def _item_key(self, row: int) -> str:
        place = self.header.columns["key"]
        if self._faulty(row, place, self.layout.key_column.header):
            return ""
        raw = self._raw(row, place)
        if is_blank(raw):
            return ""
        key = folded(raw) if isinstance(raw, str) else show(raw)
        return key if key in self.layout.by_item else _folded(key, self.layout)

    def _value(self, row: int, key: str, item: Item | None) -> Value:
        place = self.header.columns.get("value")
        if place is None:
            return None
        kind: Kind = item.kind if item else "text"
        name = f"{key} {item.title}" if item and item.title != key else key
        if self._faulty(row, place, name):
            return None
        raw = self._raw(row, place)
        value, remark = parse(raw, kind, item.allowed if item else ())
        unit = item.unit if item else ""
        if isinstance(remark, Complaint) and self.lenient:
            meant = reading(raw, kind, unit.partition("/")[0])
            if meant is not None:
                value, remark = meant, Oddity(f"“{show(raw)}”已按 {cell_text(meant)} 读取")
        if remark is not None:
            self._remark(row, place, name, raw, remark, kind, unit)
        return value

    def _words(self, row: int, key: str) -> str:
        place = self.header.columns.get(key)
        raw = None if place is None else self._raw(row, place)
        return "" if is_blank(raw) else show(raw) if not isinstance(raw, str) else raw.strip()

    def _raw(self, row: int, place: int) -> Raw:
        if self.covered and (row, place) in self.covered:
            return self.covered[row, place]
        cells = self.sheet.rows[row]
        return cells[place] if place < len(cells) else None

    def _address(self, row: int, place: int | None) -> Place:
        return Place(self.layout.name, row, place)

    def _faulty(self, row: int, place: int, name: str) -> bool:
        fault = self.sheet.faults.get((row, place))
        if fault is None:
            return False
        self.found.problem(
            self._address(row, place),
            f"{name}的单元格是{fault}，{_mending(fault)}",
        )
        return True

    def _remark(
        self,
        row: int,
        place: int,
        name: str,
        raw: Raw,
        remark: Complaint | Oddity,
        kind: Kind,
        unit: str,
    ) -> None:
        cell = self._address(row, place)
        if isinstance(remark, Complaint):
            meant = reading(raw, kind, unit)
            hint = "" if meant is None else f"（是不是 {cell_text(meant)}？）"
            self.found.problem(
                cell, f"{name}应为{remark.expected}，现为“{show(raw)}”，{remark.advice}{hint}"
            )
        else:
            self.found.notice(cell, f"{name}{remark.message}")


def _folded(key: str, of: SheetLayout) -> str:
    """The item that is meant: small letters and spaces between characters are not asked after."""
    meant = bare(key).upper()
    return meant if meant in of.by_item else key


_SCHOOL_NAME = (layout.SCHOOLS, "name")


def _covered(sheet: Sheet, places: Collection[int]) -> dict[Position, Cell]:
    """The cells of some columns that lie under a merge, with the merge's value."""
    return {
        (row, place): sheet.rows[top][left]
        for top, left, bottom, right in sheet.merged
        for place in places
        if left <= place <= right
        for row in range(top, bottom + 1)
    }


def _mending(fault: str) -> str:
    """What to do about a cell with an error; #NAME? is a function that this program has not."""
    if fault.endswith("#NAME?"):
        return (
            "打开它的程序没有这个函数：请在装了本程序的 Excel 里打开保存，或在 WPS 里点“换成 QBE.”"
            "（要先点“检测函数”），或粘贴为数值后保存"
        )
    return "请改正公式，或粘贴为数值后保存"
