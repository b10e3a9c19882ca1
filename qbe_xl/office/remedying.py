"""Commands about what is to be done: gaps, the cheapest path, the plan that is adopted, the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qbe_xl.errors import OutputError
from qbe_xl.office import assessing
from qbe_xl.office.assessing import Examined
from qbe_xl.office.commands import document_of
from qbe_xl.office.home import Home, home_of
from qbe_xl.office.host import Document, Host, Progress
from qbe_xl.office.input_sheets import sheets_named

if TYPE_CHECKING:
    from qbe_xl.checkup.doubts import Doubts
    from qbe_xl.remedy.parameters import Parameters
    from qbe_xl.remedy.path.remedies import Remedies

SECONDS = 60.0
"""How long the button searches: a spreadsheet that stands still longer seems dead."""
_LOCKS = ("~${}", ".~lock.{}#")
"""What Excel and LibreOffice put beside a file that is open."""
_MOST_TOLD = 5


def plan_remedies(host: Host) -> None:
    """缺口与方案: find what is missing and the cheapest way to pass; write sheets of our own."""
    from qbe_xl.remedy.parameters import SHEET
    from qbe_xl.remedy.parameters_sheet import given_parameters
    from qbe_xl.remedy.path.run import write_remedies
    from qbe_xl.remedy.path.wording import cost_words, gap_words, outcome_words
    from qbe_xl.remedy.path.workbook import path_tables

    document = document_of(host)
    home = home_of(document)
    with document.working() as tell:
        found = assessing.examined(document, tell)
        sheets = sheets_named(document, {SHEET.name})
        with assessing.pointing(document):
            prices, notices = given_parameters(sheets, found.assessment.county, home.parameters)
        remedies = _remedies(found, prices, _doubts(found, home), tell)
        tell(assessing.STEPS[2])
        ours = document.results()
        first, *_ = ours.write(path_tables(remedies))
        first.activate()
        kept = home.keep(
            "plan",
            lambda out: write_remedies(
                remedies, found.run, notices, found.rulebook, out, tell
            ).values(),
            home.seal(document, found.sheets),
            standard=found.assessment.standard.id,
            options={"time_limit": SECONDS},
        )
    lines = [f"须先核实：{line}" for line in remedies.verify[:_MOST_TOLD]]
    lines.append(f"缺口 {len(remedies.gaps)} 处。")
    for plan in remedies.plans:
        lines.append(
            f"{plan.name}：{outcome_words(plan)}　费用 {cost_words(plan)}　{gap_words(plan)}"
        )
    lines += [f"前提：{premise}" for premise in remedies.least.premises]
    lines += [str(notice) for notice in notices]
    where = home.parameters or f"“{SHEET.name}”表"
    lines.append(f"详见“{first.name}”等工作表；单价和限制可在{where}中改（没有即用惯例值）。")
    if any(plan.cost for plan in remedies.plans):
        lines.append("要把其中一个列为整改台账的措施，请点“采用方案”。")
    host.tell("\n".join([*lines, *kept, *filter(None, [home.aside])]))


def keep_ledger(host: Host) -> None:
    """整改台账: bring the ledger beside the document up to date, and open it.

    It goes on with the plan that was adopted before; without one the measures are the usual.
    """
    _ledger(host)


def adopt_least(host: Host) -> None:
    """采用方案—最省方案: make its actions the ledger's measures."""
    from qbe_xl.remedy.ways import LEAST

    _ledger(host, LEAST)


def adopt_within(host: Host) -> None:
    """采用方案—预算内方案: make its actions the ledger's measures."""
    from qbe_xl.remedy.ways import WITHIN

    _ledger(host, WITHIN)


def adopt_moves(host: Host) -> None:
    """采用方案—只靠交流: make its actions the ledger's measures."""
    from qbe_xl.remedy.ways import MOVES

    _ledger(host, MOVES)


def adopt_none(host: Host) -> None:
    """采用方案—不按方案: the ledger's measures are the usual ones again."""
    from qbe_xl.remedy.ledger.run import NO_PLAN

    _ledger(host, NO_PLAN)


