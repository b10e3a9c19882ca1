"""How much text the cells of an xlsx hold, before anything is expanded.

A text that cells share stands in the file once and in memory once for each cell, so a small file
may ask for any amount. An upper bound decides for every ordinary file; only beyond it each use
is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

from qbe_xl.files.opening.markup import local, parse, safe_parser
from qbe_xl.files.opening.xlsx_contents import Contents, as_row
from qbe_xl.files.opening.xlsx_rows import Rows

_CELL = re.compile(
    rb"<c([^<>]*)(?:(?<=/)>|>(?:<f[^<>]*/>|<f[^<>]*>[^<>]*</f>)?"
    rb"(?:<v[^<>]*>([^<>]*)</v>|<is><t[^<>]*>([^<>]*)</t></is>)?[^c]*</c>)"
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


def bound(rows: Rows, strings: Strings | None) -> int:
    """Return how many characters the texts of a sheet cannot exceed."""
    return rows.size + (rows.cells * strings.longest if strings else 0)


def characters(contents: Contents, strings: Strings | None) -> npt.NDArray[np.int64]:
    """Return the characters of the text of each different content, 0 for what is no text."""
    return np.array(list(_each(contents, strings)), np.int64)


def _each(contents: Contents, strings: Strings | None) -> Iterator[int]:
    shared = strings.lengths if strings else []
    for attributes, value, own in (
        cell for row in contents.cells for cell in _CELL.findall(as_row(row))
    ):
        if b' t="s"' in attributes:
            use = int(value) if value.isdigit() and len(value) < 10 else len(shared)
            yield shared[use] if use < len(shared) else 0
        else:
            text = own or (value if b' t="str"' in attributes else b"")
            yield len(text.decode(errors="replace"))
