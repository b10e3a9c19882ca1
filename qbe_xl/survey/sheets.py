"""Workbooks of this room: opened with the looks of the result workbook."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

from xlsxwriter import Workbook

from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page
from qbe_xl.sheets.style import Styles

_OPTIONS = {
    "in_memory": True,
    "default_format_properties": {**style.FACE, "font_size": 11},
    "default_column_width": 72,
}


class Book:
    """A workbook being written in memory; the same pages give the same bytes."""

    def __init__(self, title: str, time: dt.datetime) -> None:
        self._target = io.BytesIO()
        self._book = Workbook(self._target, _OPTIONS)
        self._styles = Styles(self._book)
        self._title, self._time = title, time
        created = time.astimezone(dt.UTC).replace(tzinfo=None)
        self._book.set_properties({"title": title, "author": "qbe_xl", "created": created})

    def page(self, name: str, widths: Sequence[float], *, landscape: bool = False) -> Page:
        """Add a sheet with running titles."""
        page = Page(self._book, self._styles, name, widths, landscape=landscape)
        size = '&"等线,Regular"&9 '
        title = " ".join(self._title.split())[:60].replace("&", "&&")
        page.sheet.set_header(f"&L{size}{title}&R{size}{name}", {"margin": 0.35})
        page.sheet.set_footer(
            f"&C{size}第 &P 页　共 &N 页&R{size}{self._time:%Y-%m-%d %H:%M}", {"margin": 0.3}
        )
        return page

    def content(self) -> bytes:
        """Close the workbook and return it."""
        self._book.close()
        return self._target.getvalue()


def rows(page: Page, row: int, labels: Sequence[str], content: Sequence[Sequence[object]]) -> int:
    """Write a table: texts left, figures right, its last row apart if it is a total.

    Returns the row after it.
    """
    row = page.header(row, labels)
    styles = page.styles
    for cells in content:
        total = cells[0] == TOTAL
        more: style.Look = {"bold": True, "bg_color": style.BAND} if total else {}
        for column, value in enumerate(cells):
            if isinstance(value, str):
                page.text(row, column, value, styles(style.TEXT, more))
            elif isinstance(value, float):
                shown = style.percent_format(value)
                page.number(row, column, value, styles(style.FIGURE, more, num_format=shown))
            elif value is None:
                page.text(row, column, "—", styles(style.FIGURE, more))
            else:
                page.number(row, column, float(str(value)), styles(style.COUNT, more))
        texts = [(column, value) for column, value in enumerate(cells) if isinstance(value, str)]
        page.fit_all(row, texts)
        row += 1
    return row


TOTAL = "合计"
