"""What a suspect figure decides: the county assessed again with its peers' median in its place.

It changes no figure; it only tells what must be verified first, and how much hangs on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from weakref import WeakKeyDictionary

import numpy as np

from qbe_xl.assessment import Assessment, State, reassess
from qbe_xl.assessment.balance import spread
from qbe_xl.assessment.exact import NEAR, median
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.checkup.findings import Finding, in_order
from qbe_xl.checkup.language.frames import Material
from qbe_xl.checkup.language.statistics import medians
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import find_gaps
from qbe_xl.clauses.records import GROUPS, RESOURCES
from qbe_xl.county import layout
from qbe_xl.county.model import County, Figures, as_shown
from qbe_xl.errors import Place

SHARE = 0.2
"""惯例: what has to be added to an indicator moves by more than this share, so the finding is 高."""
SUSPECT = ("跨表合计", "单位", "与上年比较", "同类比较", "不可能的组合")
"""Kinds of findings that doubt a figure itself; the others are habits, or must be put right."""
MOST_TOLD = 4
"""Effects that are told of a cell; the rest is counted."""
MOST = 60
"""Suspect cells that are tried one by one; of more only the first."""
_PER_TEACHER = "teachers"

Cells = Mapping[tuple[str, int], float]
"""Figures to be put in: by key of the column and position in 学校."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that would stand otherwise. what: 初中生均教学仪器设备值差异系数; before and after
    in words; turns: whether its state is another one."""

    what: str
    before: str
    after: str
    turns: bool

    @property
    def read(self) -> str:
        """The effect as it is read aloud: …差异系数由 0.591 变为 0.312."""
        apart = " " if self.before[-1:].isdecimal() else ""
        return f"{self.what}由{_led(self.before)}{apart}变为{_led(self.after)}"


def _led(said: str) -> str:
    """A figure stands apart from the word before it."""
    return f" {said}" if said[:1].isdecimal() else said


@dataclass(frozen=True)
class Doubt:
    """A suspect cell of 学校 and what hangs on it, as far as it hangs on this cell.

    key: of its column; school: position in 学校; value: what stands there; typical: what it would
    be if it were as usual among its peers; marks: of the findings that doubt it; with_others:
    whether the effects come only together with the other suspect cells of its column.
    """

    place: Place
    key: str
    school: int
    code: str
    name: str
    header: str
    unit: str
    value: float
    typical: float
    marks: tuple[str, ...]
    effects: tuple[Effect, ...]
    with_others: bool

    @property
    def words(self) -> str:
        """What to verify, and what it would change."""
        unit = f" {self.unit}" if self.unit else ""
        return (
            f"请核实 {self.place} {self.name}“{self.header}”{words.plain(self.value)}{unit}"
            f"（同类中位数约 {words.plain(self.typical)}{unit}）：{self.effect_words}"
        )

    @property
    def short(self) -> str:
        """What to verify in a sentence that can be read aloud, without cells."""
        unit = f" {self.unit}" if self.unit else ""
        return (
            f"{self.name}的{self.header} {words.plain(self.value)}{unit}（同类约 "
            f"{words.plain(self.typical)}{unit}），若按同类，{self.effects[0].read}"
        )

    @property
    def effect_words(self) -> str:
        """What it would change: 若按同类中位数计，…差异系数由 0.591 变为 0.312."""
        together = "与同一列其他可疑数据一并" if self.with_others else ""
        return f"若{together}按同类中位数计，{told(self.effects)}"


@dataclass(frozen=True)
class Doubts:
    """What must be verified first.

    each: the suspect cells on which a verdict or much of the plan hangs; before: the assessment
    as it is; after: with all of them as usual among their peers; effects: of all together.
    """

    each: tuple[Doubt, ...]
    before: Assessment
    after: Assessment
    effects: tuple[Effect, ...]

    def __bool__(self) -> bool:
        return bool(self.each)

    @property
    def lines(self) -> tuple[str, ...]:
        """What to verify, a line a cell."""
        return tuple(doubt.words for doubt in self.each)


def told(effects: Sequence[Effect]) -> str:
    """Return effects in words, the gravest first."""
    said = "；".join(effect.read for effect in effects[:MOST_TOLD])
    more = len(effects) - MOST_TOLD
    return f"{said}；另有 {more} 项变化" if more > 0 else said


def what_if(assessment: Assessment, cells: Cells) -> Assessment:
    """Return the county assessed with other figures in these cells of 学校: a what-if, no file."""
    county = assessment.county
    columns: dict[str, Figures] = {}
    for (key, school), figure in cells.items():
        column = columns.setdefault(key, county.schools.number(key).copy())
        column[school] = figure
    changed = replace(county, schools=county.schools.with_numbers(columns))
    return reassess(assessment, changed, columns)


def find_doubts(
    assessment: Assessment, findings: Iterable[Finding], accepted: Collection[str] = ()
) -> Doubts:
    """Return what must be verified before anything is decided on an assessment.

    findings: of the checkup of the same county; accepted: marks of those that were looked at and
    are right as they stand.
    """
    suspects = _suspects(assessment, [f for f in findings if f.mark not in accepted])
    each: list[Doubt] = []
    for key in dict.fromkeys(key for key, _ in suspects):
        mine = {place: figure for place, (figure, _) in suspects.items() if place[0] == key}
        together = what_if(assessment, mine)
        whole = _effects(assessment, together)
        for place, figure in mine.items():
            alone = together if len(mine) == 1 else what_if(assessment, {place: figure})
            effects = whole if alone is together else _effects(assessment, alone)
            joint = False
            if len(mine) > 1 and not _turn(effects) and (_turn(whole) or not effects):
                rest = {other: value for other, value in mine.items() if other != place}
                joint = bool(whole and _effects(what_if(assessment, rest), together))
                effects = whole if joint else effects
            if effects:
                marks = tuple(f.mark for f in suspects[place][1])
                each.append(_doubt(assessment.county, place, figure, marks, effects, joint=joint))
    all_ = {(d.key, d.school): d.typical for d in each}
    after = what_if(assessment, all_) if all_ else assessment
    return Doubts(tuple(each), assessment, after, _effects(assessment, after) if all_ else ())


def raised(findings: Iterable[Finding], doubts: Doubts) -> tuple[Finding, ...]:
    """Return findings with those on which something hangs 高, saying what; their marks stay."""
    of_mark = {mark: doubt for doubt in doubts.each for mark in doubt.marks}
    found = []
    for one in findings:
        doubt = of_mark.get(one.mark)
        if doubt is not None:
            said = f"{one.message.removesuffix('，请核对')}；请核实：{doubt.effect_words}"
            one = replace(one, importance="高", message=said)
        found.append(one)
    return in_order(found)


Suspects = dict[tuple[str, int], tuple[float, list[Finding]]]


def _suspects(assessment: Assessment, findings: Sequence[Finding]) -> Suspects:
    """The figures of 学校 that are doubted, each with its peers' median in its place."""
    schools = assessment.county.schools
    keys = {column: key for key, column in schools.columns.items()}
    rows = {int(row): place for place, row in enumerate(schools.rows.tolist())}
    material = Material(assessment.county)
    usual: dict[str, Figures] = {}
    found: Suspects = {}
    for one in findings:
        place = one.place
        if one.kind not in SUSPECT or place.name != schools.sheet.name or place.last is not None:
            continue
        key = keys.get(place.column) if place.column is not None else None
        school = rows.get(place.row) if place.row is not None else None
        if key is None or school is None or not schools.sheet.by_key[key].rules:
            continue
        if schools.sheet.by_key[key].kind not in ("count", "number"):
            continue
        if key not in usual:
            usual[key] = _usual(material, key)
        typical, value = float(usual[key][school]), float(schools.number(key)[school])
        if np.isnan(typical) or np.isnan(value) or typical == value:
            continue
        if (key, school) in found or len(found) < MOST:
            found.setdefault((key, school), (typical, []))[1].append(one)
    return found


