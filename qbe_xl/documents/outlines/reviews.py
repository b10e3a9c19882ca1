"""Sheets on which others judge: 资格条件, 一票否决, 州市复核, 省级评估."""

from __future__ import annotations

from qbe_xl.documents.compiling.nodes import Cell, Outline, Row, Table, note, p, row, rows, title
from qbe_xl.documents.outlines.letters import draft

_SAY = (("partials/filing.txt", "say"),)


def _opinion(name: str, columns: int, height: float = 38) -> Row:
    """Room for an opinion, a signature and a seal."""
    blank = "\n\n\n签字：　　　　　　　　（盖章）　　　　年　　月　　日"
    return Row((Cell(name, "head"), Cell(blank, "number", span=columns - 1)), height)


QUALIFICATION = Outline(
    "资格条件核查表",
    "义务教育优质均衡发展县资格条件核查表",
    (
        title("{{ doc.county }}义务教育优质均衡发展县", "资格条件核查表"),
        p("{{ say.basis(doc, year) }}资格条件自查情况如下，请逐项核查。", "Lead"),
        Table(
            (24, 30, 36, 30, 16, 20),
            (row("条款", "条件", "要求", "自查情况", "自查结果", "核查结果"),),
            (
                rows(
                    "row in rows",
                    row(
                        Cell("{{ row.article }}"),
                        Cell("{{ row.name }}", "name"),
                        Cell("{{ row.required }}"),
                        Cell(
                            "{{ row.value }}{% if row.evidence %}（{{ row.evidence }}）{% endif %}"
                        ),
                        Cell("{{ row.state }}", "middle"),
                        Cell("□ 符合\n□ 不符合"),
                    ),
                ),
            ),
            label="资格条件",
        ),
        note("注：差异系数为七项指标中的最小值至最大值，逐项数值见申报表表Ⅲ。"),
        Table(
            (28, 128),
            (),
            (_opinion("县级自查意见", 2), _opinion("核查组意见", 2)),
            label="意见",
        ),
    ),
    _SAY,
)

VETOES = Outline(
    "一票否决事项核查表",
    "义务教育优质均衡发展县一票否决事项核查表",
    (
        title("{{ doc.county }}义务教育优质均衡发展县", "一票否决事项核查表"),
        p("《办法》第十条规定，有下列情形之一的县不予认定。县级自查情况如下，请逐项核查。", "Lead"),
        Table(
            (12, 52, 20, 48, 24),
            (row("序号", "情形", "县级自查", "说明", "核查结果"),),
            (
                rows(
                    "row in rows",
                    row(
                        Cell("{{ row.number }}", "middle"),
                        Cell("{{ row.name }}", "name"),
                        Cell("{{ row.answer }}", "middle"),
                        Cell("{{ row.said }}"),
                        Cell("□ 存在\n□ 不存在"),
                    ),
                ),
            ),
            label="一票否决事项",
        ),
        p("{{ say.vetoes(vetoes) }}", "Lead"),
        Table(
            (28, 128),
            (),
            (_opinion("县教育行政部门", 2), _opinion("县纪委监委", 2), _opinion("核查组意见", 2)),
            label="意见",
        ),
    ),
    _SAY,
)

PREFECTURE = Outline(
    "州市复核意见表",
    "县域义务教育优质均衡发展州市复核意见表",
    (
        draft(),
        title("县域义务教育优质均衡发展", "州（市）复核意见表"),
        Table(
            (28, 50, 28, 50),
            (),
            (
                row(
                    Cell("被复核县", "head"),
                    "{{ doc.county }}",
                    Cell("州（市）", "head"),
                    "{{ doc.prefecture }}",
                ),
                row(
                    Cell("学年", "head"),
                    "{{ year }}",
                    Cell("县级自评日期", "head"),
                    "{{ doc.day }}",
                ),
            ),
            label="基本信息",
        ),
        Table(
            (28, 18, 60, 20, 30),
            (row("方面", "条款", "县级自评情况", "自评结果", "复核结果"),),
            (
                rows(
                    "row in rows",
                    row(
                        Cell("{{ row.name }}", "name"),
                        Cell("{{ row.article }}", "middle"),
                        Cell("{{ row.gist }}"),
                        Cell("{{ row.state }}", "middle"),
                        Cell("□ 达标\n□ 未达标"),
                    ),
                ),
                row(
                    Cell("自评结论", "name", span=3),
                    Cell("{{ verdict.word }}", "middle"),
                    Cell("□ 达标\n□ 未达标"),
                ),
            ),
            label="自评和复核结果",
        ),
        Table(
            (28, 128),
            (),
            (
                Row((Cell("复核发现的问题", "head"), Cell("")), 32),
                _opinion("复核组意见", 2),
                _opinion("州（市）人民政府意见", 2),
            ),
            label="复核意见",
        ),
    ),
    _SAY,
)


PROVINCE = Outline(
    "省级评估汇总表",
    "县域义务教育优质均衡发展省级评估汇总表",
    (
        draft(),
        title("县域义务教育优质均衡发展省级评估汇总表"),
        p(
            "县（市、区）：{{ doc.county }}　　州（市）：{{ doc.prefecture }}　　学年：{{ year }}",
            "Unit",
        ),
        Table(
            (12, 52, *[14] * 6, 18),
            (
                row(
                    Cell("序号", down=2),
                    Cell("资源配置指标", down=2),
                    Cell("小学", span=3),
                    Cell("初中", span=3),
                    Cell("评估结果", down=2),
                ),
                row(*["全县均值", "达标比例（%）", "差异系数"] * 2),
            ),
            (
                rows(
                    "row in resources",
                    row(
                        Cell("{{ row.number }}", "middle"),
                        Cell("{{ row.name }}", "name"),
                        *(Cell(f"{{{{ row.cells[{n}] }}}}", "middle") for n in range(6)),
                        Cell("□ 达标\n□ 未达标"),
                    ),
                ),
            ),
            caption="一、资源配置",
            small=True,
        ),
        Table(
            (26, 40, 56, 16, 18),
            (row("条款", "指标", "自评指标值", "自评结果", "评估结果"),),
            (
                rows(
                    "row in items",
                    row(
                        Cell("{{ row.article }}"),
                        Cell("{{ row.name }}", "name"),
                        Cell("{{ row.value }}"),
                        Cell("{{ row.state }}", "middle"),
                        Cell("□ 达标\n□ 未达标"),
                    ),
                ),
                row(
                    Cell("第九条"),
                    Cell("社会认可度", "name"),
                    Cell(
                        "有效问卷 {{ recognition.rows[0].cells[1] }} 份，满意度 {{ survey.rate }}"
                    ),
                    Cell("{{ recognition.state }}", "middle"),
                    Cell("□ 达标\n□ 未达标"),
                ),
            ),
            caption="二、政府保障程度、教育质量、社会认可度",
            small=True,
        ),
        Table(
            (26, 96, 16, 18),
            (row("条款", "基本条件和一票否决事项", "自评结果", "评估结果"),),
            (
                rows(
                    "row in others",
                    row(
                        Cell("{{ row.article }}"),
                        Cell("{{ row.name }}", "name"),
                        Cell("{{ row.state }}", "middle"),
                        Cell("□ 符合\n□ 不符合"),
                    ),
                ),
            ),
            caption="三、基本条件和一票否决事项",
            small=True,
        ),
        Table(
            (28, 128),
            (),
            (_opinion("评估组意见", 2), _opinion("省级督导评估意见", 2)),
            label="评估意见",
        ),
    ),
    _SAY,
)

OUTLINES = (QUALIFICATION, VETOES, PREFECTURE, PROVINCE)
