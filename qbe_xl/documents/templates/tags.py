"""The tags of a Word template, paragraph by paragraph: broken ones, and loops out of place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docx.oxml.ns import qn
from jinja2 import TemplateSyntaxError
from lxml.etree import _Element

from qbe_xl.dataclass import dataclass
from qbe_xl.documents.makers import syntax_words
from qbe_xl.sheets.templating import environment

_TAG = re.compile(r"\{\{(?P<said>.*?)\}\}|\{%(?P<done>.*?)%\}|\{#.*?#\}", re.DOTALL)
_BROKEN = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_PREFIX = re.compile(r"^(p|tr|tc|r)\s+")
_TRIM = re.compile(r"^-|-$")
_OPENING = ("for", "if", "macro")
_PLACES = {"": "段内", "r": "段内", "p": "整段（p）", "tr": "整行（tr）", "tc": "整格（tc）"}
WIDE = re.compile(r"｛\s*[｛{%％]|\{\s*[｛％]|[｝}%％]\s*｝|[｝％]\s*\}")
"""Brackets of a tag as a Chinese keyboard writes them: nothing would be put in their place."""
WIDE_WORDS = "标签的括号要用半角的 {{ }} 和 {% %}，全角的会原样印在材料里"
_SPECIAL = ("cellbg", "colspan", "vm", "hm")


@dataclass(frozen=True)
class Place:
    """Where a paragraph stands: its number in its part, its words, the row and table around it."""

    number: int
    words: str
    row: str | None
    table: str | None


@dataclass(frozen=True)
class _Open:
    word: str
    prefix: str
    place: Place


def paragraphs(root: _Element) -> Iterator[Place]:
    """Yield the paragraphs of a part, in order."""
    for number, paragraph in enumerate(root.iter(qn("w:p")), 1):
        words = "".join(part.text or "" for part in paragraph.iter(qn("w:t")))
        yield Place(number, words, _around(paragraph, "w:tr"), _around(paragraph, "w:tbl"))


def _around(paragraph: _Element, kind: str) -> str | None:
    """The path of the row or table that a paragraph stands in."""
    found = next(paragraph.iterancestors(qn(kind)), None)
    return None if found is None else str(found.getroottree().getpath(found))


def found(words: str) -> Iterator[str]:
    """Yield every tag of a text, its brackets of either width."""
    yield from (match[0] for match in _TAG.finditer(words))
    if wide := WIDE.search(words):
        yield wide[0]


def expressions(words: str) -> Iterator[str]:
    """Yield the tags of a paragraph that say something: {{ … }}."""
    for match in _TAG.finditer(words):
        if match["said"] is not None:
            yield f"{{{{{_PREFIX.sub('', match['said'])}}}}}"


def problems(root: _Element) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with the tags of a part, each with its paragraph."""
    waiting: list[_Open] = []
    for place in paragraphs(root):
        if WIDE.search(_TAG.sub("", place.words)):
            yield place, WIDE_WORDS
            continue
        if "{" not in place.words and "}" not in place.words:
            continue
        rest = _TAG.sub("", place.words)
        broken = _BROKEN.search(rest)
        if broken:
            yield place, f"标签不完整：有“{broken[0]}”而没有与它成对的另一半"
        for match in _TAG.finditer(place.words):
            yield from _tag(match, place, rest, waiting)
    for left in waiting:
        yield left.place, f"“{left.word}”没有对应的“end{left.word}”"


def _tag(
    match: re.Match[str], place: Place, rest: str, waiting: list[_Open]
) -> Iterator[tuple[Place, str]]:
    content = match["said"] if match["said"] is not None else match["done"]
    if content is None:
        return
    content = _TRIM.sub("", content)
    found = _PREFIX.match(content)
    prefix = found[1] if found else ""
    content = content[found.end() if found else 0 :].strip()
    quoted = content.replace("“", '"').replace("”", '"').replace("‘", "'").replace("’", "'")
    word = content.split(None, 1)[0] if content else ""
    if match["done"] is None or word in _SPECIAL:
        if word not in _SPECIAL:
            yield from _parsed(f"{{{{ {quoted} }}}}", content, place)
        return
    if prefix in ("tr", "tc") and place.row is None:
        yield place, f"“{content}”要放在表格的{'行' if prefix == 'tr' else '格'}里"
    if prefix in ("p", "tr", "tc") and rest.strip():
        yield place, f"“{content}”所在的段落不能有别的文字，否则会随标签一起消失"
    if word in _OPENING:
        yield from _parsed(f"{{% {quoted} %}}{{% end{word} %}}", content, place)
        waiting.append(_Open(word, prefix, place))
    elif word.startswith("end"):
        yield from _closed(word, prefix, place, waiting)
    elif word in ("else", "elif"):
        if not waiting:
            yield place, f"“{content}”不在任何 if 或 for 之内"
    else:
        yield from _parsed(f"{{% {quoted} %}}", content, place)


def _closed(
    word: str, prefix: str, place: Place, waiting: list[_Open]
) -> Iterator[tuple[Place, str]]:
    if not waiting:
        yield place, f"“{word}”没有对应的“{word.removeprefix('end')}”"
        return
    opened = waiting.pop()
    if f"end{opened.word}" != word:
        yield place, f"“{word}”与第 {opened.place.number} 段的“{opened.word}”不配对"
    elif (opened.prefix or "r") != (prefix or "r"):
        yield (
            place,
            f"“{word}”标为{_PLACES[prefix]}，而第 {opened.place.number} 段的“{opened.word}”"
            f"标为{_PLACES[opened.prefix]}，两头须一致",
        )
    elif prefix == "tr" and opened.place.table != place.table:
        yield place, f"“{word}”与它的“{opened.word}”不在同一张表里"
    elif prefix == "tc" and opened.place.row != place.row:
        yield place, f"“{word}”与它的“{opened.word}”不在同一行里"
    elif prefix in ("", "r") and opened.place.number != place.number:
        yield (
            place,
            f"“{opened.word}”跨了段落（从第 {opened.place.number} 段起），"
            f"请改为 {{%p {opened.word} … %}} 和 {{%p {word} %}}，表格里用 tr",
        )


def _parsed(source: str, content: str, place: Place) -> Iterator[tuple[Place, str]]:
    try:
        environment().parse(source)
    except TemplateSyntaxError as error:
        yield place, f"标签“{content}”写得不对（{syntax_words(error)}）"
