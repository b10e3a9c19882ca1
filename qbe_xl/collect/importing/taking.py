"""Figures and counts out of one sheet, by the mapping. Of persons only the counts leave here."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qbe_xl.collect.importing.headers import Heads, find_heads
from qbe_xl.collect.importing.lines import UNLIKE, Lines, Roster, some
from qbe_xl.collect.importing.mapping import Condition, Count, Map, Source, Take
from qbe_xl.collect.importing.words import class_of
from qbe_xl.county import layout
from qbe_xl.county.asked import is_used
from qbe_xl.county.cells import Complaint, parse, show
from qbe_xl.county.model import as_shown
from qbe_xl.county.personal import by_content, by_header
from qbe_xl.county.rows import Row
from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.book import Sheet
from qbe_xl.files.text import figure


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure for the sheet 学校; origin: the columns, and the row or how many rows."""

    code: str
    key: str
    value: float
    origin: str


@dataclass
class Extract:
    """What one sheet gave.

    rows, used: how many rows it has, and how many were looked at; figures and classes by school;
    strangers: schools that the county does not have, with their rows; uncounted: 学校标识码;
    personal: header and nature of columns that were not kept; remarks: what could not be taken;
    words: by column those that were not understood; counted: of a list of persons, by
    school and column, the figures that it speaks of; rows_of: what a school's rows in it hold.
    """

    file: str
    sheet: str
    title: str
    rows: int = 0
    used: int = 0
    figures: list[Figure] = field(default_factory=list)
    classes: dict[str, list[Row]] = field(default_factory=dict)
    strangers: Counter[str] = field(default_factory=Counter)
    uncounted: set[str] = field(default_factory=set)
    personal: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    counted: set[tuple[str, str]] = field(default_factory=set)
    rows_of: Callable[[str], list[str]] = field(default=lambda code: [], repr=False)
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)


STAGES = frozenset(("小学", "初中"))
_IDENTITIES = ("身份证号", "学籍号")
_IDENTITY = re.compile(r"[A-Za-z]?[\dA-Za-z]{9,}")
_ADVICE = "请改名单或表，或在对照表的“说法”里补上"


def recognise(sheet: Sheet, mapping: Map) -> tuple[Source, Heads] | None:
    """Return which kind of table a sheet is, None for none that the mapping knows."""
    for source in mapping.sources:
        heads = find_heads(sheet, source.needs, source.code, source.name)
        if heads is not None:
            return source, heads
    return None


def extract(
    file: str, sheet: Sheet, source: Source, heads: Heads, mapping: Map, roster: Roster
) -> Extract:
    """Return what the mapping takes of a sheet."""
    found = Extract(file, sheet.name, source.title)
    personal = personal_columns(sheet, heads)
    found.personal = [(heads.title(place), what) for place, what in personal.items()]
    lines = Lines(sheet, source, heads, mapping, roster, lambda *said: found.remarks.append(said))
    rows = lines.by_school()
    if source.kind == "figures":
        _take(lines, rows, found, roster)
    else:
        _leave_out_repeated(lines, rows, personal, roster)
        _leave_out_contradicting(lines, rows, roster)
        found.rows_of = lambda code: lines.contents(rows[code])
        _count(lines, rows, found, roster)
        _classes(lines, rows, found)
    found.rows, found.used = lines.rows, lines.used
    found.strangers, found.uncounted = lines.strangers, lines.uncounted
    found.remarks += [(name, one.told(_ADVICE)) for name, one in lines.unread.items()]
    found.words = {
        name: one.listed() for name, one in lines.unread.items() if UNLIKE not in one.listed()
    }
    return found


def personal_columns(sheet: Sheet, heads: Heads) -> dict[int, str]:
    """Return the columns of a sheet that are about persons, and what each looks like."""
    found = {
        place: by_header(path[-1] if path else "")
        or by_content([row[place] for row in sheet.rows[heads.first_row :] if place < len(row)])
        for place, path in enumerate(heads.paths)
    }
    return {place: what for place, what in found.items() if what}


def refuse_personal(file: str, sheet: Sheet, source: Source, heads: Heads) -> None:
    """Raise InputError where the mapping asks for the content of a column about persons."""
    personal = personal_columns(sheet, heads)
    problems = [
        Problem(
            Place(f"{file} {sheet.name}"),
            f"对照表“{source.title}”要读“{name}”的内容，而这一列像{personal[place]}；"
            "个人信息只能用 filled = true 看有没有填，请改对照表",
        )
        for name in sorted(source.contents())
        for place in heads.matching(name)
        if place in personal
    ]
    if problems:
        raise InputError(problems)


