"""第四条 preconditions, 第九条 recognition, 第十条 vetoes."""

from __future__ import annotations

from decimal import Decimal

from qbe_xl.clauses.records.model import (
    Answers,
    Document,
    Input,
    Lacking,
    Line,
    Parameter,
    Record,
)


def _veto(number: int, title: str, duty: str, *evidence: Document) -> Record:
    """第十条: the circumstance does not exist."""
    id = f"V{number}"
    return Record(
        id=id,
        duty=duty,
        formula="填报为“否”",
        inputs=(Input(id, title),),
        rule=Answers(wanted=False),
        evidence=evidence,
    )


PRECONDITIONS: tuple[Record, ...] = (
    Record(
        id="P1",
        duty="preconditions",
        formula="认定日期满规定年数的当日不晚于评估日期",
        inputs=(Input("P1", "通过基本均衡认定日期", "date", "国家认定文件日期"),),
        parameters=(
            Parameter("P1.years", "count", "年", Decimal(100), "通过基本均衡认定须满的年数"),
        ),
        evidence=(Document("义务教育基本均衡发展县认定文件", "文件", "条文"),),
    ),
    Record(
        id="P2",
        duty="preconditions",
        inputs=(Input("P2", "年度监测持续保持较高水平"),),
        rule=Answers(),
        evidence=(
            Document("认定后各年度监测结果", "报告", "条文"),
            Document("近三年基本均衡差异系数表", "统计表", "资格审核 第2项"),
        ),
    ),
)

RECOGNITION = (
    Record(
        id="S1",
        duty="recognition",
        formula="Σ满意问卷数÷Σ有效问卷数",
        terms={"part": "满意问卷数", "base": "有效问卷数"},
        figure=(Line("S1.required"),),
        lacking=Lacking("满意问卷", "份"),
        parameters=(
            Parameter("S1.required", "share", "比例", Decimal(1)),
            Parameter(
                "S1.sample_share", "share", "比例", Decimal(1), "社会认可度问卷数占常住人口的比例"
            ),
            Parameter("S1.least_papers", "count", "份", Decimal(100_000), "社会认可度问卷最少份数"),
            Parameter(
                "S1.parents_share", "share", "比例", Decimal(1), "社会认可度问卷中家长至少占的比例"
            ),
            Parameter("S1.student_grade", "count", "年级", Decimal(9), "填写学生卷的最低年级"),
            Parameter(
                "S1.answered_share", "share", "比例", Decimal(1), "有效问卷至少答满意度题的比例"
            ),
            Parameter(
                "S1.satisfied",
                "words",
                label="总体评价算作满意的回答",
                allowed=("满意", "基本满意", "一般", "不满意", "不了解"),
            ),
        ),
        evidence=(
            Document("社会认可度调查方案", "方案", "县方案 五（三）"),
            Document("社会认可度问卷汇总表", "统计表", "申报表 表Ⅵ"),
            Document("有效问卷", "问卷", "惯例"),
            Document("实地走访记录", "记录", "申报表 表Ⅵ"),
        ),
    ),
)

VETOES = (
    _veto(
        1,
        "以考试方式招生",
        "enrolment",
        Document("招生工作方案和核查情况", "报告", "惯例"),
    ),
    _veto(
        2,
        "违规择校",
        "enrolment",
        Document("择校核查情况和学籍变动说明", "报告", "惯例"),
    ),
    _veto(
        3,
        "重点学校或重点班",
        "enrolment",
        Document("编班记录和均衡编班核查情况", "报告", "惯例"),
    ),
    _veto(
        4,
        "有编不补或长期聘用编外教师",
        "posts",
        Document("教职工编制使用台账", "台账", "采集表 编制情况"),
        Document("在编不在岗和在岗不在编说明", "报告", "采集表 编制情况"),
    ),
    _veto(
        5,
        "重大安全责任事故或严重违纪违规",
        "safety",
        Document("安全责任事故和违纪违规情况证明", "证明", "资格审核 第5项"),
    ),
    _veto(
        6,
        "弄虚作假",
        "integrity",
        Document("数据真实性承诺书", "证明", "惯例", by="education"),
        Document("数据核查记录", "记录", "惯例", by="education"),
    ),
)
