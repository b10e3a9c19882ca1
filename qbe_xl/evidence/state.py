"""What the program remembers of a folder of 佐证材料, in one file within it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qbe_xl.county.model import County
from qbe_xl.evidence.expected import Answers, Catalogue, answered_by, read
from qbe_xl.evidence.places import STATE
from qbe_xl.files.state import expect, read_state
from qbe_xl.files.writing import write_one
from qbe_xl.standards.resolving import DEFAULT

SCHEMA = 1
_MOST_BYTES = 100_000_000
"""A county's evidence may be half a million files."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was at the last scan. changed: its time in nanoseconds."""

    size: int
    changed: int
    sha256: str


@dataclass(frozen=True, slots=True)
class School:
    """A school that owes documents. kind: its 办学类型; branch: whether another answers for it."""

    code: str
    name: str
    kind: str
    branch: bool


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered. listed: the county's own list of documents as text, "" for the shipped.

    readmes: SHA-256 of each 说明.txt that the program wrote.
    files: as the last scan found them, None before the first; indexed: as the last report did;
    schools: those of the county, none where it never gave them; answers and sources: of the
    county's plan, none where it gave none.
    """

    county: str = ""
    standard: str = DEFAULT
    listed: str = ""
    readmes: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Kept] | None = None
    indexed: Mapping[str, Kept] | None = None
    schools: Sequence[School] = ()
    answers: Answers = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def catalogue(self) -> Catalogue:
        """The list of documents; raises InputError where the county's own is not valid."""
        usual = answered_by(self.answers, self.sources)
        return read(self.listed.encode(), "材料清单", usual) if self.listed else usual


def schools_of(county: County) -> list[School]:
    """Return the schools of a county's workbook."""
    table = county.schools
    return [
        School(
            table.word("code", index),
            table.word("name", index),
            table.choice("type", index),
            bool(table.word("parent", index)),
        )
        for index in range(len(table))
        if table.word("code", index)
    ]


def load(folder: Path) -> State | None:
    """Return what is remembered of a folder.

    None where it was never set up, or what is there is none of ours and was put aside.
    """
    return read_state(folder / STATE, _state, _MOST_BYTES)


def _state(raw: Any) -> State:
    return State(
        expect(raw["county"], str),
        expect(raw["standard"], str),
        expect(raw["listed"], str),
        {name: expect(seal, str) for name, seal in expect(raw["readmes"], dict).items()},
        _files(raw["files"]),
        _files(raw["indexed"]),
        [
            School(expect(c, str), expect(n, str), expect(k, str), b is True)
            for c, n, k, b in raw.get("schools", [])
        ],
        {id: _answer(*one) for id, one in expect(raw.get("answers", {}), dict).items()},
        {name: expect(t, str) for name, t in expect(raw.get("sources", {}), dict).items()},
    )


def _answer(units: Any, basis: Any, by: Any) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    names, providers = (tuple(expect(one, str) for one in expect(w, list)) for w in (units, by))
    return names, expect(basis, str), providers


def save(folder: Path, state: State) -> None:
    """Write what is to be remembered, atomically; raises OutputError."""
    raw = {
        "schema": SCHEMA,
        "county": state.county,
        "standard": state.standard,
        "listed": state.listed,
        "readmes": dict(state.readmes),
        "files": _plain(state.files),
        "indexed": _plain(state.indexed),
        "answers": dict(state.answers),
        "sources": dict(state.sources),
        "schools": [[one.code, one.name, one.kind, one.branch] for one in state.schools],
    }
    write_one(folder / STATE, json.dumps(raw, ensure_ascii=False).encode())


def _files(raw: Mapping[str, Sequence[Any]] | None) -> Mapping[str, Kept] | None:
    if raw is None:
        return None
    return {
        name: Kept(expect(size, int), expect(changed, int), expect(seal, str))
        for name, (size, changed, seal) in expect(raw, dict).items()
    }


def _plain(files: Mapping[str, Kept] | None) -> Mapping[str, Sequence[Any]] | None:
    if files is None:
        return None
    return {name: (one.size, one.changed, one.sha256) for name, one in files.items()}
