"""A listing as a sheet in the looks of the result workbook."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from qbe_xl.assessment import State
from qbe_xl.clauses import words
from qbe_xl.collect.listing import Field, Listing
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page
from qbe_xl.sheets.style import Styles

MARKS = {
    "●": State.MET.mark,
    "◐": words.NEAR_MARK,
    "✕": State.UNMET.mark,
    "○": State.MISSING.mark,
}


def add_listing(book: Workbook, styles: Styles, listing: Listing, tab: str = style.ACCENT) -> None:
    """Add a sheet with this table."""
    page = Page(book, styles, listing.name, [field.width for field in listing.fields], tab=tab)
    row = page.title(0, listing.name, listing.note)
    page.header(row, [field.header for field in listing.fields])
    page.sheet.freeze_panes(row + 1, 0)
    page.repeat(row, row)
    page.sheet.set_footer(
        f'&L&"等线,Regular"&9 {listing.name}&R&"等线,Regular"&9 第 &P 页　共 &N 页'
    )
    first = row
    for number, cells in enumerate(listing.rows):
        row += 1
        for place, (field, value) in enumerate(zip(listing.fields, cells, strict=True)):
            target = listing.links.get((number, place))
            if target:
                link = styles(style.TEXT, font_color="#1155AA", underline=1)
                page.sheet.write_url(row, place, f"external:{target}", link, str(value))
            elif isinstance(value, int):
                page.number(row, place, value, _format(styles, field, value))
            else:
                page.text(row, place, value, _format(styles, field, value))
        page.fit_all(row, [(n, str(value)) for n, value in enumerate(cells)])
    if listing.rows:
        page.sheet.autofilter(first, 0, row, page.last)
    else:
        page.merged(row + 1, 0, page.last, listing.empty, styles(style.CENTER))


def _format(styles: Styles, field: Field, value: object) -> Format:
    if field.look == "mark":
        mark = MARKS.get(str(value)[:1])
        return styles(style.CENTER, style.marked(mark)) if mark else styles(style.CENTER)
    if field.look == "quiet":
        return styles(style.TEXT, font_size=8, font_color=style.QUIET)
    if field.look == "count":
        return styles(style.COUNT)
    return styles(style.CENTER if field.look in ("centre", "code") else style.TEXT)
