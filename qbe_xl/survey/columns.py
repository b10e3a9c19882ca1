"""Which column of an export answers which question, by the words of its header and its answers.

Columns that hold persons' data (name, telephone, IP address) are never looked into.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qbe_xl.county.folding import bare
from qbe_xl.county.headers import header_row, placed
from qbe_xl.county.personal import by_header
from qbe_xl.errors import Notice, Place, Problem
from qbe_xl.survey.answer_files import AnswerSheet
from qbe_xl.survey.questionnaires import RATED, Question, Questionnaire, Questionnaires

_TECHNICAL = (
    "序号",
    "编号",
    "提交",
    "开始",
    "结束",
    "所用时间",
    "用时",
    "来源",
    "总分",
    "状态",
    "时间",
)
_HEADER_ROWS = 10
"""How far down a header row is looked for."""
_LEAST_RATED = 3
"""Rated questions that a table must have to be one of answers."""
_MARK = re.compile(r"^[（(【\[]?[QqA-Za-z第]?\d{1,3}[)）】\]题]?[.、．:：)）]?")
_KIND = re.compile(r"[\[【（(](单选题|多选题|必答|必填|选答|矩阵题?|矩阵量表题?|填空题)[\]】）)]")


@dataclass(frozen=True, slots=True)
class Mapped:
    """A table of answers understood: where its data begin, and the column of each question.

    columns: 0-based column by position of the question in the paper; numbered: columns whose
    answers are the options' numbers.
    """

    sheet: AnswerSheet
    paper: Questionnaire
    first_row: int
    columns: Mapping[int, int]
    numbered: frozenset[int]
    notices: tuple[Notice, ...]


def map_columns(sheet: AnswerSheet, known: Questionnaires) -> Mapped | Problem | None:
    """Return what the columns of a table are; None for a table that holds no answers at all.

    The paper is the one whose title stands in the file's or sheet's name, else the one of which
    most questions are found.
    """
    header = _header_row(sheet, known)
    if header is None:
        return None
    named = [paper for paper in known.papers if paper.title in sheet.title]
    papers = named if len(named) == 1 else known.papers
    found = [(paper, _match(sheet, header, paper, known)) for paper in papers]
    most = max(_strength(paper, columns) for paper, columns in found)
    best = [one for one in found if _strength(*one) == most]
    if len(best) > 1:
        titles = "、".join(paper.title for paper, _ in best)
        return Problem(
            Place(sheet.title),
            f"看不出是{titles}中的哪一种，请把文件名改成含有问卷名称的，如“{best[0][0].title}.xlsx”",
        )
    paper, columns = best[0]
    lacking = [
        question
        for place, question in enumerate(paper.questions)
        if place not in columns and question.asks in ("group", "overall")
    ]
    if lacking:
        texts = "、".join(f"“{question.text}”" for question in lacking)
        return Problem(
            sheet.cell(header),
            f"当作{paper.title}读取，但找不到{texts}这一题的列；请核对表头文字，与问卷题目一致",
        )
    return Mapped(
        sheet,
        paper,
        header + 1,
        columns,
        frozenset(
            place
            for place, column in columns.items()
            if _is_numbered(_sample(sheet, header, column), paper.questions[place])
        ),
        tuple(_remarks(sheet, header, paper, columns)),
    )


def _header_row(sheet: AnswerSheet, known: Questionnaires) -> int | None:
    def fitted(row: int) -> int:
        """Whether a row has enough rated questions of any paper."""
        headers = [text for cell in sheet.rows[row] if (text := _question(cell))]
        return any(
            sum(any(_fits(text, question) for text in headers) for question in paper.rated)
            >= min(_LEAST_RATED, len(paper.rated))
            for paper in known.papers
        )

    return header_row(min(_HEADER_ROWS, len(sheet.rows)), fitted)


def _strength(paper: Questionnaire, columns: Mapping[int, int]) -> tuple[int, float]:
    """How well a paper fits: rated questions found, and their share of the paper's."""
    rated = sum(paper.questions[place].asks in RATED for place in columns)
    return rated, rated / len(paper.rated)


