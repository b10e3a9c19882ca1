"""Which standard a county is judged by: the only place that chooses one."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Protocol

from qbe_xl.standards.loading import DATA, Rulebook, available, load

DEFAULT = "yunnan-2022"
"""The standard of a county whose 省份 is blank or has no standard of its own."""

PROVINCE = "省份"
_KIND_OF_PROVINCE = re.compile(r"(省|市|(壮族|回族|维吾尔)?自治区|特别行政区)$")


class Facts(Protocol):
    """What is asked of a county: an entry of 县情 as text, and its 评估日期."""

    def fact(self, key: str) -> str: ...

    @property
    def date(self) -> dt.date | None: ...


def resolve(county: Facts | None = None, asked: str | None = None, folder: Path = DATA) -> Rulebook:
    """Return the standard of a county.

    asked: the id that staff named, which holds whatever the county says. Without it the standard
    of the county's 省份 that was in force on 评估日期 (blank: the newest), else DEFAULT. What is
    second-hand (待核) is never chosen unasked. Raises StandardError for an unknown id.
    """
    if asked is not None:
        return load(asked, folder)
    province = province_of(county.fact(PROVINCE)) if county else ""
    if not province:
        return load(DEFAULT, folder)
    named = (
        id
        for id in available(folder)
        if province in (folder / f"{id}.toml").read_text(encoding="utf-8", errors="replace")
    )
    books = (load(id, folder) for id in named)
    own = sorted(
        (b for b in books if b.province == province and not b.second_hand),
        key=lambda book: book.since,
    )
    if not own:
        return load(DEFAULT, folder)
    day = county.date if county else None
    return [own[0], *(book for book in own if day is None or book.since <= day)][-1]


def province_of(text: str) -> str:
    """Return a province's short name: 云南 for 云南省, 广西 for 广西壮族自治区."""
    return _KIND_OF_PROVINCE.sub("", "".join(text.split()))
