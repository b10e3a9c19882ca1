"""What a project remembers: which workbook is its, and the last run of each kind.

The file lies in the county's folder, so it is read as a stranger's: it names nothing outside.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qbe_xl.files.state import below, expect, read_state
from qbe_xl.project.kinds import BY_ID

NAME = ".qbe-project.json"
SCHEMA = 1
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Run:
    """The last run of a kind.

    time: when it ended, with offset; version: of the program; standard: its id, "" for none.
    book: the workbook that it read, within the folder. inputs and outputs: SHA-256 by name within
    the folder, the workbook among the inputs. options: as given, in words. said: what it said.
    """

    time: dt.datetime
    version: str
    standard: str
    book: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    options: Mapping[str, str] = field(default_factory=dict)
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """book: the project's workbook, within the folder, "" for none; runs: by kind."""

    book: str = ""
    runs: Mapping[str, Run] = field(default_factory=dict)


def load(root: Path) -> State | None:
    """Return what is remembered of a folder; None where it is no project.

    A file that cannot be read is put aside, and the project begins anew.
    """
    path = root / NAME
    if not path.is_symlink() and not path.exists():
        return None
    return read_state(path, lambda raw: _state(root, raw)) or State()


def content(state: State) -> bytes:
    """Return the file that holds this."""
    raw = {
        "schema": SCHEMA,
        "book": state.book,
        "runs": {
            id: {
                "time": run.time.isoformat(timespec="seconds"),
                "version": run.version,
                "standard": run.standard,
                "book": run.book,
                "options": dict(run.options),
                "inputs": dict(run.inputs),
                "outputs": dict(run.outputs),
                "said": list(run.said),
            }
            for id, run in state.runs.items()
        },
    }
    return (json.dumps(raw, ensure_ascii=False, indent=1) + "\n").encode()


def _state(root: Path, raw: Any) -> State:
    if expect(raw, dict)["schema"] != SCHEMA:
        raise ValueError("schema")
    runs = expect(raw["runs"], dict)
    return State(
        _name(root, raw["book"]),
        {id: _run(root, run) for id, run in runs.items() if id in BY_ID},
    )


def _run(root: Path, raw: Any) -> Run:
    expect(raw, dict)
    time = dt.datetime.fromisoformat(expect(raw["time"], str))
    return Run(
        time if time.tzinfo else time.astimezone(),
        _text(raw["version"]),
        _text(raw["standard"]),
        _name(root, raw["book"]),
        _seals(root, raw["inputs"]),
        _seals(root, raw["outputs"]),
        {_text(key): _text(value) for key, value in expect(raw["options"], dict).items()},
        tuple(map(_text, expect(raw["said"], list))),
    )


def _seals(root: Path, raw: Any) -> dict[str, str]:
    return {_name(root, name): _text(seal) for name, seal in expect(raw, dict).items()}


def _name(root: Path, raw: Any) -> str:
    name = expect(raw, str)
    if name:
        below(root, name)
    return name


def _text(raw: Any) -> str:
    """A text without signs that steer a terminal."""
    text = expect(raw, str)[:_LONGEST]
    return "".join(c for c in text if c.isprintable() or c == "　")
