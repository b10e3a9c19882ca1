"""The sheet 整改参数, read from a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qbe_xl.county.model import County
from qbe_xl.county.reading import read_entries
from qbe_xl.errors import InputError, Notice, Place, Problem
from qbe_xl.files.book import Book, Sheet, open_book
from qbe_xl.remedy.parameters import SHEET, Parameters, from_entries


def read_parameters(
    book: Book, county: County, own: Path | None = None
) -> tuple[Parameters, tuple[Notice, ...]]:
    """Return the parameters of the county's workbook, or of a workbook of their own.

    A workbook without the sheet means the defaults; `own` must have it. Raises InputError.
    """
    read = open_book(own or book.data, only={SHEET.name}, name="" if own else book.name)
    if own is not None and not read.sheets:
        message = f"没有工作表“{SHEET.name}”，可用 qbe-xl new-params 生成一份"
        raise InputError([Problem(Place(read.name), message)])
    return parameters_of(read.sheets, county)


def parameters_of(sheets: Iterable[Sheet], county: County) -> tuple[Parameters, tuple[Notice, ...]]:
    """Return the parameters among the sheets of a workbook.

    Without the sheet the defaults. Raises InputError with every problem found.
    """
    entries, notices = read_entries(sheets, SHEET)
    parameters, problems = from_entries(entries, county)
    if problems:
        raise InputError(problems)
    return parameters, notices
