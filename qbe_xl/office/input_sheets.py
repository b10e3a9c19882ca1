"""The input sheets of an open document, each read once."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Sequence
from dataclasses import dataclass

from qbe_xl.county.model import County
from qbe_xl.county.reading import SHEET_NAMES, read_all, read_county
from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.book import Cell, Position, Sheet
from qbe_xl.files.opening import limits
from qbe_xl.files.opening.sheet import error_value, make_sheet
from qbe_xl.functions.arguments import CellError
from qbe_xl.office.host import Contents, Document
from qbe_xl.project.seals import cells_seal, further_sheets


@dataclass(frozen=True, slots=True)
class LiveBook:
    """What was read: as `read_county` takes a book."""

    sheets: tuple[Sheet, ...]


def read_document(document: Document) -> tuple[County, str]:
    """Return the county in an open document and the SHA-256 of what was read.

    Raises InputError with every problem found.
    """
    return county_in(input_sheets(document))


def county_in(sheets: Sequence[Sheet]) -> tuple[County, str]:
    """Return the county that sheets hold and their SHA-256. Raises InputError with every problem."""
    seal = hashlib.sha256()
    for sheet in sheets:
        seal.update(repr((sheet.name, sheet.rows, sorted(sheet.faults.items()))).encode())
    county = read_county(LiveBook(tuple(sheets)))
    return county, seal.hexdigest()


def seal_of(document: Document, sheets: Sequence[Sheet]) -> str:
    """Return the seal of a document's figures, which that of its file is once it is saved.

    sheets: what `input_sheets` gave; "" where one of the contract is lacking.
    """
    own = [sheet for sheet in sheets if sheet.name.strip() in SHEET_NAMES]
    return cells_seal([*own, *sheets_named(document, further_sheets())])


def draft_of(document: Document) -> tuple[County, tuple[Problem, ...], tuple[Sheet, ...]]:
    """Return what an open document holds, as far as it can be understood, every problem, and the
    sheets; none of them where they could not be read."""
    try:
        sheets = input_sheets(document)
        return *read_all(LiveBook(sheets)), sheets
    except InputError as error:
        return read_all(LiveBook(()))[0], error.problems, ()


def sheets_named(document: Document, names: Container[str]) -> tuple[Sheet, ...]:
    """Return those of a document's sheets that bear one of these names, as they are."""
    found = [(name, document.read(name)) for name in document.sheet_names if name.strip() in names]
    return tuple(make_sheet(name, read.rows, read.faults, ()) for name, read in found)


def input_sheets(document: Document) -> tuple[Sheet, ...]:
    """Return the sheets of the contract; where one is lacking, every sheet, as another may be it."""
    names = {name.strip() for name in document.sheet_names}
    if names >= SHEET_NAMES:
        return sheets_named(document, SHEET_NAMES)
    try:
        return sheets_named(document, names)
    except InputError:  # a sheet that nobody asked for is too large
        return sheets_named(document, SHEET_NAMES)


def demand_size(name: str, rows: int, columns: int) -> None:
    """Raise InputError where a sheet reaches too far for any county."""
    if rows > limits.ROWS or rows * columns > limits.CELLS:
        where = f"第 {rows} 行、第 {columns} 列"
        raise InputError(
            [
                Problem(
                    Place(name),
                    f"表格用到了{where}，太大；请删去数据下方和右侧的空白行列后保存再试",
                )
            ]
        )


def contents_of(rows: Sequence[Sequence[Cell | CellError]]) -> Contents:
    """Return rows from A1 on, in which an error is a CellError, as a sheet's contents."""
    faults: dict[Position, str] = {}
    plain: list[list[Cell]] = []
    for number, row in enumerate(rows):
        cells: list[Cell] = []
        for column, content in enumerate(row):
            if isinstance(content, CellError):
                faults[number, column] = error_value(content.text)
                cells.append(None)
            else:
                cells.append(content)
        plain.append(cells)
    return Contents(plain, faults)
