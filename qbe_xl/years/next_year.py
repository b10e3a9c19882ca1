"""Next September (明年预演): this year's classes one grade up; teachers, rooms and money stay. Pure.

A rehearsal, no forecast: nothing is known beyond what the sheet 班级 holds, only the entry is
assumed. 第六条, 第七条（四）（五）, 第十四条.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np

from qbe_xl.county import layout
from qbe_xl.county.assembling import rechecked
from qbe_xl.county.checks import has_stage
from qbe_xl.county.grades import FIRST, LAST, class_grade, school_year
from qbe_xl.county.model import County, Figures, Index, Table, exact
from qbe_xl.files.text import figure

ENTRIES = (0.9, 1.0, 1.1)
"""First grades of next year over those of this year."""
STAGES = ("primary", "junior")
_OUTSIDE = (layout.SPECIAL_SCHOOL, layout.VOCATIONAL_SCHOOL)


@dataclass(frozen=True, slots=True)
class Kept:
    """A stage of a school whose pupils stay as they are, because its grades do not tell more."""

    school: int
    stage: str
    reason: str


@dataclass(frozen=True)
class NextYear:
    """The county a year on. year: 2024-2025, "" where 学年 and 评估日期 do not tell."""

    entry: float
    year: str
    county: County
    kept: tuple[Kept, ...]

    def pupils(self, stage: str) -> int:
        """How many pupils a stage has in all schools; blanks count for none."""
        return int(np.nansum(self.county.schools.number(f"{stage}_pupils")))


@dataclass
class _Stage:
    """One stage of one school: its classes and pupils by grade, and those of next year."""

    school: int
    stage: str
    rows: Mapping[int, Sequence[int]]
    sizes: Figures
    point: bool
    coming: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def pupils(self, grade: int) -> int:
        return int(sum(self.sizes[row] for row in self.rows.get(grade, ())))

    @property
    def moving_out(self) -> int | None:
        """The highest grade of a 教学点 that has not all grades: it goes on elsewhere."""
        top = max(self.rows)
        return top if self.point and top < LAST[self.stage] else None


def next_year(county: County, entry: float) -> NextYear:
    """Return the county a year on. entry: first grades of 小学 over this year's, 0 or more.

    Grade g becomes g + 1, 六年级 of all schools is shared out as 七年级 by this year's shares,
    九年级 leaves. The top grade of a 教学点 goes to its main school, else to schools of its
    township, else of the county, by their shares. Pupils in the catchment keep their share of the
    school's. No pupil is lost or made but by entry and leaving.
    """
    if not (math.isfinite(entry) and entry >= 0):
        raise ValueError(entry)
    moving, kept = _stages(county)
    _move(county, moving, kept, exact(float(entry)))
    schools = county.schools
    columns: dict[str, Figures] = {}
    for stage in STAGES:
        for key in (f"{stage}_pupils", f"{stage}_near"):
            columns[key] = schools.number(key).copy()
    for one in moving:
        pupils, near = (columns[f"{one.stage}_{key}"] for key in ("pupils", "near"))
        now, then = pupils[one.school], float(sum(one.coming.values()))
        pupils[one.school] = then
        near[one.school] = _share(near[one.school], now, then)
    classes, class_school = _classes(county, moving)
    year = _year(county)
    facts = dict(county.facts)
    if year and "学年" in facts:
        facts["学年"] = replace(facts["学年"], value=year)
    later = replace(
        county,
        schools=schools.with_numbers({k: v for k, v in columns.items() if k in schools.numbers}),
        classes=classes,
        class_school=class_school,
        facts=facts,
    )
    return NextYear(entry, year, rechecked(later, was=county), kept)


def a_year_later(county: County) -> County:
    """Return the county as of a year after its 评估日期, by whose rules it is then judged."""
    date = county.date
    if date is None:
        return county
    later = date.replace(year=date.year + 1, day=min(date.day, 28) if date.month == 2 else date.day)
    dated = replace(county.facts["评估日期"], value=later)
    return replace(county, facts={**county.facts, "评估日期": dated})


def _year(county: County) -> str:
    begins = school_year(county.fact("学年"))
    if begins is None and county.date is not None:
        begins = county.date.year if county.date.month >= 9 else county.date.year - 1
    return "" if begins is None else f"{begins + 1}-{begins + 2}"


def _share(part: float, whole: float, then: float) -> float:
    """A part that keeps its share, whole pupils, halves up."""
    if math.isnan(part) or whole <= 0:
        return part
    return float(math.floor(exact(part) * exact(then) / exact(whole) + Fraction(1, 2)))


def _stages(county: County) -> tuple[list[_Stage], tuple[Kept, ...]]:
    """Every stage with pupils: those whose grades can be read, and those that stay as they are."""
    schools, by_stage = county.schools, _by_stage(county)
    begins = school_year(county.fact("学年"))
    outside = schools.is_choice("type", *_OUTSIDE)
    point = schools.is_choice("type", layout.TEACHING_POINT)
    moving: list[_Stage] = []
    kept: list[Kept] = []
    for school in range(len(schools)):
        for stage in STAGES:
            pupils = float(schools.number(f"{stage}_pupils")[school])
            rows = by_stage.get((school, stage), [])
            needed = bool(has_stage(schools, stage)[school])
            if pupils == 0 or (math.isnan(pupils) and not needed):
                continue
            grades = _grades(county, rows, layout.STAGE_WORDS[stage], begins)
            sizes = county.classes.number("pupils")
            reason = _reason(county, pupils, rows, grades, bool(outside[school]))
            if reason:
                kept.append(Kept(school, stage, reason))
            else:
                by_grade: dict[int, list[int]] = defaultdict(list)
                for row, grade in zip(rows, grades, strict=True):
                    by_grade[grade or 0].append(row)
                moving.append(_Stage(school, stage, by_grade, sizes, bool(point[school])))
    return moving, tuple(kept)


def _by_stage(county: County) -> dict[tuple[int, str], list[int]]:
    words = {word: stage for stage, word in layout.STAGE_WORDS.items()}
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for row, school in enumerate(county.class_school.tolist()):
        found[school, words.get(county.classes.choice("stage", row), "")].append(row)
    return found


def _grades(county: County, rows: Sequence[int], word: str, begins: int | None) -> list[int | None]:
    classes = county.classes
    return [
        class_grade(word, classes.word("grade", row), classes.word("name", row), begins)
        for row in rows
    ]


def _reason(
    county: County,
    pupils: float,
    rows: Sequence[int],
    grades: Sequence[int | None],
    outside: bool,
) -> str:
    """Why a stage stays as it is, "" where it moves up."""
    classes = county.classes
    sizes = classes.number("pupils")[list(rows)]
    if math.isnan(pupils):
        return "在校生数没有填"
    if outside:
        return "特殊教育学校、职业学校的班不按年级升"
    if not len(rows):
        return "“班级”表里没有这个学段的班"
    if np.isnan(sizes).any():
        return "有的班没有填人数"
    if None in grades:
        row = rows[list(grades).index(None)]
        said = classes.word("grade", row) or classes.word("name", row) or "空白"
        return f"年级无法识别（{classes.cell('grade', row)}：{said}）"
    if sizes.sum() != pupils:
        return f"各班相加为 {figure(float(sizes.sum()))} 人，在校生数为 {figure(pupils)}"
    if len({*grades}) == 1:
        return "各班都是一个年级，无法判断如何升级"
    return ""


def _move(county: County, moving: Sequence[_Stage], kept: Sequence[Kept], entry: Fraction) -> None:
    """Send every pupil to where he will be."""
    for one in moving:
        out = one.moving_out
        for grade in one.rows:
            if grade != out and grade < LAST[one.stage]:
                one.coming[grade + 1] += one.pupils(grade)
    primary = [one for one in moving if one.stage == "primary"]
    junior = [one for one in moving if one.stage == "junior"]
    first = [one.pupils(FIRST["primary"]) for one in primary]
    _hand_out(primary, FIRST["primary"], first, _rounded(sum(first) * entry))
    seventh = [one.pupils(FIRST["junior"]) for one in junior]
    leaving = Fraction(sum(one.pupils(LAST["primary"]) for one in primary))
    steady = _steady(county, kept)
    places = sum(seventh) + steady["junior"]
    if places:
        taken = (leaving + steady["primary"]) * sum(seventh) / places
        _hand_out(junior, FIRST["junior"], seventh, _rounded(taken))
    for one in moving:
        if (top := one.moving_out) is not None:
            _hand_on(county, one, top, [other for other in moving if other.stage == one.stage])


def _steady(county: County, kept: Sequence[Kept]) -> dict[str, Fraction]:
    """Pupils a grade of the schools that stay as they are: as many leave 小学, as many enter 初中."""
    schools = county.schools
    apart = schools.is_choice("type", *_OUTSIDE, layout.TEACHING_POINT)
    found = dict.fromkeys(STAGES, Fraction(0))
    for one in kept:
        pupils = float(schools.number(f"{one.stage}_pupils")[one.school])
        if not math.isnan(pupils) and not apart[one.school]:
            found[one.stage] += Fraction(int(pupils), LAST[one.stage] - FIRST[one.stage] + 1)
    return found


def _hand_on(county: County, one: _Stage, top: int, others: Sequence[_Stage]) -> None:
    """Send the top grade of a 教学点 on; it stays where no school has the next grade."""
    schools, grade = county.schools, top + 1
    here = schools.word("township", one.school)
    parent = schools.word("parent", one.school)
    has = [other for other in others if other is not one and other.pupils(grade)]
    for near in (
        [o for o in has if parent and schools.word("code", o.school) == parent],
        [o for o in has if here and schools.word("township", o.school) == here],
        has,
    ):
        if near:
            _hand_out(near, grade, [o.pupils(grade) for o in near], one.pupils(top))
            return
    one.coming[grade] += one.pupils(top)


def _hand_out(to: Sequence[_Stage], grade: int, shares: Sequence[int], pupils: int) -> None:
    """Share pupils out by largest remainders, the first of equals first."""
    for one, count in zip(to, _apportioned(pupils, shares), strict=True):
        if count:
            one.coming[grade] += count


def _apportioned(whole: int, shares: Sequence[int]) -> list[int]:
    total = sum(shares)
    if not total:
        return [0] * len(shares)
    parts = [divmod(whole * share, total) for share in shares]
    counts = [part for part, _ in parts]
    order = sorted(range(len(parts)), key=lambda i: -parts[i][1])
    for place in order[: whole - sum(counts)]:
        counts[place] += 1
    return counts


def _rounded(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class _Line:
    """A class of next year: where it stands today, and its grade and pupils; grade 0: unchanged."""

    row: int
    grade: int = 0
    pupils: int = 0

    def name(self, today: str) -> str | None:
        return f"{self.grade}年级（今年的{today or '班'}）" if self.grade else today or None

    def said(self, today: str) -> str | None:
        return f"{self.grade}年级" if self.grade else today or None


def _classes(county: County, moving: Sequence[_Stage]) -> tuple[Table, Index]:
    """The classes of next year: as many in each grade as come up, new ones as many as this year's.

    A class that comes up keeps its pupils; who comes from elsewhere is spread evenly.
    """
    moved = {row for one in moving for rows in one.rows.values() for row in rows}
    sizes = county.classes.number("pupils")
    lines = [_Line(row) for row in range(len(county.classes)) if row not in moved]
    for one in moving:
        for grade, pupils in sorted(one.coming.items()):
            lines += _grade_lines(one, grade, pupils, sizes)
    lines.sort(key=lambda line: line.row)
    index = np.array([line.row for line in lines], np.intp)
    old = county.classes
    names = [line.name(old.word("name", line.row)) for line in lines]
    grades = [line.said(old.word("grade", line.row)) for line in lines]
    counts = sizes[index].copy()
    for place, line in enumerate(lines):
        if line.grade:
            counts[place] = line.pupils
    words = {key: [column[row] for row in index] for key, column in old.words.items()}
    table = Table(
        old.sheet,
        old.rows[index],
        old.columns,
        {key: column[index] for key, column in old.numbers.items()} | {"pupils": counts},
        {key: column[index] for key, column in old.codes.items()},
        words | {"name": names, "grade": grades},
    )
    return table, county.class_school[index]


def _grade_lines(one: _Stage, grade: int, pupils: int, sizes: Figures) -> Iterator[_Line]:
    up = () if one.moving_out == grade - 1 else one.rows.get(grade - 1, ())
    rows = up or one.rows.get(grade, ()) or one.rows.get(grade - 1, ())
    own = [int(sizes[row]) for row in rows]
    if not up or sum(own) != pupils:
        own = _apportioned(pupils, [1] * len(rows))
    for row, count in zip(rows, own, strict=True):
        yield _Line(row, grade, count)
