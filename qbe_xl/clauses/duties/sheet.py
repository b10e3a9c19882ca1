"""本县方案 as one sheet, in the county's workbook or in a workbook of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from qbe_xl.clauses.duties.loading import general
from qbe_xl.clauses.duties.model import Duties, Plan, Unit
from qbe_xl.county.folding import bare
from qbe_xl.county.layout import Column, Item, SheetLayout
from qbe_xl.county.model import Entry
from qbe_xl.county.reading import read_entries
from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.book import Sheet, open_book

_TITLE, _NUMBER, _ISSUER, _DATE = "方案名称", "文号", "印发单位", "印发日期"
_OTHERS = tuple(f"其他成员单位{number}" for number in range(1, 9))


def common_names() -> tuple[str, ...]:
    """The departments in general terms, in their order."""
    return tuple(unit.name for unit in general().units.values())


SHEET = SheetLayout(
    "本县方案",
    "key",
    "本县印发的实施方案：名称、文号、成员单位、职责。照方案填写，没有的留空；留空的单位在各种文书里用通称。",
    (
        Column("key", "项目", "text", "方案的一项，或一个职能部门，勿改"),
        Column("value", "内容", "text", "方案的名称、文号等；或本县这个部门的名称"),
        Column("conclusion", "职责", "text", "方案写的职责，一行一句", optional=True),
        Column("evidence", "出处", "text", "职责写在方案的哪里，如 附件1", optional=True),
    ),
    (
        Item(
            _TITLE,
            _TITLE,
            "text",
            "如 《××县推进县域义务教育优质均衡发展工作实施方案》",
            optional=True,
        ),
        Item(_NUMBER, _NUMBER, "text", "如 ×政办发〔2024〕3号", optional=True),
        Item(_ISSUER, _ISSUER, "text", "如 ××县人民政府办公室", optional=True),
        Item(_DATE, _DATE, "date", "", optional=True),
        *(Item(bare(name), name, "text", optional=True) for name in common_names()),
        *(Item(name, name, "text", optional=True) for name in _OTHERS),
    ),
)


def read_file(path: Path) -> Duties:
    """Return the plan in a workbook of its own. Raises InputError with every problem found."""
    book = open_book(path, only={SHEET.name})
    found = read_sheets(book.sheets, book.name)
    if found is None:
        raise InputError(
            [Problem(Place(book.name), f"没有工作表“{SHEET.name}”，可用 qbe-xl new-units 生成一份")]
        )
    return found


def read_sheets(sheets: Iterable[Sheet], source: str = "") -> Duties | None:
    """Return the plan among the sheets of a workbook; None where nothing of it is filled in.

    source: the workbook's name where the sheet is not the county's own workbook's. Raises
    InputError with every problem found.
    """
    own = [sheet for sheet in sheets if sheet.name.strip() == SHEET.name]
    if not own:
        return None
    entries, notices = read_entries(own, SHEET)
    if notices:  # a row that is not understood would be a unit or a duty that is lost
        raise InputError([Problem(notice.place, notice.message) for notice in notices])
    filled = {key: entry for key, entry in entries.items() if _is_filled(entry)}
    if filled:
        return _laid_over(filled, source or f"工作表“{SHEET.name}”")
    return general() if source else None


def _is_filled(entry: Entry) -> bool:
    return entry.value is not None or bool(entry.conclusion)


def _laid_over(entries: dict[str, Entry], source: str) -> Duties:
    base = general()
    units = {
        id: _unit(unit, entries[key]) if (key := bare(unit.name)) in entries else unit
        for id, unit in base.units.items()
    }
    for number, name in enumerate(_OTHERS, 1):
        if name in entries:
            units[f"other{number}"] = _unit(Unit(f"other{number}", name), entries[name])
    date = entries[_DATE].value if _DATE in entries else None
    title, of_file, issuer = (_text(entries, key) for key in (_TITLE, _NUMBER, _ISSUER))
    plan = Plan(
        document=title,
        number=of_file,
        issuer=issuer,
        date=date if isinstance(date, dt.date) else None,
        source=source,
    )
    return replace(base, plan=plan, units=units)


def _text(entries: dict[str, Entry], key: str) -> str:
    return str(entries[key].value or "") if key in entries else ""


def _unit(usual: Unit, entry: Entry) -> Unit:
    lines = tuple(filter(None, (line.strip() for line in entry.conclusion.splitlines())))
    return replace(usual, name=str(entry.value or usual.name), section=entry.evidence, duties=lines)
