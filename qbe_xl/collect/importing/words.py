"""What the words of a column mean. A word that is not understood is told, never counted as another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from qbe_xl.collect.importing.mapping import Condition
from qbe_xl.county.folding import bare
from qbe_xl.county.grades import NUMBERS, grade_number, split_class, stage_said
from qbe_xl.county.written import amount

_BETWEEN = re.compile(r"[、,/;+]")
_NUMBER = re.compile(r"^0?(\d)(?:\.0)?$")
_TERM = re.compile(r"(?<=.)[(]?(?:[上下]册?|[上下]学期|第[一二]学期)[)]?$")
_OUTSIDE = re.compile(
    r"(?:附设|附属)?(?:幼儿|学前|托班|职高|职业高中|中职|中专|(?:普通)?高中|高(?=[一二三1-3]|(?:19|20)\d\d))"
)
_CLASS = re.compile(r"(?:年级?)?[(]?(\d{1,3}|[一二三四五六七八九十]{1,3})[)]?班?")


@dataclass
class Words:
    """meanings: the word that stands for each wording; dropped: what a wording may have besides."""

    meanings: Mapping[str, str]
    dropped: tuple[str, ...] = ()
    _known: dict[str, frozenset[str] | None] = field(default_factory=dict)

    def holds(self, text: str, condition: Condition) -> bool | None:
        """Return whether a cell meets a condition (is, not); None where it is not understood.

        A cell of several words (语文、体育) is understood where all of them answer alike.
        """
        if text not in self._known:
            self._known[text] = self._meant(text)
        meant = self._known[text]
        if meant is None:
            return None
        wanted = {self._word(bare(word)) for word in condition.words}
        answers = {word in wanted for word in meant}
        return answers.pop() == (condition.test != "not") if len(answers) == 1 else None

    def meaning(self, text: str) -> str | None:
        """Return the word that a wording stands for, None where it is not understood."""
        return self._word(text)

    def _meant(self, text: str) -> frozenset[str] | None:
        whole = self._word(text)
        if whole is not None:
            return frozenset((whole,))
        found: set[str] = set()
        for part in filter(None, _BETWEEN.split(text)):
            word = self._word(part)
            if word is None:
                return None
            found.add(word)
        return frozenset(found) or None

    def _word(self, text: str) -> str | None:
        if text in self.meanings:
            return self.meanings[text]
        rest = text
        for word in self.dropped:  # 区级骨干 is 区级, not only 区
            if word in rest and (rest := rest.replace(word, "")) in self.meanings and rest:
                return self.meanings[rest]
        return None


def words_of(
    column: str, conditions: Iterable[Condition], known: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> Words:
    """Return the words of a column: those listed for it, and those that conditions ask for."""
    listed = dict(known.get(column, {}))
    dropped = sorted(map(bare, listed.pop("drop", ())), key=len, reverse=True)
    meanings = {bare(word): bare(word) for one in conditions for word in one.words}
    for meaning, wordings in listed.items():
        meanings |= {bare(word): bare(meaning) for word in (meaning, *wordings)}
    return Words(meanings, tuple(dropped))


@dataclass(frozen=True, slots=True)
class Grade:
    """stage: 小学, 初中 or 其他; said: as a class is named by it; key: the same for all wordings."""

    stage: str
    said: str
    key: str


def grade_of(
    text: str, stages: Mapping[str, str], own: frozenset[str], year: int | None
) -> Grade | None:
    """Return what a grade is, None where its wording does not tell it for this school.

    own: the school's stages; year: in which the school year begins, for 2023级.
    """
    text = _NUMBER.sub(r"\1", _TERM.sub("", text))
    said, rest = stage_said(text)
    number = grade_number(
        split_class(rest)[0], said, year, next(iter(own)) if len(own) == 1 else ""
    )
    key = f"{NUMBERS[number - 1]}年级" if number else text
    if text in stages:
        found = Grade(stages[text], text, key)
    elif _OUTSIDE.match(text):
        found = Grade("其他", text, text)
    else:
        found = Grade(stages.get(key, ""), key, key)
    agrees = (not said or found.stage in (said, "其他")) and found.stage in own | {"其他"}
    return found if found.stage and agrees else None


@lru_cache(4096)
def class_of(text: str, grade: str) -> str:
    """Return a class of a grade in the form in which it is compared: 一(1)班, 1班, 01班, 101班 are 1.

    Half of a class written otherwise would make two small classes of one that is too large.
    """
    head, rest = split_class(stage_said(text)[1])
    if rest and not _names(head, NUMBERS.find(grade[:1]) + 1):
        return text
    found = _CLASS.fullmatch(rest or text)
    number = amount(found[1]) if found else None
    return text if number is None else str(number)


def _names(head: str, grade: int) -> bool:
    """Whether 一 or 2024级 before a class may stand for its grade: 一(1)班 of 七年级 is one of 初一."""
    number = grade_number(head, "", None)
    return number is None or number in (grade, grade - 6)
