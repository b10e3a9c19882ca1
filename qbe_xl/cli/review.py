"""qbe-xl review: hold a filing against its workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qbe_xl.cli.commands import Commands
from qbe_xl.cli.progress import progress
from qbe_xl.cli.telling import say, say_files, say_first, titled

_SHOWN = 20

app = Commands()


@app.command(
    help="复核：由填报表重新生成申报材料，与报送的逐份比较（州市、省级，或县级报送前自查）。"
)
def review(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="县级报送的申报材料文件夹")],
    out: Annotated[Path, typer.Option("--out", metavar="文件夹", help="复核结果写到哪里")] = Path(
        "复核"
    ),
    earlier: Annotated[
        Path | None,
        typer.Option("--earlier", metavar="填报表", help="以前报送的填报表，逐校比较"),
    ] = None,
) -> None:
    """Hold a filed package against its workbook."""
    from qbe_xl.review.run import STEPS
    from qbe_xl.review.run import review as run_review

    with progress(len(STEPS)) as step:
        outcome = run_review(folder, out, earlier, progress=step)
    found = outcome.review
    say(f"{titled(found.assessment.county.name)}　重算 {found.assessment.verdict.marked}")
    seals = found.seals
    if seals.whole:
        say("封存：与清单完全一致。")
    else:
        say(
            f"封存：缺少 {len(seals.missing)} 份，增加 {len(seals.added)} 份，改动 {len(seals.changed)} 份。"
        )
    if found.other:
        say(f"材料由 {found.other} 版生成，只比较数和结论，措辞不作比较。")
    figures = [one for one in found.differences if not one.words]
    said = len(found.differences) - len(figures)
    if found.differences:
        say(f"与重算不同：数或结论 {len(figures)} 处，只改文字 {said} 处。")
    else:
        say("与重算一致。")
    lines = [f"{one.file}　{one.place}：报送“{one.filed}”，重算“{one.made}”" for one in figures]
    say_first(lines, _SHOWN, "其余见复核报告“逐份比较”")
    if found.since is not None:
        say(f"与以前的填报表相比：{len(found.since)} 处变化。")
    say(f"数据体检 {len(found.checkup.findings)} 条；抽取 {len(found.sample)} 所学校现场核查。")
    say_files(path for name, path in outcome.files.items() if "/" not in name)
