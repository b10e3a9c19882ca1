"""What a school checks itself before it hands in: comparisons with their plain formulas.

The formulas use nothing newer than SUMPRODUCT, so they work in Excel, WPS and LibreOffice,
without macros or add-in. Each carries the value that it has when the workbook is written.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from qbe_xl.blank import Placed
from qbe_xl.county import layout
from qbe_xl.county.asked import Row, is_used, stages_of
from qbe_xl.county.checks import ALL_TEACHERS, EQUIPMENT_PER_PUPIL, PARTS
from qbe_xl.county.layout import STAGE_WORDS, STAGES_OF_TYPE
from qbe_xl.errors import area_name, cell_name
from qbe_xl.files.text import cell_text
from qbe_xl.sheets.model import Area

NUMERIC = ("count", "number", "year")
PASSED, FAILED, UNFILLED = "● 通过", "✕ 不符", "○ 未填全"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: its formula without "=", and its value, None while blank."""

    formula: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Check:
    """left must be at most, or equal to, right; key: the column that is looked at.

    failed: what is said where it is not.
    """

    title: str
    left: Side
    operator: Literal["≤", "＝"]
    right: Side
    advice: str
    key: str = ""
    failed: str = FAILED

    @property
    def result(self) -> str:
        """What the formula of the result shows now."""
        left, right = self.left.value, self.right.value
        if left is None or right is None:
            return UNFILLED
        return PASSED if left == right or (self.operator == "≤" and left < right) else self.failed


@dataclass(frozen=True)
class Places:
    """Where a school's workbook has its cells: schools in rows, classes and rooms in sheets of their own."""

    schools: Placed
    classes: Placed
    rooms: Placed

    def sheet_of(self, placed: Placed) -> str:
        """Return the sheet in which a table stands."""
        return placed.of.name

    def has(self, key: str) -> bool:
        """Return whether there is a cell for this column of 学校."""
        return key in self.schools.columns

    def position(self, key: str, index: int) -> tuple[int, int]:
        """Return row and column of a school's cell, 0-based."""
        return self.schools.header + 1 + index, self.schools.columns[key]

    def area(self, key: str) -> Area:
        """Return the cells of all schools."""
        column = self.schools.columns[key]
        return self.schools.header + 1, column, self.schools.last, column

    def school(self, key: str, index: int) -> str:
        """Return the address of a school's cell: 学校!$R$6."""
        return f"{self.sheet_of(self.schools)}!{self.cell(key, index)}"

    def cell(self, key: str, index: int) -> str:
        """Return the same within its sheet: $R$6."""
        return cell_name(*self.position(key, index), fixed=True)

    def column(self, placed: Placed, key: str) -> str:
        """Return the address of a whole column of records: 班级!$E$5:$E$404."""
        column = placed.columns[key]
        area = area_name(placed.header + 1, column, placed.last, column)
        return f"{self.sheet_of(placed)}!{area}"

    def own(self, placed: Placed, index: int) -> str:
        """Return what is true of the records of one school."""
        return _same_code(self.column(placed, "code"), self.school("code", index))

    def spot(self, sheet: str, record: int, key: str) -> tuple[str, int, int] | None:
        """Return sheet, row and column of a cell of a record, None where it has none."""
        placed = next(p for p in (self.schools, self.classes, self.rooms) if p.of.name == sheet)
        if key not in placed.columns:
            return None
        if placed is self.schools:
            return (self.sheet_of(placed), *self.position(key, record))
        return self.sheet_of(placed), placed.header + 1 + record, placed.columns[key]


def figure(row: Row, key: str) -> float | None:
    """Return a figure of a row, None where it is blank or no number."""
    value = row.get(key)
    is_figure = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_figure and math.isfinite(float(value)) else None  # type: ignore[arg-type]


def checks_of(
    places: Places, schools: Sequence[Row], index: int, classes: Sequence[Row]
) -> Iterator[Check]:
    """Yield the checks of one school; index: its place in the sheet 学校."""
    row = schools[index]
    used = layout.SCHOOLS.by_key
    for wholes, part in PARTS:
        there = tuple(filter(places.has, wholes))
        if there and is_used(row, used[part]):
            yield _part(places, row, index, there, part, several=len(wholes) > 1)
    mine = [c for c in classes if cell_text(c.get("code")) == cell_text(row.get("code"))]
    for stage in ("primary", "junior"):
        if stage in stages_of(row):
            yield _class_sizes(places, row, index, stage, mine)
    yield _equipment(places, row, index)
    yield _texts(places, row, index)


def _part(
    places: Places, row: Row, index: int, wholes: tuple[str, ...], part: str, *, several: bool
) -> Check:
    header = layout.SCHOOLS.by_key[part].header
    whole = ALL_TEACHERS if several else layout.SCHOOLS.by_key[wholes[0]].header
    return Check(
        f"{header} 不大于 {whole}",
        _figure(places, row, index, part),
        "≤",
        _sum(places, row, index, wholes, several=several),
        "核对这两个数：部分不会大于整体",
        part,
    )


def _figure(places: Places, row: Row, index: int, key: str) -> Side:
    cell = places.school(key, index)
    return Side(f'IF(COUNT({cell})=0,"",{cell})', figure(row, key))


