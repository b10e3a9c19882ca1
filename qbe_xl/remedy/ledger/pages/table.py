"""整改台账: the sheet that staff work in, one row a problem."""

from __future__ import annotations

from collections.abc import Iterator

from qbe_xl.errors import column_letters
from qbe_xl.remedy.ledger.columns import COLUMNS, DUE, SHEET, TAIL, Column
from qbe_xl.remedy.ledger.model import DUE_SOON, Ledger, Row, due_words
from qbe_xl.remedy.ledger.pages import looks
from qbe_xl.remedy.ledger.reading import NOTE_LEAD, TITLE
from qbe_xl.remedy.ledger.states import STAFF_WORDS, Status
from qbe_xl.sheets.looks import CENTER, HEADER, MONEY, TEXT, Look
from qbe_xl.sheets.model import Area, Check, Field, Formula, Grid, Rule, Sheet, Title, Value

_FIRST = 3
_DUE = Column(DUE, DUE, 10.5)
_EXTRA_WIDTH = 14.0
_CENTERED = {"id", "stage", "township", "person", "code"}
_ROOM = 500
"""Rows below the last one that rules and formulas reach: staff add rows of their own."""
_YEAR_2000, _YEAR_2099 = 36_526, 73_050


def _columns(ledger: Ledger) -> tuple[Column, ...]:
    """The columns as they stand: 期限提示 follows 状态, those of the staff's own precede the tail."""
    own = [Column(f"+{header}", header, _EXTRA_WIDTH, staff=True) for header in ledger.extras]
    found: list[Column] = []
    for column in COLUMNS:
        if column.key == TAIL[0]:
            found += own
        found += [column, _DUE] if column.key == "state" else [column]
    return tuple(found)


def _places(ledger: Ledger) -> dict[str, int]:
    return {column.key: place for place, column in enumerate(_columns(ledger))}


def _last_row(ledger: Ledger) -> int:
    """The last row, 0-based, that formulas over this sheet take in."""
    return _FIRST + len(ledger.rows) + _ROOM


def span(ledger: Ledger, key: str) -> str:
    """Return a column's cells as a reference from another sheet: '整改台账'!$B$4:$B$900."""
    letters = column_letters(_places(ledger)[key])
    return f"'{SHEET}'!${letters}${_FIRST + 1}:${letters}${_last_row(ledger) + 1}"


def sheet(ledger: Ledger, county: str) -> Sheet:
    """Return the sheet."""
    nothing = "" if ledger.rows else "现在没有须整改的问题。"
    note = (
        f"{NOTE_LEAD}，可以排序、筛选、加列、加行，请不要改编号。浅黄表头由单位填写，其余由程序更新。"
        "完成后把状态改为“待核验”，更新填报表再运行一次，重算达标的由程序销号。逾期随日期自动计算。"
        f"{nothing}"
    )
    columns = _columns(ledger)
    at = {column.key: place for place, column in enumerate(columns)}
    fields = [_field(column) for column in columns]

    def cells(number: int, row: Row) -> Iterator[Value]:
        for column, field in zip(columns, fields, strict=True):
            if column is _DUE:
                yield Formula(_due_formula(at, number), due_words(row, ledger.today))
            elif column.key[0] == "+":
                yield looks.value(row.extra.get(column.header), field.look)
            else:
                yield looks.value(row.values.get(column.key), field.look)

    return Sheet(
        SHEET,
        (
            Title(f"{county}{TITLE}", note),
            Grid(
                fields,
                [tuple(cells(number, row)) for number, row in enumerate(ledger.rows, _FIRST)],
                header=34,
                least=28,
                keep=at["indicator"] + 1,
                filtered=True,
                room=1,
            ),
        ),
        paper=looks.WIDE,
        rules=tuple(_rules(ledger, at)),
        checks=tuple(_checks(ledger, at)),
    )


def _field(of: Column) -> Field:
    fixed = of.key in ("state", DUE)
    return Field(
        of.header,
        of.width,
        _look(of),
        tall=None if fixed else looks.SMALLER,
        head=looks.STAFF if of.staff else HEADER,
        comment=of.comment,
    )


def _look(of: Column) -> Look:
    if of.key in ("state", DUE):
        return looks.STATE if of.key == "state" else CENTER
    if of.key[0] == "+":
        return TEXT
    if of.kind == "number":
        return MONEY(size=9)
    return (CENTER if of.key in _CENTERED else TEXT)(wrap=True, size=9)


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


def _area(ledger: Ledger, column: int) -> Area:
    return _FIRST, column, _last_row(ledger), column


def _checks(ledger: Ledger, at: dict[str, int]) -> Iterator[Check]:
    """What may be chosen."""
    states = {
        "validate": "list",
        "source": [status.word for status in Status],
        "error_type": "information",
        "error_title": "状态",
        "error_message": f"一般填：{'、'.join(STAFF_WORDS)}。其他写法也会保留，按未完成统计。",
    }
    dates = {
        "validate": "date",
        "criteria": "between",
        "minimum": _YEAR_2000,
        "maximum": _YEAR_2099,
        "error_type": "warning",
        "error_title": "日期",
        "error_message": "请写成日期，如 2025-06-30；写成文字不能画进路线图，也不算逾期。",
    }
    for key, rule in (("state", states), ("start", dates), ("deadline", dates)):
        yield Check(_area(ledger, at[key]), rule)


def _rules(ledger: Ledger, at: dict[str, int]) -> Iterator[Rule]:
    """Colours that follow what staff write."""
    heavy = {"逾期": looks.LATE, "今天": looks.SOON, "还剩": looks.SOON}
    colours = [("state", status.word, look) for status, look in looks.STATES.items()]
    colours += [(DUE, word, look(bold=True)) for word, look in heavy.items()]
    for key, word, look in colours:
        cell = f"${column_letters(at[key])}{_FIRST + 1}"
        test = f'=LEFT({cell},{len(word)})="{word}"'
        yield Rule(_area(ledger, at[key]), "formula", test, look)
