"""The assessment of a whole county: what is odd about its results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from qbe_xl.assessment.assess import outliers
from qbe_xl.documents.views.county_forms import items, survey
from qbe_xl.report.result_json import as_dict
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
    assert any(
        "早于《云南省县域义务教育优质均衡发展督导评估办法》的施行年份" in message
        for message in said(draft)
    )
    assert not any("早于标准" in message for message in said(draft, "national-2017"))


def test_second_hand_rules_say_so() -> None:
    assert any("不可据以申报" in m for m in said(Draft(), "national-2024-transitional"))


def total_alone(draft: Draft) -> None:
    draft.survey = [
        {"调查对象": "合计", "问卷总数": 100.0, "有效问卷数": 100.0, "满意问卷数": 90.0}
    ]


def one_subject(draft: Draft) -> None:
    del draft.monitoring[1:]


def nobody_eligible(draft: Draft) -> None:
    for row in draft.schools:
        row |= {"符合交流条件教师数": 0.0, "交流轮岗教师数": 0.0, "交流轮岗骨干教师数": 0.0}


def special(draft: Draft) -> None:
    """Two 特殊教育学校 at 5999 and 7000 元: together above 6000 元."""
    for code, funds in (("T1", 599_900.0), ("T2", 700_000.0)):
        draft.schools.append(
            school(code, 办学类型="特殊教育学校", 小学在校生数=100.0, 年度公用经费预算=funds)
            | {"小学就近入学学生数": None, "教师培训经费": 100_000.0}
        )


@pytest.mark.parametrize(
    ("change", "id", "state", "parts"),
    [
        (total_alone, "S1", "met", ("社会认可度!A2", "只依据合计行")),
        (one_subject, "Q9", "met", ("质量监测!A2", "只有一行")),
        (nobody_eligible, "G11", "not_applicable", ("没有符合交流条件的教师", "按不适用处理")),
        (special, "G7", "met", ("T1学校单独计算", "5999", "6000 元")),
    ],
)
def test_what_rests_on_thin_proof_is_said(
    change: Callable[[Draft], None], id: str, state: str, parts: tuple[str, ...]
) -> None:
    draft = Draft()
    assert said(draft) == []
    change(draft)
    (message,) = said(draft)
    for part in parts:
        assert part in message
    assessment, notices = examine(draft.county(), load("yunnan-2022"))
    assert assessment.items[id].state.id == state
    assert as_dict(assessment, notices)["warnings"][0]["message"] in message
    if id == "S1":
        assert parts[1] in survey(assessment)["state"]
    else:
        row = next(row for row in items(assessment, id[0]) if row["id"] == id)
        assert parts[-1] in row["conclusion"]


def test_a_special_school_at_the_line_by_itself_is_not_odd() -> None:
    draft = Draft()
    special(draft)
    draft.schools[-2]["年度公用经费预算"] = 600_000.0
    assert said(draft) == []
