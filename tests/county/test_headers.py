"""One reader of table sheets: which row is the header, which column is what, what is odd there."""

from __future__ import annotations

import time

import pytest

from qbe_xl.county.folding import bare, folded, tidy
from qbe_xl.county.headers import header_row, likeness, placed, records
from qbe_xl.county.reading import read_county
from qbe_xl.errors import InputError
from qbe_xl.files.opening.sheet import make_sheet
from tests.counties import Draft, FakeBook, FakeSheet

INVISIBLE = [0x200B, 0x200F, 0x202A, 0x202E, 0x2060, 0x2069, 0xFEFF]


def sheet(book: FakeBook, name: str) -> FakeSheet:
    return next(one for one in book.sheets if one.name == name)


def read(book: FakeBook) -> tuple[list[str], list[str]]:
    """Problems and notices."""
    try:
        return [], [str(notice) for notice in read_county(book).notices]  # type: ignore[arg-type]
    except InputError as error:
        return [str(problem) for problem in error.problems], []


def with_header(old: str, new: str, name: str = "学校") -> FakeBook:
    book = Draft().book()
    heads = sheet(book, name).rows[0]
    heads[heads.index(old)] = new
    return book


@pytest.mark.parametrize("mark", INVISIBLE)
def test_no_invisible_mark_is_left(mark: int) -> None:
    text = f"学{chr(mark)}校 A{chr(mark)}"
    assert (tidy(text), folded(text), bare(text)) == ("学校 A", "学校 A", "学校A")
    assert read(with_header("寄宿制", f"{chr(mark)}寄 宿\n制{chr(mark)}")) == ([], [])


def test_width_and_space_make_no_difference() -> None:
    assert folded("　５３２６Ａ　") == "5326A"
    assert bare(" 完成３６０\n学时 教师数 ") == "完成360学时教师数"
    assert bare(3.0) == ""


def test_a_text_far_longer_than_any_name_takes_no_time() -> None:
    """Twenty million letters, as many as a few hundred cells of a stranger's file may hold."""
    long, before = "甲" * 20_000_000, time.process_time()
    assert bare(long).startswith("甲甲甲")
    assert time.process_time() - before < 0.2


def test_a_header_row_by_its_first_or_its_most_hits() -> None:
    hits = [0, 2, 5, 3]
    assert header_row(4, hits.__getitem__, least=2) == 1
    assert header_row(4, hits.__getitem__, least=2, most=True) == 2
    assert header_row(4, hits.__getitem__, least=6, most=True) is None
    assert header_row(0, hits.__getitem__) is None


def test_an_exact_name_comes_before_a_near_one_and_each_is_found_once() -> None:
    headers = {0: "责任人电话", 1: "责任人", 2: "责任人"}
    found = placed(headers, ["责任人"], lambda text, name: text == name, likeness)
    assert found == {1: "责任人"}


def test_rows_of_a_small_table_by_header() -> None:
    found = make_sheet("表", [["题目"], [" 编 号", "名称"], ["1", "甲"], [None, "乙"]], {}, ())
    assert list(records(found, "编号")) == [
        {"编号": "1", "名称": "甲"},
        {"编号": None, "名称": "乙"},
    ]
    assert list(records(found, "代号")) == []
    assert list(records(None, "代号")) == []


def test_the_one_unknown_column_that_fits_is_taken_with_a_notice() -> None:
    problems, notices = read(with_header("小学在校生数", "小学在校学生数"))
    assert problems == []
    assert len(notices) == 1
    assert "没有“小学在校生数”列，已把“小学在校学生数”列当作它读取" in notices[0]


def test_a_key_header_of_a_near_name_is_found_too() -> None:
    problems, notices = read(with_header("学校标识码", "学校标识代码"))
    assert problems == []
    assert ["已把“学校标识代码”列当作它读取" in notice for notice in notices] == [True]


