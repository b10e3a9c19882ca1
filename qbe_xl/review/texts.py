"""What a filed paper says, bit by bit, with the place of each: Word, web pages, workbooks, text.

Looks are left out, so that a paper saved again by another program says the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from lxml import etree

from qbe_xl.errors import InputError, cell_name
from qbe_xl.files.book import open_book
from qbe_xl.files.opening.package import Package
from qbe_xl.files.opening.refusal import Refusal
from qbe_xl.files.text import cell_text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
MOST_BYTES = 20_000_000
"""Of one paper; none of ours comes near it."""
MOST_BITS = 200_000


class Bit(NamedTuple):
    """One text of a paper. place: in words; text: without white space at its ends."""

    place: str
    text: str


class Unreadable(Exception):
    """A paper that cannot be read; its text says why."""


def bits(name: str, data: bytes) -> list[Bit]:
    """Return what a paper says, in order; raises Unreadable for one that is damaged or too large."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"超过 {MOST_BYTES // 1_000_000} MB")
    ending = name.rpartition(".")[2].lower()
    reader = _READERS.get(ending)
    if reader is None:
        return []
    try:
        found = []
        for bit in reader(data):
            found.append(bit)
            if len(found) > MOST_BITS:
                raise Unreadable("内容过多")
        return found
    except (Refusal, InputError) as error:
        raise Unreadable(str(error).splitlines()[0] or "已损坏") from error
    except (etree.XMLSyntaxError, ValueError, RecursionError, AssertionError) as error:
        raise Unreadable("已损坏，无法读取") from error


def can_read(name: str) -> bool:
    """Tell whether papers of this kind are compared by what they say."""
    return name.rpartition(".")[2].lower() in _READERS


def _clean(text: str) -> str:
    return " ".join(text.split())


def _word(data: bytes) -> Iterator[Bit]:
    package = Package(data)
    body = etree.fromstring(package.read("word/document.xml"), _PARSER).find(f"{_W}body")
    if body is None:
        raise Unreadable("不是 Word 文档")
    yield from _blocks(body, "")
    for name in sorted(package.names()):
        if re.fullmatch(r"word/(header|footer|footnotes|endnotes|comments)\d*\.xml", name):
            root = etree.fromstring(package.read(name), _PARSER)
            where = {"h": "页眉", "f": "页脚", "e": "尾注", "c": "批注"}[name[5]]
            yield from _blocks(root, where)
        elif re.fullmatch(r"word/charts/chart\d*\.xml", name):
            yield from _chart(etree.fromstring(package.read(name), _PARSER), name)


def _blocks(parent: etree._Element, where: str) -> Iterator[Bit]:
    paragraphs = tables = 0
    for child in _flow(parent):
        if child.tag == f"{_W}p":
            paragraphs += 1
            text = _clean(_text(child))
            if text:
                yield Bit(f"{where}第 {paragraphs} 段", text)
        else:
            tables += 1
            for r, row in enumerate(child.iterchildren(f"{_W}tr"), 1):
                for c, cell in enumerate(row.iterchildren(f"{_W}tc"), 1):
                    text = _clean("\n".join(_text(p) for p in cell.iter(f"{_W}p")))
                    if text:
                        yield Bit(f"{where}表 {tables} 第 {r} 行第 {c} 格", text)


def _flow(parent: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables, through content controls and the like."""
    for child in parent:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif isinstance(child.tag, str) and child.tag != f"{_W}sectPr":
            yield from _flow(child)


def _text(paragraph: etree._Element) -> str:
    """What a paragraph says; the number of its page is the program's that lays it out."""
    pieces = []
    instruction, depth, paged = "", 0, False
    for node in paragraph.iter(
        f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}fldChar", f"{_W}instrText", f"{_W}fldSimple"
    ):
        if node.tag == f"{_W}fldChar":
            kind = node.get(f"{_W}fldCharType")
            depth += {"begin": 1, "end": -1}.get(kind, 0)
            paged = kind == "separate" and "PAGE" in instruction
            instruction = "" if kind == "begin" else instruction
        elif node.tag == f"{_W}instrText":
            instruction += node.text or ""
        elif node.tag == f"{_W}t" and not (depth and paged) and not _in_page_field(node):
            pieces.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}br"):
            pieces.append(" ")
    return "".join(pieces)


