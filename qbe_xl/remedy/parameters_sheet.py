"""The sheet 整改参数: read from a workbook, and written as an empty form with its defaults."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from qbe_xl.county.model import County
from qbe_xl.county.reading import read_entries
from qbe_xl.errors import InputError, Notice, Place, Problem
from qbe_xl.files.book import Sheet, open_book
from qbe_xl.remedy.parameters import SHEET, SPECS, Parameters, from_entries

_WIDTHS = (26, 24, 16, 66)


def read_parameters(
    book_path: Path, county: County, own: Path | None = None
) -> tuple[Parameters, tuple[Notice, ...]]:
    """Return the parameters of the county's workbook, or of a workbook of their own.

    A workbook without the sheet means the defaults; `own` must have it. Raises InputError.
    """
    path = own or book_path
    book = open_book(path, only={SHEET.name})
    if own is not None and not book.sheets:
        raise InputError(
            [
                Problem(
                    Place(path.name), f"没有工作表“{SHEET.name}”，可用 qbe-xl new-params 生成一份"
                )
            ]
        )
    return parameters_of(book.sheets, county)


def parameters_of(sheets: Iterable[Sheet], county: County) -> tuple[Parameters, tuple[Notice, ...]]:
    """Return the parameters among the sheets of a workbook.

    Without the sheet the defaults. Raises InputError with every problem found.
    """
    entries, notices = read_entries(sheets, SHEET)
    parameters, problems = from_entries(entries, county)
    if problems:
        raise InputError(problems)
    return parameters, notices


def parameters_workbook() -> bytes:
    """Return a workbook (.xlsx) with the sheet 整改参数, every default filled in and marked."""
    from xlsxwriter import Workbook

    from qbe_xl.sheets import style
    from qbe_xl.sheets.page import Page

    target = io.BytesIO()
    book = Workbook(target, {"in_memory": True, "default_format_properties": style.FACE})
    styles = style.Styles(book)
    page = Page(book, styles, SHEET.name, _WIDTHS, landscape=False)
    row = page.title(0, SHEET.name, SHEET.help)
    row = page.header(row, [column.header for column in SHEET.columns])
    page.sheet.freeze_panes(row, 1)
    page.repeat(row - 1, row - 1)
    defaults = Parameters()
    text, centre = styles(style.TEXT), styles(style.CENTER)
    typed = {"bg_color": "#FFFBEA"}
    for spec in SPECS:
        help = spec.help if spec.default in (None, ()) else f"{spec.help}（默认值为惯例）"
        page.text(row, 0, spec.title, text)
        value = defaults.values[spec.key]
        if spec.kind in ("number", "count"):
            made = styles(style.FIGURE, typed)
            if value is None:
                page.sheet.write_blank(row, 1, None, made)
            else:
                page.sheet.write_number(row, 1, float(defaults.number(spec.key)), made)
        else:
            made = styles(style.TEXT, typed, num_format="@")
            page.text(row, 1, defaults.shown(spec.key), made)
        if spec.kind == "yesno":
            page.sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": ["是", "否"]})
        page.text(row, 2, spec.unit, centre)
        page.text(row, 3, help, text)
        page.fit_all(row, ((0, spec.title), (3, help)), 20)
        row += 1
    book.close()
    return target.getvalue()
