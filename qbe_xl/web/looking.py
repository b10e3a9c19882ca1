"""A workbook as the page last saw it: read, judged, and beside what it was before."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qbe_xl.assessment import Assessment
from qbe_xl.clauses.gaps import Gap, problems
from qbe_xl.county.cells import show
from qbe_xl.county.model import County
from qbe_xl.county.reading import open_county, read_county
from qbe_xl.county.trials import TRIAL, trial_lines
from qbe_xl.errors import InputError, Notice, Problem
from qbe_xl.files.book import Book
from qbe_xl.report.record import RunRecord, record
from qbe_xl.report.run import examine
from qbe_xl.standards import Rulebook, resolve


@dataclass(frozen=True)
class Look:
    """One version of a workbook.

    book: None where it cannot be opened; assessed: None where it cannot be used; problems: why.
    """

    version: str
    book: Book | None
    problems: tuple[Problem, ...]
    assessed: Assessed | None
    time: dt.datetime

    @property
    def matters(self) -> frozenset[object]:
        """What is wrong, each matter by what stays the same while figures change."""
        if self.assessed is None:
            return frozenset((str(one.place), one.message) for one in self.problems)
        return frozenset(map(_matter, self.assessed.gaps))

    @property
    def trial(self) -> list[list[str]]:
        """The lines of the workbook's own sheet 试算; none where it has none that can be read."""
        for sheet in self.book.sheets if self.book else ():
            if sheet.name.strip() == TRIAL.name:
                with contextlib.suppress(InputError):
                    return [[one.school, one.item, show(one.value)] for one in trial_lines(sheet)]
        return []


@dataclass(frozen=True)
class Assessed:
    """A workbook that can be used. gaps: the list of problems."""

    county: County
    assessment: Assessment
    notices: tuple[Notice, ...]
    rulebook: Rulebook
    run: RunRecord
    gaps: Sequence[Gap]


def _matter(gap: Gap) -> object:
    return gap.id, gap.indicator, gap.stage, gap.code, gap.thing, gap.cells


def look(path: Path, name: str, version: str) -> Look:
    """Read and judge a workbook; what is wrong with it is part of what is seen."""
    now = dt.datetime.now().astimezone()
    try:
        book = open_county(path, also=frozenset((TRIAL.name,)))
    except InputError as error:
        return Look(version, None, error.problems, None, now)
    try:
        county = read_county(book)
    except InputError as error:
        return Look(version, book, error.problems, None, now)
    rulebook = resolve(county)
    assessment, notices = examine(county, rulebook)
    run = record(assessment, name, book.sha256, now)
    assessed = Assessed(county, assessment, notices, rulebook, run, problems(assessment))
    return Look(version, book, (), assessed, now)


@dataclass
class Seen:
    """The last looks at some workbooks; former: the one before, of what each has solved."""

    most: int = 3
    _last: dict[Path, Look] = field(default_factory=dict)
    _former: dict[Path, Look] = field(default_factory=dict)

    def last(self, path: Path, name: str, version: str, *, anew: bool = False) -> Look:
        """Return the last look; anew: the look at this version, which becomes the last.

        One that could not be opened may be by now: another program had it.
        """
        found = self._last.pop(path, None)
        stale = found is not None and (found.version != version or found.book is None)
        if found is None or (anew and stale):
            fresh = look(path, name, version)
            if found is not None:
                self._former[path] = found
            found = fresh
        self._last[path] = found
        while len(self._last) > self.most:
            oldest = next(iter(self._last))
            del self._last[oldest]
            self._former.pop(oldest, None)
        return found

    def moved(self, path: Path) -> tuple[int, int] | None:
        """Return how many matters the last look solved, and how many are new; None at first."""
        former, now = self._former.get(path), self._last[path]
        if former is None:
            return None
        before, after = former.matters, now.matters
        return len(before - after), len(after - before)
