"""Pictures of the pages: small SVG of a few shapes.

Shapes carry class names only, the page's style gives the colours. Every state has a mark or a shape
besides; every picture has a title and a description. The same data give the same text.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import escape


def picture(
    id: str, width: float, height: float, title: str, told: str | Iterable[str], body: Iterable[str]
) -> str:
    """Return a picture of shapes. told: what it shows, for those who cannot see."""
    about = told if isinstance(told, str) else "；".join(told)
    return (
        f'<svg class="chart" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" role="img" aria-labelledby="{id}-t {id}-d">'
        f'<title id="{id}-t">{escape(title)}</title><desc id="{id}-d">{escape(about)}</desc>'
        f"{''.join(body)}</svg>"
    )


def text(x: float, y: float, words: str, look: str = "") -> str:
    """Return words that begin at a place; look: also end or middle, for where they stand to it."""
    looks = f' class="{look}"' if look else ""
    return f'<text x="{x:g}" y="{y:g}"{looks}>{escape(words)}</text>'


def bar(look: str, x: float, y: float, width: float, height: float) -> str:
    """Return a bar, "" where it has no length."""
    if not (width and height):
        return ""
    return f'<rect class="{look}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"/>'


def path(look: str, drawn: str) -> str:
    """Return a line or an outline."""
    return f'<path class="{look}" d="{drawn}"/>'


def upright(look: str, x: float, top: float, bottom: float) -> str:
    """Return an upright line."""
    return path(look, f"M{x:g} {top:g}V{bottom:g}")


def limit(x: float, top: float, bottom: float, words: str) -> tuple[str, str]:
    """Return the line that bars are held against, with its words above."""
    return upright("limit", x, top - 6, bottom), text(x, top - 11, words, "limit middle")


def cut(end: float, y: float, height: float) -> str:
    """Return the sign of a bar that is longer than it can be drawn."""
    return path("cut", f"M{end - 14:g} {y + height + 2:g}l6 {-height - 4}m4 0l-6 {height + 4}")


def named(words: str, shapes: Iterable[str], place: str = "") -> str:
    """Return shapes that bear a name; place: a transformation."""
    moved = f' transform="{place}"' if place else ""
    return f"<g{moved}><title>{escape(words)}</title>{''.join(shapes)}</g>"


def fitted(words: str, most: int) -> str:
    """Return words of at most so many characters."""
    return words if len(words) <= most else f"{words[: most - 1]}…"
