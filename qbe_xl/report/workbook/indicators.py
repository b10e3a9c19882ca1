"""指标总表: every indicator of the regulation in its order, with figure, state and source."""

from __future__ import annotations

from collections.abc import Iterator

from qbe_xl.assessment import GROUP_WORDS, GROUPS, Assessment, State
from qbe_xl.assessment.sections import FORMULAS, INDICATORS, STAGES
from qbe_xl.assessment.states import all_of
from qbe_xl.clauses import words
from qbe_xl.clauses.trace import share_of_sections, trace_item
from qbe_xl.county import layout
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

NAME = "指标总表"
WIDTHS = (6, 13, 30, 26, 14, 10, 10, 14, 10, 10, 11, 32)
HEADER_ROW = 2
_FIRST, _LAST, _STATE, _SOURCE = 4, 9, 10, 11
_ARTICLE_WORDS = ("一", "二", "三", "四", "五", "六")


def write(page: Page, assessment: Assessment) -> None:
    """Fill the sheet."""
    page.title(
        0,
        "指标总表",
        "32 项指标（R1–R7、G1–G15、Q1–Q9、S1）及基本条件 P、一票否决 V。"
        "“来源单元格”是填报表中的单元格；各校数值见“学校达标”，计算见“计算过程”。",
    )
    _item_header(page, HEADER_ROW)
    page.sheet.freeze_panes(HEADER_ROW + 1, 3)
    page.repeat(HEADER_ROW, HEADER_ROW)
    row = HEADER_ROW + 1
    for word, (group, letter) in zip(_ARTICLE_WORDS, GROUPS.items(), strict=True):
        row = _band(page, row, f"{word}、{GROUP_WORDS[group]}", assessment.groups[group])
        if group == "resources":
            row = _resources(page, assessment, row)
        else:
            for id in assessment.items:
                if id.startswith(letter):
                    _item(page, assessment, row, id)
                    row += 1


def _item_header(page: Page, row: int) -> None:
    labels = ["编号", "条款", "指标", "要求", *[""] * 6, "状态", "来源单元格"]
    page.header(row, labels)
    page.merged(row, _FIRST, _LAST, "现值", page.styles(style.HEADER))


def _band(page: Page, row: int, text: str, state: State) -> int:
    made = page.styles(
        style.CELL, align="left", indent=1, bold=True, font_size=11, font_color=style.ACCENT
    )
    page.merged(row, 0, _STATE - 1, text, made)
    page.state(row, _STATE, state)
    page.text(row, _SOURCE, "", made)
    page.sheet.set_row(row, 22)
    return row + 1


def _item(page: Page, assessment: Assessment, row: int, id: str) -> None:
    trace, clause = trace_item(assessment, id), assessment.standard.clauses[id]
    text = page.styles(style.TEXT)
    page.text(row, 0, id, page.styles(style.CENTER))
    page.text(row, 1, clause.article, text)
    page.text(row, 2, trace.name, text)
    page.text(row, 3, trace.requirement, text)
    page.merged(row, _FIRST, _LAST, trace.value, page.styles(style.TEXT, align="center", indent=0))
    page.state(row, _STATE, trace.state)
    _source(page, row, trace.cells)
    _height(page, row, trace.name, trace.requirement, trace.cells)


def _source(page: Page, row: int, cells: str) -> None:
    page.text(row, _SOURCE, cells, page.styles(style.TEXT, font_size=8, font_color=style.QUIET))


def _height(page: Page, row: int, name: str, requirement: str, cells: str) -> None:
    high = 15 * max(page.lines(name, 2, 2), page.lines(requirement, 3, 3))
    page.sheet.set_row(row, max(20, high + 4, 11 * page.lines(cells, _SOURCE, _SOURCE) + 4))


