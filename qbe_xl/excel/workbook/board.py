"""The sheet 看板: the verdict, what is lacking, the 差异系数, the sections, as the clerk types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qbe_xl.assessment import State
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.blank import Placed
from qbe_xl.blank.style import pixels
from qbe_xl.clauses.records import GROUPS, RESOURCES
from qbe_xl.county import layout
from qbe_xl.errors import cell_name
from qbe_xl.excel import ribbon
from qbe_xl.excel.workbook import charts, figures, looks
from qbe_xl.excel.workbook.figures import STAGES, STATES, Found
from qbe_xl.excel.workbook.progress import Counted, progress
from qbe_xl.functions import MARK
from qbe_xl.office import buttons
from qbe_xl.sheets import palette
from qbe_xl.sheets.looks import Look, columns
from qbe_xl.sheets.model import (
    At,
    Break,
    Button,
    Cell,
    Formula,
    Hole,
    Link,
    Range,
    Row,
    Rule,
    Sheet,
    Value,
)
from qbe_xl.standards import resolve

NAME = "看板"
BUTTONS = ("assess_county", "check_data", "make_documents")
"""Commands with a button in the sheet, where the ribbon has them."""

UNREADABLE = "未能计算：本机没有装好计算程序，或宏没有启用（处理办法见“说明”）。"
START = "先填“学校”，一校一行；接着填其余各表。没有数据的留空，显示“待填报”。"
READY = "随填随算，改一个数就重新计算。完整的逐项结果请点“全县评估”。"

_WIDTHS: tuple[float, ...] = (1.5, 8, 13, 9, 9, 8, 11, 2, 13, 8, 8, 13, 12, 12)
_LAST = len(_WIDTHS) - 1
_STAGE, _ITEM, _CV, _STATE = 1, 2, 4, 6
_RIGHT = 8
TOP, CHARTS, TABLE = 3, 14, 30  # rows of the three headings
CHART_ROWS = TABLE - CHARTS - 2
_ROW_PIXELS = 22


def _state(cell: str, word: object) -> Formula:
    """The state that a cell names, with its mark."""
    shown = ",".join(f'"{state.mark} {state.word}"' for state in State)
    known = ",".join(f'"{state.word}"' for state in State)
    formula = f'=IFERROR(INDEX({{{shown}}},MATCH({cell},{{{known}}},0)),"{looks.NONE}")'
    named = (f"{state.mark} {state.word}" for state in State if state.word == word)
    return Formula(formula, next(named, looks.NONE))


def _figure(cell: str, value: object, state: str, word: object) -> Formula:
    """The number in a cell; where it holds none, 待填报 if that is its state.

    MATCH, because Calc finds no text equal to one that a function of ours returned.
    """
    unfilled = figures.UNFILLED
    formula = (
        f"=IF(ISNUMBER({cell}),{cell},"
        f'IFERROR(INDEX({{"{unfilled}"}},MATCH({state},{{"{unfilled}"}},0)),"{looks.NONE}"))'
    )
    told = unfilled if word == unfilled else looks.NONE
    return Formula(formula, value if isinstance(value, (int, float)) else told)


def _limit(cell: str, value: float) -> Formula:
    return Formula(f'=IF(ISNUMBER({cell}),{cell},"")', value)


def sheet(found: Found, placed: Sequence[Placed], title: str = "") -> Sheet:
    """Return the sheet; title: whose it is, in its first row and on its printed page."""
    parts = [
        *_top(found, title),
        *_verdict(found),
        *_progress(found, placed),
        _heading(CHARTS, _STAGE, _LAST, "三、校际差异系数与办学单元"),
        *_balance(found),
        *_sections(found),
        *_charts(),
        At(TABLE, 0, Break()),
    ]
    lacking, warned = palette.MISSING, Look(ink=palette.NEAR.ink, bold=True)
    rules = [
        Rule((1, _STAGE, 1, _STAGE), "begins with", "提示", warned),
        *looks.states((TOP + 1, 4, TOP + 2 + len(GROUPS), 6)),
        Rule(
            (TOP + 2, _RIGHT + 2, TOP + 1 + len(placed), _RIGHT + 2),
            "<>",
            0,
            Look(ink=lacking.ink, ground=lacking.ground, bold=True),
        ),
        _exact(),
        *looks.states((TABLE + 2, _STATE, TABLE + 1 + 2 * len(INDICATORS), _STATE)),
    ]
    return looks.sheet(
        NAME,
        parts,
        _WIDTHS,
        tab=palette.MET.ink,
        title=title,
        landscape=True,
        area=(0, 0, TABLE + 1 + 2 * len(INDICATORS), _LAST),
        rules=rules,
        freeze=(TOP - 1, 0),
        row_height=_ROW_PIXELS * 0.75,
    )


def _exact() -> Rule:
    """More decimals for a CV that the form's three would put on its limit."""
    top, last = TABLE + 2, TABLE + 1 + 2 * len(INDICATORS)
    cv, limit = (f"${cell_name(top, column)}" for column in (_CV, _CV + 1))
    test = f"ISNUMBER({cv}),ISNUMBER({limit}),{cv}<>{limit},ROUND({cv},3)=ROUND({limit},3)"
    look = Look(number="0.000000")
    return Rule((top, _CV, last, _CV), "formula", f"=AND({test})", look)


