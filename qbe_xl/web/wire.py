"""One wire for every program that speaks JavaScript: WPS now, Office.js or a browser's grid later.

A client knows no rule, no threshold and no sum. It posts what sheets or ranges hold, or lets its
program save a copy that is read here as any workbook is; back come tables to write as values,
what to tell and what to select. The commands are those of `office`, the functions those of the
registry: a workbook that is open elsewhere is a third kind of document beside Excel's and Calc's.

Cells on the wire: a number, a text, true or false, null for a blank (never 0), {"error": "#N/A"},
{"date": "2024-05-20"} or with a time. {"omitted": true} is an argument that was not given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from qbe_xl.files.book import Sheet, open_book
from qbe_xl.functions import FUNCTIONS, OMITTED, CellError
from qbe_xl.functions.arguments import Argument, Cell
from qbe_xl.office.buttons import BUTTONS
from qbe_xl.office.commands import perform
from qbe_xl.office.health import Finding
from qbe_xl.office.host import Contents, Kind, Progress, ShownSheet, fitting
from qbe_xl.office.input_sheets import contents_of, demand_size
from qbe_xl.office.our_sheets import find, values_of
from qbe_xl.office.values_copy import GENERAL
from qbe_xl.sheets.table import Table

MOST_CELLS = 4_000_000
"""Of one request; a sheet has its own, smaller limit."""
_LONGEST = 32_766
"""Characters that a cell can hold behind an apostrophe."""
_LONGEST_ERROR = 40

COMMANDS = {button.name: button.command for button in BUTTONS}


class WireError(ValueError):
    """What was posted is not of the wire's form."""


def cell(content: Any) -> Cell:
    """Return one cell of the wire as the reader and the functions take it. Raises WireError."""
    if content is None or isinstance(content, bool):
        return content
    if isinstance(content, int | float):
        return float(content)
    if isinstance(content, str):
        return content or None
    if isinstance(content, Mapping):
        if "error" in content:
            return CellError(str(content["error"])[:_LONGEST_ERROR])
        if "date" in content:
            try:
                return dt.datetime.fromisoformat(str(content["date"]))
            except ValueError as error:
                raise WireError("date") from error
    raise WireError("cell")


def posted(content: object) -> Any:
    """Return a cell as it travels: the other way of `cell`."""
    if isinstance(content, CellError):
        return {"error": content.text}
    if isinstance(content, dt.date):
        return {"date": content.isoformat()}
    if isinstance(content, dt.time | dt.timedelta):
        return str(content)
    return content


def rows(content: Any) -> list[list[Cell]]:
    """Return rows of cells, perhaps ragged. Raises WireError where they are none, or far too many."""
    if not isinstance(content, list) or not all(isinstance(row, list) for row in content):
        raise WireError("rows")
    if sum(map(len, content)) > MOST_CELLS:
        raise WireError("size")
    return [[*map(cell, row)] for row in content]


def argument(content: Any) -> Argument:
    """Return an argument of a function: rows, one cell, or none given."""
    if isinstance(content, Mapping) and content.get("omitted"):
        return OMITTED
    return rows(content) if isinstance(content, list) else cell(content)


def call(name: str, arguments: Sequence[Any]) -> list[list[Any]]:
    """Return what a function gives, as rows; what it has to say is text in the cell.

    A blank in a result is "": a program would show a null as 0. Raises WireError.
    """
    function = FUNCTIONS.get(name)
    if function is None or len(arguments) > len(function.parameters):
        raise WireError("function")
    found = function(*map(argument, arguments))
    result = found if isinstance(found, list) else [[found]]
    return [[_shown(content) for content in row] for row in result]


def _shown(content: object) -> Any:
    if content is None:
        return ""
    return content.isoformat() if isinstance(content, dt.date) else content


@dataclass(frozen=True, slots=True)
class Looks:
    """What a client tells of a visible sheet for the copy of nothing but values."""

    widths: Sequence[float | None]
    formats: Sequence[str]


class Source(Protocol):
    """The sheets of a workbook that is open elsewhere."""

    @property
    def names(self) -> Sequence[str]:
        """The sheets in their order."""
        ...

    def title(self, sheet: str) -> object:
        """Return what A1 of a sheet holds."""
        ...

    def contents(self, sheet: str) -> Contents:
        """Return what a sheet holds."""
        ...


class PostedSheets:
    """Every sheet as a client posted it; of sheets that are ours A1 is enough."""

    def __init__(self, sheets: Mapping[str, Any]) -> None:
        self._sheets = {str(name): rows(content) for name, content in sheets.items()}

    @property
    def names(self) -> Sequence[str]:
        """The sheets in the order in which they were posted."""
        return tuple(self._sheets)

    def title(self, sheet: str) -> object:
        """Return what A1 of a sheet holds."""
        found = self._sheets[sheet]
        return found[0][0] if found and found[0] else None

    def contents(self, sheet: str) -> Contents:
        """Return what a sheet holds. Raises InputError where it is far too large."""
        found = self._sheets[sheet]
        demand_size(sheet, len(found), max(map(len, found), default=0))
        return contents_of(found)


