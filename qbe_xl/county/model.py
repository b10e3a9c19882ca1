"""A county as handed in: columns of figures, each knowing the cell that it came from.

Figures are float64 with NaN for a blank cell, choices small integers with -1 for a blank one.
Every figure is a decimal of at most 15 significant digits, so `exact` gives it back without
error.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from qbe_xl.county import layout
from qbe_xl.errors import Notice, Place
from qbe_xl.files.text import cell_text, figure

Figures = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]
Index = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

WHOLE = 1e15
"""Whole figures below this have at most 15 digits, so the float is the figure."""


def as_shown(number: float) -> float:
    """Return the decimal that a spreadsheet shows at 15 significant digits."""
    if number.is_integer() and -WHOLE < number < WHOLE:
        return number
    return float(figure(number))


def exact(number: float) -> Fraction:
    """Return a figure as the exact decimal that it stands for."""
    if number.is_integer() and -WHOLE < number < WHOLE:
        return Fraction(int(number))
    return Fraction(figure(number))


def is_blank(number: float) -> bool:
    """Return whether a figure is not filled in."""
    return bool(np.isnan(number))


def where(flags: Flags) -> list[int]:
    """Return the positions that hold True."""
    found: list[int] = np.flatnonzero(flags).tolist()
    return found


def of_county(county: str, unit: str) -> str:
    """Return a unit with its county's name: 甲县教育体育局 of 县教育体育局; others as they are."""
    short = county and county not in unit and unit.startswith(county[-1])
    return county + unit[1:] if short else unit


@dataclass(frozen=True)
class Table:
    """The rows of one sheet.

    rows: 0-based spreadsheet row of each record; columns: 0-based spreadsheet column of each
    key that the sheet has; numbers, codes and words: a column's content by key.
    """

    sheet: layout.SheetLayout
    rows: Index
    columns: Mapping[str, int]
    numbers: Mapping[str, Figures] = field(default_factory=dict)
    codes: Mapping[str, Codes] = field(default_factory=dict)
    words: Mapping[str, Sequence[str | None]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def number(self, key: str) -> Figures:
        """Return a column of figures; all blank where the sheet lacks it."""
        found = self.numbers.get(key)
        return np.full(len(self), np.nan) if found is None else found

    def code(self, key: str) -> Codes:
        """Return a column of choices as positions in the layout's `allowed`, -1 for blank."""
        found = self.codes.get(key)
        return np.full(len(self), -1, np.int8) if found is None else found

    def word(self, key: str, index: int) -> str:
        """Return one text, "" for a blank one."""
        column = self.words.get(key)
        return (column[index] or "") if column is not None else ""

    def choice(self, key: str, index: int) -> str:
        """Return one choice in words, "" for a blank one."""
        code = int(self.code(key)[index])
        return self.sheet.by_key[key].allowed[code] if code >= 0 else ""

    def is_choice(self, key: str, *words: str) -> Flags:
        """Return where a column holds one of these words."""
        allowed = self.sheet.by_key[key].allowed
        chosen = np.zeros(len(allowed) + 1, bool)  # the last is for a blank one, -1
        chosen[[allowed.index(word) for word in words]] = True
        return chosen[self.code(key)]

    def cell(self, key: str, index: int) -> Place:
        """Return the place of one cell: 学校!K7."""
        return Place(self.sheet.name, int(self.rows[index]), self.columns.get(key))

    def span(self, key: str) -> Place:
        """Return the place of a column's data: 学校!K5:K64; the whole sheet where it lacks it."""
        column = self.columns.get(key)
        if column is None or not len(self):
            return Place(self.sheet.name)
        return Place(self.sheet.name, int(self.rows[0]), column, int(self.rows[-1]))

    def with_numbers(self, changes: Mapping[str, Figures]) -> Table:
        """Return a copy in which these columns hold other figures."""
        return replace(self, numbers={**self.numbers, **changes})


@dataclass(frozen=True, slots=True)
class Entry:
    """The value of one item (县级数据, 一票否决, 县情) and the cell it stands in.

    value: float, bool (是/否), date, text, or None for not filled in.
    cell: the sheet alone where the item has no row.
    """

    value: float | bool | dt.date | str | None
    cell: Place
    conclusion: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class County:
    """Everything of one input workbook. Immutable: a what-if is a `dataclasses.replace`.

    class_school, room_school: the position in `schools` of each class and room.
    """

    schools: Table
    classes: Table
    class_school: Index
    rooms: Table
    room_school: Index
    items: Mapping[str, Entry]
    monitoring: Table
    survey: Table
    vetoes: Mapping[str, Entry]
    facts: Mapping[str, Entry]
    notices: tuple[Notice, ...] = ()

    @property
    def name(self) -> str:
        """县名, "" where it is not filled in."""
        return self.fact("县名")

    @property
    def date(self) -> dt.date | None:
        """评估日期, None where it is not filled in."""
        entry = self.facts.get("评估日期")
        return entry.value if entry and isinstance(entry.value, dt.date) else None

    def fact(self, key: str) -> str:
        """Return an item of 县情 as text, "" where it is not filled in."""
        entry = self.facts.get(key)
        return cell_text(entry.value) if entry else ""

    def item(self, key: str) -> Entry:
        """Return an item of 县级数据; one without a row is not filled in."""
        return self.items.get(key) or Entry(None, Place(layout.COUNTY_ITEMS.name))

    def entries_of(self, id: str) -> list[Entry]:
        """Return the rows of 县级数据 and 一票否决 that a clause has: G8 those of G8.1–G8.3."""
        rows = {**self.items, **self.vetoes}
        return [entry for key, entry in rows.items() if key.partition(".")[0] == id]

    def conclusions(self, id: str) -> list[str]:
        """Return what the county wrote beside the rows of a clause: 简要结论."""
        return [entry.conclusion for entry in self.entries_of(id) if entry.conclusion]

    def veto(self, key: str) -> Entry:
        """Return an item of 一票否决; one without a row is not filled in."""
        return self.vetoes.get(key) or Entry(None, Place(layout.VETOES.name))
