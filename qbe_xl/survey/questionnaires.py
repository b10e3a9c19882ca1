"""The three questionnaires (社会卷, 校长教师卷, 学生卷) as data: questions, options, scoring, sources.

A county may change the words, or the questions: `load` reads any file of this shape and refuses
one that breaks it, naming the file, the place and what is allowed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

from qbe_xl.county.cells import half_width, tidy
from qbe_xl.county.layout import AREAS, GROUPS, STAGE_WORDS
from qbe_xl.errors import StandardError

OWN = Path(__file__).parent / "data" / "questionnaires.toml"
MOST_BYTES = 1024 * 1024

Asks = Literal["group", "area", "stage", "grade", "score", "overall", "open"]
RATED: tuple[Asks, ...] = ("score", "overall")
_AROUND = re.compile(r"^[(（]?(?:[A-Za-z]|\d{1,2})[.、．:：)）]|[(（]\d+分?[)）]$")

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
    print; meanings: every spelling of an option, with the option that it means.
    """

    title: str
    greeting: str
    thanks: str
    papers: tuple[Questionnaire, ...]
    answers: tuple[str, ...]
    unprinted: tuple[str, ...]
    meanings: Mapping[str, str] = field(repr=False)

    def meaning(self, text: str, options: Sequence[str], *, loosely: bool = False) -> str | None:
        """Return which of these options a text means, None where that cannot be said.

        `A`, `A.满意`, `满意（5分）` and `满意` are one. loosely: an option within other words counts,
        too (县人大代表); never for answers of satisfaction, where 不是很满意 holds 满意.
        """
        words = folded(text)
        for spelling in (words, bare := _bare(words)):
            found = self.meanings.get(spelling, spelling)
            if found in options:
                return found
        if len(words) == 1 and "A" <= words.upper() <= "Z":
            place = ord(words.upper()) - ord("A")
            return options[place] if place < len(options) else None
        inside = {option for option in options if option in bare} if loosely else set()
        return inside.pop() if len(inside) == 1 else None


def folded(text: str) -> str:
    """Return text as it is compared: half-width, without any white space or invisible sign."""
    return "".join(half_width(tidy(text)).split())


def _bare(text: str) -> str:
    """Return an option without what stands around it: A.满意, (1)满意, 1、满意, 满意(5分)."""
    return _AROUND.sub("", text) or text


def load(path: Path = OWN) -> Questionnaires:
    """Return the questionnaires in a file; raises StandardError for one that breaks the shape."""
    return _Reader(path).read()


