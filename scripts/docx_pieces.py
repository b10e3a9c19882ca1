"""Pieces of the Word template: paragraphs, tables, loops, bars."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from docx_styles import BAND, twips

PORTRAIT = 156.0
"""Width of the text in mm."""


def text(words: str, style: str = "", breaks: str = "") -> str:
    """Return a paragraph."""
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    look = f"<w:pPr>{look}{breaks}</w:pPr>" if look or breaks else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>' if words else ""
    return f"<w:p>{look}{run}</w:p>"


def tag(words: str) -> str:
    """Return a paragraph that holds a tag only and vanishes with it."""
    return text(f"{{%p {words} %}}")


def cell(words: str, style: str = "Cell", width: float = 0, more: str = "", span: int = 1) -> str:
    """Return a cell; a line break in its words begins a paragraph, |style| another style."""
    size = f'<w:tcW w:w="{twips(width)}" w:type="dxa"/>' if width else ""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    parts = []
    for line in words.split("\n"):
        look, _, said = line.rpartition("|")
        parts.append(text(said, look or style))
    looks = f"{size}{spanned}{more}" or "<w:noWrap/>"
    return f"<w:tc><w:tcPr>{looks}</w:tcPr>{''.join(parts)}</w:tc>"


def row(*cells: str, head: bool = False, height: float = 0, exact: bool = False) -> str:
    """Return a row that stays on one page; a head is repeated on every page."""
    rule = ' w:hRule="exact"' if exact else ""
    tall = f'<w:trHeight w:val="{twips(height)}"{rule}/>' if height else ""
    return (
        f"<w:tr><w:trPr><w:cantSplit/>{tall}{'<w:tblHeader/>' if head else ''}</w:trPr>"
        f"{''.join(cells)}</w:tr>"
    )


def loop(words: str, columns: int) -> str:
    """Return a row that holds a tag only and vanishes with it."""
    return row(cell(f"{{%tr {words} %}}", span=columns))


def table(widths: Sequence[float], *rows: str, style: str = "Report", about: str = "") -> str:
    """Return a table of fixed widths in mm."""
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    told = f'<w:tblCaption w:val="{about}"/>' if about else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>'
        f'<w:tblW w:w="{sum(map(twips, widths))}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/>{told}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>" + text("", "Gap")
    )


def head(
    labels: Sequence[str], widths: Sequence[float], base: str = "Cell", aligned: Sequence[str] = ()
) -> str:
    """Return the head of a table, each label aligned as the column under it."""
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{BAND}"/><w:vAlign w:val="center"/>'
    sides = [side if side in ("Number", "Middle") else "" for side in aligned] or [""] * len(labels)
    parts = zip(labels, sides, widths, strict=True)
    return row(
        *(cell(label, f"{base}Head{side}", w, ground) for label, side, w in parts), head=True
    )


def listing(
    labels: Sequence[str],
    widths: Sequence[float],
    source: str,
    cells: Sequence[str],
    styles: Sequence[str] = (),
    small: bool = False,
) -> str:
    """Return a table with a row for each entry of `source`."""
    base = "Small" if small else "Cell"
    looks = [f"{base}{style}" for style in styles] or [base] * len(cells)
    body = row(*(cell(*parts) for parts in zip(cells, looks, widths, strict=True)))
    columns = len(widths)
    return table(
        widths,
        head(labels, widths, base, styles),
        loop(f"for {source}", columns),
        body,
        loop("endfor", columns),
    )


def state(of: str) -> str:
    """Return the words of a cell that shows a state."""
    return f"{{% cellbg soft[{of}.id] %}}{{{{ {of}.marked }}}}"


LABEL, SAID = 26.0, 34.0
BARS = PORTRAIT - LABEL - SAID


def chart(source: str, title: str, *, line: bool, before: int, after: int) -> str:
    """Return bars made of coloured cells, which need no picture and no font.

    source: rows with label, before, after, edge and said.
    """
    columns = before + after
    unit = BARS / columns
    piece = cell("{% colspan span %}{% cellbg full[kind] %}", "Bar")
    cells = [
        cell("{{ row.label }}", "BarLabel", LABEL, '<w:vAlign w:val="center"/>'),
        cell("{%tc for span, kind in row.before %}", "Bar"),
        piece,
        cell("{%tc endfor %}", "Bar"),
    ]
    if line:
        border = '<w:tcBorders><w:left w:val="single" w:sz="8" w:space="0" w:color="1F2933"/></w:tcBorders>'
        cells += [
            cell("{% cellbg full[row.edge] %}", "Bar", unit, border),
            cell("{%tc for span, kind in row.after %}", "Bar"),
            piece,
            cell("{%tc endfor %}", "Bar"),
        ]
    cells.append(cell("{{ row.said }}", "BarText", SAID, '<w:vAlign w:val="center"/>'))
    widths = [LABEL, *[unit] * columns, SAID]
    return text(title, "Caption") + table(
        widths,
        loop(f"for row in {source}", len(widths)),
        row(*cells, height=6.2, exact=True),
        loop("endfor", len(widths)),
        style="Chart",
        about="图示",
    )
