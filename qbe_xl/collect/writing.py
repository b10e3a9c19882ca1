"""Where results go, and the county's workbook written anew with sheets that say what was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qbe_xl.blank import Form, checked, guide, input_sheets, saved
from qbe_xl.blank.style import FORM
from qbe_xl.collect.listing import Listing
from qbe_xl.collect.listing_sheet import sheet
from qbe_xl.county import layout
from qbe_xl.county.rows import Rows
from qbe_xl.errors import OutputError
from qbe_xl.files.names import free
from qbe_xl.files.writing import spare

_TAB = "#2E7D4F"


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

    def free_folder(self, what: str) -> Path:
        """Return a folder beside it that is not there yet: what was sent out stays as it was."""
        return free(self.folder / self.beside(what))

    def check(self, into: Path, *, force: bool) -> None:
        """Raise InputError where the county's own file would be written, OutputError for others."""
        if not self.path.exists():
            return
        spare(self.folder, [self.name], into)
        if not force:
            raise OutputError(f"“{self.path}”已经存在，没有改动；请换一个名字，或加 --force 覆盖")


def input_workbook(rows: Rows, title: str, pages: Sequence[Listing], now: dt.datetime) -> bytes:
    """Return the input workbook (.xlsx) with these rows, and with pages that no program reads."""
    form = Form(title)
    sheets = (
        guide(form),
        *input_sheets(form, checked(rows)),
        *(sheet(page, _TAB) for page in pages),
    )
    return saved(sheets, FORM, now, layout.SCHOOLS.name)
