"""Check templates that a county has changed: everything that is wrong, each with its paragraph."""

from __future__ import annotations

import difflib
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from docx.opc.constants import CONTENT_TYPE
from docx.oxml import parse_xml
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError
from lxml.etree import _Element

from qbe_xl.documents.makers import syntax_words
from qbe_xl.documents.templates import names, tags, trial
from qbe_xl.errors import Place, Problem
from qbe_xl.files.reading import is_own
from qbe_xl.sheets import word_package
from qbe_xl.sheets.templating import environment

SUFFIXES = (".docx", ".html")
_LIKE = dict.fromkeys((".docm", ".dotx", ".dotm", ".doc", ".dot", ".wps", ".wpt"), ".docx")
_LIKE |= {".htm": ".html"}
_PARTS = {
    CONTENT_TYPE.WML_DOCUMENT_MAIN: "正文",
    CONTENT_TYPE.WML_HEADER: "页眉",
    CONTENT_TYPE.WML_FOOTER: "页脚",
    CONTENT_TYPE.WML_FOOTNOTES: "脚注",
}
"""What something is put into, by the kind of a part: its name is whatever a program likes."""
_OTHER_MAIN = (
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
)
_AS_DOCX = "请从 Word 另存为“Word 文档（*.docx）”"
_MOST_PARTS, _MOST_BYTES = 500, 100_000_000
_LONGEST = 40
_PARAGRAPH = re.compile(r"<w:p(?=[ >])")


def check_folder(folder: Path) -> tuple[list[str], list[Problem]]:
    """Return the templates that a folder holds, and everything wrong with them.

    What looks right is made for made-up counties too, so that what passes here passes in a
    package, whatever the county.
    """
    known = names.known()
    found: list[str] = []
    problems: list[Problem] = []
    for path in sorted(folder.iterdir()):
        ending = path.suffix.lower()
        if ending not in (*SUFFIXES, *_LIKE) or path.name.startswith(("~$", ".")):
            continue
        if path.stem not in known:
            problems.append(Problem(Place(path.name), _no_name(path.stem, known)))
        elif path.suffix not in SUFFIXES:
            right = f"{path.stem}{_LIKE.get(ending, ending)}"
            message = f"不会被用到：请用 Word 另存为 {right}"
            if ending in (*SUFFIXES, ".htm"):
                message = f"不会被用到：请改名为 {right}（扩展名要小写）"
            problems.append(Problem(Place(path.name), message))
        elif not is_own(path):
            message = "是文件夹、链接或管道，不是文件；请放入模板文件本身"
            problems.append(Problem(Place(path.name), message))
        else:
            found.append(path.name)
            problems += faults(path, known[path.stem])
    if not found and not problems:
        message = f"里面没有模板（扩展名为 {'、'.join(SUFFIXES)}），用的都会是自带的模板"
        problems.append(Problem(Place(str(folder)), message))
    return found, problems or trial.problems(folder, found)


def _no_name(stem: str, known: Iterable[str]) -> str:
    said = "没有叫这个名字的模板，不会被用到"
    near = [name for name in known if name in stem] or difflib.get_close_matches(stem, known, n=1)
    return f"{said}；是不是“{near[0]}”" if near else f"{said}；可用的有 {'、'.join(known)}"


def faults(path: Path, shape: names.Shape) -> list[Problem]:
    """Return what is wrong with one template whose data is of this shape."""
    try:
        return (_word if path.suffix == ".docx" else _page)(path, shape)
    except RecursionError:
        return [Problem(Place(path.name), "标签或括号套得太深，请改得简单些")]


def _word(path: Path, shape: names.Shape) -> list[Problem]:
    try:
        parts = _opened(path)
    except ValueError as error:
        return [Problem(Place(path.name), str(error))]
    except (RecursionError, MemoryError):
        raise
    except Exception as error:  # whatever python-docx makes of what somebody else made
        message = f"不是完好的 Word 文档（{type(error).__name__}），{_AS_DOCX}"
        return [Problem(Place(path.name), message)]
    assert isinstance(shape, dict)
    found: list[Problem] = []
    for name, root in parts:
        where = f"{path.name} {name}"
        wrong = [
            Problem(Place(f"{where}第 {place.number} 段“{_cut(place.words)}”"), message)
            for place, message in tags.problems(root, shape)
        ]
        found += (
            [*wrong, *_names_apart(where, root, shape)] if wrong else _names(where, root, shape)
        )
    return list({str(problem): problem for problem in found}.values())


