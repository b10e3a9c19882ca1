"""Read who is responsible: the general terms, and a county's own plan (本县方案) laid over them.

A county gives its plan in one file or in one sheet (see `sheet`); of whatever it does not say the
general terms stay.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from qbe_xl.clauses.duties.model import MISSING, Basis, Duties, Kind, Plan, Task, Unit
from qbe_xl.clauses.records import RECORDS, RESOURCES
from qbe_xl.files import toml
from qbe_xl.standards.loading import SOURCE_KINDS

GENERAL = Path(__file__).with_name("general.toml")
EXAMPLE = Path(__file__).with_name("yanshan.toml")
"""The plan of one county, word for word, to be copied and altered; nothing cites it unasked."""
_DATA = "data"
"""The kind of whatever is not filled in yet."""
_MOST_MONTHS = 60


@cache
def general() -> Duties:
    """Return who is responsible in general terms, without any county's plan."""
    return read_general(GENERAL)


@cache
def example() -> Duties:
    """Return the plan that is shipped as an example, laid over the general terms."""
    return read_plan(EXAMPLE)


def kinds_of_problems() -> dict[str, str]:
    """Return the id of the kind of every problem: indicators, CVs, `missing`."""
    duties = {id: record.duty for id, record in RECORDS.items() if record.duty}
    balances = {f"balance.{id}": RECORDS[id].balance_duty for id in RESOURCES}
    return {**duties, **balances, MISSING: _DATA}


def read_general(path: Path) -> Duties:
    """Return what a file of general terms holds. Raises InputError with all that is wrong with it."""
    with toml.reading(path) as file:
        units = {id: Unit(id, table.text("name")) for id, table in _each(file, "units")}
        kinds = {id: _kind(id, table, units) for id, table in _each(file, "kinds")}
        lacking = [p for p, kind in kinds_of_problems().items() if kind not in kinds]
        if lacking:
            file.complain("kinds", f"没有归口的问题：{'、'.join(lacking)}")
    return Duties(Plan(), units, {}, kinds)


def read_plan(path: Path) -> Duties:
    """Return the duties with a county's own file laid over; raises InputError with all its faults."""
    base = general()
    units, kinds = dict(base.units), dict(base.kinds)
    with toml.reading(path) as file:
        head = file.table("plan", must=False)
        plan = Plan(
            head.text("county", ""),
            head.text("title", ""),
            head.text("number", ""),
            head.text("issuer", ""),
            head.date("date") if "date" in head else None,
            path.name,
        )
        for id, table in _each(file, "units", base.units):
            units[id] = _unit(table, units[id])
        for number, table in enumerate(file.tables("others"), 1):
            id = f"other{number}"
            units[id] = _unit(table, Unit(id, table.text("name")))
        tasks = {id: _task(id, table, units) for id, table in _each(file, "tasks", must=False)}
        for id, table in _each(file, "kinds", base.kinds):
            kinds[id] = _own_kind(table, kinds[id], units, tasks)
    return Duties(plan, units, tasks, kinds)


def _each(
    file: toml.Table, key: str, allowed: Collection[str] | None = None, *, must: bool = True
) -> Iterator[tuple[str, toml.Table]]:
    outer = file.table(key, must=must and allowed is None)
    for id in outer.names(allowed):
        yield id, outer.table(id)


def _unit(table: toml.Table, usual: Unit) -> Unit:
    return replace(
        usual,
        name=table.text("name", usual.name),
        section=table.text("section", usual.section),
        duties=table.texts("duties", usual.duties),
    )


def _task(id: str, table: toml.Table, units: Mapping[str, Unit]) -> Task:
    return Task(
        id,
        table.text("title"),
        table.text("section", ""),
        table.text("responsible", ""),
        table.words("units", units, ()),
        table.flag("all_members"),
        table.texts("work", ()),
    )


def _kind(id: str, table: toml.Table, units: Mapping[str, Unit]) -> Kind:
    return Kind(
        id=id,
        title=table.text("title"),
        problems=tuple(p for p, kind in kinds_of_problems().items() if kind == id),
        lead=table.word("lead", units),
        cooperating=table.words("with", units),
        measure=table.text("measure"),
        months=_months(table),
        kind=table.word("kind", SOURCE_KINDS),
        measures=_measures(table, id),
    )


def _own_kind(
    table: toml.Table, usual: Kind, units: Mapping[str, Unit], tasks: Mapping[str, Task]
) -> Kind:
    return replace(
        usual,
        lead=table.word("lead", units, usual.lead),
        cooperating=table.words("with", units, usual.cooperating),
        measure=table.text("measure", usual.measure),
        measures={} if "measure" in table else usual.measures,
        months=_months(table, usual.months),
        task=table.word("task", tasks) if "task" in table and tasks else "",
        basis=tuple(_basis(one, units, tasks) for one in table.tables("basis")),
    )


def _measures(table: toml.Table, id: str) -> dict[str, str]:
    mine = [problem for problem, kind in kinds_of_problems().items() if kind == id]
    measures = table.table("measures", must=False)
    return {problem: measures.text(problem) for problem in measures.names(mine)}


def _basis(table: toml.Table, units: Mapping[str, Unit], tasks: Mapping[str, Task]) -> Basis:
    """Every quotation must really stand where it is said to."""
    source, quote = table.word("from", (*units, *tasks)), table.text("quote")
    if source in tasks:
        section, said = tasks[source].section, tasks[source].work
    else:
        section, said = units[source].section, units[source].duties
    if quote and not any(quote in sentence for sentence in said):
        table.complain("quote", f"{source} 的原文里没有“{quote}”")
    return Basis(source, section, quote)


def _months(table: toml.Table, usual: int | None = None) -> int:
    if usual is not None and "months" not in table:
        return usual
    return int(table.number("months", 1, _MOST_MONTHS, whole=True))
