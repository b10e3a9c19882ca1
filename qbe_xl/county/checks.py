"""Figures that cannot be true (a part above its whole) and figures that are only odd."""

from __future__ import annotations

from collections import Counter

import numpy as np

from qbe_xl.clauses.records import RECORDS, Rate
from qbe_xl.county import layout
from qbe_xl.county.headers import Report
from qbe_xl.county.layout import STAGE_WORDS, STAGES, STAGES_OF_TYPE
from qbe_xl.county.model import County, Figures, Flags, Table, where
from qbe_xl.files.text import figure

_TEACHERS = ("primary_teachers", "junior_teachers")
ALL_TEACHERS = "小学、初中专任教师数之和"

PARTS: tuple[tuple[tuple[str, ...], str], ...] = (
    *(
        ((f"{stage}_{whole}",), f"{stage}_{part}")
        for stage in ("primary", "junior")
        for whole, part in (
            ("teachers", "degree"),
            ("teachers", "backbone"),
            ("teachers", "arts"),
            ("pupils", "near"),
        )
    ),
    (_TEACHERS, "certified"),
    (_TEACHERS, "trained"),
    (_TEACHERS, "eligible"),
    (("eligible",), "exchanged"),
    (("exchanged",), "exchanged_backbone"),
    (("teaching_area",), "indoor_area"),
)
"""In the sheet 学校 none of these parts is larger than the sum of its wholes."""

EQUIPMENT_PER_PUPIL = 100_000
"""元 a pupil above which 元 was probably typed as 万元."""


def has_stage(schools: Table, stage: str) -> Flags:
    """Return which schools have a stage by their 办学类型."""
    return schools.is_choice("type", *[t for t, s in STAGES_OF_TYPE.items() if stage in s])


def check(county: County, problem: Report, notice: Report) -> None:
    """Report every impossible figure to `problem` and every odd one to `notice`."""
    _parts_of_schools(county.schools, problem)
    _parts(county.survey, "papers", "valid", problem)
    _parts(county.survey, "valid", "satisfied", problem)
    _parts(county.survey, "visited", "visited_satisfied", problem)
    _groups(county.survey, problem, notice)
    _parts_of_items(county, problem)
    _odd_schools(county.schools, notice)
    _odd_codes(county.schools, notice)
    _odd_classes(county, notice)
    _odd_monitoring(county.monitoring, notice)


def _parts(table: Table, whole: str, part: str, problem: Report) -> None:
    _compare(table, table.number(whole), _header(table, whole), part, problem)


def _compare(table: Table, wholes: Figures, whole: str, part: str, problem: Report) -> None:
    figures = table.number(part)
    for index in where(figures > wholes):
        problem(
            table.cell(part, index),
            f"{_header(table, part)}（{figure(figures[index])}）大于{whole}"
            f"（{figure(wholes[index])}），请核对两处",
        )


def _header(table: Table, key: str) -> str:
    return table.sheet.by_key[key].header


def all_teachers(schools: Table) -> Figures:
    """Return 专任教师数 of both stages; NaN while one that the 办学类型 requires is blank."""
    total = np.zeros(len(schools))
    filled = np.zeros(len(schools), bool)
    lacking = np.zeros(len(schools), bool)
    for stage in ("primary", "junior"):
        teachers = schools.number(f"{stage}_teachers")
        blank = np.isnan(teachers)
        total += np.where(blank, 0, teachers)
        filled |= ~blank
        lacking |= blank & has_stage(schools, stage)
    return np.where(filled & ~lacking, total, np.nan)


def _parts_of_schools(schools: Table, problem: Report) -> None:
    for wholes, part in PARTS:
        if len(wholes) == 1:
            _parts(schools, wholes[0], part, problem)
        else:
            _compare(schools, all_teachers(schools), ALL_TEACHERS, part, problem)


def _groups(survey: Table, problem: Report, notice: Report) -> None:
    codes = survey.code("group")
    seen: dict[int, int] = {}
    for index, code in enumerate(codes.tolist()):
        if code < 0:
            notice(survey.cell("group", index), "这一行没有调查对象，未采用")
        elif code in seen:
            problem(
                survey.cell("group", index),
                f"调查对象“{survey.choice('group', index)}”出现两次，请合并为一行",
            )
        seen.setdefault(code, index)
    total = np.flatnonzero(survey.is_choice("group", layout.GROUP_TOTAL))
    rows = survey.is_choice("group", *layout.GROUPS)
    if not len(total) or not (rows & ~np.isnan(survey.number("valid"))).any():
        return
    for key in ("papers", "valid", "satisfied"):
        stated = survey.number(key)[total[0]]
        summed = float(np.nansum(survey.number(key)[rows]))
        if not np.isnan(stated) and stated != summed:
            notice(
                survey.cell(key, int(total[0])),
                f"合计行的{_header(survey, key)}为 {figure(stated)}，各类相加为 {figure(summed)}；"
                "按各类相加计算",
            )


