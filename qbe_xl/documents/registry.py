"""The table of documents: each one's id, file name, template and view, in the order of filing.

To add a document: an outline in scripts/filing (`make templates` writes its two templates), a view
function, and one entry here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from qbe_xl.documents import forms_workbook
from qbe_xl.documents.material import Material
from qbe_xl.documents.views import forms, pledge, reviews, self_report, summary
from qbe_xl.report.view.pieces import View

FILED, INTERNAL = "申报材料", "内部使用"


@dataclass(frozen=True)
class Document:
    """One document of the package.

    id: its name in the manifest; name: of its files, without suffix; template: likewise;
    view: the data of its templates; needs: sections of the county's own texts (`texts.SECTIONS`);
    pictures: SVG pictures of its page by name, made from the view;
    files: further files (name → content), such as the form as .xlsx, or a file for each school.
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


DOCUMENTS: tuple[Document, ...] = (
    Document(
        "to_prefecture",
        "01 评估申请（报州市）",
        "评估申请（报州市）",
        FILED,
        "县人民政府报请州（市）复核",
        summary.view,
    ),
    Document(
        "to_province",
        "02 评估申请（报省级）",
        "评估申请（报省级）",
        FILED,
        "复核后向省级提出评估申请",
        summary.view,
    ),
    Document(
        "self_report",
        "03 自查自评报告",
        "自查自评报告",
        FILED,
        "县人民政府自查自评报告，随结果变化，本县文字写入“本县文字.txt”",
        self_report.view,
        needs=("overview", "thinking", "history", "practice", "improvement"),
        pictures=self_report.pictures,
    ),
    Document(
        "forms",
        "04 申报表",
        "申报表",
        FILED,
        "全国义务教育优质均衡发展县申报表，表Ⅰ–Ⅵ",
        forms.view,
        files=forms_workbook.files,
    ),
    Document(
        "qualification",
        "05 资格条件核查表",
        "资格条件核查表",
        FILED,
        "第四条基本条件及资格审查所看的指标",
        reviews.qualification,
    ),
    Document(
        "vetoes",
        "06 一票否决事项核查表",
        "一票否决事项核查表",
        FILED,
        "第十条所列六种情形",
        reviews.vetoes,
    ),
    Document(
        "pledge",
        "07 真实性承诺书",
        "真实性承诺书",
        FILED,
        "县人民政府对申报材料真实性的承诺",
        pledge.view,
    ),
    Document(
        "public",
        "08 公示",
        "公示",
        FILED,
        "自评结果向社会公示，人数过少的不列",
        summary.public,
        needs=("notice_contact",),
    ),
    Document(
        "prefecture",
        "09 州市复核意见表",
        "州市复核意见表",
        FILED,
        "州（市）复核时填写",
        reviews.prefecture,
    ),
    Document(
        "province",
        "10 省级评估汇总表",
        "省级评估汇总表",
        FILED,
        "省级督导评估时填写",
        reviews.province,
    ),
)
