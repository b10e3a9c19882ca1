"""A made-up county for demonstrations, tests and benches: 虚构数据，仅供演示.

    python scripts/sample_county.py 示例县.xlsx [--schools 120] [--seed 2023] [--met]

It has the shape of a county in the hills of Yunnan: eleven townships, many small schools, a
crowded county town. No name or figure in it is real. The same arguments give the same county.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qbe_xl import standards
from qbe_xl.assessment.sections import FORMULAS
from qbe_xl.county.blank import blank_workbook
from qbe_xl.county.layout import STAGES

Row = dict[str, object]
Fill = dict[str, list[Row]]

TITLE = "虚构示例数据"
COUNTY = "示例县（虚构数据）"
FEWEST_SCHOOLS = 80

TOWN = "青山镇"
TOWNSHIPS = (
    TOWN,
    "云溪镇",
    "白石镇",
    "松坪镇",
    "红坡乡",
    "柳河乡",
    "大箐乡",
    "竹园乡",
    "响水乡",
    "花桥乡",
    "龙井乡",
)
_FIRST = "大小上下新老东西南北高长"
_SECOND = "坪寨河塘冲坝坡田桥湾坎岭箐洞"
_NUMERALS = "一二三四五六七八九十"
_GRADES = {"primary": "一二三四五六", "junior": "七八九"}
_STAGE_WORDS = {"primary": "小学", "junior": "初中"}
_ORDER = (
    "完全中学",
    "十二年一贯制学校",
    "初级中学",
    "九年一贯制学校",
    "小学",
    "教学点",
    "特殊教育学校",
    "职业学校",
)
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
        stage: float(_RULES.required(indicator, stage) / FORMULAS[indicator].factor)
        for stage in ("primary", "junior")
    }
    for key, indicator in _RESOURCES.items()
}
"""What 第六条 asks for each pupil, in the units of the sheet 学校."""
_WEIGHTS = {stage: _RULES.number(f"scope.stage_weight.{stage}") for stage in STAGES}
_ALLOWANCE = {"primary": 720, "junior": 940, "senior": 1100}
"""Yearly funds a pupil in 元."""


@dataclass
class Plan:
    """A school before its figures are drawn; comfort: how far above the lines it is equipped."""

    kind: str
    name: str
    township: str
    area: str
    pupils: dict[str, int] = field(default_factory=dict)
    comfort: tuple[float, float] = (1.04, 1.5)
    owner: str = "公办"
    boarding: bool = False
    parent: str = ""
    largest_class: int = 42

    @property
    def compulsory(self) -> int:
        """Pupils of 小学 and 初中."""
        return self.pupils.get("primary", 0) + self.pupils.get("junior", 0)

    @property
    def weighted(self) -> float:
        """Pupils weighted as the whole school's resources are shared."""
        return sum(_WEIGHTS[stage] * count for stage, count in self.pupils.items())

    @property
    def assessed(self) -> bool:
        """Whether its sections count in 第六条."""
        outside = self.kind in ("特殊教育学校", "职业学校")
        return not outside and not (self.kind == "教学点" and self.compulsory < 50)


def sample(seed: int = 2023, schools: int = 120, *, met: bool = False) -> Fill:
    """Return the rows of a made-up county, for `blank_workbook`.

    schools: how many, at least 80. met: everything is met; otherwise there are weaknesses of every
    kind (see `_weaken`) and the verdict is 未达标. Never a problem, and few warnings.
    """
    if schools < FEWEST_SCHOOLS:
        raise ValueError(f"at least {FEWEST_SCHOOLS} schools, not {schools}")
    rng = random.Random(seed)  # noqa: S311 (nothing secret)
    plans = _plans(rng, schools)
    if not met:
        _crowd(plans)
    codes = {plan.name: f"99{i:08d}" for i, plan in enumerate(plans, 1)}
    fill: Fill = {"学校": [], "班级": [], "专用教室": []}
    for plan in plans:
        classes = list(_classes(rng, plan, codes[plan.name]))
        fill["学校"].append(_school(rng, plan, codes, classes))
        fill["班级"] += classes
        fill["专用教室"] += _rooms(rng, plan, codes[plan.name], len(classes))
    fill |= _county_sheets(plans)
    if not met:
        _weaken(fill)
    return fill


