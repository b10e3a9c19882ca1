"""What a county hands in: every sheet, column and item of the input workbook, in one table.

The reader, the blank workbook, the error texts and docs/layout.md all come from it. A column
or item that is `optional` serves documents or warnings only and may be lacking.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

from qbe_xl.clauses.records import RECORDS

Kind = Literal["text", "code", "choice", "yesno", "count", "number", "year", "date"]
Stage = Literal["primary", "junior", "senior"]

STAGES: tuple[Stage, ...] = ("primary", "junior", "senior")
STAGE_WORDS: dict[str, str] = {"primary": "小学", "junior": "初中", "senior": "高中"}

TEACHING_POINT = "教学点"
PRIMARY_SCHOOL = "小学"
SPECIAL_SCHOOL = "特殊教育学校"
VOCATIONAL_SCHOOL = "职业学校"

STAGES_OF_TYPE: dict[str, tuple[Stage, ...]] = {
    "小学": ("primary",),
    "教学点": ("primary",),
    "初级中学": ("junior",),
    "九年一贯制学校": ("primary", "junior"),
    "十二年一贯制学校": ("primary", "junior", "senior"),
    "完全中学": ("junior", "senior"),
    "特殊教育学校": (),
    "职业学校": (),
}
THROUGH_TYPES = ("九年一贯制学校", "十二年一贯制学校")
SCHOOL_TYPES = tuple(STAGES_OF_TYPE)
OWNERS = ("公办", "民办")
AREAS = ("城区", "镇区", "乡村")
GRADES_OF_CULTURE = ("优秀", "良好", "一般", "较差")
LEVELS = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ")
GROUPS = ("学生", "家长", "教师", "校长", "人大代表", "政协委员", "其他群众")
GROUP_TOTAL = "合计"
TOTAL_ROWS = ("合计", "总计", "小计")
YES_NO = ("是", "否")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet.

    key: name in code; header: as printed; rules: the ids that read it (R1, G9 …);
    form: the statistical form that it is copied from, where known.
    """

    key: str
    header: str
    kind: Kind
    help: str
    unit: str = ""
    optional: bool = False
    rules: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    form: str = ""
    group: str = ""
    filled: bool = False
    """Must hold something in every row that holds anything."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a sheet that lists items: 县级数据, 一票否决, 县情."""

    key: str
    title: str
    kind: Kind
    help: str = ""
    unit: str = ""
    optional: bool = False
    rules: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    noted_only: bool = False
    """May stand with a 简要结论 alone: its state is made from the schools."""


