"""Arguments and options that several commands share, and the exit status of the contract."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

OK, INTERNAL, UNUSABLE = 0, 1, 2

Book = Annotated[
    Path, typer.Argument(metavar="填报表", help="填好的工作簿（xlsx、xlsm、xls、xlsb、ods）")
]
Standard = Annotated[str, typer.Option("--standard", metavar="标准", help="评估标准的编号")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="只在出错时显示信息")]


def saying(quiet: bool) -> Callable[[str], None]:
    return (lambda line: None) if quiet else typer.echo


def say_error(*messages: object) -> None:
    """Print each message on the error stream."""
    for message in messages:
        typer.echo(message, err=True)
