"""全县评估 and 数据体检 in an open document: read once, compute, write sheets of our own.

Nothing is written before everything is computed, and nothing is read back after it was written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from qbe_xl.assessment import Assessment
from qbe_xl.checkup import log
from qbe_xl.checkup.findings import Finding
from qbe_xl.checkup.run import (
    Outcome,
    Taken,
    accept_typed,
    check_open_book,
    checkup_file,
    with_doubts,
)
from qbe_xl.checkup.typed import typed_in
from qbe_xl.checkup.workbook import TABLE_NAME, findings_table
from qbe_xl.county.reading import open_county, read_all
from qbe_xl.errors import InputError, Notice, OutputError, Problem
from qbe_xl.files.book import Sheet
from qbe_xl.files.opening.sheet import make_sheet
from qbe_xl.office.home import Home, home_of
from qbe_xl.office.host import Document, Progress
from qbe_xl.office.input_sheets import county_in, draft_of, input_sheets, sheets_named
from qbe_xl.office.our_sheets import find
from qbe_xl.report.front import NAME as FRONT
from qbe_xl.report.front import Front
from qbe_xl.report.record import RunRecord, record
from qbe_xl.report.run import examine, write_results
from qbe_xl.report.tables import NAMES as RESULTS
from qbe_xl.report.tables import result_tables
from qbe_xl.sheets import blocks
from qbe_xl.standards import Rulebook, resolve

NAMES = (FRONT, *RESULTS)
"""The sheets that 全县评估 writes, in their order: 一页纸汇报 before the results."""

STEPS = ("正在读取填报表……", "正在计算……", "正在写入结果……")


@dataclass(frozen=True)
class Examined:
    """An open document, read and assessed by a rulebook; sheets: those of the contract."""

    assessment: Assessment
    notices: tuple[Notice, ...]
    run: RunRecord
    rulebook: Rulebook
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class LiveOutcome(Examined):
    """What a run in an open document produced.

    renamed: our usual name of a sheet and the one it got, as a clerk's sheet bears the first;
    verify: what must be verified before anything is decided, a line each; kept: what is to be told
    of the files in the project, a line each.
    """

    renamed: tuple[tuple[str, str], ...]
    verify: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckOutcome:
    """What a check of an open document found; sheet: the one that lists it.

    problems keep the document from being assessed; findings: those and everything odd; unchecked:
    how much could not be compared for blanks, in words, "" for nothing; taken: what staff accepted in
    the column 确认, now or before; kept: what is to be told of the files in the project, a line each.
    """

    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]
    sheet: str
    unchecked: str
    taken: Taken
    kept: tuple[str, ...] = ()

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that nobody has accepted."""
        return tuple(one for one in self.findings if one.mark not in self.taken.accepted)


def run_assessment(
    document: Document,
    progress: Progress | None = None,
    *,
    standard: str | None = None,
    now: dt.datetime | None = None,
) -> LiveOutcome:
    """Assess the county in an open document and write the results into sheets of ours.

    progress: told each step; without it the status bar shows them. Raises InputError (the first
    cell in question is selected), StandardError, or QbeError where nothing may be written.
    """
    with document.working() as shown:
        tell = progress or shown
        found = examined(document, tell, standard=standard, now=now)
        home = home_of(document)
        front = _front(document, home, found)
        tables = result_tables(found.assessment, found.notices, found.run)
        tell(STEPS[2])
        ours = document.results()
        _, conclusion, *_ = ours.write([blocks.table(front.sheet), *tables])
        conclusion.activate()
        kept = home.keep(
            "assess",
            lambda out: write_results(
                found.assessment, found.notices, found.run, out, front, tell
            ).values(),
            home.seal(document, found.sheets),
            standard=found.assessment.standard.id,
            options={"standard": standard},
        )
    return LiveOutcome(
        found.assessment,
        found.notices,
        found.run,
        found.rulebook,
        found.sheets,
        tuple(ours.renamed),
        front.verify,
        (*kept, *filter(None, [home.aside])),
    )


def _front(document: Document, home: Home, found: Examined) -> Front:
    """The page for leaders, as `qbe-xl assess` puts it before the results."""
    from qbe_xl.clauses import duties
    from qbe_xl.documents.front import READ, front_of

    make = front_of(
        home.results,
        sheets_named(document, READ),
        parameters=home.parameters,
        units=duties.beside(home.root),
    )
    with pointing(document):
        return make(found.assessment, found.notices, found.run)


