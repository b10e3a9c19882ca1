"""补报通知: a paper for each township whose schools have not returned all, ready to be sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from qbe_xl.clauses import words
from qbe_xl.collect.status import DONE, NO_TOWNSHIP, ORDER, Facts, by_township, lacking, todo
from qbe_xl.county.model import County
from qbe_xl.files.names import distinct, safe_name
from qbe_xl.sheets import word
from qbe_xl.sheets.pieces import View, count
from qbe_xl.sheets.templating import template_folder

NAME = "补报通知"


def papers(facts: Facts, county: County, now: dt.datetime) -> dict[str, bytes]:
    """Return a Word document by file name for each township with schools that still owe anything."""
    owing = [
        (township, codes)
        for township, codes in by_township(facts).items()
        if any(facts.state(code) != DONE for code in codes)
    ]
    names = distinct(safe_name(f"{NAME}-{township}") for township, _ in owing)
    template = template_folder() / f"{NAME}.docx"
    return {
        f"{name}.docx": _paper(template, facts, county, township, codes, now)
        for name, (township, codes) in zip(names, owing, strict=True)
    }


def _paper(
    template: Path,
    facts: Facts,
    county: County,
    township: str,
    codes: Sequence[str],
    now: dt.datetime,
) -> bytes:
    known = township != NO_TOWNSHIP
    counts = [(state[2:], sum(facts.state(code) == state for code in codes)) for state in ORDER]
    told = "、".join(f"{state} {number} 所" for state, number in reversed(counts) if number)
    view: View = {
        "to": f"{township}各有关学校" if known else "各有关学校",
        "township": township if known else "",
        "day": words.day(now.date()),
        "stands": f"{township if known else '下列学校'}应报 {len(codes)} 所，{told}",
        "rows": list(_rows(facts, codes)),
        "contact": "　联系电话：".join(
            filter(None, (county.fact("填报人"), county.fact("联系电话")))
        ),
        "sender": county.fact("填报单位") or f"{county.name}教育行政部门",
    }
    return word.document(template, view, county.name, now)


def _rows(facts: Facts, codes: Sequence[str]) -> Iterator[View]:
    names = {str(row["code"]): str(row.get("name") or row["code"]) for row in facts.schools}
    owing = [code for code in codes if facts.state(code) != DONE]
    owing.sort(key=lambda code: ORDER.index(facts.state(code)))
    for number, code in enumerate(owing, 1):
        blank = len(facts.filled(code).blank)
        yield {
            "number": count(number),
            "school": names[code],
            "state": facts.state(code)[2:],
            "lacking": count(blank) if blank else words.BLANK,
            "items": lacking(facts, code) or words.BLANK,
            "todo": todo(facts, code),
        }
