"""差异系数: mean, S and CV of every stage and indicator, and which schools drive them."""

from __future__ import annotations

import numpy as np
from xlsxwriter.format import Format

from qbe_xl.assessment import Assessment
from qbe_xl.assessment.balance import shares_of_variance
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.clauses import words
from qbe_xl.county import layout
from qbe_xl.county.model import Figures, Index
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

NAME = "差异系数"
WIDTHS = (6, 13, 28, 11, 9, *[14] * len(INDICATORS), 10)
FIRST_VALUE = 5
HEADER_ROW = 2
TOP = 3
"""How many schools are named for each indicator."""

_KINDS = (
    "全县平均值",
    "标准差 S",
    "差异系数（S÷平均值）",
    "上限",
    "余量（上限－差异系数）",
    "状态",
)
MEAN, STD, CV, LIMIT, MARGIN, STATE = range(len(_KINDS))
_HEIGHT = len(_KINDS) + TOP

NOTE = (
    "差异系数＝标准差÷全县平均值，均按学生数加权，一项一个学段，只计参与评估的办学单元。"
    "占比＝该单元的离差平方（按学生数加权）占全县的比例，七项各自合计为 100%；"
    "▲ 高于平均，▼ 低于平均；每项前三名加粗。"
)


def row_of(position: int, kind: int) -> int:
    """Return the row of a kind (MEAN, STD, CV …) of the stage at this position."""
    return HEADER_ROW + 1 + position * _HEIGHT + kind


def write(page: Page, assessment: Assessment) -> None:
    """Fill the sheet."""
    page.title(0, "校际差异系数", NOTE)
    labels = [
        f"{id} {words.SHORT_NAMES[id]}\n（{assessment.standard.clauses[id].unit}）"
        for id in INDICATORS
    ]
    page.header(HEADER_ROW, ("学段", "项目", "", "", "在校生", *labels, "七项平均"), 34)
    page.sheet.merge_range(HEADER_ROW, 1, HEADER_ROW, 3, "项目", page.styles(style.HEADER))
    page.sheet.freeze_panes(HEADER_ROW + 1, 3)
    page.repeat(HEADER_ROW, HEADER_ROW)
    shares = {stage: _shares(assessment, stage) for stage in assessment.stages}
    for position, stage in enumerate(assessment.stages):
        _figures(page, assessment, position, stage)
        _drivers(page, assessment, position, stage, shares[stage])
    row = row_of(len(assessment.stages), 0)
    if not assessment.stages:
        page.text(
            row,
            0,
            "没有参与评估的办学单元，不计算差异系数。",
            page.styles(style.NOTE, text_wrap=False),
        )
        return
    row = page.heading(row + 1, "各办学单元占离差的比例（按七项平均占比由高到低）")
    page.header(
        row,
        (
            "学段",
            "学校标识码",
            "学校",
            "乡镇",
            "在校生",
            *[f"{id} 占比" for id in INDICATORS],
            "七项平均",
        ),
    )
    last = _table(page, assessment, row + 1, shares)
    page.sheet.autofilter(row, 0, last, page.last)


def _shares(assessment: Assessment, stage: str) -> Figures:
    sections = assessment.sections
    mine = sections.of_stage(stage)
    return np.column_stack(
        [
            shares_of_variance(sections.totals[mine, column], sections.pupils[mine])
            for column in range(len(INDICATORS))
        ]
    )


def _figures(page: Page, assessment: Assessment, position: int, stage: str) -> None:
    """The rows of a stage: mean, S, CV, limit, margin, state."""
    styles, word = page.styles, layout.STAGE_WORDS[stage]
    labels = (*_KINDS, *(f"影响最大的学校（第 {rank}）" for rank in range(1, TOP + 1)))
    for kind, label in enumerate(labels):
        row, emphasis = row_of(position, kind), {"bold": kind in (CV, STATE)}
        page.text(row, 0, word, styles(style.CENTER, emphasis))
        page.merged(row, 1, 3, label, styles(style.TEXT, emphasis))
        page.text(row, 4, "", styles(style.CELL))
        page.text(row, page.last, "", styles(style.CELL))
        page.sheet.set_row(row, 18)
    pupils = assessment.sections.pupils[assessment.sections.of_stage(stage)]
    page.number(row_of(position, MEAN), 4, float(pupils.sum()), styles(style.COUNT), words.BLANK)
    for column, (id, found) in enumerate(assessment.balance[stage].items(), FIRST_VALUE):
        margin = None if found.cv is None else found.limit - found.cv
        for kind, value, number_format in (
            (MEAN, found.mean, style.value_format(id, found.mean or 0.0, None)),
            (STD, found.std, style.decimal_format(words.CV_DECIMALS, grouped=True)),
            (CV, found.cv, style.cv_format(found.cv or 0.0, found.limit)),
            (LIMIT, found.limit, "0.00##"),
            (MARGIN, margin, style.cv_format(margin or 0.0, 0.0)),
        ):
            looks = [style.FIGURE, {"num_format": number_format}]
            if kind == CV:
                looks += [style.marked(found.state.mark), {"bold": True}]
            page.number(row_of(position, kind), column, value, styles(*looks), found.state.word)
        page.state(row_of(position, STATE), column, found.state)


