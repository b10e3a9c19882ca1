"""The looks of the result workbook: one palette, one face, number formats with their marks."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from qbe_xl.assessment import State
from qbe_xl.clauses import words
from qbe_xl.clauses.records import RESOURCES

Look = Mapping[str, object]

FONT = "等线"
_GB2312 = 134
"""Where 等线 is lacking, this character set makes Excel and WPS take 宋体."""

INK = "#1F2933"
QUIET = "#5B6673"
ACCENT = "#1F4E79"
BAND = "#E4ECF4"
EDGE = "#B8C4D0"

FACE: Look = {"font_name": FONT, "font_charset": _GB2312, "font_scheme": "none"}
BASE: Look = {**FACE, "font_size": 10, "font_color": INK, "valign": "vcenter"}

CELL: Look = {**BASE, "border": 1, "border_color": EDGE}
TEXT: Look = {**CELL, "text_wrap": True, "align": "left", "indent": 1}
CENTER: Look = {**CELL, "align": "center"}
FIGURE: Look = {**CELL, "align": "right", "indent": 1}
COUNT: Look = {**FIGURE, "num_format": "#,##0"}
HEADER: Look = {
    **CELL,
    "text_wrap": True,
    "align": "center",
    "bold": True,
    "font_color": ACCENT,
    "bg_color": BAND,
}
TITLE: Look = {**BASE, "font_size": 16, "bold": True, "font_color": ACCENT}
HEADING: Look = {**BASE, "font_size": 12, "bold": True, "font_color": ACCENT}
NOTE: Look = {**BASE, "font_size": 9, "font_color": QUIET, "text_wrap": True}

_COLOURS = {
    State.MET.mark: ("#1B6B3A", "#E8F5EC"),
    words.NEAR_MARK: ("#8A4B00", "#FDF0DC"),
    State.UNMET.mark: ("#A4161A", "#FBE6E6"),
    State.MISSING.mark: ("#2F5D8A", "#E8F0F8"),
    State.NOT_APPLICABLE.mark: (QUIET, "#F3F4F6"),
}


def colours(mark: str) -> tuple[str, str]:
    """Return ink and ground of a mark."""
    return _COLOURS[mark]


def marked(mark: str) -> Look:
    """Return the looks of a cell that bears a mark."""
    ink, ground = _COLOURS[mark]
    return {"font_color": ink, "bg_color": ground}


def marked_figure(mark: str, number_format: str) -> Look:
    """Return the looks of a figure that bears a mark at its left edge; it stays a number.

    Only what asks for attention has a coloured ground.
    """
    ink, ground = _COLOURS[mark]
    looks: Look = {**FIGURE, "num_format": with_mark(mark, number_format), "font_color": ink}
    return looks if mark == State.MET.mark else {**looks, "bg_color": ground}


def decimal_format(decimals: int, *, grouped: bool = False, percent: bool = False) -> str:
    """Return a number format: 0.00, #,##0.00 or 0.0%."""
    whole = "#,##0" if grouped else "0"
    return whole + ("." + "0" * decimals if decimals else "") + ("%" if percent else "")


def with_mark(mark: str, number_format: str) -> str:
    """Return a number format that puts a mark at the left edge; the cell stays a number."""
    return f'"{mark}"* {number_format}'


def value_format(id: str, value: float, line: float | None) -> str:
    """Return the number format of a resource indicator, exact enough to see its side of a line."""
    return decimal_format(words.decimals_for(value, RESOURCES[id].shown, line), grouped=True)


def cv_format(value: float, limit: float | None) -> str:
    """Return the number format of a 差异系数."""
    return decimal_format(words.decimals_for(value, words.CV_DECIMALS, limit))


def percent_format(value: float, line: float | None = None) -> str:
    """Return the number format of a share."""
    of_hundred = None if line is None else line * 100
    decimals = words.decimals_for(value * 100, words.RATE_DECIMALS, of_hundred)
    return decimal_format(decimals, percent=True)


def columns(text: str) -> float:
    """Return about how many columns a text takes: Chinese characters take two."""
    return (len(text) + len(text.encode(errors="replace"))) / 2


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}
        self._looks: dict[int, Look] = {}

    def __call__(self, *looks: Look, **more: object) -> Format:
        """Return the format of these looks laid over one another."""
        whole: dict[str, object] = {}
        for look in looks:
            whole |= look
        whole |= more
        key = tuple(sorted(whole.items()))
        if key not in self._made:
            made = self._book.add_format(whole)
            self._made[key] = made
            self._looks[id(made)] = whole
        return self._made[key]

    def state(self, state: State, **more: object) -> Format:
        """Return the format of a cell that shows a state."""
        return self(CENTER, marked(state.mark), **more)

    def quoted(self, made: Format) -> Format:
        """Return a format of ours under which text stays text when it is edited."""
        return self(self._looks[id(made)], quote_prefix=True)


OPTIONS = {
    "in_memory": True,
    "default_format_properties": {**FACE, "font_size": 11},
    "default_column_width": 72,  # pixels, as wide as this face makes it
}
