"""The filing packages of the golden counties, and what a reader sees of each document."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import docx
import lxml.html
from docx.document import Document
from docx.oxml.ns import qn
from lxml.etree import _Element

from qbe_xl.documents.package import Package, make_documents
from qbe_xl.documents.registry import DOCUMENTS
from qbe_xl.documents.registry import Document as Registered
from qbe_xl.report import result_json
from tests.counties import GOLDEN_NAMES
from tests.report.documents import Report, golden

__all__ = ["DOCUMENTS", "GOLDEN_NAMES", "golden"]

_KEPT = tempfile.TemporaryDirectory(prefix="qbe-packages-")


@cache
def folder(name: str) -> Path:
    """Return the folder that holds the package of a golden county."""
    out = Path(_KEPT.name) / name
    make_documents(*golden(name), out)
    return out


def made(report: Report, out: Path, **options: object) -> Package:
    """Make the package of any report."""
    return make_documents(*report, out, **options)  # type: ignore[arg-type]


def only(*ids: str) -> tuple[Registered, ...]:
    """Return the documents of these ids, for a package of no others."""
    return tuple(document for document in DOCUMENTS if document.id in ids)


@cache
def result(name: str) -> dict[str, Any]:
    """Return assessment.json of a golden county."""
    return json.loads(result_json.as_text(*golden(name)[:2]))


def words_of(element: _Element) -> str:
    """Return the words of a part of a Word document."""
    return "".join(
        "\n" if part.tag == qn("w:br") else part.text or ""
        for part in element.iter(qn("w:t"), qn("w:br"))
    )


def tight(text: str) -> str:
    """Drop all white space."""
    return "".join(text.split())


def open_word(path: Path) -> Any:
    """Open a Word document."""
    return docx.Document(io.BytesIO(path.read_bytes()))


def tables(document: Document) -> Iterator[list[list[str]]]:
    """Yield each table as rows of cells' words."""
    for table in document.element.body.iterchildren(qn("w:tbl")):
        yield [
            [tight(words_of(cell)) for cell in row.iterchildren(qn("w:tc"))]
            for row in table.iterchildren(qn("w:tr"))
        ]


def word_text(path: Path) -> str:
    """Return all words of a Word document's body."""
    return words_of(open_word(path).element.body)


def page_text(path: Path) -> str:
    """Return the words of a page's text, without its pictures."""
    root = lxml.html.fromstring(path.read_text(encoding="utf-8"))
    (main,) = root.xpath("//main")
    for hidden in main.xpath(".//svg | .//figure/p | .//caption[@class='unseen']"):
        hidden.drop_tree()
    return main.text_content()
