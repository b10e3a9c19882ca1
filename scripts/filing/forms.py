"""申报表 表Ⅰ–Ⅵ, columns, order and notes as in the official form."""

from __future__ import annotations

from filing.outline import (
    Across,
    Break,
    Cell,
    Node,
    Outline,
    Row,
    Table,
    note,
    row,
    rows,
    title,
    when,
)

INDICATORS = (
    "每百名学生拥有高于规定学历教师数（人）",
    "每百名学生拥有县级以上骨干教师数（人）",
    "每百名学生拥有体育、艺术（美术、音乐）专任教师数（人）",
    "生均教学及辅助用房面积（㎡）",
    "生均体育运动场馆面积（㎡）",
    "生均教学仪器设备值（元）",
    "每百名学生拥有网络多媒体教室数（间）",
)

_BASIC_GROUPS = (
    ("", ("人口\n总数\n(万人)", "农业\n人口数\n(万人)", "乡镇\n数\n(个)", "行政\n村数\n(个)")),
    (
        "",
        (
            "年人均\nGDP\n(元)",
            "年人均\n地方财\n政收入\n(元)",
            "农民年\n人均纯\n收入\n(元)",
            "城镇居民\n年人均可\n支配收入\n(元)",
        ),
    ),
    (
        "普通中小学校数（所）",
        (
            "小学",
            "九年\n一贯制",
            "初中",
            "完全\n中学",
            "十二年\n一贯制",
            "特殊\n教育\n学校",
        ),
    ),
    ("小学教学点\n（个）", ("计", "其中50人\n及以上")),
    ("教学班数\n（个）", ("小学", "初中")),
    ("在校学生数\n（人）", ("小学", "初中")),
    ("小学教职工\n（人）", ("合计", "其中\n专任")),
    ("初中教职工\n（人）", ("合计", "其中\n专任")),
)
_BASIC_WIDTHS = (
    *(9, 10, 10, 7.5, 7.5, 10.5, 10.5, 10.5, 13),
    *(8, 10, 8, 8, 10, 8),
    *(8, 12),
    *(9.5, 9.5),
    *(11, 11),
    *(9.5, 9.5),
    *(9.5, 9.5),
)


def labels(first: int, last: int) -> list[str]:
    """Return L7 … L13."""
    return [f"L{n}" for n in range(first, last + 1)]


def _cover() -> tuple[Node, ...]:
    facts = (
        ("县（市、区）", "{{ doc.county }}"),
        ("省（区、市）", "{{ doc.province }}"),
        ("州（市）", "{{ doc.prefecture }}"),
        ("学年", "{{ facts.year }}"),
        ("财务年度", "{{ facts.finance_year }}"),
        ("填报单位（盖章）", "{{ facts.office }}"),
        ("填报人", "{{ facts.filler }}"),
        ("联系电话", "{{ facts.phone }}"),
        ("填报日期", "{{ doc.day }}"),
    )
    return (
        title("全国义务教育优质均衡发展", "县（市、区）申报表"),
        Table(
            (3, 7),
            (),
            tuple(Row((Cell(name, "head"), Cell(said)), height=11) for name, said in facts),
            label="填报信息",
        ),
        note(
            "学生、教师、校舍和设备为本学年数据，经费、工资和人均收入为上一财务年度数据。"
            "“—”为未填报或因有学校未填报而不能计算；空白不作 0 计算。"
        ),
    )


def basic() -> Table:
    """表Ⅰ"""
    top: list[Cell] = [Cell("", down=2)]
    below: list[Cell] = []
    for group, names in _BASIC_GROUPS:
        if group:
            top.append(Cell(group, span=len(names)))
            below += [Cell(name) for name in names]
        else:
            top += [Cell(name, down=2) for name in names]
    figures = [Cell(f"{{{{ basic.cells[{n}] }}}}", "middle") for n in range(24)]
    return Table(
        _BASIC_WIDTHS,
        (row(*top), row(*below), row("", *labels(1, 24))),
        (row(Cell("全县", "head"), *figures),),
        caption="表Ⅰ　县（市、区）基本情况",
        small=True,
    )


def reach() -> Table:
    """表Ⅱ-1"""
    return Table(
        (14, 34, *[22] * 7, 22),
        (
            row(Cell("", span=2, down=2), *INDICATORS, "综合评估"),
            row(*labels(1, 8)),
        ),
        (
            rows(
                "stage in reach",
                row(
                    Cell("{{ stage.word }}", "head", down=2),
                    Cell("达标学校总数（所）", "head"),
                    *(Cell(f"{{{{ stage.counts[{n}] }}}}", "middle") for n in range(8)),
                ),
                row(
                    Cell("达标学校比例（%）", "head"),
                    *(Cell(f"{{{{ stage.shares[{n}] }}}}", "middle") for n in range(8)),
                ),
            ),
        ),
        caption="表Ⅱ-1　资源配置达标情况（全县）",
        small=True,
    )


def schools() -> Table:
    """表Ⅱ-2"""
    heads = ("序号", "学校名称", "举办者类型", "在校生数（人）", "年级数（个）", "班级数（个）")
    last = ("该校综合评估是否达标", "备注")
    return Table(
        (9, 40, 11, 14, 11, 11, *[16] * 7, 16, 26),
        (row(*heads, *INDICATORS, *last), row(*labels(1, 14), "")),
        (
            rows(
                "stage in sections",
                row(Cell("{{ stage.word }}（{{ stage.total }} 个）", "name", span=15)),
                rows(
                    "row in stage.rows",
                    row(
                        Cell("{{ row.number }}", "middle"),
                        Cell("{{ row.name }}", "name"),
                        Cell("{{ row.owner }}", "middle"),
                        *(
                            Cell(f"{{{{ row.{key} }}}}", "number")
                            for key in ("pupils", "grades", "classes")
                        ),
                        *(Cell(f"{{{{ row.values[{n}] }}}}", "number") for n in range(7)),
                        Cell("{{ row.state }}", "middle"),
                        Cell("{{ row.remark }}"),
                    ),
                ),
            ),
        ),
        caption="表Ⅱ-2　资源配置达标情况（分学校）",
        small=True,
    )


