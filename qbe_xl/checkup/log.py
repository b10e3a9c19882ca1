"""Who accepted which finding, when and why: a chain of lines, whose last seal also stands in
数据体检.json.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from qbe_xl.checkup.findings import Finding
from qbe_xl.files import chain

NAME = "体检确认记录.jsonl"
_LONGEST = 500
_TEXTS = ("time", "mark", "rule", "cell", "school", "message", "by", "why", "seal")


@dataclass(frozen=True, slots=True)
class Entry:
    """One acceptance. time: local, with its offset; seal: over the line and the seal before."""

    number: int
    time: str
    mark: str
    rule: str
    cell: str
    school: str
    message: str
    by: str
    why: str
    seal: str

    @property
    def shown(self) -> str:
        """The acceptance as the list of findings shows it: 张三 2024-05-20：已核对."""
        return f"{self.by} {self.time[:10]}：{self.why}"


@dataclass(frozen=True, slots=True)
class Log:
    """The lines, and what is wrong with them, in words for staff."""

    entries: tuple[Entry, ...]
    faults: tuple[str, ...]

    @property
    def seal(self) -> str:
        """The seal of the last line."""
        return self.entries[-1].seal if self.entries else chain.FIRST

    def accepted(self) -> dict[str, Entry]:
        """Return the newest acceptance of each finding by its mark."""
        return {entry.mark: entry for entry in self.entries}


def read(path: Path, known: tuple[int, str] = (0, chain.FIRST)) -> Log:
    """Return the log, whole or as far as it can be trusted.

    known: how many lines there were the last time, and the last one's seal.
    """
    return _log(chain.read(path, known, what="确认", fields=_TEXTS))


def add(
    path: Path, findings: Iterable[Finding], by: str, why: str, now: dt.datetime, log: Log
) -> Log:
    """Add a line for each finding; return the log with them.

    Raises OutputError where the chain is broken or the line cannot be written.
    """
    lines = [
        {
            "time": now.isoformat(timespec="seconds"),
            "mark": found.mark,
            "rule": found.rule,
            "cell": found.cell,
            "school": found.school,
            "message": found.message[:_LONGEST],
            "by": " ".join(by.split())[:_LONGEST],
            "why": " ".join(why.split())[:_LONGEST],
        }
        for found in findings
    ]
    before = chain.Chain(tuple(asdict(entry) for entry in log.entries), log.faults)
    return _log(chain.add(path, before, lines))


def _log(found: chain.Chain) -> Log:
    names = [field.name for field in fields(Entry)]
    entries = (Entry(**{name: line[name] for name in names}) for line in found.lines)
    return Log(tuple(entries), found.faults)
