"""What figures a file prints and of what: read from its tables and sentences, by words alone.

Nothing here knows how the files are made. A table cell that holds a figure is told by the words
of its row, its column, the table's caption and what the file is about; a sentence by the words
before the figure. Where these name a clause, a stage, a school and a measure, they are brought to
one name; else they stand as they are, so that the same words must bear the same figure.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path

import docx
import lxml.html
import openpyxl
from docx.oxml.ns import qn

_RESOURCES = {
    "R1": ("每百名学生拥有高于规定学历教师数", "高学历教师"),
    "R2": ("每百名学生拥有县级以上骨干教师数", "骨干教师"),
    "R3": ("每百名学生拥有体育、艺术专任教师数", "体艺教师"),
    "R4": ("生均教学及辅助用房面积", "教学用房"),
    "R5": ("生均体育运动场馆面积", "体育场馆"),
    "R6": ("生均教学仪器设备值", "仪器设备"),
    "R7": ("每百名学生拥有网络多媒体教室数", "多媒体教室"),
}
_MEASURES = (
    ("标准差", "标准差"),
    ("余量", "余量"),
    ("上限", "上限"),
    ("底线", "底线"),
    ("差异系数", "差异系数"),
    ("均值", "均值"),
    ("平均", "均值"),
    ("达标比例", "达标比例"),
    ("达标占比", "达标比例"),
    ("达标学校比例", "达标比例"),
    ("达标学校总数", "达标数"),
    ("达标单元", "达标数"),
    ("标准", "标准"),
    ("最低", "最低"),
    ("最高", "最高"),
    ("尚缺", "尚缺"),
    ("离差", "离差"),
    ("费用", "费用"),
    ("占比", "离差"),
    ("位次", "位次"),
)
_STAGES = ("小学", "初中")
_ALIKE = {"计": "合计", "总计": "合计", "在校学生": "在校生", "综合满意度": "满意度"}
_PASSED = re.compile(r"序号|编号|^L\d+$|^#$|^条款$|运行编号|电话|代码|标识码|工作表|单元格")
_RAW = re.compile(r"核对|参数|运行记录")
"""Tables of what went in, and of figures under a name that is not theirs."""
_NUMBER = re.compile(r"(?<![\d.A-Za-z〔Ⅰ-Ⅻ-])\d[\d,]*(?:\.\d+)?(?![\d.]*[A-Za-z〕])")
_EXACT = re.compile(r"（准确值 ?([\d,.]+)[^）]*）")
_UNIT = re.compile(r"\s*(%|‰|[一-鿿㎡]{1,2}|/)?")
_ID = re.compile(r"([PRGQSV]\d{1,2})[ 　\n]")
_ADDRESS = re.compile(r"![A-Z]+\d")
"""Of a remark on some cell: of what it is told is in the address alone."""
_SUMS = re.compile(r"[÷×＝]")
_DATES = re.compile(
    r"\d{4}[-—年/]\d{1,4}(?:[-月/]\d{1,2}日?)?(?:学年)?(?: ?\d{1,2}:\d\d(?::\d\d)?)?"
)
_DATE = re.compile(r"(\d{4})[-年](\d{1,2})[-月](\d{1,2})日?(?: 00:00:00)?(?!\d)")
_SAID = (("全县平均", "均值"), ("校际差异系数", "差异系数"))
"""What a sentence says and a table has a column for."""
_LONGEST = 30
"""Of a label that says what a figure is; a longer one tells something else."""
_LETTERS = str.maketrans("0123456789", "零一二三四五六七八九")
_LIMITS = re.compile(r"要求|标准$")
_MARKED = re.compile(r"[●✕○◐–] ?|[PRGQSV]\d+(-.*)?$|第[一二三四五六七八九十]+条")
_END = re.compile(r"[；。！？\n]")


@dataclass(frozen=True)
class Figure:
    """A figure as printed. of: what it is the figure of; digits: decimals, None for an exact one."""

    of: tuple[str, ...]
    value: Fraction
    digits: int | None
    place: str = field(compare=False)

    def agrees(self, other: Figure) -> bool:
        """Whether both may be the same quantity, each rounded to its decimals."""
        shown = [d for d in (self.digits, other.digits) if d is not None]
        room = Fraction(1, 2 * 10 ** min(shown)) if shown else Fraction(1, 10**9)
        return abs(self.value - other.value) <= room


@dataclass(frozen=True, eq=False)
class Words:
    """The words that figures are told by. clauses: name → id; schools: names of the county's."""

    clauses: dict[str, str]
    schools: frozenset[str]

    @classmethod
    def of(cls, clauses: dict[str, str], schools: Iterable[str]) -> Words:
        names = {_plain(name): id for name, id in clauses.items()}
        names |= {_plain(name): id for id, both in _RESOURCES.items() for name in both}
        return cls(dict(sorted(names.items(), key=lambda pair: -len(pair[0]))), frozenset(schools))

    @cached_property
    def _names(self) -> re.Pattern[str]:
        return re.compile("|".join(sorted(map(re.escape, self.schools), key=len, reverse=True)))

    def named(self, text: str) -> str:
        """A text in which the figures in schools' names are none."""
        return self._names.sub(lambda found: found[0].translate(_LETTERS), text)

    @cache  # noqa: B019 - as many as there are words in the files of one county
    def clause(self, text: str) -> tuple[str, str]:
        """The clause that a text names, and the text without its name."""
        told = _ID.match(text)
        bare = _plain(text)
        if told:
            return told[1], bare.removeprefix(
                next((n for n in self.clauses if bare.startswith(n)), "")
            )
        for name, id in self.clauses.items():
            if name in bare:
                return id, bare.replace(name, "")
        return "", bare