def balance() -> Table:
    """表Ⅲ"""
    return Table(
        (14, 28, *[22] * 7, 22),
        (
            row(Cell("", span=2, down=2), *INDICATORS, "综合"),
            row(*labels(1, 8)),
        ),
        (
            rows(
                "stage in balance",
                row(
                    Cell("{{ stage.word }}", "head", down=2),
                    Cell("全县平均值", "head"),
                    *(Cell(f"{{{{ stage.means[{n}] }}}}", "middle") for n in range(7)),
                    Cell("——", "middle"),
                ),
                row(
                    Cell("差异系数", "head"),
                    *(Cell(f"{{{{ stage.cvs[{n}] }}}}", "middle") for n in range(7)),
                    Cell("{{ stage.whole }}", "middle"),
                ),
            ),
        ),
        caption="表Ⅲ　资源配置校际均衡情况",
        small=True,
    )


def items(source: str, caption: str) -> Table:
    """表Ⅳ, 表Ⅴ"""
    return Table(
        (12, 46, 78, 20),
        (row("序号", "名称", "指标值或简要结论", "是否达标"),),
        (
            rows(
                f"row in {source}",
                row(
                    Cell("{{ row.number }}", "middle"),
                    Cell("{{ row.name }}", "name"),
                    Cell("{{ row.value }}{% if row.conclusion %}。{{ row.conclusion }}{% endif %}"),
                    Cell("{{ row.state }}", "middle"),
                ),
            ),
        ),
        caption=caption,
    )


def survey() -> Table:
    """表Ⅵ"""
    heads = (
        "问卷总数（份）",
        "有效问卷数（份）",
        "满意问卷数（份）",
        "综合满意度（%）",
        "实地走访人数（人）",
        "满意人数（人）",
        "走访满意度（%）",
    )
    return Table(
        (26, *[18.5] * 7),
        (row("", *heads), row("", *labels(1, 7))),
        (
            rows(
                "row in survey.rows",
                row(
                    Cell("{{ row.name }}", "head"),
                    *(Cell(f"{{{{ row.cells[{n}] }}}}", "middle") for n in range(7)),
                ),
            ),
        ),
        caption="表Ⅵ　社会认可度",
    )


_ROUNDINGS = when(
    "roundings",
    note("以下数值按表列小数位四舍五入后会显示在标准线的另一侧或线上，是否达标按准确值判定："),
    Table(
        (44, 56, 22, 18, 20),
        (row("对象", "指标", "准确值", "标准线", "结果"),),
        (
            rows(
                "row in roundings",
                row(
                    Cell("{{ row[0] }}", "name"),
                    Cell("{{ row[1] }}"),
                    *(Cell(f"{{{{ row[{n}] }}}}", "middle") for n in (2, 3, 4)),
                ),
            ),
        ),
        label="按准确值判定的数值",
    ),
)

OUTLINE = Outline(
    "申报表",
    "全国义务教育优质均衡发展县（市、区）申报表",
    (
        *_cover(),
        Across(
            (
                basic(),
                note(
                    "注：1. L1、L2 为常住人口。2. 学校数不含由其他学校管理的分校；九年一贯制、"
                    "十二年一贯制学校和完全中学按办学类型各计一所。3. 教学班、学生和教职工为普通中小学和"
                    "教学点的义务教育阶段数，不含特殊教育学校和职业学校。"
                ),
                reach(),
                note(
                    "注：1. 学校以办学单元计：一贯制学校的小学部、初中部，完全中学的初中部各计一个。"
                    "2. 综合评估达标指七项指标中至少 6 项达标、余项不低于标准的 {{ floor }}。比例保留 1 位小数。"
                ),
                Break(),
                schools(),
                note(
                    "注：1. 小学共 {{ sections[0].total }} 个，含一贯制学校小学部和学生 {{ cut }} 人及以上的"
                    "教学点{% if sections[0].kinds %}（{{ sections[0].kinds | join('，') }}）{% endif %}；"
                    "初中共 {{ sections[1].total }} 个，含一贯制学校和完全中学的初中部"
                    "{% if sections[1].kinds %}（{{ sections[1].kinds | join('，') }}）{% endif %}。"
                    "2. 举办者类型按申报表代码 1—10 填写，10 为民办。3. 学校名称、顺序与教育事业统计一致。"
                    "4. 七项指标保留 2 位小数。"
                ),
                Break(),
                balance(),
                note(
                    "注：1. 全县平均值保留 2 位小数，差异系数保留 3 位小数，按学生数加权计算。"
                    "2. 每项差异系数小学须不大于 {{ limits.primary }}，初中须不大于 {{ limits.junior }}；"
                    "L8 为七项的算术平均，仅供参考，不作判定。"
                ),
            )
        ),
        items("government", "表Ⅳ　政府保障程度"),
        note("注：比例保留 1 位小数，其他数值取整数。"),
        items("quality", "表Ⅴ　教育质量"),
        note("注：比例保留 1 位小数，校际差异率保留 2 位小数，其他数值取整数。"),
        survey(),
        note(
            "注：1. 满意度保留 1 位小数。2. 社会认可度须达到 {{ survey.required }}以上：{{ survey.state }}。"
        ),
        _ROUNDINGS,
    ),
)
