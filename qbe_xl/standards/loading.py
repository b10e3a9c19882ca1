"""Read a standard's file, or say exactly what is wrong with it.

A file states only what it adds: an overlay names the standard it `extends` and may replace
nothing but what stands there.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from qbe_xl.clauses.records import RECORDS, STAGE_KEYS, parameters
from qbe_xl.clauses.records import Parameter as Spec
from qbe_xl.errors import StandardError
from qbe_xl.standards.model import Clause, Parameter, Reading, Standard, Value

DATA = Path(__file__).parent / "data"

_HEAD = (
    "id",
    "title",
    "document",
    "since",
    "extends",
    "restates",
    "province",
    "second_hand",
    "note",
)
SOURCE_KINDS = ("法规", "省级口径", "惯例")

_TEXTS = ("article", "name", "requirement")
_CLAUSE = (*_TEXTS, "unit", "rule", "since", "ended")
_PARAMETER = ("value", *STAGE_KEYS, "kind", "article", "source", "note")
_DATED = ("since", "value")
_READING = ("clause", "question", "choice", "alternatives", "source", "kind")
_SPEC_OF = parameters()
_PLACEHOLDER = re.compile(r"\{([^}:]*)(?::[^}]*)?\}")


@dataclass(frozen=True)
class Rulebook:
    """A standard with every dated value; `at` gives the rules in force on one day."""

    id: str
    title: str
    document: str
    since: dt.date
    extends: str | None
    note: str
    second_hand: bool
    province: str
    documents: tuple[str, ...]
    clause_history: Mapping[str, tuple[Clause, ...]]
    history: Mapping[str, tuple[Parameter, ...]]
    readings: tuple[Reading, ...]

    def at(self, day: dt.date | None = None) -> Standard:
        """Return the values in force on `day`; the newest where no day is given.

        A day before the first value gives the first one: `before_first` tells so. A clause that
        the standard takes up later than it begins itself does not stand before its day.
        """
        values = {}
        for path, dated in self.history.items():
            in_force = [p for p in dated if day is None or p.since <= day]
            values[path] = in_force[-1] if in_force else dated[0]
        return Standard(
            id=self.id,
            title=self.title,
            documents=self.documents,
            since=self.since,
            note=self.note,
            second_hand=self.second_hand,
            clauses=self.clauses_at(day),
            parameters=values,
            readings=self.readings,
            as_of=day,
        )

    @property
    def clauses(self) -> dict[str, Clause]:
        """The newest text of every clause."""
        return self.clauses_at()

    def clauses_at(self, day: dt.date | None = None) -> dict[str, Clause]:
        """Return the clauses in force on `day`, the newest where no day is given."""
        found = {}
        for id in (id for id in RECORDS if id in self.clause_history):
            dated = self.clause_history[id]
            in_force = [c for c in dated if day is None or c.since <= day]
            if not in_force and dated[0].since <= self.since:
                in_force = [dated[0]]
            if in_force and not in_force[-1].ended:
                found[id] = in_force[-1]
        return found

    def before_first(self, day: dt.date | None) -> bool:
        """Whether `day` lies before the standard itself."""
        return day is not None and day < self.since


def available(folder: Path = DATA) -> list[str]:
    """Return the ids of the standards in `folder`, in alphabetical order."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def load(standard: str, folder: Path = DATA) -> Rulebook:
    """Return the standard with this id.

    Raises StandardError when there is none, or its file is not valid.
    """
    return _load(standard, folder, ())


@cache
def _load(standard: str, folder: Path, below: tuple[str, ...]) -> Rulebook:
    if standard not in available(folder):
        raise StandardError(f"没有标准“{standard}”，可用的有：{'、'.join(available(folder))}")
    path = folder / f"{standard}.toml"
    if standard in below:
        chain = " → ".join((*below, standard))
        raise StandardError(f"{path.name}：extends 绕成了圈（{chain}）")
    reader = _Reader(path)
    base_id = reader.base()
    base = _load(base_id, folder, (*below, standard)) if base_id else None
    return reader.rulebook(base)


