"""qbe-xl documents, qbe-xl templates: the filing package and the templates it is made from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qbe_xl.cli.commands import Commands
from qbe_xl.cli.options import Again, Book, Force, Standard, Units
from qbe_xl.cli.progress import progress
from qbe_xl.cli.telling import UNUSABLE, say, say_error, titled
from qbe_xl.cli.working import at_work
from qbe_xl.errors import InputError, Place, Problem, told
from qbe_xl.project.kinds import LEDGER_FILE, PARAMETERS, PLANS, TEMPLATES

app = Commands()
templates_app = Commands(help="导出、检查申报材料的模板。")
app.add_typer(templates_app, name="templates")

Templates = Annotated[
    Path | None,
    typer.Option(
        "--templates",
        metavar="文件夹",
        help="本县改过的模板；其中没有的用自带的",
    ),
]


@app.command(help="生成全套申报材料：Word、网页、Excel，可选 PDF。")
def documents(
    book: Book = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="文件夹",
            help="申报材料写到哪里；在项目文件夹里不用写",
            show_default=False,
        ),
    ] = None,
    standard: Standard = None,
    templates: Templates = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="另存 PDF（需要 LibreOffice）")] = False,
    ledger: Annotated[
        Path | None,
        typer.Option("--ledger", metavar="文件", help="整改台账；不写时用输出文件夹或填报表里的"),
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(
            "--since",
            metavar="文件",
            help="工作简报与哪次的 assessment.json 比；不写时与上次的材料比",
        ),
    ] = None,
    units: Units = None,
    again: Again = False,
) -> None:
    """Write the filing package."""
    if templates:
        _require_folder(templates)
    options = {
        "standard": standard,
        "templates": templates,
        "pdf": pdf or None,
        "ledger": ledger,
        "since": since,
        "units": units,
    }
    with at_work("documents", book, out, again=again, default=None, options=options) as work:
        if work.idle:
            return
        from qbe_xl.documents.package import documents_of_file, steps
        from qbe_xl.documents.past import KEPT_NAME

        with progress(steps(as_pdf=pdf)) as step:
            assessment, package = documents_of_file(
                work.the_book,
                work.the_out,
                standard,
                templates=work.own(templates, TEMPLATES),
                as_pdf=pdf,
                ledger=work.own(ledger, LEDGER_FILE),
                since=since or work.result_before(KEPT_NAME),
                units=work.own(units, *PLANS),
                parameters=work.own(None, PARAMETERS),
                progress=step,
            )
        say_error(*package.messages)
        say(f"{titled(assessment.county.name)}　{assessment.verdict.marked}")
        index = work.the_out / "目录.html"
        say(f"已生成申报材料 {len(package.files)} 个文件，请从“{index}”打开。")
        for path in package.kept:
            say(f"改动过的旧文件已另存：{path}")
        if package.blank:
            say(f"还须在“本县文字.txt”补写：{'、'.join(package.blank)}")
        work.done(package.files.values(), standard=assessment.standard.id)


def _require_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise InputError([Problem(Place(str(folder)), "没有这个文件夹，请检查路径")])


Folder = Annotated[Path, typer.Argument(metavar="文件夹", help="模板所在的文件夹")]


@templates_app.command("export", help="把自带的模板导出到文件夹，供本县在 Word 里修改。")
def export_templates(
    folder: Folder,
    style: Annotated[
        Path | None,
        typer.Option("--style", metavar="文件", help="本地版式预设（toml）；不写时按国标"),
    ] = None,
    force: Force = False,
) -> None:
    """Write the templates and the list of names that they may use."""
    from qbe_xl.documents.templates import export

    written = export(folder, style=style, force=force)
    say(f"已导出 {len(written)} 个文件到“{folder}”；改好后请运行 qbe-xl templates check {folder}")


@templates_app.command("check", help="检查改过的模板：名称、循环和标签；有问题时退出码为 2。")
def check_templates(folder: Folder) -> None:
    """List everything that is wrong, each with its paragraph."""
    from qbe_xl.documents.templates import check_folder

    _require_folder(folder)
    found, problems = check_folder(folder)
    if problems:
        say_error(*told(problems))
        raise typer.Exit(UNUSABLE)
    say(f"检查了 {len(found)} 个模板，没有发现问题。")
