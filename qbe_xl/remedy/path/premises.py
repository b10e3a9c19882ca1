"""On what a plan rests, in sentences: "已证明最省" is said of these premises and no others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.remedy.path.people import Move
from qbe_xl.remedy.path.problem import Problem

MOST = 6
"""So many givers are named; the rest is counted."""


def premises(problem: Problem, moves: Sequence[Move] = ()) -> tuple[str, ...]:
    """Return the premises of a plan for this problem, those that must be verified last."""
    parameters = problem.parameters
    said = ["单价、许可和上限按整改参数，只动“学校”表中的办学条件和教师，学生数不变"]
    if parameters.flag("hire"):
        said.append(
            "新补充或培养的一名教师可以同时算作高于规定学历、骨干、体育艺术教师，按其中最高的单价计一次"
        )
    if parameters.flag("move"):
        said.append(
            "只在参加评估的同学段学校之间交流，派出学校所派条件不低于标准，已在校交流的教师不再派出"
        )
        if parameters.with_post:
            said.append(
                "编随人走：教师连同编制、学历、骨干和体育艺术身份、教师资格、培训学时一起调动"
            )
        else:
            said.append("对调：两校互换教师，专任教师数不变，换回的教师不具备所换的条件")
        said.append("同一教师兼具几项条件，只要各校填报的人数容许，就视为可能")
        said += _to_verify(problem, moves)
    return tuple(said)


def _to_verify(problem: Problem, moves: Sequence[Move]) -> list[str]:
    schools = problem.assessment.county.schools
    found: dict[tuple[int, str], Counter[tuple[str, ...]]] = {}
    for move in moves:
        if not move.certain:
            counts = found.setdefault((move.giver, move.stage), Counter())
            counts[move.ids] += move.count
    said = [
        f"{schools.word('name', school)}（{STAGE_WORDS[stage]}）派出 {_counted(kinds)}，"
        "填报的人数容许但不能证明有这样的教师，请先核实"
        for (school, stage), kinds in list(found.items())[:MOST]
    ]
    if len(found) > MOST:
        said.append(f"另有 {len(found) - MOST} 所学校派出的教师同样须先核实，见清单")
    return said


def _counted(kinds: Counter[tuple[str, ...]]) -> str:
    return "、".join(f"{count} 人{kind_words(ids)}" for ids, count in kinds.items())


def kind_words(ids: Sequence[str]) -> str:
    """Return what teachers of a kind count for: （高于规定学历、骨干）."""
    return f"（{'、'.join(RESOURCES[id].short for id in ids)}）" if ids else "（其他教师）"
