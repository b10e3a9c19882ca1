"""一页纸汇报 as the first sheet of the result workbook, and what must be verified first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from qbe_xl.assessment import Assessment
from qbe_xl.clauses import duties
from qbe_xl.documents import past
from qbe_xl.documents.material import Material
from qbe_xl.documents.views import onepage
from qbe_xl.documents.views.duties import ledger_of
from qbe_xl.errors import InputError, Notice
from qbe_xl.files.book import Sheet as Read
from qbe_xl.files.state import WRONG, expect, parsed
from qbe_xl.remedy.ledger.model import Former
from qbe_xl.remedy.parameters import SHEET as PRICES
from qbe_xl.remedy.parameters_sheet import given_parameters
from qbe_xl.report.front import NAME, Front, MakeFront
from qbe_xl.report.record import RunRecord
from qbe_xl.report.result_json import as_dict
from qbe_xl.report.run import JSON_NAME
from qbe_xl.sheets.looks import BASE, Look
from qbe_xl.sheets.model import Cell, Heading, Paper, Part, Row, Sheet, Tall

READ = frozenset([PRICES.name, duties.SHEET.name])
"""Sheets of the county's workbook that it needs besides those of the contract."""
_WIDTH = 80
_SIZE = 15.0
_LINE = Tall(line=22.5, room=0.775, lost=0.0, edge=0.0)
_TITLE_LINE = Tall(line=28, room=0.6, lost=0.0, edge=0.0)
_TEXT = BASE(size=_SIZE, wrap=True, align="left", valign="top")
_TITLE = BASE(size=18, bold=True, align="center", wrap=True)
_HEAD = _TEXT(bold=True)
_PAPER = Paper(landscape=False, margins=(0.5, 0.5, 0.65, 0.65), fit=(1, 1))


def front_of(
    out: Path,
    sheets: Iterable[Read] = (),
    *,
    parameters: Path | None = None,
    units: Path | None = None,
) -> MakeFront:
    """Return what makes the front of an assessment whose results go to `out`.

    sheets: `READ` of the county's workbook, where they are at hand; parameters, units: 整改参数 and
    the county's plan as files of their own. The ledger in that folder, or in the project's folder
    beside, says the measures; what the assessment before it said is there.
    """
    held = list(sheets)

    def make(assessment: Assessment, notices: Sequence[Notice], run: RunRecord) -> Front:
        before = past.Past(
            _ledger(out),
            _earlier(out, assessment),
            duties.of(held, units),
            given_parameters(held, assessment.county, parameters)[0],
            (out,),
        )
        material = Material(assessment, tuple(notices), run, past=before)
        return Front(sheet(material), ledger_of(material).verify)

    return make


def sheet(material: Material) -> Sheet:
    """Return the page as a sheet, of one page of A4."""

    def row(text: str, look: Look = _TEXT, tall: Tall = _LINE) -> Row:
        return Row((Cell(text, look),), fit=tall, least=tall.line)

    parts: list[Part] = [row(f"{material.county}{onepage.TITLE}", _TITLE, _TITLE_LINE)]
    for title, lines in onepage.parts(material):
        parts += [Heading(title, _HEAD, _LINE.line), *(row(f"　　{line}") for line in lines)]
    return Sheet(NAME, parts, (_WIDTH,), paper=_PAPER)


def _ledger(out: Path) -> Former:
    """The ledger that is at hand; none where it cannot be read: it is not what is asked for."""
    for path in (out / past.LEDGER_NAME, out.parent / past.LEDGER_FOLDER / past.LEDGER_NAME):
        if path.is_file():
            try:
                return past.former_ledger((), out, path)
            except InputError:
                break
    return Former()


def _earlier(out: Path, assessment: Assessment) -> past.Earlier | None:
    """The result that is about to be replaced, where it says anything else."""
    path = out / JSON_NAME
    try:
        result = parsed(path, lambda raw: past.checked(expect(raw, dict), path), past.MOST_BYTES)
        made = dt.datetime.fromtimestamp(path.stat().st_mtime).astimezone()
        same = all(
            result[key] == value
            for key, value in as_dict(assessment, ()).items()
            if key != "warnings"
        )
        return None if same else past.Earlier(result, "", f"{made:%Y-%m-%d %H:%M}")
    except (*WRONG, InputError):
        return None
