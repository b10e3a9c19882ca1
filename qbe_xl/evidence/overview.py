"""How far the 佐证材料 are: of each indicator, of each document, of each unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from qbe_xl.assessment import State
from qbe_xl.clauses import words
from qbe_xl.clauses.records import Document
from qbe_xl.evidence.places import Plan
from qbe_xl.evidence.scanning import File, Scan


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document: its number in its indicator, its folder, its files."""

    id: str
    number: int
    document: Document
    folder: str
    files: tuple[File, ...]

    @property
    def state(self) -> State:
        """达标 where a file with content is there; an optional one without is 不适用."""
        if any(file.size for file in self.files):
            return State.MET
        return State.NOT_APPLICABLE if self.document.optional else State.MISSING


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator. loose: files that lie in its folder but in none of its documents."""

    id: str
    name: str
    article: str
    folder: str
    lead: str
    units: tuple[str, ...]
    documents: tuple[DocumentRow, ...]
    loose: tuple[File, ...]

    @property
    def needed(self) -> int:
        """How many documents must be there, or are."""
        return sum(row.state is not State.NOT_APPLICABLE for row in self.documents)

    @property
    def filled(self) -> int:
        """How many documents have a file."""
        return sum(row.state is State.MET for row in self.documents)

    @property
    def count(self) -> int:
        """How many files there are."""
        return len(self.loose) + sum(len(row.files) for row in self.documents)

    @property
    def state(self) -> State:
        """达标 where nothing is missing."""
        return State.MET if self.filled == self.needed else State.MISSING


WORDS = {State.MET: "● 已备", State.MISSING: "○ 缺", State.NOT_APPLICABLE: "– 视情况"}
"""What staff read for the state of a document."""


@dataclass(frozen=True)
class Overview:
    """A folder of 佐证材料 at one moment."""

    county: str
    plan: Plan
    scan: Scan
    rows: tuple[IndicatorRow, ...]
    time: dt.datetime

    @property
    def shown_time(self) -> str:
        """2024-05-20 09:30."""
        return f"{self.time:%Y-%m-%d %H:%M}"

    @property
    def gist(self) -> str:
        """The whole in a sentence."""
        done = sum(row.state is State.MET for row in self.rows if row.id in self.plan.indicators)
        needed = sum(row.needed for row in self.rows)
        filled = sum(row.filled for row in self.rows)
        size = sum(file.size for file in self.scan.files)
        return (
            f"{len(self.plan.indicators)} 项指标中 {done} 项材料齐备；应备材料 {needed} 份，已备 {filled} 份，"
            f"缺 {needed - filled} 份；共 {len(self.scan.files)} 个文件，{shown_size(size)}"
        )

    def lacking(self) -> list[tuple[str, list[DocumentRow]]]:
        """Return what is missing by whoever has to provide it, the most first."""
        by_unit: dict[str, list[DocumentRow]] = {}
        for row in self.rows:
            for document in row.documents:
                if document.state is State.MISSING:
                    by_unit.setdefault(document.document.by, []).append(document)
        return sorted(by_unit.items(), key=lambda pair: (-len(pair[1]), pair[0]))

    def row(self, id: str) -> IndicatorRow:
        """Return an indicator."""
        return next(row for row in self.rows if row.id == id)


def overview(county: str, plan: Plan, scan: Scan, time: dt.datetime) -> Overview:
    """Return how far everything is."""
    by_place: dict[tuple[str, str], list[File]] = {}
    for file in scan.files:
        by_place.setdefault((file.id, file.title), []).append(file)
    return Overview(county, plan, scan, tuple(_rows(plan, by_place)), time)


def _rows(plan: Plan, files: dict[tuple[str, str], list[File]]) -> Iterator[IndicatorRow]:
    for id in plan.ids:
        expected, clause = plan.catalogue[id], plan.rulebook.clauses[id]
        yield IndicatorRow(
            id,
            clause.name,
            clause.article,
            plan.folders[id],
            expected.lead,
            expected.units,
            tuple(
                DocumentRow(id, n, document, folder, tuple(files.get((id, document.title), ())))
                for n, (folder, document) in enumerate(plan.documents(id), 1)
            ),
            tuple(files.get((id, ""), ())),
        )


def shown_size(size: int) -> str:
    """Return bytes in words: 812 字节, 12.3 KB, 4.5 MB."""
    if size < 1000:
        return f"{size} 字节"
    unit, scale = next(((unit, scale) for unit, scale in _UNITS if size < 1000 * scale), _UNITS[-1])
    return f"{words.number(size / scale, 1)} {unit}"


_UNITS = (("KB", 1024), ("MB", 1024**2), ("GB", 1024**3))


def shown_day(nanoseconds: int) -> str:
    """Return the local day of a file's time: 2024-05-20."""
    try:
        return f"{dt.datetime.fromtimestamp(nanoseconds / 1e9):%Y-%m-%d}"
    except (OverflowError, OSError, ValueError):
        return words.BLANK


def link(path: str) -> str:
    """Return a path below the folder as a relative address."""
    return "./" + quote(path)
