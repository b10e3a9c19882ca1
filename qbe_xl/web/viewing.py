"""The warm process behind the page: it alone reads workbooks, and makes the pages of them.

A job is a dict whose `do` names a function below; the answer is texts by name.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qbe_xl.assessment.trial import trial
from qbe_xl.checkup.verifying import first_to_verify
from qbe_xl.county import layout
from qbe_xl.county.trials import TRIAL, TrialLine
from qbe_xl.errors import InputError, Place, QbeError, StandardError
from qbe_xl.files.children import answer_jobs, tell
from qbe_xl.project.folder import open_project, workbooks
from qbe_xl.project.kinds import ARCHIVE
from qbe_xl.project.status import status_of
from qbe_xl.report.trials import HEADERS, moved, title
from qbe_xl.sheets.pieces import View, clean
from qbe_xl.sheets.templating import render
from qbe_xl.standards import available
from qbe_xl.standards.tables import difference_table, standard_table, standards_table
from qbe_xl.web import checkups, looking, views, works
from qbe_xl.web.cells import window
from qbe_xl.web.trials import shown_rows
from qbe_xl.years.entries import entries_of
from qbe_xl.years.listings import FACE, NO_YEAR, listings
from qbe_xl.years.monitoring import monitor
from qbe_xl.years.rehearsal import rehearse
from qbe_xl.years.showing import listings as years_listings

TABS = {
    "work": "办理",
    "verdict": "结论",
    "schools": "学校",
    "cvs": "差异系数",
    "townships": "乡镇",
    "trial": "试算",
    "rehearse": "明年预演",
    "checkup": "数据体检",
    "years": "历年",
    "standards": "标准",
}
"""The tabs in their order; all but the first, 数据体检, 历年 and 标准 are of one workbook."""

_seen = looking.Seen()


def main() -> None:
    """Answer jobs until there are no more."""
    answer_jobs(_answer)


def _answer(job: dict[str, Any]) -> dict[str, str]:
    """Return the answer to a job; what goes wrong within us is one, and ends nothing."""
    try:
        return _JOBS[job["do"]](job)
    except MemoryError:
        raise
    except QbeError as error:
        return {"wrong": str(error)}
    except Exception as error:  # staff never see a traceback
        return {"wrong": f"程序内部出错（{type(error).__name__}：{error}），请告知维护人员"}


def _nothing(_: Any) -> dict[str, str]:
    return {}


def _look(job: dict[str, Any]) -> dict[str, str]:
    """Look at a new version: what the verdict is, before anything else is made."""
    path = Path(job["path"])
    tell("读取填报表")
    found = _seen.last(path, job["name"], job["version"], anew=True)
    told: dict[str, Any] = {"version": found.version, "time": f"{found.time:%H:%M:%S}"}
    if found.assessed is None:
        told |= {"problems": len(found.problems), "first": str(found.problems[0])}
        told |= {"unopened": found.book is None}
    else:
        state = found.assessed.assessment.verdict
        told |= {
            "county": found.assessed.county.name,
            "verdict": state.marked,
            "id": state.id,
            "open": len(found.assessed.gaps),
        }
    if (change := _seen.moved(path)) is not None:
        told |= {"solved": change[0], "fresh": change[1]}
    return {"json": json.dumps(told, ensure_ascii=False)}


def _page(job: dict[str, Any]) -> dict[str, str]:
    """Return the page of a tab."""
    tab = job["tab"]
    view: View = {
        "tab": tab,
        "tabs": [list(one) for one in TABS.items()],
        "book": job["book"],
        "name": job["name"],
        "own": job["own"],
        "since": job["since"],
        "version": "",
        "jobs": job["jobs"],
        "looked": False,
    }
    if tab in _OF_NO_BOOK:
        view |= _OF_NO_BOOK[tab](job)
        return {"html": render(f"desk/{tab}.html", view)}
    if not job["path"]:
        return {"html": render("desk/none.html", view)}
    found = _seen.last(Path(job["path"]), job["name"], job["version"])
    view |= {"version": found.version, "looked": True}
    if found.assessed is None:
        view |= views.unusable_view(found)
        return {"html": render("desk/unusable.html", view)}
    job["lines"] = job["lines"] or found.trial
    view |= _OF_BOOK[tab](found.assessed, job)
    return {"html": render(f"desk/{tab}.html", clean(view))}


def _doubts(job: dict[str, Any]) -> dict[str, str]:
    """Return what must be verified first: it tries other figures, so it may take a while."""
    found = _seen.last(Path(job["path"]), job["name"], job["version"], anew=True)
    if found.assessed is None:
        return {"json": json.dumps({"lines": []})}
    project = open_project(Path(job["folder"]))
    folders = (project.place("checkup"),) if project else ()
    of = found.assessed
    doubts = first_to_verify(of.assessment, of.notices, *folders)
    return {"json": json.dumps(clean({"lines": list(doubts.lines)}), ensure_ascii=False)}


def _trial_page(of: looking.Assessed, job: dict[str, Any]) -> View:
    schools = of.county.schools
    return {
        "lines": job["lines"],
        "schools": [
            [schools.word("code", i), schools.word("name", i)] for i in range(len(schools))
        ],
        "items": [
            c.header
            for c in layout.SCHOOLS.columns
            if c.kind in ("count", "number") and c.key in schools.numbers
        ],
        "heads": list(HEADERS),
        "note": TRIAL.help,
    }


def _rehearse_page(of: looking.Assessed, job: dict[str, Any]) -> View:
    asked = job["asked"].get("entry", "") or "0.9,1,1.1"
    view: View = {"entry": asked, "face": FACE, "year": NO_YEAR, "listings": [], "wrong": ""}
    try:
        found = rehearse(of.county, of.rulebook, entries_of(asked))
    except InputError as error:
        return view | {"wrong": str(error)}
    return view | {
        "year": found.year or NO_YEAR,
        "listings": [one.view for one in listings(found)],
    }


def _standards(job: dict[str, Any]) -> View:
    asked = job["asked"]
    one, two = asked.get("one", ""), asked.get("two", "")
    text = wrong = ""
    try:
        if one and two:
            text = difference_table(one, two)
        elif one:
            text = standard_table(one)
    except StandardError as error:
        wrong = str(error)
    ids = available()
    return {
        "list": standards_table(),
        "ids": ids,
        "one": one,
        "two": two,
        "text": text,
        "wrong": wrong,
    }


def _work(job: dict[str, Any]) -> View:
    folder = Path(job["folder"])
    project = open_project(folder)
    own = project.state.book if project else ""
    others = [name for name in workbooks(folder) if name != own]
    return works.view(None if project is None else status_of(project), folder, others)


def _checkup(job: dict[str, Any]) -> View:
    return checkups.view(open_project(Path(job["folder"])))


def _years(job: dict[str, Any]) -> View:
    archive = Path(job["folder"]) / ARCHIVE
    view: View = {"listings": [], "wrong": "", "archive": ARCHIVE}
    if not archive.is_dir():
        return view
    try:
        return view | {"listings": [one.view for one in years_listings(monitor(archive))]}
    except InputError as error:
        return view | {"wrong": str(error)}


_OF_NO_BOOK: dict[str, Callable[[dict[str, Any]], View]] = {
    "work": _work,
    "checkup": _checkup,
    "years": _years,
    "standards": _standards,
}
_OF_BOOK: dict[str, Callable[[looking.Assessed, dict[str, Any]], View]] = {
    "verdict": lambda of, job: views.verdict_view(of),
    "schools": lambda of, job: views.schools_view(of),
    "cvs": lambda of, job: views.cvs_view(of),
    "townships": lambda of, job: views.townships_view(of),
    "trial": _trial_page,
    "rehearse": _rehearse_page,
}


def _cell(job: dict[str, Any]) -> dict[str, str]:
    """Return the part of the sheet around a cell, and the trace that was asked for."""
    found = _seen.last(Path(job["path"]), job["name"], job["version"])
    told: View = {"window": None, "trace": None}
    trace = None
    if found.assessed is not None and job["trace"]:
        trace = views.trace_of(found.assessed.assessment, job["trace"])
        told["trace"] = views.trace_view(trace) if trace else None
    cell = job["cell"] or (str(trace.places[0]) if trace and trace.places else "")
    if found.book is not None and cell:
        told["window"] = window(found.book, cell)
    told["cell"] = cell
    return {"json": json.dumps(clean(told), ensure_ascii=False)}


def _trial(job: dict[str, Any]) -> dict[str, str]:
    """Return what a trial moves, or what is wrong with its lines."""
    found = _seen.last(Path(job["path"]), job["name"], job["version"])
    if found.assessed is None:
        return {"json": json.dumps({"wrong": ["填报表现在不能评估，先改正再试算"], "rows": []})}
    lines = [
        TrialLine(school.strip(), item.strip(), value, Place("试算", row, 2))
        for row, (school, item, value) in enumerate(job["lines"])
        if value.strip()
    ]
    now = found.assessed.assessment
    try:
        then = trial(now, lines)
    except InputError as error:
        wrong = [_numbered(one.place, one.message) for one in error.problems]
        return {"json": json.dumps(clean({"wrong": wrong, "rows": []}), ensure_ascii=False)}
    rows = shown_rows((one, title(one, then)) for one in moved(now, then))
    return {"json": json.dumps(clean({"wrong": [], "rows": rows}), ensure_ascii=False)}


def _numbered(place: Place, message: str) -> str:
    """A line of the page's list is found by its number."""
    if place.name == TRIAL.name and place.row is not None:
        return f"第 {place.row + 1} 行：{message}"
    return f"{place}：{message}"


def _style(_: Any) -> dict[str, str]:
    return {"text": render("desk/page.css", {})}


_JOBS: dict[str, Callable[[dict[str, Any]], dict[str, str]]] = {
    "nothing": _nothing,
    "look": _look,
    "page": _page,
    "cell": _cell,
    "trial": _trial,
    "doubts": _doubts,
    "style": _style,
}
