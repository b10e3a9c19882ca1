"""How the sheets 说明, 看板 and 看板数据 look."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qbe_xl.assessment import State
from qbe_xl.county.blank.style import PROTECTION
from qbe_xl.sheets import style

INK, QUIET, ACCENT, BAND, EDGE = style.INK, style.QUIET, style.ACCENT, style.BAND, style.EDGE
FONT, HEAD_FONT = "宋体", "黑体"
COLOURS = {
    State.MET: ("#1B6B3A", "#DFF2E5"),
    State.UNMET: ("#A4161A", "#FBE0E0"),
    State.MISSING: ("#8A4B00", "#FDF0DC"),
    State.NOT_APPLICABLE: (QUIET, "#F3F4F6"),
}
"""Ink and ground of each state; its mark stands beside it always."""
_A4 = 9


class Looks:
    """The workbook being written and its formats by properties."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def cell(self, **properties: object) -> Format:
        """Return a format: 10-point text in the middle of its cell, and these properties."""
        whole = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "font_color": INK}
        whole |= properties
        key = tuple(sorted(whole.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(whole)
        return self._formats[key]

    def lined(self, **properties: object) -> Format:
        """Return the format of a cell of a table."""
        return self.cell(**{"border": 1, "border_color": EDGE} | properties)

    def title(self) -> Format:
        """The first row of a sheet."""
        return self.cell(font_name=HEAD_FONT, font_size=18, font_color=ACCENT)

    def heading(self) -> Format:
        """The heading of a block."""
        return self.cell(
            font_name=HEAD_FONT, font_size=12, font_color=ACCENT, bottom=2, bottom_color=ACCENT
        )

    def header(self) -> Format:
        """The header of a column."""
        return self.lined(font_name=HEAD_FONT, bg_color=BAND, align="center", text_wrap=True)

    def quiet(self, **properties: object) -> Format:
        """A note."""
        return self.cell(**{"font_color": QUIET} | properties)

    def link(self) -> Format:
        """A link to a sheet, in a table."""
        return self.lined(font_color="#1155AA", underline=1)

    def sheet(self, name: str, colour: str, title: str = "") -> Worksheet:
        """Add a sheet that prints one A4 page wide, protected without a password."""
        sheet: Worksheet = self.book.add_worksheet(name)
        sheet.set_tab_color(colour)
        sheet.hide_gridlines(2)
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.45, right=0.45, top=0.55, bottom=0.65)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        foot = " ".join(filter(None, (name, title))).replace("&", "&&")
        sheet.set_footer(f"&L&9{foot[:120]}&R&9第 &P 页，共 &N 页")
        sheet.protect("", PROTECTION)
        return sheet

    def colour_states(self, sheet: Worksheet, *area: int) -> None:
        """Colour the cells of an area that begin with a state's mark."""
        for state, (ink, ground) in COLOURS.items():
            made = self.book.add_format({"font_color": ink, "bg_color": ground, "bold": True})
            rule = {"type": "text", "criteria": "begins with", "value": state.mark, "format": made}
            sheet.conditional_format(*area, rule)
