"""Tables into a County: rows linked to their schools, and what cannot be true looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import replace

import numpy as np

from qbe_xl.county import layout
from qbe_xl.county.checks import check
from qbe_xl.county.model import County, Entry, Index, Table
from qbe_xl.errors import InputError, Notice, Place, Problem, Said

NO_SCHOOLS = "没有一行学校数据，请从表头下一行起填写，一校一行"


MOST_PROBLEMS = 1_000
"""Problems in one column that are noted; whoever has so many mends them all at once."""
MOST_NOTICES = 200_000
"""Notices that are noted, of all sheets together: far above any county."""


class Findings:
    """What reading has to say: problems stop the work, notices do not."""

    def __init__(self) -> None:
        self._problems: list[Problem] = []
        self._notices: list[Notice] = []
        self._in_column: Counter[tuple[str, int | None]] = Counter()
        self._more_notices = 0

    def problem(self, place: Place, message: str) -> None:
        """Note what stops the workbook from being used."""
        self._in_column[place.name, place.column] += 1
        if self._in_column[place.name, place.column] <= MOST_PROBLEMS:
            self._problems.append(Problem(place, message))

    def notice(self, place: Place, message: str) -> None:
        """Note what is only odd."""
        if len(self._notices) < MOST_NOTICES:
            self._notices.append(Notice(place, message))
        else:
            self._more_notices += 1

    def leave(self, place: Place, message: str) -> None:
        """Note that the rest of a column that is full was not looked at."""
        self._problems.append(Problem(place, message))

    def is_full(self, name: str, column: int | None) -> bool:
        """Whether so much is wrong in a column of a sheet that no more of it need be looked at."""
        return self._in_column[name, column] >= MOST_PROBLEMS

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem, in reading order; of a column with very many the first, and how many more."""
        more = (
            Problem(
                Place(name, None, column), f"这一列另有 {count - MOST_PROBLEMS} 处问题没有逐处记下"
            )
            for (name, column), count in self._in_column.items()
            if count > MOST_PROBLEMS
        )
        return tuple(sorted((*self._problems, *more), key=_reading_order))

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Every notice, in reading order; of very many the first, and how many more."""
        more = [Notice(Place(layout.SCHOOLS.name), f"另有 {self._more_notices} 处提醒没有列出")]
        return tuple(sorted((*self._notices, *more * bool(self._more_notices)), key=_reading_order))

    def demand_none(self) -> None:
        """Raise InputError where there is a problem."""
        if self._problems:
            raise InputError(self.problems)


_SHEET_ORDER = {sheet.name: number for number, sheet in enumerate(layout.SHEETS)}


def _reading_order(said: Said) -> tuple[int, int, int]:
    """Sheet, row, column: as staff go through the workbook; a whole sheet comes before its cells."""
    row, column = (-1 if n is None else n for n in (said.place.row, said.place.column))
    return _SHEET_ORDER.get(said.place.name, -1), row, column


def assembled(
    tables: Mapping[str, Table],
    entries: Mapping[str, Mapping[str, Entry]],
    found: Findings,
    elsewhere: Container[str] = (),
) -> County:
    """Return the county of these tables and items, by the names of their sheets.

    Rows are linked to their schools and every figure is checked; what is wrong goes to `found`.
    elsewhere: 学校标识码 of schools in other workbooks, to which 归属学校标识码 may point.
    """
    schools, classes, rooms, monitoring, survey = (
        tables[of.name]
        for of in (
            layout.SCHOOLS,
            layout.CLASSES,
            layout.ROOMS,
            layout.MONITORING,
            layout.SURVEY,
        )
    )
    if schools.columns and not len(schools):
        found.problem(Place(layout.SCHOOLS.name), NO_SCHOOLS)
    index = _school_index(schools, found)
    county = County(
        schools=_with_parents(schools, index, elsewhere, found),
        classes=classes,
        class_school=_link(classes, index, found),
        rooms=rooms,
        room_school=_link(rooms, index, found),
        items=entries[layout.COUNTY_ITEMS.name],
        monitoring=monitoring,
        survey=survey,
        vetoes=entries[layout.VETOES.name],
        facts=entries[layout.FACTS.name],
    )
    check(county, found.problem, found.notice)
    return replace(county, notices=found.notices)


def rechecked(county: County, was: County) -> County:
    """Return a county made of another by changing figures, checked as a workbook is.

    What reading said of the other's cells stays, what the checks said of its figures is said anew.
    Raises InputError with every figure that cannot be true.
    """
    before, found = Findings(), Findings()
    check(was, before.problem, before.notice)
    check(county, found.problem, found.notice)
    found.demand_none()
    old = set(before.notices)
    for one in was.notices:
        if one not in old:
            found.notice(one.place, one.message)
    return replace(county, notices=found.notices)


def _school_index(schools: Table, found: Findings) -> dict[str, int]:
    index: dict[str, int] = {}
    for position, code in enumerate(schools.words.get("code", ())):
        if code is None:
            continue
        if code in index:
            found.problem(
                schools.cell("code", position),
                f"学校标识码“{code}”与 {schools.cell('code', index[code])} 重复，请核对",
            )
        index.setdefault(code, position)
    return index


def _link(table: Table, index: dict[str, int], found: Findings) -> Index:
    """The position in 学校 of each row's school; -1 where there is none, which is a problem.

    Without any school to link to, that one problem stands for all rows.
    """
    positions = np.full(len(table), -1, np.intp)
    for row, code in enumerate(table.words.get("code", ()) if index else ()):
        if code is None:
            continue
        positions[row] = index.get(code, -1)
        if code not in index:
            found.problem(table.cell("code", row), f"学校标识码“{code}”不在“学校”表中，请核对")
    return positions


def _with_parents(
    schools: Table, index: Mapping[str, int], elsewhere: Container[str], found: Findings
) -> Table:
    """Check 归属学校标识码; return the schools with their own codes there read as blank.

    A school that another one manages manages none itself: so there is neither chain nor ring.
    """
    parents = list(schools.words.get("parent", ()))
    codes = schools.words.get("code", ())
    for position, parent in enumerate(parents if index else ()):
        if parent is not None and parent == codes[position]:
            parents[position] = None
            found.notice(
                schools.cell("parent", position),
                "归属学校标识码填的是本校，已按空白（独立学校）读取，请清空",
            )
    for position, parent in enumerate(parents if index else ()):
        cell = schools.cell("parent", position)
        if parent is None:
            continue
        if parent not in index and parent not in elsewhere:
            found.problem(cell, f"归属学校标识码“{parent}”不在“学校”表中，请核对")
        elif parent in index and parents[index[parent]] is not None:
            found.problem(
                cell,
                f"归属学校标识码“{parent}”的学校自己又归属“{parents[index[parent]]}”，"
                "请改填最终管理经费和章程的学校",
            )
    return replace(schools, words={**schools.words, "parent": parents}) if parents else schools
