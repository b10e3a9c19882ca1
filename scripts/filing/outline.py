"""What a document says, once: nodes from which its Word and its web template are written.

Words may hold Jinja: {{ name }}, {% if … %}…{% endif %}. Widths of tables are relative; the table
fills the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    """Words in a style of `looks`."""

    words: str
    look: str = ""


@dataclass(frozen=True)
class Title:
    """The title of the document, a line an entry."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """Nodes within a condition or a loop: `opening` is "if …" or "for …"."""

    opening: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Across:
    """Nodes on pages of their own, which lie across."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Break:
    """A new page."""


@dataclass(frozen=True)
class Chart:
    """A chart: its part's name in Word, the name of its picture on the page, what it shows."""

    name: str
    caption: str


@dataclass(frozen=True)
class Cell:
    """look: "" left, middle, number, name (heads its row, left), head (heads its row, centred).

    span, down: columns and rows that it covers. A line break in its words begins a paragraph.
    """

    words: str
    look: str = ""
    span: int = 1
    down: int = 1


@dataclass(frozen=True)
class Row:
    """height: at least so many mm."""

    cells: tuple[Cell, ...]
    height: float = 0


@dataclass(frozen=True)
class Rows:
    """Rows within a condition or a loop."""

    opening: str
    rows: tuple[Row | Rows, ...]


@dataclass(frozen=True)
class Table:
    """caption: also its name for those who cannot see; unit: a line above its right edge."""

    widths: tuple[float, ...]
    head: tuple[Row, ...]
    rows: tuple[Row | Rows, ...]
    caption: str = ""
    label: str = ""
    unit: str = ""
    small: bool = False


Node = Paragraph | Title | Block | Across | Break | Chart | Table


@dataclass(frozen=True)
class Outline:
    """A document: file name of its templates, title for the file's properties, nodes.

    imports: partials whose macros its words call, as (file, name).
    """

    name: str
    title: str
    nodes: tuple[Node, ...]
    imports: tuple[tuple[str, str], ...] = ()


def title(*lines: str) -> Title:
    return Title(lines)


def p(words: str, look: str = "") -> Paragraph:
    """Return a paragraph of the text, or in another look."""
    return Paragraph(words, look)


def h1(words: str) -> Paragraph:
    """一、"""
    return Paragraph(words, "Heading1")


def h2(words: str) -> Paragraph:
    """（一）"""
    return Paragraph(words, "Heading2")


def h3(words: str) -> Paragraph:
    """1."""
    return Paragraph(words, "Heading3")


def note(words: str) -> Paragraph:
    """注：under a table."""
    return Paragraph(words, "Note")


def when(condition: str, *nodes: Node) -> Block:
    return Block(f"if {condition}", nodes)


def each(source: str, *nodes: Node) -> Block:
    """Return nodes for each entry: each("row in rows", …)."""
    return Block(f"for {source}", nodes)


def own(section: str) -> tuple[Node, ...]:
    """Return the place of a text of the county's own, of that id in `qbe_xl.documents.texts`."""
    return (
        when(
            f"own.{section}.blank",
            each(f"line in own.{section}.lines", Paragraph("{{ line }}", "Blank")),
        ),
        when(f"not own.{section}.blank", each(f"line in own.{section}.lines", p("{{ line }}"))),
    )


def attachments(*names: str) -> tuple[Node, ...]:
    """附件：1. …"""
    first = Paragraph(f"附件：1.{names[0]}", "Attachments")
    rest = (Paragraph(f"{n}.{name}", "Attachment") for n, name in enumerate(names[1:], 2))
    return (first, *rest)


def row(*cells: Cell | str, look: str = "", height: float = 0) -> Row:
    """Return a row; bare words become cells of `look`."""
    return Row(tuple(c if isinstance(c, Cell) else Cell(c, look) for c in cells), height)


def rows(source: str, *made: Row | Rows) -> Rows:
    """Return rows for each entry: rows("school in schools", row(…))."""
    return Rows(f"for {source}", made)


def rows_when(condition: str, *made: Row | Rows) -> Rows:
    return Rows(f"if {condition}", made)


def listing(
    source: str,
    columns: Sequence[tuple[str, float, str, str]],
    *,
    caption: str = "",
    label: str = "",
    small: bool = False,
) -> Table:
    """Return a table with a row for each entry: columns of (head, width, words, look)."""
    return Table(
        tuple(width for _, width, _, _ in columns),
        (row(*(head for head, *_ in columns)),),
        (rows(source, row(*(Cell(words, look) for _, _, words, look in columns))),),
        caption=caption,
        label=label,
        small=small,
    )
