"""What whole columns say of a county, kept under its partition: looked at once, as it is read once."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from qbe_xl import __version__
from qbe_xl.assessment.states import State
from qbe_xl.checkup.language.statistics import round_chance, round_share
from qbe_xl.errors import OutputError
from qbe_xl.files.kept import Kept
from qbe_xl.files.state import expect, read_state
from qbe_xl.files.writing import write_one
from qbe_xl.many import kernel
from qbe_xl.many.provincial import heads, lines
from qbe_xl.many.tables import stamp
from qbe_xl.standards import available, load

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NAME = "derived.json"
TOO_ROUND = 1e-6
"""The chance below which last digits 0 and 5 are told, as in the checkup; 惯例."""
LEAST_DIGITS = 30
_MOST_BYTES = 20_000_000
_STATES = {state.id for state in State}


class Derived(NamedTuple):
    """Of one county.

    differs: whether whole columns come to another 第六条 than the county's own assessment; round:
    the share of last digits 0 and 5, None unless there are too many; states: 第六条 by each of
    `standards`; line: what 省级评估汇总表 says of it.
    """

    differs: bool
    round: float | None
    states: tuple[str, ...]
    line: tuple[str, ...]


def standards() -> list[str]:
    """Return the standards by which every county is looked at: those whose text was seen."""
    return [id for id in available() if not load(id).second_hand]


def derive(
    base: DuckDBPyConnection, listed: Sequence[tuple[str, str, Path]], kept: Kept
) -> dict[str, Derived]:
    """Return what is derived of each file with schools, by file.

    listed: name, SHA-256 and partition of every workbook. What is known of a partition in `kept`
    is not made again.
    """
    if not kept.holds(NAME):
        (kept.folder / NAME).unlink(missing_ok=True)
    seal = _seal()
    known = read_state(kept.folder / NAME, lambda raw: _known(raw, seal), _MOST_BYTES) or {}
    keys = {file: _key(path, kept.folder) for file, _, path in listed}
    there = [f for (f,) in base.execute("SELECT DISTINCT file FROM school ORDER BY 1").fetchall()]
    of = {file: keys[file] or file for file in there}
    first = {key: file for file, key in reversed(of.items())}
    fresh = sorted(file for key, file in first.items() if key not in known)
    made = _made(base, fresh, whole=len(fresh) == len(there)) if fresh else {}
    found = {file: known.get(key) or made[first[key]] for file, key in of.items()}
    if made:
        _keep(kept, {keys[file]: one for file, one in found.items() if keys[file]}, seal)
    return found


def _key(partition: Path, folder: Path) -> str:
    """What a partition is known by; "" for one that is not kept."""
    if partition.parent != folder or not partition.is_file():
        return ""
    return f"{partition.name} {stamp(partition)}"


def _seal() -> str:
    """What all this depends on besides the county."""
    asked = [(id, kernel.asked_by(load(id).at(None))) for id in standards()]
    return hashlib.sha256(f"{__version__} {asked} {heads()}".encode()).hexdigest()


def _made(base: DuckDBPyConnection, files: Sequence[str], *, whole: bool) -> dict[str, Derived]:
    some = None if whole else sorted(files)
    stack = kernel.stack_of(base, some)
    wrong = set(kernel.disagreements(base, some))
    states = [kernel.judge(stack, load(id).at(None)).resources.tolist() for id in standards()]
    said = lines(base, stack.names)
    pupils = [stack.schools.number(f"{stage}_pupils") for stage in ("primary", "junior")]
    starts = [
        *np.searchsorted(stack.county, np.arange(len(stack.names))).tolist(),
        len(stack.county),
    ]
    found = {}
    for place, (file, span) in enumerate(zip(stack.names, pairwise(starts), strict=True)):
        figures = np.concatenate([column[slice(*span)] for column in pupils])
        chance = round_chance(figures, LEAST_DIGITS)
        share = round_share(figures, LEAST_DIGITS) if chance <= TOO_ROUND else None
        found[file] = Derived(
            file in wrong,
            share,
            tuple(State(int(of[place])).id for of in states),
            said[file],
        )
    return found


def _known(raw: Any, seal: str) -> dict[str, Derived]:
    if expect(raw["seal"], str) != seal:
        return {}
    found = {}
    width = len(heads())
    for key, (differs, share, states, line) in expect(raw["counties"], dict).items():
        if share is not None and not (math.isfinite(expect(share, float)) and 0 <= share <= 1):
            raise ValueError(key)
        if not set(states) <= _STATES or len(states) != len(standards()):
            raise ValueError(key)
        if len(expect(line, list)) != width or not all(isinstance(text, str) for text in line):
            raise ValueError(key)
        found[key] = Derived(expect(differs, bool), share, tuple(states), tuple(line))
    return found


def _keep(kept: Kept, found: Mapping[str, Derived], seal: str) -> None:
    note = {"seal": seal, "counties": found}
    with suppress(OutputError):  # the next run makes it again
        write_one(kept.folder / NAME, json.dumps(note, ensure_ascii=False).encode())
        kept.note(NAME)
