"""One sheet of the layout: title, groups, marks, header, checks and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal

from qbe_xl.blank.entry import how, validation
from qbe_xl.blank.style import (
    CLOSED,
    DRAWN,
    FIXED,
    FIXED_CENTRE,
    GROUP,
    HEADERS,
    HEADING,
    LACKING,
    MARK,
    OPEN,
    WRAPPED,
    Form,
    need_of,
    value_of,
    width_of,
    with_unit,
)
from qbe_xl.county import layout
from qbe_xl.county.layout import Column, Item, SheetLayout
from qbe_xl.errors import column_letters
from qbe_xl.sheets import model, palette
from qbe_xl.sheets.layout import lines
from qbe_xl.sheets.model import Cell, Check, Field, Grid, Rule, Sheet, Value

Row = Mapping[str, object]
Use = Literal["open", "fixed", "unused", "wrong", "doubtful"]
"""What a cell is for: to be filled in; given, not to be changed; hatched, rarely filled in; or
what was found of it."""

_CHECKED = {"学校": 1000, "班级": 20_000, "专用教室": 5000}
"""Rows with drop-downs and checks, far more than a county has."""
_CHECKED_ELSEWHERE = 200
_DRAWN = {"学校": 40, "质量监测": 12, "社会认可度": 8}
"""Rows with lines while they are empty, a page of them; all others get theirs when filled in."""
_DRAWN_ELSEWHERE = 24
_SPARE = {"县情": 5}
"""Empty rows below the items of a sheet to which others may be added."""
_TALL = replace(WRAPPED, edge=4.5)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a sheet of the layout has its header, its last row for input and its columns.

    Rows and columns are 0-based; columns: by key.
    """

    of: SheetLayout
    header: int
    last: int
    columns: Mapping[str, int]
    width: int


def table(
    form: Form,
    of: SheetLayout,
    rows: Sequence[Row],
    *,
    room: int | None = None,
    use: Callable[[int, Column], Use] = lambda row, column: "open",
    lists: Mapping[str, str] | None = None,
    rules: Sequence[Rule] = (),
    height: float | None = None,
    **more: Any,
) -> Sheet:
    """Return a sheet with one record a row; 社会认可度 has its seven groups to begin with.

    room: rows that take records, by default far more than a county has; where rows may be deleted
    the columns beyond are open too, or Excel refuses; use: of each cell, by the place of its row; lists: the cells that a
    column's drop-down offers, by key (`=学校!$A$6:$A$9`); rules: colours besides our own; height:
    of its rows, in points; more: what else is said of the sheet.
    """
    wide = _is_wide(of)
    rows = _survey(rows) if of is layout.SURVEY else rows
    placed = table_place(of, len(rows), room)
    header, last = placed.header, placed.last
    drawn = 0 if room is None else max(len(rows), _drawn(of, last - header))
    marks = model.Row([Cell(need_of(column), MARK) for column in of.columns], height=14)
    deepest = max(lines(with_unit(column), width_of(column), WRAPPED) for column in of.columns)
    grid = Grid(
        [_field(form, column) for column in of.columns],
        list(_records(form, of, rows, _drawn(of, last - header), use)),
        header=10 + WRAPPED.line * deepest,
        height=height,
        filtered=form.protected,
        room=last - header,
    )
    return form.sheet(
        of.name,
        of.help,
        palette.ASKED,
        (*((_group_row(of.columns),) if wide else ()), marks, grid),
        freeze=(header + 1, 2 if wide else 1),
        repeat=(header - 2 if wide else header - 1, header),
        select=(header + 1, 0),
        checks=list(_checks(of, header + 1, last, lists or {})),
        texts=[
            (header + 1, place, last, place)
            for place, column in enumerate(of.columns)
            if column.kind in ("text", "code")
        ],
        rules=(*_own_rules(of, header + 1, last, drawn), *rules),
        beyond=OPEN if form.protected and (room is None or of is not layout.SCHOOLS) else None,
        keys=2 if wide else 1,
        **more,
    )


