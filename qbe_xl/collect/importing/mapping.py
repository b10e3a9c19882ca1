"""The mapping: which column of an export or list becomes which column of 学校. Data, read and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from qbe_xl.county import layout
from qbe_xl.county.layout import Column
from qbe_xl.errors import InputError, Place, Problem

SHIPPED = Path(__file__).with_name("exports.toml")
Kind = Literal["figures", "persons"]

_SOURCE = ("title", "kind", "needs", "code", "name", "counted", "where", "take", "count", "classes")
_TAKE = ("to", "from", "factor", "blank_is_zero", "where")
_COUNT = ("to", "where")
_CLASSES = ("stage", "grade", "class")
_WHERE = ("column", "is", "not", "filled")
_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Condition:
    """A row counts when its column holds one of `words` (is), none of them (not), or anything."""

    column: str
    test: Literal["is", "not", "filled"]
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Take:
    """to: a column of 学校; columns: of the source, added up; factor: to our unit."""

    to: Column
    columns: tuple[str, ...]
    factor: float
    blank_is_zero: bool
    where: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """to: a column of 学校; the persons that it counts."""

    to: Column
    where: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class ClassColumns:
    """Where a list of pupils has stage, grade and class."""

    stage: str
    grade: str
    name: str


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of table, known by the headers that it needs."""

    title: str
    kind: Kind
    needs: tuple[str, ...]
    code: str
    name: str
    counted: str
    where: tuple[Condition, ...]
    takes: tuple[Take, ...]
    counts: tuple[Count, ...]
    classes: ClassColumns | None

    def contents(self) -> set[str]:
        """Return the columns whose content is read, not only whether they are filled."""
        found = {self.code, self.name, self.counted}
        for take in self.takes:
            found |= {*take.columns, *_read(take.where)}
        for count in self.counts:
            found |= _read(count.where)
        if self.classes:
            found |= {self.classes.stage, self.classes.grade, self.classes.name}
        return (found | _read(self.where)) - {""}


def _read(where: Sequence[Condition]) -> set[str]:
    return {condition.column for condition in where if condition.test != "filled"}


@dataclass(frozen=True, slots=True)
class Map:
    """stages: 小学 or 初中 by what a grade is called."""

    sources: tuple[Source, ...]
    stages: Mapping[str, str]


@cache
def shipped() -> Map:
    """Return the mapping that ships."""
    return load(SHIPPED)


