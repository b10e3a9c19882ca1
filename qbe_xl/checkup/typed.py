"""What staff typed into the column 确认 of the list of findings: read back before the next run replaces
it, in 数据体检.xlsx or in the sheet of an open workbook."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from qbe_xl.checkup import log
from qbe_xl.checkup.findings import Finding
from qbe_xl.checkup.log import Log
from qbe_xl.checkup.workbook import ACCEPTED, LIST_NAME, MARK
from qbe_xl.county.headers import records
from qbe_xl.errors import InputError
from qbe_xl.files.book import Sheet, open_book
from qbe_xl.files.text import cell_text

UNSIGNED = "未署名"
_SIGNED = re.compile(r"\s*([^\s：:，,。；;]{1,12})\s*[：:]\s*(\S.*)", re.DOTALL)


def typed(path: Path) -> Mapping[str, str]:
    """Return what stands in 确认 by the mark of its finding; nothing where there is no list."""
    if not path.is_file():
        return {}
    try:
        book = open_book(path, only={LIST_NAME})
    except InputError:
        return {}
    return typed_in(next((one for one in book.sheets if one.name.strip() == LIST_NAME), None))


def typed_in(sheet: Sheet | None) -> Mapping[str, str]:
    """Return what stands in 确认 by the mark of its finding; nothing where there is no sheet."""
    found = {}
    for row in records(sheet, MARK, ACCEPTED):
        mark, text = cell_text(row[MARK]).strip(), cell_text(row.get(ACCEPTED)).strip()
        if mark and text:
            found[mark] = text
    return found


def take(
    path: Path,
    found: Mapping[str, Finding],
    texts: Mapping[str, str],
    signer: str,
    now: dt.datetime,
    known: Log,
) -> tuple[Log, list[str]]:
    """Add to the log what was newly typed; return it, and what could not be taken and why.

    path: of the log; found: the findings by mark; texts: what stands in 确认;
    signer: who signs where no name was typed, "" for nobody. Raises OutputError.
    """
    refused: list[str] = []
    record = known
    for mark, text in _new(texts, known):
        one = found.get(mark)
        if one is None:
            continue
        if one.kind == "填报要求":
            refused.append(f"{one.cell} 是必须改正的错误，“确认”一栏的“{text}”没有采用")
        elif known.faults:
            refused.append(f"确认记录有误，{one.cell} 的确认“{text}”没有采用")
        else:
            signed = _SIGNED.fullmatch(text)
            by, why = signed.groups() if signed else (signer or UNSIGNED, text)
            record = log.add(path, [one], by, why, now, record)
    return record, refused


def _new(texts: Mapping[str, str], known: Log) -> Iterator[tuple[str, str]]:
    """What is not already in the log: the list also shows what was accepted before."""
    shown = {(entry.mark, entry.shown) for entry in known.entries}
    for mark, text in texts.items():
        if (mark, text) not in shown:
            yield mark, text
