"""The form of one school: one page from top to bottom, out and back, right and wrong."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from qbe_xl.collect.page import HEADS
from qbe_xl.collect.page import NAME as PAGE
from qbe_xl.collect.split import split
from qbe_xl.collect.status import DONE, FAULTY
from tests.collect.schools import NOW, book, cell, change, merged, put, sent_out
from tests.counties import primary_county
from tests.office import convert_all


def test_every_item_has_a_row_with_its_unit_and_what_it_means(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(sent_out(tmp_path, primary_county("A1"))["A1"])[PAGE]
    rows = [[one.value for one in row[:5]] for row in page.iter_rows()]
    assert rows[3] == list(HEADS)
    assert "A1学校（A1）" in str(rows[0][0])
    shown = {str(row[0]): row for row in rows[4:]}
    assert shown["学校名称"][1] == "A1学校"
    assert shown["小学在校生数"][1:3] == [400, "人"]
    assert shown["教学仪器设备值"][2:4] == ["万元", "资产账面原值，单位是万元"]
    assert "初中在校生数" not in shown  # a stage that the school does not have
    assert shown["归属学校标识码"][3].startswith("（选填）")
    titles = [text for text in shown if text[:2] in ("一、", "二、", "九、", "十、")]
    assert [text.partition("（")[0] for text in titles] == [
        *("一、基本情况", "二、学生", "九、专用教室", "十、班级"),
    ]
    assert [row[:2] for row in rows if row[0] in ("音乐", "美术")] == [["音乐", 96], ["美术", 90]]
    assert shown["小学10班"][1:4] == [40, "小学", "1"]


def test_it_prints_upright_on_a4_and_small_in_nothing(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(sent_out(tmp_path, primary_county("A1"))["A1"])[PAGE]
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("portrait", 9)
    assert page.page_setup.fitToHeight == 0
    sizes = {one.font.size for row in page.iter_rows() for one in row if one.value is not None}
    assert min(sizes) >= 10
    pixels = sum(int(page.column_dimensions[letter].width * 7 + 5) for letter in "ABCDE")
    inches = 8.27 - page.page_margins.left - page.page_margins.right
    assert pixels / 96 * 0.9 <= inches  # so it prints at 90 % at least: 9 points


def test_the_line_of_self_check_says_what_is_lacking(tmp_path: Path) -> None:
    draft = primary_county("A1", A1={"运动场地面积": None, "小学体育艺术专任教师数": None})
    opened = openpyxl.load_workbook(sent_out(tmp_path, draft)["A1"], data_only=True)
    line = str(opened[PAGE]["A3"].value)
    assert line.startswith("自查：评估用 29 格，未填 2 格")
    assert "✕ 不符 0 项　○ 未填全 1 项" in line
    row = cell(opened, "运动场地面积").row
    assert opened[PAGE].cell(row, 5).value == "○ 未填"


@pytest.mark.parametrize("rename", [False, True])
def test_what_is_filled_in_comes_back(tmp_path: Path, rename: bool) -> None:
    draft = primary_county("A1", "B2", A1={"运动场地面积": None, "寄宿制": None})
    files = sent_out(tmp_path, draft)

    def fill(opened: openpyxl.Workbook) -> None:
        cell(opened, "运动场地面积").value = 5123.5
        cell(opened, "寄宿制").value = "是"
        cell(opened, "面积", 3, "专用教室").value = 97
        cell(opened, "教室类型", 3, "专用教室").value = "音乐"
        last = cell(opened, "人数", 40, "班级")  # far below the lines
        last.value = 12
        opened[PAGE].cell(last.row, 1).value = "小学11班"
        if rename:
            opened[PAGE].title = "Sheet1"
            opened.create_sheet("其他", 0)

    change(files["A1"], fill)
    outcome, schools, found = merged(tmp_path)
    assert (schools["A1"]["field_area"], schools["A1"]["boarding"]) == (5123.5, True)
    assert schools["A1"]["primary_pupils"] == 400
    rooms = [row for row in found["专用教室"] if row["code"] == "A1"]
    assert [(row["kind"], row["area"]) for row in rooms] == [
        ("音乐", 96),
        ("美术", 90),
        ("音乐", 97),
    ]
    classes = [row for row in found["班级"] if row["code"] == "A1"]
    assert (len(classes), classes[-1]["name"], classes[-1]["stage"]) == (11, "小学11班", "小学")
    assert "“班级”有 1 行没有写学段，按本校的学段计" in outcome.facts.taken["A1"].source.remarks
    assert outcome.facts.state("B2") == DONE


def test_rows_may_be_put_in(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1"))

    def insert(opened: openpyxl.Workbook) -> None:
        page = opened[PAGE]
        row = cell(opened, "面积", 2, "专用教室").row
        page.insert_rows(row)
        page.cell(row, 1).value, page.cell(row, 2).value = "美术", 88
        page.insert_rows(8, 2)

    change(files["A1"], insert)
    _, _, found = merged(tmp_path)
    assert [row["area"] for row in found["专用教室"]] == [96, 88, 90]
    assert len(found["班级"]) == 10


def test_a_bad_cell_is_told_at_its_place_on_the_page(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"))
    put(files["A1"], "小学在校生数", "三百")
    put(files["A1"], "学段", "幼儿园", 2, "班级")
    outcome, schools, found = merged(tmp_path)
    assert outcome.facts.state("A1") == FAULTY
    assert schools["A1"]["primary_pupils"] is None
    opened = openpyxl.load_workbook(files["A1"])
    at = PAGE, cell(opened, "小学在校生数").coordinate
    places = [remark.place for remark in outcome.facts.remarks["A1"]]
    assert at in [(place.name, place.inside) for place in places]
    corrected = openpyxl.load_workbook(outcome.corrections["A1"])
    assert corrected.sheetnames == ["改正清单", PAGE, "自查"]
    wrong = cell(corrected, "小学在校生数")
    assert wrong.value == "三百"
    assert "现为“三百”，请改为数字" in wrong.comment.text
    assert not wrong.protection.locked
    assert cell(corrected, "学段", 2, "班级").value == "幼儿园"
    links = {
        one.hyperlink.location for row in corrected["改正清单"] for one in row if one.hyperlink
    }
    assert f"'{PAGE}'!{wrong.coordinate}" in links
    # corrected, it comes back
    cell(corrected, "小学在校生数").value = 400
    cell(corrected, "学段", 2, "班级").value = "小学"
    corrected.save(tmp_path / "交回" / "改好.xlsx")
    _, schools, found = merged(tmp_path, force=True)
    assert schools["A1"]["primary_pupils"] == 400
    assert len([row for row in found["班级"] if row["code"] == "A1"]) == 10


def test_an_item_that_was_lost_or_renamed_is_said(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1"))
    put(files["A1"], "运动场地面积", "操场面积", 0)
    outcome, schools, _ = merged(tmp_path)
    assert schools["A1"]["field_area"] is None
    said = [remark.message for remark in outcome.facts.remarks["A1"] if remark.wrong]
    assert said == ["缺少“运动场地面积”一行，请用下发的表补上"]
    told = outcome.facts.taken["A1"].source.remarks
    assert any("无法识别的项目“操场面积”" in one for one in told)


def test_several_pages_in_one_file_are_several_schools(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"))
    both = openpyxl.load_workbook(files["A1"])
    other = openpyxl.load_workbook(files["B2"])[PAGE]
    copy = both.create_sheet("第二所")
    for row in other.iter_rows(values_only=True):
        copy.append(row)
    both.save(files["A1"])
    files["B2"].unlink()
    outcome, _, found = merged(tmp_path)
    assert {*outcome.facts.taken} == {"A1", "B2"}
    assert len(found["班级"]) == 20


def test_a_township_still_gets_rows(tmp_path: Path) -> None:
    source = book(tmp_path, primary_county("A1", "B2"))
    outcome = split(source, tmp_path / "下发", by="township", now=NOW)
    (path,) = outcome.files.values()
    assert {"学校", "班级", "专用教室"} <= {*openpyxl.load_workbook(path).sheetnames}


@pytest.mark.office
def test_other_programs_may_save_it(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"))
    put(files["A1"], "运动场地面积", 5001)
    put(files["B2"], "运动场地面积", 5002)
    for path, to in ((files["A1"], "ods"), (files["B2"], "xls")):
        (made,) = convert_all([path], to, tmp_path / to)
        made.rename(tmp_path / "交回" / made.name)
        path.unlink()
    _, schools, found = merged(tmp_path)
    assert [schools[code]["field_area"] for code in ("A1", "B2")] == [5001, 5002]
    assert len(found["班级"]) == 20
