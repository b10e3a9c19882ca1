"""The colours of everything that is shown: one meaning, one colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from qbe_xl.assessment import State
from qbe_xl.clauses import words


class Pair(NamedTuple):
    """Letters and the ground under them; an empty ground leaves it as it is."""

    ink: str
    ground: str


INK = "#1F2933"
QUIET = "#5B6673"
ACCENT = "#1F4E79"
BAND = "#E4ECF4"
"""The ground of headers and sums."""
EDGE = "#B8C4D0"
GRID = "#E3E8ED"
"""The lines behind a chart."""
DONE = "#5B8DB8"
"""A bar of what was filled in or is planned: no state."""
QUIET_TAB = "#9AA5B1"
"""The tab of a sheet that explains, or is for later reference."""

TYPED = "#FFFBEA"
"""The ground of what staff type over."""
PAPER = "#FFFFFF"
"""The ground of a page, and letters on what is dark."""
ASKED = "#3A75B0"
"""The headers and the tabs of what the assessment asks for."""
FIXED, OPTIONAL = "#EEF1F5", "#F8F9FB"
"""The grounds of what is given, not to be changed, and of what may stay blank."""

MET = Pair("#1B6B3A", "#E8F5EC")
NEAR = Pair("#8A4B00", "#FDF0DC")
UNMET = Pair("#A4161A", "#FBE6E6")
MISSING = Pair("#2F5D8A", "#E8F0F8")
NOT_APPLICABLE = Pair(QUIET, "#F3F4F6")
FULL: Mapping[str, str] = {
    "met": "#4D9A6A",
    "near": "#C98A2B",
    "unmet": "#C2474B",
    "missing": "#B9CBDD",
    "not_applicable": "#C9CDD2",
    "plain": "#7D9CBB",
    "none": PAPER,
}
"""Of bars and shapes, by a state's id; plain: of what has no state."""
RULE = "#B3181F"
"""The lines of a letterhead, and of a limit in a chart of Word."""
SECOND = "#D9A441"
"""The second of several bars side by side; the first is that of a stage."""
ABOVE = Pair("#1F5E8C", "")
BELOW = Pair("#9A4B00", "")
BAR = Pair("#5FA777", "#9CC5AB")
"""A bar in a cell."""
LEADING = "#FFF7E0"
"""The ground of the greatest of many."""
GIVEN = "#1F4E9B"
"""The letters of figures that stand as they were filled in."""
STAGES: Mapping[str, Pair] = {
    "primary": Pair("#1F4E79", "#5B8DB8"),
    "junior": Pair("#8A5A00", "#E0B36A"),
}
"""Of each stage in a chart: its line, and its columns."""
OVER = "#C0392B"
"""The hatching of what is beyond a limit."""

UP, DOWN = "▲", "▼"

BY_MARK: Mapping[str, Pair] = {
    State.MET.mark: MET,
    State.UNMET.mark: UNMET,
    State.MISSING.mark: MISSING,
    State.NOT_APPLICABLE.mark: NOT_APPLICABLE,
    words.NEAR_MARK: NEAR,
    UP: ABOVE,
    DOWN: BELOW,
}


BY_ID: Mapping[str, Pair] = {
    "met": MET,
    "near": NEAR,
    "unmet": UNMET,
    "missing": MISSING,
    "not_applicable": NOT_APPLICABLE,
}


def of(sign: State | str) -> Pair:
    """Return the colours of a state or a mark."""
    return BY_MARK[sign.mark if isinstance(sign, State) else sign]
