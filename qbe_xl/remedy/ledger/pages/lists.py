"""逾期与临期, 台账历史, 说明, what staff added, and the hidden sheet that the next run compares with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from qbe_xl.clauses.duties import Kind, default_duties
from qbe_xl.errors import Notice
from qbe_xl.remedy.ledger.columns import (
    BASE_SHEET,
    COLUMNS,
    HISTORY_SHEET,
    OWN_NAME,
    UNIT_ID,
    UNITS_SHEET,
)
from qbe_xl.remedy.ledger.model import Ledger, Row, Sheetful, due_words
from qbe_xl.remedy.ledger.pages import looks
from qbe_xl.remedy.ledger.reading import HISTORY_HEADERS
from qbe_xl.remedy.ledger.states import MEANINGS
from qbe_xl.remedy.ledger.summaries import due_soon, overdue
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

LATE_NAME = "逾期与临期"
LATE_WIDTHS = (12, 18, 23, 18, 38, 15, 10, 12, 12)
HISTORY_WIDTHS = (16, 18, 20, 18, 14, 40, 46)
NOTES_NAME = "台账说明"
NOTES_WIDTHS = (16, 16, 46, 46)
_CARRIED_WIDTH = 14


def write_late(page: Page, ledger: Ledger) -> None:
    """Fill 逾期与临期."""
    late, soon = overdue(ledger), due_soon(ledger)
    row = page.title(
        0,
        f"逾期与临期（截至 {ledger.today}）",
        f"逾期 {len(late)} 件，30 天内到期 {len(soon)} 件。已销号和无需整改的不算。",
    )
    page.repeat(row + 1, row + 1)
    for label, rows in (("一、逾期，久的在前", late), ("二、30 天内到期，近的在前", soon)):
        row = page.heading(row, label)
        row = _lines(page, ledger, rows, row) + 1


def _lines(page: Page, ledger: Ledger, rows: Sequence[Row], row: int) -> int:
    if not rows:
        page.text(row, 0, "没有。", page.styles(style.NOTE))
        return row + 1
    labels = (
        "期限提示", "编号", "指标", "学校", "存在问题", "责任单位", "责任人", "完成期限", "状态",
    )  # fmt: skip
    row = page.header(row, labels)
    small = {**style.TEXT, "font_size": 9}
    for line in rows:
        looks.due(page, row, 0, due_words(line, ledger.today))
        keys = ("id", "indicator", "school", "problem", "unit", "person")
        cells = [(c, looks.value(page, row, c, line.text(k), small)) for c, k in enumerate(keys, 1)]
        looks.value(page, row, 7, line.values.get("deadline"), style.CENTER)
        looks.state(page, row, 8, line.text("state"), line.status)
        looks.fit(page, row, cells, 20)
        row += 1
    return row


def write_history(page: Page, ledger: Ledger) -> None:
    """Fill 台账历史: lines are only ever added."""
    page.title(0, HISTORY_SHEET, "只增不改：每次运行的立账、更新、核验、销号，和单位填写的变化。")
    page.header(2, HISTORY_HEADERS)
    page.sheet.freeze_panes(3, 2)
    page.repeat(2, 2)
    small = page.styles(style.TEXT, font_size=9)
    for row, event in enumerate(ledger.history, 3):
        cells = (
            event.time, event.id, event.school, event.what, event.column, event.before, event.after,
        )  # fmt: skip
        for column, text in enumerate(cells):
            page.text(row, column, text, small)
        looks.fit(page, row, tuple(enumerate(cells)))
    page.sheet.autofilter(2, 0, max(3, 2 + len(ledger.history)), page.last)


def write_units(page: Page, ledger: Ledger) -> None:
    """Fill 责任单位: what each leads, helps with and is bound to; staff may give other names."""
    looks.a3(page)
    duties, plain = ledger.duties, default_duties()
    row = page.title(
        0,
        UNITS_SHEET,
        f"职责照录{duties.plan.document}附件1。本县名称不同的，填在浅黄一栏，下次运行时没有改动过的建议随之更换。",
    )
    labels = (UNIT_ID, "方案中的名称", OWN_NAME, "牵头的问题", "配合的问题", "承担的任务", "职责")
    row = page.header(row, labels)
    page.text(row - 1, 2, OWN_NAME, page.styles(style.HEADER, bg_color=looks.STAFF_GROUND))
    page.sheet.freeze_panes(row, 2)
    page.repeat(row - 1, row - 1)
    small = page.styles(style.TEXT, font_size=9)
    for unit in plain.units.values():
        own = duties.name(unit.id)
        cells = (
            unit.id,
            unit.name,
            own if own != unit.name else "",
            _titles(duties.kinds_led_by(unit.id)),
            _titles(duties.kinds_helped_by(unit.id)),
            "；".join(task.section for task in duties.tasks_of(unit.id)),
            "".join(unit.duties) or "附件1没有列出",
        )
        for column, text in enumerate(cells):
            page.text(row, column, text, small)
        looks.fit(page, row, tuple(enumerate(cells)))
        row += 1


def _titles(kinds: Sequence[Kind]) -> str:
    return "、".join(kind.title for kind in kinds)


UNITS_NAME = UNITS_SHEET
UNITS_WIDTHS = (14, 24, 24, 26, 34, 22, 70)


def write_notes(page: Page, ledger: Ledger) -> None:
    """Fill 台账说明: the states, how to fill in, where the units come from, what is odd."""
    row = page.title(0, "台账说明", "怎么填，程序怎么核验。")
    row = page.heading(row, "一、状态")
    row = page.header(row, ("状态", "谁来写", "意思", "下一步"))
    text = page.styles(style.TEXT)
    for meaning in MEANINGS:
        looks.state(page, row, 0, meaning.status.word, meaning.status)
        cells = ((1, meaning.writer), (2, meaning.meaning), (3, meaning.then))
        for column, said in cells:
            page.text(row, column, said, text)
        page.fit_all(row, cells, 20)
        row += 1
    row = page.heading(row + 1, "二、填写")
    for said in _HOW:
        page.merged(row, 0, page.last, said, text)
        page.fit(row, said, 0, page.last)
        row += 1
    row = page.heading(row + 1, "三、责任单位从哪里来")
    plan = ledger.duties.plan
    where = (
        f"单位和职责照录{plan.document}（{plan.issuer}，{plan.date}）第四部分和附件1。"
        "方案没有把指标逐项分给单位，每类问题的牵头、配合、措施和期限由职责推定，性质是惯例，都可以改。"
    )
    if plan.names_from:
        where += f"单位名称和归口已按“{plan.names_from}”替换。"
    page.merged(row, 0, page.last, where, text)
    page.fit(row, where, 0, page.last)
    _notices(page, ledger.notices, row + 2)


_HOW = (
    "浅黄表头由单位填写：状态、措施、责任单位、配合单位、责任人、开始日期、完成期限、落实资金、佐证材料、备注。"
    "立账时给出建议，改过以后程序不再动。",
    "可以排序、筛选、移动列、加列、加行、加工作表；编号不要改。自己加的行编号留空，程序编为“自-1”等，不会自动销号。",
    "其余各栏由程序每次更新。写在这些栏里的文字不会丢：移到备注，并记入台账历史。",
    "测算费用按“整改参数”的单价逐件单独测算；一名教师、一间教室可能同时补几项，所以合计会重复，"
    "全县最省的办法见“缺口与方案”（qbe-xl plan）。",
    "销号以重算为准：更新填报表，再运行一次，指标达标的写“已销号”，没有达标的退回“核验未通过”。",
    "单元格的颜色、批注和公式不带到新台账（公式带数值）；上一份台账另存备份，原样保留。",
)


def _notices(page: Page, notices: Sequence[Notice], row: int) -> None:
    row = page.heading(row, f"四、提示（{len(notices)} 条）")
    for notice in notices:
        said = str(notice)
        page.merged(row, 0, page.last, said, page.styles(style.TEXT))
        page.fit(row, said, 0, page.last)
        row += 1
    if not notices:
        page.text(row, 0, "没有。", page.styles(style.NOTE))


def write_carried(page: Page, sheet: Sheetful) -> None:
    """Fill a sheet that staff had added: its values, where they stood."""
    plain = page.styles(style.BASE)
    date = page.styles(style.BASE, num_format=looks.DATE)
    for number, cells in enumerate(sheet.rows):
        for column, content in enumerate(cells):
            if isinstance(content, dt.date):
                page.number(number, column, looks.serial(content), date)
            elif isinstance(content, float):
                page.number(number, column, content, plain)
            elif content:
                page.text(number, column, content, plain)


def carried_widths(sheet: Sheetful) -> list[float]:
    """Return the width of each column."""
    return [_CARRIED_WIDTH] * max(1, max(map(len, sheet.rows), default=1))


def write_base(page: Page, ledger: Ledger) -> None:
    """Fill the hidden sheet: what this run wrote, by id."""
    plain = page.styles(style.BASE)
    for column, of in enumerate(COLUMNS):
        page.text(0, column, of.key, plain)
    for number, row in enumerate(ledger.rows, 1):
        for column, of in enumerate(COLUMNS):
            page.text(number, column, row.text(of.key), plain)


BASE_NAME = BASE_SHEET
BASE_WIDTHS = [12.0] * len(COLUMNS)
HISTORY_NAME = HISTORY_SHEET
