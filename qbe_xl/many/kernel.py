"""All counties at once: 第六条 over whole columns, as one stacked sheet 学校.

The sections go through the very rules of one county, whose arrays know no county. The 差异系数
are summed by county here; whatever stands close to its limit is decided by exact rationals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qbe_xl.assessment.balance import within
from qbe_xl.assessment.exact import NEAR
from qbe_xl.assessment.sections import (
    INDICATORS,
    STAGES,
    Sections,
    assess_sections,
    exact_total_of,
    pupils_of,
)
from qbe_xl.assessment.states import State, States, each_of
from qbe_xl.county import layout
from qbe_xl.county.model import Figures, Flags, Index, Table, exact
from qbe_xl.many.tables import CHOICES, INPUTS, quoted
from qbe_xl.standards import Standard, load

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Stack:
    """The schools of many counties under one another.

    names: of the counties' files; county: which one each school is of; schools: as of one sheet.
    """

    names: Sequence[str]
    county: Index
    schools: Table


@dataclass(frozen=True)
class Judged:
    """What 第六条 makes of a stack.

    county: of each section; cv: counties × stages × indicators, NaN where there is none; cv_states: the same shape, NOT_APPLICABLE too where a stage has no sections; has:
    counties × stages with sections; resources: the verdict of each county on 第六条; near: how many
    figures stood so close to a limit that exact arithmetic decided.
    """

    sections: Sections
    county: Index
    cv: Figures
    cv_states: States
    has: Flags
    resources: States
    near: int


def stack_of(base: DuckDBPyConnection, files: Sequence[str] | None = None) -> Stack:
    """Return the schools of the table school, in the order of file and row.

    files: of these counties only.
    """
    of = layout.SCHOOLS
    some = "" if files is None else "SEMI JOIN asked USING (file) "
    if files is not None:
        base.register("asked", {"file": np.array(files, object)})
    names = base.execute(f"SELECT DISTINCT file FROM school {some}ORDER BY 1").fetchall()  # noqa: S608
    codes = ", ".join(_place(key, of.by_key[key].allowed) for key in CHOICES)
    rows = base.execute(
        f"SELECT row, {', '.join(INPUTS)}, {codes}, dense_rank() OVER (ORDER BY file) - 1 AS county "  # noqa: S608
        f"FROM school {some}ORDER BY file, row"
    ).fetchnumpy()
    table = Table(
        of,
        np.asarray(rows["row"], np.intp) - 1,
        {},
        {key: np.ma.filled(rows[key].astype(float), np.nan) for key in INPUTS},
        {key: np.asarray(rows[key], np.int8) for key in CHOICES},
    )
    return Stack([name for (name,) in names], np.asarray(rows["county"], np.intp), table)


def _place(column: str, words: Sequence[str]) -> str:
    """SQL for the place of a column's word in a list, -1 for none and for a blank."""
    listed = ", ".join(map(quoted, words))
    return f"(coalesce(list_position([{listed}], {column}), 0) - 1)::INTEGER AS {column}"


def judge(stack: Stack, standard: Standard) -> Judged:
    """Return 第六条 for every county of a stack by one standard."""
    schools, counties = stack.schools, len(stack.names)
    pupils = pupils_of(schools)
    sections, _ = assess_sections(schools, standard, pupils)
    county = stack.county[sections.school]
    shape = (counties, len(STAGES), len(INDICATORS))
    cv = np.full(shape, np.nan)
    states = np.full(shape, State.NOT_APPLICABLE, np.int8)
    has = np.zeros(shape[:2], bool)
    weights = [standard.exact(f"scope.stage_weight.{s}") for s in layout.STAGES]
    near = 0
    for s, stage in enumerate(STAGES):
        mine = sections.of_stage(stage)
        of, size = county[mine], sections.pupils[mine]
        has[of, s] = True
        here = has[:, s]
        limit = standard.limit(stage)
        line = float(limit)

        def summed(figures: Figures, of: Index = of) -> Figures:
            return np.bincount(of, figures, counties).astype(float)

        whole = summed(size)
        for i, indicator in enumerate(INDICATORS):
            totals = sections.totals[mine, i]
            with np.errstate(invalid="ignore", divide="ignore"):
                mean = summed(totals) / whole
                spread = summed(size * (totals / size - mean[of]) ** 2)
                found = np.sqrt(spread / whole) / mean
            blank = np.isnan(mean)
            none = here & ~blank & (mean == 0)
            cv[:, s, i] = np.where(here & ~none, found, np.nan)
            state = np.where(found <= line, State.MET, State.UNMET)
            state[blank] = State.MISSING
            state[none | ~here] = State.NOT_APPLICABLE
            close = here & ~blank & ~none & (np.abs(found - line) <= NEAR * max(line, 1.0))
            for one in np.flatnonzero(close).tolist():
                parts = [
                    (
                        exact_total_of(schools, pupils, weights, indicator, school, stage),
                        exact(float(count)),
                    )
                    for school, count in zip(
                        sections.school[mine][of == one].tolist(),
                        size[of == one].tolist(),
                        strict=True,
                    )
                ]
                state[one] = State.MET if within(parts, limit) else State.UNMET
                near += 1
            states[:, s, i] = state
    resources = each_of(
        _by_county(sections.state, county, counties),
        *(states[:, s, i] for s in range(len(STAGES)) for i in range(len(INDICATORS))),
    )
    resources[~has.any(axis=1)] = State.MISSING
    return Judged(sections, county, cv, states, has, resources, near)


