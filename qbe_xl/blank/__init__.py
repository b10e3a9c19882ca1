"""The input workbook, blank or filled: every sheet, column and item from the layout.

style   looks, widths, print settings
entry   drop-downs, number checks and hints
sheets  one sheet of the layout
guide   the sheet 填表说明
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

from qbe_xl.blank.guide import guide
from qbe_xl.blank.sheets import Placed, items, items_place, table, table_place
from qbe_xl.blank.style import FORM, Form
from qbe_xl.county import layout
from qbe_xl.sheets.file import workbook
from qbe_xl.sheets.model import Sheet

__all__ = [
    "Fill",
    "Form",
    "Placed",
    "blank_workbook",
    "checked",
    "guide",
    "input_places",
    "input_sheets",
    "saved",
]

Fill = Mapping[str, Sequence[Mapping[str, object]]]
"""Rows by sheet: {"学校": [{"code": "2153000001", "primary_pupils": 320}, …]}, keys of Column.

Text, a number, a date, a bool for 是/否; None or a key left out is a blank cell. In the sheets that
list items (and 社会认可度) a row fills the one that has its key, or is added below.
"""

_CREATED = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def blank_workbook(fill: Fill | None = None, title: str = "") -> bytes:
    """Return the input workbook (.xlsx) with these rows in it.

    title: shown in the first row of every sheet and at the foot of every printed page.
    The same arguments give the same bytes. Raises ValueError for a sheet or column that the layout
    does not have and for a value that no cell can hold.
    """
    form = Form(title)
    return saved((guide(form), *input_sheets(form, checked(fill or {}))), FORM, _CREATED)


def saved(sheets: Iterable[Sheet], title: str, time: dt.datetime, opens: str = "") -> bytes:
    """Return a workbook of the input workbook's kind, in the faces of who opens it.

    time: that of its properties; opens: the sheet in front, by default the first.
    """
    return workbook(title, sheets, time=time, author="", opens=opens, plain=True)


def input_sheets(form: Form, fill: Fill) -> Iterator[Sheet]:
    """Yield every sheet of the layout with these rows in it."""
    for of in layout.SHEETS:
        yield (items if of.items else table)(form, of, fill.get(of.name, ()))


def input_places(fill: Fill) -> tuple[Placed, ...]:
    """Return where every sheet of the layout has what, with these rows in it."""
    return tuple(
        items_place(of, fill.get(of.name, ()))
        if of.items
        else table_place(of, len(fill.get(of.name, ())))
        for of in layout.SHEETS
    )


def checked(fill: Fill) -> Fill:
    """Return the rows; raise ValueError for a sheet or column that the layout does not have."""
    for name, rows in fill.items():
        if name not in layout.BY_NAME:
            raise ValueError(f"no sheet “{name}”; there are {', '.join(layout.BY_NAME)}")
        known = layout.BY_NAME[name].by_key
        for key in {key for row in rows for key in row} - set(known):
            raise ValueError(f"{name} has no column “{key}”; there are {', '.join(known)}")
    return dict(fill)
