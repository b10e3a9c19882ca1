"""What a sheet of xlsx holds beside its values: formulas, what is hidden, merged, linked.

Read from the parts of the package with the same guards as the values (see `files.opening`).
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from qbe_xl.errors import column_letters
from qbe_xl.files.book import Book
from qbe_xl.files.opening import limits
from qbe_xl.files.opening.markup import local, parse, safe_parser
from qbe_xl.files.opening.package import Package, Relation, relations, worksheets
from qbe_xl.files.opening.refusal import Refusal
from qbe_xl.files.opening.xlsx import listed, workbook
from qbe_xl.files.opening.xlsx_rows import area_of, position_of

Position = tuple[int, int]

SHEET_BYTES, OTHER_SHEET_BYTES = 64 * limits.MIB, 16 * limits.MIB
"""Sheets of the contract, and others, are looked into only below these sizes, far above any county."""
MOST_FORMULAS = 300_000
LONGEST = 8_192
"""Characters that a formula may have in Excel."""

_REFERENCE = re.compile(r"(?<![A-Za-z0-9_.])(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})(?![0-9A-Za-z_(])")
_QUOTED = re.compile(r'("[^"]*"|\'[^\']*\')')


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula. relative: with its references told from its cell, `place`: R‹-1›C‹0›."""

    relative: str
    place: Position

    @property
    def text(self) -> str:
        """The formula as it stands in its cell."""
        return absolute(self.relative, self.place)


@dataclass
class SheetParts:
    """One worksheet. Rows and columns are 0-based.

    state: visible, hidden or veryHidden. numbers: rows of the figures that were typed, a column
    each.
    """

    name: str
    state: str = "visible"
    formulas: dict[Position, Formula] = field(default_factory=dict)
    numbers: dict[int, array[int]] = field(default_factory=dict)
    errors: dict[Position, str] = field(default_factory=dict)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BookParts:
    """A workbook's sheets by name, and the other files that it draws from.

    skipped: sheets too large to be looked into.
    """

    sheets: Mapping[str, SheetParts]
    links: tuple[str, ...]
    skipped: tuple[str, ...]


def read_parts(book: Book) -> BookParts | None:
    """Return what an xlsx or xlsm holds beside its values; None for another format.

    Raises InputError when a part is damaged.
    """
    package = book.package
    if book.format != "xlsx" or package is None:
        return None
    wanted = {sheet.name for sheet in book.sheets}
    try:
        return _read(package, wanted)
    except Refusal as refusal:
        raise refusal.of(book.name) from refusal


def _read(package: Package, wanted: set[str]) -> BookParts:
    root, found = workbook(package)
    sheets: dict[str, SheetParts] = {}
    skipped = []
    states = {name: state for name, _, state in listed(root)}
    for name, part in worksheets(((name, key) for name, key, _ in listed(root)), found):
        sheet = SheetParts(name, states[name])
        if package.size(part) <= (SHEET_BYTES if name in wanted else OTHER_SHEET_BYTES):
            _Reader(sheet).read(package, part)
        else:
            skipped.append(name)
        sheets[name.strip()] = sheet
    return BookParts(sheets, tuple(_links(package, found)), tuple(skipped))


def _links(package: Package, found: Mapping[str, Relation]) -> Iterator[str]:
    """The names of the files that the workbook is linked to."""
    for relation in found.values():
        if relation.kind == "externalLink" and package.find(relation.target) is not None:
            targets = relations(package, relation.target).values()
            yield next((t.target.rpartition("/")[2] for t in targets), relation.target)


