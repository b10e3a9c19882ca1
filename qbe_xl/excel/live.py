"""全县评估 in an open workbook: reads everything once, computes, writes sheets of its own.

The same body serves COM and xlwings' remote engine: nothing is read back after it was written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from qbe_xl.assessment import Assessment
from qbe_xl.errors import InputError, Notice, Problem
from qbe_xl.excel.live_input import read_live
from qbe_xl.excel.live_sheets import OurSheets
from qbe_xl.report.record import RunRecord, record
from qbe_xl.report.run import examine
from qbe_xl.report.tables import check_table, result_tables
from qbe_xl.standards import DEFAULT, load

Progress = Callable[[str], None]
STEPS = ("正在读取填报表……", "正在计算……", "正在写入结果……")


@dataclass(frozen=True)
class LiveOutcome:
    """What a run in an open workbook produced.

    renamed: our usual name of a sheet and the one it got, as a clerk's sheet bears the first.
    """

    assessment: Assessment
    notices: tuple[Notice, ...]
    run: RunRecord
    renamed: tuple[tuple[str, str], ...]


def run_assessment(
    book: Any,
    progress: Progress | None = None,
    *,
    standard: str = DEFAULT,
    now: dt.datetime | None = None,
) -> LiveOutcome:
    """Assess the county in an xlwings Book and write the results into sheets of ours.

    progress: told each step; without it the status bar shows them. Nothing is written before
    everything is computed. Raises InputError (the first cell in question is selected) or
    StandardError.
    """
    tell = progress or status(book)
    with quiet(book):
        rulebook = load(standard)
        tell(STEPS[0])
        sheets = {sheet.name: sheet for sheet in book.sheets}
        try:
            county, seal = read_live(sheets)
        except InputError as error:
            select_first(sheets, error)
            raise
        tell(STEPS[1])
        assessment, notices = examine(county, rulebook)
        run = record(assessment, book.name, seal, now or dt.datetime.now().astimezone())
        tables = result_tables(assessment, notices, run)
        tell(STEPS[2])
        ours = OurSheets(book, sheets)
        first, *_ = [ours.write(table) for table in tables]
        first.activate()
    return LiveOutcome(assessment, notices, run, tuple(ours.renamed))


@dataclass(frozen=True)
class CheckOutcome:
    """What a check of an open workbook found; sheet: the one that lists it."""

    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]
    sheet: str


def check_book(book: Any, progress: Progress | None = None) -> CheckOutcome:
    """List every problem of the workbook in a sheet of ours; select the first cell in question.

    Raises StandardError.
    """
    tell = progress or status(book)
    with quiet(book):
        rulebook = load(DEFAULT)
        tell(STEPS[0])
        sheets = {sheet.name: sheet for sheet in book.sheets}
        failure: InputError | None = None
        notices: tuple[Notice, ...] = ()
        try:
            county, _ = read_live(sheets)
            _, notices = examine(county, rulebook)
        except InputError as error:
            failure = error
        problems = failure.problems if failure else ()
        ours = OurSheets(book, sheets)
        listed = ours.write(check_table(problems, notices))
        if failure:
            select_first(sheets, failure)
        else:
            listed.activate()
        return CheckOutcome(problems, notices, listed.name)


def status(book: Any) -> Progress:
    """Return what shows a step in the status bar; the remote engine has none."""

    def show(step: str) -> None:
        with suppress(NotImplementedError):
            book.app.status_bar = step

    return show


@contextmanager
def quiet(book: Any) -> Iterator[None]:
    """Neither redraw nor recalculate meanwhile; then all is as before, also after a failure."""
    app, before = book.app, None
    with suppress(NotImplementedError):
        before = app.calculation
    try:
        app.screen_updating = False
        if before not in (None, "manual"):
            app.calculation = "manual"
        yield
    finally:
        with suppress(Exception):  # each is tried, whatever the others do
            if before not in (None, "manual"):
                app.calculation = before
        with suppress(Exception):
            app.screen_updating = True
        with suppress(Exception):
            app.status_bar = False


def select_first(sheets: dict[str, Any], error: InputError) -> None:
    """Show the first cell in question; a whole row, column or sheet where no cell is named."""
    by_name = {name.strip(): sheet for name, sheet in sheets.items()}
    for problem in error.problems:
        name, _, place = problem.cell.partition("!")
        if name not in by_name:
            continue
        if place.isdigit():
            place = f"A{place}"
        elif place.isalpha():
            place = f"{place}1"
        with suppress(Exception):  # a hidden sheet cannot be shown; the problem must be told
            by_name[name].activate()
            if place:
                by_name[name].range(place).select()
        return
