"""指标总表: every indicator of the regulation in its order, with figure, state and source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.assessment.share import Share, share_of
from qbe_xl.assessment.states import all_of
from qbe_xl.clauses import words
from qbe_xl.clauses.records import GROUPS, RESOURCES, group_of
from qbe_xl.clauses.trace import share_of_sections, trace_item
from qbe_xl.county import layout
from qbe_xl.sheets import palette
from qbe_xl.sheets.looks import (
    CELL,
    CENTER,
    FIGURE,
    NONE,
    QUIET,
    TEXT,
    cv_format,
    percent_format,
    value_format,
)
from qbe_xl.sheets.model import (
    TALL,
    Cell,
    Field,
    Figure,
    Grid,
    Part,
    Row,
    Sheet,
    Title,
    Value,
    marked_of,
)

NAME = "指标总表"
_WIDTHS = (6, 13, 30, 26, 14, 10, 10, 14, 10, 10, 11, 32)
_ARTICLE_WORDS = ("一", "二", "三", "四", "五", "六")
_BAND = CELL(align="left", indent=1, bold=True, size=11, ink=palette.ACCENT)
_COUNTS = CENTER(wrap=True)
_WHAT = (
    Field("编号", look=CENTER),
    Field("条款"),
    Field("指标", tall=TALL),
    Field("要求", tall=TALL),
)
_END = (Field("状态", look=CENTER), Field("来源单元格", look=QUIET, tall=TALL))
_FIELDS = (*_WHAT, Field("现值", look=TEXT(align="center", indent=0), columns=6), *_END)
_LEAST = 20

Rows = Sequence[Sequence[Value] | Row]


def sheet(assessment: Assessment) -> Sheet:
    """Return the sheet."""
    note = (
        "32 项指标（R1–R7、G1–G15、Q1–Q9、S1）及基本条件 P、一票否决 V。"
        "“来源单元格”是填报表中的单元格；各校数值见“学校达标”，计算见“计算过程”。"
    )
    parts: list[Part] = [Title("指标总表", note)]
    rows: list[Sequence[Value] | Row] = []
    header: float = 26
    for word, group in zip(_ARTICLE_WORDS, GROUPS.values(), strict=True):
        rows.append(
            _band(f"{word}、{group.word}", marked_of(group.id, assessment.groups[group.id]))
        )
        if group.id == "resources":
            parts += [_items(rows, header), _resources(assessment)]
            rows, header = [], 0
        else:
            rows += [_item(assessment, id) for id in assessment.items if group_of(id) is group]
    parts.append(_items(rows, header))
    return Sheet(NAME, parts, _WIDTHS)


def _items(rows: Rows, header: float) -> Grid:
    return Grid(_FIELDS, rows, header, _LEAST, keep=3 if header else None)


def _band(text: str, state: Value) -> Row:
    return Row((Cell(text, _BAND, 10), state, Cell("", _BAND)), height=22)


def _item(assessment: Assessment, id: str) -> tuple[Value, ...]:
    trace, clause = trace_item(assessment, id), assessment.standard.clauses[id]
    what = (id, clause.article, trace.name, trace.requirement)
    return (*what, trace.value, marked_of(id, trace.state), trace.cells)


def _resources(assessment: Assessment) -> Grid:
    """R1–R7 by stage, then the two verdicts that 第六条 makes of them."""
    heads = [
        Field(f"{layout.STAGE_WORDS[stage]}\n{name}", look=look)
        for stage in STAGES
        for name, look in (("达标单元", CENTER), ("平均值", FIGURE), ("差异系数", FIGURE))
    ]
    last = (Field("差异系数\n状态", look=CENTER), _END[1])
    rows: Rows = [
        *(_indicator(assessment, id) for id in INDICATORS),
        _verdict(assessment, "section", list(_sections_met(assessment)), "见“学校达标”"),
        _verdict(assessment, "balance", list(_balance_met(assessment)), "见“差异系数”“核对”"),
    ]
    return Grid((*_WHAT, *heads, *last), rows, 34, _LEAST)


def _indicator(assessment: Assessment, id: str) -> tuple[Value, ...]:
    standard, clause = assessment.standard, assessment.standard.clauses[id]
    cells: list[Value] = []
    for stage in STAGES:
        if stage not in assessment.balance:
            cells += [Cell(words.BLANK, NONE)] * 3
            continue
        found = assessment.balance[stage][id]
        cells += [
            _share(share_of_sections(assessment, stage, id)),
            Figure(
                found.mean,
                value_format(id, found.mean or 0.0, None),
                blank=State.MISSING.word,
            ),
            Figure(
                found.cv,
                cv_format(found.cv or 0.0, found.limit),
                found.state.mark,
                blank=found.state.marked,
            ),
        ]
    states = [by_id[id].state for by_id in assessment.balance.values()]
    return (
        id,
        clause.article,
        f"{clause.name}（{clause.unit}）",
        standard.requirement(id),
        *cells,
        all_of(states),
        _source_of(assessment, id),
    )


def _share(share: Share) -> Value:
    """A share as a number that also shows the count: 90.9% (40/44); a text where it is none."""
    count = words.reached(share)
    if share.rate is None:
        return Cell(count, _COUNTS)
    number = percent_format(share.rate, 0.0, 1.0)
    told = f"{words.rate(share)} ({count})"
    return Cell(Figure(share.rate, f'{number}" ({count})"', told=told), _COUNTS)


Verdict = tuple[Value, list[State]]
"""What a stage's sections or CVs come to: what is shown of them, and their states."""


def _verdict(assessment: Assessment, id: str, stages: list[Verdict], source: str) -> Row:
    cells: list[Value] = []
    for shown, states in stages:
        whole = Cell(all_of(states), None, 2) if states else Cell(words.BLANK, CENTER, 2)
        cells += [shown, whole]
    clause = assessment.standard.clauses[id]
    name = Cell(clause.name, TEXT(bold=True))
    requirement = assessment.standard.requirement(id)
    state = all_of([state for _, states in stages for state in states])
    what = (Cell("", TEXT), clause.article, name, requirement)
    return Row((*what, *cells, state, source), fit=TALL, least=_LEAST)


def _sections_met(assessment: Assessment) -> Iterator[Verdict]:
    for stage in STAGES:
        codes = assessment.sections.state[assessment.sections.of_stage(stage)].tolist()
        states = [State(code) for code in codes]
        yield _share(share_of(states)), states


def _balance_met(assessment: Assessment) -> Iterator[Verdict]:
    for stage in STAGES:
        found = [b.state for b in assessment.balance.get(stage, {}).values()]
        yield Cell(words.reached(share_of(found), "项"), _COUNTS), found


def _source_of(assessment: Assessment, id: str) -> str:
    schools = assessment.county.schools
    keys = [key for _, key in RESOURCES[id].columns] + ["{stage}_pupils"]
    stages = assessment.stages or STAGES
    spans = [schools.span(key.format(stage=stage)) for key in keys for stage in stages]
    return "，".join(dict.fromkeys(map(str, spans)))
