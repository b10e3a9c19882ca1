"""Everything that is printed of a county, paper by paper, as the lines that a reader sees.

A line is a paragraph, or a row of a table, its cells parted by ｜.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace

import lxml.html
from lxml.etree import _Element

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.cli.assessing import _say_outcome
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.documents.makers import Maker
from qbe_xl.documents.material import Material
from qbe_xl.documents.registry import DOCUMENTS
from qbe_xl.documents.viewing import view_of
from qbe_xl.functions import FUNCTIONS
from qbe_xl.report import documents
from qbe_xl.report.run import examine
from qbe_xl.report.view import report_view
from qbe_xl.report.workbook import sheets
from qbe_xl.sheets.layout import Line, lay
from qbe_xl.sheets.model import Figure, Formula, Link, Marked, Sheet
from qbe_xl.standards import resolve
from tests.report.documents import Report, report_of

Lines = list[str]

SILENT = {"papers"}
"""Documents that say nothing of the county's figures."""


def papers(assessment: Assessment) -> dict[str, Lines]:
    """Return every paper of a county by its name."""
    _, notices = examine(assessment.county, resolve(assessment.county, assessment.standard.id))
    report = report_of(assessment, notices)
    return {
        **{f"表 {sheet.name}": list(lines_of(sheet)) for sheet in sheets(*report)},
        **dict(_pages(report)),
        "命令行 assess": _told(report),
        "函数": list(_functions(assessment)),
    }


def _pages(report: Report) -> Iterator[tuple[str, Lines]]:
    yield "评估报告", list(lines_of_page(documents.page(report_view(*report))))
    material = Material(*report)
    with Maker() as maker:
        for document in DOCUMENTS:
            if document.id in SILENT:
                continue
            view = view_of(document, material)
            pictures = document.pictures(view) if document.pictures else {}
            page = maker.page(f"{document.template}.html", view, pictures).decode()
            yield document.name, list(lines_of_page(page))


def _told(report: Report) -> Lines:
    said = io.StringIO()
    outcome = SimpleNamespace(verify=(), assessment=report[0], notices=report[1], files={})
    with redirect_stdout(said):
        _say_outcome(outcome)  # type: ignore[arg-type]
    return said.getvalue().splitlines()


def _functions(assessment: Assessment) -> Iterator[str]:
    """What the functions say of each section whose figures a sheet holds."""
    sections, standard = assessment.sections, assessment.standard.id
    for values, stage in zip(sections.values.tolist(), sections.stage.tolist(), strict=True):
        word = STAGE_WORDS[STAGES[stage]]
        cells = [None if value != value else value for value in values]
        yield str(FUNCTIONS["QBE_SCHOOL"](word, [cells], standard))
        for id, cell in zip(INDICATORS, cells, strict=True):
            yield str(FUNCTIONS["QBE_EXPLAIN"](id, word, cell, standard))
            yield str(FUNCTIONS["QBE_MEETS"](id, word, cell, standard))


def lines_of_page(page: str) -> Iterator[str]:
    """Yield what a page says, pictures and their hidden descriptions included."""
    root = lxml.html.fromstring(page)
    for hidden in root.xpath("//head | //style | //script"):
        hidden.drop_tree()
    for table in root.xpath("//table"):
        yield from _cells(table)
        table.drop_tree()
    for text in root.itertext():
        if text.strip():
            yield _tight(text)


def _cells(table: _Element) -> Iterator[str]:
    for row in table.xpath(".//tr"):
        yield "｜".join(_tight("".join(cell.itertext())) for cell in row.xpath("./th | ./td"))


def _tight(text: str) -> str:
    return "".join(text.split())


def lines_of(sheet: Sheet) -> Iterator[str]:
    """Yield what a sheet of ours shows, figures in their formats."""
    for part in lay(sheet):
        if isinstance(part, Line):
            cells = (shown(cell.value, cell.look.number or "General") for cell in part.cells)
            yield "｜".join(filter(None, cells))


def shown(value: object, number: str) -> str:
    """Return a value of a cell as a spreadsheet shows it."""
    if isinstance(value, Figure):
        if value.value is None or value.value != value.value:
            return value.blank
        return value.mark + shown(value.value, value.number or number)
    if isinstance(value, Formula):
        return shown(value.value, number)
    if isinstance(value, (Marked, Link)):
        return value.text
    if isinstance(value, State):
        return value.marked
    if isinstance(value, (int, float)):
        return _formatted(float(value), number)
    return "" if value is None else _tight(str(value))


def _formatted(value: float, number: str) -> str:
    if number == ";;;":
        return ""
    if number == "General":
        return f"{value:.15g}"
    if re.search("[ymd]", re.sub(r'"[^"]*"', "", number)):
        return str(dt.date(1899, 12, 30) + dt.timedelta(value))
    form = re.search(r"[#,0]*0(?:\.([0#]+))?(%)?", re.sub(r'"[^"]*"', "", number))
    assert form, number
    exact = Decimal(f"{value:.15g}") * (100 if form[2] else 1)
    decimals = form[1] or ""
    text = f"{exact.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP):f}"
    while decimals.endswith("#") and text.endswith("0"):
        text, decimals = text[:-1], decimals[:-1]
    after = re.search(r'"([^"]*)"$', number)
    return text.rstrip(".") + (form[2] or "") + (after[1] if after else "")
