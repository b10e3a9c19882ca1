"""整改参数 as used: every value with its source."""

from __future__ import annotations

from qbe_xl.clauses import words
from qbe_xl.remedy.parameters import SHEET, SPECS, Parameters
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

NAME = "所用参数"
WIDTHS = (26, 26, 16, 56, 28)


def write(page: Page, parameters: Parameters) -> None:
    """Fill the sheet."""
    styles = page.styles
    row = page.title(0, "测算所用的整改参数", f"{SHEET.help}改动请写在填报表的“{SHEET.name}”表里。")
    row = page.header(row, ("参数", "数值", "单位", "说明", "来源"))
    text, centre = styles(style.TEXT), styles(style.CENTER)
    for spec in SPECS:
        shown = parameters.shown(spec.key) or words.BLANK
        page.text(row, 0, spec.title, text)
        page.text(row, 1, shown, centre)
        page.text(row, 2, spec.unit, centre)
        page.text(row, 3, spec.help, text)
        page.text(row, 4, parameters.source(spec.key), text)
        page.fit_all(row, ((0, spec.title), (1, shown), (3, spec.help)))
        row += 1
