"""第九条: whom to ask. How many papers, for which groups, in which schools, grades and townships.

The regulation names the groups and the line; numbers of papers follow the national survey:
1.5‰ of the residents, at least half of them parents, the other groups about equal, grades about
equal, 城区, 镇区 and 乡村 as they are peopled. The parameters stand in the standard, marked 惯例.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from qbe_xl.assessment.sections import STAGES, pupils_of
from qbe_xl.county import layout
from qbe_xl.county.model import County, exact, is_blank, where
from qbe_xl.errors import InputError, Notice, Place, Problem
from qbe_xl.standards import Standard
from qbe_xl.survey.questionnaires import GRADES

PARENTS, STUDENTS, TEACHERS, HEADS = "家长", "学生", "教师", "校长"
IN_SCHOOLS = (PARENTS, STUDENTS, TEACHERS, HEADS)
IN_TOWNSHIPS = ("人大代表", "政协委员", "其他群众")
UNKNOWN_AREA, UNKNOWN_TOWNSHIP = "未填城乡类型", "未填乡镇"
RESIDENTS = "人口总数"
_PEOPLE = 10_000
_STAGE_GRADES: Mapping[str, range] = {"primary": range(1, 7), "junior": range(7, 10)}

Weigh = Sequence[float]


@dataclass(frozen=True, slots=True)
class Section:
    """One stage of one school.

    position: in the sheet 学校; grades: those it has, 1 to 9; teachers: 专任教师, 0 where blank.
    """

    position: int
    school: str
    township: str
    area: str
    stage: str
    pupils: float
    grades: tuple[int, ...]
    teachers: float


@dataclass(frozen=True, slots=True)
class Share:
    """The papers of one section by group; grades: for parents and students, papers by grade."""

    section: Section
    papers: Mapping[str, int]
    grades: Mapping[str, Mapping[int, int]]


@dataclass(frozen=True)
class Plan:
    """The sampling plan.

    residents: people; asked: what 1.5‰ alone gives; groups: papers by group, in the order of
    第九条; shares: every section, in the order of the sheet; townships: papers of the groups
    outside schools, by township.
    """

    county: str
    residents: int
    asked: int
    groups: Mapping[str, int]
    shares: tuple[Share, ...]
    townships: Mapping[str, Mapping[str, int]]
    notices: tuple[Notice, ...]

    @property
    def total(self) -> int:
        """Papers altogether."""
        return sum(self.groups.values())

    def strata(self) -> dict[tuple[str, str], dict[str, int]]:
        """Return papers by (城乡, 学段) and group, for the groups in schools."""
        found: dict[tuple[str, str], dict[str, int]] = {}
        for key, places in _strata([share.section for share in self.shares]).items():
            found[key] = {
                group: sum(self.shares[i].papers[group] for i in places) for group in IN_SCHOOLS
            }
        return found


def apportion(total: int, weights: Weigh) -> list[int]:
    """Return whole parts of a total in proportion to weights: largest remainders, first come first.

    The parts add up to the total, each within one of its exact share; all 0 where all weights are.
    """
    parts_of = [Fraction(weight) for weight in weights]
    whole = sum(parts_of)
    if not whole:
        return [0] * len(parts_of)
    shares = [total * weight / whole for weight in parts_of]
    parts = [int(share) for share in shares]
    order = sorted(range(len(parts)), key=lambda i: parts[i] - shares[i])
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


def sample_size(residents: Fraction, standard: Standard) -> int:
    """Return 1.5‰ of the residents, rounded up."""
    return math.ceil(residents * standard.exact("S1.sample_share"))


def make_plan(county: County, standard: Standard, residents: int | None = None) -> Plan:
    """Return the sampling plan of a county.

    residents: people; None takes 人口总数 of the sheet 县情. Raises InputError without either, and
    for a county whose schools have no pupils.
    """
    people = _residents(county) if residents is None else Fraction(residents)
    asked = sample_size(people, standard)
    sections, notices = _sections(county, standard)
    if not any(section.pupils for section in sections):
        raise InputError(
            [Problem(Place(layout.SCHOOLS.name), "没有填写在校生数，无法把问卷分到学校")]
        )
    schools = len({section.position for section in sections if section.pupils})
    groups = _groups(max(asked, standard.whole("S1.least_papers")), schools, standard)
    return Plan(
        county=county.name,
        residents=int(people),
        asked=asked,
        groups=groups,
        shares=tuple(_shares(sections, groups, standard.whole("S1.student_grade"))),
        townships=_townships(sections, groups),
        notices=tuple(notices),
    )


def _residents(county: County) -> Fraction:
    entry = county.facts.get(RESIDENTS)
    value = entry.value if entry else None
    if isinstance(value, float) and value > 0:
        return exact(value) * _PEOPLE
    message = f"{RESIDENTS}（万人）没有填写，无法确定问卷数；请填写，或用 --population 指定"
    raise InputError([Problem(entry.cell if entry else Place(layout.FACTS.name), message)])


def _groups(total: int, schools: int, standard: Standard) -> dict[str, int]:
    """Half for parents, the rest in equal parts; no more heads than schools, the others parents."""
    parents = math.ceil(total * standard.exact("S1.parents_share"))
    others = [group for group in layout.GROUPS if group != PARENTS]
    papers = dict(zip(others, apportion(total - parents, [1] * len(others)), strict=True))
    spare = max(0, papers[HEADS] - schools)
    papers[HEADS] -= spare
    papers[PARENTS] = parents + spare
    return {group: papers[group] for group in layout.GROUPS}


def _sections(county: County, standard: Standard) -> tuple[list[Section], list[Notice]]:
    """Every section of the ordinary schools, and what is lacking for it."""
    schools = county.schools
    pupils = pupils_of(schools)
    outside = schools.is_choice("type", *standard.words("scope.outside_types"))
    found: list[Section] = []
    notices: list[Notice] = []
    for position in where(~outside):
        for stage in STAGES:
            if not pupils.present[stage][position]:
                continue
            count = float(pupils.count[stage][position])
            if is_blank(count):
                key = f"{stage}_pupils"
                said = f"{schools.sheet.by_key[key].header}没有填写，这一学段没有分到问卷"
                notices.append(Notice(schools.cell(key, position), said))
                count = 0.0
            teachers = float(schools.number(f"{stage}_teachers")[position])
            found.append(
                Section(
                    position,
                    schools.word("name", position),
                    schools.word("township", position) or UNKNOWN_TOWNSHIP,
                    schools.choice("area", position) or UNKNOWN_AREA,
                    stage,
                    count,
                    _grades(float(schools.number(f"{stage}_grades")[position]), stage),
                    0.0 if is_blank(teachers) else teachers,
                )
            )
    return found, notices


def _grades(count: float, stage: str) -> tuple[int, ...]:
    """The grades of a section: the first ones of its stage, as many as it says, or all."""
    usual = _STAGE_GRADES[stage]
    return tuple(usual if is_blank(count) or not 0 < count < len(usual) else usual[: int(count)])


def _strata(sections: Sequence[Section]) -> dict[tuple[str, str], list[int]]:
    """The positions of the sections of each (城乡, 学段)."""
    found: dict[tuple[str, str], list[int]] = {}
    for area in (*layout.AREAS, UNKNOWN_AREA):
        for stage in STAGES:
            mine = [i for i, s in enumerate(sections) if (s.area, s.stage) == (area, stage)]
            if mine:
                found[area, stage] = mine
    return found


def _shares(sections: list[Section], groups: Mapping[str, int], lowest: int) -> Iterator[Share]:
    """Each section's papers: shared by stratum (城乡 × 学段) first, then within it."""
    asked = {
        PARENTS: [section.grades for section in sections],
        STUDENTS: [tuple(g for g in s.grades if g >= lowest) for s in sections],
    }
    weights: dict[str, list[float]] = {
        PARENTS: [section.pupils for section in sections],
        STUDENTS: [
            section.pupils * len(grades) / len(section.grades)
            for section, grades in zip(sections, asked[STUDENTS], strict=True)
        ],
        TEACHERS: [section.teachers if section.pupils else 0.0 for section in sections],
        HEADS: [0.0] * len(sections),
    }
    seen: set[int] = set()
    for place, section in enumerate(sections):
        if section.pupils and section.position not in seen:
            seen.add(section.position)
            weights[HEADS][place] = 1.0
    if not any(weights[TEACHERS]):
        weights[TEACHERS] = weights[PARENTS]
    papers = {
        group: _spread(groups[group], weights[group], _strata(sections)) for group in IN_SCHOOLS
    }
    turns = {(group, stage): 0 for group in asked for stage in STAGES}
    for place, section in enumerate(sections):
        by_grade: dict[str, dict[int, int]] = {}
        for group, grades in asked.items():
            count, key = papers[group][place], (group, section.stage)
            by_grade[group] = _in_turn(count, grades[place], turns[key])
            turns[key] += count
        yield Share(section, {group: papers[group][place] for group in IN_SCHOOLS}, by_grade)


