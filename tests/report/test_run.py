"""The assessment of a whole county: what is odd about its results."""

from __future__ import annotations

import datetime as dt

from qbe_xl.assessment.assess import outliers
from qbe_xl.report.run import examine
from qbe_xl.standards import load
from tests.counties import Draft, school


def said(draft: Draft, standard: str = "yunnan-2022") -> list[str]:
    return [str(notice) for notice in examine(draft.county(), load(standard))[1]]


def crowd(**changes: object) -> Draft:
    rows = [school(f"S{n}", 小学就近入学学生数=None) for n in range(9)]
    rows[4] |= changes
    return Draft(schools=rows, classes=[], rooms=[])


def test_an_indicator_far_from_the_median_is_odd() -> None:
    assert outliers(crowd().assess()) == []
    messages = said(crowd(运动场地面积=60000.0))
    assert len(messages) == 1
    assert "S4学校（小学）生均体育运动场馆面积为 150.50" in messages[0]
    assert "是中位数的 11.6 倍" in messages[0]
    low = said(crowd(小学县级以上骨干教师数=0.0))
    assert len(low) == 1
    assert "不到中位数的十分之一" in low[0]


def test_a_retention_above_one_is_odd() -> None:
    draft = Draft()
    draft.items["Q1.1"] = 1100.0
    assert any("大于 100%" in message for message in said(draft))


def test_a_date_before_the_rules_is_odd_and_uses_their_first_values() -> None:
    draft = Draft()
    draft.facts["评估日期"] = dt.date(2021, 1, 1)
    assert any("早于标准 yunnan-2022" in message for message in said(draft))
    assert not any("早于标准" in message for message in said(draft, "national-2017"))


def test_second_hand_rules_say_so() -> None:
    assert any("不可据以申报" in m for m in said(Draft(), "national-2024-transitional"))
