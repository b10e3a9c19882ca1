"""自查自评报告."""

from __future__ import annotations

from qbe_xl.documents.compiling.nodes import (
    Cell,
    Chart,
    Node,
    Outline,
    Table,
    each,
    h1,
    h2,
    h3,
    listing,
    own,
    p,
    row,
    rows,
    title,
    when,
)
from qbe_xl.documents.outlines.letters import draft


def _situation() -> tuple[Node, ...]:
    return (
        h1("一、基本情况"),
        h2("（一）区域基本情况"),
        when(
            "basic.cells[0] != '—'",
            p(
                "{{ doc.county }}常住人口 {{ basic.cells[0] }} 万人，其中农业人口 {{ basic.cells[1] }} 万人，"
                "辖乡镇 {{ basic.cells[2] }} 个、行政村 {{ basic.cells[3] }} 个。"
            ),
        ),
        *own("overview"),
        h2("（二）教育发展思路"),
        *own("thinking"),
        h2("（三）义务教育工作概况"),
        p(
            "全县有小学 {{ basic.cells[8] }} 所、九年一贯制学校 {{ basic.cells[9] }} 所、初级中学 "
            "{{ basic.cells[10] }} 所、完全中学 {{ basic.cells[11] }} 所、十二年一贯制学校 "
            "{{ basic.cells[12] }} 所、特殊教育学校 {{ basic.cells[13] }} 所，小学教学点 "
            "{{ basic.cells[14] }} 个（其中学生 {{ cut }} 人及以上 {{ basic.cells[15] }} 个）。"
            "小学教学班 {{ basic.cells[16] }} 个，在校生 {{ basic.cells[18] }} 人，专任教师 "
            "{{ basic.cells[21] }} 人；初中教学班 {{ basic.cells[17] }} 个，在校生 {{ basic.cells[19] }} 人，"
            "专任教师 {{ basic.cells[23] }} 人。参加资源配置评估的办学单元，小学 {{ totals[0].total }} 个，"
            "初中 {{ totals[1].total }} 个。"
        ),
        h2("（四）创建历程"),
        when(
            "preconditions.recognised",
            p("{{ preconditions.recognised }}，我县通过国家义务教育基本均衡发展认定。"),
        ),
        *own("history"),
    )


def _indicator_table() -> Table:
    heads = (
        "学段",
        "标准",
        "全县均值",
        "达标单元",
        "达标比例（%）",
        "差异系数",
        "上限",
        "均衡结果",
    )
    return Table(
        (48, 13, 14, 16, 15, 15, 15, 13, 17),
        (row("指标", *heads),),
        (
            rows(
                "one in indicators",
                rows(
                    "stage in one.stages",
                    row(
                        Cell("{{ one.name }}（{{ one.unit }}）", "name"),
                        Cell("{{ stage.word }}", "middle"),
                        Cell("≥{{ stage.line }}", "middle"),
                        Cell("{{ stage.mean }}", "middle"),
                        Cell("{{ stage.met }}/{{ stage.total }}", "middle"),
                        Cell("{{ stage.share }}", "middle"),
                        Cell("{{ stage.cv }}", "middle"),
                        Cell("≤{{ stage.limit }}", "middle"),
                        Cell("{{ stage.state }}", "middle"),
                    ),
                ),
            ),
        ),
        caption="资源配置七项指标",
        small=True,
    )


def _resources() -> tuple[Node, ...]:
    return (
        h2("（一）资源配置"),
        when("not indicators", p("没有参加评估的办学单元，资源配置无法评估。")),
        when(
            "indicators",
            p(
                "每个办学单元的七项指标须至少 {{ needed }} 项达标，余项不低于标准的 {{ floor }}。{{ say.resources(totals, spread, sections_met) }}"
            ),
            each(
                "one in indicators",
                h3("{{ loop.index }}.{{ one.name }}"),
                p("{% for stage in one.stages %}{{ tell.indicator(stage, one.unit) }}{% endfor %}"),
            ),
            _indicator_table(),
            Chart("share", "各项指标达标的办学单元比例（%）"),
            when("charts.cv_primary.filled", Chart("cv_primary", "小学校际差异系数")),
            when("charts.cv_junior.filled", Chart("cv_junior", "初中校际差异系数")),
            when(
                "units",
                listing(
                    "unit in units",
                    (
                        ("学校", 46, "{{ unit.name }}", "name"),
                        ("学段", 14, "{{ unit.word }}", "middle"),
                        ("未达到标准的指标", 78, "{{ unit.said }}", ""),
                        ("综合评估", 18, "{{ unit.state }}", "middle"),
                    ),
                    caption="综合评估未达标和待填报的办学单元",
                    small=True,
                ),
            ),
        ),
    )


