"""The sheet 自查: a spreadsheet program computes what we stored, and failures are seen."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from qbe_xl.collect.school_book import SELF_CHECK, SchoolRows, school_workbook
from qbe_xl.collect.self_check import FAILED, PASSED, UNFILLED
from qbe_xl.county.rows import Row
from scripts import sample_county
from tests.collect.schools import NOW, rows
from tests.collect.term import few
from tests.counties import primary_county
from tests.office import convert_all

KINDS = (
    "完全中学",
    "十二年一贯制学校",
    "初级中学",
    "九年一贯制学校",
    "小学",
    "教学点",
    "特殊教育学校",
    "职业学校",
)


def of_school(fill: dict[str, list[Row]], code: object) -> SchoolRows:
    return SchoolRows(
        [row for row in fill["学校"] if row["code"] == code],
        [row for row in fill["班级"] if row["code"] == code],
        [row for row in fill["专用教室"] if row["code"] == code],
    )


def results(path: Path) -> dict[str, str]:
    sheet = openpyxl.load_workbook(path, data_only=True)[SELF_CHECK]
    return {
        str(row[0].value): str(row[4].value)
        for row in sheet.iter_rows()
        if row[4].value in (PASSED, FAILED, UNFILLED)
    }


def write(path: Path, school: SchoolRows) -> Path:
    path.write_bytes(school_workbook(school, "试", NOW))
    return path


@pytest.mark.office
def test_a_spreadsheet_program_computes_what_is_stored(tmp_path: Path) -> None:
    fill = sample_county.sample(schools=80)
    paths = []
    for number, kind in enumerate(KINDS):
        code = next(row["code"] for row in fill["学校"] if row["type"] == kind)
        paths.append(write(tmp_path / f"{number}.xlsx", of_school(fill, code)))
    spoilt = rows(
        primary_county("A1", A1={"小学就近入学学生数": 380.0, "小学高于规定学历教师数": None})
    )
    spoilt["学校"][0] |= {"certified": 99.0, "field_area": "三百", "equipment": 99999.0}
    spoilt["班级"][3] |= {"pupils": None}
    spoilt["专用教室"][0] |= {"code": "B9"}
    before = {"A1": {**spoilt["学校"][0], "primary_pupils": 250.0, "media_rooms": 12.5}}
    school = of_school(spoilt, "A1")
    school = SchoolRows(school.schools, school.classes, spoilt["专用教室"], before)
    paths.append(write(tmp_path / "坏.xlsx", school))
    many = few(fill, 5)
    paths.append(
        write(tmp_path / "多.xlsx", SchoolRows(many["学校"], many["班级"], many["专用教室"]))
    )
    for path, again in zip(paths, convert_all(paths, "xlsx", tmp_path / "重算"), strict=True):
        stored = openpyxl.load_workbook(path, data_only=True)
        computed = openpyxl.load_workbook(again, data_only=True)
        count = 0
        for sheet in openpyxl.load_workbook(path):
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if cell.data_type == "f":
                    count += 1
                    mine = stored[sheet.title][cell.coordinate].value or ""
                    theirs = computed[sheet.title][cell.coordinate].value or ""
                    if isinstance(mine, float):
                        assert theirs == pytest.approx(mine, rel=1e-12), (path, cell.coordinate)
                    else:
                        assert theirs == mine, (path, cell.coordinate, cell.value)
        assert count > 100


def test_what_fails_and_what_is_blank_is_told_apart(tmp_path: Path) -> None:
    fill = rows(primary_county("A1", A1={"小学县级以上骨干教师数": None, "持证专任教师数": 30.0}))
    good = results(write(tmp_path / "好.xlsx", of_school(fill, "A1")))
    assert good.pop("小学县级以上骨干教师数 不大于 小学专任教师数") == UNFILLED
    assert set(good.values()) == {PASSED}
    fill["学校"][0] |= {"primary_arts": 31.0, "indoor_area": 9000.0}
    fill["班级"].pop()
    bad = results(write(tmp_path / "坏.xlsx", of_school(fill, "A1")))
    assert {title for title, result in bad.items() if result == FAILED} == {
        "小学体育艺术专任教师数 不大于 小学专任教师数",
        "室内体育用房面积 不大于 教学及辅助用房面积",
        "小学在校生数 等于 各班人数之和",
    }


def test_a_stage_that_the_school_lacks_is_not_asked_for(tmp_path: Path) -> None:
    shown = results(write(tmp_path / "小学.xlsx", of_school(rows(primary_county("A1")), "A1")))
    assert not [title for title in shown if title.startswith("初中")]
