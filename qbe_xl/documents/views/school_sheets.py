"""学校体检单: a page a school, its indicators against line and floor and within the county."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.balance import shares_of_variance
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.assessment.share import share_of
from qbe_xl.assessment.states import all_of
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import OPEN, Gap, amount_words, find_gaps
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county import layout
from qbe_xl.county.model import is_blank
from qbe_xl.documents import figures
from qbe_xl.documents.material import Material
from qbe_xl.files.names import distinct, safe_name
from qbe_xl.report.result_json import exclusion_reason
from qbe_xl.sheets.pieces import View, state_view

LINE, FLOOR, UNITS = 20, 17, 32
"""A bar has 32 units; 20 is the standard, 17 its 85 %, the end 1.6 times the standard."""

NEAR = "near"

_PAGE, _SECTION, _FURTHER = 188.0, 60.0, 24.0
"""Height in mm of a page without what every sheet has; of a section's table; of the head of the
table of further matters and what may follow it."""
_GIST_LINE, _FINE_LINE, _ROW = 5.0, 4.1, 1.1
_GIST_ROOM, _FINE_ROOM, _ISSUE_ROOM, _TITLE_ROOM = 39.0, 46.0, 24.0, 13.0
"""Characters on a line of the conclusion, of the figures, of a matter, and of its title."""

_MORE = 4
"""Names of indicators for which no room is left on the page; the others are counted."""
_SENTENCES = 2
"""Gaps of one indicator that are told; the others are counted."""

_OF_STAGE, _OF_SCHOOL = (
    tuple(
        dict.fromkeys(
            key
            for formula in RESOURCES.values()
            if formula.shared is shared
            for _, key in formula.columns
        )
    )
    for shared in (False, True)
)
"""Columns of the sheet 学校 that the indicators are made from."""


def view(material: Material) -> View:
    """Return a page for every school, in the order of the sheet."""
    standard, schools = material.assessment.standard, material.assessment.county.schools
    pages = _Pages(material.assessment)
    names = (f"{schools.word('code', i)} {schools.word('name', i)}" for i in range(len(schools)))
    return {
        "floor": words.share_line(float(standard.floor)),
        "needed": words.plain(standard.number("section.indicators_met")),
        "schools": [
            {"file": file, **pages.page(school)}
            for school, file in enumerate(distinct(map(safe_name, names)))
        ],
    }


def parts(material: Material, whole: View) -> Iterator[tuple[str, View]]:
    """Yield the file's name and the view of each school's own page."""
    for page in whole["schools"]:
        yield page["file"], {"schools": [page]}


class _Pages:
    """What the pages are made from, found once for all schools.

    ranks: 位次 of each section in its stage, 1 for the highest, once every one is known; parts: its share of the variance
    of its stage with ↑ or ↓ for above or not above the county's mean; — where there is no figure.
    gaps: of each indicator by school and stage; others: all other gaps by school.
    """

    def __init__(self, assessment: Assessment) -> None:
        self.assessment, self.county = assessment, assessment.county
        shape = assessment.sections.values.shape
        self.ranks = np.full(shape, words.BLANK, object)
        self.parts = np.full(shape, words.BLANK, object)
        for stage in assessment.stages:
            for column, indicator in enumerate(INDICATORS):
                self._stand(stage, column, assessment.balance[stage][indicator].mean)
        self.gaps: dict[tuple[int, str, str], Gap] = {}
        self.others: dict[int, list[Gap]] = {}
        for gap in find_gaps(assessment):
            if gap.school is not None and gap.id in INDICATORS:
                self.gaps[gap.school, gap.stage, gap.id] = gap
            elif gap.school is not None:
                self.others.setdefault(gap.school, []).append(gap)

    def _stand(self, stage: str, column: int, mean: float | None) -> None:
        """Write where each section of a stage stands with one indicator."""
        sections = self.assessment.sections
        mine = sections.of_stage(stage)
        values = sections.values[mine, column]
        ordered = np.sort(values[~np.isnan(values)])
        behind = np.searchsorted(ordered, values, side="right")
        part = shares_of_variance(sections.totals[mine, column], sections.pupils[mine])
        for i, section in enumerate(mine.tolist()):
            if len(ordered) == len(values):
                self.ranks[section, column] = f"{len(ordered) - behind[i] + 1}/{len(ordered)}"
            if not is_blank(part[i]):
                above = mean is not None and values[i] > mean
                self.parts[section, column] = (
                    f"{'↑' if above else '↓'}{words.percent(float(part[i]))}"
                )

    def page(self, school: int) -> View:
        """Return the page of one school."""
        sections, schools = self.assessment.sections, self.county.schools
        mine = np.flatnonzero(sections.school == school).tolist()
        others = self.others.get(school, [])
        states = [State(sections.state[i]) for i in mine] + [gap.state for gap in others]
        issues = self._issues(others)
        gist, data = self._gist(mine, others), self._figures(school, mine)
        room = _PAGE - _SECTION * len(mine)
        room -= _GIST_LINE * _lines(gist, _GIST_ROOM) + _FINE_LINE * _lines(data, _FINE_ROOM)
        shown = _fitting(issues, room)
        return {
            "name": schools.word("name", school),
            "code": schools.word("code", school),
            "place": schools.word("township", school) or words.BLANK,
            "kind": self._kind(school),
            "pupils": self._pupils(school),
            "state": state_view(all_of(states) if states else State.NOT_APPLICABLE),
            "gist": gist,
            "figures": data,
            "sections": [self._section(i) for i in mine],
            "excluded": self._excluded(school),
            "issues": issues[:shown],
            "more": _more(issues[shown:]),
        }

    def _kind(self, school: int) -> str:
        schools = self.county.schools
        boarding = {"是": "寄宿制", "否": "非寄宿制"}.get(schools.choice("boarding", school), "")
        said = [schools.choice(key, school) for key in ("type", "owner", "area")]
        return "　".join(filter(None, [*said, boarding]))

    def _pupils(self, school: int) -> str:
        pupils = self.assessment.pupils
        said = [
            f"{layout.STAGE_WORDS[stage]} {_shown(float(pupils.count[stage][school]), '人')}"
            for stage in layout.STAGES
            if pupils.present[stage][school]
        ]
        return "，".join(said) or words.BLANK

    def _gist(self, mine: list[int], others: list[Gap]) -> str:
        """One sentence: how many indicators are met, and what else is open."""
        sections, said = self.assessment.sections, []
        for i in mine:
            stage = layout.STAGE_WORDS[STAGES[sections.stage[i]]]
            state = State(sections.state[i])
            said.append(f"{stage}七项指标{self._met(i)}，综合{state.word}")
        if others:
            open_ = {state: {gap.id for gap in others if gap.state is state} for state in OPEN}
            told = [f"{len(ids)} 项{state.word}" for state, ids in open_.items() if ids]
            said.append(f"其他指标{'、'.join(told)}")
        elif mine:
            said.append("其他指标没有本校的问题")
        return "；".join(said) + "。" if said else "本校没有须评的事项。"

    def _met(self, section: int) -> str:
        """How many of a section's indicators are met, and how many are not known."""
        share = share_of(self.assessment.sections.states[section].tolist())
        met = [] if share.unknown and not share.met else [f"达标 {share.met} 项"]
        return "、".join([*met, *([f"待填报 {share.unknown} 项"] if share.unknown else [])])

    def _figures(self, school: int, mine: list[int]) -> str:
        """What the sheet says the indicators were made from, for the head of the school to check."""
        said = []
        for i in mine:
            stage = STAGES[self.assessment.sections.stage[i]]
            keys = [key.format(stage=stage) for key in ("{stage}_pupils", *_OF_STAGE)]
            said.append(self._listed(school, layout.STAGE_WORDS[stage], keys))
        if mine:
            said.append(self._listed(school, "全校", _OF_SCHOOL))
        return "。".join(said) or words.BLANK

    def _listed(self, school: int, whose: str, keys: Sequence[str]) -> str:
        columns = self.county.schools.sheet.by_key
        told = (
            f"{columns[key].header.removeprefix(whose)} "
            f"{_shown(float(self.county.schools.number(key)[school]), columns[key].unit)}"
            for key in keys
        )
        return f"{whose}：{'，'.join(told)}"

    def _excluded(self, school: int) -> list[str]:
        excluded = self.assessment.excluded
        return [
            f"{layout.STAGE_WORDS[STAGES[excluded.stage[i]]]}不参加七项指标评估："
            f"{exclusion_reason(self.assessment, int(excluded.reason[i]))}"
            for i in np.flatnonzero(excluded.school == school).tolist()
        ]

    def _issues(self, gaps: Sequence[Gap]) -> list[View]:
        """The matters of a school that are no resource indicators, an entry for each indicator."""
        grouped: dict[tuple[str, State], list[str]] = {}
        for gap in gaps:
            grouped.setdefault((gap.id, gap.state), []).append(gap.words)
        clauses = self.assessment.standard.clauses
        return [
            {
                "article": clauses[id].article,
                "title": clauses[id].name,
                "state": state_view(state),
                "words": told(mine),
            }
            for (id, state), mine in grouped.items()
        ]

    def _section(self, section: int) -> View:
        sections = self.assessment.sections
        rows = [self._row(section, column, id) for column, id in enumerate(INDICATORS)]
        return {
            "stage": layout.STAGE_WORDS[STAGES[sections.stage[section]]],
            "state": state_view(State(sections.state[section])),
            "met": self._met(section),
            "rounded": [rounded for row in rows if (rounded := row.pop("rounded"))],
            "rows": rows,
        }

    def _row(self, section: int, column: int, id: str) -> View:
        sections, standard = self.assessment.sections, self.assessment.standard
        stage, short = STAGES[sections.stage[section]], RESOURCES[id].short
        line, floor = standard.lines(id, stage)
        value = float(sections.values[section, column])
        shown, exact = figures.indicator(id, value), words.indicator(id, value, line, floor)
        state = State(sections.states[section, column])
        near = state is State.UNMET and bool(sections.above_floor[section, column])
        kind, mark = (NEAR, words.NEAR_MARK) if near else (state.id, state.mark)
        length = bar_length(float(sections.ratios[section, column]), state, near)
        gap = self.gaps.get((int(sections.school[section]), stage, id))
        return {
            "short": short,
            "unit": standard.clauses[id].unit,
            "value": shown,
            "line": words.plain(line),
            "floor": words.plain(floor),
            "state": {"id": kind, "marked": f"{mark} {state.word}", "mark": mark},
            "length": length,
            "bar": bar_pieces(length, kind),
            "rank": self.ranks[section, column],
            "need": words.BLANK if gap is None else _need(gap),
            "part": self.parts[section, column],
            "rounded": f"{short}的准确值为 {exact}，状态以准确值为准" if exact != shown else "",
        }


