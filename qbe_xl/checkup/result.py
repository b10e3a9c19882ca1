"""What a checkup came to, and the same as 数据体检.json, which the next run and `accept` read."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qbe_xl import __version__
from qbe_xl.checkup.findings import Finding
from qbe_xl.checkup.log import Entry, Log
from qbe_xl.checkup.rules import IMPORTANCES, Rules
from qbe_xl.checkup.unchecked import NOTHING, Extent
from qbe_xl.county.model import County
from qbe_xl.errors import Place
from qbe_xl.files.chain import FIRST
from qbe_xl.files.state import expect, read_state

SCHEMA = 1
JSON_NAME = "数据体检.json"
_MOST_BYTES = 50_000_000


@dataclass(frozen=True)
class Checkup:
    """One run. last_name: of last year's workbook, "" where there was none.

    sample: positions in 学校 of the schools to visit; remarks: what was not looked at, and why;
    unchecked: the comparisons that a blank left open.
    """

    county: County
    findings: tuple[Finding, ...]
    rules: Rules
    sample: tuple[int, ...]
    seed: int
    log: Log
    input_name: str
    input_sha256: str
    last_name: str
    time: dt.datetime
    remarks: tuple[str, ...] = ()
    unchecked: Extent = NOTHING

    @property
    def accepted(self) -> Mapping[str, Entry]:
        """The acceptances that still hold, by the mark of their finding."""
        marks = {finding.mark for finding in self.findings}
        return {mark: e for mark, e in self.log.accepted().items() if mark in marks}

    @property
    def counts(self) -> dict[str, int]:
        """How many findings of each importance are not accepted yet."""
        accepted = self.accepted
        found = Counter(f.importance for f in self.findings if f.mark not in accepted)
        return {importance: found[importance] for importance in IMPORTANCES}

    @property
    def shown_time(self) -> str:
        """2024-05-20 09:30."""
        return f"{self.time:%Y-%m-%d %H:%M}"


def as_text(checkup: Checkup) -> str:
    """Return 数据体检.json: a finding a line."""
    schools = checkup.county.schools
    head = {
        "schema": SCHEMA,
        "county": checkup.county.name,
        "input": checkup.input_name,
        "sha256": checkup.input_sha256,
        "last_year": checkup.last_name,
        "version": __version__,
        "seed": checkup.seed,
        "sample": [schools.word("code", place) for place in checkup.sample],
        "unchecked": {
            "comparisons": checkup.unchecked.comparisons,
            "rules": checkup.unchecked.rules,
            "schools": {schools.word("code", n): c for n, c in checkup.unchecked.of_school.items()},
            "county": checkup.unchecked.county,
        },
        "log": {"lines": len(checkup.log.entries), "seal": checkup.log.seal},
    }
    return _text(head, [_plain(finding) for finding in checkup.findings])


_FIELDS = (
    *("rule", "title", "kind", "importance", "cell", "cells", "code", "school", "township"),
    *("value", "expected", "message", "fix", "source", "mark"),
)


def _plain(found: Finding) -> dict[str, object]:
    return {key: getattr(found, key) for key in _FIELDS}


def _finding(plain: Mapping[str, Any]) -> Finding:
    """A finding as it was told: its places are known by their words only."""
    fields = {key: value for key, value in plain.items() if key not in ("cell", "cells")}
    return Finding(places=tuple(map(Place, plain["cells"])), **fields)


def _text(head: Mapping[str, Any], findings: list[Any]) -> str:
    lines = [f"{_compact(key)}: {_compact(value)}" for key, value in head.items()]
    listed = ",\n".join(map(_compact, findings))
    return "{\n" + ",\n".join([*lines, f'"findings": [\n{listed}\n]']) + "\n}\n"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """What the last run left: its findings by their mark, and how far the log was."""

    findings: Mapping[str, Finding]
    known: tuple[int, str]
    raw: Mapping[str, Any]

    def with_log(self, log: Log) -> str:
        """Return 数据体检.json again, with the log as it is now."""
        head = {key: value for key, value in self.raw.items() if key != "findings"}
        head["log"] = {"lines": len(log.entries), "seal": log.seal}
        return _text(head, self.raw["findings"])


def read(folder: Path) -> Kept | None:
    """Return what the last run left in a folder, None where there was none or it was put aside."""
    return read_state(folder / JSON_NAME, _kept, _MOST_BYTES)


def _kept(raw: Any) -> Kept:
    log = expect(raw["log"], dict)
    findings = [_finding(one) for one in expect(raw["findings"], list)]
    known = expect(log["lines"], int), expect(log.get("seal", FIRST), str)
    return Kept({f.mark: f for f in findings}, known, raw)
