"""工作简报, two pages."""

from __future__ import annotations

from qbe_xl.documents.compiling.nodes import (
    Cell,
    Outline,
    Table,
    each,
    listing,
    p,
    row,
    rows,
    rows_when,
    when,
)

OUTLINE = Outline(
    "工作简报",
    "义务教育优质均衡发展工作简报",
    (
        p("{{ doc.county }}义务教育优质均衡发展工作简报", "SheetTitle"),
        p("{{ issuer }}　{{ date }}", "SheetCentre"),
        p("一、现在到了哪一步", "SheetHead"),
        p("{{ say.verdict(verdict, outcome) }}", "SheetText"),
        Table(
            (26, 18, 84, 21, 21),
            (row("方面", "条款", "构成", "上次", "本次"),),
            (
                rows(
                    "group in groups",
                    row(
                        Cell("{{ group.name }}", "name"),
                        Cell("{{ group.article }}", "middle"),
                        "{{ group.gist }}",
                        Cell("{{ group.before }}", "middle"),
                        Cell("{{ group.state.marked }}", "middle", state="group.state"),
                    ),
                ),
            ),
            label="六个方面",
            small=True,
        ),
        p("二、与上次相比有什么变化", "SheetHead"),
        when(
            "compared",
            p("与{{ compared }}相比：", "SheetText"),
            each("line in changes", p("{{ line }}", "SheetText")),
        ),
        when(
            "not compared",
            p("没有上次的结果可比。下次在同一文件夹重新生成时，会与本次相比。", "SheetText"),
        ),
        when(
            "compared",
            listing(
                "measure in measures",
                (
                    ("项目", 70, "{{ measure.name }}", "name"),
                    ("上次", 30, "{{ measure.before }}", "middle"),
                    ("本次", 30, "{{ measure.now }}", "middle"),
                    ("变化", 40, "{{ measure.change }}", "middle"),
                ),
                label="与上次相比",
                small=True,
            ),
        ),
        when(
            "not compared",
            listing(
                "measure in measures",
                (
                    ("项目", 110, "{{ measure.name }}", "name"),
                    ("本次", 60, "{{ measure.now }}", "middle"),
                ),
                label="本次主要数据",
                small=True,
            ),
        ),
        p("三、影响通过的主要问题", "SheetHead"),
        when("not obstacles.rows", p("没有影响通过的问题。", "SheetText")),
        when(
            "obstacles.rows",
            Table(
                (10, 24, 36, 17, 83),
                (row("序号", "条款", "问题", "状态", "概况"),),
                (
                    rows(
                        "row in obstacles.rows",
                        row(
                            Cell("{{ row.number }}", "middle"),
                            "{{ row.article }}",
                            Cell("{{ row.title }}", "name"),
                            Cell("{{ row.state.marked }}", "middle", state="row.state"),
                            "{{ row.summary }}",
                        ),
                    ),
                    rows_when(
                        "obstacles.more",
                        row(Cell("另有 {{ obstacles.more }} 项，见评估报告。", span=5)),
                    ),
                ),
                label="影响通过的主要问题",
                small=True,
            ),
        ),
        p("四、下一步", "SheetHead"),
        p(
            "整改台账未完成 {{ work.open }} 件，其中逾期 {{ work.overdue }} 件，30 天内到期 {{ work.soon }} 件；已销号等 {{ work.closed }} 件。"
            "{% if work.rows %}最先到期的事项：{% endif %}",
            "SheetLead",
        ),
        when(
            "work.rows",
            Table(
                (10, 42, 42, 34, 23, 19),
                (row("序号", "指标", "学校", "责任单位", "完成期限", "状态"),),
                (
                    rows(
                        "row in work.rows",
                        row(
                            Cell("{{ row.number }}", "middle"),
                            "{{ row.indicator }}",
                            Cell(
                                "{{ row.school }}{% if row.stage %}（{{ row.stage }}）{% endif %}",
                                "name",
                            ),
                            "{{ row.unit }}",
                            Cell(
                                "{{ row.deadline }}{% if row.due %}\n{{ row.due }}{% endif %}",
                                "middle",
                            ),
                            Cell("{{ row.state }}", "middle"),
                        ),
                    ),
                    rows_when(
                        "work.more",
                        row(Cell("另有 {{ work.more }} 件，见责任清单和整改台账。", span=6)),
                    ),
                ),
                label="最先到期的事项",
                small=True,
            ),
        ),
    ),
    imports=(("partials/colours.txt", "tone"), ("partials/filing.txt", "say")),
    compact=True,
    many=True,
)
