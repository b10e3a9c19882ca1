"""qbe-xl evidence: the folders of 佐证材料, what is in them, and what is still missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from qbe_xl.cli.commands import Commands
from qbe_xl.cli.options import Again, Standard, Units
from qbe_xl.cli.progress import progress
from qbe_xl.cli.telling import say, say_files, say_first, titled
from qbe_xl.cli.working import Work, at_work, here, lacking
from qbe_xl.errors import InputError
from qbe_xl.project.kinds import EVIDENCE, PLANS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qbe_xl.clauses.duties import Duties
    from qbe_xl.evidence.overview import Overview
    from qbe_xl.evidence.state import School
    from qbe_xl.files.book import Sheet

MOST_TOLD = 10
_WHAT = "佐证材料的文件夹"

app = Commands(help="佐证材料：按 32 项指标建文件夹、查缺件、出目录和封面。")
Folder = Annotated[
    Path | None,
    typer.Argument(
        metavar="文件夹",
        help="佐证材料放在哪里；在项目文件夹里不写就是“佐证材料”",
        show_default=False,
    ),
]


@app.command("init", help="建立或补齐文件夹和说明；已放入的材料不动。")
def init(
    folder: Folder = None,
    county: Annotated[str, typer.Option("--county", metavar="县名", help="印在封面上")] = "",
    own_list: Annotated[
        Path | None,
        typer.Option("--list", metavar="文件", help="本县自己的材料清单（TOML），代替内置清单"),
    ] = None,
    base: Annotated[
        Path | None,
        typer.Option(
            "--base", metavar="填报表", help="从这个填报表取学校名单：由学校提供的材料要各校都有"
        ),
    ] = None,
    units: Units = None,
    standard: Standard = None,
) -> None:
    """Set up the folders."""
    with at_work("evidence init", None, folder, again=True) as work:
        from qbe_xl.clauses.duties import of_another
        from qbe_xl.evidence import run

        place = _named(work, folder)
        known = _county(base, work.book if work.run else None)
        duties = known.duties(work.own(units, *PLANS))
        if duties and (other := of_another(duties, county or known.name)):
            say(f"提示：{other}。")
        made = run.init(place, county or known.name, standard, own_list, known.schools, duties)
        say(
            f"{place}：新建文件夹 {len(made.folders)} 个，写说明 {len(made.readmes)} 份；"
            "已有的没有改动。"
        )
        if made.folders or made.readmes or work.is_first:
            work.done(())


@app.command("scan", help="检查缺件、重复、与上次相比的改动。")
def scan(
    folder: Folder = None,
    whole: Annotated[
        bool, typer.Option("--full", help="每个文件都重读一遍（平时只读大小或时间变了的）")
    ] = False,
) -> None:
    """Look through the folders."""
    from qbe_xl.evidence import run

    project = here() if folder is None else None
    place = project.root / EVIDENCE if project else folder
    if place is None:
        raise lacking(_WHAT)
    with progress(1) as step:
        found = run.look(place, whole=whole, progress=step)
    _say(found)


@app.command("report", help="检查后写出目录（.xlsx、.html）、封面和脊背标签（Word）。")
def report(folder: Folder = None, again: Again = False) -> None:
    """Write the index, the covers and the labels."""
    with at_work("evidence report", None, folder, again=again) as work:
        if work.idle:
            return
        from qbe_xl.evidence import run

        with progress(4) as step:
            found, files = run.report(_named(work, folder), progress=step)
        _say(found)
        say_files(files.values())
        work.done(files.values())


def _named(work: Work, folder: Path | None) -> Path:
    return work.folder(folder, EVIDENCE, _WHAT)


class _Known(NamedTuple):
    """What the workbook says of a county: its name, schools, and sheets that bear its plan."""

    name: str = ""
    schools: Sequence[School] = ()
    sheets: Sequence[Sheet] = ()

    def duties(self, file: Path | None) -> Duties | None:
        """Who is responsible by the county's plan: the file, else its sheet; None without one."""
        from qbe_xl.clauses import duties

        held = [sheet for sheet in self.sheets if sheet.name.strip() == duties.SHEET.name]
        return duties.of(held, file) if file or held else None


def _county(base: Path | None, own: Path | None) -> _Known:
    """What is known of a county; of the project's own workbook nothing where it fails."""
    from qbe_xl.clauses.duties import SHEET
    from qbe_xl.county.reading import open_county, read_all
    from qbe_xl.evidence.state import schools_of

    path = base or own
    if path is None:
        return _Known()
    try:
        book = open_county(path, {SHEET.name})
        county = read_all(book)[0]
    except InputError:
        if base:
            raise
        return _Known()
    return _Known(county.name, schools_of(county), book.sheets)


def _say(found: Overview) -> None:
    scan = found.scan
    say(f"{titled(found.county)}　{found.gist}")
    for unit, entries in found.lacking()[:MOST_TOLD]:
        titles = "、".join(f"{entry.id} {entry.document.title}" for entry in entries[:3])
        more = f" 等 {len(entries)} 份" if len(entries) > 3 else ""
        say(f"  ○ {unit}缺：{titles}{more}")
    if not scan.first:
        say(
            f"与上次相比：新增 {len(scan.added)}，内容改了 {len(scan.changed)}，"
            f"已缺失 {len(scan.removed)}，移动或改名 {len(scan.moved)}"
        )
        say_first([f"已缺失：{path}" for path in scan.removed], MOST_TOLD)
    if scan.duplicates:
        say(f"内容重复的 {len(scan.duplicates)} 组")
    if scan.oddities:
        say(f"须处理的 {len(scan.oddities)} 处：")
        say_first([f"{odd.path}：{odd.message}" for odd in scan.oddities], MOST_TOLD)
