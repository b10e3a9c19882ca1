"""第六条: sections, sharing between stages, 6 of 7, and the verdict's monotony."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbe_xl import standards
from qbe_xl.assessment import assess
from qbe_xl.assessment.sections import INDICATORS, STAGES, assess_sections, pupils_of
from qbe_xl.assessment.states import State
from qbe_xl.county.model import County, exact
from tests.counties import Draft, school
from tests.properties import examples

STANDARD = standards.load("yunnan-2022").at()


def section(found: County, position: int = 0) -> dict[str, tuple[float, State]]:
    sections, _ = assess_sections(found.schools, STANDARD, pupils_of(found.schools))
    return {
        r: (float(sections.values[position, i]), State(sections.states[position, i]))
        for i, r in enumerate(INDICATORS)
    }


def state_of(found: County, position: int = 0) -> State:
    sections, _ = assess_sections(found.schools, STANDARD, pupils_of(found.schools))
    return State(sections.state[position])


def one(**changes: object) -> Draft:
    return Draft(schools=[school("A1", **changes)], classes=[], rooms=[])


@pytest.mark.rule("R1", "R2", "R3")
def test_teachers_per_hundred_pupils() -> None:
    found = section(one(小学在校生数=500.0, 小学高于规定学历教师数=21.0).county())
    assert found["R1"] == (4.2, State.MET)
    assert section(one(小学高于规定学历教师数=16.0).county())["R1"] == (4.0, State.UNMET)
    assert section(one(小学县级以上骨干教师数=4.0).county())["R2"] == (1.0, State.MET)
    assert section(one(小学体育艺术专任教师数=3.0).county())["R3"] == (0.75, State.UNMET)


@pytest.mark.rule("R4", "R5")
def test_indoor_sport_space_counts_as_sport_not_as_teaching() -> None:
    found = section(
        one(教学及辅助用房面积=2000.0, 室内体育用房面积=200.0, 运动场地面积=2800.0).county()
    )
    assert found["R4"] == (4.5, State.MET)
    assert found["R5"] == (7.5, State.MET)


@pytest.mark.rule("R6", "R7")
def test_equipment_in_ten_thousand_yuan_and_media_rooms() -> None:
    found = section(one(教学仪器设备值=80.0, 网络多媒体教室数=9.0).county())
    assert found["R6"] == (2000.0, State.MET)
    assert found["R7"] == (2.25, State.UNMET)


@pytest.mark.rule("R4", "R5", "R6", "R7")
def test_the_published_split_of_books() -> None:
    draft = one(
        办学类型="九年一贯制学校",
        小学在校生数=166.0,
        初中在校生数=210.0,
        小学就近入学学生数=None,
        网络多媒体教室数=23226.0,
    )
    sections, _ = assess_sections(
        draft.county().schools, STANDARD, pupils_of(draft.county().schools)
    )
    shares = sections.totals[:, INDICATORS.index("R7")] / 100
    assert shares == pytest.approx([9711.63, 13514.37], abs=5e-3)


@pytest.mark.parametrize(
    ("type_", "pupils", "shares"),
    [
        ("十二年一贯制学校", (600.0, 300.0, 100.0), (2824.8588, 1553.6723)),
        ("完全中学", (None, 500.0, 700.0), (1865.6716,)),
    ],
)
def test_sharing_with_senior_pupils(
    type_: str, pupils: tuple[float | None, ...], shares: tuple[float, ...]
) -> None:
    names = ("小学在校生数", "初中在校生数", "高中在校生数")
    draft = one(
        办学类型=type_,
        运动场地面积=5000.0,
        室内体育用房面积=0.0,
        小学就近入学学生数=None,
        **dict(zip(names, pupils, strict=True)),
    )
    county = draft.county()
    sections, _ = assess_sections(county.schools, STANDARD, pupils_of(county.schools))
    assert sections.totals[:, INDICATORS.index("R5")] == pytest.approx(shares, abs=5e-5)


def test_a_blank_stage_leaves_the_shared_resources_open_but_not_the_teachers() -> None:
    found = section(one(办学类型="九年一贯制学校", 小学就近入学学生数=None).county())
    assert found["R1"][1] is State.MET
    assert found["R6"][1] is State.MISSING


@pytest.mark.rule("section")
def test_six_of_seven_with_the_other_at_the_floor() -> None:
    at_floor = one(教学及辅助用房面积=1730.0)  # (1730 − 200) ÷ 400 = 3.825 = 85 % of 4.5
    assert section(at_floor.county())["R4"] == (3.825, State.UNMET)
    assert state_of(at_floor.county()) is State.MET
    assert state_of(one(教学及辅助用房面积=1729.9).county()) is State.UNMET
    two = one(教学及辅助用房面积=1730.0, 小学体育艺术专任教师数=3.0)
    assert state_of(two.county()) is State.UNMET


@pytest.mark.rule("section")
def test_two_unmet_decide_while_others_are_missing() -> None:
    one_unmet = {"教学及辅助用房面积": 1730.0, "小学县级以上骨干教师数": None}
    assert state_of(one(**one_unmet).county()) is State.MISSING
    assert state_of(one(**one_unmet, 教学仪器设备值=79.9).county()) is State.UNMET
    assert state_of(one(教学仪器设备值=1.0, 小学县级以上骨干教师数=None).county()) is State.UNMET


@pytest.mark.rule("section")
def test_who_is_assessed() -> None:
    draft = Draft(
        schools=[
            school("P49", 办学类型="教学点", 小学在校生数=49.0, 小学就近入学学生数=None),
            school("P50", 办学类型="教学点", 小学在校生数=50.0, 小学就近入学学生数=None),
            school("PX", 办学类型="教学点", 小学在校生数=None, 小学就近入学学生数=None),
            school("T", 办学类型="特殊教育学校"),
            school("Z", 办学类型="职业学校"),
            school("M", 举办者="民办"),
        ],
        classes=[],
        rooms=[],
    )
    found = draft.assess()
    codes = [draft.schools[i]["学校标识码"] for i in found.sections.school]
    assert codes == ["P50", "PX", "M"]
    assert [draft.schools[i]["学校标识码"] for i in found.excluded.school] == ["P49", "T", "Z"]
    assert np.isnan(found.sections.pupils[1])


_RESOURCES = (
    "小学高于规定学历教师数",
    "小学县级以上骨干教师数",
    "小学体育艺术专任教师数",
    "教学及辅助用房面积",
    "运动场地面积",
    "教学仪器设备值",
    "网络多媒体教室数",
)
_AMOUNTS = st.one_of(st.none(), st.integers(0, 30).map(float))


@pytest.mark.rule("section")
@examples(60)
@given(
    st.lists(_AMOUNTS, min_size=7, max_size=7),
    st.integers(1, 700).map(float),
    st.integers(0, 6),
    st.integers(1, 50).map(float),
)
def test_more_of_a_resource_never_unmeets_a_section(
    amounts: list[float | None], pupils: float, position: int, more: float
) -> None:
    amounts = [a if a is None or i < 3 else a * 150 for i, a in enumerate(amounts)]
    base = dict(zip(_RESOURCES, amounts, strict=True))
    fixed: dict[str, float | None] = {
        "小学在校生数": pupils,
        "小学专任教师数": 100.0,
        "室内体育用房面积": 0.0,
    }
    fixed["小学就近入学学生数"] = None
    before = state_of(one(**base, **fixed).county())
    given_amount = base[_RESOURCES[position]]
    grown = base | {_RESOURCES[position]: (given_amount or 0.0) + more}
    after = state_of(one(**grown, **fixed).county())
    if given_amount is None:
        assert before in (after, State.MISSING)
    elif before is State.MET:
        assert after is State.MET


def test_exact_and_float_values_agree_on_a_golden_shape() -> None:
    draft = Draft(
        schools=[
            school(
                f"S{i}",
                小学在校生数=float(37 * i + 53),
                教学及辅助用房面积=201.3 * i + 300.1,
                教学仪器设备值=3.17 * i + 9.9,
                小学就近入学学生数=None,
            )
            for i in range(1, 30)
        ],
        classes=[],
        rooms=[],
    )
    county = draft.county()
    sections, _ = assess_sections(county.schools, STANDARD, pupils_of(county.schools))
    for position, column in itertools.product(range(len(sections)), range(7)):
        indicator = INDICATORS[column]
        line = STANDARD.required(indicator, STAGES[sections.stage[position]])
        value = Fraction(float(sections.values[position, column]))
        if abs(value - line) > Fraction(1, 10**9):
            assert (sections.states[position, column] == State.MET) == (value >= line)


@examples(30)
@given(st.integers(1, 5000), st.integers(1, 9999))
def test_the_line_itself_is_met_whatever_the_floats_say(pupils: int, cents: int) -> None:
    """The rational decides: total = line × pupils is met, a hundredth of a unit less is not."""
    size = float(pupils)
    area = float(exact(4.5) * pupils) + cents / 100
    draft = one(
        小学在校生数=size,
        教学及辅助用房面积=area,
        室内体育用房面积=cents / 100,
        小学就近入学学生数=None,
    )
    assert section(draft.county())["R4"][1] is State.MET
    short = one(
        小学在校生数=size,
        教学及辅助用房面积=float(exact(area) - exact(0.01)),
        室内体育用房面积=cents / 100,
        小学就近入学学生数=None,
    )
    assert section(short.county())["R4"][1] is State.UNMET


def test_an_empty_county_is_missing_not_met() -> None:
    draft = Draft(
        schools=[school("Z", 办学类型="职业学校", 小学在校生数=None)], classes=[], rooms=[]
    )
    draft.schools[0]["小学就近入学学生数"] = None
    found = assess(draft.county(), STANDARD)
    assert found.groups["resources"] is State.MISSING
    assert found.balance == {}