def _is_wide(of: SheetLayout) -> bool:
    return any(column.group for column in of.columns)


def table_place(of: SheetLayout, rows: int, room: int | None = None) -> Placed:
    """Return where a sheet with one record a row has what; rows: how many it is given."""
    if of is layout.SURVEY:
        rows = max(rows, len(layout.GROUPS))
    header = 4 if _is_wide(of) else 3
    last = header + max(room or _CHECKED.get(of.name, _CHECKED_ELSEWHERE), rows)
    places = {column.key: number for number, column in enumerate(of.columns)}
    return Placed(of, header, last, places, len(of.columns))


def _survey(rows: Sequence[Row]) -> list[Row]:
    given = _by_key(layout.SURVEY, rows)
    groups = [given.pop(group, {"group": group}) for group in layout.GROUPS]
    return [*groups, *given.values()]


def _by_key(of: SheetLayout, rows: Sequence[Row]) -> dict[object, Row]:
    found: dict[object, Row] = {}
    for row in rows:
        key = row.get(of.key)
        if key in found:
            raise ValueError(f"{of.name} has “{key}” twice")
        found[key] = row
    return found


def _field(form: Form, column: Column) -> Field:
    return Field(
        with_unit(column),
        width_of(column),
        form.body(column.kind, column.unit, "optional" if column.optional else ""),
        head=HEADERS[need_of(column)],
        whole=form.body(column.kind, column.unit, "bare"),
    )


def _groups(columns: Sequence[Column]) -> Iterator[tuple[str, int, int]]:
    """Each group with its first and its last column."""
    start = 0
    for group, members in groupby(columns, key=lambda column: column.group):
        end = start + len(list(members))
        yield group, start, end - 1
        start = end


def _group_row(columns: Sequence[Column]) -> model.Row:
    cells = [Cell(group, GROUP, end - start + 1) for group, start, end in _groups(columns)]
    return model.Row(cells, height=18)


def _checks(of: SheetLayout, first: int, last: int, lists: Mapping[str, str]) -> Iterator[Check]:
    for number, column in enumerate(of.columns):
        check = validation(column.kind, column.header, column.help, column.unit, column.allowed)
        if column.key in lists:
            check |= {"validate": "list", "source": lists[column.key]}
        yield Check((first, number, last, number), check)


def _drawn(of: SheetLayout, room: int) -> int:
    return min(_DRAWN.get(of.name, _DRAWN_ELSEWHERE), room)


def _records(
    form: Form,
    of: SheetLayout,
    rows: Sequence[Row],
    drawn: int,
    use: Callable[[int, Column], Use],
) -> Iterator[Sequence[Value]]:
    for index, row in enumerate(rows):
        cells: list[Value] = []
        for column in of.columns:
            value, wanted = value_of(row.get(column.key)), use(index, column)
            if wanted != "open":
                value = Cell(value, form.body(column.kind, column.unit, wanted))
            cells.append(value)
        yield cells
    for _ in range(len(rows), drawn):
        yield [""] * len(of.columns)


def _own_rules(of: SheetLayout, first: int, last: int, drawn: int) -> Iterator[Rule]:
    """Redden what a filled row still must hold, and give filled rows their lines.

    drawn: how many rows have lines already; LibreOffice shows one condition a cell.
    """
    end = len(of.columns) - 1

    def holds_any(row: int) -> str:
        return f"COUNTA($A{row + 1}:${column_letters(end)}{row + 1})>0"

    for number, column in enumerate(of.columns):
        if column.filled:
            cell = f"${column_letters(number)}{first + 1}"
            test = f'=AND({holds_any(first)},TRIM({cell})="")'
            yield Rule((first, number, last, number), "formula", test, LACKING)
    if first + drawn <= last:
        area = (first + drawn, 0, last, end)
        yield Rule(area, "formula", f"={holds_any(first + drawn)}", DRAWN)


@dataclass(frozen=True, slots=True)
class _ItemColumn:
    """A column of a sheet that lists items: one of the layout, or one that only explains."""

    header: str
    width: float
    column: Column | None = None


