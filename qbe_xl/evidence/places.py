"""The folders of 佐证材料: one for each part, indicator and document; what lies where.

Names are legal on Windows, and short enough for the whole path. Staff may rename a folder as
long as it keeps its number (G3) or its title: it is still found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from qbe_xl.clauses.records import Document
from qbe_xl.evidence.expected import Catalogue, Expected, ids_of, indicators_of
from qbe_xl.files.names import safe_name
from qbe_xl.standards import Rulebook

README = "说明.txt"
STATE = ".qbe-evidence.json"
INDEX, INDEX_HTML = "佐证材料目录.xlsx", "佐证材料目录.html"
COVERS, SPINES = "佐证材料封面.docx", "佐证材料脊背标签.docx"
OURS = (INDEX, INDEX_HTML, COVERS, SPINES, STATE)

PARTS: Mapping[str, str] = {
    "P": "0 基本条件",
    "R": "1 资源配置",
    "G": "2 政府保障程度",
    "Q": "3 教育质量",
    "S": "4 社会认可度",
    "V": "5 一票否决",
}
"""The folder of each part, by the letter of its indicators."""

_LONGEST_NAME = 30
LONGEST_PATH = 180
"""Characters that a path below the folder may take: Windows allows 260 with all that is above."""

_NUMBERED = re.compile(r"(\d{1,2})(?!\d)[ .、_-]")
_ID = re.compile(r"(?<![A-Za-z0-9])([PRGQSV]\d{1,2})(?!\d)")


def shortened(title: str) -> str:
    """Return a title as the name of a folder."""
    name = safe_name(title.replace("“", "").replace("”", ""))
    return name[:_LONGEST_NAME].rstrip(". ，、（")


@dataclass(frozen=True)
class Plan:
    """Every folder of a catalogue. Paths are relative, with /.

    there: folders that staff renamed or moved, by indicator, or by indicator and title.
    """

    catalogue: Catalogue
    rulebook: Rulebook
    there: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Preconditions, indicators and vetoes of the standard."""
        return ids_of(self.rulebook)

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """The indicators of 第六条 to 第九条."""
        return indicators_of(self.rulebook)

    @cached_property
    def folders(self) -> Mapping[str, str]:
        """The folder of each indicator: 2 政府保障程度/G03 音乐、美术专用教室."""
        return {
            id: self.there.get((id, "")) or f"{PARTS[id[0]]}/{self.name(id)}" for id in self.ids
        }

    def name(self, id: str) -> str:
        """Return the name of an indicator's folder; the number is padded so that they sort."""
        padded = f"{id[0]}{int(id[1:]):02d}" if id[0] in "GQ" else id
        return f"{padded} {shortened(self.rulebook.clauses[id].name)}"

    def documents(self, id: str) -> Iterator[tuple[str, Document]]:
        """Yield the folder of each document of an indicator, and the document."""
        for number, document in enumerate(self.catalogue[id].documents, 1):
            usual = f"{self.folders[id]}/{number} {document.title}"
            yield self.there.get((id, document.title), usual), document

    def within(self, folder: Path) -> Plan:
        """Return the plan with the folders that are there, whatever staff called them."""
        return replace(self, there=dict(_there(folder, self.catalogue)))

    def all_folders(self) -> Iterator[str]:
        """Yield the folder of every indicator and document, those above first."""
        for id in self.ids:
            yield self.folders[id]
            yield from (folder for folder, _ in self.documents(id))

    def place(self, path: str) -> tuple[str, str]:
        """Return the indicator and the title of the document that a file belongs to, "" for none.

        The folder tells; a file that lies loose in its indicator's folder belongs to the document
        whose title its name holds.
        """
        parts = path.split("/")
        id, depth = next(
            (
                (found, place)
                for place, part in enumerate(parts[:-1])
                for found in [_indicator(part)]
                if found in self.catalogue.indicators
            ),
            ("", -1),
        )
        if not id:
            return "", ""
        expected = self.catalogue[id]
        below = parts[depth + 1 :]
        title = _document(expected, below[0] if len(below) > 1 else "") or _document(
            expected, below[-1]
        )
        return id, title

    def readme(self, id: str) -> bytes:
        """Return 说明.txt of an indicator, as the notepad of Windows shows it."""
        clause, expected = self.rulebook.clauses[id], self.catalogue[id]
        standard = self.rulebook.at()
        requirement = clause.requirement if id[0] == "V" else standard.requirement(id)
        lines = [
            f"{id}　{clause.name}",
            f"条款：{clause.article}",
            f"要求：{requirement}",
            f"牵头单位：{expected.lead}",
            f"配合单位：{'、'.join(expected.units[1:]) or '无'}（依据：{expected.basis}）",
            "",
            "应备材料（放进下面同名的文件夹）：",
        ]
        for number, document in enumerate(expected.documents, 1):
            optional = "，有此情况才需要" if document.optional else ""
            lines.append(
                f"  {number}. {document.title}（{document.kind}，由{document.by}提供{optional}；"
                f"依据：{document.source}）"
            )
        if any(document.kind == "名册" for document in expected.documents):
            lines += ["", "名册只留必要的信息，遮去身份证号、电话和住址。"]
        lines += [
            "",
            "文件名写清年度、单位和内容，如：2024年音乐美术专用教室台账.xlsx。",
            "文件夹可以改名，但请保留编号；不要删除本说明。",
            "放好后请资料员执行 qbe-xl evidence scan，检查缺件、重复和改动。",
        ]
        return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def _there(folder: Path, catalogue: Catalogue) -> Iterator[tuple[tuple[str, str], str]]:
    """The folders of indicators, in the folder itself or in one of its parts; then documents'."""
    taken: set[str] = set()
    for path in [
        *_folders(folder, ""),
        *(p for part in _folders(folder, "") for p in _folders(folder, part)),
    ]:
        id = _indicator(path.rpartition("/")[2])
        if id not in catalogue.indicators or id in taken:
            continue
        taken.add(id)
        yield (id, ""), path
        titles: set[str] = set()
        for below in _folders(folder, path):
            title = _document(catalogue[id], below.rpartition("/")[2])
            if title and title not in titles:
                titles.add(title)
                yield (id, title), below


def _folders(folder: Path, path: str) -> list[str]:
    """The folders below a path, links left out."""
    prefix = f"{path}/" if path else ""
    try:
        entries = sorted((folder / path).iterdir())
    except OSError:
        return []
    return [f"{prefix}{e.name}" for e in entries if e.is_dir() and not e.is_symlink()]


def _indicator(folder: str) -> str:
    found = _ID.search(folder)
    return f"{found[1][0]}{int(found[1][1:])}" if found else ""


def _document(expected: Expected, name: str) -> str:
    """The document whose title a name holds, the longest where several fit.

    Else the one of its number, where most of the name is from its title: 1 台账.
    """
    fit = [d.title for d in expected.documents if d.title in name]
    if fit:
        return max(fit, key=len)
    number = _NUMBERED.match(name)
    if number and 1 <= int(number[1]) <= len(expected.documents):
        title = expected.documents[int(number[1]) - 1].title
        rest = name[number.end() :]
        if sum(sign in title for sign in rest) > len(rest) / 2:
            return title
    return ""