def workbook(seed: int = 2023, schools: int = 120, *, met: bool = False) -> bytes:
    """Return the same county as an input workbook."""
    return blank_workbook(sample(seed, schools, met=met), TITLE)


# Which schools there are


def _plans(rng: random.Random, schools: int) -> list[Plan]:
    juniors = max(13, round(schools * 14 / 120))
    nines = max(3, round(schools * 5 / 120))
    points = round(schools * 32 / 120)
    villages = _villages(rng)
    plans = [*_of_the_county(rng), *_juniors(rng, juniors), *_nines(rng, nines, villages)]
    primaries = schools - len(plans) - points
    plans += _primaries(rng, primaries, villages)
    plans += _points(rng, points, villages)
    plans.sort(key=lambda p: (TOWNSHIPS.index(p.township), _ORDER.index(p.kind)))
    return plans


def _villages(rng: random.Random) -> dict[str, Iterator[str]]:
    """An endless supply of village names for each township outside the county town."""
    names = [a + b for a in _FIRST for b in _SECOND]
    return {t: iter(rng.sample(names, len(names))) for t in TOWNSHIPS[1:]}


def _outside(number: int) -> str:
    return TOWNSHIPS[1 + number % (len(TOWNSHIPS) - 1)]


def _of_the_county(rng: random.Random) -> Iterator[Plan]:
    for number in (0, 1):
        pupils = {"junior": rng.randint(600, 900), "senior": rng.randint(1500, 2300)}
        name = f"示例县第{_NUMERALS[number]}中学"
        yield Plan("完全中学", name, TOWN, "镇区", pupils, boarding=True)
    pupils = {"primary": 642, "junior": 418, "senior": 366}
    through = Plan("十二年一贯制学校", "示例县育才实验学校", TOWN, "镇区", pupils)
    through.owner, through.boarding = "民办", True
    yield through
    yield Plan("特殊教育学校", "示例县特殊教育学校", TOWN, "镇区", {"primary": 62, "junior": 31})
    yield Plan("职业学校", "示例县职业高级中学", TOWN, "镇区", {"senior": rng.randint(1100, 1500)})


