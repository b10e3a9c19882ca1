"""One year of a county as far as years are compared, and the series over them. Pure, and plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qbe_xl.assessment.states import State

SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of one year. line: what it is held against, None for none."""

    value: float | None
    state: State
    line: float | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """An assessed 办学单元 of one year; values: R1–R7, None where they cannot be made."""

    code: str
    school: str
    stage: str
    state: State
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """One school year by the newest rules; verdict and standard: by the rules of its day.

    first: 2023 for 2023-2024; rules: the id of the newest standard; points: by key of the series; groups: the six, by the newest rules;
    met: how many 差异系数 and items are met; behind: which schools stand
    behind a figure, by key; figures: of the sheet 学校, by code and column; places: cells of 县情.
    """

    first: int
    file: str
    sha256: str
    county: str
    standard: str
    rules: str
    verdict: State
    newest: State
    points: Mapping[str, Point]
    groups: Mapping[str, State]
    met: int
    sections: tuple[Section, ...] = ()
    behind: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    schools: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """2023-2024."""
        return f"{self.first}-{self.first + 1}"


@dataclass(frozen=True, slots=True)
class Series:
    """One figure over the years, aligned with them; better: +1 where more is better, -1 where less."""

    key: str
    name: str
    better: int
    points: tuple[Point | None, ...]
    years: tuple[int, ...]

    @property
    def values(self) -> tuple[float | None, ...]:
        """The figures, None where a year has none."""
        return tuple(point.value if point else None for point in self.points)

    def step(self, last: int) -> int:
        """Return +1 better, -1 worse, 0 the same or not known, from the year before to one.

        last: position of the year; a year that lacks its predecessor has no step.
        """
        if last < 1 or self.years[last] != self.years[last - 1] + 1:
            return 0
        old, new = self.values[last - 1], self.values[last]
        if old is None or new is None or abs(new - old) <= SAME * max(1.0, abs(old)):
            return 0
        return self.better if new > old else -self.better

    def state(self, place: int) -> State | None:
        """Return the state in one year."""
        point = self.points[place]
        return point.state if point else None


def series_of(years: Sequence[Year], names: Mapping[str, tuple[str, int]]) -> tuple[Series, ...]:
    """Return every figure over the years.

    years: in any order; names: what each key is called and which way is better, in order.
    """
    ordered = sorted(years, key=lambda year: year.first)
    firsts = tuple(year.first for year in ordered)
    return tuple(
        Series(key, name, better, tuple(year.points.get(key) for year in ordered), firsts)
        for key, (name, better) in names.items()
    )


def gaps_of(years: Sequence[Year]) -> Iterator[str]:
    """Yield the school years that are lacking between the first and the last."""
    firsts = {year.first for year in years}
    for first in range(min(firsts, default=0), max(firsts, default=0)):
        if first not in firsts:
            yield f"{first}-{first + 1}"
