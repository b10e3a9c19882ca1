"""Read a ledger as staff handed it back: sorted, filtered, with columns added, moved or renamed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from qbe_xl.county.cells import Raw, is_blank, parse
from qbe_xl.county.folding import bare, tidy
from qbe_xl.county.headers import LIKE, header_row, likeness, placed, plain, records
from qbe_xl.county.written import amount, day
from qbe_xl.errors import InputError, Notice, Place, Problem
from qbe_xl.files.book import Sheet, open_book
from qbe_xl.files.text import cell_text
from qbe_xl.remedy.ledger.columns import (
    BASE_SHEET,
    COLUMNS,
    DUE,
    HISTORY_SHEET,
    OWN_NAME,
    SHEET,
    UNIT_ID,
    UNITS_SHEET,
    Column,
)
from qbe_xl.remedy.ledger.model import LONGEST, Event, Former, Row, Sheetful, Value

OUR_SHEETS = frozenset([SHEET, HISTORY_SHEET, BASE_SHEET, UNITS_SHEET])
HISTORY_HEADERS = ("时间", "编号", "学校", "事项", "栏目", "原内容", "新内容")

TITLE = "义务教育优质均衡整改台账"
NOTE_LEAD = "程序按“编号”认行"
_UNNAMED = "未命名列"
_HEADER_WITHIN = 60
"""Rows within which the header row must stand."""
_LEAST_HEADERS = 4
_MOST_CELLS = 200_000
_LONGEST_SHOWN = 20
_SUMS = ("合计", "总计", "小计")
_DOTTED = re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})")
_FIRST_DAY, _LAST_DAY = 36_526, 73_050
"""Serial numbers of 2000-01-01 and 2099-12-31: a date whose cell was formatted as a number."""
_EPOCH = dt.date(1899, 12, 30)


class _AllBut:
    """Every name but some: what is only shown need not be read."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def __contains__(self, name: object) -> bool:
        return name not in self.names


def read_ledger_file(path: Path, ours: Iterable[str] = ()) -> Former:
    """Return the ledger in a workbook of any kind that can be read.

    ours: names of further sheets that the program writes; all others are carried along.
    Raises InputError where it cannot be read or holds no sheet 整改台账.
    """
    book = open_book(path, only=_AllBut(frozenset(ours) - OUR_SHEETS))
    sheets = {sheet.name.strip(): sheet for sheet in book.sheets}
    if SHEET not in sheets:
        raise InputError(
            [Problem(Place(path.name), f"没有工作表“{SHEET}”，请选择本程序生成的整改台账工作簿")]
        )
    return read_ledger(sheets, ours={*OUR_SHEETS, *ours})


def read_ledger(sheets: Mapping[str, Sheet], ours: Iterable[str] | None = None) -> Former:
    """Return the ledger among these sheets; an empty one where there is none.

    sheets: by name; ours: names of the sheets that the program writes, all others are carried
    along; None carries nothing along (the sheets are those of the county's own workbook).
    Raises InputError where the sheet 整改台账 has no header row.
    """
    sheet = sheets.get(SHEET)
    if sheet is None or not any(not is_blank(cell) for row in sheet.rows for cell in row):
        return Former()
    top = _header_row(sheet)
    columns, extras = _columns(sheet.rows[top])
    extras |= _unnamed(sheet, top, columns, extras)
    notices: list[Notice] = []
    hints = {place for place, cell in enumerate(sheet.rows[top]) if _is_hint(shown_raw(cell))}
    rows = [
        row
        for number in range(top + 1, len(sheet.rows))
        if (row := _row(sheet, number, columns, extras, hints, notices)) is not None
    ]
    carried = [] if ours is None else [s for name, s in sheets.items() if name not in set(ours)]
    return Former(
        rows=tuple(rows),
        extras=tuple(extras.values()),
        history=tuple(_history(sheets.get(HISTORY_SHEET))),
        base=_base(sheets.get(BASE_SHEET)),
        loose=tuple(_loose(sheet, top)),
        names=_names(sheets.get(UNITS_SHEET)),
        sheets=tuple(_carried(carried, notices)),
        notices=tuple(notices),
    )


