"""qbe-xl many: every county of a prefecture, a province or the nation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qbe_xl.cli.commands import Commands
from qbe_xl.cli.options import Standard
from qbe_xl.cli.progress import progress
from qbe_xl.cli.telling import say, say_files, say_first

_SHOWN = 20

app = Commands()


@app.command(help="汇总：一个文件夹里各县的填报表，逐县评估后汇总（州市、省、全国）。")
def many(
    folder: Annotated[
        Path, typer.Argument(metavar="文件夹", help="各县填报表所在的文件夹，可分州市存放")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="文件夹", help="汇总写到哪里")] = Path(
        "汇总"
    ),
    standard: Standard = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="个数", min=1, help="同时用几个进程；默认每个处理器一个"),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="地址", help="交给已有的 Dask 集群（tls://主机:端口）"),
    ] = None,
) -> None:
    """Judge every workbook below a folder."""
    from qbe_xl.many.finding import workbooks
    from qbe_xl.many.run import STEPS
    from qbe_xl.many.run import many as run_many

    with progress(len(workbooks(folder, out)) + len(STEPS)) as step:
        outcome = run_many(
            folder, out, standard or "", workers=workers, scheduler=scheduler, progress=step
        )
    from qbe_xl.assessment.states import State

    verdicts = "　".join(f"{s.marked} {outcome.by_verdict.get(s.id, 0)}" for s in State if s < 3)
    say(f"共 {outcome.counties + outcome.unusable} 个文件：{verdicts}　不能用 {outcome.unusable}")
    say(f"本次新读 {outcome.read} 个，其余沿用上次的结果。")
    say_first(outcome.notices, _SHOWN, "其余见汇总表“复核提示”")
    say_files(path for name, path in outcome.files.items() if "/" not in name)
    say(f"各州市的汇总在“{out}”下以州市命名的文件夹里。")
