"""Which names and functions a rule may use."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from qbe_xl.checkup.language.syntax import LanguageError
from qbe_xl.county import layout
from qbe_xl.county.layout import SheetLayout

Kind = Literal["数", "文字", "条件"]

COUNTY = "全县"
"""The scope of a rule that looks at the county as a whole, not at the rows of a sheet."""

TABLES: Mapping[str, SheetLayout] = {
    sheet.name: sheet
    for sheet in (layout.SCHOOLS, layout.CLASSES, layout.ROOMS, layout.MONITORING, layout.SURVEY)
}
SCOPES = (*TABLES, COUNTY)
LINKED = (layout.CLASSES.name, layout.ROOMS.name)
"""Sheets whose rows belong to a school."""

FACT = "县情."
YEAR = "评估年份"

_NUMBERS = ("count", "number", "year")

EXTRA_FACTS = (
    "小学校数",
    "初中校数",
    "小学教学班数",
    "初中教学班数",
    "小学在校学生数",
    "初中在校学生数",
    "小学教职工数",
    "初中教职工数",
    "小学专任教师数",
    "初中专任教师数",
)
"""Totals of 申报表 表Ⅰ that a county may add to 县情, to be held against its schools."""


@dataclass(frozen=True, slots=True)
class Function:
    """What a function takes and gives.

    scopes: where it may stand, () for everywhere; table: its first argument names a sheet, in
    which the others are read; takes: the kinds of the others, the last one as often as `most`.
    """

    gives: Kind
    takes: tuple[Kind, ...]
    least: int
    most: int
    help: str
    scopes: tuple[str, ...] = ()
    table: bool = False


_MANY = 40

FUNCTIONS: Mapping[str, Function] = {
    "合计": Function(
        "数",
        ("数", "条件"),
        1,
        2,
        "一张表里某式之和；该填的有空白时为空白，不必填的空白不计",
        table=True,
    ),
    "个数": Function("数", ("条件",), 0, 1, "一张表里的行数", table=True),
    "最大": Function("数", ("数", "条件"), 1, 2, "一张表里某式的最大值", table=True),
    "种数": Function("数", ("文字",), 1, 1, "一张表里某列有几种不同内容", table=True),
    "最多同值": Function("数", ("数",), 1, 1, "一张表里同一个数所占的最大比例", table=True),
    "整列凑整": Function(
        "数", ("数",), 1, 1, "末位 0、5 如此之多纯属偶然的概率，看整列", table=True
    ),
    "整列末位": Function("数", ("数",), 1, 1, "整列里末位是 0、5 的比例", table=True),
    "所属学校": Function("数", ("数",), 1, 1, "本行所属学校的数", LINKED),
    "所属学校的": Function("文字", ("文字",), 1, 1, "本行所属学校的文字", LINKED),
    "上年": Function("数", ("数",), 1, 1, "同一学校上年的数", (layout.SCHOOLS.name, COUNTY)),
    "上年的": Function("文字", ("文字",), 1, 1, "同一学校上年的文字", (layout.SCHOOLS.name,)),
    "相同比例": Function(
        "数", ("数",), 5, _MANY, "与上年完全相同的项所占比例", (layout.SCHOOLS.name,)
    ),
    "偏离": Function("数", ("数",), 1, 1, "离同类学校中位数有多远", (layout.SCHOOLS.name,)),
    "同类中位": Function("数", ("数",), 1, 1, "同类学校的中位数", (layout.SCHOOLS.name,)),
    "末位凑整": Function(
        "数", ("数",), 5, _MANY, "末位 0、5 如此之多纯属偶然的概率，看一行", (layout.SCHOOLS.name,)
    ),
    "末位比例": Function(
        "数", ("数",), 5, _MANY, "一行里末位是 0、5 的比例", (layout.SCHOOLS.name,)
    ),
    "重复次数": Function("数", ("文字",), 1, 6, "同样内容的行数", tuple(TABLES)),
    "相加": Function(
        "数", ("数",), 2, _MANY, "几列之和；该填的有空白、或全空时为空白，不必填的空白不计"
    ),
    "已填": Function("条件", ("数",), 1, 1, "是否已填"),
    "绝对值": Function("数", ("数",), 1, 1, "绝对值"),
}


def kind_of_name(name: str, scope: str) -> Kind:
    """Return what a name gives in a scope; raises LanguageError, with near names, for none."""
    if name == YEAR or name in layout.COUNTY_ITEMS.by_item:
        return "数"
    if name.startswith(FACT):
        _one_of(name, [FACT + fact for fact in facts()], "县情里没有")
        return "数"
    if scope in TABLES:
        column = TABLES[scope].by_header.get(name)
        if column is not None:
            return "数" if column.kind in _NUMBERS else "文字"
    raise LanguageError(_unknown(name, known_names(scope), f"“{scope}”里没有"))


def facts() -> tuple[str, ...]:
    """Return the facts of 县情 that are figures."""
    return (*(i.key for i in layout.FACTS.items if i.kind in _NUMBERS), *EXTRA_FACTS)


def known_names(scope: str) -> list[str]:
    """Return every name that a rule of this scope may use."""
    columns = [c.header for c in TABLES[scope].columns] if scope in TABLES else []
    return [
        *columns,
        *layout.COUNTY_ITEMS.by_item,
        *(FACT + fact for fact in facts()),
        YEAR,
    ]


def function(name: str, scope: str) -> Function:
    """Return a function; raises LanguageError where there is none or it may not stand here."""
    _one_of(name, list(FUNCTIONS), "没有函数")
    found = FUNCTIONS[name]
    if found.scopes and scope not in found.scopes:
        raise LanguageError(f"函数“{name}”只能用在 {'、'.join(found.scopes)}，不能用在“{scope}”")
    return found


def table(name: str, scope: str) -> str:
    """Return the scope that a table function opens; raises LanguageError for none."""
    allowed = tuple(TABLES) if scope == COUNTY else LINKED if scope == "学校" else ()
    _one_of(name, list(allowed), f"在“{scope}”里，函数不能用表")
    return name


def _one_of(name: str, allowed: list[str], complaint: str) -> None:
    if name not in allowed:
        raise LanguageError(_unknown(name, allowed, complaint))


def _unknown(name: str, allowed: Iterable[str], complaint: str) -> str:
    known = list(allowed)
    near = difflib.get_close_matches(name, known, 4, 0.4) or known[:8]
    return f"{complaint}“{name}”" + (f"，相近的有：{'、'.join(near)}" if near else "")
