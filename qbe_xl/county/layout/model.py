"""The shape of the table, and the words that cells may hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Kind = Literal["text", "code", "choice", "yesno", "count", "number", "year", "date"]
Stage = Literal["primary", "junior", "senior"]

STAGES: tuple[Stage, ...] = ("primary", "junior", "senior")
STAGE_WORDS: dict[str, str] = {"primary": "小学", "junior": "初中", "senior": "高中"}

TEACHING_POINT = "教学点"
PRIMARY_SCHOOL = "小学"
SPECIAL_SCHOOL = "特殊教育学校"
VOCATIONAL_SCHOOL = "职业学校"

STAGES_OF_TYPE: dict[str, tuple[Stage, ...]] = {
    "小学": ("primary",),
    "教学点": ("primary",),
    "初级中学": ("junior",),
    "九年一贯制学校": ("primary", "junior"),
    "十二年一贯制学校": ("primary", "junior", "senior"),
    "完全中学": ("junior", "senior"),
    "特殊教育学校": (),
    "职业学校": (),
}
THROUGH_TYPES = ("九年一贯制学校", "十二年一贯制学校")
SCHOOL_TYPES = tuple(STAGES_OF_TYPE)
OWNERS = ("公办", "民办")
AREAS = ("城区", "镇区", "乡村")
GRADES_OF_CULTURE = ("优秀", "良好", "一般", "较差")
LEVELS = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ")
GROUPS = ("学生", "家长", "教师", "校长", "人大代表", "政协委员", "其他群众")
GROUP_TOTAL = "合计"
TOTAL_ROWS = ("合计", "总计", "小计")
YES_NO = ("是", "否")

STATISTICS = "教育事业统计"
FINANCE = "教育经费统计"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    key: name in code; header: as printed; rules: the ids that read it (R1, G9 …);
    form: the statistical form that it is copied from, where known.
    """

    key: str
    header: str
    kind: Kind
    help: str
    unit: str = ""
    optional: bool = False
    rules: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    form: str = ""
    group: str = ""
    filled: bool = False
    """Must hold something in every row that holds anything."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a sheet that lists items: 县级数据, 一票否决, 县情."""

    key: str
    title: str
    kind: Kind
    help: str = ""
    unit: str = ""
    optional: bool = False
    rules: tuple[str, ...] = ()
    noted_only: bool = False
    """May stand with a 简要结论 alone: its state is made from the schools."""


@dataclass(frozen=True)
class SheetLayout:
    """One sheet: the key column marks the header row; `items` where its rows are fixed."""

    name: str
    key: str
    help: str
    columns: tuple[Column, ...]
    items: tuple[Item, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """Columns by their key."""
        return {column.key: column for column in self.columns}

    @cached_property
    def by_header(self) -> dict[str, Column]:
        """Columns by their header without unit."""
        return {column.header: column for column in self.columns}

    @cached_property
    def by_item(self) -> dict[str, Item]:
        """Items by their number or name."""
        return {item.key: item for item in self.items}

    @property
    def key_column(self) -> Column:
        """The column whose header marks the header row."""
        return self.by_key[self.key]
