"""The table of documents: each one's id, file name, template and view, in the order of filing.

To add a document: a text in `outlines` (`make templates` writes its two templates), a view
function, and one entry here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from qbe_xl.documents import forms_workbook
from qbe_xl.documents.material import Material
from qbe_xl.documents.views import (
    brief,
    duties,
    evidence,
    forms,
    papers,
    pledge,
    reviews,
    school_sheets,
    self_report,
    summary,
)
from qbe_xl.sheets.pieces import View

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
    Document(
        "evidence",
        "11 佐证材料目录",
        "佐证材料目录",
        FILED,
        "每项指标应备的材料、责任单位和是否已列",
        evidence.view,
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
    Document(
        "duties",
        "责任清单",
        "责任清单",
        INTERNAL,
        "每个成员单位和乡镇的职责、牵头和配合的整改事项、期限；以整改台账为准",
        duties.units,
        parts=duties.unit_parts,
    ),
    Document(
        "notices",
        "整改通知",
        "整改通知",
        INTERNAL,
        "发给每所有问题的学校：存在问题、整改措施、责任单位和期限",
        duties.notices,
        parts=duties.notice_parts,
    ),
    Document(
        "papers",
        "社会认可度问卷",
        "社会认可度问卷",
        INTERNAL,
        "社会卷、校长教师卷、学生卷，录入纸质答卷的网页，和按常住人口分到校的调查方案",
        papers.view,
        files=papers.files,
        parts=papers.parts,
    ),
    Document(
        "brief",
        "工作简报",
        "工作简报",
        INTERNAL,
        "两页：现在到了哪一步，与上次相比的变化，下一步",
        brief.view,
    ),
)
