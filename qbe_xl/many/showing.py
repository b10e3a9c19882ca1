"""汇总 of all counties: a workbook, a page, and the same for each region in a folder of its own."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

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


def documents(
    base: DuckDBPyConnection,
    found: Mapping[str, Derived],
    notices: Sequence[Notice],
    now: dt.datetime,
    out: Path,
    ours: Sequence[str] = (),
) -> dict[str, bytes]:
    """Return every file to be written, by its name below the folder of results.

    found: what is derived of each file. out: that folder; ours: names of files in it, which no
    region's folder may bear; the files of a region in which nothing changed since they were written
    stay.
    """
    asking.prepare(base)
    names = asking.regions(base)
    safe = distinct([*ours, *map(safe_name, names)])[len(ours) :]
    folders = dict(zip(names, safe, strict=True))
    seals = asking.seals(base)
    by_folder = {folder: seals[region] for region, folder in folders.items()}
    unchanged = _written(out)
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
        if unchanged.get(folder) == seals[region]:
            continue
        own = [asking.counties(base, region), asking.failing(base, region)]
        title = f"{region}{TITLE}"
        files[f"{folder}/{WORKBOOK_NAME}"] = _workbook(
            title, [*own, asking.provincial(base, found, region)], now
        )
        files[f"{folder}/{PAGE_NAME}"] = _page(
            base, title, [*own, *asking.open_matters(base, region)], now, region
        ).encode()
    files[SEALS] = (json.dumps(by_folder, ensure_ascii=False) + "\n").encode()
    return files


def _written(out: Path) -> dict[str, str]:
    """The seal under which each region's files were written, of those that are still there."""
    kept = read_state(out / SEALS, lambda plain: {k: expect(v, str) for k, v in plain.items()})
    return {
        folder: seal
        for folder, seal in (kept or {}).items()
        if is_below(f"{folder}/{PAGE_NAME}")
        and all((out / folder / name).is_file() for name in (WORKBOOK_NAME, PAGE_NAME))
    }


def of_regions(out: Path) -> dict[str, Path]:
    """Return the files of the regions, by their name below the folder of results."""
    names = [f"{folder}/{name}" for folder in _written(out) for name in (WORKBOOK_NAME, PAGE_NAME)]
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