def _spread(
    total: int, weights: Sequence[float], strata: Mapping[tuple[str, str], list[int]]
) -> list[int]:
    papers = [0] * len(weights)
    by_stratum = apportion(total, [sum(weights[i] for i in mine) for mine in strata.values()])
    for count, mine in zip(by_stratum, strata.values(), strict=True):
        for place, part in zip(mine, _within(count, [weights[i] for i in mine]), strict=True):
            papers[place] = part
    return papers


def _within(count: int, weights: Sequence[float]) -> list[int]:
    """Share papers out within a stratum by even steps along its schools, larger ones more often.

    Each section gets its exact share rounded down or up, and small schools are not always those
    that go without, as they would be with largest remainders.
    """
    whole = sum(map(Fraction, weights))
    if not whole:
        return [0] * len(weights)
    parts, run, given = [], Fraction(0), 0
    for weight in weights:
        run += Fraction(weight)
        reached = math.floor(count * run / whole + Fraction(1, 2))
        parts.append(reached - given)
        given = reached
    return parts


def _in_turn(count: int, grades: Sequence[int], turn: int) -> dict[int, int]:
    """Give papers to grades in turn, going on where the last school stopped."""
    found: dict[int, int] = {}
    for number in range(turn, turn + count):
        grade = grades[number % len(grades)]
        found[grade] = found.get(grade, 0) + 1
    return dict(sorted(found.items()))


def _townships(sections: list[Section], groups: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """The groups outside schools, by the pupils of each township: residents are not at hand."""
    pupils: dict[str, float] = {}
    for section in sections:
        pupils[section.township] = pupils.get(section.township, 0.0) + section.pupils
    parts = {group: apportion(groups[group], list(pupils.values())) for group in IN_TOWNSHIPS}
    return {
        township: {group: parts[group][place] for group in IN_TOWNSHIPS}
        for place, township in enumerate(pupils)
    }


def grade_words(papers: Mapping[int, int]) -> str:
    """Return papers by grade in words: 三年级 2、五年级 1."""
    return "、".join(f"{GRADES[grade - 1]} {count}" for grade, count in papers.items())
