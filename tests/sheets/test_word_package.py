"""A Word document written in pieces is the one that docxtpl makes of the whole."""

from __future__ import annotations

import io
import zipfile

import pytest
from docxtpl import DocxTemplate
from lxml import etree

from qbe_xl.report import documents
from qbe_xl.report.view import report_view
from qbe_xl.sheets import word, word_package
from tests.report.documents import golden

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
CELL = "<w:tc><w:tcPr>{}</w:tcPr><w:p/></w:tc>"
PICTURE = '<w:p><w:r><w:drawing><wp:docPr id="7"/></w:drawing></w:r></w:p>'


def table(columns: int, *rows: int, spans: str = "", inside: str = "") -> str:
    grid = '<w:gridCol w:w="900"/>' * columns
    bar = CELL.format(f'<w:gridSpan w:val="{spans}"/>') if spans else ""
    nested = f"<w:tr><w:tc>{inside}</w:tc></w:tr>" if inside else ""
    lines = "".join(f"<w:tr>{bar}{CELL.format('') * cells}</w:tr>" for cells in rows)
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{lines}{nested}</w:tbl>"


PARTS = (
    table(2, 2, 2),
    "<w:p><w:r><w:t>字</w:t></w:r></w:p>",
    table(3, 1, 1, 1, 1, 1, spans="2"),
    PICTURE,
    table(2, 3, 3, 3, 3, 3),
    table(4, 2, 2),
    table(1, 1, inside=table(2, 2, spans="1") + PICTURE),
    table(2, 1, spans="2"),
    PICTURE,
)


def body(*parts: str) -> str:
    return f'<w:body xmlns:w="{W}" xmlns:wp="{WP}">{"".join(parts)}<w:sectPr/></w:body>'


def as_a_whole(xml: str) -> bytes:
    made = word.WordTemplate("")
    made.docx_ids_index = 1000
    tree = word._widened(DocxTemplate.fix_tables(made, xml))
    DocxTemplate.fix_docpr_ids(made, tree)
    found = etree.tostring(tree, encoding="UTF-8")
    return found.replace(f' xmlns:w="{W}" xmlns:wp="{WP}"'.encode(), b"")


@pytest.mark.parametrize("size", [1, 400, 10**9])
def test_tables_in_pieces_are_those_of_the_whole(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_package, "_PIECE", size)
    made = word.WordTemplate("")
    made.docx_ids_index = 1000
    assert made.fix_tables(body(*PARTS)) == as_a_whole(body(*PARTS))


@pytest.mark.parametrize(
    "text",
    [
        body(f"<w:p><w:r>{table(1, 1)}</w:r></w:p>{PICTURE}"),
        body(PICTURE) + "\n",
    ],
)
def test_what_cannot_be_cut_is_a_tree(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_package, "_PIECE", 1)
    made = word.WordTemplate("")
    made.docx_ids_index = 1000
    tree = made.fix_tables(text)
    assert made.docx_ids_index == 1000
    assert tree.tag == f"{{{W}}}body"


def test_what_is_torn_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_package, "_PIECE", 1)
    made = word.WordTemplate("")
    made.docx_ids_index = 1000
    with pytest.raises(word.Fault):
        made.fix_tables(body(*PARTS, "<w:p>"))


def test_a_report_in_pieces_is_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    report = golden("mixed")
    view = report_view(*report)

    def parts() -> dict[str, bytes]:
        made = zipfile.ZipFile(io.BytesIO(documents.word(view, report[2])))
        return {name: made.read(name) for name in made.namelist()}

    whole = parts()
    monkeypatch.setattr(word_package, "_PIECE", 1)
    assert parts() == whole
    monkeypatch.setattr(word_package, "finished", lambda *_: None)
    assert parts() == whole
