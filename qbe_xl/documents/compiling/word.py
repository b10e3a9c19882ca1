"""From an outline to the Word template: a .docx with the tags of docxtpl."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from xml.sax.saxutils import escape

from qbe_xl.documents.compiling import charts, looks
from qbe_xl.documents.compiling import nodes as kinds
from qbe_xl.documents.compiling.looks import W, twips
from qbe_xl.documents.compiling.package import CHART_IDS, WordFile
from qbe_xl.documents.compiling.preset import Preset

_GAP = '<w:p><w:pPr><w:pStyle w:val="Gap"/></w:pPr></w:p>'
_END = (
    '<w:p><w:pPr><w:pStyle w:val="Gap"/><w:spacing w:before="0" w:after="0" w:line="20" '
    'w:lineRule="exact"/></w:pPr></w:p>'
)
"""After a table that ends the document: too low to begin a page of its own."""
_NEW_PAGE = '<w:p><w:pPr><w:pStyle w:val="Gap"/><w:pageBreakBefore/></w:pPr></w:p>'
_SIDES = {"middle": "Middle", "number": "Number"}
_LOOKS = {**_SIDES, "": "", "name": "Name", "head": "Head", "fine": "", "tiny": "Tiny"}
_PARAGRAPH = re.compile(r"<w:p>.*?</w:p>", re.DOTALL)
_STYLED = re.compile(r'(<w:pPr><w:pStyle w:val="\w+"/>)(?!<w:keepNext/>)')
_MIDDLE = '<w:vAlign w:val="center"/>'


def document(outline: kinds.Outline, preset: Preset) -> bytes:
    """Return the Word template of an outline; a preset dresses the filing documents."""
    dress = outline.dress or looks.filing(preset)
    package = WordFile(outline.title, dress.styles, dress.fonts)
    writer = _Writer(outline, dress)
    styles = ("PageOdd", "PageEven") if dress.numbered else ()
    if any(isinstance(node, kinds.Cover) for node in outline.nodes):
        writer.unnumbered = (package.add_footer(dress.footer("", "")),) * 2
    made = [package.add_footer(dress.footer(style, outline.footer)) for style in styles]
    writer.footers = (made[0], made[1]) if made else ("", "")
    if outline.letter:
        writer.opening = package.add_footer(dress.footer("LetterFoot", ""))
    body = writer.whole()
    for number, chart in enumerate(writer.charts, 1):
        package.add_chart(number, charts.part(chart.name))
    return package.saved(f"<w:body {W}>{body}</w:body>")


class _Writer:
    """Writes the nodes of one outline. footers: the names of those of odd and even pages."""

    def __init__(self, outline: kinds.Outline, dress: looks.Dress) -> None:
        self.outline, self.dress = outline, dress
        self.footers = self.unnumbered = ("", "")
        self.opening = ""
        self.across = False
        self.charts: list[kinds.Chart] = []

    def whole(self) -> str:
        imports = "".join(
            _text(f'{{%p import "{file}" as {name} %}}') for file, name in self.outline.imports
        )
        nodes, ends = self.nodes(self.outline.nodes), self.outline.nodes[-1:]
        lies = any(isinstance(node, kinds.Across) for node in ends)
        last = self.section(across=lies)
        made = imports + (nodes.removesuffix(_broken(last)) if lies else nodes)
        if self.dress.faced:
            faces = self.dress.faces
            made = _PARAGRAPH.sub(lambda match: _faced(match, faces), made)
        return made.removesuffix(_GAP) + (_END if made.endswith(_GAP) else "") + last

    def section(self, *, across: bool = False) -> str:
        return self.dress.section(
            self.footers,
            across=across,
            compact=self.outline.compact and not across,
            opening=self.opening,
        )

    def nodes(self, nodes: Sequence[kinds.Node]) -> str:
        made = ""
        for node in _together(nodes):
            if isinstance(node, kinds.Across):
                upright, lying = self.section(), self.section(across=True)
                made = _ended(made, upright, node.when) if made else made
                self.across = True
                inner = self.nodes(node.nodes)
                self.across = False
                made += _ended(inner, lying, node.when)
            else:
                made += self.node(node)
        return made

    def node(self, node: kinds.Node) -> str:
        if isinstance(node, kinds.Paragraph):
            above = self.dress.above if node.look == "Draft" else ""
            return _text(node.words, node.look, new_page=node.new_page, keep=node.keep, more=above)
        if isinstance(node, kinds.Title):
            *upper, last = node.lines
            return "".join(_text(line, "TitleLine") for line in upper) + _text(last, "Title")
        if isinstance(node, kinds.Block):
            return _within(node.opening, self.nodes(node.nodes))
        if isinstance(node, kinds.Cover):
            return self.nodes(node.nodes) + _broken(self.dress.section(self.unnumbered, first=True))
        if isinstance(node, kinds.Break):
            return _NEW_PAGE
        if isinstance(node, kinds.Chart):
            self.charts.append(node)
            high = _LOW if node.name in charts.LOW else _HIGH
            return _text(node.caption, "Caption") + _drawing(len(self.charts), node, high)
        if isinstance(node, kinds.Foot):
            return _at_foot(self.nodes(node.nodes), self.dress.table)
        if isinstance(node, kinds.Banner):
            return _GAP + self.table(_banner(node))
        if isinstance(node, kinds.Bars):
            return self.bars(node)
        return self.table(node) if isinstance(node, kinds.Table) else ""

    def table(self, table: kinds.Table) -> str:
        text = self.dress.width(across=self.across, compact=self.outline.compact)
        scale = (table.width or text) / sum(table.widths)
        widths = [twips(part * scale) for part in table.widths]
        made = _Rows(widths, "Small" if table.small else "Cell", self.dress, plain=table.plain)
        above = _text(table.caption, "Caption") if table.caption else ""
        above += _text(table.unit, "Unit") if table.unit else ""
        body = made.rows(table.head, head=True) + made.rows(table.rows)
        style = "TableNormal" if table.plain else self.dress.table
        told = _table(widths, style, table.label or table.caption, body)
        return above + (_STYLED.sub(r"\1<w:keepNext/>", told) if table.keep else told)

    def bars(self, node: kinds.Bars) -> str:
        """Charts of Word's own, each under its caption, where there is anything to show."""
        made = ""
        for name in node.charts.split(","):
            chart = kinds.Chart(name, f"{{{{ charts.{name}.caption }}}}")
            made += _within(f"if charts.{name}.filled", self.node(chart))
        return made


