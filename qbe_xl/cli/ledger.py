"""qbe-xl ledger: the working ledger of everything that is to be put right."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbe_xl.cli.commands import Commands
from qbe_xl.cli.options import (
    Again,
    Book,
    Force,
    NewBook,
    Out,
    Params,
    Standard,
    TimeLimit,
    Units,
    write_new,
)
from qbe_xl.cli.progress import progress
from qbe_xl.cli.telling import say, say_files, say_first, titled
from qbe_xl.cli.working import at_work
from qbe_xl.project.kinds import PARAMETERS, PLANS

if TYPE_CHECKING:
    from qbe_xl.remedy.ledger.run import LedgerOutcome

MOST_NOTICES = 20

app = Commands()


class PlanName(StrEnum):
    """The plans that a ledger may follow, as `qbe-xl plan` names them."""

    LEAST = "最省方案"
    WITHIN = "预算内方案"
    MOVES = "只靠交流"
    NONE = "不按方案"


@app.command(help="整改台账：由谁整改、何时完成、进展如何；再次运行时合并单位填写的内容。")
def ledger(
    book: Book = None,
    out: Out = None,
    previous: Annotated[
        Path | None,
        typer.Option(
            "--previous",
            "--ledger",
            metavar="文件",
            help="上一份台账；不写时用输出文件夹里的整改台账.xlsx，再没有就用填报表里的工作表“整改台账”",
        ),
    ] = None,
    units: Units = None,
    params: Params = None,
    standard: Standard = None,
    plan: Annotated[
        PlanName | None,
        typer.Option(
            "--plan",
            help="把这个方案的措施列入台账，费用合计与方案相同；不写时沿用上次选定的",
        ),
    ] = None,
    time_limit: TimeLimit = 120.0,
    again: Again = False,
) -> None:
    """Merge what is open with what staff wrote."""
    options = {
        "standard": standard,
        "previous": previous,
        "units": units,
        "params": params,
        "plan": plan.value if plan else None,
    }
    with at_work("ledger", book, out, again=again, options=options) as work:
        if work.idle:
            return
        from qbe_xl.remedy.ledger.run import STEPS, ledger_file

        with progress(len(STEPS)) as step:
            outcome = ledger_file(
                work.the_book,
                work.the_out,
                standard,
                previous=previous,
                units=work.own(units, *PLANS),
                parameters=work.own(params, PARAMETERS),
                plan=plan.value if plan else "",
                seconds=time_limit,
                progress=step,
            )
        _say(outcome)
        work.done(outcome.files.values(), standard=outcome.assessment.standard.id)


@app.command("new-units", help="生成本县方案表：名称、文号、成员单位、职责。")
def new_units(
    file: NewBook,
    example: Annotated[
        bool, typer.Option("--example", help="填好一个县的方案作样例，供参照修改")
    ] = False,
    force: Force = False,
) -> None:
    """Write a workbook with the sheet 本县方案."""
    from qbe_xl.clauses import duties
    from qbe_xl.remedy.county_plan_form import plan_workbook

    given = duties.example() if example else None
    written = write_new(file, lambda: plan_workbook(given), force=force, ending=".xlsx")
    say(f"已生成本县方案表：{written}（可把该表移入填报表，或用 --units 指定）")


def _say(outcome: LedgerOutcome) -> None:
    from qbe_xl.remedy.ledger.run import WORKBOOK_NAME
    from qbe_xl.remedy.ledger.summaries import states, tally
    from qbe_xl.remedy.ledger.wording import cost_words

    found = outcome.ledger
    if found.verify:
        say("须先核实：")
        say_first(found.verify, MOST_NOTICES)
    counts = tally(found.rows, found.today)
    name = titled(outcome.assessment.county.name)
    say(
        f"{name}　整改台账 {counts.total} 件：未完成 {counts.open} 件，逾期 {counts.overdue} 件，"
        f"30 天内到期 {counts.soon} 件，已销号等 {counts.closed} 件"
    )
    if counts.total:
        say("　".join(f"{word} {count} 件" for word, count in states(found).items() if count))
        say(cost_words(found))
    else:
        say("没有须整改的问题。")
    say(f"上一份台账：{outcome.former or '没有，本次新建'}")
    if not outcome.changed:
        say("与上次相比没有变化，台账没有改写，也没有另存备份")
    elif found.fresh:
        say(f"本次变化 {found.fresh} 条，见工作表“台账历史”")
    if found.notices:
        say(f"提示 {len(found.notices)} 条：")
        say_first(found.notices, MOST_NOTICES, "其余见工作表“台账说明”")
    if outcome.changed:
        say_files(outcome.files.values())
    if outcome.backup:
        say(f"上一份已备份：{outcome.backup}")
    written = outcome.files[WORKBOOK_NAME]
    if written.name != WORKBOOK_NAME:
        say(
            f"“{WORKBOOK_NAME}”正在打开，本次写到“{written.name}”；下次请加 --previous {written.name}"
        )
