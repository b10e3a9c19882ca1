"""qbe-xl collect: out to the schools, back, and from what the county has already."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbe_xl.cli.commands import Commands
from qbe_xl.cli.options import Again, Book, Force, write_new
from qbe_xl.cli.progress import progress
from qbe_xl.cli.telling import say, say_files, say_first
from qbe_xl.cli.working import at_work, sealed
from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.project.kinds import MAPPINGS, RETURNED, STATISTICS

if TYPE_CHECKING:
    from qbe_xl.collect.importing.filling import ImportOutcome
    from qbe_xl.collect.merge import MergeOutcome

app = Commands(help="数据收集：给学校下发填报表，汇总交回的表，导入已有的统计表。")
MOST_NAMED = 10

Into = Annotated[
    Path | None,
    typer.Option(
        "--into",
        "--base",
        metavar="总表",
        help="全县的填报表；只读取，不改动；在项目文件夹里不用写",
        show_default=False,
    ),
]
NewTable = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="文件",
        help="新的总表（.xlsx），或放它的文件夹；在项目文件夹里不用写",
        show_default=False,
    ),
]
LastYear = Annotated[
    Path | None, typer.Option("--last-year", metavar="填报表", help="上一年的总表，用来预填和比较")
]


@app.command("split", help="下发：每所学校（或每个乡镇）一个填报表。")
def split_book(
    book: Book = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="文件夹",
            help="下发的表放在哪里；在项目文件夹里不用写",
            show_default=False,
        ),
    ] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="school|township", help="按学校或乡镇")
    ] = "school",
    last_year: LastYear = None,
    force: Force = False,
    again: Again = False,
) -> None:
    """Write the workbooks of all schools."""
    if by not in ("school", "township"):
        raise typer.BadParameter("只能是 school（学校）或 township（乡镇）", param_hint="--by")
    options = {"by": by, "last_year": last_year}
    with at_work("split", book, out, again=again, default=None, options=options) as work:
        if work.idle:
            return
        from qbe_xl.collect.split import prepare, write_parts
        from qbe_xl.county.reading import read_book

        into, before = work.the_out, work.last_year(last_year)
        last = read_book(before)[1] if before else None
        county = read_book(work.the_book)[1]
        parts = prepare(county, "township" if by == "township" else "school", last)
        with progress(len(parts) + 1) as step:
            outcome = write_parts(parts, into, force=force, progress=step)
        say(f"已生成 {len(outcome.files)} 个填报表（{outcome.schools} 所学校）：{outcome.folder}")
        work.done(outcome.files.values())


@app.command("merge", help="汇总：把学校交回的表合成一个，列出未报的和须改正的学校。")
def merge_returns(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="文件夹",
            help="存放交回的表，子文件夹也读；在项目文件夹里不写就是“交回”",
            show_default=False,
        ),
    ] = None,
    into: Into = None,
    out: NewTable = None,
    last_year: LastYear = None,
    force: Force = False,
    again: Again = False,
) -> None:
    """Merge what came back."""
    options = {"folder": folder, "last_year": last_year}
    with at_work("merge", into, out, again=again, default=None, options=options) as work:
        if work.idle:
            return
        from qbe_xl.collect.gather import files_in
        from qbe_xl.collect.merge import MERGED, STEPS, merge

        returned = work.folder(folder, RETURNED, "存放交回的表的文件夹")
        there = files_in(returned)
        if folder is None and not there:
            message = (
                "里面没有文件；请把学校交回的表放进去，再运行一次"
                f"（都没有交、只要催报的，写明文件夹：qbe-xl collect merge {RETURNED}）"
            )
            raise InputError([Problem(Place(RETURNED), message)])
        target, replace = work.target(MERGED, force=force)
        with progress(len(there) + len(STEPS)) as step:
            outcome = merge(
                returned,
                work.the_book,
                target,
                last_year=work.last_year(last_year),
                force=replace,
                progress=step,
            )
        _say(outcome)
        work.done(outcome.files, book=outcome.files.book)


def _say(outcome: MergeOutcome) -> None:
    from qbe_xl.collect.status import ABSENT, PARTIAL

    facts = outcome.facts
    say(f"{facts.summary}。")
    for state in (ABSENT, PARTIAL):
        names = [str(r.get("name")) for r in facts.schools if facts.state(str(r["code"])) == state]
        _say_some(state[2:], names)
    _say_some("无法打开", [f"{file.name}（{file.reasons[0]}）" for file in facts.refused], "个")
    _say_some("需改正或核对", [path.name for path in outcome.corrections.values()])
    say_files(outcome.files)
    if outcome.corrections:
        say(
            f"  {next(iter(outcome.corrections.values())).parent}（{len(outcome.corrections)} 个改正表）"
        )
    if outcome.reminders:
        say(f"  {outcome.reminders[0].parent}（{len(outcome.reminders)} 份补报通知，一个乡镇一份）")


def _say_some(word: str, names: list[str], unit: str = "所") -> None:
    if names:
        say(f"{word} {len(names)} {unit}：")
        say_first(names, MOST_NAMED, "其余见“报送情况”里的“催报”")


@app.command(
    "import", help="导入：从教育事业统计导出表、学籍和教师名单取数，填入总表；空的总表先建立学校。"
)
def import_tables(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="文件",
            help="统计导出表或名单，可以几个；在项目文件夹里不写就是“统计数据”里的",
            show_default=False,
        ),
    ] = None,
    out: NewTable = None,
    into: Annotated[
        Path | None,
        typer.Option(
            "--into", "--base", metavar="总表", help="全县的填报表，只读取；不写时从空白的开始"
        ),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--map", metavar="对照表", help="本县的对照表（.xlsx 或 .toml）")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="总表已有的数也换成导入的")] = False,
    force: Force = False,
    again: Again = False,
) -> None:
    """Fill the county's workbook from what there is already."""
    options = {"files": sealed(files), "map": mapping, "replace": replace or None}
    with at_work("import", into, out, again=again, default=None, options=options) as work:
        if work.idle:
            return
        from qbe_xl.collect.importing.filling import IMPORTED, STEPS, import_files

        target, force = work.target(IMPORTED, force=force)
        named = work.files(files, STATISTICS, "统计导出表或名单")
        with progress(len(named) + len(STEPS)) as step:
            outcome = import_files(
                named,
                work.book,
                target,
                mapping=work.own(mapping, *MAPPINGS),
                overwrite=replace,
                force=force,
                progress=step,
            )
        _say_imported(outcome)
        work.done(outcome.files, book=outcome.files.book)


