"""qbe-xl rehearse: does the county still pass next September?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qbe_xl.cli.commands import Commands
from qbe_xl.cli.options import Again, Book, Out, Params, Standard
from qbe_xl.cli.progress import progress
from qbe_xl.cli.telling import say, say_files, titled
from qbe_xl.cli.working import at_work
from qbe_xl.project.kinds import PARAMETERS

if TYPE_CHECKING:
    from qbe_xl.years.run import Outcome

app = Commands()


@app.command(help="明年预演：各班升一级，教师和校舍不变，明年能否达标。")
def rehearse(
    book: Book = None,
    out: Out = None,
    entry: Annotated[
        str,
        typer.Option("--entry", metavar="比例", help="明年一年级招生为今年的几倍，用逗号隔开"),
    ] = "0.9,1,1.1",
    standard: Standard = None,
    next_rules: Annotated[
        bool, typer.Option("--next-rules", help="按评估日期一年以后施行的规则评估")
    ] = False,
    time_limit: Annotated[
        float,
        typer.Option("--time-limit", metavar="秒", min=0, help="最省方案最多计算多久；0 为不算"),
    ] = 60.0,
    params: Params = None,
    again: Again = False,
) -> None:
    """Rehearse next September."""
    from qbe_xl.years.entries import entries_of

    entries = entries_of(entry)
    options = {
        "standard": standard,
        "entry": entry,
        "next_rules": next_rules or None,
        "time_limit": time_limit,
        "params": params,
    }
    with at_work("rehearse", book, out, again=again, options=options) as work:
        if work.idle:
            return
        from qbe_xl.years.run import STEPS, rehearse_file

        with progress(len(STEPS) + len(entries)) as step:
            outcome = rehearse_file(
                work.the_book,
                work.the_out,
                standard,
                entries=entries,
                next_rules=next_rules,
                seconds=time_limit,
                parameters=work.own(params, PARAMETERS),
                progress=step,
            )
        _say(outcome)
        work.done(outcome.files.values(), standard=outcome.rehearsal.now.standard.id)


def _say(outcome: Outcome) -> None:
    from qbe_xl.remedy.path.wording import cost_words, outcome_words
    from qbe_xl.years.listings import FACE, NO_YEAR, listings

    found = outcome.rehearsal
    say(
        f"{titled(found.now.county.name)}　{f'{found.year} 学年' if found.year else NO_YEAR}　{FACE}。"
    )
    overview = listings(found)[0]
    for row in overview.rows:
        pairs = zip((head for head, _, _ in overview.columns[1:]), row[1:], strict=True)
        say(f"{row[0]}：" + "　".join(f"{head} {cell}" for head, cell in pairs))
    if found.plan is not None:
        plan = found.plan
        say(f"明年的{plan.name}：{outcome_words(plan)}　费用 {cost_words(plan)}")
    if found.kept:
        say(f"有 {len(found.kept)} 处沿用今年人数，见结果里的说明。")
    say_files(outcome.files.values())
