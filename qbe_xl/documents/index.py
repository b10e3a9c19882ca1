"""目录.html: links to every document, and what is still to be written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from qbe_xl.documents import texts
from qbe_xl.documents.faces import Lacking
from qbe_xl.documents.material import Material
from qbe_xl.documents.registry import Document
from qbe_xl.sheets.pieces import View, count, state_view
from qbe_xl.sheets.templating import render

TEMPLATE = "目录.html"
_KINDS = {".docx": "Word", ".html": "网页", ".xlsx": "Excel", ".pdf": "PDF"}
_FOLDERS = ("网页/", "PDF/")
"""Where the same document lies in other forms; other folders hold it part by part."""


def page(
    material: Material,
    documents: Sequence[Document],
    files: Mapping[str, Sequence[str]],
    blank: Sequence[str],
    doc: View,
    book: str = "",
    lacking: Sequence[Lacking] = (),
) -> bytes:
    """Return the page that links the files of each document.

    book: the 填报表 of the package; lacking: faces that this machine lacks.
    """
    view = {
        "doc": doc,
        "verdict": state_view(material.assessment.verdict),
        "groups": [
            {"name": group, "rows": [_row(d, files[d.id]) for d in members]}
            for group, members in _groups(documents).items()
        ],
        "blank": [texts.BY_ID[section].name for section in blank],
        "fonts": [one.told for one in lacking],
        "pdfs": any(name.endswith(".pdf") for names in files.values() for name in names),
        "texts": texts.FILE_NAME,
        "input": material.run.input_name,
        "book": quote(book),
        "sha256": material.run.input_sha256,
    }
    return render(TEMPLATE, view).encode()


def _groups(documents: Sequence[Document]) -> dict[str, list[Document]]:
    groups: dict[str, list[Document]] = {}
    for document in documents:
        groups.setdefault(document.group, []).append(document)
    return groups


def _row(document: Document, files: Sequence[str]) -> View:
    mine = [name for name in files if "/" not in name or name.startswith(_FOLDERS)]
    whole = [name for name in mine if name.count("/") < 2]
    rest = [name for name in files if name not in whole]
    return {
        "name": document.name,
        "about": document.about,
        "links": [[_kind(name, document), quote(name)] for name in whole],
        "rest": [[_kind(name, document), quote(name)] for name in rest],
        "more": count(len(rest)),
    }


def _kind(name: str, document: Document) -> str:
    stem, dot, suffix = name.rpartition("/")[2].rpartition(".")
    kind = _KINDS.get(dot + suffix, suffix)
    return kind if stem == document.name else f"{stem}（{kind}）"
