"""The sheet 看板数据: the few QBE_ formulas that 看板 shows, over named input ranges.

They are array formulas of fixed size, which Excel from 2016 on and LibreOffice take alike;
dynamic arrays would be #NAME? in Excel 2016 and 2019. The names 学校已填, 班级已填 and 专用教室已填
end at the last row with content, so that nothing empty goes to the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from qbe_xl.assessment import State
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.blank import Fill, Placed, blank_workbook
from qbe_xl.county import layout
from qbe_xl.county.trials import TRIAL
from qbe_xl.errors import area_name, cell_name
from qbe_xl.excel.workbook import looks
from qbe_xl.files.book import open_book
from qbe_xl.functions import FUNCTIONS
from qbe_xl.functions.arguments import Cell as Content
from qbe_xl.functions.registry import Result
from qbe_xl.report.trials import HEADERS
from qbe_xl.sheets import palette
from qbe_xl.sheets.model import Array, At, Cell, Formula, Part, Range, Row, Scalar, Sheet, Value

NAME = "看板数据"
GROWING = ("学校", "班级", "专用教室")
"""Sheets of many rows, of which the formulas take those with content."""
STAGES = ("primary", "junior")
STATES = (State.MET, State.UNMET, State.MISSING)

Grid = list[list[Content]]

_FIRST = 4  # the row below the headings of the blocks
_ENDS, _LIMITS, _VERSION = (_FIRST, 2), (_FIRST + 5, 1), (_FIRST + 9, 0)
_VERDICT, _BALANCE, _SECTIONS = (_FIRST, 4), (_FIRST, 7), (_FIRST + 1, 16)
_SPLIT = (_FIRST + 1, 20)
_TRIAL = (_FIRST - 1, 26)
_HEIGHTS = {"verdict": 7, "balance": 1 + 2 * len(INDICATORS)}
_CV, _LIMIT = 4, 5
_STAGE_OF_TABLE, _STATE_OF_TABLE = 3, 6 + len(INDICATORS)

UNFILLED = State.MISSING.word
"""What stands where a figure would, while no school is filled in."""
_FILLED = cell_name(*_ENDS, fixed=True)
"""The cell that counts the rows of 学校, its header among them."""
VERDICT_FORMULA = f'IF({_FILLED}<2,"{UNFILLED}",QBE_VERDICT({{}}))'
BALANCE_FORMULA = f'IF({_FILLED}<2,"{UNFILLED}",QBE_BALANCE(学校已填))'
_TABLE = "QBE_TABLE(学校已填)"

TRIAL_RANGE = "试算数据"
TRIAL_ROWS = 62
"""As many as a trial can move: verdict, six groups, sections, 14 CVs, 39 items, and the header."""
TRIAL_FORMULA = (
    f'IF({_FILLED}<2,"{UNFILLED}",IFERROR(IF(ROW($1:${TRIAL_ROWS})>0,QBE_WHATIF({{}})),""))'
)
"""As tall as the block: what the function does not fill would be #N/A."""


def _words(words: Sequence[str]) -> str:
    return "{" + ",".join(f'"{word}"' for word in words) + "}"


SECTIONS_FORMULA = (
    f'IFERROR(MMULT(TRANSPOSE(--(INDEX({_TABLE},0,{_STAGE_OF_TABLE})&""='
    f"{_words([layout.STAGE_WORDS[stage] for stage in STAGES])})),"
    f'--(INDEX({_TABLE},0,{_STATE_OF_TABLE})&""={_words([state.word for state in STATES])})),0)'
)
"""Sections by stage (rows) and state (columns).

The empty text behind makes texts of LibreOffice's own: it finds none equal in what an add-in gave.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What the formulas give for the rows in the workbook, and those rows.

    grids: each sheet from its header to its last row with content; verdict, balance: 7 × 2 and
    15 × 7; sections: 2 × 3; limits: of both stages; trial: of no lines, TRIAL_ROWS × 4; version:
    of the program.
    """

    grids: Mapping[str, Grid]
    verdict: list[list[Scalar]]
    balance: list[list[Scalar]]
    sections: list[list[int]]
    limits: tuple[float, ...]
    trial: list[list[Scalar]]
    version: str


def cell(block: tuple[int, int], row: int = 0, column: int = 0) -> str:
    """Return a reference to a cell of a block of this sheet."""
    return f"{NAME}!{cell_name(block[0] + row, block[1] + column, fixed=True)}"


def verdict_cell(row: int, column: int) -> str:
    """Return the cell of the verdict (row 0) or of a group; column 1: its state."""
    return cell(_VERDICT, row, column)


