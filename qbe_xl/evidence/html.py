"""佐证材料目录.html: one page beside the files, offline, with relative links."""

from __future__ import annotations

from qbe_xl.assessment import State
from qbe_xl.evidence.overview import (
    WORDS,
    DocumentRow,
    IndicatorRow,
    Overview,
    link,
    shown_day,
    shown_size,
)
from qbe_xl.evidence.places import PARTS
from qbe_xl.evidence.scanning import File
from qbe_xl.sheets.pieces import View
from qbe_xl.sheets.templating import render as rendered

TEMPLATE = "佐证材料索引.html"
MOST_FILES = 50
"""Files of a document that the page lists; the workbook lists all."""
MOST_TOLD = 100


def render(overview: Overview) -> str:
    """Return 佐证材料目录.html."""
    return rendered(TEMPLATE, view(overview))


def view(overview: Overview) -> View:
    """Return what the page shows, as plain data."""
    scan, indicators = overview.scan, overview.plan.indicators
    done = sum(row.state is State.MET for row in overview.rows if row.id in indicators)
    return {
        "county": overview.county or "（县名未填）",
        "time": overview.shown_time,
        "gist": overview.gist,
        "done": str(done),
        "indicators": str(len(indicators)),
        "verdict": "met" if done == len(indicators) else "missing",
        "parts": [
            {
                "name": name.partition(" ")[2],
                "anchor": f"part-{letter}",
                "rows": [_indicator(row) for row in overview.rows if row.id.startswith(letter)],
            }
            for letter, name in PARTS.items()
        ],
        "lacking": [
            {
                "unit": unit,
                "count": str(len(entries)),
                "titles": [f"{entry.id} {entry.document.title}" for entry in entries],
            }
            for unit, entries in overview.lacking()
        ],
        "oddities": [[one.path, one.message] for one in scan.oddities[:MOST_TOLD]],
        "more_oddities": max(0, len(scan.oddities) - MOST_TOLD),
        "duplicates": [
            [group[0].path, "、".join(file.path for file in group[1:6])]
            for group in scan.duplicates[:MOST_TOLD]
        ],
        "changes": "第一次出目录，没有可比的。"
        if scan.first
        else f"与上次出的目录相比：新增 {len(scan.added)} 个，内容改了 {len(scan.changed)} 个，"
        f"已缺失 {len(scan.removed)} 个，移动或改名 {len(scan.moved)} 个。",
        "sources": [[name, title] for name, title in overview.plan.catalogue.sources.items()],
    }


def _state(of: State) -> View:
    return {"id": of.id, "marked": WORDS[of]}


def _indicator(row: IndicatorRow) -> View:
    return {
        "id": row.id,
        "name": row.name,
        "article": row.article,
        "lead": row.lead,
        "others": "、".join(row.units[1:]),
        "link": link(row.folder),
        "filled": f"{row.filled}/{row.needed}",
        "state": _state(row.state),
        "documents": [_document(entry) for entry in row.documents],
        "loose": [_file(file) for file in row.loose[:MOST_FILES]],
    }


def _document(entry: DocumentRow) -> View:
    return {
        "title": entry.document.title,
        "kind": entry.document.kind,
        "by": entry.document.by,
        "source": entry.document.source,
        "link": link(entry.folder),
        "state": {"id": entry.state.id, "marked": entry.shown},
        "files": [_file(file) for file in entry.files[:MOST_FILES]],
        "more": max(0, len(entry.files) - MOST_FILES),
    }


def _file(file: File) -> View:
    return {
        "name": file.name,
        "link": link(file.path),
        "size": shown_size(file.size),
        "day": shown_day(file.changed),
    }
