"""What Calc hands over, made what the functions expect; the rest is tested in a real Calc."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from qbe_xl.functions import MARK
from qbe_xl.libreoffice import adaptor
from qbe_xl.libreoffice.adaptor import call


@pytest.fixture(autouse=True)
def point() -> Iterator[None]:
    yield
    adaptor.use_decimal(".")


def test_figures_come_as_text_and_a_blank_is_no_zero() -> None:
    assert call("qbeMeets", ("R1", "小学", "4.2", None)) == "达标"
    assert call("qbeMeets", ("R1", "小学", "0", None)) == "未达标"
    assert call("qbeMeets", ("R1", "小学", "", None)) == "待填报"
    assert call("qbeIndicator", ("R1", "2.1E+1", "500")) == 4.2


@pytest.mark.parametrize("text", ["三百", "1_000", "inf", "nan", "0x10", "1e5x"])
def test_text_that_is_no_figure_stays_text(text: str) -> None:
    said = call("qbeMeets", ("R1", "小学", text, None))
    assert str(said).startswith(MARK)
    assert text in str(said)


def test_an_office_that_writes_a_decimal_comma() -> None:
    adaptor.use_decimal(",")
    assert call("qbeMeets", ("R1", "小学", "4,2", None)) == "达标"
    assert call("qbeMeets", ("R1", "小学", "4,199", None)) == "未达标"


def test_optional_arguments_that_are_blank_or_not_given() -> None:
    assert call("qbeLimit", ("小学", None)) == call("qbeLimit", ("小学", 0.0)) == 0.5
    assert str(call("qbeLimit", ("小学", 7.0))).startswith(MARK)
    assert call("qbeGap", ("R1", "小学", "14", "395", None)) == 3
    assert call("qbeGap", ("R1", "小学", "14", "395", 1.0)) == 1


def column(*cells: Any) -> tuple[tuple[Any, ...], ...]:
    return tuple((cell,) for cell in cells)


def test_blanks_within_a_range_and_whole_columns() -> None:
    values, pupils = column("", 1.0, 3.0), column("", 10.0, 10.0)
    assert call("qbeCv", (values, pupils)) == 0.5
    blank = (("",),) * 1_048_576
    assert call("qbeCv", (values + blank[3:], pupils + blank[3:])) == 0.5
    longer = column("", 10.0, 10.0, "", 0.0)
    assert call("qbeCv", (values + blank[3:], longer + blank[5:])) == 0.5
    assert call("qbeCv", (values + blank[4:], longer + blank[6:])) == 0.5
    said = str(call("qbeCv", (values + blank[3:], longer + blank[6:])))
    assert "1048576 行 1 列" in said
    assert "1048575 行 1 列" in said
    row = ((*[""] * 4, 1.0, 3.0, *[""] * (16_384 - 6)),)
    assert call("qbeCv", (row, None)) == 0.5


def test_results_are_rows_where_a_function_spills() -> None:
    assert call("qbeCvShare", (column(1.0, 3.0), column(1.0, 1.0))) == ((0.5,), (0.5,))
    spilled: Any = call("qbeCvShare", (column("三", 3.0), column(1.0, 1.0)))
    ((said,),) = spilled
    assert str(said).startswith(MARK)


def test_an_extension_of_another_version_is_told() -> None:
    assert "不是同一个版本" in str(call("qbeNew", ()))
    assert "不是同一个版本" in str(call("qbeLimit", ("小学",)))
