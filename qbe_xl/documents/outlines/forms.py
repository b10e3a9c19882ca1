"""申报表 表Ⅰ–Ⅵ, columns, order and notes as in the official form."""

from __future__ import annotations

from qbe_xl.documents.compiling.nodes import (
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
from qbe_xl.documents.form_columns import BASIC, INDICATORS, NOTES, SCHOOLS, SURVEY, labels

_BASIC_WIDTHS = (
    *(9, 10, 10, 7.5, 7.5, 10.5, 10.5, 10.5, 13),
    *(8, 10, 8, 8, 10, 8),
    *(8, 12),
    *(9.5, 9.5),
    *(11, 11),
    *(9.5, 9.5),
    *(9.5, 9.5),
)


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
    for group, names in BASIC:
        if group:
            top.append(Cell(group, span=len(names)))
            below += [Cell(name) for name in names]
        else:
            top += [Cell(name, down=2) for name in names]
    figures = [Cell(f"{{{{ basic.cells[{n}] }}}}", "middle") for n in range(24)]
    return Table(
        _BASIC_WIDTHS,
        (row(*top), row(*below), row("", *labels(24))),
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
            row(*labels(8)),
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
    return Table(
        (9, 43, 11, 13, 10, 10, *[15.6] * 7, 14, 28),
        (row(*SCHOOLS), row(*labels(14), "")),
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
            row(*labels(8)),
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
    return Table(
        (26, *[18.5] * 7),
        (row("", *SURVEY), row("", *labels(7))),
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
                note(NOTES["basic"]),
                reach(),
                note(NOTES["reach"]),
                Break(),
                schools(),
                note(NOTES["sections"]),
                Break(),
                balance(),
                note(NOTES["balance"]),
            )
        ),
        items("government", "表Ⅳ　政府保障程度"),
        note(NOTES["government"]),
        items("quality", "表Ⅴ　教育质量"),
        note(NOTES["quality"]),
        survey(),
        note(NOTES["survey"]),
        _ROUNDINGS,
    ),
)