def _sum(places: Places, row: Row, index: int, keys: tuple[str, ...], *, several: bool) -> Side:
    """A sum that is blank while a part is, of those that the 办学类型 asks for."""
    asked = STAGES_OF_TYPE.get(str(row.get("type")), ())
    must = [key for key in keys if not several or key.partition("_")[0] in asked]
    cells = ",".join(places.school(key, index) for key in keys)
    counted = ",".join(places.school(key, index) for key in must or keys)
    figures = [value for key in keys if (value := figure(row, key)) is not None]
    least = len(must) or 1
    filled = sum(figure(row, key) is not None for key in must or keys) >= least
    return Side(
        f'IF(COUNT({counted})<{least},"",SUM({cells}))', math.fsum(figures) if filled else None
    )


def _class_sizes(places: Places, row: Row, index: int, stage: str, classes: Sequence[Row]) -> Check:
    word = STAGE_WORDS[stage]
    column = {key: places.column(places.classes, key) for key in ("stage", "pupils")}
    mine = f'{places.own(places.classes, index)}*({column["stage"]}="{word}")'
    known = f"SUMPRODUCT({mine}*ISNUMBER({column['pupils']}))"
    sizes = [figure(c, "pupils") for c in classes if c.get("stage") == word]
    blank = not sizes or None in sizes
    key = f"{stage}_pupils"
    header = layout.SCHOOLS.by_key[key].header
    return Check(
        f"{header} 等于 各班人数之和",
        _figure(places, row, index, key),
        "＝",
        Side(
            f'IF(OR({known}=0,{known}<>SUMPRODUCT({mine})),"",'
            f"SUMPRODUCT({mine},{column['pupils']}))",
            None if blank else math.fsum(size for size in sizes if size is not None),
        ),
        f"核对“班级”表：{word}各班列全，人数、学段填对",
        key,
    )


def _equipment(places: Places, row: Row, index: int) -> Check:
    value = places.school("equipment", index)
    keys = list(filter(places.has, (f"{stage}_pupils" for stage in layout.STAGES)))
    cells = ",".join(places.school(key, index) for key in keys)
    pupils = sum(figure(row, key) or 0 for key in keys)
    equipment = figure(row, "equipment")
    known = equipment is not None and pupils > 0
    return Check(
        "每名学生的仪器设备值（元）在合理范围内",
        Side(
            f'IF(OR(COUNT({value})=0,SUM({cells})<=0),"",{value}*10000/SUM({cells}))',
            equipment * 10000 / pupils if known and equipment is not None else None,
        ),
        "≤",
        Side(str(EQUIPMENT_PER_PUPIL), EQUIPMENT_PER_PUPIL),
        "设备值的单位是万元，请核对是否填成了元",
        "equipment",
    )


def _texts(places: Places, row: Row, index: int) -> Check:
    columns = [c for c in layout.SCHOOLS.columns if c.kind in NUMERIC and places.has(c.key)]
    runs = runs_of(places, [column.key for column in columns], index)
    counts = (
        f"SUMPRODUCT(--ISTEXT({places.school(r[0], index)}:{places.cell(r[-1], index)}))"
        for r in runs
    )
    return Check(
        "应填数的格里没有文字",
        Side("+".join(counts), sum(isinstance(row.get(c.key), str) for c in columns)),
        "＝",
        Side("0", 0),
        "把文字改成数字，不写单位；没有数据的留空",
    )


def runs_of(places: Places, keys: Sequence[str], index: int) -> list[list[str]]:
    """Return columns of 学校 in runs whose cells stand side by side, or one below the other."""
    runs: list[list[str]] = []
    for key in keys:
        row, column = places.position(key, index)
        before = places.position(runs[-1][-1], index) if runs else None
        if before in ((row, column - 1), (row - 1, column)):
            runs[-1].append(key)
        else:
            runs.append([key])
    return runs


def record_checks(
    places: Places, schools: Sequence[Row], classes: Sequence[Row], rooms: Sequence[Row]
) -> Iterator[Check]:
    """Yield the checks of the sheets 班级 and 专用教室 as a whole."""
    codes = {str(row.get("code")) for row in schools}
    for placed, rows, must in (
        (places.classes, classes, ("code", "stage", "pupils")),
        (places.rooms, rooms, ("code", "kind", "area")),
    ):
        name = placed.of.name
        asked = [key for key in must if key in placed.columns]
        whole = [places.column(placed, key) for key in placed.columns]
        lacking = [places.column(placed, key) for key in asked]
        words = "、".join(placed.of.by_key[key].header for key in asked)
        yield Check(
            f"“{name}”每一行都填全了",
            Side(
                f"SUMPRODUCT(({_any(whole, '<>')})*({_any(lacking, '=')}))",
                sum(any(_empty(r, k) for k in asked) for r in rows if not _blank(placed, r)),
            ),
            "＝",
            Side("0", 0),
            f"每一行的{words}都要填",
            failed=UNFILLED,
        )
        if len(codes) == 1 and "code" in placed.columns:
            column = places.column(placed, "code")
            yield Check(
                f"“{name}”的标识码都是本校的",
                Side(
                    f'SUMPRODUCT(({column}<>"")*(1-{_same_code(column, places.school("code", 0))}))',
                    sum(not _empty(r, "code") and cell_text(r["code"]) not in codes for r in rows),
                ),
                "＝",
                Side("0", 0),
                "从下拉列表选本校的标识码",
            )


def _same_code(column: str, code: str) -> str:
    """Codes tell A1 from a1, as reading does; the sign = of a spreadsheet does not."""
    return f'EXACT({column}&"",{code}&"")'


def _any(columns: Sequence[str], sign: str) -> str:
    return "+".join(f'({column}{sign}"")' for column in columns) + ">0"


def _empty(row: Row, key: str) -> bool:
    return row.get(key) in (None, "")


def _blank(placed: Placed, row: Row) -> bool:
    return all(_empty(row, key) for key in placed.columns)
