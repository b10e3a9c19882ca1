"""The workbook that goes to a school (or all schools of a township) and comes back filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qbe_xl.blank import Form, saved
from qbe_xl.blank.guide import short_guide
from qbe_xl.blank.sheets import Use, table, table_place
from qbe_xl.blank.style import CLOSED, FIXED_CENTRE, LACKING
from qbe_xl.collect import colours
from qbe_xl.collect.self_check import GIVEN, Places, Row, checks_of, is_used, record_checks
from qbe_xl.collect.self_check_sheet import NAME as SELF_CHECK
from qbe_xl.collect.self_check_sheet import SelfCheck
from qbe_xl.county import layout
from qbe_xl.county.layout import Column
from qbe_xl.sheets.model import Comment, Rule, Sheet

__all__ = ["GIVEN", "SELF_CHECK", "Found", "SchoolRows", "school_sheets", "school_workbook"]

_ROW_HEIGHT = 24
_SPARE_CLASSES, _SPARE_ROOMS = 60, 20
"""Rows for further records of one school."""

_NOTE = "先看这一页，再填“学校”“班级”“专用教室”三张表，最后看“自查”。"
_STEPS = (
    "“学校”：一校一行，已经列好，从左到右逐格填。点中一格，旁边有说明；带箭头的从列表中选。",
    "“班级”：一班一行，小学和初中的所有班级；“专用教室”：音乐、美术专用教室一间一行，"
    "面积不足的也照实填。标识码从列表中选。行数不够就往下接着填。",
    "空白不等于 0：还没有数据的留空，确实没有的填 0，本校没有的学段留空。不要在格内写单位。",
    "学生、教师、校舍、设备用本学年教育事业统计数；经费用上一财务年度数。",
    "从别处粘贴请用“选择性粘贴—数值”，否则会冲掉格内的检查和颜色。",
    "填完看“自查”：有“✕ 不符”的改正，有“○”的补填；它用的是普通公式，不需要安装任何程序。",
    "保存为 xlsx 交回。文件名可以改；表名、表头和灰底的格不要改（县里按标识码认学校，不看文件名）。",
)


@dataclass(frozen=True)
class SchoolRows:
    """What stands in one workbook.

    before: each school's row of last year by code; prefilled: what was taken from it.
    """

    schools: Sequence[Row]
    classes: Sequence[Row]
    rooms: Sequence[Row]
    before: Mapping[str, Row] = field(default_factory=dict)
    prefilled: Mapping[str, Row] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """What was found wrong of a cell, and what is said of it at the cell."""

    use: Use
    comment: Comment


Marks = Mapping[tuple[str, int, str], Found]
"""By sheet, place of the record among its rows, and key of the column."""


def school_workbook(rows: SchoolRows, title: str, now: dt.datetime) -> bytes:
    """Return the workbook (.xlsx) that these schools fill in."""
    form = Form(title, protected=True)
    sheets = (_guide(form, rows), *school_sheets(form, rows))
    return saved(sheets, f"{title} 填报表", now, layout.SCHOOLS.name)


def _guide(form: Form, rows: SchoolRows) -> Sheet:
    marks = [
        ("白底", form.body("choice"), "在这里填写"),
        ("灰底", FIXED_CENTRE, "县里已经填好，不要改；有误请告诉县里"),
        ("", CLOSED, "斜纹：本校没有这个学段，一般不填；有附设班的可以填"),
        ("", LACKING, "浅红：这一格必填而未填，或与别处的数对不上，看“自查”"),
    ]
    if rows.prefilled:
        amber = form.body("choice", "", "doubtful")
        marks.append(("上年数", amber, "浅黄：照上年填入，还没有改过，请逐格核对"))
    return short_guide(form, _NOTE, _STEPS, marks)


def places_of(rows: SchoolRows) -> Places:
    """Return where the tables of schools, classes and rooms have what."""
    count = len(rows.schools)
    spare_classes, spare_rooms = _SPARE_CLASSES * count, _SPARE_ROOMS * count
    return Places(
        table_place(layout.SCHOOLS, count, count),
        table_place(layout.CLASSES, len(rows.classes), len(rows.classes) + spare_classes),
        table_place(layout.ROOMS, len(rows.rooms), len(rows.rooms) + spare_rooms),
    )


def school_sheets(form: Form, rows: SchoolRows, marks: Marks | None = None) -> Iterator[Sheet]:
    """Yield 学校, 班级, 专用教室 with their colours, and 自查; marks: cells that are wrong."""
    found, places = marks or {}, places_of(rows)
    placed = places.schools
    codes = f"=学校!$A${placed.header + 2}:$A${placed.last + 1}"
    check, rules = _checked(form, rows, places)
    for place, records in (
        (places.schools, rows.schools),
        (places.classes, rows.classes),
        (places.rooms, rows.rooms),
    ):
        of = place.of
        schools = of is layout.SCHOOLS

        def use(index: int, column: Column, of: str = of.name, schools: bool = schools) -> Use:
            if mark := found.get((of, index, column.key)):
                return mark.use
            return _use(rows.schools[index], column) if schools else "open"

        yield table(
            form,
            of,
            records,
            room=place.last - place.header,
            use=use,
            lists=None if schools else {"code": codes},
            rules=rules if schools else (),
            height=_ROW_HEIGHT if schools else None,
            comments={
                (place.header + 1 + index, place.columns[key]): mark.comment
                for (name, index, key), mark in found.items()
                if name == of.name
            },
        )
    yield check


def _checked(form: Form, rows: SchoolRows, places: Places) -> tuple[Sheet, list[Rule]]:
    """The sheet 自查, and its colours in 学校."""
    page = SelfCheck(form, places, len(rows.schools))
    rules: list[Rule] = []
    several = len(rows.schools) > 1
    every = list(record_checks(places, rows.schools, rows.classes, rows.rooms))
    if several:
        page.add_checks("班级、专用教室", every)
    for index, row in enumerate(rows.schools):
        checks = list(checks_of(places, rows.schools, index, rows.classes))
        code = str(row.get("code"))
        rules += colours.failures(places, index, checks)
        rules += colours.unchanged(places, index, rows.prefilled.get(code, {}))
        name = f"{row.get('name') or code}　" if several else ""
        page.add_checks(f"{name}一、核对", checks if several else checks + every)
        page.add_items(f"{name}二、逐项填报", index, row, rows.before.get(code, {}))
    rules += colours.texts(places)
    return page.sheet(), rules


def _use(row: Row, column: Column) -> Use:
    if column.key in GIVEN and row.get(column.key) is not None:
        return "fixed"
    return "open" if is_used(row, column) else "unused"
