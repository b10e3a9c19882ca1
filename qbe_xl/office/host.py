"""What a command needs of a spreadsheet program: Excel and LibreOffice Calc each offer it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from qbe_xl.errors import QbeError
from qbe_xl.files.book import Cell, Position
from qbe_xl.functions import CATEGORY
from qbe_xl.office.health import Finding
from qbe_xl.sheets.table import Table

Kind = Literal["information", "warning", "error"]
Progress = Callable[[str], None]


TITLE = f"{CATEGORY}评估"
"""Of every message box."""
_LONGEST = 1_800
"""Characters that a message box shows on a small screen."""


def fitting(message: str) -> str:
    """Return as much of a message as a message box can show."""
    return message if len(message) <= _LONGEST else f"{message[: _LONGEST - 1]}…"


class NoBook(QbeError):
    """No workbook is open."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a sheet holds from A1 on: rows, perhaps ragged, and cells with an error (错误值 #N/A)."""

    rows: Sequence[Sequence[Cell]]
    faults: dict[Position, str]


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """What a visible sheet shows as values, for a copy without formulas.

    top, left: 0-based place of the first row and column of `rows`; an error is its text.
    widths: of each column in characters, None where unknown. formats: the number format of each
    column's figures.
    """

    name: str
    top: int
    left: int
    rows: Sequence[Sequence[object]]
    widths: Sequence[float | None]
    formats: Sequence[str]


class ResultSheet(Protocol):
    """A sheet of ours in the document."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    def activate(self) -> object:
        """Bring it to the front."""
        ...


class ResultSheets(Protocol):
    """The document's sheets as those to be written into.

    renamed: our usual name of a sheet and the one it got, as a clerk's sheet bears the first.
    """

    renamed: list[tuple[str, str]]

    def write(self, tables: Sequence[Table]) -> Sequence[ResultSheet]:
        """Write tables into their sheets, which are made where there are none; return the sheets."""
        ...


class Document(Protocol):
    """A workbook that is open in the program, for the time of one command."""

    @property
    def name(self) -> str:
        """The file's name; that of the window where it was never saved."""
        ...

    @property
    def folder(self) -> Path | None:
        """Where it lies; None where it was never saved or lies elsewhere than on this machine."""
        ...

    @property
    def sheet_names(self) -> Sequence[str]:
        """The sheets in their order, spelt as they are."""
        ...

    def working(self) -> AbstractContextManager[Progress]:
        """Neither redraw nor recalculate meanwhile; gives what shows a step in the status bar."""
        ...

    def read(self, sheet: str) -> Contents:
        """Return what a sheet holds. Raises InputError where it is far too large."""
        ...

    def select(self, sheet: str, place: str) -> None:
        """Show a sheet and select a cell of it; no cell where `place` is empty."""
        ...

    def results(self) -> ResultSheets:
        """Return what writes our sheets. Raises QbeError where nothing may be written."""
        ...

    def shown(self) -> Iterable[ShownSheet]:
        """Return what each visible sheet shows."""
        ...


class Host(Protocol):
    """A running spreadsheet program."""

    def document(self) -> Document | None:
        """Return the document the command is about; None where there is none."""
        ...

    def tell(self, message: str, kind: Kind = "information") -> None:
        """Show a message and wait until it was read."""
        ...

    def open(self, path: Path) -> None:
        """Open a workbook."""
        ...

    def findings(self) -> tuple[Finding, ...]:
        """Return how the installation stands."""
        ...