def _items(source: str) -> Node:
    return each(
        f"row in {source}",
        h3("{{ row.number }}.{{ row.name }}"),
        p("{{ tell.item(row) }}"),
    )


def _survey() -> tuple[Node, ...]:
    return (
        h2("（四）社会认可度"),
        p("{{ say.recognition(survey) }}"),
        when(
            "opinions",
            Table(
                (36, 30, 30, 30, 30),
                (
                    row(
                        "调查对象",
                        "问卷总数（份）",
                        "有效问卷数（份）",
                        "满意问卷数（份）",
                        "满意度（%）",
                    ),
                ),
                (
                    rows(
                        "row in opinions",
                        row(
                            Cell("{{ row.group }}", "name"),
                            *(Cell(f"{{{{ row.cells[{n}] }}}}", "middle") for n in range(3)),
                            Cell("{{ row.share }}", "middle"),
                        ),
                    ),
                    row(
                        Cell("合计", "name"),
                        *(
                            Cell(f"{{{{ tables.survey.rows[0].cells[{n}] }}}}", "middle")
                            for n in range(4)
                        ),
                    ),
                ),
                caption="社会认可度调查结果",
            ),
            Chart("survey", "各类调查对象的满意度（%）"),
        ),
    )


def _conditions() -> tuple[Node, ...]:
    return (
        h2("（五）基本条件和一票否决事项"),
        p("{{ say.preconditions(preconditions) }}"),
        p("{{ say.vetoes(vetoes) }}"),
    )


def _problems() -> tuple[Node, ...]:
    return (
        h1("四、存在问题与整改"),
        when("not problems", p("对照《办法》各项规定，没有未达标或待填报的事项。")),
        when(
            "problems",
            p("对照《办法》各项规定，还有下列事项没有达到要求或尚未填报。"),
            listing(
                "row in problems",
                (
                    ("条款", 24, "{{ row.article }}", ""),
                    ("问题", 68, "{{ row.name }}", "name"),
                    ("要求", 46, "{{ row.required }}", ""),
                    ("结果", 18, "{{ row.state }}", "middle"),
                ),
                caption="存在的问题",
                small=True,
            ),
        ),
        when("problems or not own.improvement.blank", *own("improvement")),
    )


OUTLINE = Outline(
    "自查自评报告",
    "县域义务教育优质均衡发展自查自评报告",
    (
        draft(),
        title("{{ doc.county }}人民政府", "县域义务教育优质均衡发展自查自评报告"),
        p(
            "{{ say.basis(doc, year) }}"
            "{% if outcome.met or outcome.unmet %}{{ say.verdict(verdict, outcome) }}{% endif %}现将有关情况报告如下。"
        ),
        *_situation(),
        h1("二、主要指标完成情况"),
        *_resources(),
        h2("（二）政府保障程度"),
        p("政府保障程度 15 项指标{{ say.tally(government) }}。"),
        _items("tables.government"),
        h2("（三）教育质量"),
        p("教育质量 9 项指标{{ say.tally(quality) }}。"),
        _items("tables.quality"),
        *_survey(),
        *_conditions(),
        h1("三、主要做法与成效"),
        *own("practice"),
        *_problems(),
        h1("五、自评结论"),
        p("{{ say.verdict(verdict, outcome) }}{{ tell.next_step(verdict) }}"),
        p("{{ doc.county }}人民政府", "Sign"),
        p("　　　　年　　月　　日", "Date"),
    ),
    (("partials/filing.txt", "say"), ("partials/self_report.txt", "tell")),
)
