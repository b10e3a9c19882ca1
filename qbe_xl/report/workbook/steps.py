"""计算过程: how every figure was made, from which cells, against which article."""

from __future__ import annotations

from xlsxwriter.format import Format

from qbe_xl.assessment import GROUP_WORDS, GROUPS, Assessment, State
from qbe_xl.assessment.sections import FORMULAS, INDICATORS, STAGES
from qbe_xl.clauses import words
from qbe_xl.clauses.trace import Trace, steps_of_sections, trace_balance, trace_item
from qbe_xl.county import layout
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

NAME = "计算过程"
SECTIONS_NAME = "各校计算过程"
WIDTHS = (13, 6, 28, 6, 34, 52, 13, 20, 10, 24)
SECTIONS_WIDTHS = (14, 26, 6, *(24,) * len(INDICATORS))
HEADER_ROW = 2
_LABELS = (
    "类别",
    "编号",
    "指标",
    "学段",
    "计算公式",
    "数据（填报表单元格）",
    "现值",
    "要求",
    "状态",
    "依据",
)
_VALUE = 6
_HEIGHT = 27.0
_SHARED_HEIGHT = 40.0
"""Points for the working of a section, and of one with a share to write as well."""


def write(page: Page, assessment: Assessment) -> None:
    """Fill the sheet of the county: its items, then the CVs."""
    page.title(
        0,
        "计算过程",
        "每个数怎样得来：公式、所用数据及其在填报表中的单元格、要求和依据。"
        "先是全县各项，再是差异系数；各校七项指标见后一张表。",
    )
    page.header(HEADER_ROW, _LABELS)
    page.sheet.freeze_panes(HEADER_ROW + 1, 3)
    page.repeat(HEADER_ROW, HEADER_ROW)
    sheet = _Rows(page, HEADER_ROW + 1)
    group_of = {letter: GROUP_WORDS[group] for group, letter in GROUPS.items()}
    for id in assessment.items:
        trace = trace_item(assessment, id)
        sheet.add(group_of[id[0]], "", trace)
        page.text(sheet.row - 1, _VALUE, trace.value, sheet.text)
    for stage, by_id in assessment.balance.items():
        for id, found in by_id.items():
            sheet.add("校际差异系数", stage, trace_balance(assessment, stage, id))
            sheet.value(found.cv, style.cv_format(found.cv or 0.0, found.limit), found.state)
    page.sheet.autofilter(HEADER_ROW, 0, sheet.row - 1, page.last)


def write_sections(page: Page, assessment: Assessment) -> None:
    """Fill the sheet of the schools: a row a section, the working of its seven indicators."""
    page.title(
        0,
        "各校计算过程",
        "每格上行是代入的数、结果和状态（● 达标 ✕ 未达标 ○ 待填报），下行是填报表中的单元格。"
        "一贯制学校、完全中学的百分数是本学段的分摊比例。",
    )
    clauses = assessment.standard.clauses
    heads = [
        f"{id} {clauses[id].name}\n{FORMULAS[id].words}\n{clauses[id].article}" for id in INDICATORS
    ]
    page.header(HEADER_ROW, ("学校标识码", "学校", "学段", *heads), height=92)
    page.sheet.freeze_panes(HEADER_ROW + 1, 3)
    page.repeat(HEADER_ROW, HEADER_ROW)
    small, centre = page.styles(style.TEXT, font_size=9), page.styles(style.CENTER)
    plain = page.styles(style.TEXT)
    schools, sections = assessment.county.schools, assessment.sections
    row = HEADER_ROW
    for section, texts in steps_of_sections(assessment):
        row += 1
        school = int(sections.school[section])
        page.sheet.set_row(row, _HEIGHT if sections.share[section] == 1 else _SHARED_HEIGHT)
        page.text(row, 0, schools.word("code", school), centre)
        page.text(row, 1, schools.word("name", school), plain)
        page.text(row, 2, layout.STAGE_WORDS[STAGES[sections.stage[section]]], centre)
        for column, text in enumerate(texts, 3):
            page.sheet.write_string(row, column, text, small)
    page.sheet.autofilter(HEADER_ROW, 0, max(row, HEADER_ROW + 1), page.last)


class _Rows:
    """Writes row after row."""

    def __init__(self, page: Page, row: int) -> None:
        self.page, self.row = page, row
        self.text = page.styles(style.TEXT)
        self._centre = page.styles(style.CENTER)
        self._small = page.styles(style.TEXT, font_size=9)
        self._states = {state: page.styles.state(state) for state in State}
        self._figures: dict[str, Format] = {}

    def add(self, group: str, stage: str, trace: Trace) -> None:
        """Write everything of a trace but its value."""
        row, text = self.row, self.page.text
        text(row, 0, group, self.text)
        text(row, 1, trace.id, self._centre)
        text(row, 2, trace.name, self.text)
        text(row, 3, layout.STAGE_WORDS.get(stage, ""), self._centre)
        text(row, 4, trace.formula, self._small)
        text(row, 5, trace.sentence, self._small)
        text(row, 7, trace.requirement, self.text)
        text(row, 8, trace.state.marked, self._states[trace.state])
        text(row, 9, trace.citation, self._small)
        self.row += 1

    def value(self, value: float | None, number_format: str, state: State) -> None:
        """Write the value of the row just added."""
        if number_format not in self._figures:
            self._figures[number_format] = self.page.styles(style.FIGURE, num_format=number_format)
        blank = state.word if state is not State.UNMET else words.BLANK
        self.page.number(self.row - 1, _VALUE, value, self._figures[number_format], blank)
