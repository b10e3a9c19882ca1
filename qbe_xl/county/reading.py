"""Read a workbook into a County: every sheet by its layout, every problem with its cell."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from qbe_xl.county import layout
from qbe_xl.county.cells import Complaint, Oddity, Raw, Value, half_width, is_blank, parse, show
from qbe_xl.county.checks import check
from qbe_xl.county.headers import Header, find_header
from qbe_xl.county.layout import Column, Item, Kind, SheetLayout
from qbe_xl.county.model import Codes, County, Entry, Figures, Index, Table
from qbe_xl.errors import InputError, Notice, Place, Problem, Said
from qbe_xl.files.book import Book, Sheet, open_book

SHEET_NAMES = frozenset(layout.BY_NAME)


class Findings:
    """What reading has to say: problems stop the work, notices do not."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.notices: list[Notice] = []

    def problem(self, place: Place, message: str) -> None:
        """Note what stops the workbook from being used."""
        self.problems.append(Problem(place, message))

    def notice(self, place: Place, message: str) -> None:
        """Note what is only odd."""
        self.notices.append(Notice(place, message))


def read_book(path: Path) -> tuple[Book, County]:
    """Return the opened workbook and the county in it.

    Raises InputError with every problem found, in reading order.
    """
    book = open_book(path, only=SHEET_NAMES)
    return book, read_county(book)


def read_county(book: Book) -> County:
    """Return the county in an opened workbook.

    Raises InputError with every problem found, in reading order.
    """
    found = Findings()
    return _usable(_read(_sheets(book, found), found), found)


def read_sheets(sheets: Mapping[str, Sheet]) -> County:
    """Return a county of which only some sheets are at hand; the others are not filled in.

    Raises InputError with every problem found, in reading order.
    """
    found = Findings()
    return _usable(_read(sheets, found), found)


def read_entries(
    listed: Iterable[Sheet], of: SheetLayout
) -> tuple[dict[str, Entry], tuple[Notice, ...]]:
    """Return the rows of a sheet of items that is not part of the county, and what is odd there.

    listed: the sheets of a workbook; no rows where it lacks that one. Raises InputError with every problem found.
    """
    found = Findings()
    sheets: dict[str, Sheet] = {}
    for sheet in listed:
        if sheet.name.strip() == of.name:
            if of.name in sheets:
                found.problem(Place(of.name), f"工作表“{of.name}”有两个，请删去或改名其中一个")
            sheets[of.name] = sheet
    reader = _reader(of, sheets, found)
    entries = reader.entries() if reader else {}
    if found.problems:
        raise InputError(sorted(found.problems, key=_reading_order))
    return entries, tuple(sorted(found.notices, key=_reading_order))


def read_draft(
    sheets: Mapping[str, Sheet], elsewhere: Container[str] = ()
) -> tuple[County, tuple[Problem, ...]]:
    """Return what these sheets hold, and every problem in it, in reading order.

    A cell that cannot be understood is blank; a figure that cannot be true stays.
    elsewhere: 学校标识码 of schools in other workbooks, to which 归属学校标识码 may point.
    """
    found = Findings()
    county = _read(sheets, found, elsewhere)
    problems = sorted(found.problems, key=_reading_order)
    return _with_notices(county, found), tuple(problems)


def read_all(book: Book) -> tuple[County, tuple[Problem, ...]]:
    """Return what an opened workbook holds, and every problem in it, as `read_draft` does.

    A sheet or column that is lacking is one of the problems, and not filled in.
    """
    found = Findings()
    county = _read(_sheets(book, found), found)
    problems = sorted(found.problems, key=_reading_order)
    return _with_notices(county, found), tuple(problems)


def _usable(county: County, found: Findings) -> County:
    if found.problems:
        raise InputError(sorted(found.problems, key=_reading_order))
    return _with_notices(county, found)


def _with_notices(county: County, found: Findings) -> County:
    return replace(county, notices=tuple(sorted(found.notices, key=_reading_order)))


