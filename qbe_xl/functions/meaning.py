"""What becomes of each kind of cell in each kind of argument: one table for all functions."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from qbe_xl.functions.registry import Kind, Parameter


class Holds(Enum):
    """What a cell may hold, in the words of the table."""

    FIGURE = "数"
    TYPED = "文本形式的数"
    BLANK = "空白"
    WAITING = "待填报（本程序的回答）"
    SAID = "#QBE: 开头的话"
    ERROR = "错误值"
    TEXT = "其他文字"
    LOGICAL = "TRUE、FALSE"
    DATE = "日期"
    NEGATIVE = "负数"
    SEVERAL = "几个单元格"


class Becomes(Enum):
    """What a function makes of it."""

    USED = "取用"
    WAITING = "结果为待填报"
    LACKING = "未填报：综合达标为待填报；差异系数等说明第几个未填报，没有学生数的略过"
    USUAL = "按没有给出"
    REFUSED = "说明原因"
    SAID_ON = "仍显示该句话"


_USED, _REFUSED = Becomes.USED, Becomes.REFUSED
_WORD = dict.fromkeys(Holds, _REFUSED) | {Holds.SAID: Becomes.SAID_ON}
_FIGURE = _WORD | {
    Holds.FIGURE: _USED,
    Holds.TYPED: _USED,
    Holds.BLANK: Becomes.WAITING,
    Holds.WAITING: Becomes.WAITING,
}
_USUAL = {Holds.BLANK: Becomes.USUAL}

MEANING: Mapping[Kind, Mapping[Holds, Becomes]] = {
    Kind.WORD: _WORD,
    Kind.YESNO: _WORD | {Holds.FIGURE: _USED, Holds.LOGICAL: _USED},
    Kind.FIGURE: _FIGURE,
    Kind.RANGE: _FIGURE
    | {Holds.BLANK: Becomes.LACKING, Holds.WAITING: Becomes.LACKING, Holds.SEVERAL: _USED},
}
"""Of the sheets nothing is said here: they are read as the workbook is, and 待填报 as a blank."""

NOTES: Mapping[Kind, str] = {
    Kind.WORD: "认得的写法（编号、指标全名、学段、标准编号）取用",
    Kind.YESNO: "数只能是 1、0；文字“是”“否”也可以",
    Kind.FIGURE: "",
    Kind.RANGE: "第一个数之前的文字是表头，略过；一起给的两个区域要同样几行几列",
    Kind.SHEET: "与读取填报表相同；待填报按空白",
}


def becomes(parameter: Parameter, holds: Holds) -> Becomes | None:
    """Return what becomes of a cell in an argument, None for a sheet: as the reader has it."""
    found = MEANING.get(parameter.kind)
    if found is None:
        return None
    if parameter.optional and parameter.kind in (Kind.WORD, Kind.YESNO):
        found = {**found, **_USUAL}
    return found[holds]
