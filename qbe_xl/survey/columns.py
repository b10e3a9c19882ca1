"""Which column of an export answers which question, by the words of its header and its answers.

Columns that hold persons' data (name, telephone, IP address) are never looked into.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
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
_NUMBERS = ("序号", "编号", "答卷编号")
_HEADER_ROWS = 10
"""How far down a header row is looked for."""
_LEAST_RATED = 3
"""Rated questions that a table must have to be one of answers."""
NOTHING = ("(空)", "(跳过)", "-", "/", "无", "不适用", "-2", "-3")
"""What services and people write for no answer; -2 and -3 where answers are exported as numbers."""
_LETTER = re.compile("[A-Za-z]")
_WHOLE = re.compile(r"-?\d{1,3}")
_BETWEEN = re.compile(r"[—–-]+|:")
"""What stands between the stem of a matrix of questions and a row of it."""
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
    every = [(paper, _match(sheet, header, paper, known)) for paper in known.papers]
    found = [one for one in every if one[0] in named] if len(named) == 1 else every
    if found is not every and (whole := _whole(every, *found[0])):
        return Problem(
            sheet.cell(header),
            f"文件名写的是{named[0].title}，而各题都是{whole.title}的；请核对，把文件名改成与内容一致的",
        )
    most = max(_strength(paper, columns) for paper, columns in found)
    best = [one for one in found if _strength(*one) == most]
    if len(best) > 1:
        titles = "、".join(paper.title for paper, _ in best)
        return Problem(
            Place(sheet.title),
            f"无法判断是{titles}中的哪一种，请把文件名改成含有问卷名称的，如“{best[0][0].title}.xlsx”",
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
            f"按{paper.title}读取，但找不到{texts}这一题的列；请核对表头文字，与问卷题目一致",
        )
    numbered = frozenset(
        place
        for place, column in columns.items()
        if _is_numbered(_sample(sheet, header, column), paper.questions[place])
    )
    rated = {n: columns[n] for n in numbered if paper.questions[n].asks in RATED}
    if rated and not known.numbers:
        return _which_numbers(sheet, header, paper, rated)
    notices = (
        *_readings(sheet, header, paper, columns, numbered, known),
        *_remarks(sheet, header, paper, columns),
    )
    return Mapped(sheet, paper, header + 1, columns, numbered, notices)


def _whole(
    every: Sequence[tuple[Questionnaire, Mapping[int, int]]],
    paper: Questionnaire,
    columns: Mapping[int, int],
) -> Questionnaire | None:
    """The other paper all of whose rated questions a table has, where it has not all of this one's."""
    if _strength(paper, columns)[1] == 1:
        return None
    return next((other for other, found in every if _strength(other, found)[1] == 1), None)


def _which_numbers(
    sheet: AnswerSheet, header: int, paper: Questionnaire, columns: Mapping[int, int]
) -> Problem:
    """The question what numbers mean: options in order, or scores; both fit."""
    place = max(columns)
    times = Counter(_sample(sheet, header, columns[place]))
    counts = "、".join(f"{number} 有 {count} 份" for number, count in sorted(times.items())[:10])
    options = paper.questions[place].options
    example = "，".join(
        f'"{option}" = {number}'
        for option, number in zip(options, range(len(options), 0, -1), strict=True)
    )
    return Problem(
        sheet.cell(header, columns[place]),
        f"“{paper.questions[place].text}”等 {len(columns)} 题的回答是数字（{counts}），"
        "无法判断是选项序号还是分数；请用“按选项文字”重新导出，"
        f"或在“问卷题目.toml”的 [numbers] 里写明（如按分数：{example}，每项一行），导入时加 --questions",
    )


def _readings(
    sheet: AnswerSheet,
    header: int,
    paper: Questionnaire,
    columns: Mapping[int, int],
    numbered: Collection[int],
    known: Questionnaires,
) -> Iterator[Notice]:
    """What a table was read as, so that an error is seen at a glance."""
    here = {paper.questions[place].asks: place for place in columns}
    told = [
        f"{word}取“{' '.join(sheet.rows[header][columns[here[asks]]].split())[:40]}”一列"
        for asks, word in (("group", "身份"), ("overall", "总体评价"))
        if asks in here
    ]
    if any(paper.questions[place].asks in RATED for place in numbered):
        told.append("满意度的数字按 " + "、".join(f"{n}＝{o}" for n, o in known.numbers.items()))
    yield Notice(Place(sheet.title), f"按{paper.title}读取：{'；'.join(told)}")
    for place, column in columns.items():
        question = paper.questions[place]
        if any(_LETTER.fullmatch(text) for text in _sample(sheet, header, column)):
            letters = zip("ABCDEFGHIJ", question.options, strict=False)
            options = "、".join(f"{letter}＝{option}" for letter, option in letters)
            yield Notice(
                sheet.cell(header, column),
                f"“{question.text}”的回答有字母，按选项次序读取（{options}），请核对",
            )
    for place in sorted(numbered):
        question = paper.questions[place]
        if question.asks not in RATED:
            options = "、".join(f"{n}＝{option}" for n, option in enumerate(question.options, 1))
            yield Notice(
                sheet.cell(header, columns[place]),
                f"“{question.text}”的回答是数字，按选项序号读取（{options}），请核对",
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
    cells = sheet.rows[header]
    stems = Counter(_parts(_question(cell))[0] for cell in cells)
    headers = {
        column: (column, row if row and stems[stem] > 1 else text)
        for column, cell in enumerate(cells)
        if (text := _question(cell)) and not by_header(cell, answers=True)
        for stem, row in [_parts(text)]
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


def _parts(text: str) -> tuple[str, str]:
    """The stem of a matrix, which says nothing of one question, and what is asked in a row of it."""
    found = _BETWEEN.search(text)
    return (text[: found.start()], text[found.end() :]) if found else (text, "")


def _is_text(text: str, question: Question) -> bool:
    return text.endswith(bare(question.text))


def _fits(text: str, question: Question) -> bool:
    return _is_text(text, question) or any(
        all(word in text for word in words) for words in question.words
    )


def _sample(sheet: AnswerSheet, header: int, column: int, most: int = 200) -> list[str]:
    rows = sheet.rows[header + 1 : header + 1 + most]
    texts = (bare(row[column]) for row in rows if column < len(row))
    return [text for text in texts if text and text not in NOTHING]


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
    """Whether all answers are numbers: of options (问卷星 按选项序号), of rated ones scores too."""
    if question.asks in RATED:
        return bool(said) and all(map(_WHOLE.fullmatch, said))
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
        yield Notice(Place(sheet.title), f"无法识别的列没有读取：{_listed(others)}")
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


def tells_when(table: Mapped) -> list[int]:
    """Return the columns by which a paper is told from another: its number and time, if any."""
    names = [_question(cell) for cell in table.sheet.rows[table.first_row - 1]]
    found = [n for n, name in enumerate(names) if name in _NUMBERS or _is_time(name)]
    return found if any(_is_time(names[n]) for n in found) else []


def _is_time(name: str) -> bool:
    return len(name) <= 8 and ("时间" in name or "提交" in name) and "用时" not in name


def _listed(texts: Sequence[str], most: int = 6, long: int = 24) -> str:
    shown = "、".join(
        f"“{text if len(text) <= long else text[:long] + '…'}”" for text in texts[:most]
    )
    return f"{shown}等 {len(texts)} 列" if len(texts) > most else shown
