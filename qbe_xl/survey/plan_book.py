"""The sampling plan as a workbook: how many papers, for whom, in which school and township."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from qbe_xl.clauses import words
from qbe_xl.county import layout
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page
from qbe_xl.standards import Standard
from qbe_xl.survey.plan import IN_SCHOOLS, IN_TOWNSHIPS, PARENTS, STUDENTS, Plan, grade_words
from qbe_xl.survey.questionnaires import GRADES, Questionnaires
from qbe_xl.survey.sheets import TOTAL, Book, rows

NAME = "社会认可度调查方案.xlsx"


def plan_book(plan: Plan, standard: Standard, known: Questionnaires, time: dt.datetime) -> bytes:
    """Return the plan as a workbook (.xlsx); the same arguments give the same bytes."""
    book = Book(f"{plan.county}社会认可度调查方案", time)
    _write_plan(book.page("方案", (16, 14, 14, 14, 14, 24)), plan, standard, known)
    widths = (6, 30, 12, 10, 7, 9, 7, 26, 7, 26, 7, 7)
    _write_schools(book.page("到校", widths, landscape=True), plan)
    _write_townships(book.page("到乡镇", (24, 14, 14, 14, 14)), plan)
    return book.content()


def _write_plan(page: Page, plan: Plan, standard: Standard, known: Questionnaires) -> None:
    row = page.title(
        0, f"{plan.county}社会认可度调查方案", "依据第九条；带“惯例”的取法可在标准里改。"
    )
    for line in basis(plan, standard):
        page.note(row, line)
        row += 1
    row = page.heading(row + 1, "一、各类对象问卷数")
    title_of = {group: paper.title for paper in known.papers for group in paper.groups}
    content: list[list[object]] = [
        [group, count, count / plan.total, title_of[group]] for group, count in plan.groups.items()
    ]
    content.append([TOTAL, plan.total, 1.0, ""])
    row = rows(page, row, ("调查对象", "问卷数", "占比", "用哪种问卷"), content)
    row = page.heading(row + 1, "二、学校内的对象按城乡、学段分配")
    strata = [
        [f"{area}{layout.STAGE_WORDS[stage]}", *(papers[group] for group in IN_SCHOOLS)]
        for (area, stage), papers in plan.strata().items()
    ]
    strata.append([TOTAL, *(plan.groups[group] for group in IN_SCHOOLS)])
    row = rows(page, row, ("城乡与学段", *IN_SCHOOLS), strata)
    if plan.notices:
        row = page.heading(row + 1, "三、请补齐后重做")
        for notice in plan.notices:
            page.note(row, str(notice))
            row += 1


def basis(plan: Plan, standard: Standard) -> Iterator[str]:
    """Say in words how the numbers came about."""
    share = words.plain(standard.number("S1.sample_share") * 1000)
    least = standard.whole("S1.least_papers")
    said = f"常住人口 {words.grouped(plan.residents)} 人的 {share}‰ 为 {plan.asked} 份（惯例）"
    if plan.total > plan.asked:
        said += f"，不足 {least} 份，按最少 {least} 份"
    yield f"{said}，共发 {plan.total} 份。"
    half = words.percent(standard.number("S1.parents_share"), decimals=0)
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


def _write_schools(page: Page, plan: Plan) -> None:
    row = page.title(0, "到校分配", "每个学段一行。没有分到问卷的学校也列出。")
    labels = (
        "序号",
        "学校",
        "乡镇",
        "城乡",
        "学段",
        "在校生",
        PARENTS,
        "家长的孩子所在年级",
        STUDENTS,
        "学生年级",
        *IN_SCHOOLS[2:],
    )
    page.sheet.freeze_panes(row + 1, 2)
    page.repeat(row, row)
    content: list[list[object]] = [
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
    last = rows(page, row, labels, content)
    page.sheet.autofilter(row, 0, last - 1, page.last)
    sums = [plan.groups[group] for group in IN_SCHOOLS]
    figure = page.styles(style.COUNT, bold=True, bg_color=style.BAND)
    page.merged(last, 0, 5, TOTAL, page.styles(style.TEXT, bold=True, bg_color=style.BAND))
    for column, value in zip((6, 8, 10, 11), sums, strict=True):
        page.number(last, column, value, figure)
    for column in (7, 9):
        page.text(last, column, "", figure)


def _write_townships(page: Page, plan: Plan) -> None:
    row = page.title(
        0, "到乡镇分配", "人大代表、政协委员、其他群众。城区、县直的名额由县里统一安排。"
    )
    content: list[list[object]] = [
        [township, *papers.values(), sum(papers.values())]
        for township, papers in plan.townships.items()
    ]
    sums = [plan.groups[group] for group in IN_TOWNSHIPS]
    content.append([TOTAL, *sums, sum(sums)])
    rows(page, row, ("乡镇", *IN_TOWNSHIPS, "小计"), content)