def _read(sheets: Mapping[str, Sheet], found: Findings, elsewhere: Container[str] = ()) -> County:

    def table(of: SheetLayout) -> Table:
        reader = _reader(of, sheets, found)
        return reader.table() if reader else Table(of, np.empty(0, np.intp), {})

    def entries(of: SheetLayout) -> dict[str, Entry]:
        reader = _reader(of, sheets, found)
        return reader.entries() if reader else {}

    schools = table(layout.SCHOOLS)
    if schools.columns and not len(schools):
        found.problem(
            Place(layout.SCHOOLS.name), "没有一行学校数据，请从表头下一行起填写，一校一行"
        )
    index = _school_index(schools, found)
    schools = _with_parents(schools, index, elsewhere, found)
    classes, rooms = table(layout.CLASSES), table(layout.ROOMS)
    county = County(
        schools=schools,
        classes=classes,
        class_school=_link(classes, index, found),
        rooms=rooms,
        room_school=_link(rooms, index, found),
        items=entries(layout.COUNTY_ITEMS),
        monitoring=table(layout.MONITORING),
        survey=table(layout.SURVEY),
        vetoes=entries(layout.VETOES),
        facts=entries(layout.FACTS),
    )
    check(county, found.problem, found.notice)
    return county


_SHEET_ORDER = {sheet.name: number for number, sheet in enumerate(layout.SHEETS)}


def _reading_order(said: Said) -> tuple[int, int, int]:
    """Sheet, row, column: as staff go through the workbook; a whole sheet comes before its cells."""
    sheet, row, column = said.place.name, said.place.row, said.place.column
    return (
        _SHEET_ORDER.get(sheet, -1),
        -1 if row is None else row,
        -1 if column is None else column,
    )


def _sheets(book: Book, found: Findings) -> dict[str, Sheet]:
    sheets: dict[str, Sheet] = {}
    for sheet in book.sheets:
        name = sheet.name.strip()
        if name in sheets:
            found.problem(Place(name), f"工作表“{name}”有两个，请删去或改名其中一个")
        sheets.setdefault(name, sheet)
    for wanted in layout.SHEETS:
        if wanted.name not in sheets:
            found.problem(
                Place(wanted.name),
                f"缺少工作表“{wanted.name}”，请补上（可用 qbe-xl new 生成空白工作簿对照）",
            )
    return sheets


def _reader(of: SheetLayout, sheets: Mapping[str, Sheet], found: Findings) -> _Reader | None:
    """The reader of a sheet; None where the sheet or its header row is not there."""
    sheet = sheets.get(of.name)
    header = find_header(sheet, of, found.problem) if sheet else None
    return _Reader(of, sheet, header, found) if sheet and header else None


