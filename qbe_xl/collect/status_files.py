"""The status list as a workbook and as a web page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from urllib.parse import quote

from qbe_xl.collect.listing import Listing
from qbe_xl.collect.listing_sheet import sheet
from qbe_xl.sheets import file
from qbe_xl.sheets.pieces import View, clean
from qbe_xl.sheets.templating import render as rendered

TEMPLATE = "清单.html"
_IDS = {"●": "met", "◐": "near", "✕": "unmet", "○": "missing"}


def status_workbook(listings: Sequence[Listing], title: str, now: dt.datetime) -> bytes:
    """Return the status list as a workbook (.xlsx), a sheet a listing."""
    return file.workbook(title, map(sheet, listings), time=now)


def status_page(
    listings: Sequence[Listing],
    title: str,
    facts: Sequence[tuple[str, str]],
    counts: Sequence[tuple[str, str, int]],
) -> str:
    """Return listings as one offline web page.

    facts: label and text in the head; counts: id of a colour, word and number, shown large.
    """
    view: View = clean(
        {
            "title": title,
            "facts": [list(fact) for fact in facts],
            "counts": [{"id": id, "word": word, "number": number} for id, word, number in counts],
            "listings": [_view(listing) for listing in listings],
        }
    )
    return rendered(TEMPLATE, view)


def _view(listing: Listing) -> View:
    return {
        "name": listing.name,
        "note": listing.note,
        "empty": listing.empty,
        "heads": [field.header for field in listing.fields],
        "numbers": [n for n, field in enumerate(listing.fields) if field.look == "count"],
        "rows": [
            [
                _cell(str(value), field.look, listing.links.get((number, place), ""))
                for place, (field, value) in enumerate(zip(listing.fields, row, strict=True))
            ]
            for number, row in enumerate(listing.rows)
        ],
    }


def _cell(text: str, look: str, link: str) -> View:
    kinds = {"centre": "nw", "code": "nw", "count": "n", "quiet": "cells", "text": "text"}
    return {
        "text": text,
        "link": quote(link) if link else "",
        "state": _IDS.get(text[:1], "") if look == "mark" else "",
        "kind": kinds.get(look, ""),
    }
