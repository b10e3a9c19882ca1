"""The mapping: which column of an export or list becomes which column of 学校. Data, read and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from qbe_xl.county import layout
from qbe_xl.county.layout import Column
from qbe_xl.files import toml
from qbe_xl.files.toml import Table

SHIPPED = Path(__file__).with_name("exports.toml")
Kind = Literal["figures", "persons"]
"""One school a row, or one person a row."""
Test = Literal["is", "not", "filled", "if_there"]

_KINDS: tuple[Kind, ...] = get_args(Kind)
_TESTS: tuple[Test, ...] = get_args(Test)
DESCRIBING = ("township", "parent", "type", "owner", "owner_code", "area", "boarding", "built")
"""Columns of 学校 that say what a school is, besides its code and name."""
_STAGES = ("小学", "初中", "其他")
_LEAST_FACTOR, _MOST_FACTOR = Decimal("0.000001"), 1_000_000


@dataclass(frozen=True, slots=True)
class Condition:
    """A row counts when its column holds one of `words` (is), none of them (not), or anything.

    if_there: one of `words`, where the table has such a column at all.
    """

    column: str
    test: Test
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
    """One kind of table, known by the headers that it needs.

    school: by column of 学校 that says what a school is, the columns that may say it here.
    """

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
    school: Mapping[str, tuple[str, ...]]

    def contents(self) -> set[str]:
        """Return the columns whose content is read, not only whether they are filled."""
        found = {self.code, self.name, self.counted}
        for take in self.takes:
            found |= {*take.columns, *_read(take.where)}
        for count in self.counts:
            found |= _read(count.where)
        if self.classes:
            found |= {self.classes.stage, self.classes.grade, self.classes.name}
        found |= {name for names in self.school.values() for name in names}
        return (found | _read(self.where)) - {""}

    def filled_only(self) -> set[str]:
        """Return the columns of which only is asked whether they hold anything."""
        wheres = [self.where, *(t.where for t in self.takes), *(c.where for c in self.counts)]
        asked = {one.column for where in wheres for one in where if one.test == "filled"}
        return asked - self.contents()


def _read(where: Sequence[Condition]) -> set[str]:
    return {condition.column for condition in where if condition.test != "filled"}


@dataclass(frozen=True, slots=True)
class Map:
    """stages: 小学, 初中 or 其他 by what a grade is called; words: what cells of a column may say.

    words: by column and word the other wordings of it; under "drop" what may stand beside a word.
    """

    sources: tuple[Source, ...]
    stages: Mapping[str, str]
    words: Mapping[str, Mapping[str, tuple[str, ...]]]


@cache
def shipped() -> Map:
    """Return the mapping that ships."""
    return load(SHIPPED)


def load(path: Path) -> Map:
    """Return the mapping in a file (.toml). Raises InputError with everything wrong in it.

    What a county's own mapping does not say of stages and words is as in the one that ships.
    """
    base = Map((), {}, {}) if path == SHIPPED else shipped()
    with toml.reading(path) as file:
        table = file.table("stages", must=False)
        stages = {word: stage for stage in table.names(_STAGES) for word in table.texts(stage)}
        listed = file.table("words", must=False)
        words = {column: _words(listed.table(column)) for column in listed.names()}
        return Map(
            tuple(map(_source, file.tables("source", least=1))),
            {**base.stages, **stages},
            {
                column: {**base.words.get(column, {}), **words.get(column, {})}
                for column in {**base.words, **words}
            },
        )


def _words(raw: Table) -> dict[str, tuple[str, ...]]:
    return {word: raw.texts(word, blank=True) for word in raw.names()}


def _source(raw: Table) -> Source:
    title = raw.text("title")
    raw.called(f"“{title}”" if title else "")
    kind = raw.word("kind", _KINDS)
    classes = raw.table("classes", must=False)
    found = Source(
        title,
        kind,
        raw.texts("needs", least=1),
        raw.text("code", "", blank=True),
        raw.text("name", "", blank=True),
        raw.text("counted", "", blank=True),
        _conditions(raw),
        tuple(t for one in raw.tables("take") if (t := _take(one))) if kind == "figures" else (),
        tuple(c for one in raw.tables("count") if (c := _count(one))) if kind == "persons" else (),
        ClassColumns(
            classes.text("stage", "", blank=True), classes.text("grade"), classes.text("class")
        )
        if "classes" in raw
        else None,
        _school(raw),
    )
    if not (found.code or found.name):
        raw.complain("", "code（学校标识码的列）和 name（学校名称的列）至少写一个")
    return found


def _school(raw: Table) -> dict[str, tuple[str, ...]]:
    listed = raw.table("school", must=False)
    allowed = [layout.SCHOOLS.by_key[key].header for key in DESCRIBING]
    return {
        layout.SCHOOLS.by_header[header].key: listed.texts(header, least=1)
        for header in listed.names(allowed)
    }


def _take(raw: Table) -> Take | None:
    to = _target(raw)
    factor = float(raw.number("factor", _LEAST_FACTOR, _MOST_FACTOR, 1))
    zero = raw.flag("blank_is_zero")
    columns = raw.texts("from", least=1)
    where = _conditions(raw)
    return Take(to, columns, factor, zero, where) if to else None


def _count(raw: Table) -> Count | None:
    to = _target(raw)
    if to is not None and to.kind != "count":
        raw.complain("to", "这一列不是人数，不能由名单数出")
    where = _conditions(raw)
    return Count(to, where) if to else None


def _target(raw: Table) -> Column | None:
    header = raw.text("to")
    found = layout.SCHOOLS.by_header.get(header)
    if found is not None and found.kind in ("count", "number", "year"):
        return found
    if header:
        raw.complain("to", f"填报表“学校”没有填数的列“{header}”，请照表头写")
    return None


def _conditions(raw: Table) -> tuple[Condition, ...]:
    found = []
    for one in raw.tables("where"):
        column = one.text("column")
        tests = [test for test in _TESTS if test in one]
        if len(tests) != 1:
            one.complain("", "is、not、filled、if_there 要写而且只写一个")
        elif tests[0] == "filled":
            if not one.flag("filled"):
                one.complain("filled", "只能是 true")
            found.append(Condition(column, "filled"))
        else:
            words = frozenset(one.texts(tests[0], blank=True))
            found.append(Condition(column, tests[0], words))
    return tuple(found)
