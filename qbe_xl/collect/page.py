"""The form of one school: one sheet to be filled in from top to bottom, 项目 | 数值 | 单位 | 说明.

Every item that concerns the school has a row, then come its music and art rooms, then its classes,
which may go on for as long as they like. A4 upright, nothing below 9 points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from qbe_xl.blank.entry import validation
from qbe_xl.blank.sheets import Placed, Use
from qbe_xl.blank.style import (
    FIXED,
    FIXED_CENTRE,
    HEADERS,
    HEADING,
    LACKING,
    OPEN,
    SECTION,
    WRAPPED,
    Form,
    need_of,
    value_of,
    with_unit,
)
from qbe_xl.collect import colours
from qbe_xl.collect.self_check import FAILED, NUMERIC, Check, Places, runs_of
from qbe_xl.collect.self_check_sheet import SelfCheck
from qbe_xl.county import layout
from qbe_xl.county.asked import GIVEN, Row, is_needed, is_used, needed
from qbe_xl.county.layout import Column, SheetLayout
from qbe_xl.errors import cell_name
from qbe_xl.sheets import model, palette
from qbe_xl.sheets.looks import marked
from qbe_xl.sheets.model import Area, Cell, Comment, Field, Formula, Grid, Part, Rule, Sheet, Value

NAME = "学校填报表"
ITEM, VALUE, UNIT, HELP, CHECKED = "项目", "数值", "单位", "说明", "自查"
HEADS = (ITEM, VALUE, UNIT, HELP, CHECKED)
LACKS, FAILS, TYPED = "○ 未填", FAILED, "✕ 应填数"
OTHER_STAGES = "本校没有的学段没有列出"
_WIDTHS = (23, 16, 6, 36, 8)
_NOTE = "从上往下填白格；灰格由县级登记，有误请报县级更正。空白不等于 0：没有数据的留空，确实没有的填 0。"
_FIRST = 4
"""The row under the header, 0-based: title, note, self-check and header stand above."""
_TALL = replace(WRAPPED, room=1.04, edge=3, line=13.3)
_ROOMS = {"kind": 0, "area": 1}
_CLASSES = {"name": 0, "pupils": 1, "stage": 2, "grade": 3}
_LEAST_ROOMS, _SPARE_ROOMS = 5, 2
_LEAST_CLASSES, _SPARE_CLASSES, _MORE_CLASSES = 8, 4, 60
_NUMERALS = "一二三四五六七八九十"
_WHERE = {
    layout.ROOMS: "音乐、美术专用教室，一间一行，面积不足的也照实填。行不够就在中间插入行",
    layout.CLASSES: "小学、初中的所有班级，一班一行；行不够就往下接着填",
}
_SIGNATURE = (
    "&L&10 填表人：　　　　　　校长签字（盖章）：　　　　　　　年　月　日&R&10 第 &P 页，共 &N 页"
)

Shown = Mapping[tuple[str, int, str], tuple[Use, Comment]]
"""What was found of cells: by sheet, record and key, how each looks and what is said at it."""


@dataclass(frozen=True)
class PagePlaces(Places):
    """Where the form of one school has its cells: one below the other in one sheet."""

    def sheet_of(self, placed: Placed) -> str:
        return NAME

    def position(self, key: str, index: int) -> tuple[int, int]:
        return self.schools.columns[key], 1

    def area(self, key: str) -> Area:
        row, column = self.position(key, 0)
        return row, column, row, column

    def own(self, placed: Placed, index: int) -> str:
        return "1"


@dataclass(frozen=True)
class PageRows:
    """What stands on the form of one school."""

    school: Row
    classes: Sequence[Row]
    rooms: Sequence[Row]

    @property
    def columns(self) -> list[Column]:
        """The columns of 学校 that are asked of it."""
        return [column for column in layout.SCHOOLS.columns if is_used(self.school, column)]

    @property
    def drawn_rooms(self) -> int:
        """How many rows for rooms there are."""
        return max(_LEAST_ROOMS, len(self.rooms) + _SPARE_ROOMS)

    @property
    def drawn_classes(self) -> int:
        """How many rows for classes have lines."""
        return max(_LEAST_CLASSES, len(self.classes) + _SPARE_CLASSES)

    def places(self) -> PagePlaces:
        """Return where everything stands."""
        lines: dict[str, int] = {}
        row = _FIRST
        for _, columns in groupby(self.columns, key=lambda column: column.group):
            row += 1
            for column in columns:
                lines[column.key] = row
                row += 1
        rooms = row + 1
        last_room = rooms + self.drawn_rooms
        classes = last_room + 2
        return PagePlaces(
            Placed(layout.SCHOOLS, _FIRST - 1, row - 1, lines, len(HEADS)),
            Placed(
                layout.CLASSES, classes, classes + self.drawn_classes + _MORE_CLASSES, _CLASSES, 4
            ),
            Placed(layout.ROOMS, rooms, last_room, _ROOMS, 2),
        )


def page(
    form: Form,
    rows: PageRows,
    check: SelfCheck,
    checks: Sequence[Check],
    prefilled: Row,
    marks: Shown,
) -> Sheet:
    """Return the form.

    check: the sheet 自查 with all of `checks` in it; prefilled: what was taken from last year.
    """
    places = rows.places()
    rules = [
        *colours.failures(places, 0, checks),
        *colours.unchanged(places, 0, prefilled),
        *colours.texts(places),
        *_lacking(places),
        *(
            Rule((2, 0, places.schools.last, len(HEADS) - 1), "begins with", mark, marked(mark))
            for mark in ("✕", "○")
        ),
    ]
    parts = [_top(rows, places, check), _heads(), *_items(form, rows, places, checks, marks)]
    number = len({column.group for column in rows.columns})
    parts += [
        _section(number + 1, layout.ROOMS),
        *_room_rows(form, rows, marks),
        _section(number + 2, layout.CLASSES),
        _class_grid(form, rows, marks),
    ]
    return form.sheet(
        NAME,
        _NOTE,
        palette.ASKED,
        parts,
        widths=_WIDTHS,
        landscape=False,
        margins=(0.45, 0.35, 0.4, 0.6),
        fit=(1, 0),
        footer=_SIGNATURE,
        freeze=(_FIRST, 1),
        repeat=(0, 0),
        select=(places.schools.columns["boarding"], 1),
        checks=list(_validations(rows, places)),
        texts=_texts(rows, places),
        rules=rules,
        beyond=OPEN if form.protected else None,
        comments={
            (spot[1], spot[2]): comment
            for at, (_, comment) in marks.items()
            if (spot := places.spot(*at))
        },
        gridlines=False,
    )


def _top(rows: PageRows, places: Places, check: SelfCheck) -> model.Row:
    """The line of self-check: how much is not filled in, and what the sheet 自查 found."""
    asked = [c.key for c in needed(rows.school) if c.key not in GIVEN]
    cells = [places.cell(key, 0) for run in runs_of(places, asked, 0) for key in (run[0], run[-1])]
    blanks = "+".join(
        f"COUNTBLANK({first}:{last})" for first, last in zip(cells[::2], cells[1::2], strict=True)
    )
    text = f"自查：评估用 {len(asked)} 格，未填 "
    formula = f'="{text}"&{blanks or 0}&" 格　　"&{check.summary.text.removeprefix("=")}'
    blank = sum(rows.school.get(key) is None for key in asked)
    value = f"{text}{blank} 格　　{check.summary.value}"
    return model.Row((Cell(Formula(formula, value), SECTION, len(HEADS)),), height=22)


def _heads() -> model.Row:
    return model.Row([Cell(head, HEADING) for head in HEADS], height=20, header=True)


def _items(
    form: Form, rows: PageRows, places: Places, checks: Sequence[Check], marks: Shown
) -> Iterator[Part]:
    for number, (group, columns) in enumerate(
        groupby(rows.columns, key=lambda column: column.group)
    ):
        yield model.Row((Cell(f"{_NUMERALS[number]}、{group}", SECTION, len(HEADS)),), height=19)
        for column in columns:
            yield _item(form, rows.school, places, column, checks, marks)


def _item(
    form: Form, school: Row, places: Places, column: Column, checks: Sequence[Check], marks: Shown
) -> model.Row:
    key = column.key
    given = key in GIVEN and school.get(key) is not None
    use = "fixed" if given else "optional" if column.optional else ""
    if found := marks.get((layout.SCHOOLS.name, 0, key)):
        use = found[0]
    help = f"（选填）{column.help}" if column.optional and not given else column.help
    return model.Row(
        (
            Cell(column.header, FIXED),
            Cell(value_of(school.get(key)), form.body(column.kind, column.unit, use)),
            Cell(column.unit, FIXED_CENTRE),
            Cell(help, FIXED),
            Cell("" if given else _told(school, places, column, checks), FIXED_CENTRE),
        ),
        fit=_TALL,
        least=16,
    )


def _told(school: Row, places: Places, column: Column, checks: Sequence[Check]) -> Value:
    """What stands beside an item: whether it is lacking, no figure, or at odds with another."""
    cell, own = places.cell(column.key, 0), f"{NAME}!"
    mine = [check for check in checks if check.key == column.key]
    tests = []
    for check in mine:
        left, right = (side.formula.replace(own, "") for side in (check.left, check.right))
        sign = ">" if check.operator == "≤" else "<>"
        tests.append(
            f"AND(ISNUMBER({left}),ISNUMBER({right}),IFERROR(({left}){sign}({right}),FALSE))"
        )
    lacks = LACKS if is_needed(school, column) else ""
    value = school.get(column.key)
    said = f'IF({cell}="","{lacks}","")'
    told = lacks if value is None else ""
    if tests:
        said = f'IF(OR({",".join(tests)}),"{FAILS}",{said})'
        told = FAILS if any(check.result == FAILS for check in mine) else told
    if column.kind in NUMERIC:
        said = f'IF(ISTEXT({cell}),"{TYPED}",{said})'
        told = TYPED if isinstance(value, str) else told
    return Formula(f"={said}", told)


def _section(number: int, of: SheetLayout) -> model.Row:
    text = f"{_NUMERALS[number - 1]}、{of.name}（{_WHERE[of]}）"
    return model.Row((Cell(text, SECTION, len(HEADS)),), height=22)


def _head(column: Column) -> Cell:
    return Cell(with_unit(column), HEADERS[need_of(column)])


def _room_rows(form: Form, rows: PageRows, marks: Shown) -> Iterator[model.Row]:
    columns = [layout.ROOMS.by_key[key] for key in _ROOMS]
    blank = Cell("", form.body("text", "", "bare"))
    yield model.Row([*map(_head, columns)], height=19)
    for index in range(rows.drawn_rooms):
        record = rows.rooms[index] if index < len(rows.rooms) else {}
        cells = _record(form, layout.ROOMS, columns, index, record, marks)
        yield model.Row([*cells, *[blank] * (len(HEADS) - len(cells))], height=16)


def _class_grid(form: Form, rows: PageRows, marks: Shown) -> Grid:
    columns = [layout.CLASSES.by_key[key] for key in _CLASSES]
    fields = [
        Field(
            with_unit(column),
            width,
            form.body(column.kind, column.unit),
            head=HEADERS[need_of(column)],
            whole=form.body(column.kind, column.unit, "bare"),
        )
        for column, width in zip(columns, _WIDTHS, strict=False)
    ]
    beside = form.body("text", "", "bare")
    fields.append(Field("", _WIDTHS[-1], beside, head=beside, whole=beside))
    records = [
        _record(
            form,
            layout.CLASSES,
            columns,
            index,
            rows.classes[index] if index < len(rows.classes) else {},
            marks,
        )
        for index in range(rows.drawn_classes)
    ]
    return Grid(fields, [[*cells, ""] for cells in records], header=19, height=16)


def _record(
    form: Form,
    of: SheetLayout,
    columns: Sequence[Column],
    index: int,
    record: Row,
    marks: Shown,
) -> list[Value]:
    cells: list[Value] = []
    for column in columns:
        found = marks.get((of.name, index, column.key))
        look = form.body(column.kind, column.unit, found[0] if found else "")
        cells.append(Cell(value_of(record.get(column.key)), look))
    return cells


def _lacking(places: PagePlaces) -> Iterator[Rule]:
    """Redden what a begun row of rooms or classes still must hold."""
    for placed in (places.rooms, places.classes):
        first, end = placed.header + 1, max(placed.columns.values())
        begun = f"COUNTA({_corner(first, 0)}:{_corner(first, end)})>0"
        for key, column in placed.columns.items():
            if placed.of.by_key[key].filled:
                test = f'=AND({begun},{_corner(first, column)}="")'
                yield Rule((first, column, placed.last, column), "formula", test, LACKING)


def _corner(row: int, column: int) -> str:
    return "$" + cell_name(row, column)


def _validations(rows: PageRows, places: PagePlaces) -> Iterator[model.Check]:
    for column in rows.columns:
        if not (column.key in GIVEN and rows.school.get(column.key) is not None):
            yield model.Check(places.area(column.key), _validation(column))
    for placed in (places.rooms, places.classes):
        for key, place in placed.columns.items():
            area = placed.header + 1, place, placed.last, place
            yield model.Check(area, _validation(placed.of.by_key[key]))


def _validation(column: Column) -> dict[str, object]:
    return validation(column.kind, column.header, column.help, column.unit, column.allowed)


def _texts(rows: PageRows, places: PagePlaces) -> list[Area]:
    found = [places.area(c.key) for c in rows.columns if c.kind in ("text", "code")]
    for placed in (places.rooms, places.classes):
        found += [
            (placed.header + 1, place, placed.last, place)
            for key, place in placed.columns.items()
            if placed.of.by_key[key].kind == "text"
        ]
    return found
