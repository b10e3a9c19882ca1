"""按单位, 按学校, 按乡镇: how each stands, and below it everything that it has to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qbe_xl.clauses import words
from qbe_xl.remedy.ledger import summaries
from qbe_xl.remedy.ledger.model import Ledger
from qbe_xl.remedy.ledger.pages import looks
from qbe_xl.remedy.ledger.summaries import Group, Tally
from qbe_xl.sheets import model, palette
from qbe_xl.sheets.layout import taken
from qbe_xl.sheets.looks import CENTER, COUNT, MONEY, SMALL, SUMS, TEXT
from qbe_xl.sheets.model import (
    TALL,
    Bars,
    Break,
    Cell,
    Field,
    Grid,
    Heading,
    Part,
    Sheet,
    Space,
    Title,
    Value,
    listed,
)

_DETAIL_WITH_PAGES = 60
"""Groups up to which each starts a page of its own."""
_SUMS_ON_A_PAGE = 36
_BAR = 1
_FIRST = 3
_BAND = TEXT(bold=True, ink=palette.ACCENT, ground=palette.BAND)
_WIDTHS = (20, 24, 20, 42, 30, 10, 11, 11, 11, 12, 11, 14)


@dataclass(frozen=True, slots=True)
class View:
    """One of the three: how rows go together, what is noted of each group, what its rows name."""

    name: str
    label: str
    other_key: str
    pages: bool
    grouped: Callable[[Ledger], tuple[Group, ...]]
    noted: str
    note: Callable[[Group], str]


def _schools(group: Group) -> str:
    return str(len({row.text("code") for row in group.rows} - {""}))


VIEWS = (
    View(
        "按单位",
        "责任单位",
        "school",
        True,
        summaries.by_unit,
        "另配合（件）",
        lambda group: str(group.helped),
    ),
    View(
        "按学校",
        "学校",
        "unit",
        False,
        summaries.by_school,
        "乡镇",
        lambda group: group.note,
    ),
    View("按乡镇", "乡镇", "school", True, summaries.by_township, "涉及学校（所）", _schools),
)


def sheet(ledger: Ledger, view: View) -> Sheet:
    """Return the sheet of a view."""
    found = view.grouped(ledger)
    several = "一件有几个责任单位的，每个单位各列一次，合计只算一次。" if view is VIEWS[0] else ""
    note = f"{several}数字是生成时的；台账有改动时请再运行一次。点左侧的 ＋、－ 展开或收起明细。"
    sums = tuple(_sums(ledger, view, found))
    bars = Bars((_FIRST, _BAR, _FIRST + taken(*sums) - 2, _BAR))
    return Sheet(
        view.name,
        (
            Title(f"整改台账{view.name}（截至 {ledger.today}）", note),
            *sums,
            Space(),
            Heading("明细"),
            *_details(ledger, view, found),
        ),
        _WIDTHS,
        paper=looks.WIDE,
        freeze=(0, 1),
        rules=(bars,),
        outline_above=True,
    )


def _sums(ledger: Ledger, view: View, found: tuple[Group, ...]) -> Iterator[Part]:
    """The sums of each group, with a header on every page."""
    sums = (looks.DONE, looks.NEXT, *looks.COUNTS)
    done, soonest, *counts = (field for field, _ in sums)
    fields = (
        Field(view.label, tall=TALL),
        done,
        Field(view.noted, look=CENTER, tall=TALL),
        Field("构成"),
        soonest,
        *counts,
        Field("待核验", look=COUNT),
        Field("测算（万元）", look=MONEY, blank=words.BLANK),
    )

    def row(name: str, note: str, of: Tally) -> tuple[Value, ...]:
        done, soonest, *counts = (told(of) for _, told in sums)
        return (name, done, note, _parts(of), soonest, *counts, of.claimed, of.cost or None)

    rows = [row(one.name, view.note(one), one.tally) for one in found]
    total = row("合计", "", summaries.tally(ledger.rows, ledger.today))
    looks_of = (one.look if place == _BAR else one.look | SUMS for place, one in enumerate(fields))
    rows.append(tuple(map(Cell, total, looks_of)))
    for first in range(0, max(1, len(found)), _SUMS_ON_A_PAGE):
        last = first + _SUMS_ON_A_PAGE if first + _SUMS_ON_A_PAGE < len(found) else None
        if first:
            yield Break()
        yield Grid(fields, rows[first:last], least=20)


def _parts(found: Tally) -> str:
    parts = {
        "待整改": found.waiting,
        "整改中等": found.doing,
        "待核验": found.claimed,
        "已销号等": found.closed,
    }
    return "，".join(f"{label} {count}" for label, count in parts.items() if count)


def _details(ledger: Ledger, view: View, found: tuple[Group, ...]) -> Iterator[Part]:
    centred, day = SMALL(align="center"), CENTER(size=9, wrap=True)
    columns = (
        looks.column("id", look=SMALL(indent=0)),
        *map(looks.column, ("indicator", view.other_key, "problem", "measure")),
        looks.column("person", look=centred),
        looks.column("start", look=day),
        looks.column("deadline", look=day),
        looks.hint(ledger.today),
        looks.column("state"),
        looks.column("cost", header="测算（万元）"),
        looks.column("evidence"),
    )
    breaks = view.pages and len(found) <= _DETAIL_WITH_PAGES
    yield listed((), columns, repeat=True, empty=None if found else looks.NOTHING)
    for place, group in enumerate(found):
        if place and breaks:
            yield Break()
        counts = group.tally
        name = f"{group.name}（{group.note}）" if group.note else group.name
        said = f"{name}　共 {counts.total} 件，未完成 {counts.open} 件，逾期 {counts.overdue} 件"
        yield model.Row((Cell(said, _BAND, len(columns)),), height=21)
        yield listed(group.rows, columns, header=0, level=1)
