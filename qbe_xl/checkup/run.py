"""A workbook in; 数据体检.xlsx, .html and .json out. The workbook itself is never written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qbe_xl.assessment import Assessment
from qbe_xl.checkup import Examined, examine_whole, log, result
from qbe_xl.checkup.doubts import find_doubts, raised
from qbe_xl.checkup.examining import of_reading
from qbe_xl.checkup.findings import Finding, finding, in_order
from qbe_xl.checkup.formulas import examine_sheets
from qbe_xl.checkup.loading import load, shipped
from qbe_xl.checkup.parts import read_parts
from qbe_xl.checkup.result import JSON_NAME, Checkup
from qbe_xl.checkup.rules import Rules
from qbe_xl.checkup.sampling import default_seed, sample
from qbe_xl.checkup.typed import take, typed
from qbe_xl.checkup.unchecked import NOTHING
from qbe_xl.county.model import County
from qbe_xl.county.reading import open_county, read_all
from qbe_xl.errors import InputError, Notice, Place, Problem
from qbe_xl.files import chain
from qbe_xl.files.names import readable
from qbe_xl.report.run import examine as examine_results
from qbe_xl.standards import resolve

WORKBOOK_NAME = "数据体检.xlsx"
HTML_NAME = "数据体检.html"


@dataclass(frozen=True)
class Taken:
    """What was accepted, by mark, perhaps of findings that are no more. count: how many were newly
    typed; refused: what could not be taken, and why."""

    accepted: Mapping[str, log.Entry]
    count: int
    refused: tuple[str, ...]


STEPS = ("读取填报表", "核对数据", "检查公式和版面", "生成结果", "保存")

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a checkup produced; files by their usual name."""

    checkup: Checkup
    files: dict[str, Path]


