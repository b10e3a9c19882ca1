"""Out to the schools and back, mauled on the way: every figure returns, every lack is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from qbe_xl.collect.merge import MergeOutcome, merge
from qbe_xl.collect.status import ABSENT, DONE, PARTIAL
from qbe_xl.county import layout
from qbe_xl.county.reading import read_book
from qbe_xl.county.rows import Row, all_rows
from qbe_xl.report.run import assess_file
from tests.collect.term import ROSTER, Term, term

SCHOOLS, DROPPED, DAMAGED = 40, 5, 5

pytestmark = pytest.mark.office


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Term, MergeOutcome]:
    place = tmp_path_factory.mktemp("收集")
    sent = term(place, SCHOOLS, dropped=DROPPED, damaged=DAMAGED)
    told: list[str] = []
    before = sent.book.read_bytes()
    outcome = merge(sent.folder, sent.book, place / "汇总" / "全县.xlsx", progress=told.append)
    assert sent.book.read_bytes() == before
    assert len([step for step in told if step.startswith("读取 ")]) == SCHOOLS - DROPPED + 1
    return sent, outcome


def by_code(rows: list[Row]) -> dict[object, list[Row]]:
    found: dict[object, list[Row]] = {}
    for row in rows:
        found.setdefault(row["code"], []).append(row)
    return found


def filled(row: Row) -> Row:
    return {key: value for key, value in row.items() if value is not None}


def test_every_figure_is_back_exactly(made: tuple[Term, MergeOutcome]) -> None:
    sent, outcome = made
    merged = all_rows(read_book(outcome.files.book)[1])
    absent = {*sent.dropped, *sent.damaged}
    for name in ("学校", "班级", "专用教室"):
        before, after = by_code(sent.fill[name]), by_code(merged[name])
        for code, rows in before.items():
            if code in absent:
                expected = [{k: v for k, v in r.items() if k in ROSTER} for r in rows]
                assert after.get(code, []) == [] or name == "学校"
            elif code == sent.twice and name == "学校":
                expected = [{**rows[0], "built": 1901}]
            else:
                expected = rows
            if code not in absent or name == "学校":
                assert list(map(filled, after[code])) == list(map(filled, expected)), code
    assert [row["code"] for row in merged["学校"]] == [row["code"] for row in sent.fill["学校"]]
    assert merged["县级数据"] == all_rows(read_book(sent.book)[1])["县级数据"]


def test_who_is_missing_and_what_is_broken_is_named(made: tuple[Term, MergeOutcome]) -> None:
    sent, outcome = made
    facts = outcome.facts
    assert {file.name for file in facts.refused} == set(sent.damaged.values())
    assert all(file.reasons for file in facts.refused)
    absent = {str(r["code"]) for r in facts.schools if facts.state(str(r["code"])) == ABSENT}
    assert absent == {*sent.dropped, *sent.damaged}
    assert facts.count(DONE) + facts.count(PARTIAL) == SCHOOLS - DROPPED - DAMAGED
    sheet = layout.SCHOOLS.by_header
    for row in sent.fill["学校"]:
        if facts.state(str(row["code"])) == PARTIAL:  # the made-up county leaves some cells blank
            blank = facts.filled(str(row["code"])).blank
            assert blank
            assert all(row.get(sheet[header].key) is None for header in blank)
    assert not outcome.corrections
    page = outcome.files.status_page.read_text(encoding="utf-8")
    for name in (*sent.damaged.values(), *(str(r["name"]) for r in sent.fill["学校"])):
        assert name in page


def test_the_newer_of_two_returns_is_taken_and_the_difference_shown(
    made: tuple[Term, MergeOutcome],
) -> None:
    sent, outcome = made
    facts = outcome.facts
    assert [code for code, one in facts.taken.items() if one.older] == [sent.twice]
    assert facts.taken[sent.twice].source.name == "重新报的.xlsx"
    (difference,) = facts.differences
    row = next(row for row in sent.fill["学校"] if row["code"] == sent.twice)
    assert (difference.item, difference.taken) == ("建校年份", "1901")
    assert difference.other == str(row["built"])
    assert difference.taken_cell.startswith("学校填报表!")


def test_the_merged_workbook_can_be_assessed(
    made: tuple[Term, MergeOutcome], tmp_path: Path
) -> None:
    assert assess_file(made[1].files.book, tmp_path, "yunnan-2022").files