def _opened(path: Path) -> list[tuple[str, _Element]]:
    """The parts of a file that something is put into, by what staff call them."""
    with path.open("rb") as file:
        if file.read(4) == b"\xd0\xcf\x11\xe0":
            raise ValueError(f"是旧格式（.doc、.wps）的文件，或加了密码，{_AS_DOCX}")
    with zipfile.ZipFile(path) as package:
        entries = package.infolist()
        if len(entries) > _MOST_PARTS or sum(e.file_size for e in entries) > _MOST_BYTES:
            raise ValueError("文件展开后过大，不像是模板")
        if b"purl.oclc.org/ooxml" in package.read("_rels/.rels"):
            raise ValueError(f"是 Strict Open XML 格式，{_AS_DOCX}")
    parts = word_package.parts(path)
    kinds = {kind for kind, _ in parts}
    if kinds.intersection(_OTHER_MAIN):
        raise ValueError(f"是带宏的文档或 Word 模板（改过扩展名），{_AS_DOCX}")
    if CONTENT_TYPE.WML_DOCUMENT_MAIN not in kinds:
        raise KeyError(CONTENT_TYPE.WML_DOCUMENT_MAIN)
    return [(_PARTS[kind], parse_xml(blob)) for kind, blob in parts if kind in _PARTS]


def _names(where: str, root: _Element, shape: names.Shape) -> Iterator[Problem]:
    """What the template as a whole cannot be: names that are not there, blocks that do not fit."""
    template = DocxTemplate.__new__(DocxTemplate)
    source = _PARAGRAPH.sub("\n<w:p", template.patch_xml(template.xml_to_string(root)))
    lines = source.splitlines()
    for line, message in _unknown(source, shape):
        words = re.sub(r"<[^>]*>", "", lines[line - 1]) if 0 < line <= len(lines) else ""
        yield Problem(Place(f"{where}“{_cut(words)}”"), message)


def _names_apart(where: str, root: _Element, shape: names.Shape) -> Iterator[Problem]:
    """Names that are not there, tag by tag: the whole cannot be read while its tags are broken."""
    assert isinstance(shape, dict)
    for place in tags.paragraphs(root):
        for expression in tags.expressions(place.words):
            with suppress(TemplateSyntaxError):
                lookup = names.Lookup(dict(shape), partly=True)
                lookup.walk(environment().parse(expression))
                for _, message in lookup.unknown:
                    yield Problem(
                        Place(f"{where}第 {place.number} 段“{_cut(place.words)}”"), message
                    )


def _unknown(source: str, shape: names.Shape) -> list[tuple[int, str]]:
    try:
        tree = environment().parse(source)
    except TemplateSyntaxError as error:
        return [(error.lineno, f"标签写得不对（{syntax_words(error)}）")]
    assert isinstance(shape, dict)
    lookup = names.Lookup({**shape, "pictures": names.ANY})
    lookup.walk(tree)
    return list(dict.fromkeys(lookup.unknown))


def _page(path: Path, shape: names.Shape) -> list[Problem]:
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return [Problem(Place(path.name), "无法读取，请存为 UTF-8 编码的文本")]
    lines = source.splitlines() or [""]
    wide = next((n for n, line in enumerate(lines, 1) if tags.WIDE.search(line)), 0)
    if wide:
        place = Place(f"{path.name} 第 {wide} 行“{_cut(lines[wide - 1])}”")
        return [Problem(place, tags.WIDE_WORDS)]
    return [
        Problem(
            Place(f"{path.name} 第 {line} 行“{_cut(lines[min(line, len(lines)) - 1])}”"), message
        )
        for line, message in _unknown(source, shape)
    ]


def _cut(words: str) -> str:
    tight = " ".join(words.split())
    return tight if len(tight) <= _LONGEST else tight[:_LONGEST] + "…"