def _plain(text: str) -> str:
    """Without white space, units and notes in parentheses, and the id before a name."""
    bare = re.sub(r"\s", "", text)
    bare = re.sub(r"[（(][^（）()]*[）)]", "", bare)
    return re.sub(r"^[PRGQSV]\d+(?![\d-])", "", bare)


def clashes(figures: Iterable[Figure]) -> list[str]:
    """What is printed twice and not the same."""
    seen: dict[tuple[str, ...], list[Figure]] = {}
    for figure in figures:
        seen.setdefault(figure.of, []).append(figure)
    found = []
    for of, all_ in seen.items():
        for figure in all_[1:]:
            other = next((one for one in all_ if not one.agrees(figure)), None)
            if other:
                found.append(
                    f"{'·'.join(filter(None, of))}: {float(other.value):g} in {other.place},"
                    f" {float(figure.value):g} in {figure.place}"
                )
                break
    return found


def doubled(figures: Iterable[Figure]) -> int:
    """How many figures are printed in more than one file."""
    files: dict[tuple[str, ...], set[str]] = {}
    for figure in figures:
        files.setdefault(figure.of, set()).add(figure.place.partition(" ")[0])
    return sum(len(places) > 1 for places in files.values())


def figures_of(path: Path, words: Words, about: str = "") -> Iterator[Figure]:
    """Yield every figure of a file. about: the school, unit or township that the file is of."""
    school = next((name for name in words.schools if about.endswith(name)), "")
    reader = _Reader(words, path.name.replace(" ", ""), "" if school else about, school)
    yield from {".docx": reader.word, ".html": reader.page, ".xlsx": reader.book}[path.suffix](path)


