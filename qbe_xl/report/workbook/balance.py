"""差异系数: mean, S and CV of every stage and indicator, and which schools drive them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from qbe_xl.assessment import Assessment
from qbe_xl.assessment.balance import shares_of_variance
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.clauses import words
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county import layout
from qbe_xl.county.model import Figures, Index
from qbe_xl.sheets import palette
from qbe_xl.sheets.looks import (
    CELL,
    CENTER,
    COUNT,
    FIGURE,
    LINE,
    NONE,
    SMALL,
    TEXT,
    Look,
    cv_format,
    decimal_format,
    marked,
    value_format,
)
from qbe_xl.sheets.model import (
    TALL,
    Cell,
    Field,
    Figure,
    Grid,
    Heading,
    Part,
    Row,
    Sheet,
    Space,
    Tall,
    Title,
    Value,
)

NAME = "差异系数"
FIRST_VALUE = 5
HEADER_ROW = 2
TOP = 3
"""How many schools are named for each indicator."""

_WIDTHS = (6, 13, 28, 11, 9, *[14] * len(INDICATORS), 10)
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
_BOLD = Look(bold=True)
_LEADS = Look(bold=True, ground=palette.LEADING)
_NOTHING = Cell(words.BLANK, NONE)


def row_of(position: int, kind: int) -> int:
    """Return the row of a kind (MEAN, STD, CV …) of the stage at this position."""
    return HEADER_ROW + 1 + position * _HEIGHT + kind


def sheet(assessment: Assessment) -> Sheet:
    """Return the sheet."""
    shares = {stage: _shares(assessment, stage) for stage in assessment.stages}
    labels = [
        f"{id} {RESOURCES[id].short}\n（{assessment.standard.clauses[id].unit}）"
        for id in INDICATORS
    ]
    fields = (
        Field("学段", look=CENTER),
        Field("项目", columns=3),
        Field("在校生", look=CELL),
        *(Field(label, look=FIGURE) for label in labels),
        Field("七项平均", look=CELL),
    )
    rows = [row for stage in shares for row in _stage(assessment, stage, shares[stage])]
    parts: list[Part] = [Title("校际差异系数", NOTE), Grid(fields, rows, header=34, keep=3)]
    if assessment.stages:
        heading = Heading("各办学单元占离差的比例（按七项平均占比由高到低）")
        parts += [Space(), heading, _table(assessment, shares)]
    else:
        parts.append(Row((Cell("没有参与评估的办学单元，不计算差异系数。", LINE),)))
    return Sheet(NAME, parts, _WIDTHS)


def _shares(assessment: Assessment, stage: str) -> Figures:
    sections = assessment.sections
    mine = sections.of_stage(stage)
    return np.column_stack(
        [
            shares_of_variance(sections.totals[mine, column], sections.pupils[mine])
            for column in range(len(INDICATORS))
        ]
    )


def _stage(assessment: Assessment, stage: str, shares: Figures) -> Iterator[Row]:
    """The rows of a stage: mean, S, CV, limit, margin, state, then who drives them."""
    word, found = layout.STAGE_WORDS[stage], assessment.balance[stage]
    pupils = float(assessment.sections.pupils[assessment.sections.of_stage(stage)].sum())
    lines: list[list[Value]] = [[] for _ in _KINDS]
    for id, one in found.items():
        margin = None if one.cv is None else one.limit - one.cv
        coloured = marked(one.state) | _BOLD
        blank = one.state.word
        for kind, value, number in (
            (MEAN, one.mean, value_format(id, one.mean or 0.0, None)),
            (STD, one.std, decimal_format(words.CV_DECIMALS)),
            (CV, one.cv, cv_format(one.cv or 0.0, one.limit)),
            (LIMIT, one.limit, "0.00##"),
            (MARGIN, margin, cv_format(margin or 0.0, 0.0)),
        ):
            over = coloured if kind == CV else None
            lines[kind].append(Figure(value, number, over=over, blank=blank))
        lines[STATE].append(one.state)
    for kind, (label, values) in enumerate(zip(_KINDS, lines, strict=True)):
        heavy = kind in (CV, STATE)
        first, second = (look(bold=True) if heavy else look for look in (CENTER, TEXT))
        whole = Figure(pupils, blank=words.BLANK) if kind == MEAN else ""
        yield Row(
            (
                Cell(word, first),
                Cell(label, second, 3),
                Cell(whole, COUNT if kind == MEAN else CELL),
                *values,
                "",
            ),
            height=18,
        )
    for rank, texts in enumerate(_drivers(assessment, stage, shares), 1):
        cells = (Cell(text, SMALL) for text in texts)
        label = f"影响最大的学校（第 {rank}）"
        yield Row((word, label, "", *cells, ""), fit=Tall(13))


def _drivers(assessment: Assessment, stage: str, shares: Figures) -> Iterator[list[str]]:
    """The schools with the largest shares of each indicator's variance."""
    schools, sections = assessment.county.schools, assessment.sections
    mine = sections.of_stage(stage)
    above = _above(assessment, stage, mine)
    order = np.argsort(-shares, axis=0, kind="stable")
    for rank in range(TOP):
        texts = []
        for offset in range(len(INDICATORS)):
            text = ""
            if rank < len(mine) and shares[order[rank, offset], offset] > 0:
                held = order[rank, offset]
                arrow = palette.UP if above[held, offset] else palette.DOWN
                name = schools.word("name", int(sections.school[mine[held]]))
                text = f"{name} {arrow}{words.percent(float(shares[held, offset]))}"
            texts.append(text)
        yield texts


