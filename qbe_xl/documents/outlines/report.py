"""评估报告, chapter by chapter."""

from __future__ import annotations

from collections.abc import Sequence

from qbe_xl.documents.compiling.looks import BAND, FAINT, REPORT
from qbe_xl.documents.compiling.nodes import (
    Across,
    Banner,
    Bars,
    Cell,
    Cover,
    Node,
    Outline,
    Picture,
    Row,
    Rows,
    Table,
    WebOnly,
    each,
    h1,
    h2,
    listing,
    p,
    row,
    rows,
    state,
    when,
)
from qbe_xl.report.charts import CV_COLUMNS, SHARE_COLUMNS, SURVEY_COLUMNS

_NOT_MET = "未达标和待填报的办学单元"


def _shown(key: str, web: str = "", look: str = "") -> Cell:
    return Cell(f"{{{{ row.{key} }}}}", look, web=web)


def _figure(key: str) -> Cell:
    return _shown(key, look="number")


_COVER = Cover(
    (
        p("自评结果，仅供内部使用", "Notice"),
        p("{{ heading.county }}", "CoverCounty"),
        p("县域义务教育优质均衡发展", "Title"),
        p("自评报告", "Title"),
        p("", "CoverRule"),
        Table(
            (32, 108),
            (),
            (
                rows(
                    "label, said in heading.facts",
                    row(Cell("{{ label }}", "CoverLabel"), Cell("{{ said }}", "CoverText")),
                ),
            ),
            plain=True,
            width=140,
        ),
    )
)

_CONCLUSION: tuple[Node, ...] = (
    h1("一、结论"),
    Banner("verdict", "{{ say.verdict(heading, verdict, outcome) }}"),
    when("heading.second_hand", p("{{ say.second_hand() }}", strong=True)),
    listing(
        "row in groups",
        (
            ("方面", 30, _shown("name", "th nw strong", "name")),
            ("条款", 18, _shown("article", "nw")),
            ("构成", 84, _shown("gist")),
            ("结果", 24, state("row.state")),
        ),
        caption="六个方面自评结果",
    ),
    h2("（一）影响通过的主要问题"),
    p("{{ say.obstacles_lead(verdict, obstacles) }}", "Lead"),
    when(
        "obstacles.rows",
        listing(
            "row in obstacles.rows",
            (
                ("序号", 11, _shown("number", "c", "middle")),
                ("条款", 26, _shown("article", "nw")),
                ("问题", 40, _shown("title", "th name strong", "name")),
                ("状态", 21, state("row.state")),
                ("处数", 11, _figure("count")),
                ("概况", 47, _shown("summary", "wide text")),
            ),
            label="影响通过的主要问题",
            small=True,
        ),
    ),
)

_SECTIONS: tuple[Node, ...] = (
    h2("（一）办学单元综合达标情况"),
    p(
        "{{ say.section_rule(needed, floor) }}"
        "{% for stage in stages %}{{ say.sections_lead(stage) }}{% endfor %}",
        "Lead",
    ),
    listing(
        "row in stages",
        (
            ("学段", 26, _shown("word", look="name")),
            ("办学单元", 26, _figure("sections.total")),
            ("达标", 26, _figure("sections.met")),
            ("未达标", 26, _figure("sections.unmet")),
            ("待填报", 26, _figure("sections.missing")),
            ("达标占比", 26, _figure("sections.share")),
        ),
        label="办学单元综合达标情况",
    ),
    WebOnly(
        (
            each(
                "stage in stages",
                Picture(
                    "pictures[stage.id].all",
                    "{{ stage.word }}办学单元七项指标达标全景",
                    "panorama",
                ),
            ),
            p(
                "一列为一个办学单元，未达标、待填报的在左，下有横线。实心为达标；叉为未达标；"
                "斜半格为未达标，但不低于标准的 {{ floor }}；空圈为待填报。",
                "Key",
            ),
        )
    ),
    h2("（二）七项指标"),
    Bars(
        "stage.share_bars",
        "pictures[stage.id].share",
        "{{ stage.word }}各项指标达标的办学单元占比",
        before=SHARE_COLUMNS,
        many="stage in stages",
    ),
    each(
        "stage in stages",
        listing(
            "row in stage.indicators",
            (
                ("指标", 46, _shown("name", "th name")),
                ("单位", 11, _shown("unit", look="middle")),
                ("标准", 17, Cell("≥ {{ row.line }}", "number")),
                ("全县均值", 17, _figure("mean")),
                ("达标单元", 16, _figure("reached")),
                ("达标占比", 16, _figure("share")),
                ("最低", 16, _figure("least")),
                ("最高", 17, _figure("most")),
            ),
            caption="{{ stage.word }}七项指标",
            small=True,
        ),
    ),
    h2("（三）校际差异系数"),
    p("{% for stage in stages %}{{ say.balance_lead(stage) }}{% endfor %}"),
    Bars(
        "stage.cv_bars",
        "pictures[stage.id].cv",
        "{{ stage.word }}校际差异系数与上限",
        before=CV_COLUMNS[0],
        after=CV_COLUMNS[1],
        said="（竖线为上限 {{ stage.limit }}）",
        many="stage in stages",
    ),
    each(
        "stage in stages",
        listing(
            "row in stage.balance",
            (
                ("指标", 21, _shown("short", "th nw")),
                ("全县均值", 16, _figure("mean")),
                ("标准差", 17, _figure("std")),
                ("差异系数", 17, _figure("cv")),
                ("上限", 14, Cell("≤ {{ row.limit }}", "number")),
                ("状态", 20, state("row.state")),
                ("离差贡献最大的学校", 51, _shown("drivers", "wide text")),
            ),
            caption="{{ stage.word }}校际差异系数",
            small=True,
        ),
    ),
)

