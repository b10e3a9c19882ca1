"""The cheapest path: known answers, brute force, what is proven, and what stands in the way."""

from __future__ import annotations

import itertools
import math
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from qbe_xl import standards
from qbe_xl.assessment import Assessment, State, assess
from qbe_xl.assessment.balance import within
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.county.reading import read_book
from qbe_xl.remedy.changes import Change, applied
from qbe_xl.remedy.parameters import Parameters
from qbe_xl.remedy.path.plan import Plan
from qbe_xl.remedy.path.problem import make_problem
from qbe_xl.remedy.path.search import SMALL
from qbe_xl.remedy.path.variants import exchanges_only, find_variants, least_cost, within_budget
from qbe_xl.remedy.path.wording import gap_words, remarks
from tests.counties import GOLDEN, Draft, Row, random_county, school

PARAMETERS = Parameters()


def golden(name: str) -> Assessment:
    _, county = read_book(GOLDEN / f"{name}.xlsx")
    return assess(county, standards.load("yunnan-2022").at(county.date))


def even(code: str, pupils: float = 400.0, **changes: object) -> Row:
    """A 小学 that is just above every line, as even as can be."""
    return school(code, 小学在校生数=pupils, 小学就近入学学生数=pupils) | {
        "小学专任教师数": 60.0,
        "小学高于规定学历教师数": float(math.ceil(pupils * 0.042)),
        "小学县级以上骨干教师数": float(math.ceil(pupils * 0.01)),
        "小学体育艺术专任教师数": float(math.ceil(pupils * 0.009)),
        "教学及辅助用房面积": pupils * 5 + 100,
        "室内体育用房面积": 100.0,
        "运动场地面积": pupils * 8,
        "教学仪器设备值": pupils * 0.22,
        "网络多媒体教室数": float(math.ceil(pupils * 0.023)),
        "持证专任教师数": 60.0,
        "完成360学时教师数": 60.0,
        **changes,
    }


def draft_of(*rows: Row) -> Draft:
    return Draft(schools=list(rows), classes=[], rooms=[])


def spends(plan: Plan) -> dict[str, Fraction]:
    return {id: amount for id in INDICATORS if (amount := plan.amount(id))}


@pytest.mark.parametrize(
    ("column", "have", "id", "amount", "cost"),
    [
        ("小学县级以上骨干教师数", 2.0, "R2", 2, 6),
        ("教学及辅助用房面积", 1612.5, "R4", Fraction("17.5"), Fraction("5.25")),
        ("运动场地面积", 2300.0, "R5", 150, 6),
        ("教学仪器设备值", 67.9999, "R6", Fraction("0.0001"), Fraction("0.0001")),
        ("网络多媒体教室数", 6.0, "R7", 2, 6),
    ],
)
def test_one_shortfall_costs_exactly_its_units_up_to_the_floor(
    column: str, have: float, id: str, amount: Fraction, cost: Fraction
) -> None:
    rows = [even("A1", **{column: have}), *(even(f"B{n}") for n in range(3))]
    plan = least_cost(draft_of(*rows).assess(), PARAMETERS)
    assert plan.met
    assert plan.status == "optimal"
    assert plan.gap == pytest.approx(0, abs=1e-9)
    assert spends(plan) == {id: amount}
    assert (plan.cost, plan.moved) == (cost, 0)


def test_the_dearer_of_two_shortfalls_is_the_excused_one() -> None:
    rows = [
        even("A1", 网络多媒体教室数=8.0, 小学县级以上骨干教师数=3.0, 教学仪器设备值=70.0),
        even("B1"),
    ]
    plan = least_cost(draft_of(*rows).assess(), PARAMETERS)
    # Rooms (2 × 3 万元), a 骨干 (3 万元; 0.75 of the line, so it is needed in any case) and 10 万元
    # of equipment: the equipment stays at 87.5 %.
    assert spends(plan) == {"R2": 1, "R7": 2}
    assert plan.cost == 9


