"""Which of the nine grades a text names: 三年级, 3（2）班, 初一, 七年级, 2023级."""

from __future__ import annotations

import re

from qbe_xl.county.folding import bare

NUMBERS = "一二三四五六七八九"
FIRST = {"primary": 1, "junior": 7}
LAST = {"primary": 6, "junior": 9}

_STAGES = {"小学": "primary", "初中": "junior"}
_YEARS = {"小学": 6, "初中": 3}
_SAID = re.compile(r"(?:普通)?(?:小学|初中)[部段]?|小|初")
_NUMBER = re.compile(rf"([{NUMBERS}1-9])(?:年级|年)?")
_COHORT = re.compile(r"((?:19|20)\d\d)(?:年?级)?|(\d\d)级")
_OF_GRADE = rf"[(]?[{NUMBERS}十\d]{{1,3}}[)]?班?"
_CLASS = re.compile(
    rf"([{NUMBERS}1-9])(?:年级?{_OF_GRADE}|[(][{NUMBERS}十\d]{{1,3}}[)]班?|(?<=\D)\d\d?班|0\d班)"
)
_COHORT_CLASS = re.compile(rf"((?:19|20)\d\d级){_OF_GRADE}")
_YEAR = re.compile(r"((?:19|20)\d\d)\s*[-–—~至/]\s*((?:19|20)\d\d)")


def stage_said(text: str) -> tuple[str, str]:
    """Return the stage that a text begins with (小学, 初中 or ""), and the rest of it.

    What says it twice (初中部初一) says it once.
    """
    prefix = _SAID.match(text)
    if prefix is None:
        return "", text
    stage, rest = "初中" if "初" in prefix[0] else "小学", text[prefix.end() :]
    return stage, rest.removeprefix(stage[0]) if prefix[0] != stage[0] else rest


def grade_number(text: str, stage: str, year: int | None, known: str = "") -> int | None:
    """Return which of the nine grades a bare text is: 三年级, 3, or 2023级 where the stage is known.

    stage: as said beside it, 小学, 初中 or "", by which 一 is 七年级; known: the only stage that it
    can be; year: in which the school year begins.
    """
    cohort = _COHORT.fullmatch(text)
    plain = _NUMBER.fullmatch(text)
    of = stage or known
    if cohort and year is not None and of:
        number = year - int(cohort[1] or f"20{cohort[2]}") + 1
        if not 1 <= number <= _YEARS[of]:
            return None
        return number + (6 if of == "初中" else 0)
    if plain is None:
        return None
    number = int(plain[1]) if plain[1].isdigit() else NUMBERS.index(plain[1]) + 1
    return number + 6 if stage == "初中" and number <= _YEARS["初中"] else number


def split_class(text: str) -> tuple[str, str]:
    """Return the grade that a class is named by, and the rest: 一(1)班 is 一 and (1)班.

    A text that names no class is the grade, and nothing.
    """
    found = _CLASS.fullmatch(text) or _COHORT_CLASS.fullmatch(text)
    return (found[1], text[found.end(1) :]) if found else (text, "")


def class_grade(stage: str, grade: str, name: str, year: int | None) -> int | None:
    """Return the grade of a class of a stage (小学, 初中) by its 年级, else by its name.

    None where neither tells it, or tells one that the stage has not: 一 to 三 of 初中 are 7 to 9.
    """
    for text in (bare(grade), bare(name)):
        said, rest = stage_said(text)
        number = grade_number(split_class(rest)[0], said or stage, year)
        of = _STAGES[stage]
        if number is not None and said in ("", stage) and FIRST[of] <= number <= LAST[of]:
            return number
        if text and text == bare(grade) and number is not None:
            return None  # 年级 says another stage's: the name must not overrule it
    return None


def school_year(text: str) -> int | None:
    """Return the year in which a 学年 begins, None where it is not written as 2023-2024."""
    found = _YEAR.search(text)
    return int(found[1]) if found and int(found[2]) == int(found[1]) + 1 else None
