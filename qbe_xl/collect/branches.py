"""Teaching points and branches that are not counted alone (是否计校数 0): added to their main school.

The county marks them in an extra column 是否计校数 of 学校 (否 or 0) and says in 归属学校标识码 whose
they are. Counts, areas and money are added; a blank part leaves the sum blank (待填报), except for
a stage that one of the two does not have. Their classes and rooms become the main school's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from qbe_xl.collect.self_check import figure
from qbe_xl.county import layout
from qbe_xl.county.folding import bare
from qbe_xl.county.headers import find_header
from qbe_xl.county.layout import STAGES_OF_TYPE, Column
from qbe_xl.county.model import County
from qbe_xl.county.rows import Row, Rows
from qbe_xl.files.book import Book, Cell
from qbe_xl.files.text import cell_text

COLUMN = "是否计校数"
_NO = ("否", "0", "n", "false")
_NOT_ADDED = ("owner_code", "primary_grades", "junior_grades")


@dataclass(frozen=True, slots=True)
class Addition:
    """One figure of a branch, added to its main school's."""

    branch: str
    branch_name: str
    main: str
    main_name: str
    item: str
    added: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Left:
    """A branch that could not be added, and why."""

    code: str
    name: str
    reason: str


def is_no(raw: Cell) -> bool:
    """Return whether a cell of 是否计校数 says no; a blank one does not."""
    if isinstance(raw, str):
        return bare(raw).lower() in _NO
    return raw is False or (isinstance(raw, float) and raw == 0)


def uncounted_in(book: Book, county: County) -> set[str]:
    """Return the 学校标识码 of the schools that the county's workbook marks as not counted."""
    sheet = next((s for s in book.sheets if s.name.strip() == layout.SCHOOLS.name), None)
    header = find_header(sheet, layout.SCHOOLS) if sheet else None
    places = [place for place, name in header.others.items() if name == COLUMN] if header else []
    if sheet is None or not places:
        return set()
    codes = county.schools.words["code"]
    return {
        str(codes[index])
        for index, row in enumerate(county.schools.rows)
        if is_no(sheet.rows[int(row)][places[0]])
    }


def add_branches(rows: Rows, uncounted: set[str]) -> tuple[Rows, list[Addition], list[Left]]:
    """Return rows without the uncounted schools, whose figures stand with their main schools'."""
    schools = {str(row["code"]): dict(row) for row in rows[layout.SCHOOLS.name]}
    mains: dict[str, str] = {}
    left = []
    for code in (code for code in schools if code in uncounted):
        main, reason = _main(code, schools, uncounted)
        if reason:
            left.append(Left(code, _name(schools[code]), reason))
        else:
            mains[code] = main
    additions = [
        addition
        for code, main in mains.items()
        for addition in _added(schools[code], schools[main], rows, code, main)
    ]
    result = dict(rows)
    result[layout.SCHOOLS.name] = [row for code, row in schools.items() if code not in mains]
    for of in (layout.CLASSES, layout.ROOMS):
        result[of.name] = [_moved(row, mains, schools) for row in rows[of.name]]
    return result, additions, left


def _name(row: Row) -> str:
    return str(row.get("name") or row["code"])


def _main(code: str, schools: Mapping[str, Row], uncounted: set[str]) -> tuple[str, str]:
    """The school that 归属学校标识码 names, which manages itself; or why there is none to add to."""
    main = str(schools[code].get("parent") or "")
    if not main:
        return "", "不计校数，但没有填归属学校标识码，未并入，请补填"
    if main in uncounted:
        return "", f"归属学校标识码“{main}”的学校自己也不计校数，未并入，请核对"
    return main, ""


def _added(branch: Row, main: Row, rows: Rows, code: str, into: str) -> list[Addition]:
    """Add a branch's figures to its main school's row."""
    found = []

    def note(item: str, added: str, before: str, after: str) -> None:
        found.append(Addition(code, _name(branch), into, _name(main), item, added, before, after))

    for column in layout.SCHOOLS.columns:
        if column.kind not in ("count", "number") or column.key in _NOT_ADDED:
            continue
        mine, theirs = figure(main, column.key), figure(branch, column.key)
        if theirs is None and not _has(branch, column):
            continue
        before = cell_text(mine)
        if mine is None and not _has(main, column):
            mine = 0.0
        total = None if mine is None or theirs is None else math.fsum((mine, theirs))
        if total is None and main.get(column.key) is None and theirs is None:
            continue
        main[column.key] = total
        after = cell_text(total) or "待填报（有一处未填，不能相加）"
        note(column.header, cell_text(theirs) or "未填", before or "未填", after)
    for of in (layout.CLASSES, layout.ROOMS):
        count = sum(row.get("code") == code for row in rows[of.name])
        if count:
            note(f"“{of.name}”", f"{count} 行", "", "改记在主校名下")
    return found


def _has(row: Row, column: Column) -> bool:
    """Whether a school by its 办学类型 has what a column counts."""
    stage = column.key.partition("_")[0]
    return stage not in layout.STAGES or stage in STAGES_OF_TYPE.get(str(row.get("type")), ())


def _moved(row: Row, mains: Mapping[str, str], schools: Mapping[str, Row]) -> Row:
    code = str(row.get("code"))
    if code not in mains:
        return row
    moved = {**row, "code": mains[code]}
    if "name" in row:
        moved["name"] = f"{_name(schools[code])} {row.get('name') or ''}".strip()
    return moved
