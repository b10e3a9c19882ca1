"""From text to a tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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


Node = Number | Text | Name | Call | Unary | Binary | Among


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
            raise LanguageError(f"看不懂“{text[place:].strip()[:12]}”")
        kind = str(found.lastgroup)
        word = found[kind]
        yield ("sign", word) if word in _WORDS else (kind, _SAME_SIGN.get(word, word))
        place = found.end()
    yield "end", ""


class _Parser:
    """One method a level, from 或 down to a single word."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.place = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self.either()
        if self.kind != "end":
            raise LanguageError(f"“{self.word}”多余或放错了位置")
        return node

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

    def either(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise LanguageError(f"括号套了 {DEEPEST} 层以上")
        node = self.both()
        while self.take(OR):
            node = Binary(OR, node, self.both())
        self.depth -= 1
        return node

    def both(self) -> Node:
        node = self.negation()
        while self.take(AND):
            node = Binary(AND, node, self.negation())
        return node

    def negation(self) -> Node:
        return Unary(NOT, self.comparison()) if self.take(NOT) else self.comparison()

    def comparison(self) -> Node:
        node = self.sum()
        if sign := self.take(*COMPARISONS):
            return Binary(sign, node, self.sum())
        if self.take(AMONG):
            self.need("(")
            options = [self.quoted()]
            while self.take(","):
                options.append(self.quoted())
            self.need(")")
            return Among(node, tuple(options))
        return node

    def sum(self) -> Node:
        node = self.product()
        while sign := self.take("+", "-"):
            node = Binary(sign, node, self.product())
        return node

    def product(self) -> Node:
        node = self.single()
        while sign := self.take("*", "/"):
            node = Binary(sign, node, self.single())
        return node

    def single(self) -> Node:
        if self.take("-"):
            return Unary("-", self.single_plain())
        return self.single_plain()

    def single_plain(self) -> Node:
        if self.take("("):
            node = self.either()
            self.need(")")
            return node
        kind, word = self.kind, self.word
        if kind == "number":
            self.place += 1
            return Number(float(word))
        if kind == "text":
            return Text(self.quoted())
        if kind != "name":
            raise LanguageError(f"“{word or '末尾'}”这里应是名称、数或括号")
        self.place += 1
        return Call(word, self.arguments()) if self.take("(") else Name(word)

    def arguments(self) -> tuple[Node, ...]:
        if self.take(")"):
            return ()
        found = [self.either()]
        while self.take(","):
            found.append(self.either())
        self.need(")")
        return tuple(found)

    def quoted(self) -> str:
        if self.kind != "text":
            raise LanguageError(f"“{self.word or '末尾'}”这里应是引号里的文字")
        self.place += 1
        return self.tokens[self.place - 1][1][1:-1]
