"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

Book = Annotated[
    Path | None,
    typer.Argument(
        metavar="填报表",
        help="填好的工作簿（xlsx、xlsm、xls、ods）；在项目文件夹里不用写",
        show_default=False,
    ),
]
Again = Annotated[bool, typer.Option("--again", help="项目里上次以来没有变化的，也重做一遍")]
Standard = Annotated[
    str | None,
    typer.Option(
        "--standard",
        metavar="标准",
        help="评估标准的编号；不写时用县情所填省份的标准，没有的用 yunnan-2022",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="文件夹",
        help="结果写到哪里；不写为 out，在项目文件夹里为各自的文件夹",
        show_default=False,
    ),
]
OUT = Path("out")
NewBook = Annotated[Path, typer.Argument(metavar="文件", help="新工作簿的名字（.xlsx）")]
Force = Annotated[bool, typer.Option("--force", help="文件已存在时覆盖")]
TimeLimit = Annotated[
    float,
    typer.Option(
        "--time-limit", metavar="秒", min=1, help="最多计算多久；到时给出已找到的最好方案"
    ),
]
Params = Annotated[
    Path | None,
    typer.Option(
        "--params", metavar="文件", help="另用一个含“整改参数”表的工作簿，或写着参数的 TOML 文件"
    ),
]
Units = Annotated[
    Path | None,
    typer.Option(
        "--units", metavar="文件", help="本县方案：名称、文号、成员单位、职责（.xlsx 或 .toml）"
    ),
]


def write_new(file: Path, content: Callable[[], bytes], *, force: bool, ending: str = "") -> Path:
    """Write a file that staff name, and return where it went.

    content: what makes it, asked only where it may be written. ending: put behind a name without
    it. Raises OutputError where the file is there and force is not given.
    """
    from qbe_xl.files.writing import demand_free, write_one

    if ending and file.suffix.lower() != ending:
        file = file.with_name(f"{file.name}{ending}")
    demand_free(file.parent, [file.name], force=force)
    return write_one(file, content())
