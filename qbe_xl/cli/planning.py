"""qbe-xl plan, new-params: what is missing, and the cheapest way to pass."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbe_xl.cli.options import Book, Quiet, Standard, write_new
from qbe_xl.cli.progress import progress

if TYPE_CHECKING:
    from qbe_xl.remedy.path.run import Outcome

MOST_REASONS = 15


def plan(
    book: Book,
    out: Annotated[Path, typer.Option("--out", metavar="文件夹", help="结果写到哪里")] = Path(
        "out"
    ),
    standard: Standard = None,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit", metavar="秒", min=1, help="最多计算多久；到时给出已找到的最好方案"
        ),
    ] = 120.0,
    params: Annotated[
        Path | None,
        typer.Option("--params", metavar="文件", help="另用一个含“整改参数”表的工作簿"),
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Find the gaps and the cheapest plan."""
    from qbe_xl.remedy.path.run import STEPS, plan_file

    with progress(len(STEPS), quiet) as step:
        outcome = plan_file(
            book, out, standard, seconds=time_limit, parameters=params, progress=step
        )
    if not quiet:
        _say(outcome)


def new_params(
    file: Annotated[Path, typer.Argument(metavar="文件", help="新工作簿的名字（.xlsx）")],
    force: Annotated[bool, typer.Option("--force", help="文件已存在时覆盖")] = False,
    quiet: Quiet = False,
) -> None:
    """Write a workbook with the sheet 整改参数."""
    from qbe_xl.remedy.parameters_sheet import parameters_workbook

    written = write_new(file, parameters_workbook, force=force, ending=".xlsx")
    if not quiet:
        typer.echo(f"已生成整改参数表：{written}（可把该表移入填报表，或用 --params 指定）")


def _say(outcome: Outcome) -> None:
    from qbe_xl.remedy.path.wording import cost_words, gap_words, outcome_words

    remedies = outcome.remedies
    name = remedies.assessment.county.name or "（县名未填）"
    typer.echo(f"{name}　缺口 {len(remedies.gaps)} 处")
    for plan in remedies.plans:
        typer.echo(
            f"{plan.name}：{outcome_words(plan)}　费用 {cost_words(plan)}　{gap_words(plan)}"
        )
        for reason in plan.reasons[:MOST_REASONS]:
            typer.echo(f"  {reason}")
    for notice in outcome.notices:
        if notice.place.name == "整改参数":
            typer.echo(f"  {notice}")
    typer.echo("已写出：")
    for path in outcome.files.values():
        typer.echo(f"  {path}")
