"""评估报告 as one web page (offline, no scripts) and as a Word document, both of the same view."""

from __future__ import annotations

from qbe_xl.report import charts
from qbe_xl.report.record import RunRecord
from qbe_xl.sheets import word as sheets_word
from qbe_xl.sheets.pieces import View
from qbe_xl.sheets.templating import render, template_folder

TEMPLATE = "评估报告"


def page(view: View) -> str:
    """Return 评估报告.html."""
    return render(f"{TEMPLATE}.html", view, charts.pictures(view))


def word(view: View, run: RunRecord) -> bytes:
    """Return 评估报告.docx."""
    view = {**view, "charts": charts.native(view)}
    template = template_folder() / f"{TEMPLATE}.docx"
    return sheets_word.document(template, view, view["heading"]["county"], run.time)
