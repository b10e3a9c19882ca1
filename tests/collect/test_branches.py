"""Teaching points that are not counted alone: added to their main school, traceably."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from qbe_xl.collect.branches import add_branches, is_no, uncounted_in
from qbe_xl.collect.status import ABSENT
from qbe_xl.county.reading import read_book
from qbe_xl.county.rows import Rows
from tests.collect.schools import TEACHING_POINT, book, change, merged, rows, sent_out
from tests.counties import primary_county

BRANCH = {"办学类型": "教学点", "归属学校标识码": "A1", **TEACHING_POINT}


def three(**more: object) -> Rows:
    return rows(primary_county("A1", "B2", "C3", B2={**BRANCH, **more}))


def mark(path: Path, *noes: object) -> Path:
    """Add the column 是否计校数 to a county's workbook."""

    def work(opened: openpyxl.Workbook) -> None:
        sheet = opened["学校"]
        column = sheet.max_column + 2
        sheet.cell(5, column).value = "是否计校数"
        for row, value in enumerate(noes, 6):
            sheet.cell(row, column).value = value

    return change(path, work)


def test_counts_areas_and_money_are_added() -> None:
    merged_rows, additions, left = add_branches(three(), {"B2"})
    assert [row["code"] for row in merged_rows["学校"]] == ["A1", "C3"]
    main = merged_rows["学校"][0]
    assert (main["primary_pupils"], main["primary_teachers"]) == (460, 60)
    assert (main["teaching_area"], main["equipment"]) == (6000, 240)
    assert (main["built"], main["type"], main["charter"]) == (None, "小学", True)
    assert main["junior_pupils"] is None
    classes = [row["name"] for row in merged_rows["班级"] if row["code"] == "A1"]
    assert (len(classes), classes[10]) == (20, "B2学校 小学1班")
    assert not left
    pupils = next(a for a in additions if a.item == "小学在校生数")
    assert (pupils.branch_name, pupils.main_name) == ("B2学校", "A1学校")
    assert (pupils.before, pupils.added, pupils.after) == ("400", "60", "460")


def test_a_blank_part_leaves_the_sum_blank_and_says_so() -> None:
    merged_rows, additions, _ = add_branches(three(运动场地面积=None), {"B2"})
    assert merged_rows["学校"][0]["field_area"] is None
    one = next(a for a in additions if a.item == "运动场地面积")
    assert (one.added, one.after) == ("未填", "待填报（有一处未填，不能相加）")


def test_a_stage_that_only_the_branch_has_comes_along() -> None:
    merged_rows, _, _ = add_branches(three(初中在校生数=20.0), {"B2"})
    assert merged_rows["学校"][0]["junior_pupils"] == 20


@pytest.mark.parametrize(
    ("parent", "words"), [(None, "没有填归属学校标识码"), ("C3", "自己也不计校数")]
)
def test_one_without_a_main_school_stays_and_is_named(parent: str | None, words: str) -> None:
    fill = three()
    fill["学校"][1]["parent"] = parent
    merged_rows, additions, left = add_branches(fill, {"B2", "C3"})
    assert merged_rows["学校"] == fill["学校"]
    assert not additions
    assert words in left[0].reason


@pytest.mark.parametrize("raw", ["否", " 0 ", "０", 0.0, False, "N"])
def test_what_says_no(raw: object) -> None:
    assert is_no(raw)  # type: ignore[arg-type]


@pytest.mark.parametrize("raw", ["是", "1", 1.0, True, None, "", "待定"])
def test_what_does_not(raw: object) -> None:
    assert not is_no(raw)  # type: ignore[arg-type]


def test_the_countys_workbook_marks_them_in_a_column_of_its_own(tmp_path: Path) -> None:
    path = mark(book(tmp_path, primary_county("A1", "B2", "C3", B2=BRANCH)), "是", "否", None)
    assert uncounted_in(*read_book(path)) == {"B2"}


def test_a_merge_adds_what_the_branch_returned(tmp_path: Path) -> None:
    sent_out(tmp_path, primary_county("A1", "B2", "C3", B2=BRANCH))
    mark(tmp_path / "总表.xlsx", 1, 0, 1)
    outcome, schools, found = merged(tmp_path)
    assert set(schools) == {"A1", "C3"}
    assert schools["A1"]["primary_pupils"] == 460
    assert {row["code"] for row in found["班级"]} == {"A1", "C3"}
    assert outcome.facts.count(ABSENT) == 0  # the branch returned on its own
    sheet = openpyxl.load_workbook(outcome.files.book)["并入明细"]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["B2学校", "B2", "A1学校", "A1", "小学在校生数", "400", "60", "460"] in lines
