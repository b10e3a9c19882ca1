"""The county's workbook with the schools' figures in it.

For a school that came back its return stands, blanks too; for one that did not, what the county
has. What the county registers (name, type, township) stays the county's. A cell that cannot be
used is left blank, 待填报, and listed: so the result can always be assessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from qbe_xl.collect.cells import Finder, Spot, made_good
from qbe_xl.collect.choosing import Taken
from qbe_xl.county import layout
from qbe_xl.county.asked import GIVEN
from qbe_xl.county.layout import SheetLayout
from qbe_xl.county.model import County
from qbe_xl.county.rows import Row, Rows, all_rows
from qbe_xl.errors import Place, Problem, Said
from qbe_xl.files.text import cell_text

WRONG, DOUBTFUL, MINOR = "✕ 必须改", "◐ 请核对", "○ 留意"


@dataclass(frozen=True, slots=True)
class Remark(Said):
    """What is said to a school of a cell in its return.

    level: WRONG (left out of the merged workbook), DOUBTFUL or MINOR (taken as they are); spot:
    the cell by record and column, None for a whole sheet.
    """

    level: str
    spot: Spot | None

    @property
    def wrong(self) -> bool:
        """Whether it must be corrected."""
        return self.level == WRONG


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where a return and the county's workbook do not say the same."""

    code: str
    item: str
    county: str
    school: str
    cell: Place
    outcome: str


@dataclass
class Combined:
    """What the county's workbook becomes.

    rows: of all sheets; county: the one that they make; origins: by sheet the record of the return that each row of the three
    comes from, None for the county's own; faults: by school.
    """

    rows: Rows
    county: County
    origins: dict[str, list[int | None]] = field(default_factory=dict)
    faults: dict[str, list[Remark]] = field(default_factory=dict)
    disagreements: list[Disagreement] = field(default_factory=list)


def combine(county: County, taken: Mapping[str, Taken]) -> Combined:
    """Return the county's rows with those of the returns in their place."""
    base = all_rows(county)
    combined = Combined(dict(base), county)
    for code, found in _faults(taken.values()):
        combined.faults.setdefault(code, []).append(found)
    schools = base[layout.SCHOOLS.name]
    combined.rows[layout.SCHOOLS.name] = [
        _school(row, taken[str(row["code"])], combined) if row["code"] in taken else dict(row)
        for row in schools
    ]
    combined.origins[layout.SCHOOLS.name] = [
        taken[str(row["code"])].index if row["code"] in taken else None for row in schools
    ]
    for of in (layout.CLASSES, layout.ROOMS):
        pairs = [pair for row in schools for pair in _records(of, base, taken, str(row["code"]))]
        combined.rows[of.name] = [record for record, _ in pairs]
        combined.origins[of.name] = [origin for _, origin in pairs]

    def blank(spot: Spot, code: str, problem: Problem) -> bool:
        _blank(combined, spot, code, problem, taken)
        return True

    combined.county = made_good(combined.rows, county, blank)
    return combined


def _faults(taken: Iterable[Taken]) -> Iterable[tuple[str, Remark]]:
    finders: dict[str, Finder] = {}
    for one in taken:
        source = one.source
        finder = finders.setdefault(source.name, Finder(source.county))
        for problem in source.problems:
            spot = finder.find(problem.place)
            owner = finder.school(spot) if spot else ""
            if owner in ("", one.code) or owner not in {*source.county.schools.words["code"]}:
                yield one.code, Remark(source.place(problem.place), problem.message, WRONG, spot)


def _school(row: Row, taken: Taken, combined: Combined) -> Row:
    merged = dict(row)
    bad = {
        fault.spot.key
        for fault in combined.faults.get(taken.code, ())
        if fault.spot and fault.spot[:2] == (layout.SCHOOLS.name, taken.index)
    }
    schools = taken.source.county.schools
    for column in layout.SCHOOLS.columns:
        key = column.key
        mine, theirs = row.get(key), taken.row.get(key)
        lacking = key not in schools.columns
        if key in GIVEN and mine is not None:
            outcome = "" if theirs in (None, mine) or key in bad else "采用总表"
        elif lacking:
            outcome = "表内没有这一列，沿用总表" if mine is not None else ""
        else:
            merged[key] = None if key in bad else theirs
            outcome = (
                "学校清空了这一格，汇总为待填报" if theirs is None and mine is not None else ""
            )
            outcome = "" if key in bad else outcome
        if outcome:
            cell = taken.source.place(schools.cell(key, taken.index))
            texts = cell_text(mine), cell_text(theirs)
            combined.disagreements.append(
                Disagreement(taken.code, column.header, *texts, cell, outcome)
            )
    return merged


def _records(
    of: SheetLayout, base: Rows, taken: Mapping[str, Taken], code: str
) -> list[tuple[Row, int | None]]:
    """A school's classes or rooms; those that lack what every record must hold are left out."""
    if code not in taken or of.name not in taken[code].source.sheets:
        return [(row, None) for row in base[of.name] if row.get("code") == code]
    source = taken[code].source
    rows = [(source.rows[of.name][index], index) for index in source.of_school(of, code)]
    must = [column.key for column in of.columns if column.filled]
    return [(dict(row), n) for row, n in rows if all(row.get(key) is not None for key in must)]


def _blank(
    combined: Combined, spot: Spot, code: str, problem: Problem, taken: Mapping[str, Taken]
) -> None:
    combined.rows[spot.sheet][spot.record][spot.key] = None
    if code not in taken:
        return
    schools = taken[code].source.county.schools
    place = None
    cell = Place(spot.sheet)
    if spot.sheet == layout.SCHOOLS.name:
        place = Spot(spot.sheet, taken[code].index, spot.key)
        cell = taken[code].source.place(schools.cell(spot.key, taken[code].index))
    known = combined.faults.setdefault(code, [])
    if cell not in (fault.place for fault in known):
        known.append(Remark(cell, problem.message, WRONG, place))
