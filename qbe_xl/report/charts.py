"""Charts of 评估报告: pictures for the page, and what Word draws them from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qbe_xl.assessment import State
from qbe_xl.sheets import svg
from qbe_xl.sheets.pieces import THOUSAND, View

_NUMBER = re.compile(r"\d+(\.\d+)?")
_KINDS = ("met", "unmet", "missing")

_LABEL = 92
_ROW = 30
_BAR = 14
_WIDTH = 460
_REACH = 250
"""The width of the longest bar."""
_LONGEST_CV = 2.2
"""Bars are cut at this many times the limit, so that one school does not flatten the rest."""

_CELL, _GAP = 13, 3
_BAND = 48
"""Sections side by side in the panorama."""


def cv_chart(stage: View) -> str:
    """Return the seven CVs of a stage against their limit."""
    rows = stage["balance"]
    line = rows[0]["line"]
    longest = min(max(*(row["size"] for row in rows), line * 1.25), line * _LONGEST_CV)
    scale = _REACH / longest
    limit = round(_LABEL + line * scale, 1)
    top = 24
    height = top + len(rows) * _ROW
    body = [*svg.limit(limit, top, height - 4, f"上限 {stage['limit']}")]
    told = []
    for number, row in enumerate(rows):
        y = top + number * _ROW + 6
        kind, size = row["state"]["id"], row["size"]
        width = round(min(size, longest) * scale, 1)
        body.append(svg.text(_LABEL - 8, y + 11.5, row["short"], "end"))
        body.append(svg.bar(kind, _LABEL, y, width, _BAR))
        if size > longest:
            body.append(svg.cut(_LABEL + width, y, _BAR))
        said = f"{row['cv']} {row['state']['mark']}" if size else row["state"]["marked"]
        body.append(svg.text(max(_LABEL + width, limit if size else 0) + 8, y + 11.5, said, kind))
        told.append(f"{row['short']} {row['cv']} {row['state']['word']}")
    title = f"{stage['word']}校际差异系数与上限"
    return svg.picture(f"cv-{stage['id']}", _WIDTH, height, title, told, body)


def share_chart(stage: View) -> str:
    """Return the shares of a stage's sections that meet, do not meet and lack each indicator."""
    rows = stage["indicators"]
    body, told = [], []
    for number, row in enumerate(rows):
        y = number * _ROW + 6
        body.append(svg.text(_LABEL - 8, y + 11.5, row["short"], "end"))
        x = float(_LABEL)
        for kind, part in zip(_KINDS, row["parts"], strict=True):
            width = round(_REACH * part / THOUSAND, 1)
            body.append(svg.bar(kind, x, y, width, _BAR))
            x += width
        body.append(svg.text(_LABEL + _REACH + 8, y + 11.5, f"{row['share']}（{row['reached']}）"))
        told.append(f"{row['short']} {row['share']}（{row['reached']}）")
    title = f"{stage['word']}各项指标达标的办学单元占比"
    return svg.picture(f"share-{stage['id']}", _WIDTH, len(rows) * _ROW + 4, title, told, body)


def panorama(stage: View) -> str:
    """Return every section of a stage as a column of seven cells, those in trouble first.

    A filled cell is met, ✕ unmet, a half-filled one unmet but not below the floor, an empty one
    missing.
    """
    sections: Sequence[View] = stage["cells"]
    names = [row["short"] for row in stage["indicators"]]
    step = _CELL + _GAP
    band = len(names) * step + 16
    bands = [sections[i : i + _BAND] for i in range(0, len(sections), _BAND)]
    body = []
    for number, mine in enumerate(bands):
        top = number * band
        for row, name in enumerate(names):
            body.append(svg.text(_LABEL - 8, top + row * step + 11, name, "end"))
        body += [
            svg.named(
                section["name"],
                _column(section, step),
                f"translate({_LABEL + column * step} {top})",
            )
            for column, section in enumerate(mine)
        ]
    counts = stage["sections"]
    about = f"{stage['word']}办学单元 {counts['total']} 个，{counts['said']}"
    width = _LABEL + min(_BAND, max(len(sections), 24)) * step
    title = f"{stage['word']}办学单元七项指标达标全景"
    return svg.picture(f"all-{stage['id']}", width, len(bands) * band, title, about, body)


def _column(section: View, step: int) -> list[str]:
    """The seven cells of one section, a path for each kind and one for its signs."""
    tiles: dict[str, str] = {}
    signs: dict[str, str] = {}
    for row, kind in enumerate(section["cells"]):
        y = row * step
        tiles[kind] = tiles.get(kind, "") + f"M0 {y}h{_CELL}v{_CELL}h-{_CELL}z"
        if kind in _SIGNS:
            signs[kind] = signs.get(kind, "") + _SIGNS[kind].format(y=y, middle=y + _CELL / 2)
    paths = [svg.path(f"tile {kind}", d) for kind, d in tiles.items()]
    paths += [svg.path(f"sign {kind}", d) for kind, d in signs.items()]
    if section["state"] != "met":
        under = len(section["cells"]) * step + 2
        paths.append(svg.path(f"under {section['state']}", f"M0 {under}h{_CELL}"))
    return paths


