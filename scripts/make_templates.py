"""Write templates/评估报告.docx, the Word template of the report; the same bytes every time.

Type and margins follow GB/T 9704-2012 in spirit: 小标宋 title, 黑体 and 楷体 headings, 仿宋 text
of 三号 at 28 points, page numbers between dashes at the outer edge. Tables are smaller.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
import zipfile
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentType
from docx.opc.constants import RELATIONSHIP_TYPE as KINDS
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx_report import EMPTY_FOOTER, body, footer
from docx_styles import SETTINGS, fonts, styles
from lxml.etree import cleanup_namespaces

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "templates" / "评估报告.docx"

_EPOCH = dt.datetime(2024, 1, 1)


def _strip(document: DocumentType) -> None:
    """Drop what the library's own blank document brings along: theme, numbering, thumbnail."""
    kept = (KINDS.STYLES, KINDS.SETTINGS)
    for id, relation in list(document.part.rels.items()):
        if relation.reltype not in kept:
            del document.part.rels[id]
    package = document.part.package
    assert package is not None
    for id, relation in list(package.rels.items()):
        if relation.reltype not in (KINDS.OFFICE_DOCUMENT, KINDS.CORE_PROPERTIES):
            del package.rels[id]


def _replace(old: BaseOxmlElement, xml: str) -> None:
    """Give an element the children of another, and drop the claims of the old ones."""
    made = parse_xml(xml)
    old.attrib.clear()
    for child in list(old):
        old.remove(child)
    for child in list(made):
        old.append(child)
    cleanup_namespaces(old)


def _add(document: DocumentType, name: str, kind: str, content: str, xml: str) -> str:
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    package = document.part.package
    assert package is not None
    blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'.encode()
    part = Part(PackURI(f"/word/{name}.xml"), f"{main}.{content}+xml", blob, package)
    return document.part.relate_to(part, kind)


def build() -> bytes:
    """Return the Word template of the report."""
    document = Document()
    _strip(document)
    _replace(document.styles.element, styles())
    _replace(document.settings.element, SETTINGS)
    _add(document, "fontTable", KINDS.FONT_TABLE, "fontTable", fonts())
    empty, odd, even = (
        _add(document, f"footer{n}", KINDS.FOOTER, "footer", xml)
        for n, xml in enumerate((EMPTY_FOOTER, footer("PageOdd"), footer("PageEven")), 1)
    )
    _replace_body(document, body((empty, empty), (odd, even)))
    properties = document.core_properties
    properties.title = "县域义务教育优质均衡发展自评报告"
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.keywords = properties.subject = properties.category = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = _EPOCH
    properties.revision = 1
    made = io.BytesIO()
    document.save(made)
    return _repacked(made.getvalue())


def _replace_body(document: DocumentType, xml: str) -> None:
    root = document.element
    root.attrib.clear()
    root.replace(root.body, parse_xml(xml))
    cleanup_namespaces(root)


def _repacked(package: bytes) -> bytes:
    """Return the same parts with a fixed date, and not packed: packers differ from each other."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(made, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name[0] not in "[_", name)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED
            entry.create_system = 3
            new.writestr(entry, old.read(name))
    return made.getvalue()


def main(target: Path = TARGET) -> None:
    """Write the template."""
    target.write_bytes(build())
    print(f"wrote {target.name}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
