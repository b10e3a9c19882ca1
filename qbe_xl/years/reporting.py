"""历年监测 written down: years.json, 监测台账.xlsx, 监测报告 as a page and in Word."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qbe_xl import __version__
from qbe_xl.clauses import words
from qbe_xl.files.writing import spare, write_all
from qbe_xl.sheets import file, word
from qbe_xl.sheets.listing import Listing, page
from qbe_xl.sheets.model import Running
from qbe_xl.sheets.pieces import View
from qbe_xl.sheets.templating import template_folder
from qbe_xl.years import showing
from qbe_xl.years.alerts import READINGS, RED
from qbe_xl.years.archive import claims
from qbe_xl.years.monitoring import Monitoring, monitor

JSON_NAME, WORKBOOK_NAME = "years.json", "监测台账.xlsx"
HTML_NAME, WORD_NAME = "监测报告.html", "监测报告.docx"
NAMES = (JSON_NAME, WORKBOOK_NAME, HTML_NAME, WORD_NAME)
SCHEMA = 1
TITLE = "义务教育优质均衡发展历年监测"
STEPS = ("生成监测报告", "保存")
_MOST_IN_WORD = 40

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a run produced; files by their usual name."""

    found: Monitoring
    files: dict[str, Path]


def report(
    archive: Path,
    out: Path,
    standard: str | None = None,
    *,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> Outcome:
    """Report on the years of an archive. Raises InputError, StandardError or OutputError."""
    spare(out, NAMES, *(claim.path for claim in claims(archive)))
    found = monitor(archive, standard, progress)
    progress(STEPS[0])
    files = documents(found, now or dt.datetime.now().astimezone())
    progress(STEPS[1])
    return Outcome(found, write_all(out, files))


def documents(found: Monitoring, now: dt.datetime) -> dict[str, bytes]:
    """Return every file by its name."""
    listings = showing.listings(found)
    title = f"{found.county}{TITLE}"
    moment = f"{now:%Y-%m-%d %H:%M}"
    facts = [
        (
            "比较标准",
            f"{found.standard.title}（{'、'.join(found.standard.documents)}）最新的数值",
        ),
        ("学年", "、".join(year.label for year in found.years) or "无"),
        ("档案记录末行校验值", found.seal[:16]),
        ("生成时间", moment),
    ]
    red = sum(one.level == RED for one in found.alerts)
    counts = [
        ("unmet", "条红色提醒", red),
        ("near", "条黄色提醒", len(found.alerts) - red),
        ("missing", "份填报表未采用", len(found.left_out)),
    ]
    template = template_folder() / "监测报告.docx"
    running = Running(found.county, f"档案 {found.seal[:12]}", moment)
    return {
        JSON_NAME: as_text(found).encode(),
        WORKBOOK_NAME: file.workbook(
            f"{title}台账", [one.sheet() for one in listings], time=now, running=running
        ),
        HTML_NAME: page(listings, title, facts, counts).encode(),
        WORD_NAME: word.document(template, _view(found, facts, now), found.county, now),
    }


def as_dict(found: Monitoring) -> dict[str, Any]:
    """Return the years in the shape of the contract, section 5."""
    return {
        "schema": SCHEMA,
        "years": [
            {
                "year": year.label,
                "sha256": year.sha256,
                "standard": year.standard,
                "verdict": year.verdict.id,
            }
            for year in found.years
        ],
        "left_out": [
            {"file": one.file, "cell": one.cell, "message": one.message} for one in found.left_out
        ],
        "series": {series.key: list(series.values) for series in found.series},
        "alerts": [
            {
                "level": one.level,
                "series": one.series,
                "message": one.message,
                "schools": list(one.schools),
            }
            for one in found.alerts
        ],
        "decline": {
            "reading": READINGS[found.reading],
            "found": found.decline[found.reading],
        },
    }


def as_text(found: Monitoring) -> str:
    """Return years.json; the same archive gives the same bytes."""
    return json.dumps(as_dict(found), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def _view(found: Monitoring, facts: list[tuple[str, str]], now: dt.datetime) -> View:
    return {
        "county": found.county or "　　县",
        "date": words.day(now.date()),
        "facts": [list(fact) for fact in facts],
        "version": __version__,
        "overview": [
            {"year": row[0], "standard": row[1], "cells": row[2:10]}
            for row in _rows(showing.overview(found))
        ],
        "alerts": _rows(showing.alerts(found.alerts)),
        "more": max(0, len(found.alerts) - _MOST_IN_WORD),
        "decline": _rows(showing.decline(found)),
        "reading": READINGS[found.reading],
        "moves": _rows(showing.moves(found)),
        "left": _rows(showing.left_out(found)),
        "red": sum(one.level == RED for one in found.alerts),
        "yellow": sum(one.level != RED for one in found.alerts),
        "count": len(found.years),
        "found": {True: "yes", False: "no", None: "open"}[found.decline[found.reading]],
    }


def _rows(listing: Listing) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in listing.rows][:_MOST_IN_WORD]