def _at(row: int, column: int, *cells: Value, height: float | None = None) -> At:
    lined = [c if isinstance(c, (Cell, Hole)) else Cell(c, looks.LINED) for c in cells]
    return At(row, column, Row(lined, height=height))


def _heading(row: int, first: int, last: int, text: str) -> At:
    return At(row, first, looks.heading(text, last - first + 1, 21))


def _headers(row: int, column: int, *heads: str) -> At:
    return _at(row, column, *(Cell(head, looks.HEADER) for head in heads))


def _top(found: Found, title: str) -> Iterator[At]:
    whose = f"　【{title}】" if title else ""
    name = Cell(f"县域义务教育优质均衡　看板{whose}", looks.TITLE)
    yield _at(0, _STAGE, name, height=33)
    first = figures.verdict_cell(0, 0)
    formula = (
        f'=IF(ISERROR({first}),"{UNREADABLE}",IF({first}="{figures.UNFILLED}","提示　{START}",'
        f'IF(LEFT({first},{len(MARK)})="{MARK}","提示　"&MID({first},{len(MARK) + 1},250),'
        f'"{READY}")))'
    )
    said = str(found.verdict[0][0])
    value = f"提示　{said.removeprefix(MARK)}" if said.startswith(MARK) else READY
    if said == figures.UNFILLED:
        value = f"提示　{START}"
    yield _at(1, _STAGE, Cell(Formula(formula, value), looks.QUIET(size=10.5)), height=19.5)
    by_command = {button.name: button for button in buttons.BUTTONS}
    shown = [by_command[command] for command in BUTTONS if command in by_command]
    for place, button in enumerate(shown, _LAST + 1 - len(shown)):
        yield At(0, place, Button(button.label, ribbon.macro(button), button.tip))


def _verdict(found: Found) -> Iterator[At]:
    yield _heading(TOP, _STAGE, _STATE, "一、结论")
    large = looks.CENTRED(font=looks.HEAD_FACE, size=16)
    state = _state(figures.verdict_cell(0, 1), found.verdict[0][1])
    yield _at(TOP + 1, 1, Cell("全县结论", large, 3, 2), Cell(state, large, 3, 2))
    row = TOP + 3
    standard = resolve().at()
    for number, group in enumerate(GROUPS.values(), 1):
        state = _state(figures.verdict_cell(number, 1), found.verdict[number][1])
        yield _at(
            row,
            1,
            Cell(group.word, looks.LINED(indent=1), 2),
            Cell(standard.article_of(group), looks.CENTRED),
            Cell(state, looks.CENTRED, 3),
        )
        row += 1
    marks = "　".join(f"{state.mark} {state.word}" for state in State)
    yield _at(row, 1, Cell(f"标记：{marks}", looks.QUIET))
    version = Formula(f'=IFERROR({figures.version_cell()},"")', found.version)
    yield _at(row + 1, 1, Cell(version, looks.QUIET))


def _progress(found: Found, placed: Sequence[Placed]) -> Iterator[At]:
    yield _heading(TOP, _RIGHT, _LAST, "二、填报进度和缺项")
    row, wide = TOP + 1, _LAST - _RIGHT - 2
    yield _headers(row, _RIGHT, "工作表", "已填", "待填")
    yield _at(row, _RIGHT + 3, Cell("评估要用的内容", looks.HEADER, wide))
    for place in placed:
        row += 1
        name, shown = place.of.name, progress(place, found.grids[place.of.name])
        yield _at(
            row,
            _RIGHT,
            Cell(Link(f"#{name}!A1", name), looks.LINK),
            _counted(shown.filled, f'0" {shown.unit}"'),
            _counted(shown.lacking, '0" 格";"○ 未填";"● 已齐"'),
            Cell(shown.meaning, looks.LINED(wrap=True), wide),
            height=28 if columns(shown.meaning) > sum(_WIDTHS[-wide:]) else None,
        )


