"""What a trial moves, in words: one table for the spreadsheet and for the page."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from qbe_xl.assessment import Assessment
from qbe_xl.assessment.trial import Moved, moves
from qbe_xl.clauses.records import GROUPS, RESOURCES, group_of
from qbe_xl.county import layout
from qbe_xl.county.layout import STAGE_WORDS

HEADERS = ("项目", "现在", "试算后", "变化")

_EVERY = frozenset(layout.BY_NAME)


def moved(now: Assessment, then: Assessment, given: Collection[str] = _EVERY) -> Iterator[Moved]:
    """Yield what a trial moves, as far as these sheets decide it; the resources always.

    given: names of the sheets that were at hand; what a lacking one feeds is not told.
    """
    for one in moves(now, then):
        if one.what == "verdict":
            if {*given} >= _EVERY:
                yield one
            resources = Moved("resources", now.groups["resources"], then.groups["resources"])
            yield resources
        elif one.what != "resources" and (one.what in _ALWAYS or _fed(one.what) <= {*given}):
            yield one


def title(one: Moved, assessment: Assessment) -> str:
    """Return what it is that moves: 小学生均教学及辅助用房面积差异系数（≤ 0.5）."""
    standard = assessment.standard
    if one.stage:
        limit = float(standard.limit(one.stage))
        return f"{STAGE_WORDS[one.stage]}{RESOURCES[one.what].short}差异系数（≤ {limit:g}）"
    if one.what in GROUPS:
        return GROUPS[one.what].word
    words = {"verdict": "全县结论", "sections": "综合达标的办学单元"}
    return words.get(one.what) or f"{one.what} {standard.clauses[one.what].name}"


_ALWAYS = ("sections", *RESOURCES)


def _fed(what: str) -> frozenset[str]:
    """The sheets that a group or an item is made from."""
    ids = [id for id in _CLAUSES if id == what or group_of(id).id == what]
    return frozenset().union(*(_CLAUSES[id] for id in ids))


def _clauses() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for of in layout.SHEETS:
        of_columns = (id for column in of.columns for id in column.rules)
        for id in (*of_columns, *(id for item in of.items for id in item.rules)):
            found[id] = found.get(id, frozenset()) | {of.name}
    return found


_CLAUSES = _clauses()
