"""What is wrong with one part of an item (a school, a class, a subject), in words, with its cells."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.items import Parts
from qbe_xl.assessment.sections import STAGES
from qbe_xl.assessment.share import Share
from qbe_xl.clauses import words
from qbe_xl.clauses.records import RECORDS
from qbe_xl.county import layout
from qbe_xl.county.model import Table, is_blank
from qbe_xl.errors import Place

Describer = Callable[[Assessment, Parts, int, int], tuple[str, tuple[str, ...]]]


def describe(
    assessment: Assessment, id: str, part: Parts, position: int
) -> tuple[int | None, str, tuple[Place, ...]]:
    """The school (None for the county), the message and the cells of one part."""
    row = int(part.index[position])
    county = assessment.county
    describer = _DESCRIBERS.get(id) or _answers(*RECORDS[id].asks)
    message, keys = describer(assessment, part, position, row)
    table, school = {
        "schools": (county.schools, row),
        "classes": (county.classes, int(county.class_school[row]) if len(county.classes) else None),
        "monitoring": (county.monitoring, None),
    }[part.table]
    return school, message, tuple(table.cell(key, row) for key in keys)


def _figure(part: Parts, name: str, position: int) -> str:
    figures = part.figures.get(name)
    return words.plain(float(figures[position])) if figures is not None else words.BLANK


def _rooms(a: Assessment, p: Parts, i: int, row: int) -> tuple[str, tuple[str, ...]]:
    if np.isnan(p.figures["classes"][i]):
        return "“班级”表中没有本校班级", ("code",)
    needed = (
        f"{_figure(p, 'classes', i)} 个班，音乐、美术专用教室各需 {_figure(p, 'needed', i)} 间，"
    )
    if not len(a.county.rooms):
        return f"{needed}“专用教室”表没有登记", ("code",)
    large = "、".join(f"{word} {_large(p, kind, i)}" for kind, word in _ROOMS)
    return f"{needed}面积合格的{large}", ("code",)


_ROOMS = (("music", "音乐"), ("art", "美术"))


def _large(p: Parts, kind: str, i: int) -> str:
    """How many rooms are large enough; those of blank area are told."""
    met, every, blank = (int(p.figures[f"{kind}{more}"][i]) for more in ("", "_all", "_blank"))
    return words.counted(Share(met, every - blank, blank), "间")


def _size(a: Assessment, p: Parts, i: int, row: int) -> tuple[str, tuple[str, ...]]:
    keys = ("primary_pupils", "junior_pupils")
    if p.states[i] == State.MISSING:
        return "在校生数待填报", keys
    return f"在校生 {_figure(p, 'pupils', i)} 人，上限 {_figure(p, 'limit', i)} 人", keys


def _class(a: Assessment, p: Parts, i: int, row: int) -> tuple[str, tuple[str, ...]]:
    if p.table == "schools":
        return "“班级”表中没有本校班级", ("code",)
    name = a.county.classes.word("name", row)
    if p.states[i] == State.MISSING:
        return f"{name}人数待填报", ("pupils",)
    return f"{name} {_figure(p, 'pupils', i)} 人，上限 {_figure(p, 'limit', i)} 人", ("pupils",)


def _funded(a: Assessment, p: Parts, i: int, row: int) -> tuple[str, tuple[str, ...]]:
    keys = ("funded_pupils", "primary_pupils", "area")
    if p.states[i] == State.MISSING:
        point = a.county.schools.choice("type", row) == layout.TEACHING_POINT
        return _lacking(a, keys[:2] if point else keys, row), keys
    return (
        f"在校生 {_figure(p, 'pupils', i)} 人，公用经费核定学生 {_figure(p, 'funded', i)} 人，"
        f"应不少于 {_figure(p, 'required', i)} 人",
        keys,
    )


def _special(a: Assessment, p: Parts, i: int, row: int) -> tuple[str, tuple[str, ...]]:
    keys = ("budget", "primary_pupils", "junior_pupils")
    return _lacking(a, keys, row), keys


def _completed(key: str) -> Describer:
    def describe(a: Assessment, p: Parts, i: int, row: int) -> tuple[str, tuple[str, ...]]:
        header = layout.SCHOOLS.by_key[key].header
        keys = (key, "primary_teachers", "junior_teachers")
        if p.states[i] == State.MISSING:
            return _lacking(a, keys, row), keys
        who = header.removesuffix("数")
        return f"{who} {_figure(p, 'part', i)} 人，专任教师 {_figure(p, 'base', i)} 人", keys

    return describe


def _exchanged(a: Assessment, p: Parts, i: int, row: int) -> tuple[str, tuple[str, ...]]:
    keys = ("eligible", "exchanged", "exchanged_backbone")
    return f"{'、'.join(blank_headers(a.county.schools, keys, row))}待填报", keys


def _near(a: Assessment, p: Parts, i: int, row: int) -> tuple[str, tuple[str, ...]]:
    stage = STAGES[int(p.figures["stage"][i])]
    keys = (f"{stage}_near", f"{stage}_pupils", "owner", "area", "boarding")
    word = layout.STAGE_WORDS[stage]
    if p.states[i] == State.MISSING:
        return _lacking(a, keys, row), keys
    return f"{word}就近入学 {_figure(p, 'part', i)} 人，在校生 {_figure(p, 'base', i)} 人", keys


def _answers(*keys: str) -> Describer:
    def describe(a: Assessment, p: Parts, i: int, row: int) -> tuple[str, tuple[str, ...]]:
        said = []
        for key in keys:
            answer = p.figures[key][i]
            if answer != 1:
                said.append(
                    f"{layout.SCHOOLS.by_key[key].header}{'待填报' if answer != answer else '为“否”'}"
                )
        return "，".join(said), keys

    return describe


def _training_funds(a: Assessment, p: Parts, i: int, row: int) -> tuple[str, tuple[str, ...]]:
    keys = ("training_funds", "budget")
    part, base = float(p.figures["part"][i]), float(p.figures["base"][i])
    if p.states[i] == State.MISSING:
        blank = blank_headers(a.county.schools, keys, row)
        return f"{'、'.join(blank)}待填报" if blank else "年度公用经费预算为 0，不能计算", keys
    line = a.standard.number("Q4.required")
    return (
        f"教师培训经费 {words.yuan(part)} 元，占公用经费预算 {words.yuan(base)} 元的 "
        f"{words.percent(part / base, line)}",
        keys,
    )


def _culture(a: Assessment, p: Parts, i: int, row: int) -> tuple[str, tuple[str, ...]]:
    grade = a.county.schools.choice("culture", row)
    said = f"评为“{grade}”" if grade else words.UNKNOWN
    return f"{a.county.schools.sheet.by_key['culture'].header}{said}", ("culture",)


def _monitored(a: Assessment, p: Parts, i: int, row: int) -> tuple[str, tuple[str, ...]]:
    table = a.county.monitoring
    subject = f"{table.word('grade', row)}{table.word('subject', row)}"
    return (
        f"{subject} 水平等级 {table.choice('level', row) or '待填报'}，"
        f"校际差异率 {_figure(p, 'difference', i)}",
        ("level", "difference"),
    )


_DESCRIBERS: dict[str, Describer] = {
    "G3": _rooms,
    "G4": _size,
    "G5": _class,
    "G6": _funded,
    "G7": _special,
    "G9": _completed("trained"),
    "G11": _exchanged,
    "G12": _completed("certified"),
    "G13": _near,
    "Q4": _training_funds,
    "Q6": _culture,
    "Q9": _monitored,
}


def _lacking(a: Assessment, keys: tuple[str, ...], row: int) -> str:
    """Which columns of a school are blank, by name: 城乡类型、寄宿制待填报.

    A stage that the school lacks leaves nothing open; of 特殊教育学校 one stage is enough.
    """
    schools = a.county.schools
    special = schools.choice("type", row) == layout.SPECIAL_SCHOOL
    blank = {key for key in keys if _is_blank(schools, key, row)}
    filled = {_of_stage(key) for key in keys if key not in blank} if special else set()
    open_ = [
        schools.sheet.by_key[key].header
        for key in keys
        if key in blank
        and _of_stage(key) not in filled - {""}
        and (special or not _of_stage(key) or a.pupils.present[key.partition("_")[0]][row])
    ]
    return f"{'、'.join(open_)}{words.UNKNOWN}"


def _of_stage(key: str) -> str:
    """What a column of one stage counts: teachers of primary_teachers; "" of another column."""
    stage, _, counted = key.partition("_")
    return counted if stage in layout.STAGES else ""


def _is_blank(table: Table, key: str, row: int) -> bool:
    return table.code(key)[row] < 0 if key in table.codes else is_blank(table.number(key)[row])


def blank_headers(table: Table, keys: tuple[str, ...], index: int) -> list[str]:
    """Return the headers of the columns that are blank in a row."""
    return [table.sheet.by_key[key].header for key in keys if is_blank(table.number(key)[index])]
