"""Answers as survey services export them: the headers, the odd columns, the spellings."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from qbe_xl.survey import questionnaires
from qbe_xl.survey.questionnaires import Question, Questionnaire

KNOWN = questionnaires.load()
PAPERS = {paper.id: paper for paper in KNOWN.papers}
_LEADING = ("序号", "提交答卷时间", "所用时间", "来源", "来自IP", "微信昵称")

Rows = list[list[str]]


def header(paper: Questionnaire) -> list[str]:
    """The header of 问卷星: technical columns, then every question with its number."""
    asked = [f"{number}、{q.text}" for number, q in enumerate(paper.questions, 1)]
    return [*_LEADING, *asked, "您的姓名"]


def answers(paper: Questionnaire, **chosen: str) -> list[str]:
    """One paper: 满意 to everything, or what is chosen by `asks`."""
    said = []
    for question in paper.questions:
        usual = question.options[0] if question.options else "校车能再多一些"
        said.append(chosen.get(question.asks, usual))
    return ["1", "2024-5-20 9:30", "65秒", "手机提交", "10.1.2.3(云南)", "小白", *said, "张三"]


def table(paper: Questionnaire, rows: Sequence[list[str]]) -> Rows:
    return [header(paper), *rows]


def many(paper: Questionnaire, count: int, seed: int = 7) -> Rows:
    """A table of many papers, most of them glad, some lazy, in all spellings."""
    rng = random.Random(seed)  # noqa: S311  made-up answers
    rows = []
    for number in range(count):
        row = answers(paper)
        for place, question in enumerate(paper.questions, len(_LEADING)):
            row[place] = _said(rng, question)
        row[0] = str(number + 1)
        rows.append(row)
    return table(paper, rows)


def _said(rng: random.Random, question: Question) -> str:
    if not question.options:
        return ""
    if question.asks not in ("score", "overall"):
        return rng.choice(question.options)
    return rng.choices(
        ("满意", "A.满意", "基本满意", "不满意", "不了解", ""), (50, 15, 25, 6, 3, 1)
    )[0]


def save_xlsx(path: Path, *tables: tuple[str, Rows]) -> Path:
    """Write tables as the sheets of a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
    book.save(path)
    return path


def save_csv(path: Path, rows: Rows, encoding: str, delimiter: str = ",") -> Path:
    """Write a table as text."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path
