"""The mapping as a workbook that staff edit: what each column of a table is, and what words mean."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qbe_xl.collect.importing.mapping import (
    DESCRIBING,
    ClassColumns,
    Condition,
    Count,
    Kind,
    Map,
    Source,
    Take,
    load,
    shipped,
)
from qbe_xl.county import layout
from qbe_xl.county.cells import Complaint, is_blank, parse, show
from qbe_xl.county.folding import folded, tidy
from qbe_xl.county.headers import numbered_records
from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files import toml
from qbe_xl.files.book import Cell, Sheet, open_book
from qbe_xl.sheets import file, palette
from qbe_xl.sheets.looks import CENTER, QUIET, TEXT, marked
from qbe_xl.sheets.model import TALL, Check, Field, Grid, Paper, Rule, Title
from qbe_xl.sheets.model import Sheet as Shown

MAPPING, WORDS = "对照表", "说法"
KINDS: dict[str, Kind] = {"一所学校": "figures", "一个人": "persons"}
CODE, NAME, COUNTED, ROWS = "学校标识码", "学校名称", "是否计校数", "（只取这些行）"
STAGE, GRADE, CLASS = "学段", "年级", "班级"
NOTHING, DROPPED = "（空白）", "（可有可无）"
_TO_BE_FILLED = 200
_BETWEEN = "＋"
_FIELDS = (
    *(("表", 26, TEXT), ("一行是", 10, CENTER), ("来源列", 40, TEXT), ("填到", 26, TEXT)),
    *(("乘以", 9, CENTER), ("空格当0", 8, CENTER), ("只取", 40, TEXT), ("认表用", 8, CENTER)),
    *(("把握", 12, CENTER), ("说明", 52, QUIET)),
)
_NOTE = (
    "一行说一列：“来源列”照来源表的表头写（几层的用 > 连接，几列相加用 ＋ 连接），“填到”选填报表的列，不取的留空。"
    "黄色、蓝色的行把握不足，请核对。改好存盘，导入时加 --map 这个文件。"
)
_WORDS_NOTE = (
    f"一行一个说法：这一列里的“说法”就是“意思”的意思。没有数据写“{NOTHING}”；比较时去掉的字，意思写“{DROPPED}”；"
    "年级的意思是它的学段（小学、初中、其他）。“意思”空着的是还没有认出来的，请补上。"
)
_DESCRIBING = {layout.SCHOOLS.by_key[key].header: key for key in DESCRIBING}
_FIGURES = {
    column.header: column
    for column in layout.SCHOOLS.columns
    if column.kind in ("count", "number", "year")
}
_TARGETS = (*(CODE, NAME, COUNTED), *_DESCRIBING, *_FIGURES, *(STAGE, GRADE, CLASS, ROWS))
_FILLED = re.compile(r"(.+?)已填")
_NOT = re.compile(r"(.+?)(?:不是|≠)[::=]?(.+)")
_IF_THERE = re.compile(r"(.+?)\(如有\)[:=](.+)")
_IS = re.compile(r"(.+?)[:=](.+)")
_ASKED = {"is": "", "not": "不是", "if_there": "（如有）"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet 对照表; sure: ●, ◐ or ○ and a word, of a proposal."""

    title: str
    kind: Kind
    columns: Sequence[str]
    to: str
    factor: float = 1.0
    zero: bool = False
    where: Sequence[Condition] = ()
    needed: bool = False
    sure: str = ""
    note: str = ""


