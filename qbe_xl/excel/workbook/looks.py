"""How the sheets 说明, 看板 and 看板数据 look: in the faces of the input sheets beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qbe_xl.assessment import State
from qbe_xl.blank.style import PROTECTION
from qbe_xl.sheets import palette
from qbe_xl.sheets.looks import Look
from qbe_xl.sheets.model import Area, Cell, Hole, Paper, Part, Row, Rule, Sheet, Value

FACE, HEAD_FACE = "宋体", "黑体"
PLAIN = Look(font=FACE, size=10, valign="vcenter", ink=palette.INK)
LINED = PLAIN(line=1, edge=palette.EDGE)
CENTRED = LINED(align="center")
TITLE = PLAIN(font=HEAD_FACE, size=18, ink=palette.ACCENT)
HEADING = PLAIN(font=HEAD_FACE, size=12, ink=palette.ACCENT, sides="b", line=2, edge=palette.ACCENT)
HEADER = LINED(font=HEAD_FACE, ground=palette.BAND, align="center", wrap=True)
QUIET = PLAIN(ink=palette.QUIET)
LINK = LINED(ink=palette.ACCENT, underline=True)
NONE = "—"


def row(*cells: Value, **more: Any) -> Row:
    """Return a row that leaves the narrow first column alone; more: what else is said of it."""
    return Row((Hole(), *cells), **more)


def heading(text: str, columns: int, height: float) -> Row:
    """Return the heading of a block over some columns."""
    blank = [Cell("", HEADING)] * (columns - 1)
    return Row((Cell(text, HEADING), *blank), height=height)


def sheet(
    name: str,
    parts: Sequence[Part],
    widths: Sequence[float],
    *,
    tab: str,
    title: str = "",
    landscape: bool = False,
    fit: tuple[int, int] = (1, 0),
    area: Area | None = None,
    rules: Sequence[Rule] = (),
    freeze: tuple[int, int] | None = None,
    row_height: float | None = None,
) -> Sheet:
    """Return a sheet that prints one A4 page wide, protected without a password."""
    foot = " ".join(filter(None, (name, title))).replace("&", "&&")
    paper = Paper(
        landscape=landscape,
        margins=(0.45, 0.45, 0.55, 0.65),
        fit=fit,
        footer=f"&L&10 {foot[:120]}&R&10 第 &P 页，共 &N 页",
        area=area,
    )
    return Sheet(
        name,
        parts,
        widths,
        tab=tab,
        paper=paper,
        rules=rules,
        freeze=freeze,
        protected=True,
        allowed=PROTECTION,
        row_height=row_height,
    )


def states(area: Area) -> list[Rule]:
    """Return what colours the cells of an area that begin with a state's mark."""
    return [
        Rule(area, "begins with", state.mark, Look(ink=ink, ground=ground, bold=True))
        for state in State
        for ink, ground in [palette.of(state)]
    ]
