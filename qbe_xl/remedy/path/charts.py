"""Pictures of gaps and plans: small SVG, class names only, every figure also as a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import escape

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
        body.append(_text(_LABEL - 8, y + height / 2 + 3, group.label, "end"))
        for bar in group.bars:
            width = round(min(bar.size, longest) * scale, 1)
            look = f"{bar.look} over" if bar.over else bar.look
            if width:
                body.append(
                    f'<rect class="{look}" x="{_LABEL}" y="{y:g}" width="{width:g}" height="{_BAR}"/>'
                )
            if bar.size > longest:
                body.append(
                    f'<path class="cut" d="M{_LABEL + width - 14:g} {y + _BAR + 2:g}l6 {-_BAR - 4}'
                    f'm4 0l-6 {_BAR + 4}"/>'
                )
            said = "small unmet" if bar.over else "small"
            body.append(_text(_LABEL + width + 6, y + _BAR - 2, bar.words, said))
            y += _BAR + _GAP
        told.append(f"{group.label} {'、'.join(bar.words for bar in group.bars)}")
        y += 9
    if line:
        x = round(_LABEL + line * scale, 1)
        body.append(f'<path class="limit" d="M{x:g} {top - 6}V{y - 4:g}"/>')
        body.append(_text(x, top - 11, line_words, "limit middle"))
    return (
        f'<svg class="chart" width="{_WIDTH}" height="{y:g}" viewBox="0 0 {_WIDTH} {y:g}" '
        f'role="img" aria-labelledby="{id}-t {id}-d"><title id="{id}-t">{escape(title)}</title>'
        f'<desc id="{id}-d">{escape("；".join(told))}</desc>{"".join(body)}</svg>'
    )


def _text(x: float, y: float, text: str, look: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{look}">{escape(text)}</text>'
