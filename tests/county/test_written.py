"""Dates and amounts as officials write them."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbe_xl.county.written import amount, day

TODAY = dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2027年3月底", "2027-03-31"),
        ("2027年3月底前", "2027-03-31"),
        ("2027年3月", "2027-03-31"),
        ("2027年2月末", "2027-02-28"),
        ("2028年2月", "2028-02-29"),
        ("2027年3月中旬", "2027-03-20"),
        ("2027年3月上旬", "2027-03-10"),
        ("2027年3月5日", "2027-03-05"),
        ("2027年3月5日前", "2027-03-05"),
        ("2027.3.5", "2027-03-05"),
        ("2027/3/5", "2027-03-05"),
        ("2027-03-05", "2027-03-05"),
        ("20270305", "2027-03-05"),
        ("２０２７年３月底", "2027-03-31"),
        ("二〇二七年三月底", "2027-03-31"),
        ("二零二七年十二月三十一日", "2027-12-31"),
        ("27年3月底", "2027-03-31"),
        ("2027年底", "2027-12-31"),
        ("2027年年底前", "2027-12-31"),
        ("2027年", "2027-12-31"),
        ("2027年上半年", "2027-06-30"),
        ("2027年第一季度", "2027-03-31"),
        ("2027年三季度末", "2027-09-30"),
        ("2027.3", "2027-03-31"),
        ("2027-03", "2027-03-31"),
        ("十二月", "2026-12-31"),
        ("12月", "2026-12-31"),
        ("三月底", "2027-03-31"),
        ("11月20日", "2027-11-20"),
        ("11月25日", "2026-11-25"),
        ("十一月底前", "2026-11-30"),
        ("年底前", "2026-12-31"),
        ("今年底", "2026-12-31"),
        ("明年3月底", "2027-03-31"),
        ("明年上半年", "2027-06-30"),
        ("本月底", "2026-11-30"),
        ("2027年3月31号", "2027-03-31"),
    ],
)
def test_a_day(text: str, meant: str) -> None:
    assert day(text, TODAY) == dt.date.fromisoformat(meant)


@pytest.mark.parametrize(
    "text",
    ["", "尽快", "2027年13月", "2027年2月30日", "3", "十二", "待定", "0年1月", "2027年3月底左右吧"],
)
def test_no_day(text: str) -> None:
    assert day(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("14.5万", "万元", "14.5"),
        ("14.5万", "元", "145000"),
        ("14.5万元", "万元", "14.5"),
        ("14.5万元", "元", "145000"),
        ("145000元", "万元", "14.5"),
        ("1.2亿元", "万元", "12000"),
        ("1.2亿", "元", "120000000"),
        ("3千元", "元", "3000"),
        ("三百", "人", "300"),
        ("三百二十", "人", "320"),
        ("三百零二人", "人", "302"),
        ("一万二千", "", "12000"),
        ("十二", "", "12"),
        ("二十", "", "20"),
        ("三点五", "", "3.5"),
        ("约1,200元", "元", "1200"),
        ("1，200 元左右", "元", "1200"),
        ("46.5万人", "人", "465000"),
        ("120平方米", "㎡", "120"),
        ("30名", "人", "30"),
        ("85%", "", "0.85"),
        ("百分之五", "", "0.05"),
        ("1.5‰", "", "0.0015"),
        ("叁佰", "", "300"),
        ("两百", "", "200"),
        ("三百二", "", "320"),
        ("一万五", "元", "15000"),
        ("一万五", "万元", "1.5"),
        ("一万零五", "", "10005"),
        ("12", "", "12"),
    ],
)
def test_an_amount(text: str, unit: str, value: str) -> None:
    assert amount(text, unit) == Fraction(value)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("", ""),
        ("很多", ""),
        ("12人", "元"),
        ("5间", "㎡"),
        ("百", "x" * 3),
        ("1-2", ""),
        ("元", "元"),
    ],
)
def test_no_amount(text: str, unit: str) -> None:
    assert amount(text, unit) in (None, 100 if text == "百" else None)


@given(st.text("0123456789.,-年月日底前十百千万亿元人%‰一二三零〇点 ", max_size=12))
def test_whatever_is_typed_raises_nothing(text: str) -> None:
    found = day(text, TODAY)
    assert found is None or 1900 <= found.year <= 2100
    amount(text, "万元")


@given(st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31)))
def test_a_date_in_full_is_itself(date: dt.date) -> None:
    for text in (date.isoformat(), f"{date.year}年{date.month}月{date.day}日前"):
        assert day(text, TODAY) == date