_SIGNED = ("Seal", "Sign")
_LISTED = ("Attachments", "Attachment")


def _together(nodes: Sequence[kinds.Node]) -> Sequence[kinds.Node]:
    """Let the words before a signature stay on its page: it never stands alone."""
    found = list(nodes)
    for place, node in enumerate(found):
        if not _is_signed(node):
            continue
        for before in range(place - 1, -1, -1):
            found[before] = _kept(found[before])
            if not _goes_on(found[before]):
                break
    return found


def _goes_on(node: kinds.Node) -> bool:
    """Whether what stands before a node stays with it, too: a list of annexes is no text."""
    return isinstance(node, kinds.Block) or (
        isinstance(node, kinds.Paragraph) and node.look in _LISTED
    )


def _is_signed(node: kinds.Node) -> bool:
    if isinstance(node, kinds.Paragraph):
        return node.look in _SIGNED
    rows = node.rows if isinstance(node, kinds.Table) else ()
    cells = (cell for row in rows if isinstance(row, kinds.Row) for cell in row.cells)
    return any(isinstance(cell, kinds.Cell) and "签字" in cell.words for cell in cells)


def _kept(node: kinds.Node) -> kinds.Node:
    """A node whose last words stay with what follows; either way of a condition may be the last."""
    if isinstance(node, kinds.Block) and node.nodes:
        return replace(node, nodes=(*node.nodes[:-1], _kept(node.nodes[-1])))
    if isinstance(node, kinds.Table):
        return replace(node, keep=True)
    return replace(node, keep=True) if isinstance(node, kinds.Paragraph) else node


def _at_foot(table: str, style: str) -> str:
    """A table at the lower edge of the text of the page on which it comes."""
    place = (
        '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:topFromText="280" w:bottomFromText="0" '
        'w:vertAnchor="margin" w:horzAnchor="margin" w:tblpXSpec="center" w:tblpYSpec="bottom"/>'
    )
    made = table.replace("<w:tblW ", f"{place}<w:tblW ", 1)
    lines = looks.edges("top", 8, "000000") + looks.edges("left", 0, "auto", kind="nil")
    lines += looks.edges("bottom", 8, "000000") + looks.edges("right", 0, "auto", kind="nil")
    lines += looks.edges("insideH", 6, "000000")
    made = made.replace(f'<w:tblStyle w:val="{style}"/>', '<w:tblStyle w:val="TableNormal"/>', 1)
    return made.replace("<w:tblLayout", f"<w:tblBorders>{lines}</w:tblBorders><w:tblLayout", 1)


def _banner(node: kinds.Banner) -> kinds.Table:
    marked, words = (
        kinds.Cell(words, look, kind=(f"{node.state}.id", "soft"), centred=True)
        for words, look in ((f"{{{{ {node.state}.marked }}}}", "Verdict"), (node.words, "Banner"))
    )
    return kinds.Table((44, 112), (), (kinds.Row((marked, words)),))


