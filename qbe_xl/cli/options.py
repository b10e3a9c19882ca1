"""Arguments and options that several commands share, and the exit status of the contract."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from qbe_xl.errors import OutputError

INTERNAL, UNUSABLE = 1, 2

Book = Annotated[
    Path, typer.Argument(metavar="填报表", help="填好的工作簿（xlsx、xlsm、xls、xlsb、ods）")
]
Standard = Annotated[
    str | None,
    typer.Option(
        "--standard",
        metavar="标准",
        help="评估标准的编号；不给就用县情里省份的标准，没有的用 yunnan-2022",
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="只在出错时显示信息")]


def saying(quiet: bool) -> Callable[[str], None]:
    return (lambda line: None) if quiet else typer.echo


def say_error(*messages: object) -> None:
    """Print each message on the error stream."""
    for message in messages:
        typer.echo(message, err=True)


def write_new(file: Path, content: Callable[[], bytes], *, force: bool, ending: str = "") -> Path:
    """Write a file that staff name, and return where it went.

    content: what makes it, asked only where it may be written. ending: put behind a name without
    it. Raises OutputError where the file is there and force is not given.
    """
    from qbe_xl.files.writing import write_one

    if ending and file.suffix.lower() != ending:
        file = file.with_name(f"{file.name}{ending}")
    if file.exists() and not force:
        raise OutputError(f"“{file}”已经存在，没有改动；要覆盖请加 --force，或换一个名字")
    return write_one(file, content())