def workbook(
    lines: Iterable[Line], words: Iterable[tuple[str, str, str]], now: dt.datetime
) -> bytes:
    """Return a workbook (.xlsx) with these rows. words: column, wording, meaning."""
    shown = [_shown(line) for line in lines]
    said = list(words)
    fields = [
        Field(header, width, look, TALL if look is not CENTER else None)
        for header, width, look in _FIELDS
    ]
    last = len(shown) + _TO_BE_FILLED
    checks = [
        Check((3, 1, last, 1), _choice([*KINDS])),
        Check((3, 3, last, 3), _choice(f"={WORDS}!$F$4:$F${len(_TARGETS) + 3}")),
        Check((3, 5, last, 5), _choice(["是", "否"])),
        Check((3, 7, last, 7), _choice(["是", "否"])),
    ]
    rules = [Rule((3, 8, last, 8), "begins with", mark, marked(mark)) for mark in ("●", "◐", "○")]
    mapping = Shown(
        MAPPING,
        (Title(MAPPING, _NOTE), Grid(fields, shown, keep=1, filtered=True)),
        tab=palette.ASKED,
        paper=Paper(fit=(1, 0)),
        checks=checks,
        rules=rules,
    )
    targets = [*_TARGETS, *("" for _ in range(len(said) - len(_TARGETS)))]
    said += [("", "", "")] * (len(targets) - len(said))
    rows = [(*three, "", "", to) for three, to in zip(said, targets, strict=True)]
    heads = (("列", 20), ("说法", 30), ("意思", 20), ("", 3), ("", 3), ("可以填到的列", 28))
    meanings = Shown(
        WORDS,
        (
            Title(WORDS, _WORDS_NOTE),
            Grid([Field(head, width, TEXT) for head, width in heads], rows, keep=0),
        ),
        tab=palette.QUIET_TAB,
        paper=Paper(landscape=False, fit=(1, 0)),
    )
    return file.workbook("导入对照表", [mapping, meanings], time=now)


def lines_of(mapping: Map) -> Iterator[Line]:
    """Yield the rows that say a mapping."""
    for source in mapping.sources:
        yield from source_lines(source)


def source_lines(source: Source) -> Iterator[Line]:
    """Yield the rows that say one kind of table."""
    title, kind = source.title, source.kind

    def line(to: str, *columns: str, where: Sequence[Condition] = (), **more: object) -> Line:
        needed = bool(columns) and all(column in source.needs for column in columns)
        return Line(title, kind, columns, to, where=where, needed=needed, **more)  # type: ignore[arg-type]

    for to, column in ((CODE, source.code), (NAME, source.name), (COUNTED, source.counted)):
        if column:
            yield line(to, column)
    if source.where:
        yield line(ROWS, where=source.where)
    for key, names in source.school.items():
        for name in names:
            yield line(layout.SCHOOLS.by_key[key].header, name)
    if source.classes:
        for to, column in (
            (STAGE, source.classes.stage),
            (GRADE, source.classes.grade),
            (CLASS, source.classes.name),
        ):
            if column:
                yield line(to, column)
    for take in source.takes:
        more = {"factor": take.factor, "zero": take.blank_is_zero}
        yield line(take.to.header, *take.columns, where=take.where, **more)
    for count in source.counts:
        yield line(count.to.header, where=count.where)
    read = {source.code, source.name, *(one for take in source.takes for one in take.columns)}
    read |= {name for names in source.school.values() for name in names}
    if source.classes:
        read |= {source.classes.stage, source.classes.grade, source.classes.name}
    for column in source.needs:
        if column not in read:
            yield line("", column)


def words_of_map(mapping: Map) -> Iterator[tuple[str, str, str]]:
    """Yield every wording that a mapping knows: column, wording, meaning."""
    for wording, stage in mapping.stages.items():
        yield GRADE, wording, stage
    for column, listed in mapping.words.items():
        for meaning, wordings in listed.items():
            for wording in wordings:
                yield column, wording or NOTHING, DROPPED if meaning == "drop" else meaning


def _shown(line: Line) -> Sequence[str | float]:
    kind = next(word for word, kind in KINDS.items() if kind == line.kind)
    return (
        *(line.title, kind, _BETWEEN.join(line.columns), line.to),
        "" if line.factor == 1 else line.factor,
        "是" if line.zero else "",
        "；".join(map(_said, line.where)),
        "是" if line.needed else "",
        *(line.sure, line.note),
    )


def _said(condition: Condition) -> str:
    if condition.test == "filled":
        return f"{condition.column}已填"
    words = "、".join(word or NOTHING for word in sorted(condition.words))
    return f"{condition.column}{_ASKED[condition.test]}：{words}"


