"""整改台账.html: how far the county is, as one offline page."""

from __future__ import annotations

from qbe_xl.clauses import words
from qbe_xl.files.text import cell_text
from qbe_xl.remedy.ledger import gantt
from qbe_xl.remedy.ledger.model import Ledger, Row, is_overdue
from qbe_xl.remedy.ledger.states import MEANINGS, Status
from qbe_xl.remedy.ledger.summaries import (
    Group,
    Tally,
    by_school,
    by_township,
    by_unit,
    due_soon,
    overdue,
    states,
    tally,
)
from qbe_xl.remedy.ledger.wording import cost_words
from qbe_xl.report.record import RunRecord
from qbe_xl.sheets.pieces import View
from qbe_xl.sheets.templating import render as rendered

TEMPLATE = "整改台账.html"


def render(ledger: Ledger, county: str, run: RunRecord) -> str:
    """Return the page; the same arguments give the same text."""
    view = {
        "county": county,
        "facts": [
            ["截至", words.day(ledger.today)],
            ["评估标准", run.standard],
            ["运行时间", run.shown_time],
            ["运行编号", run.id],
        ],
        "cost": cost_words(ledger),
        "verify": list(ledger.verify),
        "total": _tally(tally(ledger.rows, ledger.today)),
        "states": [
            {
                "word": word,
                "count": str(count),
                "look": _LOOKS.get(word, _QUIET),
                "meaning": _MEANING.get(word, "单位自己写的状态，按未完成统计"),
            }
            for word, count in states(ledger).items()
            if count
        ],
        "units": [_group(ledger, group, rows=True) for group in by_unit(ledger)],
        "townships": [_group(ledger, group) for group in by_township(ledger)],
        "schools": [_group(ledger, group) for group in by_school(ledger)],
        "overdue": [_row(ledger, row) for row in overdue(ledger)],
        "soon": [_row(ledger, row) for row in due_soon(ledger)],
        "notices": [str(notice) for notice in ledger.notices],
    }
    pictures = {"gantt": gantt.gantt(ledger), "months": gantt.month_chart(ledger)}
    return rendered(TEMPLATE, view, pictures)


_MEANING = {m.status.word: m.meaning for m in MEANINGS}
_LOOKS = {status.word: status.look for status in Status}
_QUIET = "not_applicable"


def _tally(found: Tally) -> View:
    return {
        "total": str(found.total),
        "open": str(found.open),
        "overdue": str(found.overdue),
        "late": found.overdue > 0,
        "soon": str(found.soon),
        "closed": str(found.closed),
        "done": words.percent(found.done) if found.total else words.BLANK,
        "bar": round(found.done * 100),
        "cost": words.number(found.cost, words.MONEY_DECIMALS) if found.cost else words.BLANK,
        "next": cell_text(found.next) or words.BLANK,
    }


def _group(ledger: Ledger, group: Group, rows: bool = False) -> View:
    return {
        "name": group.name,
        "note": group.note,
        "helped": str(group.helped),
        "tally": _tally(group.tally),
        "rows": [_row(ledger, row) for row in group.rows] if rows else [],
    }


def _row(ledger: Ledger, row: Row) -> View:
    status = row.status
    late = is_overdue(row, ledger.today)
    return {
        "id": row.id,
        "indicator": row.text("indicator"),
        "school": row.text("school"),
        "problem": row.text("problem"),
        "measure": row.text("measure"),
        "cost": words.money(row.amount("cost")) if row.amount("cost") else "",
        "unit": row.text("unit"),
        "person": row.text("person"),
        "deadline": row.text("deadline") or words.BLANK,
        "due": "已逾期" if late else "",
        "late": late,
        "state": row.text("state"),
        "look": status.look if status else _QUIET,
    }
