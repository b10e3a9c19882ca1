"""本县文字.txt: what a county writes itself, by section; it goes into every package made anew.

Each section begins with a line 【name】. What staff wrote is never dropped: a section that no
document asks for any more stays in the file, one that stands twice counts with both its parts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qbe_xl.errors import OutputError
from qbe_xl.files import reading
from qbe_xl.files.system_words import reason

FILE_NAME = "本县文字.txt"
_MOST_BYTES = 5_000_000
_HEADING = re.compile(r"【(.+)】")
_ENCODINGS = ("utf-8-sig", "gb18030")

_ABOUT = """\
# 本文件放本县自己撰写的文字。用记事本打开，在各【】标题之下写，一行一段，保存后重新生成申报材料，
# 文字就进入相应的文档；重新生成不会改动已写的文字。以 # 开头的行是说明，不进入文档。
"""


@dataclass(frozen=True, slots=True)
class Section:
    """One place for the county's own words.

    id: its name in templates (`own.id`); name: as in the file; hint: what belongs there.
    """

    id: str
    name: str
    hint: str

    @property
    def blank(self) -> str:
        """What stands in the document while nothing is written."""
        return f"〔待补写：{self.hint}。请写入“{FILE_NAME}”的【{self.name}】一节。〕"


SECTIONS: tuple[Section, ...] = (
    Section("overview", "区域基本情况", "区位、人口、经济和财政状况"),
    Section("thinking", "教育发展思路", "本县教育发展的思路、规划和目标"),
    Section("history", "创建历程", "从基本均衡认定到创建优质均衡的主要过程"),
    Section("practice", "主要做法", "组织领导、经费投入、学校建设、教师队伍、质量提升等做法和成效"),
    Section("improvement", "整改措施", "针对存在问题的措施、责任和时限"),
    Section("notice_contact", "公示监督方式", "受理公示意见的单位、地址、电话和电子邮箱"),
)
BY_ID: Mapping[str, Section] = {section.id: section for section in SECTIONS}


def read(path: Path) -> dict[str, list[str]]:
    """Return the lines of every section by its name; "" holds those before the first.

    Raises OutputError where the file is there but cannot be read.
    """
    if not path.exists():
        return {}
    found: dict[str, list[str]] = {"": []}
    name = ""
    for line in _text(path).splitlines():
        heading = _HEADING.fullmatch(line.strip())
        if heading:
            name = heading[1].strip()
            found.setdefault(name, [])
        else:
            found[name].append(line.rstrip())
    return found


def _text(path: Path) -> str:
    try:
        content = reading.content(path, _MOST_BYTES + 1)
    except OSError as error:
        raise OutputError(f"无法读取“{path}”：{reason(error)}") from error
    if len(content) > _MOST_BYTES:
        raise OutputError(f"“{path}”超过 {_MOST_BYTES // 1_000_000} MB，不像是文字，请检查")
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise OutputError(f"“{path}”不是 UTF-8 或 GB18030 编码的文本，请用记事本另存为 UTF-8 后重试")


def paragraphs(lines: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Return what the county wrote, by the section's id: paragraphs without white space around."""
    return {
        section.id: tuple(
            line.strip()
            for line in lines.get(section.name, ())
            if line.strip() and not line.startswith("#")
        )
        for section in SECTIONS
    }


def file_of(lines: Mapping[str, list[str]]) -> bytes:
    """Return the file with every section: what is written stays, what is lacking is added."""
    known = {section.name for section in SECTIONS}
    parts = ["\n".join(lines[""]).strip() if lines.get("") else _ABOUT.strip()]
    for section in SECTIONS:
        said = "\n".join(lines.get(section.name, [f"# {section.hint}", ""])).strip("\n")
        parts.append(f"【{section.name}】\n{said}")
    for name, said_lines in lines.items():
        if name and name not in known:
            parts.append(f"【{name}】\n" + "\n".join(said_lines).strip("\n"))
    return ("\n\n".join(parts) + "\n").replace("\n", "\r\n").encode("utf-8-sig")