def _usual(material: Material, key: str) -> Figures:
    """What each school would have of a column, were it as usual among its peers.

    A head for each pupil of the stage or of the school; pupils for each teacher.
    """
    schools = material.county.schools
    values, base = schools.number(key), _base(material.county, key)
    with np.errstate(divide="ignore", invalid="ignore"):
        heads = np.where(base > 0, values / base, np.nan)
    middle = medians(heads, material.peers)
    few = np.isnan(middle) & (heads > 0)
    if few.any():
        middle[few] = median(heads[heads > 0])
    found = middle * base
    column = schools.sheet.by_key[key]
    found = np.round(found) if column.kind == "count" else np.round(found, 2)
    return np.array([as_shown(float(f)) if not np.isnan(f) else np.nan for f in found])


def _base(county: County, key: str) -> Figures:
    schools = county.schools
    stage, _, what = key.partition("_")
    if stage in layout.STAGE_WORDS:
        return schools.number(f"{stage}_{_PER_TEACHER if what == 'pupils' else 'pupils'}")
    columns = np.array([schools.number(f"{stage}_pupils") for stage in layout.STAGES])
    return np.asarray(np.where(np.isnan(columns).all(axis=0), np.nan, np.nansum(columns, axis=0)))


def _doubt(
    county: County,
    place: tuple[str, int],
    typical: float,
    marks: tuple[str, ...],
    effects: tuple[Effect, ...],
    *,
    joint: bool,
) -> Doubt:
    key, school = place
    schools, column = county.schools, county.schools.sheet.by_key[key]
    return Doubt(
        place=schools.cell(key, school),
        key=key,
        school=school,
        code=schools.word("code", school),
        name=schools.word("name", school),
        header=column.header,
        unit=column.unit,
        value=float(schools.number(key)[school]),
        typical=typical,
        marks=marks,
        effects=effects,
        with_others=joint,
    )


