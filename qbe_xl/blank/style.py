"""How the input workbook looks: its looks, widths of Chinese text, print settings."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from qbe_xl.assessment import State
from qbe_xl.clauses import words
from qbe_xl.county.layout import Column, Kind
from qbe_xl.sheets import palette
from qbe_xl.sheets.layout import lines
from qbe_xl.sheets.looks import DATE, Look, columns, marked
from qbe_xl.sheets.model import Cell, Paper, Part, Row, Sheet, Tall, Value

FORM = "县域义务教育优质均衡填报表"

Need = Literal["必填", "评估用", "选填"]
NEED_HELP: dict[Need, str] = {
    "必填": "该行有内容时必须填写，空白不能评估",
    "评估用": "指标所用；空白不影响评估，有关指标显示“待填报”",
    "选填": "多用于申报表和提示；可以不填，整列也可以删去",
}

_BODY = Look(font="宋体", size=10, valign="vcenter")
_HEAD = Look(font="黑体", size=10, valign="vcenter", wrap=True)
_LINE = Look(line=1, edge=palette.EDGE)
_LABEL = _HEAD(ground=palette.BAND, ink=palette.INK) | _LINE
GROUP = _LABEL(align="left")
"""The heading over a group of columns."""
HEADING = _LABEL(align="center")
"""The header of a column that only explains."""
MARK = _BODY(ink=palette.QUIET, align="center")
"""The words 必填, 评估用, 选填 over a column."""
_HEADERS: dict[Need, Look] = {
    "必填": Look(ground=palette.ACCENT, ink=palette.PAPER, bold=True),
    "评估用": Look(ground=palette.ASKED, ink=palette.PAPER, bold=True),
    "选填": Look(ground=palette.BAND, ink=palette.INK, italic=True),
}
HEADERS = {need: (_HEAD | look | _LINE)(align="center") for need, look in _HEADERS.items()}
"""A column's header, by how much it is needed."""
_TITLE = _HEAD(size=14, wrap=False)
_TITLE_LINE = Tall(line=19, room=0.8, lost=2, edge=6)
_NOTE = _BODY(ink=palette.QUIET)
SECTION = _HEAD(size=12, ink=palette.ACCENT, wrap=False)
"""A heading within a sheet of explanations."""
PROSE = _BODY(wrap=True, ink=palette.INK, align="left")
LINED = PROSE | _LINE
LINED_CENTRE = LINED(align="center")
FIXED = LINED(ground=palette.FIXED)
"""A cell that is not to be changed."""
FIXED_CENTRE = FIXED(align="center")
_HATCHED = Look(pattern=15, hatch=palette.FULL["not_applicable"], ground=palette.PAPER)
CLOSED = _BODY | _LINE | _HATCHED
"""A cell where nothing is to be filled in."""
LINK = (_BODY | _LINE)(ink=palette.ACCENT, underline=True)
DRAWN = _LINE
"""The lines that a row gets once it is filled in."""
LACKING = Look(ground=palette.UNMET.ground)
"""A cell that must be filled in and is not."""
OPEN = Look(locked=False)
"""A cell beyond the columns of the layout, which is open to staff."""
_LOCKED = Look(locked=True)
DOUBTFUL = marked(words.NEAR_MARK)
"""A figure that is to be looked at again."""
_SPECIAL = {
    "fixed": Look(ground=palette.FIXED, ink=palette.INK),
    "unused": _HATCHED,
    "wrong": marked(State.UNMET)(bold=True),
    "doubtful": DOUBTFUL,
}
_MONEY = "0.00"
_NUMBER_FORMATS: dict[Kind, str] = {"text": "@", "code": "@", "date": DATE}
_ALIGNED: dict[Kind, str] = {"choice": "center", "yesno": "center", "date": "center"}
_TEXT: tuple[Kind, ...] = ("text", "code")

WRAPPED = Tall(line=13.5, room=1, lost=0, edge=5)
"""Texts in 10 points, in columns that are full to the edge."""

_MOST_CHARACTERS = 32767
_PAPER = Paper(margins=(0.4, 0.4, 0.5, 0.6), centred=False)


PROTECTION = dict.fromkeys(
    (
        "objects",
        "scenarios",
        "format_cells",
        "format_columns",
        "format_rows",
        "insert_columns",
        "insert_rows",
        "delete_rows",
        "sort",
        "autofilter",
    ),
    True,
)
"""What staff may still do in a protected sheet, besides filling in its open cells."""


