"""Exports and lists in; the county's workbook with their figures, and a list of them, out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from qbe_xl.blank import blank_workbook
from qbe_xl.collect.branches import Addition, Left, add_branches, uncounted_in
from qbe_xl.collect.cells import Spot, made_good
from qbe_xl.collect.importing.agreeing import TWICE, Agreed, grades_of, join
from qbe_xl.collect.importing.headers import Heads
from qbe_xl.collect.importing.lines import Roster
from qbe_xl.collect.importing.listings import (
    KEPT,
    REFUSED,
    SAME,
    TAKEN,
    Entered,
    EnteredClasses,
    UnreadFile,
    listings,
    started_listings,
)
from qbe_xl.collect.importing.mapping import Map, Source, shipped
from qbe_xl.collect.importing.mapping_sheet import MAPPING, load_mapping
from qbe_xl.collect.importing.proposing import HOW, proposal
from qbe_xl.collect.importing.schools import Made, Schools, Unmade, rows_of_made
from qbe_xl.collect.importing.taking import Extract, Figure, extract, recognise, refuse_personal
from qbe_xl.collect.status import additions_listing
from qbe_xl.collect.writing import Results, Target, write_results
from qbe_xl.county import layout
from qbe_xl.county.checks import PARTS
from qbe_xl.county.model import County
from qbe_xl.county.reading import read_all, read_started
from qbe_xl.county.rows import Row, Rows, all_rows
from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.book import Book, Sheet, open_book
from qbe_xl.files.delimited import sheets_of
from qbe_xl.files.names import free
from qbe_xl.files.writing import demand_free, write_one
from qbe_xl.sheets.listing import Listing

Progress = Callable[[str], None]

IMPORTED, STATUS = "导入后的总表.xlsx", "导入情况"
STEPS = ("读取总表", "填入总表", "保存")
"""What `import_files` tells besides the name of each file that it reads."""


@dataclass(frozen=True)
class ImportOutcome:
    """What was written, and what became of everything.

    made, unmade: schools, where the workbook had none; unread: files that gave nothing; proposal:
    a mapping sheet with what was not understood, to be edited and given back.
    """

    files: Results
    extracts: tuple[Extract, ...]
    entered: tuple[Entered, ...]
    classes: tuple[EnteredClasses, ...]
    additions: tuple[Addition, ...]
    made: tuple[Made, ...] = ()
    unmade: tuple[Unmade, ...] = ()
    unread: tuple[UnreadFile, ...] = ()
    proposal: Path | None = None

    def count(self, outcome: str) -> int:
        """Return how many figures had this outcome."""
        return sum(one.outcome == outcome for one in self.entered)


def import_files(
    files: Sequence[Path],
    into: Path | None,
    out: Path,
    *,
    mapping: Path | None = None,
    overwrite: bool = False,
    force: bool = False,
    now: dt.datetime | None = None,
    progress: Progress = lambda step: None,
) -> ImportOutcome:
    """Fill a county's workbook from exports and lists, as new files.

    into: the workbook, None for a new one; where it has no school yet, statistics make them.
    mapping: a mapping of the county's own (.toml or a sheet). overwrite: an imported figure takes
    the place of one that is there; otherwise only blanks are filled. A file that cannot be opened
    or that the mapping does not know is named and never stops the others. Raises InputError where
    none can be used, or where statistics that must make the schools make none.
    """
    moment = now or dt.datetime.now().astimezone()
    target = Target.of(out, IMPORTED)
    if into is not None:
        target.check(into, force=force)
    else:
        demand_free(target.folder, [target.name], force=force)
    progress(STEPS[0])
    book, county = read_started(into) if into is not None else _new()
    rows = all_rows(county)
    map_ = load_mapping(mapping) if mapping else shipped()
    read = _read(files, map_, progress)
    if not read.known:
        proposal = _propose(read, (), map_, target, moment)
        raise InputError([*(one.problem for one in read.unread), *_told(proposal)])
    schools, made = Schools(map_), list[Made]()
    if not rows[layout.SCHOOLS.name]:
        made = _made(schools, read)
        rows[layout.SCHOOLS.name] = rows_of_made(made)
    roster = Roster.of(rows[layout.SCHOOLS.name], _school_year(county))
    extracts = [
        extract(file, sheet, source, heads, map_, roster)
        for file, sheet, source, heads in read.known
    ]
    progress(STEPS[1])
    filling = _Filling(county, rows, overwrite)
    join(extracts)
    agreed = Agreed(extracts)
    for one in extracts:
        filling.add(one, agreed)
    filling.take_back()
    uncounted = uncounted_in(book, county).union(*(one.uncounted for one in extracts))
    merged, additions, left = add_branches(filling.rows, uncounted)
    progress(STEPS[2])
    proposal = _propose(read, extracts, map_, target, moment)
    pages = started_listings(made, schools.unmade, schools.remarks, read.unread)
    return ImportOutcome(
        _written(
            target,
            county.name,
            extracts,
            filling,
            merged,
            (additions, left),
            pages,
            len(made),
            moment,
        ),
        tuple(extracts),
        tuple(filling.entered),
        tuple(filling.classes),
        tuple(additions),
        tuple(made),
        tuple(schools.unmade),
        tuple(read.unread),
        proposal,
    )


def _propose(
    read: _Read, extracts: Sequence[Extract], mapping: Map, target: Target, now: dt.datetime
) -> Path | None:
    """Write what was not understood as a mapping sheet of a new name; None where there is nothing."""
    content = proposal(
        read.unknown, {name: one for e in extracts for name, one in e.words.items()}, mapping, now
    )
    path = free(target.folder / target.beside(f"{MAPPING}.xlsx"))
    return write_one(path, content) if content else None


def _told(proposal: Path | None) -> list[Problem]:
    if proposal is None:
        return []
    return [Problem(Place(proposal.name), f"已写出建议的对照表：{proposal}；{HOW}")]


def _new() -> tuple[Book, County]:
    book = open_book(blank_workbook(), name=IMPORTED)
    return book, read_all(book)[0]


@dataclass
class _Read:
    """What the files hold: sheets with what they are, sheets that nobody knows, files that gave nothing."""

    known: list[tuple[str, Sheet, Source, Heads]] = field(default_factory=list)
    unknown: list[tuple[str, Sheet]] = field(default_factory=list)
    unread: list[UnreadFile] = field(default_factory=list)


def _read(files: Sequence[Path], mapping: Map, progress: Progress) -> _Read:
    read = _Read()
    for path in files:
        progress(f"读取 {path.name}")
        try:
            sheets = sheets_of(path)
            kinds = [(sheet, recognise(sheet, mapping)) for sheet in sheets]
            for sheet, kind in kinds:
                if kind:
                    refuse_personal(path.name, sheet, *kind)
        except InputError as error:
            reasons = "；".join(problem.message for problem in error.problems)
            read.unread.append(UnreadFile(path.name, reasons))
            continue
        read.known += [(path.name, sheet, *kind) for sheet, kind in kinds if kind]
        if not any(kind for _, kind in kinds):
            read.unknown += [(path.name, sheet) for sheet in sheets if sheet.rows]
            read.unread.append(UnreadFile(path.name, _unknown(mapping)))
    return read


def _made(schools: Schools, read: _Read) -> list[Made]:
    """The schools of all statistics among the files; raises InputError where there are none."""
    for file, sheet, source, heads in read.known:
        schools.read(f"{file} {sheet.name}", sheet, source, heads)
    made = schools.made()
    if not made:
        said = [Problem(Place(one.source), f"{one.school}：{one.reason}") for one in schools.unmade]
        advice = "总表还没有学校，这些文件里也没有能建立学校的统计表（要有学校标识码、学校名称、办学类型）"
        raise InputError([*said, Problem(Place(layout.SCHOOLS.name), advice)])
    return made


def _school_year(county: County) -> int | None:
    """The year in which the county's 学年 (2023-2024) begins."""
    fact = county.facts.get("学年")
    said = re.match(r"(?:19|20)\d\d", str(fact.value).strip()) if fact else None
    return int(said[0]) if said else None


