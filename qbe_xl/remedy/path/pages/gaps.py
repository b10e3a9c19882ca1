"""缺口汇总 and 缺口明细: what is lacking, added up and one by one."""

from __future__ import annotations

from fractions import Fraction

from qbe_xl.assessment import State
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import COUNTY, Gap, Total, totals
from qbe_xl.remedy.path.figures import amount_format, gap_totals, stage_word
from qbe_xl.remedy.path.remedies import Remedies
from qbe_xl.sheets import palette
from qbe_xl.sheets.looks import CENTER, COUNT, FIGURE, NOTE, TEXT
from qbe_xl.sheets.model import (
    TALL,
    Cell,
    Field,
    Figure,
    Grid,
    Heading,
    Hole,
    Row,
    Sheet,
    Space,
    Title,
    Value,
)

_REMARK = TEXT(size=9, ink=palette.QUIET)


def totals_sheet(remedies: Remedies) -> Sheet:
    """Return 缺口汇总."""
    fields = (
        Field("指标", 9, CENTER),
        Field("所缺", 34, tall=TALL),
        Field("单位", 8, CENTER),
        Field("缺的处数", 9, COUNT),
        *(Field(label, 15, FIGURE) for label in ("合计", "小学", "初中")),
        Field("待填报处数", 10, COUNT),
    )
    rows: list[tuple[Value, ...]] = []
    for total, parts in gap_totals(remedies):
        by_stage = (parts.get(stage) for stage in ("primary", "junior"))
        amounts = (total.amount, *(part.amount if part else None for part in by_stage))
        rows.append(
            (
                indicator_word(total.id),
                total.thing,
                total.unit,
                total.places,
                *(_amount(amount, total.unit) for amount in amounts),
                total.blank,
            )
        )
    nothing = () if remedies.gaps else (Row((Hole(), Cell("没有缺口。", NOTE))),)
    note = (
        "达到标准还缺多少。全校性资源（R4–R7）一校只计一次，按缺得多的学段；因此两个学段相加可能大于合计。"
        "待填报的只数处数，不计数量。"
    )
    return Sheet(
        "缺口汇总",
        (
            Title("缺口汇总", note),
            Grid(fields, rows),
            *nothing,
            Space(),
            Heading("资源配置缺口按乡镇"),
            _townships(remedies),
        ),
        freeze=(3, 2),
    )


def _townships(remedies: Remedies) -> Grid:
    fields = (
        Field("指标", look=CENTER),
        Field("乡镇"),
        Field("单位", look=CENTER),
        Field("缺的处数", look=COUNT),
        Field("数量", look=FIGURE),
        Field("所缺", columns=2),
        Field("待填报处数", look=COUNT),
    )
    found = totals(
        (gap for gap in remedies.gaps if gap.id[0] == "R" and gap.code), by_township=True
    )
    return Grid(fields, [_township(of) for of in sorted(found, key=lambda t: (t.township, t.id))])


def _township(of: Total) -> tuple[Value, ...]:
    return (
        of.id,
        of.township or "（未填乡镇）",
        of.unit,
        of.places,
        _amount(of.amount, of.unit),
        of.thing,
        of.blank,
    )


def _amount(amount: Fraction | None, unit: str) -> Figure:
    return Figure(float(amount) if amount else None, amount_format(unit), blank=words.BLANK)


def indicator_word(id: str) -> str:
    """Return an indicator's number; 差异 for a CV."""
    return "差异系数" if id == "balance" else id


def list_sheet(remedies: Remedies) -> Sheet:
    """Return 缺口明细."""
    value = FIGURE(number="#,##0.####")
    fields = (
        Field("序号", 6, CENTER),
        Field("指标", 9, CENTER),
        Field("学校", 25, tall=TALL),
        Field("乡镇", 12),
        Field("所缺", 26, tall=TALL),
        Field("学段", 7, CENTER),
        Field("现值", 11, value, blank=words.BLANK),
        Field("标准", 11, value, blank=words.BLANK),
        Field("数量", 14, FIGURE(bold=True)),
        Field("单位", 8, CENTER),
        Field("到 85%", 12, FIGURE),
        Field("说明", 62, tall=TALL),
        Field("单元格", 24, _REMARK, tall=TALL),
        Field("条款", 26, _REMARK, tall=TALL),
    )
    note = (
        "一行一处。数量是达到标准所缺的自然单位；“到 85%”是达到标准 85% 所缺，“可作余项”的本单元不补也综合达标；"
        "“全校须加”是全校性资源按学段分摊后须增加的总量。"
    )
    rows = [_gap(number, gap) for number, gap in enumerate(remedies.gaps, 1)]
    nothing = () if rows else (Row((Hole(2), "没有缺口。")),)
    grid = Grid(fields, rows, keep=3, filtered=True)
    return Sheet("缺口明细", (Title("缺口明细", note), grid, *nothing))


def _gap(number: int, of: Gap) -> tuple[Value, ...]:
    unit = amount_format(of.unit)
    blank = State.MISSING.marked if of.state is State.MISSING else words.BLANK
    return (
        number,
        indicator_word(of.id),
        of.name,
        of.township if of.name != COUNTY else "",
        of.thing,
        stage_word(of.stage),
        of.value,
        of.standard,
        Figure(None if of.amount is None else float(of.amount), unit, blank=blank),
        of.unit,
        Figure(None if of.to_floor is None else float(of.to_floor), unit, blank=words.BLANK),
        of.words + ("（可作余项）" if of.excused else ""),
        of.cells,
        of.article,
    )
