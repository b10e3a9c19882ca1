"""How the input workbook looks: formats, widths of Chinese text, print settings."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from typing import Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qbe_xl.county.layout import Column, Kind

FORM = "县域义务教育优质均衡填报表"

Need = Literal["必填", "评估用", "选填"]
NEED_HELP: dict[Need, str] = {
    "必填": "这一行只要有内容就必须填，空着不能评估",
    "评估用": "指标要用；空着不妨碍评估，有关指标显示“待填报”",
    "选填": "多用于申报表和提示；有就填，可以空着，整列也可以删去",
}

_BODY = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_HEAD = {"font_name": "黑体", "font_size": 10, "valign": "vcenter", "text_wrap": True}
_LINE = {"border": 1, "border_color": "#B4BFCC"}
_INK, _QUIET, _FIXED, _OPTIONAL = "#1F2A37", "#5B6876", "#EEF1F5", "#F8F9FB"
_HEADERS: dict[Need, dict[str, object]] = {
    "必填": {"bg_color": "#17375E", "font_color": "#FFFFFF", "bold": True},
    "评估用": {"bg_color": "#3A75B0", "font_color": "#FFFFFF", "bold": True},
    "选填": {"bg_color": "#DCE4EE", "font_color": _INK, "italic": True},
}
_NUMBER_FORMATS: dict[Kind, str] = {"text": "@", "code": "@", "date": "yyyy-mm-dd"}
_HATCHED: dict[str, object] = {"pattern": 15, "fg_color": "#C9D1DB", "bg_color": "#FFFFFF"}
_SPECIAL: dict[str, dict[str, object]] = {
    "fixed": {"bg_color": _FIXED, "font_color": _INK},
    "unused": _HATCHED,
    "wrong": {"bg_color": "#F4B6B0", "font_color": "#7A1216", "bold": True},
    "doubtful": {"bg_color": "#FCE4B0", "font_color": "#6B4300"},
}
_MONEY = "#,##0.00"
_ALIGNED: dict[Kind, str] = {"choice": "center", "yesno": "center", "date": "center"}
_TEXT: tuple[Kind, ...] = ("text", "code")

LINE_HEIGHT = 13.5
"""Points that one line of 10-point text takes."""

_MOST_CHARACTERS = 32767
_A4 = 9
_PAGE_PIXELS = 960
"""What surely fits between our margins on A4 landscape at 96 dots an inch: fonts differ."""


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


def _shown(kind: Kind, unit: str) -> dict[str, object]:
    """How a value stands in its cell."""
    return {
        "num_format": _MONEY if unit == "元" else _NUMBER_FORMATS.get(kind, "General"),
        "align": _ALIGNED.get(kind, "left" if kind in _TEXT else "right"),
    }


class Styles:
    """The workbook being written, its formats by properties, and the title of its sheets.

    protected: whether headers and labels are locked, without a password, and input cells open.
    """

    def __init__(self, workbook: Workbook, title: str, *, protected: bool = False) -> None:
        self.workbook = workbook
        self.title = title
        self.protected = protected
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def _format(self, *parts: dict[str, object], **more: object) -> Format:
        properties: dict[str, object] = {}
        for part in (*parts, more):
            properties |= part
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]

    def sheet(self, name: str, note: str, colour: str) -> Worksheet:
        """Add a sheet with its title and a note in the first two rows."""
        sheet: Worksheet = self.workbook.add_worksheet(name)
        sheet.set_tab_color(colour)
        heading = f"{FORM}　{name}" + (f"　【{self.title}】" if self.title else "")
        locked = self._format({}, locked=True) if self.protected else None
        sheet.set_row(0, 27, locked)
        sheet.write_string(0, 0, heading, self._format(_HEAD, font_size=14, text_wrap=False))
        sheet.set_row(1, 18, locked)
        sheet.write_string(1, 0, note, self._format(_BODY, font_color=_QUIET))
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        foot = " ".join(filter(None, (name, self.title))).replace("&", "&&")
        sheet.set_footer(f"&L&9{foot[:120]}&R&9第 &P 页，共 &N 页")
        if self.protected:
            sheet.protect("", PROTECTION)
        return sheet

    def group(self) -> Format:
        """The heading over a group of columns."""
        return self._format(_HEAD, bg_color="#E3E8EE", font_color=_INK, align="left", **_LINE)

    def mark(self) -> Format:
        """The words 必填, 评估用, 选填 over a column."""
        return self._format(_BODY, font_size=9, font_color=_QUIET, align="center")

    def header(self, need: Need) -> Format:
        """A column's header."""
        return self._format(_HEAD, _HEADERS[need], _LINE, align="center")

    def heading(self) -> Format:
        """The header of a column that only explains."""
        return self._format(_HEAD, _LINE, bg_color="#E3E8EE", font_color=_INK, align="center")

    def section(self) -> Format:
        """A heading within 填表说明."""
        return self._format(_HEAD, font_size=12, font_color="#17375E", text_wrap=False)

    def body(
        self, kind: Kind, unit: str = "", *, optional: bool = False, bare: bool = False
    ) -> Format:
        """A cell to be filled in; bare: without lines, for whole columns."""
        return self._format(
            _BODY,
            {} if bare else _LINE,
            {"bg_color": _OPTIONAL} if optional and not bare else {},
            {"locked": False} if self.protected else {},
            _shown(kind, unit),
            text_wrap=kind == "text" and not bare,
        )

    def special(self, use: str, kind: Kind, unit: str = "") -> Format:
        """A cell of a record that is given (fixed), hatched (unused), wrong or doubtful.

        A given one is locked where the sheet is protected, the others are open.
        """
        opened: dict[str, object] = {"locked": False} if self.protected and use != "fixed" else {}
        looks = _SPECIAL[use]
        return self._format(
            _BODY, _LINE, _shown(kind, unit), looks, opened, text_wrap=kind == "text"
        )

    def open(self) -> Format:
        """A cell beyond the columns of the layout, which is open to staff."""
        return self._format(locked=False)

    def fixed(self, *, centred: bool = False) -> Format:
        """A cell that is not to be changed."""
        return self._format(
            _BODY,
            _LINE,
            bg_color=_FIXED,
            font_color=_INK,
            align="center" if centred else "left",
            text_wrap=True,
        )

    def closed(self) -> Format:
        """A cell where nothing is to be filled in, hatched."""
        return self._format(_BODY, _LINE, _HATCHED)

    def prose(self, *, lines: bool = False, centred: bool = False) -> Format:
        """Text of 填表说明."""
        return self._format(
            _BODY,
            _LINE if lines else {},
            text_wrap=True,
            font_color=_INK,
            align="center" if centred else "left",
        )

    def link(self) -> Format:
        """A link to a sheet."""
        return self._format(_BODY, _LINE, font_color="#1155AA", underline=1)

    def drawn(self) -> Format:
        """The lines that a row gets once it is filled in."""
        return self._format(_LINE)

    def lacking(self) -> Format:
        """A cell that must be filled in and is not."""
        return self._format(bg_color="#F9D6D2")


