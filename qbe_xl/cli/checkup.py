"""qbe-xl checkup: what looks wrong in the figures; who accepted what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qbe_xl.cli.commands import Commands, Group
from qbe_xl.cli.options import Again, Book, Out
from qbe_xl.cli.progress import progress
from qbe_xl.cli.telling import INTERNAL, say, say_error, say_files, say_first, titled
from qbe_xl.cli.working import at_work, place_of

if TYPE_CHECKING:
    from qbe_xl.checkup.run import Outcome

MOST_FINDINGS = 15


class _Group(Group):
    """A group whose first command needs no name: `checkup BOOK` is `checkup run BOOK`."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """Put the name in, where neither a command nor --help comes first: in a project nothing need come."""
        named = any(self.get_command(ctx, arg) for arg in args[:1])
        if not named and args[:1] != ["--help"]:
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = Commands(
    cls=_Group,
    help="数据体检：找出可疑的数，只提示、不改动；确认无误的留下记录。用法：checkup 填报表 --out 文件夹",
)


@app.command("run", help="体检一份填报表（run 可省略），写出 数据体检.xlsx、.html 和 .json。")
def run_checkup(
    book: Book = None,
    out: Out = None,
    last_year: Annotated[
        Path | None, typer.Option("--last-year", metavar="填报表", help="上年的填报表，用来比较")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", metavar="数", help="现场核查的抽样编号，默认由填报表的内容得出"),
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option("--rules", metavar="文件", help="本县的规则（TOML），加在内置规则之后"),
    ] = None,
    again: Again = False,
) -> None:
    """Examine a workbook."""
    options = {"last_year": last_year, "seed": seed, "rules": rules}
    with at_work("checkup", book, out, again=again, options=options) as work:
        if work.idle:
            return
        from qbe_xl.checkup.run import STEPS, checkup_file

        with progress(len(STEPS)) as step:
            outcome = checkup_file(
                work.the_book,
                work.the_out,
                work.last_year(last_year),
                seed=seed,
                rules_path=rules,
                progress=step,
            )
        _say(outcome)
        work.done(outcome.files.values())


@app.command("accept", help="确认某处发现无误：写明确认人和理由；追加到“体检确认记录.jsonl”。")
def accept(
    marks: Annotated[list[str], typer.Argument(metavar="编号", help="发现的编号，可以几个")],
    by: Annotated[str, typer.Option("--by", metavar="姓名", help="确认人")],
    why: Annotated[str, typer.Option("--why", metavar="理由", help="无误的理由和凭据")],
    out: Out = None,
) -> None:
    """Record who looked at findings and why they are right as they stand."""
    from qbe_xl.checkup import run

    found = run.accept(place_of("checkup", out), marks, by, why)
    for finding in found:
        say(f"已确认 {finding.mark}　{finding.cell}：{finding.message}")
    say("再作一次体检，结果里就会注明。")


@app.command("log", help="列出确认记录并检查有没有被改动；被改动时退出码为 1。", quiet=False)
def show_log(out: Out = None) -> None:
    """List what was accepted; say whether the chain of lines is whole."""
    from qbe_xl.checkup import log, result
    from qbe_xl.files import chain

    out = place_of("checkup", out)
    kept = result.read(out)
    record = log.read(out / log.NAME, kept.known if kept else (0, chain.FIRST))
    for entry in record.entries:
        typer.echo(
            f"{entry.number:4d} {entry.time[:16]} {entry.by}　{entry.cell}：{entry.message}"
            f"　理由：{entry.why}"
        )
    if record.faults:
        say_error(*record.faults)
        raise typer.Exit(INTERNAL)
    typer.echo(f"共 {len(record.entries)} 条，没有被改动。")


def _say(outcome: Outcome) -> None:
    from qbe_xl.checkup.summaries import counted, told

    checkup = outcome.checkup
    say(f"{titled(checkup.county.name)}　数据体检：{counted(checkup)}")
    accepted = checkup.accepted
    still = [finding for finding in checkup.findings if finding.mark not in accepted]
    say_first(
        [
            f"{told(finding.importance)} {finding.mark} {finding.cell}　"
            f"{f'{finding.school}　' if finding.school else ''}"
            f"{finding.message.removeprefix(finding.school)}"
            for finding in still
        ],
        MOST_FINDINGS,
        f"其余 {len(still) - MOST_FINDINGS} 处见 数据体检.xlsx",
    )
    for remark in checkup.remarks:
        say(f"注意：{remark}。")
    say(f"现场核查抽中 {len(checkup.sample)} 所（抽样编号 {checkup.seed}）。")
    say_files(outcome.files.values())
