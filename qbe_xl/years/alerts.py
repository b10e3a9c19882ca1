"""红、黄提醒 (第十四条) and 连续两年下滑 (第十七条). Pure.

The regulation does not say what 下滑 is. Three readings stand side by side, each a choice (惯例);
the standard's parameter says which one is reported. None is presented as law.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qbe_xl.assessment.states import State
from qbe_xl.years.model import Series, Year

RED, YELLOW = "red", "yellow"
WORDS = {RED: "红", YELLOW: "黄"}

READINGS = {
    "items": "达标的指标数连续两年减少",
    "groups": "原已达标的方面连续两年未达标",
    "cv": "任一差异系数连续两年上升",
}
"""By the words of the parameter scope.decline."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to look at: its series, and the schools behind it in the last year."""

    level: str
    series: str
    name: str
    message: str
    schools: tuple[str, ...] = ()


def alerts(years: Sequence[Year], found: Sequence[Series]) -> tuple[Alert, ...]:
    """Return what the last year's figures ask attention for, red ones first, in order of series.

    红: met last year and unmet now; worse two years running and unmet. 黄: worse two years running;
    beyond its line next year at this year's pace. Nothing where the year before is lacking.
    """
    ordered = sorted(years, key=lambda year: year.first)
    if len(ordered) < 2 or ordered[-1].first != ordered[-2].first + 1:
        return ()
    last = len(ordered) - 1
    listed = [alert for series in found for alert in _of(series, last, ordered[-1])]
    return tuple(sorted(listed, key=lambda alert: alert.level != RED))


def _of(series: Series, last: int, year: Year) -> Iterator[Alert]:
    now, before = series.state(last), series.state(last - 1)
    behind = year.behind.get(series.key, ())

    def alert(level: str, message: str) -> Alert:
        return Alert(level, series.key, series.name, message, behind)

    if before is State.MET and now is State.UNMET:
        yield alert(RED, f"{series.name}：上一学年达标，本学年未达标")
    worse = last > 1 and series.step(last) == series.step(last - 1) == -1
    if worse:
        level = RED if now is State.UNMET else YELLOW
        yield alert(level, f"{series.name}：连续两年变差")
    if now is State.MET and series.step(last) == -1 and _crosses(series, last):
        yield alert(YELLOW, f"{series.name}：照本学年的变化，下一学年将越过标准")


def _crosses(series: Series, last: int) -> bool:
    point, old = series.points[last], series.values[last - 1]
    if point is None or point.value is None or point.line is None or old is None:
        return False
    return (2 * point.value - old - point.line) * series.better < 0


def decline(years: Sequence[Year], found: Sequence[Series]) -> Mapping[str, bool | None]:
    """Return each reading of 连续两年下滑: 第十七条; None without three years on end."""
    last = sorted(years, key=lambda year: year.first)[-3:]
    if len(last) < 3 or last[-1].first != last[0].first + 2:
        return dict.fromkeys(READINGS)
    place = len(years) - 1
    first, middle, now = last
    return {
        "items": first.met > middle.met > now.met,
        "groups": any(
            state is State.MET
            and middle.groups.get(group) is State.UNMET
            and now.groups.get(group) is State.UNMET
            for group, state in first.groups.items()
        ),
        "cv": any(
            series.key.startswith("balance.") and series.step(place) == series.step(place - 1) == -1
            for series in found
        ),
    }
