"""The command line: parses, calls, prints. A file of this package holds one group of commands."""

from __future__ import annotations

import atexit
import gc
import sys
from typing import Annotated

import typer

from qbe_xl import __version__
from qbe_xl.cli import (
    assessing,
    checkup,
    collect,
    documents,
    evidence,
    excel,
    ledger,
    libreoffice,
    planning,
    standards,
    survey,
)
from qbe_xl.cli.telling import INTERNAL, UNUSABLE, Commands, hush, say_error
from qbe_xl.errors import InputError, QbeError, StandardError, told

app = Commands(
    name="qbe-xl",
    help="县域义务教育优质均衡督导评估：全县 32 项指标的计算、核对与报告。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command(help="评估全县：读取填报表，写出结果表、报告和 assessment.json。")(assessing.assess)
app.command(help="只检查填报表，不计算、不写文件。")(assessing.check)
app.command(help="生成空白填报表。")(assessing.new)
app.command(help="缺口与方案：还差什么，怎样用最少的钱达标。")(planning.plan)
app.command("new-params", help="生成整改参数表：单价、许可和上限。")(planning.new_params)
app.command(help="生成全套申报材料：Word、网页、Excel，可选 PDF。")(documents.documents)
app.add_typer(documents.app, name="templates")
app.command(help="整改台账：谁来做、何时完成、做到哪一步；再次运行时合并单位填写的内容。")(
    ledger.ledger
)
app.add_typer(standards.app, name="standards")
app.add_typer(excel.app, name="excel")
app.add_typer(libreoffice.app, name="libreoffice")
app.add_typer(collect.app, name="collect")
app.add_typer(checkup.app, name="checkup")
app.add_typer(evidence.app, name="evidence")
app.add_typer(survey.app, name="survey")


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


def main() -> None:
    """Run the command line; end with the exit status of the contract."""
    # A run is over before much garbage could gather; looking for it takes a fifth of the time.
    gc.set_threshold(200_000, 20, 20)
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    hush(False)
    try:
        app()
    except InputError as error:
        say_error(*told(error.problems))
        sys.exit(UNUSABLE)
    except QbeError as error:
        say_error(error)
        sys.exit(UNUSABLE if isinstance(error, StandardError) else INTERNAL)
    except Exception as error:  # the last line of defence: staff never see a traceback
        _say_internal(error)
        sys.exit(INTERNAL)


def _say_internal(error: Exception) -> None:
    import os
    import traceback

    say_error(
        f"程序内部出错（{type(error).__name__}：{error}）。您的文件没有改动。"
        "请把填报表和这条信息交给维护人员；设环境变量 QBE_DEBUG=1 可显示详情。"
    )
    if os.environ.get("QBE_DEBUG"):
        traceback.print_exception(error)