@cache
def body(kind: Kind, unit: str = "", use: str = "") -> Look:
    """Return the look of a cell to be filled in, in a workbook without protection.

    use: optional; bare, without lines, for whole columns; or that of a record which is given
    (fixed), hatched (unused), wrong or doubtful.
    """
    look = _BODY if use == "bare" else _BODY | _LINE
    look = look(
        number=_MONEY if unit == "元" else _NUMBER_FORMATS.get(kind, "General"),
        align=_ALIGNED.get(kind, "left" if kind in _TEXT else "right"),
        wrap=True if kind == "text" and use != "bare" else None,
    )
    return look(ground=palette.OPTIONAL) if use == "optional" else look | _SPECIAL.get(use, Look())


@dataclass(frozen=True, slots=True)
class Form:
    """What the sheets of one workbook share.

    title: of all of them; protected: whether headers and labels are locked, without a password,
    and input cells open.
    """

    title: str = ""
    protected: bool = False

    def body(self, kind: Kind, unit: str = "", use: str = "") -> Look:
        """Return the look of a cell to be filled in; a given one (fixed) is locked."""
        look = body(kind, unit, use)
        return _opened(look) if self.protected and use != "fixed" else look

    def sheet(self, name: str, note: str, tab: str, parts: Sequence[Part], **more: Any) -> Sheet:
        """Return a sheet with its title and a note in the first two rows.

        more: what else is said of the sheet and of its paper.
        """
        foot = " ".join(filter(None, (name, self.title))).replace("&", "&&")
        paper = {key: more.pop(key) for key in (*more,) if key in _ON_PAPER}
        heading = f"{FORM}　{name}" + (f"　【{self.title}】" if self.title else "")
        whole = _LOCKED if self.protected else None
        below = (Row((Cell(note, _NOTE),), height=18, whole=whole), *parts)
        made = Sheet(
            name,
            (Row((Cell(heading, _TITLE),), height=27, whole=whole), *below),
            tab=tab,
            paper=replace(
                _PAPER, **({"footer": f"&L&10 {foot[:120]}&R&10 第 &P 页，共 &N 页"} | paper)
            ),
            protected=self.protected,
            allowed=PROTECTION,
            **({"gridlines": True} | more),
        )
        if lines(heading, sum(made.sizes), _TITLE_LINE) <= 1:
            return made
        # a title that runs on over the last column would shrink the whole page
        over = Cell(heading, _TITLE(wrap=True), len(made.sizes))
        return replace(made, parts=(Row((over,), fit=_TITLE_LINE, least=27, whole=whole), *below))


_ON_PAPER = {*Paper.__slots__}


@cache
def _opened(look: Look) -> Look:
    return look(locked=False)


def need_of(column: Column) -> Need:
    """Return how much a column is needed."""
    return "必填" if column.filled else "选填" if column.optional else "评估用"


def with_unit(column: Column) -> str:
    """Return a column's header as printed: 教学仪器设备值（万元）."""
    return f"{column.header}（{column.unit}）" if column.unit else column.header


_WIDTHS = {
    "学校名称": 28,
    "所属乡镇": 12,
    "班级名称": 18,
    "年级": 12,
    "学科": 18,
    "编号": 8,
    "项目": 32,
    "情形": 34,
    "说明": 50,
    "内容": 36,
    "简要结论": 46,
    "佐证材料": 30,
}
_ANY_ANSWER = 18


def width_of(column: Column, *, items: bool = False) -> float:
    """Return a column's width; items: of a sheet that lists items, whose values are of all kinds."""
    if column.header in _WIDTHS:
        return _WIDTHS[column.header]
    if items:
        return _ANY_ANSWER
    if column.kind == "choice":
        return max(10, max(map(columns, column.allowed)) + 4)
    if column.unit == "元":
        return 15
    by_kind: dict[Kind, float] = {"code": 14, "text": 16, "number": 12, "date": 13, "yesno": 10}
    return by_kind.get(column.kind, 11)


def pixels(width: float) -> int:
    """Return a column's width in pixels at 96 dots an inch."""
    return int(width * 7 + 5)


def value_of(value: object) -> Value:
    """Return what a cell shows of a value of a row: a bool as 是 or 否.

    Raises ValueError for a value that no cell can hold.
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str) and len(value) <= _MOST_CHARACTERS:
        return value
    if value is None or isinstance(value, dt.date):
        return value
    if isinstance(value, (int, float)) and math.isfinite(value):
        return value
    raise ValueError(f"a cell cannot hold {str(value)[:40]!r}")
