"""第七条（五）: classes above their limit, and how many classes they need."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.items import Parts
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps.making import open_parts, part_gap
from qbe_xl.clauses.gaps.model import Gap
from qbe_xl.county import layout


def class_gaps(assessment: Assessment, id: str) -> Iterator[Gap]:
    """Yield a gap for each class above its limit: the classes that it must be split into, less one.

    The words add whether the other classes of the same grade have room.
    """
    for part in assessment.items[id].parts:
        for position in open_parts(part):
            yield _class_gap(assessment, id, part, position)


def classes_needed(pupils: float, limit: float) -> int:
    """Return how many classes pupils need: 46 with a limit of 45 need 2."""
    return math.ceil(pupils / limit)


def _class_gap(assessment: Assessment, id: str, part: Parts, position: int) -> Gap:
    classes = assessment.county.classes
    value = standard = amount = None
    stage = more = ""
    eased = False
    if part.table == "classes":
        row = int(part.index[position])
        stage = {word: key for key, word in layout.STAGE_WORDS.items()}[
            classes.choice("stage", row)
        ]
        standard = float(part.figures["limit"][position])
        if part.states[position] == State.UNMET:
            value = float(part.figures["pupils"][position])
            needed = classes_needed(value, standard)
            amount = Fraction(needed - 1)
            said, eased = _room_in_grade(assessment, row, standard)
            more = (
                f"，超 {words.plain(value - standard)} 人；单独拆分须编成 {needed} 个班，"
                f"新增 {needed - 1} 个班{said}"
            )
    gap = part_gap(
        assessment,
        id,
        part,
        position,
        "班级",
        amount,
        "个班",
        value=value,
        standard=standard,
        stage=stage,
        more=more,
    )
    return replace(gap, eased=eased)


def _room_in_grade(assessment: Assessment, row: int, limit: float) -> tuple[str, bool]:
    """Whether the classes of the same grade can take the pupils in, in words and as such."""
    county = assessment.county
    classes = county.classes
    grade = classes.word("grade", row)
    if not grade:
        return "", False
    same = np.flatnonzero(
        (county.class_school == county.class_school[row])
        & (classes.code("stage") == classes.code("stage")[row])
    )
    mine = [i for i in same.tolist() if classes.word("grade", i) == grade]
    sizes = classes.number("pupils")[mine]
    if np.isnan(sizes).any():
        return "", False
    needed = classes_needed(float(sizes.sum()), limit)
    more = max(0, needed - len(mine))
    said = f"统筹编班须增 {more} 个班" if more else "统筹编班即可，不须增班"
    now = f"{_grade(grade)}现有 {len(mine)} 个班 {words.plain(float(sizes.sum()))} 人"
    return f"；{now}，{said}", not more


def _grade(grade: str) -> str:
    return grade if "年级" in grade else f"{grade}年级"