def test_a_county_that_only_needs_exchanges_gets_only_exchanges() -> None:
    rows = [even("A1", 小学县级以上骨干教师数=1.0), even("B1", 小学县级以上骨干教师数=9.0)]
    found = draft_of(*rows).assess()
    plan = least_cost(found, PARAMETERS)
    assert plan.met
    assert {action.means for action in plan.actions} == {"交流轮岗"}
    with_it = [(a.code, a.change) for a in plan.actions if a.id]
    assert with_it == [("A1", 3), ("B1", -3)]
    posts = [(a.code, a.change) for a in plan.actions if a.key == "primary_teachers"]
    assert posts == with_it
    assert plan.cost == 3 * Fraction("0.6")
    (move,) = plan.moves
    assert (move.giver, move.receiver, move.count) == (1, 0, 3)
    assert exchanges_only(found, PARAMETERS).met


def test_no_school_gives_what_it_needs_itself() -> None:
    rows = [even("A1", 小学县级以上骨干教师数=1.0), even("B1", 小学县级以上骨干教师数=5.0)]
    plan = least_cost(draft_of(*rows).assess(), PARAMETERS)
    assert plan.moved == 1
    assert plan.amount("R2") == 2
    assert plan.after.sections.values[1, 1] == 1.0


def test_teachers_do_not_change_stage() -> None:
    junior = school("J1", 办学类型="初级中学", 初中县级以上骨干教师数=30.0)
    rows = [even("A1", 小学县级以上骨干教师数=1.0), even("B1"), junior]
    plan = least_cost(draft_of(*rows).assess(), PARAMETERS)
    assert (plan.moved, plan.amount("R2")) == (0, 3)


def test_balance_alone_is_reached_at_exactly_the_limit() -> None:
    rows = [even("A1", 网络多媒体教室数=10.0), even("B1", 网络多媒体教室数=50.0)]
    found = draft_of(*rows).assess()
    assert found.balance["primary"]["R7"].state is State.UNMET
    plan = least_cost(found, PARAMETERS)
    # Two schools of a size are at 0.50 where one has three times as much: 17 of 50 rooms.
    assert spends(plan) == {"R7": 7}
    assert plan.status == "optimal"


def test_what_already_passes_costs_nothing() -> None:
    plan = least_cost(golden("met"), PARAMETERS)
    assert (plan.status, plan.cost, plan.actions) == ("already_met", 0, ())


@pytest.mark.parametrize("name", ["missing", "blank", "trap-missing"])
def test_a_draft_has_a_plan_for_all_but_its_blanks(name: str) -> None:
    found = golden(name)
    (plan,) = find_variants(found, PARAMETERS, seconds=30)
    check_incomplete(plan)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 2])
