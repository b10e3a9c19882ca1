"""第六条: the seven resource indicators, the verdict of a section, the 差异系数, who is assessed."""

from __future__ import annotations

from qbe_xl.clauses.records.model import (
    Parameter,
    Record,
    Resource,
    documents_of,
    parameters_of,
)

SCOPE: tuple[Parameter, ...] = parameters_of("""
    scope.teaching_point_pupils | count 人 1000 | 教学点纳入评估的最少学生数
    scope.private_schools | flag | 民办学校是否纳入资源配置评估
    scope.outside_types | words | 不参加资源配置、专用教室、规模、班额、就近入学评估的办学类型 | allowed=小学,教学点,初级中学,九年一贯制学校,十二年一贯制学校,完全中学,特殊教育学校,职业学校
    scope.stage_weight | number - 10 | 全校资源分摊到学段的学生权重 | by=primary,junior,senior low=0.01
    scope.decline | choice | 连续两年下滑的读法（第十七条） | allowed=items,groups,cv words=达标的指标数连续两年减少,原已达标的方面连续两年未达标,任一差异系数连续两年上升
""")
"""Who is assessed and how a whole school is shared: of no clause alone."""

RECORDS: tuple[Record, ...] = (
    Record(
        id="R1",
        duty="posts",
        balance_duty="exchange",
        resource=Resource(
            100,
            ((1, "{stage}_degree"),),
            False,
            "高于规定学历教师数÷在校生数×100",
            short="高学历教师",
            thing="高于规定学历教师",
            unit="人",
        ),
        parameters=parameters_of("R1.required | number 人 100 | - | by=primary,junior"),
        evidence=documents_of("""
            分校专任教师学历统计表 | 统计表 | 统计 专任教师按学历分 | education
            高于规定学历教师名册 | 名册 | 惯例 | education
            分校达标情况和差异系数表 | 统计表 | 申报表 表Ⅱ-2、表Ⅲ | education
        """),
    ),
    Record(
        id="R2",
        duty="training",
        balance_duty="exchange",
        resource=Resource(
            100,
            ((1, "{stage}_backbone"),),
            False,
            "县级以上骨干教师数÷在校生数×100",
            short="骨干教师",
            thing="县级以上骨干教师",
            unit="人",
        ),
        parameters=parameters_of("R2.required | number 人 100 | - | by=primary,junior"),
        evidence=documents_of("""
            县级以上骨干教师认定文件 | 文件 | 惯例
            分校骨干教师名册 | 名册 | 惯例
            骨干教师培养和考核材料 | 记录 | 惯例
            分校达标情况和差异系数表 | 统计表 | 申报表 表Ⅱ-2、表Ⅲ
        """),
    ),
    Record(
        id="R3",
        duty="posts",
        balance_duty="exchange",
        resource=Resource(
            100,
            ((1, "{stage}_arts"),),
            False,
            "体育艺术专任教师数÷在校生数×100",
            short="体艺教师",
            thing="体育艺术专任教师",
            unit="人",
        ),
        parameters=parameters_of("R3.required | number 人 100 | - | by=primary,junior"),
        evidence=documents_of("""
            分校专任教师任教学科统计表 | 统计表 | 统计 专任教师按授课课程分 | education
            体育艺术专任教师名册 | 名册 | 惯例 | education
            体育艺术课程表 | 记录 | 惯例 | school
            分校达标情况和差异系数表 | 统计表 | 申报表 表Ⅱ-2、表Ⅲ | education
        """),
    ),
    Record(
        id="R4",
        duty="buildings",
        balance_duty="buildings",
        resource=Resource(
            1,
            ((1, "teaching_area"), (-1, "indoor_area")),
            True,
            "（教学及辅助用房面积－室内体育用房面积）×本学段分摊比例÷在校生数",
            short="教学用房",
            thing="教学及辅助用房",
            unit="㎡",
            decimals=2,
        ),
        parameters=parameters_of("R4.required | number ㎡ 1000 | - | by=primary,junior"),
        evidence=documents_of("""
            分校校舍面积统计表 | 统计表 | 统计 校舍情况
            校舍产权或竣工验收资料 | 证明 | 惯例
            教学及辅助用房台账 | 台账 | 惯例 | school
            分校达标情况和差异系数表 | 统计表 | 申报表 表Ⅱ-2、表Ⅲ
        """),
    ),
    Record(
        id="R5",
        duty="sites",
        balance_duty="sites",
        resource=Resource(
            1,
            ((1, "field_area"), (1, "indoor_area")),
            True,
            "（运动场地面积＋室内体育用房面积）×本学段分摊比例÷在校生数",
            short="体育场馆",
            thing="体育运动场馆",
            unit="㎡",
            decimals=2,
        ),
        parameters=parameters_of("R5.required | number ㎡ 1000 | - | by=primary,junior"),
        evidence=documents_of("""
            分校运动场地和室内体育用房统计表 | 统计表 | 统计 校舍情况
            运动场馆平面图和测量记录 | 图纸照片 | 惯例 | school
            分校达标情况和差异系数表 | 统计表 | 申报表 表Ⅱ-2、表Ⅲ
        """),
    ),
    Record(
        id="R6",
        duty="equipment",
        balance_duty="equipment",
        resource=Resource(
            10_000,
            ((1, "equipment"),),
            True,
            "教学仪器设备值（万元）×10000×本学段分摊比例÷在校生数",
            short="仪器设备",
            thing="教学仪器设备",
            unit="元",
            decimals=0,
        ),
        parameters=parameters_of("R6.required | number 元 | - | by=primary,junior"),
        evidence=documents_of("""
            分校教学仪器设备值统计表 | 统计表 | 统计 资产等办学条件
            教学仪器设备资产明细账 | 台账 | 惯例 | school
            设备采购合同和验收单 | 合同 | 惯例
            分校达标情况和差异系数表 | 统计表 | 申报表 表Ⅱ-2、表Ⅲ
        """),
    ),
    Record(
        id="R7",
        duty="network",
        balance_duty="network",
        resource=Resource(
            100,
            ((1, "media_rooms"),),
            True,
            "网络多媒体教室数×本学段分摊比例÷在校生数×100",
            short="多媒体教室",
            thing="网络多媒体教室",
            unit="间",
        ),
        parameters=parameters_of("R7.required | number 间 100 | - | by=primary,junior"),
        evidence=documents_of("""
            分校网络多媒体教室统计表 | 统计表 | 统计 信息化建设情况
            网络多媒体教室台账 | 台账 | 惯例 | school
            网络接入证明 | 证明 | 惯例
            分校达标情况和差异系数表 | 统计表 | 申报表 表Ⅱ-2、表Ⅲ
        """),
    ),
    Record(
        id="section",
        duty="",
        parameters=parameters_of("""
            section.indicators_met | count 项 7 | 每校至少达标的指标数
            section.floor | share 比例 1 | 余项不低于标准的比例
        """),
    ),
    Record(
        id="balance",
        duty="",
        parameters=parameters_of("""
            balance.limit | number - 5 | 校际差异系数上限 | by=primary,junior
        """),
    ),
)
