"""Charts of the report: small SVG pictures for the page, bars of cells for Word.

Pictures carry class names only, the page's style gives the colours. Every state has a mark or
a shape besides; every picture has a title and a description. The same view gives the same text.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import escape

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


def _picture(id: str, width: float, height: float, title: str, about: str, body: list[str]) -> str:
    return (
        f'<svg class="chart" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" role="img" aria-labelledby="{id}-t {id}-d">'
        f'<title id="{id}-t">{escape(title)}</title><desc id="{id}-d">{escape(about)}</desc>'
        f"{''.join(body)}</svg>"
    )


def _text(x: float, y: float, text: str, look: str = "") -> str:
    looks = f' class="{look}"' if look else ""
    return f'<text x="{x:g}" y="{y:g}"{looks}>{escape(text)}</text>'


def _bar(x: float, y: float, width: float, kind: str) -> str:
    return f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{_BAR}"/>'


def cv_chart(stage: View) -> str:
    """Return the seven CVs of a stage against their limit."""
    rows = stage["balance"]
    line = rows[0]["line"]
    longest = min(max(*(row["size"] for row in rows), line * 1.25), line * _LONGEST_CV)
    scale = _REACH / longest
    limit = round(_LABEL + line * scale, 1)
    top = 24
    height = top + len(rows) * _ROW
    body = [
        f'<path class="limit" d="M{limit:g} {top - 6}V{height - 4}"/>',
        _text(limit, top - 11, f"上限 {stage['limit']}", "limit middle"),
    ]
    told = []
    for number, row in enumerate(rows):
        y = top + number * _ROW + 6
        kind, size = row["state"]["id"], row["size"]
        width = round(min(size, longest) * scale, 1)
        body.append(_text(_LABEL - 8, y + 11.5, row["short"], "end"))
        if size:
            body.append(_bar(_LABEL, y, width, kind))
        if size > longest:
            cut = _LABEL + width - 14
            body.append(
                f'<path class="cut" d="M{cut:g} {y + _BAR + 2}l6 {-_BAR - 4}m4 0l-6 {_BAR + 4}"/>'
            )
        said = f"{row['cv']} {row['state']['mark']}" if size else row["state"]["marked"]
        body.append(_text(max(_LABEL + width, limit if size else 0) + 8, y + 11.5, said, kind))
        told.append(f"{row['short']} {row['cv']} {row['state']['word']}")
    title = f"{stage['word']}校际差异系数与上限"
    return _picture(f"cv-{stage['id']}", _WIDTH, height, title, "；".join(told), body)


def share_chart(stage: View) -> str:
    """Return the shares of a stage's sections that meet, do not meet and lack each indicator."""
    rows = stage["indicators"]
    body, told = [], []
    for number, row in enumerate(rows):
        y = number * _ROW + 6
        body.append(_text(_LABEL - 8, y + 11.5, row["short"], "end"))
        x = float(_LABEL)
        for kind, part in zip(_KINDS, row["parts"], strict=True):
            width = round(_REACH * part / THOUSAND, 1)
            if width:
                body.append(_bar(x, y, width, kind))
            x += width
        body.append(_text(_LABEL + _REACH + 8, y + 11.5, f"{row['share']}（{row['reached']}）"))
        told.append(f"{row['short']} {row['share']}（{row['reached']}）")
    title = f"{stage['word']}各项指标达标的办学单元占比"
    return _picture(
        f"share-{stage['id']}", _WIDTH, len(rows) * _ROW + 4, title, "；".join(told), body
    )


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
            body.append(_text(_LABEL - 8, top + row * step + 11, name, "end"))
        body += [
            f'<g transform="translate({_LABEL + column * step} {top})">'
            f"<title>{escape(section['name'])}</title>{_column(section, step)}</g>"
            for column, section in enumerate(mine)
        ]
    counts = stage["sections"]
    about = (
        f"{stage['word']}办学单元 {counts['total']} 个，达标 {counts['met']} 个，"
        f"未达标 {counts['unmet']} 个，待填报 {counts['missing']} 个"
    )
    width = _LABEL + min(_BAND, max(len(sections), 24)) * step
    title = f"{stage['word']}办学单元七项指标达标全景"
    return _picture(f"all-{stage['id']}", width, len(bands) * band, title, about, body)


def _column(section: View, step: int) -> str:
    """The seven cells of one section, a path for each kind and one for its signs."""
    tiles: dict[str, str] = {}
    signs: dict[str, str] = {}
    for row, kind in enumerate(section["cells"]):
        y = row * step
        tiles[kind] = tiles.get(kind, "") + f"M0 {y}h{_CELL}v{_CELL}h-{_CELL}z"
        if kind in _SIGNS:
            signs[kind] = signs.get(kind, "") + _SIGNS[kind].format(y=y, middle=y + _CELL / 2)
    paths = [f'<path class="tile {kind}" d="{d}"/>' for kind, d in tiles.items()]
    paths += [f'<path class="sign {kind}" d="{d}"/>' for kind, d in signs.items()]
    if section["state"] != "met":
        under = len(section["cells"]) * step + 2
        paths.append(f'<path class="under {section["state"]}" d="M0 {under}h{_CELL}"/>')
    return "".join(paths)


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
    body = [
        f'<path class="limit" d="M{limit:g} {top - 6}V{height - 4}"/>',
        _text(limit, top - 11, f"要求 {survey['required']}", "limit middle"),
    ]
    told = []
    for number, row in enumerate(rows):
        y = top + number * _ROW + 6
        whole = "state" in row
        kind = row["state"]["id"] if whole else "plain"
        width = round(_REACH * row["size"] / THOUSAND, 1)
        body.append(_text(_LABEL - 8, y + 11.5, row["group"], "end strong" if whole else "end"))
        if width:
            body.append(_bar(_LABEL, y, width, kind))
        said = f"{row['rate']} {row['state']['mark']}" if whole else row["rate"]
        body.append(_text(_LABEL + _REACH + 8, y + 11.5, said, f"strong {kind}" if whole else ""))
        told.append(f"{row['group']} {row['rate']}")
    return _picture("survey", _WIDTH, height, "各类调查对象的满意度", "；".join(told), body)


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
