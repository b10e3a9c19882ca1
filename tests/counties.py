"""Counties for tests: a complete small one in which everything is met, changed as a test asks; one
of so many 小学; one drawn at random. What a whole county's workbook needs is scripts/sample_county.
"""

from __future__ import annotations

import copy
import datetime as dt
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pytest

from qbe_xl import standards
from qbe_xl.assessment import Assessment, assess
from qbe_xl.county import layout
from qbe_xl.county.model import County
from qbe_xl.county.reading import read_county

GOLDEN = Path(__file__).parent / "golden"
GOLDEN_NAMES = tuple(sorted(path.stem for path in GOLDEN.glob("*.json")))

_OF_A_KIND = ("met", "near-lines", "trap-missing")
EVERY_GOLDEN = tuple(
    pytest.param(
        name,
        marks=()
        if name == "mixed"
        else pytest.mark.slow
        if name in _OF_A_KIND
        else pytest.mark.search,
    )
    for name in GOLDEN_NAMES
)
"""For what takes a second or more for each: one in `make quick`; in the suite those besides that
differ in kind (passing, beside every line, half-filled); the others in `make search`."""

FEW_GOLDEN = tuple(
    pytest.param(name, marks=pytest.mark.slow if name in ("mixed", "wide") else pytest.mark.search)
    for name in GOLDEN_NAMES
)
"""For what takes many seconds for each: two in the suite, the others in `make search`."""

Row = dict[str, object]

_CONDUCT = {
    "学校章程": "是",
    "管理与教学信息化": "是",
    "教师熟练运用信息化教学": "是",
    "设备利用率较高": "是",
    "课程开齐开足": "是",
    "教学秩序规范": "是",
    "综合实践活动有效开展": "是",
    "无过重课业负担": "是",
    "德育与校园文化": "良好",
}


@dataclass
class FakeSheet:
    """A sheet as the opener gives it."""

    name: str
    rows: list[list[object]]
    faults: Mapping[tuple[int, int], str] = field(default_factory=dict)
    merged: Sequence[tuple[int, int, int, int]] = ()
    unsure: frozenset[tuple[int, int]] = frozenset()


@dataclass
class FakeBook:
    """A book as the opener gives it."""

    sheets: list[FakeSheet]


def school(code: str = "A1", **changes: object) -> Row:
    """A 小学 of 400 pupils (or a 初级中学, where 办学类型 says so) that meets everything."""
    junior = changes.get("办学类型") == "初级中学"
    word = "初中" if junior else "小学"
    row: Row = {
        "学校标识码": code,
        "学校名称": f"{code}学校",
        "所属乡镇": "甲镇",
        "办学类型": "小学",
        "举办者": "公办",
        "城乡类型": "城区",
        "寄宿制": "否",
        f"{word}在校生数": 400.0,
        f"{word}专任教师数": 30.0,
        f"{word}高于规定学历教师数": 28.0,
        f"{word}县级以上骨干教师数": 6.0,
        f"{word}体育艺术专任教师数": 6.0,
        "教学及辅助用房面积": 3000.0,
        "室内体育用房面积": 200.0,
        "运动场地面积": 5000.0,
        "教学仪器设备值": 120.0,
        "网络多媒体教室数": 12.0,
        "年度公用经费预算": 300000.0,
        "教师培训经费": 18000.0,
        "公用经费核定学生数": 400.0,
        "持证专任教师数": 30.0,
        "完成360学时教师数": 30.0,
        "符合交流条件教师数": 10.0,
        "交流轮岗教师数": 2.0,
        "交流轮岗骨干教师数": 1.0,
        f"{word}就近入学学生数": 400.0,
        **_CONDUCT,
    }
    return row | changes


def classes(code: str, stage: str, *sizes: float | None) -> list[Row]:
    """Classes of these sizes."""
    return [
        {
            "班级名称": f"{stage}{n}班",
            "学校标识码": code,
            "学段": stage,
            "年级": "1",
            "人数": size,
        }
        for n, size in enumerate(sizes, 1)
    ]


