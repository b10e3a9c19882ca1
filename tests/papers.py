"""Everything that is printed of a county, paper by paper, as the lines that a reader sees.

A line is a paragraph, or a cell of a table behind the heads of its row and column.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace

import lxml.html
from lxml.etree import _Element

from qbe_xl.assessment import Assessment, State
from qbe_xl.cli.assessing import _say_outcome
from qbe_xl.documents.makers import Maker
from qbe_xl.documents.material import Material
from qbe_xl.documents.package import view_of
from qbe_xl.documents.registry import DOCUMENTS
from qbe_xl.report import documents
from qbe_xl.report.view import report_view
from qbe_xl.report.workbook import sheets
from qbe_xl.sheets.layout import Line, lay
from qbe_xl.sheets.model import Figure, Formula, Link, Marked, Sheet
from tests.report.documents import Report, report_of

Lines = list[str]

SILENT = {"papers"}
"""Documents that say nothing of the county's figures."""


def papers(assessment: Assessment, pages: bool = True) -> dict[str, Lines]:
    """Return every paper of a county by its name."""
    report = report_of(assessment)
    return {
        **{f"表 {sheet.name}": list(lines_of(sheet)) for sheet in sheets(*report)},
        **(dict(_pages(report)) if pages else {}),
        "命令行 assess": _told(report),
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
    outcome = SimpleNamespace(assessment=report[0], notices=report[1], files={})
    with redirect_stdout(said):
        _say_outcome(outcome)  # type: ignore[arg-type]
    return said.getvalue().splitlines()


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
        cells = [_tight("".join(cell.itertext())) for cell in row.xpath("./th | ./td")]
        for number, cell in enumerate(cells):
            yield f"{cells[0]}｜{cell}" if number else cell


def _tight(text: str) -> str:
    return "".join(text.split())


def lines_of(sheet: Sheet) -> Iterator[str]:
    """Yield what a sheet of ours shows, figures in their formats."""
    for part in lay(sheet):
        if isinstance(part, Line):
            cells = [shown(cell.value, cell.look.number or "General") for cell in part.cells]
            head = next((cell for cell in cells if cell and not cell.isdigit()), "")
            yield from (f"{head}｜{cell}" if cell != head else cell for cell in cells if cell)


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
    if number == "General":
        return f"{value:.15g}"
    form = re.search(r"[#,0]*0(?:\.([0#]+))?(%)?", re.sub(r'"[^"]*"', "", number))
    assert form, number
    exact = Decimal(f"{value:.15g}") * (100 if form[2] else 1)
    decimals = form[1] or ""
    text = f"{exact.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP):f}"
    while decimals.endswith("#") and text.endswith("0"):
        text, decimals = text[:-1], decimals[:-1]
    after = re.search(r'"([^"]*)"$', number)
    return text.rstrip(".") + (form[2] or "") + (after[1] if after else "")
