"""The whole of it: a workbook and a former ledger in, the new ledger out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from qbe_xl.assessment import Assessment
from qbe_xl.county.book import Sheet, open_book
from qbe_xl.county.reading import SHEET_NAMES, read_county
from qbe_xl.errors import InputError, Notice, Problem
from qbe_xl.remedy.duties import Duties, load_duties
from qbe_xl.remedy.ledger.columns import SHEET
from qbe_xl.remedy.ledger.merging import merge
from qbe_xl.remedy.ledger.model import Former, Ledger
from qbe_xl.remedy.ledger.problems import CostOf, find
from qbe_xl.remedy.ledger.reading import OUR_SHEETS, read_ledger, read_ledger_file
from qbe_xl.report.record import record
from qbe_xl.report.run import examine
from qbe_xl.standards import load

WORKBOOK_NAME = "整改台账.xlsx"
HTML_NAME = "整改台账.html"
STEPS = ("读取填报表", "计算指标", "读取上一份台账", "核验与合并", "生成台账", "保存")

Progress = Callable[[str], None]


@dataclass(frozen=True)
class LedgerOutcome:
    """What a run produced. former: where the former ledger came from, "" for none; backup: the
    copy of the file that was replaced."""

    ledger: Ledger
    duties: Duties
    assessment: Assessment
    former: str
    backup: Path | None
    files: dict[str, Path]


def update(
    assessment: Assessment,
    sheets: Mapping[str, Sheet],
    duties: Duties,
    now: dt.datetime,
    cost_of: CostOf = lambda gap: None,
) -> Ledger:
    """Return the ledger of an assessed county, merged with the one among these sheets.

    sheets: of an open workbook, by name; only 整改台账, 台账历史 and 台账底稿 are looked at.
    Raises InputError where 整改台账 has no header row.
    """
    return merge(read_ledger(sheets), find(assessment, cost_of), duties, now)


def ledger_file(
    book_path: Path,
    out: Path,
    standard: str,
    *,
    previous: Path | None = None,
    units: Path | None = None,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> LedgerOutcome:
    """Assess a workbook, merge with the former ledger, and write 整改台账.xlsx and .html.

    previous: the former ledger; without it the one in `out`, else the sheet 整改台账 of the
    workbook, else none. units: a county's own file of responsible units. The workbook is never
    written; a ledger that is replaced is first copied beside it, byte for byte.

    Raises InputError (nothing is written), StandardError or OutputError.
    """
    from qbe_xl.remedy.ledger import html, workbook
    from qbe_xl.report.writing import write_all

    now = now or dt.datetime.now().astimezone()
    rulebook, duties = load(standard), load_duties(units)
    progress(STEPS[0])
    book = open_book(book_path, only=SHEET_NAMES | OUR_SHEETS)
    county = read_county(book)
    target = out / WORKBOOK_NAME
    if target.exists() and target.samefile(book_path):
        raise InputError(
            [Problem(book_path.name, "填报表就是台账要写的文件，请换一个输出文件夹（--out）")]
        )
    progress(STEPS[1])
    assessment, _ = examine(county, rulebook)
    progress(STEPS[2])
    former, source, said = _former({s.name.strip(): s for s in book.sheets}, target, previous)
    progress(STEPS[3])
    ledger = merge(former, find(assessment), duties, now)
    ledger = _with_notices(ledger, said)
    progress(STEPS[4])
    run = record(assessment, book_path.name, book.sha256, now)
    files = {
        WORKBOOK_NAME: workbook.build(ledger, duties, assessment, run),
        HTML_NAME: html.render(ledger, county.name, run).encode(),
    }
    backup = _backup_of(target, now)
    if backup:
        files = {backup: target.read_bytes(), **files}
    progress(STEPS[5])
    written = write_all(out, files)
    kept = written.pop(backup) if backup else None
    return LedgerOutcome(ledger, duties, assessment, source, kept, written)


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
            SHEET,
            f"用的是“{target}”；填报表里也有一张“{SHEET}”，没有采用，要用它请加 --previous 填报表",
        )
        return read_ledger_file(target, ours), str(target), (said,) if in_book else ()
    return read_ledger(sheets), f"填报表的工作表“{SHEET}”" if in_book else "", ()


def _with_notices(ledger: Ledger, said: tuple[Notice, ...]) -> Ledger:
    return replace(ledger, notices=(*said, *ledger.notices)) if said else ledger


def _backup_of(target: Path, now: dt.datetime) -> str:
    return f"{target.stem}-备份-{now:%Y%m%d-%H%M%S}{target.suffix}" if target.exists() else ""
