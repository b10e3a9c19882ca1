"""缺口汇总 and 缺口明细: what is lacking, added up and one by one."""

from __future__ import annotations

from fractions import Fraction

from qbe_xl.assessment import State
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import COUNTY, Gap, Total, totals
from qbe_xl.remedy.path.figures import gap_totals, stage_word
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
    listed,
    plain,
)

_MOST = 4
"""Decimals of what a school has and of its standard."""
_REMARK = TEXT(size=9, ink=palette.QUIET)


def totals_sheet(remedies: Remedies) -> Sheet:
    """Return 缺口汇总."""
    totalled = listed(
        gap_totals(remedies),
        (
            (Field("指标", 9, CENTER), lambda of: indicator_word(of[0].id)),
            (Field("所缺", 34, tall=TALL), lambda of: of[0].thing),
            (Field("单位", 8, CENTER), lambda of: of[0].unit),
            (Field("缺口处数", 9, COUNT), lambda of: of[0].places),
            (Field("合计", 15, FIGURE), lambda of: _amount(of[0])),
            (Field("小学", 15, FIGURE), lambda of: _amount(of[1].get("primary"))),
            (Field("初中", 15, FIGURE), lambda of: _amount(of[1].get("junior"))),
            (Field("待填报处数", 10, COUNT), lambda of: of[0].blank),
        ),
    )
    nothing = () if remedies.gaps else (Row((Hole(), Cell("没有缺口。", NOTE))),)
    note = (
        "达到标准尚缺的数量。全校性资源（R4–R7）一校只计一次，按缺口大的学段；因此两个学段相加可能大于合计。"
        "待填报的只计处数，不计数量。"
    )
    return Sheet(
        "缺口汇总",
        (
            Title("缺口汇总", note),
            totalled,
            *nothing,
            Space(),
            Heading("资源配置缺口按乡镇"),
            _townships(remedies),
        ),
        freeze=(3, 2),
    )


def _townships(remedies: Remedies) -> Grid:
    found = totals(
        (gap for gap in remedies.gaps if gap.id[0] == "R" and gap.code), by_township=True
    )
    return listed(
        sorted(found, key=lambda total: (total.township, total.id)),
        (
            (Field("指标", look=CENTER), lambda of: of.id),
            (Field("乡镇"), lambda of: of.township or "（乡镇未填）"),
            (Field("单位", look=CENTER), lambda of: of.unit),
            (Field("缺口处数", look=COUNT), lambda of: of.places),
            (Field("数量", look=FIGURE), lambda of: _amount(of)),
            (Field("所缺", columns=2), lambda of: of.thing),
            (Field("待填报处数", look=COUNT), lambda of: of.blank),
        ),
    )


def _amount(of: Total | None) -> Figure:
    return _figure(of.amount if of and of.amount else None)


def _figure(amount: Fraction | None, blank: str = words.BLANK) -> Figure:
    return plain(None if amount is None else float(amount), words.MONEY_DECIMALS, blank=blank)


def indicator_word(id: str) -> str:
    """Return an indicator's number; 差异 for a CV."""
    return "差异系数" if id == "balance" else id


def list_sheet(remedies: Remedies) -> Sheet:
    """Return 缺口明细."""
    note = (
        "一行一处。数量是达到标准所缺的自然单位；“到 85%”是达到标准 85% 所缺，“可作余项”的本单元不补也综合达标；"
        "“全校须加”是全校性资源按学段分摊后须增加的总量。"
    )
    grid = listed(
        remedies.gaps,
        (
            (Field("序号", 6, CENTER), None),
            (Field("指标", 9, CENTER), lambda of: indicator_word(of.id)),
            (Field("学校", 25, tall=TALL), lambda of: of.name),
            (Field("乡镇", 12), lambda of: of.township if of.name != COUNTY else ""),
            (Field("所缺", 26, tall=TALL), lambda of: of.thing),
            (Field("学段", 7, CENTER), lambda of: stage_word(of.stage)),
            (Field("现值", 11, FIGURE), lambda of: plain(of.value, _MOST, blank=words.BLANK)),
            (Field("标准", 11, FIGURE), lambda of: plain(of.standard, _MOST, blank=words.BLANK)),
            (Field("数量", 14, FIGURE(bold=True)), _lacking),
            (Field("单位", 8, CENTER), lambda of: of.unit),
            (Field("到 85%", 12, FIGURE), lambda of: _figure(of.to_floor)),
            (Field("说明", 62, tall=TALL), lambda of: of.words + "（可作余项）" * of.excused),
            (Field("单元格", 24, _REMARK, tall=TALL), lambda of: of.cells),
            (Field("条款", 26, _REMARK, tall=TALL), lambda of: of.article),
        ),
        keep=3,
        filtered=True,
    )
    nothing = () if grid.rows else (Row((Hole(2), "没有缺口。")),)
    return Sheet("缺口明细", (Title("缺口明细", note), grid, *nothing))


def _lacking(of: Gap) -> Figure:
    missing = of.state is State.MISSING
    return _figure(of.amount, State.MISSING.marked if missing else words.BLANK)
