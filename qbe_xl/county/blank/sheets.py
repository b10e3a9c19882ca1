"""One sheet of the layout: title, groups, marks, header, checks and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from qbe_xl.county import layout
from qbe_xl.county.blank.entry import how, validation
from qbe_xl.county.blank.style import (
    LINE_HEIGHT,
    Styles,
    breaks,
    lines,
    need_of,
    width_of,
    with_unit,
    write,
)
from qbe_xl.county.layout import Column, Item, SheetLayout

Row = Mapping[str, object]
Use = Literal["open", "fixed", "unused"]
"""What a cell is for: to be filled in; given, not to be changed; hatched, rarely filled in."""

_CHECKED = {"学校": 1000, "班级": 20_000, "专用教室": 5000}
"""Rows with drop-downs and checks, far more than a county has."""
_CHECKED_ELSEWHERE = 200
_DRAWN = {"学校": 40, "质量监测": 12, "社会认可度": 8}
"""Rows with lines while they are empty, a page of them; all others get theirs when filled in."""
_DRAWN_ELSEWHERE = 24
_SPARE = {"县情": 5}
"""Empty rows below the items of a sheet to which others may be added."""
_SCALE_OF_WIDE = 65
_TAB = "#3A75B0"
_LAST_COLUMN = 16383


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


def add_table(
    styles: Styles,
    of: SheetLayout,
    rows: Sequence[Row],
    *,
    room: int | None = None,
    use: Callable[[Row, Column], Use] = lambda row, column: "open",
    lists: Mapping[str, str] | None = None,
) -> Placed:
    """Add a sheet with one record a row; 社会认可度 has its seven groups to begin with.

    room: rows that take records, far more than a county has by default; use: of each cell;
    lists: the cells that a column's drop-down offers, by key (`=学校!$A$6:$A$9`).
    """
    sheet = styles.sheet(of.name, of.help, _TAB)
    wide = any(column.group for column in of.columns)
    header = 4 if wide else 3
    _add_header(styles, sheet, of.columns, header)
    if wide:
        _add_groups(styles, sheet, of.columns, header - 2)
        _print_wide(sheet, of.columns)
    else:
        sheet.fit_to_pages(1, 0)
    rows = _survey(rows) if of is layout.SURVEY else rows
    room = max(room or _CHECKED.get(of.name, _CHECKED_ELSEWHERE), len(rows))
    last = header + room
    _add_checks(sheet, of, header + 1, last, lists or {})
    _add_rows(styles, sheet, of, header + 1, rows, room, use)
    _draw_when_filled(styles, sheet, of, header + 1, last)
    if styles.protected:
        sheet.set_column(len(of.columns), _LAST_COLUMN, None, styles.open())
        sheet.autofilter(header, 0, last, len(of.columns) - 1)
    sheet.freeze_panes(header + 1, 2 if wide else 1)
    sheet.repeat_rows(header - 2 if wide else header - 1, header)
    sheet.set_selection(header + 1, 0, header + 1, 0)
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


def _add_header(styles: Styles, sheet: Worksheet, columns: Sequence[Column], header: int) -> None:
    deepest = 1
    for number, column in enumerate(columns):
        need, width = need_of(column), width_of(column)
        bare = styles.body(column.kind, column.unit, bare=True)
        sheet.set_column(number, number, width, bare)
        sheet.write_string(header - 1, number, need, styles.mark())
        sheet.write_string(header, number, with_unit(column), styles.header(need))
        deepest = max(deepest, lines(with_unit(column), width))
    sheet.set_row(header - 1, 13)
    sheet.set_row(header, 10 + LINE_HEIGHT * deepest)


def _groups(columns: Sequence[Column]) -> Iterator[tuple[str, int, int]]:
    """Each group with its first and its last column."""
    start = 0
    for group, members in groupby(columns, key=lambda column: column.group):
        end = start + len(list(members))
        yield group, start, end - 1
        start = end


def _add_groups(styles: Styles, sheet: Worksheet, columns: Sequence[Column], row: int) -> None:
    sheet.set_row(row, 18)
    for group, start, end in _groups(columns):
        if end > start:
            sheet.merge_range(row, start, row, end, group, styles.group())
        else:
            sheet.write_string(row, start, group, styles.group())


def _print_wide(sheet: Worksheet, columns: Sequence[Column]) -> None:
    """Several pages side by side, cut between groups, each with code and name."""
    starts = [start for _, start, _ in _groups(columns)]
    widths = [width_of(column) for column in columns]
    sheet.set_print_scale(_SCALE_OF_WIDE)
    sheet.repeat_columns(0, 1)
    sheet.print_across()
    sheet.set_v_pagebreaks(breaks(widths, starts, 2, _SCALE_OF_WIDE / 100))


def _add_checks(
    sheet: Worksheet, of: SheetLayout, first: int, last: int, lists: Mapping[str, str]
) -> None:
    texts: list[str] = []
    for number, column in enumerate(of.columns):
        check = validation(column.kind, column.header, column.help, column.unit, column.allowed)
        if column.key in lists:
            check |= {"validate": "list", "source": lists[column.key]}
        sheet.data_validation(first, number, last, number, check)
        if column.kind in ("text", "code"):
            letters = xl_col_to_name(number)
            texts.append(f"{letters}{first + 1}:{letters}{last + 1}")
    sheet.ignore_errors({"number_stored_as_text": " ".join(texts)})


def _add_rows(
    styles: Styles,
    sheet: Worksheet,
    of: SheetLayout,
    first: int,
    rows: Sequence[Row],
    room: int,
    use: Callable[[Row, Column], Use],
) -> None:
    drawn = min(_DRAWN.get(of.name, _DRAWN_ELSEWHERE), room)
    for number, column in enumerate(of.columns):
        cell = styles.body(column.kind, column.unit, optional=column.optional)
        for index, row in enumerate(rows):
            wanted = use(row, column)
            made = cell if wanted == "open" else styles.special(wanted, column.kind, column.unit)
            write(sheet, first + index, number, row.get(column.key), made)
        for index in range(len(rows), drawn):
            sheet.write_blank(first + index, number, None, cell)


def _draw_when_filled(
    styles: Styles, sheet: Worksheet, of: SheetLayout, first: int, last: int
) -> None:
    """Redden what a filled row still must hold, and give filled rows their lines."""
    end = len(of.columns) - 1
    holds_any = f"COUNTA($A{first + 1}:${xl_col_to_name(end)}{first + 1})>0"
    for number, column in enumerate(of.columns):
        if column.filled:
            cell = f"${xl_col_to_name(number)}{first + 1}"
            lacks = {
                "type": "formula",
                "criteria": f'=AND({holds_any},TRIM({cell})="")',
                "format": styles.lacking(),
            }
            sheet.conditional_format(first, number, last, number, lacks)
    drawn = {"type": "formula", "criteria": f"={holds_any}", "format": styles.drawn()}
    sheet.conditional_format(first, 0, last, end, drawn)


@dataclass(frozen=True, slots=True)
class _ItemColumn:
    """A column of a sheet that lists items: one of the layout, or one that only explains."""

    header: str
    width: float
    column: Column | None = None


_UNIT, _NEED, _HELP = "单位", "要求", "填写说明"


def add_items(styles: Styles, of: SheetLayout, rows: Sequence[Row]) -> Placed:
    """Add a sheet that lists items, with their numbers, titles and units already there."""
    sheet = styles.sheet(of.name, of.help, _TAB)
    header = 2
    columns = list(_item_columns(of))
    for number, shown in enumerate(columns):
        sheet.set_column(number, number, shown.width)
        cell = styles.header(need_of(shown.column)) if shown.column else styles.heading()
        sheet.write_string(header, number, shown.header, cell)
    sheet.set_row(header, 24)
    last = header
    for index, (item, row) in enumerate(_answers(of, rows), header + 1):
        last = index
        _add_item(styles, sheet, index, of, columns, item, row)
    sheet.freeze_panes(header + 1, 2 if "title" in of.by_key else 1)
    sheet.repeat_rows(header)
    sheet.fit_to_pages(1, 0)
    answer = [shown.column for shown in columns].index(of.by_key["value"])
    sheet.set_selection(header + 1, answer, header + 1, answer)
    places = {c.column.key: number for number, c in enumerate(columns) if c.column}
    return Placed(of, header, last, places, len(columns))


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


def _add_item(
    styles: Styles,
    sheet: Worksheet,
    index: int,
    of: SheetLayout,
    columns: Sequence[_ItemColumn],
    item: Item | None,
    row: Row,
) -> None:
    deepest = 1
    for number, shown in enumerate(columns):
        column = shown.column
        value: object
        if column is None:
            value = _explanation(of, item, shown.header)
            cell = styles.fixed(centred=shown.header != _HELP)
        elif item and column.key in ("key", "title"):
            value = row[column.key]
            cell = styles.fixed(centred=column.key == "key" and "title" in of.by_key)
        elif item and column.key == "value":
            value = row.get("value")
            cell = styles.body(item.kind, item.unit, optional=item.optional)
            if item.noted_only and value is None:
                cell = styles.closed()
            else:
                sheet.data_validation(index, number, index, number, _check(of, item))
        else:
            value = row.get(column.key)
            cell = styles.body("text")
            hint = validation("text", column.header, column.help)
            sheet.data_validation(index, number, index, number, hint)
        write(sheet, index, number, value, cell)
        if isinstance(value, str):
            deepest = max(deepest, lines(value, shown.width))
    sheet.set_row(index, 4.5 + LINE_HEIGHT * deepest)


def help_of(of: SheetLayout, item: Item) -> str:
    """Return what an item means; where its title says it all, only what the whole column says."""
    value = of.by_key["value"]
    return item.help or (value.help if value.kind != "text" else "")


def named(item: Item) -> str:
    """Return number and title: G8.1 教师年平均工资收入."""
    return item.title if item.key == item.title else f"{item.key} {item.title}"


def _check(of: SheetLayout, item: Item) -> dict[str, object]:
    return validation(item.kind, named(item), help_of(of, item), item.unit)


def _explanation(of: SheetLayout, item: Item | None, header: str) -> str:
    if item is None:
        return ""
    if header == _UNIT:
        return item.unit
    if header == _NEED:
        return "选填" if item.optional else "评估用"
    return help_of(of, item) or how(item.kind)
