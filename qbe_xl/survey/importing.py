"""Answers in, the county's input workbook with its sheet 社会认可度 filled in, and the results, out.

The county's own workbook is read and never written; the new one holds what the layout knows of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from qbe_xl.assessment.states import State, judge
from qbe_xl.blank import blank_workbook
from qbe_xl.clauses import words
from qbe_xl.county import layout
from qbe_xl.county.model import County, exact
from qbe_xl.county.reading import read_book
from qbe_xl.county.rows import Row, Rows, all_rows
from qbe_xl.errors import InputError, Notice, Place, Problem
from qbe_xl.files.writing import write_all
from qbe_xl.standards import Standard, resolve
from qbe_xl.survey.answer_files import open_answers
from qbe_xl.survey.columns import Mapped, map_columns
from qbe_xl.survey.plan import PARENTS, RESIDENTS, sample_size
from qbe_xl.survey.questionnaires import Questionnaires
from qbe_xl.survey.repeats import repeated, within
from qbe_xl.survey.result import Result
from qbe_xl.survey.result_book import NAME as RESULT_NAME
from qbe_xl.survey.result_book import result_book
from qbe_xl.survey.tally import Count, Rules, Tally, count_papers

STEPS = ("读取答卷", "统计", "保存")

Progress = Callable[[str], None]


def import_answers(
    paths: Sequence[Path],
    known: Questionnaires,
    standard: Standard,
    base: County | None = None,
) -> Result:
    """Return what the papers in these files come to: 第九条.

    base: whose counts stay for groups without papers. Raises InputError with every problem.
    """
    tables, problems = _tables(paths, known)
    tally, unknown = count_papers(tables, known, Rules.of(standard))
    problems += unknown
    if not problems and not tally.whole.papers:
        problems.append(
            Problem(Place("、".join(p.name for p in paths)), "没有一份能归到调查对象的答卷")
        )
    if problems:
        raise InputError(problems)
    kept = _counts(base) if base else {}
    groups = {
        group: count if count.papers else kept.get(group, Count())
        for group, count in tally.groups.items()
    }
    notices = [notice for table in tables for notice in table.notices]
    notices += within(tables)
    notices += _overall(tally, known)
    notices += _remarks(tally, groups, kept, standard, base)
    name = base.name if base else ""
    required = standard.number("S1.required")
    return Result(name, tally, groups, _state(groups, standard), required, tuple(notices))


def import_files(
    paths: Sequence[Path],
    out: Path,
    known: Questionnaires,
    standard: str | None = None,
    *,
    base: Path | None = None,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> tuple[Result, dict[str, Path]]:
    """Import answers and write the filled workbook and the results; return where each went.

    standard: the id that staff named. base: the county's input workbook; without it only
    社会认可度 of an empty one is filled in. Raises InputError (nothing is written), StandardError
    or OutputError.
    """
    progress(STEPS[0])
    county = read_book(base)[1] if base else None
    rules = resolve(county, standard).at(county.date if county else None)
    progress(STEPS[1])
    result = import_answers(paths, known, rules, county)
    progress(STEPS[2])
    name = f"{base.stem}（社会认可度已填）.xlsx" if base else "填报表（社会认可度已填）.xlsx"
    time = now or dt.datetime.now().astimezone()
    files = {
        name: blank_workbook(filled_rows(result, county), result.county),
        RESULT_NAME: result_book(result, rules, time),
    }
    return result, write_all(out, files)


def filled_rows(result: Result, base: County | None) -> Rows:
    """Return the rows of the new input workbook; counts of walks (走访) stay as they were."""
    rows: Rows = all_rows(base) if base else {}
    old = {row.get("group"): row for row in rows.get(layout.SURVEY.name, [])}
    rows[layout.SURVEY.name] = [
        {**old.get(group, {}), **_row(group, count)} for group, count in result.groups.items()
    ]
    return rows


def _row(group: str, count: Count) -> Row:
    """A group's row: one without papers stays blank, which is not 0."""
    figures = (count.papers, count.valid, count.satisfied) if count.papers else (None,) * 3
    return {"group": group, **dict(zip(("papers", "valid", "satisfied"), figures, strict=True))}


