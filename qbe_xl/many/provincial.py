"""省级评估汇总表: what each county's line says, all indicators in columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.assessment.states import State
from qbe_xl.clauses import words
from qbe_xl.clauses.records import RECORDS, RESOURCES, group_of
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.standards import resolve

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_STATE = {state.id: state for state in State}
_COLUMNS = [f"{id}.{stage}" for stage in STAGES for id in INDICATORS]


def marked(state: str | None, of: str = "") -> str:
    """Return a state in words with its mark, — for none.

    of: the group or clause that it is of; nobody says of a case of 第十条 that it is met.
    """
    if state not in _STATE:
        return "—"
    return words.state_marked(of, _STATE[state]) if of else _STATE[state].marked


def _asked() -> list[str]:
    clauses = resolve().clauses
    return [id for id in RECORDS if group_of(id).id != "resources" and id in clauses]


def heads() -> list[str]:
    """Return the heads of a line, as a listing takes them."""
    names = resolve().clauses
    cvs = [
        f"{STAGE_WORDS[stage]}{RESOURCES[id].short}差异系数:13:mark"
        for stage in STAGES
        for id in INDICATORS
    ]
    return [*cvs, *(f"{id}·{names[id].name}:16:mark".replace(" ", "") for id in _asked())]


def lines(base: DuckDBPyConnection, files: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the line of each of these counties."""
    base.register("asked", {"file": np.array(files, object)})
    cvs: dict[tuple[str, str], tuple[float | None, float | None, str | None]] = {}
    for file, id, stage, value, line, state in base.execute(
        "SELECT file, id, stage, value, line, state FROM figure SEMI JOIN asked USING (file) "
        "WHERE key = 'cv'"
    ).fetchall():
        cvs[file, f"{id}.{stage}"] = (value, line, state)
    items: dict[tuple[str, str], str] = {}
    for file, id, state in base.execute(
        "SELECT file, id, any_value(state) FROM figure SEMI JOIN asked USING (file) "
        "WHERE key NOT IN ('cv', 'mean') GROUP BY ALL"
    ).fetchall():
        items[file, id] = state
    found = {}
    asked = _asked()
    for file in files:
        said = []
        for column in _COLUMNS:
            value, line, state = cvs.get((file, column), (None, None, None))
            mark = _STATE[state].mark if state in _STATE else "–"
            said.append(f"{mark} {words.cv(value, line)}" if value is not None else marked(state))
        found[file] = (*said, *(marked(items.get((file, id)), id) for id in asked))
    return found
