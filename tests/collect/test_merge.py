"""汇总: what schools send back, right and wrong, and what the county hears of it."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from itertools import count
from pathlib import Path

import openpyxl
import pytest

from qbe_xl.collect.correction import NAME as CORRECTIONS
from qbe_xl.collect.merge import merge
from qbe_xl.collect.status import ABSENT, ASKED, DONE, FAULTY
from qbe_xl.county.reading import read_book
from qbe_xl.errors import InputError, OutputError
from qbe_xl.files import writing
from tests.collect.schools import NOW, book, cell, change, merged, put, sent_out
from tests.counties import primary_county
from tests.files.hostile import unzipped, zipped

KEPT = ("学校标识码", "学校名称", "所属乡镇", "办学类型", "举办者", "城乡类型")


def texts(path: Path, sheet: str) -> list[list[str]]:
    rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [[str(value) for value in row if value is not None] for row in rows]


def comments(path: Path) -> dict[str, str]:
    return {
        f"{sheet.title}!{one.coordinate}": one.comment.text
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for one in row
        if one.comment
    }


# Right


def test_what_the_school_changed_stands_in_the_merged_workbook(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"))
    put(files["A1"], "教学仪器设备值", 130.25)
    put(files["A1"], "建校年份", 1999)
    put(files["A1"], "面积", 120.5, 2, "专用教室")
    outcome, schools, found = merged(tmp_path)
    assert (schools["A1"]["equipment"], schools["B2"]["equipment"]) == (130.25, 120)
    assert schools["A1"]["built"] == 1999
    assert [row["area"] for row in found["专用教室"]] == [96, 120.5, 96, 90]
    assert [outcome.facts.state(code) for code in ("A1", "B2")] == [DONE, DONE]
    assert not outcome.corrections


def test_a_school_that_did_not_return_keeps_what_the_county_has(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"))
    files["B2"].unlink()
    outcome, schools, found = merged(tmp_path)
    assert outcome.facts.state("B2") == ABSENT
    assert schools["B2"]["primary_pupils"] == 400
    assert len([row for row in found["班级"] if row["code"] == "B2"]) == 10


def test_a_figure_that_the_school_deleted_is_blank_and_said(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"))
    put(files["A1"], "运动场地面积", None)
    outcome, schools, _ = merged(tmp_path)
    assert schools["A1"]["field_area"] is None
    (one,) = outcome.facts.disagreements
    assert (one.code, one.item, one.county, one.school) == ("A1", "运动场地面积", "5000", "")


def test_what_the_county_registers_stays_the_countys(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"))
    put(files["A1"], "学校名称", "自己改的名")
    put(files["A1"], "办学类型", "初级中学")
    outcome, schools, _ = merged(tmp_path)
    assert (schools["A1"]["name"], schools["A1"]["type"]) == ("A1学校", "小学")
    assert [(d.item, d.school, d.outcome) for d in outcome.facts.disagreements] == [
        ("学校名称", "自己改的名", "采用总表"),
        ("办学类型", "初级中学", "采用总表"),
    ]


def test_sheets_and_columns_may_move_and_bear_other_names(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"), in_rows=True)

    def mix(opened: openpyxl.Workbook) -> None:
        opened["学校"].title = "Sheet1"
        opened.move_sheet("Sheet1", 4)
        sheet = opened["班级"]
        for row in range(1, sheet.max_row + 1):  # the columns the other way round
            cells = [sheet.cell(row, place) for place in range(1, 6)]
            for one, value in zip(cells, [c.value for c in reversed(cells)], strict=True):
                one.value = value
        opened.create_sheet("随手记", 0)["A1"] = "电话 13812345678"

    change(files["A1"], mix)
    outcome, schools, found = merged(tmp_path)
    assert outcome.facts.state("A1") == DONE
    assert schools["A1"]["primary_pupils"] == 400
    assert [row["name"] for row in found["班级"]][:2] == ["小学1班", "小学2班"]
    assert outcome.facts.taken["A1"].source.remarks == ("工作表“Sheet1”按表头认作“学校”",)
    for path in (outcome.files.status_workbook, outcome.files.book):
        assert b"13812345678" not in path.read_bytes()
    assert "13812345678" not in outcome.files.status_page.read_text(encoding="utf-8")


def test_a_class_without_code_is_the_schools_own(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"), in_rows=True)
    put(files["A1"], "学校标识码", None, 3, "班级")
    outcome, _, found = merged(tmp_path)
    assert len([row for row in found["班级"] if row["code"] == "A1"]) == 10
    assert outcome.facts.taken["A1"].source.remarks == ("“班级”有 1 行没有标识码，按本校计",)


def test_a_township_returns_many_schools_in_one_file(tmp_path: Path) -> None:
    from qbe_xl.collect.split import split

    source = book(tmp_path, primary_county("A1", "B2", "C3"))
    outcome = split(source, tmp_path / "交回", by="township", now=NOW)
    (path,) = outcome.files.values()
    put(path, "教学仪器设备值", 140.5, 2)
    put(path, "小学专任教师数", "很多", 3)
    result, schools, _ = merged(tmp_path)
    assert [result.facts.state(code) for code in ("A1", "B2", "C3")] == [DONE, DONE, FAULTY]
    assert schools["B2"]["equipment"] == 140.5
    assert list(result.corrections) == ["C3"]
    assert {row["code"] for row in schools.values()} == {"A1", "B2", "C3"}


# Wrong


def test_a_bad_cell_is_left_blank_and_told_to_the_school(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"), in_rows=True)
    put(files["A1"], "小学在校生数", "三百")
    put(files["A1"], "小学高于规定学历教师数", 31)
    put(files["A1"], "学段", None, 2, "班级")
    before = files["A1"].read_bytes()
    outcome, schools, found = merged(tmp_path)
    assert outcome.facts.state("A1") == FAULTY
    assert schools["A1"]["primary_pupils"] is None
    assert schools["A1"]["primary_degree"] is None
    assert schools["A1"]["primary_teachers"] == 30
    assert len([row for row in found["班级"] if row["code"] == "A1"]) == 9
    assert files["A1"].read_bytes() == before
    path = outcome.corrections["A1"]
    assert path.name == "改正-A1-A1学校.xlsx"
    told = comments(path)
    assert "现为“三百”，请改为数字" in told["学校!K6"]
    assert sum("大于小学专任教师数（30）" in text for text in told.values()) == 1
    assert "学段不能为空" in told["班级!C6"]
    made = openpyxl.load_workbook(path)
    assert cell(made, "小学在校生数").value == "三百"
    assert cell(made, "小学高于规定学历教师数").value == 31
    assert cell(made, "小学在校生数").fill.fgColor.rgb == "FFFBE6E6"
    assert not cell(made, "小学在校生数").protection.locked
    listed = texts(path, CORRECTIONS)
    assert len([row for row in listed if "✕ 必须改" in row]) == 3
    assert made.active.title == CORRECTIONS


def test_the_correction_workbook_comes_back_as_a_return(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"))
    put(files["A1"], "小学在校生数", "三百")
    outcome, _, _ = merged(tmp_path)
    back = tmp_path / "交回" / "改好了.xlsx"
    shutil.copyfile(outcome.corrections["A1"], back)
    put(back, "小学在校生数", 400)
    again = merge(tmp_path / "交回", tmp_path / "总表.xlsx", tmp_path / "二次", now=NOW)
    assert again.facts.taken["A1"].source.name == "改好了.xlsx"
    assert again.facts.state("A1") == DONE
    assert [(d.item, d.taken, d.other) for d in again.facts.differences] == [
        ("小学在校生数", "400", "")
    ]


def test_the_checkup_asks_without_leaving_anything_out(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"), in_rows=True)
    put(files["A1"], "人数", 12, 1, "班级")
    outcome, _, found = merged(tmp_path)
    assert outcome.facts.state("A1") == ASKED
    assert found["班级"][0]["pupils"] == 12
    assert "各班人数相加为 372" in comments(outcome.corrections["A1"])["学校!K6"]


def test_a_lost_sheet_leaves_the_countys_rows(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"), in_rows=True)
    change(files["A1"], lambda opened: opened.remove(opened["专用教室"]))
    outcome, _, found = merged(tmp_path)
    assert outcome.facts.state("A1") == FAULTY
    assert len([row for row in found["专用教室"] if row["code"] == "A1"]) == 2
    assert any("缺少工作表“专用教室”" in r.message for r in outcome.facts.remarks["A1"])


def test_a_stranger_is_named_and_not_added(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"))
    change(files["A1"], lambda o: setattr(cell(o, "学校标识码"), "value", "Z9"))
    outcome, schools, _ = merged(tmp_path)
    assert set(schools) == {"A1", "B2"}
    assert outcome.facts.state("A1") == ABSENT
    assert [(one.code, one.name) for one in outcome.facts.unknown] == [("Z9", "A1学校")]
    page = outcome.files.status_page.read_text(encoding="utf-8")
    assert "总表中没有这些学校，没有汇入：A1学校（Z9）" in page


def test_a_form_that_nobody_filled_in_is_no_return(tmp_path: Path) -> None:
    bare = dict.fromkeys(key for key in primary_county("A1").schools[0] if key not in KEPT)
    draft = primary_county("A1", "B2", A1=bare)
    draft.classes = [row for row in draft.classes if row["学校标识码"] == "B2"]
    draft.rooms = []
    sent_out(tmp_path, draft)
    outcome, _, _ = merged(tmp_path)
    assert [outcome.facts.state(code) for code in ("A1", "B2")] == [ABSENT, DONE]
    assert "是空表，没有填任何数" in outcome.files.status_page.read_text(encoding="utf-8")


def test_what_is_no_return_is_named(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"))
    (tmp_path / "交回" / "B2学校 说明.txt").write_text("本校停办", encoding="utf-8")
    files["B2"].unlink()
    shutil.copyfile(tmp_path / "总表.xlsx", tmp_path / "交回" / "~$锁.xlsx")
    other = openpyxl.Workbook()
    other.active["A1"] = "通讯录"
    other.save(tmp_path / "交回" / "通讯录.xlsx")
    outcome, _, _ = merged(tmp_path)
    named = {file.name: file.reasons[0] for file in outcome.facts.refused}
    assert set(named) == {"B2学校 说明.txt", "通讯录.xlsx"}
    assert "没有“学校”工作表" in named["通讯录.xlsx"]
    status = texts(outcome.files.status_workbook, "报送情况")
    assert any("交回的“B2学校 说明.txt”无法打开；汇总表中沿用总表原有的数" in row for row in status)


# Which of two


def again(place: Path, path: Path, name: str, **changes: object) -> Path:
    target = place / "交回" / name
    shutil.copyfile(path, target)
    for header, value in changes.items():
        put(target, header, value)
    return target


def saved(path: Path, moment: str, outside: int) -> Path:
    """Say that a workbook was saved at this moment; outside: the file's own time."""
    parts = unzipped(path.read_bytes())
    core = parts["docProps/core.xml"]
    parts["docProps/core.xml"] = re.sub(
        rb"(modified[^>]*>)[^<]*", rb"\g<1>" + moment.encode(), core
    )
    path.write_bytes(zipped(parts))
    os.utime(path, (outside, outside))
    return path