class _Reader:
    """Reads one sheet by its layout."""

    def __init__(self, of: SheetLayout, sheet: Sheet, header: Header, found: Findings) -> None:
        self.layout = of
        self.sheet = sheet
        self.header = header
        self.found = found

    def table(self) -> Table:
        """Return the sheet's records, a column at a time."""
        rows = self._rows()
        numbers: dict[str, Figures] = {}
        codes: dict[str, Codes] = {}
        words: dict[str, list[str | None]] = {}
        for column in self.layout.columns:
            place = self.header.columns.get(column.key)
            if place is None:
                continue
            values = [self._cell(row, place, column) for row in rows]
            if column.kind in ("count", "number", "year"):
                blank = float("nan")
                numbers[column.key] = np.array([blank if v is None else v for v in values], float)
            elif column.kind == "choice":
                order = {word: i for i, word in enumerate(column.allowed)}
                codes[column.key] = _codes([order.get(str(v), -1) for v in values])
            elif column.kind == "yesno":
                codes[column.key] = _codes([-1 if v is None else 1 - int(bool(v)) for v in values])
            else:
                words[column.key] = [v if isinstance(v, str) else None for v in values]
        return Table(
            self.layout, np.array(rows, np.intp), self.header.columns, numbers, codes, words
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
            if key in found:
                self.found.problem(
                    self._address(row, self.header.columns["key"]),
                    f"{self.layout.key_column.header}“{key}”出现两次，请只保留一行",
                )
                continue
            if item is None and self.layout is not layout.FACTS:
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
                title = self._raw(row, name)
                word = "".join(title.split()) if isinstance(title, str) else ""
                if word in layout.TOTAL_ROWS:
                    self.found.notice(self._address(row, name), f"“{word}”行不是学校，已跳过")
                    continue
            rows.append(row)
        return rows

    def _cell(self, row: int, place: int, column: Column) -> Value:
        if self.sheet.faults and self._faulty(row, place, column.header):
            return None
        raw = self._raw(row, place)
        if raw is None and not column.filled:
            return None
        value, remark = parse(raw, column.kind, column.allowed)
        if remark is not None:
            self._remark(row, place, column.header, raw, remark)
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
        key = half_width(raw) if isinstance(raw, str) else show(raw)
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
        value, remark = parse(raw, kind)
        if remark is not None:
            self._remark(row, place, name, raw, remark)
        return value

    def _words(self, row: int, key: str) -> str:
        place = self.header.columns.get(key)
        raw = None if place is None else self._raw(row, place)
        return "" if is_blank(raw) else show(raw) if not isinstance(raw, str) else raw.strip()

    def _raw(self, row: int, place: int) -> Raw:
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
            f"{name}的单元格是{fault}，请改正公式，或粘贴为数值后保存",
        )
        return True

    def _remark(
        self, row: int, place: int, name: str, raw: Raw, remark: Complaint | Oddity
    ) -> None:
        cell = self._address(row, place)
        if isinstance(remark, Complaint):
            self.found.problem(
                cell, f"{name}应为{remark.expected}，现为“{show(raw)}”，{remark.advice}"
            )
        else:
            self.found.notice(cell, f"{name}{remark.message}")


def _codes(values: Iterable[int]) -> Codes:
    return np.array(list(values), np.int8)


def _folded(key: str, of: SheetLayout) -> str:
    upper = key.upper()
    return upper if upper in of.by_item else key


def _school_index(schools: Table, found: Findings) -> dict[str, int]:
    index: dict[str, int] = {}
    for position, code in enumerate(schools.words.get("code", ())):
        if code is None:
            continue
        if code in index:
            found.problem(
                schools.cell("code", position),
                f"学校标识码“{code}”与 {schools.cell('code', index[code])} 重复，请核对",
            )
        index.setdefault(code, position)
    return index


def _link(table: Table, index: dict[str, int], found: Findings) -> Index:
    """The position in 学校 of each row's school; -1 where there is none, which is a problem.

    Without any school to link to, that one problem stands for all rows.
    """
    positions = np.full(len(table), -1, np.intp)
    for row, code in enumerate(table.words.get("code", ()) if index else ()):
        if code is None:
            continue
        positions[row] = index.get(code, -1)
        if code not in index:
            found.problem(table.cell("code", row), f"学校标识码“{code}”不在“学校”表中，请核对")
    return positions


def _with_parents(
    schools: Table, index: Mapping[str, int], elsewhere: Container[str], found: Findings
) -> Table:
    """Check 归属学校标识码; return the schools with their own codes there read as blank.

    A school that another one manages manages none itself: so there is neither chain nor ring.
    """
    parents = list(schools.words.get("parent", ()))
    codes = schools.words.get("code", ())
    for position, parent in enumerate(parents if index else ()):
        if parent is not None and parent == codes[position]:
            parents[position] = None
            found.notice(
                schools.cell("parent", position),
                "归属学校标识码填的是本校，已按空白（独立学校）读取，请清空",
            )
    for position, parent in enumerate(parents if index else ()):
        cell = schools.cell("parent", position)
        if parent is None:
            continue
        if parent not in index and parent not in elsewhere:
            found.problem(cell, f"归属学校标识码“{parent}”不在“学校”表中，请核对")
        elif parent in index and parents[index[parent]] is not None:
            found.problem(
                cell,
                f"归属学校标识码“{parent}”的学校自己又归属“{parents[index[parent]]}”，"
                "请改填最终管理经费和章程的学校",
            )
    return replace(schools, words={**schools.words, "parent": parents}) if parents else schools
