"""责任清单 and 整改通知: what is open in the ledger, by unit, township and school."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from qbe_xl.checkup.doubts import Doubts
from qbe_xl.checkup.verifying import first_to_verify
from qbe_xl.clauses import words
from qbe_xl.clauses.duties import Duties, Unit, general
from qbe_xl.clauses.duties.model import TOWNSHIPS
from qbe_xl.county import layout
from qbe_xl.county.model import of_county
from qbe_xl.documents.material import Material
from qbe_xl.documents.views.summary import OPEN
from qbe_xl.files.names import distinct, safe_name
from qbe_xl.remedy.ledger.adopting import adopted_before
from qbe_xl.remedy.ledger.costs import costs
from qbe_xl.remedy.ledger.merging import merge
from qbe_xl.remedy.ledger.model import BLANKS, Ledger, Row, total
from qbe_xl.remedy.ledger.problems import find
from qbe_xl.remedy.ledger.summaries import by_township, tally, units_in, urgency
from qbe_xl.remedy.ledger.wording import cell, cost_words
from qbe_xl.remedy.verifying import told_first
from qbe_xl.sheets.pieces import View, count
from qbe_xl.standards import Clause

MOST_ROWS = 300
"""Rows of a unit that are listed; a list of more is read in the ledger."""


def ledger_of(material: Material) -> Ledger:
    """Return the ledger as it stands with this run, made once for all documents."""
    return material.once(_ledger)


def doubts_of(material: Material) -> Doubts:
    """Return what must be verified first, made once for all documents."""
    return material.once(_doubts)


def _doubts(material: Material) -> Doubts:
    return first_to_verify(material.assessment, material.notices, *material.past.folders)


def _ledger(material: Material) -> Ledger:
    assessment, past = material.assessment, material.past
    prices = costs(past.prices, assessment.standard)
    found = adopted_before(past.ledger, find(assessment, prices, material.run.time.date()))
    found = replace(found, verify=told_first(doubts_of(material), found, None, past.prices))
    return merge(past.ledger, found, past.duties, material.run.time)


def units(material: Material) -> View:
    """Return every member unit and township with what it leads; apart those that lead nothing open."""
    ledger, duties = ledger_of(material), material.past.duties
    members = _member_units(material, ledger, duties)
    listed = [
        *(m for m in members if m["duties"] or m["clauses"] or m["rows"] or m["helps"]),
        *_townships(ledger, duties),
    ]
    idle = [unit for unit in listed if not unit["rows"]]
    listed = [unit for unit in listed if unit["rows"]]
    stems = distinct(safe_name(unit["name"]) for unit in listed)
    counts = tally(ledger.rows, ledger.today)
    return {
        "plan": duties.plan.document,
        "total": count(counts.open),
        "overdue": count(counts.overdue),
        "cost": cost_words(ledger),
        "units": [{**unit, "file": stems[place]} for place, unit in enumerate(listed)],
        "idle": idle,
    }


def unit_parts(material: Material, whole: View) -> Iterator[tuple[str, View]]:
    """Yield each unit's own list."""
    for unit in whole["units"]:
        yield unit["file"], {"units": [unit], "idle": []}


def _member_units(material: Material, ledger: Ledger, duties: Duties) -> Iterator[View]:
    open_ = [row for row in ledger.rows if not row.is_closed]
    led: dict[str, list[Row]] = {}
    helped: dict[str, list[Row]] = {}
    for row in open_:
        for name in units_in(row.text("unit")):
            led.setdefault(name, []).append(row)
        for name in units_in(row.text("helpers")):
            helped.setdefault(name, []).append(row)
    known = {unit.name: unit for id, unit in duties.units.items() if id != TOWNSHIPS}
    clauses = material.assessment.standard.clauses
    townships = {duties.name(TOWNSHIPS, row.text("township")) for row in open_}
    townships.add(duties.units[TOWNSHIPS].name)
    others = [name for name in led if name not in known and name not in townships]
    for name in [*known, *others]:
        unit = known.get(name)
        yield {
            **_listed(ledger, name, led.get(name, []), costing=_first_led(led, name)),
            "clauses": _clauses(clauses, duties, unit) if unit else [],
            "duties": list(unit.duties) if unit else [],
            "section": unit.section if unit else "",
            "tasks": [f"{t.section}{t.title}" for t in duties.tasks_of(unit.id)] if unit else [],
            "helps": _kinds(helped.get(name, [])),
            "repeats": False,
            "lead": "牵头整改的事项",
        }


def _clauses(clauses: Mapping[str, Clause], duties: Duties, unit: Unit) -> list[str]:
    """The clauses whose problems a unit leads: 县级以上骨干教师数（第六条（二））."""
    led = (problem for kind in duties.kinds_led_by(unit.id) for problem in kind.problems)
    of = {id.removeprefix("balance.") for id in led}
    return [f"{clause.name}（{clause.article}）" for id, clause in clauses.items() if id in of]


def _townships(ledger: Ledger, duties: Duties) -> Iterator[View]:
    common = duties.units[TOWNSHIPS]
    for group in by_township(ledger):
        name = duties.name(TOWNSHIPS, group.name)
        rows = [row for row in group.rows if not row.is_closed]
        if name == common.name or not rows:
            continue
        yield {
            **_listed(ledger, name, rows),
            "clauses": [],
            "duties": list(common.duties),
            "section": common.section,
            "tasks": [f"{t.section}{t.title}" for t in duties.tasks_of(TOWNSHIPS)],
            "helps": "",
            "repeats": True,
            "lead": "辖区学校须整改的事项",
        }