def _tables(paths: Sequence[Path], known: Questionnaires) -> tuple[list[Mapped], list[Problem]]:
    tables: list[Mapped] = []
    problems: list[Problem] = []
    told: set[str] = set()
    for path in paths:
        if sum(path.name == other.name for other in paths) > 1:
            problems.append(Problem(Place(path.name), "有两个文件同名，请改名以便区分"))
            told.add(path.name)
    for sheet in open_answers(paths):
        found = map_columns(sheet, known)
        if isinstance(found, Mapped):
            tables.append(found)
        elif found is not None:
            problems.append(found)
            told.add(sheet.file)
    problems += repeated(tables)
    empty = {path.name for path in paths} - {table.sheet.file for table in tables} - told
    problems += [
        Problem(Place(name), "没有找到答卷：前 10 行里没有像问卷题目的表头；请用问卷系统重新导出")
        for name in sorted(empty)
    ]
    return tables, problems


def _counts(county: County) -> dict[str, Count]:
    """The counts that a county's sheet 社会认可度 holds already; groups that are complete."""
    table = county.survey
    found: dict[str, Count] = {}
    for index in range(len(table)):
        figures = [float(table.number(key)[index]) for key in ("papers", "valid", "satisfied")]
        if all(figure == figure for figure in figures):
            found[table.choice("group", index)] = Count(*map(int, figures))
    return {group: found[group] for group in layout.GROUPS if group in found}


def _state(groups: Mapping[str, Count], standard: Standard) -> State:
    """第九条: all seven groups have valid papers, and of all these 85 % are satisfied."""
    whole = sum(groups.values(), Count())
    if not all(count.valid for count in groups.values()):
        return State.MISSING
    return judge(Fraction(whole.satisfied, whole.valid) >= standard.exact("S1.required"))


def _overall(tally: Tally, known: Questionnaires) -> Iterator[Notice]:
    """How many papers each option of the verdict got: an error of reading shows at once."""
    for paper in known.papers:
        question = next(question for question in paper.rated if question.asks == "overall")
        counts = tally.answers.get((paper.title, question.text))
        if counts:
            options = dict.fromkeys((*question.options, *counts))
            told = "、".join(f"{option} {counts[option]} 份" for option in options)
            yield Notice(Place(paper.title), f"总体评价：{told}")


def _remarks(
    tally: Tally,
    groups: Mapping[str, Count],
    kept: Mapping[str, Count],
    standard: Standard,
    base: County | None,
) -> Iterator[Notice]:
    sheet = layout.SURVEY.name
    for reason, count in tally.unusable.items():
        yield Notice(Place("答卷"), f"{count} 份无效：{reason}")
    if tally.nobody:
        yield Notice(Place("答卷"), f"其中 {tally.nobody} 份无法判断是哪类对象，没有计入任何一类")
    lacking = [group for group, count in groups.items() if not count.papers]
    if lacking:
        yield Notice(Place(sheet), f"没有答卷，留空待填报：{'、'.join(lacking)}")
    stayed = [group for group in kept if not tally.groups[group].papers]
    if stayed:
        yield Notice(Place(sheet), f"这次没有答卷，保留原表的数：{'、'.join(stayed)}")
    whole = sum(groups.values(), Count())
    share = standard.exact("S1.parents_share")
    if groups[PARENTS].valid < share * whole.valid:
        line = words.share_line(float(share))
        yield Notice(Place(sheet), f"家长有效问卷 {groups[PARENTS].valid} 份，不到全部的 {line}")
    residents = base.facts.get(RESIDENTS) if base else None
    if residents and isinstance(residents.value, float) and residents.value > 0:
        asked = sample_size(exact(residents.value) * 10_000, standard)
        if whole.valid < asked:
            rate = words.plain(standard.number("S1.sample_share") * 1000)
            yield Notice(
                Place(sheet), f"有效问卷 {whole.valid} 份，少于常住人口 {rate}‰ 的 {asked} 份"
            )
