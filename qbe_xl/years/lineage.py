"""学校沿革.xlsx in the archive: which school a merged or recoded one has become."""

from __future__ import annotations

from pathlib import Path

from qbe_xl.county.assembling import Findings
from qbe_xl.county.cells import parse
from qbe_xl.county.folding import folded
from qbe_xl.county.headers import find_header
from qbe_xl.county.layout import Column, SheetLayout
from qbe_xl.errors import Place
from qbe_xl.files.book import Sheet, open_book
from qbe_xl.sheets import file
from qbe_xl.sheets.looks import CENTER, TEXT
from qbe_xl.sheets.model import Field, Grid, Title
from qbe_xl.sheets.model import Sheet as Made
from qbe_xl.years.archive import LINEAGE, year_of
from qbe_xl.years.moves import Change

FILE = f"{LINEAGE}.xlsx"
SHEET = SheetLayout(
    LINEAGE,
    "old",
    "撤并、改码的学校一行一所；从写明的学年起，旧标识码的学校就是新标识码的学校。",
    (
        Column("old", "旧标识码", "code", "撤并或改码以前的学校标识码"),
        Column("new", "新标识码", "code", "以后的学校标识码；并入其他学校的写那所学校的"),
        Column("year", "学年", "text", "从哪个学年起，如 2024-2025"),
        Column("note", "说明", "text", "并入、改码、改制等", optional=True),
    ),
)


def read(archive: Path) -> tuple[Change, ...]:
    """Return the lines of 学校沿革.xlsx, none where there is no such file.

    Raises InputError with every line that cannot be understood.
    """
    path = archive / FILE
    if not path.is_file() or path.is_symlink():
        return ()
    book = open_book(path)
    found = Findings()
    named = [sheet for sheet in book.sheets if sheet.name.strip() == LINEAGE]
    changes = _changes(named[0] if named else book.sheets[0], found) if book.sheets else []
    found.demand_none()
    return tuple(changes)


def _changes(sheet: Sheet, found: Findings) -> list[Change]:
    header = find_header(sheet, SHEET, found.problem)
    if header is None or not {"old", "new", "year"} <= {*header.columns}:
        return []
    changes = []
    for row in range(header.first_row, len(sheet.rows)):
        cells = sheet.rows[row]
        raws = {k: cells[at] if at < len(cells) else None for k, at in header.columns.items()}
        old, new = (parse(raws[key], "code")[0] for key in ("old", "new"))
        said = folded(str(raws["year"] or ""))
        if not old and not new and not said:
            continue
        year = year_of(said)
        for key, value in (("old", old), ("new", new), ("year", year)):
            if not value:
                column = SHEET.by_key[key]
                place = Place(LINEAGE, row, header.columns[key])
                found.problem(place, f"{column.header}没有填写或无法识别，请填{column.help}")
        if old and new and year:
            note = folded(str(raws.get("note") or ""))
            changes.append(Change(str(old), str(new), int(year[:4]), note))
    return changes


def form() -> bytes:
    """Return an empty 学校沿革.xlsx."""
    import datetime as dt

    looks = (CENTER, CENTER, CENTER, TEXT)
    widths = (18, 18, 14, 50)
    fields = [
        Field(column.header, width, look, comment=column.help)
        for column, width, look in zip(SHEET.columns, widths, looks, strict=True)
    ]
    blank: list[tuple[None, ...]] = [(None,) * len(fields)] * 30
    sheet = Made(LINEAGE, (Title(LINEAGE, SHEET.help), Grid(fields, blank, keep=0)))
    return file.workbook(LINEAGE, [sheet], time=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
