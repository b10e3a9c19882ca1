"""assess(county, standard): the verdict on every clause of a standard, and everything it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

# Importing the rules registers them.
from qbe_xl.assessment import county_items, government, quality, staff  # noqa: F401
from qbe_xl.assessment.balance import Balance, balance
from qbe_xl.assessment.exact import median
from qbe_xl.assessment.items import Facts, Item, RegisteredRule, rule_of
from qbe_xl.assessment.sections import (
    INDICATORS,
    STAGES,
    Excluded,
    Pupils,
    Sections,
    assess_sections,
    exact_total_of,
    ordinary,
    pupils_of,
)
from qbe_xl.assessment.share import Share, over_of, share_of
from qbe_xl.assessment.states import State, all_in, all_of
from qbe_xl.clauses.records import GROUPS, RESOURCES, group_of
from qbe_xl.county import layout
from qbe_xl.county.model import County, exact
from qbe_xl.standards import Standard


@dataclass(frozen=True, eq=False)
class Assessment:
    """A county held against a standard. Immutable, and itself alone its equal.

    balance: by stage and indicator, a stage without sections absent; items: P, G, Q, S, V by id;
    groups: the six; verdict: their conjunction.
    """

    county: County
    standard: Standard
    sections: Sections
    excluded: Excluded
    balance: Mapping[str, Mapping[str, Balance]]
    items: Mapping[str, Item]
    groups: Mapping[str, State]
    verdict: State
    pupils: Pupils = field(repr=False)

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """The stages that have assessed sections."""
        return tuple(self.balance)

    @cached_property
    def cvs(self) -> tuple[tuple[str, str, Balance], ...]:
        """Every 差异系数: stage, indicator and the figure, in order."""
        return tuple(
            (s, id, found) for s, by_id in self.balance.items() for id, found in by_id.items()
        )

    @property
    def sections_met(self) -> int:
        """How many sections are met."""
        return int((self.sections.state == State.MET).sum())

    @property
    def reach(self) -> Share:
        """How many sections are met, of those that are known."""
        return share_of(self.sections.state.tolist())

    @property
    def over(self) -> Share:
        """How many 差异系数 are above their limit, of those that are known."""
        return over_of(found.state for _, _, found in self.cvs)

    def item(self, id: str) -> Item:
        """Return an item; 不适用 where the standard has no such clause, or has ended it."""
        return self.items.get(id) or Item(id, State.NOT_APPLICABLE)


def reassess(before: Assessment, county: County, changed: Collection[str]) -> Assessment:
    """Return the assessment of a county in which some columns of 学校 have other figures.

    changed: the keys of those columns. It is what `assess` returns; clauses and 差异系数 that read
    none of them stand as they were before, which is most of the work.
    """
    return _assess(county, before.standard, before, frozenset(changed))


def assess(county: County, standard: Standard) -> Assessment:
    """Return the assessment of a county: 第四–十条.

    Pure: reads no file, and the same arguments give the same result.
    """
    return _assess(county, standard, None, frozenset())


def _assess(
    county: County, standard: Standard, before: Assessment | None, changed: frozenset[str]
) -> Assessment:
    pupils = pupils_of(county.schools)
    sections, excluded = assess_sections(county.schools, standard, pupils)
    balances = {
        stage: _balance_of(
            county, standard, pupils, sections, stage, _kept(before, sections, changed, stage)
        )
        for stage in STAGES
        if len(sections.of_stage(stage))
    }
    facts = Facts(county, standard, pupils, sections, ordinary(county.schools, standard))
    items: dict[str, Item] = {}
    for id, clause in standard.clauses.items():
        if group_of(id).letter != "R":
            judged = rule_of(id, clause.rule)
            same = before is not None and not changed & _columns_read(judged)
            items[id] = before.items[id] if before and same else judged.rule(facts)
    resources = all_of(
        [
            all_in(sections.state),
            *(b.state for by_indicator in balances.values() for b in by_indicator.values()),
        ]
    )
    groups = {
        group.id: resources
        if group.letter == "R"
        else _of_group(item.state for id, item in items.items() if group_of(id) is group)
        for group in GROUPS.values()
    }
    return Assessment(
        county=county,
        standard=standard,
        sections=sections,
        excluded=excluded,
        balance=balances,
        items=items,
        groups=groups,
        verdict=all_of(groups.values()),
        pupils=pupils,
    )


def _columns_read(judged: RegisteredRule) -> frozenset[str]:
    """The columns of 学校 that a rule reads."""
    return frozenset(key for sheet, key in judged.reads if sheet == "schools")


def _kept(
    before: Assessment | None, sections: Sections, changed: frozenset[str], stage: str
) -> Mapping[str, Balance]:
    """The 差异系数 of a stage that no changed column goes into; the sections go into each."""
    if before is None or not all(
        np.array_equal(getattr(before.sections, name), getattr(sections, name), equal_nan=True)
        for name in ("school", "stage", "pupils", "share")
    ):
        return {}
    return {
        indicator: found
        for indicator, found in before.balance.get(stage, {}).items()
        if not changed & {key.format(stage=stage) for _, key in RESOURCES[indicator].columns}
    }


def _of_group(states: Iterable[State]) -> State:
    """The conjunction; a group whose clauses have all ended asks nothing."""
    found = list(states)
    return all_of(found) if found else State.NOT_APPLICABLE


def _balance_of(
    county: County,
    standard: Standard,
    pupils: Pupils,
    sections: Sections,
    stage: str,
    kept: Mapping[str, Balance],
) -> dict[str, Balance]:
    """第六条: the CV of each indicator over the sections of one stage; kept: those known."""
    mine = sections.of_stage(stage)
    size = sections.pupils[mine]
    weights = [standard.exact(f"scope.stage_weight.{s}") for s in layout.STAGES]
    schools = sections.school[mine].tolist()
    return {
        indicator: kept.get(indicator)
        or balance(
            sections.totals[mine, column],
            size,
            standard.limit(stage),
            lambda indicator=indicator: [  # type: ignore[misc]
                (
                    exact_total_of(county.schools, pupils, weights, indicator, school, stage),
                    exact(float(count)),
                )
                for school, count in zip(schools, size, strict=True)
            ],
        )
        for column, indicator in enumerate(INDICATORS)
    }


def outliers(assessment: Assessment, factor: float = 10.0) -> list[tuple[int, str, float]]:
    """Return sections far from their stage's median: (section, indicator, value ÷ median).

    Far is over `factor` times the median, or under its `factor`-th part. In order of section.
    """
    sections = assessment.sections
    found = []
    for stage in assessment.stages:
        mine = sections.of_stage(stage)
        for column, indicator in enumerate(INDICATORS):
            values = sections.values[mine, column]
            middle = median(values)
            if not middle > 0:
                continue
            far = (values > factor * middle) | (values < middle / factor)
            found += [(int(mine[i]), indicator, values[i] / middle) for i in np.flatnonzero(far)]
    return sorted(found)
