"""qbe-xl years: the archive of a county's school years, and what they tell."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qbe_xl.cli.commands import Commands
from qbe_xl.cli.options import Book, Standard
from qbe_xl.cli.progress import progress
from qbe_xl.cli.telling import say, say_files, say_first
from qbe_xl.cli.working import at_work, book_here

ARCHIVE = Path("监测档案")
_SHOWN = 20

Archive = Annotated[Path, typer.Option("--archive", metavar="文件夹", help="监测档案所在的文件夹")]

app = Commands(name="years", help="历年监测：把每个学年的填报表收入档案，看变化、提醒和是否下滑。")


@app.command(help="把一个学年的填报表收入档案（学年以县情为准）。")
def add(
    book: Book = None,
    archive: Archive = ARCHIVE,
    replace: Annotated[
        bool, typer.Option("--replace", help="这个学年以这一份为准，原有的移到“换下的填报表”")
    ] = False,
) -> None:
    """Put a workbook into the archive."""
    from qbe_xl.files.writing import demand_own, write_one
    from qbe_xl.years import archive as shelf
    from qbe_xl.years import lineage

    if archive == ARCHIVE:  # nobody has named it
        demand_own(Path(), archive.name)
    added = shelf.add(book_here(book), archive, replace=replace)
    if not (archive / lineage.FILE).exists():
        write_one(archive / lineage.FILE, lineage.form())
    if not added.done:
        say(f"{added.year} 学年的这一份已在档案里，没有改动：{added.path}")
    elif added.done == shelf.KEPT_BESIDE:
        say(
            f"档案里已有 {added.year} 学年的另一份，这一份存为 {added.path}；"
            "两份都暂不采用，请用 --replace 收入作数的一份"
        )
    else:
        say(f"已收入 {added.year} 学年：{added.path}")


@app.command(help="从档案移出一个学年（移到“换下的填报表”，不删除）。")
def remove(
    year: Annotated[str, typer.Argument(metavar="学年", help="如 2023-2024")],
    archive: Archive = ARCHIVE,
) -> None:
    """Take a year out of the archive."""
    from qbe_xl.years import archive as shelf

    aside = shelf.remove(year, archive)
    say(f"已移出 {year} 学年：")
    for path in aside:
        say(f"  {path}")


@app.command(help="写出监测报告（Word、网页）、监测台账和 years.json。")
def report(
    archive: Archive = ARCHIVE,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="文件夹", help="报告写到哪里；不写为“历年监测”", show_default=False
        ),
    ] = None,
    standard: Standard = None,
) -> None:
    """Report on the years of the archive."""
    from qbe_xl.years.archive import claims
    from qbe_xl.years.reporting import STEPS
    from qbe_xl.years.reporting import report as write

    with at_work("years", None, out, default=Path("历年监测")) as work:
        with progress(len(claims(archive)) + len(STEPS)) as step:
            outcome = write(archive, work.the_out, standard, progress=step)
        found = outcome.found
        labels = "、".join(year.label for year in found.years) or "没有可用的学年"
        say(f"{found.county}　{labels}" if found.years else labels)
        for year in found.years:
            say(f"  {year.label}　当年 {year.verdict.marked}　现行标准 {year.newest.marked}")
        say(f"提醒 {len(found.alerts)} 条，未采用 {len(found.left_out)} 份。")
        said = [f"{one.file}　{one.cell}　{one.message}" for one in found.left_out]
        said += list(found.faults)
        said += [one.message for one in found.alerts]
        say_first(said, _SHOWN, "其余见监测台账")
        say_files(outcome.files.values())
        work.done(outcome.files.values(), standard=standard or "")
