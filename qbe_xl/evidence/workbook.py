"""佐证材料目录.xlsx."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

from xlsxwriter import Workbook

from qbe_xl.evidence import pages
from qbe_xl.evidence.overview import Overview
from qbe_xl.report.workbook import OPTIONS
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

_SHEETS: tuple[tuple[str, tuple[float, ...], Callable[[Page, Overview], None]], ...] = (
    (pages.OVERVIEW, pages.OVERVIEW_WIDTHS, pages.write_overview),
    (pages.DOCUMENTS, pages.DOCUMENTS_WIDTHS, pages.write_documents),
    (pages.MISSING, pages.MISSING_WIDTHS, pages.write_missing),
    (pages.FILES, pages.FILES_WIDTHS, pages.write_files),
    (pages.CHANGES, pages.CHANGES_WIDTHS, pages.write_changes),
    (pages.ODDITIES, pages.ODDITIES_WIDTHS, pages.write_oddities),
)
SHEETS = tuple(name for name, _, _ in _SHEETS)


def build(overview: Overview) -> bytes:
    """Return 佐证材料目录.xlsx; the same overview gives the same bytes."""
    target = io.BytesIO()
    book = Workbook(target, {**OPTIONS, "strings_to_urls": False, "max_url_length": 2079})
    book.set_properties(
        {
            "title": f"{overview.county}佐证材料目录",
            "author": "qbe_xl",
            "created": overview.time.astimezone(dt.UTC).replace(tzinfo=None),
        }
    )
    styles = style.Styles(book)
    for name, widths, fill in _SHEETS:
        page = Page(book, styles, name, widths)
        page.titles(overview.county, "佐证材料", overview.shown_time)
        fill(page, overview)
    book.close()
    return target.getvalue()