def _parts_of_items(county: County, problem: Report) -> None:
    for record in RECORDS.values():
        if isinstance(record.rule, Rate) and record.rule.within:
            _items(county, (record.rule.base,), record.rule.parts, problem)
        for given in record.inputs:
            if given.within:
                _items(county, (given.within,), (given.key,), problem)
    flows = _filled(county, ("Q1.2", "Q1.3", "Q1.4", "Q1.5"))
    if flows and flows[0] + flows[1] - flows[2] - flows[3] < 0:
        problem(
            county.item("Q1.4").cell,
            "三年转出数与死亡数之和大于三年前入学与转入之和，巩固率的基数为负，请核对 Q1.2–Q1.5",
        )


def _items(county: County, whole: tuple[str, ...], parts: tuple[str, ...], problem: Report) -> None:
    wholes, figures = _filled(county, whole), _filled(county, parts)
    if wholes and figures and sum(figures) > wholes[0]:
        names = "＋".join(f"{p} {layout.COUNTY_ITEMS.by_item[p].title}" for p in parts)
        problem(
            county.item(parts[0]).cell,
            f"{names}（{figure(sum(figures))}）大于"
            f"{whole[0]} {layout.COUNTY_ITEMS.by_item[whole[0]].title}（{figure(wholes[0])}），请核对",
        )


def _filled(county: County, keys: tuple[str, ...]) -> list[float]:
    values = [county.item(key).value for key in keys]
    figures = [v for v in values if isinstance(v, float)]
    return figures if len(figures) == len(keys) else []


def _odd_schools(schools: Table, notice: Report) -> None:
    pupils = np.zeros(len(schools))
    ordinary = ~schools.is_choice("type", layout.SPECIAL_SCHOOL, layout.VOCATIONAL_SCHOOL)
    for stage in STAGES:
        figures = schools.number(f"{stage}_pupils")
        pupils += np.nan_to_num(figures)
        for index in where((figures > 0) & ~has_stage(schools, stage) & ordinary):
            notice(
                schools.cell(f"{stage}_pupils", index),
                f"{schools.choice('type', index)}一般没有{STAGE_WORDS[stage]}学生，"
                f"现为 {figure(figures[index])}，请核对办学类型",
            )
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        per_pupil = schools.number("equipment") * 10_000 / pupils
    for index in where(np.isfinite(per_pupil) & (per_pupil > EQUIPMENT_PER_PUPIL)):
        notice(
            schools.cell("equipment", index),
            f"教学仪器设备值折合生均 {per_pupil[index]:.0f} 元，超过 {EQUIPMENT_PER_PUPIL} 元，"
            "是否把元填成了万元",
        )
    codes = schools.number("owner_code")
    for index in where((codes < 1) | (codes > 10)):
        notice(schools.cell("owner_code", index), "举办者代码应为 1–10，请核对")


def _odd_codes(schools: Table, notice: Report) -> None:
    """学校标识码 of another length than most have; the longer of two that are as many."""
    lengths = [len(code or "") for code in schools.words.get("code", ())]
    many = Counter(filter(None, lengths))
    usual = max(many, key=lambda length: (many[length], length), default=0)
    for index, length in enumerate(lengths):
        if length not in (0, usual):
            notice(
                schools.cell("code", index),
                f"学校标识码有 {length} 位，其他学校为 {usual} 位，请核对",
            )


def _odd_classes(county: County, notice: Report) -> None:
    schools, classes = county.schools, county.classes
    for index in where(classes.is_choice("stage", "高中")):
        notice(classes.cell("stage", index), "高中班级不计入义务教育，已忽略")
    linked = county.class_school >= 0
    for stage in ("primary", "junior"):
        word = STAGE_WORDS[stage]
        mine = classes.is_choice("stage", word) & linked
        owner = county.class_school[mine]
        sizes = classes.number("pupils")[mine]
        pupils = schools.number(f"{stage}_pupils")
        lacks = ~(pupils > 0) & ~(np.isnan(pupils) & has_stage(schools, stage))
        for index in np.flatnonzero(mine)[lacks[owner]]:
            name = schools.word("name", int(county.class_school[index]))
            blank = "填报" if np.isnan(pupils[county.class_school[index]]) else ""
            text = f"{name}没有{blank}{word}学生，却有{word}班级，请核对"
            notice(classes.cell("stage", index), text)
        total = np.bincount(owner, weights=sizes, minlength=len(schools))
        any_class = np.bincount(owner, minlength=len(schools)) > 0
        for index in where(any_class & (pupils > 0) & (total != pupils)):
            if not np.isnan(total[index]):
                notice(
                    schools.cell(f"{stage}_pupils", index),
                    f"{word}在校生数为 {figure(pupils[index])}，各班人数相加为 {figure(total[index])}，"
                    "请核对",
                )


def _odd_monitoring(monitoring: Table, notice: Report) -> None:
    differences = monitoring.number("difference")
    for index in where(differences > 1):
        notice(
            monitoring.cell("difference", index),
            f"校际差异率为 {figure(differences[index])}，大于 1，是否填成了百分数",
        )