def _juniors(rng: random.Random, count: int) -> Iterator[Plan]:
    in_town = max(3, count // 5)
    for number in range(in_town):
        pupils = {"junior": rng.randint(1200, 1700)}
        name = f"示例县第{_numeral(number + 3)}中学"
        yield Plan("初级中学", name, TOWN, "镇区", pupils, (1.02, 1.15), boarding=number > 1)
    for number in range(count - in_town):
        township = _outside(number)
        round_ = number // (len(TOWNSHIPS) - 1)
        name = f"{township}{f'第{_numeral(round_ + 1)}' if round_ else ''}初级中学"
        pupils = {"junior": rng.randint(420, 960)}
        yield Plan("初级中学", name, township, "镇区", pupils, boarding=True)


def _nines(rng: random.Random, count: int, villages: dict[str, Iterator[str]]) -> Iterator[Plan]:
    for number in range(count):
        pupils = {"primary": rng.randint(380, 800), "junior": rng.randint(240, 560)}
        if number == 0:
            name, township, owner, area = "示例县启明学校", TOWN, "民办", "镇区"
        else:
            township, owner, area = _outside(3 * number), "公办", "乡村"
            name = f"{township}{next(villages[township])}九年一贯制学校"
        yield Plan("九年一贯制学校", name, township, area, pupils, owner=owner, boarding=True)


def _primaries(
    rng: random.Random, count: int, villages: dict[str, Iterator[str]]
) -> Iterator[Plan]:
    in_town = max(4, count // 11)
    centres = len(TOWNSHIPS) - 1
    for number in range(in_town):
        pupils = {"primary": rng.randint(1250, 1850)}
        name = f"示例县第{_numeral(number + 1)}小学"
        yield Plan("小学", name, TOWN, "镇区", pupils, (1.02, 1.1))
    for township in TOWNSHIPS[1:]:
        pupils = {"primary": rng.randint(480, 1050)}
        name = f"{township}中心小学"
        yield Plan(
            "小学", name, township, "镇区", pupils, (1.04, 1.35), boarding=rng.random() < 0.5
        )
    for number in range(count - in_town - centres):
        township = _outside(number)
        small = number % 8 == 5
        size = rng.randint(56, 98) if small else int(rng.triangular(105, 430, 170))
        name = f"{township}{next(villages[township])}小学"
        plan = Plan("小学", name, township, "乡村", {"primary": size}, (1.08, 1.9))
        plan.boarding = not small and rng.random() < 0.25
        plan.parent = f"{township}中心小学" if number % 16 == 9 else ""
        yield plan


def _points(rng: random.Random, count: int, villages: dict[str, Iterator[str]]) -> Iterator[Plan]:
    for number in range(count):
        township = _outside(number)
        size = rng.randint(50, 92) if number % 5 < 2 else rng.randint(11, 48)
        name = f"{township}{next(villages[township])}教学点"
        parent = f"{township}中心小学"
        pupils = {"primary": size}
        yield Plan("教学点", name, township, "乡村", pupils, (1.15, 2.4), parent=parent)


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones - 1]
    return (_NUMERALS[tens - 1] if tens > 1 else "") + "十" + (_NUMERALS[ones - 1] if ones else "")


def _crowd(plans: Sequence[Plan]) -> None:
    """One school of the county town has more pupils than 2000, in classes of over 45."""
    crowded = next(plan for plan in plans if plan.name == "示例县第一小学")
    crowded.pupils["primary"] = 2086
    crowded.largest_class = 47


# The figures of one school


def _school(rng: random.Random, plan: Plan, codes: dict[str, str], classes: Sequence[Row]) -> Row:
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
    return plan.weighted * max((LINES[key][s] / _WEIGHTS[s] for s in stages), default=0.0)


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
    teachers = _figure(row, "primary_teachers") + _figure(row, "junior_teachers")
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


def _figure(row: Row, key: str) -> int:
    """Return a whole figure of a row, 0 where it is blank."""
    value = row.get(key)
    return int(value) if isinstance(value, (int, float)) else 0


# Classes and rooms


def _classes(rng: random.Random, plan: Plan, code: str) -> Iterator[Row]:
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


def _rooms(rng: random.Random, plan: Plan, code: str, classes: int) -> Iterator[Row]:
    for _ in range(math.ceil(classes / 12) if plan.assessed else 0):
        for kind, least in (("音乐", 96), ("美术", 90)):
            yield {"kind": kind, "code": code, "area": least + rng.randrange(0, 50) / 2}


# What the county itself hands in


def _county_sheets(plans: Sequence[Plan]) -> Fill:
    return {
        "县级数据": list(_items(plans)),
        "质量监测": [
            {"subject": subject, "grade": grade, "level": level, "difference": difference}
            for subject, grade, level, difference in (
                ("数学", "四年级", "Ⅲ", 0.118),
                ("体育与健康", "四年级", "Ⅲ", 0.097),
                ("心理健康", "四年级", "Ⅲ", 0.084),
                ("数学", "八年级", "Ⅲ", 0.142),
                ("体育与健康", "八年级", "Ⅲ", 0.106),
                ("心理健康", "八年级", "Ⅳ", 0.091),
            )
        ],
        "社会认可度": [
            {
                "group": group,
                "papers": papers,
                "valid": valid,
                "satisfied": satisfied,
                "visited": visited,
                "visited_satisfied": pleased,
            }
            for group, papers, valid, satisfied, visited, pleased in (
                ("学生", 160, 158, 149, 24, 23),
                ("家长", 380, 371, 338, 40, 36),
                ("教师", 72, 72, 69, 12, 12),
                ("校长", 30, 30, 29, 8, 8),
                ("人大代表", 24, 24, 21, 6, 5),
                ("政协委员", 24, 23, 20, 6, 5),
                ("其他群众", 60, 57, 47, 10, 8),
            )
        ],
        "一票否决": [
            {"key": f"V{n}", "value": False, "conclusion": "经核查，未发现（虚构）"}
            for n in range(1, 7)
        ],
        "县情": list(_facts(plans)),
    }


def _items(plans: Sequence[Plan]) -> Iterator[Row]:
    graduates = sum(plan.pupils.get("junior", 0) for plan in plans) // 3
    values: dict[str, object] = {
        "P1": dt.date(2018, 11, 23),
        "P2": True,
        "G1": True,
        "G2.1": True,
        "G2.2": True,
        "G2.3": True,
        "G2.4": True,
        "G8.1": 98640.5,
        "G8.2": 97215.8,
        "G8.3": True,
        "G10": True,
        "G14.1": 1800,
        "G14.2": 1008,
        "G14.3": True,
        "G14.4": 620,
        "G15.1": True,
        "G15.2": 1436,
        "G15.3": 1287,
        "G15.4": 64,
        "Q1.1": graduates,
        "Q1.2": math.ceil(graduates * 1.032),
        "Q1.3": 86,
        "Q1.4": 91,
        "Q1.5": 2,
        "Q2.1": 318,
        "Q2.2": 91,
        "Q2.3": 172,
        "Q2.4": 46,
    }
    conclusions = {
        "G1": "学校布局专项规划已批复，义务教育学位满足需要",
        "G2.1": "城乡执行同一建设标准",
        "G10": "实行“县管校聘”，编制和岗位每年统筹调整",
        "G14.3": "名额按毕业生人数分配，农村初中上浮 3 个百分点",
        "Q3": "各校章程已核准，管理与教学平台全县统一",
        "Q8": "作业公示和课后服务制度落实",
    }
    for number, key in enumerate(values | dict.fromkeys(conclusions), 1):
        row: Row = {"key": key, "value": values.get(key)}
        if key in conclusions:
            evidence = f"示教发〔2024〕{number}号（虚构）"
            row |= {"conclusion": conclusions[key], "evidence": evidence}
        yield row


def _facts(plans: Sequence[Plan]) -> Iterator[Row]:
    compulsory = sum(plan.compulsory for plan in plans)
    population = round(compulsory / 1070, 2)
    values: dict[str, object] = {
        "县名": COUNTY,
        "省份": "云南省（虚构示例）",
        "州市": "示例州（虚构）",
        "学年": "2023-2024",
        "财务年度": "2023",
        "评估日期": dt.date(2024, 5, 20),
        "填报单位": "示例县教育体育局（虚构）",
        "填报人": "张三（虚构）",
        "联系电话": "0000-0000000",
        "人口总数": population,
        "农业人口数": round(population * 0.63, 2),
        "乡镇数": len(TOWNSHIPS),
        "行政村数": 104,
        "年人均GDP": 41200,
        "年人均地方财政收入": 2380,
        "农民年人均纯收入": 15960,
        "城镇居民年人均可支配收入": 40310,
        "说明": "虚构数据，仅供演示",
    }
    for key, value in values.items():
        yield {"key": key, "value": value}


# What is wrong with it


@dataclass
class _Schools:
    """The schools that weaknesses are put into, in the order of the sheet."""

    crowded: Row
    villages: list[Row]
    centres: list[Row]
    town_juniors: list[Row]
    juniors: list[Row]
    nines: list[Row]
    points: list[Row]


def _chosen(rows: Sequence[Row]) -> _Schools:
    juniors = [row for row in rows if row["type"] == "初级中学"]
    return _Schools(
        crowded=next(row for row in rows if row["name"] == "示例县第一小学"),
        villages=[row for row in rows if row["type"] == "小学" and row["area"] == "乡村"],
        centres=[row for row in rows if str(row["name"]).endswith("中心小学")],
        town_juniors=[row for row in juniors if row["township"] == TOWN],
        juniors=[row for row in juniors if row["township"] != TOWN],
        nines=[r for r in rows if r["type"] == "九年一贯制学校" and r["owner"] == "公办"],
        points=[row for row in rows if row["type"] == "教学点"],
    )


def _weaken(fill: Fill) -> None:
    """Put in what a county has to mend: one weakness of each kind, each in its own school."""
    chosen = _chosen(fill["学校"])
    _weaken_resources(chosen)
    _favour(chosen)
    _weaken_rooms_and_classes(fill, chosen)
    _weaken_funds_and_training(chosen)
    _leave_blank(fill, chosen)
    _make_odd(fill, chosen)


def _share(row: Row, key: str, stage: str, share: float) -> float:
    """How much of a resource is this share of its line for the pupils of one stage."""
    return _figure(row, f"{stage}_pupils") * LINES[key][stage] * share


def _weaken_resources(chosen: _Schools) -> None:
    """第六条: a section fails by one indicator below 85 %, or by two just below their lines."""
    crowded, village, junior = chosen.crowded, chosen.villages[7], chosen.juniors[6]
    crowded["teaching_area"] = int(_share(crowded, "teaching_area", "primary", 0.83))
    crowded["field_area"] = int(_share(crowded, "field_area", "primary", 0.6))
    crowded["indoor_area"] = 0
    chosen.villages[2]["primary_backbone"] = 0
    village["teaching_area"] = int(_share(village, "teaching_area", "primary", 0.93))
    village["field_area"] = int(_share(village, "field_area", "primary", 0.91))
    less = chosen.juniors[3]
    less["junior_degree"] = int(_share(less, "degree", "junior", 0.78))
    junior["equipment"] = round(_share(junior, "equipment", "junior", 0.93), 2)
    junior["media_rooms"] = int(_share(junior, "media_rooms", "junior", 0.94))
    # 初中 falls below 85 % of 10.2 ㎡, 小学 only just below 7.5 ㎡: that one is excused.
    nine = chosen.nines[1]
    weighted = _figure(nine, "primary_pupils") + 1.1 * _figure(nine, "junior_pupils")
    nine["field_area"] = int(weighted * 7.45) - _figure(nine, "indoor_area")
    excused = chosen.centres[4]
    excused["equipment"] = round(_share(excused, "equipment", "primary", 0.92), 2)


def _favour(chosen: _Schools) -> None:
    """第六条: a few schools of the county town have most of the equipment, so its CV is high."""
    few = (len(chosen.town_juniors) + len(chosen.juniors)) // 6
    for row in chosen.town_juniors[:few]:
        row["equipment"] = round(float(str(row["equipment"])) * 3.4, 2)


def _weaken_rooms_and_classes(fill: Fill, chosen: _Schools) -> None:
    """第七条(三)(五): an art room too small, a music room too few, a class of 52."""
    rooms = fill["专用教室"]
    for room in rooms:
        if room["code"] == chosen.villages[12]["code"] and room["kind"] == "美术":
            room["area"] = 72.5
    lacking = chosen.centres[6]["code"]
    rooms.remove(next(r for r in rooms if r["code"] == lacking and r["kind"] == "音乐"))
    full = chosen.juniors[1]["code"]
    first, second = [row for row in fill["班级"] if row["code"] == full][:2]
    second["pupils"] = _figure(first, "pupils") + _figure(second, "pupils") - 52
    first["pupils"] = 52


def _weaken_funds_and_training(chosen: _Schools) -> None:
    """第七条(六)(九), 第八条(四): funds of a small school, hours and funds of training."""
    small = next(row for row in chosen.points if _figure(row, "primary_pupils") < 50)
    small["funded_pupils"] = small["primary_pupils"]
    chosen.centres[2]["trained"] = _figure(chosen.centres[2], "trained") - 3
    poor = chosen.juniors[5]
    poor["training_funds"] = int(_figure(poor, "budget") * 0.046)


def _leave_blank(fill: Fill, chosen: _Schools) -> None:
    """Not yet filled in: rooms with screens of a 教学点, a grade of culture, and G10."""
    large = next(row for row in chosen.points if _figure(row, "primary_pupils") >= 50)
    large["media_rooms"] = None
    independent = [row for row in chosen.villages if not row["parent"]]
    independent[18]["culture"] = None
    for item in fill["县级数据"]:
        if item["key"] == "G10":
            item["value"] = None


def _make_odd(fill: Fill, chosen: _Schools) -> None:
    """Warnings: a figure typed as text, and classes that do not add up."""
    typed, odd = chosen.villages[14], chosen.villages[17]
    typed["primary_pupils"] = str(typed["primary_pupils"])
    short = next(row for row in fill["班级"] if row["code"] == odd["code"])
    short["pupils"] = _figure(short, "pupils") - 1


def main() -> None:
    """Write the workbook."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--schools", type=int, default=120)
    parser.add_argument("--seed", type=int, default=2023)
    parser.add_argument("--met", action="store_true", help="everything is met")
    options = parser.parse_args()
    options.file.parent.mkdir(parents=True, exist_ok=True)
    options.file.write_bytes(workbook(options.seed, options.schools, met=options.met))
    print(f"{options.file}：{options.schools} 所学校，{TITLE}")


if __name__ == "__main__":
    main()
