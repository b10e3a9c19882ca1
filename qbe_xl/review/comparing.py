"""Two papers compared bit by bit: what was filed against what the workbook makes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from qbe_xl.review.texts import Bit

_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
_STATES = re.compile(r"未达标|达标|待填报|不适用|不存在|存在|不符合|符合|不得报送|○|●|✕")
_MOST = 5_000
"""Bits up to which every pairing is looked for; beyond, papers are compared place by place."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One bit that differs. filed, made: "" where there is none; words: only words were changed."""

    file: str
    place: str
    filed: str
    made: str
    words: bool = False


def differences(file: str, filed: Sequence[Bit], made: Sequence[Bit]) -> Iterator[Difference]:
    """Yield what differs between a filed paper and the same made again, in order.

    A bit whose figures and verdicts are all the same was changed in its words only: staff's text.
    """
    if [b.text for b in filed] == [b.text for b in made]:
        return
    ours, theirs = {b.place: b.text for b in made}, {b.place: b.text for b in filed}
    if ours.keys() == theirs.keys() or max(len(filed), len(made)) > _MOST:
        for place in dict.fromkeys([*theirs, *ours]):
            if theirs.get(place, "") != ours.get(place, ""):
                yield _difference(file, place, theirs.get(place, ""), ours.get(place, ""))
        return
    matcher = SequenceMatcher(None, [b.text for b in filed], [b.text for b in made], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            continue
        for i in range(max(b - a, d - c)):
            there = filed[a + i] if a + i < b else None
            ought = made[c + i] if c + i < d else None
            place = there.place if there else ought.place if ought else ""
            yield _difference(file, place, there.text if there else "", ought.text if ought else "")


def _difference(file: str, place: str, filed: str, made: str) -> Difference:
    return Difference(file, place, filed, made, _told(filed) == _told(made))


def _told(text: str) -> tuple[list[str], list[str]]:
    """The figures and verdicts of a text."""
    figures = [figure.replace(",", "") for figure in _FIGURES.findall(text)]
    return figures, _STATES.findall(text)
