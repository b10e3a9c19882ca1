"""From a workbook to the filing package."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from qbe_xl.assessment import Assessment
from qbe_xl.clauses.duties import load_duties
from qbe_xl.county.reading import open_county, read_book, read_county
from qbe_xl.documents.material import Material
from qbe_xl.documents.package import Package, files_of, make_documents, steps
from qbe_xl.documents.past import Past, earlier_result, former_ledger
from qbe_xl.documents.registry import DOCUMENTS
from qbe_xl.files.writing import write_all
from qbe_xl.remedy.ledger.reading import OUR_SHEETS
from qbe_xl.report.record import record
from qbe_xl.report.run import Progress, examine
from qbe_xl.standards import resolve

READING = ("读取填报表", "计算指标")


def all_steps(*, as_pdf: bool = False) -> int:
    """Return how many steps `documents_of_file` tells of."""
    return len(READING) + steps(as_pdf=as_pdf)


def documents_of_file(
    book_path: Path,
    out: Path,
    standard: str | None = None,
    *,
    templates: Path | None = None,
    as_pdf: bool = False,
    ledger: Path | None = None,
    since: Path | None = None,
    units: Path | None = None,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> tuple[Assessment, Package]:
    """Assess a workbook and write its filing package.

    ledger: the county's 整改台账, without it the one in `out` or the workbook's sheet; since: the
    assessment.json that 工作简报 compares with, without it the last package in `out`; units: a
    county's own file of responsible units.
    Raises InputError for a workbook, a ledger or a template that cannot be used (nothing is written),
    StandardError or OutputError.
    """
    progress(READING[0])
    book = open_county(book_path, OUR_SHEETS)
    county = read_county(book)
    progress(READING[1])
    assessment, notices = examine(county, resolve(county, standard))
    run = record(assessment, book_path.name, book.sha256, now or dt.datetime.now().astimezone())
    before = Past(
        former_ledger(book.sheets, out, ledger), earlier_result(run, out, since), load_duties(units)
    )
    package = make_documents(
        assessment,
        notices,
        run,
        out,
        templates=templates,
        as_pdf=as_pdf,
        spare=book_path,
        before=before,
        progress=progress,
    )
    return assessment, package


def papers_of_file(
    book_path: Path,
    out: Path,
    standard: str | None = None,
    *,
    questions: Path | None = None,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> dict[str, Path]:
    """Write the questionnaires of a county's survey, and its plan where the residents are known.

    questions: the county's own. Raises as `documents_of_file` does.
    """
    progress(READING[0])
    book, county = read_book(book_path)
    assessment, notices = examine(county, resolve(county, standard))
    run = record(assessment, book_path.name, book.sha256, now or dt.datetime.now().astimezone())
    material = Material(assessment, notices, run, questions=questions)
    progress("生成问卷")
    document = next(document for document in DOCUMENTS if document.id == "papers")
    files = files_of(document, material)
    progress("保存")
    return write_all(out, files)