def _turn(effects: Iterable[Effect]) -> bool:
    return any(effect.turns for effect in effects)


def _effects(before: Assessment, after: Assessment) -> tuple[Effect, ...]:
    """What stands otherwise, verdicts first: nothing that turns no verdict and moves little."""
    return (
        *_of_groups(before, after),
        *_of_balance(before, after),
        *_of_sections(before, after),
        *_of_items(before, after),
        *_of_needs(before, after),
    )


def _turned(what: str, before: State, after: State, of: str = "R") -> Iterator[Effect]:
    if before is not after:
        yield Effect(what, words.state_word(of, before), words.state_word(of, after), turns=True)


def _of_groups(before: Assessment, after: Assessment) -> Iterator[Effect]:
    yield from _turned("全县结论", before.verdict, after.verdict)
    for group, state in before.groups.items():
        yield from _turned(GROUPS[group].word, state, after.groups[group], group)


def _of_balance(before: Assessment, after: Assessment) -> Iterator[Effect]:
    for stage, id, now in before.cvs:
        then = after.balance.get(stage, {}).get(id)
        if then is None:
            continue
        turns = now.state is not then.state
        needs = (_levelling(a, stage, id) for a in (before, after))
        if turns or (now.state is State.UNMET and _moves(*needs)):
            cvs = [words.cv(one.cv, one.limit) if one.cv else "各校一致" for one in (now, then)]
            what = f"{layout.STAGE_WORDS[stage]}{RESOURCES[id].short}差异系数"
            yield Effect(what, cvs[0], f"{cvs[1]}（上限 {words.plain(now.limit)}）", turns)


def _of_sections(before: Assessment, after: Assessment) -> Iterator[Effect]:
    states = [_states(a) for a in (before, after)]
    if any(states[1].get(key, state) != state for key, state in states[0].items()):
        now, then = (f"{len(a.sections) - a.sections_met} 个" for a in (before, after))
        if now != then:
            yield Effect("未达标或待填报的办学单元", now, then, turns=True)