def _say_imported(outcome: ImportOutcome) -> None:
    from qbe_xl.collect.importing.listings import KEPT, REFUSED, SAME, TAKEN
    from qbe_xl.collect.importing.proposing import HOW

    if outcome.made:
        say(f"按统计表建立 {len(outcome.made)} 所学校，请核对。")
        _say_some("没有建立的学校", [f"{one.school}：{one.reason}" for one in outcome.unmade])
    for one in outcome.extracts:
        say(f"{one.file}　{one.sheet}：认作“{one.title}”，{one.rows} 行，取用 {one.used} 行")
        if one.personal:
            say(f"  没有保存的列：{'、'.join(header for header, _ in one.personal)}")
        _say_some("  未匹配的学校", list(one.strangers))
    _say_some("没有读的文件", [f"{one.name}：{one.reason}" for one in outcome.unread], "个")
    if outcome.proposal:
        say(f"没有认出来的已写成建议的对照表：{outcome.proposal}；{HOW}。")
    counts = "，".join(
        f"{words} {outcome.count(mark)} 个"
        for words, mark in (
            ("导入", TAKEN),
            ("与总表相同", SAME),
            ("与总表不同、未覆盖", KEPT),
            ("数不符、未导入", REFUSED),
        )
    )
    say(f"{counts}。")
    say_files(outcome.files)


@app.command(
    "mapping", help="导入对照表：写出自带的一份供本县修改；给出无法识别的表，写出对这些表的建议。"
)
def write_mapping(
    file: Annotated[Path, typer.Argument(metavar="文件", help="对照表的名字（.xlsx，或 .toml）")],
    tables: Annotated[
        list[Path] | None,
        typer.Argument(metavar="统计表…", help="无法识别的统计表或名单，可以不写"),
    ] = None,
    force: Force = False,
) -> None:
    """Write the shipped mapping to be edited, or one proposed for tables."""
    from qbe_xl.collect.importing.mapping import SHIPPED
    from qbe_xl.collect.importing.proposing import HOW, proposed_for, shipped_sheet

    if file.suffix.lower() == ".toml":
        written = write_new(file, SHIPPED.read_bytes, force=force)
    elif tables:
        given = tables
        written = write_new(file, lambda: proposed_for(given), force=force, ending=".xlsx")
        say(HOW)
    else:
        written = write_new(file, shipped_sheet, force=force, ending=".xlsx")
    say(f"已写出对照表：{written}")
