"""From text to a tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

LONGEST = 400
DEEPEST = 20

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?!\w))"
    r'|(?P<text>"[^"]*")'
    r"|(?P<name>[^\W\d]\w*(?:\.\w+)*)"
    r"|(?P<sign><=|>=|!=|[-+*/()=≠<>≤≥,]))"
)
_SAME_SIGN = {"<=": "≤", ">=": "≥", "!=": "≠"}
COMPARISONS = ("=", "≠", "<", "≤", ">", "≥")
AND, OR, NOT, AMONG = "且", "或", "非", "属于"
_WORDS = (AND, OR, NOT, AMONG)
_LEVELS = ((OR,), (AND,), COMPARISONS, ("+", "-"), ("*", "/"))
"""What binds least comes first."""


class LanguageError(Exception):
    """A rule's expression is not valid; the text says where and what is allowed."""


@dataclass(frozen=True, slots=True)
class Number:
    """A figure."""

    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Name:
    """A column (小学在校生数), an item (G14.1), a fact (县情.乡镇数), or a table in a function."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function and what it is given."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """- or 非."""

    sign: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic, a comparison, 且 or 或."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Among:
    """办学类型 属于 ("小学", "教学点")."""

    operand: Node
    options: tuple[str, ...]


Item = TypeVar("Item")
Node = Number | Text | Name | Call | Unary | Binary | Among


def parts(node: Node) -> tuple[Node, ...]:
    """Return what a node is made of."""
    match node:
        case Unary(_, operand) | Among(operand, _):
            return (operand,)
        case Binary(_, left, right):
            return left, right
        case Call(_, arguments):
            return arguments
    return ()


def parse(text: str) -> Node:
    """Return the tree of an expression; raises LanguageError."""
    if len(text) > LONGEST:
        raise LanguageError(f"算式超过 {LONGEST} 个字")
    return _Parser(text).whole()


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if found is None:
            raise LanguageError(f"无法识别“{text[place:].strip()[:12]}”")
        kind = str(found.lastgroup)
        word = found[kind]
        yield ("sign", word) if word in _WORDS else (kind, _SAME_SIGN.get(word, word))
        place = found.end()
    yield "end", ""


class _Parser:
    """Climbs from what binds least, 或, to what binds most, a single word."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.place = 0
        self.depth = 0

    @property
    def kind(self) -> str:
        return self.tokens[self.place][0]

    @property
    def word(self) -> str:
        return self.tokens[self.place][1]

    def take(self, *signs: str) -> str:
        """Return the next sign and go on, "" when it is none of these."""
        if self.kind == "sign" and self.word in signs:
            self.place += 1
            return self.tokens[self.place - 1][1]
        return ""

    def need(self, sign: str) -> None:
        if not self.take(sign):
            raise LanguageError(f"“{self.word or '末尾'}”前面少了“{sign}”")

    def whole(self) -> Node:
        node = self.nested()
        if self.kind != "end":
            raise LanguageError(f"“{self.word}”多余或放错了位置")
        return node

    def nested(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise LanguageError(f"括号套了 {DEEPEST} 层以上")
        node = self.climb(0)
        self.depth -= 1
        return node

    def climb(self, level: int) -> Node:
        if level == len(_LEVELS):
            return Unary("-", self.single()) if self.take("-") else self.single()
        signs = _LEVELS[level]
        if signs == COMPARISONS:
            return Unary(NOT, self.comparison(level)) if self.take(NOT) else self.comparison(level)
        node = self.climb(level + 1)
        while sign := self.take(*signs):
            node = Binary(sign, node, self.climb(level + 1))
        return node

    def comparison(self, level: int) -> Node:
        node = self.climb(level + 1)
        if self.take(AMONG):
            self.need("(")
            return Among(node, tuple(self.listed(self.quoted)))
        sign = self.take(*COMPARISONS)
        return Binary(sign, node, self.climb(level + 1)) if sign else node

    def single(self) -> Node:
        if self.take("("):
            node = self.nested()
            self.need(")")
            return node
        kind, word = self.kind, self.word
        if kind == "text":
            return Text(self.quoted())
        if kind not in ("number", "name"):
            raise LanguageError(f"“{word or '末尾'}”这里应是名称、数或括号")
        self.place += 1
        if kind == "number":
            return Number(float(word))
        if not self.take("("):
            return Name(word)
        return Call(word, () if self.take(")") else tuple(self.listed(self.nested)))

    def listed(self, one: Callable[[], Item]) -> list[Item]:
        """Return what stands up to the closing bracket, with commas between."""
        found = [one()]
        while self.take(","):
            found.append(one())
        self.need(")")
        return found

    def quoted(self) -> str:
        if self.kind != "text":
            raise LanguageError(f"“{self.word or '末尾'}”这里应是引号里的文字")
        self.place += 1
        return self.tokens[self.place - 1][1][1:-1]
