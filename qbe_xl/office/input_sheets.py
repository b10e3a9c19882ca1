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


@dataclass(frozen=True, slots=True)
class LiveBook:
    """What was read: as `read_county` takes a book."""

    sheets: tuple[Sheet, ...]


def read_document(document: Document) -> tuple[County, str]:
    """Return the county in an open document and the SHA-256 of what was read.

    Raises InputError with every problem found.
    """
    sheets = _input_sheets(document)
    seal = hashlib.sha256()
    for sheet in sheets:
        seal.update(repr((sheet.name, sheet.rows, sorted(sheet.faults.items()))).encode())
    county = read_county(LiveBook(sheets))
    return county, seal.hexdigest()


def draft_of(document: Document) -> tuple[County, tuple[Problem, ...]]:
    """Return what an open document holds, as far as it can be understood, and every problem."""
    try:
        return read_all(LiveBook(_input_sheets(document)))
    except InputError as error:
        return read_all(LiveBook(()))[0], error.problems


def sheets_named(document: Document, names: Container[str]) -> tuple[Sheet, ...]:
    """Return those of a document's sheets that bear one of these names, as they are."""
    found = [(name, document.read(name)) for name in document.sheet_names if name.strip() in names]
    return tuple(make_sheet(name, read.rows, read.faults, ()) for name, read in found)


def _input_sheets(document: Document) -> tuple[Sheet, ...]:
    """The sheets of the contract; where one is lacking, every sheet, as another may be it."""
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
