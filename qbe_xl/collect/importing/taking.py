"""Figures and counts out of one sheet, by the mapping. Of persons only the counts leave here."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from qbe_xl.collect.branches import is_no
from qbe_xl.collect.importing.headers import Heads, find_heads
from qbe_xl.collect.importing.mapping import Condition, Map, Source, Take
from qbe_xl.collect.self_check import is_used
from qbe_xl.county import layout
from qbe_xl.county.cells import Complaint, is_blank, parse, show
from qbe_xl.county.folding import bare
from qbe_xl.county.model import as_shown
from qbe_xl.county.personal import by_content, by_header
from qbe_xl.county.rows import Row
from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.book import Cell, Sheet
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
    personal: header and nature of columns that were not kept; remarks: what could not be taken.
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


@dataclass(frozen=True)
class Roster:
    """The county's schools: rows by 学校标识码, and the codes of names that stand once."""

    schools: Mapping[str, Row]
    by_name: Mapping[str, str]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Roster:
        """Return the roster of the sheet 学校."""
        times = Counter(bare(str(row.get("name") or "")) for row in rows)
        names = {bare(str(row.get("name") or "")): str(row["code"]) for row in rows}
        unique = {name: code for name, code in names.items() if name and times[name] == 1}
        return cls({str(row["code"]): row for row in rows}, unique)


def recognise(sheet: Sheet, mapping: Map) -> tuple[Source, Heads] | None:
    """Return which kind of table a sheet is, None for none that the mapping knows."""
    for source in mapping.sources:
        heads = find_heads(sheet, source.needs, source.code or source.name)
        if heads is None and source.code:
            heads = find_heads(sheet, source.needs, source.name)
        if heads is not None:
            return source, heads
    return None


def extract(
    file: str, sheet: Sheet, source: Source, heads: Heads, mapping: Map, roster: Roster
) -> Extract:
    """Return what the mapping takes of a sheet.

    Raises InputError where the mapping asks for the content of a column about persons.
    """
    found = Extract(file, sheet.name, source.title)
    personal = personal_columns(sheet, heads)
    found.personal = [(_header(heads, place), what) for place, what in personal.items()]
    _refuse_personal(file, sheet, source, heads, personal)
    reader = _Rows(sheet, source, heads, mapping, found)
    rows = reader.by_school(roster)
    if source.kind == "figures":
        _take(reader, rows, found, roster)
    else:
        _count(reader, rows, found, roster)
        _classes(reader, rows, found)
    return found


def personal_columns(sheet: Sheet, heads: Heads) -> dict[int, str]:
    """Return the columns of a sheet that are about persons, and what each looks like."""
    found = {
        place: by_header(path[-1] if path else "")
        or by_content([row[place] for row in sheet.rows[heads.first_row :] if place < len(row)])
        for place, path in enumerate(heads.paths)
    }
    return {place: what for place, what in found.items() if what}


def _refuse_personal(
    file: str, sheet: Sheet, source: Source, heads: Heads, personal: Mapping[int, str]
) -> None:
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


class _Rows:
    """The rows of a sheet, their cells by the names of the mapping."""

    def __init__(
        self, sheet: Sheet, source: Source, heads: Heads, mapping: Map, found: Extract
    ) -> None:
        self.sheet, self.source, self.heads, self.found = sheet, source, heads, found
        self._stages = {bare(word): stage for word, stage in mapping.stages.items()}
        self._places: dict[str, int | None] = {}

    def place(self, name: str) -> int | None:
        """Return the column of this name; notes when several bear it."""
        if name not in self._places:
            places = self.heads.matching(name)
            if len(places) > 1:
                both = "、".join(_header(self.heads, place) for place in places[:3])
                self.found.remarks.append(
                    (name, f"有几列都像“{name}”（{both}），没有取；请写得更细")
                )
            self._places[name] = places[0] if len(places) == 1 else None
        return self._places[name]

    def has(self, name: str) -> bool:
        """Return whether the sheet has a column, or the grades to tell its stage by."""
        return self.place(name) is not None or self._is_told_by_grade(name)

    def raw(self, row: int, name: str) -> Cell:
        """Return a cell, None where it is blank or the column is not there."""
        place = self.place(name)
        cells = self.sheet.rows[row]
        return None if place is None or place >= len(cells) else cells[place]

    def text(self, row: int, name: str) -> str:
        """Return a cell as text to be compared."""
        if self.place(name) is None and self._is_told_by_grade(name):
            assert self.source.classes
            return self._stages.get(self.text(row, self.source.classes.grade), "")
        raw = self.raw(row, name)
        return "" if is_blank(raw) else bare(raw if isinstance(raw, str) else show(raw))

    def _is_told_by_grade(self, name: str) -> bool:
        classes = self.source.classes
        return (
            classes is not None and name == classes.stage and self.place(classes.grade) is not None
        )

    def meets(self, row: int, where: Sequence[Condition]) -> bool:
        """Return whether a row meets every condition."""
        for condition in where:
            text = self.text(row, condition.column)
            if condition.test == "filled":
                met = not is_blank(self.raw(row, condition.column))
            else:
                met = (text in _plain_words(condition.words)) == (condition.test == "is")
            if not met:
                return False
        return True

    def by_school(self, roster: Roster) -> dict[str, list[int]]:
        """Return the rows of each school that the county has."""
        found: dict[str, list[int]] = defaultdict(list)
        for row in range(self.heads.first_row, len(self.sheet.rows)):
            code, name = self._code(row), self.text(row, self.source.name)
            if not (code or name) or name in layout.TOTAL_ROWS or code in layout.TOTAL_ROWS:
                continue
            self.found.rows += 1
            if not self.meets(row, self.source.where):
                continue
            known = code if code in roster.schools else "" if code else roster.by_name.get(name, "")
            if not known:
                self.found.strangers[f"{name or '校名未填'}（{code or '无标识码'}）"] += 1
                continue
            self.found.used += 1
            if self.source.counted and is_no(self.raw(row, self.source.counted)):
                self.found.uncounted.add(known)
            found[known].append(row)
        return found

    def _code(self, row: int) -> str:
        if not self.source.code:
            return ""
        value, remark = parse(self.raw(row, self.source.code), "code")
        return value if isinstance(value, str) and not isinstance(remark, Complaint) else ""