@dataclass
class _Reader:
    words: Words
    name: str
    about: str
    school: str = ""
    heading: str = ""

    def word(self, path: Path) -> Iterator[Figure]:
        body = docx.Document(str(path)).element.body
        for part in body.iterchildren(qn("w:p"), qn("w:tbl")):
            if part.tag == qn("w:p"):
                yield from self.line(_text_of_word(part), _is_heading(part))
            else:
                yield from self.table(list(_grid_of_word(part)))

    def page(self, path: Path) -> Iterator[Figure]:
        (main,) = lxml.html.fromstring(path.read_text(encoding="utf-8")).xpath("//main")
        for hidden in main.xpath(".//svg | .//figure/p | .//caption[@class='unseen'] | .//nav"):
            hidden.drop_tree()
        for part in main.iter("p", "h1", "h2", "h3", "h4", "li", "table"):
            if part.tag == "table":
                for caption in part.xpath("./caption"):
                    self.heading = caption.text_content().strip() or self.heading
                yield from self.table(list(_grid_of_page(part)))
            elif not part.xpath("ancestor::table"):
                yield from self.line(part.text_content(), part.tag[0] == "h")

    def book(self, path: Path) -> Iterator[Figure]:
        for sheet in openpyxl.load_workbook(path, data_only=True):
            if sheet.sheet_state == "visible" and not _RAW.search(sheet.title):
                self.heading = sheet.title
                yield from self.table(list(_grid_of_sheet(sheet)))

    def line(self, text: str, is_heading: bool) -> Iterator[Figure]:
        text = text.strip()
        if text.rstrip("：:") in self.words.schools:
            self.school = text.rstrip("：:")
        elif is_heading:
            self.heading = text
        else:
            clause, _ = self.words.clause(self.heading)
            yield from self.sentence(text, clause, self.school, "")

    def sentence(self, text: str, clause: str, school: str, stage: str = "") -> Iterator[Figure]:
        for part in _END.split(self.words.named(text)):
            stage = next((one for one in _STAGES if part.lstrip().startswith(one)), stage)
            yield from self.clause(part, clause, school, stage)

    def clause(self, text: str, clause: str, school: str, stage: str) -> Iterator[Figure]:
        """The figures of a sentence, each told by what stands before it."""
        text = re.sub(r"达到“[^”]*”的要求|要求：.*$|[≥≤＜<>＞]\s*[\d.]+\s*%?", "", text)
        text = _DATES.sub("某日", text)
        exact = {m.start(): m[1] for m in _EXACT.finditer(text)}
        for found in _NUMBER.finditer(text):
            if any(start <= found.start() < start + len(m) + 8 for start, m in exact.items()):
                continue
            unit = (_UNIT.match(text, found.end()) or [""])[0].strip()
            said = _NUMBER.sub("#", text[: found.start()])
            more = next((m for start, m in exact.items() if 0 <= start - found.end() <= 2), "")
            told = re.sub(r"\s", "", said)
            least = 2 if clause in self.words.clauses.values() else 4
            if len(re.sub(r"\W|#", "", told)) >= least and (least == 2 or told[0] != "#"):
                of = (self.about, school, stage, clause, told, unit)
                measure = next((name for end, name in _SAID if told.endswith(end)), "")
                if clause[:1] == "R" and measure:
                    of = (self.about, school, stage, clause, "", measure)
                elif told == "社会认可度为":
                    of = (self.about, school, "", "", "合计", "满意度")
                yield self.figure(of, more or found[0], "句")

    def stage(self, labels: Sequence[str], head: str, block: str) -> str:
        """The stage that the nearest words name: those beside, above, of the block, of the table."""
        beside = [
            one
            for label in labels
            for one in _STAGES
            if label.startswith(one) or f"（{one}）" in label
        ]
        near = (*beside[-1:], head, block, self.heading)
        return next((one for text in near for one in _STAGES if text.startswith(one)), "")

    def figure(self, of: Sequence[str], shown: str, where: str) -> Figure:
        plain = shown.replace(",", "")
        digits = len(plain.partition(".")[2])
        return Figure(tuple(of), Fraction(plain), digits, f"{self.name} {self.heading[:12]}{where}")

    def table(self, rows: list[list[object]]) -> Iterator[Figure]:
        """The figures of a table: its heads are the rows of words above, its labels those beside."""
        if _RAW.search(self.heading):
            return
        heads: list[list[object]] = []
        block, body = "", False
        school = self.school
        for row in rows:
            texts = [_shown(cell) for cell in row]
            filled = [text for text in texts if text]
            if filled and all(not _is_figure(text) for text in filled):
                if len(set(filled)) == 1:
                    block, heads = filled[0], heads if body else []
                    if block in self.words.schools:
                        school = block
                    continue
                if len(filled) > 2 and not any(
                    re.search("[，。]", t) or _MARKED.match(t) for t in filled
                ):
                    heads = [row] if body else [*heads, row]
                    body = False
                    continue
            body = True
            yield from self.row(row, texts, heads, block, school)

    def row(
        self,
        row: list[object],
        texts: list[str],
        heads: list[list[object]],
        block: str,
        school: str,
    ) -> Iterator[Figure]:
        labels = []
        for place, text in enumerate(texts):
            head = "".join(
                dict.fromkeys(_shown(above[place]) for above in heads if place < len(above))
            )
            if not text or any(map(_PASSED.search, (head, text))):
                continue
            if _LIMITS.search(head):
                labels += [text] if self.words.clause(text)[0] else []
                continue
            mine = next((label for label in labels[::-1] if label in self.words.schools), school)
            named = (self.words.clause(t)[0] for t in (head, *labels, text))
            clause = next(filter(None, named), "")
            stage = self.stage(labels, head, block)
            date = _DATE.match(text)
            if date:
                of = (self.about, mine, stage, clause, "", _named(head))
                day = dt.date(*map(int, date.groups())).toordinal()
                if mine and clause:
                    yield Figure(of, Fraction(day), None, f"{self.name} {self.heading[:12]}")
            elif _is_figure(text) and _NUMBER.search(text):
                yield from self.cell(row[place], text, head, labels, block, school)
            elif not _is_figure(text):
                clause = clause or _plain("".join(labels[:1]))
                told = mine or clause or not any(map(_ADDRESS.search, texts))
                if told and len(text) > 8 and not self.words.clause(text)[0]:
                    yield from self.sentence(text, clause, mine, stage)
                labels.append(text)

    def cell(
        self, raw: object, text: str, head: str, labels: list[str], block: str, school: str
    ) -> Iterator[Figure]:
        mine = next((label for label in labels[::-1] if label in self.words.schools), school)
        clause, rest = self.words.clause(head)
        beside = [
            label
            for label in labels
            if label not in self.words.schools and not _SUMS.search(_plain(label))
        ]
        if not clause:
            for label in beside:
                clause, _ = self.words.clause(label)
                if clause:
                    beside.remove(label)
                    break
        beside = [label for label in beside if len(_plain(label)) <= _LONGEST]
        about = "".join((rest, *beside))
        stage = self.stage(labels, rest, block)
        measure = ""
        if clause[:1] == "R":
            own = "值" if not rest or rest == "本校" or "≥" in rest else _named(rest)
            measure = next((name for word, name in _MEASURES if word in about), own if mine else "")
            if not measure:
                return
        label = "" if clause[:1] == "R" else _named("".join(b for b in beside if b not in _STAGES))
        if not measure:
            measure = _named(rest.removeprefix(stage))
        if not measure or (not clause and not label and not mine):
            return
        of = (self.about, mine, stage, clause, label, measure)
        parts = text.split("/")
        if measure == "达标数" and "%" in text:
            of = (*of[:-1], "达标比例")
        if isinstance(raw, _Stored):
            yield Figure(of, raw.value, raw.digits, f"{self.name} {self.heading[:12]}")
        elif len(parts) == 2:
            yield self.figure(of, parts[0].strip(), "")
            yield self.figure((*of, "共"), parts[1].strip(), "")
        else:
            exact = _EXACT.search(text)
            found = _NUMBER.search(text)
            assert found
            yield self.figure(of, exact[1] if exact else found[0], "")


