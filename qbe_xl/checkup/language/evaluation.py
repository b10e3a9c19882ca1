"""Tree and frame give one value a row.

A figure is NaN where it is blank or cannot be made; a condition is 1, 0, or NaN where a blank
leaves it open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from qbe_xl.checkup.language import statistics
from qbe_xl.checkup.language.frames import Frame, Words
from qbe_xl.checkup.language.names import COUNTY, FUNCTIONS
from qbe_xl.checkup.language.syntax import (
    AND,
    COMPARISONS,
    NOT,
    OR,
    Among,
    Binary,
    Call,
    Name,
    Node,
    Number,
    Text,
    Unary,
)
from qbe_xl.checkup.language.typing import Expression, kind_of, own_names
from qbe_xl.county.model import Figures, Flags

NOISE = 1e-9
"""Two figures closer than this share of the larger one are the same."""


def evaluate(expression: Expression, frame: Frame) -> Any:
    """Return figures, or texts, of each row of the frame (arrays of its length)."""
    if expression.kind == "文字":
        return _words(expression.node, frame)
    return _figures(expression.node, frame)


def compare(sign: str, left: Figures, right: Figures) -> Figures:
    """Return 1 where a comparison holds, 0 where not, NaN where a side is blank."""
    with np.errstate(invalid="ignore"):
        same = np.abs(left - right) <= NOISE * np.maximum(np.abs(left), np.abs(right))
        found = {
            "=": same,
            "≠": ~same,
            "<": (left < right) & ~same,
            "≤": (left < right) | same,
            ">": (left > right) & ~same,
            "≥": (left > right) | same,
        }[sign]
    return np.where(np.isnan(left) | np.isnan(right), np.nan, found)


def _figures(node: Node, frame: Frame) -> Figures:
    match node:
        case Number(value):
            return np.full(len(frame), value)
        case Name(name):
            return frame.number(name)
        case Unary(sign, operand):
            found = _figures(operand, frame)
            return 1 - found if sign == NOT else -found
        case Among(operand, options):
            words = _words(operand, frame)
            return np.where(words == "", np.nan, np.isin(words, np.array(options, object)))
        case Binary(sign, left, right):
            return _binary(sign, left, right, frame)
        case Call():
            return _call(node, frame)
    raise AssertionError(node)


def _words(node: Node, frame: Frame) -> Words:
    match node:
        case Text(value):
            return np.full(len(frame), value, object)
        case Name(name):
            return frame.words(name)
        case Call("所属学校的", (argument,)):
            school = frame.material.school_of(frame.scope)
            theirs = np.append(_words(argument, frame.inner("学校")), "")
            return theirs[school]
        case Call("上年的", (argument,)):
            earlier = frame.earlier()
            if earlier is None:
                return np.full(len(frame), "", object)
            return np.append(_words(argument, earlier), "")[frame.material.before]
    raise AssertionError(node)


def _binary(sign: str, left: Node, right: Node, frame: Frame) -> Figures:
    if sign in COMPARISONS and kind_of(left, frame.scope) == "文字":
        ours, theirs = _words(left, frame), _words(right, frame)
        same = (ours == theirs) == (sign == "=")
        return np.where((ours == "") | (theirs == ""), np.nan, same)
    a, b = _figures(left, frame), _figures(right, frame)
    if sign in COMPARISONS:
        return compare(sign, a, b)
    if sign == AND:
        return np.where((a == 0) | (b == 0), 0.0, a + b - 1)
    if sign == OR:
        return np.where((a == 1) | (b == 1), 1.0, a + b)
    with np.errstate(divide="ignore", invalid="ignore"):
        if sign == "/":
            return np.where(b == 0, np.nan, a / b)
        made: Figures = {"+": np.add, "-": np.subtract, "*": np.multiply}[sign](a, b)
    return made


def _call(call: Call, frame: Frame) -> Figures:
    if FUNCTIONS[call.function].table:
        return _over_table(call, frame)
    return _OF_ROWS[call.function](call.arguments, frame)


def _over_table(call: Call, frame: Frame) -> Figures:
    """A function over the rows of another sheet: of each school, or of the county."""
    first, *given = call.arguments
    assert isinstance(first, Name)
    inner = frame.inner(first.name)
    kept, unknown = np.ones(len(inner), bool), np.zeros(len(inner), bool)
    value: Any = None
    if call.function == "个数":
        conditions = given
    else:
        takes = FUNCTIONS[call.function].takes[0]
        value = (_words if takes == "文字" else _figures)(given[0], inner)
        unknown |= _open(given[0], inner)
        conditions = given[1:]
    for condition in conditions:
        fits = _figures(condition, inner)
        unknown = np.where(np.isnan(fits), kept, unknown & (fits == 1))
        kept &= fits == 1
    if frame.scope == COUNTY:
        owner, size = np.zeros(len(inner), np.intp), 1
    else:
        owner, size = frame.material.school_of(first.name), len(frame)
    kept &= owner >= 0
    made: Figures = statistics.OVER_TABLE[call.function](
        None if value is None else value[kept], owner[kept], size
    )
    if call.function in _WHOLE:
        made[owner[unknown & (owner >= 0)]] = np.nan
    return made


_WHOLE = ("合计", "个数", "最大")
"""Functions that nobody can tell while one of their rows is blank."""


def _open(node: Node, frame: Frame) -> Flags:
    """On which rows something that an expression reads should be filled in and is blank."""
    found = np.zeros(len(frame), bool)
    for name in own_names(node):
        found |= frame.open(name)
    return found


Arguments = tuple[Node, ...]
OfRows = Callable[[Arguments, Frame], Figures]


def _absolute(arguments: Arguments, frame: Frame) -> Figures:
    return np.abs(_figures(arguments[0], frame))


def _sum(arguments: Arguments, frame: Frame) -> Figures:
    columns = np.array([_figures(argument, frame) for argument in arguments])
    blank = np.isnan(columns)
    unknown = np.array([_open(argument, frame) for argument in arguments]).any(axis=0)
    return np.where(blank.all(axis=0) | unknown, np.nan, np.where(blank, 0, columns).sum(axis=0))


def _filled(arguments: Arguments, frame: Frame) -> Figures:
    as_filled_in = Frame(frame.scope, frame.material)
    return (~np.isnan(_figures(arguments[0], as_filled_in))).astype(float)


def _of_school(arguments: Arguments, frame: Frame) -> Figures:
    theirs = np.append(_figures(arguments[0], frame.inner("学校")), np.nan)
    return theirs[frame.material.school_of(frame.scope)]


def _a_year_before(arguments: Arguments, frame: Frame) -> Figures:
    earlier = frame.earlier()
    if earlier is None:
        return np.full(len(frame), np.nan)
    theirs = _figures(arguments[0], earlier)
    return theirs if frame.scope == COUNTY else np.append(theirs, np.nan)[frame.material.before]


def _repeated(arguments: Arguments, frame: Frame) -> Figures:
    columns = [_words(argument, frame) for argument in arguments]
    keys = list(zip(*columns, strict=True))
    count: dict[tuple[str, ...], int] = {}
    for key in keys:
        count[key] = count.get(key, 0) + 1
    return np.array([count[key] if all(key[:1]) else np.nan for key in keys])


def _same_share(arguments: Arguments, frame: Frame) -> Figures:
    now = np.array([_figures(argument, frame) for argument in arguments])
    then = np.array([_a_year_before((argument,), frame) for argument in arguments])
    return statistics.same_share(now, then)


def _among_peers(make: Callable[[Figures, statistics.Peers], Figures]) -> OfRows:
    return lambda arguments, frame: make(_figures(arguments[0], frame), frame.material.peers)


def _of_last_digits(make: Callable[[Figures], float]) -> OfRows:
    """A function of the different figures of each row."""

    def over(arguments: Arguments, frame: Frame) -> Figures:
        rows = np.array([_figures(argument, frame) for argument in arguments]).T
        return np.array([make(statistics.distinct(row)) for row in rows])

    return over


_OF_ROWS: Mapping[str, OfRows] = {
    "绝对值": _absolute,
    "相加": _sum,
    "已填": _filled,
    "所属学校": _of_school,
    "上年": _a_year_before,
    "重复次数": _repeated,
    "相同比例": _same_share,
    "偏离": _among_peers(statistics.distances),
    "同类中位": _among_peers(statistics.medians),
    "末位凑整": _of_last_digits(statistics.round_chance),
    "末位比例": _of_last_digits(statistics.round_share),
}
