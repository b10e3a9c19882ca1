"""How much text the cells of an xlsx hold, before anything is expanded.

A text that cells share stands in the file once and in memory once for each cell, so a small file
may ask for any amount. An upper bound decides for every ordinary file; only beyond it each use
is counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from qbe_xl.files.opening.markup import local, parse, safe_parser

_SHARED = b' t="s"'
_USE = re.compile(
    rb'<c [^<>]* t="s"[^<>]*>(?:<f[^<>]*/>|<f[^<>]*>[^<>]*</f>)?<v[^<>]*>([0-9]{1,9})<'
)
_OWN = re.compile(
    rb"<t[^<>]*>([^<>]*)</t>|t=\"str\"[^<>]*>(?:<f[^<>]*>[^<>]*</f>)?<v[^<>]*>([^<>]*)<"
)


class Strings:
    """The texts that cells share. xml: the checked part, from its root element on."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml

    @cached_property
    def longest(self) -> int:
        """Characters that no shared text exceeds."""
        return max(map(len, self.xml.split(b"</si>")))

    @cached_property
    def lengths(self) -> list[int]:
        """Characters of each shared text."""
        found: list[int] = []
        parser = safe_parser()

        def start(name: str, _: Mapping[str, str]) -> None:
            if local(name) == "si":
                found.append(0)

        def characters(text: str) -> None:
            if found:
                found[-1] += len(text)

        parser.StartElementHandler = start
        parser.CharacterDataHandler = characters
        parse(parser, self.xml, "共用的文字", last=True)
        return found


def bound(content: Sequence[bytes], strings: Strings | None) -> int:
    """Return how many characters the texts in plain rows cannot exceed."""
    uses = sum(block.count(_SHARED) for block in content) if strings else 0
    return sum(map(len, content)) + (uses * strings.longest if strings and uses else 0)


def characters(content: Sequence[bytes], strings: Strings | None) -> int:
    """Return the characters of the texts in plain rows, a shared one counted at each use."""
    own = sum(
        len((text or value).decode(errors="replace"))
        for block in content
        for text, value in _OWN.findall(block)
    )
    uses = Counter(int(use) for block in content for use in _USE.findall(block))
    lengths = strings.lengths if strings else []
    return own + sum(lengths[text] * times for text, times in uses.items() if text < len(lengths))
