"""整改台账: the sheet that staff work in, one row a problem."""

from __future__ import annotations

from qbe_xl.errors import column_letters
from qbe_xl.files.text import cell_text
from qbe_xl.remedy.ledger.columns import BY_KEY, COLUMNS, DUE, SHEET, TAIL, Column
from qbe_xl.remedy.ledger.model import DUE_SOON, Ledger, Row, Value, due_words
from qbe_xl.remedy.ledger.pages import looks
from qbe_xl.remedy.ledger.reading import NOTE_LEAD, TITLE
from qbe_xl.remedy.ledger.states import STAFF_WORDS, Status
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

NAME = SHEET
HEADER_ROW = 2
FIRST = HEADER_ROW + 1
_DUE_AFTER = "state"
_EXTRA_WIDTH = 14.0
_DUE_WIDTH = 10.5
_CENTERED = {"id", "stage", "township", "person", "code"}
ROOM = 500
"""Rows below the last one that rules and formulas reach: staff add rows of their own."""


def places(ledger: Ledger) -> dict[str, int]:
    """Return the column of each key on the sheet that we write; 期限提示 follows 状态."""
    found: dict[str, int] = {}
    for column in COLUMNS:
        shift = len(ledger.extras) if column.key in TAIL else 0
        found[column.key] = len(found) + shift
        if column.key == _DUE_AFTER:
            found[DUE] = len(found)
    return found


def _extra_places(ledger: Ledger) -> dict[str, int]:
    first = places(ledger)[TAIL[0]] - len(ledger.extras)
    return {header: place for place, header in enumerate(ledger.extras, first)}


def widths(ledger: Ledger) -> list[float]:
    """Return the width of each column."""
    found = dict.fromkeys(_extra_places(ledger).values(), _EXTRA_WIDTH)
    for key, place in places(ledger).items():
        found[place] = _DUE_WIDTH if key == DUE else BY_KEY[key].width
    return [found[place] for place in range(len(found))]


def last_row(ledger: Ledger) -> int:
    """Return the last row, 0-based, that formulas over this sheet take in."""
    return FIRST + len(ledger.rows) + ROOM


def span(ledger: Ledger, key: str) -> str:
    """Return a column's cells as a reference from another sheet: '整改台账'!$B$4:$B$900."""
    letters = column_letters(places(ledger)[key])
    return f"'{NAME}'!${letters}${FIRST + 1}:${letters}${last_row(ledger) + 1}"


def write(page: Page, ledger: Ledger, county: str) -> None:
    """Fill the sheet."""
    looks.a3(page)
    nothing = "" if ledger.rows else "现在没有须整改的问题。"
    page.title(
        0,
        f"{county}{TITLE}",
        f"{NOTE_LEAD}，可以排序、筛选、加列、加行，请不要改编号。浅黄表头由单位填写，其余由程序更新。"
        "做完后把状态改为“待核验”，更新填报表再运行一次，重算达标的由程序销号。逾期随日期自动计算。"
        f"{nothing}",
    )
    _headers(page, ledger)
    page.sheet.freeze_panes(FIRST, places(ledger)["indicator"] + 1)
    page.repeat(HEADER_ROW, HEADER_ROW)
    for number, row in enumerate(ledger.rows, FIRST):
        _row(page, ledger, number, row)
    end = max(FIRST, FIRST + len(ledger.rows) - 1)
    page.sheet.autofilter(HEADER_ROW, 0, end, page.last)
    if looks.is_file(page):
        _rules(page, ledger)


def _headers(page: Page, ledger: Ledger) -> None:
    plain = page.styles(style.HEADER)
    ours = page.styles(style.HEADER, bg_color=looks.STAFF_GROUND)
    for key, place in places(ledger).items():
        column = BY_KEY.get(key)
        page.text(
            HEADER_ROW,
            place,
            column.header if column else DUE,
            ours if _is_staff(column) else plain,
        )
        if column and column.comment and looks.is_file(page):
            page.sheet.write_comment(HEADER_ROW, place, column.comment, {"x_scale": 1.6})
    for header, place in _extra_places(ledger).items():
        page.text(HEADER_ROW, place, header, ours)
    page.sheet.set_row(HEADER_ROW, 34)