def _drivers(
    page: Page, assessment: Assessment, position: int, stage: str, shares: Figures
) -> None:
    """The schools with the largest shares of each indicator's variance."""
    schools, sections = assessment.county.schools, assessment.sections
    mine = sections.of_stage(stage)
    above = _above(assessment, stage, mine)
    small = page.styles(style.TEXT, font_size=9)
    order = np.argsort(-shares, axis=0, kind="stable")
    for rank in range(TOP):
        row = row_of(position, len(_KINDS) + rank)
        most = 1
        for offset in range(len(INDICATORS)):
            column = FIRST_VALUE + offset
            text = ""
            if rank < len(mine) and shares[order[rank, offset], offset] > 0:
                held = order[rank, offset]
                arrow = "▲" if above[held, offset] else "▼"
                name = schools.word("name", int(sections.school[mine[held]]))
                text = f"{name} {arrow}{words.percent(float(shares[held, offset]))}"
            page.text(row, column, text, small)
            most = max(most, page.lines(text, column, column))
        page.sheet.set_row(row, max(18, most * 13 + 4))


def _above(
    assessment: Assessment, stage: str, mine: Index
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    means = [found.mean for found in assessment.balance[stage].values()]
    lines = np.array([np.nan if mean is None else mean for mean in means])
    return np.asarray(assessment.sections.values[mine] > lines)


def _table(page: Page, assessment: Assessment, row: int, shares: dict[str, Figures]) -> int:
    """Every section's shares; return the last row."""
    schools, sections = assessment.county.schools, assessment.sections
    styles = page.styles
    centre, text, count = styles(style.CENTER), styles(style.TEXT), styles(style.COUNT)
    average = styles(style.FIGURE, num_format="0.0%")
    share_formats: dict[tuple[str, bool], Format] = {
        (arrow, bold): styles(
            style.FIGURE,
            num_format=style.with_mark(arrow, "0.0%"),
            font_color="#1F5E8C" if arrow == "▲" else "#9A4B00",
            **({"bold": True, "bg_color": "#FFF7E0"} if bold else {}),
        )
        for arrow in ("▲", "▼")
        for bold in (False, True)
    }
    none = styles(style.CENTER, font_color=style.QUIET)
    for stage in assessment.stages:
        mine = sections.of_stage(stage)
        known = shares[stage][:, ~np.isnan(shares[stage]).any(axis=0)]
        mean = known.mean(axis=1) if known.size else np.full(len(mine), np.nan)
        above = _above(assessment, stage, mine)
        leaders = np.zeros(shares[stage].shape, bool)
        top = np.argsort(-shares[stage], axis=0, kind="stable")[:TOP]
        np.put_along_axis(leaders, top, True, axis=0)
        for held in np.argsort(-mean, kind="stable").tolist():
            school = int(sections.school[mine[held]])
            name, township = schools.word("name", school), schools.word("township", school)
            page.text(row, 0, layout.STAGE_WORDS[stage], centre)
            page.text(row, 1, schools.word("code", school), text)
            page.text(row, 2, name, text)
            page.text(row, 3, township, text)
            page.number(row, 4, float(sections.pupils[mine[held]]), count, "待填报")
            for offset, share in enumerate(shares[stage][held].tolist()):
                if share == share:
                    arrow = "▲" if above[held, offset] else "▼"
                    made = share_formats[arrow, bool(leaders[held, offset]) and share > 0]
                    page.sheet.write_number(row, FIRST_VALUE + offset, share, made)
                else:
                    page.text(row, FIRST_VALUE + offset, words.BLANK, none)
            page.number(row, page.last, float(mean[held]), average, words.BLANK)
            page.fit_all(row, ((2, name), (3, township)))
            row += 1
    return row - 1
