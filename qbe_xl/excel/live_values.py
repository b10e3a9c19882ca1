"""What a sheet shows that is open in Excel, for the copy of nothing but values."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from qbe_xl.office.host import ShownSheet
from qbe_xl.office.values_copy import GENERAL, body_rows


def shown_sheet(sheet: Any) -> ShownSheet:
    """Return what an xlwings Sheet shows."""
    used = sheet.used_range
    top, left, height = used.row - 1, used.column - 1, used.shape[0]
    rows = used.options(ndim=2, err_to_str=True).value
    places = range(left, left + (len(rows[0]) if rows else 0))
    first, last = body_rows(top, height)

    def number_format(place: int) -> str:
        body = _asked(lambda: sheet.range((first + 1, place + 1), (last + 1, place + 1)))
        return _asked(lambda: body.number_format) or GENERAL[0]

    def width(place: int) -> float | None:
        found = _asked(lambda: sheet.range((1, place + 1)).column_width)
        return float(found) if found else None

    widths, formats = [*map(width, places)], [*map(number_format, places)]
    return ShownSheet(sheet.name, top, left, rows, widths, formats)


def _asked(question: Any) -> Any:
    """What Excel answers; None where the engine cannot ask it."""
    with suppress(Exception):
        return question()
    return None
