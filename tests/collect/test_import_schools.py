"""导入 into a workbook without schools: statistics make them; what cannot be read is named."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from qbe_xl.blank import blank_workbook
from qbe_xl.collect.importing.filling import ImportOutcome, import_files
from qbe_xl.county.reading import read_book
from qbe_xl.county.rows import Row, all_rows
from qbe_xl.errors import InputError
from tests.collect.schools import NOW
from tests.collect.test_import import listed, pupils
from tests.command_line import qbe

HEADS = [
    *("统计三级", "统计四级", "学校标识码", "学校名称", "办学类型", "是否计校数", "举办者类型"),
    *(
        "城乡分类代码",
        "是否寄宿制学校",
        "建校年月",
        "归属学校标识码",
        "在校生数>合计",
        "运动场地面积",
    ),
]
_TABLE = """
甲县 东镇 2153000001 东镇中心小学 小学 1 县级教育部门 121 否 199809 - 420 5200
甲县 东镇 2153000002 东镇民族中学 九年一贯制学校 1 教育部门 122 是 2003 - 900 9000.5
甲县 西乡 2153000003 西乡希望学校 初级中学 1 民办 220 寄宿制 1999年 - 310 4100
甲县 西乡 2153000004 西乡河口教学点 教学点 1 集体 220 - - 2153000001 31 200
甲县 东镇 2153000005 县一中 高级中学 1 教育部门 111 是 1958 - 2000 1
甲县 东镇 2153000006 东镇幼儿园 幼儿园 1 教育部门 121 否 2010 - 90 1
甲县 东镇 - 无码小学 小学 1 教育部门 121 否 2010 - 90 1
甲县 东镇 2153000008 怪校 少年宫 1 教育部门 121 否 2010 - 90 1
合计 - - - - - - - - - - - -
"""


def _cell(text: str) -> object:
    return None if text == "-" else float(text) if text.replace(".", "").isdigit() else text


SCHOOLS = [[_cell(text) for text in line.split()] for line in _TABLE.strip().splitlines()]


def statistics(path: Path, *rows: list[object]) -> Path:
    return listed(path, HEADS, *(rows or SCHOOLS))


def begun(place: Path, *files: Path, into: Path | None = None) -> tuple[ImportOutcome, list[Row]]:
    outcome = import_files(files, into, place / "出", now=NOW)
    return outcome, all_rows(read_book(outcome.files.book)[1])["学校"]


@pytest.mark.parametrize("given", [False, True])
def test_statistics_make_the_schools(tmp_path: Path, given: bool) -> None:
    into = tmp_path / "空.xlsx" if given else None
    if into:
        into.write_bytes(blank_workbook())
    outcome, schools = begun(tmp_path, statistics(tmp_path / "统计.xlsx"), into=into)
    said = ("code", "name", "type", "township", "owner", "area", "boarding", "built", "parent")
    assert [[row[key] for key in said] for row in schools] == [
        ["2153000001", "东镇中心小学", "小学", "东镇", "公办", "镇区", False, 1998, None],
        ["2153000002", "东镇民族中学", "九年一贯制学校", "东镇", "公办", "镇区", True, 2003, None],
        ["2153000003", "西乡希望学校", "初级中学", "西乡", "民办", "乡村", True, 1999, None],
        ["2153000004", "西乡河口教学点", "教学点", "西乡", None, "乡村", None, None, "2153000001"],
    ]
    assert [row["primary_pupils"] for row in schools] == [420, None, None, 31]
    assert [row["junior_pupils"] for row in schools] == [None, None, 310, None]
    assert [row["field_area"] for row in schools] == [5200, 9000.5, 4100, 200]
    reasons = {one.school: one.reason for one in outcome.unmade}
    assert list(reasons) == [
        "县一中（2153000005）",
        "东镇幼儿园（2153000006）",
        "无码小学（无标识码）",
        "怪校（2153000008）",
    ]
    assert "没有义务教育学段" in reasons["县一中（2153000005）"]
    assert "“少年宫”无法识别" in reasons["怪校（2153000008）"]
    told = openpyxl.load_workbook(outcome.files.status_workbook)
    assert told.sheetnames[1:4] == ["新建的学校", "没有建立的学校", "学校情况待核"]
    (odd,) = [row for row in told["学校情况待核"].values if "集体" in str(row)]
    assert odd[1] == "举办者“集体”无法识别，留空"


def test_the_order_of_the_files_does_not_matter(tmp_path: Path) -> None:
    roll = pupils(tmp_path / "学籍.xlsx", ("2153000003", "初一", "1班", 310))
    outcome, schools = begun(tmp_path, roll, statistics(tmp_path / "统计.xlsx"))
    assert schools[2]["junior_pupils"] == 310
    assert len(outcome.classes) == 1


def test_a_code_with_two_names_is_asked_about(tmp_path: Path) -> None:
    other = [*SCHOOLS[0]]
    other[3] = "其他小学"
    source = statistics(tmp_path / "统计.xlsx", SCHOOLS[0], other, SCHOOLS[2])
    outcome, schools = begun(tmp_path, source)
    assert [row["code"] for row in schools] == ["2153000003"]
    assert "两种学校名称（“东镇中心小学”“其他小学”）" in outcome.unmade[0].reason


def test_a_workbook_with_schools_gets_none_more(tmp_path: Path) -> None:
    outcome, _ = begun(tmp_path, statistics(tmp_path / "统计.xlsx", SCHOOLS[0]))
    into = tmp_path / "总表.xlsx"
    outcome.files.book.rename(into)
    again = import_files([statistics(tmp_path / "统计.xlsx")], into, tmp_path / "再", now=NOW)
    assert again.made == ()
    assert len(again.extracts[0].strangers) == 7


def test_one_file_that_is_not_understood_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"x")
    unknown = listed(tmp_path / "其他.xlsx", ["甲", "乙"], [1, 2])
    good = statistics(tmp_path / "统计.xlsx")
    done = qbe("collect", "import", tmp_path / "坏.xlsx", unknown, good, "--out", tmp_path / "出")
    assert done.returncode == 0
    assert "按统计表建立 4 所学校" in done.stdout
    assert "没有读的文件 2 个：" in done.stdout
    assert "坏.xlsx：" in done.stdout
    told = openpyxl.load_workbook(tmp_path / "出" / "导入后的总表-导入情况.xlsx")
    assert [row[0] for row in told["没有读的文件"].values][3:] == ["坏.xlsx", "其他.xlsx"]


def test_without_statistics_there_are_no_schools_to_begin_with(tmp_path: Path) -> None:
    roll = pupils(tmp_path / "学籍.xlsx", ("A1", "初一", "1班", 4))
    with pytest.raises(InputError, match="总表还没有学校，这些文件里也没有能建立学校的统计表"):
        begun(tmp_path, roll)
    assert not (tmp_path / "出").exists()