def _by_county(states: States, county: Index, counties: int) -> States:
    whole = np.full(counties, State.NOT_APPLICABLE, np.int8)
    for state in (State.MET, State.MISSING, State.UNMET):
        whole[county[states == state]] = state
    return whole


def asked_by(standard: Standard) -> tuple[object, ...]:
    """What 第六条 asks under a standard: dates that ask the same are judged together."""
    clauses = {"scope", "section", "balance", *INDICATORS}
    return tuple(
        (path, one.value) for path, one in standard.parameters.items() if one.spec.clause in clauses
    )


def by_rules(
    base: DuckDBPyConnection, files: Container[str] | None = None
) -> list[tuple[Standard, list[str]]]:
    """Return the counties that 第六条 judges by the same numbers, with their standard.

    files: of these only.
    """
    groups: dict[tuple[object, ...], tuple[Standard, list[str]]] = {}
    asked: dict[tuple[str, str], Standard] = {}
    found = base.execute("SELECT file, standard, rules FROM county ORDER BY file").fetchall()
    for file, id, day in found:
        if files is not None and file not in files:
            continue
        if (id, day) not in asked:
            asked[id, day] = load(id).at(dt.date.fromisoformat(day) if day else None)
        standard = asked[id, day]
        groups.setdefault(asked_by(standard), (standard, []))[1].append(file)
    return list(groups.values())


def disagreements(base: DuckDBPyConnection, files: Iterable[str] | None = None) -> list[str]:
    """Return the files where the columns and the county's own assessment differ on 第六条.

    files: of these only. Two ways to one verdict: that they agree is looked at for every county.
    """
    wrong: set[str] = set()
    for standard, mine in by_rules(base, None if files is None else {*files}):
        stack = stack_of(base, mine)
        wrong |= _differences(base, stack, judge(stack, standard))
    return sorted(wrong)


def _differences(base: DuckDBPyConnection, stack: Stack, judged: Judged) -> set[str]:
    names = np.array(stack.names, object)
    sections, (county, stage, indicator) = (
        judged.sections,
        np.nonzero(np.broadcast_to(judged.has[:, :, None], judged.cv.shape)),
    )
    ours = {
        "section": {
            "county": judged.county,
            "row": stack.schools.rows[sections.school] + 1,
            "stage": sections.stage.astype(np.int32),
            "state": sections.state.astype(np.int32),
        },
        "figure": {
            "county": county,
            "stage": stage,
            "id": indicator,
            "state": judged.cv_states[county, stage, indicator].astype(np.int32),
        },
    }
    base.register("mine", {"file": names, "county": np.arange(len(names))})
    said = {
        "stage": _place("stage", STAGES),
        "id": _place("id", INDICATORS),
        "state": _place("state", [state.id for state in State]),
    }
    found: set[str] = set()
    for part, columns in ours.items():
        base.register("ours", columns)
        listed = ", ".join(columns)
        kept = (
            f"SELECT {', '.join(said.get(c, c) for c in columns)} FROM {part} JOIN mine USING (file)"  # noqa: S608
            + (" WHERE key = 'cv'" if part == "figure" else "")
        )
        rows = base.execute(
            f"SELECT DISTINCT file FROM ((({kept}) EXCEPT ALL SELECT {listed} FROM ours) "  # noqa: S608
            f"UNION ALL (SELECT {listed} FROM ours EXCEPT ALL ({kept}))) JOIN mine USING (county)"
        ).fetchall()
        found |= {file for (file,) in rows}
        base.unregister("ours")
    base.unregister("mine")
    return found