def test_the_time_inside_the_file_decides(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"))
    later = again(tmp_path, files["A1"], "后来.xlsx", 建校年份=1951)
    saved(later, "2026-11-20T09:00:00Z", 1_000_000_000)
    saved(files["A1"], "2026-11-19T09:00:00Z", 1_700_000_000)  # copied later
    outcome, schools, _ = merged(tmp_path)
    taken = outcome.facts.taken["A1"]
    assert (taken.source.name, taken.source.stamp.source) == ("后来.xlsx", "表内记录的保存时间")
    assert schools["A1"]["built"] == 1951
    assert [other.name for other in taken.older] == [files["A1"].name]


def test_a_time_that_cannot_be_is_not_believed(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"))
    future = again(tmp_path, files["A1"], "来自未来.xlsx", 建校年份=1951)
    saved(future, "2099-01-01T00:00:00Z", 1_000_000_000)
    outcome, schools, _ = merged(tmp_path)
    assert schools["A1"]["built"] is None
    (older,) = outcome.facts.taken["A1"].older
    assert (older.name, older.stamp.source) == ("来自未来.xlsx", "文件的修改时间")


# Places


def test_nothing_of_the_countys_is_written_over(tmp_path: Path) -> None:
    sent_out(tmp_path, primary_county("A1"))
    folder, source = tmp_path / "交回", tmp_path / "总表.xlsx"
    with pytest.raises(InputError, match="输入文件就是结果文件"):
        merge(folder, source, source, force=True)
    with pytest.raises(InputError, match="不要放在交回文件的文件夹里"):
        merge(folder, source, folder / "汇总")
    with pytest.raises(InputError, match="找不到这个文件夹"):
        merge(tmp_path / "没有", source, tmp_path / "汇总")
    first = merge(folder, source, tmp_path / "汇总", now=NOW)
    with pytest.raises(OutputError, match="已经存在，没有改动"):
        merge(folder, source, tmp_path / "汇总", now=NOW)
    content = first.files.book.read_bytes()
    assert (
        merge(folder, source, tmp_path / "汇总", now=NOW, force=True).files.book == first.files.book
    )
    assert first.files.book.read_bytes() == content


def test_corrections_sent_out_before_stay(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"))
    put(files["A1"], "小学在校生数", "三百")
    first = merged(tmp_path)[0].corrections["A1"]
    before = first.stat().st_mtime_ns
    later = merge(
        tmp_path / "交回",
        tmp_path / "总表.xlsx",
        tmp_path / "汇总",
        now=NOW + dt.timedelta(minutes=5),
        force=True,
    )
    assert later.corrections["A1"] == first
    assert first.stat().st_mtime_ns == before, "nothing new is to be sent"
    put(files["A1"], "小学在校生数", "四百")
    second = merged(tmp_path, force=True)[0].corrections["A1"]
    assert (first.parent.name, second.parent.name) == ("汇总表-改正表", "汇总表-改正表(2)")
    assert first.exists()


def test_a_killed_merge_leaves_no_half_made_corrections(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"))
    for path in files.values():
        put(path, "小学在校生数", "三百")
    real, calls = writing._replace, count()

    def dying(staged: Path, target: Path) -> Path:
        if next(calls) == 4:
            raise KeyboardInterrupt
        return real(staged, target)

    with monkeypatch.context() as patch:
        patch.setattr(writing, "_replace", dying)
        with pytest.raises(KeyboardInterrupt):
            merged(tmp_path)
    (tmp_path / "汇总" / "汇总表-改正表(2)").mkdir()
    sent = merged(tmp_path, force=True)[0].corrections
    assert {path.parent.name for path in sent.values()} == {"汇总表-改正表"}, "whole, and the same"
    put(files["A1"], "小学在校生数", "四百")
    sent = merged(tmp_path, force=True)[0].corrections
    assert {path.parent.name for path in sent.values()} == {"汇总表-改正表(2)"}
    for folder in ("汇总表-改正表", "汇总表-改正表(2)"):  # the killed one's is whole, too
        assert len([*(tmp_path / "汇总" / folder).iterdir()]) == 2
    assert not [*tmp_path.rglob(".qbe-*")]


def test_an_empty_folder_is_no_error(tmp_path: Path) -> None:
    book(tmp_path, primary_county("A1"))
    (tmp_path / "交回").mkdir()
    outcome, schools, _ = merged(tmp_path)
    assert outcome.facts.count(ABSENT) == 1
    assert schools["A1"]["primary_pupils"] == 400
    assert read_book(outcome.files.book)