def _need(gap: Gap) -> str:
    return "待填报" if gap.need is None else amount_words(gap.need, gap.unit)


def _shown(figure: float, unit: str) -> str:
    """A figure as it was filled in."""
    return "待填报" if is_blank(figure) else f"{words.plain(figure)} {unit}"


def told(sentences: Sequence[str]) -> str:
    """Return the first sentences, and how many there are where there are more."""
    shown = "；".join(dict.fromkeys(sentences[:_SENTENCES]))
    return f"{shown}；等 {len(sentences)} 处" if len(sentences) > _SENTENCES else shown


def _lines(text: str, room: float) -> int:
    """About how many lines a text takes; digits and Latin letters are half as wide."""
    wide = sum(1.0 if ord(sign) > 0x2E7F else 0.52 for sign in text)
    return max(1, math.ceil(wide / room))


def _more(issues: Sequence[View]) -> str:
    names = list(dict.fromkeys(issue["title"] for issue in issues))
    if not names:
        return ""
    shown = "、".join(names[:_MORE]) + ("等" if len(names) > _MORE else "")
    return f"另有 {len(names)} 项：{shown}，见评估结果的“问题清单”。"


def _fitting(issues: list[View], room: float) -> int:
    """Return how many further matters fit on what is left of a page, in mm."""
    used = _FURTHER
    for number, issue in enumerate(issues):
        tall = max(_lines(issue["words"], _ISSUE_ROOM), _lines(issue["title"], _TITLE_ROOM))
        used += tall * _FINE_LINE + _ROW
        if used > room:
            return number
    return len(issues)


def bar_length(ratio: float, state: State, near: bool) -> int:
    """Return the units of a bar; it ends on the side of line and floor where the figure stands."""
    if is_blank(ratio):
        return 0
    length = min(UNITS, max(round(ratio * LINE), int(ratio > 0)))
    if state is State.MET:
        return max(length, LINE)
    return min(max(length, FLOOR), LINE - 1) if near else min(length, FLOOR - 1)


def bar_pieces(length: int, kind: str) -> View:
    """Return a bar as pieces of (units, kind): before the floor, from it to the line, and beyond."""

    def painted(start: int, end: int) -> list[list[object]]:
        full = min(max(length - start, 0), end - start)
        found: list[list[object]] = [[full, kind], [end - start - full, "none"]]
        return [piece for piece in found if cast(int, piece[0])]

    return {
        "below": painted(0, FLOOR),
        "floor": kind if length > FLOOR else "none",
        "between": painted(FLOOR + 1, LINE),
        "line": kind if length > LINE else "none",
        "beyond": painted(LINE + 1, UNITS),
    }