def load(path: Path) -> Map:
    """Return the mapping in a file (.toml). Raises InputError with everything wrong in it."""
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError([Problem(Place(path.name), "文件太大，这不是对照表")])
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise InputError([Problem(Place(str(path)), "找不到这个对照表")]) from error
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(
            [Problem(Place(path.name), "读不了这个对照表，请存为 UTF-8 的文本")]
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise InputError([Problem(Place(path.name), f"对照表写法有误：{error}")]) from error
    reader = _Reader(path.name)
    found = reader.map(data)
    if reader.problems:
        raise InputError(reader.problems)
    return found


class _Reader:
    """Reads the data of a file, complaining of everything at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def complain(self, where: str, message: str) -> None:
        self.problems.append(Problem(Place(f"{self.file} {where}".strip()), message))

    def map(self, data: Mapping[str, Any]) -> Map:
        self.known("", data, ("stages", "source"))
        stages: dict[str, str] = {}
        for stage, words in self.table("", data, "stages").items():
            if stage not in ("小学", "初中"):
                self.complain("stages", f"不认识的学段“{stage}”，只能是 小学、初中")
            stages |= dict.fromkeys(self.texts("stages", {stage: words}, stage), stage)
        sources = [
            self.source(f"第 {number} 种表", raw)
            for number, raw in enumerate(self.tables("", data, "source"), 1)
        ]
        if not sources:
            self.complain("", "没有一种表，请至少写一个 [[source]]")
        return Map(tuple(sources), stages)

    def source(self, where: str, raw: Mapping[str, Any]) -> Source:
        title = self.text(where, raw, "title") or where
        where = f"“{title}”"
        self.known(where, raw, _SOURCE)
        kind = self.text(where, raw, "kind")
        if kind not in ("figures", "persons"):
            self.complain(where, "kind 应为 figures（一行一所学校）或 persons（一行一个人）")
        other = "count" if kind == "figures" else "take"
        if other in raw:
            self.complain(where, f"kind = {kind} 的表不用 {other}")
        classes = self.table(where, raw, "classes")
        self.known(f"{where} classes", classes, _CLASSES)
        found = Source(
            title,
            "persons" if kind == "persons" else "figures",
            tuple(self.texts(where, raw, "needs")),
            self.text(where, raw, "code", must=False),
            self.text(where, raw, "name", must=False),
            self.text(where, raw, "counted", must=False),
            self.conditions(where, raw),
            tuple(t for item in self.tables(where, raw, "take") if (t := self.take(where, item))),
            tuple(c for item in self.tables(where, raw, "count") if (c := self.count(where, item))),
            ClassColumns(
                self.text(where, classes, "stage", must=False),
                self.text(where, classes, "grade"),
                self.text(where, classes, "class"),
            )
            if classes
            else None,
        )
        if not found.needs:
            self.complain(where, "needs 不能为空，要靠它认出这种表")
        if not (found.code or found.name):
            self.complain(where, "code（学校标识码的列）和 name（学校名称的列）至少写一个")
        return found

    def take(self, where: str, raw: Mapping[str, Any]) -> Take | None:
        to = self.target(where, raw, "take")
        place = f"{where} {to.header if to else 'take'}"
        self.known(place, raw, _TAKE)
        factor, zero = raw.get("factor", 1), raw.get("blank_is_zero", False)
        if isinstance(factor, bool) or not isinstance(factor, (int, float)) or factor <= 0:
            self.complain(place, "factor 应为大于 0 的数")
            factor = 1
        if not isinstance(zero, bool):
            self.complain(place, "blank_is_zero 应为 true 或 false")
        columns = tuple(self.texts(place, raw, "from"))
        if not columns:
            self.complain(place, "from 不能为空")
        where_ = self.conditions(place, raw)
        return Take(to, columns, float(factor), zero is True, where_) if to else None

    def count(self, where: str, raw: Mapping[str, Any]) -> Count | None:
        to = self.target(where, raw, "count")
        place = f"{where} {to.header if to else 'count'}"
        self.known(place, raw, _COUNT)
        if to is not None and to.kind != "count":
            self.complain(place, "这一列不是人数，不能由名单数出")
        where_ = self.conditions(place, raw)
        return Count(to, where_) if to else None

    def target(self, where: str, raw: Mapping[str, Any], what: str) -> Column | None:
        header = self.text(f"{where} {what}", raw, "to")
        found = layout.SCHOOLS.by_header.get(header)
        if found is None or found.kind not in ("count", "number", "year"):
            self.complain(f"{where} {what}", f"填报表“学校”没有填数的列“{header}”，请照表头写")
            return None
        return found

    def conditions(self, where: str, raw: Mapping[str, Any]) -> tuple[Condition, ...]:
        found = []
        for item in self.tables(where, raw, "where"):
            self.known(f"{where} where", item, _WHERE)
            column = self.text(f"{where} where", item, "column")
            tests = [key for key in ("is", "not", "filled") if key in item]
            if len(tests) != 1:
                self.complain(f"{where} where", "is、not、filled 要写而且只写一个")
            elif tests[0] == "filled":
                if item["filled"] is not True:
                    self.complain(f"{where} where", "filled 只能是 true")
                found.append(Condition(column, "filled"))
            else:
                words = frozenset(self.texts(f"{where} where", item, tests[0]))
                found.append(Condition(column, "is" if tests[0] == "is" else "not", words))
        return tuple(found)

    def known(self, where: str, raw: Mapping[str, Any], allowed: Sequence[str]) -> None:
        for key in raw:
            if key not in allowed:
                self.complain(where, f"不认识的“{key}”，可以写的有 {'、'.join(allowed)}")

    def table(self, where: str, raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        found = raw.get(key, {})
        if isinstance(found, dict):
            return found
        self.complain(where, f"“{key}”应为一个表，写成 [{key}]")
        return {}

    def tables(self, where: str, raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        found = raw.get(key, [])
        if isinstance(found, list) and all(isinstance(item, dict) for item in found):
            return found
        self.complain(where, f"“{key}”应为若干个表，写成 [[{key}]]")
        return []

    def text(self, where: str, raw: Mapping[str, Any], key: str, *, must: bool = True) -> str:
        found = raw.get(key, "")
        if not isinstance(found, str) or (must and not found.strip()):
            self.complain(where, f"“{key}”应为一段文字")
            return ""
        return found.strip()

    def texts(self, where: str, raw: Mapping[str, Any], key: str) -> list[str]:
        found = raw.get(key, [])
        if isinstance(found, list) and all(isinstance(item, str) for item in found):
            return [item.strip() for item in found]
        self.complain(where, f'“{key}”应为一串文字，写成 ["甲", "乙"]')
        return []