@dataclass(frozen=True)
class SheetLayout:
    """One sheet: the key column marks the header row; `items` where its rows are fixed."""

    name: str
    key: str
    help: str
    columns: tuple[Column, ...]
    items: tuple[Item, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        """A sheet of the contract stays itself, wherever it is unpacked."""
        if BY_NAME.get(self.name) is self:
            return _of_name, (self.name,)
        return SheetLayout, (self.name, self.key, self.help, self.columns, self.items)

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """Columns by their key."""
        return {column.key: column for column in self.columns}

    @cached_property
    def by_header(self) -> dict[str, Column]:
        """Columns by their header without unit."""
        return {column.header: column for column in self.columns}

    @cached_property
    def by_item(self) -> dict[str, Item]:
        """Items by their number or name."""
        return {item.key: item for item in self.items}

    @property
    def key_column(self) -> Column:
        """The column whose header marks the header row."""
        return self.by_key[self.key]


_ALLOWED = {
    "type": SCHOOL_TYPES,
    "owner": OWNERS,
    "area": AREAS,
    "culture": GRADES_OF_CULTURE,
    "stage": tuple(STAGE_WORDS.values()),
    "kind": ("音乐", "美术"),
    "level": LEVELS,
    "group": (*GROUPS, GROUP_TOTAL),
}
"""What a column of kind choice may hold, by its key."""


def _columns(table: str) -> tuple[Column, ...]:
    """The columns of a table, one a line: key, header, kind, unit, form, rules, help; - for none.

    A kind with ! must hold something, one with ? may be lacking. `#` begins a group. A key with *_
    stands for a column of 小学 and one of 初中, whose words take the place of 学段.
    """
    found: list[Column] = []
    group = ""
    for line in table.strip().splitlines():
        if line.startswith("#"):
            group = line[2:]
            continue
        key, header, said, *others = (part.strip() for part in line.split(" | "))
        unit, form, rules, help = ("" if part == "-" else part for part in others)
        kind = next(kind for kind in get_args(Kind) if kind == said.rstrip("!?"))
        for stage in STAGES[:2] if key.startswith("*_") else ("",):
            word = STAGE_WORDS.get(stage, "学段")
            column = Column(
                key.replace("*", stage, 1),
                header.replace("学段", word),
                kind,
                help.replace("本学段", word),
                unit,
                said.endswith("?"),
                tuple(rules.split()),
                YES_NO if kind == "yesno" else _ALLOWED[key] if kind == "choice" else (),
                form,
                group,
                said.endswith("!"),
            )
            found.append(column)
    return tuple(found)


def _declared(*, vetoes: bool) -> tuple[Item, ...]:
    """The rows that the clauses declare: of 一票否决, or of 县级数据."""
    return tuple(
        Item(
            given.key,
            given.title,
            given.kind,
            given.help,
            given.unit,
            optional=given.optional,
            rules=() if given.optional and not given.noted_only else (id,),
            noted_only=given.noted_only,
        )
        for id, record in RECORDS.items()
        if (record.group == "V") is vetoes
        for given in record.inputs
    )


def _fact(key: str, kind: Kind = "text", unit: str = "", help: str = "") -> Item:
    return Item(key, key, kind, help, unit, optional=True)


SCHOOLS = SheetLayout(
    "学校",
    "code",
    "一校一行；单独计数的校区、教学点各占一行。空白表示未填报，不等于 0。",
    _columns("""
# 基本情况
code | 学校标识码 | code! | - | 教育事业统计 | G3 G5 | 教育部统一编制的学校（机构）标识码，全县不得重复
name | 学校名称 | text! | - | 教育事业统计 | - | 与教育事业统计中的校名一致
township | 所属乡镇 | text? | - | 教育事业统计 | - | 学校所在乡（镇、街道）
parent | 归属学校标识码 | code? | - | - | Q3 Q4 Q5 Q6 Q7 Q8 | 由另一所学校管理经费和章程的分校、教学点，填那所学校的标识码；其余留空
type | 办学类型 | choice! | - | 教育事业统计 | R1 R2 R3 R4 R5 R6 R7 G3 G4 G5 G6 G7 G9 G11 G12 G13 Q3 Q4 Q5 Q6 Q7 Q8 | 决定学校有哪些学段
owner | 举办者 | choice | - | 教育事业统计 | G13 | 公办或民办
owner_code | 举办者代码 | count? | - | 申报表表Ⅱ-2 | - | 申报表表Ⅱ-2的举办者类型代码 1–10，10 为民办
area | 城乡类型 | choice | - | 教育事业统计 | G3 G6 G13 | 按统计用城乡分类填写
boarding | 寄宿制 | yesno | - | 教育事业统计 | G13 | 是否寄宿制学校
built | 建校年份 | year? | 年 | - | G3 G4 | 建成年份，只有过渡规定用到
# 学生
*_pupils | 学段在校生数 | count | 人 | 教育事业统计 | R1 R2 R3 R4 R5 R6 R7 G3 G4 G5 G6 G7 G9 G11 G12 G13 | 没有本学段的学校留空
senior_pupils | 高中在校生数 | count | 人 | 教育事业统计 | R4 R5 R6 R7 | 没有高中的学校留空
*_grades | 学段年级数 | count? | 个 | 教育事业统计 | - | 本学段开设的年级个数
# 教师（高于规定学历、骨干、体育艺术）
*_staff | 学段教职工数 | count? | 人 | 教育事业统计 | - | 本学段的专任教师、行政、教辅和工勤人员
*_teachers | 学段专任教师数 | count | 人 | 教育事业统计 | G9 G12 | 不含兼职和代课教师
*_degree | 学段高于规定学历教师数 | count | 人 | 教育事业统计 | R1 | 小学为专科及以上，初中为本科及以上的专任教师
*_backbone | 学段县级以上骨干教师数 | count | 人 | 教育事业统计 | R2 | 获县级及以上骨干教师称号的专任教师，须有认定文件
*_arts | 学段体育艺术专任教师数 | count | 人 | 教育事业统计 | R3 | 体育、音乐、美术（艺术）专任教师；统计表的“艺术（计）”已含音乐、美术，不要重复相加
# 校舍、场地与设备
teaching_area | 教学及辅助用房面积 | number | ㎡ | 教育事业统计 | R4 | 全校面积，包含室内体育用房
indoor_area | 室内体育用房面积 | number | ㎡ | 教育事业统计 | R4 R5 | 体育馆等；没有的填 0
field_area | 运动场地面积 | number | ㎡ | 教育事业统计 | R5 | 室外运动场地
equipment | 教学仪器设备值 | number | 万元 | 教育事业统计 | R6 | 资产账面原值，单位是万元
media_rooms | 网络多媒体教室数 | count | 间 | 教育事业统计 | R7 | 接入网络、配备多媒体教学终端的教室
# 经费
budget | 年度公用经费预算 | number | 元 | 教育经费统计 | G7 Q4 | 上一财务年度公用经费预算总额
training_funds | 教师培训经费 | number | 元 | 教育经费统计 | Q4 | 从公用经费中安排的教师培训经费
funded_pupils | 公用经费核定学生数 | count | 人 | 教育经费统计 | G6 | 下达公用经费时核定的学生数；不足 100 人的学校应按 100 人核定
# 教师资格、培训与交流（小学、初中合计）
certified | 持证专任教师数 | count | 人 | - | G12 | 持有教师资格证的小学、初中专任教师
trained | 完成360学时教师数 | count | 人 | - | G9 | 近五年完成 360 学时培训的小学、初中专任教师
eligible | 符合交流条件教师数 | count | 人 | - | G11 | 按本地规定符合交流轮岗条件的小学、初中教师
exchanged | 交流轮岗教师数 | count | 人 | - | G11 | 本年度实际交流轮岗的小学、初中教师
exchanged_backbone | 交流轮岗骨干教师数 | count | 人 | - | G11 | 交流轮岗教师中的骨干教师
# 就近入学
*_near | 学段就近入学学生数 | count | 人 | - | G13 | 住址在本校划片范围内的本学段在校生
# 办学行为
charter | 学校章程 | yesno | - | - | Q3 | 是否制定学校章程
informatised | 管理与教学信息化 | yesno | - | - | Q3 | 是否实现学校管理与教学信息化
it_teaching | 教师熟练运用信息化教学 | yesno | - | - | Q5 | 教师能否熟练运用信息化手段组织教学
equipment_used | 设备利用率较高 | yesno | - | - | Q5 | 设施设备利用率是否达到较高水平
full_courses | 课程开齐开足 | yesno | - | - | Q7 | 课程是否开齐开足
orderly | 教学秩序规范 | yesno | - | - | Q7 | 教学秩序是否规范
practice | 综合实践活动有效开展 | yesno | - | - | Q7 | 综合实践活动是否有效开展
no_overload | 无过重课业负担 | yesno | - | - | Q8 | 没有过重课业负担的填“是”
culture | 德育与校园文化 | choice | - | - | Q6 | 德育工作、校园文化建设水平的评价等次
"""),
)

CLASSES = SheetLayout(
    "班级",
    "name",
    "一班一行，小学和初中的所有班级。",
    _columns("""
name | 班级名称 | text | - | 学籍系统 | - | 如 1年级1班
code | 学校标识码 | code! | - | - | G3 G5 | 与“学校”表中的标识码一致
stage | 学段 | choice! | - | - | G3 G5 | 小学或初中；高中班级不计
grade | 年级 | text | - | 学籍系统 | - | 如 一年级、七年级
pupils | 人数 | count | 人 | 学籍系统 | G5 | 本班学生数
"""),
)

ROOMS = SheetLayout(
    "专用教室",
    "kind",
    "一间一行，音乐、美术专用教室；面积不足的也照实填写。",
    _columns("""
kind | 教室类型 | choice! | - | - | G3 | 音乐或美术
code | 学校标识码 | code! | - | - | G3 | 与“学校”表中的标识码一致
area | 面积 | number | ㎡ | - | G3 | 本间教室面积
"""),
)

COUNTY_ITEMS = SheetLayout(
    "县级数据",
    "key",
    "一项一行；空白表示未填报。工资、经费为上一财务年度。",
    _columns("""
key | 编号 | text | - | - | - | 指标编号，勿改
title | 项目 | text? | - | - | - | 项目名称
value | 数值 | text | - | - | - | 是/否、数或日期
conclusion | 简要结论 | text? | - | - | - | 填入申报表的简要结论
evidence | 佐证材料 | text? | - | - | - | 材料名称或文号
"""),
    _declared(vetoes=False),
)

MONITORING = SheetLayout(
    "质量监测",
    "subject",
    "国家义务教育质量监测报告的结果，一个学科、年级一行。",
    _columns("""
subject | 学科 | text | - | 国家监测报告 | - | 如 语文、数学、科学
grade | 年级 | text? | - | - | - | 四年级或八年级
level | 水平等级 | choice | - | 国家监测报告 | Q9 | Ⅰ–Ⅳ，Ⅳ最高
difference | 校际差异率 | number | - | 国家监测报告 | Q9 | 填小数，如 0.12，不是 12
"""),
)

SURVEY = SheetLayout(
    "社会认可度",
    "group",
    "七类对象各一行；没有分类数据、只有官方合计时填“合计”行。",
    _columns("""
group | 调查对象 | choice | - | - | S1 | 第九条所列七类
papers | 问卷总数 | count | 份 | 申报表表Ⅵ | S1 | 发出并收回的问卷
valid | 有效问卷数 | count | 份 | 申报表表Ⅵ | S1 | 收回的问卷中有效的
satisfied | 满意问卷数 | count | 份 | 申报表表Ⅵ | S1 | 有效问卷中满意的
visited | 走访人数 | count? | 人 | 申报表表Ⅵ | - | 实地走访，只填入申报表
visited_satisfied | 走访满意人数 | count? | 人 | 申报表表Ⅵ | - | 走访中满意的
"""),
)

VETOES = SheetLayout(
    "一票否决",
    "key",
    "第十条所列六种情形，有一种即不予认定。",
    _columns("""
key | 编号 | text | - | - | - | 勿改
title | 情形 | text? | - | - | - | 情形名称
value | 是否存在 | yesno | - | - | - | 存在填“是”，不存在填“否”
conclusion | 说明 | text? | - | - | - | 核查情况
"""),
    _declared(vetoes=True),
)

FACTS = SheetLayout(
    "县情",
    "key",
    "县的基本情况；可以另加项目。",
    _columns("""
key | 项目 | text | - | - | - | 项目名称
value | 内容 | text | - | - | - | 项目的内容
"""),
    (
        Item("县名", "县名", "text", "如 ××县"),
        _fact("省份"),
        _fact("州市"),
        _fact("学年", help="如 2023-2024"),
        _fact("财务年度", help="经费和工资为上一年度，学生和校舍为本学年"),
        _fact("拟申报日期", "date", help="空白时为评估日期后 12 个月"),
        Item(
            "评估日期",
            "评估日期",
            "date",
            "自评日期；据以判断基本均衡认定是否满三年",
            rules=("P1",),
        ),
        _fact("填报单位"),
        _fact("填报人"),
        _fact("联系电话"),
        _fact("人口总数", "number", "万人", "常住人口，申报表表Ⅰ"),
        _fact("农业人口数", "number", "万人", "申报表表Ⅰ"),
        _fact("乡镇数", "count", "个", "申报表表Ⅰ"),
        _fact("行政村数", "count", "个", "申报表表Ⅰ"),
        _fact("年人均GDP", "number", "元", "申报表表Ⅰ"),
        _fact("年人均地方财政收入", "number", "元", "申报表表Ⅰ"),
        _fact("农民年人均纯收入", "number", "元", "申报表表Ⅰ"),
        _fact("城镇居民年人均可支配收入", "number", "元", "申报表表Ⅰ"),
    ),
)

SHEETS = (SCHOOLS, CLASSES, ROOMS, COUNTY_ITEMS, MONITORING, SURVEY, VETOES, FACTS)
BY_NAME = {sheet.name: sheet for sheet in SHEETS}


def _of_name(name: str) -> SheetLayout:
    return BY_NAME[name]