def _take(lines: Lines, rows: Mapping[str, Sequence[int]], found: Extract, roster: Roster) -> None:
    """Take the figures of every school; a figure that two rows give differently is left out."""
    takes = list(_usable(lines, found))
    for code, mine in rows.items():
        given: dict[str, list[Figure]] = defaultdict(list)
        for row in mine:
            seen: set[str] = set()
            _note_untaken(lines, takes, row)
            for take in takes:
                if take.to.key in seen or not lines.meets(row, take.where):
                    continue
                figure = _figure(lines, take, row, code, found)
                if figure:
                    seen.add(take.to.key)
                    given[take.to.key].append(figure)
        for figures in given.values():
            if len({figure.value for figure in figures}) == 1:
                found.figures.append(figures[0])
            else:
                name = roster.schools[code].get("name")
                header = layout.SCHOOLS.by_key[figures[0].key].header
                found.remarks.append((header, f"{name}有几行给出不同的数，没有导入，请核对"))


def _note_untaken(lines: Lines, takes: Sequence[Take], row: int) -> None:
    """Keep the words of a row for which no figure is taken that depends on their column."""
    asked: dict[str, list[Take]] = defaultdict(list)
    for take in takes:
        for condition in take.where:
            asked[condition.column].append(take)
    for column, dependent in asked.items():
        if not any(lines.meets(row, take.where) for take in dependent):
            for take in dependent:
                lines.miss(row, column, take.to.header)


def _usable(lines: Lines, found: Extract) -> Iterator[Take]:
    """Yield the takes whose columns are there; note what nothing is there for."""
    known = set()
    for take in lines.source.takes:
        names = [*take.columns, *(condition.column for condition in take.where)]
        if all(lines.has(name) for name in names):
            known.add(take.to.key)
            yield take
    for key in dict.fromkeys(take.to.key for take in lines.source.takes):
        if key not in known:
            lacking = next(t for t in lines.source.takes if t.to.key == key)
            absent = "、".join(name for name in lacking.columns if not lines.has(name))
            found.remarks.append((lacking.to.header, f"没有导入：表头里找不到“{absent}”"))


def _figure(lines: Lines, take: Take, row: int, code: str, found: Extract) -> Figure | None:
    parts: list[float] = []
    blank = False
    for name in take.columns:
        raw = lines.raw(row, name)
        place = lines.place(name)
        if fault := lines.fault(row, name):
            found.remarks.append((_cell(lines, row, place), f"是{fault}，没有导入"))
            return None
        value, remark = parse(raw, "number")
        if isinstance(remark, Complaint):
            found.remarks.append(
                (_cell(lines, row, place), f"应为{remark.expected}，现为“{show(raw)}”，没有导入")
            )
            return None
        if isinstance(value, float):
            parts.append(value)
        else:
            blank = True
    if not parts or (blank and not take.blank_is_zero):
        return None
    value = as_shown(math.fsum(parts) * take.factor)
    if take.to.kind != "number" and not value.is_integer():
        found.remarks.append(
            (f"第 {row + 1} 行", f"{take.to.header}算得 {figure(value)}，不是整数，没有导入")
        )
        return None
    _, remark = parse(value, take.to.kind)
    if isinstance(remark, Complaint):
        found.remarks.append(
            (
                f"第 {row + 1} 行",
                f"{take.to.header}应为{remark.expected}，算得 {figure(value)}，没有导入",
            )
        )
        return None
    by = "" if take.factor == 1 else f" ×{figure(take.factor)}"
    return Figure(code, take.to.key, value, f"{'＋'.join(take.columns)}{by}，第 {row + 1} 行")


def _cell(lines: Lines, row: int, place: int | None) -> str:
    return str(Place(lines.sheet.name, row, place))


def _leave_out_repeated(
    lines: Lines, rows: Mapping[str, Sequence[int]], personal: Mapping[int, str], roster: Roster
) -> None:
    """Leave out the schools in whose lists a person stands twice: one row is to be one person.

    A person is one by number and name, so that a number put in for all of them makes nobody twice.
    """
    numbers = [place for place, what in personal.items() if what in _IDENTITIES]
    names = [place for place in personal if "姓名" in lines.heads.title(place)]
    for code, mine in rows.items() if numbers else ():
        said = Counter(
            tuple(lines.at(row, place) for place in (*numbers, *names))
            for row in mine
            if any(_IDENTITY.fullmatch(lines.at(row, place)) for place in numbers)
        )
        more = said.total() - len(said)
        if more:
            lines.doubtful.add(code)
            lines.remark(
                lines.heads.title(numbers[0]),
                f"{roster.name(code)}有 {more} 行与其他行是同一个人（号码、姓名都相同），"
                "这所学校由名单数出的数没有导入；请删去重复的行，一人一行",
            )


def _leave_out_contradicting(
    lines: Lines, rows: Mapping[str, Sequence[int]], roster: Roster
) -> None:
    """Leave out the schools in whose lists a row's stage and grade contradict: 小学, 七年级."""
    columns = lines.source.classes
    if columns is None or None in map(lines.place, (columns.stage, columns.grade)):
        return
    for code, mine in rows.items():
        found = Counter(
            f"{lines.text(row, columns.stage)}{lines.text(row, columns.grade)}"
            for row in mine
            if lines.contradicts(row)
        )
        if found:
            lines.doubtful.add(code)
            words = some([f"“{said}” {n} 行" for said, n in found.items()], 3, "种")
            lines.remark(
                columns.stage,
                f"{roster.name(code)}有学段与年级不符的行（{words}），"
                "这所学校由名单数出的数没有导入；请改正后再导入",
            )


