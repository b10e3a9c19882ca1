"""From gaps to lines of the ledger: one a school (or the county) and indicator, with a stable id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator, Mapping
from functools import cached_property

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.clauses import words
from qbe_xl.clauses.gaps import COUNTY, Gap, find_gaps
from qbe_xl.clauses.trace import item_value
from qbe_xl.county import layout
from qbe_xl.county.model import Table
from qbe_xl.remedy.filling import filled
from qbe_xl.remedy.ledger import blanks
from qbe_xl.remedy.ledger.costs import told_once
from qbe_xl.remedy.ledger.dates import filing_of
from qbe_xl.remedy.ledger.model import CostOf, Found, Issue, Outcome, Standing
from qbe_xl.standards import Clause

BALANCE = "balance"
_MOST_WORDS = 6
_EASED = "在本校同年级内统筹编班，把超出的学生调到有空位的班，不须增班"
_WEIGHT = "VPBGQSR"


def row_id(indicator: str, code: str, stage: str = "") -> str:
    """Return R4-小学-5326220001, G8-全县, or for a 差异系数 CV4-小学-全县."""
    if indicator.startswith(f"{BALANCE}."):
        indicator = "CV" + indicator.removeprefix(f"{BALANCE}.R")
    return "-".join(part for part in (indicator, stage, code or COUNTY) if part)


def find(
    assessment: Assessment, cost_of: CostOf = lambda gap: None, today: dt.date | None = None
) -> Found:
    """Return every problem of an assessment and how everything else stands.

    today: the day of the run, from which the day of applying follows where 县情 does not say it.
    What a section passes without (余项) is no problem: 第六条. What is blank is one case a unit.
    """
    groups: dict[str, list[Gap]] = {}
    gaps = list(find_gaps(assessment))
    for gap in gaps:
        if not gap.excused:
            groups.setdefault(_id_of(gap), []).append(gap)
    waiting = {id for id, mine in groups.items() if all(gap.state is State.MISSING for gap in mine)}
    issues = told_once(
        _issue(id, mine, assessment, cost_of) for id, mine in groups.items() if id not in waiting
    )
    issues.sort(key=lambda issue: _WEIGHT.index(_letter(issue.indicator)))
    found = {issue.id: issue for issue in (*blanks.blanks(assessment).values(), *issues)}
    return Found(
        found,
        _Settled(assessment, waiting, found),
        filing_of(assessment.county, today) if today else None,
        unbalanced=_unbalanced(assessment, gaps),
    )


class _Settled(Mapping[str, Standing]):
    """How what is no problem stands. Looked at where there are lines already: a first ledger has none."""

    def __init__(self, assessment: Assessment, waiting: set[str], found: Container[str]) -> None:
        self._of = assessment, waiting, found

    @cached_property
    def _held(self) -> dict[str, Standing]:
        assessment, waiting, found = self._of
        standing = {**dict(_settled(assessment)), **dict.fromkeys(waiting, blanks.FOLDED)}
        return {id: stands for id, stands in standing.items() if id not in found}

    def __getitem__(self, id: str) -> Standing:
        return self._held[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


def _unbalanced(assessment: Assessment, gaps: list[Gap]) -> int:
    if all(found.state is not State.UNMET for _, _, found in assessment.cvs):
        return 0
    return len(filled(assessment, gaps).unbalanced)


def _letter(indicator: str) -> str:
    return "B" if indicator.startswith(BALANCE) else indicator[0]


def _indicator_of(gap: Gap) -> str:
    return f"{BALANCE}.{gap.indicator}" if gap.indicator else gap.id


def _id_of(gap: Gap) -> str:
    return row_id(_indicator_of(gap), gap.code, gap.stage_word)


def _issue(id: str, gaps: list[Gap], assessment: Assessment, cost_of: CostOf) -> Issue:
    first = gaps[0]
    indicator = _indicator_of(first)
    said = list(dict.fromkeys(gap.words for gap in gaps))
    text = "；".join(said[:_MOST_WORDS])
    if len(said) > _MOST_WORDS:
        text += f"；……共 {len(said)} 处，见问题清单"
    costs = [cost for gap in gaps if (cost := cost_of(gap)) is not None]
    return Issue(
        id=id,
        indicator=indicator,
        title=title_of(assessment, indicator),
        article=_clause(assessment, indicator).article,
        stage=first.stage_word,
        code=first.code,
        school=first.name,
        township=first.township,
        words=text,
        missing=False,
        cost=sum(costs) if costs else None,
        measure=_EASED if all(gap.eased for gap in gaps) else "",
    )


def _clause(assessment: Assessment, indicator: str) -> Clause:
    balanced = indicator.startswith(f"{BALANCE}.")
    return assessment.standard.clauses[BALANCE if balanced else indicator]


def title_of(assessment: Assessment, indicator: str) -> str:
    """Return R4 生均教学及辅助用房面积, or R4 … 差异系数."""
    _, _, balanced = indicator.partition(f"{BALANCE}.")
    clause = assessment.standard.clauses[balanced or indicator]
    return f"{clause.id} {clause.name}" + (" 差异系数" if balanced else "")


def _settled(assessment: Assessment) -> Iterator[tuple[str, Standing]]:
    """How every line that could be in a ledger stands, whether it is open or not."""
    yield from _of_sections(assessment)
    yield from _of_balance(assessment)
    yield from blanks.standing(assessment)
    for id in assessment.items:
        yield from _of_item(assessment, id)


def _met(text: str) -> Standing:
    return Standing(Outcome.MET, f"重算达标：{text}")


def _of_sections(assessment: Assessment) -> Iterator[tuple[str, Standing]]:
    schools, sections, standard = (
        assessment.county.schools,
        assessment.sections,
        assessment.standard,
    )
    out = Standing(Outcome.WAIVED, "这个办学单元不再参加第六条的评估，请核对学生数和办学类型")
    for index in range(len(schools)):
        for stage in STAGES:
            for indicator in INDICATORS:
                id = row_id(indicator, schools.word("code", index), layout.STAGE_WORDS[stage])
                yield id, out
    lines = {
        stage: [standard.lines(indicator, stage) for indicator in INDICATORS] for stage in STAGES
    }
    for section in range(len(sections)):
        stage = STAGES[sections.stage[section]]
        code = schools.word("code", int(sections.school[section]))
        passed = sections.state[section] == State.MET
        for column, indicator in enumerate(INDICATORS):
            state = State(sections.states[section, column])
            line, floor = lines[stage][column]
            figure = float(sections.values[section, column])
            value = words.indicator(indicator, figure, line, floor)
            text = f"现为 {value} {standard.clauses[indicator].unit}，标准 {words.plain(line)}"
            if state is State.MET:
                standing = _met(text)
            elif passed:
                standing = Standing(Outcome.WAIVED, f"{text}，属余项，办学单元已综合达标（第六条）")
            else:
                standing = _SAME
            yield row_id(indicator, code, layout.STAGE_WORDS[stage]), standing


_SAME = Standing(Outcome.SAME, "本项仍未达标或待填报")


def _of_balance(assessment: Assessment) -> Iterator[tuple[str, Standing]]:
    for stage in STAGES:
        for indicator in INDICATORS:
            id = row_id(f"{BALANCE}.{indicator}", "", layout.STAGE_WORDS[stage])
            found = assessment.balance.get(stage, {}).get(indicator)
            if found is None or found.state is State.NOT_APPLICABLE:
                yield id, Standing(Outcome.WAIVED, "这个学段没有可比的办学单元，不适用")
            elif found.state is State.MET:
                cv, limit = words.cv(found.cv, found.limit), words.plain(found.limit)
                yield id, _met(f"差异系数 {cv}，上限 {limit}")
            else:
                yield id, _SAME


def _of_item(assessment: Assessment, id: str) -> Iterator[tuple[str, Standing]]:
    item, schools = assessment.items[id], assessment.county.schools
    if item.state is State.MET:
        whole = _met(item_value(assessment, id))
    elif item.state is State.NOT_APPLICABLE:
        whole = Standing(Outcome.WAIVED, "本项不适用")
    else:
        whole = _SAME
    yield row_id(id, ""), whole
    states = _states_by_school(assessment, id, schools)
    for index in range(len(schools)):
        standing = whole
        if whole is _SAME:
            mine = states.get(index)
            if not mine or mine <= {State.NOT_APPLICABLE}:
                standing = Standing(Outcome.WAIVED, "本项不再涉及这所学校")
            elif mine & {State.UNMET, State.MISSING}:
                standing = _SAME
            else:
                standing = Standing(Outcome.MET, "重算：这所学校本项已达标")
        yield row_id(id, schools.word("code", index)), standing


def _states_by_school(assessment: Assessment, id: str, schools: Table) -> dict[int, set[State]]:
    found: dict[int, set[State]] = {}
    for part in assessment.items[id].parts:
        if part.table == "monitoring":
            continue
        owner = assessment.county.class_school if part.table == "classes" else None
        rows = part.index if owner is None else owner[part.index]
        for school, state in zip(rows.tolist(), np.asarray(part.states).tolist(), strict=True):
            found.setdefault(school, set()).add(State(state))
    return found
