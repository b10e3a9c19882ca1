"""下发: one workbook a school or township, prefilled, locked where the county has spoken."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from qbe_xl.blank.guide import GUIDE
from qbe_xl.collect.page import NAME as PAGE
from qbe_xl.collect.school_book import SELF_CHECK
from qbe_xl.collect.split import split
from qbe_xl.errors import InputError, OutputError
from qbe_xl.files.book import open_book
from tests.collect.schools import NOW, book, cell
from tests.counties import primary_county
from tests.limits import cpu


def opened(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def test_each_school_gets_its_own_rows(tmp_path: Path) -> None:
    told: list[str] = []
    outcome = split(
        book(tmp_path, primary_county("A1", "B2", "C3")),
        tmp_path / "下发",
        now=NOW,
        progress=told.append,
    )
    assert list(outcome.files) == ["A1-A1学校", "B2-B2学校", "C3-C3学校"]
    assert told == [*outcome.files, "保存"]
    for code, path in zip(("A1", "B2", "C3"), outcome.files.values(), strict=True):
        found = open_book(path)
        assert found.sheet_names == (PAGE, SELF_CHECK, GUIDE)
        codes = {cell for row in found.sheets[0].rows for cell in row if cell in ("A1", "B2", "C3")}
        assert codes == {code}


def test_the_same_workbook_gives_the_same_files(tmp_path: Path) -> None:
    one, two = (
        split(book(tmp_path, primary_county("A1")), tmp_path / name, now=NOW)
        for name in ("甲", "乙")
    )
    assert [p.read_bytes() for p in one.files.values()] == [
        p.read_bytes() for p in two.files.values()
    ]


@pytest.mark.parametrize("in_rows", [False, True])
def test_what_the_county_registers_is_locked_and_the_rest_is_open(
    tmp_path: Path, in_rows: bool
) -> None:
    outcome = split(
        book(tmp_path, primary_county("A1")), tmp_path / "下发", in_rows=in_rows, now=NOW
    )
    made = opened(outcome.files["A1-A1学校"])
    assert all(sheet.protection.sheet for sheet in made)
    assert all(not sheet.protection.password for sheet in made)
    for header in ("学校标识码", "学校名称", "办学类型", "城乡类型"):
        assert cell(made, header).protection.locked, header
    for header in ("归属学校标识码", "小学在校生数", "寄宿制", "教学仪器设备值", "建校年份"):
        assert not cell(made, header).protection.locked, header
    assert cell(made, "学校标识码", 0).protection.locked
    for row in (1, 11, 24):
        one = cell(made, "人数", row, "班级")
        column = one.parent.column_dimensions[one.column_letter]
        assert not (one if one.has_style else column).protection.locked
    if in_rows:
        assert not cell(made, "初中在校生数").protection.locked
        assert cell(made, "初中在校生数").fill.patternType == "lightGrid"


def test_choices_and_codes_come_from_lists(tmp_path: Path) -> None:
    outcome = split(
        book(tmp_path, primary_county("A1", "B2")), tmp_path / "下发", by="township", now=NOW
    )
    (path,) = outcome.files.values()
    assert path.name == "甲镇.xlsx"
    made = opened(path)
    lists = {
        str(check.formula1)
        for check in made["班级"].data_validations.dataValidation
        if check.type == "list"
    }
    assert "学校!$A$6:$A$7" in lists
    assert '"小学,初中,高中"' in lists


def test_last_year_is_filled_in_where_this_year_is_blank(tmp_path: Path) -> None:
    blank = {"教学及辅助用房面积": None, "小学在校生数": None, "学校章程": None}
    this = primary_county("A1", A1=blank)
    this.classes, this.rooms = [], []
    last = primary_county(
        "A1", A1={"教学及辅助用房面积": 2900.0, "小学在校生数": 410.0, "运动场地面积": 1.0}
    )
    outcome = split(
        book(tmp_path, this),
        tmp_path / "下发",
        last_year=book(tmp_path, last, "上年.xlsx"),
        now=NOW,
    )
    made = opened(outcome.files["A1-A1学校"])
    assert cell(made, "教学及辅助用房面积").value == 2900
    assert cell(made, "学校章程").value == "是"
    assert cell(made, "运动场地面积").value == 5000  # this year's own stands
    assert cell(made, "小学在校生数").value is None  # new every year
    assert cell(made, "班级名称", 10, "班级").value == "小学10班"
    assert cell(made, "人数", 1, "班级").value is None
    assert cell(made, "面积", 2, "专用教室").value == 90
    shown = {row[0].value: row[3].value for row in made[SELF_CHECK].iter_rows()}
    assert (shown["小学在校生数"], shown["教学及辅助用房面积"]) == (410, 2900)
    amber = [
        rule
        for area in made[PAGE].conditional_formatting
        for rule in area.rules
        if rule.type == "cellIs"
    ]
    assert [rule.formula for rule in amber] == [["2900"], ['"是"']]


def test_returned_files_are_not_written_over(tmp_path: Path) -> None:
    source = book(tmp_path, primary_county("A1", "B2"))
    split(source, tmp_path / "下发", now=NOW)
    (tmp_path / "下发" / "B2-B2学校.xlsx").write_bytes("学校填的".encode())
    (tmp_path / "下发" / "A1-A1学校.xlsx").unlink()
    with pytest.raises(OutputError, match=r"B2-B2学校\.xlsx”已经存在"):
        split(source, tmp_path / "下发", now=NOW)
    assert not (tmp_path / "下发" / "A1-A1学校.xlsx").exists()
    assert (tmp_path / "下发" / "B2-B2学校.xlsx").read_bytes() == "学校填的".encode()
    assert len(split(source, tmp_path / "下发", now=NOW, force=True).files) == 2


def test_a_workbook_with_problems_sends_nothing(tmp_path: Path) -> None:
    source = tmp_path / "坏.xlsx"
    source.write_bytes(b"no workbook")
    with pytest.raises(InputError):
        split(source, tmp_path / "下发")
    assert not (tmp_path / "下发").exists()


@pytest.mark.parametrize("name", ["=cmd|'/c calc'!A0", "a/b\\c:d*e?", "+86", "CON", "长" * 300])
def test_whatever_a_school_is_called(tmp_path: Path, name: str) -> None:
    outcome = split(
        book(tmp_path, primary_county("A1", A1={"学校名称": name})), tmp_path / "下发", now=NOW
    )
    (path,) = outcome.files.values()
    assert path.parent == tmp_path / "下发"
    made = opened(path)
    assert cell(made, "学校名称").value == name
    assert cell(made, "学校名称").data_type == "s"


def test_whole_rows_of_classes_and_rooms_can_be_deleted(tmp_path: Path) -> None:
    """Excel deletes a row of a protected sheet only where every cell of it is open."""
    source = book(tmp_path, primary_county("A1"))
    outcome = split(source, tmp_path / "下发", in_rows=True, now=NOW)
    made = opened(outcome.files["A1-A1学校"])
    for name in ("班级", "专用教室"):
        sheet = made[name]
        assert not sheet.protection.deleteRows, name
        columns = sheet.column_dimensions.values()
        assert max(one.max for one in columns) == 16_384
        assert all(not one.protection.locked for one in columns), name
        assert all(not one.protection.locked for one in sheet[6]), name


def test_whole_rows_of_the_page_can_be_added_and_deleted(tmp_path: Path) -> None:
    outcome = split(book(tmp_path, primary_county("A1")), tmp_path / "下发", now=NOW)
    made = opened(outcome.files["A1-A1学校"])
    page = made[PAGE]
    assert not page.protection.deleteRows
    assert not page.protection.insertRows
    open_columns = {
        number
        for one in page.column_dimensions.values()
        if not one.protection.locked
        for number in range(one.min, one.max + 1)
    }
    for header, sheet, row in (("面积", "专用教室", 2), ("人数", "班级", 1), ("人数", "班级", 80)):
        line = cell(made, header, row, sheet).row
        locked = [c.column for c in page[line] if c.has_style and c.protection.locked]
        plain = [c.column for c in page[line] if not c.has_style]
        assert not locked, header
        assert {*plain, 6, 16_384} <= open_columns, header


def test_plain_conditions_name_no_other_sheet(tmp_path: Path) -> None:
    outcome = split(book(tmp_path, primary_county("A1")), tmp_path / "下发", now=NOW)
    conditions = [
        formula
        for sheet in opened(outcome.files["A1-A1学校"])
        for area in sheet.conditional_formatting
        for rule in area.rules
        for formula in rule.formula
    ]
    assert len(conditions) > 10
    assert not [one for one in conditions if "!" in one]


def test_a_form_is_no_wider_than_what_stands_in_it(tmp_path: Path) -> None:
    """All columns are open to be pasted into, and yet none of the 16,384 is searched or kept."""
    form = split(book(tmp_path, primary_county("A1")), tmp_path / "下发", now=NOW).files[
        "A1-A1学校"
    ]
    with zipfile.ZipFile(form) as packed:
        page = packed.read("xl/worksheets/sheet1.xml").decode()
    (last,) = re.findall(r'<dimension ref="A1:([A-Z]+)\d+"/>', page)
    assert last == "E"
    (open_from,) = re.findall(r'<col min="(\d+)" max="16384"[^>]* style="\d+"', page)
    assert int(open_from) == 6
    with cpu(1.5):
        split(tmp_path / "总表.xlsx", tmp_path / "再发", now=NOW)
