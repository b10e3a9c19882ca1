"""A host for commands that need no spreadsheet program, and a file as the document open in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

from qbe_xl.files.book import open_book
from qbe_xl.office.commands import Command, perform
from qbe_xl.office.health import Finding
from qbe_xl.office.host import Contents, Kind, Progress, ShownSheet
from qbe_xl.office.our_sheets import values_of
from qbe_xl.sheets.table import Table


@dataclass
class FileSheet:
    """A sheet of ours that was written."""

    name: str
    activated: bool = False

    def activate(self) -> None:
        self.activated = True


@dataclass
class FileDocument:
    """A file that stands for an open document; written: tables by name, in their order."""

    path: Path
    written: dict[str, Table] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    selected: tuple[str, str] | None = None
    renamed: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._sheets = {sheet.name: sheet for sheet in open_book(self.path).sheets}

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def folder(self) -> Path:
        return self.path.parent

    @property
    def sheet_names(self) -> list[str]:
        return list(self._sheets)

    @contextmanager
    def working(self) -> Iterator[Progress]:
        yield self.steps.append

    def read(self, sheet: str) -> Contents:
        found = self._sheets[sheet]
        return Contents(found.rows, dict(found.faults))

    def select(self, sheet: str, place: str) -> None:
        self.selected = (sheet, place)

    def results(self) -> FileDocument:
        return self

    def write(self, tables: Sequence[Table]) -> list[FileSheet]:
        self.written |= {table.name: table for table in tables}
        return [FileSheet(table.name) for table in tables]

    def keep(self, name: str, typed: dict[tuple[int, int], str] | None = None) -> None:
        """Save a sheet of ours that was written into the file, with what staff then typed.

        typed: texts by 0-based row and column.
        """
        book = openpyxl.load_workbook(self.path)
        if name in book.sheetnames:
            del book[name]
        sheet = book.create_sheet(name)
        for cells in values_of(self.written[name]):
            sheet.append(cells)
        for (row, column), text in (typed or {}).items():
            sheet.cell(row + 1, column + 1, text)
        book.save(self.path)

    def shown(self) -> tuple[ShownSheet, ...]:
        return ()


@dataclass
class FakeHost:
    """A program in which a document is open, or none; said: what staff were told."""

    shown: Any = None
    found: tuple[Finding, ...] = ()
    said: list[tuple[str, str]] = field(default_factory=list)
    opened: list[Path] = field(default_factory=list)

    def document(self) -> Any:
        return self.shown

    def tell(self, message: str, kind: Kind = "information") -> None:
        self.said.append((kind, message))

    def open(self, path: Path) -> None:
        self.opened.append(path)

    def findings(self) -> tuple[Finding, ...]:
        return self.found


def told(command: Command, host: FakeHost, kind: str = "information") -> str:
    """Run a command as its button does; return the one thing that was said, of that kind."""
    perform(command, host)
    said_kind, message = host.said.pop()
    assert not host.said
    assert said_kind == kind, message
    assert "Traceback" not in message
    return message
