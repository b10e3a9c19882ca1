"""第六条: how far a resource is from a line, in the units in which it is added."""

from __future__ import annotations

import math
from fractions import Fraction

from qbe_xl.assessment.sections import FORMULAS

WHOLE_UNITS = ("R1", "R2", "R3", "R7")
"""Indicators whose resource comes in whole teachers or rooms."""

UNITS = {
    "R1": "人",
    "R2": "人",
    "R3": "人",
    "R4": "㎡",
    "R5": "㎡",
    "R6": "元",
    "R7": "间",
}
THINGS = {
    "R1": "高于规定学历教师",
    "R2": "县级以上骨干教师",
    "R3": "体育艺术专任教师",
    "R4": "教学及辅助用房",
    "R5": "体育运动场馆",
    "R6": "教学仪器设备",
    "R7": "网络多媒体教室",
}
"""What is added to reach an indicator's line."""

COLUMNS = {
    "R1": "{stage}_degree",
    "R2": "{stage}_backbone",
    "R3": "{stage}_arts",
    "R4": "teaching_area",
    "R5": "field_area",
    "R6": "equipment",
    "R7": "media_rooms",
}
"""The column of 学校 that grows."""

DECIMALS = {"R4": 2, "R5": 2, "R6": 0}
"""How finely areas (㎡) and equipment (元) are measured out; the rest comes whole."""


def natural(indicator: str) -> int:
    """Return how many of an indicator's unit × pupils make one 人, 间, ㎡ or 元."""
    return 100 if indicator in WHOLE_UNITS else 1


def shortfall(
    indicator: str,
    line: Fraction,
    amount: Fraction,
    pupils: Fraction,
    share: Fraction = Fraction(1),
) -> Fraction:
    """Return what is missing to reach a line, 0 where nothing is, exactly: 第六条.

    amount: the resource in the unit of its column (R6 in 万元), pupils: of the stage, share: the
    part of what is added that falls to the stage. In whole teachers or rooms, ㎡ or 元.
    """
    scale = natural(indicator)
    short = (line * pupils - FORMULAS[indicator].factor * amount * share) / scale / share
    if short <= 0:
        return Fraction(0)
    return Fraction(math.ceil(short)) if indicator in WHOLE_UNITS else short
