"""Teachers as people: the cases given, an independent program for small counties, and what a plan
does to the workbook when its actions are applied there."""

from __future__ import annotations

import itertools
import math
import random
from fractions import Fraction

import highspy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbe_xl.assessment import Assessment, State
from qbe_xl.remedy.parameters import SWAP, Parameters
from qbe_xl.remedy.path.people import hired, hiring_cost, shares
from qbe_xl.remedy.path.plan import Plan
from qbe_xl.remedy.path.variants import least_cost
from tests.counties import Draft, Row, random_county, school
from tests.properties import examples

PARAMETERS = Parameters()
LINES = (4.2, 1.0, 0.9)
PARTS = ("高于规定学历教师数", "县级以上骨干教师数", "体育艺术专任教师数")
WITH_PEOPLE = ("持证专任教师数", "完成360学时教师数", "符合交流条件教师数")
SCHOOL_KINDS = [k for n in range(4) for k in itertools.combinations(range(3), n)]


def primary(code: str, pupils: int, staff: int, parts: tuple[int, ...], rooms: int) -> Row:
    """A 小学 that is well off but for its teachers and rooms."""
    return school(code) | {
        "小学在校生数": float(pupils),
        "小学就近入学学生数": float(pupils),
        "小学专任教师数": float(staff),
        **{f"小学{part}": float(count) for part, count in zip(PARTS, parts, strict=True)},
        "教学及辅助用房面积": pupils * 5.0,
        "室内体育用房面积": 0.0,
        "运动场地面积": pupils * 8.0,
        "教学仪器设备值": pupils * 0.22,
        "网络多媒体教室数": float(rooms),
        "持证专任教师数": float(staff),
        "完成360学时教师数": float(staff),
        "符合交流条件教师数": float(staff),
        "交流轮岗教师数": 1.0,
        "交流轮岗骨干教师数": 1.0,
    }


def after_in_the_workbook(draft: Draft, plan: Plan) -> Assessment:
    """The workbook with every action added to its cell, read (and checked) and assessed again."""
    changed = draft.copy()
    rows = {row["学校标识码"]: row for row in changed.schools}
    for action in plan.actions:
        before = rows[action.code][action.column]
        assert isinstance(before, float)
        rows[action.code][action.column] = float(round(Fraction(str(before)) + action.change, 6))
    return changed.assess()


def case(one: tuple[int, ...], other: tuple[int, ...]) -> Draft:
    """Two 小学 of 500 pupils: 专任教师, 高于规定学历, 骨干, 体育艺术 of each."""
    rows = [
        primary("1000", 500, one[0], one[1:], 13),
        primary("1001", 500, other[0], other[1:], 13),
    ]
    return Draft(schools=rows, classes=[], rooms=[])


def test_a_teacher_moves_with_the_post() -> None:
    draft = case((40, 30, 8, 6), (17, 17, 6, 5))
    plan = least_cost(draft.assess(), PARAMETERS)
    assert (plan.status, plan.cost) == ("optimal", Fraction("0.6"))
    given = {(a.code, a.column): a.change for a in plan.actions}
    for column in ("小学专任教师数", "小学高于规定学历教师数", "持证专任教师数"):
        assert given["1000", column] == -1
        assert given["1001", column] == 1
    assert after_in_the_workbook(draft, plan).groups["resources"] is State.MET
    # Nobody can be swapped in where everybody has the degree already.
    swapped = least_cost(draft.assess(), PARAMETERS.having(exchange=SWAP))
    assert swapped.cost == 8
    barred = least_cost(draft.assess(), PARAMETERS.having(exchange=SWAP, hire=False))
    assert barred.status == "infeasible"


def test_one_hire_serves_two_indicators() -> None:
    draft = case((21, 21, 8, 5), (17, 17, 6, 3))
    plan = least_cost(draft.assess(), PARAMETERS)
    assert (plan.status, plan.cost) == ("optimal", 16)
    assert sum(hire.count for hire in plan.hires) == 2
    assert plan.cost == sum((action.cost for action in plan.actions), Fraction(0))
    assert after_in_the_workbook(draft, plan).groups["resources"] is State.MET


def test_the_only_backbone_of_a_small_school_stays_unless_the_county_says_so() -> None:
    rows = [
        primary("1000", 60, 30, (20, 2, 5), 5),
        primary("1001", 200, 30, (20, 1, 5), 5),
    ]
    draft = Draft(schools=rows, classes=[], rooms=[])
    kept = least_cost(draft.assess(), PARAMETERS)
    assert any("R2" in move.ids and move.giver == 0 for move in kept.moves)
    two = least_cost(draft.assess(), PARAMETERS.having(keep_backbone=Fraction(2)))
    assert not any("R2" in move.ids for move in two.moves)
    assert (two.cost or 0) > (kept.cost or 0)


