"""qbe-xl standards: the rules as they stand in the data."""

from __future__ import annotations

from typing import Annotated

import typer

from qbe_xl.cli.commands import Commands
from qbe_xl.standards.resolving import DEFAULT

app = Commands(help="查看评估标准及其条款。")


@app.command("list", help="列出可用的标准。", quiet=False)
def list_standards() -> None:
    """List the standards."""
    from qbe_xl.standards.tables import standards_table

    typer.echo(standards_table())


@app.command("show", help="列出一个标准的全部参数及条款。", quiet=False)
def show_standard(standard: Annotated[str, typer.Argument(metavar="标准")] = DEFAULT) -> None:
    """Show every parameter with its citation."""
    from qbe_xl.standards.tables import standard_table

    typer.echo(standard_table(standard))


@app.command("diff", help="比较两个标准。", quiet=False)
def diff_standards(
    first: Annotated[str, typer.Argument(metavar="标准甲")],
    second: Annotated[str, typer.Argument(metavar="标准乙")],
) -> None:
    """Show where two standards differ."""
    from qbe_xl.standards.tables import difference_table

    typer.echo(difference_table(first, second))