def _named(label: str) -> str:
    bare = re.sub(r"^其中[：:]?", "", _plain(label)).removesuffix("数")
    return _ALIKE.get(bare, bare)


_FIGURE = re.compile(r"[—–-]+|[\d,]+(\.\d+)?\s*%?(（准确值[^）]*）)?|\d+ ?/ ?\d+")


def _is_figure(text: str) -> bool:
    return bool(_FIGURE.fullmatch(text))


def _shown(cell: object) -> str:
    if isinstance(cell, bool) or cell is None:
        return ""
    if isinstance(cell, _Stored):
        shown = f"{float(cell.value):.15f}".rstrip("0").rstrip(".").removeprefix("-")
        return f"{shown}%" if cell.per_cent else shown
    return str(cell).strip()


def _text_of_word(part: object) -> str:
    return "".join(t.text or "" for t in part.iter(qn("w:t")))  # type: ignore[attr-defined]


def _is_heading(part: object) -> bool:
    style = part.find(f".//{qn('w:pStyle')}")  # type: ignore[attr-defined]
    return style is not None and bool(
        re.search(r"Heading|Title|Caption|SheetHead", style.get(qn("w:val")))
    )


def _grid_of_word(table: object) -> Iterator[list[object]]:
    above: list[object] = []
    for row in table.iterchildren(qn("w:tr")):  # type: ignore[attr-defined]
        cells: list[object] = []
        for cell in row.iterchildren(qn("w:tc")):
            span = cell.find(f".//{qn('w:gridSpan')}")
            merge = cell.find(f"./{qn('w:tcPr')}/{qn('w:vMerge')}")
            text = _text_of_word(cell)
            if (
                merge is not None
                and merge.get(qn("w:val")) != "restart"
                and len(cells) < len(above)
            ):
                text = str(above[len(cells)])
            cells += [text] * int(span.get(qn("w:val")) if span is not None else 1)
        above = cells
        yield cells


