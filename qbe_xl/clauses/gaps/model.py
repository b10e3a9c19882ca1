"""One gap: what is lacking, where, how much, in natural units."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from qbe_xl.assessment import State
from qbe_xl.clauses.records import RESOURCES
from qbe_xl.county.layout import STAGE_WORDS
from qbe_xl.errors import Place

COUNTY = "全县"
OPEN = (State.UNMET, State.MISSING)


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is short of its standard, or that nobody has filled in yet.

    id: R1–R7, balance, or an item; indicator: whose 差异系数 it is, "" but for balance; thing: what is to be added or put right (音乐专用教室);
    article: document and article; state: UNMET or MISSING.
    school: position in `county.schools`, None for the county; code, name and township: its own,
    "" or 全县 for the county; stage: "primary", "junior" or "".
    value and standard: the figure as it is and as it must be, None where there is none.
    amount: what it takes to reach the standard, exact; None where it cannot be counted.
    to_floor: the same up to 85 % of the standard, for R1–R7.
    to_add: what the school's own column must grow by so that this section gets `amount`. More
    than `amount` where a resource of the whole school is shared between stages.
    unit: of the three, 人, 间, ㎡, 元 …; section: how the 办学单元 whose R1–R7 it is stands.
    eased: whether it can be put right with what is there, without adding anything: 统筹编班.
    words: the gap in one sentence; said: the same where place, clause and state stand beside it,
    "" where another line says it; places: where to look.
    counts: False for a place that only shows where the county's figure comes from.
    """

    id: str
    thing: str
    article: str
    state: State
    school: int | None
    code: str
    name: str
    township: str
    stage: str
    value: float | None
    standard: float | None
    amount: Fraction | None
    unit: str
    words: str
    places: tuple[Place, ...]
    indicator: str = ""
    said: str = ""
    counts: bool = True
    to_floor: Fraction | None = None
    to_add: Fraction | None = None
    section: State | None = None
    eased: bool = False

    @property
    def cells(self) -> str:
        """Where to look, in words: 学校!K7，学校!AE7."""
        return "，".join(map(str, self.places))

    @property
    def excused(self) -> bool:
        """Whether the section passes without it: 第六条, 余项."""
        return self.section is State.MET

    @property
    def stage_word(self) -> str:
        """小学 or 初中, of R1–R7 and their 差异系数; "" for everything else."""
        by_stage = self.id in RESOURCES or self.id == "balance"
        return STAGE_WORDS[self.stage] if by_stage else ""

    @property
    def need(self) -> Fraction | None:
        """What must really be added: `to_add` where a whole school shares, else `amount`."""
        return self.amount if self.to_add is None else self.to_add


def up_to(figure: Fraction, decimals: int) -> float:
    """Return an exact figure as a float, rounded up so that what is added always suffices."""
    scale: int = 10**decimals
    return float(math.ceil(figure * scale) / scale)
