"""A mapping proposed for a table that nobody knows: the kind of table that it is most like, and what
of that is not sure. Staff look it through and give it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from qbe_xl.collect.importing.headers import Heads, likely_heads, split
from qbe_xl.collect.importing.headers import Path as Levels
from qbe_xl.collect.importing.mapping import Condition, Map, Source, shipped
from qbe_xl.collect.importing.mapping_sheet import (
    CODE,
    NAME,
    NOTHING,
    Line,
    lines_of,
    source_lines,
    words_of_map,
    workbook,
)
from qbe_xl.collect.importing.taking import personal_columns
from qbe_xl.county import layout
from qbe_xl.county.cells import is_blank, show
from qbe_xl.county.headers import LIKE, likeness, placed, unit_of
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.book import Sheet
from qbe_xl.files.delimited import sheets_of

SURE, LIKELY, UNKNOWN = "● 一致", "◐ 请核对", "○ 无法识别"
_GENERAL = frozenset(("合计", "计", "小计", "总计", "总数"))
_AS_CODE = (CODE, "学校代码", "标识码", "学校(机构)标识码", "机构标识码", "学校机构代码")
_AS_NAME = (NAME, "校名", "学校", "学校(机构)名称", "机构名称", "学校全称", "单位名称")
_FACTORS = {
    ("元", "万元"): 0.0001,
    ("千元", "万元"): 0.1,
    ("亿元", "万元"): 10_000.0,
    ("万元", "元"): 10_000.0,
    ("千元", "元"): 1000.0,
    ("公顷", "㎡"): 10_000.0,
    ("亩", "㎡"): 2000 / 3,
}
_MANY = 2.5
"""Rows a school, on the average, from which a table is one of persons."""
_EXAMPLES, _LOOKED_AT = 3, 2000
_WIDEST, _LONGEST = 80, 40
"""Columns, and characters of a header, that are compared by likeness."""


@dataclass(frozen=True)
class _Wanted:
    """Something that a kind of table has, by every name that it may bear."""

    name: str
    names: tuple[str, ...]

    @cached_property
    def paths(self) -> tuple[Levels, ...]:
        return tuple(_main(split(name)) for name in self.names)


HOW = "请核对黄色、蓝色的行，改好存盘，导入时加 --map 这个文件"


def proposal(
    unknown: Sequence[tuple[str, Sheet]],
    words: Mapping[str, Sequence[str]],
    mapping: Map,
    now: dt.datetime,
) -> bytes | None:
    """Return the mapping sheet (.xlsx) to be edited, None where there is nothing to be asked.

    unknown: sheets that the mapping does not know, with their files; words: by column those that
    were not understood. What the mapping says beyond the shipped one stands there too.
    """
    proposed = [propose(file, sheet, mapping) for file, sheet in unknown]
    proposed.sort(key=lambda lines: -sum(line.needed for line in lines))  # one may hold another
    lines = [line for of_sheet in proposed for line in of_sheet]
    said = [(column, word or NOTHING, "") for column, listed in words.items() for word in listed]
    if not (lines or said):
        return None
    known = shipped()
    lines += [one for s in mapping.sources if s not in known.sources for one in source_lines(s)]
    usual = {*words_of_map(known)}
    said += [one for one in words_of_map(mapping) if one not in usual]
    return workbook(lines, said, now)


def shipped_sheet() -> bytes:
    """Return the mapping that ships, to be edited (.xlsx)."""
    now = dt.datetime.now().astimezone()
    return workbook(lines_of(shipped()), words_of_map(shipped()), now)


def proposed_for(files: Sequence[Path]) -> bytes:
    """Return the mapping sheet proposed for these tables. Raises InputError where none can be."""
    sheets = [(file.name, sheet) for file in files for sheet in sheets_of(file) if sheet.rows]
    found = proposal(sheets, {}, shipped(), dt.datetime.now().astimezone())
    if found is None:
        said = "无法判断哪一行是表头：要有学校标识码或学校名称的列，和填报表里有的一列"
        raise InputError([Problem(Place(file.name), said) for file in files])
    return found


def propose(file: str, sheet: Sheet, mapping: Map) -> list[Line]:
    """Return the rows that say what a sheet may be; none where no row looks like a header."""
    heads = likely_heads(sheet, _exact_hits, _key) or likely_heads(sheet, _near_hits, _key)
    if heads is None:
        return []
    title = f"{file.rpartition('.')[0] or file} {sheet.name}".strip()
    personal = personal_columns(sheet, heads)
    kind = "persons" if _many(sheet, heads) else "figures"
    adapted = [
        _Adapted(sheet, heads, personal, source)
        for source in mapping.sources
        if source.kind == kind
    ] or [_Adapted(sheet, heads, personal, s) for s in shipped().sources if s.kind == kind]
    return list(max(adapted, key=lambda one: one.share).lines(title))


def _exact_hits(heads: Heads) -> int:
    return len(placed(dict(enumerate(heads.paths)), [*_KNOWN, *_DIRECT], _exact))


def _near_hits(heads: Heads) -> int:
    paths = {n: p for n, p in enumerate(heads.paths[:_WIDEST]) if 0 < len("".join(p)) <= _LONGEST}
    return len(placed(paths, [*_KNOWN, *_DIRECT], _near))


def _key(heads: Heads) -> int | None:
    found = placed(dict(enumerate(heads.paths)), _KNOWN[:2], _exact, _near)
    return next((place for one in _KNOWN[:2] for place in found if found[place] is one), None)


def _many(sheet: Sheet, heads: Heads) -> bool:
    """Whether a school has many rows."""
    place = _key(heads)
    rows = sheet.rows[heads.first_row :][:_LOOKED_AT]
    cells = [show(row[place]) for row in rows if place is not None and place < len(row)]
    filled = [text for text in cells if text]
    return len(filled) >= _MANY * max(1, len({*filled}))


def _main(path: Levels) -> Levels:
    """A path without what only says that it is the whole."""
    return tuple(part for part in path if part not in _GENERAL) or path


def _exact(path: Levels, wanted: _Wanted) -> float:
    if not path:
        return 0
    mine = _main(path)
    joined = {"".join(mine), "".join(reversed(mine))}
    if any(mine == one or "".join(one) in joined for one in wanted.paths):
        return 1
    return 0.9 if any(_within(one, mine) for one in wanted.paths) else 0


def _within(name: Levels, path: Levels) -> bool:
    levels = iter(path)
    return bool(name) and name[-1] == path[-1] and all(level in levels for level in name)


def _near(path: Levels, wanted: _Wanted) -> float:
    mine = _main(path)
    texts = {"".join(mine), "".join(reversed(mine))} - {""}
    return max((_like(text, "".join(one)) for text in texts for one in wanted.paths), default=0)


def _like(text: str, name: str) -> float:
    if any((word in text) != (word in name) for word in STAGE_WORDS.values()):
        return 0
    like = likeness(text, name)
    return like if like >= LIKE else 0


class _Adapted:
    """A kind of table with the headers of a sheet in the place of its own."""

    def __init__(
        self, sheet: Sheet, heads: Heads, personal: Mapping[int, str], source: Source
    ) -> None:
        self.sheet, self.heads, self.source = sheet, heads, source
        open_ = {n: p for n, p in enumerate(heads.paths) if n not in personal and p}
        hidden = {n: p for n, p in enumerate(heads.paths) if n in personal and p}
        roles = list(_roles(source))
        found = placed(open_, roles, _exact, _near)
        filled = [role for role in roles if role.name in source.filled_only()]
        found |= placed(hidden, filled, _exact, _near)
        self.places = {role.name: place for place, role in found.items()}
        self.sure = {
            role.name: _exact(heads.paths[place], role) > 0 for place, role in found.items()
        }
        self.share = len(self.places) / len(roles) if roles else 0.0
        rest = {n: path for n, path in open_.items() if n not in found}
        self.direct = placed(rest, _DIRECT, _exact, _near) if source.kind == "figures" else {}
        self.rest = [place for place in rest if place not in self.direct]

    def lines(self, title: str) -> Iterator[Line]:
        """Yield the rows: what is found, then the columns that nothing is known of."""
        told: set[tuple[str, tuple[Condition, ...]]] = set()
        own = {
            role.name
            for place, role in self.direct.items()
            if _exact(self.heads.paths[place], role) == 1
        }
        for line in source_lines(self.source):
            if line.to in own:
                continue  # it has a column of its own: no part of another one is taken
            key = line.to, tuple(line.where)
            if key not in told and (found := self._line(title, line)):
                told.add(key)
                yield found
        taken = {to for to, _ in told}
        for place, role in sorted(self.direct.items()):
            if role.name in taken:
                self.rest.append(place)
            else:
                sure = _exact(self.heads.paths[place], role) > 0
                line = Line(title, "figures", [self._named(place)], role.name)
                found = self._judged(line, [place], sure=sure)
                # by code and name alone every list of schools would be taken for this one
                yield replace(found, needed=bool(found.to))
        for place in sorted(self.rest):
            note = f"不取就留空。{self._examples(place)}"
            named = [self._named(place)]
            yield Line(title, self.source.kind, named, "", sure=UNKNOWN, note=note)

    def _line(self, title: str, line: Line) -> Line | None:
        """The same row for this sheet, None where a column of it is not there."""
        asked = [condition.column for condition in line.where]
        names = [*line.columns, *asked]
        school = next((n for n in names if n in self._describing), None)
        names = [self._describing.get(name, name) for name in names]
        if not all(name in self.places for name in names):
            return None
        columns = [self._named(self.places[name]) for name in names[: len(line.columns)]]
        where = [replace(c, column=self._titled(c)) for c in line.where]
        places = [self.places[name] for name in names[: len(line.columns)]]
        sure = all(self.sure[name] for name in names)
        needed = (
            line.to in (CODE, NAME) or line.needed or (school is not None and line.to == "办学类型")
        )
        adapted = replace(line, title=title, columns=columns, where=where, needed=needed)
        return self._judged(adapted, places, sure=sure)

    @cached_property
    def _describing(self) -> dict[str, str]:
        """The role that each possible name of a describing column stands for."""
        return {name: names[0] for names in self.source.school.values() for name in names}

    def _titled(self, condition: Condition) -> str:
        name = self._describing.get(condition.column, condition.column)
        return self._named(self.places[name])

    def _judged(self, line: Line, places: Sequence[int], *, sure: bool) -> Line:
        """The row with how sure it is, and its unit looked at."""
        column = layout.SCHOOLS.by_header.get(line.to)
        if any(len(self.heads.matching(self._named(place))) != 1 for place in places):
            return replace(line, to="", sure=UNKNOWN, note="有几列的表头相同，分不出是哪一列")
        examples = self._examples(places[0]) if len(places) == 1 else ""
        unit = unit_of(self.heads.paths[places[0]][-1]) if len(places) == 1 and column else ""
        if column is None or not unit or unit == column.unit:
            return replace(line, sure=SURE if sure else LIKELY, note=examples)
        factor = _FACTORS.get((unit, column.unit))
        if factor is None and unit not in ("元", "万元", "千元", "亿元", "亩", "公顷", "%", "‰"):
            return replace(line, sure=SURE if sure else LIKELY, note=examples)
        note = f"来源的单位是{unit}，填报表是{column.unit or '没有单位的数'}"
        if factor is None:
            return replace(line, to="", sure=UNKNOWN, note=f"像“{line.to}”，但{note}，无法换算")
        return replace(line, factor=factor, sure=LIKELY, note=f"{note}，已写换算。{examples}")

    def _named(self, place: int) -> str:
        return self.heads.title(place)

    def _examples(self, place: int) -> str:
        rows = self.sheet.rows[self.heads.first_row :][:_LOOKED_AT]
        cells = (row[place] for row in rows if place < len(row) and not is_blank(row[place]))
        found = list(dict.fromkeys(map(show, cells)))[:_EXAMPLES]
        return f"例如 {'、'.join(found)}" if found else "这一列没有内容"


def _roles(source: Source) -> Iterator[_Wanted]:
    """Everything that a kind of table has."""
    seen: set[str] = set()
    given = [
        (source.code, (*dict.fromkeys((source.code, *_AS_CODE)),)),
        (source.name, (*dict.fromkeys((source.name, *_AS_NAME)),)),
        (source.counted, (source.counted,)),
        *((names[0], names) for names in source.school.values()),
        *((name, (name,)) for name in _columns(source)),
    ]
    for name, names in given:
        if name and name not in seen:
            seen |= {name, *names}
            yield _Wanted(name, names)


def _columns(source: Source) -> Iterable[str]:
    if source.classes:
        yield from (source.classes.stage, source.classes.grade, source.classes.name)
    for take in source.takes:
        yield from take.columns
    for where in (
        source.where,
        *(t.where for t in source.takes),
        *(c.where for c in source.counts),
    ):
        yield from (condition.column for condition in where)


_DIRECT = [
    _Wanted(column.header, (column.header,))
    for column in layout.SCHOOLS.columns
    if column.kind in ("count", "number", "year")
]
_KNOWN = [
    _Wanted(CODE, _AS_CODE),
    _Wanted(NAME, _AS_NAME),
    *(_Wanted(name, (name,)) for name in ("年级", "班级", "任教学段", "最高学历")),
    *(_Wanted(c.header, (c.header,)) for c in layout.SCHOOLS.columns if c.key in ("type", "area")),
]
