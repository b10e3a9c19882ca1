"""A workbook's file as an open document, for commands that need no spreadsheet program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from qbe_xl.files.book import open_book
from qbe_xl.office.health import Finding
from qbe_xl.office.host import Contents, Kind, Progress, ShownSheet
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

    def write(self, table: Table) -> FileSheet:
        self.written[table.name] = table
        return FileSheet(table.name)

    def shown(self) -> tuple[ShownSheet, ...]:
        return ()


@dataclass
class FileHost:
    """A program in which one such document is open; said: what staff were told."""

    path: Path
    said: list[tuple[str, str]] = field(default_factory=list)
    opened: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shown = FileDocument(self.path)

    def document(self) -> FileDocument:
        return self.shown

    def tell(self, message: str, kind: Kind = "information") -> None:
        self.said.append((kind, message))

    def open(self, path: Path) -> None:
        self.opened.append(path)

    def findings(self) -> tuple[Finding, ...]:
        return ()
