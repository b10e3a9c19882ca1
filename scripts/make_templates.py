"""Write the Word and web templates of templates/; the same bytes every time.

    python scripts/make_templates.py [--style 预设.toml] [--out 文件夹]

评估报告.docx and those of 佐证材料 have their own scripts (docx_report, docx_evidence). The filing
documents come from the outlines of `filing`, each as .docx and .html, in the style of a preset (GB/T 9704-2012 by default).
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx_evidence
import docx_report
import docx_styles
from docx import Document
from docx.document import Document as DocumentType
from docx.opc.constants import RELATIONSHIP_TYPE as KINDS
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from filing import charts, page, word
from filing.documents import OUTLINES
from filing.outline import Outline
from lxml.etree import cleanup_namespaces

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qbe_xl import standards  # noqa: E402
from qbe_xl.county.reading import read_book  # noqa: E402
from qbe_xl.documents import DOCUMENTS  # noqa: E402
from qbe_xl.documents.material import Material  # noqa: E402
from qbe_xl.documents.package import view_of  # noqa: E402
from qbe_xl.documents.templates import looks, names  # noqa: E402
from qbe_xl.documents.templates.preset import Preset, load  # noqa: E402
from qbe_xl.evidence.places import COVERS, SPINES  # noqa: E402
from qbe_xl.report.record import record  # noqa: E402
from qbe_xl.report.run import examine  # noqa: E402
from scripts import sample_county  # noqa: E402

TARGET = ROOT / "templates"
REPORT = "评估报告.docx"
REPORT_TITLE = "县域义务教育优质均衡发展自评报告"

_EPOCH = dt.datetime(2024, 1, 1)
_EPOCH_LOCAL = _EPOCH.replace(tzinfo=dt.UTC)


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


def report() -> bytes:
    """Return the Word template of the report."""
    document = _blank(docx_styles.styles(), docx_styles.fonts(), REPORT_TITLE)
    empty, odd, even = (
        _add(document, f"footer{n}", KINDS.FOOTER, "footer", xml)
        for n, xml in enumerate(
            (
                docx_report.EMPTY_FOOTER,
                docx_report.footer("PageOdd"),
                docx_report.footer("PageEven"),
            ),
            1,
        )
    )
    _replace_body(document, docx_report.body((empty, empty), (odd, even)))
    return _saved(document)


def evidence(title: str, body: str) -> bytes:
    """Return a Word template of 佐证材料."""
    document = _blank(docx_styles.styles(), docx_styles.fonts(), title)
    _replace_body(document, body)
    return _saved(document)


def filing(outline: Outline, preset: Preset) -> bytes:
    """Return the Word template of a filing document."""
    document = _blank(looks.styles(preset), looks.fonts(preset), outline.title)
    odd, even = (
        _add(document, f"footer{n}", KINDS.FOOTER, "footer", looks.footer(preset, style))
        for n, style in enumerate(("PageOdd", "PageEven"), 1)
    )
    for number, chart in enumerate(word.charts(outline), 1):
        _add_chart(document, number, charts.part(chart.name))
    _replace_body(document, word.body(outline, preset, (odd, even)))
    return _saved(document)


def _blank(styles: str, fonts: str, title: str) -> DocumentType:
    document = Document()
    _strip(document)
    _replace(document.styles.element, styles)
    _replace(document.settings.element, docx_styles.SETTINGS)
    _add(document, "fontTable", KINDS.FONT_TABLE, "fontTable", fonts)
    properties = document.core_properties
    properties.title = title
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.keywords = properties.subject = properties.category = ""
    properties.language = "zh-CN"
    properties.created = properties.modified = _EPOCH
    properties.revision = 1
    return document


def _add_chart(document: DocumentType, number: int, xml: str) -> None:
    kind = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
    blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'.encode()
    package = document.part.package
    assert package is not None
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), kind, blob, package)
    document.part.rels.add_relationship(KINDS.CHART, part, f"{word.CHART_IDS}{number}")


def _saved(document: DocumentType) -> bytes:
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


def build(preset: Preset) -> Mapping[str, bytes]:
    """Return every template that a script makes, by file name."""
    made = {
        REPORT: report(),
        COVERS: evidence(docx_evidence.COVER_TITLE, docx_evidence.covers()),
        SPINES: evidence(docx_evidence.SPINE_TITLE, docx_evidence.spines()),
    }
    for outline in OUTLINES:
        made[f"{outline.name}.docx"] = filing(outline, preset)
        made[f"{outline.name}.html"] = page.page(outline).encode()
    made[names.FILE_NAME] = shapes().encode()
    return made


def shapes() -> str:
    """Return which names each template may use, from the views of two made-up counties."""
    found: dict[str, names.Shape] = {}
    for met in (False, True):
        material = _made_up(met)
        for document in DOCUMENTS:
            shape = names.shape_of(view_of(document, material))
            known = found.get(document.template)
            found[document.template] = shape if known is None else names.joined(known, shape)
    return json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _made_up(met: bool) -> Material:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "county.xlsx"
        path.write_bytes(sample_county.workbook(met=met))
        book, county = read_book(path)
    assessment, notices = examine(county, standards.resolve())
    return Material(assessment, notices, record(assessment, path.name, book.sha256, _EPOCH_LOCAL))


def main() -> None:
    """Write the templates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--style", type=Path, help="a preset of style")
    parser.add_argument("--out", type=Path, default=TARGET, help="the folder to write to")
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    made = build(load(wanted.style))
    for name, content in made.items():
        (wanted.out / name).write_bytes(content)
    print(f"wrote {len(made)} templates")


if __name__ == "__main__":
    main()
