"""The input workbook, blank or filled: every sheet, column and item from the layout.

style   formats, widths, print settings
entry   drop-downs, number checks and hints
sheets  one sheet of the layout
guide   the sheet 填表说明
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from io import BytesIO

import xlsxwriter

from qbe_xl.county import layout
from qbe_xl.county.blank.guide import add_guide
from qbe_xl.county.blank.sheets import Placed, add_items, add_table
from qbe_xl.county.blank.style import Styles

__all__ = ["Fill", "Placed", "add_input_sheets", "blank_workbook", "checked"]

Fill = Mapping[str, Sequence[Mapping[str, object]]]
"""Rows by sheet: {"学校": [{"code": "2153000001", "primary_pupils": 320}, …]}, keys of Column.

Text, a number, a date, a bool for 是/否; None or a key left out is a blank cell. In the sheets that
list items (and 社会认可度) a row fills the one that has its key, or is added below.
"""

_CREATED = dt.datetime(2024, 1, 1)


def blank_workbook(fill: Fill | None = None, title: str = "") -> bytes:
    """Return the input workbook (.xlsx) with these rows in it.

    title: shown in the first row of every sheet and at the foot of every printed page.
    The same arguments give the same bytes. Raises ValueError for a sheet or column that the layout
    does not have and for a value that no cell can hold.
    """
    target = BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True})
    workbook.set_properties({"title": "县域义务教育优质均衡填报表", "created": _CREATED})
    workbook.set_size(2400, 1400)
    styles = Styles(workbook, title)
    rows_of = checked(fill or {})
    add_guide(styles)
    add_input_sheets(styles, rows_of)
    workbook.close()
    return target.getvalue()


def add_input_sheets(styles: Styles, fill: Fill) -> tuple[Placed, ...]:
    """Add every sheet of the layout with these rows in it; return where everything is."""
    return tuple(
        (add_items if of.items else add_table)(styles, of, fill.get(of.name, ()))
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
