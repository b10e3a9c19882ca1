"""缺口与方案: a workbook in; plan.json, the workbook of gaps and plans, and a page out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qbe_xl.assessment import Assessment
from qbe_xl.checkup.doubts import Doubts
from qbe_xl.checkup.verifying import first_to_verify
from qbe_xl.clauses.gaps import find_gaps
from qbe_xl.county.reading import read_book
from qbe_xl.errors import Notice
from qbe_xl.files.writing import spare
from qbe_xl.remedy.filling import filled
from qbe_xl.remedy.parameters import Parameters
from qbe_xl.remedy.parameters_sheet import read_parameters
from qbe_xl.remedy.path.remedies import Remedies
from qbe_xl.remedy.verifying import told_before_plan
from qbe_xl.report.record import RunRecord, record
from qbe_xl.report.run import examine
from qbe_xl.standards import Rulebook, resolve

JSON_NAME = "plan.json"
WORKBOOK_NAME = "缺口与方案.xlsx"
HTML_NAME = "缺口与方案.html"
NAMES = (JSON_NAME, WORKBOOK_NAME, HTML_NAME)
SECONDS = 120.0

STEPS = (
    "读取填报表",
    "计算缺口",
    "不计差异系数求最省",
    "计入差异系数求下界",
    "求整数方案",
    "缩小差距（第 1 轮）",
    "求预算内方案",
    "求只靠交流的方案",
    "生成工作簿和网页",
    "保存",
)
"""What is told while it works; a search of several rounds tells more."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a run produced; files by their usual name."""

    remedies: Remedies
    notices: tuple[Notice, ...]
    run: RunRecord
    files: dict[str, Path]


def find_remedies(
    assessment: Assessment,
    parameters: Parameters | None = None,
    *,
    seconds: float = SECONDS,
    doubts: Doubts | None = None,
    progress: Progress = lambda step: None,
) -> Remedies:
    """Return the gaps of a county and the plans that close them. Pure: reads and writes nothing.

    seconds: about how long to search; the best plan at hand is then given with its gap;
    doubts: the suspect figures, without which the cheapest plan is searched for besides.
    """
    from qbe_xl.remedy.path.variants import find_variants

    parameters = parameters or Parameters()
    progress(STEPS[1])
    gaps = tuple(find_gaps(assessment))
    whole = filled(assessment, gaps)
    plans = find_variants(assessment, parameters, seconds=seconds, tell=progress)
    verify = told_before_plan(doubts, plans[0].cost, parameters) if doubts else ()
    return Remedies(assessment, parameters, gaps, whole, plans, verify)


def plan_file(
    book_path: Path,
    out: Path,
    standard: str | None = None,
    *,
    seconds: float = SECONDS,
    parameters: Path | None = None,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> Outcome:
    """Find the gaps and plans of a workbook and write them into a folder, all files or none.

    parameters: a workbook with the sheet 整改参数, instead of the county's own. Raises InputError
    (nothing is written), StandardError or OutputError.
    """
    progress(STEPS[0])
    book, county = read_book(book_path)
    spare(out, NAMES, book_path)
    chosen, said = read_parameters(book, county, parameters)
    rulebook = resolve(county, standard)
    assessment, notices = examine(county, rulebook)
    doubts = first_to_verify(assessment, notices, out)
    remedies = find_remedies(assessment, chosen, seconds=seconds, doubts=doubts, progress=progress)
    run = record(assessment, book_path.name, book.sha256, now or dt.datetime.now().astimezone())
    files = write_remedies(remedies, run, said, rulebook, out, progress)
    return Outcome(remedies, (*said, *notices), run, files)


def write_remedies(
    remedies: Remedies,
    run: RunRecord,
    notices: Sequence[Notice],
    rulebook: Rulebook,
    out: Path,
    progress: Progress = lambda step: None,
) -> dict[str, Path]:
    """Write every file into a folder, all or none; return them by their usual name.

    notices: on 整改参数. Raises OutputError.
    """
    from qbe_xl.files.writing import write_all

    progress(STEPS[8])
    files = documents(remedies, run, notices, rulebook)
    progress(STEPS[9])
    return write_all(out, files)


def documents(
    remedies: Remedies, run: RunRecord, notices: Sequence[Notice], rulebook: Rulebook
) -> dict[str, bytes]:
    """Return every file by its name."""
    from qbe_xl.remedy.path import html, result, workbook

    _, after = examine(remedies.least.after.county, rulebook)
    return {
        JSON_NAME: result.as_text(remedies.plans, notices, after, remedies.verify).encode(),
        WORKBOOK_NAME: workbook.build(remedies, run),
        HTML_NAME: html.render(remedies, run).encode(),
    }
