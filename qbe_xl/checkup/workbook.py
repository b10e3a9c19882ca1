"""数据体检.xlsx; and its first sheet for an open workbook."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence

from xlsxwriter import Workbook

from qbe_xl.checkup import pages
from qbe_xl.checkup.findings import Finding
from qbe_xl.checkup.result import Checkup
from qbe_xl.report.workbook import OPTIONS
from qbe_xl.sheets import style
from qbe_xl.sheets.condensing import condense
from qbe_xl.sheets.page import Page
from qbe_xl.sheets.recording import recording
from qbe_xl.sheets.table import Table

SHEETS = (
    pages.FINDINGS,
    pages.SCHOOLS,
    pages.VISITS,
    pages.FORMS,
    pages.LOG,
    pages.RULES,
)
TABLE_NAME = "数据体检结果"
_QUIET_TAB = "#9AA5B1"
_NOTE = "只供核对，不改动任何数；确实无误的可以确认，写明理由。"


def build(checkup: Checkup) -> bytes:
    """Return 数据体检.xlsx; the same checkup gives the same bytes."""
    target = io.BytesIO()
    book = Workbook(target, OPTIONS)
    book.set_properties(
        {
            "title": f"{checkup.county.name}数据体检",
            "author": "qbe_xl",
            "created": checkup.time.astimezone(dt.UTC).replace(tzinfo=None),
        }
    )
    styles = style.Styles(book)
    run = f"{checkup.input_name}　SHA-256 {checkup.input_sha256[:12]}".replace("&", "&&")
    for name, widths, fill in _sheets(checkup):
        tab = _QUIET_TAB if name in (pages.LOG, pages.RULES) else style.ACCENT
        page = Page(book, styles, name, widths, landscape=name != pages.FORMS, tab=tab)
        page.titles(checkup.county.name, run, checkup.shown_time)
        fill(page)
    book.close()
    return target.getvalue()


def _sheets(
    checkup: Checkup,
) -> Sequence[tuple[str, Sequence[float], Callable[[Page], None]]]:
    said = "；".join((pages.counted(checkup), *checkup.remarks))

    def findings(page: Page) -> None:
        title = f"{checkup.county.name}数据体检结果"
        pages.write_findings(page, checkup.findings, checkup.accepted, title, f"{said}。{_NOTE}")

    return (
        (pages.FINDINGS, pages.FINDINGS_WIDTHS, findings),
        (pages.SCHOOLS, pages.SCHOOLS_WIDTHS, lambda p: pages.write_schools(p, checkup)),
        (pages.VISITS, pages.VISITS_WIDTHS, lambda p: pages.write_visits(p, checkup)),
        (pages.FORMS, pages.FORMS_WIDTHS, lambda p: pages.write_forms(p, checkup)),
        (pages.LOG, pages.LOG_WIDTHS, lambda p: pages.write_log(p, checkup)),
        (pages.RULES, pages.RULES_WIDTHS, lambda p: pages.write_rules(p, checkup)),
    )


def findings_table(findings: Sequence[Finding]) -> Table:
    """Return 数据体检结果 for a host that is written in blocks of cells."""
    page, sheet = recording(TABLE_NAME, pages.FINDINGS_WIDTHS)
    must = sum(finding.kind == "填报要求" for finding in findings)
    note = f"须改正的问题 {must} 处；其他可疑之处 {len(findings) - must} 处。{_NOTE}"
    pages.write_findings(page, findings, {}, TABLE_NAME, note)
    return condense(sheet, pages.FINDINGS_WIDTHS)
