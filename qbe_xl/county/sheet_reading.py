"""One sheet read by its layout: a column at a time where all is as it should be, else cell by cell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import cast

import numpy as np

from qbe_xl.county import layout
from qbe_xl.county.assembling import Findings
from qbe_xl.county.cells import Complaint, Oddity, Raw, Value, is_blank, parse, show
from qbe_xl.county.folding import bare, folded
from qbe_xl.county.headers import Header
from qbe_xl.county.layout import Column, Item, Kind, SheetLayout
from qbe_xl.county.model import Entry, Table
from qbe_xl.county.rows import typed_table
from qbe_xl.county.written import reading
from qbe_xl.errors import Place
from qbe_xl.files.book import Cell, Position, Sheet
from qbe_xl.files.text import cell_text


class SheetReader:
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
        columns = list(zip(*(self.sheet.rows[row] for row in rows), strict=True))
        covered = {place for _, place in self.covered}
        faulty = {place for _, place in self.sheet.faults}
        values: dict[str, Sequence[Value]] = {}
        for key, place in self.header.columns.items():
            column = self.layout.by_key[key]
            raws: Sequence[Raw] = columns[place] if rows else ()
            if place in covered:
                raws = [self._raw(row, place) for row in rows]
            whole = None if place in faulty else _whole(raws, column)
            values[key] = self._each(rows, place, column) if whole is None else whole
        return typed_table(self.layout, rows, self.header.columns, values)

    def _each(self, rows: list[int], place: int, column: Column) -> list[Value]:
        """Return a column looked at a cell at a time."""
        values: list[Value] = []
        for done, row in enumerate(rows):
            if self.found.is_full(self.layout.name, place):
                self._give_up(rows[done:], place, column)
                return values + [None] * (len(rows) - done)
            values.append(self._cell(row, place, column))
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
                    f"无法识别的{self.layout.key_column.header}“{key}”，未采用",
                )
            found[key] = Entry(
                value, cell, self._words(row, "conclusion"), self._words(row, "evidence")
            )
        return found

    def _rows(self) -> list[int]:
        """The rows that hold anything in a column of the contract; total rows left out."""
        places = sorted(self.header.columns.values())
        name = self.header.columns.get("name") if self.layout is layout.SCHOOLS else None
        faulty = {row for row, place in self.sheet.faults if place in places}
        blank: object = None
        rows = []
        for row in range(self.header.first_row, len(self.sheet.rows)):
            if row not in faulty:
                cells = self.sheet.rows[row]
                if cells is blank:  # a million of them may be the same list
                    continue
                if all(is_blank(cells[place]) for place in places):
                    blank = cells
                    continue
            if name is not None:
                word = bare(self._raw(row, name))
                if word in layout.TOTAL_ROWS:
                    self.found.notice(self._address(row, name), f"“{word}”行不是学校，已跳过")
                    continue
            rows.append(row)
        self._say_unsure(rows, places)
        self._say_merged(rows)
        return rows

    def _say_merged(self, rows: Iterable[int]) -> None:
        """Say which figures stand for several rows or columns: only the first of them has it."""
        keys = {place: key for key, place in self.header.columns.items()}
        kept = set(rows) if self.sheet.merged else set()
        for top, left, bottom, right in self.sheet.merged:
            key = keys.get(left, "")
            over = [keys[place] for place in range(left, right + 1) if place in keys]
            below = [row for row in range(top, bottom + 1) if row in kept]
            if (
                top in kept
                and len(below) * len(over) > 1
                and self.layout.by_key[key].kind in ("count", "number")
                and not is_blank(self.sheet.rows[top][left])
            ):
                self.found.notice(
                    self._address(top, left),
                    f"{self.layout.by_key[key].header}是合并的单元格，数只算在这一格，"
                    f"其余 {len(below) * len(over) - 1} 格按未填；几所学校、几个班或几项合用的请取消合并、分开填",
                )

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
        return self.sheet.rows[row][place]

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
            hint = "" if meant is None else f"（是否应为 {cell_text(meant)}？）"
            self.found.problem(
                cell, f"{name}应为{remark.expected}，现为“{show(raw)}”，{remark.advice}{hint}"
            )
        else:
            self.found.notice(cell, f"{name}{remark.message}")


def _whole(raws: Sequence[Raw], column: Column) -> Sequence[Value] | None:
    """Return a column that holds nothing about which anything is to be said; None for any other.

    What is different is looked at once. A figure of at most 4 decimals and 15 digits is the float
    that its decimal gives, so it stays as it is.
    """
    kinds = {*map(type, raws)}
    if kinds <= {float, type(None)} and column.kind in ("count", "number") and not column.filled:
        figures = np.array(raws, float)
        places = 0 if column.kind == "count" else 4
        with np.errstate(over="ignore", invalid="ignore"):
            whole = np.rint(figures * 10**places)
            good = (figures >= 0) & (whole < 1e15) & (whole / 10**places == figures)
        return cast(Sequence[Value], raws) if (good | np.isnan(figures)).all() else None
    if not kinds <= {str, float, type(None)}:
        return None
    values: dict[Raw, Value] = {}
    for raw in {*raws}:
        value, remark = parse(raw, column.kind, column.allowed)
        if remark is not None or (value is None and column.filled):
            return None
        values[raw] = value
    return [values[raw] for raw in raws]


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
