"""佐证材料: covers of an indicator each, and labels for the spines of boxes."""

from __future__ import annotations

from qbe_xl.documents.compiling import looks
from qbe_xl.documents.compiling.looks import ACCENT, BAND, EDGE
from qbe_xl.documents.compiling.nodes import (
    Break,
    Cell,
    Outline,
    Paragraph,
    Row,
    Table,
    each,
    listing,
    p,
    row,
    rows,
)

COVERS = Outline(
    "佐证材料封面",
    "佐证材料封面",
    (
        each(
            "cover in covers",
            Break(),
            p("{{ cover.county }}", "CoverCounty"),
            p("县域义务教育优质均衡发展", "Title"),
            p("督导评估佐证材料", "Title"),
            p("", "CoverRule"),
            p("{{ cover.part }}　{{ cover.id }}", "Verdict"),
            p("{{ cover.name }}", "Verdict"),
            Table(
                (32, 124),
                (),
                (
                    rows(
                        "label, said in cover.facts",
                        row(Cell("{{ label }}", "CoverLabel"), Cell("{{ said }}", "CoverText")),
                    ),
                ),
                plain=True,
            ),
            listing(
                "one in cover.documents",
                (
                    ("序号", 10, "{{ one.number }}", "middle"),
                    ("材料", 60, "{{ one.title }}", ""),
                    ("文种", 20, "{{ one.kind }}", "middle"),
                    ("提供单位", 34, "{{ one.by }}", ""),
                    ("文件", 10, "{{ one.count }}", "middle"),
                    ("状态", 22, "{{ one.state }}", "middle"),
                ),
                caption="卷内材料",
            ),
        ),
    ),
    dress=looks.COVERS,
    base="",
)

_LABELS, _WIDTH, _GAP = 4, 40.0, 4.0
"""Labels a page; width of one and of what is between two, in mm: for boxes of 40 mm and more."""


def _line(key: str, look: str, height: float, *, head: bool = False, turned: bool = False) -> Row:
    cells = []
    for place in range(_LABELS):
        words = f"{{{{ sheet.labels[{place}].{key} }}}}"
        label = Cell(
            words,
            look,
            ground=BAND if head else "",
            edges=EDGE if head else ACCENT,
            middle=True,
            turned=turned,
        )
        cells += [Cell("", "Bar"), label] if place else [label]
    return Row(tuple(cells), height, exact=True)


SPINES = Outline(
    "佐证材料脊背标签",
    "佐证材料脊背标签",
    (
        each(
            "sheet in sheets",
            Paragraph("沿边线剪下，插入档案盒脊背", "Note", new_page=True),
            Table(
                (_WIDTH, *[_GAP, _WIDTH] * (_LABELS - 1)),
                (),
                (
                    _line("county", "CellHeadMiddle", 16, head=True),
                    _line("part", "CellHeadMiddle", 14, head=True),
                    _line("title", "Verdict", 150, turned=True),
                    _line("id", "Verdict", 18),
                    _line("box", "CellHeadMiddle", 14),
                    _line("lead", "CellMiddle", 22),
                ),
                plain=True,
                width=_LABELS * (_WIDTH + _GAP) - _GAP,
            ),
        ),
    ),
    dress=looks.SPINES,
    base="",
)

OUTLINES = (COVERS, SPINES)
