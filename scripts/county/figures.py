"""The figures of each school of the made-up county, its classes and its rooms."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence

from qbe_xl import standards
from qbe_xl.clauses.records import RESOURCES
from scripts.county.plans import WEIGHTS, Plan

Row = dict[str, object]

_GRADES = {"primary": "一二三四五六", "junior": "七八九"}
_STAGE_WORDS = {"primary": "小学", "junior": "初中"}
_CONDUCT = (
    "charter",
    "informatised",
    "it_teaching",
    "equipment_used",
    "full_courses",
    "orderly",
    "practice",
    "no_overload",
)

_RULES = standards.resolve().at()
_RESOURCES = {
    "degree": "R1",
    "backbone": "R2",
    "arts": "R3",
    "teaching_area": "R4",
    "field_area": "R5",
    "equipment": "R6",
    "media_rooms": "R7",
}
LINES = {
    key: {
        stage: float(_RULES.required(indicator, stage) / RESOURCES[indicator].factor)
        for stage in ("primary", "junior")
    }
    for key, indicator in _RESOURCES.items()
}
"""What 第六条 asks for each pupil, in the units of the sheet 学校."""
_ALLOWANCE = {"primary": 720, "junior": 940, "senior": 1100}
"""Yearly funds a pupil in 元."""


def school(rng: random.Random, plan: Plan, codes: dict[str, str], classes: Sequence[Row]) -> Row:
    row: Row = {
        "code": codes[plan.name],
        "name": plan.name,
        "township": plan.township,
        "parent": codes.get(plan.parent),
        "type": plan.kind,
        "owner": plan.owner,
        "owner_code": 10 if plan.owner == "民办" else 7,
        "area": plan.area,
        "boarding": plan.boarding,
        "built": rng.randint(1962, 2019),
    }
    row |= {f"{stage}_pupils": count for stage, count in plan.pupils.items()}
    for stage in ("primary", "junior"):
        if stage in plan.pupils:
            row |= _teachers(rng, plan, stage)
            row[f"{stage}_grades"] = len({c["grade"] for c in classes if _is(c, stage)})
            row[f"{stage}_near"] = _near(rng, plan, stage)
    row |= _premises(rng, plan, len(classes))
    row |= _funds(rng, plan)
    row |= _staff(rng, row)
    return row if plan.parent else row | _conduct(rng)


def _is(row: Row, stage: str) -> bool:
    return row["stage"] == _STAGE_WORDS[stage]


def _teachers(rng: random.Random, plan: Plan, stage: str) -> Row:
    count = plan.pupils[stage]
    figures = {
        key: math.ceil(count * LINES[key][stage] * rng.uniform(*plan.comfort))
        for key in ("degree", "backbone", "arts")
    }
    a_teacher = 4 if plan.kind == "特殊教育学校" else {"primary": 16.5, "junior": 12.6}[stage]
    teachers = max(math.ceil(count / a_teacher), math.ceil(figures["degree"] / 0.96))
    staff = teachers + max(0, round(teachers * 0.07))
    figures |= {"teachers": teachers, "staff": staff}
    return {f"{stage}_{key}": value for key, value in figures.items()}


def _near(rng: random.Random, plan: Plan, stage: str) -> int:
    count = plan.pupils[stage]
    if plan.owner == "民办":
        return int(count * rng.uniform(0.4, 0.6))
    return count if stage == "primary" else math.ceil(count * rng.uniform(0.956, 0.99))


def needed(plan: Plan, key: str) -> float:
    """Return how much of a whole-school resource puts every stage exactly on its line."""
    stages = [stage for stage in ("primary", "junior") if stage in plan.pupils]
    return plan.weighted * max((LINES[key][s] / WEIGHTS[s] for s in stages), default=0.0)


def _premises(rng: random.Random, plan: Plan, classes: int) -> Row:
    if plan.kind == "职业学校":
        return {}
    area, field_, equipment, rooms = (
        needed(plan, key) * rng.uniform(*plan.comfort)
        for key in ("teaching_area", "field_area", "equipment", "media_rooms")
    )
    indoor = rng.randrange(600, 1300, 10) if plan.compulsory > 1100 else 0
    if plan.compulsory >= 100:
        rooms = max(rooms, classes)
    return {
        "teaching_area": math.ceil(area) + indoor,
        "indoor_area": indoor,
        "field_area": math.ceil(field_) - indoor,
        "equipment": math.ceil(equipment * 100) / 100,
        "media_rooms": math.ceil(rooms),
    }


def _funds(rng: random.Random, plan: Plan) -> Row:
    """A branch has no funds of its own, only the pupils that they were allotted for."""
    small = plan.area == "乡村" and plan.kind in ("小学", "教学点") and plan.compulsory < 100
    funded = 100 if small else plan.compulsory
    if plan.parent:
        return {"funded_pupils": funded}
    if plan.kind == "特殊教育学校":
        budget = 6600 * plan.compulsory
    elif small:
        budget = 100 * _ALLOWANCE["primary"]
    else:
        budget = sum(_ALLOWANCE[stage] * count for stage, count in plan.pupils.items())
    training = math.ceil(budget * rng.uniform(0.0505, 0.066) / 100) * 100
    return {"budget": budget, "training_funds": training, "funded_pupils": funded or None}


def _staff(rng: random.Random, row: Row) -> Row:
    teachers = figure(row, "primary_teachers") + figure(row, "junior_teachers")
    if not teachers:
        return {}
    eligible = int(teachers * rng.uniform(0.2, 0.4))
    exchanged = math.ceil(eligible * rng.uniform(0.1, 0.15))
    return {
        "certified": teachers,
        "trained": teachers,
        "eligible": eligible,
        "exchanged": exchanged,
        "exchanged_backbone": math.ceil(exchanged * 0.2),
    }


def _conduct(rng: random.Random) -> Row:
    return dict.fromkeys(_CONDUCT, True) | {"culture": rng.choice(("优秀", "良好", "良好"))}


def figure(row: Row, key: str) -> int:
    """Return a whole figure of a row, 0 where it is blank."""
    value = row.get(key)
    return int(value) if isinstance(value, (int, float)) else 0


def classes_of(rng: random.Random, plan: Plan, code: str) -> Iterator[Row]:
    for stage, grades in _GRADES.items():
        count = plan.pupils.get(stage, 0)
        if plan.kind == "教学点" and count < 50:
            grades = grades[: 2 + count // 16]
        largest = plan.largest_class + (5 if stage == "junior" else 0)
        for grade, pupils in zip(grades, _split(rng, count, len(grades)), strict=True):
            for place, size in enumerate(_even(pupils, math.ceil(pupils / largest)), 1):
                yield {
                    "name": f"{grade}年级{place}班",
                    "code": code,
                    "stage": _STAGE_WORDS[stage],
                    "grade": f"{grade}年级",
                    "pupils": size,
                }


def _split(rng: random.Random, count: int, parts: int) -> list[int]:
    """Split pupils over grades of nearly the same size."""
    spread = count // (parts * 20)
    sizes = _even(count, parts)
    for first in range(0, parts - 1, 2):
        shift = rng.randint(-spread, spread)
        sizes[first] += shift
        sizes[first + 1] -= shift
    return sizes


def _even(count: int, parts: int) -> list[int]:
    size, rest = divmod(count, parts) if parts else (0, 0)
    return [size + (place < rest) for place in range(parts)]


def rooms_of(rng: random.Random, plan: Plan, code: str, classes: int) -> Iterator[Row]:
    for _ in range(math.ceil(classes / 12) if plan.assessed else 0):
        for kind, least in (("音乐", 96), ("美术", 90)):
            yield {"kind": kind, "code": code, "area": least + rng.randrange(0, 50) / 2}
