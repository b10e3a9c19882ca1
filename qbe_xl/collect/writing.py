"""Where results go, and the county's workbook written anew with sheets that say what was done."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from qbe_xl.blank import Form, checked, guide, input_sheets, saved
from qbe_xl.blank.style import FORM
from qbe_xl.county import layout
from qbe_xl.county.rows import Rows
from qbe_xl.files.names import numbered
from qbe_xl.files.writing import demand_free, spare, write_all
from qbe_xl.sheets import palette
from qbe_xl.sheets.file import workbook
from qbe_xl.sheets.listing import Listing, page

_NUMBER = re.compile(r"\(\d+\)$")


@dataclass(frozen=True)
class Target:
    """A new workbook and the folder for what lies beside it."""

    folder: Path
    name: str

    @classmethod
    def of(cls, out: Path, name: str) -> Target:
        """Return the target of --out: a workbook (.xlsx), or a folder for one of this name."""
        if out.suffix.lower() == ".xlsx" and not out.is_dir():
            return cls(out.parent, out.name)
        return cls(out, name)

    @property
    def path(self) -> Path:
        """The workbook."""
        return self.folder / self.name

    def beside(self, what: str) -> str:
        """Return the name of a file beside the workbook: 汇总表-报送情况.xlsx."""
        return f"{Path(self.name).stem}-{what}"

    def place_for(self, what: str, files: Mapping[str, bytes]) -> Path:
        """Return the folder beside it for files to be sent out: one that holds nothing yet, as what
        was sent stays as it was; but the last one where it holds the same, but for the time."""
        last = None
        usual = _NUMBER.sub("", Path(self.name).stem)  # of 汇总表(2), too: one row of folders
        for name in numbered(f"{usual}-{what}"):
            place = self.folder / name
            if not place.exists() or _is_empty(place):
                return last if last is not None and _holds(last, files) else place
            last = place
        raise AssertionError  # numbers do not end

    def lacks(self, name: str) -> bool:
        """Whether a file of `place_for` is still to be written: those of a folder stand together."""
        return not (self.folder / name).parent.exists() or _is_empty((self.folder / name).parent)

    def check(self, into: Path, *, force: bool) -> None:
        """Raise InputError where the county's own file would be written, OutputError for others."""
        spare(self.folder, [self.name], into)
        demand_free(self.folder, [self.name], force=force)


def _is_empty(place: Path) -> bool:
    """Whether a run that was ended left a folder with nothing in it."""
    return place.is_dir() and not place.is_symlink() and not any(place.iterdir())


def _holds(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether a folder holds these documents, which bear the time of their making."""
    try:
        there = {path.name: path for path in folder.iterdir() if not path.name.startswith(".")}
        return there.keys() == files.keys() and all(
            _parts(there[name].read_bytes()) == _parts(content) for name, content in files.items()
        )
    except (OSError, zipfile.BadZipFile):
        return False


def _parts(package: bytes) -> dict[str, tuple[int, int]]:
    """What a document is made of, but for its properties: size and CRC by name."""
    with zipfile.ZipFile(io.BytesIO(package)) as held:
        return {
            one.filename: (one.file_size, one.CRC)
            for one in held.infolist()
            if not one.filename.startswith("docProps/")
        }


class Results(NamedTuple):
    """The three files that a run leaves: the county's workbook, and what was done, shown twice."""

    book: Path
    status_workbook: Path
    status_page: Path


def write_results(
    target: Target,
    county: str,
    rows: Rows,
    pages: Sequence[Listing],
    now: dt.datetime,
    *,
    status: str,
    labels: tuple[str, str],
    listings: Sequence[Listing],
    counts: Sequence[tuple[str, str, int]],
    more: Mapping[str, bytes] = {},
) -> tuple[Results, dict[str, Path]]:
    """Write the workbook with these rows and pages, and the status list beside it, all or none.

    county: its name, perhaps none; labels: of the time and of the workbook, in the page's head;
    more: further files, by name within the folder; where each went is returned, too.
    """
    title = f"{county}{status}" if county else status
    head = [(labels[0], f"{now:%Y-%m-%d %H:%M}"), (labels[1], target.name)]
    lists, shown = target.beside(f"{status}.xlsx"), target.beside(f"{status}.html")
    files = {
        lists: workbook(title, [listing.sheet() for listing in listings], time=now),
        shown: page(listings, title, head, counts).encode(),
        target.name: input_workbook(rows, county, pages, now),
        **more,
    }
    written = write_all(target.folder, files)
    results = Results(written[target.name], written[lists], written[shown])
    return results, {name: written[name] for name in more}


def input_workbook(rows: Rows, title: str, pages: Sequence[Listing], now: dt.datetime) -> bytes:
    """Return the input workbook (.xlsx) with these rows, and with pages that no program reads."""
    form = Form(title)
    sheets = (
        guide(form),
        *input_sheets(form, checked(rows)),
        *(listing.sheet(palette.MET.ink) for listing in pages),
    )
    return saved(sheets, FORM, now, layout.SCHOOLS.name)
