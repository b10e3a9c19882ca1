"""The archive read: every year by its own rules and by the newest, and what was left out and why.

A year's figures are kept beside (`.cache`) under the SHA-256 of its workbook, the standard and the
program's version: they are never more than that, and read as a stranger's note is.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from qbe_xl import __version__
from qbe_xl.assessment import Assessment, State, assess
from qbe_xl.assessment.balance import shares_of_variance
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.clauses.gaps import all_gaps
from qbe_xl.clauses.records import RECORDS, group_of
from qbe_xl.county import layout
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.county.model import County
from qbe_xl.county.reading import read_book
from qbe_xl.errors import InputError, OutputError, Place, Problem, told
from qbe_xl.files.apart import Apart
from qbe_xl.files.book import content_of
from qbe_xl.files.kept import Kept
from qbe_xl.files.state import expect, read_state
from qbe_xl.files.writing import write_all
from qbe_xl.standards import Standard, resolve
from qbe_xl.years.archive import Claim, claims, year_of
from qbe_xl.years.model import Point, Section, Year

CACHE = ".cache"
_SCHEMA = 1
_MOST_BYTES = 50_000_000
DRIVERS = 3
MOST_NAMED = 10
COPIED = 0.95
"""The share of equal figures from which a workbook is taken for last year's copy: 惯例."""
LEAST_FIGURES = 20


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A workbook that no year was made of. cell: where to look, "" where it is the whole file."""

    file: str
    cell: str
    message: str


@dataclass(frozen=True)
class Archive:
    """The years in order, and what was left out."""

    years: tuple[Year, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class _Undated:
    """A county whose rules are asked for whatever its date."""

    county: County

    def fact(self, key: str) -> str:
        return self.county.fact(key)

    @property
    def date(self) -> dt.date | None:
        return None


def read_archive(
    archive: Path, standard: str | None = None, progress: Callable[[str], None] = lambda step: None
) -> Archive:
    """Return the years of an archive; a year that cannot be told for certain is left out.

    standard: the id of the newest rules; None for that of the county's 省份. Raises InputError
    where there is no archive, StandardError for an unknown standard.
    """
    resolve(None, standard)
    left: list[LeftOut] = []
    found: list[tuple[Claim, Year]] = []
    cache = Kept(archive / CACHE)
    with Apart(f"{__name__}:{made.__name__}") as read:
        for claim in claims(archive):
            progress(claim.name)
            try:
                year = _year(archive, claim, standard, cache, read)
            except InputError as error:
                left.append(_left_out(claim, error))
                continue
            if any(label != year.label for label in claim.years):
                message = (
                    f"文件名或文件夹写的是 {'、'.join(claim.years)}，县情的学年是 {year.label}；"
                    "改正其中一个以前不采用"
                )
                left.append(LeftOut(claim.name, year_cell(year), message))
            else:
                found.append((claim, year))
    with suppress(OutputError):  # an archive that is only read
        cache.save()
    found, twice = _settled(found)
    left += twice
    found, copied = _originals(found)
    left += copied
    return Archive(tuple(year for _, year in found), tuple(left))


def _left_out(claim: Claim, error: InputError) -> LeftOut:
    first = error.problems[0]
    cell = first.cell if first.place.inside or first.place.name in layout.BY_NAME else ""
    return LeftOut(claim.name, cell, first.message if cell else "；".join(told(error.problems)[:3]))


_Found = list[tuple[Claim, Year]]


def _settled(found: _Found) -> tuple[_Found, list[LeftOut]]:
    """The years that one workbook claims; of the others none."""
    by_year: dict[int, _Found] = {}
    for claim, year in found:
        by_year.setdefault(year.first, []).append((claim, year))
    kept: _Found = []
    left = []
    for _, mine in sorted(by_year.items()):
        if len(mine) == 1 or len({year.sha256 for _, year in mine}) == 1:
            kept.append(mine[0])
            continue
        names = "、".join(claim.name for claim, _ in mine)
        for claim, year in mine:
            message = (
                f"{year.label} 学年有 {len(mine)} 份填报表（{names}），不能确定哪一份作数；"
                "请用 years add --replace 收入作数的一份，或改正县情的学年"
            )
            left.append(LeftOut(claim.name, year_cell(year), message))
    return kept, left


def year_cell(year: Year) -> str:
    """Return where a workbook says its 学年."""
    return year.places.get("学年", layout.FACTS.name)


def _originals(found: _Found) -> tuple[_Found, list[LeftOut]]:
    """The years that are not the one before over again."""
    kept: _Found = []
    left = []
    for claim, year in found:
        last = kept[-1][1] if kept else None
        if last is not None and (share := same_share(last, year)) >= COPIED:
            message = (
                f"{share:.0%} 的数与 {last.label} 学年相同，像是上一学年的表改了学年；"
                "核实并填入本学年的数以前不采用"
            )
            left.append(LeftOut(claim.name, year_cell(year), message))
        else:
            kept.append((claim, year))
    return kept, left


def same_share(old: Year, new: Year) -> float:
    """Return the share of figures other than 0 that are the same in two years, school by school."""
    both = same = 0
    for code, figures in new.figures.items():
        before = old.figures.get(code, {})
        for column, value in figures.items():
            if value and before.get(column):
                both += 1
                same += value == before[column]
    return same / both if both >= LEAST_FIGURES else 0.0


def _year(archive: Path, claim: Claim, standard: str | None, cache: Kept, read: Apart) -> Year:
    """A year as it was kept, else made of its workbook in a process apart."""
    seal = hashlib.sha256(content_of(claim.path)).hexdigest()

    def name(seal: str) -> str:
        return f"{seal[:32]}-{standard or 'auto'}-{__version__}-{_SCHEMA}.json"

    year: Year | None = None
    if cache.holds(name(seal)):
        kept = archive / CACHE / name(seal)
        year = read_state(kept, lambda plain: _of_plain(plain, claim, seal), _MOST_BYTES)
    if year is None:
        year = cast(Year, read(claim.path.name, claim, standard))
        with suppress(Exception):  # only a memory of what can be made again
            made_name = name(year.sha256)
            write_all(archive, {f"{CACHE}/{made_name}": _as_plain(year).encode()})
            cache.note(made_name)
    return year


def made(claim: Claim, asked: str | None) -> Year:
    """Return the year of a workbook. Raises InputError where it cannot be used or names no 学年."""
    book, county = read_book(claim.path)
    said = county.fact("学年")
    label = year_of(said)
    place = county.facts["学年"].cell if "学年" in county.facts else Place(layout.FACTS.name)
    if not label:
        what = f"现为“{said}”，应写成 2023-2024" if said else "没有写；请填写，如 2023-2024"
        raise InputError([Problem(place, f"学年{what}")])
    rulebook = resolve(county, None)
    then = assess(county, rulebook.at(county.date))
    now = assess(county, resolve(_Undated(county), asked).at(None))
    schools = county.schools
    codes = [schools.word("code", i) for i in range(len(schools))]
    columns = {key: schools.number(key).tolist() for key in schools.numbers}
    return Year(
        first=int(label[:4]),
        file=claim.name,
        sha256=book.sha256,
        county=county.name,
        standard=rulebook.id,
        rules=now.standard.id,
        verdict=then.verdict,
        newest=now.verdict,
        points=dict(_points(now)),
        groups=dict(now.groups),
        met=sum(item.state is State.MET for item in now.items.values())
        + sum(found.state is State.MET for _, _, found in now.cvs),
        sections=tuple(_sections(now)),
        behind=dict(_behind(now)),
        schools={code: schools.word("name", i) for i, code in enumerate(codes)},
        figures={
            code: {key: column[i] for key, column in columns.items() if not math.isnan(column[i])}
            for i, code in enumerate(codes)
        },
        places={"学年": str(place)},
    )


def names(standard: Standard) -> dict[str, tuple[str, int]]:
    """Return what every series is called, and which way is better, in order."""
    found: dict[str, tuple[str, int]] = {}
    for stage in STAGES:
        word = STAGE_WORDS[stage]
        for id in INDICATORS:
            name = f"{word}{standard.clauses[id].name}"
            found[f"balance.{stage}.{id}"] = (f"{name}校际差异系数", -1)
            found[f"mean.{stage}.{id}"] = (f"{name}（全县均值）", 1)
        found[f"share.{stage}"] = (f"{word}办学单元达标比例", 1)
    for id, clause in standard.clauses.items():
        if id not in RECORDS or group_of(id).letter == "R":
            continue
        lines = RECORDS[id].figure
        if len(lines) > 1:
            for line in lines:
                found[f"{id}.{line.key}"] = (f"{clause.name}（{line.name or line.key}）", 1)
        else:
            found[id] = (clause.name, 1)
    return found


def _points(now: Assessment) -> Iterator[tuple[str, Point]]:
    standard = now.standard
    for stage in now.stages:
        for id, found in now.balance[stage].items():
            yield f"balance.{stage}.{id}", Point(found.cv, found.state, found.limit)
            required = float(standard.required(id, stage))
            yield f"mean.{stage}.{id}", Point(found.mean, State.NOT_APPLICABLE, required)
        states = now.sections.state[now.sections.of_stage(stage)]
        missing, unmet = ((states == s).any() for s in (State.MISSING, State.UNMET))
        state = State.UNMET if unmet else State.MISSING if missing else State.MET
        known = len(states) - int((states == State.MISSING).sum())
        share = float((states == State.MET).sum()) / known if known else None
        yield f"share.{stage}", Point(share, state, 1.0)
    for id, item in now.items.items():
        lines = RECORDS[id].figure
        values = dict(item.values)
        if not lines:
            yield id, Point(None, item.state)
        for line in lines:
            key = f"{id}.{line.key}" if len(lines) > 1 else id
            value = values.get(line.key) if line.key else item.value
            known = line.path in standard.parameters
            wanted = float(standard.exact(line.path)) if known else None
            yield key, Point(value, item.state, wanted)


def _sections(now: Assessment) -> Iterator[Section]:
    sections, schools = now.sections, now.county.schools
    for school, stage, state, values in zip(
        sections.school.tolist(),
        sections.stage.tolist(),
        sections.state.tolist(),
        sections.values.tolist(),
        strict=True,
    ):
        yield Section(
            schools.word("code", school),
            schools.word("name", school),
            STAGES[stage],
            State(state),
            tuple(None if math.isnan(value) else value for value in values),
        )


def _behind(now: Assessment) -> Iterator[tuple[str, tuple[str, ...]]]:
    sections, schools = now.sections, now.county.schools
    named: dict[str, dict[str, None]] = {}
    for gap in all_gaps(now):
        if gap.school is None or gap.state is not State.UNMET:
            continue
        key = f"mean.{gap.stage}.{gap.id}" if gap.id in INDICATORS else gap.id
        named.setdefault(key, {})[gap.name] = None
    for stage in now.stages:
        mine = sections.of_stage(stage)
        at = [schools.word("name", int(school)) for school in sections.school[mine]]
        for column, id in enumerate(INDICATORS):
            share = shares_of_variance(sections.totals[mine, column], sections.pupils[mine])
            top = np.argsort(-share, kind="stable")[:DRIVERS]
            yield f"balance.{stage}.{id}", tuple(at[i] for i in top if share[i] > 0)
        unmet = np.flatnonzero(sections.state[mine] == State.UNMET).tolist()
        yield f"share.{stage}", tuple(at[i] for i in unmet[:MOST_NAMED])
    for key, schools_ in named.items():
        lines = RECORDS[key].figure if key in RECORDS else ()
        for part in [f"{key}.{line.key}" for line in lines] if len(lines) > 1 else [key]:
            yield part, tuple(schools_)[:MOST_NAMED]


def _as_plain(year: Year) -> str:
    plain = {
        "first": year.first,
        "county": year.county,
        "standard": year.standard,
        "rules": year.rules,
        "verdict": year.verdict.id,
        "newest": year.newest.id,
        "points": {k: [p.value, p.state.id, p.line] for k, p in year.points.items()},
        "groups": {k: s.id for k, s in year.groups.items()},
        "met": year.met,
        "sections": [[s.code, s.school, s.stage, s.state.id, s.values] for s in year.sections],
        "behind": year.behind,
        "schools": year.schools,
        "figures": year.figures,
        "places": year.places,
    }
    return json.dumps(plain, ensure_ascii=False, allow_nan=False)


_STATES = {state.id: state for state in State}


def _of_plain(plain: Any, claim: Claim, seal: str) -> Year:
    """Return a year of what was kept; raises ValueError, KeyError or TypeError where it is none."""
    found: Mapping[str, Any] = expect(plain, dict)
    return Year(
        first=expect(found["first"], int),
        file=claim.name,
        sha256=seal,
        county=expect(found["county"], str),
        standard=expect(found["standard"], str),
        rules=expect(found["rules"], str),
        verdict=_STATES[found["verdict"]],
        newest=_STATES[found["newest"]],
        points={
            str(key): Point(_number(value), _STATES[state], _number(line))
            for key, (value, state, line) in found["points"].items()
        },
        groups={str(key): _STATES[state] for key, state in found["groups"].items()},
        met=expect(found["met"], int),
        sections=tuple(
            Section(str(code), str(name), str(stage), _STATES[state], tuple(map(_number, values)))
            for code, name, stage, state, values in found["sections"]
        ),
        behind={str(key): _texts(some) for key, some in found["behind"].items()},
        schools={str(code): expect(name, str) for code, name in found["schools"].items()},
        figures={
            str(code): {str(key): float(expect(value, float)) for key, value in row.items()}
            for code, row in found["figures"].items()
        },
        places={str(key): expect(place, str) for key, place in found["places"].items()},
    )


def _number(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    raise ValueError(value)


def _texts(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(expect(value, str) for value in values)
