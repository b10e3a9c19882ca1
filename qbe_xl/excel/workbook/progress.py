"""What is filled in and what is still lacking in each input sheet, by formulas of the host."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qbe_xl.blank import Placed
from qbe_xl.county import layout
from qbe_xl.county.cells import is_blank
from qbe_xl.county.layout import Column
from qbe_xl.errors import area_name
from qbe_xl.excel.workbook.figures import Grid

_STAGE_FIGURES = ("teachers", "degree", "backbone", "arts")
UNBEGUN = -1
"""Instead of a number of lacking cells: the sheet has no row yet."""
_SCHOOL_FIGURES = ("teaching_area", "field_area", "equipment", "media_rooms")


@dataclass(frozen=True, slots=True)
class Counted:
    """A formula and the value that it has."""

    formula: str
    value: int | str


@dataclass(frozen=True, slots=True)
class Progress:
    """One sheet: filled rows or items, lacking cells, and in words which."""

    sheet: str
    filled: Counted
    lacking: Counted
    unit: str
    meaning: str


def progress(place: Placed, grid: Grid) -> Progress:
    """Return what is filled in and what lacks in a sheet."""
    return _of_items(place, grid) if place.of.items else _of_table(place, grid)


def _range(place: Placed, key: str, first: int | None = None, last: int | None = None) -> str:
    column = place.columns[key]
    first = place.header + 1 if first is None else first
    last = place.last if last is None else last
    return f"{place.of.name}!{area_name(first, column, last, column)}"


def _of_items(place: Placed, grid: Grid) -> Progress:
    """Items that the assessment uses and that have no value; 选填 ones do not count."""
    runs = list(_runs([not item.optional and not item.noted_only for item in place.of.items]))
    at = place.columns["value"]
    ranges = [
        _range(place, "value", place.header + 1 + start, place.header + 1 + end)
        for start, end in runs
    ]
    wanted = [n for start, end in runs for n in range(start, end + 1)]
    filled = sum(not is_blank(grid[1 + n][at]) for n in wanted)  # type: ignore[arg-type]
    counted = "+".join(f"COUNTA({cells})" for cells in ranges)
    return Progress(
        place.of.name,
        Counted(f"={counted}", filled),
        Counted(f"={len(wanted)}-({counted})", len(wanted) - filled),
        "项",
        f"评估用的 {len(wanted)} 项",
    )


def _runs(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last position of each run of true flags."""
    start = None
    for number, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = number
        elif not flag and start is not None:
            yield start, number - 1
            start = None


def _of_table(place: Placed, grid: Grid) -> Progress:
    """Blank cells in the rows that have their key column; in 学校 those of the seven indicators."""
    key = place.of.columns[0].key if place.of is not layout.SCHOOLS else "code"
    begun = _range(place, key)
    if place.of is layout.SCHOOLS:
        wanted = list(_of_schools())
        meaning = "必填列、专任教师和七项指标用数（不参加第六条评估的学校可不填）"
    else:
        needed = [c for c in place.of.columns if not c.optional and c.key != key]
        wanted = [(c.key, key) for c in needed]
        meaning = _listed(needed)
    lacks = "+".join(
        f'SUMPRODUCT(({begun}<>"")*({_range(place, when)}<>"")*({_range(place, what)}=""))'
        for what, when in wanted
    )
    rows = [row for row in grid[1:] if not is_blank(row[place.columns[key]])]  # type: ignore[arg-type]
    lacking = sum(
        row[place.columns[when]] is not None and row[place.columns[what]] is None
        for row in rows
        for what, when in wanted
    )
    return Progress(
        place.of.name,
        Counted(f"=COUNTA({begun})", len(rows)),
        Counted(f"=IF(COUNTA({begun})=0,{UNBEGUN},{lacks})", lacking if rows else UNBEGUN),
        "行",
        meaning,
    )


def _of_schools() -> Iterator[tuple[str, str]]:
    """Yield what a school needs, and the column that says when."""
    for column in layout.SCHOOLS.columns:
        if column.filled and column.key != "code":
            yield column.key, "code"
    for stage in ("primary", "junior"):
        for figure in _STAGE_FIGURES:
            yield f"{stage}_{figure}", f"{stage}_pupils"
    for figure in _SCHOOL_FIGURES:
        yield figure, "code"


def _listed(columns: Sequence[Column]) -> str:
    return "、".join(column.header for column in columns)
