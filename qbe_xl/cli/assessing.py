"""qbe-xl assess, check: from a workbook to the results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qbe_xl.cli.commands import Commands
from qbe_xl.cli.options import Again, Book, Out, Standard
from qbe_xl.cli.progress import progress
from qbe_xl.cli.telling import say, say_files, say_first, titled
from qbe_xl.cli.working import at_work, book_here
from qbe_xl.project.kinds import PARAMETERS, PLANS

if TYPE_CHECKING:
    from qbe_xl.report.front import MakeFront
    from qbe_xl.report.run import Outcome

MOST_NOTICES = 20

app = Commands()


@app.command(help="评估全县：读取填报表，写出结果表、报告和 assessment.json。")
def assess(
    book: Book = None,
    standard: Standard = None,
    out: Out = None,
    again: Again = False,
) -> None:
    """Run the main job."""
    with at_work("assess", book, out, again=again, options={"standard": standard}) as work:
        if work.idle:
            return
        from qbe_xl.documents.front import READ, front_of
        from qbe_xl.files.book import Book as Opened
        from qbe_xl.files.book import open_book
        from qbe_xl.report.run import STEPS, assess_file

        def front(book: Opened) -> MakeFront:
            extra = open_book(book.data, READ, name=book.name).sheets
            return front_of(
                work.the_out,
                extra,
                parameters=work.own(None, PARAMETERS),
                units=work.own(None, *PLANS),
            )

        with progress(len(STEPS)) as step:
            outcome = assess_file(work.the_book, work.the_out, standard, front=front, progress=step)
        _say_outcome(outcome)
        work.done(outcome.files.values(), standard=outcome.assessment.standard.id)


@app.command(help="只检查填报表，不计算、不写文件。")
def check(book: Book = None) -> None:
    """Read a workbook and say what is wrong with it."""
    book = book_here(book)
    from qbe_xl.county.reading import read_book
    from qbe_xl.report.run import examine
    from qbe_xl.standards import resolve

    with progress(2) as step:
        step("读取填报表")
        _, county = read_book(book)
        step("核对数据")
        _, notices = examine(county, resolve(county))
    say(
        f"{book.name} 可以评估：学校 {len(county.schools)} 所、班级 {len(county.classes)} 个、"
        f"专用教室 {len(county.rooms)} 间。"
    )
    _say_notices(notices, len(notices))


def _say_outcome(outcome: Outcome) -> None:
    from qbe_xl.clauses import words
    from qbe_xl.clauses.records import GROUPS
    from qbe_xl.report.obstacles import obstacles

    assessment = outcome.assessment
    if outcome.verify:
        say("须先核实：")
        say_first(outcome.verify, MOST_NOTICES)
    name = titled(assessment.county.name)
    say(f"{name}　{assessment.verdict.marked}　（{assessment.standard.title}）")
    groups = assessment.groups.items()
    say("　".join(f"{GROUPS[g].word} {words.state_marked(g, state)}" for g, state in groups))
    found = obstacles(assessment)
    if found:
        say("影响通过的事项（按轻重）：")
        for number, obstacle in enumerate(found, 1):
            say(f"{number:3d}. {obstacle.state.mark} {obstacle.title}：{obstacle.summary}")
    _say_notices(outcome.notices, MOST_NOTICES)
    say_files(outcome.files.values())


def _say_notices(notices: Sequence[object], most: int) -> None:
    if notices:
        say(f"数据提示 {len(notices)} 条（不影响计算，请核对）：")
        say_first(notices, most, "其余见结果表“问题清单”")
