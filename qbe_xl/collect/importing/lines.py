"""The rows of a sheet that is taken from: whose they are, and what their cells say."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qbe_xl.collect.branches import is_no
from qbe_xl.collect.importing.headers import Heads
from qbe_xl.collect.importing.mapping import Condition, Map, Source
from qbe_xl.collect.importing.words import Grade, Words, grade_of, words_of
from qbe_xl.county import layout
from qbe_xl.county.asked import stages_of
from qbe_xl.county.cells import Complaint, is_blank, parse, show
from qbe_xl.county.folding import bare
from qbe_xl.county.grades import NUMBERS
from qbe_xl.county.rows import Row
from qbe_xl.files.book import Cell, Sheet
from qbe_xl.files.text import cell_text

NOBODY = "校名、标识码都没填"
_STAGES = {"primary": "小学", "junior": "初中"}
_FITTING = {"小学": (1, 2, 3, 4, 5, 6), "初中": (1, 2, 3, 6, 7, 8, 9)}
_MOST_WORDS, _MOST_SCHOOLS, _MOST_LISTED = 12, 3, 100
_NOT_FILLED = frozenset(
    ("无", "没有", "否", "未取得", "未持证", "无证", "0", "/", "-", "—", "——", "×", "\\")
)
_NUMBERED = ("号", "号码", "编号")
_NOT_YET = re.compile("待|未|暂|正在|办理|申请|补|丢|遗失|过期|注销|不")
UNLIKE = "不像号码的内容"
"""What is told of a cell about a person that should be a number, in the place of what it holds."""


@dataclass(frozen=True)
class Roster:
    """The county's schools: rows by 学校标识码, and the codes of names that stand once.

    year: in which its school year begins.
    """

    schools: Mapping[str, Row]
    by_name: Mapping[str, str]
    year: int | None = None

    @classmethod
    def of(cls, rows: Sequence[Row], year: int | None = None) -> Roster:
        """Return the roster of the sheet 学校."""
        times = Counter(bare(str(row.get("name") or "")) for row in rows)
        names = {bare(str(row.get("name") or "")): str(row["code"]) for row in rows}
        unique = {name: code for name, code in names.items() if name and times[name] == 1}
        return cls({str(row["code"]): row for row in rows}, unique, year)

    def name(self, code: str) -> str:
        """Return what a school is called."""
        return str(self.schools[code].get("name") or code)


@dataclass
class Unread:
    """What was not understood of a column: words by row, the schools and what stays blank of them."""

    words: dict[int, str] = field(default_factory=dict)
    schools: dict[str, None] = field(default_factory=dict)
    headers: dict[str, None] = field(default_factory=dict)

    def listed(self) -> tuple[str, ...]:
        """Return the words, the most frequent first."""
        return tuple(word for word, _ in Counter(self.words.values()).most_common(_MOST_LISTED))

    def told(self, advice: str) -> str:
        """Return it in a sentence."""
        times = Counter(self.words.values())
        words = [f"“{word}” {n} 行" if word else f"空白 {n} 行" for word, n in times.most_common()]
        return (
            f"{some(words, _MOST_WORDS, '种')}无法识别或不在取用的说法里"
            f"（{some(list(self.schools), _MOST_SCHOOLS, '所学校')}），"
            f"这些学校的{'、'.join(self.headers)}没有导入；{advice}"
        )


def some(texts: Sequence[str], most: int, unit: str) -> str:
    """Return the first of some texts, and how many there are."""
    shown = "、".join(texts[:most])
    return f"{shown}等 {len(texts)} {unit}" if len(texts) > most else shown


class Lines:
    """The rows of a sheet, their cells by the names of the mapping.

    remark: takes a place or item and what is to be said of it; strangers: schools that the county
    does not have; uncounted: 学校标识码; doubtful: schools that rows may belong to and why they
    were left out; unread: by column, what was not understood.
    """

    def __init__(
        self,
        sheet: Sheet,
        source: Source,
        heads: Heads,
        mapping: Map,
        roster: Roster,
        remark: Callable[[str, str], None],
    ) -> None:
        self.sheet, self.source, self.heads, self.roster = sheet, source, heads, roster
        self.remark = remark
        self.rows = 0
        self.used = 0
        self.strangers: Counter[str] = Counter()
        self.uncounted: set[str] = set()
        self.doubtful: set[str] = set()
        self.unread: dict[str, Unread] = defaultdict(Unread)
        self._school: dict[int, str] = {}
        self._stages = {bare(word): stage for word, stage in mapping.stages.items()}
        self._places: dict[str, int | None] = {}
        self._stage_of: dict[str, str | None] = {}
        self._there: dict[str, bool] = {}
        self._contradictions: dict[tuple[str, str], bool] = {}
        self._grades: dict[tuple[str, str], Grade | None] = {}
        self._words = _vocabulary(source, mapping)
        self._filled_only = source.filled_only()
        self._header = _texts(sheet.rows[heads.first_row - 1])
        self._above = _merged(sheet, heads.first_row)

    def place(self, name: str) -> int | None:
        """Return the column of this name; notes when several bear it."""
        if name not in self._places:
            places = self.heads.matching(name)
            if len(places) > 1:
                both = "、".join(self.heads.title(place) for place in places[:3])
                self.remark(name, f"有几列都像“{name}”（{both}），没有取；请写得更细")
            self._places[name] = places[0] if len(places) == 1 else None
        return self._places[name]

    def has(self, name: str) -> bool:
        """Return whether the sheet has a column, or the grades to tell its stage by."""
        return self.place(name) is not None or self._is_told_by_grade(name)

    def raw(self, row: int, name: str) -> Cell:
        """Return a cell, None where it is blank or the column is not there."""
        place = self.place(name)
        cells = self.sheet.rows[row]
        return None if place is None or place >= len(cells) else cells[place]

    def at(self, row: int, place: int) -> str:
        """Return a cell of a column as text to be compared."""
        cells = self.sheet.rows[row]
        raw = cells[place] if place < len(cells) else None
        return "" if is_blank(raw) else bare(cell_text(raw))

    def text(self, row: int, name: str) -> str:
        """Return a cell as text to be compared; under a merge, that of the merge's first row."""
        if fault := self.fault(row, name):
            return fault
        raw = self._filled(row, name)
        return "" if is_blank(raw) else bare(raw if isinstance(raw, str) else show(raw))

    def fault(self, row: int, name: str) -> str:
        """Return what is wrong with a cell that holds no value to be relied upon, "" for nothing."""
        place = self.place(name)
        if place is None:
            return ""
        fault = self.sheet.faults.get((row, place), "")
        return fault or ("可能没有算过的公式" if (row, place) in self.sheet.unsure else "")

    def grade(self, row: int) -> Grade | None:
        """Return the grade that a row tells, None where it is not understood."""
        assert self.source.classes
        key = self.text(row, self.source.classes.grade), self._school[row]
        if key not in self._grades:
            stages = stages_of(self.roster.schools[key[1]])
            own = frozenset(_STAGES[stage] for stage in stages if stage in _STAGES)
            self._grades[key] = grade_of(key[0], self._stages, own, self.roster.year)
        return self._grades[key]

    def stage(self, row: int) -> str | None:
        """Return the stage of a pupil, None where it is not understood."""
        assert self.source.classes
        name = self.source.classes.stage
        if self.place(name) is None:
            grade = self.grade(row)
            return grade.stage if grade else None
        text = self.text(row, name)
        if text not in self._stage_of:
            met = {
                stage: self._holds(row, Condition(name, "is", frozenset((stage,))))
                for stage in _STAGES.values()
            }
            said = next((s for s in met if met[s]), "其他")
            self._stage_of[text] = None if None in met.values() else said
        return self._stage_of[text]

    def contradicts(self, row: int) -> bool:
        """Whether the stage of a row says one thing and its grade another: 小学, 七年级.

        一 to 三 may be grades of 初中, and 六年级 one where primary school has five.
        """
        assert self.source.classes
        key = self.text(row, self.source.classes.grade), self.stage(row) or ""
        if key not in self._contradictions:
            grade = grade_of(key[0], self._stages, frozenset(_STAGES.values()), None)
            number = NUMBERS.find(grade.key[0]) + 1 if grade and grade.stage in _FITTING else 0
            self._contradictions[key] = key[1] in _FITTING and (
                (grade is not None and grade.stage == "其他")
                or (number > 0 and number not in _FITTING[key[1]])
            )
        return self._contradictions[key]

    def is_blank(self, rows: Sequence[int], name: str) -> bool:
        """Return whether a column holds nothing in any of these rows."""
        return self.place(name) is not None and all(not self.text(row, name) for row in rows)

    def meets(self, row: int, where: Sequence[Condition]) -> bool | None:
        """Return whether a row meets every condition; None where a word of it is not understood."""
        return self._judged(row, where)[0]

    def note(self, row: int, where: Sequence[Condition], header: str) -> None:
        """Keep what of a row was not understood, and which figure stays blank for it."""
        column = self._judged(row, where)[1]
        if self.place(column) is None and self.source.classes:
            column = self.source.classes.grade
        self.miss(row, column, header)

    def miss(self, row: int, column: str, header: str) -> None:
        """Keep a column's word in this row as one that was not understood."""
        found = self.unread[column]
        told = self.text(row, column)
        found.words[row] = UNLIKE if told and column in self._filled_only else told
        found.schools[self.roster.name(self._school[row])] = None
        found.headers[header] = None

    def contents(self, rows: Sequence[int]) -> list[str]:
        """Return what rows hold, to be compared with other rows and never kept."""
        return sorted("\0".join(filter(None, _texts(self.sheet.rows[row]))) for row in rows)

    def named(self) -> Iterator[tuple[int, str, str]]:
        """Yield each row that is one, with its code and name as they are compared."""
        for row in range(self.heads.first_row, len(self.sheet.rows)):
            code, name = self._code(row), self.text(row, self.source.name)
            if not self._is_no_line(row, code, name):
                yield row, code, name

    def by_school(self) -> dict[str, list[int]]:
        """Return the rows of each school that the county has."""
        found: dict[str, list[int]] = defaultdict(list)
        asked: Counter[tuple[str, str, str]] = Counter()
        unsaid: Counter[str] = Counter()
        above = ""
        for row, code, name in self.named():
            self.rows += 1
            named = self.roster.by_name.get(name, "")
            known = code if code in self.roster.schools else "" if code else named
            if code and named and named != code:
                asked[code, name, named] += 1
                self.doubtful |= {code, named} & self.roster.schools.keys()
                above = ""
                continue
            if not known:
                who = f"{name or '校名未填'}（{code or '无标识码'}）" if code or name else NOBODY
                self.strangers[who] += 1
                if who == NOBODY and above and self._is_a_person(row):
                    self.doubtful.add(above)
                    unsaid[above] += 1
                above = above if who == NOBODY else ""
                continue
            self._school[row] = above = known
            meets = self.meets(row, self.source.where)
            if meets is None:
                self.note(row, self.source.where, "各项")
                self.doubtful.add(known)
            if not meets:
                continue
            self.used += 1
            if self.source.counted and is_no(self.raw(row, self.source.counted)):
                self.uncounted.add(known)
            found[known].append(row)
        for code, count in unsaid.items():
            self.remark(
                self.roster.name(code),
                f"下面有 {count} 行校名、标识码都没填，不能确定是否属于这所学校，这所学校由名单数出的数没有导入；"
                "请补填后再导入",
            )
        also = "，这两所学校由名单数出的数也没有导入" if self.source.kind == "persons" else ""
        for (code, name, named), count in asked.items():
            whose = f"是{self.roster.name(code)}的" if code in self.roster.schools else "总表没有"
            self.remark(
                f"{name}（{code}）",
                f"{count} 行的标识码{whose}，校名是标识码为 {named} 的学校，不知道是哪一所，"
                f"没有取用{also}；请核对后再导入",
            )
        return found

    def _judged(self, row: int, where: Sequence[Condition]) -> tuple[bool | None, str]:
        """Whether a row meets the conditions, and the column that hinders from telling it."""
        unknown = ""
        for condition in where:
            met = self._holds(row, condition)
            if met is False:
                return False, ""
            unknown = unknown or (condition.column if met is None else "")
        return (None, unknown) if unknown else (True, "")

    def _holds(self, row: int, condition: Condition) -> bool | None:
        name = condition.column
        if condition.test == "filled":
            return self._is_filled(row, name)
        if condition.test == "if_there":
            if name not in self._there:
                self._there[name] = bool(self.heads.matching(name))
            if not self._there[name]:
                return True
        if self.place(name) is None and self._is_told_by_grade(name):
            grade = self.grade(row)
            text = grade.stage if grade else None
            return None if text is None else (text in condition.words) == (condition.test != "not")
        words = self._words.get(name)
        if words is None:
            return self.text(row, name) not in set(map(bare, condition.words))
        return words.holds(self.text(row, name), condition)

    def _is_a_person(self, row: int) -> bool:
        """Whether a row that names no school says anything by which persons are counted."""
        classes = self.source.classes
        asked = {*self._words, *((classes.grade, classes.name) if classes else ())}
        return self.source.kind == "persons" and any(self.text(row, name) for name in asked)

    def _is_filled(self, row: int, name: str) -> bool | None:
        """Whether a column holds anything; of a number, a word that is none is not understood."""
        if self.fault(row, name):
            return None
        raw = self.raw(row, name)
        text = "" if is_blank(raw) else bare(raw if isinstance(raw, str) else show(raw))
        if not text or text in _NOT_FILLED:
            return False
        if not name.endswith(_NUMBERED):
            return True
        return True if re.search(r"\d", text) and not _NOT_YET.search(text) else None

    def _is_told_by_grade(self, name: str) -> bool:
        classes = self.source.classes
        return (
            classes is not None and name == classes.stage and self.place(classes.grade) is not None
        )

    def _filled(self, row: int, name: str) -> Cell:
        raw, place = self.raw(row, name), self.place(name)
        if place is None or not is_blank(raw) or (row, place) not in self._above:
            return raw
        return self.raw(self._above[row, place], name)

    def _code(self, row: int) -> str:
        if not self.source.code:
            return ""
        value, remark = parse(self._filled(row, self.source.code), "code")
        return value if isinstance(value, str) and not isinstance(remark, Complaint) else ""

    def _is_no_line(self, row: int, code: str, name: str) -> bool:
        """Whether a row is empty, one of totals (青山镇小计), or only says who filled in the table."""
        filled = [raw for raw in self.sheet.rows[row] if not is_blank(raw)]
        texts = [bare(raw) for raw in filled if isinstance(raw, str)]
        heads = texts if self.source.kind == "persons" else texts[:1]
        if not filled or any(bare(said) in layout.TOTAL_ROWS for said in (code, name, *heads)):
            return True
        if code in self.roster.schools or (code and code.isascii()):
            return False
        if _texts(self.sheet.rows[row]) == self._header:  # printed again on each page
            return True
        return any(text.endswith(tuple(layout.TOTAL_ROWS)) for text in texts) or (
            len(texts) == len(filled) and all(":" in text for text in texts)
        )


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [bare(raw) if isinstance(raw, str) else show(raw) for raw in cells]


def _merged(sheet: Sheet, first_row: int) -> dict[tuple[int, int], int]:
    """The first row of the merge that a cell lies under; merges that overlap are no merges."""
    found: dict[tuple[int, int], int] = {}
    ends: dict[int, int] = {}
    for top, left, bottom, _ in sorted(sheet.merged):
        if top >= first_row and top > ends.get(left, -1):
            ends[left] = bottom
            found |= {(row, left): top for row in range(top + 1, bottom + 1)}
    return found


def _vocabulary(source: Source, mapping: Map) -> dict[str, Words]:
    """The words of each column that conditions ask for; none where only `not` asks: any other counts."""
    asked: dict[str, list[Condition]] = defaultdict(list)
    wheres = [source.where, *(t.where for t in source.takes), *(c.where for c in source.counts)]
    for condition in (condition for where in wheres for condition in where):
        if condition.test != "filled":
            asked[condition.column].append(condition)
    if source.classes and source.classes.stage:
        asked[source.classes.stage] += []
    return {
        column: words_of(column, conditions, mapping.words)
        for column, conditions in asked.items()
        if column in mapping.words or any(one.test != "not" for one in conditions)
    }
