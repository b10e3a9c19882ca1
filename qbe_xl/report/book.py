"""A workbook of one run: the run's number and time stand in its properties and on every page."""

from __future__ import annotations

from collections.abc import Iterable

from qbe_xl.report.record import RunRecord
from qbe_xl.sheets import file
from qbe_xl.sheets.model import Running, Sheet


def workbook(what: str, county: str, sheets: Iterable[Sheet], run: RunRecord) -> bytes:
    """Return a workbook (.xlsx); the same arguments give the same bytes. what: 义务教育……结果."""
    number = f"运行编号 {run.id}"
    return file.workbook(
        f"{county}{what}",
        sheets,
        time=run.time,
        subject=run.standard,
        comments=number,
        running=Running(county, number, run.shown_time),
    )
