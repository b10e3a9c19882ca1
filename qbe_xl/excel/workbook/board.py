"""The sheet 看板: the verdict, what is lacking, the 差异系数, the sections, as the clerk types."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from qbe_xl.assessment import State
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.clauses.records import GROUPS, RESOURCES
from qbe_xl.county import layout
from qbe_xl.county.blank import Placed
from qbe_xl.county.blank.style import pixels
from qbe_xl.excel import ribbon
from qbe_xl.excel.workbook import charts, figures
from qbe_xl.excel.workbook.figures import STAGES, STATES, Found
from qbe_xl.excel.workbook.looks import COLOURS, Looks
from qbe_xl.excel.workbook.progress import Counted, progress
from qbe_xl.functions import MARK
from qbe_xl.functions.registry import Scalar
from qbe_xl.office import buttons
from qbe_xl.standards import resolve

NAME = "看板"
BUTTONS = ("assess_county", "check_data", "make_documents")
"""Commands with a button in the sheet, where the ribbon has them."""

NONE = "—"
UNREADABLE = "没有算出：本机没有装好计算程序，或宏没有启用（办法见“说明”）。"
READY = "随填随算，改一个数就重新计算。完整的逐项结果请点“全县评估”。"

_WIDTHS: tuple[float, ...] = (1.5, 8, 15, 10, 10, 8, 12, 2, 14, 9, 9, 15, 15, 15)
_LAST = len(_WIDTHS) - 1
_STAGE, _ITEM, _MEAN, _CV, _LIMIT, _STATE = range(1, 7)
_RIGHT = 8
TOP, CHARTS, TABLE = 3, 14, 32  # rows of the three headings
CHART_ROWS = TABLE - CHARTS - 2
_ROW_PIXELS = 24
_GAP = {"x_offset": 0, "y_offset": 6}


def _states_formula(cell: str) -> str:
    shown = ",".join(f'"{state.mark} {state.word}"' for state in State)
    known = ",".join(f'"{state.word}"' for state in State)
    return f'=IFERROR(INDEX({{{shown}}},MATCH({cell},{{{known}}},0)),"{NONE}")'


def _state_shown(word: Scalar) -> str:
    return next((f"{state.mark} {state.word}" for state in State if state.word == word), NONE)


def _figure_formula(cell: str) -> str:
    return f'=IF(ISNUMBER({cell}),{cell},"")'


def _figure(value: Scalar) -> Scalar:
    return value if isinstance(value, (int, float)) else ""


def fill(
    looks: Looks, sheet: Worksheet, found: Found, placed: Sequence[Placed], title: str = ""
) -> None:
    """Fill in the sheet."""
    sheet.set_default_row(_ROW_PIXELS * 0.75)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    _top(looks, sheet, found, title)
    _verdict(looks, sheet, found)
    _progress(looks, sheet, found, placed)
    _heading(looks, sheet, CHARTS, _STAGE, _LAST, "三、校际差异系数与办学单元")
    _balance(looks, sheet, found)
    _sections(looks, sheet, found)
    room = sum(pixels(w) for w in _WIDTHS[_STAGE : _RIGHT + 3])
    height = CHART_ROWS * _ROW_PIXELS
    first = (TABLE + 2, _STAGE)
    sheet.insert_chart(
        CHARTS + 1,
        _STAGE,
        charts.balance(looks.book, NAME, first, room - 6, height),
        _GAP,
    )
    rest = sum(pixels(w) for w in _WIDTHS[_RIGHT + 3 :])
    sheet.insert_chart(
        CHARTS + 1,
        _RIGHT + 3,
        charts.sections(looks.book, NAME, (TABLE + 1, _RIGHT), rest, height),
        _GAP,
    )
    sheet.print_area(0, 0, TABLE + 1 + 2 * len(INDICATORS), _LAST)
    sheet.fit_to_pages(1, 1)
    sheet.freeze_panes(TOP - 1, 0)


def _heading(looks: Looks, sheet: Worksheet, row: int, first: int, last: int, text: str) -> None:
    sheet.set_row_pixels(row, 28)
    for column in range(first, last + 1):
        sheet.write_blank(row, column, None, looks.heading())
    sheet.write_string(row, first, text, looks.heading())


def _top(looks: Looks, sheet: Worksheet, found: Found, title: str) -> None:
    sheet.set_row_pixels(0, 44)
    whose = f"　【{title}】" if title else ""
    sheet.write_string(0, _STAGE, f"县域义务教育优质均衡　看板{whose}", looks.title())
    first = figures.verdict_cell(0, 0)
    formula = (
        f'=IF(ISERROR({first}),"{UNREADABLE}",IF(LEFT({first},{len(MARK)})="{MARK}",'
        f'"提示　"&MID({first},{len(MARK) + 1},250),"{READY}"))'
    )
    said = str(found.verdict[0][0])
    value = f"提示　{said.removeprefix(MARK)}" if said.startswith(MARK) else READY
    sheet.set_row_pixels(1, 26)
    note = looks.quiet(font_size=10.5)
    sheet.write_formula(1, _STAGE, formula, note, value)
    hint = {"type": "text", "criteria": "begins with", "value": "提示"}
    warned = looks.book.add_format({"font_color": COLOURS[State.MISSING][0], "bold": True})
    sheet.conditional_format(1, _STAGE, 1, _STAGE, hint | {"format": warned})
    by_command = {button.name: button for button in buttons.BUTTONS}
    shown = [by_command[command] for command in BUTTONS if command in by_command]
    for place, button in enumerate(shown, _LAST + 1 - len(shown)):
        sheet.insert_button(
            0,
            place,
            {
                "macro": ribbon.macro(button),
                "caption": button.label,
                "description": button.tip,
                "width": 104,
                "height": 30,
                "x_offset": 3,
                "y_offset": 7,
            },
        )


def _verdict(looks: Looks, sheet: Worksheet, found: Found) -> None:
    _heading(looks, sheet, TOP, _STAGE, _STATE, "一、结论")
    large = {"font_name": "黑体", "font_size": 16, "align": "center"}
    sheet.merge_range(TOP + 1, 1, TOP + 2, 3, "全县结论", looks.lined(**large))
    made = looks.lined(**large)
    sheet.merge_range(TOP + 1, 4, TOP + 2, 6, "", made)
    state = _states_formula(figures.verdict_cell(0, 1))
    sheet.write_formula(TOP + 1, 4, state, made, _state_shown(found.verdict[0][1]))
    row = TOP + 3
    standard = resolve().at()
    for number, group in enumerate(GROUPS.values(), 1):
        sheet.merge_range(row, 1, row, 2, group.word, looks.lined(indent=1))
        sheet.write_string(row, 3, standard.article_of(group), looks.lined(align="center"))
        sheet.merge_range(row, 4, row, 6, "", looks.lined(align="center"))
        formula = _states_formula(figures.verdict_cell(number, 1))
        shown = _state_shown(found.verdict[number][1])
        sheet.write_formula(row, 4, formula, looks.lined(align="center"), shown)
        row += 1
    looks.colour_states(sheet, TOP + 1, 4, row - 1, 6)
    sheet.write_formula(
        row + 1, 1, f'=IFERROR({figures.version_cell()},"")', looks.quiet(), found.version
    )
    marks = "　".join(f"{state.mark} {state.word}" for state in State)
    sheet.write_string(row, 1, f"标记：{marks}", looks.quiet())


def _progress(looks: Looks, sheet: Worksheet, found: Found, placed: Sequence[Placed]) -> None:
    _heading(looks, sheet, TOP, _RIGHT, _LAST, "二、填报进度（还缺什么）")
    row = TOP + 1
    heads = ("工作表", "已填", "空着", "评估要用的内容")
    for column, head in enumerate(heads, _RIGHT):
        sheet.write_string(row, column, head, looks.header())
    sheet.merge_range(row, _RIGHT + 3, row, _LAST, heads[3], looks.header())
    for place in placed:
        row += 1
        shown = progress(place, found.grids[place.of.name])
        name = place.of.name
        sheet.write_url(row, _RIGHT, f"internal:'{name}'!A1", looks.link(), name)
        _count(looks, sheet, row, _RIGHT + 1, shown.filled, f'0" {shown.unit}"')
        _count(looks, sheet, row, _RIGHT + 2, shown.lacking, '0" 格";"○ 未填";"● 齐"')
        meaning = looks.lined(font_size=9, shrink=True)
        sheet.merge_range(row, _RIGHT + 3, row, _LAST, shown.meaning, meaning)
    ink, ground = COLOURS[State.MISSING]
    lacks = looks.book.add_format({"font_color": ink, "bg_color": ground, "bold": True})
    rule = {"type": "cell", "criteria": "<>", "value": 0, "format": lacks}
    sheet.conditional_format(TOP + 2, _RIGHT + 2, row, _RIGHT + 2, rule)


def _count(
    looks: Looks, sheet: Worksheet, row: int, column: int, count: Counted, shown: str
) -> None:
    made = looks.lined(num_format=shown, align="center")
    sheet.write_formula(row, column, count.formula, made, count.value)


def _balance(looks: Looks, sheet: Worksheet, found: Found) -> None:
    _heading(looks, sheet, TABLE, _STAGE, _STATE, "四、校际差异系数（第六条）")
    heads = ("学段", "指标", "平均值", "差异系数", "上限", "结论")
    for column, head in enumerate(heads, _STAGE):
        sheet.write_string(TABLE + 1, column, head, looks.header())
    count = len(INDICATORS)
    for stage, name in enumerate(STAGES):
        start = TABLE + 2 + stage * count
        centred = looks.lined(align="center")
        sheet.merge_range(
            start, _STAGE, start + count - 1, _STAGE, layout.STAGE_WORDS[name], centred
        )
        for number, indicator in enumerate(INDICATORS):
            row, of = start + number, 1 + stage * count + number
            sheet.write_string(row, _ITEM, RESOURCES[indicator].short, looks.lined())
            shown = found.balance[of]
            for column, place, form in ((_MEAN, 2, "#,##0.00"), (_CV, 4, "0.000")):
                formula = _figure_formula(figures.balance_cell(of, place))
                made = looks.lined(num_format=form)
                sheet.write_formula(row, column, formula, made, _figure(shown[place]))
            limit = _figure_formula(figures.limit_cell(stage))
            made = looks.lined(num_format="0.00", align="center")
            sheet.write_formula(row, _LIMIT, limit, made, found.limits[stage])
            state = _states_formula(figures.balance_cell(of, 6))
            sheet.write_formula(row, _STATE, state, centred, _state_shown(shown[6]))
    first, last = TABLE + 2, TABLE + 1 + 2 * count
    looks.colour_states(sheet, first, _STATE, last, _STATE)


def _sections(looks: Looks, sheet: Worksheet, found: Found) -> None:
    _heading(looks, sheet, TABLE, _RIGHT, _LAST, "五、办学单元综合达标（七项至少六项）")
    heads = ("学段", *(state.word for state in STATES), "合计", "达标比例")
    for column, head in enumerate(heads, _RIGHT):
        sheet.write_string(TABLE + 1, column, head, looks.header())
    for stage, name in enumerate(STAGES):
        row = TABLE + 2 + stage
        centred = looks.lined(align="center")
        sheet.write_string(row, _RIGHT, layout.STAGE_WORDS[name], centred)
        counts = found.sections[stage]
        for state, count in enumerate(counts):
            cell = figures.section_cell(stage, state)
            formula = f"=IF(ISNUMBER({cell}),{cell},0)"
            sheet.write_formula(row, _RIGHT + 1 + state, formula, centred, count)
        first, last = (xl_rowcol_to_cell(row, _RIGHT + c) for c in (1, 3))
        total = sum(counts)
        sheet.write_formula(row, _RIGHT + 4, f"=SUM({first}:{last})", centred, total)
        whole = xl_rowcol_to_cell(row, _RIGHT + 4)
        share = f'=IF({whole}>0,{first}/{whole},"")'
        made = looks.lined(num_format="0.0%", align="center")
        value = counts[0] / total if total else ""
        sheet.write_formula(row, _RIGHT + 5, share, made, value)
    _notes(looks, sheet, TABLE + 5)


_NOTES = (
    "· 办学单元：学校的一个学段。不足 50 人的教学点等不参加第六条评估，不在其内。",
    "· 差异系数按学生数加权：标准差 ÷ 平均值；小学、初中各七项都不超过上限才达标。",
    "· 红色斜纹的柱超过上限。判断按准确值，不受显示的小数位数影响。",
    "· “空着”只数评估要用的格；选填的不计。没有数据的留空，不要填 0。",
    "· 逐条检查请点“数据体检”；逐校逐项的结果、缺口和依据请点“全县评估”。",
)


def _notes(looks: Looks, sheet: Worksheet, row: int) -> None:
    for number, text in enumerate(_NOTES):
        made = looks.quiet(text_wrap=True)
        sheet.merge_range(row + 2 * number, _RIGHT, row + 2 * number + 1, _LAST, text, made)
