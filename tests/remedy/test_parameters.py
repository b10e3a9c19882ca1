"""The sheet 整改参数: optional, checked, and written as a form with marked defaults."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from qbe_xl.county.reading import read_book
from qbe_xl.errors import InputError
from qbe_xl.remedy.parameters import SHEET, SPECS, Parameters
from qbe_xl.remedy.parameters_form import parameters_workbook
from qbe_xl.remedy.parameters_sheet import read_parameters
from tests.counties import GOLDEN

BOOK = GOLDEN / "mixed.xlsx"


def with_sheet(path: Path, *rows: tuple[object, ...]) -> Path:
    """The golden county with a sheet 整改参数."""
    book = openpyxl.load_workbook(BOOK)
    sheet = book.create_sheet(SHEET.name)
    sheet.append(["参数", "数值", "单位", "说明"])
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def codes() -> list[str]:
    schools = read_book(BOOK)[1].schools
    return [schools.word("code", i) for i in range(2)]


def test_without_the_sheet_the_defaults_hold() -> None:
    book, county = read_book(BOOK)
    found, notices = read_parameters(book, county)
    assert found == Parameters()
    assert not notices
    assert all("惯例" in found.source(spec.key) for spec in SPECS)


def test_a_sheet_replaces_what_it_names(tmp_path: Path) -> None:
    first, second = codes()
    path = with_sheet(
        tmp_path / "a.xlsx",
        ("教学及辅助用房单价", 0.28, "万元/㎡", ""),
        ("允许补充教师", "否"),
        ("场地不能扩大的学校", f"{first}、{second}"),
        ("预算", "1,200"),
        ("全县新增专任教师上限", None),
        ("无法识别的参数", 1),
    )
    book, county = read_book(path)
    found, notices = read_parameters(book, county)
    assert found.number("R4") == Fraction("0.28")
    assert not found.flag("hire")
    assert found.codes("fixed_sites") == (first, second)
    assert found.optional("budget") == 1200
    assert found.optional("new_posts") is None
    assert found.number("R1") == Parameters().number("R1")
    assert found.source("R4") == "本县填写"
    assert any("无法识别的参数" in notice.message for notice in notices)


def test_what_cannot_be_used_is_said_with_its_cell(tmp_path: Path) -> None:
    path = with_sheet(
        tmp_path / "a.xlsx", ("运动场地单价", "看情况"), ("预算", -1), ("允许采购设备", "可以")
    )
    book, county = read_book(path)
    with pytest.raises(InputError) as caught:
        read_parameters(book, county)
    said = [str(problem) for problem in caught.value.problems]
    assert [line.partition("：")[0] for line in said] == [f"整改参数!B{n}" for n in (2, 3, 4)]
    path = with_sheet(
        tmp_path / "b.xlsx", ("编制冻结的学校", "12345"), ("每校派出交流教师比例上限", 20)
    )
    with pytest.raises(InputError) as caught:
        read_parameters(read_book(path)[0], county)
    assert len(caught.value.problems) == 2
    assert "“12345”不在“学校”表" in str(caught.value)


def test_amounts_are_understood_as_officials_write_them(tmp_path: Path) -> None:
    path = with_sheet(
        tmp_path / "a.xlsx",
        ("预算", "约 1.2亿元"),
        ("网络多媒体教室单价", "3.5万"),
        ("全县新增专任教师上限", "三十人"),
    )
    book, county = read_book(path)
    found, notices = read_parameters(book, county)
    assert [found.values[key] for key in ("budget", "R7", "new_posts")] == [
        12_000,
        Fraction("3.5"),
        30,
    ]
    assert [str(notice) for notice in notices] == [
        "整改参数!B2：预算“约 1.2亿元”已按 12000 读取",
        "整改参数!B3：网络多媒体教室单价“3.5万”已按 3.5 读取",
        "整改参数!B4：全县新增专任教师上限“三十人”已按 30 读取",
    ]


def test_the_form_is_read_back_as_the_defaults(tmp_path: Path) -> None:
    own = tmp_path / "参数.xlsx"
    own.write_bytes(parameters_workbook())
    book, county = read_book(BOOK)
    found, notices = read_parameters(book, county, own)
    assert dict(found.values) == dict(Parameters().values)
    assert not notices
    sheet = openpyxl.load_workbook(own)[SHEET.name]
    written = {row[0].value: row[3].value for row in sheet.iter_rows(min_row=4)}
    assert set(written) == {spec.title for spec in SPECS}
    assert all("惯例" in written[s.title] for s in SPECS if s.default not in (None, ()))


def test_a_file_of_settings_serves_too(tmp_path: Path) -> None:
    own, (first, second) = tmp_path / "参数.toml", codes()
    own.write_text(
        f'"交流方式" = "对调"\n"允许补充教师" = false\n"允许采购设备" = "否"\n"预算" = 1200.5\n'
        f'"编制冻结的学校" = ["{first}", "{second}"]\n"小规模学校保留骨干教师数" = 2\n',
        encoding="utf-8",
    )
    book, county = read_book(BOOK)
    found, _ = read_parameters(book, county, own)
    assert not found.with_post
    assert (found.flag("hire"), found.flag("buy"), found.flag("move")) == (False, False, True)
    assert found.number("budget") == Fraction("1200.5")
    assert found.number("keep_backbone") == 2
    assert found.codes("frozen") == (first, second)
    assert Parameters().with_post
    own.write_text('"交流方式" = "轮换"\n"编制冻结的学校" = ["1"]\n"单价" = 3\n', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_parameters(book, county, own)
    assert len(caught.value.problems) == 3


def test_the_way_of_exchanging_is_one_of_two(tmp_path: Path) -> None:
    path = with_sheet(tmp_path / "a.xlsx", ("交流方式", "对调"))
    found, _ = read_parameters(*read_book(path))
    assert not found.with_post
    book, county = read_book(with_sheet(tmp_path / "b.xlsx", ("交流方式", "轮换")))
    with pytest.raises(InputError, match="编随人走 / 对调"):
        read_parameters(book, county)


def test_a_workbook_of_its_own_must_have_the_sheet() -> None:
    book, county = read_book(BOOK)
    with pytest.raises(InputError, match="没有工作表“整改参数”"):
        read_parameters(book, county, BOOK)


def test_a_price_is_shown_as_it_is_typed() -> None:
    parameters = Parameters().having(R4=Fraction("0.28"))
    assert [parameters.shown(key) for key in ("R4", "R1")] == ["0.28", "8"]
