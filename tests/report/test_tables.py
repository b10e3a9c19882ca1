"""The result sheets for live hosts hold what the file holds, in few blocks."""

from __future__ import annotations

import io
import math
from functools import cache

import openpyxl
import pytest

from qbe_xl import standards
from qbe_xl.assessment import Assessment
from qbe_xl.county.reading import read_book
from qbe_xl.errors import Notice
from qbe_xl.report import workbook
from qbe_xl.report.record import RunRecord, record
from qbe_xl.report.run import examine
from qbe_xl.report.tables import NAMES, result_tables
from qbe_xl.sheets.blocks import MARKS
from qbe_xl.sheets.table import Table
from tests.counties import EVERY_GOLDEN, GOLDEN, Draft, school
from tests.report.test_workbook import TIME

SIGNS = {*MARKS, "▲", "▼"}


@cache
def golden(name: str) -> tuple[Assessment, tuple[Notice, ...], RunRecord]:
    book, county = read_book(GOLDEN / f"{name}.xlsx")
    assessment, notices = examine(county, standards.load("yunnan-2022"))
    return assessment, notices, record(assessment, f"{name}.xlsx", book.sha256, TIME)


@cache
def tables(name: str) -> dict[str, Table]:
    return {table.name: table for table in result_tables(*golden(name))}


@cache
def file_of(name: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook.build(*golden(name))))


def rows(values: object) -> list[list[object]]:
    """The filled cells of each filled row, signs left out."""
    found = ([c for c in row if c not in (None, "") and c not in SIGNS] for row in values)  # type: ignore[attr-defined]
    return [row for row in found if row]


def same(shown: object, stored: object) -> bool:
    """The file keeps sixteen digits; a share with its count is a text here."""
    if isinstance(shown, str) and isinstance(stored, float | int):  # 93.2% (41/44，1 待填报)
        percent, _, count = shown.partition("% (")
        met, _, whole = count.rstrip(")").partition("/")
        known = int(whole.partition("，")[0])
        whole_share = math.isclose(int(met) / known, stored, rel_tol=1e-14)
        return whole_share and abs(float(percent) - stored * 100) < 0.06
    if isinstance(shown, float | int) and isinstance(stored, float | int):
        return math.isclose(shown, stored, rel_tol=1e-14)
    return shown == stored


@pytest.mark.parametrize("sheet", NAMES[1:])
@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_every_cell_is_that_of_the_file(name: str, sheet: str) -> None:
    file = file_of(name)
    stored, shown = rows(file[sheet].iter_rows(values_only=True)), rows(tables(name)[sheet].values)
    assert len(shown) == len(stored)
    for ours, theirs in zip(shown, stored, strict=True):
        assert len(ours) == len(theirs)
        assert [o for o, t in zip(ours, theirs, strict=True) if not same(o, t)] == []


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_the_first_sheet_has_the_cvs_instead_of_a_chart(name: str) -> None:
    file = file_of(name)
    stored = rows(file[NAMES[0]].iter_rows(values_only=True))
    shown = rows(tables(name)[NAMES[0]].values)
    without_hatching = [[str(c).replace("（斜纹为超过上限）", "") for c in row] for row in stored]
    texts = [[str(c) for c in row] for row in shown]
    cvs = sum(len(by_id) for by_id in golden(name)[0].balance.values())
    assert len(texts) == len(without_hatching) + (cvs + 1 if cvs else 0)
    assert all(row in texts for row in without_hatching)


def test_a_marked_figure_stays_a_number_right_of_its_mark() -> None:
    table = tables("mixed")["学校达标"]
    marked = [
        (row[place], row[place + 1])
        for row in table.values[3:]
        for place, cell in enumerate(row)
        if cell in MARKS
    ]
    assert len(marked) == 7 * len(golden("mixed")[0].sections)
    assert all(isinstance(value, float) for _, value in marked)


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_a_sheet_is_few_blocks_of_one_width(name: str) -> None:
    for table in tables(name).values():
        assert {len(row) for row in table.values} == {len(table.widths)} == {len(table.wrapped)}
        assert len(table.blocks) + len(table.column_formats) <= 25

    again = {table.name: table for table in result_tables(*golden(name))}
    assert {name: hash(table) for name, table in again.items()} == {
        name: hash(table) for name, table in tables(name).items()
    }


def test_the_shape_does_not_change_with_the_number_of_schools() -> None:
    def shapes(schools: int) -> dict[str, str]:
        draft = Draft(schools=[school(f"S{n}") for n in range(schools)], classes=[], rooms=[])
        assessment = draft.assess()
        run = record(assessment, "x.xlsx", "0" * 64, TIME)
        return {table.name: table.shape for table in result_tables(assessment, (), run)}

    assert shapes(3) == shapes(40)
