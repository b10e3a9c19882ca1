"""The sheet 整改参数, read from a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

from qbe_xl.county.model import County
from qbe_xl.county.reading import read_entries
from qbe_xl.errors import InputError, Notice, Place, Problem
from qbe_xl.files import toml
from qbe_xl.files.book import Book, Sheet, open_book
from qbe_xl.remedy.parameters import SHEET, SPECS, Parameters, Value, from_entries


def read_parameters(
    book: Book, county: County, own: Path | None = None
) -> tuple[Parameters, tuple[Notice, ...]]:
    """Return the parameters of the county's workbook, or of a file of their own.

    A workbook without the sheet means the defaults. Raises InputError, as `given_parameters` does.
    """
    sheets = () if own else open_book(book.data, only={SHEET.name}, name=book.name).sheets
    return given_parameters(sheets, county, own)


def given_parameters(
    sheets: Iterable[Sheet], county: County, own: Path | None = None
) -> tuple[Parameters, tuple[Notice, ...]]:
    """Return the parameters of a file of their own, else those among the sheets of a workbook.

    `own` must have the sheet, or be a TOML file of parameters by their names: "交流方式" = "对调".
    Raises InputError with every problem found.
    """
    if own is None:
        return parameters_of((s for s in sheets if s.name.strip() == SHEET.name), county)
    if own.suffix.lower() == ".toml":
        return _from_toml(own, county), ()
    read = open_book(own, only={SHEET.name})
    if not read.sheets:
        message = f"没有工作表“{SHEET.name}”，可用 qbe-xl new-params 生成一份"
        raise InputError([Problem(Place(read.name), message)])
    return parameters_of(read.sheets, county)


def _from_toml(path: Path, county: County) -> Parameters:
    """Return the parameters of a TOML file; a list of schools is a list of their codes."""
    known = [county.schools.word("code", i) for i in range(len(county.schools))]
    given: dict[str, Value] = {}
    with toml.reading(path) as file:
        for spec in SPECS:
            if spec.title not in file:
                continue
            if spec.kind == "yesno":
                said = file.value(spec.title)
                wanted = said if isinstance(said, bool) else file.word(spec.title, ("是", "否"))
                given[spec.key] = wanted in (True, "是")
            elif spec.kind == "choice":
                given[spec.key] = file.word(spec.title, spec.allowed)
            elif spec.kind == "text":
                given[spec.key] = file.words(spec.title, known)
            else:
                most = 1 if spec.key == "send" else toml.LARGEST
                whole = spec.kind == "count"
                given[spec.key] = Fraction(file.number(spec.title, 0, most, whole=whole))
    return Parameters().having(**given)


def parameters_of(sheets: Iterable[Sheet], county: County) -> tuple[Parameters, tuple[Notice, ...]]:
    """Return the parameters among the sheets of a workbook.

    Without the sheet the defaults. Raises InputError with every problem found.
    """
    entries, notices = read_entries(sheets, SHEET)
    parameters, problems = from_entries(entries, county)
    if problems:
        raise InputError(problems)
    return parameters, notices
