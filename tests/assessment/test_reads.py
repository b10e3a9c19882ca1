"""Each “读取” of docs/rules.md, both ways: what is named as read changes the clause, nothing else does."""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from qbe_xl.assessment import Assessment
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.county import layout
from qbe_xl.errors import InputError
from tests.counties import Draft, Row, classes, rooms, school

CONDUCT = (
    "学校章程",
    "管理与教学信息化",
    "教师熟练运用信息化教学",
    "设备利用率较高",
    "课程开齐开足",
    "教学秩序规范",
    "综合实践活动有效开展",
    "无过重课业负担",
    "德育与校园文化",
)
ROOT = Path(__file__).parents[2]
STANDARD = "national-2024-transitional"
"""Its rules read all that those of the others read."""
_CLAUSE = re.compile(r"^### (\S+) .*?$(.*?)^(?=##|\Z)", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"\]\(layout\.md#([^-)]+)-([^)]+)\)")


@cache
def named() -> dict[str, set[tuple[str, str]]]:
    """What the page says that each clause reads: (sheet, column or item)."""
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    found = {}
    for id, body in _CLAUSE.findall(page):
        line = next(line for line in body.splitlines() if line.startswith("- 读取："))
        found[id] = set(_NAMED.findall(line))
    return found


def draft() -> Draft:
    """A county with every kind of school that a rule tells apart, where each cell can matter."""
    blank = dict.fromkeys((*CONDUCT, "教师培训经费"))
    schools = [
        school("A1", 建校年份=2015.0, 交流轮岗教师数=3.0),
        school("B1", 办学类型="初级中学", 建校年份=2009.0, 初中在校生数=2200.0),
        school(
            "C1",
            办学类型="十二年一贯制学校",
            初中在校生数=300.0,
            高中在校生数=200.0,
            初中专任教师数=30.0,
            初中高于规定学历教师数=28.0,
            初中县级以上骨干教师数=6.0,
            初中体育艺术专任教师数=6.0,
            初中就近入学学生数=300.0,
            持证专任教师数=60.0,
            完成360学时教师数=60.0,
        ),
        school("D1", 城乡类型="乡村", 小学在校生数=60.0, 小学就近入学学生数=60.0)
        | {"公用经费核定学生数": 90.0},
        school("E1", 办学类型="教学点", 城乡类型="乡村", 归属学校标识码="A1")
        | {"小学在校生数": 49.0, "小学就近入学学生数": 49.0, **blank},
        school("F1", 办学类型="特殊教育学校", 小学在校生数=40.0, 年度公用经费预算=240000.0)
        | {"小学就近入学学生数": 40.0},
        school("H1", 小学在校生数=0.0, 小学就近入学学生数=0.0),
        school("J1", 办学类型="职业学校", 教师培训经费=0.0, 小学在校生数=0.0)
        | {"小学就近入学学生数": 0.0, **dict.fromkeys(CONDUCT, "否"), "德育与校园文化": "较差"},
    ]
    return Draft(
        schools=schools,
        classes=[
            *classes("A1", "小学", *[45.0] * 12),
            *classes("B1", "初中", *[50.0] * 12),
            *classes("C1", "小学", *[29.0] * 4),
            *classes("C1", "初中", *[50.0] * 4),
            *classes("D1", "小学", 29.0),
            *classes("E1", "小学", 29.0, 20.0),
        ],
        rooms=[
            *rooms("A1", [75.0], [70.0]),
            *rooms("B1", [96.0], [90.0]),
            *rooms("C1", [96.0], [90.0]),
            *rooms("D1", [55.0], [55.0]),
        ],
    )


def outcome(assessment: Assessment) -> dict[str, object]:
    """What each clause came to: figure and state, school by school where it is judged so."""
    found: dict[str, object] = {
        id: (item.state, item.value, tuple(sorted((item.values or {}).items())))
        for id, item in assessment.items.items()
    }
    sections = assessment.sections
    for place, id in enumerate(INDICATORS):
        found[id] = tuple(
            (
                int(sections.school[row]),
                int(sections.stage[row]),
                sections.values[row, place].item(),
            )
            for row in range(len(sections.school))
        )
    return {id: repr(value) for id, value in found.items()}


def values_for(column: layout.Column | layout.Item, now: object) -> Iterator[object]:
    """Other values of a cell: blank, the other choices, figures about it and far from it."""
    yield None
    if column.kind == "choice":
        yield from (word for word in column.allowed if word != now)
    elif column.kind == "yesno":
        yield "否" if now == "是" else "是"
    elif column.kind == "date":
        yield from (dt.date(2023, 5, 21), dt.date(2010, 1, 1))
    elif column.kind in ("count", "number", "year"):
        figure = now if isinstance(now, float) else 10.0
        yield from (0.0, figure + 1, max(figure - 1, 0.0), figure * 60)
    elif column.key in ("code", "parent"):
        yield from ("A1", "B1", "D1", "Z9")
    else:
        yield "其他"


def _table_changes(base: Draft) -> Iterator[tuple[tuple[str, str], Draft]]:
    of: tuple[tuple[str, layout.SheetLayout], ...] = (
        ("schools", layout.SCHOOLS),
        ("classes", layout.CLASSES),
        ("rooms", layout.ROOMS),
        ("monitoring", layout.MONITORING),
        ("survey", layout.SURVEY),
    )
    for part, sheet in of:
        rows: list[Row] = getattr(base, part)
        for number in range(0, len(rows), 1 if len(rows) < 12 else 4):
            for column in sheet.columns:
                for value in values_for(column, rows[number].get(column.header)):
                    changed = copy.copy(base)
                    mine = [*rows]
                    mine[number] = {**rows[number], column.header: value}
                    setattr(changed, part, mine)
                    yield (sheet.name, column.header), changed
    first, *between, last = base.schools
    swapped = copy.copy(base)
    swapped.schools = [
        {**first, "学校标识码": last["学校标识码"]},
        *between,
        {**last, "学校标识码": first["学校标识码"]},
    ]
    yield (layout.SCHOOLS.name, "学校标识码"), swapped


def _item_changes(base: Draft) -> Iterator[tuple[tuple[str, str], Draft]]:
    of = (
        ("items", layout.COUNTY_ITEMS),
        ("vetoes", layout.VETOES),
        ("facts", layout.FACTS),
    )
    for part, sheet in of:
        held: dict[str, object] = getattr(base, part)
        for item in sheet.items:
            for value in values_for(item, held.get(item.key)):
                changed = copy.copy(base)
                setattr(changed, part, {**held, item.key: value})
                yield (sheet.name, item.key), changed


@cache
def moved() -> dict[str, set[tuple[str, str]]]:
    """By clause, the columns and items of which some other value changes what it comes to."""
    base = draft()
    before = outcome(base.assess(STANDARD))
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for cell, changed in (*_table_changes(base), *_item_changes(base)):
        try:
            now = outcome(changed.assess(STANDARD))
        except InputError:
            continue
        for id, value in now.items():
            if value != before[id]:
                found[id].add(cell)
    return found


@pytest.mark.slow
def test_what_is_named_as_read_changes_the_clause_and_nothing_else_does() -> None:
    said, found = named(), moved()
    judged = [id for id in said if id not in ("section", "balance")]
    assert len(judged) == 40
    silent = {id: said[id] - found[id] for id in judged if said[id] - found[id]}
    unsaid = {id: found[id] - said[id] for id in judged if found[id] - said[id]}
    assert silent == {}
    assert unsaid == {}
