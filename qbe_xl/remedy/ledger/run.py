"""The whole of it: a workbook and a former ledger in, the new ledger out."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from qbe_xl.assessment import Assessment
from qbe_xl.checkup.doubts import Doubts
from qbe_xl.checkup.verifying import first_to_verify
from qbe_xl.clauses import duties as county_duties
from qbe_xl.clauses.duties import Duties
from qbe_xl.county.reading import SHEET_NAMES, open_county, read_county
from qbe_xl.errors import InputError, Notice, Place, Problem
from qbe_xl.files.book import Sheet
from qbe_xl.files.locking import holding_if_there
from qbe_xl.files.names import free
from qbe_xl.files.writing import spare
from qbe_xl.remedy.ledger.adopting import adopt, adopted_before
from qbe_xl.remedy.ledger.columns import SHEET
from qbe_xl.remedy.ledger.costs import costs
from qbe_xl.remedy.ledger.merging import merge
from qbe_xl.remedy.ledger.model import Former, Ledger
from qbe_xl.remedy.ledger.problems import find
from qbe_xl.remedy.ledger.reading import OUR_SHEETS, read_ledger, read_ledger_file
from qbe_xl.remedy.ledger.result import JSON_NAME
from qbe_xl.remedy.parameters import Parameters
from qbe_xl.remedy.parameters_sheet import read_parameters
from qbe_xl.remedy.path import run as path_run
from qbe_xl.remedy.path.plan import Plan
from qbe_xl.remedy.path.remedies import Remedies
from qbe_xl.remedy.verifying import told_first
from qbe_xl.report.record import RunRecord, record
from qbe_xl.report.run import examine
from qbe_xl.standards import Rulebook, resolve

WORKBOOK_NAME = "整改台账.xlsx"
HTML_NAME = "整改台账.html"
NO_PLAN = "不按方案"
"""Instead of a plan's name: the measures are the usual ones again."""
SECONDS = 120.0
_MOST_REASONS = 5
_CREATED = re.compile(rb"<dcterms:created[^>]*>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)<")
STEPS = ("读取填报表", "计算指标", "读取上一份台账", "核验与合并", "生成台账", "保存")

Progress = Callable[[str], None]


class NoSuchPlan(InputError):
    """The plan that was asked for does not exist, or costs nothing that could be told."""


@dataclass(frozen=True)
class Chosen:
    """A plan whose actions become the measures. least: what the cheapest costs, 万元; files: its
    results by their names, which are written with the ledger."""

    plan: Plan
    least: Fraction | None
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class LedgerOutcome:
    """What a run produced. former: where the former ledger came from, "" for none; backup: the
    copy of the file that was replaced; changed: false where all was left as it is."""

    ledger: Ledger
    assessment: Assessment
    former: str
    backup: Path | None
    files: dict[str, Path]
    changed: bool = True


