"""When a problem must be put right: counted back from the day on which the county means to apply."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace

from qbe_xl.clauses import words
from qbe_xl.county.model import County

USUAL_MONTHS = 12
"""惯例: where 拟申报日期 is blank, so many months after 评估日期, or after the run."""
_BEFORE = {"data": 3, "buildings": 2, "sites": 2, "equipment": 2, "network": 2}
_USUAL_BEFORE = 1
"""惯例: months before 拟申报日期 by which a kind of problem is put right. Figures come first, since
all else is worked out from them; what is built or bought is accepted and booked; then the county
is assessed again, and its evidence gathered."""


@dataclass(frozen=True, slots=True)
class Filing:
    """The day on which the county means to apply; said: what is to be told of it, "" for nothing."""

    day: dt.date
    said: str = ""
    stays: bool = False
    """Whether it is the same on every day of a run: the county's own."""

    def due(self, kind: str, today: dt.date) -> dt.date:
        """Return the last day for a kind of problem (`Kind.id`), never after the day itself.

        Where the day counted back is over by now, the day of applying is left; where that is over
        too, it is the day that was to be kept.
        """
        day = months_later(self.day, -_BEFORE.get(kind, _USUAL_BEFORE))
        return self.day if day < today <= self.day else day


def filing_of(county: County, today: dt.date) -> Filing:
    """Return 拟申报日期 of 县情, or what stands for it where it is blank."""
    entry = county.facts.get("拟申报日期")
    if entry is not None and isinstance(entry.value, dt.date):
        found = Filing(entry.value, stays=True)
    else:
        base, of = (county.date, "评估日期") if county.date else (today, "本次运行")
        day = months_later(base, USUAL_MONTHS)
        found = Filing(
            day,
            f"未填拟申报日期，按{of}后 {USUAL_MONTHS} 个月（惯例）即{words.day(day)}倒排期限",
            stays=county.date is not None,
        )
    told = found.said or f"拟申报日期为{words.day(found.day)}"
    if found.day < today:
        anew = "填写拟申报日期" if found.said else "改填新的拟申报日期"
        return replace(found, said=f"{told}；该日已过，各项期限均已逾期，请在县情{anew}")
    late = [n for n in {_USUAL_BEFORE, *_BEFORE.values()} if months_later(found.day, -n) < today]
    if late:
        short = f"距该日不足 {max(late)} 个月，按惯例应已完成的事项，期限定为该日"
        return replace(found, said=f"{told}；{short}")
    return found


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later, the month's last where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
