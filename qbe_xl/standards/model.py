"""A standard: the regulation's numbers, each with its article, kind of source and date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from qbe_xl.clauses.records import Group, group_of
from qbe_xl.clauses.records import Parameter as Spec

Value = Decimal | bool | str | tuple[str, ...]

SHARE = "比例"
"""The unit of a parameter that is a share: it is shown in per cent."""
_PLACEHOLDER = re.compile(r"\{([\w.]+)(?::(percent|roman|or))?\}")
ROMAN = ("", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ")


def plain(number: Decimal) -> str:
    """Return a decimal without exponent or trailing zeros: 0.50 is 0.5, 2E+3 is 2000."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value: Value) -> str:
    """Return a parameter's value in words for staff."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple):
        return "、".join(value)
    return value


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value in force, with its source.

    path: "R1.required.primary"; value: exact; document and article: where it stands;
    kind: 法规, 省级口径, 转述 (the text itself was not seen) or 惯例; since: the day from which it holds.
    """

    path: str
    value: Value
    spec: Spec
    document: str
    article: str
    kind: str
    since: dt.date
    source: str = ""
    note: str = ""

    @property
    def shown(self) -> str:
        """The value in words for staff."""
        if self.spec.words and isinstance(self.value, str):
            return self.spec.words[self.spec.allowed.index(self.value)]
        if self.spec.unit == SHARE and isinstance(self.value, Decimal):
            return f"{plain(self.value * 100)}%"
        return shown(self.value)

    @property
    def unit(self) -> str:
        """The unit of `shown`; "" for a share, which is shown in per cent."""
        return "" if self.spec.unit == SHARE else self.spec.unit

    @property
    def citation(self) -> str:
        """Document and article, or the practice that a 惯例 rests on."""
        if self.kind == "惯例":
            return f"惯例（{self.source}）" if self.source else "惯例"
        return f"{self.document}{self.article}"

    @property
    def basis(self) -> str:
        """The citation to stand beside the kind: 惯例 is not said twice."""
        return self.source or "惯例" if self.kind == "惯例" else self.citation


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of 第四–十条: its id (R1 … V6, section, balance), article, name and requirement.

    since: the day from which it reads so; rule: the name of the rule that judges it, "" for the
    usual one; ended: it is repealed from that day on.
    """

    id: str
    article: str
    name: str
    requirement: str
    document: str
    since: dt.date
    unit: str = ""
    rule: str = ""
    ended: bool = False

    @property
    def citation(self) -> str:
        """Document and article in one string."""
        return f"{self.document}{self.article}"


@dataclass(frozen=True, slots=True)
class Reading:
    """A choice where the regulation is silent: what was asked, chosen, left aside, and why."""

    clause: str
    question: str
    choice: str
    alternatives: str
    source: str
    kind: str


@dataclass(frozen=True)
class Standard:
    """The rules in force on one day. Immutable; values are exact.

    documents: the texts it rests on, the nearest first.
    """

    id: str
    title: str
    documents: tuple[str, ...]
    since: dt.date
    note: str
    second_hand: bool
    clauses: Mapping[str, Clause]
    parameters: Mapping[str, Parameter]
    readings: tuple[Reading, ...] = ()
    as_of: dt.date | None = None
    _requirements: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def in_use(self) -> dict[str, Parameter]:
        """The parameters of the scope and of the clauses that stand, without those that ended."""
        of = ("scope", *self.clauses)
        return {path: p for path, p in self.parameters.items() if p.spec.clause in of}

    def article_of(self, group: Group) -> str:
        """Return the article in which a group's clauses stand: 第七条; "" where all have ended."""
        articles = (c.article for id, c in self.clauses.items() if group_of(id) is group)
        return next(articles, "").partition("（")[0]

    def label(self, parameter: Parameter) -> str:
        """Return what a parameter is called: its own name, or that of its clause."""
        return parameter.spec.label or self.clauses[parameter.spec.clause].name

    def value(self, path: str) -> Value:
        """Return the value at `path`; KeyError for a path that no standard has."""
        return self.parameters[path].value

    def exact(self, path: str) -> Fraction:
        """Return a numeric parameter as an exact rational."""
        value = self.parameters[path].value
        if not isinstance(value, Decimal):
            raise TypeError(f"{path} is not a number")
        return Fraction(value)

    def number(self, path: str) -> float:
        """Return a numeric parameter as the nearest float."""
        return float(self.exact(path))

    def whole(self, path: str) -> int:
        """Return a parameter that counts something."""
        return int(self.exact(path))

    def flag(self, path: str) -> bool:
        """Return a yes-or-no parameter."""
        return self.parameters[path].value is True

    def text(self, path: str) -> str:
        """Return a parameter that names one of several ways."""
        value = self.parameters[path].value
        if not isinstance(value, str):
            raise TypeError(f"{path} is not a word")
        return value

    def words(self, path: str) -> tuple[str, ...]:
        """Return a parameter that lists words."""
        value = self.parameters[path].value
        if not isinstance(value, tuple):
            raise TypeError(f"{path} is not a list of words")
        return value

    def required(self, indicator: str, stage: str) -> Fraction:
        """Return the line of a resource indicator (R1–R7) for a stage: 第六条."""
        return self.exact(f"{indicator}.required.{stage}")

    def lines(self, indicator: str, stage: str) -> tuple[float, float]:
        """Return what a section's indicator is judged by: its line, and the floor of the 余项."""
        line = self.required(indicator, stage)
        return float(line), float(line * self.floor)

    @cached_property
    def floor(self) -> Fraction:
        """The share of its line that the one excused indicator must still reach: 第六条."""
        return self.exact("section.floor")

    def limit(self, stage: str) -> Fraction:
        """Return the upper limit of the 差异系数 for a stage: 第六条."""
        return self.exact(f"balance.limit.{stage}")

    def requirement(self, clause: str) -> str:
        """Return a clause's requirement with the numbers in force put in."""
        if clause not in self._requirements:
            text = self.clauses[clause].requirement
            self._requirements[clause] = _PLACEHOLDER.sub(self._fill, text)
        return self._requirements[clause]

    def _fill(self, match: re.Match[str]) -> str:
        value, form = self.value(match[1]), match[2]
        if form == "percent" and isinstance(value, Decimal):
            return f"{plain(value * 100)}%"
        if form == "roman" and isinstance(value, Decimal):
            return ROMAN[int(value)]
        if form == "or" and isinstance(value, tuple):
            return "或".join(value)
        return shown(value)
