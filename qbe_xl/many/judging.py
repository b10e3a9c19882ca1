"""One workbook in, its rows of every table out: the unit of work of every engine."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator

from qbe_xl.assessment import Assessment
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.assessment.states import State
from qbe_xl.clauses.gaps import find_gaps, title_of, totals
from qbe_xl.clauses.records import RECORDS
from qbe_xl.county.model import County, Table
from qbe_xl.county.reading import read_book
from qbe_xl.errors import InputError, Problem, told
from qbe_xl.many.tables import CHOICES, INPUTS, Row, Rows
from qbe_xl.report.run import examine
from qbe_xl.standards import Rulebook, load, resolve

MOST_PROBLEMS = 50
"""Lines of problems kept of one workbook."""


def rows_of(data: bytes, name: str, standard: str = "") -> tuple[str, Rows]:
    """Return the SHA-256 of a workbook's bytes and its rows.

    standard: an id; empty for that of the county's own 省份. Whatever the bytes are, there are
    rows: a workbook that cannot be used has its problems and nothing else.
    """
    seal = hashlib.sha256(data).hexdigest()
    try:
        _, county = read_book(data, name=name)
        return seal, rows_of_county(county, _rulebook(standard) if standard else resolve(county))
    except InputError as error:
        return seal, unusable(error.problems)
    except MemoryError:
        raise
    except Exception as error:  # one workbook never ends the run of all
        return seal, broken(f"读取时出错（{type(error).__name__}），请单独检查这个文件")


_LOADED: dict[str, Rulebook] = {}


def _rulebook(id: str) -> Rulebook:
    if id not in _LOADED:
        _LOADED[id] = load(id)
    return _LOADED[id]


def unusable(problems: Iterable[Problem]) -> Rows:
    """Return the rows of a workbook that cannot be used."""
    lines = told(problems)
    more = len(lines) - MOST_PROBLEMS
    kept = [*lines[:MOST_PROBLEMS], *([f"另有 {more} 条问题没有列出"] if more > 0 else ())]
    return {"problem": [_problem("input", *line.partition("：")[::2]) for line in kept]}


def broken(message: str) -> Rows:
    """Return the rows of a workbook that could not even be looked at."""
    return {"problem": [_problem("input", "", message)]}


def _problem(kind: str, cell: str, message: str) -> Row:
    return {"kind": kind, "cell": cell if message else "", "message": message or cell}


def rows_of_county(county: County, rulebook: Rulebook) -> Rows:
    """Return the rows of a county judged by a standard."""
    assessment, notices = examine(county, rulebook)
    return {
        "county": [
            {
                "county": county.name,
                "prefecture": county.fact("州市"),
                "year": county.fact("学年"),
                "date": county.fact("评估日期"),
                "standard": rulebook.id,
                "rules": str(assessment.standard.as_of or ""),
                "verdict": assessment.verdict.id,
                **{group: state.id for group, state in assessment.groups.items()},
                "schools": len(county.schools),
                "sections": len(assessment.sections),
                "sections_met": assessment.sections_met,
            }
        ],
        "school": list(_schools(county.schools)),
        "section": list(_sections(assessment)),
        "figure": list(_figures(assessment)),
        "problem": [
            *({"kind": "warning", "cell": n.cell, "message": n.message} for n in notices),
            *_gaps(assessment),
            *_totals(assessment),
        ],
    }


def _schools(schools: Table) -> Iterator[Row]:
    figures = {key: schools.number(key).tolist() for key in INPUTS}
    choices = {
        key: [(*of.allowed, "")[code] for code in schools.code(key).tolist()]
        for key, of in ((key, schools.sheet.by_key[key]) for key in CHOICES)
    }
    for i in range(len(schools)):
        yield {
            "row": int(schools.rows[i]) + 1,
            "code": schools.word("code", i),
            "school": schools.word("name", i),
            "township": schools.word("township", i),
            **{key: column[i] for key, column in choices.items()},
            **{key: column[i] for key, column in figures.items()},
        }


def _sections(assessment: Assessment) -> Iterator[Row]:
    sections, schools = assessment.sections, assessment.county.schools
    words = [state.id for state in State]
    for school, stage, pupils, values, states, met, state in zip(
        sections.school.tolist(),
        sections.stage.tolist(),
        sections.pupils.tolist(),
        sections.values.tolist(),
        sections.states.tolist(),
        sections.met_count.tolist(),
        sections.state.tolist(),
        strict=True,
    ):
        yield {
            "row": int(schools.rows[school]) + 1,
            "code": schools.word("code", school),
            "school": schools.word("name", school),
            "stage": STAGES[stage],
            "pupils": pupils,
            "state": words[state],
            "met_count": met,
            **dict(zip(INDICATORS, values, strict=True)),
            **{f"{id}_state": words[s] for id, s in zip(INDICATORS, states, strict=True)},
        }


def _figures(assessment: Assessment) -> Iterator[Row]:
    for stage, id, found in assessment.cvs:
        base = {"id": id, "stage": stage}
        yield {**base, "key": "mean", "value": found.mean}
        yield {
            **base,
            "key": "cv",
            "value": found.cv,
            "line": found.limit,
            "state": found.state.id,
        }
    for id, item in assessment.items.items():
        values = dict(item.values)
        keys = [line.key for line in RECORDS[id].figure] or [""]
        for key in keys:
            yield {
                "id": id,
                "stage": key if key in STAGES else "",
                "key": key,
                "value": values.get(key) if key else item.value,
                "state": item.state.id,
            }


def _gaps(assessment: Assessment) -> Iterator[Row]:
    for gap in find_gaps(assessment):
        need = gap.need
        yield {
            "kind": "gap",
            "id": f"{gap.indicator}.cv" if gap.indicator else gap.id,
            "code": gap.code,
            "school": "" if gap.school is None else gap.name,
            "stage": gap.stage,
            "state": gap.state.id,
            "cell": gap.cells,
            "message": gap.words,
            "thing": gap.thing or title_of(assessment, gap),
            "amount": None if need is None else _float(float(need)),
            "unit": gap.unit,
        }


def _totals(assessment: Assessment) -> Iterator[Row]:
    """What the county lacks of each thing; what a school's stages share counts once."""
    for total in totals(find_gaps(assessment)):
        if total.amount:
            yield {
                "kind": "total",
                "id": total.id,
                "thing": total.thing,
                "amount": _float(float(total.amount)),
                "unit": total.unit,
            }


def _float(value: float) -> float | None:
    return value if math.isfinite(value) else None
