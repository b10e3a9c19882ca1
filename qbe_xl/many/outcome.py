"""What a run ended with, kept so that nothing is made again while nothing has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qbe_xl import __version__
from qbe_xl.errors import Notice, OutputError, Place
from qbe_xl.files.state import expect, is_below, read_state
from qbe_xl.files.writing import write_one
from qbe_xl.many.partitions import FOLDER
from qbe_xl.many.tables import stamp

NAME = "run.json"


@dataclass(frozen=True)
class Outcome:
    """What a run produced. read: how many workbooks were read now, the others were known."""

    counties: int
    unusable: int
    read: int
    by_verdict: dict[str, int]
    notices: tuple[Notice, ...]
    files: dict[str, Path]


def seal_of(listed: Iterable[tuple[str, str, Path]], standard: str) -> str:
    """Return one seal of all that a run's results are made of, "" where it cannot be told.

    listed: name, SHA-256 and partition of every workbook; one that could not be read has no SHA-256.
    """
    said = [__version__, standard]
    for name, seal, partition in listed:
        if not seal or not partition.is_file():
            return ""
        said += [name, seal, stamp(partition)]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


def keep(out: Path, seal: str, outcome: Outcome, others: Mapping[str, Path]) -> None:
    """Note what a run ended with, and how its files are.

    others: files of an earlier run that still hold.
    """
    files = {
        name: [path.relative_to(out).as_posix(), stamp(path)]
        for name, path in {**others, **outcome.files}.items()
    }
    note = {
        "seal": seal,
        "counties": outcome.counties,
        "unusable": outcome.unusable,
        "by_verdict": outcome.by_verdict,
        "notices": [[one.place.name, one.message] for one in outcome.notices],
        "files": files,
    }
    with suppress(OutputError):  # the results stand; the next run makes them again
        write_one(out / FOLDER / NAME, (json.dumps(note, ensure_ascii=False) + "\n").encode())


def kept(out: Path, seal: str) -> Outcome | None:
    """Return what the run before ended with; None where anything changed since, its files too."""
    return read_state(out / FOLDER / NAME, lambda note: _same(note, out, seal)) if seal else None


def _same(note: Any, out: Path, seal: str) -> Outcome | None:
    if expect(note["seal"], str) != seal:
        return None
    files = {}  # those of the whole: the regions' were not written now
    for name, (place, told) in note["files"].items():
        path = out / place
        if not (is_below(place) and path.is_file() and stamp(path) == told):
            return None
        if "/" not in name:
            files[name] = path
    notices = (Notice(Place(expect(at, str)), expect(m, str)) for at, m in note["notices"])
    verdicts = {name: expect(count, int) for name, count in note["by_verdict"].items()}
    counties, unusable = (expect(note[key], int) for key in ("counties", "unusable"))
    return Outcome(counties, unusable, 0, verdicts, tuple(notices), files)