def test_no_column_is_taken_where_two_fit_or_its_cells_or_its_stage_do_not() -> None:
    book = with_header("小学在校生数", "小学在校学生数")
    rows = sheet(book, "学校").rows
    for number, row in enumerate(rows):
        row.append("小学在校生人数" if number == 0 else 400.0)
    assert any("缺少“小学在校生数”列" in problem for problem in read(book)[0])
    book = with_header("小学在校生数", "小学在校学生数")
    place = sheet(book, "学校").rows[0].index("小学在校学生数")
    sheet(book, "学校").rows[1][place] = "见附件"
    assert any("缺少“小学在校生数”列" in problem for problem in read(book)[0])
    book = with_header("小学在校生数", "中学在校生数")
    assert any("缺少“小学在校生数”列" in problem for problem in read(book)[0])


@pytest.mark.parametrize("unit", ["（元）", "【元】", "/元", "：元", "元", "（单位：元）"])
def test_a_near_column_in_another_unit_is_a_problem(unit: str) -> None:
    problems, _ = read(with_header("教学仪器设备值", f"教学仪器设备总值{unit}"))
    assert len(problems) == 1
    assert "单位应为“万元”" in problems[0]


def test_the_one_unknown_sheet_that_fits_is_taken_with_a_notice() -> None:
    book = Draft().book()
    sheet(book, "班级").name = "各校班级"
    problems, notices = read(book)
    assert problems == []
    assert notices == [
        "班级：没有工作表“班级”，已把表头相同的“各校班级”当作它读取，请核对并改正表名"
    ]
    book.sheets.append(FakeSheet("班级备份", sheet(book, "各校班级").rows))
    assert read(book)[0] == [
        "班级：缺少工作表“班级”，请补上；工作表“各校班级”是否就是它？是的请改正表名和表头"
        "（可用 qbe-xl new 生成空白工作簿对照）"
    ]


def test_what_is_lacking_is_asked_after_by_the_nearest_name() -> None:
    book = with_header("办学类型", "学校办学的类别")
    place = sheet(book, "学校").rows[0].index("学校办学的类别")
    problems, _ = read(book)
    assert problems == [
        "学校!1：缺少“办学类型”列，请在表头行补上这一列；"
        f"第 {place + 1} 列“学校办学的类别”是否就是它？是的请改正表头"
    ]
    assert "是否就是" not in "".join(read(with_header("办学类型", "备注"))[0])


def test_a_column_that_may_be_lacking_is_not_lost_silently() -> None:
    book = Draft().book()
    rows = sheet(book, "学校").rows
    if "归属学校标识码" in rows[0]:
        place = rows[0].index("归属学校标识码")
    else:
        place = len(rows[0])
        for row in rows:
            row.append(None)
    rows[0][place] = "归属标识码"
    problems, notices = read(book)
    assert problems == []
    assert [n.partition("：")[2] for n in notices] == [
        "“归属标识码”列没有采用；它若就是“归属学校标识码”，请改正表头"
    ]


def test_codes_and_names_under_a_merge_hold_its_value() -> None:
    book = Draft().book()
    found = sheet(book, "班级")
    place = found.rows[0].index("学校标识码")
    for row in found.rows[2:11]:
        row[place] = None
    found.merged = [(1, place, 10, place)]
    county = read_county(book)  # type: ignore[arg-type]
    assert list(county.classes.words["code"] or ()) == ["A1"] * 10 + ["B1"] * 10


def test_a_total_row_may_be_merged_over_code_and_name() -> None:
    book = Draft().book()
    found = sheet(book, "学校")
    found.rows.append(["小 计", None, *[None] * (len(found.rows[0]) - 3), "合计无效"])
    found.merged = [(3, 0, 3, 1)]
    problems, notices = read(book)
    assert problems == []
    assert notices == ["学校!B4：“小计”行不是学校，已跳过"]


def test_a_header_over_two_rows() -> None:
    for merged in ([(0, 0, 1, 0)], []):
        book = Draft().book()
        found = sheet(book, "专用教室")
        heads = found.rows[0]
        found.rows.insert(1, [None, *heads[1:]])
        found.rows[0] = [heads[0], *["甲组" for _ in heads[1:]]]
        found.merged = merged
        assert read(book) == ([], [])
