"""学校沿革 and which schools came, went, changed their names or their verdicts. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qbe_xl.assessment.states import State
from qbe_xl.years.model import Year


@dataclass(frozen=True, slots=True)
class Change:
    """One line of 学校沿革: from which school year on an old code is another school's."""

    old: str
    new: str
    first: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Moves:
    """From one year to the next, as school names; merged and recoded ones as 旧校 → 新校."""

    before: str
    now: str
    came: tuple[str, ...]
    went: tuple[str, ...]
    renamed: tuple[str, ...]
    moved: tuple[str, ...]
    fell: tuple[str, ...]
    rose: tuple[str, ...]


def traced(code: str, until: int, changes: Sequence[Change]) -> str:
    """Return the code that a school of an earlier year has in a later one; rings end where they began."""
    known = {change.old: change for change in changes if change.first <= until}
    seen = {code}
    while code in known and known[code].new not in seen:
        code = known[code].new
        seen.add(code)
    return code


def moves(old: Year, new: Year, changes: Sequence[Change] = ()) -> Moves:
    """Return what changed among the schools from one year to another."""
    carried = {code: traced(code, new.first, changes) for code in old.schools}
    moved = [
        f"{old.schools[code]}由{new.schools.get(to, to)}接续"
        for code, to in carried.items()
        if to != code
    ]
    heirs = set(carried.values())
    then, today = _states(old), _states(new)
    both = [key for key in today if key in then]
    return Moves(
        old.label,
        new.label,
        came=tuple(sorted(name for code, name in new.schools.items() if code not in heirs)),
        went=tuple(
            sorted(
                old.schools[code]
                for code, to in carried.items()
                if to == code and code not in new.schools
            )
        ),
        renamed=tuple(
            sorted(
                f"{old.schools[code]}改为{new.schools[code]}"
                for code, to in carried.items()
                if to == code and code in new.schools and old.schools[code] != new.schools[code]
            )
        ),
        moved=tuple(sorted(moved)),
        fell=_changed(both, then, today, State.MET, State.UNMET, new.schools),
        rose=_changed(both, then, today, State.UNMET, State.MET, new.schools),
    )


_Key = tuple[str, str]


def _states(year: Year) -> Mapping[_Key, State]:
    return {(section.code, section.stage): section.state for section in year.sections}


def _changed(
    keys: Sequence[_Key],
    then: Mapping[_Key, State],
    today: Mapping[_Key, State],
    before: State,
    now: State,
    names: Mapping[str, str],
) -> tuple[str, ...]:
    found = {names.get(k[0], k[0]) for k in keys if then[k] is before and today[k] is now}
    return tuple(sorted(found))