def _ledger(host: Host, plan: str = "") -> None:
    """Bring the ledger up to date; plan: the one to follow from now on, "" for that of before.

    What is searched for is written beside the ledger and into our sheets, so that plan and
    ledger are of one search.
    """
    from qbe_xl.clauses import duties
    from qbe_xl.remedy.ledger.reading import OUR_SHEETS
    from qbe_xl.remedy.ledger.run import (
        NO_PLAN,
        WORKBOOK_NAME,
        NoSuchPlan,
        choose,
        write_ledger,
    )
    from qbe_xl.remedy.ledger.summaries import tally
    from qbe_xl.remedy.ledger.wording import cost_words
    from qbe_xl.remedy.parameters import SHEET
    from qbe_xl.remedy.parameters_sheet import given_parameters
    from qbe_xl.remedy.path.run import WORKBOOK_NAME as PLAN_BOOK
    from qbe_xl.remedy.path.wording import outcome_words
    from qbe_xl.remedy.path.workbook import path_tables

    document = document_of(host)
    home = home_of(document)
    _demand_closed(home.ledger, document)
    with document.working() as tell:
        found = assessing.examined(document, tell)
        sheets = sheets_named(document, OUR_SHEETS | {SHEET.name, duties.SHEET.name})
        with assessing.pointing(document):
            prices, said = given_parameters(sheets, found.assessment.county, home.parameters)
        verify = _doubts(found, home)
        chosen, remedies, ours = None, None, None
        if plan and plan != NO_PLAN:
            ours = document.results()  # asked before the search: perhaps nothing may be written
            remedies = _remedies(found, prices, verify, tell)
            try:
                chosen = choose(remedies, plan, found.run, said, found.rulebook)
            except NoSuchPlan as error:
                reason = "；".join(problem.message for problem in error.problems)
                host.tell(f"{plan}：{reason}。\n台账没有改动。", "warning")
                return
        outcome = write_ledger(
            found.assessment,
            found.run,
            home.ledger.parent,
            sheets,
            duties=duties.of(sheets, duties.beside(home.root)),
            prices=prices,
            chosen=chosen,
            drop=plan == NO_PLAN,
            verify=verify,
            progress=lambda step: tell(f"{step}……"),
        )
        if ours is not None and remedies is not None:
            ours.write(path_tables(remedies))
    home.remember(
        "ledger",
        outcome.files.values(),
        found.assessment.standard.id,
        options={"plan": plan} if plan else None,
        read=home.seal(document, found.sheets),
    )
    ledger, written = outcome.ledger, outcome.files[WORKBOOK_NAME]
    counts = tally(ledger.rows, ledger.today)
    host.open(written)
    lines = [f"须先核实：{line}" for line in ledger.verify[:_MOST_TOLD]]
    if chosen is not None:
        lines.append(
            f"已采用{plan}（{outcome_words(chosen.plan)}）：措施列入台账，方案存为同一文件夹的“{PLAN_BOOK}”；以后点“整改台账”沿用，"
            "要撤回请点“采用方案—不按方案”。"
        )
    elif plan:
        lines.append("不再按方案：台账的措施改回逐项补齐。")
    lines += [
        f"整改台账 {counts.total} 件：未完成 {counts.open} 件，逾期 {counts.overdue} 件，"
        f"已销号等 {counts.closed} 件。\n{written}",
        cost_words(ledger),
        f"上一份台账：{outcome.former or '没有，本次新建'}",
    ]
    if not outcome.changed:
        lines.append("与上次相比没有变化，台账没有改写。")
    if outcome.backup:
        lines.append(f"上一份已备份：{outcome.backup}")
    if ledger.notices:
        lines.append(f"提示 {len(ledger.notices)} 条，见工作表“台账说明”。")
    host.tell("\n".join([*lines, *filter(None, [home.aside])]))


def _doubts(found: Examined, home: Home) -> Doubts:
    """What must be verified first, but for what was accepted of the checkup."""
    from qbe_xl.checkup.verifying import first_to_verify

    return first_to_verify(found.assessment, found.notices, home.checkup)


def _remedies(found: Examined, prices: Parameters, verify: Doubts, tell: Progress) -> Remedies:
    from qbe_xl.remedy.path.run import find_remedies

    return find_remedies(
        found.assessment,
        prices,
        seconds=SECONDS,
        doubts=verify,
        progress=lambda step: tell(f"{step}……"),
    )


def _demand_closed(ledger: Path, document: Document) -> None:
    """Raise OutputError where somebody is writing in the ledger: that would not be merged."""
    if document.name == ledger.name:
        raise OutputError("这是整改台账，请打开填报工作簿，再点“整改台账”")
    if any(ledger.with_name(lock.format(ledger.name)).exists() for lock in _LOCKS):
        raise OutputError(f"“{ledger.name}”正在打开，请先保存并关闭它，再点“整改台账”")
