"""Pictures of gaps and plans: small SVG, class names only, every figure also as a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qbe_xl.sheets import svg

_LABEL, _REACH, _BAR, _GAP = 112, 300, 11, 3
_WIDTH = 560
_LONGEST = 2.4
"""Bars of CVs are cut at this many times their limit."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its look (now, filled, plan …), size, words, and whether it is over its limit."""

    look: str
    size: float
    words: str
    over: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Bars under one label."""

    label: str
    bars: tuple[Bar, ...]


def bars(
    id: str, title: str, groups: Sequence[Group], line: float | None = None, line_words: str = ""
) -> str:
    """Return groups of bars, against a line where there is one."""
    longest = max((bar.size for group in groups for bar in group.bars), default=0.0)
    if line:
        longest = min(max(longest, line * 1.2), line * _LONGEST)
    scale = _REACH / longest if longest else 0.0
    top = 24 if line else 6
    body, told, y = [], [], float(top)
    for group in groups:
        height = len(group.bars) * (_BAR + _GAP)
        body.append(svg.text(_LABEL - 8, y + height / 2 + 3, group.label, "end"))
        for bar in group.bars:
            width = round(min(bar.size, longest) * scale, 1)
            look = f"{bar.look} over" if bar.over else bar.look
            body.append(svg.bar(look, _LABEL, y, width, _BAR))
            if bar.size > longest:
                body.append(svg.cut(_LABEL + width, y, _BAR))
            said = "small unmet" if bar.over else "small"
            body.append(svg.text(_LABEL + width + 6, y + _BAR - 2, bar.words, said))
            y += _BAR + _GAP
        told.append(f"{group.label} {'、'.join(bar.words for bar in group.bars)}")
        y += 9
    if line:
        body += svg.limit(round(_LABEL + line * scale, 1), top, y - 4, line_words)
    return svg.picture(id, _WIDTH, y, title, told, body)
