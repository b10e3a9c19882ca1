"""The columns and items of every sheet but 学校."""

from __future__ import annotations

from qbe_xl.clauses.records import RECORDS
from qbe_xl.county.layout.model import (
    GROUP_TOTAL,
    GROUPS,
    LEVELS,
    YES_NO,
    Column,
    Item,
    Kind,
    SheetLayout,
)

CLASSES = SheetLayout(
    "班级",
    "name",
    "一班一行，小学和初中的所有班级。",
    (
        Column("name", "班级名称", "text", "如 1年级1班", form="学籍系统"),
        Column(
            "code",
            "学校标识码",
            "code",
            "与“学校”表中的标识码一致",
            rules=("G3", "G5"),
            filled=True,
        ),
        Column(
            "stage",
            "学段",
            "choice",
            "小学或初中；高中班级不计",
            rules=("G3", "G5"),
            allowed=("小学", "初中", "高中"),
            filled=True,
        ),
        Column("grade", "年级", "text", "年级", form="学籍系统"),
        Column(
            "pupils",
            "人数",
            "count",
            "本班学生数",
            unit="人",
            rules=("G5",),
            form="学籍系统",
        ),
    ),
)

ROOMS = SheetLayout(
    "专用教室",
    "kind",
    "一间一行，音乐、美术专用教室；面积不足的也照实填写。",
    (
        Column(
            "kind",
            "教室类型",
            "choice",
            "音乐或美术",
            rules=("G3",),
            allowed=("音乐", "美术"),
            filled=True,
        ),
        Column(
            "code",
            "学校标识码",
            "code",
            "与“学校”表中的标识码一致",
            rules=("G3",),
            filled=True,
        ),
        Column("area", "面积", "number", "本间教室面积", unit="㎡", rules=("G3",)),
    ),
)


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


COUNTY_ITEMS = SheetLayout(
    "县级数据",
    "key",
    "一项一行；空白表示未填报。工资、经费为上一财务年度。",
    (
        Column("key", "编号", "text", "指标编号，勿改"),
        Column("title", "项目", "text", "项目名称", optional=True),
        Column("value", "数值", "text", "是/否、数或日期"),
        Column("conclusion", "简要结论", "text", "填入申报表的简要结论", optional=True),
        Column("evidence", "佐证材料", "text", "材料名称或文号", optional=True),
    ),
    _declared(vetoes=False),
)

MONITORING = SheetLayout(
    "质量监测",
    "subject",
    "国家义务教育质量监测报告的结果，一个学科、年级一行。",
    (
        Column("subject", "学科", "text", "如 语文、数学、科学", form="国家监测报告"),
        Column("grade", "年级", "text", "四年级或八年级", optional=True),
        Column(
            "level",
            "水平等级",
            "choice",
            "Ⅰ–Ⅳ，Ⅳ最高",
            rules=("Q9",),
            allowed=LEVELS,
            form="国家监测报告",
        ),
        Column(
            "difference",
            "校际差异率",
            "number",
            "填小数，如 0.12，不是 12",
            rules=("Q9",),
            form="国家监测报告",
        ),
    ),
)

SURVEY = SheetLayout(
    "社会认可度",
    "group",
    "七类对象各一行；没有分类数据、只有官方合计时填“合计”行。",
    (
        Column(
            "group",
            "调查对象",
            "choice",
            "第九条所列七类",
            rules=("S1",),
            allowed=(*GROUPS, GROUP_TOTAL),
        ),
        Column(
            "papers",
            "问卷总数",
            "count",
            "发出并收回的问卷",
            unit="份",
            rules=("S1",),
            form="申报表表Ⅵ",
        ),
        Column(
            "valid",
            "有效问卷数",
            "count",
            "有效问卷",
            unit="份",
            rules=("S1",),
            form="申报表表Ⅵ",
        ),
        Column(
            "satisfied",
            "满意问卷数",
            "count",
            "有效问卷中满意的",
            unit="份",
            rules=("S1",),
            form="申报表表Ⅵ",
        ),
        Column(
            "visited",
            "走访人数",
            "count",
            "实地走访，只填入申报表",
            unit="人",
            optional=True,
            form="申报表表Ⅵ",
        ),
        Column(
            "visited_satisfied",
            "走访满意人数",
            "count",
            "走访中满意的",
            unit="人",
            optional=True,
            form="申报表表Ⅵ",
        ),
    ),
)

VETOES = SheetLayout(
    "一票否决",
    "key",
    "第十条所列六种情形，有一种即不予认定。",
    (
        Column("key", "编号", "text", "勿改"),
        Column("title", "情形", "text", "情形名称", optional=True),
        Column("value", "是否存在", "yesno", "存在填“是”，不存在填“否”", allowed=YES_NO),
        Column("conclusion", "说明", "text", "核查情况", optional=True),
    ),
    _declared(vetoes=True),
)


def _fact(key: str, kind: Kind = "text", unit: str = "", help: str = "") -> Item:
    return Item(key, key, kind, help, unit, optional=True)


FACTS = SheetLayout(
    "县情",
    "key",
    "县的基本情况；可以另加项目。",
    (
        Column("key", "项目", "text", "项目名称"),
        Column("value", "内容", "text", "内容"),
    ),
    (
        Item("县名", "县名", "text", "如 砚山县"),
        _fact("省份"),
        _fact("州市"),
        _fact("学年", help="如 2023-2024"),
        _fact("财务年度", help="经费和工资为上一年度，学生和校舍为本学年"),
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
