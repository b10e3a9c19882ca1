"""佐证材料封面.docx and 佐证材料脊背标签.docx: a cover for each indicator, labels for the boxes."""

from __future__ import annotations

from qbe_xl.clauses import words
from qbe_xl.evidence.overview import WORDS, IndicatorRow, Overview
from qbe_xl.evidence.places import COVERS, PARTS, SPINES
from qbe_xl.sheets import word
from qbe_xl.sheets.pieces import View
from qbe_xl.sheets.templating import template_folder

LABELS_A_PAGE = 4
LONGEST_LINE = 18
"""Characters that fit one under another in a label."""


def covers(overview: Overview) -> bytes:
    """Return 佐证材料封面.docx: an indicator a page."""
    return _rendered(COVERS, overview, {"covers": [_cover(overview, row) for row in overview.rows]})


def spines(overview: Overview) -> bytes:
    """Return 佐证材料脊背标签.docx: four labels a page, to be cut out."""
    labels = [_label(overview, number, row) for number, row in enumerate(overview.rows, 1)]
    blank = {"county": "", "part": "", "title": "", "id": "", "box": "", "lead": ""}
    labels += [blank] * (-len(labels) % LABELS_A_PAGE)
    sheets = [
        {"labels": labels[first : first + LABELS_A_PAGE]}
        for first in range(0, len(labels), LABELS_A_PAGE)
    ]
    return _rendered(SPINES, overview, {"sheets": sheets})


def _cover(overview: Overview, row: IndicatorRow) -> View:
    standard = overview.plan.rulebook.at()
    clause = overview.plan.rulebook.clauses[row.id]
    requirement = clause.requirement if row.id[0] == "V" else standard.requirement(row.id)
    return {
        "county": overview.county,
        "part": PARTS[row.id[0]].partition(" ")[2],
        "id": row.id,
        "name": row.name,
        "facts": [
            ["条款", row.article],
            ["要求", requirement],
            ["牵头单位", row.lead],
            ["配合单位", "、".join(row.units[1:]) or words.BLANK],
            ["编制日期", words.day(overview.time.date())],
        ],
        "documents": [
            {
                "number": str(entry.number),
                "title": entry.document.title,
                "kind": entry.document.kind,
                "by": entry.document.by,
                "count": str(len(entry.files)) if entry.files else words.BLANK,
                "state": WORDS[entry.state],
            }
            for entry in row.documents
        ],
    }


def _label(overview: Overview, number: int, row: IndicatorRow) -> View:
    part = PARTS[row.id[0]].partition(" ")[2]
    indicators = overview.plan.indicators
    box = indicators.index(row.id) + 1 if row.id in indicators else 0
    return {
        "county": overview.county,
        "part": part,
        "title": in_two(row.name),
        "id": row.id,
        "box": f"第 {box:02d} 盒" if box else part,
        "lead": row.lead,
    }


def in_two(title: str) -> str:
    """Return a title that is too long for one line of a label in two lines, broken well."""
    if len(title) <= LONGEST_LINE:
        return title
    middle = len(title) / 2
    stops = [n for n, sign in enumerate(title, 1) if sign in "、，" and n <= LONGEST_LINE]
    best = min(stops, key=lambda n: abs(n - middle), default=round(middle))
    if len(title) - best > LONGEST_LINE or best < middle / 2:
        best = round(middle)
    return f"{title[:best]}\n{title[best:]}"


def _rendered(name: str, overview: Overview, view: View) -> bytes:
    template = template_folder() / name
    return word.document(template, view, overview.county, overview.time)
