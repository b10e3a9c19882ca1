"""学校体检单: a page a school, its indicators against line and floor and within the county."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.balance import shares_of_variance
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.assessment.states import all_of
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import Gap, amount_words, find_gaps
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county import layout
from qbe_xl.county.model import Figures, is_blank
from qbe_xl.documents import figures
from qbe_xl.documents.material import Material
from qbe_xl.files.names import distinct, safe_name
from qbe_xl.report.result_json import exclusion_reason
from qbe_xl.sheets.pieces import View, count, share, state_view

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


@dataclass(frozen=True)
class Standing:
    """Where every section stands in the county, each an array of sections × indicators.

    rank: 1 is the highest figure; of: how many have one; part: share of the variance of its stage;
    above: whether over the county's mean. 0, 0, NaN and False where there is no figure.
    """

    rank: np.ndarray
    of: np.ndarray
    part: Figures
    above: np.ndarray


@dataclass
class _ByPlace:
    """Gaps of the schools: by section and indicator, and the others by school."""

    indicator: dict[tuple[int, str, str], Gap] = field(default_factory=dict)
    others: dict[int, list[Gap]] = field(default_factory=dict)


def standing(assessment: Assessment) -> Standing:
    """Return where every section stands among those of its stage."""
    sections = assessment.sections
    shape = sections.values.shape
    rank, of = np.zeros(shape, np.intp), np.zeros(shape, np.intp)
    part, above = np.full(shape, np.nan), np.zeros(shape, bool)
    for stage in assessment.stages:
        mine = sections.of_stage(stage)
        for column, indicator in enumerate(INDICATORS):
            values = sections.values[mine, column]
            filled = mine[~np.isnan(values)]
            ordered = np.sort(sections.values[filled, column])
            behind = np.searchsorted(ordered, sections.values[filled, column], side="right")
            rank[filled, column] = len(filled) - behind + 1
            of[filled, column] = len(filled)
            part[mine, column] = shares_of_variance(
                sections.totals[mine, column], sections.pupils[mine]
            )
            mean = assessment.balance[stage][indicator].mean
            if mean is not None:
                above[mine, column] = values > mean
    return Standing(rank, of, part, above)


def all_gaps(material: Material) -> list[Gap]:
    """Return the gaps of the county, found once for all documents."""
    return find_gaps(material.assessment)


def gaps_by_place(material: Material) -> _ByPlace:
    """Return the gaps of the schools by where they belong."""
    found = _ByPlace()
    for gap in material.once(all_gaps):
        if gap.school is None:
            continue
        if gap.id in INDICATORS:
            found.indicator[gap.school, gap.stage, gap.id] = gap
        else:
            found.others.setdefault(gap.school, []).append(gap)
    return found


def view(material: Material) -> View:
    """Return a page for every school, in the order of the sheet."""
    assessment = material.assessment
    maker = _Pages(material)
    return {
        "floor": share(float(assessment.standard.floor)),
        "needed": words.plain(assessment.standard.number("section.indicators_met")),
        "schools": [maker.page(school) for school in range(len(assessment.county.schools))],
    }


def parts(material: Material, whole: View) -> Iterator[tuple[str, View]]:
    """Yield the file's name and the view of each school's own page."""
    for page in whole["schools"]:
        yield page["file"], {"schools": [page]}


class _Pages:
    def __init__(self, material: Material) -> None:
        assessment = self.assessment = material.assessment
        self.county, self.standing = assessment.county, standing(assessment)
        self.gaps = material.once(gaps_by_place)
        self.near = assessment.sections.above_floor & (assessment.sections.states == State.UNMET)
        schools = self.county.schools
        self.files = distinct(
            safe_name(f"{schools.word('code', i)} {schools.word('name', i)}")
            for i in range(len(schools))
        )

    def page(self, school: int) -> View:
        """Return the page of one school."""
        sections, schools = self.assessment.sections, self.county.schools
        mine = np.flatnonzero(sections.school == school).tolist()
        others = self.gaps.others.get(school, [])
        states = [State(sections.state[i]) for i in mine] + [gap.state for gap in others]
        state = all_of(states) if states else State.NOT_APPLICABLE
        issues = self._issues(others)
        gist, data = self._gist(mine, others), self._figures(school, mine)
        room = _PAGE - _SECTION * len(mine)
        room -= _GIST_LINE * _lines(gist, _GIST_ROOM) + _FINE_LINE * _lines(data, _FINE_ROOM)
        shown = _fitting(issues, room)
        return {
            "file": self.files[school],
            "name": schools.word("name", school),
            "code": schools.word("code", school),
            "place": schools.word("township", school) or words.BLANK,
            "kind": self._kind(school),
            "pupils": self._pupils(school),
            "state": state_view(state),
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
        pupils, said = self.assessment.pupils, []
        for stage in layout.STAGES:
            if pupils.present[stage][school]:
                figure = float(pupils.count[stage][school])
                told = "待填报" if is_blank(figure) else f"{words.grouped(figure)} 人"
                said.append(f"{layout.STAGE_WORDS[stage]} {told}")
        return "，".join(said) or words.BLANK

    def _gist(self, mine: list[int], others: list[Gap]) -> str:
        """One sentence: how many indicators are met, and what else is open."""
        sections, said = self.assessment.sections, []
        for i in mine:
            stage = layout.STAGE_WORDS[STAGES[sections.stage[i]]]
            state = State(sections.state[i])
            said.append(f"{stage}七项指标达标 {sections.met_count[i]} 项，综合{state.word}")
        if others:
            unmet = len({gap.id for gap in others if gap.state is State.UNMET})
            missing = len({gap.id for gap in others if gap.state is State.MISSING})
            told = [f"{n} 项{w}" for n, w in ((unmet, "未达标"), (missing, "待填报")) if n]
            said.append(f"其他指标{'、'.join(told)}")
        elif mine:
            said.append("其他指标没有本校的问题")
        return "；".join(said) + "。" if said else "本校没有须评的事项。"

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
        told = []
        for key in keys:
            column = self.county.schools.sheet.by_key[key]
            figure = float(self.county.schools.number(key)[school])
            shown = "待填报" if is_blank(figure) else f"{_plain(figure)} {column.unit}"
            told.append(f"{column.header.removeprefix(whose)} {shown}")
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
        grouped: dict[tuple[str, State], list[Gap]] = {}
        for gap in gaps:
            grouped.setdefault((gap.id, gap.state), []).append(gap)
        clauses = self.assessment.standard.clauses
        return [
            {
                "article": clauses[id].article,
                "title": clauses[id].name,
                "state": state_view(state),
                "words": told([gap.words for gap in mine]),
            }
            for (id, state), mine in grouped.items()
        ]

    def _section(self, section: int) -> View:
        sections = self.assessment.sections
        stage = STAGES[sections.stage[section]]
        return {
            "stage": layout.STAGE_WORDS[stage],
            "state": state_view(State(sections.state[section])),
            "met": count(int(sections.met_count[section])),
            "rounded": self._rounded(section, stage),
            "rows": [
                self._row(section, column, stage, indicator)
                for column, indicator in enumerate(INDICATORS)
            ],
        }

    def _row(self, section: int, column: int, stage: str, indicator: str) -> View:
        sections, standard = self.assessment.sections, self.assessment.standard
        line = float(standard.required(indicator, stage))
        floor = standard.required(indicator, stage) * standard.floor
        value = float(sections.values[section, column])
        state = State(sections.states[section, column])
        near = bool(self.near[section, column])
        kind = NEAR if near else state.id
        mark = words.NEAR_MARK if near else state.mark
        length = bar_length(float(sections.ratios[section, column]), state, near)
        return {
            "short": RESOURCES[indicator].short,
            "unit": standard.clauses[indicator].unit,
            "value": figures.indicator(indicator, value),
            "line": words.plain(line),
            "floor": words.plain(float(floor)),
            "state": {"id": kind, "marked": f"{mark} {state.word}", "mark": mark},
            "length": length,
            "bar": bar_pieces(length, kind),
            "rank": self._rank(section, column),
            "need": self._need(section, stage, indicator, state),
            "part": self._part(section, column),
        }

    def _rounded(self, section: int, stage: str) -> list[str]:
        """Figures that the form's decimals would put on the other side of their line."""
        said = []
        for column, indicator in enumerate(INDICATORS):
            value = float(self.assessment.sections.values[section, column])
            line = float(self.assessment.standard.required(indicator, stage))
            if not is_blank(value) and words.rounding_matters(
                value, RESOURCES[indicator].shown, line
            ):
                exact = words.indicator(indicator, value, line)
                said.append(f"{RESOURCES[indicator].short}的准确值为 {exact}，状态以准确值为准")
        return said

    def _rank(self, section: int, column: int) -> str:
        of = int(self.standing.of[section, column])
        return f"{self.standing.rank[section, column]}/{of}" if of else words.BLANK

    def _need(self, section: int, stage: str, indicator: str, state: State) -> str:
        school = int(self.assessment.sections.school[section])
        gap = self.gaps.indicator.get((school, stage, indicator))
        if gap is None:
            return words.BLANK
        return "待填报" if gap.need is None else amount_words(gap.need, gap.unit)

    def _part(self, section: int, column: int) -> str:
        part = float(self.standing.part[section, column])
        if is_blank(part):
            return words.BLANK
        arrow = "↑" if self.standing.above[section, column] else "↓"
        return f"{arrow}{words.percent(part)}"


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


def _plain(figure: float) -> str:
    return words.grouped(figure) if figure.is_integer() else words.plain(figure)


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
