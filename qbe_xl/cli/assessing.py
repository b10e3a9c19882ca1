"""qbe-xl assess, check, new: from an empty workbook to the results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbe_xl.cli.options import Book, Quiet, Standard, write_new
from qbe_xl.cli.progress import progress

if TYPE_CHECKING:
    from qbe_xl.report.run import Outcome

MOST_NOTICES = 20


def assess(
    book: Book,
    standard: Standard = None,
    out: Annotated[Path, typer.Option("--out", metavar="文件夹", help="结果写到哪里")] = Path(
        "out"
    ),
    quiet: Quiet = False,
) -> None:
    """Run the main job."""
    from qbe_xl.report.run import STEPS, assess_file

    with progress(len(STEPS), quiet) as step:
        outcome = assess_file(book, out, standard, progress=step)
    if not quiet:
        _say_outcome(outcome)


def check(book: Book, quiet: Quiet = False) -> None:
    """Read a workbook and say what is wrong with it."""
    from qbe_xl.county.reading import read_book
    from qbe_xl.report.run import examine
    from qbe_xl.standards import resolve

    with progress(2, quiet) as step:
        step("读取填报表")
        _, county = read_book(book)
        step("核对数据")
        _, notices = examine(county, resolve(county))
    if quiet:
        return
    typer.echo(
        f"{book.name} 可以评估：学校 {len(county.schools)} 所、班级 {len(county.classes)} 个、"
        f"专用教室 {len(county.rooms)} 间。"
    )
    _say_notices(notices, len(notices))


def new(
    file: Annotated[Path, typer.Argument(metavar="文件", help="新工作簿的名字（.xlsx）")],
    force: Annotated[bool, typer.Option("--force", help="文件已存在时覆盖")] = False,
    quiet: Quiet = False,
) -> None:
    """Write an empty input workbook."""
    from qbe_xl.county.blank import blank_workbook

    written = write_new(file, blank_workbook, force=force, ending=".xlsx")
    if not quiet:
        typer.echo(f"已生成空白填报表：{written}")


def _say_outcome(outcome: Outcome) -> None:
    from qbe_xl.assessment import GROUP_WORDS
    from qbe_xl.report.findings import obstacles

    assessment = outcome.assessment
    name = assessment.county.name or "（县名未填）"
    typer.echo(f"{name}　{assessment.verdict.marked}　（{assessment.standard.title}）")
    typer.echo(
        "　".join(f"{GROUP_WORDS[g]} {state.marked}" for g, state in assessment.groups.items())
    )
    found = obstacles(assessment)
    if found:
        typer.echo("影响通过的事项（按轻重）：")
        for number, obstacle in enumerate(found, 1):
            typer.echo(f"{number:3d}. {obstacle.state.mark} {obstacle.title}：{obstacle.summary}")
    _say_notices(outcome.notices, MOST_NOTICES)
    typer.echo("已写出：")
    for path in outcome.files.values():
        typer.echo(f"  {path}")


def _say_notices(notices: tuple[object, ...], most: int) -> None:
    if not notices:
        return
    typer.echo(f"数据提示 {len(notices)} 条（不影响计算，请核对）：")
    for notice in notices[:most]:
        typer.echo(f"  {notice}")
    if len(notices) > most:
        typer.echo("  …… 其余见结果表“问题清单”")
