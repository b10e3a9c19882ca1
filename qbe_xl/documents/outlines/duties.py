"""责任清单 by unit and township, 整改通知 by school."""

from __future__ import annotations

from qbe_xl.documents.compiling.nodes import (
    Break,
    Cell,
    Outline,
    Rows,
    Table,
    Title,
    each,
    p,
    row,
    rows,
    when,
)

UNITS = Outline(
    "责任清单",
    "义务教育优质均衡发展责任清单",
    (
        each(
            "unit in units",
            p("责任清单：{{ unit.name }}", "SheetTitle"),
            when(
                "unit.duties",
                p("职责（{{ plan }}{{ unit.section }}）", "SheetHead"),
                each("duty in unit.duties", p("{{ duty }}", "SheetText")),
            ),
            when("unit.tasks", p("参与的任务：{{ unit.tasks | join('；') }}。", "SheetText")),
            p(
                "{{ unit.lead }}：{{ unit.count }} 件"
                "{% if unit.overdue %}，其中逾期 {{ unit.overdue }} 件{% endif %}"
                "{% if unit.soon %}，30 天内到期 {{ unit.soon }} 件{% endif %}",
                "SheetHead",
            ),
            when(
                "unit.rows",
                Table(
                    (10, 28, 28, 52, 31, 24, 17),
                    (row("序号", "指标", "学校", "存在问题", "整改措施", "期限", "状态"),),
                    (
                        rows(
                            "row in unit.rows",
                            row(
                                Cell("{{ row.number }}", "middle"),
                                "{{ row.indicator }}",
                                Cell(
                                    "{{ row.school }}{% if row.stage %}（{{ row.stage }}）{% endif %}",
                                    "name",
                                ),
                                "{{ row.problem }}",
                                "{{ row.measure }}",
                                Cell(
                                    "{{ row.deadline }}{% if row.due %}\n{{ row.due }}{% endif %}",
                                    "middle",
                                ),
                                Cell("{{ row.state }}", "middle"),
                            ),
                        ),
                        Rows(
                            "if unit.more",
                            (row(Cell("另有 {{ unit.more }} 件，见整改台账。", span=7)),),
                        ),
                    ),
                    label="{{ unit.name }}{{ unit.lead }}",
                    small=True,
                ),
            ),
            when("not unit.rows", p("目前没有未完成的事项。", "SheetText")),
            when("unit.helps", p("配合的事项：{{ unit.helps }}。", "SheetText")),
        ),
    ),
    compact=True,
    many=True,
)

NOTICES = Outline(
    "整改通知",
    "关于限期整改义务教育优质均衡发展有关问题的通知",
    (
        when("not schools", p("没有学校有须整改的问题，本次不发整改通知。")),
        each(
            "school in schools",
            when("not school.first", Break()),
            Title(("关于限期整改义务教育优质均衡发展", "有关问题的通知"), repeated=True),
            p("{{ school.name }}：", "Address"),
            p(
                "对照《{{ doc.standard }}》，经全县自评，你校有 {{ school.count }} 件事项未达到要求或尚未填报，现通知如下。"
            ),
            p("一、须整改的事项", "Heading1"),
            Table(
                (11, 34, 52, 36, 23),
                (row("序号", "指标和条款", "存在问题", "整改措施", "完成期限"),),
                (
                    rows(
                        "row in school.rows",
                        row(
                            Cell("{{ row.number }}", "middle"),
                            "{{ row.indicator }}{% if row.stage %}（{{ row.stage }}）{% endif %}\n{{ row.article }}",
                            "{{ row.problem }}",
                            "{{ row.measure }}\n责任单位：{{ row.unit }}",
                            Cell(
                                "{{ row.deadline }}{% if row.due %}\n{{ row.due }}{% endif %}",
                                "middle",
                            ),
                        ),
                    ),
                    Rows(
                        "if school.more",
                        (row(Cell("另有 {{ school.more }} 件，见整改台账。", span=5)),),
                    ),
                ),
                label="{{ school.name }}须整改的事项",
            ),
            p("二、有关要求", "Heading1"),
            p(
                "请逐项明确责任人和时限，制定整改方案，{% if school.last %}于{{ school.last }}前全部完成，{% endif %}"
                "完成一项、报告一项，并附佐证材料。待填报的事项须如实补填，不得以估计数、推算数代替。"
                "应由县级有关部门解决的，由责任单位牵头，学校配合。整改结果以填报表重新计算为准。"
            ),
            p("{{ sender }}", "Sign"),
            p("　　　　年　　月　　日", "Date"),
        ),
    ),
    many=True,
)

OUTLINES = (UNITS, NOTICES)
