"""申报表 表Ⅰ–Ⅲ: the county, its schools, their balance, as the official columns have them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import INDICATORS, STAGES, ordinary
from qbe_xl.assessment.share import Share, share_of
from qbe_xl.assessment.states import judged
from qbe_xl.clauses import words
from qbe_xl.clauses.trace import share_of_sections
from qbe_xl.county import layout
from qbe_xl.county.model import Entry, Figures, Flags, of_county
from qbe_xl.documents import figures
from qbe_xl.documents.material import Material
from qbe_xl.documents.views import county_forms
from qbe_xl.sheets.pieces import View, count

PRIVATE_CODE = "10"
_FIRST_COLUMN = 7
"""表Ⅱ-2 has the seven indicators in its columns L7–L13."""

_FACTS = (
    ("人口总数", figures.two),
    ("农业人口数", figures.two),
    ("乡镇数", figures.whole),
    ("行政村数", figures.whole),
    ("年人均GDP", figures.whole),
    ("年人均地方财政收入", figures.whole),
    ("农民年人均纯收入", figures.whole),
    ("城镇居民年人均可支配收入", figures.whole),
)
_TYPES = (
    "小学",
    "九年一贯制学校",
    "初级中学",
    "完全中学",
    "十二年一贯制学校",
    "特殊教育学校",
)


def view(material: Material) -> View:
    """Return all six tables."""
    return material.once(_forms)


def _forms(material: Material) -> View:
    assessment = material.assessment
    county = assessment.county
    return {
        "facts": {
            "office": of_county(county.name, county.fact("填报单位")),
            **{
                key: county.fact(name)
                for key, name in (
                    ("year", "学年"),
                    ("finance_year", "财务年度"),
                    ("filler", "填报人"),
                    ("phone", "联系电话"),
                )
            },
        },
        "basic": {"cells": _basic(assessment)},
        "reach": [_reach(assessment, stage) for stage in STAGES],
        "sections": [_sections(assessment, stage) for stage in STAGES],
        "balance": [_balance(assessment, stage) for stage in STAGES],
        "government": county_forms.items(assessment, "G"),
        "quality": county_forms.items(assessment, "Q"),
        "survey": county_forms.survey(assessment),
        "roundings": material.report["roundings"]["rows"],
        "cut": words.plain(assessment.standard.number("scope.teaching_point_pupils")),
        "floor": words.share_line(float(assessment.standard.floor)),
        "limits": {stage: words.plain(float(assessment.standard.limit(stage))) for stage in STAGES},
    }


def _basic(assessment: Assessment) -> list[str]:
    """表Ⅰ, L1–L24."""
    county, standard = assessment.county, assessment.standard
    schools = county.schools
    cells = [shown(_number(county.facts.get(name))) for name, shown in _FACTS]
    parents = schools.words.get("parent")
    own = np.array([p is None for p in parents], bool) if parents else np.ones(len(schools), bool)
    cells += [count(int((schools.is_choice("type", word) & own).sum())) for word in _TYPES]
    points = schools.is_choice("type", layout.TEACHING_POINT)
    size, missing = assessment.pupils.compulsory()
    large = size >= standard.number("scope.teaching_point_pupils")
    counted = share_of(judged(large, ~large & missing)[points].tolist())
    cells += [count(int(points.sum())), figures.BLANK if counted.unknown else str(counted.met)]
    inside = ordinary(schools, standard)
    cells += [_classes(assessment, stage, inside) for stage in STAGES]
    cells += [
        figures.whole(_sum(assessment.pupils.count[stage], inside & _has(assessment, stage)))
        for stage in STAGES
    ]
    for stage in STAGES:
        here = inside & _has(assessment, stage)
        cells += [figures.whole(_sum(schools.number(f"{stage}_{key}"), here)) for key in _STAFF]
    return cells


_STAFF = ("staff", "teachers")


def _number(entry: Entry | None) -> float | None:
    return entry.value if entry and isinstance(entry.value, float) else None


def _has(assessment: Assessment, stage: str) -> Flags:
    return assessment.pupils.present[stage]


def _sum(column: Figures, where: Flags) -> float | None:
    """The sum over some schools, None where one of them is blank or there are none."""
    parts = column[where]
    return None if np.isnan(parts).any() else float(parts.sum())


def _classes(assessment: Assessment, stage: str, inside: Flags) -> str:
    """教学班数: not to be made while a school with such pupils, or with a blank there, has none."""
    county = assessment.county
    mine = county.classes.is_choice("stage", layout.STAGE_WORDS[stage])
    numbers = np.bincount(county.class_school[mine], minlength=len(county.schools))
    if (inside & _has(assessment, stage) & (numbers == 0)).any():
        return figures.BLANK
    return count(int(numbers[inside].sum()))


def _reach(assessment: Assessment, stage: str) -> View:
    """表Ⅱ-1: how many sections of a stage reach each indicator, and how many the whole rule."""
    found = [share_of_sections(assessment, stage, id) for id in (*INDICATORS, "")]
    return {
        "word": layout.STAGE_WORDS[stage],
        "counts": [figures.counted(one) if one.total else figures.BLANK for one in found],
        "shares": [figures.share(one) for one in found],
        "said": _met_of(found[-1]),
    }


def _met_of(share: Share) -> str:
    """How many sections of a stage are met, in words."""
    unknown = f"{share.unknown} 个待填报" if share.unknown else ""
    if share.unknown and not share.met:
        return "，".join([*([f"{share.known} 个未达标"] if share.known else []), unknown])
    if not unknown:
        return f"综合评估达标 {share.met} 个，占 {words.rate(share)}"
    known = f"填报齐全的 {share.known} 个中综合评估达标 {share.met} 个，占 {words.rate(share)}"
    if share.met == share.known:
        known = f"填报齐全的 {share.known} 个综合评估均达标"
    return f"{known}，另 {unknown}"


def _sections(assessment: Assessment, stage: str) -> View:
    """表Ⅱ-2: the schools of a stage in the order of the sheet, with the note under them."""
    mine = assessment.sections.of_stage(stage).tolist()
    classes = _classes_of(assessment, stage)
    return {
        "word": layout.STAGE_WORDS[stage],
        "rows": [
            _section(assessment, stage, section, number, classes)
            for number, section in enumerate(mine, 1)
        ],
        "total": count(len(mine)),
        "kinds": list(_kinds(assessment, stage, mine)),
    }


def _section(
    assessment: Assessment, stage: str, section: int, number: int, classes: list[str]
) -> View:
    sections, schools = assessment.sections, assessment.county.schools
    school = int(sections.school[section])
    return {
        "number": count(number),
        "name": schools.word("name", school),
        "owner": owner_code(assessment, school),
        "pupils": figures.whole(float(sections.pupils[section])),
        "grades": figures.whole(float(schools.number(f"{stage}_grades")[school])),
        "classes": classes[school],
        "values": [
            figures.indicator(id, float(sections.values[section, i]))
            for i, id in enumerate(INDICATORS)
        ],
        "state": State(sections.state[section]).word,
        "remark": _remark(assessment, section),
    }


def owner_code(assessment: Assessment, school: int) -> str:
    """Return the 举办者类型 of 表Ⅱ-2: as filled in, 10 for 民办."""
    schools = assessment.county.schools
    code = float(schools.number("owner_code")[school])
    if code == code:
        return figures.whole(code)
    return PRIVATE_CODE if schools.choice("owner", school) == "民办" else figures.BLANK


def _classes_of(assessment: Assessment, stage: str) -> list[str]:
    county = assessment.county
    mine = county.classes.is_choice("stage", layout.STAGE_WORDS[stage])
    numbers = np.bincount(county.class_school[mine], minlength=len(county.schools))
    return [count(int(n)) if n else figures.BLANK for n in numbers]


def _remark(assessment: Assessment, section: int) -> str:
    """备注: which indicators are met, and which reach the floor."""
    sections = assessment.sections
    states, above = sections.states[section], sections.above_floor[section]
    columns = [f"L{_FIRST_COLUMN + i}" for i in range(len(INDICATORS))]
    unmet = states == State.UNMET
    floor = words.share_line(float(assessment.standard.floor))
    groups = (
        ("达" + floor, unmet & above),
        ("低于" + floor, unmet & ~above),
        ("待填报", states == State.MISSING),
    )
    said = [
        f"{'、'.join(c for c, chosen in zip(columns, where, strict=True) if chosen)}{what}"
        for what, where in groups
        if where.any()
    ]
    share = share_of(states.tolist())
    met = [] if share.unknown and not share.met else [f"{share.met}项达标"]
    return "；".join([*met, *said])


def _kinds(assessment: Assessment, stage: str, mine: list[int]) -> Iterator[str]:
    """How many of a stage's sections belong to a school of each kind."""
    schools = assessment.county.schools
    found: dict[str, int] = {}
    for i in mine:
        kind = schools.choice("type", int(assessment.sections.school[i]))
        found[kind] = found.get(kind, 0) + 1
    part = layout.STAGE_WORDS[stage] + "部"
    for kind in layout.SCHOOL_TYPES:
        if kind in found:
            through = kind in (*layout.THROUGH_TYPES, "完全中学")
            yield f"{kind}{part if through else ''} {count(found[kind])} 个"


def _balance(assessment: Assessment, stage: str) -> View:
    """表Ⅲ: the county's means and 差异系数; 综合 is the mean of the seven, for information."""
    found = assessment.balance.get(stage)
    all_found = [found[id] if found else None for id in INDICATORS]
    cvs = [one.cv if one else None for one in all_found]
    known = [cv for cv in cvs if cv is not None]
    limit = float(assessment.standard.limit(stage))
    whole = float(np.mean(known)) if len(known) == len(INDICATORS) else None
    return {
        "word": layout.STAGE_WORDS[stage],
        "means": [
            figures.indicator(id, one.mean if one else None)
            for id, one in zip(INDICATORS, all_found, strict=True)
        ],
        "cvs": [figures.cv(cv) for cv in cvs],
        "judged": [figures.judged_cv(cv, limit) for cv in cvs],
        "whole": figures.cv(whole),
    }