def checkup_file(
    book_path: Path,
    out: Path,
    last_year: Path | None = None,
    *,
    seed: int | None = None,
    rules_path: Path | None = None,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> Outcome:
    """Examine a workbook and write what was found into a folder.

    Raises InputError when a workbook or the rules cannot be read at all, or OutputError. Cells
    that cannot be used are findings, not errors.
    """
    from qbe_xl.checkup.html import render
    from qbe_xl.checkup.workbook import build
    from qbe_xl.files.writing import spare, write_all

    rules = shipped() if rules_path is None else load(rules_path)
    progress(STEPS[0])
    book = open_county(book_path)
    county, problems = read_all(book)
    last = None if last_year is None else read_all(open_county(last_year))[0]
    inputs = [book_path, last_year] if last_year else [book_path]
    spare(out, (WORKBOOK_NAME, HTML_NAME, JSON_NAME), *inputs)
    progress(STEPS[1])
    kept = result.read(out)
    record = log.read(out / log.NAME, kept.known if kept else (0, chain.FIRST))
    now = now or dt.datetime.now().astimezone()
    remarks: list[str] = []
    if kept is None and record.entries:
        remarks.append(
            f"没有上次的 {JSON_NAME}（或无法读取）：{log.NAME} 的 {len(record.entries)} 条确认照用，"
            "但末尾是否少了行无从核对"
        )
    if kept:
        signer = county.fact("填报人")
        record, remarks = take(
            out / log.NAME, kept.findings, typed(out / WORKBOOK_NAME), signer, now, record
        )
    assessment = None
    notices = county.notices
    if not problems:
        assessment, notices = examine_results(county, resolve(county))
    progress(STEPS[2])
    parts = read_parts(book)
    of_sheets = [] if parts is None else examine_sheets(parts, book, county, rules)
    others = [*of_sheets, *_of_log(record, rules)]
    examined = examine_whole(
        county, last, problems=problems, notices=notices, rules=rules, others=others
    )
    found = examined.findings
    if assessment is not None:
        found = raised(found, find_doubts(assessment, found, record.accepted()))
    if parts is None:
        remarks.append(f"{book.format} 格式看不到公式、隐藏和链接；另存为 xlsx 后可一并检查")
    elif parts.skipped:
        remarks.append(f"工作表 {'、'.join(parts.skipped)} 太大，没有检查公式")
    if last is None:
        remarks.append("没有上年的填报表，没有与上年比较")
    used = default_seed(book.sha256) if seed is None else seed
    checkup = Checkup(
        county=county,
        findings=found,
        rules=rules,
        sample=sample(county, used),
        seed=used,
        log=record,
        input_name=readable(book_path.name),
        input_sha256=book.sha256,
        last_name=readable(last_year.name) if last_year else "",
        time=now,
        remarks=tuple(remarks),
        unchecked=examined.unchecked,
    )
    progress(STEPS[3])
    files = {
        WORKBOOK_NAME: build(checkup),
        HTML_NAME: render(checkup).encode(),
        JSON_NAME: result.as_text(checkup).encode(),
    }
    progress(STEPS[4])
    return Outcome(checkup, write_all(out, files))


def check_open_book(
    county: County | None,
    problems: Sequence[Problem],
    notices: Sequence[Notice],
    assessment: Assessment | None = None,
    last: County | None = None,
) -> Examined:
    """Return what an open workbook is found to hold: for the button 数据体检.

    county: None where the workbook could not be read; then the problems alone are told.
    problems, notices: those of the reading and of the results, as the button has them;
    assessment: None where it could not be made, or its doubts are asked for later; last: the
    county a year before.
    """
    if county is None:
        return Examined(in_order(of_reading(problems, notices, shipped())), NOTHING)
    made = examine_whole(county, last, problems=problems, notices=notices)
    return made if assessment is None else with_doubts(made, assessment, {})


def with_doubts(
    examined: Examined, assessment: Assessment, accepted: Mapping[str, log.Entry]
) -> Examined:
    """Return what was found with that 高 on which a verdict hangs, but for what was accepted."""
    found = examined.findings
    return replace(examined, findings=raised(found, find_doubts(assessment, found, accepted)))


def accept_typed(
    folder: Path,
    findings: Iterable[Finding],
    texts: Mapping[str, str],
    signer: str,
    now: dt.datetime | None = None,
) -> Taken:
    """Take into the log in a folder what was typed into 确认 of an open workbook.

    findings: those of now; texts: by mark; signer: who signs where no name was typed. What is of
    no finding any more has lapsed. Raises OutputError.
    """
    from qbe_xl.files.locking import holding, holding_if_there
    from qbe_xl.files.writing import write_one

    path, now = folder / log.NAME, now or dt.datetime.now().astimezone()
    by_mark = {one.mark: one for one in findings}
    some = any(mark in by_mark and by_mark[mark].kind != "填报要求" for mark in texts)
    with holding(folder) if some else holding_if_there(folder):
        kept = result.read(folder)
        known = log.read(path, kept.known if kept else (0, chain.FIRST))
        record, refused = take(path, by_mark, texts, signer, now, known)
        count = len(record.entries) - len(known.entries)
        if kept and count:
            write_one(folder / JSON_NAME, kept.with_log(record).encode())
    return Taken(record.accepted(), count, (*record.faults, *refused))


def accept(
    out: Path, marks: Sequence[str], by: str, why: str, now: dt.datetime | None = None
) -> tuple[Finding, ...]:
    """Record that findings of the last checkup were looked at and are right as they stand.

    marks: their 编号; by, why: who says so and for what reason, neither blank.
    Raises InputError for a finding that is not there or has to be put right, OutputError.
    """
    from qbe_xl.files.locking import holding

    if not out.is_dir():
        raise _no_checkup(out)
    with holding(out):
        return _accept(out, marks, by, why, now or dt.datetime.now().astimezone())


def _accept(
    out: Path, marks: Sequence[str], by: str, why: str, now: dt.datetime
) -> tuple[Finding, ...]:
    from qbe_xl.files.writing import write_one

    kept = result.read(out)
    if kept is None:
        raise _no_checkup(out)
    problems = [
        Problem(Place(mark), message)
        for mark in marks
        for message in [_refusal(kept.findings.get(mark))]
        if message
    ]
    problems += [
        Problem(Place(name), "不能为空，请写明")
        for name, text in (("确认人", by), ("理由", why))
        if not text.strip()
    ]
    if problems:
        raise InputError(problems)
    path = out / log.NAME
    found = tuple(kept.findings[mark] for mark in dict.fromkeys(marks))
    grown = log.add(path, found, by, why, now, log.read(path, kept.known))
    write_one(out / JSON_NAME, kept.with_log(grown).encode())
    return found


def _no_checkup(out: Path) -> InputError:
    return InputError([Problem(Place(str(out)), f"没有 {JSON_NAME}；请先体检，再确认其中的发现")])


def _refusal(found: Finding | None) -> str:
    if found is None:
        return "上次体检没有这个编号的发现；编号见“体检结果”表的“编号”列"
    if found.kind == "填报要求":
        return f"{found.cell} 是必须改正的错误，不能确认为无误"
    return ""


def _of_log(record: log.Log, rules: Rules) -> list[Finding]:
    return [finding(rules.problem, [Place(log.NAME)], fault) for fault in record.faults]
