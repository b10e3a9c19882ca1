"""What-if (试算): a county in which some figures of its schools are others. Pure.

A trial is checked like a workbook, so it is equal to editing the workbook and reading it anew.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from qbe_xl.assessment.assess import Assessment, assess
from qbe_xl.assessment.share import Share
from qbe_xl.assessment.states import State
from qbe_xl.county.assembling import Findings, rechecked
from qbe_xl.county.cells import Complaint, Raw, parse, show
from qbe_xl.county.folding import folded
from qbe_xl.county.headers import column_named
from qbe_xl.county.layout import Column
from qbe_xl.county.model import County, Figures, Table, as_shown, exact, is_blank
from qbe_xl.county.trials import TrialLine
from qbe_xl.files.text import figure

NUMBERS = ("count", "number", "year")
"""The kinds of columns that a trial may change."""
_CHANGE = re.compile(r"([+-])(.*)")


def tried(county: County, lines: Iterable[TrialLine]) -> County:
    """Return the county with these figures instead.

    Raises InputError with every line that cannot be understood, and every figure that could not
    be true, such as a part above its whole.
    """
    found = Findings()
    columns = _columns(county.schools, lines, found)
    found.demand_none()
    then = replace(county, schools=county.schools.with_numbers(columns))
    return rechecked(then, was=county)


def _columns(schools: Table, lines: Iterable[TrialLine], found: Findings) -> Mapping[str, Figures]:
    columns: dict[str, Figures] = {}
    said: dict[tuple[str, int], TrialLine] = {}
    finder = _Finder(schools)
    for line in lines:
        column = column_named(line.item, schools.sheet)
        school = finder.school(line, found)
        if column is None or column.kind not in NUMBERS:
            found.problem(line.place, f"“学校”表没有填数的列“{line.item}”，请照抄表头")
            continue
        if column.key not in schools.numbers:
            found.problem(line.place, f"“学校”表里没有“{column.header}”这一列，不能试算")
            continue
        if school is None:
            continue
        before = said.setdefault((column.key, school), line)
        if before is not line and not (_signed(line.value) and _signed(before.value)):
            where = before.place.inside
            found.problem(line.place, f"与 {where} 改的是同一处，请只留一行，或两行都写增减")
            continue
        figures = columns.setdefault(column.key, schools.number(column.key).copy())
        value = _value(line, column, float(figures[school]), found)
        if value is not None:
            figures[school] = value
    return columns


class _Finder:
    """Finds the school that a line means."""

    def __init__(self, schools: Table) -> None:
        self._codes = {schools.word("code", i): i for i in range(len(schools))}
        self._names: dict[str, list[int]] = defaultdict(list)
        for i in range(len(schools)):
            self._names[folded(schools.word("name", i))].append(i)

    def school(self, line: TrialLine, found: Findings) -> int | None:
        if (position := self._codes.get(line.school)) is not None:
            return position
        same = self._names.get(line.school, [])
        if len(same) == 1:
            return same[0]
        what = f"有 {len(same)} 所学校叫" if same else "没有学校"
        found.problem(line.place, f"{what}“{line.school}”，请写学校标识码")
        return None


def _signed(raw: Raw) -> re.Match[str] | None:
    """A text that adds or takes away; a cell that holds a figure never does."""
    return _CHANGE.fullmatch(folded(raw)) if isinstance(raw, str) else None


def _value(line: TrialLine, column: Column, now: float, found: Findings) -> float | None:
    change = _signed(line.value)
    raw: Raw = folded(change[2]) if change else line.value
    kind = "number" if change else column.kind
    value, remark = parse(raw, kind)
    if isinstance(remark, Complaint) or not isinstance(value, float):
        expected = remark.expected if isinstance(remark, Complaint) else "数"
        found.problem(
            line.place,
            f"{column.header}的试算值应为{expected}，或 +2、-3，现为“{show(line.value)}”",
        )
        return None
    if not change:
        return value
    if is_blank(now):
        found.problem(line.place, f"{column.header}还没有填报，不能增减；请直接写试算值，或先补填")
        return None
    sign = -1 if change[1] == "-" else 1
    sum_ = as_shown(float(exact(now) + sign * exact(value)))
    _, remark = parse(sum_, column.kind)
    if isinstance(remark, Complaint):
        found.problem(
            line.place,
            f"{column.header}由 {figure(now)} 变为 {figure(sum_)}，应为{remark.expected}",
        )
        return None
    return sum_


@dataclass(frozen=True, slots=True)
class Moved:
    """One thing that a trial moves: a group, an item, sections met, or a CV.

    what: verdict, sections, a group's or an item's id, or R1–R7 with its stage for a CV.
    now, then: states, figures, or how many sections are met; state: of a CV, before and after.
    """

    what: str
    now: State | Share | float | None
    then: State | Share | float | None
    stage: str = ""
    states: tuple[State, State] | None = None

    @property
    def turn(self) -> str:
        """Which way it goes, in words; "" where it stays."""
        if isinstance(self.now, Share) and isinstance(self.then, Share):
            more = self.then.met - self.now.met
            return f"{more:+d}" if more else "改变"
        if isinstance(self.now, State) and isinstance(self.then, State):
            return _turn(self.now, self.then)
        assert self.states is not None
        now, then = (None if isinstance(v, (State, Share)) else v for v in (self.now, self.then))
        return _cv_turn(now, then, *self.states)


def _turn(now: State, then: State) -> str:
    if now is then:
        return ""
    return "变好" if then is State.MET else "变差" if now is State.MET else "改变"


def _cv_turn(now: float | None, then: float | None, was: State, is_: State) -> str:
    if now is None or then is None:
        return _turn(was, is_)
    way = "更均衡" if then < now else "更不均衡"
    return way if was is is_ else f"{way}，{is_.word}"


def moves(now: Assessment, then: Assessment) -> Iterator[Moved]:
    """Yield the verdict, and else only what a trial moves, in the order of the law."""
    yield Moved("verdict", now.verdict, then.verdict)
    for group, state in then.groups.items():
        if now.groups[group] is not state:
            yield Moved(group, now.groups[group], state)
    if now.reach != then.reach:
        yield Moved("sections", now.reach, then.reach)
    for stage in dict.fromkeys((*now.stages, *then.stages)):
        for id in dict.fromkeys((*now.balance.get(stage, {}), *then.balance.get(stage, {}))):
            old, new = now.balance.get(stage, {}).get(id), then.balance.get(stage, {}).get(id)
            was = old.state if old else State.NOT_APPLICABLE
            is_ = new.state if new else State.NOT_APPLICABLE
            before, after = old.cv if old else None, new.cv if new else None
            if before != after or was is not is_:
                yield Moved(id, before, after, stage, (was, is_))
    for id, item in then.items.items():
        if now.items[id].state is not item.state:
            yield Moved(id, now.items[id].state, item.state)


def trial(now: Assessment, lines: Iterable[TrialLine]) -> Assessment:
    """Return the assessment of the county with these figures instead. Raises as `tried` does."""
    return assess(tried(now.county, lines), now.standard)
