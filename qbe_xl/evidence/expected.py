"""The documents that each indicator needs, and the unit that answers for it: expected.toml."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.standards.schema import CLAUSE_IDS

SHIPPED = Path(__file__).parent / "expected.toml"

CUSTOMARY = "惯例"
SCHOOL = "学校"
ROSTER = "名册"
"""A kind of document that names persons, so that it is to be kept short."""

KINDS = (
    "文件",
    "方案",
    "报告",
    "统计表",
    "台账",
    ROSTER,
    "记录",
    "证明",
    "合同",
    "图纸照片",
    "问卷",
)
IDS = tuple(id for id in CLAUSE_IDS if id not in ("section", "balance"))
"""Preconditions, the 32 indicators and the vetoes, in the order of the articles."""

INDICATORS = tuple(id for id in IDS if id[0] in "RGQS")
"""The 32 indicators of 第六条 to 第九条."""

_ENTRY = ("units", "basis", "documents")
_DOCUMENT = ("title", "kind", "source", "by", "optional")
_TITLE = re.compile(r'[^\x00-\x1f<>:"/\\|?*.]{2,40}')
"""A title becomes the name of a folder, on Windows too."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document that is to be at hand.

    kind: one of KINDS; source: where it is asked for, or 惯例; by: who provides it.
    optional: needed only where the case occurs.
    """

    title: str
    kind: str
    source: str
    by: str
    optional: bool = False

    @property
    def customary(self) -> bool:
        """Whether no text asks for it."""
        return self.source == CUSTOMARY


@dataclass(frozen=True, slots=True)
class Expected:
    """What one indicator needs. units: the first one leads; basis: where they are named so."""

    id: str
    units: tuple[str, ...]
    basis: str
    documents: tuple[Document, ...]

    @property
    def lead(self) -> str:
        """The unit that answers for the indicator."""
        return self.units[0]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The whole list. sources: full title of each cited source by its short name."""

    sources: Mapping[str, str]
    indicators: Mapping[str, Expected]

    def __getitem__(self, id: str) -> Expected:
        return self.indicators[id]


@cache
def shipped() -> Catalogue:
    """Return the list that comes with the program."""
    return read(SHIPPED.read_text(encoding="utf-8"), SHIPPED.name)


def load(path: Path) -> Catalogue:
    """Return a list of the county's own; raises InputError with everything wrong with it."""
    return read(text_of(path), path.name)


def text_of(path: Path) -> str:
    """Return the text of a list; raises InputError when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            [
                Problem(
                    Place(path.name),
                    "无法读取这份材料清单；请检查文件名，并另存为 UTF-8 编码的文本",
                )
            ]
        ) from error


def read(text: str, name: str) -> Catalogue:
    """Return the list in this text; raises InputError with everything wrong with it.

    name: of the file, for the messages.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError([Problem(Place(name), f"不是有效的 TOML（{error}）")]) from error
    reader = _Reader(name)
    sources = reader.sources(data.pop("sources", {}))
    for key in data:
        if key not in IDS:
            reader.complain(key, f"没有这项指标，{_nearest(key, IDS)}")
    entries = {id: reader.entry(id, data.get(id), sources) for id in IDS}
    if reader.problems:
        raise InputError(reader.problems)
    return Catalogue(sources, {id: entry for id, entry in entries.items() if entry})


class _Reader:
    """Turns the raw list into a Catalogue and keeps every complaint."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []

    def complain(self, where: str, message: str) -> None:
        self.problems.append(Problem(Place(f"{self.name} {where}"), message))

    def sources(self, raw: object) -> dict[str, str]:
        if not isinstance(raw, dict):
            self.complain("sources", "应为表（[sources]）")
            return {}
        return {key: self.text(f"sources.{key}", value) for key, value in raw.items()}

    def entry(self, id: str, raw: object, sources: Mapping[str, str]) -> Expected | None:
        if not isinstance(raw, dict):
            self.complain(id, f"缺少这项指标，请写 [{id}]")
            return None
        self.known(id, raw, _ENTRY)
        units = raw.get("units")
        if not (isinstance(units, list) and units and all(isinstance(u, str) for u in units)):
            self.complain(f"{id}.units", "应为单位名称的列表，至少一个")
            return None
        listed = raw.get("documents")
        if not isinstance(listed, list) or not listed:
            self.complain(f"{id}.documents", "应为材料的列表，至少一份")
            return None
        documents = tuple(self.documents(id, listed, units[0], sources))
        titles = [document.title for document in documents]
        for title in sorted({t for t in titles if titles.count(t) > 1}):
            self.complain(f"{id}.documents", f"材料“{title}”写了两次")
        return Expected(id, tuple(units), self.text(f"{id}.basis", raw.get("basis", "")), documents)

    def documents(
        self, id: str, listed: list[Any], lead: str, sources: Mapping[str, str]
    ) -> Iterator[Document]:
        for number, raw in enumerate(listed, 1):
            where = f"{id}.documents 第 {number} 份"
            if not isinstance(raw, dict):
                self.complain(where, "应写成 { title = …, kind = …, source = … }")
                continue
            self.known(where, raw, _DOCUMENT)
            title = self.text(f"{where} title", raw.get("title", ""))
            if title and not _TITLE.fullmatch(title):
                self.complain(f"{where} title", '应为 2–40 个字，不含 < > : " / \\ | ? * .')
            kind = self.text(f"{where} kind", raw.get("kind", ""))
            if kind and kind not in KINDS:
                self.complain(
                    f"{where} kind", f"没有“{kind}”这种文种，可用的有：{'、'.join(KINDS)}"
                )
            source = self.text(f"{where} source", raw.get("source", ""))
            if source and source != CUSTOMARY and source.split()[0] not in sources:
                self.complain(
                    f"{where} source", f"应写“{CUSTOMARY}”，或以 {'、'.join(sources)} 之一开头"
                )
            by = self.text(f"{where} by", raw.get("by", lead))
            optional = raw.get("optional", False)
            if not isinstance(optional, bool):
                self.complain(f"{where} optional", "应为 true 或 false")
            yield Document(title, kind, source, by, optional is True)

    def known(self, where: str, raw: Mapping[str, object], allowed: tuple[str, ...]) -> None:
        for key in raw:
            if key not in allowed:
                self.complain(where, f"不认识“{key}”，可用的有：{'、'.join(allowed)}")

    def text(self, where: str, raw: object) -> str:
        if not isinstance(raw, str) or not raw.strip():
            self.complain(where, "应为文字，不能为空")
            return ""
        return raw.strip()


def _nearest(key: str, allowed: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(key, allowed, 3, 0.4)
    return f"相近的有：{'、'.join(near)}" if near else "编号如 R1、G3、Q9、S1"
