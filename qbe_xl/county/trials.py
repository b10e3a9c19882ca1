"""The list 试算: which figures of which schools would be others, as staff write it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qbe_xl.county.assembling import Findings
from qbe_xl.county.cells import Raw, is_blank, parse, show
from qbe_xl.county.folding import bare, folded
from qbe_xl.county.headers import find_header
from qbe_xl.county.layout import Column, SheetLayout
from qbe_xl.errors import Place
from qbe_xl.files.book import Sheet

TRIAL = SheetLayout(
    "试算",
    "school",
    "一行改一处：学校写标识码或校名（全县不重名），项目写“学校”表的表头；试算值写数，或写 +2、-3 表示增减。"
    "只作推演，不改动填报表。",
    (
        Column("school", "学校", "text", "学校标识码，或全县不重名的校名"),
        Column("item", "项目", "text", "“学校”表中填数的列，如 小学专任教师数"),
        Column("value", "试算值", "text", "改成多少；+2、-3 表示增减；留空则这一行不算"),
    ),
)
"""A sheet of its own: no part of what a county hands in."""


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One line: a school, a column of the sheet 学校 and what it would hold.

    value: a figure, or text with a sign that adds; place: of its value, for what is said of it.
    """

    school: str
    item: str
    value: Raw
    place: Place


def trial_lines(sheet: Sheet) -> tuple[TrialLine, ...]:
    """Return the lines of a sheet 试算; those without 试算值 are not tried yet and left out.

    Raises InputError for a lacking header, an error in a cell, and a value without school or item.
    """
    found = Findings()
    lines = tuple(_lines(sheet, found))
    found.demand_none()
    return lines


def _lines(sheet: Sheet, found: Findings) -> Iterator[TrialLine]:
    header = find_header(sheet, TRIAL, found.problem)
    if header is None or not {*TRIAL.by_key} <= {*header.columns}:
        return
    for row in range(header.first_row, len(sheet.rows)):
        cells = sheet.rows[row]
        faulty = False
        raws: dict[str, Raw] = {}
        for key, place in header.columns.items():
            raws[key] = cells[place] if place < len(cells) else None
            if fault := sheet.faults.get((row, place)):
                found.problem(Place(TRIAL.name, row, place), f"单元格是{fault}，请改正")
                faulty = True
        if faulty or is_blank(raws["value"]):
            continue
        lacking = [key for key in ("school", "item") if is_blank(raws[key])]
        for key in lacking:
            cell = Place(TRIAL.name, row, header.columns[key])
            found.problem(cell, f"没有写{TRIAL.by_key[key].header}，请补上，或清空这一行")
        if not lacking:
            yield TrialLine(
                _code(raws["school"]),
                bare(raws["item"]) or show(raws["item"]),
                raws["value"],
                Place(TRIAL.name, row, header.columns["value"]),
            )


def _code(raw: Raw) -> str:
    """A school as it is written: a code may be a whole number."""
    code, _ = parse(raw, "code")
    return code if isinstance(code, str) else folded(show(raw))