_SIGNS = {
    "unmet": "M3.5 {middle}m0-3l6 6m0-6l-6 6",
    "near": f"M0 {{y}}h{_CELL}l-{_CELL} {_CELL}z",
    "missing": "M3.5 {middle}a3 3 0 1 0 6 0a3 3 0 1 0-6 0",
}


def survey_chart(survey: View) -> str:
    """Return the satisfaction of each group of people, and of all, against the line."""
    rows = [*survey["rows"], survey["total"]]
    limit = round(_LABEL + _REACH * survey["line"] / THOUSAND, 1)
    top = 24
    height = top + len(rows) * _ROW
    body = [*svg.limit(limit, top, height - 4, f"要求 {survey['required']}")]
    told = []
    for number, row in enumerate(rows):
        y = top + number * _ROW + 6
        whole = "state" in row
        kind = row["state"]["id"] if whole else "plain"
        width = round(_REACH * row["size"] / THOUSAND, 1)
        body.append(svg.text(_LABEL - 8, y + 11.5, row["group"], "end strong" if whole else "end"))
        body.append(svg.bar(kind, _LABEL, y, width, _BAR))
        said = f"{row['rate']} {row['state']['mark']}" if whole else row["rate"]
        body.append(
            svg.text(_LABEL + _REACH + 8, y + 11.5, said, f"strong {kind}" if whole else "")
        )
        told.append(f"{row['group']} {row['rate']}")
    return svg.picture("survey", _WIDTH, height, "各类调查对象的满意度", told, body)


def pictures(view: View) -> View:
    """Return the pictures of the page by their names."""
    found: View = {
        stage["id"]: {
            "all": panorama(stage),
            "share": share_chart(stage),
            "cv": cv_chart(stage),
        }
        for stage in view["stages"]
    }
    return {**found, "survey": survey_chart(view["survey"])}


def native(view: View) -> View:
    """Return the same charts for Word, which draws them itself: figures as printed, "" for none.

    A series is of one state, as its colour says; `spare` ones are left out where they are empty.
    """
    by_id = {stage["id"]: stage for stage in view["stages"]}
    made: View = {}
    for id in ("primary", "junior"):
        stage = by_id.get(id)
        made[f"share_{id}"] = _shares(stage) if stage else _nothing(len(_KINDS))
        made[f"cvs_{id}"] = _cvs(stage) if stage else _nothing(2)
    made["opinions"] = _opinions(view["survey"])
    return made


def _nothing(series: int) -> View:
    empty = {"name": "", "values": []}
    return {"names": [], "filled": False, "series": [empty] * series, "line": empty}


def _shares(stage: View) -> View:
    rows = stage["indicators"]
    series: list[View] = [
        {
            "name": State[kind.upper()].word,
            "values": [_tenths(row["parts"][place]) for row in rows],
            "spare": place > 0,
        }
        for place, kind in enumerate(_KINDS)
    ]
    return {
        "names": [f"{row['short']} {row['share']}（{row['reached']}）" for row in rows],
        "caption": f"{stage['word']}各项指标达标的办学单元占比（%）",
        "filled": any(value for one in series for value in one["values"]),
        "series": series,
    }


def _cvs(stage: View) -> View:
    rows = stage["balance"]
    series: list[View] = [
        {
            "name": State[kind.upper()].word,
            "values": [_figure(row["cv"]) if row["state"]["id"] == kind else "" for row in rows],
            "spare": True,
        }
        for kind in ("met", "unmet")
    ]
    return {
        "names": [row["short"] for row in rows],
        "caption": f"{stage['word']}校际差异系数与上限",
        "filled": any(value for one in series for value in one["values"]),
        "series": series,
        "line": _level(f"上限 {stage['limit']}", stage["limit"], len(rows)),
    }


def _opinions(survey: View) -> View:
    rows, total = survey["rows"], survey["total"]
    groups = [_figure(row["rate"]) for row in rows]
    blank, whole = [""] * len(rows), _figure(total["rate"])
    state = total["state"]["id"]
    series = [{"name": "满意度", "values": [*groups, ""], "spare": False}] + [
        {
            "name": f"{total['group']}（{State[kind.upper()].word}）",
            "values": [*blank, whole if state == kind else ""],
            "spare": True,
        }
        for kind in ("met", "unmet")
    ]
    line = str(survey["required"]).removesuffix("%")
    return {
        "names": [row["group"] for row in (*rows, total)],
        "caption": "各类调查对象的满意度（%）",
        "filled": any(groups),
        "series": series,
        "line": _level(f"要求 {survey['required']}", line, len(rows) + 1),
    }


def _level(name: str, value: str, count: int) -> View:
    return {"name": name, "values": [value] * count}


def _figure(shown: str) -> str:
    """A figure as it is printed, without its sign; "" for what is none."""
    found = _NUMBER.match(shown)
    return found[0] if found else ""


def _tenths(thousandths: int) -> str:
    return f"{thousandths / 10:.1f}" if thousandths else ""
