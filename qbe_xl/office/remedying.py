"""Commands about what is to be done: gaps, the cheapest path, the ledger."""

from __future__ import annotations

from pathlib import Path

from qbe_xl.errors import OutputError
from qbe_xl.files.book import open_book
from qbe_xl.office import assessing
from qbe_xl.office.commands import document_of
from qbe_xl.office.home import home_of
from qbe_xl.office.host import Document, Host
from qbe_xl.office.input_sheets import sheets_named
from qbe_xl.project.kinds import PARAMETERS

SECONDS = 60.0
"""How long the button searches: a spreadsheet that stands still longer seems dead."""
_LOCKS = ("~${}", ".~lock.{}#")
"""What Excel and LibreOffice put beside a file that is open."""


def plan_remedies(host: Host) -> None:
    """缺口与方案: find what is missing and the cheapest way to pass; write sheets of our own."""
    from qbe_xl.remedy.parameters import SHEET
    from qbe_xl.remedy.parameters_sheet import parameters_of
    from qbe_xl.remedy.path.run import find_remedies
    from qbe_xl.remedy.path.wording import cost_words, gap_words, outcome_words
    from qbe_xl.remedy.path.workbook import path_tables

    document = document_of(host)
    with document.working() as tell:
        found = assessing.examined(document, tell)
        sheets = sheets_named(document, {SHEET.name})
        with assessing.pointing(document):
            parameters, notices = parameters_of(sheets, found.assessment.county)
        remedies = find_remedies(
            found.assessment, parameters, seconds=SECONDS, progress=lambda step: tell(f"{step}……")
        )
        tell(assessing.STEPS[2])
        ours = document.results()
        first, *_ = ours.write(path_tables(remedies))
        first.activate()
    lines = [f"缺口 {len(remedies.gaps)} 处。"]
    for plan in remedies.plans:
        lines.append(
            f"{plan.name}：{outcome_words(plan)}　费用 {cost_words(plan)}　{gap_words(plan)}"
        )
    lines += [f"前提：{premise}" for premise in remedies.least.premises]
    lines += [str(notice) for notice in notices]
    lines.append(
        f"详见“{first.name}”等工作表；单价和限制可在“{SHEET.name}”表中改（没有该表即用惯例值）。"
    )
    host.tell("\n".join(lines))


def keep_ledger(host: Host) -> None:
    """整改台账: bring the ledger beside the document up to date, and open it."""
    from qbe_xl.clauses import duties
    from qbe_xl.remedy.ledger.reading import OUR_SHEETS
    from qbe_xl.remedy.ledger.run import WORKBOOK_NAME, write_ledger
    from qbe_xl.remedy.ledger.summaries import tally
    from qbe_xl.remedy.parameters import SHEET
    from qbe_xl.remedy.parameters_sheet import parameters_of

    document = document_of(host)
    home = home_of(document)
    _demand_closed(home.ledger, document)
    with document.working() as tell:
        found = assessing.examined(document, tell)
        sheets = sheets_named(document, OUR_SHEETS | {SHEET.name, duties.SHEET.name})
        with assessing.pointing(document):
            own = home.given(PARAMETERS)
            listed = open_book(own, only={SHEET.name}).sheets if own else sheets
            prices, _ = parameters_of(listed, found.assessment.county)
        outcome = write_ledger(
            found.assessment,
            found.run,
            home.ledger.parent,
            sheets,
            duties=duties.of(sheets, duties.beside(home.root)),
            prices=prices,
            progress=lambda step: tell(f"{step}……"),
        )
    home.remember("ledger", outcome.files.values(), found.assessment.standard.id)
    ledger, written = outcome.ledger, outcome.files[WORKBOOK_NAME]
    counts = tally(ledger.rows, ledger.today)
    host.open(written)
    lines = [
        f"整改台账 {counts.total} 件：未完成 {counts.open} 件，逾期 {counts.overdue} 件，"
        f"已销号等 {counts.closed} 件。\n{written}",
        f"上一份台账：{outcome.former or '没有，本次新建'}",
    ]
    if outcome.backup:
        lines.append(f"上一份已备份：{outcome.backup}")
    if ledger.notices:
        lines.append(f"提示 {len(ledger.notices)} 条，见工作表“台账说明”。")
    host.tell("\n".join(lines))


def _demand_closed(ledger: Path, document: Document) -> None:
    """Raise OutputError where somebody is writing in the ledger: that would not be merged."""
    if document.name == ledger.name:
        raise OutputError("这是整改台账，请打开填报工作簿，再点“整改台账”")
    if any(ledger.with_name(lock.format(ledger.name)).exists() for lock in _LOCKS):
        raise OutputError(f"“{ledger.name}”正在打开，请先保存并关闭它，再点“整改台账”")