def _counted(count: Counted, number: str) -> Cell:
    return Cell(Formula(count.formula, count.value), looks.CENTRED(number=number))


def _balance(found: Found) -> Iterator[At]:
    yield _heading(TABLE, _STAGE, _STATE, "四、校际差异系数（第六条）")
    yield _headers(TABLE + 1, _STAGE, "学段", "指标", "平均值", "差异系数", "上限", "结论")
    count = len(INDICATORS)
    for of in range(2 * count):
        stage, number = divmod(of, count)
        word = layout.STAGE_WORDS[STAGES[stage]]
        shown = found.balance[1 + of]
        mean, cv, state = (figures.balance_cell(1 + of, column) for column in (2, 4, 6))
        yield _at(
            TABLE + 2 + of,
            _STAGE,
            Hole() if number else Cell(word, looks.CENTRED, rows=count),
            RESOURCES[INDICATORS[number]].short,
            Cell(_figure(mean, shown[2], state, shown[6]), looks.LINED(number="0.00")),
            Cell(_figure(cv, shown[4], state, shown[6]), looks.LINED(number="0.000")),
            Cell(
                _limit(figures.limit_cell(stage), found.limits[stage]),
                looks.CENTRED(number="0.00##"),
            ),
            Cell(_state(state, shown[6]), looks.CENTRED),
        )


def _sections(found: Found) -> Iterator[At]:
    yield _heading(TABLE, _RIGHT, _LAST, "五、办学单元综合达标（七项至少六项）")
    heads = ("学段", *(state.word for state in STATES), "合计", "达标比例")
    yield _headers(TABLE + 1, _RIGHT, *heads)
    for stage, (name, counts) in enumerate(zip(STAGES, found.sections, strict=True)):
        row, total = TABLE + 2 + stage, sum(counts)
        cells = [figures.section_cell(stage, state) for state in range(len(STATES))]
        first, last, whole = (cell_name(row, _RIGHT + c) for c in (1, 3, 4))
        unfilled = total == counts[-1] and (total or len(found.grids["学校"]) < 2)
        share = Formula(
            f"=IF({whole}>{last},{first}/{whole},"
            f'IF(OR({whole}>0,{figures.filled_cell()}<2),"{figures.UNFILLED}","{looks.NONE}"))',
            figures.UNFILLED if unfilled else counts[0] / total if total else looks.NONE,
        )
        shown: tuple[Value, ...] = (
            layout.STAGE_WORDS[name],
            *(
                Formula(f"=IF(ISNUMBER({cell}),{cell},0)", count)
                for cell, count in zip(cells, counts, strict=True)
            ),
            Formula(f"=SUM({first}:{last})", total),
        )
        yield _at(
            row,
            _RIGHT,
            *(Cell(one, looks.CENTRED) for one in shown),
            Cell(share, looks.CENTRED(number="0.0%")),
        )
    for number, text in enumerate(_NOTES):
        note = Cell(text, looks.QUIET(wrap=True), _LAST - _RIGHT + 1, 2)
        yield _at(TABLE + 5 + 2 * number, _RIGHT, note)


_NOTES = (
    "· 办学单元：学校的一个学段。不足 50 人的教学点等不参加第六条评估，不在其内。",
    "· 差异系数按学生数加权：标准差 ÷ 平均值；小学、初中各七项都不超过上限才达标。",
    "· 红色斜纹的柱超过上限。判断按准确值，不受显示的小数位数影响。",
    "· “待填”只计评估要用的格，选填的不计。没有数据的留空，不要填 0。",
    "· 逐条检查请点“数据体检”；逐校逐项的结果、缺口和依据请点“全县评估”。",
)


def _charts() -> Iterator[At]:
    split = _RIGHT + 3
    height = CHART_ROWS * _ROW_PIXELS
    left, right = (sum(map(pixels, part)) for part in (_WIDTHS[_STAGE:split], _WIDTHS[split:]))
    table = Range(NAME, TABLE + 2, _STAGE, TABLE + 1 + 2 * len(INDICATORS), _ITEM)
    counts = Range(NAME, TABLE + 1, _RIGHT, TABLE + 1 + len(STAGES), _RIGHT + len(STATES))
    size = {"rows": CHART_ROWS, "height": height}
    yield At(CHARTS + 1, _STAGE, charts.balance(table, width=left - 6, **size))
    yield At(CHARTS + 1, split, charts.sections(counts, width=right, **size))
