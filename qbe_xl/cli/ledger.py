"""qbe-xl ledger: the working ledger of everything that is to be put right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbe_xl.cli.options import Book, Quiet, Standard
from qbe_xl.cli.progress import progress

if TYPE_CHECKING:
    from qbe_xl.remedy.ledger.run import LedgerOutcome

MOST_NOTICES = 20


def ledger(
    book: Book,
    out: Annotated[Path, typer.Option("--out", metavar="文件夹", help="台账写到哪里")] = Path(
        "out"
    ),
    previous: Annotated[
        Path | None,
        typer.Option(
            "--previous",
            "--ledger",
            metavar="文件",
            help="上一份台账；不写时用输出文件夹里的整改台账.xlsx，再没有就用填报表里的工作表“整改台账”",
        ),
    ] = None,
    units: Annotated[
        Path | None,
        typer.Option("--units", metavar="文件", help="本县的责任单位文件（TOML）"),
    ] = None,
    params: Annotated[
        Path | None,
        typer.Option("--params", metavar="文件", help="另用一个含“整改参数”表的工作簿"),
    ] = None,
    standard: Standard = None,
    quiet: Quiet = False,
) -> None:
    """Merge what is open with what staff wrote."""
    from qbe_xl.remedy.ledger.run import STEPS, ledger_file

    with progress(len(STEPS), quiet) as step:
        outcome = ledger_file(
            book,
            out,
            standard,
            previous=previous,
            units=units,
            parameters=params,
            progress=step,
        )
    if not quiet:
        _say(outcome)


def _say(outcome: LedgerOutcome) -> None:
    from qbe_xl.remedy.ledger.run import WORKBOOK_NAME
    from qbe_xl.remedy.ledger.summaries import states, tally

    found = outcome.ledger
    counts = tally(found.rows, found.today)
    name = outcome.assessment.county.name or "（县名未填）"
    typer.echo(
        f"{name}　整改台账 {counts.total} 件：未完成 {counts.open} 件，逾期 {counts.overdue} 件，"
        f"30 天内到期 {counts.soon} 件，已销号等 {counts.closed} 件"
    )
    typer.echo("　".join(f"{word} {count}" for word, count in states(found).items() if count))
    typer.echo(f"上一份台账：{outcome.former or '没有，本次新建'}")
    if found.fresh:
        typer.echo(f"本次变化 {found.fresh} 条，见工作表“台账历史”")
    if found.notices:
        typer.echo(f"提示 {len(found.notices)} 条：")
        for notice in found.notices[:MOST_NOTICES]:
            typer.echo(f"  {notice}")
        if len(found.notices) > MOST_NOTICES:
            typer.echo("  …… 其余见工作表“台账说明”")
    typer.echo("已写出：")
    for path in outcome.files.values():
        typer.echo(f"  {path}")
    if outcome.backup:
        typer.echo(f"上一份已备份：{outcome.backup}")
    written = outcome.files[WORKBOOK_NAME]
    if written.name != WORKBOOK_NAME:
        typer.echo(
            f"“{WORKBOOK_NAME}”正在打开，本次写到“{written.name}”；下次请加 --previous {written.name}"
        )
