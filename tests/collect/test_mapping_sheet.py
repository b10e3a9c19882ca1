"""The mapping as a sheet: written, edited, given back; and one proposed for tables nobody knows."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from qbe_xl.collect.importing.filling import import_files
from qbe_xl.collect.importing.mapping import Map, shipped
from qbe_xl.collect.importing.mapping_sheet import load_mapping, workbook
from qbe_xl.collect.importing.proposing import proposed_for, shipped_sheet
from qbe_xl.county.reading import read_book
from qbe_xl.county.rows import Row, all_rows
from qbe_xl.errors import InputError
from tests.collect.schools import NOW
from tests.collect.test_import import IDENTITY, PHONE, listed
from tests.command_line import qbe


def table(path: Path) -> Path:
    """A county's own table: other names, other units, a title and two header rows."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "基本情况"
    for cells in (
        ["某县2023年义务教育学校基本情况表"],
        [
            *("序号", "学校全称", "机构标识码", "学校类别", "在校学生数", None),
            *("教学及辅助用房面积（平方米）", "运动场地（亩）", "仪器设备总值（元）"),
            *("校长姓名", "联系电话", "备注", "网络多媒体教室间数"),
        ],
        [None, None, None, None, "小学", "初中"],
        [1, "东镇小学", 2153000001, "完小", 400, None, 2000.5, 6, 912345, "张三", PHONE, "", 12],
        [2, "东镇学校", 2153000002, "九年制学校", 420, 300, 3000, 9, 900000, "李四", PHONE, "", 20],
    ):
        sheet.append(cells)
    sheet.merge_cells("A1:M1")
    sheet.merge_cells("E2:F2")
    for letters in "ABCDGHIJKLM":
        sheet.merge_cells(f"{letters}2:{letters}3")
    made.save(path)
    return path


def lines(sheet: Worksheet) -> list[dict[str, object]]:
    heads, *rows = list(sheet.values)[2:]
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def schools(path: Path) -> list[Row]:
    return all_rows(read_book(path)[1])["学校"]


def plain(mapping: Map) -> object:
    return mapping.sources, {**mapping.stages}


def test_the_mapping_that_ships_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "对照表.xlsx"
    path.write_bytes(shipped_sheet())
    found = load_mapping(path)
    assert {**found.stages} == {**shipped().stages}
    for mine, ours in zip(found.sources, shipped().sources, strict=True):
        for name in ("title", "kind", "code", "name", "counted", "takes", "counts", "classes"):
            assert getattr(mine, name) == getattr(ours, name), name
        assert set(mine.needs) == set(ours.needs)
        assert mine.school == ours.school
    for column, meanings in shipped().words.items():
        for meaning, wordings in meanings.items():
            assert len(found.words[column][meaning]) >= len(wordings)


def test_a_mapping_is_proposed_edited_and_given_back(tmp_path: Path) -> None:
    source = table(tmp_path / "情况表.xlsx")
    with pytest.raises(InputError, match="已写出建议的对照表"):
        import_files([source], None, tmp_path / "出", now=NOW)
    (path,) = (tmp_path / "出").iterdir()
    assert path.name == "导入后的总表-对照表.xlsx"
    made = openpyxl.load_workbook(path)
    found = {str(line["来源列"]): line for line in lines(made["对照表"])}
    assert (found["机构标识码"]["填到"], found["机构标识码"]["把握"]) == ("学校标识码", "● 一致")
    assert found["在校学生数>初中"]["填到"] == "初中在校生数"
    assert found["在校学生数>初中"]["把握"] == "◐ 请核对"
    value = found["仪器设备总值(元)"]
    assert (value["填到"], value["乘以"]) == ("教学仪器设备值", 0.0001)
    assert "来源的单位是元，填报表是万元" in str(value["说明"])
    assert (found["备注"]["填到"], found["备注"]["把握"]) == (None, "○ 无法识别")
    assert not {"校长姓名", "联系电话"} & set(found)  # about persons: never offered
    assert PHONE.encode() not in path.read_bytes()
    # the clerk takes one column out, and gives it back
    row = next(r for r in made["对照表"].iter_rows() if r[2].value == "网络多媒体教室间数")
    row[3].value = None
    made.save(path)
    outcome = import_files([source], None, tmp_path / "再", mapping=path, now=NOW)
    first, second = schools(outcome.files.book)
    assert (first["code"], first["name"], first["type"]) == ("2153000001", "东镇小学", "小学")
    assert (first["primary_pupils"], second["junior_pupils"]) == (400, 300)
    assert (first["equipment"], first["field_area"], first["teaching_area"]) == (
        91.2345,
        4000,
        2000.5,
    )
    assert first["media_rooms"] is None
    assert outcome.unread == ()