def _states(assessment: Assessment) -> dict[tuple[int, int], int]:
    sections = assessment.sections
    places = zip(sections.school.tolist(), sections.stage.tolist(), strict=True)
    return dict(zip(places, sections.state.tolist(), strict=True))


def _of_items(before: Assessment, after: Assessment) -> Iterator[Effect]:
    for id, item in before.items.items():
        yield from _turned(before.standard.clauses[id].name, item.state, after.items[id].state)


def _of_needs(before: Assessment, after: Assessment) -> Iterator[Effect]:
    """What must be added to bring every section to the standard, where that moves much."""
    rough = [_rough_needs(a) for a in (before, after)]
    moved = [id for id, now, then in zip(INDICATORS, *rough, strict=True) if _moves(now, then)]
    needs = [_needs(a) for a in (before, after)] if moved else []
    for id in moved:
        now, then = (need.get(id, Fraction(0)) for need in needs)
        yield Effect(f"全县须补{RESOURCES[id].thing}", _amount(id, now), _amount(id, then), False)


_ROUGH: WeakKeyDictionary[Assessment, list[float]] = WeakKeyDictionary()
"""Kept while an assessment is at hand: every trial is held against the same."""


def _rough_needs(assessment: Assessment) -> list[float]:
    """About what each of R1–R7 needs over all sections: the gaps themselves take long to tell."""
    if assessment not in _ROUGH:
        _ROUGH[assessment] = _reckoned(assessment)
    return _ROUGH[assessment]


def _reckoned(assessment: Assessment) -> list[float]:
    sections, standard = assessment.sections, assessment.standard
    lines = [[float(standard.required(id, stage)) for id in INDICATORS] for stage in STAGES]
    line = np.array(lines)[sections.stage]
    lacking = line * sections.pupils[:, None] - sections.totals
    open_ = (sections.states == State.UNMET) & (sections.state != State.MET)[:, None]
    lacking = np.where(open_, np.nan_to_num(lacking), 0.0)
    found = []
    for column, id in enumerate(INDICATORS):
        resource = RESOURCES[id]
        need = lacking[:, column] / resource.factor
        if resource.shared:
            with np.errstate(divide="ignore", invalid="ignore"):
                need = np.nan_to_num(need / sections.share, posinf=0.0)
        found.append(float((np.ceil(need - NEAR) if resource.whole else need).sum()))
    return found


def _amount(id: str, need: Fraction) -> str:
    if not need:
        return "不缺"
    resource = RESOURCES[id]
    figure = need / resource.column_factor
    return f"{words.plain(float(words.rounded(float(figure), 2)))} {resource.in_column}"


def _needs(assessment: Assessment) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for gap in find_gaps(assessment):
        if gap.id in RESOURCES and gap.need and not gap.excused:
            found[gap.id] = found.get(gap.id, Fraction(0)) + gap.need
    return found


def _moves(now: float, then: float) -> bool:
    return abs(now - then) > SHARE * max(now, then)


def _levelling(assessment: Assessment, stage: str, id: str) -> float:
    """How much must be added to the poorest sections so that the CV keeps its limit."""
    found = assessment.balance[stage][id]
    if found.cv is None or found.cv <= found.limit:
        return 0.0
    sections = assessment.sections
    mine = sections.of_stage(stage)
    totals, pupils = sections.totals[mine, INDICATORS.index(id)], sections.pupils[mine]
    heads = totals / pupils
    low, high = float(heads.min()), float(heads.max())
    for _ in range(40):
        level = (low + high) / 2
        cv = spread(np.maximum(heads, level) * pupils, pupils).cv
        low, high = (low, level) if cv is not None and cv <= found.limit else (level, high)
    return float((np.maximum(heads, high) * pupils - totals).sum())
