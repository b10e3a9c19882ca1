"""The tags of a Word template, paragraph by paragraph: broken ones, and loops out of place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from jinja2 import TemplateSyntaxError
from lxml.etree import _Element

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
APART = re.compile(r"\{\s+[{%]|[}%]\s+\}")
_APART_WORDS = "标签的两个括号要连着写：{{ }}、{% %}，分开的会原样印在材料里"
_SINGLE = re.compile(r"[{｛]\s*([A-Za-z_]\w*)(?:\.\w+)*\s*[}｝]")
_SPECIAL = ("cellbg", "colspan", "vm", "hm")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PICTURES = ("w:drawing", "w:pict", "w:object")


@dataclass(frozen=True)
class Place:
    """Where a paragraph stands: its number in its part, its words, the row and table around it.

    beside: all words of the cell and of the row around it; drawn: whether a picture or a text box
    stands in it.
    """

    number: int
    words: str
    row: str | None
    table: str | None
    beside: tuple[str, str] = ("", "")
    drawn: bool = False


@dataclass(frozen=True)
class _Open:
    word: str
    prefix: str
    place: Place


def paragraphs(root: _Element) -> Iterator[Place]:
    """Yield the paragraphs of a part, in order.

    Those of a text box stand for themselves, and once: Word keeps a second copy for old programs.
    """
    number = 0
    for paragraph in root.iter(qn("w:p")):
        if next(paragraph.iterancestors(_FALLBACK), None) is not None:
            continue
        number += 1
        words = "".join(
            part.text or ""
            for part in paragraph.iter(qn("w:t"))
            if next(part.iterancestors(qn("w:p"))) is paragraph
        )
        if "{" not in words and "｛" not in words and "}" not in words and "｝" not in words:
            yield Place(number, words, None, None)
            continue
        row, cell = (next(paragraph.iterancestors(qn(f"w:{kind}")), None) for kind in ("tr", "tc"))
        yield Place(
            number,
            words,
            _path(row),
            _path(next(paragraph.iterancestors(qn("w:tbl")), None)),
            (_all_words(cell), _all_words(row)),
            next(paragraph.iter(*map(qn, _PICTURES)), None) is not None,
        )


def _path(around: _Element | None) -> str | None:
    """The path of the row or table that a paragraph stands in."""
    return None if around is None else str(around.getroottree().getpath(around))


def _all_words(around: _Element | None) -> str:
    return "" if around is None else "".join(t.text or "" for t in around.iter(qn("w:t")))


def expressions(words: str) -> Iterator[str]:
    """Yield the tags of a paragraph that say something: {{ … }}."""
    for match in _TAG.finditer(words):
        if match["said"] is not None:
            yield f"{{{{{_PREFIX.sub('', match['said'])}}}}}"


def problems(root: _Element, known: Collection[str] = ()) -> Iterator[tuple[Place, str]]:
    """Yield what is wrong with the tags of a part, each with its paragraph.

    known: names that a template may use.
    """
    waiting: list[_Open] = []
    for place in paragraphs(root):
        rest = _TAG.sub("", place.words)
        single = next((one for one in _SINGLE.finditer(rest) if one[1] in known), None)
        if WIDE.search(rest):
            yield place, WIDE_WORDS
            continue
        if APART.search(rest):
            yield place, _APART_WORDS
            continue
        if single:
            inner = single[0].strip("{｛}｝ ")
            yield place, f"“{single[0]}”会原样印在材料里：要写两层半角的括号 {{{{ {inner} }}}}"
        if "{" not in place.words and "}" not in place.words:
            continue
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
    if _TRIM.search(content):
        yield place, f"“{content.strip()}”不要带减号：它前后的文字会随标签一起消失"
        return
    found = _PREFIX.match(content)
    prefix = found[1] if found else ""
    content = content[found.end() if found else 0 :].strip()
    quoted = content.replace("“", '"').replace("”", '"').replace("‘", "'").replace("’", "'")
    word = content.split(None, 1)[0] if content else ""
    if match["done"] is None or word in _SPECIAL:
        if prefix and match["done"] is None:
            yield place, f"“{{{{{prefix} …”不能用，请写成 {{{{ {content} }}}}"
        elif word not in _SPECIAL:
            yield from _parsed(f"{{{{ {quoted} }}}}", content, place)
        return
    if prefix in ("tr", "tc") and place.row is None:
        yield place, f"“{content}”要放在表格的{'行' if prefix == 'tr' else '格'}里"
    if prefix in _WHOLE:
        yield from _alone(content, prefix, place, rest)
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


_WHOLE = {"p": "段", "tc": "格", "tr": "行"}
"""What a tag of each prefix takes the place of, with all that is in it."""


def _alone(content: str, prefix: str, place: Place, rest: str) -> Iterator[tuple[Place, str]]:
    """What would go with a paragraph, a cell or a row in whose place a tag stands."""
    if rest.strip():
        yield place, f"“{content}”所在的段落不能有其他文字，否则会随标签一起消失"
        return
    if place.drawn:
        said = "所在的段落里还有图片或文本框，会随标签一起消失；请让标签单独占一段"
        yield place, f"“{content}”{said}"
    unit = _WHOLE[prefix]
    around = {"p": place.words, "tc": place.beside[0], "tr": place.beside[1]}[prefix]
    if len(_TAG.findall(around)) > 1:
        yield place, f"“{content}”所在的{unit}里还有其他标签，请各占一{unit}"
    elif prefix != "p" and _TAG.sub("", around).strip():
        yield place, f"“{content}”所在的{unit}里不能有其他文字，否则会随标签一起消失"


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
