"""What the Word template of the report says, chapter by chapter."""

from __future__ import annotations

from collections.abc import Sequence

from docx_pieces import cell, chart, head, listing, loop, row, state, table, tag, text
from docx_styles import BAND, W, twips


def _cover() -> list[str]:
    widths = (32.0, 108.0)
    return [
        text("自评结果，仅供内部使用", "Notice"),
        text("{{ heading.county }}", "CoverCounty"),
        text("县域义务教育优质均衡发展", "Title"),
        text("自评报告", "Title"),
        text("", "CoverRule"),
        table(
            widths,
            loop("for label, said in heading.facts", 2),
            row(
                cell("{{ label }}", "CoverLabel", widths[0]),
                cell("{{ said }}", "CoverText", widths[1]),
            ),
            loop("endfor", 2),
            style="TableNormal",
        ),
    ]


def _conclusion() -> list[str]:
    middle = '<w:vAlign w:val="center"/>'
    return [
        text("一、结论", "Heading1"),
        table(
            (44, 112),
            row(
                cell("{% cellbg soft[verdict.id] %}{{ verdict.marked }}", "Verdict", 44, middle),
                cell(
                    "{% cellbg soft[verdict.id] %}{{ say.verdict(heading, verdict, outcome) }}",
                    "Banner",
                    112,
                    middle,
                ),
            ),
        ),
        tag("if heading.second_hand"),
        text("{{ say.second_hand() }}"),
        tag("endif"),
        text("六个方面自评结果", "Caption"),
        listing(
            ("方面", "条款", "构成", "结果"),
            (30, 18, 84, 24),
            "row in groups",
            ("{{ row.name }}", "{{ row.article }}", "{{ row.gist }}", state("row.state")),
            ("Name", "", "", "Middle"),
        ),
        text("（一）影响通过的主要问题", "Heading2"),
        text("{{ say.obstacles_lead(verdict, obstacles) }}", "Lead"),
        tag("if obstacles.rows"),
        listing(
            ("序号", "条款", "问题", "状态", "处数", "概况"),
            (11, 26, 40, 21, 11, 47),
            "row in obstacles.rows",
            (
                "{{ row.number }}",
                "{{ row.article }}",
                "{{ row.title }}",
                state("row.state"),
                "{{ row.count }}",
                "{{ row.summary }}",
            ),
            ("Middle", "", "Name", "Middle", "Number", ""),
            small=True,
        ),
        tag("endif"),
    ]


def _resources() -> list[str]:
    return [
        text("二、资源配置", "Heading1"),
        tag("if not stages"),
        text("{{ say.no_sections() }}"),
        tag("endif"),
        tag("if stages"),
        text("（一）办学单元综合达标情况", "Heading2"),
        text(
            "{{ say.section_rule(needed, floor) }}"
            "{% for stage in stages %}{{ say.sections_lead(stage) }}{% endfor %}",
            "Lead",
        ),
        listing(
            ("学段", "办学单元", "达标", "未达标", "待填报", "达标占比"),
            (26, 26, 26, 26, 26, 26),
            "row in stages",
            (
                "{{ row.word }}",
                *(
                    f"{{{{ row.sections.{key} }}}}"
                    for key in ("total", "met", "unmet", "missing", "share")
                ),
            ),
            ("Name", "Number", "Number", "Number", "Number", "Number"),
        ),
        text("（二）七项指标", "Heading2"),
        tag("for stage in stages"),
        chart(
            "stage.share_bars",
            "{{ stage.word }}各项指标达标的办学单元占比",
            line=False,
            before=50,
            after=0,
        ),
        tag("endfor"),
        tag("for stage in stages"),
        text("{{ stage.word }}七项指标", "Caption"),
        listing(
            ("指标", "单位", "标准", "全县均值", "达标单元", "达标占比", "最低", "最高"),
            (46, 11, 17, 17, 16, 16, 16, 17),
            "row in stage.indicators",
            (
                "{{ row.name }}",
                "{{ row.unit }}",
                "≥ {{ row.line }}",
                *(f"{{{{ row.{key} }}}}" for key in ("mean", "reached", "share", "least", "most")),
            ),
            ("", "Middle", *["Number"] * 6),
            small=True,
        ),
        tag("endfor"),
        text("（三）校际差异系数", "Heading2"),
        text("{% for stage in stages %}{{ say.balance_lead(stage) }}{% endfor %}"),
        tag("for stage in stages"),
        chart(
            "stage.cv_bars",
            "{{ stage.word }}校际差异系数与上限（竖线为上限 {{ stage.limit }}）",
            line=True,
            before=24,
            after=25,
        ),
        tag("endfor"),
        tag("for stage in stages"),
        text("{{ stage.word }}校际差异系数", "Caption"),
        listing(
            ("指标", "全县均值", "标准差", "差异系数", "上限", "状态", "离差贡献最大的学校"),
            (21, 16, 17, 17, 14, 20, 51),
            "row in stage.balance",
            (
                "{{ row.short }}",
                "{{ row.mean }}",
                "{{ row.std }}",
                "{{ row.cv }}",
                "≤ {{ row.limit }}",
                state("row.state"),
                "{{ row.drivers }}",
            ),
            ("", "Number", "Number", "Number", "Number", "Middle", ""),
            small=True,
        ),
        tag("endfor"),
    ]