def _above(
    assessment: Assessment, stage: str, mine: Index
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    means = [found.mean for found in assessment.balance[stage].values()]
    lines = np.array([np.nan if mean is None else mean for mean in means])
    return np.asarray(assessment.sections.values[mine] > lines)


def _table(assessment: Assessment, shares: dict[str, Figures]) -> Grid:
    """Every section's shares."""
    fields = (
        Field("学段", look=CENTER),
        Field("学校标识码"),
        Field("学校", tall=TALL),
        Field("乡镇", tall=TALL),
        Field("在校生", look=COUNT, blank="待填报"),
        *(Field(f"{id} 占比", look=FIGURE) for id in INDICATORS),
        Field("七项平均", look=FIGURE(number="0.0%"), blank=words.BLANK),
    )
    rows = [row for stage in shares for row in _sections(assessment, stage, shares[stage])]
    return Grid(fields, rows, filtered=True)


def _sections(assessment: Assessment, stage: str, shares: Figures) -> Iterator[tuple[Value, ...]]:
    schools, sections = assessment.county.schools, assessment.sections
    mine = sections.of_stage(stage)
    known = shares[:, ~np.isnan(shares).any(axis=0)]
    mean = known.mean(axis=1) if known.size else np.full(len(mine), np.nan)
    above = _above(assessment, stage, mine)
    leaders = np.zeros(shares.shape, bool)
    top = np.argsort(-shares, axis=0, kind="stable")[:TOP]
    np.put_along_axis(leaders, top, True, axis=0)
    for held in np.argsort(-mean, kind="stable").tolist():
        school = int(sections.school[mine[held]])
        cells = zip(
            shares[held].tolist(), above[held].tolist(), leaders[held].tolist(), strict=True
        )
        yield (
            layout.STAGE_WORDS[stage],
            schools.word("code", school),
            schools.word("name", school),
            schools.word("township", school),
            float(sections.pupils[mine[held]]),
            *(_share(share, high, leads) for share, high, leads in cells),
            float(mean[held]),
        )


def _share(share: float, above: bool, leads: bool) -> Value:
    if share != share:
        return _NOTHING
    arrow = palette.UP if above else palette.DOWN
    return Figure(share, "0.0%", arrow, _LEADS if leads and share > 0 else None)
