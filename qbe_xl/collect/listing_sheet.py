"""A listing as a sheet."""

from __future__ import annotations

from qbe_xl.collect.listing import Field as Column
from qbe_xl.collect.listing import Listing
from qbe_xl.collect.listing import Value as Said
from qbe_xl.sheets import palette
from qbe_xl.sheets.looks import CENTER, COUNT, QUIET, TEXT
from qbe_xl.sheets.model import TALL, Field, Grid, Link, Marked, Paper, Sheet, Title, Value

_LOOKS = {"text": TEXT, "centre": CENTER, "count": COUNT, "mark": CENTER, "code": CENTER}
_LOOKS |= {"quiet": QUIET}


def sheet(listing: Listing, tab: str = palette.ACCENT) -> Sheet:
    """Return the sheet of a listing."""
    fields = [Field(of.header, of.width, _LOOKS[of.look], TALL) for of in listing.fields]
    rows = [
        [
            _value(of, said, listing.links.get((number, place), ""))
            for place, (of, said) in enumerate(zip(listing.fields, row, strict=True))
        ]
        for number, row in enumerate(listing.rows)
    ]
    grid = Grid(fields, rows, keep=0, filtered=True, empty=(listing.empty, None))
    codes = '&"等线,Regular"&9'
    footer = f"&L{codes} {listing.name}&R{codes} 第 &P 页　共 &N 页"
    return Sheet(
        listing.name, (Title(listing.name, listing.note), grid), tab=tab, paper=Paper(footer=footer)
    )


def _value(of: Column, said: Said, link: str) -> Value:
    if link:
        return Link(link, str(said))
    if of.look == "mark" and isinstance(said, str) and said[:1] in palette.BY_MARK:
        return Marked(said[0], said)
    return said
