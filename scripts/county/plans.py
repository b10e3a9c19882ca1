"""Which schools the made-up county has: their kinds, names, townships and pupils."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qbe_xl import standards
from qbe_xl.county.layout import STAGES

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
WEIGHTS = {
    stage: standards.resolve().at().number(f"scope.stage_weight.{stage}") for stage in STAGES
}


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
        return sum(WEIGHTS[stage] * self.pupils.get(stage, 0) for stage in STAGES)

    @property
    def assessed(self) -> bool:
        """Whether its sections count in 第六条."""
        outside = self.kind in ("特殊教育学校", "职业学校")
        return not outside and not (self.kind == "教学点" and self.compulsory < 50)


def plans_of(rng: random.Random, schools: int) -> list[Plan]:
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


def crowd(plans: Sequence[Plan]) -> None:
    """One school of the county town has more pupils than 2000, in classes of over 45."""
    crowded = next(plan for plan in plans if plan.name == "示例县第一小学")
    crowded.pupils["primary"] = 2086
    crowded.largest_class = 47