def _is_staff(column: Column | None) -> bool:
    return column is not None and column.staff


def _row(page: Page, ledger: Ledger, number: int, row: Row) -> None:
    cells: list[tuple[int, str]] = []
    at = places(ledger)
    for key, place in at.items():
        if key == DUE:
            words = due_words(row, ledger.today)
            made = page.styles(style.CENTER)
            looks.formula(page, number, place, _due_formula(at, number), words, made)
        elif key == "state":
            page.text(number, place, row.text(key), page.styles(style.CENTER, text_wrap=True))
        else:
            cells.append((place, looks.value(page, number, place, row.values.get(key), _look(key))))
    for header, place in _extra_places(ledger).items():
        content: Value = row.extra.get(header)
        looks.value(page, number, place, content)
        cells.append((place, cell_text(content)))
    looks.fit(page, number, cells, least=28.0)


def _look(key: str) -> style.Look:
    if BY_KEY[key].kind == "number":
        return {**style.FIGURE, "num_format": looks.MONEY, "font_size": 9}
    look = style.CENTER if key in _CENTERED else style.TEXT
    return {**look, "text_wrap": True, "font_size": 9}


def _due_formula(at: dict[str, int], number: int) -> str:
    """期限提示, anew on every day that the sheet is opened."""
    state = f"${column_letters(at['state'])}{number + 1}"
    day = f"${column_letters(at['deadline'])}{number + 1}"
    return (
        f'=IF({_closed(state)},"",IF(NOT(ISNUMBER({day})),"期限待定",'
        f'IF({day}<TODAY(),"逾期 "&(TODAY()-{day})&" 天",'
        f'IF({day}=TODAY(),"今天到期",'
        f'IF({day}-TODAY()<={DUE_SOON},"还剩 "&({day}-TODAY())&" 天","")))))'
    )


def _closed(state: str) -> str:
    words = [s.word for s in Status if s.is_closed]
    tests = ",".join(f'LEFT({state},{len(word)})="{word}"' for word in words)
    return f"OR({tests})"


def _rules(page: Page, ledger: Ledger) -> None:
    """What may be chosen, and colours that follow what staff write."""
    last, at = last_row(ledger), places(ledger)
    state = at["state"]
    page.sheet.data_validation(
        FIRST,
        state,
        last,
        state,
        {
            "validate": "list",
            "source": [status.word for status in Status],
            "error_type": "information",
            "error_title": "状态",
            "error_message": f"一般填：{'、'.join(STAFF_WORDS)}。别的词也会保留，按未完成统计。",
        },
    )
    for key in ("start", "deadline"):
        page.sheet.data_validation(
            FIRST,
            at[key],
            last,
            at[key],
            {
                "validate": "date",
                "criteria": "between",
                "minimum": _YEAR_2000,
                "maximum": _YEAR_2099,
                "error_type": "warning",
                "error_title": "日期",
                "error_message": "请写成日期，如 2025-06-30；写成文字不能画进路线图，也不算逾期。",
            },
        )
    cell = f"${column_letters(state)}{FIRST + 1}"
    for status, (ink, ground) in looks.STATE_COLOURS.items():
        page.sheet.conditional_format(
            FIRST,
            state,
            last,
            state,
            {
                "type": "formula",
                "criteria": f'=LEFT({cell},{len(status.word)})="{status.word}"',
                "format": page.styles({"font_color": ink, "bg_color": ground}),
            },
        )
    due = at[DUE]
    for word, ink, ground in (
        ("逾期", looks.LATE_INK, looks.LATE_GROUND),
        ("今天", looks.SOON_INK, looks.SOON_GROUND),
        ("还剩", looks.SOON_INK, looks.SOON_GROUND),
    ):
        page.sheet.conditional_format(
            FIRST,
            due,
            last,
            due,
            {
                "type": "formula",
                "criteria": f'=LEFT(${column_letters(due)}{FIRST + 1},2)="{word}"',
                "format": page.styles({"font_color": ink, "bg_color": ground, "bold": True}),
            },
        )


_YEAR_2000, _YEAR_2099 = 36_526, 73_050