def _units() -> list[str]:
    widths = (46.0, 12.0, 15.0, *[20.0] * 7, 14.0, 20.0)
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{BAND}"/><w:vAlign w:val="center"/>'
    fixed = [
        cell(label, "SmallHeadNumber" if label == "在校生" else "SmallHead", width, ground)
        for label, width in zip(
            ("学校", "学段", "在校生", *[f"{{{{ units.heads[{n}] }}}}" for n in range(7)]),
            widths,
            strict=False,
        )
    ]
    fixed += [
        cell("达标项", "SmallHeadMiddle", widths[10], ground),
        cell("状态", "SmallHeadMiddle", widths[11], ground),
    ]
    columns = len(widths)
    return [
        text("（四）未达标和待填报的办学单元", "Heading2"),
        text("{{ say.units_lead(units, floor) }}", "Lead"),
        tag("if units.rows"),
        table(
            widths,
            row(*fixed, head=True),
            loop("for name, stage, pupils, cells, met, state in units.rows", columns),
            row(
                cell("{{ name }}", "Small", widths[0]),
                cell("{{ stage }}", "Small", widths[1]),
                cell("{{ pupils }}", "SmallNumber", widths[2]),
                cell("{%tc for kind, said in cells %}", "Small"),
                cell("{% cellbg cell[kind] %}{{ said }}", "Small", 20),
                cell("{%tc endfor %}", "Small"),
                cell("{{ met }}", "SmallMiddle", widths[10]),
                cell(state("state"), "SmallMiddle", widths[11]),
            ),
            loop("endfor", columns),
        ),
        tag("endif"),
    ]


def _items(source: str) -> str:
    return listing(
        ("条款", "要求", "现值", "状态", "说明"),
        (26, 45, 26, 20, 39),
        f"row in {source}.rows",
        (
            "{{ row.article }}",
            "SmallName|{{ row.name }}\n{{ row.requirement }}",
            "{{ row.value }}",
            state("row.state"),
            "{{ row.note }}",
        ),
        ("", "", "", "Middle", ""),
        small=True,
    )