def test_words_that_were_not_understood_are_asked_for_and_given_back(tmp_path: Path) -> None:
    heads = ["姓名", "身份证号", "学校标识码", "任教学段", "最高学历"]
    staff: list[list[object]] = [
        [f"张{name}", IDENTITY, "2153000001", "小学", said]
        for name, said in (("一", "本科"), ("二", "师专"), ("三", "师专"))
    ]
    teachers = listed(tmp_path / "教师.xlsx", heads, *staff)
    base = import_files(
        [table(tmp_path / "情况表.xlsx")],
        None,
        tmp_path / "底",
        mapping=_given(tmp_path, proposed_for([tmp_path / "情况表.xlsx"])),
        now=NOW,
    ).files.book
    outcome = import_files([teachers], base, tmp_path / "出", now=NOW)
    assert schools(outcome.files.book)[0]["primary_degree"] is None
    assert outcome.proposal is not None
    made = openpyxl.load_workbook(outcome.proposal)
    (asked,) = [row for row in made["说法"].iter_rows(min_row=4) if row[1].value == "师专"]
    assert asked[0].value == "最高学历"
    asked[2].value = "专科"
    made.save(outcome.proposal)
    again = import_files([teachers], base, tmp_path / "再", mapping=outcome.proposal, now=NOW)
    assert schools(again.files.book)[0]["primary_degree"] == 3
    assert again.proposal is None


def test_an_edited_proposal_is_never_written_over(tmp_path: Path) -> None:
    source = table(tmp_path / "情况表.xlsx")
    for _ in range(2):
        done = qbe("collect", "import", source, "--out", tmp_path / "出")
        assert done.returncode == 2
        assert "改好存盘，导入时加 --map" in done.stderr
    names = {path.name for path in (tmp_path / "出").iterdir()}
    assert names == {"导入后的总表-对照表.xlsx", "导入后的总表-对照表(2).xlsx"}


def test_everything_wrong_is_told_with_its_row(tmp_path: Path) -> None:
    path = _given(tmp_path, shipped_sheet())
    made = openpyxl.load_workbook(path)
    sheet = made["对照表"]
    rows = {str(row[3].value): row for row in sheet.iter_rows(min_row=4)}
    rows["运动场地面积"][3].value = "运动场地面极"
    rows["网络多媒体教室数"][4].value = "两倍"
    rows["小学在校生数"][6].value = "学段小学"
    made.save(path)
    with pytest.raises(InputError) as caught:
        load_mapping(path)
    said = str(caught.value)
    assert (
        f"对照表!{rows['运动场地面积'][0].row}：填到无法识别“运动场地面极”，相近的有：运动场地面积"
        in said
    )
    assert "乘以应为大于 0 的数，现为“两倍”" in said
    assert "无法识别“只取”里的“学段小学”" in said


def test_what_is_no_mapping_is_refused(tmp_path: Path) -> None:
    other = listed(tmp_path / "其他.xlsx", ["甲"], [1])
    with pytest.raises(InputError, match="没有工作表“对照表”"):
        load_mapping(other)
    empty = _given(tmp_path, workbook([], [], dt.datetime.now(dt.UTC)))
    with pytest.raises(InputError, match="没有一行可用"):
        load_mapping(empty)


def test_the_command_writes_both_kinds(tmp_path: Path) -> None:
    source = table(tmp_path / "情况表.xlsx")
    assert qbe("collect", "mapping", tmp_path / "我的.xlsx").returncode == 0
    assert len(load_mapping(tmp_path / "我的.xlsx").sources) == 3
    done = qbe("collect", "mapping", tmp_path / "建议", source)
    assert done.returncode == 0
    assert load_mapping(tmp_path / "建议.xlsx").sources[0].title == "情况表 基本情况"


def _given(place: Path, content: bytes) -> Path:
    path = place / "给回.xlsx"
    path.write_bytes(content)
    return path
