"""第四条, 第七–十条: what each item asks, one sentence a test."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from qbe_xl.assessment.items import Item
from qbe_xl.assessment.states import State
from qbe_xl.clauses.records import RECORDS, group_of
from tests.counties import Draft, classes, rooms, school

MET, UNMET, MISSING, NONE = State.MET, State.UNMET, State.MISSING, State.NOT_APPLICABLE
YES, NO = "是", "否"


def item(id: str, draft: Draft, standard: str = "yunnan-2022") -> Item:
    return draft.assess(standard).items[id]


def county(**items: object) -> Draft:
    """The complete county with these items; underscores stand for points (G2_1)."""
    draft = Draft()
    draft.items |= {key.replace("_", "."): value for key, value in items.items()}
    return draft


def schools(*rows: dict[str, object], class_rows: Any = None, room_rows: Any = None) -> Draft:
    return Draft(schools=list(rows), classes=class_rows or [], rooms=room_rows or [])


def test_the_complete_county_meets_everything() -> None:
    found = Draft().assess()
    open_items = {id: i.state for id, i in found.items.items() if i.state is not MET}
    assert open_items == {"G6": NONE, "G7": NONE}
    assert found.verdict is MET


@pytest.mark.parametrize("id", ["G1", "G10", "P2"])
@pytest.mark.rule("G1", "G10", "P2")
def test_yes_is_met_no_is_unmet_blank_is_missing(id: str) -> None:
    assert item(id, county(**{id: YES})).state is MET
    assert item(id, county(**{id: NO})).state is UNMET
    assert item(id, county(**{id: None})).state is MISSING


@pytest.mark.rule("G2")
def test_all_four_standards_are_unified() -> None:
    assert item("G2", county(G2_3=NO, G2_4=None)).state is UNMET
    assert item("G2", county(G2_4=None)).state is MISSING


@pytest.mark.rule("P1")
@pytest.mark.parametrize(
    ("recognised", "today", "state"),
    [
        (dt.date(2021, 5, 20), dt.date(2024, 5, 20), MET),
        (dt.date(2021, 5, 21), dt.date(2024, 5, 20), UNMET),
        (dt.date(2020, 2, 29), dt.date(2023, 2, 28), UNMET),
        (dt.date(2020, 2, 29), dt.date(2023, 3, 1), MET),
        ("2021年5月20日", "2024/5/20", MET),
        (dt.date(9999, 12, 31), dt.date(2024, 5, 20), UNMET),
        (None, dt.date(2024, 5, 20), MISSING),
        (dt.date(2017, 5, 20), None, MISSING),
    ],
)
def test_three_years_since_basic_balance(recognised: object, today: object, state: State) -> None:
    draft = county(P1=recognised)
    draft.facts["评估日期"] = today
    assert item("P1", draft).state is state


@pytest.mark.rule("G3")
@pytest.mark.parametrize(
    ("count", "music", "art", "state"),
    [
        (12, [96.0], [90.0], MET),
        (13, [96.0], [90.0, 90.0], UNMET),
        (13, [96.0, 96.0], [90.0, 90.0], MET),
        (12, [95.9], [90.0], UNMET),
        (12, [96.0], [89.9], UNMET),
        (12, [], [90.0], UNMET),
        (12, [None], [90.0], MISSING),
        (12, [None], [80.0], UNMET),
        (12, [96.0, None], [90.0], MET),
        (0, [96.0], [90.0], MISSING),
    ],
)
def test_music_and_art_rooms_for_every_twelve_classes(
    count: int, music: list[float | None], art: list[float | None], state: State
) -> None:
    draft = schools(
        school("A1"),
        class_rows=classes("A1", "小学", *[33.0] * count),
        room_rows=rooms("A1", music, art),
    )
    assert item("G3", draft).state is state


@pytest.mark.rule("G3")
def test_senior_classes_need_no_rooms_and_small_points_are_left_out() -> None:
    many = [*classes("A1", "小学", *[33.0] * 12), *classes("A1", "高中", *[50.0] * 30)]
    draft = schools(
        school("A1"),
        school("P", 办学类型="教学点", 小学在校生数=20.0, 小学就近入学学生数=None),
        class_rows=[*many, *classes("P", "小学", 20.0)],
        room_rows=rooms("A1", [96.0], [90.0]),
    )
    assert item("G3", draft).state is MET


@pytest.mark.rule("G3")
def test_transitional_room_areas_only_with_their_overlay() -> None:
    def of(year: float | None, area: float, standard: str) -> State:
        draft = schools(
            school("A1", 建校年份=year),
            class_rows=classes("A1", "小学", *[33.0] * 12),
            room_rows=rooms("A1", [area], [90.0]),
        )
        return item("G3", draft, standard).state

    assert of(2016.0, 73.0, "national-2024-transitional") is MET
    assert of(2016.0, 72.9, "national-2024-transitional") is UNMET
    assert of(2017.0, 73.0, "national-2024-transitional") is UNMET
    assert of(None, 73.0, "national-2024-transitional") is UNMET
    assert of(2016.0, 73.0, "national-2017") is UNMET


@pytest.mark.rule("G4")
@pytest.mark.parametrize(
    ("type_", "primary", "junior", "state"),
    [
        ("小学", 2000.0, None, MET),
        ("小学", 2001.0, None, UNMET),
        ("九年一贯制学校", 1500.0, 1000.0, MET),
        ("九年一贯制学校", 1500.0, 1001.0, UNMET),
        ("十二年一贯制学校", 1500.0, 1000.0, MET),
        ("完全中学", None, 2001.0, UNMET),
        ("九年一贯制学校", 2501.0, None, UNMET),
        ("九年一贯制学校", 100.0, None, MISSING),
        ("小学", None, None, MISSING),
    ],
)
def test_school_size(type_: str, primary: float | None, junior: float | None, state: State) -> None:
    draft = schools(
        school(
            "A1",
            办学类型=type_,
            小学在校生数=primary,
            初中在校生数=junior,
            高中在校生数=9000.0 if type_ in ("完全中学", "十二年一贯制学校") else None,
            小学就近入学学生数=None,
        )
    )
    assert item("G4", draft).state is state


@pytest.mark.rule("G4")
def test_transitional_size_is_for_schools_built_by_2010() -> None:
    def of(type_: str, year: float, pupils: float) -> State:
        draft = schools(
            school(
                "A1", 办学类型=type_, 建校年份=year, 小学在校生数=pupils, 小学就近入学学生数=None
            )
        )
        draft.schools[0]["初中在校生数"] = 0.0 if type_ != "小学" else None
        return item("G4", draft, "national-2024-transitional").state

    assert of("小学", 2010.0, 2400.0) is MET
    assert of("小学", 2011.0, 2400.0) is UNMET
    assert of("九年一贯制学校", 2010.0, 3000.0) is MET
    assert of("十二年一贯制学校", 2010.0, 3000.0) is UNMET


@pytest.mark.rule("G5")
def test_every_class_counts() -> None:
    def of(stage: str, *sizes: float | None) -> State:
        return item("G5", schools(school("A1"), class_rows=classes("A1", stage, *sizes))).state

    assert of("小学", 45.0, 45.0) is MET
    assert of("小学", 30.0, 46.0) is UNMET
    assert of("初中", 50.0) is MET
    assert of("初中", 51.0) is UNMET
    assert of("小学", 46.0, None) is UNMET
    assert of("小学", 45.0, None) is MISSING
    assert of("高中", 60.0) is MISSING


@pytest.mark.rule("G5")
def test_a_school_without_classes_is_missing_and_special_schools_do_not_count() -> None:
    draft = schools(school("A1"), class_rows=[])
    assert item("G5", draft).state is MISSING
    draft = schools(
        school("A1"),
        school("T", 办学类型="特殊教育学校", 小学就近入学学生数=None),
        class_rows=[*classes("A1", "小学", 40.0), *classes("T", "小学", 60.0)],
    )
    assert item("G5", draft).state is MET


@pytest.mark.rule("G6")
@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"办学类型": "教学点", "小学在校生数": 99.0, "公用经费核定学生数": 100.0}, MET),
        ({"办学类型": "教学点", "小学在校生数": 99.0, "公用经费核定学生数": 99.0}, UNMET),
        ({"办学类型": "教学点", "小学在校生数": 99.0, "公用经费核定学生数": None}, MISSING),
        ({"办学类型": "教学点", "小学在校生数": 100.0, "公用经费核定学生数": 5.0}, NONE),
        ({"办学类型": "教学点", "小学在校生数": 0.0, "公用经费核定学生数": 5.0}, NONE),
        ({"城乡类型": "乡村", "小学在校生数": 80.0, "公用经费核定学生数": 80.0}, UNMET),
        ({"城乡类型": "镇区", "小学在校生数": 80.0, "公用经费核定学生数": 80.0}, NONE),
        ({"城乡类型": None, "小学在校生数": 80.0, "公用经费核定学生数": 80.0}, MISSING),
        ({"城乡类型": None, "小学在校生数": 80.0, "公用经费核定学生数": 100.0}, MET),
        ({"城乡类型": "乡村", "小学在校生数": None, "公用经费核定学生数": 80.0}, MISSING),
        ({"城乡类型": "乡村", "小学在校生数": None, "公用经费核定学生数": 100.0}, MET),
    ],
)
def test_small_village_schools_are_funded_as_for_a_hundred(
    changes: dict[str, object], state: State
) -> None:
    draft = schools(school("A1", **{"小学就近入学学生数": None, **changes}))
    assert item("G6", draft).state is state


def special(**changes: object) -> dict[str, object]:
    values = {"小学在校生数": 50.0, "初中在校生数": 10.0, "年度公用经费预算": 360000.0}
    return school("T", 办学类型="特殊教育学校", 小学就近入学学生数=None, **(values | changes))


@pytest.mark.rule("G7")
def test_special_school_funds() -> None:
    assert item("G7", schools(special())).value == 6000
    assert item("G7", schools(special())).state is MET
    assert item("G7", schools(special(年度公用经费预算=359999.0))).state is UNMET
    assert item("G7", schools(special(年度公用经费预算=None))).state is MISSING
    assert item("G7", schools(special(初中在校生数=None))).value == 7200
    assert item("G7", schools(special(小学在校生数=None, 初中在校生数=None))).state is MISSING
    assert item("G7", schools(special(小学在校生数=0.0, 初中在校生数=0.0))).state is MISSING
    assert item("G7", schools(school("A1"))).state is NONE


@pytest.mark.rule("G8")
def test_pay() -> None:
    assert item("G8", county(G8_1=97000.0)).state is MET
    assert item("G8", county(G8_1=96999.99)).state is UNMET
    assert item("G8", county(G8_1=None, G8_3=NO)).state is UNMET
    assert item("G8", county(G8_1=None)).state is MISSING


@pytest.mark.rule("G9", "G12")
@pytest.mark.parametrize(("id", "column"), [("G9", "完成360学时教师数"), ("G12", "持证专任教师数")])
def test_every_teacher_counts_and_no_school_makes_up_for_another(id: str, column: str) -> None:
    draft = schools(school("A1", **{column: 29.0}), school("B1", 办学类型="初级中学"))
    assert item(id, draft).state is UNMET
    assert item(id, draft).value == pytest.approx(59 / 60)
    draft.schools[1]["小学专任教师数"] = 5.0
    draft.schools[1][column] = 35.0
    assert item(id, draft).value == pytest.approx(59 / 60)
    draft.schools[1][column] = None
    assert item(id, draft).state is MISSING
    assert item(id, draft).value is None


@pytest.mark.rule("G9")
def test_teachers_of_a_stage_without_pupils_do_not_count() -> None:
    draft = schools(school("A1", 初中专任教师数=7.0))
    assert item("G9", draft).terms["base"] == 30
    vocational = school("Z", 办学类型="职业学校", 完成360学时教师数=0.0, 小学就近入学学生数=None)
    assert item("G9", schools(school("A1"), vocational)).state is MET
    nobody = school("E", 小学在校生数=0.0, 完成360学时教师数=0.0, 小学就近入学学生数=0.0)
    assert item("G9", schools(school("A1"), nobody)).state is MET


@pytest.mark.rule("G9")
def test_special_schools_always_count_with_every_filled_cell() -> None:
    both = special(初中专任教师数=5.0, 完成360学时教师数=34.0)
    assert item("G9", schools(both)).value == pytest.approx(34 / 35)
    no_pupils = special(小学在校生数=None, 初中在校生数=None, 完成360学时教师数=29.0)
    assert item("G9", schools(no_pupils)).state is UNMET
    assert item("G9", schools(special(小学专任教师数=None))).state is MISSING


@pytest.mark.rule("G11")
@pytest.mark.parametrize(
    ("eligible", "exchanged", "backbone", "state"),
    [
        (20.0, 2.0, 1.0, MET),
        (21.0, 2.0, 1.0, UNMET),
        (20.0, 6.0, 1.0, UNMET),
        (20.0, 5.0, 1.0, MET),
        (0.0, 0.0, 0.0, NONE),
        (0.0, None, None, NONE),
        (20.0, 0.0, 0.0, UNMET),
        (None, 2.0, 1.0, MISSING),
        (None, 6.0, 1.0, UNMET),
    ],
)
def test_exchange(
    eligible: float | None, exchanged: float | None, backbone: float | None, state: State
) -> None:
    row = school(
        "A1", 符合交流条件教师数=eligible, 交流轮岗教师数=exchanged, 交流轮岗骨干教师数=backbone
    )
    assert item("G11", schools(row)).state is state


@pytest.mark.rule("G13")
@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, MET),
        ({"小学就近入学学生数": 399.0}, UNMET),
        ({"小学就近入学学生数": None}, MISSING),
        ({"举办者": "民办"}, NONE),
        ({"城乡类型": "乡村"}, NONE),
        ({"寄宿制": "是"}, NONE),
        ({"寄宿制": None}, MISSING),
        ({"寄宿制": None, "城乡类型": "乡村"}, NONE),
        ({"小学在校生数": None}, MISSING),
    ],
)
def test_nearby_enrolment(changes: dict[str, object], state: State) -> None:
    found = item("G13", schools(school("A1", **changes)))
    assert found.conditions["primary"] is state
    assert found.conditions["junior"] is NONE
    assert found.state is state


@pytest.mark.rule("G13")
def test_junior_pupils_need_95_percent() -> None:
    row = school("B1", 办学类型="初级中学", 初中就近入学学生数=380.0)
    assert item("G13", schools(row)).state is MET
    row["初中就近入学学生数"] = 379.0
    assert item("G13", schools(row)).state is UNMET


@pytest.mark.rule("G14", "G15")
def test_places_and_migrant_children() -> None:
    assert item("G14", county(G14_2=499.0)).state is UNMET
    assert item("G14", county(G14_3=NO)).state is UNMET
    assert item("G14", county(G14_1=0.0, G14_2=0.0)).state is MISSING
    assert item("G15", county(G15_4=4.0)).state is UNMET
    assert item("G15", county(G15_4=None)).state is MISSING
    assert item("G15", county(G15_2=0.0, G15_3=None, G15_4=None)).state is MET
    assert item("G15", county(G15_2=0.0, G15_3=None, G15_4=None)).value is None
    assert item("G15", county(G15_1=NO, G15_2=None)).state is UNMET


@pytest.mark.rule("Q1")
def test_retention() -> None:
    found = item("Q1", county(Q1_1=1440.0, Q1_2=1000.0, Q1_3=500.0, Q1_4=0.0, Q1_5=0.0))
    assert found.value == pytest.approx(0.96)
    assert found.state is MET
    exactly = county(Q1_1=950.0, Q1_2=1000.0, Q1_3=0.0, Q1_4=0.0, Q1_5=0.0)
    assert item("Q1", exactly).state is MET
    assert item("Q1", county(Q1_3=None)).state is MISSING
    nobody = county(Q1_1=0.0, Q1_2=0.0, Q1_3=0.0, Q1_4=0.0, Q1_5=0.0)
    assert item("Q1", nobody).state is MISSING


@pytest.mark.rule("Q2")
def test_disabled_children() -> None:
    assert item("Q2", county(Q2_4=15.0)).state is MET
    assert item("Q2", county(Q2_4=14.0)).state is UNMET
    assert item("Q2", county(Q2_4=None)).state is MISSING
    assert item("Q2", county(Q2_1=0.0, Q2_2=None, Q2_3=0.0, Q2_4=0.0)).state is NONE


@pytest.mark.rule("Q3", "Q5", "Q7", "Q8")
@pytest.mark.parametrize(
    ("id", "column"),
    [
        ("Q3", "学校章程"),
        ("Q3", "管理与教学信息化"),
        ("Q5", "教师熟练运用信息化教学"),
        ("Q5", "设备利用率较高"),
        ("Q7", "课程开齐开足"),
        ("Q7", "教学秩序规范"),
        ("Q7", "综合实践活动有效开展"),
        ("Q8", "无过重课业负担"),
    ],
)
def test_every_school_answers_yes(id: str, column: str) -> None:
    def of(answer: str | None, **changes: object) -> State:
        rows = [school("A1"), school("A2", **{column: answer}, **changes)]
        return item(id, schools(*rows)).state

    assert of(YES) is MET
    assert of(NO) is UNMET
    assert of(None) is MISSING
    assert of(None, 归属学校标识码="A1") is MET
    assert of(NO, 归属学校标识码="A1") is (MET if id == "Q3" else UNMET)
    assert of(NO, 办学类型="职业学校", 小学就近入学学生数=None) is MET
    assert of(NO, 办学类型="特殊教育学校", 小学就近入学学生数=None) is UNMET


@pytest.mark.rule("Q4")
def test_training_funds_in_every_school() -> None:
    def of(funds: float | None, budget: float | None) -> State:
        row = school("A1", 教师培训经费=funds, 年度公用经费预算=budget)
        return item("Q4", schools(row)).state

    assert of(15000.0, 300000.0) is MET
    assert of(14999.99, 300000.0) is UNMET
    assert of(0.35, 7.0) is MET
    assert of(None, 300000.0) is MISSING
    assert of(0.0, 0.0) is MISSING


@pytest.mark.rule("Q6")
def test_moral_education_and_culture() -> None:
    grades = {"优秀": MET, "良好": MET, "一般": UNMET, "较差": UNMET, None: MISSING}
    for grade, state in grades.items():
        assert item("Q6", schools(school("A1", 德育与校园文化=grade))).state is state


@pytest.mark.rule("Q9")
@pytest.mark.parametrize(
    ("level", "difference", "state"),
    [
        ("Ⅲ", 0.149, MET),
        ("IV", 0.0, MET),
        ("Ⅲ", 0.15, UNMET),
        ("II", 0.1, UNMET),
        (None, 0.1, MISSING),
        ("Ⅲ", None, MISSING),
        (None, 0.2, UNMET),
    ],
)
def test_monitoring(level: str | None, difference: float | None, state: State) -> None:
    draft = Draft()
    draft.monitoring = [{"学科": "数学", "水平等级": level, "校际差异率": difference}]
    assert item("Q9", draft).state is state


@pytest.mark.rule("Q9")
def test_no_monitoring_is_missing() -> None:
    draft = Draft()
    draft.monitoring = []
    assert item("Q9", draft).state is MISSING


@pytest.mark.rule("S1")
def test_recognition_over_the_seven_groups() -> None:
    draft = Draft()
    for row in draft.survey:
        row["满意问卷数"] = 85.0
    assert item("S1", draft).state is MET
    draft.survey[0]["满意问卷数"] = 84.0
    assert item("S1", draft).state is UNMET
    draft.survey[0]["满意问卷数"] = None
    assert item("S1", draft).state is MISSING
    draft.survey[0] |= {"满意问卷数": 0.0, "有效问卷数": 0.0}
    assert item("S1", draft).state is MISSING
    del draft.survey[0]
    assert item("S1", draft).state is MISSING


@pytest.mark.rule("S1")
def test_an_official_total_counts_only_alone() -> None:
    total = {"调查对象": "合计", "问卷总数": 100.0, "有效问卷数": 100.0, "满意问卷数": 84.0}
    beside = Draft()
    beside.survey.append(dict(total))
    assert item("S1", beside).state is MET
    alone = Draft()
    alone.survey = [dict(total)]
    assert item("S1", alone).state is UNMET
    named = Draft()
    for row in named.survey:
        row |= {"问卷总数": None, "有效问卷数": None, "满意问卷数": None}
    named.survey.append(dict(total) | {"满意问卷数": 85.0})
    assert item("S1", named).state is MET


@pytest.mark.rule("V1", "V2", "V3", "V4", "V5", "V6")
@pytest.mark.parametrize("number", range(1, 7))
def test_a_veto(number: int) -> None:
    for answer, state in ((NO, MET), (YES, UNMET), (None, MISSING)):
        draft = Draft()
        draft.vetoes[f"V{number}"] = answer
        found = draft.assess()
        assert found.items[f"V{number}"].state is state
        assert found.groups["vetoes"] is state
        assert found.verdict is state


def test_every_item_has_a_rule_test() -> None:
    marked = {
        id
        for test in globals().values()
        for mark in getattr(test, "pytestmark", ())
        if mark.name == "rule"
        for id in mark.args
    }
    assert marked == {id for id in RECORDS if group_of(id).letter != "R"}
