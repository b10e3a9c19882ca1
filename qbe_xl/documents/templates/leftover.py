"""Tags that stand in a document after it was made: where nothing is put in, they would be printed."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from urllib.parse import unquote

from qbe_xl.documents.templates.tags import APART, WIDE

_TAG = re.compile(r"\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)|\}\}|%\}", re.DOTALL)
_BLOCK = re.compile(r"</\w+:p>|</(?:dc|cp|vt|m):\w+>")
_MARKUP = re.compile(r"<[^>]*>")
_VALUE = re.compile(r'="([^"]*)"')
_KINDS = (
    ("footnotes", "脚注"),
    ("endnotes", "尾注"),
    ("comments", "批注"),
    ("header|footer", "页眉、页脚"),
    ("diagram", "SmartArt 图"),
    ("chart", "图表"),
    ("properties", "文件属性"),
    ("settings", "文档变量"),
    ("document.main", "正文（公式、艺术字、域或图片的说明）"),
)
"""What staff call a part, by a word of its kind."""
_KIND = re.compile(r'PartName="/([^"]*)" ContentType="([^"]*)"')
_TYPES = "[Content_Types].xml"
_TEXTS = (".xml", ".rels", ".htm", ".html")


_NOT_SHOWN = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->", re.DOTALL)


def on_page(page: str) -> Iterator[str]:
    """Yield the tags that stand in the words of a page."""
    shown = html.unescape(_MARKUP.sub("\n", _NOT_SHOWN.sub("", page)))
    for line in shown.splitlines():
        for pattern in (_TAG, WIDE, APART):
            if match := pattern.search(line):
                yield match[0] if pattern is _TAG else line.strip()
                break


def literal(document: bytes) -> Iterator[tuple[str, str]]:
    """Yield where tags stand in a Word document, and each tag."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        kinds = dict(_KIND.findall(package.read(_TYPES).decode()))
        for name in package.namelist():
            kind = kinds.get(name, "")
            if not name.endswith(_TEXTS) or name == _TYPES or "glossary" in kind:
                continue
            text = package.read(name).decode("utf-8", "replace")
            if "{" not in text and "｛" not in text and "%7B" not in text:
                continue
            links = name.endswith(".rels")
            where = "超链接的地址" if links else _place(kind, name)
            for tag in dict.fromkeys(_tags(text, links=links)):
                yield where, tag


def _tags(text: str, *, links: bool) -> Iterator[str]:
    found = [_MARKUP.sub("", block) for block in _BLOCK.split(text)]
    found += [unquote(value) if links else value for value in _VALUE.findall(text)]
    for words in found:
        for pattern in (_TAG, WIDE):
            if match := pattern.search(words):
                yield html.unescape(match[0] if pattern is _TAG else words).strip()
                break


def _place(kind: str, name: str) -> str:
    return next((said for pattern, said in _KINDS if re.search(pattern, kind)), name)
