"""The three questionnaires (社会卷, 校长教师卷, 学生卷) as data: questions, options, scoring, sources.

A county may change the words, or the questions: `load` reads any file of this shape and refuses
one that breaks it, naming the file, the place and what is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

from qbe_xl.county.folding import bare
from qbe_xl.county.layout import AREAS, GROUPS, STAGE_WORDS
from qbe_xl.files import toml
from qbe_xl.files.toml import Table

OWN = Path(__file__).parent / "data" / "questionnaires.toml"

Asks = Literal["group", "area", "stage", "grade", "score", "overall", "open"]
RATED: tuple[Asks, ...] = ("score", "overall")
_AROUND = re.compile(r"^[(（]?(?:[A-Za-z]|\d{1,2})[.、．:：)）]|[(（]\d+分?[)）]$")
_FREE = re.compile(r"〖.*〗|((?:^|[.、．:：)）])其[他它])(?:[:：(（\[【—_-].*)$")

_NOT_ONE = re.compile("不是|并非|^非|^前|^原|曾|退休|家属|亲属|配偶|亲友")
"""Beside an option in words that mean somebody else: 人大代表家属, 不是家长."""

GRADES = ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级")
_ALLOWED_OPTIONS = {
    "area": AREAS,
    "stage": (STAGE_WORDS["primary"], STAGE_WORDS["junior"]),
    "grade": GRADES,
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    asks: what the answer is; options: as printed, () for a free text; words: groups of words by
    which the column of an export is known; source: the words of 第九条 that it stands for.
    """

    asks: Asks
    text: str
    options: tuple[str, ...]
    words: tuple[tuple[str, ...], ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Questionnaire:
    """One paper: for whom it is, and its questions in order."""

    id: str
    title: str
    groups: tuple[str, ...]
    addressed_to: str
    questions: tuple[Question, ...]

    @cached_property
    def rated(self) -> tuple[Question, ...]:
        """The questions that ask how satisfied people are, the overall one too."""
        return tuple(question for question in self.questions if question.asks in RATED)


@dataclass(frozen=True)
class Questionnaires:
    """The papers, and how answers are read.

    answers: the printed options of the rated questions; unprinted: answers that other papers
    print; meanings: every spelling of an option, with the option that it means; numbers: what a
    number means in an export of rated questions, {} where the county has not said it.
    """

    title: str
    greeting: str
    thanks: str
    papers: tuple[Questionnaire, ...]
    answers: tuple[str, ...]
    unprinted: tuple[str, ...]
    meanings: Mapping[str, str] = field(repr=False)
    numbers: Mapping[str, str] = field(default_factory=dict)

    def meaning(self, text: str, options: Sequence[str], *, loosely: bool = False) -> str | None:
        """Return which of these options a text means, None where that cannot be said.

        `A`, `A.满意`, `满意（5分）` and `满意` are one. loosely: an option within other words counts,
        too (县人大代表); never for answers of satisfaction, where 不是很满意 holds 满意.
        """
        words = without_free_text(bare(text)) if loosely else bare(text)
        for spelling in (words, short := _bare(words)):
            found = self.meanings.get(spelling, spelling)
            if found in options:
                return found
        if len(words) == 1 and "A" <= words.upper() <= "Z":
            place = ord(words.upper()) - ord("A")
            return options[place] if place < len(options) else None
        loosely = loosely and not _NOT_ONE.search(short)
        inside = {option for option in options if option in short} if loosely else set()
        return inside.pop() if len(inside) == 1 else None


def without_free_text(text: str) -> str:
    """Return a chosen option without what a person wrote beside it: 其他〖家长委员会〗, 其他：…."""
    return _FREE.sub(r"\1", text) or text


def _bare(text: str) -> str:
    """Return an option without what stands around it: A.满意, (1)满意, 1、满意, 满意(5分)."""
    return _AROUND.sub("", text) or text


def load(path: Path = OWN) -> Questionnaires:
    """Return the questionnaires in a file; raises InputError with everything wrong in it."""
    with toml.reading(path) as file:
        about = file.table("survey")
        answers, unprinted, aliases = (
            _synonyms(file.table(key)) for key in ("answers", "unprinted", "aliases")
        )
        listed = file.table("options")
        options = {
            key: listed.words(key, allowed, least=1) for key, allowed in _ALLOWED_OPTIONS.items()
        }
        meanings: dict[str, str] = {}
        for option, others in (answers | unprinted | aliases).items():
            for spelling in (option, *others):
                meant = meanings.setdefault(bare(spelling), option)
                if meant != option:
                    file.complain("", f"“{spelling}”既算“{meant}”又算“{option}”")
        papers = tuple(_paper(raw, options, tuple(answers)) for raw in file.tables("papers"))
        asked = [group for paper in papers for group in paper.groups]
        for group in GROUPS:  # 第九条
            if asked.count(group) != 1:
                file.complain("papers", f"“{group}”应恰好出现在一种问卷的 groups 里")
        return Questionnaires(
            about.text("title"),
            about.text("greeting"),
            about.text("thanks"),
            papers,
            tuple(answers),
            tuple(unprinted),
            meanings,
            _numbers(file.table("numbers", must=False), (*answers, *unprinted)),
        )


def _numbers(table: Table, options: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for option in table.names(options):
        number = str(int(table.number(option, 0, 100, whole=True)))
        if found.setdefault(number, option) != option:
            table.complain(option, f"{number} 已经是“{found[number]}”，一个数字只能是一个选项")
    return found


def _synonyms(table: Table) -> dict[str, tuple[str, ...]]:
    return {key: table.texts(key, blank=True) for key in table.names()}


def _paper(
    raw: Table, options: Mapping[str, tuple[str, ...]], answers: tuple[str, ...]
) -> Questionnaire:
    groups = raw.words("groups", GROUPS, least=1)
    printed = {"group": groups, **options, "score": answers, "overall": answers}
    questions = tuple(_question(one, printed) for one in raw.tables("questions"))
    asked = [question.asks for question in questions]
    for asks in ("group", "area", "stage", "grade", "overall"):
        if asked.count(asks) > 1:
            raw.complain("", f"有两题的 asks 是 {asks}，只能有一题")
    if "overall" not in asked:
        raw.complain("", "缺少总体评价题（asks = overall）")
    if len(groups) > 1 and "group" not in asked:
        raw.complain("", "有多类调查对象，却没有问身份的题（asks = group）")
    return Questionnaire(raw.text("id"), raw.text("title"), groups, raw.text("for"), questions)


def _question(raw: Table, printed: Mapping[str, tuple[str, ...]]) -> Question:
    asks: Asks = raw.word("asks", get_args(Asks))
    words = tuple(raw.lists("words"))
    return Question(asks, raw.text("text"), printed.get(asks, ()), words, raw.text("source", ""))