def need_of(column: Column) -> Need:
    """Return how much a column is needed."""
    return "必填" if column.filled else "选填" if column.optional else "评估用"


def with_unit(column: Column) -> str:
    """Return a column's header as printed: 教学仪器设备值（万元）."""
    return f"{column.header}（{column.unit}）" if column.unit else column.header


def extent(text: str) -> int:
    """Return how wide text is, in widths of a digit: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def lines(text: str, width: float) -> int:
    """Return how many lines text takes in a column of this width."""
    return sum(max(1, math.ceil(extent(part) / width)) for part in text.split("\n"))


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
        return max(10, max(map(extent, column.allowed)) + 4)
    if column.unit == "元":
        return 15
    by_kind: dict[Kind, float] = {"code": 14, "text": 16, "number": 12, "date": 13, "yesno": 10}
    return by_kind.get(column.kind, 11)


def pixels(width: float) -> int:
    """Return a column's width in pixels at 96 dots an inch."""
    return int(width * 7 + 5)


def breaks(widths: list[float], starts: list[int], repeated: int, scale: float) -> list[int]:
    """Return the columns where a new page begins, so that no group of columns is cut.

    starts: the first column of each group; repeated: columns printed on every page.
    """
    room = _PAGE_PIXELS / scale - sum(map(pixels, widths[:repeated]))
    found: list[int] = []
    used = 0
    for start, end in zip(starts, [*starts[1:], len(widths)], strict=True):
        size = sum(map(pixels, widths[max(start, repeated) : end]))
        if used and used + size > room:
            found.append(start)
            used = 0
        used += size
    return found


def write(sheet: Worksheet, row: int, place: int, value: object, cell: Format) -> None:
    """Write a value as what it is; text is never taken for a formula or a number.

    Raises ValueError for a value that no cell can hold.
    """
    if value is None or value == "":
        sheet.write_blank(row, place, None, cell)
    elif isinstance(value, bool):
        sheet.write_string(row, place, "是" if value else "否", cell)
    elif isinstance(value, str) and len(value) <= _MOST_CHARACTERS:
        sheet.write_string(row, place, value, cell)
    elif isinstance(value, (int, float)) and math.isfinite(value):
        sheet.write_number(row, place, value, cell)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, place, value, cell)
    else:
        raise ValueError(f"{sheet.get_name()}: a cell cannot hold {str(value)[:40]!r}")
