"""The table of documents: each one's id, file name, template and view, in the order of filing.

To add a document: an outline in scripts/filing (`make templates` writes its two templates), a view
function, and one entry here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from qbe_xl.documents.material import Material
from qbe_xl.documents.views import pledge, school_sheets
from qbe_xl.report.view.pieces import View

FILED, INTERNAL = "申报材料", "内部使用"


@dataclass(frozen=True)
class Document:
    """One document of the package.

    id: its name in the manifest; name: of its files, without suffix; template: likewise;
    view: the data of its templates; needs: sections of the county's own texts (`texts.SECTIONS`);
    pictures: SVG pictures of its page by name, made from the view;
    files: further files (name → content), such as the form as .xlsx, or a list;
    parts: the document again one by one, each a file's name and what of the view is other.
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


DOCUMENTS: tuple[Document, ...] = (
    Document(
        "pledge",
        "07 真实性承诺书",
        "真实性承诺书",
        FILED,
        "县人民政府、县教育行政部门和各校对数据真实性的承诺",
        pledge.view,
    ),
    Document(
        "school-sheets",
        "学校体检单",
        "学校体检单",
        INTERNAL,
        "一校一页：七项指标对照标准和底线、全县位次、尚缺多少、占全县差异的份额，和本校其他问题",
        school_sheets.view,
        parts=school_sheets.parts,
    ),
)
