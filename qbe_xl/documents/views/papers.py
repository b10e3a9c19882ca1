"""社会认可度问卷: the three papers to print, and a page on which paper answers are typed in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping

from qbe_xl.documents.material import Material
from qbe_xl.errors import InputError
from qbe_xl.files.names import distinct, safe_name
from qbe_xl.sheets.pieces import View, count
from qbe_xl.sheets.templating import render, template_folder
from qbe_xl.survey import plan_book
from qbe_xl.survey.plan import make_plan
from qbe_xl.survey.questionnaires import (
    OWN,
    RATED,
    Question,
    Questionnaire,
    Questionnaires,
    load,
)

ENTRY = "问卷录入.html"
QUESTIONS = "问卷题目.toml"
SCRIPT = "partials/entry.js"
OPEN_LINES = 2


def view(material: Material) -> View:
    """Return the papers."""
    known = material.once(questionnaires)
    files = distinct(safe_name(paper.title) for paper in known.papers)
    return {
        "title": known.title,
        "greeting": known.greeting,
        "thanks": known.thanks,
        "answers": list(known.answers),
        "papers": [_paper(*one) for one in zip(known.papers, files, strict=True)],
    }


def questionnaires(material: Material) -> Questionnaires:
    """Return the county's own questionnaires, or ours."""
    return load(material.questions) if material.questions else load()


def parts(material: Material, whole: View) -> Iterator[tuple[str, View]]:
    """Yield each paper by itself."""
    for paper in whole["papers"]:
        yield paper["file"], {"papers": [paper]}


def _paper(paper: Questionnaire, file: str) -> View:
    """A paper; questions about satisfaction stand together in a table. file: its name."""
    numbered = list(enumerate(paper.questions, 1))
    before = [(n, q) for n, q in numbered if q.asks not in RATED and q.asks != "open"]
    return {
        "file": file,
        "title": paper.title,
        "for": paper.addressed_to,
        "facts": [_question(n, q) for n, q in before],
        "rated": [_question(n, q) for n, q in numbered if q.asks in RATED],
        "open": [_question(n, q) for n, q in numbered if q.asks == "open"],
        "all": [_question(n, q) for n, q in numbered if q.asks != "open"],
    }


def _question(number: int, question: Question) -> View:
    return {
        "number": count(number),
        "text": question.text,
        "options": list(question.options),
        "lines": list(range(OPEN_LINES)) if question.asks == "open" else [],
    }


def files(material: Material, whole: View) -> Mapping[str, bytes]:
    """Return the pages for typing answers in, the questions as a file, and the plan.

    The plan needs 人口总数; the file is what --questions takes.
    """
    script = (template_folder() / SCRIPT).read_text(encoding="utf-8")
    seal = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    found = {}
    for paper in whole["papers"]:
        view = {**whole, "paper": paper, "seal": f"sha256-{seal}"}
        page = render(ENTRY, view, {"script": script})
        found[f"社会认可度问卷/{paper['file']}（录入）.html"] = page.encode()
    found[f"社会认可度问卷/{QUESTIONS}"] = (material.questions or OWN).read_bytes()
    plan = _plan(material)
    if plan:
        found[plan_book.NAME] = plan
    return found


def _plan(material: Material) -> bytes | None:
    assessment = material.assessment
    try:
        plan = make_plan(assessment.county, assessment.standard)
    except InputError:
        return None
    known = material.once(questionnaires)
    return plan_book.plan_book(plan, assessment.standard, known, material.run.time)