def _grid_of_page(table: object) -> Iterator[list[object]]:
    hanging: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):  # type: ignore[attr-defined]
        cells: list[object] = []
        waiting = [cell for cell in row if cell.tag in ("td", "th")]
        while waiting or len(cells) in hanging:
            place = len(cells)
            if place in hanging:
                left, text = hanging.pop(place)
                if left > 1:
                    hanging[place] = (left - 1, text)
                cells.append(text)
                continue
            cell = waiting.pop(0)
            text = cell.text_content().strip()
            for n in range(int(cell.get("colspan", 1))):
                if int(cell.get("rowspan", 1)) > 1:
                    hanging[place + n] = (int(cell.get("rowspan")) - 1, text)
                cells.append(text)
        yield cells


def _grid_of_sheet(sheet: object) -> Iterator[list[object]]:
    rows = [[_of_sheet(cell) for cell in row] for row in sheet.iter_rows()]  # type: ignore[attr-defined]
    for area in sheet.merged_cells.ranges:  # type: ignore[attr-defined]
        first = rows[area.min_row - 1][area.min_col - 1]
        for r in range(area.min_row - 1, area.max_row):
            for c in range(area.min_col - 1, area.max_col):
                rows[r][c] = first
    yield from rows


@dataclass(frozen=True)
class _Stored:
    """A number of a sheet, with the decimals that its format shows; None for all there are."""

    value: Fraction
    digits: int | None
    per_cent: bool


def _of_sheet(cell: object) -> object:
    value, shown = cell.value, cell.number_format  # type: ignore[attr-defined]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    percent = "%" in shown
    digits = None if shown == "General" else len(re.sub(r"[^0]", "", shown.partition(".")[2]))
    return _Stored(Fraction(str(value)) * (100 if percent else 1), digits, percent)
