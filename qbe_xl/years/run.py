"""明年预演: a workbook in; rehearse.json, a workbook and a page out. Nothing of it is a filing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qbe_xl.county.reading import read_book
from qbe_xl.errors import Notice
from qbe_xl.files.writing import spare, write_all
from qbe_xl.remedy.parameters_sheet import read_parameters
from qbe_xl.remedy.path.run import find_remedies
from qbe_xl.report import result_json
from qbe_xl.report.book import workbook
from qbe_xl.report.record import RunRecord, record
from qbe_xl.sheets.listing import page
from qbe_xl.standards import resolve
from qbe_xl.years.listings import FACE, NO_YEAR, listings
from qbe_xl.years.next_year import ENTRIES
from qbe_xl.years.rehearsal import Rehearsal, rehearse

JSON_NAME, WORKBOOK_NAME, HTML_NAME = "rehearse.json", "明年预演.xlsx", "明年预演.html"
NAMES = (JSON_NAME, WORKBOOK_NAME, HTML_NAME)
SCHEMA = 1
SECONDS = 60.0
TITLE = "义务教育优质均衡明年预演"
STEPS = ("读取填报表", "预演", "求明年的最省方案", "生成工作簿和网页", "保存")
"""What is told while it works; each entry and each round of the search tell more."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a run produced; files by their usual name."""

    rehearsal: Rehearsal
    notices: tuple[Notice, ...]
    run: RunRecord
    files: dict[str, Path]


def rehearse_file(
    book_path: Path,
    out: Path,
    standard: str | None = None,
    *,
    entries: Sequence[float] = ENTRIES,
    next_rules: bool = False,
    seconds: float = SECONDS,
    parameters: Path | None = None,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> Outcome:
    """Rehearse next September and write it into a folder, all files or none.

    seconds: about how long to search the cheapest path for next year; 0: not at all. Raises
    InputError (nothing is written), StandardError or OutputError.
    """
    progress(STEPS[0])
    book, county = read_book(book_path)
    spare(out, NAMES, book_path)
    chosen, said = read_parameters(book, county, parameters)
    rulebook = resolve(county, standard)
    found = rehearse(county, rulebook, entries, next_rules=next_rules, progress=progress)
    if seconds:
        progress(STEPS[2])
        remedies = find_remedies(
            found.planned.assessment, chosen, seconds=seconds, progress=progress
        )
        found = replace(found, plan=remedies.least)
    progress(STEPS[3])
    run = record(found.now, book_path.name, book.sha256, now or dt.datetime.now().astimezone())
    files = documents(found, run)
    progress(STEPS[4])
    return Outcome(found, said, run, write_all(out, files))


def documents(found: Rehearsal, run: RunRecord) -> dict[str, bytes]:
    """Return every file by its name."""
    shown = listings(found)
    county = found.now.county.name
    facts = [
        ("说明", FACE),
        ("学年", found.year or NO_YEAR),
        ("评估标准", run.standard),
        ("填报表", run.input_name),
        ("运行时间", run.shown_time),
    ]
    return {
        JSON_NAME: as_text(found).encode(),
        WORKBOOK_NAME: workbook(TITLE, county, (one.sheet() for one in shown), run),
        HTML_NAME: page(shown, f"{county}{TITLE}（不是预测）", facts, ()).encode(),
    }


def as_dict(found: Rehearsal) -> dict[str, Any]:
    """Return a rehearsal in the shape of the contract, section 5."""
    schools = found.now.county.schools
    reasons: dict[str, list[str]] = {}
    for one in found.kept:
        reasons.setdefault(schools.word("code", one.school), []).append(one.reason)
    return {
        "schema": SCHEMA,
        "year": found.year,
        "entries": [
            {
                "entry": scene.entry,
                "pupils": {stage: scene.next.pupils(stage) for stage in ("primary", "junior")},
                "assessment": result_json.as_dict(scene.assessment, scene.notices),
            }
            for scene in found.scenes
        ],
        "kept": [
            {"code": code, "reason": "；".join(dict.fromkeys(said))}
            for code, said in reasons.items()
        ],
    }


def as_text(found: Rehearsal) -> str:
    """Return rehearse.json; the same input gives the same bytes."""
    return json.dumps(as_dict(found), ensure_ascii=False, allow_nan=False, indent=1) + "\n"
