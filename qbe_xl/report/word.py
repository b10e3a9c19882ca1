"""The report as a Word document, made from a template that can be opened and changed in Word."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from docxtpl import DocxTemplate

from qbe_xl.assessment import Assessment
from qbe_xl.errors import Notice
from qbe_xl.report.record import RunRecord
from qbe_xl.report.view import report_view
from qbe_xl.sheets.pieces import View
from qbe_xl.sheets.svg import against_line, segments
from qbe_xl.sheets.templating import environment, template_folder

TEMPLATE = "评估报告.docx"
_LONGEST_TITLE = 255

# Columns of the tables that draw the bars, before and after the line; the template has as many.
SHARE_COLUMNS = 50
CV_COLUMNS = (24, 25)
SURVEY_COLUMNS = (34, 6)


def render(assessment: Assessment, notices: Sequence[Notice], run: RunRecord) -> bytes:
    """Return 评估报告.docx."""
    return render_view(report_view(assessment, notices, run), run)


def render_view(view: View, run: RunRecord) -> bytes:
    """Return 评估报告.docx of a view that is at hand; adds the bars of its charts to the view."""
    _add_bars(view)
    document = WordTemplate(str(template_folder() / TEMPLATE))
    document.render(view, environment(), autoescape=True)
    properties = document.docx.core_properties
    properties.title = f"{view['heading']['county']}{properties.title}"[:_LONGEST_TITLE]
    properties.created = properties.modified = run.time.astimezone(dt.UTC)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _add_bars(view: View) -> None:
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


_CELL = re.compile("(?<=<w:tcPr>).*?(?=</w:tcPr>)")
_PROPERTY = re.compile("<w:tcBorders>.*?</w:tcBorders>|<w:[^>]*/>")
_ORDER = ("tcW", "gridSpan", "vMerge", "tcBorders", "shd", "noWrap", "textDirection", "vAlign")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BARS = "//w:tc[w:tcPr/w:gridSpan and not(w:tcPr/w:tcW)]"
_BROKEN = re.compile("[\n\t\a\f]")


class WordTemplate(DocxTemplate):  # type: ignore[misc]
    """docxtpl, with cells in the order that the format asks for, and less to do for plain text."""

    def patch_xml(self, src_xml: str) -> str:
        """Put the properties of a cell in order: docxtpl adds span and ground before the width."""
        xml: str = super().patch_xml(src_xml)
        return _CELL.sub(_ordered, xml)

    def fix_tables(self, xml: str) -> Any:
        """Give bars their width: Word goes by the table's grid, LibreOffice by each cell."""
        tree = super().fix_tables(xml)
        edges: dict[Any, list[int]] = {}
        for cell in tree.xpath(_BARS, namespaces=tree.nsmap):
            row = cell.getparent()
            table = row.getparent()
            if table not in edges:
                columns = table.iterfind(f"{_W}tblGrid/{_W}gridCol")
                edges[table] = [0, *accumulate(int(column.get(_W + "w")) for column in columns)]
            first = sum(_span(before) for before in cell.itersiblings(_W + "tc", preceding=True))
            ends = edges[table]
            width = str(ends[min(first + _span(cell), len(ends) - 1)] - ends[first])
            properties = cell.find(_W + "tcPr")
            size = {_W + "w": width, _W + "type": "dxa"}
            properties.insert(0, properties.makeelement(_W + "tcW", size))
        return tree

    def resolve_listing(self, xml: str) -> str:
        """Make line breaks in texts into breaks, where there are any: a costly search."""
        resolved: str = super().resolve_listing(xml) if _BROKEN.search(xml) else xml
        return resolved


def _ordered(match: re.Match[str]) -> str:
    return "".join(sorted(_PROPERTY.findall(match[0]), key=_place))


def _place(tag: str) -> int:
    return next(n for n, name in enumerate(_ORDER) if tag.startswith(f"<w:{name}"))


def _span(cell: Any) -> int:
    found = cell.find(f"{_W}tcPr/{_W}gridSpan")
    return 1 if found is None else int(found.get(_W + "val"))
