"""Two workbooks of a county compared, by 学校标识码 and never by row. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from qbe_xl.county.layout import Column
from qbe_xl.county.model import County, Table
from qbe_xl.files.text import cell_text

Shown = str | float | None
_WHOLE_ROW = "学校"


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of 学校, or a county-wide one (code ""), that is another now.

    column: its header, or the number of an item; 学校 where the school itself came or went.
    """

    code: str
    school: str
    column: str
    before: Shown
    now: Shown


def changes(before: County, now: County) -> Iterator[Change]:
    """Yield what differs: every column of 学校, then 县级数据 and 一票否决."""
    old, new = _rows(before.schools), _rows(now.schools)
    for code, place in new.items():
        name = now.schools.word("name", place)
        if code not in old:
            yield Change(code, name, _WHOLE_ROW, None, name)
            continue
        for column in now.schools.sheet.columns:
            if column.key == "code":
                continue
            then, value = (
                _value(before.schools, column, old[code]),
                _value(now.schools, column, place),
            )
            if then != value:
                yield Change(code, name, column.header, then, value)
    for code, place in old.items():
        if code not in new:
            name = before.schools.word("name", place)
            yield Change(code, name, _WHOLE_ROW, name, None)
    for held, holds in ((before.items, now.items), (before.vetoes, now.vetoes)):
        for key in dict.fromkeys([*held, *holds]):
            then, value = (
                None if entry is None or entry.value is None else _plain(entry.value)
                for entry in (held.get(key), holds.get(key))
            )
            if then != value:
                yield Change("", "", key, then, value)


def _rows(schools: Table) -> dict[str, int]:
    return {schools.word("code", i): i for i in range(len(schools))}


def _value(schools: Table, column: Column, place: int) -> Shown:
    if column.kind in ("count", "number", "year"):
        value = float(schools.number(column.key)[place])
        return None if math.isnan(value) else value
    if column.kind == "choice":
        return schools.choice(column.key, place) or None
    if column.kind == "yesno":
        return {0: "是", 1: "否"}.get(int(schools.code(column.key)[place]))
    return schools.word(column.key, place) or None


def _plain(value: object) -> Shown:
    if isinstance(value, bool):
        return "是" if value else "否"
    return float(value) if isinstance(value, (int, float)) else cell_text(value)
