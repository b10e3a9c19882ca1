"""What a checkup finds: a cell, the rule, what stands there, what should, and how to put it right."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from qbe_xl.checkup.rules import IMPORTANCES, KINDS, Importance, Label
from qbe_xl.errors import Notice, Problem


class Whose(NamedTuple):
    """The school that a finding concerns: 学校标识码, name, township; all "" for the county."""

    code: str = ""
    school: str = ""
    township: str = ""


NOBODY = Whose()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to be looked at. It never changes a figure.

    cell: 学校!K7, or a sheet's name; cells: every cell that takes part, that one first.
    code, school, township: of the school that it concerns, "" where it is the county's.
    value: what stands there; expected: what should; message: both in a sentence.
    mark: the finding's own sign, which lapses when a figure in it changes.
    """

    rule: str
    title: str
    kind: str
    importance: Importance
    cell: str
    cells: tuple[str, ...]
    code: str
    school: str
    township: str
    value: str
    expected: str
    message: str
    fix: str
    source: str
    mark: str

    def of(self, whose: Whose, what: str) -> Finding:
        """Return the finding as one of this school; `what` tells it from its others."""
        mark = _mark(self.rule, whose.code, what, self.message)
        return replace(self, **whose._asdict(), mark=mark)


def finding(
    label: Label,
    cells: Iterable[str],
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
    places = tuple(dict.fromkeys(cells))
    place = what or ("" if whose.code else places[0])
    return Finding(
        label.id,
        label.title,
        label.kind,
        importance or label.importance,
        places[0],
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
    return hashlib.sha256(seal.encode()).hexdigest()[:10]


def of_problem(problem: Problem, label: Label) -> Finding:
    """Return what the reading cannot use as a finding."""
    return finding(label, [problem.cell], problem.message)


def of_notice(notice: Notice, label: Label) -> Finding:
    """Return what the reading only finds odd as a finding."""
    return finding(label, [notice.cell], notice.message)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings, the gravest first, then by kind and rule, as they were found."""
    return tuple(
        sorted(
            findings,
            key=lambda f: (IMPORTANCES.index(f.importance), KINDS.index(f.kind), f.rule),
        )
    )
