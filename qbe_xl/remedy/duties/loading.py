"""Read the files that say who is responsible, or say everything that is wrong with them.

A county with other names of its units hands in a file of its own, which may replace nothing but
what stands in `duties.toml`.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from qbe_xl import standards
from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.remedy.duties.model import MISSING, Basis, Duties, Kind, Plan, Task, Unit
from qbe_xl.standards.schema import SOURCE_KINDS

DATA = Path(__file__).resolve().parents[1] / "duties.toml"

_TOP = ("plan", "tasks", "units", "kinds")
_PLAN = ("county", "document", "issuer", "date")
_TASK = ("title", "section", "responsible", "units", "all_members", "work")
_UNIT = ("name", "section", "duties")
_KIND = ("title", "problems", "lead", "with", "task", "basis", "measure", "months", "kind")
_BASIS = ("from", "quote")
_OWN_TOP = ("plan", "units", "kinds")
_OWN_PLAN = ("county",)
_OWN_UNIT = ("name",)
_OWN_KIND = ("lead", "with", "measure", "months")
_MOST_BYTES = 1_000_000
_MOST_MONTHS = 60


@cache
def default_duties() -> Duties:
    """Return the duties of the plan that comes with the program."""
    return _File(DATA).whole()


def load_duties(own: Path | None = None) -> Duties:
    """Return the duties, with the names and leads of a county's own file laid over.

    Raises InputError with everything that is wrong with the file.
    """
    return default_duties() if own is None else _File(own).over(default_duties())


def problem_keys() -> tuple[str, ...]:
    """Return every problem that a kind must be there for: indicators, CVs, `missing`."""
    clauses = standards.resolve().clauses
    single = [id for id in clauses if id not in ("section", "balance")]
    return (*single, *(f"balance.{id}" for id in clauses if id.startswith("R")), MISSING)


class _File:
    """One file; complaints are gathered, each with the file and the key."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.problems: list[Problem] = []
        self.data: dict[str, Any] = {}
        try:
            content = path.read_bytes()
            if len(content) > _MOST_BYTES:
                self._wrong("", "文件超过 1 MB，不像责任单位文件")
            else:
                self.data = tomllib.loads(content.decode("utf-8-sig"))
        except OSError:
            self._wrong("", "无法读取这个文件；请检查文件名和所在的文件夹")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self._wrong("", f"不是有效的 TOML（{error}）")
        self._stop()

    def whole(self) -> Duties:
        """Return what the file holds by itself."""
        self._known("", self.data, _TOP)
        plan = self._plan(self._table("plan", _PLAN))
        units = dict(self._units())
        tasks = dict(self._tasks(units))
        kinds = dict(self._kinds(units, tasks))
        self._complete([p for kind in kinds.values() for p in kind.problems])
        self._stop()
        return Duties(plan, units, tasks, kinds)

    def over(self, base: Duties) -> Duties:
        """Return the base with what this file replaces."""
        self._known("", self.data, _OWN_TOP)
        plan = replace(base.plan, names_from=self.name)
        head = self._table("plan", _OWN_PLAN)
        if "county" in head:
            plan = replace(plan, county=self._text("plan.county", head["county"]))
        units, kinds = dict(base.units), dict(base.kinds)
        for id, table in self._tables("units", _OWN_UNIT, base.units):
            if "name" in table:
                units[id] = replace(units[id], name=self._text(f"units.{id}.name", table["name"]))
        for id, table in self._tables("kinds", _OWN_KIND, base.kinds):
            kinds[id] = self._replaced(kinds[id], table, units)
        self._stop()
        return Duties(plan, units, base.tasks, kinds)

    def _replaced(self, kind: Kind, table: Mapping[str, Any], units: Collection[str]) -> Kind:
        where = f"kinds.{kind.id}"
        changes: dict[str, Any] = {}
        if "lead" in table:
            changes["lead"] = self._one_of(f"{where}.lead", table["lead"], units)
        if "with" in table:
            changes["cooperating"] = self._ids(f"{where}.with", table["with"], units)
        if "measure" in table:
            changes["measure"] = self._text(f"{where}.measure", table["measure"])
        if "months" in table:
            changes["months"] = self._months(f"{where}.months", table["months"])
        return replace(kind, **changes)

    def _plan(self, table: Mapping[str, Any]) -> Plan:
        date = table.get("date")
        if type(date) is not dt.date:
            self._wrong("plan.date", f"应为日期（2023-02-15），现为“{date}”")
            date = dt.date.min
        texts = {key: self._text(f"plan.{key}", table.get(key)) for key in _PLAN[:3]}
        return Plan(**texts, date=date)

    def _units(self) -> Iterator[tuple[str, Unit]]:
        for id, table in self._tables("units", _UNIT):
            where = f"units.{id}"
            yield (
                id,
                Unit(
                    id=id,
                    name=self._text(f"{where}.name", table.get("name")),
                    section=self._text(f"{where}.section", table.get("section")),
                    duties=self._texts(f"{where}.duties", table.get("duties")),
                ),
            )

    def _tasks(self, units: Collection[str]) -> Iterator[tuple[str, Task]]:
        for id, table in self._tables("tasks", _TASK):
            where = f"tasks.{id}"
            texts = {
                key: self._text(f"{where}.{key}", table.get(key))
                for key in ("title", "section", "responsible")
            }
            yield (
                id,
                Task(
                    id=id,
                    **texts,
                    units=self._ids(f"{where}.units", table.get("units"), units),
                    all_members=table.get("all_members", False) is True,
                    work=self._texts(f"{where}.work", table.get("work")),
                ),
            )

    def _kinds(
        self, units: Mapping[str, Unit], tasks: Mapping[str, Task]
    ) -> Iterator[tuple[str, Kind]]:
        keys = problem_keys()
        for id, table in self._tables("kinds", _KIND):
            where = f"kinds.{id}"
            yield (
                id,
                Kind(
                    id=id,
                    title=self._text(f"{where}.title", table.get("title")),
                    problems=self._ids(f"{where}.problems", table.get("problems"), keys),
                    lead=self._one_of(f"{where}.lead", table.get("lead"), units),
                    cooperating=self._ids(f"{where}.with", table.get("with"), units),
                    task=self._one_of(f"{where}.task", table.get("task"), tasks),
                    basis=tuple(self._basis(where, table.get("basis"), units, tasks)),
                    measure=self._text(f"{where}.measure", table.get("measure")),
                    months=self._months(f"{where}.months", table.get("months")),
                    kind=self._one_of(f"{where}.kind", table.get("kind"), SOURCE_KINDS),
                ),
            )

    def _basis(
        self, where: str, raw: object, units: Mapping[str, Unit], tasks: Mapping[str, Task]
    ) -> Iterator[Basis]:
        """Every quotation must really stand where it is said to."""
        if not isinstance(raw, list) or not raw:
            self._wrong(f"{where}.basis", '应为列表，如 [{ from = "finance", quote = "…" }]')
            return
        for number, entry in enumerate(raw):
            place = f"{where}.basis[{number}]"
            if not isinstance(entry, dict):
                self._wrong(place, '应为 { from = "…", quote = "…" }')
                continue
            self._known(place, entry, _BASIS)
            quote = self._text(f"{place}.quote", entry.get("quote"))
            source = self._one_of(f"{place}.from", entry.get("from"), (*units, *tasks))
            if source in tasks:
                section, said = tasks[source].section, tasks[source].work
            elif source in units:
                section, said = units[source].section, units[source].duties
            else:
                continue
            if not any(quote in sentence for sentence in said):
                self._wrong(f"{place}.quote", f"{source} 的原文里没有“{quote}”")
            yield Basis(source, section, quote)

    def _complete(self, found: list[str]) -> None:
        lacking = [key for key in problem_keys() if key not in found]
        if lacking:
            self._wrong("kinds", f"没有归口的问题：{'、'.join(lacking)}")
        twice = sorted({key for key in found if found.count(key) > 1})
        if twice:
            self._wrong("kinds", f"归口写了两次的问题：{'、'.join(twice)}")

    def _table(self, where: str, allowed: Collection[str]) -> dict[str, Any]:
        raw = self.data.get(where, {})
        if not isinstance(raw, dict):
            self._wrong(where, f"应为表（[{where}]）")
            return {}
        self._known(where, raw, allowed)
        return raw

    def _tables(
        self, where: str, allowed: Collection[str], ids: Collection[str] | None = None
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        raw = self.data.get(where, {})
        if not isinstance(raw, dict):
            self._wrong(where, f"应为表（[{where}.…]）")
            return
        if ids is not None:
            self._known(where, raw, ids)
        for id, table in raw.items():
            if not isinstance(table, dict):
                self._wrong(f"{where}.{id}", f"应为表（[{where}.{id}]）")
            elif ids is None or id in ids:
                self._known(f"{where}.{id}", table, allowed)
                yield id, table

    def _known(self, where: str, table: Mapping[str, object], allowed: Collection[str]) -> None:
        for key in table:
            self._one_of(f"{where}.{key}" if where else key, key, allowed)

    def _one_of(self, where: str, key: object, allowed: Collection[str]) -> str:
        if key not in allowed:
            self._wrong(where, f"不认识“{key}”，可用的有：{'、'.join(allowed)}")
        return str(key)

    def _ids(self, where: str, raw: object, allowed: Collection[str]) -> tuple[str, ...]:
        if not isinstance(raw, list):
            self._wrong(where, f"应为列表，现为“{raw}”")
            return ()
        found = tuple(self._one_of(where, id, allowed) for id in raw)
        if len(set(found)) < len(found):
            self._wrong(where, f"列表有重复项（{'、'.join(found)}）")
        return found

    def _texts(self, where: str, raw: object) -> tuple[str, ...]:
        if not isinstance(raw, list):
            self._wrong(where, f"应为文字的列表，现为“{raw}”")
            return ()
        return tuple(self._text(f"{where}[{number}]", text) for number, text in enumerate(raw))

    def _text(self, where: str, raw: object) -> str:
        if not isinstance(raw, str) or not raw.strip():
            self._wrong(where, "缺少这一项" if raw is None else f"应为文字，现为“{raw}”")
            return ""
        return raw.strip()

    def _months(self, where: str, raw: object) -> int:
        if type(raw) is int and 1 <= raw <= _MOST_MONTHS:
            return raw
        self._wrong(where, f"应为 1 到 {_MOST_MONTHS} 的整数，现为“{raw}”")
        return 1

    def _wrong(self, where: str, message: str) -> None:
        self.problems.append(Problem(Place(f"{self.name} {where}".rstrip()), message))

    def _stop(self) -> None:
        if self.problems:
            raise InputError(self.problems)
