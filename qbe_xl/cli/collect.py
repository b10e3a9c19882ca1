"""qbe-xl collect: out to the schools, back, and from what the county has already."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbe_xl.cli.options import Book, Quiet
from qbe_xl.cli.progress import progress
from qbe_xl.errors import OutputError

if TYPE_CHECKING:
    from qbe_xl.collect.merge import MergeOutcome

app = typer.Typer(
    help="数据收集：给学校下发填报表，汇总交回的表，导入已有的统计表。", no_args_is_help=True
)
MOST_NAMED = 10

Into = Annotated[
    Path, typer.Option("--into", "--base", metavar="总表", help="全县的填报表；只读取，不改动")
]
LastYear = Annotated[
    Path | None, typer.Option("--last-year", metavar="填报表", help="上一年的总表，用来预填和比较")
]
Force = Annotated[bool, typer.Option("--force", help="同名文件已存在时覆盖")]


@app.command("split", help="下发：每所学校（或每个乡镇）一个填报表。")
def split_book(
    book: Book,
    out: Annotated[Path, typer.Option("--out", metavar="文件夹", help="下发的表放在哪里")],
    by: Annotated[
        str, typer.Option("--by", metavar="school|township", help="按学校或乡镇")
    ] = "school",
    last_year: LastYear = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Write the workbooks of all schools."""
    from qbe_xl.collect.split import prepare, write_parts

    if by not in ("school", "township"):
        raise typer.BadParameter("只能是 school（学校）或 township（乡镇）", param_hint="--by")
    parts = prepare(book, "township" if by == "township" else "school", last_year)
    with progress(len(parts) + 1, quiet) as step:
        outcome = write_parts(parts, out, force=force, progress=step)
    if not quiet:
        typer.echo(
            f"已生成 {len(outcome.files)} 个填报表（{outcome.schools} 所学校）：{outcome.folder}"
        )


@app.command("merge", help="汇总：把学校交回的表合成一个，列出谁没报、谁要改。")
def merge_returns(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="存放交回的表，子文件夹也读")],
    into: Into,
    out: Annotated[
        Path, typer.Option("--out", metavar="文件", help="汇总表（.xlsx），或放它的文件夹")
    ],
    last_year: LastYear = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Merge what came back."""
    from qbe_xl.collect.gather import files_in
    from qbe_xl.collect.merge import STEPS, merge

    if out.is_file() and not force:
        raise OutputError(f"“{out}”已经存在，没有改动；请换一个名字，或加 --force 覆盖")
    with progress(len(files_in(folder)) + len(STEPS), quiet) as step:
        outcome = merge(folder, into, out, last_year=last_year, force=force, progress=step)
    if not quiet:
        _say(outcome)


def _say(outcome: MergeOutcome) -> None:
    from qbe_xl.collect.status import ABSENT

    facts = outcome.facts
    typer.echo(f"{facts.summary}。")
    absent = [str(r.get("name")) for r in facts.schools if facts.state(str(r["code"])) == ABSENT]
    _say_some("未报", absent)
    _say_some("打不开", [f"{file.name}（{file.reasons[0]}）" for file in facts.refused])
    _say_some("需改正或核对", [path.name for path in outcome.corrections.values()])
    typer.echo("已写出：")
    for path in (outcome.merged, outcome.status_workbook, outcome.status_page):
        typer.echo(f"  {path}")
    if outcome.corrections:
        typer.echo(
            f"  {next(iter(outcome.corrections.values())).parent}（{len(outcome.corrections)} 个改正表）"
        )


def _say_some(word: str, names: list[str]) -> None:
    if names:
        typer.echo(f"{word} {len(names)}：")
        for name in names[:MOST_NAMED]:
            typer.echo(f"  {name}")
        if len(names) > MOST_NAMED:
            typer.echo("  …… 其余见“报送情况”")
