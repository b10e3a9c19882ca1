"""When a workbook was last saved: what its program wrote inside, else the file's own time.

A copy, a mail or a memory stick changes the file's time, not the one inside. One inside that lies
later than now, or that is older than any spreadsheet, is not believed.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from qbe_xl.files.opening.package import Package
from qbe_xl.files.opening.refusal import Refusal

_CORE, _META = "docProps/core.xml", "meta.xml"
_MODIFIED = re.compile(rb"<(?:\w+:)?modified\b[^>]*>\s*([0-9T:.+\-Z]{10,40})\s*<")
_DATE = re.compile(rb"<dc:date>\s*([0-9T:.+\-Z]{10,40})\s*<")
_EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_LEEWAY = dt.timedelta(days=1)
_LARGEST = 1_000_000

INSIDE, OF_FILE = "表内记录的保存时间", "文件的修改时间"


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """A moment, with an offset, and by what it is known."""

    moment: dt.datetime
    source: str

    @property
    def shown(self) -> str:
        """2024-05-20 09:30, local time."""
        return f"{self.moment.astimezone():%Y-%m-%d %H:%M}"


def stamp(path: Path, package: Package | None, now: dt.datetime) -> Stamp:
    """Return when a file was saved; package: its zip, None where it is none."""
    inside = _inside(package) if package else None
    if inside is not None and _EARLIEST <= inside <= now + _LEEWAY:
        return Stamp(inside, INSIDE)
    return Stamp(dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC), OF_FILE)


def _inside(package: Package) -> dt.datetime | None:
    for part, pattern in ((_CORE, _MODIFIED), (_META, _DATE)):
        try:
            if package.find(part) is None or package.size(part) > _LARGEST:
                continue
            found = pattern.search(package.read(part))
        except Refusal:
            continue
        if found:
            return _parsed(found[1].decode())
    return None


def _parsed(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
        return moment.astimezone(dt.UTC)  # one without an offset is local, as LibreOffice writes it
    except (ValueError, OverflowError, OSError):
        return None
