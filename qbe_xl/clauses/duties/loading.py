"""Read the files that say who is responsible, or say everything that is wrong with them.

A county with other names of its units hands in a file of its own, which may replace nothing but
what stands in `duties.toml`.
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

DATA = Path(__file__).with_name("duties.toml")
_DATA = "data"
"""The kind of whatever is not filled in yet."""
_MOST_MONTHS = 60


@cache
def default_duties() -> Duties:
    """Return the duties of the plan that comes with the program."""
    return read_duties(DATA)


def load_duties(own: Path | None = None) -> Duties:
    """Return the duties, with the names and leads of a county's own file laid over.

    Raises InputError with everything that is wrong with the file.
    """
    base = default_duties()
    if own is None:
        return base
    units, kinds = dict(base.units), dict(base.kinds)
    with toml.reading(own) as file:
        county = file.table("plan", must=False).text("county", base.plan.county)
        for id, table in _each(file, "units", base.units):
            units[id] = replace(units[id], name=table.text("name", units[id].name))
        for id, table in _each(file, "kinds", base.kinds):
            kind = kinds[id]
            kinds[id] = replace(
                kind,
                lead=table.word("lead", units, kind.lead),
                cooperating=table.words("with", units, kind.cooperating),
                measure=table.text("measure", kind.measure),
                months=_months(table, kind.months),
            )
    return Duties(replace(base.plan, county=county, names_from=own.name), units, base.tasks, kinds)


def kinds_of_problems() -> dict[str, str]:
    """Return the id of the kind of every problem: indicators, CVs, `missing`."""
    duties = {id: record.duty for id, record in RECORDS.items() if record.duty}
    balances = {f"balance.{id}": RECORDS[id].balance_duty for id in RESOURCES}
    return {**duties, **balances, MISSING: _DATA}


def read_duties(path: Path) -> Duties:
    """Return what a whole file of duties holds. Raises InputError with all that is wrong with it."""
    with toml.reading(path) as file:
        head = file.table("plan")
        plan = Plan(
            head.text("county"), head.text("document"), head.text("issuer"), head.date("date")
        )
        units = {
            id: Unit(id, table.text("name"), table.text("section"), table.texts("duties"))
            for id, table in _each(file, "units")
        }
        tasks = {
            id: Task(
                id,
                table.text("title"),
                table.text("section"),
                table.text("responsible"),
                table.words("units", units),
                table.flag("all_members"),
                table.texts("work"),
            )
            for id, table in _each(file, "tasks")
        }
        kinds = {id: _kind(id, table, units, tasks) for id, table in _each(file, "kinds")}
        lacking = [p for p, kind in kinds_of_problems().items() if kind not in kinds]
        if lacking:
            file.complain("kinds", f"没有归口的问题：{'、'.join(lacking)}")
    return Duties(plan, units, tasks, kinds)


def _each(
    file: toml.Table, key: str, allowed: Collection[str] | None = None
) -> Iterator[tuple[str, toml.Table]]:
    outer = file.table(key, must=allowed is None)
    for id in outer.names(allowed):
        yield id, outer.table(id)


def _kind(id: str, table: toml.Table, units: Mapping[str, Unit], tasks: Mapping[str, Task]) -> Kind:
    return Kind(
        id=id,
        title=table.text("title"),
        problems=tuple(p for p, kind in kinds_of_problems().items() if kind == id),
        lead=table.word("lead", units),
        cooperating=table.words("with", units),
        task=table.word("task", tasks),
        basis=tuple(_basis(one, units, tasks) for one in table.tables("basis", least=1)),
        measure=table.text("measure"),
        months=_months(table),
        kind=table.word("kind", SOURCE_KINDS),
    )


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
