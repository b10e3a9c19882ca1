"""How an installation stands: each thing looked at, what was found and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How one thing stands: a mark and a word."""

    GOOD = ("●", "正常")
    NOTICE = ("▲", "注意")
    PROBLEM = ("✕", "问题")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; advice: what to do, empty where all is well."""

    subject: str
    state: State
    found: str
    advice: str = ""

    def __str__(self) -> str:
        mark, word = self.state.value
        advice = f"\n    → {self.advice}" if self.advice else ""
        return f"{mark} {word}　{self.subject}：{self.found}{advice}"


def good(subject: str, found: str) -> Finding:
    """Return that all is well with something."""
    return Finding(subject, State.GOOD, found)


def notice(subject: str, found: str, advice: str) -> Finding:
    """Return what should be looked at, though it keeps nothing from working."""
    return Finding(subject, State.NOTICE, found, advice)


def problem(subject: str, found: str, advice: str) -> Finding:
    """Return what keeps the program from working."""
    return Finding(subject, State.PROBLEM, found, advice)


def is_well(findings: Iterable[Finding]) -> bool:
    """Tell whether nothing keeps the program from working."""
    return all(finding.state is not State.PROBLEM for finding in findings)