def examined(
    document: Document,
    tell: Progress,
    *,
    standard: str | None = None,
    now: dt.datetime | None = None,
) -> Examined:
    """Read and assess an open document.

    Raises InputError (the first cell in question is selected) or StandardError.
    """
    tell(STEPS[0])
    with pointing(document):
        sheets = input_sheets(document)
        county, seal = county_in(sheets)
    tell(STEPS[1])
    rulebook = resolve(county, standard)
    assessment, notices = examine(county, rulebook)
    run = record(assessment, document.name, seal, now or dt.datetime.now().astimezone())
    return Examined(assessment, notices, run, rulebook, sheets)


def check_document(document: Document, progress: Progress | None = None) -> CheckOutcome:
    """List all that is wrong or odd in a sheet of ours; select the first cell that must be mended.

    Raises StandardError, or QbeError where nothing may be written.
    """
    with document.working() as shown:
        tell = progress or shown
        tell(STEPS[0])
        county, problems, sheets = draft_of(document)
        tell(STEPS[1])
        assessment, notices = None, county.notices
        if not problems:
            assessment, notices = examine(county, resolve(county))
        texts = _typed_before(document)
        if texts and document.folder is None:
            raise OutputError("工作簿还没有保存过，“确认”栏写的没有处记；请先保存，再点“数据体检”")
        home = home_of(document)
        before = home.last_year
        last = read_all(open_county(before))[0] if before else None
        examined = check_open_book(county, problems, notices, last=last)
        ours = document.results()
        taken = accept_typed(
            home.checkup,
            examined.findings,
            texts,
            county.fact("填报人"),
        )
        kept, accepted = _whole(home, home.seal(document, sheets), before)
        taken = replace(taken, accepted={**taken.accepted, **accepted})
        if assessment is not None:
            examined = with_doubts(examined, assessment, taken.accepted)
        (listed,) = ours.write([findings_table(examined, taken.accepted)])
        if problems:
            select_first(document, problems)
        else:
            listed.activate()
        return CheckOutcome(
            problems,
            examined.findings,
            listed.name,
            examined.unchecked.told,
            taken,
            (*kept, *filter(None, [home.aside])),
        )


def _whole(
    home: Home, read: str, last_year: Path | None
) -> tuple[list[str], Mapping[str, log.Entry]]:
    """In a project, examine the file as well, with its formulas, hidden rows and links: the lines to
    be told, and what is accepted. A document with changes that were not saved has no such file."""
    from qbe_xl.project.seals import same_book

    book = home.project.book if home.project else None
    if book is None:
        return [], {}
    if not read or not same_book(book, read):
        return [
            "本工作簿有改动没有存盘，公式、隐藏的行等没有核对，没有记入项目进展；存盘后请再点一次。"
        ], {}
    made: list[Outcome] = []

    def write(out: Path) -> Iterable[Path]:
        made.append(checkup_file(book, out, last_year))
        return made[0].files.values()

    told = home.keep("checkup", write, read)
    if not made:
        return told, {}
    accepted = made[0].checkup.log.accepted()
    count = sum(one.mark not in accepted for one in made[0].checkup.findings)
    return [*told, f"连同公式、隐藏的行等，那里列出待核对的 {count} 条。"], accepted


def _typed_before(document: Document) -> Mapping[str, str]:
    """What staff typed into 确认 of the list that the run before wrote, by the mark of its finding."""
    contents = {name: document.read(name) for name in document.sheet_names if _is_list(name)}

    def title(name: str) -> object:
        rows = contents[name].rows
        return rows[0][0] if rows and rows[0] else None

    name, shape = find(TABLE_NAME, contents, title)
    if shape is None:
        return {}
    return typed_in(make_sheet(name, contents[name].rows, contents[name].faults, ()))


def _is_list(name: str) -> bool:
    return name.casefold().startswith(TABLE_NAME.casefold())


@contextmanager
def pointing(document: Document) -> Iterator[None]:
    """Select the first cell in question of whatever InputError is raised within."""
    try:
        yield
    except InputError as error:
        select_first(document, error.problems)
        raise


def select_first(document: Document, problems: Sequence[Problem]) -> None:
    """Show the first cell in question; a whole row, column or sheet where no cell is named."""
    by_name = {name.strip(): name for name in document.sheet_names}
    for problem in problems:
        place = problem.place
        if place.name not in by_name:
            continue
        cell = replace(place, row=place.row or 0, column=place.column or 0)
        with suppress(Exception):  # a hidden sheet cannot be shown; the problem must be told
            document.select(by_name[place.name], cell.inside if place.inside else "")
        return