def _county() -> list[str]:
    return [
        text("三、政府保障程度", "Heading1"),
        text('{{ say.items_lead("政府保障程度", government) }}', "Lead"),
        _items("government"),
        text("四、教育质量", "Heading1"),
        text('{{ say.items_lead("教育质量", quality) }}', "Lead"),
        _items("quality"),
        tag("if monitoring"),
        text("国家义务教育质量监测", "Caption"),
        listing(
            ("学科", "年级", "水平等级", "校际差异率", "状态"),
            (36, 30, 30, 30, 30),
            "row in monitoring",
            (
                *(f"{{{{ row.{key} }}}}" for key in ("subject", "grade", "level", "difference")),
                state("row.state"),
            ),
            ("", "", "Middle", "Number", "Middle"),
        ),
        tag("endif"),
        text("五、社会认可度", "Heading1"),
        text("{{ say.survey_lead(survey) }}"),
        chart(
            "survey.bars",
            "各类调查对象的满意度（竖线为要求 {{ survey.required }}）",
            line=True,
            before=34,
            after=6,
        ),
        text("社会认可度调查", "Caption"),
        _survey(),
        text("六、基本条件与一票否决", "Heading1"),
        text("{{ say.preconditions_lead(preconditions) }}{{ say.vetoes_lead(vetoes) }}"),
        text("基本条件", "Caption"),
        _items("preconditions"),
        text("一票否决情形", "Caption"),
        _items("vetoes"),
    ]


def _survey() -> str:
    labels = ("调查对象", "问卷总数", "有效问卷", "满意问卷", "满意度", "状态")
    widths = (34, 25, 25, 25, 23, 24)
    keys = ("papers", "valid", "satisfied", "rate")
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{BAND}"/>'

    def line(of: str, name: str, last: str, more: str = "") -> str:
        figures = (
            cell(f"{{{{ {of}.{key} }}}}", "CellNumber", width, more)
            for key, width in zip(keys, widths[1:5], strict=True)
        )
        return row(
            cell(f"{{{{ {of}.group }}}}", name, widths[0], more),
            *figures,
            cell(last, "CellMiddle", widths[5]),
        )

    return table(
        widths,
        head(labels, widths, "Cell", ("", *["Number"] * 4, "Middle")),
        loop("for row in survey.rows", 6),
        line("row", "Cell", ""),
        loop("endfor", 6),
        line("survey.total", "CellName", state("survey.total.state"), ground),
    )


def _problems() -> list[str]:
    labels = ("对象", "学段", "状态", "情况", "数据位置")
    widths = (38.0, 12.0, 20.0, 52.0, 34.0)
    ground = '<w:shd w:val="clear" w:color="auto" w:fill="F3F4F6"/>'
    return [
        text("七、问题清单", "Heading1"),
        text("{{ say.problems_lead(problems) }}", "Lead"),
        tag("if problems.rows"),
        table(
            widths,
            head(labels, widths, "Small", ("", "Middle", "Middle", "", "")),
            loop("for group in problems.rows", 5),
            row(
                cell(
                    "{{ group.title }}（{{ group.article }}）　{{ group.counts }}",
                    "SmallGroup",
                    sum(widths),
                    ground,
                    5,
                )
            ),
            loop("for subject, stage, kind, marked, message, cells in group.rows", 5),
            row(
                cell("{{ subject }}", "Small", widths[0]),
                cell("{{ stage }}", "Small", widths[1]),
                cell("{% cellbg soft[kind] %}{{ marked }}", "SmallMiddle", widths[2]),
                cell("{{ message }}", "Small", widths[3]),
                cell("{{ cells }}", "SmallTiny", widths[4]),
            ),
            loop("endfor", 5),
            loop("endfor", 5),
        ),
        tag("endif"),
    ]


def _rows(
    source: str, labels: Sequence[str], widths: Sequence[float], styles: Sequence[str] = ()
) -> str:
    names = [f"c{n}" for n in range(len(labels))]
    cells = [f"{{{{ {name} }}}}" for name in names]
    return listing(labels, widths, f"{', '.join(names)} in {source}", cells, styles, small=True)


