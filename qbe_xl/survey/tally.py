"""Papers counted. What a single person answered is looked at once and never kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from qbe_xl.county.folding import bare
from qbe_xl.county.layout import GROUPS
from qbe_xl.errors import Problem
from qbe_xl.standards import Standard
from qbe_xl.survey.columns import NOTHING, Mapped, options_of
from qbe_xl.survey.questionnaires import GRADES, RATED, Questionnaires, without_free_text

TWO_TICKS = ("┋", "|", "；", ";", "#", "┊", "丨")
"""What services put between several chosen options."""

NO_GROUP = "没有填写身份"
TWO_GROUPS = "身份选了两项以上"
NO_OVERALL = "总体评价没有回答，或选了两项以上"
TOO_FEW = "漏答的题太多"
TOO_YOUNG = "学生低于规定年级"
_MOST_PLACES = 3
"""Cells named for one unknown answer; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Count:
    """Papers of one kind: papers (handed in), valid, satisfied."""

    papers: int = 0
    valid: int = 0
    satisfied: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.papers + other.papers,
            self.valid + other.valid,
            self.satisfied + other.satisfied,
        )

    @property
    def rate(self) -> float | None:
        """Satisfied ÷ valid; None without valid papers."""
        return self.satisfied / self.valid if self.valid else None


@dataclass
class Tally:
    """Everything counted over all papers.

    groups: by 调查对象; areas, stages: valid papers by 城乡 and 学段; answers: by paper's title,
    question's text and answer; unusable: papers by reason; nobody: papers without a group, which
    stand in no group.
    """

    groups: dict[str, Count] = field(default_factory=lambda: dict.fromkeys(GROUPS, Count()))
    areas: dict[str, Count] = field(default_factory=dict)
    stages: dict[str, Count] = field(default_factory=dict)
    answers: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    unusable: Counter[str] = field(default_factory=Counter)
    nobody: int = 0

    @property
    def whole(self) -> Count:
        """All groups together."""
        return sum(self.groups.values(), Count())


@dataclass(frozen=True, slots=True)
class Rules:
    """When a paper counts: the parameters of S1."""

    satisfied: tuple[str, ...]
    answered_share: Fraction
    lowest_grade: int

    @classmethod
    def of(cls, standard: Standard) -> Rules:
        """Return the rules of a standard."""
        return cls(
            standard.words("S1.satisfied"),
            standard.exact("S1.answered_share"),
            standard.whole("S1.student_grade"),
        )


def count_papers(
    tables: Sequence[Mapped], known: Questionnaires, rules: Rules
) -> tuple[Tally, list[Problem]]:
    """Return the counts, and a problem for every answer that is not among the options."""
    tally = Tally()
    problems: list[Problem] = []
    for table in tables:
        problems += _Counter(table, known, rules, tally).run()
    return tally, problems