def _take(reader: _Rows, rows: Mapping[str, Sequence[int]], found: Extract, roster: Roster) -> None:
    """Take the figures of every school; a figure that two rows give differently is left out."""
    takes = list(_usable(reader, found))
    for code, mine in rows.items():
        given: dict[str, list[Figure]] = defaultdict(list)
        for row in mine:
            seen: set[str] = set()
            for take in takes:
                if take.to.key in seen or not reader.meets(row, take.where):
                    continue
                figure = _figure(reader, take, row, code, found)
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


def _usable(reader: _Rows, found: Extract) -> Iterator[Take]:
    """Yield the takes whose columns are there; note what nothing is there for."""
    known = set()
    for take in reader.source.takes:
        names = [*take.columns, *(condition.column for condition in take.where)]
        if all(reader.has(name) for name in names):
            known.add(take.to.key)
            yield take
    for key in dict.fromkeys(take.to.key for take in reader.source.takes):
        if key not in known:
            lacking = next(t for t in reader.source.takes if t.to.key == key)
            absent = "、".join(name for name in lacking.columns if not reader.has(name))
            found.remarks.append((lacking.to.header, f"没有导入：表头里找不到“{absent}”"))


def _figure(reader: _Rows, take: Take, row: int, code: str, found: Extract) -> Figure | None:
    parts: list[float] = []
    blank = False
    for name in take.columns:
        raw = reader.raw(row, name)
        place = reader.place(name)
        if place is not None and (row, place) in reader.sheet.faults:
            found.remarks.append((_cell(reader, row, place), "是错误值或没有结果的公式，没有导入"))
            return None
        value, remark = parse(raw, "number")
        if isinstance(remark, Complaint):
            found.remarks.append(
                (_cell(reader, row, place), f"应为{remark.expected}，现为“{show(raw)}”，没有导入")
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


def _cell(reader: _Rows, row: int, place: int | None) -> str:
    return str(Place(reader.sheet.name, row, place))


def _count(
    reader: _Rows, rows: Mapping[str, Sequence[int]], found: Extract, roster: Roster
) -> None:
    """Count the persons of every school; nothing but the count is kept."""
    for count in reader.source.counts:
        lacking = [c.column for c in count.where if not reader.has(c.column)]
        if lacking:
            names = "、".join(lacking)
            found.remarks.append((count.to.header, f"没有数：表头里找不到“{names}”"))
            continue
        words = "，".join(_condition(condition) for condition in count.where)
        for code, mine in rows.items():
            value = sum(reader.meets(row, count.where) for row in mine)
            if value or is_used(roster.schools[code], count.to):
                origin = f"{words or '全部'}，{value} 人"
                found.figures.append(Figure(code, count.to.key, float(value), origin))


def _condition(condition: Condition) -> str:
    if condition.test == "filled":
        return f"{condition.column}已填"
    words = "、".join(sorted(condition.words))
    return f"{condition.column}{'为' if condition.test == 'is' else '不为'}{words}"


def _classes(reader: _Rows, rows: Mapping[str, Sequence[int]], found: Extract) -> None:
    columns = reader.source.classes
    if columns is None or not (reader.has(columns.grade) and reader.has(columns.name)):
        return
    unknown: Counter[str] = Counter()
    for code, mine in rows.items():
        sizes: Counter[tuple[str, str, str]] = Counter()
        for row in mine:
            grade, name = reader.text(row, columns.grade), reader.text(row, columns.name)
            stage = reader.text(row, columns.stage)
            if stage not in ("小学", "初中") or not name:
                unknown[grade or "年级未填"] += 1
                continue
            sizes[stage, grade, _class_name(grade, name)] += 1
        if sizes:
            found.classes[code] = [
                {"name": name, "code": code, "stage": stage, "grade": grade, "pupils": float(size)}
                for (stage, grade, name), size in sizes.items()
            ]
    for grade, count in unknown.items():
        found.remarks.append(("班级", f"“{grade}”有 {count} 人认不出学段或班级，没有数进班级"))


def _class_name(grade: str, name: str) -> str:
    full = f"{name}班" if name.isdigit() else name
    return full if full.startswith(grade) else f"{grade}{full}"


@lru_cache
def _plain_words(words: frozenset[str]) -> frozenset[str]:
    return frozenset(map(bare, words))


def _header(heads: Heads, place: int) -> str:
    return ">".join(heads.paths[place]) or f"第 {place + 1} 列"
