"""What stands before the results: the page for leaders, and what must be verified first.

It is made of plans, ledger and checkup, which are above this room, and handed in by who has them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qbe_xl.assessment import Assessment
from qbe_xl.errors import Notice
from qbe_xl.report.record import RunRecord
from qbe_xl.sheets.model import Sheet

NAME = "一页纸汇报"
"""Of the sheet."""


@dataclass(frozen=True)
class Front:
    """sheet: 一页纸汇报, the first of the result workbook; verify: what to verify, a line each."""

    sheet: Sheet
    verify: tuple[str, ...] = ()


MakeFront = Callable[[Assessment, Sequence[Notice], RunRecord], Front]
