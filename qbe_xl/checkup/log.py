"""Who accepted which finding, when and why: lines that are only ever added.

Each line is sealed together with the seal of the line before it, so that a line that is changed,
taken out or put in between breaks the chain from there on. The last seal also stands in
数据体检.json, so that lines cut off at the end are missed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qbe_xl.checkup.findings import Finding
from qbe_xl.errors import OutputError
from qbe_xl.files.writing import append

NAME = "体检确认记录.jsonl"
FIRST = "0" * 64
_LONGEST = 500


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
        return self.entries[-1].seal if self.entries else FIRST

    def accepted(self) -> dict[str, Entry]:
        """Return the newest acceptance of each finding by its mark."""
        return {entry.mark: entry for entry in self.entries}


def read(path: Path, known: tuple[int, str] = (0, FIRST)) -> Log:
    """Return the log, whole or as far as it can be trusted.

    known: how many lines there were the last time, and the last one's seal.
    """
    entries: list[Entry] = []
    faults: list[str] = []
    seal = FIRST
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    for number, line in enumerate((line for line in lines if line.strip()), 1):
        try:
            raw = json.loads(line)
            entry = Entry(**raw)
            plain = {key: value for key, value in raw.items() if key != "seal"}
        except (ValueError, TypeError):
            faults.append(f"{path.name} 第 {number} 行看不懂，这一行及以后的确认不再采用")
            break
        if entry.number != number or entry.seal != _seal(seal, plain):
            faults.append(
                f"{path.name} 第 {number} 行被改动、删去或插入过，这一行及以后的确认不再采用"
            )
            break
        entries.append(entry)
        seal = entry.seal
    count, last = known
    if not faults and (len(entries) < count or (count and entries[count - 1].seal != last)):
        faults.append(f"{path.name} 原有 {count} 行，现在少了或换过，请找回原来的文件")
    return Log(tuple(entries), tuple(faults))


def add(
    path: Path, findings: Iterable[Finding], by: str, why: str, now: dt.datetime, log: Log
) -> Log:
    """Add a line for each finding; return the log with them.

    Raises OutputError where the chain is broken or the line cannot be written.
    """
    if log.faults:
        raise OutputError(f"{'；'.join(log.faults)}；没有追加新的记录")
    entries = list(log.entries)
    lines = b""
    seal = log.seal
    for found in findings:
        plain = {
            "number": len(entries) + 1,
            "time": now.isoformat(timespec="seconds"),
            "mark": found.mark,
            "rule": found.rule,
            "cell": found.cell,
            "school": found.school,
            "message": found.message[:_LONGEST],
            "by": " ".join(by.split())[:_LONGEST],
            "why": " ".join(why.split())[:_LONGEST],
        }
        seal = _seal(seal, plain)
        entry = Entry(**plain, seal=seal)  # type: ignore[arg-type]
        entries.append(entry)
        lines += json.dumps(asdict(entry), ensure_ascii=False).encode() + b"\n"
    append(path, lines)
    return Log(tuple(entries), ())


def _seal(before: str, plain: dict[str, Any]) -> str:
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{before}{text}".encode()).hexdigest()
