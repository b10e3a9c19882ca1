"""The result sheets for hosts in which blocks of cells are written: Excel, LibreOffice.

The pages of the result workbook are filled as for the file, but kept instead of written, so both
hold the same words and figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qbe_xl.assessment import Assessment
from qbe_xl.errors import Notice
from qbe_xl.report.record import RunRecord
from qbe_xl.report.workbook import balance, conclusion, indicators, log, problems, schools
from qbe_xl.sheets.condensing import MARKS, condense
from qbe_xl.sheets.page import Page
from qbe_xl.sheets.recording import recording
from qbe_xl.sheets.table import Block, Scalar, Table

__all__ = ["MARKS", "NAMES", "Block", "Scalar", "Table", "result_tables"]

NAMES = (
    conclusion.NAME,
    indicators.NAME,
    schools.NAME,
    balance.NAME,
    problems.NAME,
    log.NAME,
)


def result_tables(
    assessment: Assessment, notices: Sequence[Notice], run: RunRecord
) -> tuple[Table, ...]:
    """Return the result sheets of an assessment, in their order."""

    def table(name: str, widths: Sequence[float], fill: Callable[[Page], None]) -> Table:
        page, sheet = recording(name, widths)
        fill(page)
        return condense(sheet, widths)

    def verdict(page: Page) -> None:
        conclusion.write(page, None, assessment, run)

    return (
        table(conclusion.NAME, conclusion.WIDTHS, verdict),
        table(indicators.NAME, indicators.WIDTHS, lambda p: indicators.write(p, assessment)),
        table(schools.NAME, schools.WIDTHS, lambda p: schools.write(p, assessment)),
        table(balance.NAME, balance.WIDTHS, lambda p: balance.write(p, assessment)),
        table(problems.NAME, problems.WIDTHS, lambda p: problems.write(p, assessment, notices)),
        table(log.NAME, log.WIDTHS, lambda p: log.write(p, assessment, run)),
    )
