"""The result sheets for hosts in which blocks of cells are written: Excel, LibreOffice.

They are the sheets of the result workbook, so both hold the same words and figures.
"""

from __future__ import annotations

from collections.abc import Sequence

from qbe_xl.assessment import Assessment
from qbe_xl.errors import Notice
from qbe_xl.report.record import RunRecord
from qbe_xl.report.workbook import balance, conclusion, indicators, log, problems, schools
from qbe_xl.sheets import blocks
from qbe_xl.sheets.table import Table

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
    sheets = (
        conclusion.sheet(assessment, run),
        indicators.sheet(assessment),
        schools.sheet(assessment),
        balance.sheet(assessment),
        problems.sheet(assessment, notices),
        log.sheet(assessment, run),
    )
    return tuple(map(blocks.table, sheets))
