"""Hold a county against the rules."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from qbe_xl.checkup.findings import NOBODY, Finding, Whose, finding, of_notice, of_problem
from qbe_xl.checkup.language import COUNTY, Frame, Material, evaluate
from qbe_xl.checkup.language.evaluation import compare
from qbe_xl.checkup.language.names import FACT, LINKED, kind_of_name
from qbe_xl.checkup.rules import IS, LEFT, Blank, NoticeRule, Rule, Rules, Told
from qbe_xl.checkup.unchecked import Unchecked, left_open
from qbe_xl.clauses import words
from qbe_xl.county import layout
from qbe_xl.county.model import County, Flags, where
from qbe_xl.errors import Notice, Place, Problem, column_letters

MOST_OF_A_RULE = 200
"""A rule that strikes more rows than this is told once for the rest."""

_SIGNS = {"≥": "不小于", "≤": "不大于", ">": "大于", "<": "小于", "=": "等于", "≠": "不等于"}


def of_rules(
    county: County, rules: Rules, last: County | None = None
) -> Iterator[Finding | Unchecked]:
    """Yield what the comparisons find, and which of them a blank left open.

    last: the same county a year before.
    """
    material = Material(county, last)
    frames: dict[tuple[str, bool], Frame] = {}
    for rule in rules.rules:
        if rule.needs_last_year and last is None:
            continue
        key = rule.sheet, rule.missing == "按0"
        frame = frames.setdefault(key, Frame(rule.sheet, material, key[1]))
        if len(frame):
            yield from _of_rule(rule, frame)


def of_reading(
    problems: Iterable[Problem], notices: Iterable[Notice], rules: Rules
) -> Iterator[Finding]:
    """Yield what the reading itself has to say, with importance and remedy."""
    for same in _of_one_cause(problems):
        yield of_problem(same, rules.problem)
    for notice in notices:
        label = _label_of(notice, rules.notices)
        if label:
            yield of_notice(notice, label)


def _of_one_cause(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Each problem alone, but a code that no school bears once, with all its rows."""
    found: dict[object, list[Problem]] = {}
    for problem in problems:
        stranger = problem.message.startswith(f"{layout.SCHOOLS.key_column.header}“")
        cause = (problem.place.name, problem.message) if stranger else id(problem)
        found.setdefault(cause, []).append(problem)
    return list(found.values())


def with_schools(findings: Iterable[Finding], county: County) -> Iterator[Finding]:
    """Yield findings; those that know only their cell get the school that stands in its row.

    In 学校, where a school has one row, they are then known by their column, so that they stay
    the same when rows are sorted.
    """
    rows = {
        layout.SCHOOLS.name: (county.schools, np.arange(len(county.schools))),
        layout.CLASSES.name: (county.classes, county.class_school),
        layout.ROOMS.name: (county.rooms, county.room_school),
    }
    places = {
        (sheet, int(row)): int(school)
        for sheet, (table, schools) in rows.items()
        for row, school in zip(table.rows, schools, strict=True)
    }
    for found in findings:
        place = found.place
        school = -1
        if place.row is not None and place.last is None and not found.code:
            school = places.get((place.name, place.row), -1)
        if school < 0:
            yield found
            continue
        what = str(place)
        if place.name == layout.SCHOOLS.name:
            what = "" if place.column is None else column_letters(place.column)
        yield found.of(whose(county, school), what)


def _label_of(notice: Notice, labels: Sequence[NoticeRule]) -> NoticeRule | None:
    return next((label for label in labels if label.phrase in notice.message), None)


def _of_rule(rule: Rule, frame: Frame) -> Iterator[Finding | Unchecked]:
    asked = np.ones(len(frame)) if rule.when is None else evaluate(rule.when, frame)
    applies = asked == 1
    if not applies.any() and not np.isnan(asked).any():
        return
    left = evaluate(rule.left, frame)
    right = None if rule.right is None else evaluate(rule.right, frame)
    held = _held(rule, left, right)
    yield from left_open(rule, frame, asked, held)
    blank = _blank(rule, frame)
    if rule.missing == "按0":
        applies &= ~blank.all(axis=0)
    struck = where(applies & (held == 0))
    told = _Told(frame)
    for row in struck[:MOST_OF_A_RULE]:
        yield _found(rule, frame, row, (left, right), told)
    if len(struck) > MOST_OF_A_RULE:
        yield finding(
            rule,
            [Place(frame.scope)],
            f"还有 {len(struck) - MOST_OF_A_RULE} 处同样的情况，没有一一列出",
        )
    if rule.missing == "提示":
        for row in where(applies & blank.any(axis=0) & ~blank.all(axis=0)):
            yield _half_filled(rule, frame, row, blank[:, row])


def _held(rule: Rule, left: Any, right: Any) -> Any:
    """1 where the rule holds, 0 where not, NaN where a blank leaves it open."""
    if rule.right is None:
        return left if rule.operator == IS else 1 - left
    if rule.left.kind == "文字":
        same = (left == right) == (rule.operator == "=")
        return np.where((left == "") | (right == ""), np.nan, same)
    return compare(rule.operator, left, right)


