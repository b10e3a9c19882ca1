"""整改台账.xlsx: the ledger, its views, its history."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence

from xlsxwriter import Workbook

from qbe_xl.assessment import Assessment
from qbe_xl.remedy.ledger.model import Ledger
from qbe_xl.remedy.ledger.pages import groups, lists, overview, roadmap, table
from qbe_xl.report.record import RunRecord
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page
from qbe_xl.sheets.style import OPTIONS

SHEETS = (
    overview.NAME,
    table.NAME,
    lists.LATE_NAME,
    roadmap.NAME,
    *(view.name for view in groups.VIEWS),
    lists.UNITS_NAME,
    lists.HISTORY_NAME,
    lists.NOTES_NAME,
    lists.BASE_NAME,
)
_QUIET_TAB = "#9AA5B1"
_LATE_TAB = "#A4161A"

Fill = Callable[[Page], None]


def _pages(
    ledger: Ledger, county: str, book: Workbook | None
) -> list[tuple[str, Sequence[float], Fill]]:
    """The sheets that are seen, in their order."""
    found: list[tuple[str, Sequence[float], Fill]] = [
        (overview.NAME, overview.WIDTHS, lambda p: overview.write(p, book, ledger, county)),
        (table.NAME, table.widths(ledger), lambda p: table.write(p, ledger, county)),
        (lists.LATE_NAME, lists.LATE_WIDTHS, lambda p: lists.write_late(p, ledger)),
        (roadmap.NAME, roadmap.widths(ledger), lambda p: roadmap.write(p, ledger)),
    ]
    for view in groups.VIEWS:
        found.append(
            (view.name, groups.WIDTHS, lambda p, v=view: groups.write(p, ledger, v))  # type: ignore[misc]
        )
    return [
        *found,
        (lists.UNITS_NAME, lists.UNITS_WIDTHS, lambda p: lists.write_units(p, ledger)),
        (lists.HISTORY_NAME, lists.HISTORY_WIDTHS, lambda p: lists.write_history(p, ledger)),
        (lists.NOTES_NAME, lists.NOTES_WIDTHS, lambda p: lists.write_notes(p, ledger)),
    ]


def build(ledger: Ledger, assessment: Assessment, run: RunRecord) -> bytes:
    """Return 整改台账.xlsx; the same arguments give the same bytes."""
    target = io.BytesIO()
    book = Workbook(target, OPTIONS)
    book.set_properties(
        {
            "title": f"{assessment.county.name}义务教育优质均衡整改台账",
            "subject": run.standard,
            "author": "qbe_xl",
            "comments": f"运行编号 {run.id}",
            "created": run.time.astimezone(dt.UTC).replace(tzinfo=None),
        }
    )
    styles = style.Styles(book)
    upright = (overview.NAME, lists.NOTES_NAME)
    quiet = (lists.UNITS_NAME, lists.HISTORY_NAME, lists.NOTES_NAME)
    first: Page | None = None
    for name, widths, fill in _pages(ledger, assessment.county.name, book):
        tab = (
            _LATE_TAB if name == lists.LATE_NAME else _QUIET_TAB if name in quiet else style.ACCENT
        )
        page = Page(book, styles, name, widths, landscape=name not in upright, tab=tab)
        page.titles(assessment.county.name, f"运行编号 {run.id}", run.shown_time)
        fill(page)
        first = first or page
    for sheet in ledger.sheets:
        page = Page(
            book, styles, _free(book, sheet.name), lists.carried_widths(sheet), tab=_QUIET_TAB
        )
        lists.write_carried(page, sheet)
    base = Page(book, styles, lists.BASE_NAME, lists.BASE_WIDTHS, tab=_QUIET_TAB)
    lists.write_base(base, ledger)
    base.sheet.hide()
    assert first is not None
    first.sheet.activate()
    book.close()
    return target.getvalue()


def _free(book: Workbook, name: str) -> str:
    """A name that the file takes: of 31 characters, without those that none may hold."""
    bare = "".join("_" if sign in "[]:*?/\\" else sign for sign in name).strip("'")[:31] or "工作表"
    taken = {sheet.get_name().lower() for sheet in book.worksheets()}
    found, number = bare, 1
    while found.lower() in taken:
        number += 1
        found = f"{bare[:26]}({number})"
    return found
