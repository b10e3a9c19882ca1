"""qbe-xl plan, new-params: what is missing, and the cheapest way to pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    write_new,
)
from qbe_xl.cli.progress import progress
from qbe_xl.cli.telling import say, say_files, say_first, titled
from qbe_xl.cli.working import at_work
from qbe_xl.project.kinds import PARAMETERS

if TYPE_CHECKING:
    from qbe_xl.remedy.path.run import Outcome

MOST_REASONS = 15

app = Commands()


@app.command(help="缺口与方案：缺口的数量，和费用最省的达标方案。")
def plan(
    book: Book = None,
    out: Out = None,
    standard: Standard = None,
    time_limit: TimeLimit = 120.0,
    params: Params = None,
    again: Again = False,
) -> None:
    """Find the gaps and the cheapest plan."""
    options = {"standard": standard, "time_limit": time_limit, "params": params}
    with at_work("plan", book, out, again=again, options=options) as work:
        if work.idle:
            return
        from qbe_xl.remedy.path.run import STEPS, plan_file

        with progress(len(STEPS)) as step:
            outcome = plan_file(
                work.the_book,
                work.the_out,
                standard,
                seconds=time_limit,
                parameters=work.own(params, PARAMETERS),
                progress=step,
            )
        _say(outcome)
        work.done(outcome.files.values(), standard=outcome.remedies.assessment.standard.id)


@app.command("new-params", help="生成整改参数表：单价、许可和上限。")
def new_params(
    file: NewBook,
    force: Force = False,
) -> None:
    """Write a workbook with the sheet 整改参数."""
    from qbe_xl.remedy.parameters_form import parameters_workbook

    written = write_new(file, parameters_workbook, force=force, ending=".xlsx")
    say(f"已生成整改参数表：{written}（可把该表移入填报表，或用 --params 指定）")


def _say(outcome: Outcome) -> None:
    from qbe_xl.remedy.path.wording import cost_words, gap_words, outcome_words, remarks

    remedies = outcome.remedies
    name = titled(remedies.assessment.county.name)
    say(f"{name}　缺口 {len(remedies.gaps)} 处")
    if remedies.verify:
        say("须先核实：")
        say_first(remedies.verify, MOST_REASONS)
    told: set[str] = set()
    for plan in remedies.plans:
        say(f"{plan.name}：{outcome_words(plan)}　费用 {cost_words(plan)}　{gap_words(plan)}")
        fresh = [line for line in remarks(plan) if line not in told]
        say_first(fresh, MOST_REASONS)
        told.update(fresh)
    for notice in outcome.notices:
        if notice.place.name == "整改参数":
            say(f"  {notice}")
    say_files(outcome.files.values())