class _Rows:
    """Writes the rows of one table, and the cells under those that reach down."""

    def __init__(
        self, widths: Sequence[int], base: str, dress: looks.Dress, *, plain: bool
    ) -> None:
        self.widths, self.base, self.dress = widths, base, dress
        self.always = "" if plain else dress.cell
        self.reaching: dict[int, tuple[int, int]] = {}

    def rows(self, rows: Sequence[kinds.Row | kinds.Rows], *, head: bool = False) -> str:
        made = ""
        for one in rows:
            if isinstance(one, kinds.Rows):
                end = f"end{one.opening.split()[0]}"
                before, after = (_tag_row(words, self.widths) for words in (one.opening, end))
                made += before + self.rows(one.rows) + after
            else:
                made += self._row(one, head)
        return made

    def _row(self, row: kinds.Row, head: bool) -> str:
        rule = ' w:hRule="exact"' if row.exact else ""
        tall = f'<w:trHeight w:val="{twips(row.height)}"{rule}/>' if row.height else ""
        repeated = "<w:tblHeader/>" if head else ""
        return (
            f"<w:tr><w:trPr><w:cantSplit/>{tall}{repeated}</w:trPr>"
            f"{''.join(self._cells(row, head))}</w:tr>"
        )

    def _cells(self, row: kinds.Row, head: bool) -> Iterator[str]:
        waiting = list(row.cells)
        column = 0
        while column < len(self.widths):
            if column in self.reaching:
                left, span = self.reaching[column]
                self.reaching[column] = (left - 1, span)
                if left == 1:
                    del self.reaching[column]
                yield self._cell(kinds.Cell("", span=span), column, "<w:vMerge/>", head)
            else:
                cell = waiting.pop(0)
                if isinstance(cell, kinds.Bar):
                    yield from self._bar(cell, column)
                    column += cell.units[2]
                    continue
                span = cell.span
                if cell.down > 1:
                    self.reaching[column] = (cell.down - 1, span)
                merged = '<w:vMerge w:val="restart"/>' if cell.down > 1 else ""
                yield self._cell(cell, column, merged, head)
            column += span
        if waiting or column != len(self.widths):
            raise ValueError(f"{row} does not fit {len(self.widths)} columns")

    def _bar(self, bar: kinds.Bar, column: int) -> Iterator[str]:
        """Cells of colour: loops of pieces, and a cell with a mark at the floor and at the line."""
        floor, line, _ = bar.units
        for part, place, mark in (
            ("below", 0, ""),
            ("between", floor, "floor"),
            ("beyond", line, "line"),
        ):
            if mark:
                width = self.widths[column + place]
                colour = f"{{% cellbg tone.full[{bar.of}.bar.{mark}] %}}"
                yield _bare(colour, "Bar", width, _piece(mark))
            yield from _run(f"{bar.of}.bar.{part}", _piece())

    def _cell(self, cell: kinds.Cell, column: int, merged: str, head: bool) -> str:
        width = sum(self.widths[column : column + cell.span])
        spanned = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        kind, tones = (f"{cell.state}.id", "soft") if cell.state else cell.kind or ("", "")
        colour = f"{{% cellbg tone.{tones}[{kind}] %}}" if kind else ""
        style = self._style(cell, head)
        inside = _lines(colour + cell.words, style)
        inside += _text(cell.below, self.base) if cell.below else ""
        more = self.dress.head if head else self.always
        if cell.edges:
            sides = looks.edges("top left bottom right", 6, cell.edges)
            more += f"<w:tcBorders>{sides}</w:tcBorders>"
        if cell.ground:
            more += f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.ground}"/>'
        more += '<w:textDirection w:val="tbRlV"/>' if cell.turned else ""
        more += _MIDDLE if cell.centred else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanned}{merged}{more}'
            f"</w:tcPr>{inside}</w:tc>"
        )

    def _style(self, cell: kinds.Cell, head: bool) -> str:
        if head:
            return f"{self.base}Head{_SIDES.get(cell.look, '') if self.dress.sided else ''}"
        if cell.look[:1].isupper():
            return cell.look
        return "Small" if cell.look == "fine" else self.base + _LOOKS[cell.look]


def _table(widths: Sequence[int], style: str, label: str, rows: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{part}"/>' for part in widths)
    told = escape(label, {'"': "&quot;"})
    named = f'<w:tblCaption w:val="{told}"/>' if told and "{" not in told else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>'
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/>{named}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{rows}</w:tbl>{_GAP}"
    )


