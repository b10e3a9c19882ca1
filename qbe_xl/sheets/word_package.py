"""A Word template opened once for all its documents, and a document written piece by piece.

python-docx and docxtpl read the file, parse every part and hold the whole of a document as a tree.
A document for each school is made of the same template, and one of all schools is large: so what
no document changes is kept as it is written, and the body is a tree for a few tables at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import parse_xml, serialize_part_xml
from docx.opc.package import Unmarshaller
from docx.opc.part import Part, PartFactory
from docx.opc.pkgreader import PackageReader
from docx.opc.pkgwriter import PackageWriter
from docx.package import Package
from lxml import etree

_UNCHANGED = (
    CONTENT_TYPE.WML_STYLES,
    CONTENT_TYPE.WML_NUMBERING,
    CONTENT_TYPE.WML_SETTINGS,
)
"""Parts that are XML, and that no document changes."""
_PROPERTIES = "/metadata/core-properties"
_PIECE = 200_000
"""Characters of a body that are a tree at a time, as a rule."""
_TABLE = re.compile(r"<(/?)w:tbl>")
_HEAD = re.compile(r"<w:body(?: [^<>]*)?>")
_END = "</w:body>"


class _Kept(NamedTuple):
    """What is kept of a template: its parts, its body's source, what stands around its body."""

    reader: PackageReader
    body: str
    before: bytes
    after: bytes


def parts(path: Path) -> list[tuple[str, bytes]]:
    """Return the parts that a file uses, by their kinds. Raises as `docx.Document` does."""
    reader = PackageReader.from_file(str(path))  # type: ignore[no-untyped-call]
    return [(part.content_type, part.blob) for part in reader._sparts]


def opened(path: str) -> Document:
    """Return a template as python-docx has it. Raises as `docx.Document` does."""
    return _document(_kept(path).reader)


def body_of(path: str) -> str:
    """Return the source of a template's body."""
    return _kept(path).body


def _kept(path: str) -> _Kept:
    status = Path(path).stat()
    return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=32)
def _read(path: str, *_: int) -> _Kept:
    reader = PackageReader.from_file(path)  # type: ignore[no-untyped-call]
    for relation in reader._pkg_srels:
        if relation.reltype.lower().endswith(_PROPERTIES):
            # LibreOffice has a spelling of its own; unknown, it would stand beside a second part.
            relation._reltype = RELATIONSHIP_TYPE.CORE_PROPERTIES
    for part in reader._sparts:
        if part.content_type in _UNCHANGED:
            part._blob = serialize_part_xml(parse_xml(part.blob))
    root = _document(reader)._element
    source = etree.tostring(root.body, encoding="unicode")
    whole = etree.Element(root.body.tag)
    root.replace(root.body, whole)
    before, after = serialize_part_xml(root).split(b"<w:body/>")
    return _Kept(reader, source, before, after)


def _document(reader: PackageReader) -> Document:
    package = Package()
    Unmarshaller.unmarshal(reader, package, _part)  # type: ignore[no-untyped-call]
    main = package.main_document_part
    if main.content_type != CONTENT_TYPE.WML_DOCUMENT_MAIN:
        raise ValueError(f"不是 Word 文档，而是 {main.content_type}")
    found: Document = main.document
    return found


def _part(name: Any, kind: str, relation: str, blob: bytes, package: Package) -> Part:
    if kind in _UNCHANGED:
        return Part(name, kind, blob, package)
    return PartFactory(name, kind, relation, blob, package)  # type: ignore[return-value]


def finished(xml: str, cleared: Callable[[str], str], work: Callable[[Any], Any]) -> bytes | None:
    """Return a body as it stands in its part, after work on it in pieces, which end behind tables.

    cleared: changes the text of a piece; work: its tree, whose root is a body. None where the text
    is no good XML, which only a whole tree may mend.
    """
    head = _HEAD.match(xml)
    if head is None or not xml.endswith(_END):
        return None
    found = [b"<w:body>"]
    try:
        for piece in _pieces(xml, head.end(), len(xml) - len(_END)):
            root = work(etree.fromstring(f"{head[0]}{cleared(piece)}{_END}"))
            text = etree.tostring(root, encoding="UTF-8")
            found.append(text[text.index(b">") + 1 : -len(_END)])
    except etree.XMLSyntaxError:
        return None
    found.append(_END.encode())
    return b"".join(found)


def _pieces(xml: str, start: int, end: int) -> Iterator[str]:
    """The inside of a body, cut behind tables that stand in no other."""
    depth = 0
    for tag in _TABLE.finditer(xml, start, end):
        depth += -1 if tag[1] else 1
        if depth == 0 and tag.end() - start >= _PIECE:
            yield xml[start : tag.end()]
            start = tag.end()
    if start < end:
        yield xml[start:end]


class _Whole(NamedTuple):
    """A part as it is written."""

    partname: Any
    content_type: str
    blob: bytes
    rels: Any


def write(file: Any, path: str, document: Document, body: bytes) -> None:
    """Write a document of this template with another body."""
    package, kept = document.part.package, _kept(path)
    parts = package.parts
    for part in parts:
        part.before_marshal()
    main, whole = document.part, kept.before + body + kept.after
    PackageWriter.write(  # type: ignore[no-untyped-call]
        file,
        package.rels,
        [
            _Whole(part.partname, part.content_type, whole, part.rels) if part is main else part
            for part in parts
        ],
    )


def let_go(document: Document) -> None:
    """Free a finished document at once: its parts name one another, and stay in a ring else."""
    package = document.part.package
    parts = package.parts
    package.rels.clear()
    for part in parts:
        part.rels.clear()
