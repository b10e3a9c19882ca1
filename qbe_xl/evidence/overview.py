"""How far the 佐证材料 are: of each indicator, of each document, of each unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from qbe_xl.assessment import State
from qbe_xl.clauses import words
from qbe_xl.clauses.records import Document
from qbe_xl.county.concerned import concerns
from qbe_xl.county.folding import bare
from qbe_xl.evidence.expected import SCHOOL
from qbe_xl.evidence.places import Plan
from qbe_xl.evidence.scanning import File, Scan
from qbe_xl.evidence.state import School


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document: its number in its indicator, its folder, its files.

    owed: of a document that each school provides, how many must; absent: those without a file;
    both None where nobody said which schools there are.
    """

    id: str
    number: int
    document: Document
    folder: str
    files: tuple[File, ...]
    owed: int | None = None
    absent: tuple[School, ...] | None = None

    @property
    def state(self) -> State:
        """达标 where a file with content is there; an optional one without is 不适用.

        What each school owes is there only when each school's is.
        """
        if any(file.size for file in self.files):
            whole = self.document.by != SCHOOL or self.absent == ()
            return State.MET if whole else State.MISSING
        idle = self.document.optional or self.owed == 0
        return State.NOT_APPLICABLE if idle else State.MISSING

    @property
    def shown(self) -> str:
        """What staff read for the state."""
        if self.state is not State.MISSING or not self.files:
            return WORDS[self.state]
        if self.absent is None or self.owed is None:
            return "○ 没有学校名单" if self.document.by == SCHOOL else WORDS[self.state]
        return f"○ 缺 {len(self.absent)}/{self.owed} 所"


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


NO_ROSTER = "；没有给出学校名单，由学校提供的材料不能算齐备；按填报表重新建立文件夹后即可判断"
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
    schools: tuple[School, ...] = ()

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
            f"{'' if self.schools else NO_ROSTER}"
        )

    def lacking(self) -> list[tuple[str, list[DocumentRow]]]:
        """Return what is missing by whoever has to provide it, the most first."""
        by_unit: dict[str, list[DocumentRow]] = {}
        for row in self.rows:
            for document in row.documents:
                if document.state is State.MISSING:
                    by_unit.setdefault(document.document.by, []).append(document)
        return sorted(by_unit.items(), key=lambda pair: (-len(pair[1]), pair[0]))

    def by_school(self) -> list[tuple[School, list[DocumentRow]]]:
        """Return what each school still owes, in the order of the schools."""
        found: dict[School, list[DocumentRow]] = {}
        for row in self.rows:
            for document in row.documents:
                for school in document.absent or ():
                    found.setdefault(school, []).append(document)
        return [(school, found[school]) for school in self.schools if school in found]

    def row(self, id: str) -> IndicatorRow:
        """Return an indicator."""
        return next(row for row in self.rows if row.id == id)


def overview(
    county: str, plan: Plan, scan: Scan, time: dt.datetime, schools: Sequence[School] = ()
) -> Overview:
    """Return how far everything is. schools: those of the county, none where nobody said them."""
    by_place: dict[tuple[str, str], list[File]] = {}
    for file in scan.files:
        by_place.setdefault((file.id, file.title), []).append(file)
    rows = tuple(_rows(plan, by_place, schools))
    return Overview(county, plan, scan, rows, time, tuple(schools))


def _rows(
    plan: Plan, files: dict[tuple[str, str], list[File]], schools: Sequence[School]
) -> Iterator[IndicatorRow]:
    for id in plan.ids:
        expected, clause = plan.catalogue[id], plan.rulebook.clauses[id]
        owing = [one for one in schools if concerns(id, one.kind, branch=one.branch)]
        documents = []
        for number, (folder, document) in enumerate(plan.documents(id), 1):
            mine = tuple(files.get((id, document.title), ()))
            row = DocumentRow(id, number, document, folder, mine)
            if document.by == SCHOOL and schools:
                there = _schools_of(mine, plan.folders[id], owing)
                absent = tuple(one for one in owing if one.code not in there)
                row = replace(row, owed=len(owing), absent=absent)
            documents.append(row)
        yield IndicatorRow(
            id,
            clause.name,
            clause.article,
            plan.folders[id],
            expected.lead,
            expected.units,
            tuple(documents),
            tuple(files.get((id, ""), ())),
        )


def _schools_of(files: Sequence[File], folder: str, schools: Sequence[School]) -> set[str]:
    """The codes of the schools whose code or name stands in the path of a file with content.

    Of names that hold one another the longest counts; a name that two schools bear counts for none.
    """
    names: dict[str, list[str]] = {}
    for one in schools:
        names.setdefault(bare(one.name), []).append(one.code)
    known = {name: codes[0] for name, codes in names.items() if name and len(codes) == 1}
    found: set[str] = set()
    for file in files:
        if not file.size:
            continue
        text = bare(file.path.removeprefix(folder))
        found |= {one.code for one in schools if one.code in text}
        fit = [name for name in known if name in text]
        found |= {known[name] for name in fit if not any(name != o and name in o for o in fit)}
    return found


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