def _nobody(lines: Lines, rows: Sequence[int], count: Count) -> str:
    """The stage of which a list names nobody in a school: that is no 0, it may be another list's."""
    for condition in count.where:
        of_stage = condition.test == "is" and bool(condition.words) and condition.words <= STAGES
        if of_stage and not any(lines.meets(row, [condition]) for row in rows):
            return "、".join(sorted(condition.words))
    return ""


def _count(lines: Lines, rows: Mapping[str, Sequence[int]], found: Extract, roster: Roster) -> None:
    """Count the persons of every school; nothing but the count is kept.

    Where any row is not understood, or a column that is asked for holds nothing, it stays blank.
    """
    for count in lines.source.counts:
        columns = [condition.column for condition in count.where]
        lacking = [name for name in columns if not lines.has(name)]
        if lacking:
            names = "、".join(lacking)
            found.remarks.append((count.to.header, f"没有数：表头里找不到“{names}”"))
            continue
        words = "，".join(_condition(condition) for condition in count.where)
        lacking_stage: dict[str, list[str]] = defaultdict(list)
        for code, mine in rows.items():
            met = [lines.meets(row, count.where) for row in mine]
            value = met.count(True)
            if not (value or is_used(roster.schools[code], count.to)):
                continue
            nobody = "" if value or None in met else _nobody(lines, mine, count)
            if nobody:
                lacking_stage[nobody].append(roster.name(code))
                continue
            found.counted.add((code, count.to.key))
            if code in lines.doubtful:
                continue
            blank = [name for name in columns if lines.is_blank(mine, name)]
            if blank:
                for row in mine:
                    lines.miss(row, blank[0], count.to.header)
            elif None in met:
                for row, one in zip(mine, met, strict=True):
                    if one is None:
                        lines.note(row, count.where, count.to.header)
            else:
                origin = f"{words or '全部'}，{value} 人"
                found.figures.append(Figure(code, count.to.key, float(value), origin))

        for stage, schools in lacking_stage.items():
            found.remarks.append(
                (
                    count.to.header,
                    f"名单里没有这些学校{stage}的人，没有当作 0 导入（{some(schools, 3, '所学校')}）；"
                    "在另一张名单里的请一起导入，确实没有的请在总表填 0",
                )
            )


def _condition(condition: Condition) -> str:
    if condition.test == "filled":
        return f"{condition.column}已填"
    words = "、".join(sorted(condition.words))
    return f"{condition.column}{'不为' if condition.test == 'not' else '为'}{words}"


def _classes(lines: Lines, rows: Mapping[str, Sequence[int]], found: Extract) -> None:
    """Count the pupils of every class; a school with a row that is not understood gets no class."""
    columns = lines.source.classes
    if columns is None or not all(map(lines.has, (columns.grade, columns.name, columns.stage))):
        return
    others: Counter[str] = Counter()
    for code, mine in rows.items():
        sizes: Counter[tuple[str, str, str]] = Counter()
        said: dict[str, str] = {}
        names: dict[tuple[str, str, str], str] = {}
        whole = code not in lines.doubtful
        for row in mine:
            text, name = lines.text(row, columns.grade), lines.text(row, columns.name)
            stage, grade = lines.stage(row), lines.grade(row)
            if stage == "其他":
                others[text or "年级未填"] += 1
            elif stage is None or not text:
                told = (
                    columns.grade
                    if lines.place(columns.stage) is None or not text
                    else columns.stage
                )
                lines.miss(row, told, "班级")
                whole = False
            elif not name:
                lines.miss(row, columns.name, "班级")
                whole = False
            else:
                key = grade.key if grade else text
                said.setdefault(key, grade.said if grade else text)
                shown = _class_name({text, key, said[key]}, name)
                one = stage, key, class_of(name, key)
                sizes[one] += 1
                names.setdefault(one, shown)
        if sizes and whole:
            found.classes[code] = [
                {
                    "name": f"{said[key]}{names[stage, key, name]}",
                    "code": code,
                    "stage": stage,
                    "grade": said[key],
                    "pupils": float(size),
                }
                for (stage, key, name), size in sizes.items()
            ]
    for text, count in others.items():
        found.remarks.append(("班级", f"“{text}”有 {count} 人不是小学、初中，没有数进班级"))


def _class_name(grades: Collection[str], name: str) -> str:
    """A class without its grade before it."""
    full = f"{name}班" if name.isdigit() else name
    before = max((one for one in grades if full.startswith(one)), key=len, default="")
    return full.removeprefix(before)
