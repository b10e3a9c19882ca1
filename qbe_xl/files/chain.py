"""A log of lines that are only ever added, each sealed together with the seal of the one before.

A line that is changed, taken out or put in between breaks the chain from there on. Where the last
seal is told elsewhere too, lines cut off at the end are missed.
"""

from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qbe_xl.errors import OutputError
from qbe_xl.files.writing import append

FIRST = "0" * 64
_MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Chain:
    """The lines with their number and seal, and what is wrong with them, in words for staff."""

    lines: tuple[Mapping[str, Any], ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def seal(self) -> str:
        """The seal of the last line."""
        return str(self.lines[-1]["seal"]) if self.lines else FIRST


def read(
    path: Path,
    known: tuple[int, str] = (0, FIRST),
    *,
    what: str = "记录",
    fields: Iterable[str] = (),
) -> Chain:
    """Return a log, whole or as far as it can be trusted.

    known: how many lines there were the last time, and the last one's seal; what: a line is called;
    fields: what each line must hold as text.
    """
    lines: list[Mapping[str, Any]] = []
    faults: list[str] = []
    seal = FIRST
    wanted = tuple(fields)
    for number, line in enumerate(_lines(path), 1):
        try:
            raw = json.loads(line)
            plain = {key: value for key, value in raw.items() if key != "seal"}
            whole = all(isinstance(raw[key], str) for key in wanted)
            fits = whole and plain["number"] == number
            right = raw["seal"] == _sealed(seal, plain)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            faults.append(f"{path.name} 第 {number} 行无法识别，这一行及以后的{what}不再采用")
            break
        if not fits or not right:
            faults.append(
                f"{path.name} 第 {number} 行被改动、删去或插入过，这一行及以后的{what}不再采用"
            )
            break
        lines.append(raw)
        seal = raw["seal"]
    count, last = known
    if not faults and (len(lines) < count or (count and lines[count - 1]["seal"] != last)):
        faults.append(f"{path.name} 原有 {count} 行，现在少了或换过，请找回原来的文件")
    return Chain(tuple(lines), tuple(faults))


def _lines(path: Path) -> list[bytes]:
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_BYTES:
            raise OutputError(f"“{path}”不是本程序的记录（是链接、管道，或太大），请移走后再试")
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise OutputError(f"无法读取“{path}”：{error.strerror or error}") from error
    return [line for line in data.split(b"\n") if line.strip()]


def add(path: Path, chain: Chain, plains: Iterable[Mapping[str, Any]]) -> Chain:
    """Add a line for each; return the chain with them.

    Raises OutputError where the chain is broken or a line cannot be written.
    """
    if chain.faults:
        raise broken(path, chain)
    lines = list(chain.lines)
    written = b""
    seal = chain.seal
    for plain in plains:
        numbered = {"number": len(lines) + 1, **plain}
        seal = _sealed(seal, numbered)
        whole = {**numbered, "seal": seal}
        lines.append(whole)
        written += json.dumps(whole, ensure_ascii=False).encode() + b"\n"
    append(path, written)
    return Chain(tuple(lines))


def broken(path: Path, chain: Chain) -> OutputError:
    """Return what to raise where lines were to be added to a chain that is broken.

    It is evidence: the program neither mends it nor begins another one beside it.
    """
    return OutputError(
        f"{'；'.join(chain.faults)}；没有追加新的记录。请找回原来的“{path.name}”；找不回时把它改名留存，"
        "不要删去，再执行一次会另起一份"
    )


def _sealed(before: str, plain: Mapping[str, Any]) -> str:
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{before}{text}".encode()).hexdigest()
