"""What a blank leaves unchecked: nothing found is not the same as nothing wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from qbe_xl.checkup.language import COUNTY, Expression, Frame
from qbe_xl.checkup.language.frames import NUMERIC
from qbe_xl.checkup.language.names import FACT, LINKED, TABLES, YEAR
from qbe_xl.checkup.rules import Rule
from qbe_xl.county import layout
from qbe_xl.county.model import Flags


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A comparison that could not be made. school: its position in 学校, -1 for the county's own."""

    rule: str
    school: int


@dataclass(frozen=True, slots=True)
class Extent:
    """How much was left unchecked. of_school: comparisons by position in 学校; county: its own."""

    rules: int
    of_school: dict[int, int]
    county: int

    @property
    def comparisons(self) -> int:
        """How many comparisons could not be made."""
        return sum(self.of_school.values()) + self.county

    @property
    def told(self) -> str:
        """What staff are told, "" where everything could be compared."""
        if not self.comparisons:
            return ""
        where = [f" {len(self.of_school)} 所学校"] if self.of_school else []
        where += ["全县合计和县级数据"] if self.county else []
        return (
            f"因有空白没有核对的比较 {self.comparisons} 处（{self.rules} 种，涉及{'、'.join(where)}），"
            "填报后请再体检一次"
        )


NOTHING = Extent(0, {}, 0)


def extent(found: Iterable[Unchecked]) -> Extent:
    """Return how much was left unchecked."""
    every = list(found)
    schools = Counter(one.school for one in every)
    county = schools.pop(-1, 0)
    return Extent(len({one.rule for one in every}), dict(sorted(schools.items())), county)


def left_open(rule: Rule, frame: Frame, applies: Any, held: Any) -> Iterator[Unchecked]:
    """Yield the rows of a rule's sheet that a blank leaves open.

    applies: 1 where the rule's condition holds, NaN where a blank leaves it open; held: the same
    of its comparison. What need not be filled in leaves nothing unchecked.
    """
    undecided = np.isnan(applies) | ((applies == 1) & np.isnan(held))
    if not undecided.any():
        return
    schools = _schools(frame)
    for row in np.flatnonzero(undecided & _blank(rule, frame)).tolist():
        yield Unchecked(rule.id, int(schools[row]))


def _schools(frame: Frame) -> Any:
    if frame.scope in (layout.SCHOOLS.name, *LINKED):
        return frame.material.school_of(frame.scope)
    return np.full(len(frame), -1)


def _blank(rule: Rule, frame: Frame) -> Flags:
    """On which rows something that the rule reads is to be filled in and is not."""
    found = np.zeros(len(frame), bool)
    sides = [side for side in (rule.when, rule.left, rule.right) if side is not None]
    for scope, name in dict.fromkeys(read for side in sides for read in side.reads):
        if not (scope in TABLES and name in TABLES[scope].by_header):
            if _is_blank_item(name, frame):
                if _is_optional_item(name):
                    return np.zeros(len(frame), bool)
                found[:] = True
        else:
            found |= _blank_of(scope, name, frame)
    for name in _optional_columns(sides, frame):
        found &= ~np.isnan(frame.number(name))
    return found


def _optional_columns(sides: Sequence[Expression], frame: Frame) -> Iterator[str]:
    """The figures of the rule's own sheet that need not be filled in: without them nothing is asked."""
    of = TABLES[frame.scope].by_header if frame.scope in TABLES else {}
    for name in dict.fromkeys(name for side in sides for name in side.columns):
        if name in of and of[name].optional and of[name].kind in NUMERIC:
            yield name


def _blank_of(scope: str, name: str, frame: Frame) -> Flags:
    blank = frame.material.open(scope, name, optional=False)
    if scope == frame.scope:
        return blank
    if frame.scope == COUNTY:
        return np.full(len(frame), bool(blank.any()))
    if frame.scope in LINKED:
        return np.append(blank, False)[frame.material.school_of(frame.scope)]
    owner = frame.material.school_of(scope)
    return np.isin(np.arange(len(frame)), owner[blank])


def _is_blank_item(name: str, frame: Frame) -> bool:
    """Whether an item of the county is blank; 评估年份 is that of 评估日期."""
    county = frame.material.county
    if name in layout.COUNTY_ITEMS.by_item:
        return county.item(name).value is None
    if name == YEAR:
        return county.date is None
    entry = county.facts.get(name.removeprefix(FACT))
    return entry is None or entry.value is None


def _is_optional_item(name: str) -> bool:
    if name in layout.COUNTY_ITEMS.by_item:
        return layout.COUNTY_ITEMS.by_item[name].optional
    fact = layout.FACTS.by_item.get(name.removeprefix(FACT))
    return name != YEAR and (fact is None or fact.optional)