def balance_cell(row: int, column: int) -> str:
    """Return a cell of the balance; row 0 is its header."""
    return cell(_BALANCE, row, column)


def limit_cell(stage: int) -> str:
    """Return the cell of a stage's limit."""
    return cell(_LIMITS, stage)


def section_cell(stage: int, state: int) -> str:
    """Return the cell of the number of sections of a stage in a state."""
    return cell(_SECTIONS, stage, state)


def split_range(number: int) -> Range:
    """Return the range of a series: CVs within (0), over (1) the limit, limits (2 and 3)."""
    row, column = _SPLIT
    return Range(NAME, row, column + number, row + 13, column + number)


def trial_cell(row: int, column: int) -> str:
    """Return a cell of what a trial moves; row 0 is its header."""
    return cell(_TRIAL, row, column)


def filled_cell() -> str:
    """Return the cell that counts the rows of 学校, its header among them."""
    return cell(_ENDS)


def version_cell() -> str:
    """Return the cell of the program's version."""
    return cell(_VERSION)


def name_of(sheet: str) -> str:
    """Return the name of a sheet's input range, header included."""
    return sheet if sheet.endswith("数据") else f"{sheet}数据"


def names(placed: Sequence[Placed]) -> dict[str, str]:
    """Return the name of each sheet's input range, of the long ones also of what has content."""
    found: dict[str, str] = {}
    for place in placed:
        sheet = place.of.name
        whole = input_range(place)
        found[name_of(sheet)] = f"={whole}"
        if sheet in GROWING:
            end = f"INDEX({whole},{cell(_ENDS, GROWING.index(sheet))},{place.width})"
            found[f"{sheet}已填"] = f"={whole.partition(':')[0]}:{end}"
    return found


def input_range(place: Placed) -> str:
    """Return the input range of a sheet, header included."""
    return f"{place.of.name}!{area_name(place.header, 0, place.last, place.width - 1)}"


def compute(fill: Fill, placed: Sequence[Placed]) -> Found:
    """Return what the formulas give, by the functions themselves."""
    rows_of = {sheet.name: sheet.rows for sheet in open_book(blank_workbook(fill)).sheets}
    grids: dict[str, Grid] = {}
    for place in placed:
        grid = [list(row) for row in rows_of[place.of.name][place.header :]]
        while grid[-1:] and not any(c is not None for c in grid[-1]):
            grid.pop()
        grids[place.of.name] = cast(Grid, grid)
    schools = grids["学校"]
    table = FUNCTIONS["QBE_TABLE"](schools)
    stages = [layout.STAGE_WORDS[stage] for stage in STAGES]
    pairs = [(r[_STAGE_OF_TABLE - 1], r[-1]) for r in table] if isinstance(table, list) else []
    limits = tuple(cast(float, FUNCTIONS["QBE_LIMIT"](stage)) for stage in stages)
    version = str(FUNCTIONS["QBE_VERSION"]())
    if len(schools) < 2:
        verdict, balance, trial = (
            _block(UNFILLED, rows, columns)
            for rows, columns in (
                (_HEIGHTS["verdict"], 2),
                (_HEIGHTS["balance"], 7),
                (TRIAL_ROWS, len(HEADERS)),
            )
        )
        none = [[0] * len(STATES) for _ in stages]
        return Found(grids, verdict, balance, none, limits, trial, version)
    return Found(
        grids,
        _block(FUNCTIONS["QBE_VERDICT"](*grids.values()), _HEIGHTS["verdict"], 2),
        _block(FUNCTIONS["QBE_BALANCE"](schools), _HEIGHTS["balance"], 7),
        [[pairs.count((stage, state.word)) for state in STATES] for stage in stages],
        limits,
        _block(
            FUNCTIONS["QBE_WHATIF"](
                schools,
                [[column.header for column in TRIAL.columns]],
                *(grid for name, grid in grids.items() if name != "学校"),
            ),
            TRIAL_ROWS,
            len(HEADERS),
        ),
        version,
    )


def _block(result: Result, rows: int, columns: int) -> list[list[Scalar]]:
    """Return the cells of an array formula: one value stands in all of them, nothing below."""
    cells = result if isinstance(result, list) else [[result] * columns for _ in range(rows)]
    below: list[list[object]] = [[""] * columns for _ in range(rows - len(cells))]
    return cast(list[list[Scalar]], [*cells, *below])  # a function of whole sheets gives no dates


