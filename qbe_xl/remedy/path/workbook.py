"""缺口与方案.xlsx, and the same sheets for hosts that are written in blocks of cells."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence

from xlsxwriter import Workbook

from qbe_xl.remedy.path.pages import actions, gaps, overview, parameters
from qbe_xl.remedy.path.remedies import Remedies
from qbe_xl.report.record import RunRecord
from qbe_xl.sheets import style
from qbe_xl.sheets.condensing import condense
from qbe_xl.sheets.page import Page
from qbe_xl.sheets.recording import recording
from qbe_xl.sheets.table import Table

Fill = Callable[[Page], None]

_OPTIONS = {
    "in_memory": True,
    "default_format_properties": {**style.FACE, "font_size": 11},
    "default_column_width": 72,
}


def _sheets(remedies: Remedies) -> list[tuple[str, Sequence[float], Fill]]:
    """Every sheet with its widths and how it is filled, in order."""
    found: list[tuple[str, Sequence[float], Fill]] = [
        (overview.NAME, overview.WIDTHS, lambda page: overview.write(page, remedies)),
        (gaps.TOTALS_NAME, gaps.TOTALS_WIDTHS, lambda page: gaps.write_totals(page, remedies)),
        (gaps.LIST_NAME, gaps.LIST_WIDTHS, lambda page: gaps.write_list(page, remedies)),
    ]
    for plan in remedies.plans:

        def fill(page: Page, plan: object = plan) -> None:
            actions.write(page, plan)  # type: ignore[arg-type]

        found.append((actions.name_of(plan), actions.WIDTHS, fill))
    return [
        *found,
        (
            actions.TOWNSHIPS_NAME,
            actions.TOWNSHIPS_WIDTHS,
            lambda page: actions.write_townships(page, remedies.plans),
        ),
        (parameters.NAME, parameters.WIDTHS, lambda p: parameters.write(p, remedies.parameters)),
    ]


def build(remedies: Remedies, run: RunRecord) -> bytes:
    """Return 缺口与方案.xlsx; the same arguments give the same bytes."""
    target = io.BytesIO()
    book = Workbook(target, _OPTIONS)
    book.set_properties(
        {
            "title": f"{remedies.assessment.county.name}义务教育优质均衡缺口与整改方案",
            "subject": run.standard,
            "author": "qbe_xl",
            "comments": f"运行编号 {run.id}",
            "created": run.time.astimezone(dt.UTC).replace(tzinfo=None),
        }
    )
    styles = style.Styles(book)
    for name, widths, fill in _sheets(remedies):
        page = Page(book, styles, name, widths)
        page.titles(remedies.assessment.county.name, f"运行编号 {run.id}", run.shown_time)
        fill(page)
    book.close()
    return target.getvalue()


def path_tables(remedies: Remedies) -> tuple[Table, ...]:
    """Return the same sheets for Excel and LibreOffice, in their order."""
    found = []
    for name, widths, fill in _sheets(remedies):
        page, sheet = recording(name, widths)
        fill(page)
        found.append(condense(sheet, widths))
    return tuple(found)
