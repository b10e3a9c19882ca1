"""The main job: a workbook in, the assessment and every document of it out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qbe_xl.assessment import Assessment, assess
from qbe_xl.assessment.assess import outliers
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.clauses import words
from qbe_xl.clauses.caveats import caveats
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county import layout
from qbe_xl.county.model import County
from qbe_xl.county.reading import read_book
from qbe_xl.errors import Notice, Place
from qbe_xl.files.book import Book
from qbe_xl.report.record import RunRecord, record
from qbe_xl.standards import Rulebook, resolve

if TYPE_CHECKING:
    from qbe_xl.report.front import Front, MakeFront

JSON_NAME = "assessment.json"
WORKBOOK_NAME = "评估结果.xlsx"
HTML_NAME = "评估报告.html"
WORD_NAME = "评估报告.docx"
NAMES = (JSON_NAME, WORKBOOK_NAME, HTML_NAME, WORD_NAME)

STEPS = ("读取填报表", "计算指标", "生成结果表", "生成网页报告", "生成 Word 报告", "保存")

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a run produced; files by their usual name; verify: what must be verified first."""

    assessment: Assessment
    notices: tuple[Notice, ...]
    run: RunRecord
    files: dict[str, Path]
    verify: tuple[str, ...] = ()


def examine(county: County, rulebook: Rulebook) -> tuple[Assessment, tuple[Notice, ...]]:
    """Return the assessment of a county and everything odd about it.

    The rules are those in force on 评估日期, the newest where that is blank.
    """
    assessment = assess(county, rulebook.at(county.date))
    return assessment, (*county.notices, *_odd_results(assessment, rulebook))


def assess_file(
    book_path: Path,
    out: Path,
    standard: str | None = None,
    *,
    front: Callable[[Book], MakeFront] | None = None,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> Outcome:
    """Assess a workbook and write assessment.json, the result workbook and the reports.

    front: what makes of the workbook that which stands before the results.
    Raises InputError (nothing is written), StandardError or OutputError.
    """
    from qbe_xl.files.writing import spare

    progress(STEPS[0])
    book, county = read_book(book_path)
    spare(out, NAMES, book_path)
    progress(STEPS[1])
    assessment, notices = examine(county, resolve(county, standard))
    run = record(assessment, book_path.name, book.sha256, now or dt.datetime.now().astimezone())
    before = front(book)(assessment, notices, run) if front else None
    files = write_results(assessment, notices, run, out, before, progress)
    return Outcome(assessment, notices, run, files, before.verify if before else ())


def write_results(
    assessment: Assessment,
    notices: tuple[Notice, ...],
    run: RunRecord,
    out: Path,
    front: Front | None = None,
    progress: Progress = lambda step: None,
) -> dict[str, Path]:
    """Write assessment.json, the result workbook and the reports of an assessment; return the files
    by their usual name. front: what stands before the results. Raises OutputError."""
    from qbe_xl.files.writing import write_all
    from qbe_xl.report import documents, result_json, workbook
    from qbe_xl.report.view import report_view

    files: dict[str, bytes] = {}
    progress(STEPS[2])
    files[WORKBOOK_NAME] = workbook.build(assessment, notices, run, front)
    progress(STEPS[3])
    view = report_view(assessment, notices, run, front.verify if front else ())
    files[HTML_NAME] = documents.page(view).encode()
    progress(STEPS[4])
    files[WORD_NAME] = documents.word(view, run)
    files[JSON_NAME] = result_json.as_text(assessment, notices).encode()
    progress(STEPS[5])
    return write_all(out, files)


def _odd_results(assessment: Assessment, rulebook: Rulebook) -> list[Notice]:
    """What is odd about the results: far from the median, above 1, thin, a date before the rules."""
    county, sections = assessment.county, assessment.sections
    schools = county.schools
    found = []
    for section, indicator, ratio in outliers(assessment):
        stage, school = STAGES[sections.stage[section]], int(sections.school[section])
        value = float(sections.values[section, INDICATORS.index(indicator)])
        key = RESOURCES[indicator].columns[0][1].format(stage=stage)
        far = f"是中位数的 {ratio:.1f} 倍" if ratio > 1 else "不到中位数的十分之一"
        found.append(
            Notice(
                schools.cell(key, school),
                f"{schools.word('name', school)}（{layout.STAGE_WORDS[stage]}）"
                f"{assessment.standard.clauses[indicator].name}为 "
                f"{words.indicator(indicator, value, *assessment.standard.lines(indicator, stage))}，"
                f"{far}，请核对数值和单位",
            )
        )
    retention = assessment.items["Q1"].value if "Q1" in assessment.items else None
    if retention is not None and retention > 1:
        found.append(
            Notice(
                county.item("Q1.1").cell,
                f"巩固率为 {words.percent(retention, 1.0)}，大于 100%，请核对 Q1.1–Q1.5",
            )
        )
    found += [Notice(one.place, f"{one.text}，请核对") for one in caveats(assessment)]
    if rulebook.before_first(county.date):
        found.append(
            Notice(
                county.facts["评估日期"].cell,
                f"评估日期{words.day(county.date)}早于《{rulebook.title}》的施行年份，已按其最早的数值计算",
            )
        )
    if rulebook.second_hand:
        found.append(
            Notice(
                Place("标准"),
                f"《{rulebook.title}》依据转述，未核对原文，结果只供对照，不可据以申报",
            )
        )
    return found
