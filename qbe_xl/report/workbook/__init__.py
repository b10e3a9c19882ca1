"""The result workbook: one assessment as nine sheets, ready to read, filter, check and print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from qbe_xl.assessment import Assessment
from qbe_xl.errors import Notice
from qbe_xl.report.book import workbook
from qbe_xl.report.front import Front
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
from qbe_xl.sheets.model import Sheet


def build(
    assessment: Assessment,
    notices: Sequence[Notice],
    run: RunRecord,
    front: Front | None = None,
) -> bytes:
    """Return the result workbook (.xlsx); the same arguments give the same bytes.

    front: what stands before the results.
    """
    county = assessment.county.name
    first = [front.sheet] if front else []
    every = chain(first, sheets(assessment, notices, run))
    return workbook("义务教育优质均衡发展评估结果", county, every, run)


def sheets(assessment: Assessment, notices: Sequence[Notice], run: RunRecord) -> Iterator[Sheet]:
    """Yield every sheet, in order."""
    yield conclusion.sheet(assessment, run)
    yield indicators.sheet(assessment)
    yield schools.sheet(assessment)
    yield balance.sheet(assessment)
    yield problems.sheet(assessment, notices)
    yield check.sheet(assessment)
    yield steps.sheet(assessment)
    yield steps.sections_sheet(assessment)
    yield log.sheet(assessment, run)
