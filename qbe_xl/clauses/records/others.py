"""第四条 preconditions, 第九条 recognition, 第十条 vetoes."""

from __future__ import annotations

from qbe_xl.clauses.records.model import (
    Answers,
    Input,
    Lacking,
    Line,
    Record,
    documents_of,
    parameters_of,
)

PRECONDITIONS: tuple[Record, ...] = (
    Record(
        id="P1",
        duty="preconditions",
        formula="认定日期满规定年数的当日不晚于评估日期",
        inputs=(Input("P1", "通过基本均衡认定日期", "date", "国家认定文件日期"),),
        parameters=parameters_of("P1.years | count 年 100 | 通过基本均衡认定须满的年数"),
        evidence=documents_of("义务教育基本均衡发展县认定文件 | 文件 | 条文"),
    ),
    Record(
        id="P2",
        duty="preconditions",
        inputs=(Input("P2", "年度监测持续保持较高水平", no="年度监测未持续保持较高水平"),),
        rule=Answers(),
        evidence=documents_of("""
            认定后各年度监测结果 | 报告 | 条文
            近三年基本均衡差异系数表 | 统计表 | 惯例
        """),
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
        parameters=parameters_of("""
            S1.required | share 比例 1
            S1.sample_share | share 比例 1 | 社会认可度问卷数占常住人口的比例
            S1.least_papers | count 份 100000 | 社会认可度问卷最少份数
            S1.parents_share | share 比例 1 | 社会认可度问卷中家长至少占的比例
            S1.student_grade | count 年级 9 | 填写学生卷的最低年级
            S1.answered_share | share 比例 1 | 有效问卷至少答满意度题的比例
            S1.satisfied | words | 总体评价算作满意的回答 | allowed=满意,基本满意,一般,不满意,不了解
        """),
        evidence=documents_of("""
            社会认可度调查方案 | 方案 | 惯例
            社会认可度问卷汇总表 | 统计表 | 申报表 表Ⅵ
            有效问卷 | 问卷 | 惯例
            实地走访记录 | 记录 | 申报表 表Ⅵ
        """),
    ),
)

_VETOES = (
    ("以考试方式招生", "enrolment", "招生工作方案和核查情况 | 报告 | 惯例"),
    ("违规择校", "enrolment", "择校核查情况和学籍变动说明 | 报告 | 惯例"),
    ("重点学校或重点班", "enrolment", "编班记录和均衡编班核查情况 | 报告 | 惯例"),
    (
        "有编不补或长期聘用编外教师",
        "posts",
        "教职工编制使用台账 | 台账 | 惯例\n在编不在岗和在岗不在编说明 | 报告 | 惯例",
    ),
    (
        "重大安全责任事故或严重违纪违规",
        "safety",
        "安全责任事故和违纪违规情况证明 | 证明 | 惯例",
    ),
    (
        "弄虚作假",
        "integrity",
        "数据真实性承诺书 | 证明 | 惯例 | education\n数据核查记录 | 记录 | 惯例 | education",
    ),
)
VETOES = tuple(
    Record(
        id=f"V{number}",
        duty=duty,
        formula="填报为“否”",
        inputs=(Input(f"V{number}", title),),
        rule=Answers(wanted=False),
        evidence=documents_of(evidence),
    )
    for number, (title, duty, evidence) in enumerate(_VETOES, 1)
)
"""第十条: the circumstance does not exist."""
