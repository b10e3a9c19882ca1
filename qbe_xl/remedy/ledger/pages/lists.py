"""逾期与临期, 台账历史, 说明, what staff added, and the hidden sheet that the next run compares with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple

from qbe_xl.clauses.duties import Kind, Unit, general
from qbe_xl.remedy.ledger.columns import (
    BASE_SHEET,
    COLUMNS,
    HISTORY_SHEET,
    OWN_NAME,
    UNIT_ID,
    UNITS_SHEET,
)
from qbe_xl.remedy.ledger.model import FILING, PLAN, Ledger, Row, Sheetful
from qbe_xl.remedy.ledger.pages import looks
from qbe_xl.remedy.ledger.reading import HISTORY_HEADERS
from qbe_xl.remedy.ledger.states import MEANINGS
from qbe_xl.remedy.ledger.summaries import due_soon, overdue
from qbe_xl.sheets import model, palette
from qbe_xl.sheets.looks import BASE, CENTER, NOTE, SMALL, TEXT
from qbe_xl.sheets.model import (
    TALL,
    UPRIGHT,
    Cell,
    Field,
    Grid,
    Heading,
    Hole,
    Note,
    Part,
    Sheet,
    Space,
    Title,
    listed,
)

LATE_NAME, NOTES_NAME = "逾期与临期", "台账说明"
_CARRIED_WIDTH = 14
_NONE = model.Row((Cell("没有。", NOTE),))


def _small(header: str, width: float) -> Field:
    return Field(header, width, SMALL, tall=looks.SMALLER)


def late(ledger: Ledger) -> Sheet:
    """Return 逾期与临期."""
    late, soon = overdue(ledger), due_soon(ledger)
    note = f"逾期 {len(late)} 件，30 天内到期 {len(soon)} 件。已销号和无需整改的不算。"

    def shown(rows: Sequence[Row]) -> Part:
        if not rows:
            return _NONE
        return listed(
            rows,
            (
                looks.hint(ledger.today, 12),
                looks.column("id", 18),
                looks.column("indicator", 23),
                looks.column("school", 18),
                looks.column("problem", 38),
                looks.column("unit", 15),
                looks.column("person", 10),
                looks.column("deadline", 12, CENTER),
                looks.column("state", 12),
            ),
            least=20,
        )

    return Sheet(
        LATE_NAME,
        (
            Title(f"逾期与临期（截至 {ledger.today}）", note),
            Heading("一、逾期，逾期天数多的在前"),
            shown(late),
            Space(),
            Heading("二、30 天内到期，期限近的在前"),
            shown(soon),
        ),
        (12, 18, 23, 18, 38, 15, 10, 12, 12),
        tab=palette.UNMET.ink,
        paper=model.Paper(repeat=(3, 3)),
    )


def history(ledger: Ledger) -> Sheet:
    """Return 台账历史: lines are only ever added."""
    note = "只增不改：每次运行的立账、更新、核验、销号，和单位填写的变化。"
    widths = (16, 18, 20, 18, 14, 40, 46)
    rows = [astuple(event) for event in ledger.history]
    grid = Grid(list(map(_small, HISTORY_HEADERS, widths)), rows, keep=2, filtered=True, room=1)
    return Sheet(HISTORY_SHEET, (Title(HISTORY_SHEET, note), grid), tab=palette.QUIET_TAB)


def units(ledger: Ledger) -> Sheet:
    """Return 责任单位: what each leads, helps with and is bound to; staff may give other names."""
    duties, common = ledger.duties, general().units
    said = f"职责照录{duties.plan.document}。" if duties.plan.given else _NO_PLAN
    note = f"{said}方案没有写到的单位，名称可填在浅黄一栏，下次运行时没有改动过的建议随之更换。"
    own = Field(OWN_NAME, 24, SMALL, looks.SMALLER, head=looks.STAFF)
    grid = listed(
        duties.units.values(),
        (
            (_small(UNIT_ID, 14), lambda of: of.id),
            (_small("通称", 24), lambda of: common[of.id].name if of.id in common else ""),
            (own, lambda of: "" if of.name == common.get(of.id, _NOBODY).name else of.name),
            (_small("牵头的问题", 26), lambda of: _titles(duties.kinds_led_by(of.id))),
            (_small("配合的问题", 34), lambda of: _titles(duties.kinds_helped_by(of.id))),
            (
                _small("承担的任务", 22),
                lambda of: "；".join(t.section for t in duties.tasks_of(of.id)),
            ),
            (_small("职责", 70), lambda of: "".join(of.duties)),
        ),
        keep=2,
    )
    return Sheet(
        UNITS_SHEET,
        (Title(UNITS_SHEET, note), grid),
        tab=palette.QUIET_TAB,
        paper=looks.WIDE,
    )


_NO_PLAN = "没有给出本县方案，单位用通称；给出本县方案（名称、文号、成员单位、职责）后照本县的写。"
_NOBODY = Unit("", "")


def _titles(kinds: Sequence[Kind]) -> str:
    return "、".join(kind.title for kind in kinds)


def notes(ledger: Ledger) -> Sheet:
    """Return 台账说明: the states, how to fill in, where the units come from, what is odd."""
    plan = ledger.duties.plan
    where = f"单位和职责照录{plan.document}（{plan.origin}）。" if plan.given else _NO_PLAN
    where += "每类问题的牵头、配合、措施和期限由各部门的职能推定，性质是惯例，都可以改。"
    if plan.source:
        where += f"本县方案取自“{plan.source}”。"
    states = listed(
        MEANINGS,
        (
            (Field("状态", 16), lambda of: looks.state(of.status.word, of.status)),
            (Field("填写人", 16, tall=TALL), lambda of: of.writer),
            (Field("意思", 46, tall=TALL), lambda of: of.meaning),
            (Field("下一步", 46, tall=TALL), lambda of: of.then),
        ),
        least=20,
    )
    told = ledger.notices
    return Sheet(
        NOTES_NAME,
        (
            Title(NOTES_NAME, "填写办法和核验办法。"),
            Heading("一、状态"),
            states,
            Space(),
            Heading("二、填写"),
            *(Note(said, TEXT) for said in _HOW),
            Space(),
            Heading("三、责任单位的来源"),
            Note(where, TEXT),
            Space(),
            Heading(f"四、提示（{len(told)} 条）"),
            *(Note(str(notice), TEXT) for notice in told),
            *(() if told else (_NONE,)),
        ),
        tab=palette.QUIET_TAB,
        paper=UPRIGHT,
    )


_HOW = (
    "浅黄表头由单位填写：状态、措施、责任单位、配合单位、责任人、开始日期、完成期限、落实资金、佐证材料、备注。"
    "立账时给出建议，改过以后程序不再动。",
    "可以排序、筛选、移动列、加列、加行、加工作表；编号不要改。自己加的行编号留空，程序编为“自-1”等，不会自动销号。",
    "其余各栏由程序每次更新。写在这些栏里的文字不会丢失：移到备注，并记入台账历史。",
    "测算费用按“整改参数”的单价，补到标准；一所学校几项同时需要的（小学和初中共用的、专用教室和教学用房、"
    "同一名教师）只列在一行，其余为 0，所以可以相加。选定方案后措施和费用按方案，合计与方案相同。",
    "完成期限从县情的拟申报日期倒排（惯例）：数据提前 3 个月，建设、采购提前 2 个月，其他提前 1 个月；"
    "拟申报日期空白的按评估日期后 12 个月。没有改过的期限随拟申报日期更新，已经逾期的不因此顺延。",
    "销号以重算为准：更新填报表，再运行一次，指标达标的写“已销号”，未达标的退回“核验未通过”。",
    "单元格的颜色、批注和公式不带到新台账（公式带数值）；上一份台账另存备份，原样保留。",
)


def carried(sheets: Sequence[Sheetful], taken: Sequence[str]) -> Iterator[Sheet]:
    """Yield the sheets that staff had added: their values, where they stood; taken: other names."""
    names = [name.lower() for name in taken]
    for one in sheets:
        name = _free(one.name, names)
        names.append(name.lower())
        fields = [Field("", _CARRIED_WIDTH, BASE)] * max(1, max(map(len, one.rows), default=1))
        rows = [[Hole() if cell in (None, "") else cell for cell in row] for row in one.rows]
        yield Sheet(name, (Grid(fields, rows, header=0),), tab=palette.QUIET_TAB, paper=_BARE)


_BARE = model.Paper(running=False)


def _free(name: str, taken: Sequence[str]) -> str:
    """A name that the file takes: of 31 characters, without those that none may hold."""
    bare = "".join("_" if sign in "[]:*?/\\" else sign for sign in name).strip("'")[:31] or "工作表"
    found, number = bare, 1
    while found.lower() in taken:
        number += 1
        found = f"{bare[:26]}({number})"
    return found


def base(ledger: Ledger) -> Sheet:
    """Return the hidden sheet: what this run wrote, by id."""
    keys = [*(of.key for of in COLUMNS), PLAN, FILING]
    fields = [Field(key, 12, BASE, head=BASE) for key in keys]
    rows = [
        [
            *(row.text(of.key) for of in COLUMNS),
            ledger.plan if row.id in ledger.planned else "",
            ledger.filing_day,
        ]
        for row in ledger.rows
    ]
    if ledger.plan:
        rows.append([PLAN, *("" for _ in COLUMNS[1:]), ledger.plan, ""])
    grid = Grid(fields, rows, header=None)
    return Sheet(BASE_SHEET, (grid,), tab=palette.QUIET_TAB, paper=_BARE, seen="hidden")