class _Reader:
    """Reads a file of questionnaires."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def _error(self, where: str, message: str) -> StandardError:
        return StandardError(f"{self.path.name}：{where}{message}")

    def read(self) -> Questionnaires:
        try:
            if self.path.stat().st_size > MOST_BYTES:
                raise self._error("", "文件太大，不是问卷文件")
            data = tomllib.loads(self.path.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise self._error("", f"无法读取：{error.strerror or error}") from error
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise self._error("", f"不是有效的 TOML 文件（{error}）") from error
        keys = ("survey", "answers", "unprinted", "options", "aliases", "papers")
        self._known("", data, keys, keys)
        about = self._texts("survey", data["survey"], ("title", "greeting", "thanks"))
        answers = self._synonyms("answers", data["answers"])
        unprinted = self._synonyms("unprinted", data["unprinted"])
        aliases = self._synonyms("aliases", data["aliases"])
        options = {key: self._words("options", data["options"], key) for key in _ALLOWED_OPTIONS}
        for key, chosen in options.items():
            self._subset(f"options.{key}", chosen, _ALLOWED_OPTIONS[key])
        meanings: dict[str, str] = {}
        for option, others in (answers | unprinted | aliases).items():
            for spelling in (option, *others):
                key = folded(spelling)
                if meanings.setdefault(key, option) != option:
                    raise self._error(spelling, "既算“" + meanings[key] + f"”又算“{option}”")
        papers = tuple(
            self._paper(number, raw, options, tuple(answers))
            for number, raw in enumerate(data["papers"], 1)
        )
        self._cover(papers)
        return Questionnaires(
            about["title"],
            about["greeting"],
            about["thanks"],
            papers,
            tuple(answers),
            tuple(unprinted),
            meanings,
        )

    def _known(
        self, where: str, raw: Any, allowed: Sequence[str], needed: Sequence[str] = ()
    ) -> dict[str, Any]:
        if not isinstance(raw, dict):
            raise self._error(where, "应为一组键和值")
        for key in raw:
            if key not in allowed:
                raise self._error(f"{where} {key}".strip(), f"不认识；可用 {'、'.join(allowed)}")
        for key in needed:
            if key not in raw:
                raise self._error(f"{where} {key}".strip(), "没有填写")
        return raw

    def _texts(self, where: str, raw: Any, keys: Sequence[str]) -> dict[str, str]:
        table = self._known(where, raw, keys, keys)
        for key in keys:
            if not isinstance(table[key], str) or not table[key].strip():
                raise self._error(f"{where}.{key}", "应为文字")
        return table

    def _words(self, where: str, raw: Any, key: str) -> tuple[str, ...]:
        found = raw.get(key) if isinstance(raw, dict) else None
        if (
            not isinstance(found, list)
            or not found
            or not all(isinstance(word, str) and word.strip() for word in found)
        ):
            raise self._error(f"{where}.{key}", "应为一列文字")
        return tuple(found)

    def _synonyms(self, where: str, raw: Any) -> dict[str, tuple[str, ...]]:
        if not isinstance(raw, dict):
            raise self._error(where, "应为一组键和值")
        found: dict[str, tuple[str, ...]] = {}
        for key, others in raw.items():
            if not isinstance(others, list) or not all(isinstance(o, str) for o in others):
                raise self._error(f"{where}.{key}", "应为一列文字")
            found[key] = tuple(others)
        return found

    def _subset(self, where: str, chosen: Sequence[str], allowed: Sequence[str]) -> None:
        for word in chosen:
            if word not in allowed:
                raise self._error(where, f"“{word}”不可用；可用 {'、'.join(allowed)}")

    def _paper(
        self,
        number: int,
        raw: Any,
        options: Mapping[str, tuple[str, ...]],
        answers: tuple[str, ...],
    ) -> Questionnaire:
        where = f"第 {number} 种问卷"
        keys = ("id", "title", "groups", "for", "questions")
        table = self._known(where, raw, keys, keys)
        groups = self._words(where, table, "groups")
        self._subset(f"{where}.groups", groups, GROUPS)
        for key in ("id", "title", "for"):
            if not isinstance(table[key], str) or not table[key].strip():
                raise self._error(f"{where}.{key}", "应为文字")
        if not isinstance(table["questions"], list):
            raise self._error(f"{where}.questions", "应为一列题目")
        questions = tuple(
            self._question(f"{where}第 {place} 题", one, groups, options, answers)
            for place, one in enumerate(table["questions"], 1)
        )
        asked = [question.asks for question in questions]
        for asks in ("group", "area", "stage", "grade", "overall"):
            if asked.count(asks) > 1:
                raise self._error(where, f"有两题的 asks 是 {asks}，只能有一题")
        if "overall" not in asked:
            raise self._error(where, "缺少总体评价题（asks = overall）")
        if len(groups) > 1 and "group" not in asked:
            raise self._error(where, "有多类调查对象，却没有问身份的题（asks = group）")
        return Questionnaire(table["id"], table["title"], groups, table["for"], questions)

    def _question(
        self,
        where: str,
        raw: Any,
        groups: tuple[str, ...],
        options: Mapping[str, tuple[str, ...]],
        answers: tuple[str, ...],
    ) -> Question:
        table = self._known(where, raw, ("asks", "text", "words", "source"), ("asks", "text"))
        asks, text = table["asks"], table["text"]
        self._subset(f"{where}.asks", [asks], get_args(Asks))
        if not isinstance(text, str) or not text.strip():
            raise self._error(f"{where}.text", "应为文字")
        raw_words = table.get("words", [])
        if not isinstance(raw_words, list):
            raise self._error(f"{where}.words", "应为若干组词")
        words = tuple(self._words(f"{where}.words", {"": group}, "") for group in raw_words)
        printed = {"group": groups, **options, "score": answers, "overall": answers}
        return Question(asks, text.strip(), printed.get(asks, ()), words, table.get("source", ""))

    def _cover(self, papers: Sequence[Questionnaire]) -> None:
        """Each of the seven of 第九条 is asked by one paper."""
        asked = [group for paper in papers for group in paper.groups]
        for group in GROUPS:
            if asked.count(group) != 1:
                raise self._error(group, "应恰好出现在一种问卷的 groups 里")
