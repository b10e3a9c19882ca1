"""佐证材料目录."""

from __future__ import annotations

from qbe_xl.documents.compiling.nodes import Cell, Outline, Table, each, p, row, rows, title

_HEAD = (
    "{{ entry.id }} {{ entry.name }}（{{ entry.article }}）　责任单位：{{ entry.units }}"
    "{% if entry.given %}\n填报表列明：{{ entry.given }}{% endif %}"
)

OUTLINE = Outline(
    "佐证材料目录",
    "佐证材料目录",
    (
        title("县域义务教育优质均衡发展", "佐证材料目录"),
        p(
            "基本条件、{{ indicators }} 项指标和一票否决事项共列材料 {{ total }} 份，其中填报表“佐证材料”一栏已列名的 {{ named }} 份。"
            "材料按编号归档，名册、台账只留统计所需，不留身份证号等个人信息。"
        ),
        each(
            "part in parts",
            p("{{ part.name }}", "Heading1"),
            Table(
                (14, 52, 15, 38, 30, 17),
                (row("编号", "材料", "文种", "依据", "提供单位", "状态"),),
                (
                    rows(
                        "entry in part.rows",
                        row(Cell(_HEAD, "name", span=6)),
                        rows(
                            "document in entry.documents",
                            row(
                                Cell("{{ document.number }}", "middle"),
                                "{{ document.title }}",
                                Cell("{{ document.kind }}", "middle"),
                                "{{ document.source }}",
                                "{{ document.by }}",
                                Cell(
                                    "{{ document.state.marked }}", "middle", state="document.state"
                                ),
                            ),
                        ),
                    ),
                ),
                label="{{ part.name }}佐证材料",
                small=True,
            ),
        ),
        p(
            "依据中的简称：{{ sources | join('；') }}。“惯例”为条文没有写到、按通行做法应备的。",
            "Note",
        ),
    ),
    imports=(("partials/colours.txt", "tone"),),
)