def _match(
    sheet: AnswerSheet, header: int, paper: Questionnaire, known: Questionnaires
) -> dict[int, int]:
    """The column of each question: those with its very text first, then those with its words."""
    headers = {
        column: (column, text)
        for column, cell in enumerate(sheet.rows[header])
        if (text := _question(cell)) and not by_header(cell, answers=True)
    }

    def is_text(head: tuple[int, str], place: int) -> bool:
        return _is_text(head[1], paper.questions[place])

    def answers(head: tuple[int, str], place: int) -> bool:
        question = paper.questions[place]
        return _fits(head[1], question) and _answers(sheet, header, head[0], question, known)

    asked = [place for place, question in enumerate(paper.questions) if question.asks != "open"]
    found = placed(headers, asked, is_text, answers)
    return dict(sorted((place, column) for column, place in found.items()))


def _question(cell: str) -> str:
    """A header without its number and the kind of question: 3、您对…[单选题]."""
    return _MARK.sub("", _KIND.sub("", bare(cell)))


def _is_text(text: str, question: Question) -> bool:
    return text.endswith(bare(question.text))


def _fits(text: str, question: Question) -> bool:
    return _is_text(text, question) or any(
        all(word in text for word in words) for words in question.words
    )


def _sample(sheet: AnswerSheet, header: int, column: int, most: int = 200) -> list[str]:
    rows = sheet.rows[header + 1 : header + 1 + most]
    return [text for row in rows if column < len(row) and (text := bare(row[column]))]


def _answers(
    sheet: AnswerSheet, header: int, column: int, question: Question, known: Questionnaires
) -> bool:
    """Whether a column holds answers to such a question: half of them are among its options."""
    said = _sample(sheet, header, column)
    options = options_of(question, known)
    loosely = question.asks not in RATED
    good = sum(known.meaning(text, options, loosely=loosely) is not None for text in said)
    return 2 * good >= len(said) or _is_numbered(said, question)


def options_of(question: Question, known: Questionnaires) -> tuple[str, ...]:
    """Return what an answer to a question may be: rated ones also what other papers print."""
    return (*question.options, *known.unprinted) if question.asks in RATED else question.options


def _is_numbered(said: Sequence[str], question: Question) -> bool:
    """Whether all answers are numbers of options: 1, 2, 3 (问卷星 按选项序号)."""
    most = len(question.options)
    return bool(said) and all(text.isdecimal() and 0 < int(text) <= most for text in said)


def _remarks(
    sheet: AnswerSheet, header: int, paper: Questionnaire, columns: Mapping[int, int]
) -> Iterator[Notice]:
    opened = [question for question in paper.questions if question.asks == "open"]
    cells = [
        " ".join(cell.split())
        for column, cell in enumerate(sheet.rows[header])
        if cell.strip()
        and column not in columns.values()
        and not any(_fits(_question(cell), question) for question in opened)
    ]
    personal = [cell for cell in cells if by_header(cell, answers=True)]
    if personal:
        yield Notice(Place(sheet.title), f"含个人信息的列没有读取：{_listed(personal)}")
    others = [
        cell for cell in cells if not by_header(cell, answers=True) and not _is_technical(cell)
    ]
    if others:
        yield Notice(Place(sheet.title), f"不认识的列没有读取：{_listed(others)}")
    lacking = [
        question.text
        for place, question in enumerate(paper.questions)
        if place not in columns and question.asks == "score"
    ]
    if lacking:
        yield Notice(Place(sheet.title), f"表中没有这些题，按没有问处理：{_listed(lacking)}")


def _is_technical(header: str) -> bool:
    name = _question(header) or bare(header)
    return len(name) <= 8 and any(word in name for word in _TECHNICAL)


def _listed(texts: Sequence[str], most: int = 6, long: int = 24) -> str:
    shown = "、".join(
        f"“{text if len(text) <= long else text[:long] + '…'}”" for text in texts[:most]
    )
    return f"{shown}等 {len(texts)} 列" if len(texts) > most else shown
