"""Gaps: in natural units, exact at the line, and enough when filled."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbe_xl import standards
from qbe_xl.assessment import State, assess
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.clauses.gaps import Gap, find_gaps, totals
from qbe_xl.county.reading import read_book
from qbe_xl.functions import rules
from qbe_xl.remedy.filling import filled
from tests.counties import GOLDEN, Draft, classes, rooms, school
from tests.properties import examples

COLUMNS = {
    "R1": "小学高于规定学历教师数",
    "R2": "小学县级以上骨干教师数",
    "R3": "小学体育艺术专任教师数",
    "R4": "教学及辅助用房面积",
    "R5": "运动场地面积",
    "R6": "教学仪器设备值",
    "R7": "网络多媒体教室数",
}


def gaps_of(draft: Draft, id: str) -> list[Gap]:
    return [gap for gap in find_gaps(draft.assess()) if gap.id == id]


@pytest.mark.parametrize(
    ("id", "have", "amount", "to_floor"),
    [
        ("R1", 14.0, Fraction(3), Fraction(1)),  # 16.8 needed, 14.28 at the floor
        ("R2", 3.0, Fraction(1), Fraction(1)),
        ("R3", 2.0, Fraction(2), Fraction(2)),
        ("R4", 1999.5, Fraction("0.5"), Fraction(0)),  # 200 ㎡ of it are a gymnasium
        ("R5", 2300.0, Fraction(500), Fraction(50)),
        ("R6", 79.9999, Fraction(1), Fraction(0)),
        ("R7", 9.0, Fraction(1), Fraction(0)),
    ],
)
def test_a_gap_counts_whole_teachers_rooms_square_metres_and_yuan(
    id: str, have: float, amount: Fraction, to_floor: Fraction
) -> None:
    draft = Draft(schools=[school("A1", **{COLUMNS[id]: have}), school("B1", 办学类型="初级中学")])
    if id == "R4":
        draft.schools[0]["教学及辅助用房面积"] = have
    (gap,) = gaps_of(draft, id)
    assert (gap.amount, gap.to_floor, gap.name) == (amount, to_floor, "A1学校")
    assert gap.excused is (to_floor == 0)
    assert "第六条" in gap.article
    assert gap.cells.startswith("学校!")


def test_nothing_is_short_at_the_line() -> None:
    draft = Draft()
    draft.schools[0] |= {"小学在校生数": 500.0, "小学高于规定学历教师数": 21.0}
    draft.schools[0] |= {"小学就近入学学生数": 500.0}
    assert not gaps_of(draft, "R1")
    assert find_gaps(Draft().assess()) == []


def test_a_shared_resource_needs_more_than_the_stage_lacks() -> None:
    draft = Draft(
        schools=[
            school("B1", 办学类型="初级中学"),
            school(
                "C1", 办学类型="完全中学", 高中在校生数=300.0, 初中在校生数=400.0, 小学在校生数=None,
                初中专任教师数=30.0, 初中高于规定学历教师数=28.0, 初中县级以上骨干教师数=6.0,
                初中体育艺术专任教师数=6.0, 网络多媒体教室数=12.0, 教学及辅助用房面积=9000.0,
                运动场地面积=12000.0, 教学仪器设备值=300.0,
            ),
        ]
    )  # fmt: skip
    draft.classes, draft.rooms = [], []
    (gap,) = gaps_of(draft, "R7")
    # 初中 holds 440 of 836 weighted pupils: 12 rooms give it 6.3, and it needs 9.6.
    assert (gap.amount, gap.to_add) == (4, 7)
    (total,) = [t for t in totals([gap]) if t.id == "R7"]
    assert (total.amount, total.places) == (7, 1)


def test_both_stages_of_a_school_are_filled_by_one_addition() -> None:
    _, county = read_book(GOLDEN / "mixed.xlsx")
    found = assess(county, standards.load("yunnan-2022").at(county.date))
    gaps = [gap for gap in find_gaps(found) if gap.id == "R6" and gap.code]
    mixed = [gap for gap in gaps if sum(other.code == gap.code for other in gaps) == 2]
    assert mixed
    code = mixed[0].code
    mine = [gap for gap in gaps if gap.code == code]
    (total,) = totals(mine)
    assert total.amount == max(gap.to_add or 0 for gap in mine)


@pytest.mark.parametrize("name", ["mixed", "wide", "trap-fail"])
def test_filling_every_gap_brings_every_section_to_every_standard(name: str) -> None:
    _, county = read_book(GOLDEN / f"{name}.xlsx")
    found = assess(county, standards.load("yunnan-2022").at(county.date))
    after = filled(found, find_gaps(found))
    assert (after.after.sections.met_count == len(INDICATORS)).all()
    assert after.after.items["G12"].state is found.items["G12"].state
    # Filling alone does not bring balance where the spread is wide, and the tool says so.
    assert bool(after.unbalanced) is (name == "wide")
    assert len(after.after.cvs) == 7 * len(found.stages)


@pytest.mark.slow
@examples(25)
@given(
    pupils=st.integers(1, 900),
    degree=st.integers(0, 12),
    rooms_=st.integers(0, 9),
    area=st.integers(200, 5000),
    equipment=st.integers(0, 300),
    junior=st.booleans(),
)
def test_the_gap_is_the_least_that_reaches_the_line(
    pupils: int, degree: int, rooms_: int, area: int, equipment: int, junior: bool
) -> None:
    kind, word = ("初级中学", "初中") if junior else ("小学", "小学")
    row = school("A1", 办学类型=kind) | {
        f"{word}在校生数": float(pupils),
        f"{word}就近入学学生数": None,
        f"{word}高于规定学历教师数": float(degree),
        "网络多媒体教室数": float(rooms_),
        "教学及辅助用房面积": float(area),
        "教学仪器设备值": equipment / 10,
    }
    draft = Draft(schools=[row])
    draft.classes, draft.rooms = [], []
    before = draft.assess()
    gaps = find_gaps(before)
    for gap in (g for g in gaps if g.id in ("R1", "R4", "R6", "R7")):
        assert gap.amount is not None
        header = COLUMNS[gap.id].replace("小学", word)
        divisor = 10_000 if gap.id == "R6" else 1
        step = Fraction(1) if gap.unit in ("人", "间") else Fraction(1, 1000)
        column = INDICATORS.index(gap.id)
        reached = []
        for amount in (gap.amount, gap.amount - step):
            changed = draft.copy()
            old = Fraction(str(row[header]))
            new = old + amount / divisor
            changed.schools[0] |= {f"{word}专任教师数": 99.0, header: float(new)}
            reached.append(changed.assess().sections.states[0, column] == State.MET)
        assert reached == [True, False]
        cells = [[float(str(row[header])) - (200 if gap.id == "R4" else 0)], [float(pupils)]]
        said = rules.gap(gap.id, word, [[cells[0][0]]], [[cells[1][0]]], None)
        assert said == pytest.approx(float(gap.amount))


def test_a_class_of_46_needs_two_classes_unless_its_grade_has_room() -> None:
    draft = Draft()
    draft.classes = [
        *classes("A1", "小学", 46.0, 44.0, 136.0),
        *classes("B1", "初中", 51.0),
    ]
    draft.classes[1]["年级"] = "1"
    draft.classes[2]["年级"] = "2"
    first, large, junior = gaps_of(draft, "G5")
    assert (first.amount, first.value, first.standard) == (1, 46, 45)
    assert "单独拆分须编成 2 个班" in first.words
    assert "1年级现有 2 个班 90 人，统筹编班即可，不须增班" in first.words
    assert large.amount == 3
    assert "统筹编班须增 3 个班" in large.words
    assert (junior.amount, junior.stage) == (1, "junior")


def test_rooms_pupils_funds_and_teachers_of_each_school() -> None:
    draft = Draft()
    draft.schools[0] |= {
        "持证专任教师数": 28.0,
        "完成360学时教师数": 29.0,
        "教师培训经费": 14000.0,
        "学校章程": "否",
    }
    draft.schools[1] |= {"初中在校生数": 2010.0}
    draft.rooms = [*rooms("A1", [95.9], [90.0]), *rooms("B1", [96.0], [])]
    amounts = {
        (gap.id, gap.thing, gap.name): gap.amount
        for gap in find_gaps(draft.assess())
        if gap.id[0] in "GQ"
    }
    assert amounts["G3", "音乐专用教室", "A1学校"] == 1
    assert amounts["G3", "美术专用教室", "B1学校"] == 1
    assert amounts["G4", "学位（须分流的学生）", "B1学校"] == 10
    assert amounts["G12", "持证专任教师", "A1学校"] == 2
    assert amounts["G9", "完成360学时培训的教师", "A1学校"] == 1
    assert amounts["Q4", "教师培训经费", "A1学校"] == 1000
    assert amounts["Q3", "学校章程，管理与教学信息化", "A1学校"] == 1


def test_rates_of_the_county_are_counted_in_people() -> None:
    draft = Draft()
    draft.items |= {"G14.2": 498.0, "G15.3": 79.0, "Q1.1": 950.0, "Q2.2": 20.0, "G8.1": 96000.5}
    draft.schools[0] |= {"交流轮岗教师数": 0.0, "交流轮岗骨干教师数": 0.0}
    draft.schools[1] |= {"交流轮岗教师数": 1.0, "交流轮岗骨干教师数": 0.0}
    draft.schools[0] |= {"小学就近入学学生数": 390.0}
    found = {gap.thing: gap for gap in find_gaps(draft.assess())}
    assert found["分配到初中的名额"].amount == 2
    assert found["公办和政府购买服务学位"].amount == 1
    assert found["毕业班学生"].amount == 4
    assert found["入学的残疾儿童少年"].amount == 7
    assert found["教师年平均工资收入"].amount == Fraction("999.5")
    assert found["交流轮岗教师"].amount == 1
    assert found["交流轮岗骨干教师"].amount == 1
    assert (found["就近划片入学"].amount, found["就近划片入学"].stage) == (10, "primary")


def test_dates_answers_surveys_and_vetoes() -> None:
    draft = Draft()
    draft.items |= {"P1": dt.date(2021, 5, 22), "G2.3": "否", "G14.3": "否", "G10": "否"}
    draft.vetoes["V2"] = "是"
    for row in draft.survey:
        row["满意问卷数"] = 84.0
    found = {(gap.id, gap.thing): gap for gap in find_gaps(draft.assess())}
    assert found["P1", "通过基本均衡认定满三年"].amount == 2
    assert found["G2", "公用经费基准定额统一"].cells.startswith("县级数据!")
    assert found["G14", "向农村初中倾斜"].amount == 1
    assert found["S1", "满意问卷"].amount == 7
    assert found["V2", "违规择校行为"].amount == 1
    assert found["G10", "统筹分配各校教职工编制和岗位数量"].unit == "项"


def test_a_blank_is_a_gap_that_cannot_be_counted() -> None:
    draft = Draft()
    draft.schools[0]["网络多媒体教室数"] = None
    draft.items["Q2.1"] = None
    found = [gap for gap in find_gaps(draft.assess()) if gap.state is State.MISSING]
    assert {gap.id for gap in found} == {"R7", "balance", "Q2"}
    assert all(gap.amount is None for gap in found)
    assert "待填报：网络多媒体教室数" in found[0].words


@pytest.mark.parametrize("name", ["blank", "missing", "mixed", "trap-fail", "wide", "boundary"])
def test_every_open_item_of_a_golden_county_has_a_gap(name: str) -> None:
    _, county = read_book(GOLDEN / f"{name}.xlsx")
    found = assess(county, standards.load("yunnan-2022").at(county.date))
    gaps = find_gaps(found)
    assert {gap.id for gap in gaps if gap.id[0] in "PGQSV"} == {
        id for id, item in found.items.items() if item.state in (State.UNMET, State.MISSING)
    }
    open_ = np.isin(found.sections.states, (State.UNMET, State.MISSING))
    assert sum(gap.id in INDICATORS for gap in gaps) == int(open_.sum())
    for gap in gaps:
        assert gap.words
        assert gap.cells
        assert gap.article
        assert (gap.amount is None) or gap.amount > 0
        assert gap.stage in ("", *STAGES)


def test_hires_beyond_the_posts_bring_their_posts_with_them() -> None:
    draft = Draft()
    draft.schools[0] |= {"小学高于规定学历教师数": 2.0, "小学专任教师数": 10.0}
    draft.schools[0] |= {"小学县级以上骨干教师数": 4.0, "小学体育艺术专任教师数": 4.0}
    draft.schools[0] |= {
        "持证专任教师数": 10.0,
        "完成360学时教师数": 9.0,
        "符合交流条件教师数": 9.0,
    }
    found = draft.assess()
    after = filled(found, find_gaps(found))
    new = {change.key: change.amount for change in after.changes if not change.id}
    # 16.8 teachers above the degree make 17 teachers, 7 more than there are.
    assert new == {"primary_teachers": 7, "certified": 7, "trained": 7}
    assert after.after.items["G12"].state is State.MET