class _Counter:
    """Counts the papers of one table."""

    def __init__(self, table: Mapped, known: Questionnaires, rules: Rules, tally: Tally) -> None:
        self.table, self.known, self.rules, self.tally = table, known, rules, tally
        self.unknown: dict[tuple[int, str], list[int]] = {}
        self.rated = [
            place for place in table.columns if table.paper.questions[place].asks in RATED
        ]
        self.place_of = {table.paper.questions[place].asks: place for place in table.columns}
        self.meanings: dict[tuple[int, str], str | None] = {}

    def run(self) -> list[Problem]:
        for row in range(self.table.first_row, len(self.table.sheet.rows)):
            cells = self.table.sheet.rows[row]
            if any(bare(cells[c]) for c in self.table.columns.values() if c < len(cells)):
                self._paper(row, cells)
        return [
            *self._faults(),
            *(self._problem(*key, rows) for key, rows in self.unknown.items()),
        ]

    def _faults(self) -> Iterator[Problem]:
        """A problem for every question in whose column a cell holds no answer to be relied upon."""
        for place, column in self.table.columns.items():
            faults = {
                row: what
                for (row, at), what in sorted(self.table.sheet.faults.items())
                if at == column and row >= self.table.first_row
            }
            for row, what in list(faults.items())[:1]:
                asked = self.table.paper.questions[place].text
                yield Problem(
                    self.table.sheet.cell(row, column),
                    f"“{asked[:30]}”的回答是{what}（共 {len(faults)} 处），无法判断是什么回答；"
                    "请在表格软件里打开、重新计算并粘贴为数值，或改正后重新导入",
                )

    def _paper(self, row: int, cells: Sequence[str]) -> None:
        said = {place: self._answer(row, place, cells) for place in self.table.columns}
        groups = self.table.paper.groups
        asked = self.place_of.get("group")
        group = said[asked] if asked is not None else groups[0]
        if not group:
            self.tally.nobody += 1
            self.tally.unusable[TWO_GROUPS if group == "" else NO_GROUP] += 1
            return
        reason = self._unusable(said)
        if reason:
            self.tally.unusable[reason] += 1
            self.tally.groups[group] += Count(papers=1)
            return
        overall = said[self.place_of["overall"]]
        one = Count(1, 1, int(overall in self.rules.satisfied))
        self.tally.groups[group] += one
        for asks, counts in (("area", self.tally.areas), ("stage", self.tally.stages)):
            word = self._stratum(asks, said)
            if word:
                counts[word] = counts.get(word, Count()) + one
        for place in self.rated:
            answer = said[place]
            if answer:
                key = self.table.paper.title, self.table.paper.questions[place].text
                self.tally.answers.setdefault(key, Counter())[answer] += 1

    def _unusable(self, said: dict[int, str | None]) -> str:
        if not said[self.place_of["overall"]]:
            return NO_OVERALL
        if sum(bool(said[place]) for place in self.rated) < self.rules.answered_share * len(
            self.rated
        ):
            return TOO_FEW
        grade = said.get(self.place_of.get("grade", -1))
        if grade and GRADES.index(grade) + 1 < self.rules.lowest_grade:
            return TOO_YOUNG
        return ""

    def _stratum(self, asks: str, said: dict[int, str | None]) -> str | None:
        """城乡 or 学段 of a paper; a pupil's stage is that of the grade."""
        if asks == "stage" and "grade" in self.place_of:
            grade = said[self.place_of["grade"]]
            return None if not grade else "小学" if GRADES.index(grade) < 6 else "初中"
        return said.get(self.place_of.get(asks, -1))  # type: ignore[call-overload]

    def _answer(self, row: int, place: int, cells: Sequence[str]) -> str | None:
        """The option that a cell names; None for a blank or unknown one, "" for two ticks."""
        column = self.table.columns[place]
        text = bare(cells[column]) if column < len(cells) else ""
        if not text or text in NOTHING:
            return None
        question = self.table.paper.questions[place]
        if question.asks not in RATED:
            text = without_free_text(text)
        if place in self.table.numbered:
            if question.asks in RATED:
                if text in self.known.numbers:
                    return self.known.numbers[text]
            elif text.isdecimal() and 0 < int(text) <= len(question.options):
                return question.options[int(text) - 1]
        elif any(sign in text.strip("".join(TWO_TICKS)) for sign in TWO_TICKS):
            return ""
        key = place, text
        if key not in self.meanings:
            self.meanings[key] = self._meaning(place, text)
        found = self.meanings[key]
        if found is None:
            self.unknown.setdefault(key, []).append(row)
        return found

    def _meaning(self, place: int, text: str) -> str | None:
        question = self.table.paper.questions[place]
        options = options_of(question, self.known)
        if question.asks == "grade":
            options = GRADES
        loosely = question.asks not in RATED
        return self.known.meaning(text.strip("".join(TWO_TICKS)), options, loosely=loosely)

    def _problem(self, place: int, text: str, rows: list[int]) -> Problem:
        question = self.table.paper.questions[place]
        column = self.table.columns[place]
        sheet = self.table.sheet
        header = " ".join(sheet.rows[self.table.first_row - 1][column].split())
        others = [sheet.cell(row, column).inside for row in rows[1:_MOST_PLACES]]
        also = f"（另有 {'、'.join(others)}{' 等' if len(rows) > _MOST_PLACES else ''}，共 {len(rows)} 处）"
        options = " / ".join(options_of(question, self.known))
        return Problem(
            sheet.cell(rows[0], column),
            f"“{header[:30]}”的回答“{text[:20]}”不在选项里{also if others else ''}，"
            f"应为 {options}；请改正，作废的留空",
        )
