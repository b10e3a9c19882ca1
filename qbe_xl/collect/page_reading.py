"""The form of one school read back, as the sheets 学校, 班级 and 专用教室 that it stands for.

Items are found by the words in the column 项目, records by their headers: rows may be moved and
added. Several forms in one file are several schools.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qbe_xl.collect.page import CHECKED, HELP, ITEM, UNIT, VALUE
from qbe_xl.county import layout
from qbe_xl.county.cells import is_blank
from qbe_xl.county.folding import bare
from qbe_xl.county.headers import header_row
from qbe_xl.county.layout import STAGE_WORDS, STAGES_OF_TYPE, SheetLayout
from qbe_xl.errors import Place, Problem
from qbe_xl.files.book import Cell, Position, Sheet

_HEADING = re.compile(r"[一二三四五六七八九十]+、.*")
_RECORDS = (layout.ROOMS, layout.CLASSES)
_KEYS = {of: [column.key for column in of.columns] for of in (layout.SCHOOLS, *_RECORDS)}


@dataclass
class Pages:
    """The forms of a file.

    sheets: those that they stand for, by our name; places: where each of their cells stands in
    the file; problems: what the forms lack.
    """

    sheets: dict[str, Sheet] = field(default_factory=dict)
    places: dict[Place, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def is_page(sheet: Sheet) -> bool:
    """Return whether a sheet is the form of a school."""
    return _header(sheet) is not None


def read_pages(pages: Sequence[Sheet]) -> Pages:
    """Return what these forms hold."""
    found = Pages()
    tables = {of: _Made(of) for of in _KEYS}
    for sheet in pages:
        _Reader(sheet, tables, found).read()
    for of, table in tables.items():
        if table.there:
            found.sheets[of.name] = table.sheet()
            found.places |= table.places
    return found


@dataclass
class _Made:
    """A sheet of ours while its rows are gathered from forms."""

    of: SheetLayout
    rows: list[list[Cell]] = field(default_factory=list)
    faults: dict[Position, str] = field(default_factory=dict)
    unsure: set[Position] = field(default_factory=set)
    places: dict[Place, Place] = field(default_factory=dict)
    there: bool = False

    def add(
        self, sheet: Sheet, cells: Mapping[str, tuple[int, int]], given: Mapping[str, Cell]
    ) -> None:
        """Add a record. cells: where each key stands in the form; given: values from elsewhere."""
        at = len(self.rows) + 1
        row: list[Cell] = []
        for place, key in enumerate(_KEYS[self.of]):
            spot = cells.get(key)
            row.append(given[key] if key in given else _raw(sheet, *spot) if spot else None)
            if spot:
                self.places[Place(self.of.name, at, place)] = Place(sheet.name, *spot)
            if spot in sheet.faults and key not in given:
                self.faults[at, place] = sheet.faults[spot]  # type: ignore[index]
            if spot in sheet.unsure:
                self.unsure.add((at, place))
        self.rows.append(row)

    def sheet(self) -> Sheet:
        head: list[Cell] = [column.header for column in self.of.columns]
        rows = [head, *self.rows]
        return Sheet(self.of.name, rows, self.faults, (), frozenset(self.unsure))


@dataclass
class _Reader:
    """Reads one form."""

    sheet: Sheet
    tables: Mapping[SheetLayout, _Made]
    found: Pages
    items: dict[str, tuple[int, int]] = field(default_factory=dict)
    assumed: int = 0

    def read(self) -> None:
        """Take in the items, then the records, which are the school's whose code stands above."""
        header = _header(self.sheet)
        assert header is not None
        top, item, value = header
        self._read_items(top, item, value)
        self.tables[layout.SCHOOLS].there = True
        self.tables[layout.SCHOOLS].add(self.sheet, self.items, {})
        for of in _RECORDS:
            heads = self._heads(of, top + 1)
            if heads is None:
                message = f"没有“{of.name}”部分（表头“{of.key_column.header}”），请用下发的表补上"
                self._problem(Place(self.sheet.name), message)
            else:
                self.tables[of].there = True
                self._read_records(of, *heads)
        if self.assumed:
            self.found.remarks.append(f"“班级”有 {self.assumed} 行没有写学段，按本校的学段计")

    def _read_items(self, top: int, item: int, value: int) -> None:
        for row in range(top + 1, len(self.sheet.rows)):
            name = _name(_raw(self.sheet, row, item))
            column = layout.SCHOOLS.by_header.get(name)
            if any(self._named(of, row, item) for of in _RECORDS):
                break
            if column is None:
                if name and not _HEADING.fullmatch(name) and not self._is_blank(row, value):
                    self.found.remarks.append(
                        f"无法识别的项目“{name}”（第 {row + 1} 行），没有取用"
                    )
            elif column.key in self.items:
                message = f"“{column.header}”写了两行，采用了前一行，请删去其中一行"
                self._problem(Place(self.sheet.name, row, item), message)
            else:
                self.items[column.key] = row, value
        kind = bare(self._given("type"))
        stages = STAGES_OF_TYPE.get(kind, ())
        for column in layout.SCHOOLS.columns:
            stage = column.key.partition("_")[0]
            asked = stage in stages if stage in layout.STAGES else not column.optional
            if asked and not column.optional and column.key not in self.items:
                message = f"缺少“{column.header}”一行，请用下发的表补上"
                self._problem(Place(self.sheet.name), message)

    def _read_records(self, of: SheetLayout, top: int, columns: Mapping[str, int]) -> None:
        first = min(columns.values())
        for row in range(top + 1, len(self.sheet.rows)):
            blank = all(self._is_blank(row, place) for place in columns.values())
            alone = all(self._is_blank(row, place) for place in columns.values() if place != first)
            title = alone and _HEADING.fullmatch(bare(_raw(self.sheet, row, first)))
            if any(self._named(other, row, first) for other in _RECORDS) or title:
                break
            if blank:
                continue
            cells = {key: (row, place) for key, place in columns.items()}
            given: dict[str, Cell] = {"code": self._given("code")}
            if of is layout.CLASSES and self._stage_is_clear(row, columns):
                given["stage"] = self._only_stage()
                self.assumed += 1
            if "code" in self.items:
                cells["code"] = self.items["code"]
            self.tables[of].add(self.sheet, cells, given)

    def _stage_is_clear(self, row: int, columns: Mapping[str, int]) -> bool:
        place = columns.get("stage")
        return bool(self._only_stage()) and (place is None or self._is_blank(row, place))

    def _only_stage(self) -> str:
        """The stage of a school that has one of 小学 and 初中."""
        stages = [
            stage
            for stage in STAGES_OF_TYPE.get(bare(self._given("type")), ())
            if stage != "senior"
        ]
        return STAGE_WORDS[stages[0]] if len(stages) == 1 else ""

    def _heads(self, of: SheetLayout, first: int) -> tuple[int, dict[str, int]] | None:
        """Return the header row of records, and the column of each key."""
        for row in range(first, len(self.sheet.rows)):
            names = {
                _name(raw): place for place, raw in reversed([*enumerate(self.sheet.rows[row])])
            }
            columns = {c.key: names[c.header] for c in of.columns if c.header in names}
            if of.key in columns and len(columns) > 1:
                return row, columns
        return None

    def _named(self, of: SheetLayout, row: int, place: int) -> bool:
        """Whether a row is the header of records."""
        return _name(_raw(self.sheet, row, place)) == of.key_column.header

    def _given(self, key: str) -> Cell:
        return _raw(self.sheet, *self.items[key]) if key in self.items else None

    def _is_blank(self, row: int, place: int) -> bool:
        return is_blank(_raw(self.sheet, row, place)) and (row, place) not in self.sheet.faults

    def _problem(self, place: Place, message: str) -> None:
        self.found.problems.append(Problem(place, message))


def _header(sheet: Sheet) -> tuple[int, int, int] | None:
    """The header row of a form, and its columns 项目 and 数值; it has the school's code below."""
    rows = [[bare(raw) for raw in row] for row in sheet.rows[:_DEEPEST]]
    top = header_row(len(rows), lambda row: {ITEM, VALUE} <= {*rows[row]})
    if top is None or not {UNIT, HELP, CHECKED} & {*rows[top]}:
        return None
    item, value = rows[top].index(ITEM), rows[top].index(VALUE)
    below = (_name(row[item]) for row in sheet.rows[top + 1 :] if item < len(row))
    return (top, item, value) if layout.SCHOOLS.key_column.header in below else None


_DEEPEST = 20


def _name(raw: Cell) -> str:
    """A header or an item without its unit."""
    return bare(raw).partition("(")[0]


def _raw(sheet: Sheet, row: int, place: int) -> Cell:
    cells = sheet.rows[row]
    return cells[place] if place < len(cells) else None