def _in_page_field(node: etree._Element) -> bool:
    field = next(node.iterancestors(f"{_W}fldSimple"), None)
    return field is not None and "PAGE" in (field.get(f"{_W}instr") or "")


def _chart(root: etree._Element, name: str) -> Iterator[Bit]:
    number = re.sub(r"\D", "", name) or "1"
    for s, series in enumerate(root.iter(f"{_C}ser"), 1):
        for kind in ("cat", "val"):
            part = series.find(f"{_C}{kind}")
            if part is None:
                continue
            for point in part.iter(f"{_C}pt"):
                value = point.findtext(f"{_C}v") or ""
                word = "类别" if kind == "cat" else "数"
                place = f"图 {number} 第 {s} 组第 {int(point.get('idx', '0')) + 1} 个{word}"
                yield Bit(place, _number(value) if kind == "val" else _clean(value))


def _number(text: str) -> str:
    try:
        return cell_text(float(text))
    except ValueError:
        return _clean(text)


_BLOCKS = {
    *("p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "caption"),
    *("figcaption", "title", "text", "summary", "option", "label", "legend", "div", "tr", "a"),
}
_SKIPPED = {"style", "script"}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Bit] = []
        self.pieces: list[str] = []
        self.skipping = 0
        self.paragraphs = self.tables = self.rows = self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self.skipping += 1
        if tag in _BLOCKS or tag == "br":
            self.flush()
        if tag == "table":
            self.tables += 1
            self.rows = self.cells = 0
        elif tag == "tr":
            self.rows += 1
            self.cells = 0
        elif tag in ("td", "th"):
            self.cells += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self.skipping = max(0, self.skipping - 1)
        if tag in _BLOCKS:
            self.flush()
        if tag == "table":
            self.rows = self.cells = 0

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.pieces.append(data)

    def flush(self) -> None:
        """End a text."""
        text = _clean("".join(self.pieces))
        self.pieces = []
        if not text:
            return
        if self.cells:
            place = f"表 {self.tables} 第 {self.rows} 行第 {self.cells} 格"
        else:
            self.paragraphs += 1
            place = f"第 {self.paragraphs} 段"
        self.found.append(Bit(place, text))


def _page(data: bytes) -> Iterator[Bit]:
    page = _Page()
    page.feed(data.decode("utf-8", errors="replace"))
    page.close()
    page.flush()
    yield from page.found


def _workbook(data: bytes) -> Iterator[Bit]:
    for sheet in open_book(data, name="").sheets:
        for r, row in enumerate(sheet.rows):
            for c, value in enumerate(row):
                fault = sheet.faults.get((r, c))
                text = fault or ("" if value is None else _clean(cell_text(value)))
                if text:
                    yield Bit(f"{sheet.name}!{cell_name(r, c)}", text)


def _plain(data: bytes) -> Iterator[Bit]:
    for number, line in enumerate(data.decode("utf-8", errors="replace").splitlines(), 1):
        if text := _clean(line):
            yield Bit(f"第 {number} 行", text)


def _json(data: bytes) -> Iterator[Bit]:
    yield from _walked(json.loads(data), "")


def _walked(value: object, place: str) -> Iterator[Bit]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _walked(part, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list):
        for number, part in enumerate(value, 1):
            yield from _walked(part, f"{place}[{number}]")
    else:
        yield Bit(place, json.dumps(value, ensure_ascii=False))


_READERS = {
    "docx": _word,
    "html": _page,
    "xlsx": _workbook,
    "xlsm": _workbook,
    "txt": _plain,
    "toml": _plain,
    "csv": _plain,
    "json": _json,
}
