"""The county's schools out of its statistics, where its workbook has none yet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from qbe_xl.collect.importing.headers import Heads
from qbe_xl.collect.importing.lines import Lines, Roster
from qbe_xl.collect.importing.mapping import DESCRIBING, Map, Source
from qbe_xl.collect.importing.words import Words, words_of
from qbe_xl.county import layout
from qbe_xl.county.cells import Complaint, parse, show
from qbe_xl.county.folding import bare, tidy
from qbe_xl.county.layout import Column
from qbe_xl.county.rows import Row
from qbe_xl.files.book import Sheet

_YEAR = re.compile(r"((?:1[89]|20)\d\d)(?:[-/.年].*|(?:0[1-9]|1[0-2]))")
NOT_OURS = ("高级中学", "幼儿园")
"""Kinds of schools that statistics list and that have no 义务教育."""


@dataclass(frozen=True, slots=True)
class Made:
    """A school that was made. row: as in 学校; source: file and sheet; lacking: headers left blank."""

    row: Row
    source: str
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unmade:
    """A row of statistics of which no school was made, and why."""

    school: str
    source: str
    reason: str


@dataclass
class Schools:
    """Schools while they are gathered, by 学校标识码, from one sheet after the other."""

    mapping: Map
    found: dict[str, list[tuple[Row, str]]] = field(default_factory=lambda: defaultdict(list))
    unmade: list[Unmade] = field(default_factory=list)
    remarks: list[tuple[str, str, str]] = field(default_factory=list)

    def read(self, source_name: str, sheet: Sheet, source: Source, heads: Heads) -> None:
        """Take in the schools of one sheet of statistics."""
        if source.kind != "figures" or "type" not in source.school:
            return
        lines = Lines(sheet, source, heads, self.mapping, Roster({}, {}), lambda *said: None)
        reader = _Reader(
            lines, self.mapping, lambda *said: self.remarks.append((source_name, *said))
        )
        for row, code, name in lines.named():
            record, why = reader.school(row, code)
            if why:
                who = f"{record.get('name') or name or '校名未填'}（{code or '无标识码'}）"
                self.unmade.append(Unmade(who, source_name, why))
            else:
                self.found[code].append((record, source_name))

    def made(self) -> list[Made]:
        """Return the schools, each once; where rows of one code do not agree it is not made."""
        found = [one for code in self.found if (one := self._one(code))]
        codes = {one.row["code"] for one in found}
        for one in found:
            parent = one.row.get("parent")
            if parent is not None and (parent not in codes or parent == one.row["code"]):
                one.row["parent"] = None
                if parent != one.row["code"]:
                    said = f"归属学校标识码“{parent}”不在这些学校里，留空"
                    self.remarks.append((one.source, f"{one.row['name']}", said))
        return found

    def _one(self, code: str) -> Made | None:
        rows = self.found[code]
        (first, source), *others = rows
        for other, _ in others:
            for key in ("name", "type"):
                if bare(other[key]) != bare(first[key]):
                    header = layout.SCHOOLS.by_key[key].header
                    both = f"“{first[key]}”“{other[key]}”"
                    reason = f"同一个标识码有两种{header}（{both}），没有建，请核对后再导入"
                    self.unmade.append(Unmade(f"{first['name']}（{code}）", source, reason))
                    return None
        row = dict(first)
        for other, _ in others:
            row |= {key: value for key, value in other.items() if row.get(key) is None}
        asked = (c for c in layout.SCHOOLS.columns if c.key in DESCRIBING and not c.optional)
        return Made(row, source, tuple(c.header for c in asked if row.get(c.key) is None))


class _Reader:
    """Reads what a school is out of the rows of one sheet."""

    def __init__(self, lines: Lines, mapping: Map, remark: Callable[[str, str], None]) -> None:
        self.lines, self.remark = lines, remark
        by_key = layout.SCHOOLS.by_key
        self.columns: dict[str, str] = {}
        for key, names in lines.source.school.items():
            there = next((name for name in names if len(lines.heads.matching(name)) == 1), None)
            if there is not None:
                self.columns[key] = there
        self.words = {key: _words(by_key[key], mapping) for key in self.columns}

    def school(self, row: int, code: str) -> tuple[Row, str]:
        """Return the record of a row, and why no school is to be made of it, "" where it is."""
        name = self.lines.raw(row, self.lines.source.name)
        record: Row = {"code": code or None, "name": tidy(name) if isinstance(name, str) else None}
        said = self._text(row, "type")
        kind = self.words["type"].meaning(said) if "type" in self.columns else None
        if not code:
            return record, "没有学校标识码，没有建；请补上标识码再导入"
        if not record["name"]:
            return record, "没有学校名称，没有建；请补上校名再导入"
        if kind in NOT_OURS:
            return record, f"办学类型是“{said}”，没有义务教育学段，不列入"
        if kind not in layout.SCHOOL_TYPES:
            what = f"办学类型“{said}”无法识别" if said else "没有办学类型"
            return record, f"{what}，没有建；请改统计表，或在对照表里补上这个说法"
        record["type"] = kind
        for key in self.columns:
            if key != "type":
                record[key] = self._value(row, layout.SCHOOLS.by_key[key], str(record["name"]))
        return record, ""

    def _text(self, row: int, key: str) -> str:
        return self.lines.text(row, self.columns[key]) if key in self.columns else ""

    def _value(self, row: int, column: Column, school: str) -> object:
        text = self._text(row, column.key)
        if not text:
            return None
        if column.kind in ("choice", "yesno"):
            word = self.words[column.key].meaning(text)
            if word is None:
                self.remark(school, f"{column.header}“{text}”无法识别，留空")
                return None
            return word == "是" if column.kind == "yesno" else word
        raw = self.lines.raw(row, self.columns[column.key])
        year = _YEAR.fullmatch(text) if column.kind == "year" else None
        value, remark = parse(year[1] if year else raw, column.kind)
        if isinstance(remark, Complaint):
            self.remark(school, f"{column.header}应为{remark.expected}，现为“{show(raw)}”，留空")
            return None
        return value


def _words(column: Column, mapping: Map) -> Words:
    own: dict[str, tuple[str, ...]] = dict.fromkeys(column.allowed, ())
    return words_of(
        column.header, (), {column.header: {**own, **mapping.words.get(column.header, {})}}
    )


def rows_of_made(made: Iterable[Made]) -> list[Row]:
    """Return the rows of 学校 of these schools, every column there."""
    keys = [column.key for column in layout.SCHOOLS.columns]
    return [{key: one.row.get(key) for key in keys} for one in made]
