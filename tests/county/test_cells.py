"""What one cell means."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbe_xl.county.cells import Complaint, Oddity, parse, show
from qbe_xl.county.layout import LEVELS


@pytest.mark.parametrize("blank", [None, "", "  ", "\u3000", "\xa0", "\n", "\u200b"])
@pytest.mark.parametrize("kind", ["text", "code", "choice", "yesno", "count", "number", "date"])
def test_white_space_is_not_filled_in(blank: str | None, kind: str) -> None:
    assert parse(blank, kind, ("甲",)) == (None, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("300", 300),
        (" 300 ", 300),
        ("３００", 300),
        ("1,200", 1200),
        ("1，200", 1200),
        ("1 200", 1200),
        ("1\xa0200", 1200),
        ("1\u202f200", 1200),
        ("１２００", 1200),
        ("12,345,678", 12345678),
        ("4.50", 4.5),
        ("０．１２", 0.12),
    ],
)
def test_text_that_is_wholly_a_number_is_that_number_with_a_warning(
    text: str, number: float
) -> None:
    value, remark = parse(text, "number")
    assert value == number
    assert isinstance(remark, Oddity)


@pytest.mark.parametrize(
    "text",
    [
        "300人",
        "三百",
        "12,00",
        "1,2345",
        "1 2",
        "1.200.000",
        "1e3",
        "0x10",
        "12%",
        "约300",
        "①",
        "½",
    ],
)
def test_other_text_where_a_number_belongs_is_refused(text: str) -> None:
    value, remark = parse(text, "number")
    assert value is None
    assert isinstance(remark, Complaint)


@pytest.mark.parametrize("raw", [True, dt.date(2024, 5, 20), dt.time(3), "-1", -0.5])
def test_what_is_no_count_is_refused(raw: object) -> None:
    assert isinstance(parse(raw, "count")[1], Complaint)  # type: ignore[arg-type]


def test_a_fraction_is_no_count_but_binary_noise_is_shown_as_whole() -> None:
    assert isinstance(parse(7.5, "count")[1], Complaint)
    assert parse(7139.9999999999991, "count") == (7140.0, None)
    assert parse(0.1 + 0.2, "number")[0] == 0.3


@pytest.mark.parametrize(
    ("raw", "code"),
    [(5326200001.0, "5326200001"), ("５３２６", "5326"), (" A1 ", "A1"), ("0012", "0012")],
)
def test_a_code_that_is_a_whole_number_is_its_digits(raw: object, code: str) -> None:
    assert parse(raw, "code") == (code, None)  # type: ignore[arg-type]


def test_a_code_that_is_a_date_or_a_fraction_is_refused() -> None:
    assert isinstance(parse(1.5, "code")[1], Complaint)
    assert isinstance(parse(dt.date(2024, 1, 1), "code")[1], Complaint)


@pytest.mark.parametrize(
    "raw",
    [
        dt.date(2024, 5, 20),
        dt.datetime(2024, 5, 20, 8, 30),
        "2024-05-20",
        "2024/5/20",
        "2024年5月20日",
        "２０２４-5-20",
    ],
)
def test_dates(raw: object) -> None:
    assert parse(raw, "date") == (dt.date(2024, 5, 20), None)  # type: ignore[arg-type]


@pytest.mark.parametrize("raw", [45432.0, "2024-02-30", "2024.5.20", "明年", "2024-05", True])
def test_what_is_no_date(raw: object) -> None:
    assert isinstance(parse(raw, "date")[1], Complaint)  # type: ignore[arg-type]


@pytest.mark.parametrize(("raw", "level"), [("Ⅲ", "Ⅲ"), ("III", "Ⅲ"), ("ＩＶ", "Ⅳ"), (" I ", "Ⅰ")])
def test_levels(raw: str, level: str) -> None:
    assert parse(raw, "choice", LEVELS) == (level, None)


@pytest.mark.parametrize("raw", ["3", "V", "Ⅴ", 3.0, "三级"])
def test_unknown_levels(raw: object) -> None:
    assert isinstance(parse(raw, "choice", LEVELS)[1], Complaint)  # type: ignore[arg-type]


def test_yes_and_no() -> None:
    assert parse("是", "yesno") == (True, None)
    assert parse(" 否 ", "yesno") == (False, None)
    for raw in ("有", "Y", "√", True, 1.0):
        assert isinstance(parse(raw, "yesno")[1], Complaint)


@given(st.floats(0, 1e15 - 1, allow_nan=False))
def test_a_number_is_the_decimal_at_15_digits(number: float) -> None:
    value, _ = parse(number, "number")
    assert value == float(f"{number:.15g}")


@given(st.text(), st.sampled_from(["text", "code", "choice", "yesno", "count", "number", "date"]))
def test_no_text_ever_breaks_it(text: str, kind: str) -> None:
    parse(text, kind, ("甲", "乙"))  # type: ignore[arg-type]


def test_long_content_is_shortened_for_a_message() -> None:
    assert show("长" * 100) == "长" * 20 + "…"
    assert show("a\nb") == "a b"
    assert show(dt.datetime(2024, 5, 20)) == "2024-05-20"


@pytest.mark.parametrize("raw", [1e15, 1e30, 1e306, "9" * 16, "9" * 30, "9" * 400, "-" + "9" * 400])
@pytest.mark.parametrize("kind", ["count", "number", "year"])
def test_a_figure_beyond_15_digits_is_none(raw: object, kind: str) -> None:
    assert isinstance(parse(raw, kind)[1], Complaint)  # type: ignore[arg-type]
