"""The command line: parses, calls, prints."""

from __future__ import annotations

import atexit
import gc
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbe_xl import __version__
from qbe_xl.errors import InputError, OutputError, QbeError, StandardError
from qbe_xl.standards import DEFAULT

if TYPE_CHECKING:
    from rich.progress import Progress

    from qbe_xl.report.run import Outcome

OK, INTERNAL, UNUSABLE = 0, 1, 2
PATIENCE = 1.0
"""Seconds of work before a progress bar appears."""
MOST_NOTICES = 20

app = typer.Typer(
    name="qbe-xl",
    help="县域义务教育优质均衡督导评估：全县 32 项指标的计算、核对与报告。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
standards_app = typer.Typer(help="查看评估标准及其条款。", no_args_is_help=True)
app.add_typer(standards_app, name="standards")
excel_app = typer.Typer(help="在 Windows 的 Excel 里安装、卸载、检查加载宏。", no_args_is_help=True)
app.add_typer(excel_app, name="excel")

Book = Annotated[
    Path, typer.Argument(metavar="填报表", help="填好的工作簿（xlsx、xlsm、xls、xlsb、ods）")
]
Standard = Annotated[str, typer.Option("--standard", metavar="标准", help="评估标准的编号")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="只在出错时显示信息")]


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"qbe-xl {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool,
        typer.Option("--version", help="显示版本", callback=_say_version, is_eager=True),
    ] = False,
) -> None:
    """Options that stand before a command."""


@app.command(help="评估全县：读取填报表，写出结果表、报告和 assessment.json。")
def assess(
    book: Book,
    standard: Standard = DEFAULT,
    out: Annotated[Path, typer.Option("--out", metavar="文件夹", help="结果写到哪里")] = Path(
        "out"
    ),
    quiet: Quiet = False,
) -> None:
    """Run the main job."""
    from qbe_xl.report.run import STEPS, assess_file

    with _progress(len(STEPS), quiet) as step:
        outcome = assess_file(book, out, standard, progress=step)
    if not quiet:
        _say_outcome(outcome)


@app.command(help="只检查填报表，不计算、不写文件。")
def check(book: Book, quiet: Quiet = False) -> None:
    """Read a workbook and say what is wrong with it."""
    from qbe_xl.county.reading import read_book
    from qbe_xl.report.run import examine
    from qbe_xl.standards import load

    with _progress(2, quiet) as step:
        step("读取填报表")
        _, county = read_book(book)
        step("核对数据")
        _, notices = examine(county, load(DEFAULT))
    if quiet:
        return
    typer.echo(
        f"{book.name} 可以评估：学校 {len(county.schools)} 所、班级 {len(county.classes)} 个、"
        f"专用教室 {len(county.rooms)} 间。"
    )
    _say_notices(notices, len(notices))


@app.command(help="生成空白填报表。")
def new(
    file: Annotated[Path, typer.Argument(metavar="文件", help="新工作簿的名字（.xlsx）")],
    force: Annotated[bool, typer.Option("--force", help="文件已存在时覆盖")] = False,
    quiet: Quiet = False,
) -> None:
    """Write an empty input workbook."""
    from qbe_xl.county.blank import blank_workbook
    from qbe_xl.report.writing import write_one

    if file.suffix.lower() != ".xlsx":
        file = file.with_name(f"{file.name}.xlsx")
    if file.exists() and not force:
        raise OutputError(f"“{file}”已经存在，没有改动；要覆盖请加 --force，或换一个名字")
    written = write_one(file, blank_workbook())
    if not quiet:
        typer.echo(f"已生成空白填报表：{written}")


@standards_app.command("list", help="列出可用的标准。")
def list_standards() -> None:
    """List the standards."""
    from qbe_xl.standards.tables import standards_table

    typer.echo(standards_table())


@standards_app.command("show", help="列出一个标准的全部参数及条款。")
def show_standard(standard: Annotated[str, typer.Argument(metavar="标准")] = DEFAULT) -> None:
    """Show every parameter with its citation."""
    from qbe_xl.standards.tables import standard_table

    typer.echo(standard_table(standard))


