"""Which rules ask anything of a school of some kind: what it must fill in, and what it must prove."""

from __future__ import annotations

from qbe_xl.county import layout

_NOT_OF_SPECIAL = {f"R{n}" for n in range(1, 8)} | {"G3", "G4", "G5", "G6", "G13"}
_ONLY_OF_SPECIAL = {"G7"}
_NOT_OF_BRANCHES = {"Q3", "Q4", "Q5", "Q6", "Q7", "Q8"}


def concerns(rule: str, kind: str, *, branch: bool = False) -> bool:
    """Return whether a rule (R1, G9 …) asks anything of a school.

    kind: its 办学类型; branch: whether another school answers for it (归属学校标识码), which need
    not fill in 第八条. 职业学校 are asked for nothing.
    """
    if kind == layout.VOCATIONAL_SCHOOL:
        return False
    idle = _NOT_OF_SPECIAL if kind == layout.SPECIAL_SCHOOL else _ONLY_OF_SPECIAL
    return rule not in idle and not (branch and rule in _NOT_OF_BRANCHES)
