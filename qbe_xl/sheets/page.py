"""One sheet of the result workbook: columns, headings, cells, and how it prints."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qbe_xl.assessment import State
from qbe_xl.sheets import style
from qbe_xl.sheets.pieces import clean
from qbe_xl.sheets.style import Styles, columns

_A4 = 9
_LINE = 15.0
"""Points that a line of 10-point text takes."""
_ROOM = 1.2
"""Columns of 10-point text that fit in one unit of column width."""
_INDENT = 2.5
"""Columns of text lost to the indent and the margins of a cell."""


class _Sheet(Worksheet):  # type: ignore[misc]
    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Take a formula as it is: ours use no newer function, for which XlsxWriter seeks long."""
        return formula.removeprefix("=")


class Page:
    """A worksheet that is set up and being filled. Rows and columns are 0-based."""

    def __init__(
        self,
        book: Workbook,
        styles: Styles,
        name: str,
        widths: Sequence[float],
        *,
        landscape: bool = True,
        tab: str = style.ACCENT,
    ) -> None:
        self.name, self.styles, self.widths = name, styles, widths
        self.sheet = book.add_worksheet(name, _Sheet)
        self.last = len(widths) - 1
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self.sheet.set_tab_color(tab)
        self.sheet.hide_gridlines(2)
        self.sheet.set_paper(_A4)
        if landscape:
            self.sheet.set_landscape()
        self.sheet.set_margins(left=0.45, right=0.45, top=0.75, bottom=0.65)
        self.sheet.center_horizontally()
        self.sheet.fit_to_pages(1, 0)

    def titles(self, county: str, run: str, time: str) -> None:
        """Put these words, sheet and page into the header and footer."""
        county = " ".join(county.split())[:60].replace("&", "&&")
        size = '&"等线,Regular"&9 '
        self.sheet.set_header(f"&L{size}{county}&R{size}{self.name}", {"margin": 0.35})
        self.sheet.set_footer(
            f"&L{size}{run}&C{size}第 &P 页　共 &N 页&R{size}{time}",
            {"margin": 0.3},
        )

    def text(self, row: int, column: int, text: str, made: Format) -> None:
        """Write a text; one that looks like a formula stays a text."""
        if not text.isprintable():
            text = clean(text)
        if text[:1] in ("=", "+", "-", "@"):
            made = self.styles.quoted(made)
        if text:
            self.sheet.write_string(row, column, text, made)
        else:
            self.sheet.write_blank(row, column, None, made)

    def number(
        self, row: int, column: int, value: float | None, made: Format, blank: str = ""
    ) -> None:
        """Write a figure, or for none a text."""
        if value is None or not math.isfinite(value):
            self.text(row, column, blank, made)
        else:
            self.sheet.write_number(row, column, value, made)

    def state(self, row: int, column: int, state: State) -> None:
        """Write a state: mark, word and colour."""
        self.sheet.write_string(row, column, state.marked, self.styles.state(state))

    def merged(self, row: int, first: int, last: int, text: str, made: Format) -> None:
        """Write a text over some columns of a row."""
        if first == last:
            self.text(row, first, text, made)
            return
        self.sheet.merge_range(row, first, row, last, "", made)
        self.text(row, first, text, made)

    def title(self, row: int, text: str, note: str = "") -> int:
        """Write the sheet's title and a note under it; return the next row."""
        self.sheet.set_row(row, 28)
        self.text(row, 0, text, self.styles(style.TITLE))
        if note:
            self.note(row + 1, note)
        return row + 2 if note else row + 1

    def note(self, row: int, text: str) -> None:
        """Write a quiet text over the whole width, as high as it needs."""
        self.merged(row, 0, self.last, text, self.styles(style.NOTE))
        self.fit(row, text, 0, self.last)

    def heading(self, row: int, text: str) -> int:
        """Write the title of a block; return the next row."""
        self.sheet.set_row(row, 24)
        self.text(row, 0, text, self.styles(style.HEADING))
        return row + 1

    def header(self, row: int, labels: Sequence[str], height: float | None = None) -> int:
        """Write a header row; return the next row."""
        made = self.styles(style.HEADER)
        for column, label in enumerate(labels):
            self.text(row, column, label, made)
        self.sheet.set_row(row, height or 26)
        return row + 1

    def fit(self, row: int, text: str, first: int, last: int, least: float = 18.0) -> None:
        """Make a row as high as a text over some columns needs."""
        self.sheet.set_row(row, max(least, self.lines(text, first, last) * _LINE + 4))

    def fit_all(self, row: int, cells: Iterable[tuple[int, str]], least: float = 18.0) -> None:
        """Make a row as high as the texts of these columns need."""
        most = max(self.lines(text, column, column) for column, text in cells)
        self.sheet.set_row(row, max(least, most * _LINE + 4))

    def lines(self, text: str, first: int, last: int) -> int:
        """Return how many lines a text takes when wrapped over some columns."""
        room = sum(self.widths[first : last + 1]) * _ROOM - _INDENT
        return sum(max(1, math.ceil(columns(part) / room)) for part in text.split("\n"))

    def repeat(self, first: int, last: int) -> None:
        """Repeat rows at the top of every printed page."""
        self.sheet.repeat_rows(first, last)
