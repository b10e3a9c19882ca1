"""A golden county sent out and gathered again is assessed as it was before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qbe_xl import standards
from qbe_xl.blank import blank_workbook
from qbe_xl.collect.merge import merge
from qbe_xl.collect.split import split
from qbe_xl.county.reading import read_book
from qbe_xl.county.rows import all_rows
from qbe_xl.report.result_json import as_text
from qbe_xl.report.run import examine
from tests.collect.schools import NOW
from tests.collect.term import ROSTER
from tests.counties import GOLDEN


def assessed(path: Path) -> dict[str, object]:
    assessment, notices = examine(read_book(path)[1], standards.load("yunnan-2022"))
    result: dict[str, object] = json.loads(as_text(assessment, notices))
    return {key: value for key, value in result.items() if key != "warnings"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "mixed",
        "trap-missing",
        *(pytest.param(name, marks=pytest.mark.search) for name in ("missing", "wide")),
    ],
)
def test_out_and_back_the_assessment_is_the_same(tmp_path: Path, name: str) -> None:
    book = GOLDEN / f"{name}.xlsx"
    rows = all_rows(read_book(book)[1])
    roster = [{key: row[key] for key in ROSTER if key in row} for row in rows["学校"]]
    (tmp_path / "总表.xlsx").write_bytes(
        blank_workbook(rows | {"学校": roster, "班级": [], "专用教室": []})
    )
    split(book, tmp_path / "交回", now=NOW)
    outcome = merge(tmp_path / "交回", tmp_path / "总表.xlsx", tmp_path / "汇总", now=NOW)
    assert not outcome.facts.disagreements
    assert not any(remark.wrong for each in outcome.facts.remarks.values() for remark in each)
    assert assessed(outcome.files.book) == assessed(book)
