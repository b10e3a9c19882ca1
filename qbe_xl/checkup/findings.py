"""What a checkup finds: a cell, the rule, what stands there, what should, and how to put it right."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from qbe_xl.checkup.rules import IMPORTANCES, KINDS, Importance, Label
from qbe_xl.errors import Notice, Place, Problem
from qbe_xl.files.text import hidden


class Whose(NamedTuple):
    """The school that a finding concerns: 学校标识码, name, township; all "" for the county."""

    code: str = ""
    school: str = ""
    township: str = ""


NOBODY = Whose()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to be looked at. It never changes a figure.

    places: every one that takes part, the one to look at first.
    code, school, township: of the school that it concerns, "" where it is the county's.
    value: what stands there; expected: what should; message: both in a sentence.
    mark: the finding's own sign, which lapses when a figure in it changes.
    """

    rule: str
    title: str
    kind: str
    importance: Importance
    places: tuple[Place, ...]
    code: str
    school: str
    township: str
    value: str
    expected: str
    message: str
    fix: str
    source: str
    mark: str

    @property
    def place(self) -> Place:
        """The place to look at."""
        return self.places[0]

    @property
    def cell(self) -> str:
        """That place in words: 学校!K7, or a sheet's name."""
        return str(self.place)

    @property
    def cells(self) -> tuple[str, ...]:
        """All places in words, that one first."""
        return tuple(map(str, self.places))

    def of(self, whose: Whose, what: str) -> Finding:
        """Return the finding as one of this school; `what` tells it from its others."""
        mark = _mark(self.rule, whose.code, what, self.message)
        return replace(self, **whose._asdict(), mark=mark)


def finding(
    label: Label,
    cells: Iterable[Place],
    message: str,
    *,
    value: str = "",
    expected: str = "",
    whose: Whose = NOBODY,
    what: str = "",
    importance: Importance | None = None,
) -> Finding:
    """Return a finding of a rule.

    what: tells it from others of the same rule and school when cells move, as rows are sorted.
    """
    message, value, expected = map(hidden, (message, value, expected))
    places = tuple(dict.fromkeys(cells))
    place = what or ("" if whose.code else str(places[0]))
    return Finding(
        label.id,
        label.title,
        label.kind,
        importance or label.importance,
        places,
        *whose,
        value,
        expected,
        message,
        label.fix,
        label.source,
        _mark(label.id, whose.code, place, message),
    )


def _mark(rule: str, code: str, what: str, message: str) -> str:
    seal = "\x1f".join((rule, code, what, message))
    return hashlib.sha256(seal.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def of_problem(same: Sequence[Problem], label: Label) -> Finding:
    """Return what the reading cannot use as a finding; same: of one cause, each with its place."""
    first, *others = same
    more = f"（共 {len(same)} 处）" if others else ""
    return finding(label, [one.place for one in same], f"{first.message}{more}")


def of_notice(notice: Notice, label: Label) -> Finding:
    """Return what the reading only finds odd as a finding."""
    return finding(label, [notice.place], notice.message)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings, the gravest first, then by kind and rule, as they were found."""
    return tuple(
        sorted(
            findings,
            key=lambda f: (IMPORTANCES.index(f.importance), KINDS.index(f.kind), f.rule),
        )
    )
