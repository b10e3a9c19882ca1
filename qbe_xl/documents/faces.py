"""The faces that Word documents ask for, which of them this machine lacks, and where that is said.

What a document asks for, and what stands in, is its own table of fonts (from the preset of style),
so that a county's own templates are asked, too.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml import etree

from qbe_xl.files.fonts import installed

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TABLE = "word/fontTable.xml"
_CHINESE = "86"
"""The charset of a face for simplified Chinese."""
_MOST_NAMED = 3
_NOTE_SIZE = Pt(8)


@dataclass(frozen=True)
class Lacking:
    """A face that this machine lacks. instead: the first of its list that is there, "" for none."""

    face: str
    instead: str = ""

    @property
    def told(self) -> str:
        """Face and stand-in in words."""
        return f"{self.face}（以{self.instead}代替）" if self.instead else self.face


def lacking(documents: Iterable[bytes]) -> tuple[Lacking, ...]:
    """Return the Chinese faces that Word documents ask for and this machine lacks, in their order."""
    asked: dict[str, list[str]] = {}
    for document in documents:
        for face, instead in _asked(document):
            asked.setdefault(face, instead)
    here = installed()
    return tuple(
        Lacking(face, next((one for one in instead if one.lower() in here), ""))
        for face, instead in asked.items()
        if face.lower() not in here
    )


def _asked(document: bytes) -> Iterable[tuple[str, list[str]]]:
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        if _TABLE not in package.namelist():
            return
        root = etree.fromstring(package.read(_TABLE), etree.XMLParser(resolve_entities=False))
    for font in root.iter(f"{_W}font"):
        charset, other = font.find(f"{_W}charset"), font.find(f"{_W}altName")
        if charset is not None and charset.get(f"{_W}val") == _CHINESE:
            listed = "" if other is None else other.get(f"{_W}val") or ""
            names = [name.strip() for name in re.split("[,;]", listed) if name.strip()]
            yield font.get(f"{_W}name") or "", names


def named(found: Sequence[Lacking]) -> str:
    """Return which faces are lacking, in one short phrase."""
    faces = [one.face for one in found]
    more = f"等 {len(faces)} 种" if len(faces) > _MOST_NAMED else ""
    return "、".join(faces[:_MOST_NAMED]) + more


def noted(document: bytes, found: Sequence[Lacking]) -> bytes:
    """Return a document for its PDF: set in what stands in, which its footers and properties say.

    The document itself is left as it is: whoever opens it where the faces are sees them.
    """
    words = f"制作本 PDF 的电脑缺少规定字体{named(found)}，已以其他字体代替"
    word = docx.Document(io.BytesIO(document))
    word.core_properties.subject = words
    for number, section in enumerate(word.sections):
        footers = [section.footer, section.even_page_footer]
        if section.different_first_page_header_footer:
            footers.append(section.first_page_footer)
        for footer in footers:
            if not (number and footer.is_linked_to_previous):
                _say(footer.paragraphs[-1], words)
    made = io.BytesIO()
    word.save(made)
    others = {one.face: one.instead for one in found if one.instead}
    return _set_in(made.getvalue(), others) if others else made.getvalue()


def _say(paragraph: Any, words: str) -> None:
    run = paragraph.add_run(f"　{words}" if paragraph.text else words)
    run.font.size = _NOTE_SIZE
    run.font.name = "Times New Roman"
    run._element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")


def _set_in(document: bytes, others: dict[str, str]) -> bytes:
    """The document with other faces wherever it names these: LibreOffice knows no list of them."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("word/") and name.endswith(".xml") and name != _TABLE:
                for face, other in others.items():
                    content = content.replace(f'"{face}"'.encode(), f'"{other}"'.encode())
            new.writestr(name, content)
    return made.getvalue()