def _first_led(led: Mapping[str, Sequence[Row]], name: str) -> set[str]:
    """The rows of a unit that bear its costs: of several leading units the first, so once."""
    return {row.id for row in led.get(name, ()) if units_in(row.text("unit"))[:1] == (name,)}


def _listed(
    ledger: Ledger, name: str, rows: Iterable[Row], costing: Container[str] | None = None
) -> View:
    borne = [row for row in ledger.costing if costing is None or row.id in costing]
    ids = {row.id for row in borne}
    ordered = sorted(rows, key=lambda row: urgency(row, ledger.today))
    counts = tally(ordered, ledger.today)
    return {
        "name": name,
        "today": words.day(ledger.today),
        "count": count(counts.open),
        "overdue": count(counts.overdue) if counts.overdue else "",
        "soon": count(counts.soon) if counts.soon else "",
        "cost": words.money(total(row for row in ordered if row.id in ids) or None),
        "rows": [
            row_view(ledger, n, row, costs=row.id in ids)
            for n, row in enumerate(ordered[:MOST_ROWS], 1)
        ],
        "more": count(len(ordered) - MOST_ROWS) if len(ordered) > MOST_ROWS else "",
    }


def _kinds(rows: Sequence[Row]) -> str:
    """What a unit helps with: 生均教学及辅助用房面积 3 件."""
    counts: dict[str, int] = {}
    for row in rows:
        title = row.text("indicator")
        counts[title] = counts.get(title, 0) + 1
    return "；".join(f"{title} {number} 件" for title, number in counts.items())


def row_view(ledger: Ledger, number: int, row: Row, *, costs: bool = True) -> View:
    """Return a row of the ledger in words; costs: whether what it costs is told here."""
    return {
        "cost": cell(ledger, row.amount("cost")) if costs else words.BLANK,
        "number": count(number),
        "indicator": row.text("indicator"),
        "title": _title(row),
        "told": _OF_BOOK.sub("", row.text("problem")),
        "done": _BORNE.sub("（费用并入本校另一事项，不重复计）", row.text("measure"))
        or words.BLANK,
        "school": row.text("school") or words.BLANK,
        "stage": row.text("stage"),
        "problem": row.text("problem"),
        "measure": row.text("measure") or words.BLANK,
        "unit": row.text("unit") or words.BLANK,
        "helpers": row.text("helpers"),
        "person": row.text("person"),
        "deadline": row.text("deadline") or words.BLANK,
        "state": row.text("state"),
        "article": row.text("article"),
    }


_OF_BOOK = re.compile(r"（[^（）]*![A-Z]+\d+[^（）]*）")
"""Cells of the county's workbook, which a school does not have."""
_BORNE = re.compile(r"（费用列在 [^（）]*，不重复计）")
"""The line of the ledger that bears a cost: its number says nothing to a school."""


def _title(row: Row) -> str:
    """The name of a row's indicator without the program's own number (R4), which no paper tells."""
    number, _, name = row.text("indicator").partition(" ")
    return name if name and number.isascii() else row.text("indicator")


def notices(material: Material) -> View:
    """Return the notice of each school that has something to put right."""
    ledger, county = ledger_of(material), material.assessment.county
    by_code: dict[str, list[Row]] = {}
    for row in ledger.rows:
        if row.text("code") and not row.is_closed:
            by_code.setdefault(row.text("code"), []).append(row)
    schools = county.schools
    codes = [
        (i, schools.word("code", i))
        for i in range(len(schools))
        if schools.word("code", i) in by_code
    ]
    stems = distinct(safe_name(f"{code} {schools.word('name', i)}") for i, code in codes)
    return {
        "sender": issuer(material),
        "today": words.day(ledger.today),
        "plan": ledger.plan,
        "count": count(len(codes)),
        "schools": [
            {
                **_listed(ledger, schools.word("name", i), by_code[code]),
                "first": not place,
                "file": stems[place],
                "code": code,
                "stages": "、".join(
                    layout.STAGE_WORDS[stage]
                    for stage in layout.STAGES
                    if material.assessment.pupils.present[stage][i]
                ),
                "last": _last_deadline(by_code[code]),
                **_kinds_of(by_code[code]),
            }
            for place, (i, code) in enumerate(codes)
        ],
    }


def _kinds_of(rows: Iterable[Row]) -> View:
    """Whether a school has something to put right, something to fill in, or both; in words."""
    blank = {row.id.startswith(BLANKS) for row in rows}
    said = {True: "尚未填报", False: "未达到要求"}
    return {
        "blank": True in blank,
        "unmet": False in blank,
        "kinds": "或".join(said[b] for b in sorted(blank)),
    }


def issuer(material: Material) -> str:
    """Who issues papers of the county's authority, with the county's name.

    As the county's plan names it, else 填报单位, else in general terms; without a 县名 a blank.
    """
    named, common = (duties.name("education") for duties in (material.past.duties, general()))
    county = material.assessment.county
    own = named if named != common else county.fact("填报单位")
    return of_county(county.name, own or (f"{county.name}教育行政部门" if county.name else OPEN))


def _last_deadline(rows: Iterable[Row]) -> str:
    days = [day for row in rows if (day := row.date("deadline"))]
    return words.day(max(days)) if days else ""


def notice_parts(material: Material, whole: View) -> Iterator[tuple[str, View]]:
    """Yield each school's own notice."""
    for school in whole["schools"]:
        yield school["file"], {"schools": [{**school, "first": True}]}
