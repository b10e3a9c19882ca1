"""全县评估 and 数据体检 in an open document: read once, compute, write sheets of our own.

Nothing is written before everything is computed, and nothing is read back after it was written.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

from qbe_xl.assessment import Assessment
from qbe_xl.errors import InputError, Notice, Problem
from qbe_xl.office.host import Document, Progress
from qbe_xl.office.input_sheets import read_document
from qbe_xl.report.record import RunRecord, record
from qbe_xl.report.run import examine
from qbe_xl.report.tables import check_table, result_tables
from qbe_xl.standards import DEFAULT, load

STEPS = ("正在读取填报表……", "正在计算……", "正在写入结果……")


@dataclass(frozen=True)
class LiveOutcome:
    """What a run in an open document produced.

    renamed: our usual name of a sheet and the one it got, as a clerk's sheet bears the first.
    """

    assessment: Assessment
    notices: tuple[Notice, ...]
    run: RunRecord
    renamed: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CheckOutcome:
    """What a check of an open document found; sheet: the one that lists it."""

    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]
    sheet: str


def run_assessment(
    document: Document,
    progress: Progress | None = None,
    *,
    standard: str = DEFAULT,
    now: dt.datetime | None = None,
) -> LiveOutcome:
    """Assess the county in an open document and write the results into sheets of ours.

    progress: told each step; without it the status bar shows them. Raises InputError (the first
    cell in question is selected), StandardError, or QbeError where nothing may be written.
    """
    with document.working() as shown:
        tell = progress or shown
        rulebook = load(standard)
        tell(STEPS[0])
        try:
            county, seal = read_document(document)
        except InputError as error:
            select_first(document, error)
            raise
        tell(STEPS[1])
        assessment, notices = examine(county, rulebook)
        run = record(assessment, document.name, seal, now or dt.datetime.now().astimezone())
        tables = result_tables(assessment, notices, run)
        tell(STEPS[2])
        ours = document.results()
        first, *_ = [ours.write(table) for table in tables]
        first.activate()
    return LiveOutcome(assessment, notices, run, tuple(ours.renamed))


def check_document(document: Document, progress: Progress | None = None) -> CheckOutcome:
    """List every problem of the document in a sheet of ours; select the first cell in question.

    Raises StandardError, or QbeError where nothing may be written.
    """
    with document.working() as shown:
        tell = progress or shown
        rulebook = load(DEFAULT)
        tell(STEPS[0])
        failure: InputError | None = None
        notices: tuple[Notice, ...] = ()
        try:
            county, _ = read_document(document)
            _, notices = examine(county, rulebook)
        except InputError as error:
            failure = error
        problems = failure.problems if failure else ()
        listed = document.results().write(check_table(problems, notices))
        if failure:
            select_first(document, failure)
        else:
            listed.activate()
        return CheckOutcome(problems, notices, listed.name)


def select_first(document: Document, error: InputError) -> None:
    """Show the first cell in question; a whole row, column or sheet where no cell is named."""
    by_name = {name.strip(): name for name in document.sheet_names}
    for problem in error.problems:
        name, _, place = problem.cell.partition("!")
        if name not in by_name:
            continue
        if place.isdigit():
            place = f"A{place}"
        elif place.isalpha():
            place = f"{place}1"
        with suppress(Exception):  # a hidden sheet cannot be shown; the problem must be told
            document.select(by_name[name], place)
        return
