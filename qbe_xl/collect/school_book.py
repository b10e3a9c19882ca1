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
from qbe_xl.collect.page import NAME as PAGE
from qbe_xl.collect.page import PageRows, page
from qbe_xl.collect.self_check import Places, checks_of, record_checks
from qbe_xl.collect.self_check_sheet import NAME as SELF_CHECK
from qbe_xl.collect.self_check_sheet import SelfCheck
from qbe_xl.county import layout
from qbe_xl.county.asked import GIVEN, Row, is_used
from qbe_xl.county.layout import Column
from qbe_xl.sheets.looks import Look
from qbe_xl.sheets.model import Comment, Rule, Sheet

__all__ = ["GIVEN", "SELF_CHECK", "Found", "SchoolRows", "school_sheets", "school_workbook"]

_ROW_HEIGHT = 24
_SPARE_CLASSES, _SPARE_ROOMS = 60, 20
"""Rows for further records of one school."""

_PAGE_NOTE = "只填“学校填报表”一张，从上往下填；“自查”自动计算，填好后看一遍，打印、签字、盖章。"
_PAGE_STEPS = (
    "“学校填报表”：一行一项，在“数值”一栏填，右边有说明；带箭头的从列表中选。填到最后是音乐、美术专用教室和班级。",
    "专用教室一间一行，面积不足的也照实填；班级一班一行，小学和初中的所有班级。行数不够：专用教室在中间插入行，"
    "班级往下接着填。本校没有的学段没有列出；有附设班的请报县级登记。",
    "空白不等于 0：还没有数据的留空，确实没有的填 0。不要在格内写单位。",
    "学生、教师、校舍、设备用本学年教育事业统计数；经费用上一财务年度数。",
    "从别处粘贴请用“选择性粘贴—数值”，否则会覆盖格内的检查和颜色。",
    "表上方的“自查”一行和每行右边：有“✕”的改正，有“○”的补填；用的是普通公式，不需要安装任何程序。",
    "保存为 xlsx 交回。文件名可以改；“项目”一栏的文字和灰底的格不要改（县级按标识码识别学校，不看文件名）。",
)
_NOTE = "先看这一页，再填“学校”“班级”“专用教室”三张表，最后看“自查”。"
_STEPS = (
    "“学校”：一校一行，已经列好，从左到右逐格填。点中一格，旁边有说明；带箭头的从列表中选。",
    "“班级”：一班一行，小学和初中的所有班级；“专用教室”：音乐、美术专用教室一间一行，"
    "面积不足的也照实填。标识码从列表中选。行数不够就往下接着填。",
    "空白不等于 0：还没有数据的留空，确实没有的填 0，本校没有的学段留空。不要在格内写单位。",
    "学生、教师、校舍、设备用本学年教育事业统计数；经费用上一财务年度数。",
    "从别处粘贴请用“选择性粘贴—数值”，否则会覆盖格内的检查和颜色。",
    "填完看“自查”：有“✕ 不符”的改正，有“○”的补填；它用的是普通公式，不需要安装任何程序。",
    "保存为 xlsx 交回。文件名可以改；表名、表头和灰底的格不要改（县级按标识码识别学校，不看文件名）。",
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


def school_workbook(
    rows: SchoolRows, title: str, now: dt.datetime, *, in_rows: bool = False
) -> bytes:
    """Return the workbook (.xlsx) that these schools fill in: one school a page, several in rows.

    in_rows: one school in rows too, as earlier versions had it.
    """
    if len(rows.schools) == 1 and not in_rows:
        form = Form(f"{title}（{rows.schools[0]['code']}）", protected=True)
        pages = (*page_sheets(form, rows), _page_guide(form, rows))
        return saved(pages, f"{title} 填报表", now, PAGE)
    form = Form(title, protected=True)
    sheets = (_guide(form, rows), *school_sheets(form, rows))
    return saved(sheets, f"{title} 填报表", now, layout.SCHOOLS.name)


def _page_guide(form: Form, rows: SchoolRows) -> Sheet:
    return short_guide(form, _PAGE_NOTE, _PAGE_STEPS, _marks(form, rows))


def _guide(form: Form, rows: SchoolRows) -> Sheet:
    closed = ("", CLOSED, "斜纹：本校没有这个学段，一般不填；有附设班的可以填")
    return short_guide(form, _NOTE, _STEPS, [closed, *_marks(form, rows)])


def _marks(form: Form, rows: SchoolRows) -> list[tuple[str, Look, str]]:
    marks = [
        ("白底", form.body("choice"), "在这里填写"),
        ("灰底", FIXED_CENTRE, "县级已经填好，请不要改动；有误请报县级更正"),
        ("", LACKING, "浅红：这一格必填而未填，或与别处的数不符，看“自查”"),
    ]
    if rows.prefilled:
        amber = form.body("choice", "", "doubtful")
        marks.append(("上年数", amber, "浅黄：照上年填入，还没有改过，请逐格核对"))
    return marks


def page_sheets(form: Form, rows: SchoolRows, marks: Marks | None = None) -> tuple[Sheet, Sheet]:
    """Return the form of the only school and its 自查; marks: cells that are wrong."""
    of = page_rows(rows)
    places, code = of.places(), str(of.school.get("code"))
    check = SelfCheck(form, places, 1)
    every = list(record_checks(places, rows.schools, rows.classes, rows.rooms))
    checks = list(checks_of(places, rows.schools, 0, rows.classes))
    check.add_checks("一、核对", checks + every)
    check.add_items("二、逐项填报", 0, of.school, rows.before.get(code, {}), alone=True)
    shown = {at: (mark.use, mark.comment) for at, mark in (marks or {}).items()}
    return page(form, of, check, checks, rows.prefilled.get(code, {}), shown), check.sheet()


def page_rows(rows: SchoolRows) -> PageRows:
    """Return what stands on the form of the only school."""
    return PageRows(rows.schools[0], rows.classes, rows.rooms)


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
