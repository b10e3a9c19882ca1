"""第七条: what the county government guarantees."""

from __future__ import annotations

from qbe_xl.clauses.records.model import (
    Answers,
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
        id="G1",
        duty="layout",
        inputs=(Input("G1", "规划布局合理", no="规划布局不合理"),),
        rule=Answers(),
        evidence=documents_of("""
            学校布局规划和布局图 | 图纸照片 | 惯例
            布局规划批准文件 | 文件 | 惯例
            教育事业发展规划 | 文件 | 惯例
            学位供需测算表 | 统计表 | 惯例
        """),
    ),
    Record(
        id="G2",
        duty="unified",
        formula="四项均为“是”",
        inputs=(
            Input("G2.1", "建设标准统一", no="建设标准不统一"),
            Input("G2.2", "教师编制标准统一", no="教师编制标准不统一"),
            Input("G2.3", "公用经费基准定额统一", no="公用经费基准定额不统一"),
            Input("G2.4", "基本装备配置标准统一", no="基本装备配置标准不统一"),
        ),
        rule=Answers(),
        evidence=documents_of("""
            城乡统一的学校建设标准文件 | 文件 | 惯例
            城乡统一的教师编制标准文件 | 文件 | 惯例 | establishment
            城乡统一的公用经费基准定额文件 | 文件 | 惯例 | finance
            城乡统一的装备配置标准文件 | 文件 | 惯例
            编制核定文件 | 文件 | 惯例 | establishment
            公用经费下达文件 | 文件 | 惯例 | finance
        """),
    ),
    Record(
        id="G3",
        duty="buildings",
        rules=("transitional",),
        formula="每校小学、初中班级数÷12 向上取整，音乐、美术专用教室合格间数分别不少于该数",
        counted="所",
        parameters=parameters_of("""
            G3.classes_per_room | count 班 100 | 每多少个班级配备音乐、美术专用教室各1间
            G3.music_area | number ㎡ 1000 | 音乐专用教室最小面积
            G3.art_area | number ㎡ 1000 | 美术专用教室最小面积
            G3.older_built_by | year 年 2100 | 按较小面积认定专用教室的建校年份上限 | rule=transitional
            G3.older_music_area | number ㎡ 1000 | 较早建成学校音乐专用教室最小面积 | rule=transitional
            G3.older_art_area | number ㎡ 1000 | 较早建成学校美术专用教室最小面积 | rule=transitional
            G3.small_class_below | count 人 100 | 农村小规模学校认定：最大班额低于 | rule=transitional
            G3.small_area | number ㎡ 1000 | 农村小规模学校专用教室最小面积 | by=primary,junior rule=transitional
        """),
        evidence=documents_of("""
            音乐美术专用教室台账 | 台账 | 申报表 表Ⅳ第3项
            专用教室照片和平面图 | 图纸照片 | 惯例 | school
        """),
    ),
    Record(
        id="G4",
        duty="layout",
        rules=("transitional",),
        formula="每校小学＋初中在校生数不超过上限",
        counted="所",
        lacking=Lacking("学位（须分流的学生）", "人", "pupils", "limit", -1),
        parameters=parameters_of("""
            G4.limit | count 人 100000 | 小学、初中学校规模上限
            G4.through_limit | count 人 100000 | 一贯制学校义务教育阶段规模上限
            G4.older_built_by | year 年 2100 | 按较大规模认定的建校年份上限 | rule=transitional
            G4.older_limit | count 人 100000 | 较早建成小学、初中学校规模上限 | rule=transitional
            G4.older_through_limit | count 人 100000 | 较早建成九年一贯制学校规模上限 | rule=transitional
        """),
        evidence=documents_of("""
            分校在校生数统计表 | 统计表 | 申报表 表Ⅳ第4项
            超规模学校分流方案 | 方案? | 惯例
        """),
    ),
    Record(
        id="G5",
        duty="layout",
        formula="每班人数不超过上限",
        counted="个班",
        parameters=parameters_of("G5.limit | count 人 1000 | 班额上限 | by=primary,junior"),
        evidence=documents_of("""
            分校分班学生数统计表 | 统计表 | 申报表 表Ⅳ第5项
            大班额消除方案 | 方案? | 惯例
        """),
    ),
    Record(
        id="G6",
        duty="funds",
        formula="教学点、乡村小学在校生 1–99 人的，公用经费核定学生数不少于 100 人",
        counted="所",
        lacking=Lacking("公用经费核定学生数", "人", "funded", "required"),
        parameters=parameters_of("""
            G6.funded_pupils | count 人 10000 | 不足该人数的学校按该人数核定公用经费
        """),
        evidence=documents_of("""
            不足100人学校公用经费核定和下达文件 | 文件 | 申报表 表Ⅳ第6项
            不足100人村小学和教学点名单 | 台账 | 惯例 | education
        """),
    ),
    Record(
        id="G7",
        duty="special_funds",
        formula="特殊教育学校公用经费预算合计÷学生数合计",
        terms={"funds": "公用经费预算合计", "pupils": "学生数合计"},
        figure=(Line("G7.required", money=True),),
        also_whole=True,
        parameters=parameters_of("G7.required | number 元"),
        evidence=documents_of("""
            特殊教育学校公用经费下达文件 | 文件 | 申报表 表Ⅳ第7项
            特殊教育学校学生数统计表 | 统计表 | 申报表 表Ⅳ第7项 | education
        """),
    ),
    Record(
        id="G8",
        duty="pay",
        formula="教师年平均工资收入不低于公务员，且绩效工资总量足额核定",
        inputs=(
            Input(
                "G8.1",
                "教师年平均工资收入",
                "number",
                "全县义务教育公办学校教师，上一财务年度",
                "元",
            ),
            Input("G8.2", "公务员年平均工资收入", "number", "当地公务员，上一财务年度", "元"),
            Input("G8.3", "足额核定绩效工资总量", no="未足额核定绩效工资总量"),
        ),
        terms={"teachers": "教师年平均工资收入", "servants": "公务员年平均工资收入"},
        conditions={"G8.1≥G8.2": "教师年平均工资收入不低于公务员"},
        pair=(("teachers", "教师"), ("servants", "公务员")),
        evidence=documents_of("""
            教师和公务员年平均工资收入对比表 | 统计表 | 申报表 表Ⅳ第8项
            教师工资发放汇总表 | 台账 | 惯例
            绩效工资总量核定文件 | 文件 | 条文 | human_resources
        """),
    ),
    Record(
        id="G9",
        duty="training",
        formula="Σ完成360学时教师数÷Σ专任教师数",
        terms={"part": "完成360学时教师数（逐校不超过专任教师数）", "base": "专任教师数"},
        figure=(Line("G9.required"),),
        lacking=Lacking("完成360学时培训的教师", "人", "part", "base"),
        also_whole=True,
        parameters=parameters_of("G9.required | share 比例 1"),
        evidence=documents_of("""
            教师培训学时登记台账 | 台账 | 申报表 表Ⅳ第9项
            教师培训规划和年度计划 | 方案 | 惯例
        """),
    ),
    Record(
        id="G10",
        duty="exchange",
        inputs=(Input("G10", "统筹分配编制和岗位", no="未统筹分配编制和岗位"),),
        rule=Answers(),
        evidence=documents_of("""
            分校编制分配方案 | 方案 | 惯例
            分校岗位设置方案 | 方案 | 惯例
            编制总额核定文件 | 文件 | 条文 | establishment
        """),
    ),
    Record(
        id="G11",
        duty="exchange",
        formula="Σ交流轮岗÷Σ符合交流条件；Σ交流轮岗骨干÷Σ交流轮岗",
        terms={
            "eligible": "符合交流条件教师数",
            "exchanged": "交流轮岗教师数",
            "exchanged_backbone": "交流轮岗骨干教师数",
        },
        conditions={"exchange_rate": "交流轮岗比例", "backbone_rate": "骨干教师比例"},
        figure=(
            Line("G11.exchange", "exchange_rate", "交流"),
            Line("G11.backbone", "backbone_rate", "骨干"),
        ),
        also_whole=True,
        parameters=parameters_of("""
            G11.exchange | share 比例 1 | 交流轮岗教师占符合交流条件教师的比例
            G11.backbone | share 比例 1 | 骨干教师占交流轮岗教师的比例
        """),
        evidence=documents_of("""
            教师校长交流轮岗实施办法 | 文件 | 惯例
            符合交流条件教师名册 | 名册 | 申报表 表Ⅳ第11项
            交流轮岗教师名册 | 名册 | 申报表 表Ⅳ第11项
            交流轮岗调配文件 | 文件 | 惯例
        """),
    ),
    Record(
        id="G12",
        duty="training",
        formula="Σ持证专任教师数÷Σ专任教师数",
        terms={"part": "持证专任教师数（逐校不超过专任教师数）", "base": "专任教师数"},
        figure=(Line("G12.required"),),
        lacking=Lacking("持证专任教师", "人", "part", "base"),
        also_whole=True,
        parameters=parameters_of("G12.required | share 比例 1 | 专任教师持证上岗率"),
        evidence=documents_of("专任教师资格证台账 | 台账 | 申报表 表Ⅳ第12项"),
    ),
    Record(
        id="G13",
        duty="enrolment",
        formula="Σ就近入学学生数÷Σ在校生数（城区、镇区公办非寄宿制学校）",
        terms={
            "primary_part": "小学就近入学学生数",
            "primary_base": "小学在校生数",
            "junior_part": "初中就近入学学生数",
            "junior_base": "初中在校生数",
        },
        conditions={"primary": "小学", "junior": "初中"},
        figure=(
            Line("G13.required.primary", "primary", "小学"),
            Line("G13.required.junior", "junior", "初中"),
        ),
        also_whole=True,
        parameters=parameters_of("""
            G13.required | share 比例 1 | 就近划片入学比例 | by=primary,junior
        """),
        evidence=documents_of("""
            招生划片方案 | 方案 | 惯例
            分校就近入学统计表 | 统计表 | 申报表 表Ⅳ第13项
            招生公告和录取公示 | 记录 | 惯例
        """),
    ),
    Record(
        id="G14",
        duty="enrolment",
        formula="分配到初中的名额数÷优质高中招生计划数，且向农村初中倾斜",
        inputs=(
            Input("G14.1", "优质高中招生计划数", "count", unit="人"),
            Input("G14.2", "分配到初中的名额数", "count", unit="人"),
            Input("G14.3", "向农村初中倾斜", no="未向农村初中倾斜"),
            Input(
                "G14.4",
                "分配到农村初中的名额数",
                "count",
                "只填入申报表",
                "人",
                optional=True,
                within="G14.2",
            ),
        ),
        rule=Rate(("G14.2",), "G14.1", "G14.required"),
        terms={"part": "分配到初中的名额数", "base": "优质高中招生计划数"},
        figure=(Line("G14.required"),),
        lacking=Lacking("分配到初中的名额", "人"),
        parameters=parameters_of("G14.required | share 比例 1"),
        evidence=documents_of("""
            优质高中招生名额分配方案 | 方案 | 申报表 表Ⅳ第14项
            分校名额分配表 | 统计表 | 申报表 表Ⅳ第14项
            定向录取结果 | 记录 | 惯例
        """),
    ),
    Record(
        id="G15",
        duty="care",
        formula="（公办就读数＋购买服务民办就读数）÷符合条件随迁子女数，且关爱体系健全",
        inputs=(
            Input("G15.1", "留守儿童关爱体系健全", no="留守儿童关爱体系不健全"),
            Input("G15.2", "符合条件随迁子女数", "count", unit="人"),
            Input("G15.3", "公办学校就读数", "count", unit="人"),
            Input("G15.4", "政府购买服务民办学校就读数", "count", unit="人"),
        ),
        rule=Rate(("G15.3", "G15.4"), "G15.2", "G15.required", unneeded=True),
        terms={"part": "公办和购买服务民办学校就读数", "base": "符合条件随迁子女数"},
        figure=(Line("G15.required"),),
        lacking=Lacking("公办和政府购买服务学位", "人"),
        parameters=parameters_of("""
            G15.required | share 比例 1 | 随迁子女在公办和购买服务民办学校就读比例
        """),
        evidence=documents_of("""
            留守儿童关爱服务体系文件 | 文件 | 条文
            留守儿童台账 | 名册 | 惯例
            随迁子女就读台账 | 名册 | 惯例
            购买民办学校学位合同 | 合同? | 惯例
        """),
    ),
)
