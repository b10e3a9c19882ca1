"""Schools to be visited: a tenth of them, drawn by lot, every type in proportion.

Who has the seed and the list of codes draws the same schools: nobody can choose them. The order
of rows and the random generator of some version do not matter, only SHA-256.
"""

from __future__ import annotations

import hashlib
import math

from qbe_xl.county import layout
from qbe_xl.county.model import County

SHARE = 0.1


def sample(county: County, seed: int, share: float = SHARE) -> tuple[int, ...]:
    """Return the positions in 学校 of the schools to visit, in the order of the sheet.

    Schools are put in order of their 办学类型, within it by lot, and every tenth is taken from a
    start that is drawn too: as many as the share asks for, rounded up. 职业学校 are left out.
    """
    schools = county.schools
    types = schools.code("type").tolist()
    outside = layout.SCHOOL_TYPES.index(layout.VOCATIONAL_SCHOOL)
    drawn = sorted(
        (types[place], _lot(seed, schools.word("code", place)), place)
        for place in range(len(schools))
        if types[place] != outside
    )
    wanted = math.ceil(round(len(drawn) * share, 9))
    start = int(_lot(seed, "")[:8], 16) / 16**8
    return tuple(sorted(drawn[int((n + start) * len(drawn) / wanted)][2] for n in range(wanted)))


def default_seed(sha256: str) -> int:
    """Return the seed where none is given: made from the workbook, so that nobody chooses it."""
    return int(sha256[:8], 16)


def _lot(seed: int, code: str) -> str:
    return hashlib.sha256(f"{seed}\x1f{code}".encode()).hexdigest()
