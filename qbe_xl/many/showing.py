"""汇总 of all counties: a workbook, a page, and the same for each region in a folder of its own."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from qbe_xl import __version__
from qbe_xl.errors import Notice
from qbe_xl.files.names import distinct, safe_name
from qbe_xl.files.state import expect, is_below, read_state
from qbe_xl.many import asking
from qbe_xl.many.derived import Derived
from qbe_xl.sheets import file as sheets_file
from qbe_xl.sheets.listing import Listing, page
from qbe_xl.sheets.model import Link, Running

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WORKBOOK_NAME = "汇总.xlsx"
PAGE_NAME = "汇总.html"
SEALS = ".cache/regions.json"
TITLE = "县域义务教育优质均衡汇总"
_OF_REGION = (WORKBOOK_NAME, PAGE_NAME)


class Papers(NamedTuple):
    """What is to be written, by name below the folder of results, and which of ours go."""

    files: dict[str, bytes]
    gone: list[str]


class _Region(NamedTuple):
    """A region's papers as they were written: the seal of what they say, and the SHA-256 of each."""

    seal: str
    files: tuple[str, ...]


def documents(
    base: DuckDBPyConnection,
    found: Mapping[str, Derived],
    notices: Sequence[Notice],
    now: dt.datetime,
    out: Path,
    ours: Sequence[str] = (),
) -> Papers:
    """Return every file to be written, and those of regions that are no more.

    found: what is derived of each file. out: the folder of results; ours: names in it which no
    region's folder may bear; the files of a region in which nothing changed since they were written
    stay, as long as they are what was written.
    """
    asking.prepare(base)
    names = asking.regions(base)
    safe = distinct([*ours, *map(safe_name, names)])[len(ours) :]
    folders = dict(zip(names, safe, strict=True))
    seals = asking.seals(base)
    former = _written(out)
    noted: dict[str, _Region] = {}
    summary = asking.by_region(base)
    listings = [
        summary,
        asking.counties(base),
        asking.failing(base),
        asking.nearest(base),
        asking.below(base),
        asking.lacking(base),
        asking.doubtful(base, found),
        asking.by_standard(base, found),
        asking.unusable(base),
    ]
    if notices:
        rows = [[str(one.place), one.message] for one in notices]
        listings.append(Listing("复核提示", "请交给维护人员。", "文件:40 提示:80", rows))
    leading = [
        [Link(f"{folders[row[0]]}/{PAGE_NAME}", row[0]) if row[0] in folders else row[0], *row[1:]]
        for row in summary.rows
    ]
    linked = Listing(summary.name, summary.note, summary.heads, leading)
    files = {
        WORKBOOK_NAME: _workbook(TITLE, [*listings, asking.provincial(base, found)], now),
        PAGE_NAME: _page(base, TITLE, [linked, *listings[1:]], now).encode(),
    }
    for region, folder in folders.items():
        if folder in former and former[folder].seal == seals[region]:
            noted[folder] = former[folder]
            continue
        own = [asking.counties(base, region), asking.failing(base, region)]
        title = f"{region}{TITLE}"
        book = _workbook(title, [*own, asking.provincial(base, found, region)], now)
        whole = [*own, *asking.open_matters(base, region)]
        shown = _page(base, title, whole, now, region).encode()
        files |= {f"{folder}/{WORKBOOK_NAME}": book, f"{folder}/{PAGE_NAME}": shown}
        noted[folder] = _Region(seals[region], (_sum(book), _sum(shown)))
    files[SEALS] = (json.dumps(noted, ensure_ascii=False) + "\n").encode()
    gone = [f"{folder}/{name}" for folder in former if folder not in noted for name in _OF_REGION]
    return Papers(files, gone)


def _written(out: Path) -> dict[str, _Region]:
    """What was noted of each region whose files are still those that were written."""
    return {
        folder: one
        for folder, one in (read_state(out / SEALS, _noted) or {}).items()
        if is_below(f"{folder}/{PAGE_NAME}") and not (out / folder).is_symlink()
        if one.files == tuple(_sum_of(out / folder / name) for name in _OF_REGION)
    }


def _noted(raw: Any) -> dict[str, _Region]:
    return {
        folder: _Region(expect(seal, str), tuple(expect(one, str) for one in files))
        for folder, (seal, files) in expect(raw, dict).items()
    }


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _sum_of(path: Path) -> str:
    return _sum(path.read_bytes()) if path.is_file() and not path.is_symlink() else ""


def of_regions(out: Path) -> dict[str, Path]:
    """Return the files of the regions, by their name below the folder of results."""
    names = [f"{folder}/{name}" for folder in _written(out) for name in _OF_REGION]
    return {name: out / name for name in names}


def _workbook(title: str, listings: Sequence[Listing], now: dt.datetime) -> bytes:
    return sheets_file.workbook(
        title,
        [listing.sheet() for listing in listings],
        time=now,
        running=Running(title, f"qbe_xl {__version__}", f"{now:%Y-%m-%d %H:%M}"),
    )


def _page(
    base: DuckDBPyConnection,
    title: str,
    listings: Sequence[Listing],
    now: dt.datetime,
    region: str | None = None,
) -> str:
    some = "" if region is None else " AND region = $region"
    given = {} if region is None else {"region": region}
    counts = dict(
        base.execute(
            "SELECT coalesce(verdict, 'unusable'), count(*) FROM place "  # noqa: S608
            f"LEFT JOIN county USING (file) WHERE NOT twin{some} GROUP BY ALL",
            given,
        ).fetchall()
    )
    return page(
        listings,
        title,
        [
            ("生成时间", f"{now:%Y-%m-%d %H:%M}"),
            ("程序", f"qbe_xl {__version__}"),
            ("说明", "各县填报数据的自评结果，按名称排列，不是排名，不作公布之用"),
        ],
        [
            ("met", "县达标", counts.get("met", 0)),
            ("unmet", "县未达标", counts.get("unmet", 0)),
            ("missing", "县待填报", counts.get("missing", 0)),
            ("near", "个文件不能用", counts.get("unusable", 0)),
        ],
    )
