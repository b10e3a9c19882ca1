"""Give a template of ours the looks of another preset: styles, faces, margins, widths of tables."""

from __future__ import annotations

import io
import re
import zipfile

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from qbe_xl.documents.templates import looks
from qbe_xl.documents.templates.preset import Preset

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLE = re.compile(r'w:styleId="(\w+)".*?w:eastAsia="([^"]+)"')
_PAGE_STYLE = re.compile(rb'w:val="(PageOdd|PageEven)"')
_SIDES = ("top", "right", "bottom", "left")


def restyled(template: bytes, old: Preset, new: Preset) -> bytes:
    """Return a Word template that was made in the style of `old`, in that of `new`."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as before, zipfile.ZipFile(made, "w") as after:
        for entry in before.infolist():
            after.writestr(entry, _part(entry.filename, before.read(entry), old, new))
    return made.getvalue()


def _part(name: str, content: bytes, old: Preset, new: Preset) -> bytes:
    if name == "word/styles.xml":
        return (_HEAD + looks.styles(new)).encode()
    if name == "word/fontTable.xml":
        return (_HEAD + looks.fonts(new)).encode()
    if name == "word/document.xml":
        return _document(content, old, new)
    footer = _PAGE_STYLE.search(content) if name.startswith("word/footer") else None
    return (_HEAD + looks.footer(new, footer[1].decode())).encode() if footer else content


def _document(content: bytes, old: Preset, new: Preset) -> bytes:
    root = parse_xml(content)
    faces = dict(_STYLE.findall(looks.styles(new)))
    for paragraph in root.iter(qn("w:p")):
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        face = faces["Normal" if style is None else style.get(qn("w:val"))]
        for fonts in paragraph.iter(qn("w:rFonts")):
            fonts.set(qn("w:eastAsia"), face)
    tables: list[etree._Element] = []
    for block in root.find(qn("w:body")):
        if block.tag == qn("w:tbl"):
            tables.append(block)
        for section in block.iter(qn("w:sectPr")):
            ratio = _section(section, old, new)
            for table in tables:
                _scale(table, ratio)
            tables.clear()
    whole: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return whole


def _section(section: etree._Element, old: Preset, new: Preset) -> float:
    """Set the edges of a section; return how much wider its text becomes."""
    edges = section.find(qn("w:pgMar"))
    landscape = section.find(qn("w:pgSz")).get(qn("w:orient")) == "landscape"
    now = [int(edges.get(qn(f"w:{side}"))) for side in _SIDES]
    compact = not landscape and now == [looks.twips(old["compact"][side]) for side in _SIDES]
    xml = looks.section(new, ("", ""), landscape=landscape, compact=compact)
    made = parse_xml(xml.replace("<w:sectPr>", f"<w:sectPr {looks.W}>", 1))
    for tag in ("w:pgMar", "w:pgSz"):
        place = section.find(qn(tag))
        section.replace(place, made.find(qn(tag)))
    before, after = (
        looks.width(preset, landscape=landscape, compact=compact) for preset in (old, new)
    )
    return after / before


def _scale(table: etree._Element, ratio: float) -> None:
    for tag in ("w:tblW", "w:gridCol", "w:tcW"):
        for size in table.iter(qn(tag)):
            size.set(qn("w:w"), str(round(int(size.get(qn("w:w"))) * ratio)))