def test_of_two_who_may_go_the_one_goes_whom_the_figures_prove() -> None:
    # Somebody with the degree alone is enough, and there are 30 − 8 − 6 of these at least.
    draft = case((40, 30, 8, 6), (17, 17, 6, 5))
    (move,) = least_cost(draft.assess(), PARAMETERS.having(hire=False)).moves
    assert (move.ids, move.certain) == (("R1",), True)


def test_what_the_figures_do_not_prove_is_to_be_verified() -> None:
    # 1001 lacks a degree and an artist; of 40 teachers 30 have the one, 6 the other, perhaps nobody
    # both. Two would cost 1.2.
    draft = case((40, 30, 8, 6), (17, 17, 6, 4))
    plan = least_cost(draft.assess(), PARAMETERS)
    assert plan.cost == Fraction("0.6")
    (move,) = plan.moves
    assert (move.ids, move.certain) == (("R1", "R3"), False)
    (premise,) = [premise for premise in plan.premises if "先核实" in premise]
    assert "1000学校（小学）派出 1 人（高学历教师、体艺教师）" in premise


def test_a_cap_that_is_too_low_is_told_with_how_many_would_do() -> None:
    # 1000 has nobody to give; 1001 needs 18 teachers with the degree and has 15 posts, all theirs.
    found = case((21, 21, 8, 5), (15, 15, 6, 5)).assess()
    plan = least_cost(found, PARAMETERS.having(new_posts=Fraction(2)))
    assert plan.status == "infeasible"
    assert "3 个新增岗位可行，少于 3 个已证明不可能（现上限 2 个）" in plan.reasons
    assert least_cost(found, PARAMETERS.having(new_posts=Fraction(3))).new_posts == 3


@given(
    st.lists(st.integers(0, 9), min_size=3, max_size=3),
    st.lists(st.integers(1, 12), min_size=3, max_size=3),
)
def test_the_cost_of_hiring_is_each_persons_dearest(added: list[int], each: list[int]) -> None:
    amounts, prices = [Fraction(n) for n in added], [Fraction(n) for n in each]
    # Worked out person by person: the first so many have the first thing, and so on.
    people = [[p for c, p in enumerate(each) if n < added[c]] for n in range(max(added))]
    worked = sum(max(prices) for prices in people)
    assert hiring_cost(prices, amounts) == worked
    assert sum(shares(prices, amounts)) == worked
    assert sum(count for _, count in hired(added)) == max(added)


