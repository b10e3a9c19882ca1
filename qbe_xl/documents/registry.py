"""The table of documents, in the order of filing.

To add a document: a text in `outlines`, which says its names too (`make templates` writes its two
templates), a view function, and one entry here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qbe_xl.documents import forms_workbook
from qbe_xl.documents.compiling.reading import FOLDER, heading
from qbe_xl.documents.mark import FILED
from qbe_xl.documents.material import Material
from qbe_xl.documents.views import (
    brief,
    duties,
    evidence,
    forms,
    onepage,
    papers,
    pledge,
    reviews,
    school_sheets,
    self_report,
    summary,
)
from qbe_xl.sheets.pieces import View


@dataclass(frozen=True)
class Document:
    """One document of the package.

    id: its name in the manifest; name: of its files, without suffix; template: likewise; group:
    申报材料 or 内部使用; view: the data of its templates; needs: the sections of the county's own
    texts (`texts.SECTIONS`) that its outline shows;
    pictures: SVG pictures of its page by name, made from the view;
    files: further files (name → content), such as the form as .xlsx, or a list;
    parts: the document again one by one, each a file's name and what of the view is other.
    numbered: whether its pages bear the number of the run, which what is signed or published does not.
    """

    id: str
    name: str
    template: str
    group: str
    about: str
    view: Callable[[Material], View]
    needs: tuple[str, ...] = ()
    pictures: Callable[[View], Mapping[str, str]] | None = None
    files: Callable[[Material, View], Mapping[str, bytes]] | None = None
    parts: Callable[[Material, View], Iterator[tuple[str, View]]] | None = None
    numbered: bool = True


def _document(id: str, view: Callable[[Material], View], **more: Any) -> Document:
    said, owned = heading(FOLDER / f"{id}.txt")
    names = said["file"], said["name"], said["group"], said["about"]
    numbered = said["group"] != FILED and said.get("footer") != "none"
    return Document(id, *names, view, owned, numbered=numbered, **more)


DOCUMENTS: tuple[Document, ...] = (
    _document("onepage", onepage.view),
    _document("to_prefecture", summary.view),
    _document("to_province", summary.view),
    _document("self_report", self_report.view, pictures=self_report.pictures),
    _document("forms", forms.view, files=forms_workbook.files),
    _document("qualification", reviews.qualification),
    _document("vetoes", reviews.vetoes),
    _document("pledge", pledge.view),
    _document("public", summary.public),
    _document("prefecture", reviews.prefecture),
    _document("province", reviews.province),
    _document("evidence", evidence.view),
    _document("school-sheets", school_sheets.view, parts=school_sheets.parts),
    _document("duties", duties.units, parts=duties.unit_parts),
    _document("notices", duties.notices, parts=duties.notice_parts),
    _document("papers", papers.view, files=papers.files, parts=papers.parts),
    _document("brief", brief.view),
)
