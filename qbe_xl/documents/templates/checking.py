"""Check templates that a county has changed: everything that is wrong, each with its paragraph."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from docx.oxml import parse_xml
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError
from lxml.etree import XMLSyntaxError, _Element

from qbe_xl.documents.templates import names, tags
from qbe_xl.errors import Place, Problem
from qbe_xl.sheets.templating import environment

SUFFIXES = (".docx", ".html")
_PARTS = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
_PART_WORDS = {"document": "正文", "header": "页眉", "footer": "页脚"}
_MOST_PARTS, _MOST_BYTES = 500, 100_000_000
_LONGEST = 40
_PARAGRAPH = re.compile(r"<w:p(?=[ >])")


def check_folder(folder: Path) -> tuple[list[str], list[Problem]]:
    """Return the templates that a folder holds, and everything wrong with them."""
    known = names.known()
    found, problems = [], []
    for path in sorted(folder.iterdir()):
        if path.suffix not in SUFFIXES or path.name.startswith(("~$", ".")):
            continue
        if path.stem in known:
            found.append(path.name)
            check = _word if path.suffix == ".docx" else _page
            problems += check(path, known[path.stem])
        elif path.suffix == ".docx":
            problems.append(
                Problem(
                    Place(path.name),
                    f"没有叫这个名字的模板，不会被用到；可用的有 {'、'.join(known)}",
                )
            )
    return found, problems


def _word(path: Path, shape: names.Shape) -> list[Problem]:
    try:
        parts = _opened(path)
    except ValueError as error:
        return [Problem(Place(path.name), str(error))]
    except (OSError, zipfile.BadZipFile, XMLSyntaxError, KeyError) as error:
        return [
            Problem(
                Place(path.name),
                f"不是完好的 Word 文档（{type(error).__name__}），请从 Word 另存为 docx",
            )
        ]
    found: list[Problem] = []
    for name, root in parts:
        where = f"{path.name} {_part(name)}"
        wrong = [
            Problem(Place(f"{where}第 {place.number} 段“{_cut(place.words)}”"), message)
            for place, message in tags.problems(root)
        ]
        found += (
            [*wrong, *_names_apart(where, root, shape)] if wrong else _names(where, root, shape)
        )
    return found


def _opened(path: Path) -> list[tuple[str, _Element]]:
    with zipfile.ZipFile(path) as package:
        entries = package.infolist()
        if len(entries) > _MOST_PARTS or sum(e.file_size for e in entries) > _MOST_BYTES:
            raise ValueError("文件展开后过大，不像是模板")
        package.getinfo("word/document.xml")
        return [
            (entry.filename, parse_xml(package.read(entry)))
            for entry in entries
            if _PARTS.fullmatch(entry.filename)
        ]


def _part(name: str) -> str:
    match = _PARTS.fullmatch(name)
    return _PART_WORDS[match[1].rstrip("0123456789")] if match else name


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
        return [(error.lineno, f"标签写得不对（{error.message}）")]
    assert isinstance(shape, dict)
    lookup = names.Lookup({**shape, "pictures": names.ANY})
    lookup.walk(tree)
    return list(dict.fromkeys(lookup.unknown))


def _page(path: Path, shape: names.Shape) -> list[Problem]:
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return [Problem(Place(path.name), "读不出来，请存为 UTF-8 编码的文本")]
    lines = source.splitlines() or [""]
    return [
        Problem(
            Place(f"{path.name} 第 {line} 行“{_cut(lines[min(line, len(lines)) - 1])}”"), message
        )
        for line, message in _unknown(source, shape)
    ]


def _cut(words: str) -> str:
    tight = " ".join(words.split())
    return tight if len(tight) <= _LONGEST else tight[:_LONGEST] + "…"
