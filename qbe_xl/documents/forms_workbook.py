"""申报表.xlsx: the tables of the outline as sheets, their figures as numbers at the form's decimals."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from qbe_xl.documents.compiling import nodes
from qbe_xl.documents.compiling.reading import FOLDER, read
from qbe_xl.documents.material import Material
from qbe_xl.sheets.file import workbook
from qbe_xl.sheets.looks import Look, columns, decimal_format
from qbe_xl.sheets.model import A4, Cell, Figure, Hole, Paper, Row, Sheet, Value
from qbe_xl.sheets.pieces import View
from qbe_xl.sheets.templating import environment

NAME = "04 申报表.xlsx"

_NUMBER = re.compile(r"-?\d{1,15}(?:\.(\d+))?")
_PATH = re.compile(r"\{\{ ([\w.\[\]]+) \}\}")
_FACE = Look(font="仿宋", size=11, valign="vcenter")
_CELL = _FACE(line=1, wrap=True)
_MIDDLE = _CELL(align="center")
_HEAD = _MIDDLE(font="黑体", size=10)
_TITLE = _FACE(font="黑体", size=15, align="center")
_NOTE = _FACE(size=10, wrap=True, valign="top")
_MARK = _NOTE(line=1, bold=True)
_LOOKS = {"": _CELL, "name": _CELL, "head": _HEAD}

_ITEMS, _WIDE = (5.25, 29.75, 61.75, 8.75), (7, 17.5, *[12.25] * 8)
_SHEETS: Mapping[str, tuple[Sequence[float], Sequence[float | None]]] = {
    "表Ⅰ": (
        (4.6, *[6.2] * 8, *[4] * 8, *[4.3] * 2, *[5.4] * 2, *[4.7] * 4),
        (30, 68, None),
    ),
    "表Ⅱ-1": (_WIDE, (62, None)),
    "表Ⅱ-2": ((4.5, 20, 6, 7.5, 5, 5, *[8.3] * 7, 7, 16.5), (98, None)),
    "表Ⅲ": (_WIDE, (62, None)),
    "表Ⅳ": (_ITEMS, (None,)),
    "表Ⅴ": (_ITEMS, (None,)),
    "表Ⅵ": ((12.25, *[11.4] * 7), (32, None)),
}
"""By sheet: the widths of its columns in characters, the heights of its head in points."""
_KEPT = "表Ⅱ-2"
"""The sheet that may be long: its head and its schools' names stay in view."""


def files(material: Material, view: View) -> Mapping[str, bytes]:
    """Return the form as a workbook."""
    outline, run = read(FOLDER / "forms.txt"), material.run
    sheets = [
        _sheet(table, note, view, view["doc"]["mark"], f"&C&10 — &P —&R&10 运行编号 {run.id}")
        for table, note in _tables(outline.nodes)
    ]
    return {NAME: workbook(outline.title, sheets, time=run.time, author="")}


def _tables(found: Sequence[nodes.Node]) -> Iterator[tuple[nodes.Table, str]]:
    """The tables of the form, each with the note under it."""
    for place, node in enumerate(found):
        if isinstance(node, nodes.Across):
            yield from _tables(node.nodes)
        elif isinstance(node, nodes.Table) and node.caption:
            note = found[place + 1]
            assert isinstance(note, nodes.Paragraph)
            yield node, note.words


def _sheet(table: nodes.Table, note: str, view: View, mark: str, footer: str) -> Sheet:
    name = table.caption.partition("　")[0]
    widths, heights = _SHEETS[name]
    rows = _Rows(len(widths))
    head = [
        Row(rows.cells(r, view, head=True), height=h)
        for r, h in zip(table.head, heights, strict=True)
    ]
    body = [Row(rows.cells(row, scope)) for row, scope in _filled(table.rows, view)]
    told = _said(note, view)
    marked = [_told(mark, _MARK, widths)] if mark else []
    top = len(marked) + 1 + len(head)
    return Sheet(
        name,
        (
            *marked,
            Row((Cell(table.caption, _TITLE, len(widths)),), height=28),
            *head,
            *body,
            _told(told, _NOTE, widths),
        ),
        widths=widths,
        tab="",
        paper=Paper(
            landscape=len(widths) > len(_ITEMS),
            size=A4,
            margins=(0.45, 0.45, 0.6, 0.7),
            centred=False,
            footer=footer,
            repeat=(top - len(head), top - 1) if name == _KEPT else None,
        ),
        freeze=(top, 2) if name == _KEPT else None,
        gridlines=True,
    )


def _told(words: str, look: Look, widths: Sequence[float]) -> Row:
    """A row of words over the whole width, as high as they need."""
    lines = 1 + int(columns(words) // (sum(widths) * 1.03))
    return Row((Cell(words, look, len(widths)),), height=15 * lines)


def _filled(
    rows: Sequence[nodes.Row | nodes.Rows], scope: View
) -> Iterator[tuple[nodes.Row, View]]:
    """The rows as often as their loops have them, each with the names that it may use."""
    for one in rows:
        if isinstance(one, nodes.Row):
            yield one, scope
        else:
            kind, _, rest = one.opening.partition(" ")
            name, _, source = rest.partition(" in ")
            if kind == "for":
                for entry in _found(source, scope):
                    yield from _filled(one.rows, {**scope, name: entry})
            elif _found(rest, scope):
                yield from _filled(one.rows, scope)


class _Rows:
    """Makes the rows of one table, and holes under the cells that reach down."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.reaching: dict[int, tuple[int, int]] = {}

    def cells(self, row: nodes.Row, scope: View, *, head: bool = False) -> tuple[Value, ...]:
        waiting, made, column = list(row.cells), list[Value](), 0
        while column < self.width:
            if column in self.reaching:
                left, span = self.reaching.pop(column)
                if left > 1:
                    self.reaching[column] = (left - 1, span)
                made.append(Hole(span))
            else:
                cell = waiting.pop(0)
                assert isinstance(cell, nodes.Cell)
                span = cell.span
                if cell.down > 1:
                    self.reaching[column] = (cell.down - 1, span)
                look = _HEAD if head else _LOOKS.get(cell.look, _MIDDLE)
                words = _said(cell.words, scope)
                value = _value(words) if look is _MIDDLE else words.replace("\n", "")
                made.append(Cell(value, look, span, cell.down))
            column += span
        return tuple(made)


def _value(shown: str) -> Figure | str:
    """A figure as a number that shows the same text; what is none stays text."""
    found = _NUMBER.fullmatch(shown)
    return Figure(float(shown), decimal_format(len(found[1] or ""))) if found else shown


def _said(words: str, scope: View) -> str:
    path = _PATH.fullmatch(words)
    if path:
        return str(_found(path[1], scope))
    if "{" not in words:
        return words
    return html.unescape(_compiled(words).render(scope))


@lru_cache(maxsize=64)
def _compiled(words: str) -> Any:
    return environment().from_string(words)


@lru_cache(maxsize=256)
def _steps(path: str) -> tuple[str | int, ...]:
    steps = re.findall(r"\w+", path)
    return tuple(int(step) if step.isdigit() else step for step in steps)


def _found(path: str, scope: Any) -> Any:
    for step in _steps(path):
        scope = scope[step]
    return scope
