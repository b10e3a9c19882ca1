"""The functions of the spreadsheet: results, one meaning for each kind of cell, limits of help."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.county import layout
from qbe_xl.functions import FUNCTIONS, MARK, OMITTED, CellError
from qbe_xl.functions.meaning import Becomes, Holds, becomes
from qbe_xl.functions.registry import Kind
from tests.counties import Draft
from tests.excel.test_udfs import usual, with_cell

PUPILS = [[45.0], [37.0], [89.0], [76.0], [55.0]]
BOOKS = [[279.0], [137.0], [935.0], [160.0], [402.0]]
VALUES = [[b[0] / p[0]] for b, p in zip(BOOKS, PUPILS, strict=True)]


def call(name: str, *arguments: object) -> object:
    return FUNCTIONS[f"QBE_{name}"](*arguments)  # type: ignore[arg-type]


def said(name: str, *arguments: object) -> str:
    found = call(name, *arguments)
    assert isinstance(found, str)
    assert found.startswith(MARK), found
    return found


def test_the_published_example_in_every_form() -> None:
    assert call("CV", VALUES, PUPILS) == pytest.approx(0.5152566, abs=5e-8)
    assert call("CV_TOTALS", BOOKS, PUPILS) == pytest.approx(0.5152566, abs=5e-8)
    assert call("MEAN", VALUES, PUPILS) == pytest.approx(6.334437, abs=5e-7)
    assert call("STD", VALUES, PUPILS) == pytest.approx(3.263861, abs=5e-7)
    assert call("CV", VALUES) == pytest.approx(0.48877, abs=5e-6)
    across = [[v[0] for v in VALUES]], [[p[0] for p in PUPILS]]
    assert call("CV", *across) == call("CV", VALUES, PUPILS)


def test_who_drives_the_cv_and_what_if() -> None:
    shares = call("CV_SHARE", VALUES, PUPILS)
    assert sum(row[0] for row in shares) == pytest.approx(1)  # type: ignore[attr-defined]
    assert max(range(5), key=lambda i: shares[i][0]) == 2  # type: ignore[index]
    changed = [*VALUES[:2], [6.0], *VALUES[3:]]
    assert call("CV_AFTER", VALUES, PUPILS, 3.0, 6.0) == call("CV", changed, PUPILS)
    assert "1 到 5" in said("CV_AFTER", VALUES, PUPILS, 6.0, 1.0)


def test_a_column_with_its_header_and_blanks_below_is_read_as_data() -> None:
    values = [["生均"], *VALUES, [None], [None]]
    pupils = [["学生数"], *PUPILS, [None], [None]]
    assert call("CV", values, pupils) == call("CV", VALUES, PUPILS)
    shares = call("CV_SHARE", values, pupils)
    assert [row[0] for row in shares][:1] == [""]  # type: ignore[attr-defined]


_CELLS = st.one_of(
    st.floats(0, 1e6, allow_nan=False), st.integers(0, 3), st.booleans(), st.none(), st.just("甲")
)


@given(st.lists(st.tuples(_CELLS, _CELLS), min_size=1, max_size=6))
def test_the_quick_way_of_reading_figures_is_the_slow_way(
    pairs: list[tuple[object, object]],
) -> None:
    # a header makes every cell be looked at; a figure above 1 first, so that text is no header
    pairs = [(2.0, 3.0), *pairs]
    quick = call("CV", [[x] for x, _ in pairs], [[p] for _, p in pairs])
    slow = call("CV", [["生均"], *([x] for x, _ in pairs)], [["学生数"], *([p] for _, p in pairs)])
    if isinstance(quick, str):
        assert isinstance(slow, str)
        assert re.sub(r"\d+", "", quick) == re.sub(r"\d+", "", slow)
    else:
        assert quick == slow


@pytest.mark.parametrize(
    ("value", "pupils", "part"),
    [
        (None, 10.0, "第 6 个数值未填报"),
        (1.0, None, "第 6 个学生数未填报"),
        ("三百", 10.0, "“三百”"),
        (CellError("#N/A"), 10.0, "#N/A"),
        (True, 10.0, "TRUE"),
        (dt.datetime(2024, 5, 20), 10.0, "2024-05-20"),
        (-1.0, 10.0, "负数"),
    ],
)
def test_what_a_range_may_not_hold(value: object, pupils: object, part: str) -> None:
    assert part in said("CV", [*VALUES, [value]], [*PUPILS, [pupils]])


def test_text_numbers_count_and_schools_without_pupils_do_not() -> None:
    assert call("CV", [*VALUES[:4], [str(VALUES[4][0])[:16]]], PUPILS) == pytest.approx(
        call("CV", VALUES, PUPILS)
    )
    assert call("CV", [*VALUES, [99.0]], [*PUPILS, [0.0]]) == call("CV", VALUES, PUPILS)
    assert "学生数为 0" in said("CV_TOTALS", [*BOOKS, [9.0]], [*PUPILS, [0.0]])
    assert "一样大" in said("CV", VALUES, PUPILS[:4])
    assert "无意义" in said("CV", [[0.0]], [[5.0]])
    assert "没有数" in said("CV", [[None], ["甲"]])


def test_lines_limits_and_floors() -> None:
    assert call("STANDARD", "R4", "小学") == 4.5
    assert call("STANDARD", "生均教学及辅助用房面积", "初中") == 5.8
    assert call("LIMIT", "小学") == 0.5
    assert call("FLOOR", "R1", "初中") == 4.505
    assert "R9" in said("STANDARD", "R9", "小学")
    assert "高中" in said("LIMIT", "高中")
    assert "national-2017" in said("STANDARD", "R4", "小学", "national-1999")
    assert call("STANDARD", "R4", "小学", "national-2017") == 4.5


def test_indicator_and_split() -> None:
    assert call("INDICATOR", "R1", 21.0, 500.0) == 4.2
    assert call("INDICATOR", "R6", 80.0, 400.0) == 2000
    assert call("INDICATOR", "R6", None, 400.0) == "待填报"
    assert call("SPLIT", 23226.0, "小学", 166.0, 210.0) == pytest.approx(9711.63, abs=5e-3)
    assert call("SPLIT", 23226.0, "初中", 166.0, 210.0) == pytest.approx(13514.37, abs=5e-3)
    assert call("SPLIT", 5000.0, "初中", 0.0, 500.0, 700.0) == pytest.approx(1865.6716, abs=5e-5)
    assert said("SPLIT", 5000.0, "初中", 0.0, 0.0)


def test_verdicts_are_exact_at_the_line() -> None:
    assert call("MEETS", "R1", "小学", 4.2) == "达标"
    assert call("MEETS", "R1", "小学", 4.19999999999999) == "未达标"
    assert call("MEETS", "R1", "小学", None) == "待填报"
    line = [4.2, 1.0, 0.9, 4.5, 7.5, 2000.0, 2.3]
    assert call("SCHOOL", "小学", [line]) == "达标（7 项达标）"
    assert "R4 为标准的 85.0%" in str(call("SCHOOL", "小学", [[*line[:3], 3.825, *line[4:]]]))
    assert str(call("SCHOOL", "小学", [[*line[:3], 3.82, *line[4:]]])).startswith("未达标")
    assert str(call("SCHOOL", "小学", [[*line[:3], None, *line[4:]]])).startswith("待填报")
    assert "7 个" in said("SCHOOL", "小学", [line[:6]])


def test_gaps_in_whole_units() -> None:
    assert call("GAP", "R1", "小学", 14.0, 395.0) == 3
    assert call("GAP", "R1", "小学", 17.0, 395.0) == 0
    assert call("GAP", "R4", "小学", 1700.0, 400.0) == 100
    assert call("GAP", "R4", "小学", 1700.0, 400.0, True) == 0
    assert call("GAP", "R6", "小学", 70.0, 400.0) == 100000
    assert call("GAP", "R7", "小学", None, 400.0) == "待填报"


def test_explanations_and_articles() -> None:
    text = str(call("EXPLAIN", "R4", "小学", 4.4))
    for part in ("4.5", "第六条（四）", "4.40", "差 0.10", "97.8%", "未达标"):
        assert part in text
    assert "待填报" in str(call("EXPLAIN", "R4", "小学", None))
    assert "第七条（五）" in str(call("CITE", "G5"))
    assert "yunnan-2022" in str(call("VERSION"))


def sheets(draft: Draft) -> list[object]:
    rows = {sheet.name: sheet.rows for sheet in draft.book().sheets}
    return [rows[sheet.name] for sheet in layout.SHEETS]


def test_whole_sheets() -> None:
    draft = Draft()
    found = draft.assess()
    table = call("TABLE", sheets(draft)[0])
    assert isinstance(table, list)
    assert len(table) == 1 + len(found.sections)
    assert table[1][:4] == ["A1", "A1学校", "小学", 400.0]
    assert table[1][4 : 4 + len(INDICATORS)] == found.sections.values[0].tolist()
    balance = call("BALANCE", sheets(draft)[0])
    assert isinstance(balance, list)
    assert len(balance) == 15
    verdict = call("VERDICT", *sheets(draft))
    assert verdict[0] == ["全县结论", "达标"]  # type: ignore[index]
    assert call("VERDICT", sheets(draft)[0])[0][1] == "待填报"  # type: ignore[index]


def test_a_bad_sheet_is_named_with_its_first_problem() -> None:
    draft = Draft()
    draft.schools[0]["小学在校生数"] = "三百"
    draft.schools[1]["办学类型"] = "中学"
    assert "学校!K2" in said("TABLE", sheets(draft)[0])
    assert "另有 1 处" in said("TABLE", sheets(draft)[0])
    rows = sheets(Draft())[0]
    rows[1][10] = CellError("#DIV/0!")  # type: ignore[index]
    assert "#DIV/0!" in said("TABLE", rows)


CELLS = st.one_of(
    st.none(),
    st.floats(-10, 1e6),
    st.text(max_size=3),
    st.booleans(),
    st.just(CellError("#N/A")),
    st.datetimes(),
)
ARGUMENTS = st.one_of(
    CELLS, st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=3)
)


@pytest.mark.parametrize("name", FUNCTIONS)
@given(data=st.data())
def test_no_argument_ever_breaks_a_function(name: str, data: st.DataObject) -> None:
    found = FUNCTIONS[name]
    arguments = [data.draw(ARGUMENTS) for _ in found.parameters]
    result = found(*arguments)
    assert "内部错误" not in str(result)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_omitted_optional_arguments_do_not_break_a_function(name: str) -> None:
    needed = [p for p in FUNCTIONS[name].parameters if not p.optional]
    assert "内部错误" not in str(FUNCTIONS[name](*[1.0 for _ in needed]))
    assert "内部错误" not in str(FUNCTIONS[name](*[OMITTED for _ in FUNCTIONS[name].parameters]))


def test_help_fits_excel() -> None:
    assert len(FUNCTIONS) <= 25
    for name, found in FUNCTIONS.items():
        assert re.fullmatch(r"QBE_[A-Z_]{2,27}", name)
        assert 0 < len(found.help) <= 255
        assert found.example.startswith(f"={name}(")
        assert sum(len(p.title) + 1 for p in found.parameters) + len(name) <= 254
        optional = [p.optional for p in found.parameters]
        assert optional == sorted(optional)
        for parameter in found.parameters:
            assert 0 < len(parameter.help) <= 255
            assert parameter.name.isascii()
            assert parameter.name not in ("type", "end", "date", "name", "next", "stop", "string")


def test_our_own_answers_are_taken_where_a_figure_may_stand() -> None:
    line = [4.2, 1.0, 0.9, 4.5, 7.5, 2000.0, 2.3]
    assert call("MEETS", "R1", "小学", call("INDICATOR", "R1", None, 400.0)) == "待填报"
    assert str(call("SCHOOL", "小学", [[*line[:3], "待填报", *line[4:]]])).startswith(
        "待填报（6 项"
    )
    assert call("CV", [*VALUES, ["待填报"]], [*PUPILS, ["待填报"]]) == call("CV", VALUES, PUPILS)
    assert "第 6 个数值未填报" in said("CV", [*VALUES, ["待填报"]], [*PUPILS, [9.0]])
    zero = said("INDICATOR", "R1", 3.0, 0.0)
    assert said("MEETS", "R1", "小学", zero) == zero
    assert said("CV", [[zero], *VALUES], [[5.0], *PUPILS]) == zero


def test_a_blank_is_not_zero_pupils() -> None:
    assert call("SPLIT", 23226.0, "小学", 166.0, None) == "待填报"
    assert call("SPLIT", 23226.0, "小学", 166.0, 210.0, None) == "待填报"
    assert call("SPLIT", 23226.0, "小学", 166.0, 0.0) == 23226
    assert "学生数为 0" in said("GAP", "R1", "小学", 0.0, 0.0)
    assert "TRUE 或 FALSE" in said("GAP", "R4", "小学", 1700.0, 400.0, "下限")
    assert call("GAP", "R4", "小学", 1700.0, 400.0, "否") == 100


@pytest.mark.parametrize("name", ["CV", "MEAN", "STD", "CV_TOTALS", "CV_SHARE"])
def test_ranges_of_different_shape_are_not_paired(name: str) -> None:
    flat = [[row[0] for row in PUPILS]]
    text = said(name, VALUES, flat)
    assert "数值是 5 行 1 列，学生数是 1 行 5 列" in text


IN_A_CELL: dict[Holds, object] = {
    Holds.FIGURE: 1.0,
    Holds.TYPED: "1",
    Holds.BLANK: None,
    Holds.WAITING: "待填报",
    Holds.SAID: "#QBE:学生数为 0，没有这个学段",
    Holds.ERROR: CellError("#N/A"),
    Holds.TEXT: "三百",
    Holds.LOGICAL: True,
    Holds.DATE: dt.datetime(2024, 5, 20),
    Holds.NEGATIVE: -1.0,
    Holds.SEVERAL: [[1.0], [2.0]],
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_table_says_what_becomes_of_each_cell(name: str) -> None:
    """As the manual prints it; the adaptors are held to the same cells by their own tests."""
    for place, parameter in enumerate(FUNCTIONS[name].parameters):
        for holds in Holds:
            expected = becomes(parameter, holds)
            if expected is None or (holds is Holds.SEVERAL and parameter.kind is Kind.RANGE):
                continue
            arguments = usual(name)
            arguments[place] = with_cell(arguments[place], IN_A_CELL[holds])
            result = str(FUNCTIONS[name](*arguments))
            told = (name, parameter.title, holds, result)
            if expected is Becomes.USED:
                assert not result.startswith(MARK), told
            elif expected is Becomes.WAITING:
                assert "待填报" in result, told
            elif expected is Becomes.LACKING:
                assert "待填报" in result or "未填报" in result, told
            elif expected is Becomes.SAID_ON:
                assert result == IN_A_CELL[holds], told
            elif expected is Becomes.REFUSED:
                assert result.startswith(MARK), told
            else:
                arguments[place] = OMITTED
                assert result == str(FUNCTIONS[name](*arguments)), told