def _tag_row(words: str, widths: Sequence[int]) -> str:
    """A row that holds a tag only and vanishes with it."""
    spanned = f'<w:gridSpan w:val="{len(widths)}"/>' if len(widths) > 1 else ""
    size = f'<w:tcW w:w="{sum(widths)}" w:type="dxa"/>'
    inside = _text(f"{{%tr {words} %}}")
    return f"<w:tr><w:tc><w:tcPr>{size}{spanned}</w:tcPr>{inside}</w:tc></w:tr>"


def _run(pieces: str, looks: str = "") -> Iterator[str]:
    """Cells of colour, as many columns wide as each piece says."""
    yield _bare(f"{{%tc for span, kind in {pieces} %}}", "Bar", more=looks)
    yield _bare("{% colspan span %}{% cellbg tone.full[kind] %}", "Bar", more=looks)
    yield _bare("{%tc endfor %}", "Bar", more=looks)


def _bare(words: str, style: str, width: int = 0, more: str = "") -> str:
    size = f'<w:tcW w:w="{width}" w:type="dxa"/>' if width else ""
    return f"<w:tc><w:tcPr>{size + more or '<w:noWrap/>'}</w:tcPr>{_text(words, style)}</w:tc>"


_MARKS = {
    "": '<w:left w:val="nil"/>',
    "floor": '<w:left w:val="dashed" w:sz="6" w:space="0" w:color="7F7F7F"/>',
    "line": '<w:left w:val="single" w:sz="10" w:space="0" w:color="000000"/>',
}


def _piece(mark: str = "") -> str:
    """The edges of a bar's cell: white ones above and below set the bars of a table apart."""
    top, bottom = (looks.edges(side, 12, "FFFFFF") for side in ("top", "bottom"))
    return f'<w:tcBorders>{top}{_MARKS[mark]}{bottom}<w:right w:val="nil"/></w:tcBorders>'


_OPTIONAL = re.compile(r"\{% if ([^%]*) %\}\n(.*)\{% endif %\}$")


def _lines(words: str, style: str) -> str:
    """A paragraph a line; a last line that stands under a condition goes with its paragraph."""
    optional = _OPTIONAL.search(words)
    if optional:
        before = _lines(words[: optional.start()], style)
        end = _text("{%p endif %}", style)
        return before + _text(f"{{%p if {optional[1]} %}}", style) + _text(optional[2], style) + end
    return "".join(_text(line, style) for line in words.split("\n"))


def _text(
    words: str, style: str = "", *, new_page: bool = False, keep: bool = False, more: str = ""
) -> str:
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    look += "<w:keepNext/>" if keep else ""
    look += "<w:pageBreakBefore/>" if new_page else ""
    look += more
    look = f"<w:pPr>{look}</w:pPr>" if look else ""
    run = f'<w:r><w:t xml:space="preserve">{escape(words)}</w:t></w:r>' if words else ""
    return f"<w:p>{look}{run}</w:p>"


def _faced(match: re.Match[str], faces: Mapping[str, str]) -> str:
    """Name the East Asian face on every run: marks and quotes then take it, too."""
    found = re.search(r'<w:pStyle w:val="(\w+)"/>', match[0])
    face = faces[found[1] if found else "Normal"]
    named = f'<w:rPr><w:rFonts w:hint="eastAsia" w:eastAsia="{face}"/></w:rPr>'
    return match[0].replace("<w:r><w:t", f"<w:r>{named}<w:t")


def _within(opening: str, inner: str) -> str:
    """Paragraphs within a condition or a loop."""
    end = opening.split()[0]
    return _text(f"{{%p {opening} %}}") + inner + _text(f"{{%p end{end} %}}")


def _broken(section: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="Gap"/>{section}</w:pPr></w:p>'


def _ended(made: str, section: str, when: str = "") -> str:
    """End a section; the gap after a table holds its end, else it has a paragraph of its own."""
    if when:
        return made + _within(f"if {when}", _broken(section))
    return made.removesuffix(_GAP) + _broken(section)


_EMU = 36_000
_CHART_WIDTH, _HIGH, _LOW = 150, 72, 52


def _drawing(number: int, chart: kinds.Chart, height: int) -> str:
    wide, high = _CHART_WIDTH * _EMU, height * _EMU
    told = escape(chart.caption, {'"': "&quot;"})
    return (
        '<w:p><w:pPr><w:pStyle w:val="Picture"/></w:pPr><w:r><w:drawing>'
        '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{number}" name="图 {number}" descr="{told}"/>'
        "<wp:cNvGraphicFramePr/>"
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        f'r:id="{CHART_IDS}{number}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
    )