@standards_app.command("diff", help="比较两个标准。")
def diff_standards(
    first: Annotated[str, typer.Argument(metavar="标准甲")],
    second: Annotated[str, typer.Argument(metavar="标准乙")],
) -> None:
    """Show where two standards differ."""
    from qbe_xl.standards.tables import difference_table

    typer.echo(difference_table(first, second))


@excel_app.command("install", help="为当前 Windows 用户安装 Excel 加载宏。")
def install_excel(quiet: Quiet = False) -> None:
    """Write the configuration and copy the add-in; say what would keep it from working."""
    from qbe_xl.excel import doctor, installing

    places = installing.Places.here()
    installing.install(places, _saying(quiet))
    troubles = [f for f in doctor.examine(places, doctor.Machine.here()) if f.advice]
    if troubles:
        _say_error("装好后自检发现：", *troubles)
    if not quiet:
        typer.echo("请关闭所有 Excel 窗口后重新打开 Excel，功能区会出现“优质均衡”。")


@excel_app.command("uninstall", help="卸载 Excel 加载宏，恢复安装前的文件。")
def uninstall_excel(quiet: Quiet = False) -> None:
    """Undo the installation."""
    from qbe_xl.excel import installing

    installing.uninstall(installing.Places.here(), _saying(quiet))


@excel_app.command("doctor", help="检查 Excel 加载宏是否装好，说明怎么办；有问题时退出码为 1。")
def examine_excel(quiet: Quiet = False) -> None:
    """Say how everything stands; with --quiet only what needs doing."""
    from qbe_xl.excel import doctor, installing

    findings = doctor.examine(installing.Places.here(), doctor.Machine.here())
    for finding in findings:
        if not quiet or finding.advice:
            typer.echo(finding)
    if not doctor.is_well(findings):
        raise typer.Exit(INTERNAL)


def _saying(quiet: bool) -> Callable[[str], None]:
    return (lambda line: None) if quiet else typer.echo


@contextmanager
def _progress(steps: int, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Give a function to tell each step; a bar appears once the work has taken a second."""
    if quiet or not sys.stderr.isatty():
        yield lambda step: None
        return
    state: dict[str, Progress] = {}
    told: list[str] = []
    lock = threading.Lock()

    def show() -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        with lock:
            bar.add_task(told[-1] if told else "", total=steps, completed=len(told))
            bar.start()
            state["bar"] = bar

    def step(name: str) -> None:
        with lock:
            told.append(name)
            if "bar" in state:
                bar = state["bar"]
                bar.update(bar.task_ids[0], description=name, completed=len(told))

    timer = threading.Timer(PATIENCE, show)
    timer.daemon = True
    timer.start()
    try:
        yield step
    finally:
        timer.cancel()
        timer.join()
        if "bar" in state:
            state["bar"].stop()


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


def main() -> None:
    """Run the command line; end with the exit status of the contract."""
    # A run is over before much garbage could gather; looking for it takes a fifth of the time.
    gc.set_threshold(200_000, 20, 20)
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except InputError as error:
        _say_error(*error.problems)
        sys.exit(UNUSABLE)
    except QbeError as error:
        _say_error(error)
        sys.exit(UNUSABLE if isinstance(error, StandardError) else INTERNAL)
    except Exception as error:  # the last line of defence: staff never see a traceback
        _say_internal(error)
        sys.exit(INTERNAL)


def _say_error(*messages: object) -> None:
    for message in messages:
        typer.echo(message, err=True)


def _say_internal(error: Exception) -> None:
    import os
    import traceback

    _say_error(
        f"程序内部出错（{type(error).__name__}：{error}）。您的文件没有改动。"
        "请把填报表和这条信息交给维护人员；设环境变量 QBE_DEBUG=1 可显示详情。"
    )
    if os.environ.get("QBE_DEBUG"):
        traceback.print_exception(error)


if __name__ == "__main__":
    main()