class SavedCopy:
    """A copy that the program saved, read as any workbook is: nothing of it is lost or guessed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _sheets(self) -> dict[str, Sheet]:
        return {sheet.name: sheet for sheet in open_book(self._path).sheets}

    @property
    def names(self) -> Sequence[str]:
        """The sheets in their order."""
        return tuple(self._sheets)

    def title(self, sheet: str) -> object:
        """Return what A1 of a sheet holds."""
        found = self._sheets[sheet].rows
        return found[0][0] if found and found[0] else None

    def contents(self, sheet: str) -> Contents:
        """Return what a sheet holds."""
        found = self._sheets[sheet]
        return Contents(found.rows, dict(found.faults))


@dataclass
class RemoteSheet:
    """A sheet of ours that the client will write."""

    name: str
    document: RemoteDocument

    def activate(self) -> None:
        """Let the client bring it to the front."""
        self.document.front = self.name


@dataclass
class RemoteDocument:
    """A workbook that is open elsewhere: read from its source, written by being sent back.

    name: its file's; folder: where that lies on this machine, None where it was never saved.
    looks: of each visible sheet, None where the client told none.
    """

    name: str
    source: Source
    folder: Path | None = None
    looks: Mapping[str, Looks] | None = None
    written: list[tuple[str, Table, bool]] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    front: str = ""
    selected: tuple[str, str] | None = None

    @property
    def sheet_names(self) -> Sequence[str]:
        """The sheets in their order, spelt as they are."""
        return self.source.names

    @contextmanager
    def working(self) -> Iterator[Progress]:
        """Keep the steps; the client shows that it waits."""
        yield self.steps.append

    def read(self, sheet: str) -> Contents:
        """Return what a sheet holds. Raises InputError where it is far too large."""
        return self.source.contents(sheet)

    def select(self, sheet: str, place: str) -> None:
        """Let the client show a sheet and select a cell of it."""
        self.selected = (sheet, place)

    def results(self) -> RemoteDocument:
        """Return what takes our sheets."""
        return self

    def write(self, tables: Sequence[Table]) -> list[RemoteSheet]:
        """Take tables to be sent back, each under the name that is ours; return the sheets."""
        sheets = []
        for table in tables:
            name, shape = find(table.name, self.sheet_names, self.source.title)
            if name != table.name:
                self.renamed.append((table.name, name))
            self.written.append((name, table, shape != table.shape))
            sheets.append(RemoteSheet(name, self))
        return sheets

    def shown(self) -> Iterator[ShownSheet]:
        """Return what each visible sheet shows."""
        for name in self.sheet_names:
            if self.looks is None or name in self.looks:
                yield self._shown(name)

    def _shown(self, name: str) -> ShownSheet:
        found = self.read(name)
        width = max((len(row) for row in found.rows), default=0)
        full: list[list[object]] = [[*row, *[None] * (width - len(row))] for row in found.rows]
        for (row, column), fault in found.faults.items():
            full[row][column] = fault.rpartition(" ")[2]
        looks = (self.looks or {}).get(name, Looks((), ()))
        widths = [*looks.widths[:width], *[None] * (width - len(looks.widths))]
        formats = [*looks.formats[:width], *[GENERAL[0]] * (width - len(looks.formats))]
        return ShownSheet(name, 0, 0, full, widths, formats)


@dataclass
class RemoteHost:
    """The program at the other end, for the time of one command."""

    remote: RemoteDocument | None
    health: tuple[Finding, ...] = ()
    said: list[tuple[str, Kind]] = field(default_factory=list)
    opened: list[Path] = field(default_factory=list)

    def document(self) -> RemoteDocument | None:
        """Return the document that was sent, None where none is open."""
        return self.remote

    def tell(self, message: str, kind: Kind = "information") -> None:
        """Let the client show a message."""
        self.said.append((fitting(message), kind))

    def open(self, path: Path) -> None:
        """Let the client open a workbook."""
        self.opened.append(path)

    def findings(self) -> tuple[Finding, ...]:
        """Return how the installation stands."""
        return self.health


def run(name: str, host: RemoteHost) -> dict[str, Any]:
    """Run a command; return what the client is to write, show, select and open.

    Raises WireError for a command that there is not.
    """
    command = COMMANDS.get(name)
    if command is None:
        raise WireError("command")
    perform(command, host)
    document = host.remote
    return {
        "tables": [_table(*one) for one in document.written] if document else [],
        "front": document.front if document else "",
        "select": document.selected if document else None,
        "say": [{"text": text, "kind": kind} for text, kind in host.said],
        "open": [str(path) for path in host.opened],
    }


def _table(name: str, table: Table, anew: bool) -> dict[str, Any]:
    """A table as it travels: its values, and the looks that a client can give cells.

    anew: whether the sheet has to be laid out. Rows and columns are counted from 0.
    """
    return {
        "name": name,
        "anew": anew,
        "rows": [[_short(content) for content in row] for row in values_of(table)],
        "widths": table.widths,
        "size": table.size,
        "body": table.body,
        "onePage": table.one_page,
        "wrapped": table.wrapped,
        "headers": table.header_rows,
        "headings": table.heading_rows,
        "large": table.large,
        "frozen": table.frozen,
        "formats": [(column, shown) for column, shown in table.column_formats if shown],
        "blocks": [(b.top, b.left, b.bottom, b.right, b.number_format) for b in table.blocks],
        "marks": [(mark, *colours) for mark, colours in table.colours],
        "marksFrom": table.marks_from,
    }


def _short(content: object) -> Any:
    return content[:_LONGEST] if isinstance(content, str) else content