def rooms(code: str, music: Sequence[float | None], art: Sequence[float | None]) -> list[Row]:
    """Music and art rooms of these areas."""
    return [
        {"教室类型": kind, "学校标识码": code, "面积": area}
        for kind, areas in (("音乐", music), ("美术", art))
        for area in areas
    ]


_ITEMS: Mapping[str, object] = MappingProxyType(
    {
        "P1": dt.date(2017, 12, 5),
        "P2": "是",
        "G1": "是",
        "G2.1": "是",
        "G2.2": "是",
        "G2.3": "是",
        "G2.4": "是",
        "G8.1": 98000.0,
        "G8.2": 97000.0,
        "G8.3": "是",
        "G10": "是",
        "G14.1": 1000.0,
        "G14.2": 500.0,
        "G14.3": "是",
        "G15.1": "是",
        "G15.2": 100.0,
        "G15.3": 80.0,
        "G15.4": 5.0,
        "Q1.1": 970.0,
        "Q1.2": 1000.0,
        "Q1.3": 20.0,
        "Q1.4": 15.0,
        "Q1.5": 1.0,
        "Q2.1": 100.0,
        "Q2.2": 30.0,
        "Q2.3": 50.0,
        "Q2.4": 18.0,
    }
)


@dataclass
class Draft:
    """A county as rows, by header; every part may be changed before it is read."""

    schools: list[Row] = field(
        default_factory=lambda: [school("A1"), school("B1", 办学类型="初级中学")]
    )
    classes: list[Row] = field(
        default_factory=lambda: [
            *classes("A1", "小学", *[40.0] * 10),
            *classes("B1", "初中", *[40.0] * 10),
        ]
    )
    rooms: list[Row] = field(
        default_factory=lambda: [*rooms("A1", [96.0], [90.0]), *rooms("B1", [96.0], [90.0])]
    )
    items: dict[str, object] = field(default_factory=lambda: dict(_ITEMS))
    monitoring: list[Row] = field(
        default_factory=lambda: [
            {"学科": subject, "年级": "四年级", "水平等级": "Ⅲ", "校际差异率": 0.12}
            for subject in ("语文", "数学")
        ]
    )
    survey: list[Row] = field(
        default_factory=lambda: [
            {"调查对象": group, "问卷总数": 100.0, "有效问卷数": 100.0, "满意问卷数": 90.0}
            for group in layout.GROUPS
        ]
    )
    vetoes: dict[str, object] = field(default_factory=lambda: {f"V{n}": "否" for n in range(1, 7)})
    facts: dict[str, object] = field(
        default_factory=lambda: {"县名": "示例县", "评估日期": dt.date(2024, 5, 20)}
    )

    def book(self) -> FakeBook:
        """The draft as an opened workbook, header in row 1."""
        return FakeBook(
            [
                _sheet(layout.SCHOOLS, self.schools),
                _sheet(layout.CLASSES, self.classes),
                _sheet(layout.ROOMS, self.rooms),
                _items(layout.COUNTY_ITEMS, self.items),
                _sheet(layout.MONITORING, self.monitoring),
                _sheet(layout.SURVEY, self.survey),
                _items(layout.VETOES, self.vetoes),
                _items(layout.FACTS, self.facts),
            ]
        )

    def county(self) -> County:
        """The draft read."""
        return read_county(self.book())  # type: ignore[arg-type]

    def assess(self, standard: str = "yunnan-2022") -> Assessment:
        """The draft read and assessed."""
        county = self.county()
        return assess(county, standards.load(standard).at(county.date))

    def blank(self, chance: random.Random, count: int) -> Draft:
        """Empty so many figures of schools, anywhere; return the draft."""
        for _ in range(count):
            row = chance.choice(self.schools)
            row[chance.choice([h for h in row if h.endswith(("数", "面积", "值"))])] = None
        return self

    def copy(self) -> Draft:
        """A draft of its own."""
        return copy.deepcopy(self)


