"""学校达标: one row a section with its seven indicators, those in need first."""

from __future__ import annotations

import numpy as np
from xlsxwriter.format import Format

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.clauses import words
from qbe_xl.county import layout
from qbe_xl.county.model import Index
from qbe_xl.report.result_json import exclusion_reason
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

NAME = "学校达标"
WIDTHS = (5, 13, 27, 11, 16, 6, 9, *[12] * len(INDICATORS), 8, 11)
FIRST_VALUE = 7
HEADER_ROW = 2
_RANK = {State.UNMET: 0, State.MISSING: 1, State.MET: 2, State.NOT_APPLICABLE: 3}


def by_need(assessment: Assessment) -> Index:
    """Return the sections in order of need: unmet, then missing, then met.

    Within each, most indicators unmet first, then most missing, then the lowest share of a line.
    """
    sections = assessment.sections
    if not len(sections):
        return np.arange(0)
    rank = np.array([_RANK[State(code)] for code in sections.state.tolist()])
    unmet = (sections.states == State.UNMET).sum(axis=1)
    missing = (sections.states == State.MISSING).sum(axis=1)
    lowest = np.where(np.isnan(sections.ratios), np.inf, sections.ratios).min(axis=1)
    return np.lexsort((lowest, -missing, -unmet, rank))


def write(page: Page, assessment: Assessment) -> None:
    """Fill the sheet."""
    standard = assessment.standard
    floor = words.percent(float(standard.floor), decimals=0)
    page.title(
        0,
        "学校达标情况（按需要改进的程度排列）",
        f"{State.MET.mark} 达标　{words.NEAR_MARK} 未达标，但不低于标准的 {floor}　"
        f"{State.UNMET.mark} 未达标，且低于标准的 {floor}　{State.MISSING.marked}　"
        f"综合要求：{standard.requirement('section')}。一校多个学段的，每个学段一行。",
    )
    page.header(HEADER_ROW, _labels(assessment), 62)
    page.sheet.freeze_panes(HEADER_ROW + 1, 3)
    page.repeat(HEADER_ROW, HEADER_ROW)
    order = by_need(assessment)
    row = HEADER_ROW + 1
    if len(order):
        _rows(page, assessment, row, order)
        row += len(order)
        page.sheet.autofilter(HEADER_ROW, 0, row - 1, page.last)
    else:
        page.text(row, 0, "没有参与评估的办学单元。", page.styles(style.NOTE, text_wrap=False))
        row += 1
    if len(assessment.excluded):
        _excluded(page, assessment, row + 1)


def _labels(assessment: Assessment) -> list[str]:
    standard = assessment.standard
    labels = ["序号", "学校标识码", "学校", "乡镇", "办学类型", "学段", "在校生"]
    for id in INDICATORS:
        lines = [
            f"{layout.STAGE_WORDS[stage]} ≥ {words.plain(float(standard.required(id, stage)))}"
            for stage in STAGES
        ]
        unit = standard.clauses[id].unit
        labels.append("\n".join((f"{id} {words.SHORT_NAMES[id]}（{unit}）", *lines)))
    return [*labels, "达标项数", "综合状态"]


def _rows(page: Page, assessment: Assessment, row: int, order: Index) -> None:
    sections, schools, styles = assessment.sections, assessment.county.schools, page.styles
    write_number = page.sheet.write_number
    centre, text, count = styles(style.CENTER), styles(style.TEXT), styles(style.COUNT)
    missing = page.styles.state(State.MISSING)
    lines = [
        [float(assessment.standard.required(id, stage)) for id in INDICATORS] for stage in STAGES
    ]
    made: dict[tuple[str, str], Format] = {}
    for place, section in enumerate(order.tolist(), 1):
        school, stage = int(sections.school[section]), int(sections.stage[section])
        name, township = schools.word("name", school), schools.word("township", school)
        write_number(row, 0, place, centre)
        page.text(row, 1, schools.word("code", school), text)
        page.text(row, 2, name, text)
        page.text(row, 3, township, text)
        page.text(row, 4, schools.choice("type", school), text)
        page.text(row, 5, layout.STAGE_WORDS[STAGES[stage]], centre)
        page.number(row, 6, float(sections.pupils[section]), count, State.MISSING.marked)
        cells = zip(
            sections.values[section].tolist(),
            sections.states[section].tolist(),
            sections.above_floor[section].tolist(),
            lines[stage],
            INDICATORS,
            strict=True,
        )
        for column, (value, state, above, line, id) in enumerate(cells, FIRST_VALUE):
            if value != value:
                page.text(row, column, State.MISSING.marked, missing)
                continue
            mark = mark_of(State(state), above)
            key = (mark, style.value_format(id, value, line))
            if key not in made:
                made[key] = styles(style.marked_figure(*key))
            write_number(row, column, value, made[key])
        write_number(row, page.last - 1, int(sections.met_count[section]), centre)
        page.state(row, page.last, State(sections.state[section]))
        page.fit_all(row, ((2, name), (3, township)))
        row += 1


def mark_of(state: State, above_floor: bool) -> str:
    """Return the mark of one indicator: ◐ where it is unmet, but not below the floor."""
    return words.NEAR_MARK if state is State.UNMET and above_floor else state.mark


def _excluded(page: Page, assessment: Assessment, row: int) -> None:
    """The sections that are not assessed, with the reason."""
    excluded, schools = assessment.excluded, assessment.county.schools
    styles = page.styles
    centre, text, count = styles(style.CENTER), styles(style.TEXT), styles(style.COUNT)
    row = page.heading(row, f"不参与资源配置评估的办学单元（{len(excluded)} 个）")
    page.header(row, ("序号", "学校标识码", "学校", "乡镇", "办学类型", "学段", "在校生"))
    page.merged(row, FIRST_VALUE, page.last, "原因", styles(style.HEADER))
    columns = (excluded.school, excluded.stage, excluded.pupils, excluded.reason)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for place, (school, stage, pupils, reason) in enumerate(rows, 1):
        row += 1
        name, township = schools.word("name", school), schools.word("township", school)
        page.number(row, 0, place, centre)
        page.text(row, 1, schools.word("code", school), text)
        page.text(row, 2, name, text)
        page.text(row, 3, township, text)
        page.text(row, 4, schools.choice("type", school), text)
        page.text(row, 5, layout.STAGE_WORDS[STAGES[stage]], centre)
        page.number(row, 6, pupils, count, State.MISSING.marked)
        page.merged(row, FIRST_VALUE, page.last, exclusion_reason(assessment, reason), text)
        page.fit_all(row, ((2, name), (3, township)))