_UNIT, _NEED, _HELP = "单位", "要求", "填写说明"


def items_place(of: SheetLayout, rows: Sequence[Row]) -> Placed:
    """Return where a sheet that lists items has what."""
    columns = list(_item_columns(of))
    places = {c.column.key: number for number, c in enumerate(columns) if c.column}
    return Placed(of, 2, 2 + len(list(_answers(of, rows))), places, len(columns))


def items(form: Form, of: SheetLayout, rows: Sequence[Row]) -> Sheet:
    """Return a sheet that lists items, with their numbers, titles and units already there."""
    columns = list(_item_columns(of))
    fields = [
        Field(
            shown.header,
            shown.width,
            form.body("text"),
            _TALL,
            head=HEADERS[need_of(shown.column)] if shown.column else HEADING,
        )
        for shown in columns
    ]
    answers = [
        [_answer(form, of, shown, item, row) for shown in columns]
        for item, row in _answers(of, rows)
    ]
    grid = Grid(
        fields,
        [[cell for cell, _ in line] for line in answers],
        header=24,
        least=0,
        keep=2 if "title" in of.by_key else 1,
    )
    answer = [shown.column for shown in columns].index(of.by_key["value"])
    return form.sheet(
        of.name,
        of.help,
        palette.ASKED,
        (grid,),
        select=(3, answer),
        checks=[
            Check((index, number, index, number), check)
            for index, line in enumerate(answers, 3)
            for number, (_, check) in enumerate(line)
            if check
        ],
    )


def _item_columns(of: SheetLayout) -> Iterator[_ItemColumn]:
    for column in of.columns:
        yield _ItemColumn(with_unit(column), width_of(column, items=True), column)
        if column.key == "value" and any(item.unit for item in of.items):
            yield _ItemColumn(_UNIT, 7)
    if any(item.optional for item in of.items):
        yield _ItemColumn(_NEED, 8)
    if any(item.help for item in of.items):
        yield _ItemColumn(_HELP, 44)


def _answers(of: SheetLayout, rows: Sequence[Row]) -> Iterator[tuple[Item | None, Row]]:
    """Every item with what is given for it, then rows of other keys, then spare ones."""
    given = _by_key(of, rows)
    for item in of.items:
        yield item, {"title": item.title} | dict(given.pop(item.key, {})) | {"key": item.key}
    for row in given.values():
        yield None, row
    for _ in range(_SPARE.get(of.name, 0)):
        yield None, {}


def _answer(
    form: Form, of: SheetLayout, shown: _ItemColumn, item: Item | None, row: Row
) -> tuple[Cell, dict[str, object] | None]:
    """One cell, and what may be typed into it."""
    column = shown.column
    if column is None:
        text = _explanation(of, item, shown.header)
        return Cell(text, FIXED if shown.header == _HELP else FIXED_CENTRE), None
    value = value_of(row.get(column.key))
    if item and column.key in ("key", "title"):
        centred = column.key == "key" and "title" in of.by_key
        return Cell(value, FIXED_CENTRE if centred else FIXED), None
    if item and column.key == "value":
        if item.noted_only and value is None:
            return Cell(value, CLOSED), None
        look = form.body(item.kind, item.unit, "optional" if item.optional else "")
        check = validation(item.kind, named(item), help_of(of, item), item.unit)
        return Cell(value, look), check
    return Cell(value), validation("text", column.header, column.help)


def help_of(of: SheetLayout, item: Item) -> str:
    """Return what an item means; where its title says it all, only what the whole column says."""
    value = of.by_key["value"]
    return item.help or (value.help if value.kind != "text" else "")


def named(item: Item) -> str:
    """Return number and title: G8.1 教师年平均工资收入."""
    return item.title if item.key == item.title else f"{item.key} {item.title}"


def _explanation(of: SheetLayout, item: Item | None, header: str) -> str:
    if item is None:
        return ""
    if header == _UNIT:
        return item.unit
    if header == _NEED:
        return "选填" if item.optional else "评估用"
    return help_of(of, item) or how(item.kind)