def cv_split(found: Found) -> list[tuple[float, float]]:
    """Return each CV as (within, 0) or (0, over its limit), as the chart shows them."""
    split = []
    for row in found.balance[1:]:
        cv, limit = row[_CV], row[_LIMIT]
        if isinstance(cv, float) and isinstance(limit, float):
            split.append((cv, 0.0) if cv <= limit else (0.0, cv))
        else:
            split.append((0.0, 0.0))
    return split


def sheet(found: Found, placed: Sequence[Placed]) -> Sheet:
    """Return the sheet."""
    note = "“看板”显示的数由这里的公式随填随算，不要改动；各校逐项结果请点“全县评估”。"
    ranges = [f"{p.of.name}已填" if p.of.name in GROWING else name_of(p.of.name) for p in placed]
    names = ",".join(ranges)
    trial = TRIAL_FORMULA.format(",".join((ranges[0], TRIAL_RANGE, *ranges[1:])))
    parts: list[Part] = [
        Row((Cell("看板数据", looks.TITLE),), height=28),
        Row((Cell(note, looks.QUIET),)),
        *_heads(),
        *_ends(found, placed),
        _at(_VERSION, Cell(Formula("=QBE_VERSION()", found.version), looks.PLAIN)),
        At(*_VERDICT, Array(VERDICT_FORMULA.format(names), found.verdict, looks.LINED)),
        At(*_BALANCE, Array(BALANCE_FORMULA, found.balance, looks.LINED)),
        At(*_SECTIONS, Array(SECTIONS_FORMULA, found.sections, looks.LINED)),
        *_limits(found),
        *_splits(found),
        At(*_TRIAL, Array(trial, found.trial, looks.LINED)),
    ]
    widths = (12, *(11,) * 29)
    return looks.sheet(NAME, parts, widths, tab=palette.EDGE, landscape=True)


def _at(place: tuple[int, int], *cells: Value, down: int = 0) -> At:
    lined = [c if isinstance(c, Cell) else Cell(c, looks.LINED) for c in cells]
    return At(place[0] + down, place[1], Row(lined))


def _limits(found: Found) -> Iterator[At]:
    for number, (stage, limit) in enumerate(zip(STAGES, found.limits, strict=True)):
        word = layout.STAGE_WORDS[stage]
        formula = Formula(f'=QBE_LIMIT("{word}")', limit)
        yield _at((_LIMITS[0], _LIMITS[1] - 1), word, formula, down=number)
        yield _at((_SECTIONS[0], _SECTIONS[1] - 1), word, down=number)


def _splits(found: Found) -> Iterator[At]:
    for number, pair in enumerate(cv_split(found)):
        cv, line = (balance_cell(number + 1, c).partition("!")[2] for c in (_CV, _LIMIT))
        for over, part in enumerate(pair):
            test = f"{cv}{'>' if over else '<='}{line}"
            formula = Formula(f"=IF(ISNUMBER({cv}),IF({test},{cv},0),0)", part)
            yield _at((_SPLIT[0], _SPLIT[1] + over), formula, down=number)
        stage = number // len(INDICATORS)
        limit = Formula(f"={limit_cell(stage).partition('!')[2]}", found.limits[stage])
        yield _at((_SPLIT[0], _SPLIT[1] + 2 + stage), limit, down=number)


def _heads() -> Iterator[At]:
    heads = {
        (3, 0): ("工作表", "区域名称", "含表头行数"),
        (_LIMITS[0] - 1, 0): ("学段", "上限"),
        (_VERSION[0] - 1, 0): ("版本和标准",),
        (3, _VERDICT[1]): ("方面", "结论"),
        (3, _BALANCE[1]): ("校际均衡",),
        (_SECTIONS[0] - 1, _SECTIONS[1] - 1): ("办学单元", *(state.word for state in STATES)),
        (_TRIAL[0] - 1, _TRIAL[1]): ("试算",),
        (_SPLIT[0] - 1, _SPLIT[1]): ("未超上限", "超过上限", "小学上限", "初中上限"),
    }
    for place, texts in heads.items():
        yield _at(place, *(Cell(text, looks.HEADER) for text in texts))


def _ends(found: Found, placed: Sequence[Placed]) -> Iterator[At]:
    """Count the rows down to the last with content, the header among them."""
    for place in placed:
        name = place.of.name
        if name not in GROWING:
            continue
        data = input_range(place)
        formula = f"=SUMPRODUCT(MAX((1-ISBLANK({data}))*(ROW({data})-{place.header})))"
        count = Formula(formula, len(found.grids[name]))
        yield _at((_ENDS[0], 0), name, f"{name}已填", count, down=GROWING.index(name))