def _unknown(mapping: Map) -> str:
    kinds = "；".join(f"{s.title}要有 {'、'.join(s.needs)}" for s in mapping.sources)
    return f"没有一张工作表是对照表认得的（{kinds}）"


@dataclass
class _Filling:
    """The county's rows being filled, and what became of each figure."""

    base: County
    rows: Rows
    overwrite: bool
    entered: list[Entered] = field(default_factory=list)
    classes: list[EnteredClasses] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows[layout.SCHOOLS.name] = [dict(row) for row in self.rows[layout.SCHOOLS.name]]
        self._imported: set[int] = set()
        self._schools = {str(row["code"]): row for row in self.rows[layout.SCHOOLS.name]}

    def add(self, one: Extract, agreed: Agreed) -> None:
        """Fill in what a sheet gave, but where another of these sheets gives something else."""
        source = f"{one.file} {one.sheet}"
        for figure in one.figures:
            self._figure(figure, source, agreed.against(figure))
        for code, records in one.classes.items():
            self._records(code, records, source, agreed.against_classes(code, one))

    def _figure(self, figure: Figure, source: str, against: str) -> None:
        row = self._schools[figure.code]
        before = row.get(figure.key)
        if against:
            outcome = REFUSED
        elif before == figure.value:
            outcome = SAME
        elif before is None or self.overwrite:
            outcome = TAKEN
            row[figure.key] = figure.value
        else:
            outcome = KEPT
        note = "总表已有数；要用导入的数请加 --replace" if outcome == KEPT else against
        name = str(row.get("name") or figure.code)
        self.entered.append(Entered(figure, name, before, source, outcome, note))

    def _records(self, code: str, records: list[Row], source: str, against: str) -> None:
        name = layout.CLASSES.name
        grades = grades_of(records)
        mine = [
            row
            for row in self.rows[name]
            if row.get("code") == code
            and (id(row) not in self._imported or grades & grades_of([row]))
        ]
        school = str(self._schools[code].get("name") or code)
        if against:
            outcome = SAME if against == TWICE else REFUSED
            self.classes.append(EnteredClasses(school, len(records), source, outcome, against))
            return
        if mine and not self.overwrite:
            note = f"总表已有 {len(mine)} 个班；要用导入的请加 --replace"
            self.classes.append(EnteredClasses(school, len(records), source, KEPT, note))
            return
        left = {id(row) for row in mine}
        self.rows[name] = [row for row in self.rows[name] if id(row) not in left] + records
        self._imported |= set(map(id, records))
        self.classes.append(EnteredClasses(school, len(records), source, TAKEN))

    def take_back(self) -> None:
        """Take back every imported figure that cannot be true beside the others."""
        made_good(self.rows, self.base, self._take_back)

    def _take_back(self, spot: Spot, code: str, problem: Problem) -> bool:
        """Take back the part that is too large; where it was there before, its wholes."""
        wholes = {whole for names, part in PARTS if part == spot.key for whole in names}
        why = problem.message
        return self._undo(code, {spot.key}, why) or self._undo(code, wholes, why)

    def _undo(self, code: str, keys: set[str], why: str) -> bool:
        done = False
        for number, one in enumerate(self.entered):
            mine = one.figure.code == code and one.figure.key in keys
            if mine and one.outcome == TAKEN:
                self._schools[code][one.figure.key] = one.before
                note = f"数不符：{why}"
                self.entered[number] = replace(one, outcome=REFUSED, note=note)
                done = True
        return done


def _written(
    target: Target,
    county: str,
    extracts: Sequence[Extract],
    filling: _Filling,
    rows: Rows,
    branches: tuple[Sequence[Addition], Sequence[Left]],
    started: Sequence[Listing],
    made: int,
    now: dt.datetime,
) -> Results:
    found = listings(extracts, filling.entered, filling.classes)
    pages = list(found[:2])
    found[1:1] = started
    if any(branches):
        listing = additions_listing(*branches)
        found.append(listing)
        pages.append(listing)
    outcomes = [one.outcome for one in filling.entered]
    counts = [
        ("met", "新建的学校", made),
        ("met", "导入的数", outcomes.count(TAKEN)),
        ("none", "与总表相同", outcomes.count(SAME)),
        ("near", "与总表不同，未覆盖", outcomes.count(KEPT)),
        ("unmet", "数不符，未导入", outcomes.count(REFUSED)),
        ("none", "没有保存的个人信息列", sum(len(one.personal) for one in extracts)),
    ]
    return write_results(
        target,
        county,
        rows,
        pages,
        now,
        status=STATUS,
        labels=("导入时间", "新的总表"),
        listings=found,
        counts=counts,
    )[0]