def _header_row(sheet: Sheet) -> int:
    """The row that holds the most of our headers, the first of equals."""

    def ours(row: int) -> int:
        return len(
            {_KEYS.get(plain(cell)) for cell in sheet.rows[row] if isinstance(cell, str)} - {None}
        )

    found = header_row(min(_HEADER_WITHIN, len(sheet.rows)), ours, least=_LEAST_HEADERS, most=True)
    if found is None:
        raise InputError(
            [
                Problem(
                    Place(SHEET),
                    "找不到表头行；请保留“编号、状态、指标、学校、存在问题、责任单位、完成期限”等表头后再试",
                )
            ]
        )
    return found


def _columns(cells: Sequence[Raw]) -> tuple[dict[int, Column], dict[int, str]]:
    """The column of each place, and the headers of the columns that staff added.

    An exact name comes before one that only resembles; a column is found once.
    """
    headers = {place: shown_raw(cell) for place, cell in enumerate(cells) if not is_blank(cell)}
    headers = {place: text for place, text in headers.items() if not _is_hint(text)}
    columns = placed(headers, COLUMNS, *_FITS, _near)
    extras: dict[int, str] = {}
    for place, text in headers.items():
        if place not in columns:
            extras[place] = _free(text, extras.values())
    return columns, extras


def _is_hint(header: str) -> bool:
    return plain(header) == plain(DUE)


_HINTS = re.compile(r"逾期 \d+ 天|还剩 \d+ 天|今天到期|期限待定")


def _unnamed(
    sheet: Sheet, top: int, columns: Mapping[int, Column], extras: Mapping[int, str]
) -> dict[int, str]:
    """Columns that staff filled without giving them a header."""
    filled = {
        place
        for cells in sheet.rows[top + 1 :]
        for place, cell in enumerate(cells)
        if not is_blank(cell)
    }
    bare = {place for place in filled if is_blank(sheet.rows[top][place])}
    names: dict[int, str] = {}
    for place in sorted(bare - set(columns)):
        names[place] = _free(_UNNAMED, (*extras.values(), *names.values()))
    return names


_FITS: tuple[Callable[[str, Column], bool], ...] = (
    lambda text, column: bare(text) == bare(column.header),
    lambda text, column: plain(text) == plain(column.header),
    lambda text, column: plain(text) in map(plain, column.names),
)


def _near(text: str, column: Column) -> float:
    like = max(likeness(text, name) for name in (column.header, *column.names))
    return like if like >= LIKE else 0.0


_KEYS = {plain(name): column.key for column in COLUMNS for name in (*column.names, column.header)}
"""The column of every name that is ours, exactly."""


def _free(text: str, used: Iterable[str]) -> str:
    found, number, taken = text, 1, set(used)
    while found in taken:
        number += 1
        found = f"{text}（{number}）"
    return found


def _row(
    sheet: Sheet,
    number: int,
    columns: Mapping[int, Column],
    extras: Mapping[int, str],
    hints: Collection[int],
    notices: list[Notice],
) -> Row | None:
    cells = sheet.rows[number]
    values: dict[str, Value] = {}
    more: dict[str, Value] = {}
    misplaced: list[str] = []
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and len(cell) > LONGEST:
            notices.append(
                Notice(
                    Place(SHEET, number, place),
                    f"超过 {LONGEST} 字，只保留前面的部分，全文见原来的文件",
                )
            )
        if is_blank(cell):
            if (number, place) in sheet.faults and (place in columns or place in extras):
                notices.append(
                    Notice(
                        Place(SHEET, number, place),
                        f"{sheet.faults[number, place]}，没有内容可以保留",
                    )
                )
        elif place in columns:
            values[columns[place].key] = _value(cell, columns[place].kind)
        elif place in extras:
            more[extras[place]] = _plain(cell)
        elif place in hints and not _HINTS.fullmatch(shown_raw(cell)):
            misplaced.append(f"（原写在“{DUE}”栏：{shown_raw(cell)}）")
    _understand(sheet, number, columns, values, notices)
    if misplaced:
        values["remark"] = "；".join(filter(None, [cell_text(values.get("remark")), *misplaced]))
    id = cell_text(values.get("id"))
    if (not values and not more) or id == "编号":
        return None
    if id in _SUMS or (not id and cell_text(values.get("state")) in _SUMS):
        notices.append(Notice(Place(SHEET, number), f"“{id}”行没有带入，合计由程序另算"))
        return None
    return Row(id, values, more)


