"""Next September: nobody is lost, equal grades stay themselves, one pupil more can turn a verdict."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbe_xl import standards
from qbe_xl.assessment import State, assess
from qbe_xl.county.model import County
from qbe_xl.county.reading import read_book
from qbe_xl.years.next_year import a_year_later, next_year
from qbe_xl.years.rehearsal import crowds, falls, rehearse
from tests.counties import GOLDEN, Draft, Row, school
from tests.properties import examples


def grades(code: str, stage: str, *sizes: list[float]) -> list[Row]:
    """Classes of these sizes, a list a grade."""
    first = 1 if stage == "小学" else 7
    return [
        {
            "班级名称": f"{g}年级{n}班",
            "学校标识码": code,
            "学段": stage,
            "年级": str(g),
            "人数": size,
        }
        for g, classes in enumerate(sizes, first)
        for n, size in enumerate(classes, 1)
    ]


def draft(
    *schools: tuple[str, str, list[list[float]]], rows: dict[str, dict[str, object]] | None = None
) -> Draft:
    """A county of schools, each with its 办学类型 and classes by grade."""
    found = Draft(schools=[], classes=[], rooms=[])
    for code, kind, sizes in schools:
        stage = "初中" if kind == "初级中学" else "小学"
        pupils = sum(map(sum, sizes))
        row = school(code, 办学类型=kind, **(rows or {}).get(code, {}))
        row |= {f"{stage}在校生数": pupils, f"{stage}就近入学学生数": pupils}
        found.schools.append(row)
        found.classes += grades(code, stage, *sizes)
    return found


def pupils(county: County, stage: str = "primary") -> list[float]:
    return county.schools.number(f"{stage}_pupils").tolist()


def by_grade(county: County) -> dict[tuple[int, str], list[float]]:
    found: dict[tuple[int, str], list[float]] = {}
    for row, place in enumerate(county.class_school.tolist()):
        key = place, county.classes.word("grade", row)
        found.setdefault(key, []).append(float(county.classes.number("pupils")[row]))
    return found


SIX, THREE = [[40.0]] * 6, [[40.0], [40.0], [40.0]]


def test_equal_grades_stay_themselves() -> None:
    county = draft(("A1", "小学", SIX), ("A2", "小学", SIX), ("B1", "初级中学", THREE)).county()
    # two classes leave 小学 and only one place is there: the junior school takes both
    then = next_year(county, 1.0)
    assert pupils(then.county)[:2] == pupils(county)[:2]
    assert pupils(then.county, "junior")[2] == 160
    even = draft(("A1", "小学", SIX), ("B1", "初级中学", THREE)).county()
    same = next_year(even, 1.0).county
    assert pupils(same) == pytest.approx(pupils(even), nan_ok=True)
    assert pupils(same, "junior") == pytest.approx(pupils(even, "junior"), nan_ok=True)
    rules = standards.resolve(even).at(even.date)
    now, later = assess(even, rules), assess(same, rules)
    assert [s.tolist() for s in (now.sections.states, now.sections.values)] == [
        s.tolist() for s in (later.sections.states, later.sections.values)
    ]
    assert now.items["G5"].state is later.items["G5"].state


def test_classes_move_up_and_new_ones_are_as_many_as_this_years() -> None:
    sizes = [[30.0, 31.0], [44.0], [40.0], [40.0], [40.0], [39.0]]
    county = draft(("A1", "小学", sizes), ("B1", "初级中学", [[20.0], [50.0], [49.0]])).county()
    then = next_year(county, 1.1)
    assert by_grade(then.county) == {
        (0, "1年级"): [34.0, 33.0],
        (0, "2年级"): [30.0, 31.0],
        (0, "3年级"): [44.0],
        (0, "4年级"): [40.0],
        (0, "5年级"): [40.0],
        (0, "6年级"): [40.0],
        (1, "7年级"): [39.0],
        (1, "8年级"): [20.0],
        (1, "9年级"): [50.0],
    }
    assert then.year == "2024-2025"
    assert then.kept == ()
    assert then.county.schools.number("primary_near")[0] == 292


def test_six_graders_are_shared_out_by_this_years_shares() -> None:
    county = draft(
        ("A1", "小学", SIX),
        ("B1", "初级中学", [[30.0], [30.0], [30.0]]),
        ("B2", "初级中学", [[15.0], [15.0], [15.0]]),
    ).county()
    # 40 by 30 : 15 is 26.67 and 13.33
    assert pupils(next_year(county, 1.0).county, "junior")[1:] == [87, 43]


def test_the_top_grade_of_a_teaching_point_goes_on_in_its_main_school_or_township() -> None:
    point: list[list[float]] = [[10.0], [8.0], [6.0]]
    county = draft(("A1", "小学", SIX), ("A2", "小学", SIX), ("P1", "教学点", point)).county()
    then = next_year(county, 1.0).county
    assert pupils(then)[2] == 28
    assert pupils(then)[:2] == [243, 243]
    assert by_grade(then)[0, "4年级"] == [43.0]
    managed = draft(
        ("A1", "小学", SIX),
        ("A2", "小学", SIX),
        ("P1", "教学点", point),
        rows={"P1": {"归属学校标识码": "A2"}},
    ).county()
    assert pupils(next_year(managed, 1.0).county)[:2] == [240, 246]
    away = draft(
        ("A1", "小学", SIX),
        ("A2", "小学", SIX),
        ("P1", "教学点", point),
        rows={"A1": {"所属乡镇": "乙镇"}},
    ).county()
    assert pupils(next_year(away, 1.0).county)[:2] == [240, 246]


def unread(found: Draft) -> str:
    (kept,) = next_year(found.county(), 1.0).kept
    return kept.reason


def test_a_school_whose_grades_do_not_tell_keeps_its_pupils_and_is_named() -> None:
    found = draft(("A1", "小学", SIX), ("A2", "小学", SIX))
    found.classes[7] |= {"年级": "混龄", "班级名称": "混龄班"}
    assert "年级无法识别（班级!D9：混龄）" in unread(found)
    assert pupils(next_year(found.county(), 0.5).county) == [220, 240]
    found = draft(("A1", "小学", SIX), ("A2", "小学", SIX))
    found.classes[7]["人数"] = 39.0
    assert unread(found) == "各班相加为 239 人，在校生数为 240"
    found.classes[7]["人数"] = None
    assert unread(found) == "有的班没有填人数"
    found.classes = found.classes[:6]
    assert "没有这个学段的班" in unread(found)
    one = draft(("A1", "小学", SIX), ("A2", "小学", [[40.0, 40.0]]))
    assert "一个年级" in unread(one)
    found.schools[1]["小学在校生数"] = None
    assert unread(found) == "在校生数没有填"


def test_a_school_that_grows_fills_its_next_grade() -> None:
    county = draft(("A1", "小学", [[40.0], [40.0]]), ("A2", "小学", SIX)).county()
    assert pupils(next_year(county, 1.0).county)[0] == 120


SIZES = st.lists(
    st.lists(st.integers(1, 60).map(float), min_size=1, max_size=3), min_size=6, max_size=6
)
LATER = st.lists(
    st.lists(st.integers(1, 60).map(float), min_size=1, max_size=3), min_size=3, max_size=3
)


@examples(40)
@given(
    primary=st.lists(SIZES, min_size=1, max_size=3),
    junior=st.lists(LATER, min_size=1, max_size=3),
    point=st.integers(0, 5),
    entry=st.sampled_from([0.0, 0.83, 0.9, 1.0, 1.1, 1.37]),
)
def test_nobody_is_lost_and_nobody_made(
    primary: list[list[list[float]]],
    junior: list[list[list[float]]],
    point: int,
    entry: float,
) -> None:
    schools = [(f"A{n}", "小学", sizes) for n, sizes in enumerate(primary)]
    schools += [(f"B{n}", "初级中学", sizes) for n, sizes in enumerate(junior)]
    if point > 1:
        schools.append(("P", "教学点", primary[0][:point]))
    county = draft(*schools).county()
    then = next_year(county, entry)
    assert then.kept == ()
    sizes = [sum(grade) for _, kind, of in schools if kind != "初级中学" for grade in of[:1]]
    leave = sum(sum(of[5]) for _, kind, of in schools if kind != "初级中学" and len(of) > 5)
    gone = sum(sum(of[2]) for _, kind, of in schools if kind == "初级中学")
    entering = int(sum(sizes) * entry + 0.5 + 1e-9)
    assert then.pupils("primary") == np.nansum(pupils(county)) - leave + entering
    assert then.pupils("junior") == np.nansum(pupils(county, "junior")) - gone + leave
    counted = {(place, g[0] >= "7"): 0.0 for place, g in by_grade(then.county)}
    for (place, grade), of in by_grade(then.county).items():
        counted[place, grade[0] >= "7"] += sum(of)
    for place in range(len(schools)):
        for stage, late in (("primary", False), ("junior", True)):
            stated = pupils(then.county, stage)[place]
            assert np.isnan(stated) or stated == counted.get((place, late), 0)


def test_one_pupil_more_turns_a_verdict_at_the_line() -> None:
    sizes = [[40.0], [40.0], [40.0], [40.0], [40.0], [39.0]]
    found = draft(("A1", "小学", sizes), ("B1", "初级中学", THREE))
    # 239 pupils: seven at their lines or above, two of them at 240 below
    found.schools[0] |= {"小学县级以上骨干教师数": 3.0, "教学仪器设备值": 47.8}
    found.schools[0]["网络多媒体教室数"] = 5.0  # unmet already: the one that may be excused
    county = found.county()
    rules = standards.resolve(county)
    told = rehearse(county, rules, (1.0, 0.975))
    fallen = [list(falls(told.now, scene.assessment)) for scene in told.scenes]
    assert list(map(len, fallen)) == [1, 0]
    fall = fallen[0][0]
    assert [*fall.pupils] == [239, 240]
    assert "R6" in {id for id, _ in fall.lacking}
    assert told.planned is told.scenes[0]


def test_grades_above_the_limit_are_named() -> None:
    sizes = [[44.0], [46.0], [40.0, 40.0], [40.0], [40.0], [40.0]]
    county = draft(("A1", "小学", sizes), ("B1", "初级中学", THREE)).county()
    told = rehearse(county, standards.resolve(county), (1.0, 1.1))
    first, second = (list(crowds(scene.assessment)) for scene in told.scenes)
    assert [(c.grade, c.pupils, c.classes, c.needed) for c in first] == [("3年级", 46, 1, 2)]
    assert [(c.grade, c.pupils, c.needed) for c in second] == [("1年级", 48, 2), ("3年级", 46, 2)]
    assert second[0].limit == 45


def test_the_rules_of_next_year_are_asked_for_only() -> None:
    county = Draft().county()
    assert str(a_year_later(county).date) == "2025-05-20"
    with pytest.raises(ValueError, match="-1"):
        next_year(county, -1.0)
    assert next_year(county, 1.0).county.date == county.date


@pytest.mark.slow
def test_a_county_that_passes_can_fall_without_having_done_anything() -> None:
    _, county = read_book(Path(GOLDEN, "met.xlsx"))
    told = rehearse(county, standards.resolve(county))
    assert told.now.verdict is State.MET
    for scene in told.scenes:
        assert scene.assessment.groups["resources"] is State.UNMET
        assert list(falls(told.now, scene.assessment))