def _choice(source: Sequence[str] | str) -> Mapping[str, object]:
    return {"validate": "list", "source": source, "ignore_blank": True, "error_type": "warning"}


def load_mapping(path: Path) -> Map:
    """Return a county's own mapping, a workbook or a file of settings (.toml)."""
    return load(path) if path.suffix.lower() == ".toml" else read(path, shipped())


def read(path: Path, usual: Map) -> Map:
    """Return the mapping in a workbook; what it does not say is as usual.

    Raises InputError with everything wrong in it.
    """
    book = open_book(path, only={MAPPING, WORDS})
    sheets = {sheet.name.strip(): sheet for sheet in book.sheets}
    if MAPPING not in sheets:
        message = f"没有工作表“{MAPPING}”；可用 qbe-xl collect mapping 写出一份来改"
        raise InputError([Problem(Place(path.name), message)])
    reading = _Reading()
    for row, cells in numbered_records(sheets[MAPPING], "表", "来源列", "填到"):
        reading.line(row, cells)
    sources = reading.sources()
    stages, words = _read_words(sheets.get(WORDS), usual)
    said = (stages, words) != (usual.stages, usual.words)
    if not (sources or said or reading.problems):
        reading.problem(None, "没有一行可用：至少要有“填到”学校标识码或学校名称的一行")
    if reading.problems:
        raise InputError(reading.problems)
    titles = {source.title for source in sources}
    others = (source for source in usual.sources if source.title not in titles)
    return Map((*sources, *others), stages, words)


def _read_words(
    sheet: Sheet | None, usual: Map
) -> tuple[Mapping[str, str], Mapping[str, Mapping[str, tuple[str, ...]]]]:
    stages = dict(usual.stages)
    words = {column: dict(listed) for column, listed in usual.words.items()}
    for _, cells in numbered_records(sheet, "列", "说法", "意思"):
        column, said, meaning = (_text(cells.get(head)) for head in ("列", "说法", "意思"))
        if not (column and said and meaning):
            continue
        if column == GRADE:
            stages[said] = meaning
            continue
        key = "drop" if meaning == folded(DROPPED) else meaning
        known = words.setdefault(column, {})
        wording = "" if said == folded(NOTHING) else said
        if wording not in known.get(key, ()):
            known[key] = (*known.get(key, ()), wording)
    return stages, words


def _text(raw: Cell, *, fold: bool = True) -> str:
    text = "" if is_blank(raw) else raw if isinstance(raw, str) else show(raw)
    return folded(text) if fold else tidy(text)


@dataclass
class _Gathered:
    """One kind of table while its rows are read."""

    title: str
    row: int
    kind: Kind | None = None
    names: dict[str, str] = field(default_factory=dict)
    school: dict[str, list[str]] = field(default_factory=dict)
    needs: list[str] = field(default_factory=list)
    where: tuple[Condition, ...] = ()
    takes: list[Take] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)