def _rest() -> list[str]:
    return [
        text("八、数据提示", "Heading1"),
        text("{{ say.notices_lead(notices) }}", "Lead"),
        tag("if notices.rows"),
        _rows("notices.rows", ("位置", "提示"), (34, 122)),
        tag("endif"),
        text("{{ say.roundings_lead(roundings) }}", "Lead"),
        tag("if roundings.rows"),
        text("紧靠标准线的数值", "Caption"),
        _rows("roundings.rows", ("对象", "指标", "数值", "标准线", "状态"), (44, 48, 22, 20, 22)),
        tag("endif"),
        text("附：计算依据", "Heading1"),
        text("（一）参数与依据", "Heading2"),
        tag("if basis.note"),
        text("{{ basis.note }}", "Lead"),
        tag("endif"),
        _rows("basis.parameters", ("参数", "数值", "单位", "性质", "依据"), (50, 26, 12, 14, 54)),
        text("（二）条文未写明之处的读法", "Heading2"),
        _rows("basis.readings", ("条款", "问题", "本报告取", "不取", "理由"), (26, 30, 40, 30, 30)),
        text("（三）指标算法与数据来源", "Heading2"),
        _rows(
            "basis.methods",
            ("编号", "条款", "指标", "算法", "数据"),
            (11, 26, 29, 34, 56),
            ("", "", "", "", "Tiny"),
        ),
        text("（四）不参与资源配置评估的办学单元", "Heading2"),
        text("{{ say.excluded_lead(basis.excluded) }}", "Lead"),
        tag("if basis.excluded.rows"),
        _rows("basis.excluded.rows", ("学校", "学段", "在校生", "原因"), (56, 14, 18, 68)),
        tag("endif"),
        text("（五）运行记录", "Heading2"),
        _rows("basis.run", ("项目", "内容"), (44, 112)),
    ]


def footer(style: str) -> str:
    """Return a footer: the page between dashes, the run, the notice."""
    page = (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t></w:r>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p>'
    )
    return f"<w:ftr {W}>{page}{text('运行编号 {{ heading.run }}　自评结果，仅供内部使用', 'Footer')}</w:ftr>"


EMPTY_FOOTER = f"<w:ftr {W}>{text('', 'Footer')}</w:ftr>"


def _section(footers: tuple[str, str], *, landscape: bool = False, first: bool = False) -> str:
    odd, even = footers
    number = '<w:pgNumType w:start="0"/>' if first else ""
    wide, high = twips(297), twips(210)
    size = (
        f'<w:pgSz w:w="{wide}" w:h="{high}" w:orient="landscape"/>'
        if landscape
        else f'<w:pgSz w:w="{high}" w:h="{wide}"/>'
    )
    top, right, bottom, left = (28, 25, 28, 25) if landscape else (37, 26, 35, 28)
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{odd}"/>'
        f'<w:footerReference w:type="even" r:id="{even}"/><w:type w:val="nextPage"/>{size}'
        f'<w:pgMar w:top="{twips(top)}" w:right="{twips(right)}" w:bottom="{twips(bottom)}" '
        f'w:left="{twips(left)}" w:header="{twips(15)}" w:footer="{twips(20)}" w:gutter="0"/>'
        f"{number}</w:sectPr>"
    )


def _break(section: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="Gap"/>{section}</w:pPr></w:p>'


def body(empty: tuple[str, str], numbered: tuple[str, str]) -> str:
    """Return the whole text; `empty` and `numbered` name the footers of odd and even pages."""
    parts = [
        tag('import "partials/sentences.txt" as say'),
        tag('from "partials/colours.txt" import soft, cell, full'),
        *_cover(),
        _break(_section(empty, first=True)),
        *_conclusion(),
        *_resources(),
        tag("if units.rows"),
        _break(_section(numbered)),
        tag("endif"),
        *_units(),
        tag("if units.rows"),
        _break(_section(numbered, landscape=True)),
        tag("endif"),
        tag("endif"),
        *_county(),
        *_problems(),
        *_rest(),
        _section(numbered),
    ]
    return f"<w:body {W}>{''.join(parts)}</w:body>"