_UNITS = Across(
    (
        h2(f"（四）{_NOT_MET}"),
        p("{{ say.units_lead(units, floor) }}", "Lead"),
        when(
            "units.rows",
            listing(
                "name, stage, pupils, cells, met, state in units.rows",
                (
                    ("学校", 46, Cell("{{ name }}", web="th name text")),
                    ("学段", 12, Cell("{{ stage }}", web="nw")),
                    ("在校生", 15, "{{ pupils }}", "number"),
                    *(
                        (
                            f"{{{{ units.heads[{n}] }}}}",
                            20,
                            Cell(f"{{{{ cells[{n}][1] }}}}", kind=(f"cells[{n}][0]", "cell")),
                        )
                        for n in range(7)
                    ),
                    ("达标项", 14, Cell("{{ met }}", "middle", web="n")),
                    ("状态", 20, state("state")),
                ),
                label=_NOT_MET,
                small=True,
                dense=True,
            ),
        ),
    ),
    when="units.rows",
)

_RESOURCES: tuple[Node, ...] = (
    h1("二、资源配置"),
    when("not stages", p("{{ say.no_sections() }}")),
    when("stages", *_SECTIONS, _UNITS),
)


def _items(source: str, title: str, *, headed: bool = False) -> Table:
    """The items of a part; headed: whether a heading above bears its title already."""
    return listing(
        f"row in {source}.rows",
        (
            ("条款", 26, _shown("article", "nw")),
            (
                "要求",
                45,
                Cell("{{ row.name }}", "name", web="th name", below="{{ row.requirement }}"),
            ),
            ("现值", 26, _shown("value", "value")),
            ("状态", 20, state("row.state")),
            ("说明", 39, _shown("note", "wide text")),
        ),
        caption="" if headed else title,
        label=title,
        small=True,
    )


_SURVEYED = ("papers", "valid", "satisfied", "rate")

_SURVEY = listing(
    "row in survey.rows",
    (
        ("调查对象", 34, _shown("group", "th")),
        *(
            (head, width, _figure(key))
            for head, width, key in zip(
                ("问卷总数", "有效问卷", "满意问卷", "满意度"),
                (25, 25, 25, 23),
                _SURVEYED,
                strict=True,
            )
        ),
        ("状态", 24, Cell("", "middle")),
    ),
    caption="社会认可度调查",
    more=Row(
        (
            Cell("{{ survey.total.group }}", "name", web="th", ground=BAND),
            *(Cell(f"{{{{ survey.total.{key} }}}}", "number", ground=BAND) for key in _SURVEYED),
            state("survey.total.state"),
        ),
        look="total",
    ),
)

_COUNTY: tuple[Node, ...] = (
    h1("三、政府保障程度"),
    p('{{ say.items_lead("政府保障程度", government) }}', "Lead"),
    _items("government", "政府保障程度", headed=True),
    h1("四、教育质量"),
    p('{{ say.items_lead("教育质量", quality) }}', "Lead"),
    _items("quality", "教育质量", headed=True),
    when(
        "monitoring",
        listing(
            "row in monitoring",
            (
                ("学科", 36, _shown("subject", "th text")),
                ("年级", 30, _shown("grade", "text")),
                ("水平等级", 30, _shown("level", look="middle")),
                ("校际差异率", 30, _figure("difference")),
                ("状态", 30, state("row.state")),
            ),
            caption="国家义务教育质量监测",
        ),
    ),
    h1("五、社会认可度"),
    p("{{ say.survey_lead(survey) }}"),
    Bars(
        "survey.bars",
        "pictures.survey",
        "各类调查对象的满意度",
        before=SURVEY_COLUMNS[0],
        after=SURVEY_COLUMNS[1],
        said="（竖线为要求 {{ survey.required }}）",
    ),
    _SURVEY,
    h1("六、基本条件与一票否决"),
    p("{{ say.preconditions_lead(preconditions) }}{{ say.vetoes_lead(vetoes) }}"),
    _items("preconditions", "基本条件"),
    _items("vetoes", "一票否决情形"),
)

