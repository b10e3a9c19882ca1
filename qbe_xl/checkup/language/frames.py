"""The rows that a rule looks at: the columns of a sheet, last year's, the peers'."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from qbe_xl.checkup.language.names import COUNTY, FACT, TABLES, YEAR
from qbe_xl.county import layout
from qbe_xl.county.asked import leaves_open
from qbe_xl.county.model import County, Figures, Flags, Index, Table
from qbe_xl.county.rows import Row, rows_of

Words = npt.NDArray[np.object_]

_NONE = float("nan")
NUMERIC = ("count", "number", "year")


@dataclass(frozen=True)
class Material:
    """A county, and the same county a year before where that is at hand."""

    county: County
    last: County | None = None
    _opened: dict[str, Flags] = field(default_factory=dict, repr=False, compare=False)
    """Which schools leave a column open: dozens of rules ask the same few."""

    def table(self, scope: str) -> Table:
        """Return the rows of a sheet."""
        county = self.county
        tables = {
            layout.SCHOOLS.name: county.schools,
            layout.CLASSES.name: county.classes,
            layout.ROOMS.name: county.rooms,
            layout.MONITORING.name: county.monitoring,
            layout.SURVEY.name: county.survey,
        }
        return tables[scope]

    def school_of(self, scope: str) -> Index:
        """Return the position in 学校 of each row of 学校, 班级 or 专用教室; -1 for none."""
        if scope == layout.CLASSES.name:
            return self.county.class_school
        if scope == layout.ROOMS.name:
            return self.county.room_school
        return np.arange(len(self.county.schools))

    @cached_property
    def before(self) -> Index:
        """The position of each school in last year's 学校; -1 where it was not there."""
        codes = self.last.schools.words.get("code", ()) if self.last else ()
        place = {code: position for position, code in enumerate(codes) if code}
        return np.array(
            [place.get(c or "", -1) for c in self.county.schools.words.get("code", ())], np.intp
        )

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of 学校 by column key."""
        return rows_of(self.county.schools)

    def open(self, scope: str, header: str, *, optional: bool = True) -> Flags:
        """Return in which rows of a sheet a column should hold something and is blank.

        A stage that a school lacks has nothing to hold; optional: whether optional columns count.
        """
        table = self.table(scope)
        column = table.sheet.by_header.get(header)
        if column is None or (column.optional and not optional):
            return np.zeros(len(table), bool)
        if scope == layout.SCHOOLS.name:
            if header not in self._opened:
                key = column.key
                left = (row.get(key) is None and leaves_open(row, column) for row in self.rows)
                self._opened[header] = np.array(list(left), bool)
            return self._opened[header]
        if column.kind in ("choice", "yesno"):
            return table.code(column.key) < 0
        if column.kind in NUMERIC:
            return np.isnan(table.number(column.key))
        return np.zeros(len(table), bool)

    @cached_property
    def peers(self) -> tuple[list[list[int]], list[list[int]]]:
        """Schools of the same type and township, and of the same type."""
        near: dict[tuple[int, str], list[int]] = {}
        alike: dict[int, list[int]] = {}
        schools = self.county.schools
        for position, type in enumerate(schools.code("type").tolist()):
            near.setdefault((type, schools.word("township", position)), []).append(position)
            alike.setdefault(type, []).append(position)
        return list(near.values()), list(alike.values())


@dataclass(frozen=True)
class Frame:
    """The rows of a scope. zeros: a blank figure counts as 0, where the rule says so."""

    scope: str
    material: Material
    zeros: bool = False
    _kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return 1 if self.scope == COUNTY else len(self.material.table(self.scope))

    def inner(self, scope: str) -> Frame:
        """Return the rows of another sheet of the same county."""
        return Frame(scope, self.material, self.zeros)

    def earlier(self) -> Frame | None:
        """Return the same rows a year before, None where that is not at hand."""
        last = self.material.last
        return None if last is None else Frame(self.scope, Material(last), self.zeros)

    def number(self, name: str) -> Figures:
        """Return a column of figures, or a figure of the county on every row."""
        if name not in self._kept:
            found = self._number(name)
            self._kept[name] = np.nan_to_num(found) if self.zeros else found
        kept: Figures = self._kept[name]
        return kept

    def open(self, name: str) -> Flags:
        """Return on which rows a column should hold something and is blank."""
        key = f"{name}?"
        if key not in self._kept:
            ours = self.scope in TABLES and not self.zeros
            self._kept[key] = (
                self.material.open(self.scope, name) if ours else np.zeros(len(self), bool)
            )
        kept: Flags = self._kept[key]
        return kept

    def words(self, name: str) -> Words:
        """Return a column of texts and choices in words, "" for a blank one."""
        if name not in self._kept:
            table = self.material.table(self.scope)
            column = table.sheet.by_header[name]
            if column.allowed:
                choices = np.array([*column.allowed, ""], object)
                self._kept[name] = choices[table.code(column.key)]
            else:
                texts = table.words.get(column.key) or [""] * len(table)
                self._kept[name] = np.array([text or "" for text in texts], object)
        kept: Words = self._kept[name]
        return kept

    def _number(self, name: str) -> Figures:
        county = self.material.county
        if name == YEAR:
            return self._all(float(county.date.year) if county.date else _NONE)
        if name in layout.COUNTY_ITEMS.by_item:
            return self._all(_figure(county.item(name).value))
        if name.startswith(FACT):
            entry = county.facts.get(name.removeprefix(FACT))
            return self._all(_figure(entry.value if entry else None))
        table = self.material.table(self.scope)
        return table.number(table.sheet.by_header[name].key)

    def _all(self, value: float) -> Figures:
        return np.full(len(self), value)


def _figure(value: object) -> float:
    """A figure of the county; one that stands as text, as further facts do, is read."""
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        try:
            return float(value.replace(",", ""))
        except ValueError:
            return _NONE
    return _NONE


__all__ = ["COUNTY", "TABLES", "Frame", "Material", "Words"]
