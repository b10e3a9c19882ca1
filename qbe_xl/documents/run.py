"""From a workbook to the filing package."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from qbe_xl.assessment import Assessment
from qbe_xl.county.reading import read_book
from qbe_xl.documents.package import Package, make_documents, steps
from qbe_xl.report.record import record
from qbe_xl.report.run import Progress, examine
from qbe_xl.standards import load

READING = ("读取填报表", "计算指标")


def all_steps(*, as_pdf: bool = False) -> int:
    """Return how many steps `documents_of_file` tells of."""
    return len(READING) + steps(as_pdf=as_pdf)


def documents_of_file(
    book_path: Path,
    out: Path,
    standard: str,
    *,
    templates: Path | None = None,
    as_pdf: bool = False,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> tuple[Assessment, Package]:
    """Assess a workbook and write its filing package.

    Raises InputError for a workbook or a template that cannot be used (nothing is written),
    StandardError or OutputError.
    """
    rulebook = load(standard)
    progress(READING[0])
    book, county = read_book(book_path)
    progress(READING[1])
    assessment, notices = examine(county, rulebook)
    run = record(assessment, book_path.name, book.sha256, now or dt.datetime.now().astimezone())
    package = make_documents(
        assessment,
        notices,
        run,
        out,
        templates=templates,
        as_pdf=as_pdf,
        spare=book_path,
        progress=progress,
    )
    return assessment, package
