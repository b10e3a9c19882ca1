"""第八条: the quality of education."""

from __future__ import annotations

from qbe_xl.clauses.records.model import (
    Input,
    Lacking,
    Line,
    Rate,
    Record,
    documents_of,
    parameters_of,
)

RECORDS: tuple[Record, ...] = (
    Record(
        id="Q1",
        duty="retention",
        formula="毕业班学生数÷（三年前入学＋转入－转出－死亡）",
        inputs=(
            Input("Q1.1", "毕业班学生数", "count", "本届初中毕业班", "人"),
            Input("Q1.2", "三年前入学学生数", "count", "同一届入学时", "人"),
            Input("Q1.3", "三年转入数", "count", unit="人"),
            Input("Q1.4", "三年转出数", "count", unit="人"),
            Input("Q1.5", "三年死亡数", "count", unit="人"),
        ),
        terms={"part": "毕业班学生数", "base": "三年前入学＋转入－转出－死亡"},
        by_formula={
            "flows_in_graduates": (
                "（毕业班学生数－转入＋转出）÷（三年前入学－死亡）",
                {"part": "毕业班学生数－转入＋转出", "base": "三年前入学－死亡"},
            )
        },
        figure=(Line("Q1.required"),),
        lacking=Lacking("毕业班学生", "人"),
        parameters=parameters_of("""
            Q1.required | share 比例 1
            Q1.formula | choice | 巩固率算法 | allowed=flows_in_base,flows_in_graduates words=毕业班学生数÷（三年前入学＋转入－转出－死亡）,（毕业班学生数－转入＋转出）÷（三年前入学－死亡）
        """),
        evidence=documents_of("""
            初中三年巩固率计算表 | 统计表 | 申报表 表Ⅴ第1项
            学籍变动证明材料 | 证明 | 惯例
            控辍保学和劝返复学台账 | 名册 | 惯例
        """),
    ),
    Record(
        id="Q2",
        duty="disability",
        formula="（特教学校＋随班就读＋送教上门）÷适龄残疾儿童少年数",
        inputs=(
            Input("Q2.1", "适龄残疾儿童少年数", "count", unit="人"),
            Input("Q2.2", "特教学校就读数", "count", unit="人"),
            Input("Q2.3", "随班就读数", "count", unit="人"),
            Input("Q2.4", "送教上门数", "count", unit="人"),
        ),
        rule=Rate(("Q2.2", "Q2.3", "Q2.4"), "Q2.1", "Q2.required", unneeded=True),
        terms={"part": "特教、随班、送教就读数", "base": "适龄残疾儿童少年数"},
        figure=(Line("Q2.required"),),
        lacking=Lacking("入学的残疾儿童少年", "人"),
        parameters=parameters_of("Q2.required | share 比例 1"),
        evidence=documents_of("""
            适龄残疾儿童少年名册 | 名册 | 惯例 | disabled
            残疾儿童少年入学情况统计表 | 统计表 | 申报表 表Ⅴ第2项
            一人一案和送教上门记录 | 记录 | 惯例
        """),
    ),
    Record(
        id="Q3",
        duty="conduct",
        formula="每校两项均为“是”",
        inputs=(
            Input(
                "Q3",
                "学校章程与信息化",
                "text",
                "按各校数据计算，这里只写简要结论",
                optional=True,
                noted_only=True,
            ),
        ),
        counted="所",
        lacking=Lacking(unit="校"),
        asks=("charter", "informatised"),
        evidence=documents_of("""
            学校章程和核准文件 | 文件 | 惯例 | school
            学校管理与教学信息化方案 | 方案 | 惯例 | school
        """),
    ),
    Record(
        id="Q4",
        duty="training_funds",
        formula="每校教师培训经费÷年度公用经费预算",
        counted="所",
        parameters=parameters_of("""
            Q4.required | share 比例 1 | 教师培训经费占年度公用经费预算的比例
        """),
        evidence=documents_of("""
            分校公用经费预算和培训经费安排表 | 统计表 | 申报表 表Ⅴ第4项
            培训经费预算批复 | 文件 | 惯例 | finance
            培训经费支出明细账 | 台账 | 惯例 | school
        """),
    ),
    Record(
        id="Q5",
        duty="conduct",
        formula="每校两项均为“是”",
        inputs=(
            Input(
                "Q5",
                "信息化教学与设备利用",
                "text",
                "按各校数据计算，这里只写简要结论",
                optional=True,
                noted_only=True,
            ),
        ),
        counted="所",
        lacking=Lacking(unit="校"),
        asks=("it_teaching", "equipment_used"),
        evidence=documents_of("""
            教师信息化能力培训和考核记录 | 记录 | 惯例
            设施设备使用登记 | 记录 | 惯例 | school
        """),
    ),
    Record(
        id="Q6",
        duty="conduct",
        formula="每校达到良好以上",
        inputs=(
            Input(
                "Q6",
                "德育与校园文化",
                "text",
                "按各校数据计算，这里只写简要结论",
                optional=True,
                noted_only=True,
            ),
        ),
        counted="所",
        lacking=Lacking(unit="校"),
        parameters=parameters_of("""
            Q6.accepted | words | 德育与校园文化合格等次 | allowed=优秀,良好,一般,较差
        """),
        evidence=documents_of("""
            德育工作和校园文化建设评价结果 | 报告 | 条文
            德育和校园文化活动材料 | 记录 | 惯例 | school
        """),
    ),
    Record(
        id="Q7",
        duty="conduct",
        formula="每校三项均为“是”",
        inputs=(
            Input(
                "Q7",
                "课程、秩序与综合实践",
                "text",
                "按各校数据计算，这里只写简要结论",
                optional=True,
                noted_only=True,
            ),
        ),
        counted="所",
        lacking=Lacking(unit="校"),
        asks=("full_courses", "orderly", "practice"),
        evidence=documents_of("""
            分校课程表 | 记录 | 惯例 | school
            课程实施督导检查记录 | 记录 | 惯例
            综合实践活动方案和记录 | 记录 | 条文 | school
        """),
    ),
    Record(
        id="Q8",
        duty="conduct",
        formula="每校为“是”",
        inputs=(
            Input(
                "Q8",
                "课业负担",
                "text",
                "按各校数据计算，这里只写简要结论",
                optional=True,
                noted_only=True,
            ),
        ),
        counted="所",
        lacking=Lacking(unit="校"),
        asks=("no_overload",),
        evidence=documents_of("""
            作业管理和作业公示制度 | 文件 | 惯例
            课后服务实施方案 | 方案 | 惯例
            课业负担检查和监测记录 | 记录 | 惯例
        """),
    ),
    Record(
        id="Q9",
        duty="learning",
        formula="每个学科达到规定等级，且校际差异率低于规定值",
        counted="项",
        lacking=Lacking(unit="项"),
        parameters=parameters_of("""
            Q9.lowest_level | count 级 4 | 学业水平最低等级 | low=1
            Q9.difference_below | share - 1 | 校际差异率须低于
        """),
        evidence=documents_of("国家义务教育质量监测结果报告 | 报告 | 申报表 表Ⅴ第9项"),
    ),
)