@pytest.mark.parametrize("how", ["编随人走", "对调"])
@examples(30)
@given(seed=st.integers(0, 10**6))
def test_small_counties_cost_what_another_program_says(how: str, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 (nothing secret)
    rows = []
    for number in range(2):
        pupils = rng.randint(80, 500)
        parts = tuple(
            max(0, math.ceil(line * pupils / 100 * rng.uniform(0.5, 1.7))) for line in LINES
        )
        staff = max(*parts, rng.randint(max(parts), max(parts) + 12), 2)
        rooms = math.ceil(0.023 * pupils * rng.uniform(0.7, 1.6))
        rows.append(primary(f"{number}", pupils, staff, parts, rooms))
    draft = Draft(schools=rows, classes=[], rooms=[])
    found = draft.assess()
    hire = rng.random() < 0.7
    plan = least_cost(found, PARAMETERS.having(exchange=how, hire=hire), seconds=20)
    cost = other_program(rows, with_post=how == "编随人走", hire=hire)
    if cost is None:
        assert plan.status == "infeasible"
        return
    assert plan.status in ("optimal", "already_met")
    assert float(plan.cost or 0) == pytest.approx(cost, abs=1e-6)
    assert after_in_the_workbook(draft, plan).groups["resources"] is State.MET


def other_program(rows: list[Row], *, with_post: bool, hire: bool) -> float | None:
    """The least cost for two 小学, None where there is none: person by person, pair by pair.

    With two sections the 差异系数 is linear: √(w₁w₂)·|v₁ − v₂| ≤ L·(w₁v₁ + w₂v₂).
    """
    lines, columns = (*LINES, 2.3), (*PARTS, "网络多媒体教室数")
    names = [f"小学{part}" for part in PARTS] + [columns[3]]
    pupils = [float(str(row["小学在校生数"])) for row in rows]
    staff = [float(str(row["小学专任教师数"])) for row in rows]
    have = [[float(str(row[name])) for name in names] for row in rows]
    full = [[math.ceil(Fraction(str(line)) * int(p) / 100) for line in lines] for p in pupils]
    floor = [
        [math.ceil(Fraction(str(line)) * Fraction(17, 20) * int(p) / 100) for line in lines]
        for p in pupils
    ]
    cost: list[float] = []
    flow, new, excused, room = {}, {}, {}, {}
    for s, kind in itertools.product(range(2), SCHOOL_KINDS):
        flow[s, kind] = len(cost)  # who leaves s for the other
        cost.append(0.6)
        new[s, kind] = len(cost)
        cost.append(float(max((8, 3, 8)[c] for c in kind)) if kind else 0.0)
    for s in range(2):
        room[s] = len(cost)
        cost.append(3.0)
        for c in range(4):
            excused[s, c] = len(cost)
            cost.append(0.0)
    upper = np.full(len(cost), np.inf)
    upper[list(excused.values())] = 1
    if not hire:
        upper[list(new.values())] = 0
    terms, low, high = [], [], []

    def row(at: dict[int, float], least: float, most: float) -> None:
        terms.append(at)
        low.append(least)
        high.append(most)

    def growth(s: int, c: int, scale: float = 1.0) -> dict[int, float]:
        if c == 3:
            return {room[s]: scale}
        at = {new[s, kind]: scale for kind in SCHOOL_KINDS if c in kind}
        at |= {flow[s, kind]: -scale for kind in SCHOOL_KINDS if c in kind}
        return at | {flow[1 - s, kind]: scale for kind in SCHOOL_KINDS if c in kind}

    for s in range(2):
        row({excused[s, c]: 1.0 for c in range(4)}, 0, 1)
        for c in range(4):
            at = growth(s, c) | {excused[s, c]: float(full[s][c] - floor[s][c])}
            if have[s][c] < full[s][c]:
                row(at, full[s][c] - have[s][c], np.inf)
        for c in range(3):
            may = max(0.0, have[s][c] - full[s][c])
            row({flow[s, kind]: 1.0 for kind in SCHOOL_KINDS if c in kind}, 0, may)
            lacking = staff[s] - have[s][c]
            giver = s if with_post else 1 - s
            those = [k for k in SCHOOL_KINDS if (c in k) != with_post]
            row({flow[giver, kind]: 1.0 for kind in those}, 0, lacking)
        if with_post:  # one is there on exchange and stays
            row({flow[s, kind]: 1.0 for kind in SCHOOL_KINDS}, 0, staff[s] - 1)
    total = sum(pupils)
    for c in range(4):
        spread = math.sqrt(pupils[0] * pupils[1]) / total
        for sign in (1.0, -1.0):
            both: dict[int, float] = {}
            constant = 0.0
            for s in range(2):
                weight = sign * (1 if s == 0 else -1) * spread / pupils[s] - 0.5 / total
                constant += weight * have[s][c]
                for place, value in growth(s, c, weight).items():
                    both[place] = both.get(place, 0.0) + value
            scaled = {place: value * 1000 for place, value in both.items()}
            row(scaled, -np.inf, -constant * 1000)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("threads", 1)
    for price, most in zip(cost, upper.tolist(), strict=True):
        solver.addCol(price, 0.0, most, 0, [], [])
    for place in range(len(cost)):
        solver.changeColIntegrality(place, highspy.HighsVarType.kInteger)
    for at, least, most in zip(terms, low, high, strict=True):
        solver.addRow(least, most, len(at), list(at), list(at.values()))
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(solver.getInfo().objective_function_value)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_whole_county_passes_when_its_actions_are_typed_in(seed: int) -> None:
    draft = random_county(seed, 30, 0.5)
    rng = random.Random(seed)  # noqa: S311 (nothing secret)
    for row in draft.schools:
        staff = sum(float(str(row.get(f"{w}专任教师数") or 0)) for w in ("小学", "初中"))
        for column in WITH_PEOPLE:
            row[column] = float(rng.choice([staff, staff, int(staff * rng.random())]))
        row["交流轮岗教师数"] = float(int(float(str(row["符合交流条件教师数"])) * 0.3))
        row["交流轮岗骨干教师数"] = 0.0
    before = draft.assess()
    plan = least_cost(before, PARAMETERS, seconds=4)
    assert plan.moves
    after = after_in_the_workbook(draft, plan)
    assert after.groups["resources"] is State.MET
    sums = dict.fromkeys((*WITH_PEOPLE, "小学专任教师数", "初中专任教师数"), 0.0)
    for action in plan.actions:
        if action.means == "交流轮岗" and action.column in sums:
            sums[action.column] += float(action.change)
    assert not any(sums.values())
    for id in ("G9", "G12"):
        assert (after.items[id].value or 0) >= (before.items[id].value or 0) - 1e-12
    assert after.items["G11"].values == before.items["G11"].values
