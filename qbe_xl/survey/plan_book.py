"""The sampling plan as a workbook: how many papers, for whom, in which school and township."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from qbe_xl.clauses import words
from qbe_xl.county import layout
from qbe_xl.sheets.looks import COUNT, SUMS, TEXT
from qbe_xl.sheets.model import UPRIGHT, Cell, Heading, Note, Part, Row, Sheet, Space, Title
from qbe_xl.standards import Standard
from qbe_xl.survey.plan import IN_SCHOOLS, IN_TOWNSHIPS, PARENTS, STUDENTS, Plan, grade_words
from qbe_xl.survey.questionnaires import GRADES, Questionnaires
from qbe_xl.survey.sheets import TOTAL, Content, table, workbook

NAME = "社会认可度调查方案.xlsx"


def plan_book(plan: Plan, standard: Standard, known: Questionnaires, time: dt.datetime) -> bytes:
    """Return the plan as a workbook (.xlsx); the same arguments give the same bytes."""
    sheets = (_plan(plan, standard, known), _schools(plan), _townships(plan))
    return workbook(f"{plan.county}社会认可度调查方案", sheets, time)


def _plan(plan: Plan, standard: Standard, known: Questionnaires) -> Sheet:
    title_of = {group: paper.title for paper in known.papers for group in paper.groups}
    papers: Content = [
        *([g, count, count / plan.total, title_of[g]] for g, count in plan.groups.items()),
        [TOTAL, plan.total, 1.0, ""],
    ]
    strata: Content = [
        *(
            [f"{area}{layout.STAGE_WORDS[stage]}", *(papers[group] for group in IN_SCHOOLS)]
            for (area, stage), papers in plan.strata().items()
        ),
        [TOTAL, *(plan.groups[group] for group in IN_SCHOOLS)],
    ]
    parts: list[Part] = [
        Title(f"{plan.county}社会认可度调查方案", "依据第九条；带“惯例”的取法可在标准中修改。"),
        *map(Note, basis(plan, standard)),
        Space(),
        Heading("一、各类对象问卷数"),
        table(("调查对象", "问卷数", "占比", "问卷种类"), papers),
        Space(),
        Heading("二、学校内的对象按城乡、学段分配"),
        table(("城乡与学段", *IN_SCHOOLS), strata),
    ]
    if plan.notices:
        parts += (Space(), Heading("三、请补齐后重做"), *(Note(str(n)) for n in plan.notices))
    return Sheet("方案", parts, (16, 14, 14, 14, 14, 24), paper=UPRIGHT)


def basis(plan: Plan, standard: Standard) -> Iterator[str]:
    """Say in words how the numbers came about."""
    share = words.plain(standard.number("S1.sample_share") * 1000)
    least = standard.whole("S1.least_papers")
    said = f"常住人口 {words.number(plan.residents)} 人的 {share}‰ 为 {plan.asked} 份（惯例）"
    if plan.total > plan.asked:
        said += f"，不足 {least} 份，按最少 {least} 份"
    yield f"{said}，共发 {plan.total} 份。"
    half = words.share_line(standard.number("S1.parents_share"))
    yield (
        f"家长不少于 {half}，其余六类大致相等；校长每校至多 1 份，多出的份数归家长（惯例）。"
        "家长、学生按在校生数，教师按专任教师数，校长按学校数，先分到城乡与学段，再分到校；"
        "年级轮流，各年级大致相等。"
    )
    yield (
        f"学生从{GRADES[standard.whole('S1.student_grade') - 1]}起。"
        "代表、委员、其他群众按乡镇在校生数分（没有分乡镇人口，惯例）。"
        "到校后由学校在该年级随机抽取，不指定人；问卷不记名。"
    )


def _schools(plan: Plan) -> Sheet:
    labels = (
        "序号",
        "学校",
        "乡镇",
        "城乡",
        "学段",
        "在校生",
        PARENTS,
        "家长的孩子所在年级（份）",
        STUDENTS,
        "学生年级（份）",
        *IN_SCHOOLS[2:],
    )
    content: Content = [
        [
            number,
            share.section.school,
            share.section.township,
            share.section.area,
            layout.STAGE_WORDS[share.section.stage],
            int(share.section.pupils),
            share.papers[PARENTS] or None,
            grade_words(share.grades[PARENTS]),
            share.papers[STUDENTS] or None,
            grade_words(share.grades[STUDENTS]),
            *(share.papers[group] or None for group in IN_SCHOOLS[2:]),
        ]
        for number, share in enumerate(plan.shares, 1)
    ]
    parents, students, *others = (Cell(plan.groups[group], COUNT) for group in IN_SCHOOLS)
    none = Cell("", COUNT)
    sums = (Cell(TOTAL, TEXT, 6), parents, none, students, none, *others)
    return Sheet(
        "到校",
        (
            Title("到校分配", "每个学段一行。没有分到问卷的学校也列出。"),
            replace(table(labels, content, keep=2), filtered=True),
            Row(sums, over=SUMS),
        ),
        (6, 30, 12, 10, 7, 9, 7, 26, 7, 26, 7, 7),
    )


def _townships(plan: Plan) -> Sheet:
    sums = [plan.groups[group] for group in IN_TOWNSHIPS]
    content: Content = [
        *(
            [name, *papers.values(), sum(papers.values())]
            for name, papers in plan.townships.items()
        ),
        [TOTAL, *sums, sum(sums)],
    ]
    note = "人大代表、政协委员、其他群众。城区、县直的名额由县级统一安排。"
    grid = table(("乡镇", *IN_TOWNSHIPS, "小计"), content)
    return Sheet("到乡镇", (Title("到乡镇分配", note), grid), (24, 14, 14, 14, 14), paper=UPRIGHT)