def _names(rule: Rule) -> list[str]:
    sides = (rule.left, rule.right)
    return list(dict.fromkeys(n for side in sides if side is not None for n in side.columns))


def _numbers(rule: Rule, frame: Frame) -> list[str]:
    """The rule's own columns of figures."""
    return [name for name in _names(rule) if kind_of_name(name, frame.scope) == "数"]


def _blank(rule: Rule, frame: Frame) -> Any:
    """Which of the rule's own columns are blank: a row a column, a column a row of the sheet."""
    plain = Frame(frame.scope, frame.material)
    names = _numbers(rule, frame)
    if not names:
        return np.zeros((1, len(frame)), bool)
    return np.array([np.isnan(plain.number(name)) for name in names])


def _found(rule: Rule, frame: Frame, row: int, sides: tuple[Any, Any], told: _Told) -> Finding:
    left, right = sides[0][row], None if sides[1] is None else sides[1][row]
    form = next((p.format for p in rule.explain if isinstance(p, Blank) and p.side == LEFT), "")
    value = told(rule.value, row, left, right)
    expected = told(rule.expected, row, left, right)
    if rule.right is not None:
        value = value or _shown(left, form)
        expected = expected or f"{_SIGNS[rule.operator]} {_shown(right, form)}"
    return finding(
        rule,
        _cells(rule, frame, row),
        told(rule.explain, row, left, right),
        value=value,
        expected=expected,
        what=_what(rule, frame, row),
        whose=_whose(frame, row),
    )


class _Told:
    """Fills the places of a rule's texts; each expression is made once for all rows."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.made: dict[str, Any] = {}

    def __call__(self, told: Told, row: int, left: Any, right: Any) -> str:
        return "".join(
            part
            if isinstance(part, str)
            else _shown(self.figure(part, row, left, right), part.format)
            for part in told
        )

    def figure(self, part: Blank, row: int, left: Any, right: Any) -> Any:
        if part.expression is None:
            return left if part.side == LEFT else right
        text = part.expression.text
        if text not in self.made:
            self.made[text] = evaluate(part.expression, self.frame)
        return self.made[text][row]


def _half_filled(rule: Rule, frame: Frame, row: int, blank: Flags) -> Finding:
    names = _numbers(rule, frame)
    lacking = [name for name, is_blank in zip(names, blank, strict=True) if is_blank]
    return finding(
        rule,
        [_cell(frame, name, row) for name in (*lacking, *names)],
        f"{'、'.join(lacking)}没有填，无法核对“{rule.title}”",
        expected="已填",
        what=lacking[0],
        importance="低",
        whose=_whose(frame, row),
    )


def _what(rule: Rule, frame: Frame, row: int) -> str:
    """Tell findings of one rule apart by their column, and in 班级 and 专用教室 by their row."""
    if frame.scope in LINKED:
        table = frame.material.table(frame.scope)
        return f"{rule.focus}{table.word('name', row)}{int(table.rows[row])}"
    return rule.focus


def _shown(value: Any, form: str) -> str:
    if isinstance(value, str):
        return value or "（空白）"
    figure = float(value)
    if math.isnan(figure):
        return words.BLANK
    if form == "%":
        return words.percent(figure, decimals=1 if abs(figure) >= 0.001 or not figure else 4)
    if form == "机会":
        return f"{words.number(1 / figure)} 分之一" if figure > 1e-12 else "万亿分之一以下"
    if form == "1":
        return words.number(figure, 1)
    return words.plain(float(words.rounded(figure, 2)))


def _cells(rule: Rule, frame: Frame, row: int) -> list[Place]:
    names = [rule.focus, *_names(rule)] if rule.focus else _names(rule)
    return [_cell(frame, name, row) for name in names] or [Place(frame.scope)]


def _cell(frame: Frame, name: str, row: int) -> Place:
    county = frame.material.county
    if name in layout.COUNTY_ITEMS.by_item:
        return county.item(name).cell
    if name.startswith(FACT):
        entry = county.facts.get(name.removeprefix(FACT))
        return entry.cell if entry else Place(layout.FACTS.name)
    if frame.scope == COUNTY:
        column = layout.SCHOOLS.by_header.get(name)
        return county.schools.span(column.key) if column else Place(layout.FACTS.name)
    table = frame.material.table(frame.scope)
    column = table.sheet.by_header.get(name)
    return table.cell(column.key, row) if column else Place(table.sheet.name)


def _whose(frame: Frame, row: int) -> Whose:
    if frame.scope not in (layout.SCHOOLS.name, *LINKED):
        return NOBODY
    school = int(frame.material.school_of(frame.scope)[row])
    return whose(frame.material.county, school) if school >= 0 else NOBODY


def whose(county: County, school: int) -> Whose:
    """Return the school that a finding concerns."""
    word = county.schools.word
    return Whose(word("code", school), word("name", school), word("township", school))
