"""Figures as printed: rounded halves up, never across the line."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbe_xl.clauses import words


@pytest.mark.parametrize(
    ("value", "decimals", "line", "text"),
    [
        (4.2, 2, 4.2, "4.20"),
        (4.195, 2, None, "4.20"),
        (4.195, 2, 4.2, "4.195"),
        (4.1999999, 2, 4.2, "4.1999999"),
        (0.5004, 3, 0.5, "0.5004"),
        (0.5, 3, 0.5, "0.500"),
        (0.501787, 3, 0.5, "0.502"),
        (2.675, 2, None, "2.68"),
        (0.125, 2, None, "0.13"),
        (None, 2, None, "—"),
        (math.nan, 2, 1.0, "—"),
    ],
)
def test_numbers(value: float | None, decimals: int, line: float | None, text: str) -> None:
    assert words.number(value, decimals, line) == text


def test_percentages_and_money() -> None:
    assert words.percent(0.9996, 1.0) == "99.96%"
    assert words.percent(0.99999, 1.0) == "99.999%"
    assert words.percent(1.0, 1.0) == "100.0%"
    assert words.percent(0.5) == "50.0%"
    assert words.number(1234567.891, 2) == "1234567.89"
    assert words.plain(7140.0) == "7140"
    assert words.plain(0.12) == "0.12"
    assert words.plain(1e15) == "1000000000000000"


@given(st.floats(0, 1e6), st.floats(0.01, 1e4), st.integers(0, 3))
def test_what_is_shown_stands_on_the_side_where_the_value_stands(
    value: float, line: float, decimals: int
) -> None:
    line = round(line, 4)
    shown = float(words.number(value, decimals, line))
    if abs(value - line) > 1e-6:
        assert (shown >= line) == (value >= line)
    assert words.rounding_matters(value, decimals, line) == (
        words.decimals_for(value, decimals, line) > decimals
    )


@pytest.mark.parametrize(("number", "said"), [(1, "一"), (6, "六"), (10, "十"), (11, "11")])
def test_a_number_is_told_in_chinese_up_to_ten(number: int, said: str) -> None:
    assert words.numeral(number) == said
