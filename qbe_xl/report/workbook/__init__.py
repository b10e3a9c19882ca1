"""The result workbook: one assessment as nine sheets, ready to read, filter, check and print.

Written with XlsxWriter, the only place that imports it: it stores formulas together with their
values, draws charts, and never takes a text for a formula.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

from xlsxwriter import Workbook

from qbe_xl.assessment import Assessment
from qbe_xl.errors import Notice
from qbe_xl.report.record import RunRecord
from qbe_xl.report.workbook import (
    balance,
    check,
    conclusion,
    indicators,
    log,
    problems,
    schools,
    steps,
)
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

SHEETS = (
    conclusion.NAME,
    indicators.NAME,
    schools.NAME,
    balance.NAME,
    problems.NAME,
    check.NAME,
    steps.NAME,
    steps.SECTIONS_NAME,
    log.NAME,
)

OPTIONS = {
    "in_memory": True,
    "default_format_properties": {**style.FACE, "font_size": 11},
    "default_column_width": 72,  # pixels, as wide as this face makes it
}
_QUIET_TAB = "#9AA5B1"


def build(assessment: Assessment, notices: Sequence[Notice], run: RunRecord) -> bytes:
    """Return the result workbook (.xlsx); the same arguments give the same bytes."""
    target = io.BytesIO()
    book = Workbook(target, OPTIONS)
    _describe(book, assessment, run)
    styles = style.Styles(book)

    def page(name: str, widths: Sequence[float], **setting: object) -> Page:
        made = Page(book, styles, name, widths, **setting)  # type: ignore[arg-type]
        made.titles(assessment.county.name, f"运行编号 {run.id}", run.shown_time)
        return made

    verdict, _ = style.colours(assessment.verdict.mark)
    first = page(conclusion.NAME, conclusion.WIDTHS, landscape=False, tab=verdict)
    conclusion.write(first, book, assessment, run)
    indicators.write(page(indicators.NAME, indicators.WIDTHS), assessment)
    schools.write(page(schools.NAME, schools.WIDTHS), assessment)
    balance.write(page(balance.NAME, balance.WIDTHS), assessment)
    problems.write(page(problems.NAME, problems.WIDTHS), assessment, notices)
    check.write(page(check.NAME, check.WIDTHS, tab=_QUIET_TAB), assessment)
    steps.write(page(steps.NAME, steps.WIDTHS, tab=_QUIET_TAB), assessment)
    working = page(steps.SECTIONS_NAME, steps.SECTIONS_WIDTHS, tab=_QUIET_TAB)
    steps.write_sections(working, assessment)
    log.write(page(log.NAME, log.WIDTHS, tab=_QUIET_TAB), assessment, run)
    first.sheet.activate()
    book.close()
    return target.getvalue()


def _describe(book: Workbook, assessment: Assessment, run: RunRecord) -> None:
    """The document's properties; its time is that of the run."""
    book.set_properties(
        {
            "title": f"{assessment.county.name}义务教育优质均衡发展评估结果",
            "subject": run.standard,
            "author": "qbe_xl",
            "comments": f"运行编号 {run.id}",
            "created": run.time.astimezone(dt.UTC).replace(tzinfo=None),
        }
    )