_PROBLEMS: tuple[Node, ...] = (
    h1("七、问题清单"),
    p("{{ say.problems_lead(problems) }}", "Lead"),
    when(
        "problems.rows",
        Table(
            (38, 12, 20, 52, 34),
            (
                row(
                    "对象",
                    Cell("学段", "middle"),
                    Cell("状态", "middle"),
                    "情况",
                    "数据位置",
                ),
            ),
            (
                Rows(
                    "for group in problems.rows",
                    (
                        row(
                            Cell(
                                "{{ group.title }}（{{ group.article }}）　{{ group.counts }}",
                                "SmallGroup",
                                span=5,
                                web="th",
                                ground=FAINT,
                            )
                        ),
                        rows(
                            "subject, stage, kind, marked, message, cells in group.rows",
                            row(
                                Cell("{{ subject }}", web="th name text"),
                                Cell("{{ stage }}", web="nw"),
                                Cell("{{ marked }}", "middle", web="nw", kind=("kind", "soft")),
                                Cell("{{ message }}", web="wide text"),
                                Cell("{{ cells }}", "tiny", web="cells"),
                            ),
                        ),
                    ),
                    apart=True,
                ),
            ),
            label="问题清单",
            small=True,
            dense=True,
        ),
    ),
)


def _rows(
    source: str,
    title: str,
    columns: Sequence[tuple[str, float, str]],
    last: str = "",
    *,
    captioned: bool = False,
) -> Table:
    """Rows of bare words: columns of (head, width, classes on the page); last: the last one's look."""
    names = [f"c{n}" for n in range(len(columns))]
    looks = [""] * (len(columns) - 1) + [last]
    return listing(
        f"{', '.join(names)} in {source}",
        [
            (head, width, Cell(f"{{{{ {name} }}}}", look, web=f"text {web}".strip()))
            for (head, width, web), name, look in zip(columns, names, looks, strict=True)
        ],
        caption=title if captioned else "",
        label=title,
        small=True,
        dense=True,
    )


_NOTICES: tuple[Node, ...] = (
    h1("八、数据提示"),
    p("{{ say.notices_lead(notices) }}", "Lead"),
    when(
        "notices.rows",
        _rows("notices.rows", "数据提示", (("位置", 34, "nw"), ("提示", 122, ""))),
    ),
    p("{{ say.roundings_lead(roundings) }}", "Lead"),
    when(
        "roundings.rows",
        _rows(
            "roundings.rows",
            "紧靠标准线的数值",
            (
                ("对象", 44, ""),
                ("指标", 48, ""),
                ("数值", 22, "nw"),
                ("标准线", 20, "nw"),
                ("状态", 22, "nw"),
            ),
            captioned=True,
        ),
    ),
)

_BASIS: tuple[Node, ...] = (
    h1("附：计算依据"),
    h2("（一）参数与依据"),
    when("basis.note", p("{{ basis.note }}", "Lead")),
    _rows(
        "basis.parameters",
        "参数与依据",
        (
            ("参数", 50, ""),
            ("数值", 26, ""),
            ("单位", 12, "nw"),
            ("性质", 14, "nw"),
            ("依据", 54, ""),
        ),
    ),
    h2("（二）条文未写明之处的读法"),
    _rows(
        "basis.readings",
        "条文未写明之处的读法",
        (
            ("条款", 26, "nw"),
            ("问题", 30, ""),
            ("本报告取", 40, ""),
            ("不取", 30, ""),
            ("理由", 30, ""),
        ),
    ),
    h2("（三）指标算法与数据来源"),
    _rows(
        "basis.methods",
        "指标算法与数据来源",
        (
            ("编号", 11, "nw"),
            ("条款", 26, "nw"),
            ("指标", 29, ""),
            ("算法", 34, ""),
            ("数据", 56, ""),
        ),
        "tiny",
    ),
    h2("（四）不参与资源配置评估的办学单元"),
    p("{{ say.excluded_lead(basis.excluded) }}", "Lead"),
    when(
        "basis.excluded.rows",
        _rows(
            "basis.excluded.rows",
            "不参与资源配置评估的办学单元",
            (("学校", 56, ""), ("学段", 14, "nw"), ("在校生", 18, "nw"), ("原因", 68, "")),
        ),
    ),
    h2("（五）运行记录"),
    _rows("basis.run", "运行记录", (("项目", 44, "nw"), ("内容", 112, ""))),
)

OUTLINE = Outline(
    "评估报告",
    "县域义务教育优质均衡发展自评报告",
    (_COVER, *_CONCLUSION, *_RESOURCES, *_COUNTY, *_PROBLEMS, *_NOTICES, *_BASIS),
    imports=(("partials/sentences.txt", "say"), ("partials/colours.txt", "tone")),
    footer="运行编号 {{ heading.run }}　自评结果，仅供内部使用",
    dress=REPORT,
    base="partials/report.html",
    chapters=True,
)