def ledger_file(
    book_path: Path,
    out: Path,
    standard: str | None = None,
    *,
    previous: Path | None = None,
    units: Path | None = None,
    parameters: Path | None = None,
    plan: str = "",
    seconds: float = SECONDS,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> LedgerOutcome:
    """Assess a workbook, merge with the former ledger, and write 整改台账.xlsx, .html and ledger.json.

    plan: 最省方案, 预算内方案 or 只靠交流, whose actions then are the measures; it is searched for, about
    so many seconds, and written beside the ledger. Without it the plan that the former ledger
    followed is kept; NO_PLAN gives it up.
    previous: the former ledger; without it the one in `out`, else the sheet 整改台账 of the
    workbook, else none. units: the county's own plan;
    parameters: a workbook of its own with the sheet 整改参数. The county's workbook is never
    written; a ledger that is replaced is first copied beside it, byte for byte.

    Raises InputError (nothing is written; also where there is no such plan), StandardError or
    OutputError.
    """
    now = now or dt.datetime.now().astimezone()
    progress(STEPS[0])
    book = open_county(book_path, OUR_SHEETS | {county_duties.SHEET.name})
    county = read_county(book)
    spare(out, (WORKBOOK_NAME, HTML_NAME, JSON_NAME, *(path_run.NAMES if plan else ())), book_path)
    prices, said = read_parameters(book, county, parameters)
    progress(STEPS[1])
    rulebook = resolve(county, standard)
    assessment, notices = examine(county, rulebook)
    run = record(assessment, book_path.name, book.sha256, now)
    verify = first_to_verify(assessment, notices, out)
    chosen = None
    if plan and plan != NO_PLAN:
        remedies = path_run.find_remedies(assessment, prices, seconds=seconds, doubts=verify)
        chosen = choose(remedies, plan, run, said, rulebook)
    return write_ledger(
        assessment,
        run,
        out,
        book.sheets,
        duties=county_duties.of(book.sheets, units),
        prices=prices,
        previous=previous,
        chosen=chosen,
        drop=plan == NO_PLAN,
        verify=verify,
        progress=progress,
    )


def choose(
    remedies: Remedies, name: str, run: RunRecord, said: Sequence[Notice], rulebook: Rulebook
) -> Chosen:
    """Return the plan of that name with the files that lie beside a ledger that follows it.

    said: what was noticed of the parameters. Raises NoSuchPlan.
    """
    plan = chosen_plan(remedies, name)
    return Chosen(plan, remedies.least.cost, path_run.documents(remedies, run, said, rulebook))


def chosen_plan(remedies: Remedies, name: str) -> Plan:
    """Return the plan of that name. Raises NoSuchPlan where there is none, with the reasons."""
    found = next((plan for plan in remedies.plans if plan.name == name), None)
    if found is None and remedies.least.status == "already_met":
        found = remedies.least
    if found is not None and found.cost is not None:
        return found
    reasons = found.reasons if found else remedies.least.reasons
    usual = "没有这个方案"
    if remedies.least.status == "incomplete":
        usual = "有资源配置数据待填报，只测算最省方案，补齐后再选"
    said = "；".join(reasons[:_MOST_REASONS]) or usual
    raise NoSuchPlan(
        [Problem(Place(name), f"没有可以列入台账的方案：{said}；请先看“缺口与方案”（qbe-xl plan）")]
    )


def write_ledger(
    assessment: Assessment,
    run: RunRecord,
    out: Path,
    sheets: Iterable[Sheet] = (),
    *,
    duties: Duties,
    prices: Parameters,
    previous: Path | None = None,
    chosen: Chosen | None = None,
    drop: bool = False,
    verify: Doubts | None = None,
    progress: Progress = lambda step: None,
) -> LedgerOutcome:
    """Merge what is open in an assessed county with the former ledger, and write the new one.

    sheets: of the county's workbook, among which the former ledger may be; previous: as for
    `ledger_file`, which raises the same; chosen: the plan to follow; drop: give up the former's;
    verify: what must be verified first.
    """
    from qbe_xl.files.writing import write_all
    from qbe_xl.remedy.ledger import html, result, workbook

    target = out / WORKBOOK_NAME
    progress(STEPS[2])
    with holding_if_there(out):  # the former one is read, then replaced
        former, source, said = _former({s.name.strip(): s for s in sheets}, target, previous)
        progress(STEPS[3])
        cost_of = costs(prices, assessment.standard)
        found = find(assessment, cost_of, run.time.date())
        if chosen is not None:
            found = adopt(chosen.plan, found)
        elif not drop:
            found = adopted_before(former, found)
        least = chosen.least if chosen else None
        found = replace(found, verify=told_first(verify, found, least, prices))
        if other := county_duties.of_another(duties, assessment.county.name):
            said = (*said, Notice(Place(county_duties.SHEET.name), other))
        progress(STEPS[4])
        names = (WORKBOOK_NAME, HTML_NAME, JSON_NAME, *(chosen.files if chosen else ()))
        there = {name: out / name for name in names if (out / name).is_file()}
        if len(there) == len(names) and (earlier := _written(target, run.time)):
            ledger = _with_notices(merge(former, found, duties, earlier), said)
            again = workbook.build(ledger, assessment, replace(run, time=earlier))
            if again == target.read_bytes():
                return LedgerOutcome(ledger, assessment, source, None, there, changed=False)
        ledger = _with_notices(merge(former, found, duties, run.time), said)
        files = {
            WORKBOOK_NAME: workbook.build(ledger, assessment, run),
            HTML_NAME: html.render(ledger, assessment.county.name, run).encode(),
            JSON_NAME: result.as_text(ledger).encode(),
            **(chosen.files if chosen else {}),
        }
        backup = _backup_of(target, run.time)
        if backup:
            files = {backup: target.read_bytes(), **files}
        progress(STEPS[5])
        written = write_all(out, files)
        kept = written.pop(backup) if backup else None
        return LedgerOutcome(ledger, assessment, source, kept, written)


def _former(
    sheets: Mapping[str, Sheet], target: Path, previous: Path | None
) -> tuple[Former, str, tuple[Notice, ...]]:
    from qbe_xl.remedy.ledger.workbook import SHEETS

    ours = {*SHEETS, *SHEET_NAMES}
    in_book = SHEET in sheets
    if previous is not None:
        return read_ledger_file(previous, ours), str(previous), ()
    if target.exists():
        said = Notice(
            Place(SHEET),
            f"用的是“{target}”；填报表里也有一张“{SHEET}”，没有采用，要用它请加 --previous 填报表",
        )
        return read_ledger_file(target, ours), str(target), (said,) if in_book else ()
    return read_ledger(sheets), f"填报表的工作表“{SHEET}”" if in_book else "", ()


def _with_notices(ledger: Ledger, said: tuple[Notice, ...]) -> Ledger:
    return replace(ledger, notices=(*said, *ledger.notices)) if said else ledger


def _written(target: Path, now: dt.datetime) -> dt.datetime | None:
    """When a ledger was written, if that was today and nobody else has saved it since."""
    try:
        with zipfile.ZipFile(target) as package:
            found = _CREATED.search(package.read("docProps/core.xml"))
    except (OSError, KeyError, zipfile.BadZipFile):
        return None
    time = dt.datetime.fromisoformat(found[1].decode()).astimezone(now.tzinfo) if found else None
    return time if time and time.date() == now.date() else None


def _backup_of(target: Path, now: dt.datetime) -> str:
    """A free name beside a ledger that is about to be replaced, "" where there is none."""
    if not target.exists():
        return ""
    return free(target.with_stem(f"{target.stem}-备份-{now:%Y%m%d-%H%M%S}")).name
