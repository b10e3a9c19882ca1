"""Our entry in publish.xml, WPS' list of add-ins: the others' are kept byte for byte.

The list is only read as XML, to be sure of what it is; it is changed as text, at our entry alone.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from qbe_xl.errors import OutputError
from qbe_xl.files.opening.markup import tree
from qbe_xl.files.opening.refusal import Refusal

NAME = "qbe"
ROOT, ENTRY = "jsplugins", "jsplugin"
_OURS = re.compile(
    rb"[ \t]*<jsplugin(?:online)?\b[^<>]*\bname\s*=\s*(?:\"qbe\"|'qbe')[^<>]*?"
    rb"(?:/>|>\s*</jsplugin(?:online)?\s*>)(?:\r?\n)?"
)
_END = re.compile(rb"</jsplugins\s*>")
_EMPTY = re.compile(rb"<jsplugins\b([^<>]*?)\s*/>")
NEW = b'<?xml version="1.0" encoding="UTF-8"?>\n<jsplugins>\n</jsplugins>\n'


class StrangeList(OutputError):
    """The list is none that WPS could read, or is not written as we can change it."""


def entry(version: str) -> bytes:
    """Return our line; ASCII, so that it fits a list of any usual encoding."""
    return (
        f'  <{ENTRY} name="{NAME}" type="et" url="{NAME}_{version}" version="{version}"'
        ' enable="enable_dev" install="null"/>\n'
    ).encode()


def entered(content: bytes | None, version: str) -> bytes:
    """Return the list with our entry, once. content: None for no list. Raises StrangeList."""
    content = NEW if content is None else content
    others = _others(content)
    bare = _EMPTY.sub(rb"<jsplugins\1>\n</jsplugins>", _OURS.sub(b"", content), count=1)
    end = list(_END.finditer(bare))
    if not end:
        raise StrangeList("找不到 </jsplugins>")
    place = end[-1].start()
    begun = b"" if bare[:place].endswith(b"\n") else b"\n"
    made = bare[:place] + begun + entry(version) + bare[place:]
    _demand(made, others, 1)
    return made


def left(content: bytes) -> bytes | None:
    """Return the list without our entry, None where nothing else is in it. Raises StrangeList."""
    others = _others(content)
    made = _OURS.sub(b"", content)
    _demand(made, others, 0)
    return None if made == NEW else made


def listed(content: bytes) -> list[str]:
    """Return the names of all add-ins of a list. Raises StrangeList."""
    return [str(one.get("name", "")) for one in _root(content)]


def _root(content: bytes) -> Element:
    try:
        root: Element = tree(content, "publish.xml")
    except Refusal as error:
        raise StrangeList("不是完整的 XML，或不是 UTF-8 编码") from error
    if root.tag != ROOT:
        raise StrangeList(f"应以 <{ROOT}> 开头，现为 <{root.tag}>")
    return root


def _others(content: bytes) -> list[Any]:
    return [(one.tag, one.attrib, one.text) for one in _root(content) if one.get("name") != NAME]


def _demand(made: bytes, others: list[Any], ours: int) -> None:
    """What was changed must read as before but for our entry."""
    if _others(made) != others or listed(made).count(NAME) != ours:
        raise StrangeList("写法特别，不能只改本程序的一项")
