"""A tree is checked before it is ever used: every name is known, figures meet figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qbe_xl.checkup.language import names
from qbe_xl.checkup.language.names import Kind
from qbe_xl.checkup.language.syntax import (
    AND,
    COMPARISONS,
    NOT,
    OR,
    Among,
    Binary,
    Call,
    LanguageError,
    Name,
    Node,
    Number,
    Text,
    Unary,
    parse,
    parts,
)
from qbe_xl.county import layout

PREVIOUS = ("上年", "上年的", "相同比例")
"""Functions that need last year's workbook."""

OF_WHAT_IS_FILLED = (
    *("种数", "最多同值", "整列凑整", "整列末位", "末位凑整", "末位比例", "相同比例"),
)
"""Functions that look at whatever is filled in, and need nothing in particular."""

OF_SCHOOL = ("所属学校", "所属学校的")
"""Functions whose argument is read in 学校."""


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that fits its scope.

    columns: the names of its own sheet that it reads, in their order; reads: every name that must
    be filled in for it to be told, with the sheet in which it is read.
    """

    text: str
    scope: str
    node: Node
    kind: Kind
    columns: tuple[str, ...]
    reads: tuple[tuple[str, str], ...]
    needs_last_year: bool


def compiled(text: str, scope: str, *kinds: Kind) -> Expression:
    """Return the expression of a text.

    scope: 学校, 班级 … or 全县; kinds: what it may give, () for anything.
    Raises LanguageError with what is allowed.
    """
    node = parse(text)
    kind = kind_of(node, scope)
    if kinds and kind not in kinds:
        raise LanguageError(f"“{text}”应为{'或'.join(kinds)}，现为{kind}")
    calls = {call.function for call in _walk(node) if isinstance(call, Call)}
    return Expression(
        text,
        scope,
        node,
        kind,
        tuple(dict.fromkeys(own_names(node))),
        tuple(dict.fromkeys(_reads(node, scope))),
        bool(calls & set(PREVIOUS)),
    )


def kind_of(node: Node, scope: str) -> Kind:
    """Return what a tree gives in a scope; raises LanguageError where it does not fit."""
    match node:
        case Number():
            return "数"
        case Text():
            return "文字"
        case Name(name):
            return names.kind_of_name(name, scope)
        case Among(operand, _):
            _need(operand, scope, "文字")
            return "条件"
        case Unary(sign, operand):
            wanted: Kind = "条件" if sign == NOT else "数"
            _need(operand, scope, wanted)
            return wanted
        case Binary(sign, left, right):
            return _binary(sign, left, right, scope)
        case Call():
            return _call(node, scope)


def _binary(sign: str, left: Node, right: Node, scope: str) -> Kind:
    if sign in (AND, OR):
        _need(left, scope, "条件")
        _need(right, scope, "条件")
        return "条件"
    if sign in COMPARISONS:
        kind = kind_of(left, scope)
        if kind == "条件" or (kind == "文字" and sign not in ("=", "≠")):
            raise LanguageError(f"{kind}不能用“{sign}”比较")
        _need(right, scope, kind)
        return "条件"
    _need(left, scope, "数")
    _need(right, scope, "数")
    return "数"


def _call(call: Call, scope: str) -> Kind:
    found = names.function(call.function, scope)
    given = list(call.arguments)
    inner = scope
    if found.table:
        first = given.pop(0) if given else None
        if not isinstance(first, Name):
            raise LanguageError(f"函数“{call.function}”的第一个参数应是表名，如 班级")
        inner = names.table(first.name, scope)
    elif call.function in OF_SCHOOL:
        inner = layout.SCHOOLS.name
    if not found.least <= len(given) <= found.most:
        raise LanguageError(f"函数“{call.function}”的参数个数不对：{found.help}")
    for place, argument in enumerate(given):
        _need(argument, inner, found.takes[min(place, len(found.takes) - 1)])
    return found.gives


def _need(node: Node, scope: str, kind: Kind) -> None:
    found = kind_of(node, scope)
    if found != kind:
        raise LanguageError(f"{_said(node)}应为{kind}，现为{found}")


def _said(node: Node) -> str:
    match node:
        case Name(name) | Call(name, _):
            return f"“{name}”"
        case Text(text):
            return f"“{text}”"
        case _:
            return "这里"


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for part in parts(node):
        yield from _walk(part)


def own_names(node: Node) -> Iterator[str]:
    """Yield the names that belong to the scope itself, not to another table."""
    match node:
        case Name(name):
            yield name
        case Call(function) if function in OF_SCHOOL or names.FUNCTIONS[function].table:
            return
        case _:
            for part in parts(node):
                yield from own_names(part)


def _reads(node: Node, scope: str) -> Iterator[tuple[str, str]]:
    match node:
        case Name(name):
            yield scope, name
        case Call(function) if function in OF_WHAT_IS_FILLED:
            return
        case Call(function, (Name(table), *given)) if names.FUNCTIONS[function].table:
            for argument in given:
                yield from _reads(argument, table)
        case Call(function, arguments) if function in OF_SCHOOL:
            for argument in arguments:
                yield from _reads(argument, layout.SCHOOLS.name)
        case _:
            for part in parts(node):
                yield from _reads(part, scope)