@dataclass
class _Reading:
    """The sheet while it is read; problems bear the cells that they speak of."""

    found: dict[str, _Gathered] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, row: int | None, message: str) -> None:
        self.problems.append(Problem(Place(MAPPING, row), message))

    def line(self, row: int, cells: Mapping[str, Cell]) -> None:
        """Take in one row; one without 填到, or without anything to take from, says nothing."""
        title, to = _text(cells.get("表"), fold=False), _text(cells.get("填到"))
        columns = [c for c in map(str.strip, _columns(_text(cells.get("来源列")))) if c]
        where = tuple(self._conditions(row, _text(cells.get("只取"))))
        needed = _text(cells.get("认表用")) == "是"
        if not (to or needed) or not (columns or where):
            return
        if not title:
            self.problem(row, "“表”不能为空：写这一行说的是哪一种表")
            return
        one = self.found.setdefault(title, _Gathered(title, row))
        kind = _text(cells.get("一行是"))
        if kind in KINDS:
            one.kind = one.kind or KINDS[kind]
        elif kind:
            self.problem(row, f"一行是{toml.unknown(kind, KINDS)}")
        if one.kind is None:
            return
        if needed:
            one.needs += columns
        if to:
            self._take(row, one, to, columns, where, cells)

    def _take(
        self,
        row: int,
        one: _Gathered,
        to: str,
        columns: Sequence[str],
        where: tuple[Condition, ...],
        cells: Mapping[str, Cell],
    ) -> None:
        if to == folded(ROWS):
            one.where = where
        elif to in (CODE, NAME, COUNTED, STAGE, GRADE, CLASS):
            if to in one.names:
                self.problem(row, f"“{one.title}”的“{to}”写了两行，请只留一行")
            elif len(columns) == 1:
                one.names[to] = columns[0]
            else:
                self.problem(row, f"“{to}”要写而且只写一个来源列")
        elif to in _DESCRIBING and one.kind != "persons":
            one.school.setdefault(_DESCRIBING[to], []).extend(columns)
        elif to not in _FIGURES:
            self.problem(row, f"填到{toml.unknown(to, _TARGETS)}")
        elif one.kind == "persons":
            if _FIGURES[to].kind != "count":
                self.problem(row, f"“{to}”不是人数，不能由名单数出")
            one.counts.append(Count(_FIGURES[to], where))
        elif columns:
            factor, remark = parse(cells.get("乘以"), "number")
            if isinstance(remark, Complaint) or factor == 0:
                self.problem(row, f"乘以应为大于 0 的数，现为“{show(cells.get('乘以'))}”")
                factor = None
            zero = _text(cells.get("空格当0")) == "是"
            by = float(factor) if isinstance(factor, float) else 1.0
            one.takes.append(Take(_FIGURES[to], tuple(columns), by, zero, where))

    def _conditions(self, row: int, text: str) -> Iterator[Condition]:
        for part in filter(None, map(str.strip, re.split("[;\n]", text))):
            if found := _FILLED.fullmatch(part):
                yield Condition(found[1].strip(), "filled")
            elif found := _NOT.fullmatch(part):
                yield Condition(found[1].strip(), "not", _worded(found[2]))
            elif found := _IF_THERE.fullmatch(part):
                yield Condition(found[1].strip(), "if_there", _worded(found[2]))
            elif found := _IS.fullmatch(part):
                yield Condition(found[1].strip(), "is", _worded(found[2]))
            else:
                self.problem(
                    row,
                    f"无法识别“只取”里的“{show(part)}”，写成 办学类型：小学、教学点，或 办学类型不是：幼儿园，"
                    "或 资格证号码已填；几个条件用；隔开",
                )

    def sources(self) -> list[Source]:
        """Return the kinds of tables that were read."""
        return [source for one in self.found.values() if (source := self._source(one))]

    def _source(self, one: _Gathered) -> Source | None:
        if one.kind is None:
            self.problem(one.row, f"“{one.title}”没有写一行是{'还是'.join(KINDS)}")
            return None
        code, name = one.names.get(CODE, ""), one.names.get(NAME, "")
        if not (code or name):
            self.problem(one.row, f"“{one.title}”没有写哪一列是学校标识码或学校名称")
            return None
        grade, group = one.names.get(GRADE), one.names.get(CLASS)
        classes = ClassColumns(one.names.get(STAGE, ""), grade, group) if grade and group else None
        needs = tuple(dict.fromkeys(one.needs)) or tuple(filter(None, (code, name)))
        return Source(
            one.title,
            one.kind,
            needs,
            code,
            name,
            one.names.get(COUNTED, ""),
            one.where,
            tuple(one.takes),
            tuple(one.counts),
            classes,
            {key: tuple(names) for key, names in one.school.items()},
        )


def _columns(text: str) -> list[str]:
    """The columns that are added up; the sign is folded to the plain one when it is read."""
    return text.split(folded(_BETWEEN))


def _worded(text: str) -> frozenset[str]:
    words = filter(None, map(str.strip, text.split("、")))
    return frozenset("" if word == folded(NOTHING) else word for word in words)
