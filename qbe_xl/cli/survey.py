"""qbe-xl survey: whom to ask about 社会认可度, with which papers, and what the answers come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qbe_xl.cli.commands import Commands
from qbe_xl.cli.options import Again, Book, Out, Standard
from qbe_xl.cli.progress import progress
from qbe_xl.cli.telling import say, say_files
from qbe_xl.cli.working import Work, at_work, sealed
from qbe_xl.project.kinds import ANSWERS, QUESTIONS

if TYPE_CHECKING:
    from qbe_xl.survey.questionnaires import Questionnaires
    from qbe_xl.survey.result import Result

app = Commands(help="社会认可度调查：抽样方案、问卷、导入答卷。")

_MOST_PEOPLE = 10**9
Questions = Annotated[
    Path | None, typer.Option("--questions", metavar="文件", help="本县的问卷（TOML）")
]


@app.command("plan", help="按填报表做抽样方案：问卷数分到对象、城乡、学段、学校和乡镇。")
def plan_survey(
    book: Book = None,
    out: Out = None,
    population: Annotated[
        str | None,
        typer.Option(
            "--population",
            metavar="万人",
            help="常住人口，如 46.5 或 46.5万；不写时取县情里的人口总数",
        ),
    ] = None,
    standard: Standard = None,
    questions: Questions = None,
    again: Again = False,
) -> None:
    """Write the sampling plan."""
    people = None if population is None else _people(population)
    options = {"population": population, "standard": standard, "questions": questions}
    with at_work("survey plan", book, out, again=again, options=options) as work:
        if not work.idle:
            _plan(work, people, standard, questions)


def _people(population: str) -> int:
    """How many people are meant: a figure is in 万人, or has its own 万, 人 or 万人."""
    from qbe_xl.county.written import amount

    found = amount(population, "人")
    if found is not None and not population.strip().endswith(("人", "万", "亿")):
        found *= 10_000
    if found is None or not 1 <= found < _MOST_PEOPLE:
        raise typer.BadParameter(
            "常住人口应为大于 0 的数，单位万人，如 46.5", param_hint="--population"
        )
    return int(found)


def _plan(work: Work, people: int | None, standard: str | None, questions: Path | None) -> None:
    from qbe_xl.county.reading import read_book
    from qbe_xl.files.writing import write_one
    from qbe_xl.standards import resolve
    from qbe_xl.survey import plan_book
    from qbe_xl.survey.plan import make_plan

    with progress(2) as step:
        step("读取填报表")
        known = _papers(work.own(questions, QUESTIONS))
        _, county = read_book(work.the_book)
        rules = resolve(county, standard).at(county.date)
        plan = make_plan(county, rules, people)
        step("保存")
        now = dt.datetime.now().astimezone()
        content = plan_book.plan_book(plan, rules, known, now)
        written = write_one(work.the_out / plan_book.NAME, content)
    for line in plan_book.basis(plan, rules):
        say(line)
    say("　".join(f"{group} {count} 份" for group, count in plan.groups.items()))
    for notice in plan.notices:
        say(f"  {notice}")
    say(f"已写出：{written}")
    work.done([written], standard=rules.id)


@app.command("papers", help="生成三种问卷：Word、网页，和录入纸质答卷的网页。")
def write_papers(
    book: Book = None,
    out: Out = None,
    standard: Standard = None,
    questions: Questions = None,
    again: Again = False,
) -> None:
    """Write the questionnaires of a county."""
    options = {"standard": standard, "questions": questions}
    with at_work("survey papers", book, out, again=again, options=options) as work:
        if work.idle:
            return
        from qbe_xl.documents.package import papers_of_file

        with progress(3) as step:
            written = papers_of_file(
                work.the_book,
                work.the_out,
                standard,
                questions=work.own(questions, QUESTIONS),
                progress=step,
            )
        say_files(written.values())
        work.done(written.values())


@app.command("import", help="导入问卷系统导出的答卷，生成填好“社会认可度”的新填报表和调查结果。")
def import_survey(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="答卷",
            help="导出的文件（xlsx、xls、csv），可以多个；在项目文件夹里不写就是“答卷”里的",
            show_default=False,
        ),
    ] = None,
    out: Out = None,
    base: Annotated[
        Path | None,
        typer.Option("--base", metavar="填报表", help="已有的填报表；各表照抄，只换社会认可度"),
    ] = None,
    standard: Standard = None,
    questions: Questions = None,
    again: Again = False,
) -> None:
    """Count answers and write the new input workbook and the results."""
    options = {"files": sealed(files), "standard": standard, "questions": questions}
    with at_work("survey import", base, out, again=again, options=options) as work:
        if work.idle:
            return
        from qbe_xl.survey.importing import STEPS, import_files

        named = work.files(files, ANSWERS, "答卷")
        with progress(len(STEPS)) as step:
            known = _papers(work.own(questions, QUESTIONS))
            result, written = import_files(
                named, work.the_out, known, standard, base=work.book, progress=step
            )
        _say_result(result, list(written.values()))
        work.done(written.values(), book=next(iter(written.values())))


def _papers(path: Path | None) -> Questionnaires:
    from qbe_xl.survey import questionnaires

    return questionnaires.load(path) if path else questionnaires.load()


def _say_result(result: Result, files: Sequence[Path]) -> None:
    from qbe_xl.clauses import words
    from qbe_xl.standards.tables import table

    line = result.required
    heads = ("调查对象", "问卷总数", "有效", "满意", "满意度")
    shown = [
        (group, *map(str, (c.papers, c.valid, c.satisfied)), words.percent(c.rate, line))
        for group, c in result.with_total()
    ]
    say(table([heads, *shown]))
    say(f"社会认可度 {result.state.marked}（要求 ≥ {words.share_line(line)}）")
    for notice in result.notices:
        say(f"  {notice}")
    say_files(files)