def _sheet(of: layout.SheetLayout, rows: list[Row]) -> FakeSheet:
    headers = [column.header for column in of.columns]
    return FakeSheet(of.name, [list(headers), *[[row.get(h) for h in headers] for row in rows]])


def _items(of: layout.SheetLayout, values: Mapping[str, object]) -> FakeSheet:
    headers = [column.header for column in of.columns]
    place = [column.key for column in of.columns].index("value")
    rows: list[list[object]] = [list(headers)]
    for key, value in values.items():
        row: list[object] = [None] * len(headers)
        row[0], row[place] = key, value
        rows.append(row)
    return FakeSheet(of.name, rows)


def primary_county(*codes: str, **changes: Mapping[str, object]) -> Draft:
    """A county of 小学 with these codes; changes: of one school's row, by code."""
    return Draft(
        schools=[school(code, **changes.get(code, {})) for code in codes],
        classes=[row for code in codes for row in classes(code, "小学", *[40.0] * 10)],
        rooms=[row for code in codes for row in rooms(code, [96.0], [90.0])],
    )


_LINES = {
    "primary": (4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3),
    "junior": (5.3, 1, 0.9, 5.8, 10.2, 2500, 2.4),
}
_WORDS = {"primary": "小学", "junior": "初中"}
_STAGES = {
    "九年一贯制学校": ("primary", "junior"),
    "初级中学": ("junior",),
    "小学": ("primary",),
}
_PARTS = ("高于规定学历教师数", "县级以上骨干教师数", "体育艺术专任教师数")


def random_county(seed: int, schools: int, spread: float, level: float = 0.35) -> Draft:
    """Return a county of so many schools.

    spread: of their equipment, about as large as the CVs become; level: how far above the lines
    they are, as a logarithm.
    """
    rng = random.Random(seed)  # noqa: S311 (nothing secret)
    rows = [_school(rng, i, spread, level) for i in range(schools)]
    return Draft(schools=rows, classes=[], rooms=[])


def _school(rng: random.Random, number: int, spread: float, level: float) -> Row:
    drawn = rng.random()
    kind = "九年一贯制学校" if drawn < 0.15 else "初级中学" if drawn < 0.35 else "小学"
    row: Row = {
        "学校标识码": f"{number:05d}",
        "学校名称": f"第{number}学校",
        "所属乡镇": f"{number % 11}乡",
        "办学类型": kind,
        "举办者": "公办",
        "城乡类型": rng.choice(["城区", "镇区", "乡村"]),
        "寄宿制": "否",
        "室内体育用房面积": 0.0,
    }
    base = rng.lognormvariate(level, spread * 0.5)

    def comfort() -> float:
        return base * rng.lognormvariate(0, spread * 0.8)

    shared = [0.0] * 4
    for stage in _STAGES[kind]:
        word, lines = _WORDS[stage], _LINES[stage]
        pupils = float(max(20, int(rng.lognormvariate(5.6, 0.8))))
        parts = [math.floor(comfort() * line * pupils / 100) for line in lines[:3]]
        row[f"{word}在校生数"] = pupils
        row[f"{word}专任教师数"] = float(max(*parts, math.ceil(pupils / 18)))
        row |= {f"{word}{part}": float(count) for part, count in zip(_PARTS, parts, strict=True)}
        shared = [have + line * pupils for have, line in zip(shared, lines[3:], strict=True)]
    row["教学及辅助用房面积"] = round(comfort() * shared[0], 1)
    row["运动场地面积"] = round(comfort() * shared[1], 1)
    row["教学仪器设备值"] = round(comfort() * shared[2] / 10_000, 2)
    row["网络多媒体教室数"] = float(math.floor(comfort() * shared[3] / 100))
    return row
