"""Counties drawn at random, uneven as asked: for the tests and benches of the cheapest path."""

from __future__ import annotations

import math
import random

from tests.counties import Draft, Row

_LINES = {
    "primary": (4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3),
    "junior": (5.3, 1, 0.9, 5.8, 10.2, 2500, 2.4),
}
_WORDS = {"primary": "小学", "junior": "初中"}
_STAGES = {
    "九年一贯制学校": ("primary", "junior"),
    "初级中学": ("junior",),
    "小学": ("primary",),
}
_PARTS = ("高于规定学历教师数", "县级以上骨干教师数", "体育艺术专任教师数")


def random_county(seed: int, schools: int, spread: float, level: float = 0.35) -> Draft:
    """Return a county of so many schools.

    spread: of their equipment, about as large as the CVs become; level: how far above the lines
    they are, as a logarithm.
    """
    rng = random.Random(seed)  # noqa: S311 (nothing secret)
    rows = [_school(rng, i, spread, level) for i in range(schools)]
    return Draft(schools=rows, classes=[], rooms=[])


def _school(rng: random.Random, number: int, spread: float, level: float) -> Row:
    drawn = rng.random()
    kind = "九年一贯制学校" if drawn < 0.15 else "初级中学" if drawn < 0.35 else "小学"
    row: Row = {
        "学校标识码": f"{number:05d}",
        "学校名称": f"第{number}学校",
        "所属乡镇": f"{number % 11}乡",
        "办学类型": kind,
        "举办者": "公办",
        "城乡类型": rng.choice(["城区", "镇区", "乡村"]),
        "寄宿制": "否",
        "室内体育用房面积": 0.0,
    }
    base = rng.lognormvariate(level, spread * 0.5)

    def comfort() -> float:
        return base * rng.lognormvariate(0, spread * 0.8)

    shared = [0.0] * 4
    for stage in _STAGES[kind]:
        word, lines = _WORDS[stage], _LINES[stage]
        pupils = float(max(20, int(rng.lognormvariate(5.6, 0.8))))
        parts = [math.floor(comfort() * line * pupils / 100) for line in lines[:3]]
        row[f"{word}在校生数"] = pupils
        row[f"{word}专任教师数"] = float(max(*parts, math.ceil(pupils / 18)))
        row |= {f"{word}{part}": float(count) for part, count in zip(_PARTS, parts, strict=True)}
        shared = [have + line * pupils for have, line in zip(shared, lines[3:], strict=True)]
    row["教学及辅助用房面积"] = round(comfort() * shared[0], 1)
    row["运动场地面积"] = round(comfort() * shared[1], 1)
    row["教学仪器设备值"] = round(comfort() * shared[2] / 10_000, 2)
    row["网络多媒体教室数"] = float(math.floor(comfort() * shared[3] / 100))
    return row
