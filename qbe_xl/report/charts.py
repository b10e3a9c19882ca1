"""Charts of 评估报告: pictures for the page, bars of cells for Word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qbe_xl.sheets import svg
from qbe_xl.sheets.pieces import THOUSAND, View

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


# Columns of the tables that draw the bars, before and after the line; the outline has as many.
SHARE_COLUMNS = 50
CV_COLUMNS = (24, 25)
SURVEY_COLUMNS = (34, 6)


def segments(parts: Sequence[int], columns: int) -> list[int]:
    """Return thousandths of a bar as whole columns of a Word table, adding to at most `columns`.

    Whatever is not nothing gets a column, so that a single school still shows.
    """
    found = [max(1, round(part * columns / THOUSAND)) if part else 0 for part in parts]
    while sum(found) > columns:
        found[found.index(max(found))] -= 1
    return found


def against_line(size: int, line: int, beyond: bool, before: int, after: int) -> tuple[int, int]:
    """Return the columns of a bar before and after a line, which stands between the two.

    beyond: whether the value is past the line; however close, the bar then passes it, too.
    """
    length = round(size * before / line)
    if not beyond:
        return min(length, before), 0
    return before, min(max(length - before, 1), after)


def add_bars(view: View) -> None:
    """Add to each row that is drawn its bar, as cells of a table."""
    for stage in view["stages"]:
        stage["share_bars"] = [
            {
                "label": row["short"],
                "before": _shares(row["parts"]),
                "said": f"{row['share']}（{row['reached']}）",
            }
            for row in stage["indicators"]
        ]
        stage["cv_bars"] = [
            _lined(
                row["short"],
                f"{row['cv']} {row['state']['marked']}",
                row["state"]["id"],
                (row["size"], row["line"], row["state"]["id"] == "unmet"),
                CV_COLUMNS,
            )
            for row in stage["balance"]
        ]
    survey = view["survey"]
    bars = [
        _lined(
            row["group"],
            row["rate"],
            "plain",
            (row["size"], survey["line"], row["size"] > survey["line"]),
            SURVEY_COLUMNS,
        )
        for row in survey["rows"]
    ]
    total = survey["total"]
    state = total["state"]
    met = total["size"] > survey["line"]
    figures = (total["size"], survey["line"], met)
    said = f"{total['rate']} {state['marked']}"
    bars.append(_lined(total["group"], said, state["id"], figures, SURVEY_COLUMNS))
    survey["bars"] = bars


def _shares(parts: Sequence[int]) -> list[list[Any]]:
    cells = segments(parts, SHARE_COLUMNS)
    kinds = ("met", "unmet", "missing")
    return _filled(list(zip(cells, kinds, strict=True)), SHARE_COLUMNS)


def _filled(pieces: Sequence[tuple[int, str]], columns: int) -> list[list[Any]]:
    """Return the pieces that have a width, and a blank one for the rest of the columns."""
    rest = columns - sum(width for width, _ in pieces)
    return [[width, kind] for width, kind in [*pieces, (rest, "none")] if width > 0]


def _lined(
    label: str, said: str, kind: str, figures: tuple[int, int, bool], columns: tuple[int, int]
) -> View:
    before, after = against_line(*figures, *columns)
    return {
        "label": label,
        "before": _filled([(before, kind)], columns[0]),
        "edge": kind if after else "none",
        "after": _filled([(max(after - 1, 0), kind)], columns[1] - 1),
        "said": said,
    }