def test_blanks_anywhere_leave_the_rest_to_be_planned(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 (nothing secret)
    found = random_county(seed, 40, 0.6).blank(rng, 6).assess()
    plan = least_cost(found, PARAMETERS, seconds=3)
    if np.isnan(found.sections.totals).any():
        check_incomplete(plan)


def check_incomplete(plan: Plan) -> None:
    """Nothing that is filled in stays unmet, and with what was assumed everything is met."""
    assert plan.status == "incomplete"
    assert plan.blanks
    assert plan.cost == sum((action.cost for action in plan.actions), Fraction(0))
    assert plan.after.groups["resources"] is State.MISSING
    county = plan.before.county
    columns = {blank.key: county.schools.number(blank.key).copy() for blank in plan.blanks}
    for blank in plan.blanks:
        assert np.isnan(columns[blank.key][blank.school])
        columns[blank.key][blank.school] = float(blank.assumed)
    filled = replace(county, schools=county.schools.with_numbers(columns))
    changes = [Change(a.school, a.key, a.change, a.means) for a in plan.actions]
    after = assess(applied(filled, changes), plan.before.standard)
    assert after.groups["resources"] is State.MET


def test_blanks_are_never_proven_to_cost_nothing() -> None:
    rows = [even("A1", 网络多媒体教室数=None), even("B1")]
    found = draft_of(*rows).assess()
    plan = least_cost(found, PARAMETERS)
    check_incomplete(plan)
    assert (plan.cost, plan.actions) == (0, ())
    # As well off as the other: 2.5 rooms for every hundred pupils, of 400.
    assert [blank.assumed for blank in plan.blanks] == [10]
    assert "证明" not in f"{plan.status_words}{gap_words(plan)}"
    assert "按 10 测算" in remarks(plan)[0]


def test_sites_that_cannot_grow_get_a_gymnasium_or_an_explanation() -> None:
    rows = [even("A1", 运动场地面积=2000.0), even("B1"), even("C1")]
    found = draft_of(*rows).assess()
    fixed = PARAMETERS.having(fixed_sites=("A1",))
    plan = least_cost(found, fixed)
    assert plan.met
    assert {action.key for action in plan.actions} == {"indoor_area", "teaching_area"}
    assert plan.cost == 450 * Fraction("0.35")
    blocked = least_cost(found, fixed.having(no_building=("A1",)))
    assert blocked.status == "infeasible"
    (reason,) = blocked.reasons
    assert "A1学校（小学）生均体育运动场馆面积无法达到要求，尚差 450 ㎡" in reason
    assert "场地不能扩大、不能新建校舍" in reason


def test_what_is_lacking_is_never_told_as_nothing() -> None:
    rows = [even("A1", 教学仪器设备值=400 * 0.2 * 0.85 - 0.0001), even("B1")]
    plan = least_cost(draft_of(*rows).assess(), PARAMETERS.having(buy=False))
    assert plan.status == "infeasible"
    said = "".join(plan.reasons)
    assert "生均教学仪器设备值无法达到要求，尚差 0.01 万元" in said
    assert "尚差 0 " not in said


def test_limits_that_cannot_be_reached_are_named_with_what_is_missing() -> None:
    rows = [even("A1", 网络多媒体教室数=10.0), even("B1", 网络多媒体教室数=50.0)]
    plan = least_cost(draft_of(*rows).assess(), PARAMETERS.having(buy=False))
    assert plan.status == "infeasible"
    (reason,) = plan.reasons
    assert "差异系数在所给许可和上限内最低约 0.667，上限 0.5，尚差 0.167" in reason


def test_frozen_posts_and_caps_hold() -> None:
    rows = [
        even("A1", 小学专任教师数=15.0, 小学高于规定学历教师数=10.0, 持证专任教师数=15.0,
             完成360学时教师数=15.0, 符合交流条件教师数=5.0),
        even("B1"), even("C1"),
    ]  # fmt: skip
    found = draft_of(*rows).assess()
    free = least_cost(found, PARAMETERS)
    assert free.met
    assert {(a.key, a.change) for a in free.actions if not a.id} == set()
    # 85 % of the line is 14.28: fifteen, and there are fifteen posts.
    assert free.amount("R1") == 5
    rows[0] |= {"教学仪器设备值": 70.0}
    plan = least_cost(draft_of(*rows).assess(), PARAMETERS)
    assert plan.met
    rows[0] |= {"运动场地面积": 2500.0}
    both = draft_of(*rows).assess()
    for capped in (PARAMETERS.having(frozen=("A1",)), PARAMETERS.having(new_posts=Fraction(0))):
        plan = least_cost(both, capped)
        assert plan.met
        assert not any(action.key == "primary_teachers" for action in plan.actions)


def test_the_budget_is_kept_and_weak_schools_come_first() -> None:
    rows = [
        even("A1", 网络多媒体教室数=6.0, 城乡类型="城区"),
        even("B1", 网络多媒体教室数=6.0, 城乡类型="乡村"),
        *(even(f"C{n}") for n in range(4)),
    ]
    found = draft_of(*rows).assess()
    asked = PARAMETERS.having(budget=Fraction(7))
    least = least_cost(found, asked)
    assert least.cost == 12
    plan = within_budget(found, asked, least)
    assert plan.cost is not None
    assert plan.cost <= 7
    assert [action.code for action in plan.actions] == ["B1"]
    assert plan.sections_met == 5
    assert "仍有 1 个办学单元未达标" in plan.reasons
    enough = within_budget(found, PARAMETERS.having(budget=Fraction(12)), least)
    assert enough.met


def test_the_budget_left_open_is_half_of_the_least_cost() -> None:
    variants = find_variants(golden("mixed"), PARAMETERS, seconds=30)
    least, within_, moves = variants
    assert least.met
    assert least.cost is not None
    assert within_.cost is not None
    assert within_.cost <= least.cost / 2
    assert moves.cost is not None
    assert {action.means for action in moves.actions} == {"交流轮岗"}
    assert within_.sections_met >= moves.sections_met > 0
    assert all(a.after.county.schools is not None for a in variants)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "schools"), [(0, 3), (1, 4), (2, 5), (3, 5), (4, 4), (5, 6)])
