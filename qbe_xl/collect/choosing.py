"""Which file is taken for a school when several came, and how the others differ from it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from qbe_xl.collect.returns import SHEETS, Return
from qbe_xl.county import layout
from qbe_xl.county.asked import GIVEN
from qbe_xl.county.layout import SheetLayout
from qbe_xl.county.rows import Row
from qbe_xl.files.text import cell_text


@dataclass(frozen=True)
class Taken:
    """The return that a school's figures are taken from, and the older ones.

    index: the place of the school's row in the return.
    """

    code: str
    index: int
    source: Return
    older: tuple[Return, ...]

    @property
    def row(self) -> Row:
        """The school's row."""
        return self.source.rows[layout.SCHOOLS.name][self.index]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A school in a return that the county's workbook does not have."""

    code: str
    name: str
    source: Return


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell in which an older return of a school differs from the one that was taken."""

    code: str
    item: str
    taken: str
    taken_cell: str
    other: str
    other_cell: str
    taken_file: str
    other_file: str


@dataclass
class Choice:
    """taken: by 学校标识码; blank: returns in which nothing of the school is filled in, by code."""

    taken: dict[str, Taken] = field(default_factory=dict)
    unknown: list[Unknown] = field(default_factory=list)
    blank: dict[str, list[Return]] = field(default_factory=dict)


def choose(returns: Iterable[Return], known: Collection[str]) -> Choice:
    """Return what is taken for each school, the newest that holds anything."""
    choice = Choice()
    found: dict[str, list[tuple[Return, int]]] = defaultdict(list)
    for source in returns:
        seen: set[str] = set()
        for index, row in enumerate(source.rows[layout.SCHOOLS.name]):
            code = row.get("code")
            if not isinstance(code, str) or code in seen:
                continue
            seen.add(code)
            if code not in known:
                name = str(row.get("name") or "")
                choice.unknown.append(Unknown(code, name, source))
            elif _holds_anything(source, index, code):
                found[code].append((source, index))
            else:
                choice.blank.setdefault(code, []).append(source)
    for code, entries in found.items():
        entries.sort(key=lambda entry: (entry[0].stamp.moment, entry[0].name), reverse=True)
        (source, index), *others = entries
        older = tuple(other for other, _ in others)
        choice.taken[code] = Taken(code, index, source, older)
    return choice


def _holds_anything(source: Return, index: int, code: str) -> bool:
    """Whether a school filled in anything: more than what the county had put there."""
    row = source.rows[layout.SCHOOLS.name][index]
    typed = any(spot.sheet == layout.SCHOOLS.name and spot.record == index for spot in source.typed)
    filled = any(value is not None for key, value in row.items() if key not in GIVEN)
    records = (source.rows[of.name] for of in (layout.CLASSES, layout.ROOMS))
    return typed or filled or any(one.get("code") == code for rows in records for one in rows)


def differences(taken: Taken) -> Iterator[Difference]:
    """Yield every cell in which the older returns of a school differ."""
    for other in taken.older:
        for of in SHEETS:
            mine, theirs = _cells(taken.source, of, taken.code), _cells(other, of, taken.code)
            for item in dict.fromkeys((*mine, *theirs)):
                value, cell = mine.get(item, ("", ""))
                old, old_cell = theirs.get(item, ("", ""))
                if value != old:
                    names = taken.source.name, other.name
                    yield Difference(taken.code, item, value, cell, old, old_cell, *names)


def _cells(source: Return, of: SheetLayout, code: str) -> Mapping[str, tuple[str, str]]:
    """Every filled cell of a school in a sheet: value and address by what it is called."""
    table = dict(zip(SHEETS, source.tables(), strict=True))[of]
    found: dict[str, tuple[str, str]] = {}
    times: Counter[str] = Counter()
    places = source.of_school(of, code)
    for index in places[:1] if of is layout.SCHOOLS else places:
        row = source.rows[of.name][index]
        title = ""
        if of is not layout.SCHOOLS:
            name = cell_text(row.get(of.key)) or "未命名"
            times[name] += 1
            title = f"{of.name} {name}" + (f"（第 {times[name]} 个）" if times[name] > 1 else "")
        for column in of.columns:
            value = cell_text(row.get(column.key))
            if value and column.key != "code":
                item = f"{title} {column.header}".strip()
                found[item] = value, str(source.place(table.cell(column.key, index)))
    return found
