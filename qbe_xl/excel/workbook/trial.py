"""The sheet 试算: some figures of some schools as they might be, and what that would move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qbe_xl.blank import Form, Placed
from qbe_xl.county.trials import TRIAL
from qbe_xl.errors import area_name
from qbe_xl.excel.workbook import board, figures, looks
from qbe_xl.excel.workbook.figures import TRIAL_RANGE, TRIAL_ROWS, Found
from qbe_xl.functions import MARK
from qbe_xl.report.trials import HEADERS
from qbe_xl.sheets import palette
from qbe_xl.sheets.model import At, Cell, Check, Formula, Part, Row, Rule, Scalar, Sheet

NAME = TRIAL.name
LINES = 30
"""Rows for figures to try."""

_HEADER, _LEFT, _RIGHT = 3, 1, 5
_WIDTHS = (1.5, 24, 26, 12, 2, 44, 13, 13, 18)
_FIGURE = "0.000;-0.000;0.000;@"
NOTE = (
    "在左边写：哪所学校、哪一项、改成多少（+2、-3 表示增减）。右边随写随算，"
    "只列改变了的项目。这是推演，“学校”等表不会改动，也不进入任何申报材料。"
)


def names() -> dict[str, str]:
    """Return the name of the list, its header included."""
    last = _LEFT + len(TRIAL.columns) - 1
    area = area_name(_HEADER, _LEFT, _HEADER + LINES, last)
    return {TRIAL_RANGE: f"={NAME}!{area}"}


def sheet(found: Found, placed: Sequence[Placed], form: Form) -> Sheet:
    """Return the sheet; placed: where 学校 has its names and headers, which are offered as lists."""
    first, last = _HEADER + 1, _HEADER + LINES
    schools = next(place for place in placed if place.of.name == "学校")
    names = f"{area_name(schools.header + 1, 1, schools.last, 1)}"
    heads = f"{area_name(schools.header, 0, schools.header, schools.width - 1)}"
    parts: list[Part] = [
        looks.row(Cell("试算　改动数据，推演结论的变化", looks.TITLE), height=34),
        looks.row(Cell(NOTE, looks.QUIET(wrap=True), 8), height=30),
        At(_HEADER, _LEFT, Row([Cell(c.header, looks.HEADER) for c in TRIAL.columns], height=24)),
        *_lines(form),
        *_results(found),
    ]
    states = looks.states((_HEADER + 1, _RIGHT + 1, _HEADER + TRIAL_ROWS - 1, _RIGHT + 2))
    made = looks.sheet(
        NAME,
        parts,
        _WIDTHS,
        tab=palette.ASKED,
        landscape=True,
        rules=[*states, *_turns()],
        freeze=(_HEADER + 1, 0),
    )
    checks = [
        _offered((first, _LEFT, last, _LEFT), f"=学校!{names}", "学校", TRIAL.columns[0].help),
        _offered((first, _LEFT + 1, last, _LEFT + 1), f"=学校!{heads}", "项目", "“学校”表的表头"),
    ]
    typed = (first, _LEFT, last, _LEFT + len(TRIAL.columns) - 1)
    return replace(made, checks=checks, texts=[typed], select=(first, _LEFT))


def _offered(area: tuple[int, int, int, int], source: str, title: str, help: str) -> Check:
    """A list to choose from; what is not in it may be typed as well."""
    return Check(
        area,
        {
            "validate": "list",
            "source": source,
            "show_error": False,
            "input_title": title,
            "input_message": help,
        },
    )


def _lines(form: Form) -> Iterator[At]:
    """Text all of them, so that +2 stays what it is."""
    line = Row([Cell(None, form.body("text")) for _ in TRIAL.columns])
    for row in range(_HEADER + 1, _HEADER + 1 + LINES):
        yield At(row, _LEFT, line)


def _results(found: Found) -> Iterator[At]:
    """Show the block of 看板数据: a message once, where it stands in every cell.

    The empty text makes texts of LibreOffice's own: what an add-in gave it finds all equal.
    """
    top = figures.trial_cell(0, 0)
    for row in range(TRIAL_ROWS):
        cells = []
        for column in range(len(HEADERS)):
            cell = figures.trial_cell(row, column)
            value = found.trial[row][column]
            look = looks.HEADER if row == 0 else looks.LINED(number=_FIGURE, wrap=column == 0)
            if (row, column) == (0, 0):
                shown, formula = _first(top, value)
            else:
                said = value == found.trial[0][0]
                shown = "" if said else value
                formula = f'=IF({cell}&""={top}&"","",{cell})'
            cells.append(Cell(Formula(formula, shown), look))
        yield At(_HEADER + row, _RIGHT, Row(cells))


def _first(top: str, value: Scalar) -> tuple[Scalar, str]:
    formula = (
        f'=IF({top}="","{board.UNREADABLE}",IF(LEFT({top},{len(MARK)})="{MARK}",'
        f'"提示　"&MID({top},{len(MARK) + 1},250),{top}))'
    )
    said = str(value)
    return (f"提示　{said.removeprefix(MARK)}" if said.startswith(MARK) else value), formula


def _turns() -> Iterator[Rule]:
    column = _RIGHT + len(HEADERS) - 1
    area = (_HEADER + 1, column, _HEADER + TRIAL_ROWS - 1, column)
    for words, pair in (("变好", palette.MET), ("变差", palette.UNMET)):
        yield Rule(area, "begins with", words, looks.PLAIN(ink=pair.ink, ground=pair.ground))
