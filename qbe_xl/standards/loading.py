"""Read a standard's file, or say exactly what is wrong with it.

A file states only what it adds: an overlay names the standard it `extends` and may replace
nothing but what stands there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from qbe_xl.clauses.records import RECORDS, parameters
from qbe_xl.clauses.records import Parameter as Spec
from qbe_xl.errors import Problem, StandardError
from qbe_xl.files import toml
from qbe_xl.standards.model import Clause, Parameter, Reading, Standard, Value

DATA = Path(__file__).parent / "data"

SOURCE_KINDS = ("法规", "省级口径", "转述", "惯例")
"""转述: a rule known from a second hand only, whose text was not seen."""

_TEXTS = ("article", "name", "requirement")
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
        clauses = self.clauses_at(day)
        return Standard(
            id=self.id,
            title=self.title,
            documents=self.documents,
            since=self.since,
            note=self.note,
            second_hand=self.second_hand,
            clauses=clauses,
            parameters=values,
            readings=tuple(r for r in self.readings if r.clause in clauses),
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


def document_of(standard: str) -> str:
    """Return the number of the document that a standard is, to be read by staff: 教督〔2017〕6号.

    The id itself where there is no such standard here.
    """
    return load(standard).document if standard in available() else standard


@cache
def _load(standard: str, folder: Path, below: tuple[str, ...]) -> Rulebook:
    if standard not in available(folder):
        raise StandardError(f"没有标准“{standard}”，可用的有：{'、'.join(available(folder))}")
    path = folder / f"{standard}.toml"
    if standard in below:
        chain = " → ".join((*below, standard))
        raise StandardError(f"{path.name}：extends 绕成了圈（{chain}）")
    with toml.reading(path, error=_refused) as file:
        head = file.table("standard")
        base_id = head.text("extends", "")
        base = _load(base_id, folder, (*below, standard)) if base_id else None
        return _Reader(file, head, base).rulebook(standard)


def _refused(problems: list[Problem]) -> StandardError:
    return StandardError("\n".join(map(str, problems)))


class _Reader:
    """Turns one file into a Rulebook, over the one that it extends."""

    def __init__(self, file: toml.Table, head: toml.Table, base: Rulebook | None) -> None:
        self.file, self.head, self.base = file, head, base
        self.since, self.document = head.date("since"), head.text("document")

    def rulebook(self, id: str) -> Rulebook:
        base, head = self.base, self.head
        if head.text("id") != id:
            head.complain("id", f"应与文件名一致（{id}）")
        documents = (self.document, *(base.documents if base else ()))
        clauses = dict(base.clause_history) if base else {}
        history = dict(base.history) if base else {}
        if head.flag("restates"):
            both = "、".join(documents)
            clauses = {
                key: tuple(replace(c, document=both) for c in dated)
                for key, dated in clauses.items()
            }
            history = {
                key: tuple(p if p.kind == "惯例" else replace(p, document=both) for p in dated)
                for key, dated in history.items()
            }
        clauses |= self._clauses()
        given = self.file.table("parameters", must=False)
        paths = given.names(_SPEC_OF)
        for path in paths:
            history |= self._parameter(given.table(path), _SPEC_OF[path], clauses)
        self._held_together(clauses, history, paths)
        return Rulebook(
            id=id,
            title=head.text("title"),
            document=self.document,
            since=self.since,
            extends=base.id if base else None,
            note=head.text("note", ""),
            second_hand=head.flag("second_hand"),
            province=head.text("province", ""),
            documents=documents,
            clause_history=clauses,
            history=history,
            readings=(*self._readings(), *(base.readings if base else ())),
        )

    def _held_together(
        self,
        clauses: Mapping[str, tuple[Clause, ...]],
        history: Collection[str],
        given: Collection[str],
    ) -> None:
        """Every parameter that a clause asks for is there, and no other is given."""
        needed = [record.id for record in RECORDS.values() if record.everywhere]
        asked = {"scope": {""}} | {id: {"", *(c.rule for c in d)} for id, d in clauses.items()}
        specs = [s for s in _SPEC_OF.values() if s.rule in asked.get(s.clause, ())]
        wanted = [path for spec in specs for path in spec.paths]
        for where, keys, found in (("clauses", needed, clauses), ("parameters", wanted, history)):
            lacking = [key for key in keys if key not in found]
            if lacking:
                self.file.complain(where, f"缺少 {'、'.join(lacking)}")
        usable = [spec.path for spec in specs]
        for path in given:
            if path not in usable:
                self.file.complain(f"parameters.{path}", toml.unknown(path, usable))
        for clause in (clause for dated in clauses.values() for clause in dated):
            for path in _PLACEHOLDER.findall(clause.requirement):
                if path not in wanted:
                    where = f"clauses.{clause.id}.requirement"
                    self.file.complain(where, toml.unknown(path, wanted))

    def _clauses(self) -> dict[str, tuple[Clause, ...]]:
        given = self.file.table("clauses", must=False)
        return {id: self._dated_clause(given, id) for id in given.names(RECORDS)}

    def _dated_clause(self, given: toml.Table, id: str) -> tuple[Clause, ...]:
        """A clause's texts in the order of their days, over those of the base."""
        before = self.base.clause_history.get(id, ()) if self.base else ()
        several = isinstance(given.value(id), list)
        found: list[Clause] = []
        for table in given.tables(id, least=1) if several else [given.table(id)]:
            dated = "since" in table
            clause = self._clause(table, id, (*before, *found))
            if found and clause.since <= found[-1].since:
                table.complain("since", f"日期 {clause.since} 应晚于前一项的 {found[-1].since}")
            if not found:
                before = tuple(c for c in before if dated and c.since < clause.since)
            found.append(clause)
        return (*before, *found)

    def _clause(self, table: toml.Table, id: str, before: tuple[Clause, ...]) -> Clause:
        """One text, over the one before it; what it says anew has this file for its source."""
        old = before[-1] if before else None
        said = [key for key in (*_TEXTS, "unit") if key in table]
        usual = {key: getattr(old, key) for key in _TEXTS} if old else {}
        texts = {key: table.text(key, *([usual[key]] if old else [])) for key in _TEXTS}
        return Clause(
            id=id,
            **texts,
            document=old.document if old and not said else self.document,
            since=table.date("since") if "since" in table else self.since,
            unit=table.text("unit", old.unit if old else ""),
            rule=table.word("rule", ("", *RECORDS[id].rules), old.rule if old else ""),
            ended=table.flag("ended"),
        )

    def _parameter(
        self, table: toml.Table, spec: Spec, clauses: Mapping[str, tuple[Clause, ...]]
    ) -> dict[str, tuple[Parameter, ...]]:
        wanted = spec.by or ("value",)
        keys = [key for key in wanted if key in table]
        new = self.base is None or spec.paths[0] not in self.base.history
        if not keys or (new and len(keys) < len(wanted)):
            table.complain("", f"应给出 {'、'.join(wanted)}，现为 {'、'.join(keys) or '空'}")
        article = table.text("article", self._article(spec, clauses))
        if not article:
            table.complain("article", "缺少条款号")
        kind = table.word("kind", SOURCE_KINDS)
        source, note = table.text("source", ""), table.text("note", "")
        found = {}
        for key in keys:
            path = spec.path if key == "value" else f"{spec.path}.{key}"
            found[path] = tuple(
                Parameter(path, value, spec, self.document, article, kind, since, source, note)
                for since, value in self._dated(table, key, spec)
            )
        return found

    def _article(self, spec: Spec, clauses: Mapping[str, tuple[Clause, ...]]) -> str:
        if spec.clause in clauses:
            return clauses[spec.clause][-1].article
        known = self.base and self.base.history.get(spec.paths[0])
        return known[-1].article if known else ""

    def _dated(self, table: toml.Table, key: str, spec: Spec) -> Iterator[tuple[dt.date, Value]]:
        raw = table.value(key)
        if not (isinstance(raw, list) and raw and isinstance(raw[0], dict)):
            yield self.since, _value(table, key, spec)
            return
        last: dt.date | None = None
        for one in table.tables(key):
            since = one.date("since")
            if last is not None and since <= last:
                one.complain("since", f"日期 {since} 应晚于前一项的 {last}")
            last = since
            yield since, _value(one, "value", spec)

    def _readings(self) -> tuple[Reading, ...]:
        return tuple(
            Reading(
                table.word("clause", tuple(RECORDS)),
                table.text("question"),
                table.text("choice"),
                table.text("alternatives"),
                table.text("source"),
                table.word("kind", SOURCE_KINDS),
            )
            for table in self.file.tables("readings")
        )


def _value(table: toml.Table, key: str, spec: Spec) -> Value:
    if spec.kind == "flag":
        return table.flag(key)
    if spec.kind == "choice":
        return table.word(key, spec.allowed)
    if spec.kind == "words":
        return table.words(key, spec.allowed, least=1)
    return table.number(key, spec.low, spec.high, whole=spec.kind in ("count", "year"))
