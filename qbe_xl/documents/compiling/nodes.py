"""What a document says, once: nodes from which its Word and its web template are written.

Words may hold Jinja: {{ name }}, {% if … %}…{% endif %}. Widths of tables are relative; the table
fills the text.
"""

from __future__ import annotations

from dataclasses import dataclass

from qbe_xl.documents.compiling.looks import Dress


@dataclass(frozen=True)
class Paragraph:
    """Words in a style of `looks`. new_page: in Word it begins one; strong: on the page.

    keep: it stays on the page of what follows.
    """

    words: str
    look: str = ""
    new_page: bool = False
    strong: bool = False
    keep: bool = False


@dataclass(frozen=True)
class Title:
    """The title of the document, a line an entry; repeated: there is one for each of many."""

    lines: tuple[str, ...]
    repeated: bool = False


@dataclass(frozen=True)
class Block:
    """Nodes within a condition or a loop: `opening` is "if …" or "for …"."""

    opening: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Across:
    """Nodes on pages of their own, which lie across; when: the condition for that."""

    nodes: tuple[Node, ...]
    when: str = ""


@dataclass(frozen=True)
class Cover:
    """Nodes on a page of Word without a number; a web page has a head of its own."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class WebOnly:
    """Nodes that Word goes without."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Banner:
    """The verdict with its words, on a ground of its colour. state: an entry of the view."""

    state: str
    words: str


@dataclass(frozen=True)
class Foot:
    """Nodes that stand at the foot of the last page: 版记."""

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
class Picture:
    """A picture of the page: an expression, what it shows, its class."""

    source: str
    caption: str
    look: str = ""


@dataclass(frozen=True)
class Bars:
    """Charts that the page has as pictures and Word draws itself, with their workbooks.

    charts: their names in Word, under `charts` of the view, with a caption and whether they are
    `filled`; many: a loop around the picture of the page.
    """

    charts: str
    picture: str
    caption: str
    many: str = ""


@dataclass(frozen=True)
class Cell:
    """look: "" left, middle, number, name (heads its row, left), head (heads its row, centred),
    fine (smaller), tiny; or a style of Word by its name, with a capital.

    span, down: columns and rows that it covers. A line break in its words begins a paragraph.
    state: an entry of the view by whose `id` the cell is coloured; kind: an expression that is
    such an id, and the set of partials/colours.txt (imported as tone) that colours it.
    web: element and classes on the report's page, where the look does not say them.
    below: smaller words under those of a name. ground: a colour; edges: a colour; centred: between
    top and bottom; turned: written from top to bottom.
    """

    words: str
    look: str = ""
    span: int = 1
    down: int = 1
    state: str = ""
    kind: tuple[str, str] | None = None
    web: str = ""
    below: str = ""
    ground: str = ""
    edges: str = ""
    centred: bool = False
    turned: bool = False


@dataclass(frozen=True)
class Bar:
    """A bar over some columns of a row, marked at the floor and at the line.

    of: a dict of the view with `bar` (pieces of units and kind: below, floor, between, line,
    beyond), `length` in units and `state.id`. units: up to the floor, to the line and to the end,
    a column each. In Word cells of colour, which need no picture; on the page a picture.
    """

    of: str
    units: tuple[int, int, int]


@dataclass(frozen=True)
class Row:
    """height: at least so many mm, or exactly; look: its class on the report's page."""

    cells: tuple[Cell | Bar, ...]
    height: float = 0
    exact: bool = False
    look: str = ""


@dataclass(frozen=True)
class Rows:
    """Rows within a condition or a loop; apart: those of each entry are a group of the table."""

    opening: str
    rows: tuple[Row | Rows, ...]
    apart: bool = False


@dataclass(frozen=True)
class Table:
    """caption: also its name for those who cannot see; unit: a line above its right edge.

    small: of small type; on the report's page only where `dense`. plain: without edges; width: in
    mm, where it is not that of the text. keep: it stays on the page of what follows.
    """

    widths: tuple[float, ...]
    head: tuple[Row, ...]
    rows: tuple[Row | Rows, ...]
    caption: str = ""
    label: str = ""
    unit: str = ""
    small: bool = False
    dense: bool = False
    plain: bool = False
    width: float = 0
    keep: bool = False


Node = (
    Paragraph
    | Title
    | Block
    | Across
    | Cover
    | WebOnly
    | Banner
    | Foot
    | Break
    | Chart
    | Picture
    | Bars
    | Table
)


@dataclass(frozen=True)
class Outline:
    """A document: file name of its templates, title for the file's properties, nodes.

    file, group, about: what it is called in a package, where it belongs, what it is for.

    imports: partials whose macros its words call, as (file, name). compact: for use inside, with
    narrower edges than a document that is filed. many: made of sheets with titles of their own,
    so that none of these is that of the whole page. footer: under the number of a page of Word,
    none for what is signed or published. letter: 信函格式, with its lines on the first page, which
    has no number.
    dress: how its Word looks, the filing documents' by default. base: what its page extends,
    "" for none; chapters: whether that page lists its headings and makes sections of them.
    """

    name: str
    title: str
    nodes: tuple[Node, ...]
    imports: tuple[tuple[str, str], ...] = ()
    compact: bool = False
    many: bool = False
    letter: bool = False
    footer: str = "{{ doc.name }}　运行编号 {{ doc.run }}"
    dress: Dress | None = None
    base: str = "partials/filing.html"
    chapters: bool = False
    file: str = ""
    group: str = ""
    about: str = ""
