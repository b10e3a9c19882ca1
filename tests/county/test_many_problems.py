"""A sheet full of junk is told in a few lines, and its rest is not looked at."""

from __future__ import annotations

import tracemalloc

from qbe_xl.county import layout
from qbe_xl.county.assembling import MOST_NOTICES, MOST_PROBLEMS, Findings
from qbe_xl.county.reading import read_draft
from qbe_xl.errors import Place, told
from qbe_xl.files.book import Sheet
from tests import limits

ROWS = 5 * MOST_PROBLEMS


def test_a_column_of_junk_is_left_after_the_first_thousand() -> None:
    heads = [column.header for column in layout.SCHOOLS.columns]
    rows: list[list[object]] = [[*heads]]
    rows += [[f"甲{n}"] * len(heads) for n in range(ROWS)]
    _, problems = read_draft({"学校": Sheet("学校", rows, {}, ())})  # type: ignore[arg-type]
    assert len(problems) <= (MOST_PROBLEMS + 2) * len(heads)
    place = heads.index("小学在校生数")
    mine = [one for one in problems if one.place.column == place]
    assert len(mine) == MOST_PROBLEMS + 1
    assert mine[-1].place.row == 1 + MOST_PROBLEMS
    assert f"从这一行起的 {ROWS - MOST_PROBLEMS} 行没有再查" in mine[-1].message
    assert len(told(problems)) <= 201


def test_blank_rows_are_not_kept() -> None:
    heads = [column.header for column in layout.CLASSES.columns]
    blank = [None] * len(heads)
    rows = [heads, *[blank] * 200_000, [None] * (len(heads) - 1) + [" "]]
    tracemalloc.start()
    try:
        with limits.cpu(2):
            read_draft({"班级": Sheet("班级", rows, {}, ())})  # type: ignore[arg-type]
        assert tracemalloc.get_traced_memory()[1] < 2 << 20
    finally:
        tracemalloc.stop()


def test_what_is_found_after_reading_is_counted() -> None:
    found = Findings()
    for row in range(ROWS):
        found.problem(Place("班级", row, 1), f"学校标识码“{row}”不在“学校”表中，请核对")
    assert len(found.problems) == MOST_PROBLEMS + 1
    assert f"另有 {ROWS - MOST_PROBLEMS} 处" in found.problems[0].message


def test_notices_end_somewhere() -> None:
    found = Findings()
    for row in range(MOST_NOTICES + 7):
        found.notice(Place("班级", row, 1), "可疑")
    assert len(found.notices) == MOST_NOTICES + 1
    assert any("另有 7 处提醒" in one.message for one in found.notices)