def test_small_counties_cost_what_brute_force_finds(seed: int, schools: int) -> None:
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(schools):
        pupils = float(rng.integers(100, 260))
        rows.append(
            even(
                f"A{number}",
                pupils,
                小学县级以上骨干教师数=float(rng.integers(0, 6)),
                网络多媒体教室数=float(rng.integers(2, 12)),
            )
        )
    found = draft_of(*rows).assess()
    plan = least_cost(found, PARAMETERS)
    assert plan.met
    assert plan.status == "optimal"
    assert plan.cost == pytest.approx(brute_force(found))


def brute_force(found: Assessment) -> float:
    """The least cost over every whole-number plan for R2 and R7; the rest is met as it is.

    For each indicator and each set of sections that may stay at 85 % the cheapest plan is listed;
    then every way to excuse each section once is tried.
    """
    problem = make_problem(found, PARAMETERS)
    sections = range(len(found.sections))
    tables = {c: cheapest_by_excused(found, c) for c in (1, 6)}
    assert not problem.full[:, [0, 2, 3, 4, 5]].any()
    best = math.inf
    for excused in itertools.product((None, 1, 6), repeat=len(sections)):
        cost = sum(
            table[frozenset(s for s in sections if excused[s] == column)]
            for column, table in tables.items()
        )
        best = min(best, cost)
    return best


def cheapest_by_excused(found: Assessment, column: int) -> dict[frozenset[int], float]:
    indicator = INDICATORS[column]
    price = float(PARAMETERS.number(indicator))
    fee = float(PARAMETERS.number("transfer"))
    line = found.standard.required(indicator, "primary")
    pupils = [Fraction(int(p)) for p in found.sections.pupils]
    have = [round(t / 100) for t in found.sections.totals[:, column]]
    full = [math.ceil(line * p / 100) for p in pupils]
    floor = [math.ceil(line * found.standard.floor * p / 100) for p in pupils]
    lowest = [
        min(h, max(f, 0)) if column != 6 and h > f else h for h, f in zip(have, full, strict=True)
    ]
    ranges = [range(low, max(h, f) + 4) for low, h, f in zip(lowest, have, full, strict=True)]
    table: dict[frozenset[int], float] = {}
    sets = [
        frozenset(s)
        for k in range(len(have) + 1)
        for s in itertools.combinations(range(len(have)), k)
    ]
    plans = sorted(
        (cost, plan)
        for plan in itertools.product(*ranges)
        if (cost := plan_cost(plan, have, price, fee, column != 6)) is not None
    )
    for excused in sets:
        need = [floor[i] if i in excused else full[i] for i in range(len(have))]
        table[excused] = next(
            (
                cost
                for cost, plan in plans
                if all(t >= n for t, n in zip(plan, need, strict=True))
                and within([(Fraction(t), p) for t, p in zip(plan, pupils, strict=True)], found.standard.limit("primary"))
            ),
            math.inf,
        )  # fmt: skip
    return table


def plan_cost(
    plan: Sequence[int], have: Sequence[int], price: float, fee: float, moves: bool
) -> float | None:
    up = sum(max(0, t - h) for t, h in zip(plan, have, strict=True))
    down = sum(max(0, h - t) for t, h in zip(plan, have, strict=True))
    if down > up or (down and not moves):
        return None
    return (up - down) * price + down * fee


@pytest.mark.parametrize("name", ["mixed", "wide"])
def test_the_golden_counties_pass_at_a_proven_cost(name: str) -> None:
    plan = least_cost(golden(name), PARAMETERS)
    check(plan)


@pytest.mark.parametrize(
    ("seed", "schools", "spread"),
    [(5, 50, 0.3), pytest.param(6, 60, 0.7, marks=pytest.mark.search), (7, 120, 0.8)],
)
def test_random_counties_pass_at_a_proven_cost(seed: int, schools: int, spread: float) -> None:
    found = random_county(seed, schools, spread).assess()
    plan = least_cost(found, PARAMETERS, seconds=60)
    check(plan)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(14))
