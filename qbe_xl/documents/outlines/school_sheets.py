"""学校体检单: a page a school."""

from __future__ import annotations

from qbe_xl.documents.compiling.nodes import (
    Bar,
    Cell,
    Outline,
    Rows,
    Table,
    each,
    p,
    row,
    rows,
    when,
)

FLOOR, LINE, END = 17, 20, 32
_UNIT = 1.06
_COLUMNS = (
    ("指标", 22.0),
    ("本校", 16.0),
    ("标准", 11.0),
    ("底线", 12.0),
    ("对照标准", END * _UNIT),
    ("状态", 17.0),
    ("全县位次", 17.0),
    ("尚缺", 19.0),
    ("占离差", 14.0),
)


def _indicators() -> Table:
    widths: list[float] = []
    head = []
    for name, width in _COLUMNS:
        bar = name == "对照标准"
        widths += [_UNIT] * END if bar else [width]
        head.append(Cell(name, span=END if bar else 1))
    line = row(
        Cell("{{ row.short }}", "name"),
        Cell("{{ row.value }}", "number"),
        Cell("{{ row.line }}", "number"),
        Cell("{{ row.floor }}", "number"),
        Bar("row", (FLOOR, LINE, END)),
        Cell("{{ row.state.marked }}", "middle", state="row.state"),
        Cell("{{ row.rank }}", "middle"),
        Cell("{{ row.need }}", "middle"),
        Cell("{{ row.part }}", "number"),
    )
    return Table(
        tuple(widths),
        (row(*head),),
        (rows("row in section.rows", line),),
        label="{{ school.name }}{{ section.stage }}七项指标",
        small=True,
    )


_FACTS = Table(
    (18, 78, 14, 46),
    (),
    (
        row(Cell("学校", "head"), Cell("{{ school.name }}", span=3)),
        row(
            Cell("标识码", "head"), "{{ school.code }}", Cell("乡镇", "head"), "{{ school.place }}"
        ),
        row(
            Cell("类型", "head"), "{{ school.kind }}", Cell("在校生", "head"), "{{ school.pupils }}"
        ),
        row(
            Cell("所用数据", "head"),
            Cell("{{ school.figures }}", "fine", span=3),
        ),
        row(
            Cell("结论", "head"),
            Cell("{{ school.state.marked }}。{{ school.gist }}", span=3, state="school.state"),
        ),
    ),
    label="{{ school.name }}概况",
)

_ISSUES = Table(
    (22, 40, 20, 74),
    (row("条款", "指标", "状态", "情况和尚缺"),),
    (
        rows(
            "issue in school.issues",
            row(
                "{{ issue.article }}",
                Cell("{{ issue.title }}", "name"),
                Cell("{{ issue.state.marked }}", "middle", state="issue.state"),
                "{{ issue.words }}",
            ),
        ),
        Rows(
            "if school.more",
            (row(Cell("{{ school.more }}", span=4)),),
        ),
    ),
    label="{{ school.name }}其他指标中的问题",
    small=True,
)

OUTLINE = Outline(
    "学校体检单",
    "学校体检单",
    (
        each(
            "school in schools",
            p("学校体检单", "SheetTitle"),
            _FACTS,
            each(
                "section in school.sections",
                p(
                    "{{ section.stage }}七项指标：{{ section.state.marked }}（达标 {{ section.met }} 项）",
                    "SheetHead",
                ),
                _indicators(),
                each("line in section.rounded", p("{{ line }}。", "SheetNote")),
            ),
            when(
                "school.sections",
                p(
                    "对照标准：实线为标准，虚线为底线（标准的 {{ floor }}），条长到标准的 1.6 倍为止；◐ 为未达标而不低于底线，"
                    "至少 {{ needed }} 项达标、余项不低于底线的学校综合达标。全县位次按数值从高到低，同学段排。"
                    "尚缺按全校须增加的数计。占离差：本校占全县该项离差的份额，↑ 高于、↓ 低于全县平均。",
                    "SheetNote",
                ),
            ),
            each("reason in school.excluded", p("{{ reason }}。", "SheetNote")),
            when("school.issues", p("其他指标中本校的问题", "SheetHead"), _ISSUES),
            p(
                "以上所用数据与本校台账一致。校长（签字）：　　　　　　　　　　年　　月　　日",
                "Unit",
            ),
        ),
    ),
    imports=(("partials/colours.txt", "tone"),),
    compact=True,
    many=True,
)
