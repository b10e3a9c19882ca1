"""历年监测 (第四、十四、十七条): the archive's years, their series, alerts and moves. No file but the archive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from qbe_xl.files import chain
from qbe_xl.standards import Standard, load, resolve
from qbe_xl.years import lineage
from qbe_xl.years.alerts import Alert, alerts, decline
from qbe_xl.years.archive import LOG_NAME
from qbe_xl.years.model import Series, Year, gaps_of, series_of
from qbe_xl.years.moves import Change, Moves, moves
from qbe_xl.years.reading import LeftOut, names, read_archive


@dataclass(frozen=True)
class Monitoring:
    """Everything that is told of an archive.

    standard: the newest rules, by which all years are compared; reading: which of the readings of
    连续两年下滑 holds; gaps: school years that are lacking; faults: of the log; seal: its end.
    """

    county: str
    standard: Standard
    years: tuple[Year, ...]
    series: tuple[Series, ...]
    alerts: tuple[Alert, ...]
    decline: Mapping[str, bool | None]
    reading: str
    moves: tuple[Moves, ...]
    changes: tuple[Change, ...]
    left_out: tuple[LeftOut, ...]
    gaps: tuple[str, ...]
    faults: tuple[str, ...]
    seal: str


def monitor(
    archive: Path, standard: str | None = None, progress: Callable[[str], None] = lambda step: None
) -> Monitoring:
    """Return what the years of an archive tell.

    standard: the id of the newest rules; None for those of the county's 省份. Raises InputError
    where there is no archive or 学校沿革.xlsx cannot be used, StandardError for an unknown standard.
    """
    changes = lineage.read(archive)
    found = read_archive(archive, standard, progress)
    years = found.years
    newest = load(standard or (years[-1].rules if years else resolve().id)).at(None)
    series = series_of(years, names(newest))
    log = chain.read(archive / LOG_NAME)
    return Monitoring(
        county=years[-1].county if years else "",
        standard=newest,
        years=years,
        series=series,
        alerts=alerts(years, series),
        decline=decline(years, series),
        reading=newest.text("scope.decline"),
        moves=tuple(moves(old, new, changes) for old, new in pairwise(years)),
        changes=changes,
        left_out=found.left_out,
        gaps=tuple(gaps_of(years)),
        faults=log.faults,
        seal=log.seal,
    )
