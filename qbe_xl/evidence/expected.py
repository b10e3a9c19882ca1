"""The documents that each indicator needs, and who provides them: the records of the clauses.

A county whose province asks for others hands in a list of its own (TOML).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from qbe_xl.clauses.duties import Duties, general
from qbe_xl.clauses.records import RECORDS, Document
from qbe_xl.files import toml
from qbe_xl.standards import Rulebook, Standard

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
SOURCES = {
    "条文": "县域义务教育优质均衡发展督导评估办法本项条文",
    "申报表": "《全国义务教育优质均衡发展县（市、区）申报表》表Ⅰ至表Ⅵ",
    "统计": "教育事业统计、教育经费统计年报",
}
_CUSTOMARY = "惯例"
_PLAN = "本县方案"
_TITLE = re.compile(r'[^\x00-\x1f<>:"/\\|?*.]{2,40}')
"""A title becomes the name of a folder, on Windows too."""
_FEW = re.compile(r"[RGQS]\d")


@dataclass(frozen=True, slots=True)
class Expected:
    """What one indicator needs. units: the first one leads; basis: where they are named so, or 惯例."""

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


def ids_of(rulebook: Rulebook) -> tuple[str, ...]:
    """Return preconditions, indicators and vetoes of a standard, in the order of the articles."""
    return tuple(id for id in rulebook.clauses if RECORDS[id].evidence)


def indicators_of(rulebook: Rulebook) -> tuple[str, ...]:
    """Return the indicators of 第六条 to 第九条: 32 in the national standard."""
    return tuple(id for id in ids_of(rulebook) if _FEW.match(id))


@cache
def shipped() -> Catalogue:
    """Return the list that comes with the program, with the units in general terms."""
    return listed_for(general())


def listed_for(duties: Duties, standard: Standard | None = None) -> Catalogue:
    """Return the list that comes with the program, with the units and the standard of a county."""
    found = {}
    for id, record in RECORDS.items():
        if not record.evidence:
            continue
        kind = duties.kind_of(id)
        units = tuple(duties.name(unit) for unit in (kind.lead, *kind.cooperating))
        task = [duties.tasks[kind.task].section] if kind.task else []
        where = "、".join(filter(None, dict.fromkeys((*task, *(b.section for b in kind.basis)))))
        documents = tuple(
            replace(d, by=SCHOOL if d.by == "school" else duties.name(d.by or kind.lead))
            for d in record.evidence
        )
        found[id] = Expected(id, units, f"{_PLAN} {where}" if where else _CUSTOMARY, documents)
    plan = duties.plan
    sources = dict(SOURCES)
    if standard:
        sources["条文"] = f"《{standard.title}》（{standard.documents[0]}）本项条文"
    if plan.given:
        sources[_PLAN] = f"{plan.document}（{plan.origin}）" if plan.origin else plan.document
    return Catalogue(sources, found)


Answers = Mapping[str, tuple[tuple[str, ...], str, tuple[str, ...]]]
"""By indicator: the units that answer, where they are named so, who provides each document."""


def answers_of(catalogue: Catalogue) -> Answers:
    """Return who answers for what in a list."""
    return {
        id: (one.units, one.basis, tuple(d.by for d in one.documents))
        for id, one in catalogue.indicators.items()
    }


def answered_by(answers: Answers, sources: Mapping[str, str]) -> Catalogue:
    """Return the shipped list with who answers, and what is cited, as it was remembered."""
    found = dict(shipped().indicators)
    for id, (units, basis, by) in answers.items():
        if id in found and units and len(by) == len(found[id].documents):
            documents = zip(found[id].documents, by, strict=True)
            found[id] = Expected(
                id, units, basis, tuple(replace(d, by=name) for d, name in documents)
            )
    return Catalogue({**SOURCES, **sources}, found)


def load(path: Path) -> Catalogue:
    """Return a list of the county's own; raises InputError with everything wrong with it."""
    return read(path)


def read(source: Path | bytes, name: str = "", usual: Catalogue | None = None) -> Catalogue:
    """Return the list in this file; raises InputError with everything wrong with it.

    Who answers for an indicator need not stand there, and is then as in `usual`, by default the
    shipped list. name: of the file, for the messages.
    """
    usual = usual or shipped()
    with toml.reading(source, name) as file:
        listed = file.table("sources")
        sources = {key: listed.text(key) for key in listed.names()}
        entries = {
            id: _entry(file.table(id, must=RECORDS[id].everywhere), usual[id], sources)
            for id in usual.indicators
            if RECORDS[id].everywhere or id in file
        }
    return Catalogue(sources, {**usual.indicators, **entries})


def _entry(table: toml.Table, usual: Expected, sources: Mapping[str, str]) -> Expected:
    units = table.texts("units", usual.units, least=1) or usual.units
    basis = table.text("basis", usual.basis)
    documents = []
    titles: set[str] = set()
    for one in table.tables("documents", least=1):
        title = one.text("title")
        if title and not _TITLE.fullmatch(title):
            one.complain("title", '应为 2–40 个字，不含 < > : " / \\ | ? * .')
        if title in titles:
            table.complain("documents", f"材料“{title}”写了两次")
        titles.add(title)
        source = one.text("source")
        if source and source != _CUSTOMARY and source.split()[0] not in sources:
            one.complain("source", f"应写“{_CUSTOMARY}”，或以 {'、'.join(sources)} 之一开头")
        documents.append(
            Document(
                title,
                one.word("kind", KINDS),
                source,
                one.text("by", units[0]),
                one.flag("optional"),
            )
        )
    return Expected(usual.id, units, basis, tuple(documents))


def as_toml() -> str:
    """Return the shipped list in the form of a county's own, to be copied and altered."""
    catalogue = shipped()
    lines = ["[sources]", *(f'"{name}" = "{title}"' for name, title in catalogue.sources.items())]
    for id, entry in catalogue.indicators.items():
        lines += ["", f"[{id}]", "documents = ["]
        for d in entry.documents:
            by = f', by = "{d.by}"' if d.by != entry.lead else ""
            optional = ", optional = true" if d.optional else ""
            lines.append(
                f'  {{ title = "{d.title}", kind = "{d.kind}", source = "{d.source}"{by}{optional} }},'
            )
        lines.append("]")
    return "\n".join(lines) + "\n"
