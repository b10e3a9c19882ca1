"""qbe-xl new, status: the folder of a county's work, and how far it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbe_xl.cli.commands import Commands
from qbe_xl.cli.options import Force, write_new
from qbe_xl.cli.telling import say, titled
from qbe_xl.cli.working import above
from qbe_xl.errors import InputError, Place, Problem

if TYPE_CHECKING:
    from qbe_xl.project.status import Status

app = Commands()


@app.command(help="生成空白填报表；写的是文件夹（以 / 结尾，或已有的）就建成项目文件夹。")
def new(
    path: Annotated[
        str, typer.Argument(metavar="文件或文件夹", help="新填报表的名字（.xlsx），或项目文件夹")
    ],
    force: Force = False,
    book: Annotated[
        Path | None,
        typer.Option("--book", metavar="填报表", help="文件夹里有几份时，哪一份是项目的填报表"),
    ] = None,
) -> None:
    """Write an empty input workbook, or make a project folder."""
    if path.endswith(("/", "\\")) or Path(path).is_dir():
        _make(Path(path.rstrip("/\\") or path), book)
        return
    from qbe_xl.blank import blank_workbook

    written = write_new(Path(path), blank_workbook, force=force, ending=".xlsx")
    say(f"已生成空白填报表：{written}")


def _make(folder: Path, book: Path | None) -> None:
    from qbe_xl.project.folder import make_project

    made = make_project(folder, book)
    within = folder.resolve() == Path.cwd()
    say(f"项目文件夹：{folder.resolve().name if within else folder}")
    say(f"填报表：{made.project.state.book}（{'原有的' if made.adopted else '新的，空白'}）")
    if made.made:
        say(f"新建：{'、'.join(made.made)}；原有的没有改动。")
    say(f"{'请' if within else '请进入这个文件夹，'}运行 qbe-xl status 看下一步。")


@app.command(help="项目进展：哪些已完成、哪些已过时、下一步做什么。", quiet=False)
def status(
    folder: Annotated[
        Path, typer.Argument(metavar="文件夹", help="项目文件夹，不写为当前文件夹")
    ] = Path(),
) -> None:
    """Say what is done, stale and next."""
    from qbe_xl.project.folder import open_project
    from qbe_xl.project.status import status_of

    project = open_project(folder)
    if project is None:
        how = f"可用 qbe-xl new {'.' if folder == Path() else '文件夹/'} 建成项目"
        said = f"不是项目文件夹；{above(folder) or how}"
        raise InputError([Problem(Place(folder.resolve().name or str(folder)), said)])
    _say(status_of(project))


def _say(found: Status) -> None:
    from qbe_xl.project.kinds import BY_ID

    project = found.project
    say(f"项目：{project.name}")
    if found.book is not None:
        by = f"，由“{BY_ID[found.made_by].title}”生成" if found.made_by else ""
        say(f"填报表：{project.state.book}（学校 {found.schools} 所{by}）")
        if project.former:
            say(f"以前的填报表：{'、'.join(project.former)}（留着没有动，项目不再用）")
    if found.assessment is not None:
        say(f"{titled(found.assessment.county.name)}　{found.assessment.verdict.marked}")
    elif found.problems:
        say(f"填报表有 {len(found.problems)} 处须改正，现在不能评估")
    for step in found.steps:
        time = f"　{step.time:%Y-%m-%d %H:%M}" if step.time else ""
        why = f"：{'；'.join(step.why[:3])}" if step.why else ""
        more = f"等 {len(step.why)} 处" if len(step.why) > 3 else ""
        said = f"　{step.said}" if step.said else ""
        say(f"  {step.stand.mark} {step.kind.title}　{step.stand.word}{time}{why}{more}{said}")
    command = f"：{found.next.command}" if found.next.command else ""
    say(f"下一步：{found.next.words}{command}")