def _resources(page: Page, assessment: Assessment, row: int) -> int:
    """R1–R7 by stage, then the two verdicts that 第六条 makes of them."""
    labels = ["编号", "条款", "指标", "要求"]
    for stage in STAGES:
        word = layout.STAGE_WORDS[stage]
        labels += [f"{word}\n达标单元", f"{word}\n平均值", f"{word}\n差异系数"]
    page.header(row, (*labels, "差异系数\n状态", "来源单元格"), 34)
    for id in INDICATORS:
        row += 1
        _indicator(page, assessment, row, id)
    for id, cells in (("section", _sections_met), ("balance", _balance_met)):
        row += 1
        clause, text = assessment.standard.clauses[id], page.styles(style.TEXT)
        page.text(row, 0, "", text)
        page.text(row, 1, clause.article, text)
        page.text(row, 2, clause.name, page.styles(style.TEXT, bold=True))
        requirement = assessment.standard.requirement(id)
        page.text(row, 3, requirement, text)
        states = list(cells(page, assessment, row))
        page.state(row, _STATE, all_of(states))
        _source(page, row, "见“学校达标”" if id == "section" else "见“差异系数”“核对”")
        _height(page, row, clause.name, requirement, "")
    return row + 1


def _indicator(page: Page, assessment: Assessment, row: int, id: str) -> None:
    standard, styles = assessment.standard, page.styles
    clause, text = standard.clauses[id], styles(style.TEXT)
    page.text(row, 0, id, styles(style.CENTER))
    page.text(row, 1, clause.article, text)
    name = f"{clause.name}（{clause.unit}）"
    page.text(row, 2, name, text)
    page.text(row, 3, standard.requirement(id), text)
    none, states = styles(style.CENTER, font_color=style.QUIET), []
    for stage, column in zip(STAGES, (_FIRST, _FIRST + 3), strict=True):
        if stage not in assessment.balance:
            for offset in range(3):
                page.text(row, column + offset, words.BLANK, none)
            continue
        found = assessment.balance[stage][id]
        states.append(found.state)
        _share(page, row, column, *share_of_sections(assessment, stage, id))
        mean = styles(style.FIGURE, num_format=style.value_format(id, found.mean or 0.0, None))
        page.number(row, column + 1, found.mean, mean, State.MISSING.word)
        looks = styles(
            style.marked_figure(found.state.mark, style.cv_format(found.cv or 0.0, found.limit))
        )
        page.number(row, column + 2, found.cv, looks, found.state.marked)
    page.state(row, _STATE, all_of(states))
    cells = _source_of(assessment, id)
    _source(page, row, cells)
    _height(page, row, name, standard.requirement(id), cells)


def _share(page: Page, row: int, column: int, met: int, whole: int) -> None:
    """A share as a number that also shows the count: 90.9% (40/44)."""
    number_format = f'{style.percent_format(met / whole, 1.0)}" ({met}/{whole})"'
    made = page.styles(style.CENTER, num_format=number_format)
    page.number(row, column, met / whole, made)


def _sections_met(page: Page, assessment: Assessment, row: int) -> Iterator[State]:
    for stage, column in zip(STAGES, (_FIRST, _FIRST + 3), strict=True):
        states = assessment.sections.state[assessment.sections.of_stage(stage)].tolist()
        if states:
            _share(page, row, column, states.count(State.MET), len(states))
        else:
            page.text(row, column, words.BLANK, page.styles(style.CENTER))
        verdicts = [State(code) for code in states]
        _verdict(page, row, column + 1, verdicts)
        yield from verdicts


def _balance_met(page: Page, assessment: Assessment, row: int) -> Iterator[State]:
    for stage, column in zip(STAGES, (_FIRST, _FIRST + 3), strict=True):
        found = [b.state for b in assessment.balance.get(stage, {}).values()]
        asked = [state for state in found if state is not State.NOT_APPLICABLE]
        text = f"{asked.count(State.MET)}/{len(asked)} 项" if found else words.BLANK
        page.text(row, column, text, page.styles(style.CENTER))
        _verdict(page, row, column + 1, found)
        yield from found


def _verdict(page: Page, row: int, column: int, states: list[State]) -> None:
    """What a stage's states come to, over two columns; — for a stage without sections."""
    if states:
        whole = all_of(states)
        page.merged(row, column, column + 1, whole.marked, page.styles.state(whole))
    else:
        page.merged(row, column, column + 1, words.BLANK, page.styles(style.CENTER))


def _source_of(assessment: Assessment, id: str) -> str:
    schools = assessment.county.schools
    keys = [key for _, key in FORMULAS[id].columns] + ["{stage}_pupils"]
    stages = assessment.stages or STAGES
    spans = [schools.span(key.format(stage=stage)) for key in keys for stage in stages]
    return "，".join(dict.fromkeys(map(str, spans)))