def _dated(raw: object) -> bool:
    return isinstance(raw, dict) and "since" in raw


def _under(path: str, full: Collection[str]) -> bool:
    return any(of == path or of.startswith(f"{path}.") for of in full)


class _Reader:
    """Turns one file into a Rulebook; every complaint names the file and the key."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            self.data: dict[str, Any] = tomllib.loads(
                path.read_text(encoding="utf-8"), parse_float=Decimal
            )
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            raise StandardError(f"{path.name}：不是有效的 TOML（{error}）") from error
        self._known("", self.data, ("standard", "clauses", "parameters", "readings"))
        self.head = self._table("standard", self.data.get("standard"), _HEAD)
        for key in ("id", "title", "document", "since"):
            if key not in self.head:
                raise self._error(f"standard.{key}", "缺少这一项")
        if self.head["id"] != path.stem:
            raise self._error("standard.id", f"应与文件名一致（{path.stem}）")
        self.since = self._date("standard.since", self.head["since"])
        self.document = self._text("standard.document", self.head["document"])

    def base(self) -> str | None:
        extends = self.head.get("extends")
        return None if extends is None else self._text("standard.extends", extends)

    def rulebook(self, base: Rulebook | None) -> Rulebook:
        restates = self.head.get("restates", False) is True
        documents = (self.document, *(base.documents if base else ()))
        clauses = dict(base.clause_history) if base else {}
        history = dict(base.history) if base else {}
        if base and restates:
            both = "、".join(documents)
            clauses = {
                key: tuple(replace(c, document=both) for c in dated)
                for key, dated in clauses.items()
            }
            history = {
                key: tuple(p if p.kind == "惯例" else replace(p, document=both) for p in dated)
                for key, dated in history.items()
            }
        clauses |= dict(self._clauses(base))
        history |= dict(self._parameters(base, clauses))
        self._complete("clauses", [r.id for r in RECORDS.values() if r.everywhere], clauses)
        self._held_together(clauses, history)
        return Rulebook(
            id=self.head["id"],
            title=self._text("standard.title", self.head["title"]),
            document=self.document,
            since=self.since,
            extends=self.base(),
            note=str(self.head.get("note", "")),
            second_hand=self.head.get("second_hand", False) is True,
            province=str(self.head.get("province", "")),
            documents=documents,
            clause_history=clauses,
            history=history,
            readings=(*self._readings(), *(base.readings if base else ())),
        )

    def _held_together(
        self, clauses: Mapping[str, tuple[Clause, ...]], history: Mapping[str, object]
    ) -> None:
        """Every parameter that a clause asks for is there, and no other is given."""
        asked = {"scope": {""}} | {
            id: {"", *(c.rule for c in dated)} for id, dated in clauses.items()
        }
        wanted = [
            path
            for spec in _SPEC_OF.values()
            if spec.rule in asked.get(spec.clause, ())
            for path in spec.paths
        ]
        self._complete("parameters", wanted, history)
        for path in self.data.get("parameters", {}):
            self._one_of(f"parameters.{path}", path, [p for p in _SPEC_OF if _under(p, wanted)])
        for dated in clauses.values():
            for clause in dated:
                for path in _PLACEHOLDER.findall(clause.requirement):
                    self._one_of(f"clauses.{clause.id}.requirement", path, wanted)

    def _clauses(self, base: Rulebook | None) -> Iterator[tuple[str, tuple[Clause, ...]]]:
        for key, raw in self._mapping("clauses", self.data.get("clauses", {})).items():
            self._one_of(f"clauses.{key}", key, RECORDS)
            before = base.clause_history.get(key, ()) if base else ()
            entries = raw if isinstance(raw, list) else [raw]
            found: list[Clause] = []
            for number, entry in enumerate(entries):
                where = f"clauses.{key}[{number}]" if isinstance(raw, list) else f"clauses.{key}"
                old = found[-1] if found else before[-1] if before else None
                found.append(self._clause(where, key, entry, old))
                if len(found) > 1 and found[-1].since <= found[-2].since:
                    raise self._error(f"{where}.since", "日期应晚于前一项")
            if not found:
                raise self._error(f"clauses.{key}", "应为表或表的列表")
            kept = [c for c in before if c.since < found[0].since] if _dated(entries[0]) else []
            yield key, (*kept, *found)

    def _clause(self, where: str, id: str, raw: object, old: Clause | None) -> Clause:
        table = self._table(where, raw, _CLAUSE)
        lacking = [key for key in _TEXTS if key not in table]
        if old is None and lacking:
            raise self._error(where, f"缺少 {'、'.join(lacking)}")
        since = self._date(f"{where}.since", table["since"]) if "since" in table else self.since
        text = {k: self._text(f"{where}.{k}", table[k]) for k in (*_TEXTS, "unit") if k in table}
        rule = table.get("rule", old.rule if old else "")
        self._one_of(f"{where}.rule", rule, ("", *RECORDS[id].rules))
        ended = table.get("ended", False) is True
        if old is None:
            return Clause(
                id=id, document=self.document, since=since, rule=rule, ended=ended, **text
            )
        document = self.document if text else old.document
        return replace(old, document=document, since=since, rule=rule, ended=ended, **text)

    def _parameters(
        self, base: Rulebook | None, clauses: Mapping[str, tuple[Clause, ...]]
    ) -> Iterator[tuple[str, tuple[Parameter, ...]]]:
        for path, raw in self._mapping("parameters", self.data.get("parameters", {})).items():
            where = f"parameters.{path}"
            self._one_of(where, path, _SPEC_OF)
            spec = _SPEC_OF[path]
            table = self._table(where, raw, _PARAMETER)
            kind = table.get("kind")
            if kind not in SOURCE_KINDS:
                raise self._error(
                    f"{where}.kind", f"应为 {'、'.join(SOURCE_KINDS)} 之一，现为“{kind}”"
                )
            given = [key for key in ("value", *STAGE_KEYS) if key in table]
            wanted = list(spec.by) or ["value"]
            new = base is None or spec.paths[0] not in base.history
            if (new and given != wanted) or not set(given) <= set(wanted) or not given:
                raise self._error(
                    where, f"应给出 {'、'.join(wanted)}，现为 {'、'.join(given) or '空'}"
                )
            article = table.get("article") or self._article(base, spec, clauses)
            if not article:
                raise self._error(f"{where}.article", "缺少条款号")
            for key in given:
                full = path if key == "value" else f"{path}.{key}"
                yield (
                    full,
                    tuple(
                        Parameter(
                            path=full,
                            value=value,
                            spec=spec,
                            document=self.document,
                            article=article,
                            kind=kind,
                            since=since,
                            source=str(table.get("source", "")),
                            note=str(table.get("note", "")),
                        )
                        for since, value in self._dated(f"{where}.{key}", spec, table[key])
                    ),
                )

    def _article(
        self, base: Rulebook | None, spec: Spec, clauses: Mapping[str, tuple[Clause, ...]]
    ) -> str:
        if spec.clause in clauses:
            return clauses[spec.clause][-1].article
        return base.history[spec.paths[0]][-1].article if base else ""

    def _dated(self, where: str, spec: Spec, raw: object) -> Iterator[tuple[dt.date, Value]]:
        if not (isinstance(raw, list) and raw and isinstance(raw[0], dict)):
            yield self.since, self._value(where, spec, raw)
            return
        last: dt.date | None = None
        for number, entry in enumerate(raw):
            place = f"{where}[{number}]"
            table = self._table(place, entry, _DATED)
            for key in _DATED:
                if key not in table:
                    raise self._error(place, f"缺少 {key}")
            since = self._date(f"{place}.since", table["since"])
            if last is not None and since <= last:
                raise self._error(f"{place}.since", f"日期 {since} 应晚于前一项的 {last}")
            last = since
            yield since, self._value(f"{place}.value", spec, table["value"])

    def _value(self, where: str, spec: Spec, raw: object) -> Value:
        if spec.kind == "flag":
            if not isinstance(raw, bool):
                raise self._error(where, f"应为 true 或 false，现为“{raw}”")
            return raw
        if spec.kind == "choice":
            if not isinstance(raw, str) or raw not in spec.allowed:
                raise self._error(where, f"应为 {'、'.join(spec.allowed)} 之一，现为“{raw}”")
            return raw
        if spec.kind == "words":
            if not isinstance(raw, list) or not raw or not set(map(str, raw)) <= set(spec.allowed):
                raise self._error(
                    where, f"应为由 {'、'.join(spec.allowed)} 组成的列表，现为“{raw}”"
                )
            if len(set(raw)) != len(raw):
                raise self._error(where, f"列表有重复项（{raw}）")
            return tuple(raw)
        return self._number(where, spec, raw)

    def _number(self, where: str, spec: Spec, raw: object) -> Decimal:
        if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
            raise self._error(where, f"应为数，现为“{raw}”")
        try:
            value = Decimal(raw)
            inside = spec.low <= value <= spec.high
        except InvalidOperation:
            inside = False
        if not inside:
            raise self._error(where, f"应在 {spec.low} 到 {spec.high} 之间，现为 {raw}")
        if spec.kind in ("count", "year") and value != int(value):
            raise self._error(where, f"应为整数，现为 {raw}")
        return value

    def _readings(self) -> Iterator[Reading]:
        raw = self.data.get("readings", [])
        if not isinstance(raw, list):
            raise self._error("readings", "应写成 [[readings]]")
        for number, entry in enumerate(raw):
            where = f"readings[{number}]"
            table = self._table(where, entry, _READING)
            missing = [key for key in _READING if key not in table]
            if missing:
                raise self._error(where, f"缺少 {'、'.join(missing)}")
            self._one_of(f"{where}.clause", table["clause"], RECORDS)
            self._one_of(f"{where}.kind", table["kind"], SOURCE_KINDS)
            yield Reading(**{key: self._text(f"{where}.{key}", table[key]) for key in _READING})

    def _complete(self, where: str, wanted: Collection[str], found: Collection[str]) -> None:
        missing = [key for key in wanted if key not in found]
        if missing:
            raise self._error(where, f"缺少 {'、'.join(missing)}")

    def _mapping(self, where: str, raw: object) -> dict[str, Any]:
        if not isinstance(raw, dict):
            raise self._error(where, "应为表（[…]）")
        return raw

    def _table(self, where: str, raw: object, allowed: Collection[str]) -> dict[str, Any]:
        table = self._mapping(where, raw)
        self._known(where, table, allowed)
        return table

    def _known(self, where: str, table: Mapping[str, object], allowed: Collection[str]) -> None:
        for key in table:
            self._one_of(f"{where}.{key}" if where else key, key, allowed)

    def _one_of(self, where: str, key: object, allowed: Collection[str]) -> None:
        if key not in allowed:
            raise self._error(where, f"不认识“{key}”，可用的有：{'、'.join(allowed)}")

    def _text(self, where: str, raw: object) -> str:
        if not isinstance(raw, str) or not raw.strip():
            raise self._error(where, f"应为文字，现为“{raw}”")
        return raw

    def _date(self, where: str, raw: object) -> dt.date:
        if type(raw) is not dt.date:
            raise self._error(where, f"应为日期（2017-04-01），现为“{raw}”")
        return raw

    def _error(self, where: str, message: str) -> StandardError:
        return StandardError(f"{self.name} {where}：{message}")
