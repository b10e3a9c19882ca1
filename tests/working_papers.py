"""What staff work with, as the lines that a reader sees: the checkup, the ledger, the plans."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator

from qbe_xl.assessment import Assessment
from qbe_xl.checkup import examine_whole, html, result, workbook
from qbe_xl.checkup.doubts import find_doubts, raised
from qbe_xl.checkup.loading import shipped
from qbe_xl.checkup.log import Log
from qbe_xl.checkup.result import Checkup
from qbe_xl.checkup.sampling import sample
from qbe_xl.clauses.duties import example
from qbe_xl.county.model import County
from qbe_xl.errors import Notice
from qbe_xl.remedy.ledger import html as ledger_page
from qbe_xl.remedy.ledger import result as ledger_result
from qbe_xl.remedy.ledger import workbook as ledger_book
from qbe_xl.remedy.ledger.costs import costs
from qbe_xl.remedy.ledger.merging import merge
from qbe_xl.remedy.ledger.model import Former
from qbe_xl.remedy.ledger.problems import find
from qbe_xl.remedy.parameters import Parameters
from qbe_xl.remedy.path import html as plan_page
from qbe_xl.remedy.path import result as plan_result
from qbe_xl.remedy.path import workbook as plan_book
from qbe_xl.remedy.path.run import find_remedies
from qbe_xl.report.record import RunRecord
from qbe_xl.report.run import examine
from qbe_xl.sheets.model import Sheet
from qbe_xl.standards import resolve
from tests.papers import Lines, lines_of, lines_of_page
from tests.report.documents import report_of

MARK = re.compile("(?<![0-9a-f])[0-9a-f]{10}(?![0-9a-f])")
"""编号 of a finding, which is no figure."""

NOON = dt.datetime(2024, 6, 3, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def working_papers(assessment: Assessment) -> dict[str, Lines]:
    """Return the checkup and the ledger of a county, and what their files hold."""
    _, notices = examine(assessment.county, resolve(assessment.county, assessment.standard.id))
    run = report_of(assessment, notices)[2]
    found = [*_checkup(assessment, notices), *_ledger(assessment, run)]
    return {name: [MARK.sub("", line) for line in lines] for name, lines in found}


def plan_papers(assessment: Assessment, seconds: float = 5.0) -> dict[str, Lines]:
    """Return the plans of a county as sheets, page and file."""
    _, notices = examine(assessment.county, resolve(assessment.county, assessment.standard.id))
    run = report_of(assessment, notices)[2]
    found = find_remedies(assessment, seconds=seconds)
    made = plan_result.as_text(found.plans, notices, notices, found.verify)
    return {
        **dict(_sheets("方案", plan_book.sheets(found))),
        "方案页": list(lines_of_page(plan_page.render(found, run))),
        "plan.json": list(_values(json.loads(made))),
    }


def _checkup(assessment: Assessment, notices: tuple[Notice, ...]) -> Iterator[tuple[str, Lines]]:
    county: County = assessment.county
    examined = examine_whole(county, notices=notices)
    found = raised(examined.findings, find_doubts(assessment, examined.findings))
    checkup = Checkup(
        county,
        found,
        shipped(),
        sample(county, 1),
        1,
        Log((), ()),
        "填报表.xlsx",
        "0" * 64,
        "",
        NOON,
        (),
        examined.unchecked,
    )
    yield from _sheets("体检", workbook.sheets(checkup))
    yield "体检页", list(lines_of_page(html.render(checkup)))
    yield "体检发现", [finding.message for finding in found]
    yield "数据体检.json", list(_values(json.loads(result.as_text(checkup))["findings"]))


def _ledger(assessment: Assessment, run: RunRecord) -> Iterator[tuple[str, Lines]]:
    found = find(assessment, costs(Parameters(), assessment.standard), NOON.date())
    ledger = merge(Former(), found, example(), NOON)
    name = assessment.county.name
    yield from _sheets("台账", ledger_book.sheets(ledger, name))
    yield "台账页", list(lines_of_page(ledger_page.render(ledger, name, run)))
    yield "ledger.json", list(_values(json.loads(ledger_result.as_text(ledger))))


def _sheets(of: str, sheets: Iterator[Sheet]) -> Iterator[tuple[str, Lines]]:
    for sheet in sheets:
        yield f"{of} {sheet.name}", list(lines_of(sheet))


def _values(value: object) -> Iterator[str]:
    """Every text of a file of ours; figures stand in it with the name of their key."""
    if isinstance(value, dict):
        for key, one in value.items():
            if isinstance(one, (int, float)) and not isinstance(one, bool):
                yield f"{key}={one}"
            else:
                yield from _values(one)
    elif isinstance(value, list):
        for one in value:
            yield from _values(one)
    elif isinstance(value, str):
        yield value
