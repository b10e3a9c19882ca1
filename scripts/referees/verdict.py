"""What a referee says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

PASSED, FAILED, SKIPPED = "passed", "FAILED", "skipped"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of the table: who looked at what, how it ended, in figures and words."""

    referee: str
    about: str
    outcome: str
    said: str


def judged(referee: str, about: str, looked: str, faults: Iterable[str]) -> Verdict:
    """Return a verdict: passed without faults; the first of them are told."""
    found = list(faults)
    told = "; ".join(found[:5]) + (f"; and {len(found) - 5} more" if len(found) > 5 else "")
    return Verdict(
        referee, about, FAILED if found else PASSED, f"{looked}: {told}" if found else looked
    )


def skipped(referee: str, about: str, why: str) -> Verdict:
    """Return the verdict of a referee that cannot be had here."""
    return Verdict(referee, about, SKIPPED, why)


def fallen(referee: str, about: str, error: Exception) -> Verdict:
    """Return the verdict of a referee or step that ended by an error of its own."""
    return Verdict(referee, about, FAILED, f"失败：{type(error).__name__} {error}")


def table(verdicts: Iterable[Verdict]) -> str:
    """Return the verdicts as a table."""
    rows = [
        "| " + " | ".join(map(_cell, (v.referee, v.about, v.outcome, v.said))) + " |"
        for v in verdicts
    ]
    return "\n".join(["| Referee | About | Outcome | Seen |", "| --- | --- | --- | --- |", *rows])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