def _understand(
    sheet: Sheet,
    number: int,
    columns: Mapping[int, Column],
    values: dict[str, Value],
    notices: list[Notice],
) -> None:
    """Take dates and amounts in words for what they mean (十二月, 14.5万), and say so.

    A day without its year is the first one after the problem was entered.
    """
    entered = values.get("found")
    today = entered if isinstance(entered, dt.date) else dt.date.today()
    for place, column in columns.items():
        text = values.get(column.key)
        if column.kind == "text" or not isinstance(text, str):
            continue
        found: Value = None
        if column.kind == "date":
            found = day(text, today)
        elif (figure := amount(text, "万元")) is not None:
            found = float(figure)
        if found is not None:
            values[column.key] = found
            notices.append(
                Notice(
                    Place(SHEET, number, place),
                    f"{column.header}“{text[:_LONGEST_SHOWN]}”已按 {cell_text(found)} 读取",
                )
            )


def _value(cell: Raw, kind: str) -> Value:
    if kind == "date":
        return _day(cell)
    if kind == "number":
        value, _ = parse(cell, "number")
        return value if isinstance(value, float) else shown_raw(cell)
    return shown_raw(cell)


def _day(cell: Raw) -> Value:
    """A date, or what staff wrote instead of one (年底前)."""
    if isinstance(cell, float) and _FIRST_DAY <= cell <= _LAST_DAY:
        return _EPOCH + dt.timedelta(int(cell))
    raw = _DOTTED.sub(r"\1-\2-\3", cell) if isinstance(cell, str) else cell
    value, _ = parse(raw, "date")
    return value if isinstance(value, dt.date) else shown_raw(cell)


def _plain(cell: Raw) -> Value:
    """A cell of a column or sheet that staff added: figures and dates stay what they are."""
    if isinstance(cell, float) and not isinstance(cell, bool):
        return cell
    if isinstance(cell, dt.datetime):
        return cell.date() if cell.time() == dt.time() else f"{cell:%Y-%m-%d %H:%M}"
    return cell if isinstance(cell, dt.date) else shown_raw(cell)


def shown_raw(cell: Raw) -> str:
    """Return a cell's content as text, of no more than a cell of ours can hold."""
    return tidy(cell_text(cell))[:LONGEST]


def _loose(sheet: Sheet, top: int) -> Iterable[str]:
    """What staff wrote above the header, beside our title and note."""
    for cells in sheet.rows[:top]:
        for cell in cells:
            text = shown_raw(cell)
            if text and not text.endswith(TITLE) and not text.startswith(NOTE_LEAD):
                yield text


def _history(sheet: Sheet | None) -> Iterable[Event]:
    for row in records(sheet, "编号", "事项"):
        found = {name: shown_raw(cell) for name, cell in row.items()}
        if any(found.values()):
            ours = {name: found.pop(name, "") for name in HISTORY_HEADERS}
            added = [f"{name or _UNNAMED}：{text}" for name, text in found.items() if text]
            ours[HISTORY_HEADERS[-1]] = "；".join(filter(None, [ours[HISTORY_HEADERS[-1]], *added]))
            yield Event(*ours.values())


def _names(sheet: Sheet | None) -> dict[str, str]:
    """What staff call each unit, by its id."""
    rows = (
        {key: shown_raw(row.get(key)) for key in (UNIT_ID, OWN_NAME)}
        for row in records(sheet, UNIT_ID, OWN_NAME)
    )
    return {row[UNIT_ID]: row[OWN_NAME] for row in rows if row[OWN_NAME]}


def _base(sheet: Sheet | None) -> dict[str, dict[str, str]]:
    rows = (
        {key: shown_raw(cell) for key, cell in row.items() if key} for row in records(sheet, "id")
    )
    return {row["id"]: row for row in rows if row["id"]}


def _carried(sheets: Iterable[Sheet], notices: list[Notice]) -> Iterable[Sheetful]:
    room = _MOST_CELLS
    for sheet in sheets:
        size = sum(map(len, sheet.rows))
        if size > room:
            notices.append(Notice(Place(sheet.name), "工作表太大，没有带入新台账，请见原来的文件"))
            continue
        room -= size
        rows = tuple(tuple(None if is_blank(c) else _plain(c) for c in row) for row in sheet.rows)
        if rows:
            yield Sheetful(sheet.name.strip(), rows)
