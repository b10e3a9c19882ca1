"""A Word file from the XML of its parts; the same bytes every time."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE as KINDS
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.package import Package
from lxml.etree import cleanup_namespaces

from qbe_xl.documents.compiling.looks import SETTINGS

CHART_IDS = "rIdChart"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "application/vnd.openxmlformats-officedocument"
_EPOCH = dt.datetime(2024, 1, 1)


class WordFile:
    """A blank Word file in which parts are put."""

    def __init__(self, title: str, styles: str, fonts: str) -> None:
        self._document = Document()
        self._count = 0
        self._strip()
        _replace(self._document.styles.element, styles)
        _replace(self._document.settings.element, SETTINGS)
        self._add("fontTable", KINDS.FONT_TABLE, "fontTable", fonts)
        properties = self._document.core_properties
        properties.title = title
        properties.author = properties.last_modified_by = properties.comments = ""
        properties.keywords = properties.subject = properties.category = ""
        properties.language = "zh-CN"
        properties.created = properties.modified = _EPOCH
        properties.revision = 1

    def _strip(self) -> None:
        """Drop what the library's own blank document brings along: theme, numbering, thumbnail."""
        part, package = self._document.part, self._package
        for owner, kept in (
            (part, (KINDS.STYLES, KINDS.SETTINGS)),
            (package, (KINDS.OFFICE_DOCUMENT, KINDS.CORE_PROPERTIES)),
        ):
            for id, relation in list(owner.rels.items()):
                if relation.reltype not in kept:
                    del owner.rels[id]

    @property
    def _package(self) -> Package:
        package = self._document.part.package
        assert isinstance(package, Package)
        return package

    def _part(self, name: str, content: str, xml: str) -> Part:
        blob = (_HEAD + xml).encode()
        return Part(PackURI(f"/word/{name}.xml"), f"{_OFFICE}.{content}+xml", blob, self._package)

    def _add(self, name: str, kind: str, content: str, xml: str) -> str:
        part = self._part(name, f"wordprocessingml.{content}", xml)
        return self._document.part.relate_to(part, kind)

    def add_footer(self, xml: str) -> str:
        """Add a footer; return the name by which a section refers to it."""
        self._count += 1
        return self._add(f"footer{self._count}", KINDS.FOOTER, "footer", xml)

    def add_chart(self, number: int, xml: str) -> None:
        """Add a chart, to which a drawing refers as CHART_IDS with its number."""
        part = self._part(f"charts/chart{number}", "drawingml.chart", xml)
        self._document.part.rels.add_relationship(KINDS.CHART, part, f"{CHART_IDS}{number}")

    def saved(self, body: str) -> bytes:
        """Return the file with that body."""
        root = self._document.element
        root.attrib.clear()
        root.replace(root.body, parse_xml(body))
        cleanup_namespaces(root)
        made = io.BytesIO()
        self._document.save(made)
        return _repacked(made.getvalue())


def _replace(old: BaseOxmlElement, xml: str) -> None:
    """Give an element the children of another, and drop the claims of the old ones."""
    made = parse_xml(xml)
    old.attrib.clear()
    for child in list(old):
        old.remove(child)
    for child in list(made):
        old.append(child)
    cleanup_namespaces(old)


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