class _Reader:
    """Hears a sheet's XML as it comes."""

    def __init__(self, sheet: SheetParts) -> None:
        self.sheet = sheet
        self.shared: dict[str, str] = {}
        self.place: Position = (0, -1)
        self.row = -1
        self.kind = ""
        self.heard: list[str] | None = None
        self.of: Mapping[str, str] = {}
        self.formula: Formula | None = None
        self.value = ""

    def read(self, package: Package, part: str) -> None:
        """Read a part into the sheet; raises Refusal where it is damaged."""
        parser = safe_parser(namespaces=True)
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        for piece in package.stream(part):
            parse(parser, piece, "工作表", self.sheet.name, last=False)
        parse(parser, b"", "工作表", self.sheet.name, last=True)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match local(name):
            case "row":
                number = attributes.get("r", "")
                self.row = int(number) - 1 if number.isdecimal() else self.row + 1
                self.place = (self.row, -1)
                if attributes.get("hidden") in ("1", "true"):
                    self.sheet.hidden_rows.append(self.row)
            case "c":
                found = area_of(attributes.get("r", ""))
                self.place = found[:2] if found else (self.row, self.place[1] + 1)
                self.kind = attributes.get("t", "n")
                self.formula, self.value = None, ""
            case "f":
                self.of = dict(attributes)
                self.heard = []
            case "v":
                self.heard = []
            case "col":
                self.columns(attributes)
            case "mergeCell":
                self.merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        match local(name):
            case "f":
                self.found_formula("".join(self.heard or ()))
                self.heard = None
            case "v":
                self.value = "".join(self.heard or ())
                self.heard = None
            case "c":
                self.cell()

    def characters(self, text: str) -> None:
        if self.heard is not None:
            self.heard.append(text)

    def found_formula(self, text: str) -> None:
        """A shared formula stands once, at its first cell; the others name it."""
        key = self.of.get("si", "") if self.of.get("t") == "shared" else ""
        made = relative(text[:LONGEST], self.place) if text else self.shared.get(key, "")
        if text and key:
            self.shared[key] = made
        self.formula = Formula(made, self.place)

    def cell(self) -> None:
        if self.place[0] < 0:  # row 0 of a damaged file
            return
        if self.kind == "e":
            self.sheet.errors[self.place] = self.value
        if self.formula is not None:
            if len(self.sheet.formulas) < MOST_FORMULAS:
                self.sheet.formulas[self.place] = self.formula
        elif self.kind == "n" and self.value:
            row, column = self.place
            self.sheet.numbers.setdefault(column, array("L")).append(row)

    def columns(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("hidden") not in ("1", "true"):
            return
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if first.isdecimal() and last.isdecimal():
            end = min(int(last), limits.COLUMNS)
            self.sheet.hidden_columns.update(range(int(first) - 1, end))

    def merge(self, area: str) -> None:
        found = area_of(area)
        if found and ":" in area and len(self.sheet.merged) < limits.MERGED:
            self.sheet.merged.append(found)


def relative(formula: str, place: Position) -> str:
    """Return a formula with each reference told from its cell: K6+1 in K7 is R‹-1›C‹0›+1.

    The marks are not Excel's own brackets, which also name other files and columns of tables.
    """

    def told(found: re.Match[str]) -> str:
        row, column = position_of(found[2].encode(), found[4].encode())
        rows = f"R{row}" if found[3] else f"R‹{row - place[0]}›"
        columns = f"C{column}" if found[1] else f"C‹{column - place[1]}›"
        return rows + columns

    parts = _QUOTED.split(formula)
    return "".join(p if n % 2 else _REFERENCE.sub(told, p) for n, p in enumerate(parts))


_RELATIVE = re.compile(r"R(‹?)(-?\d{1,7})›?C(‹?)(-?\d{1,5})›?")


def absolute(formula: str, place: Position) -> str:
    """Return a formula as it stands in a cell, from its references told from there."""

    def told(found: re.Match[str]) -> str:
        row = int(found[2]) + (place[0] if found[1] else 0)
        column = int(found[4]) + (place[1] if found[3] else 0)
        letters = column_letters(column) if column >= 0 else "#REF!"
        return f"{'' if found[3] else '$'}{letters}{'' if found[1] else '$'}{row + 1}"

    parts = _QUOTED.split(formula)
    return "".join(p if n % 2 else _RELATIVE.sub(told, p) for n, p in enumerate(parts))
