"""Letters: 申请 to the prefecture and on to the province, 公示."""

from __future__ import annotations

from qbe_xl.documents.compiling.nodes import (
    Cell,
    Node,
    Outline,
    Table,
    attachments,
    h1,
    own,
    p,
    row,
    rows,
    title,
    when,
)

_SAY = (("partials/filing.txt", "say"),)


def draft() -> Node:
    """What stands over a letter that may not be sent yet."""
    return when(
        "verdict.id != 'met' or doc.second_hand",
        p(
            "{% if verdict.id != 'met' %}{{ say.draft(verdict) }}{% endif %}"
            "{% if doc.second_hand %}{{ say.second_hand() }}{% endif %}",
            "Draft",
        ),
    )


def _result() -> tuple[Node, ...]:
    return (
        p("{{ say.basis(doc, year) }}"),
        p("{{ say.preconditions(preconditions) }}"),
        p("{{ say.resources(reach, spread, sections_met) }}"),
        p("{{ say.items(government, quality) }}"),
        p("{{ say.recognition(survey) }}"),
        p("{{ say.vetoes(vetoes) }}"),
    )


_ANNEXES = attachments(
    "{{ doc.county }}县域义务教育优质均衡发展自查自评报告",
    "全国义务教育优质均衡发展县（市、区）申报表",
    "资格条件核查表和一票否决事项核查表",
    "申报材料真实性承诺书",
    "佐证材料目录",
)

TO_PREFECTURE = Outline(
    "评估申请（报州市）",
    "关于申请县域义务教育优质均衡发展复核的请示",
    (
        draft(),
        title("{{ doc.county }}人民政府", "关于申请县域义务教育优质均衡发展", "州（市）复核的请示"),
        p("{{ doc.prefecture }}人民政府：", "Address"),
        *_result(),
        when(
            "verdict.id == 'met'",
            p(
                "依照《办法》第十一条，我县自评达到义务教育优质均衡发展县各项要求，"
                "现申请复核，并请复核后同意我县向省级提出评估申请。"
            ),
        ),
        when(
            "verdict.id != 'met'",
            p("依照《办法》第十一条，自评达到要求后方可报请复核。{{ say.lacking(outcome) }}"),
        ),
        p("妥否，请批示。"),
        *_ANNEXES,
        p("{{ doc.county }}人民政府", "Sign"),
        p("　　　　年　　月　　日", "Date"),
    ),
    _SAY,
)

TO_PROVINCE = Outline(
    "评估申请（报省级）",
    "关于申请县域义务教育优质均衡发展省级督导评估的函",
    (
        draft(),
        title("{{ doc.county }}人民政府", "关于申请县域义务教育优质均衡发展", "省级督导评估的函"),
        p("{{ doc.province }}人民政府教育督导委员会办公室：", "Address"),
        *_result(),
        when(
            "verdict.id == 'met'",
            p(
                "我县自评达到要求，并经{{ doc.prefecture }}复核（复核意见：　　　　　　，"
                "复核日期：　　　　年　　月　　日）。依照《办法》第十一条、第十二条，现申请省级督导评估。"
            ),
        ),
        when(
            "verdict.id != 'met'",
            p(
                "依照《办法》第十一条，自评达到要求并经复核后，方可向省级提出评估申请。{{ say.lacking(outcome) }}"
            ),
        ),
        p("请予受理。"),
        *_ANNEXES,
        p("6.{{ doc.prefecture }}复核意见表", "Attachment"),
        p("{{ doc.county }}人民政府", "Sign"),
        p("　　　　年　　月　　日", "Date"),
    ),
    _SAY,
)


def _counts(source: str, caption: str) -> Table:
    return Table(
        (60, 96),
        (row("指标", "结果"),),
        (
            rows(
                f"row in {source}",
                row(Cell("{{ row.name }}", "name"), Cell("{{ row.said }}")),
            ),
        ),
        caption=caption,
        small=True,
    )


PUBLIC = Outline(
    "公示",
    "县域义务教育优质均衡发展自评结果公示",
    (
        draft(),
        title("{{ doc.county }}", "县域义务教育优质均衡发展自评结果公示"),
        p("{{ say.basis(doc, year) }}现将自评结果公示如下，接受社会监督。"),
        h1("一、自评结论"),
        p("{{ say.verdict(verdict, outcome) }}"),
        h1("二、资源配置"),
        p("{{ say.resources(reach, spread, sections_met) }}"),
        Table(
            (56, *[25] * 4),
            (
                row(Cell("指标", down=2), Cell("小学", span=2), Cell("初中", span=2)),
                row("达标比例（%）", "差异系数", "达标比例（%）", "差异系数"),
            ),
            (
                rows(
                    "row in resources",
                    row(
                        Cell("{{ row.name }}", "name"),
                        *(Cell(f"{{{{ row.cells[{n}] }}}}", "middle") for n in range(4)),
                    ),
                ),
            ),
            caption="资源配置各项指标",
            small=True,
        ),
        h1("三、政府保障程度、教育质量、社会认可度"),
        _counts("public", "有关情况"),
        p("涉及人数不足 {{ fewest }} 人的，不列具体数字。", "Note"),
        h1("四、公示期和监督方式"),
        p(
            "公示期为　　　　年　　月　　日至　　　　年　　月　　日。对公示内容有异议的，可在公示期内以书面、"
            "电话或电子邮件方式实名反映。"
        ),
        *own("notice_contact"),
        p("{{ doc.county }}人民政府教育督导委员会办公室", "Sign"),
        p("　　　　年　　月　　日", "Date"),
    ),
    _SAY,
)

OUTLINES = (TO_PREFECTURE, TO_PROVINCE, PUBLIC)
