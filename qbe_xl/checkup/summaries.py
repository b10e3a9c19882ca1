"""What was found, summed up: by kind, by school; and what to look at on site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from qbe_xl.assessment import State
from qbe_xl.checkup.result import Checkup
from qbe_xl.checkup.rules import IMPORTANCES, KINDS, Importance
from qbe_xl.clauses import words
from qbe_xl.county import layout
from qbe_xl.county.checks import has_stage
from qbe_xl.county.layout import STAGE_WORDS, STAGES

COUNTY = "全县"

MARKS: Mapping[Importance, str] = {
    "高": State.UNMET.mark,
    "中": words.NEAR_MARK,
    "低": State.MISSING.mark,
}
"""The mark in whose colours an importance stands; its word is the other sign."""

_OF_STAGE = ("pupils", "teachers", "degree", "backbone", "arts")
_OF_SCHOOL = ("teaching_area", "indoor_area", "field_area", "equipment", "media_rooms")


@dataclass(frozen=True, slots=True)
class Tally:
    """How much was found of one kind or in one school. counts: in the order of IMPORTANCES.

    accepted are not among the counts; gist: the gravest message that is not accepted; unchecked:
    how many comparisons a blank left open.
    """

    name: str
    code: str
    township: str
    counts: tuple[int, ...]
    accepted: int
    gist: str
    unchecked: int = 0

    @property
    def total(self) -> int:
        """How many are still open."""
        return sum(self.counts)


def told(of: Importance) -> str:
    """Return an importance with its mark: ✕ 高."""
    return f"{MARKS[of]} {of}"


def counted(checkup: Checkup) -> str:
    """Return the whole result in a sentence."""
    counts = checkup.counts
    said = "，".join(f"{told(i)} {counts[i]} 处" for i in IMPORTANCES)
    done = len(checkup.accepted)
    said += f"；另有 {done} 处已确认无误" if done else ""
    unchecked = checkup.unchecked.told
    return said + (f"；{unchecked}" if unchecked else "")


def by_kind(checkup: Checkup) -> list[Tally]:
    """Return what was found of each kind that occurs."""
    present = {finding.kind for finding in checkup.findings}
    return [_tally(checkup, kind, "kind", kind) for kind in KINDS if kind in present]


def by_school(checkup: Checkup) -> list[Tally]:
    """Return what was found and left unchecked in each school, the gravest first; the county last."""
    of = checkup.county.schools
    open_ = {of.word("code", at): count for at, count in checkup.unchecked.of_school.items()}
    at = {of.word("code", place): place for place in checkup.unchecked.of_school}
    codes = dict.fromkeys((*(f.code for f in checkup.findings if f.code), *open_))
    schools = [
        replace(_school(checkup, code, at.get(code)), unchecked=open_.get(code, 0))
        for code in codes
    ]
    schools.sort(key=lambda tally: tuple(-count for count in (*tally.counts, tally.unchecked)))
    county = replace(_tally(checkup, COUNTY, "code", ""), unchecked=checkup.unchecked.county)
    return [*schools, *([county] if county.total or county.accepted or county.unchecked else [])]


def _school(checkup: Checkup, code: str, place: int | None) -> Tally:
    """What was found in a school; place: its row, where something was left unchecked there."""
    tally = _tally(checkup, "", "code", code)
    if tally.name or place is None:
        return tally
    word = checkup.county.schools.word
    return replace(tally, name=word("name", place), township=word("township", place))


def _tally(checkup: Checkup, name: str, key: str, value: str) -> Tally:
    mine = [f for f in checkup.findings if getattr(f, key) == value]
    accepted = checkup.accepted
    still = [f for f in mine if f.mark not in accepted]
    whose = mine[0] if mine and key == "code" else None
    return Tally(
        name or (whose.school if whose is not None else ""),
        value if key == "code" else "",
        whose.township if whose is not None else "",
        tuple(sum(f.importance == i for f in still) for i in IMPORTANCES),
        len(mine) - len(still),
        still[0].message if still else "",
    )


def to_visit(checkup: Checkup, school: int) -> Iterator[tuple[str, str, str]]:
    """Yield what to check on site in a school: its name, the figure as filled in, the cell."""
    schools, county = checkup.county.schools, checkup.county
    for stage in STAGES:
        figures = {key: schools.number(f"{stage}_{key}")[school] for key in _OF_STAGE}
        filled = any(figure > 0 for figure in figures.values())
        if not filled and not (stage != "senior" and has_stage(schools, stage)[school]):
            continue
        for key in _OF_STAGE:
            column = schools.sheet.by_key.get(f"{stage}_{key}")
            if column is not None:
                yield (
                    column.header,
                    words.plain(float(figures[key])),
                    str(schools.cell(column.key, school)),
                )
        mine = (county.class_school == school) & county.classes.is_choice(
            "stage", STAGE_WORDS[stage]
        )
        number = str(int(mine.sum())) if mine.any() else words.BLANK
        yield f"{STAGE_WORDS[stage]}班级数", number, layout.CLASSES.name
    for key in _OF_SCHOOL:
        column = schools.sheet.by_key[key]
        figure = float(schools.number(key)[school])
        yield (
            f"{column.header}（{column.unit}）",
            words.plain(figure),
            str(schools.cell(key, school)),
        )
    for kind in layout.ROOMS.by_key["kind"].allowed:
        mine = (county.room_school == school) & county.rooms.is_choice("kind", kind)
        areas = county.rooms.number("area")[mine]
        told = f"{len(areas)} 间" + (
            f"，最小 {words.plain(float(np.nanmin(areas)))} ㎡" if (~np.isnan(areas)).any() else ""
        )
        yield f"{kind}专用教室", told if len(county.rooms) else words.BLANK, layout.ROOMS.name