def test_whatever_is_allowed_there_is_a_plan_or_a_reason(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 (nothing secret)
    schools = rng.randint(2, 18)
    found = random_county(seed, schools, rng.choice([0.2, 0.5, 0.8]), rng.choice([-0.3, 0, 0.35]))
    codes = [f"{number:05d}" for number in range(schools)]
    chosen: dict[str, bool | Fraction | tuple[str, ...]] = {
        key: False for key in ("hire", "move", "field") if rng.random() < 0.2
    }
    for key in ("fixed_sites", "no_building", "frozen"):
        if rng.random() < 0.3:
            chosen[key] = tuple(rng.sample(codes, rng.randint(1, schools)))
    if rng.random() < 0.3:
        chosen["new_posts"] = Fraction(rng.randint(0, 20))
    if rng.random() < 0.3:
        chosen["send"] = Fraction(rng.randint(0, 5), 10)
    parameters = PARAMETERS.having(**chosen)
    assessment = found.assess()
    for plan in find_variants(assessment, parameters, seconds=30):
        if plan.cost is None:
            assert plan.status in ("infeasible", "unknown")
            assert plan.reasons
            continue
        if plan.met:
            check(plan)
        if plan.name == "最省方案" and len(assessment.sections) <= SMALL:
            assert plan.status == "optimal"
        keep_caps(plan, parameters)


def keep_caps(plan: Plan, parameters: Parameters) -> None:
    """What is not allowed is not done."""
    new = [action for action in plan.actions if action.key.endswith("_teachers")]
    cap = parameters.optional("new_posts")
    assert cap is None or plan.new_posts <= cap
    frozen = set(parameters.codes("frozen"))
    growth: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for action in new:
        growth[action.code, action.stage] += action.change
    assert not any(more > 0 for (code, _), more in growth.items() if code in frozen)
    for action in plan.actions:
        if action.key == "field_area":
            assert parameters.flag("field")
            assert action.code not in parameters.codes("fixed_sites")
        if action.key in ("teaching_area", "indoor_area"):
            assert action.code not in parameters.codes("no_building")
        if action.means == "招聘":
            assert parameters.flag("hire")
        if action.means == "交流轮岗":
            assert parameters.flag("move")


def test_the_best_plan_at_hand_is_given_when_time_is_up() -> None:
    found = random_county(7, 120, 0.8).assess()
    plan = least_cost(found, PARAMETERS, seconds=0.01)
    if plan.status == "unknown":
        assert "没有找到方案" in plan.reasons[0]
    else:
        assert plan.met
        assert plan.bound is not None


@pytest.mark.program
def test_the_solvers_load_only_when_a_plan_is_asked_for() -> None:
    code = (
        "import sys, qbe_xl.remedy.path.run, qbe_xl.remedy.path.workbook, qbe_xl.cli.planning\n"
        "print([m for m in ('highspy', 'clarabel', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def check(plan: Plan) -> None:
    """Everything a plan promises."""
    assert plan.met
    assert plan.gap is not None
    assert plan.gap <= 0.01
    assert plan.bound is not None
    assert plan.cost is not None
    assert plan.bound <= float(plan.cost)
    assert plan.cost == sum((action.cost for action in plan.actions), Fraction(0))
    before, after = plan.before, plan.after
    changes = [Change(a.school, a.key, a.change, a.means) for a in plan.actions]
    again = assess(applied(before.county, changes), before.standard)
    assert again.groups == after.groups
    moved: dict[str, Fraction] = {}
    for action in plan.actions:
        if action.means == "交流轮岗":
            moved[action.key] = moved.get(action.key, Fraction(0)) + action.change
        else:
            assert action.change > 0
    assert not any(moved.values())
    # Who gives stays at the line in what it gives.
    sections = after.sections
    for action in plan.actions:
        if action.change < 0 and action.id:
            mine = np.flatnonzero(
                (sections.school == action.school)
                & (sections.stage == ("primary", "junior").index(action.stage))
            )
            assert sections.states[mine[0], INDICATORS.index(action.id)] == State.MET
    for stage in ("primary", "junior"):
        staff = after.county.schools.number(f"{stage}_teachers")
        for part in ("degree", "backbone", "arts"):
            assert not (after.county.schools.number(f"{stage}_{part}") > staff).any()
